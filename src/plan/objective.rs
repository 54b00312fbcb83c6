//! Objectives: what a period's cycles have to come to, what is paid where they do not, and which misses are
//! excused.

use crate::{AgreementId, ClockId, Condition, FieldId};
use duly_diag::Span;

/// A share, exact: millionths of the whole (`99.95%` is 999,500).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Share(pub u32);

impl Share {
    /// The whole.
    pub const ALL: Share = Share(1_000_000);
}

/// An objective.
#[derive(Clone, PartialEq, Debug)]
pub struct Objective {
    /// Its name.
    pub name: String,
    /// Its doc comment.
    pub doc: Option<String>,
    /// The clock whose cycles it is about.
    pub clock: ClockId,
    /// The agreement whose verdicts it is about.
    pub agreement: AgreementId,
    /// What is measured, and what it has to be.
    pub goal: Goal,
    /// The periods, each measured by itself.
    pub each: PeriodUnit,
    /// What each period is measured by besides.
    pub by: Vec<GroupBy>,
    /// With fewer counted cycles a group is neither met nor missed; 0 and 1 are the same.
    pub at_least: u32,
    /// Cycles that are left out, by their reason.
    pub ignoring: Vec<Ignored>,
    /// Cancelled cycles that count as missed, by their reason.
    pub counting: Vec<CountedMissed>,
    /// Only cycles of which this holds; over the plan's fields and [`crate::RecordField`]s.
    pub condition: Option<Condition>,
    /// What is paid, in the order in which the steps get worse.
    pub credits: Vec<Credit>,
    /// The most that all its groups of one period pay together.
    pub credit_cap: Option<CreditCap>,
    /// What is measured: `95% of resolution met`.
    pub goal_span: Span,
    /// From its first word to its closing brace.
    pub span: Span,
}

/// What an objective measures, and what it has to be. Lengths are seconds of the cycles' own business time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// At least this share is met.
    ShareMet(Share),
    /// At least this share is closed within so many seconds.
    ShareWithin(Share, i64),
    /// The percentile (nearest rank) is at most so many seconds.
    Percentile(Share, i64),
    /// The average is at most so many seconds.
    Average(i64),
    /// At most so many cycles.
    AtMost(u32, Counted),
    /// At least so many cycles.
    AtLeast(u32, Counted),
}

/// Which cycles are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counted {
    /// Those met.
    Met,
    /// Those missed, open overdue ones included.
    Missed,
    /// Those closed within so many seconds.
    Within(i64),
    /// Those that took longer, open ones included.
    Beyond(i64),
}

/// The periods of objectives, in the zone of the run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PeriodUnit {
    /// Half an hour of the wall clock.
    HalfHour,
    /// An hour of the wall clock.
    Hour,
    /// A civil date.
    Day,
    /// An ISO week, Monday to Sunday.
    Week,
    /// A civil month.
    Month,
    /// Three months, the first from January.
    Quarter,
    /// A civil year.
    Year,
}

impl PeriodUnit {
    /// The word of the language.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PeriodUnit::HalfHour => "half hour",
            PeriodUnit::Hour => "hour",
            PeriodUnit::Day => "day",
            PeriodUnit::Week => "week",
            PeriodUnit::Month => "month",
            PeriodUnit::Quarter => "quarter",
            PeriodUnit::Year => "year",
        }
    }
}

/// What an objective is measured by besides its periods.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum GroupBy {
    /// The agent who ended the cycle, else the assignee before.
    Agent,
    /// The level of the verdict.
    Level,
    /// The rule that chose the level.
    Rule,
    /// The calendar that the cycle was counted on.
    Calendar,
    /// A field of the ticket at the verdict.
    Field(FieldId),
}

/// Cycles that are left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ignored {
    /// What cancelled them: a contact's result, or an event phrase.
    pub reason: String,
    /// Only those with fewer elapsed seconds than this.
    pub under: Option<i64>,
    /// The reason's place.
    pub span: Span,
}

/// Cancelled cycles that count as missed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CountedMissed {
    /// What cancelled them, as in [`Ignored`].
    pub reason: String,
    /// The reason's place.
    pub span: Span,
}

/// One step of a credit: it pays where the goal is missed by so much, unless a worse step does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Credit {
    /// The share of the fee.
    pub credit: Share,
    /// Where it begins.
    pub bound: CreditBound,
    /// Its place.
    pub span: Span,
}

/// The most that credits come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CreditCap {
    /// The share of the fee.
    pub most: Share,
    /// Its place.
    pub span: Span,
}

/// Where a step begins; of the kind of its objective's goal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CreditBound {
    /// Below this share.
    ShareBelow(Share),
    /// Above so many seconds.
    SecondsAbove(i64),
    /// Above this number of cycles.
    CountAbove(u32),
    /// Below this number of cycles.
    CountBelow(u32),
}

/// An excuse: misses of a clock that are nobody's fault, or not ours.
#[derive(Clone, PartialEq, Debug)]
pub struct Excuse {
    /// The clocks.
    pub clocks: Vec<ClockId>,
    /// When a miss is excused: at its verdict, over the plan's fields and [`crate::RecordField`]s.
    pub condition: Condition,
    /// Why.
    pub because: String,
    /// Its line.
    pub span: Span,
}
