//! Objectives, their credits, and excuses.

use super::{Condition, Length, Name, Span, Spanned, Text};

/// `objective "80/20 on the phone" [for AGREEMENT] { ... }`
#[derive(Clone, PartialEq, Debug)]
pub struct ObjectiveDecl {
    /// Its name.
    pub name: Name,
    /// `for AGREEMENT`; the default one without.
    pub agreement: Option<Name>,
    /// Its lines.
    pub items: Vec<ObjectiveItem>,
}

/// A line of an objective.
#[derive(Clone, PartialEq, Debug)]
pub struct ObjectiveItem {
    /// What it says.
    pub kind: ObjectiveItemKind,
    /// The whole line.
    pub span: Span,
}

/// What a line of an objective can say.
#[derive(Clone, PartialEq, Debug)]
pub enum ObjectiveItemKind {
    /// `80% of phone_response within 20s, each month, by department`
    Goal {
        /// What is measured, and what it has to be.
        measure: Measure,
        /// The parts behind it.
        parts: Vec<ObjectivePart>,
    },
    /// A part on a line of its own.
    Part(ObjectivePart),
    /// `credit 5% below 95%, 10% below 90%`
    Credit(Vec<CreditStep>),
    /// `credit at most 20%`
    CreditCap(Spanned<Percent>),
}

/// What an objective measures.
#[derive(Clone, PartialEq, Debug)]
pub struct Measure {
    /// The form.
    pub kind: MeasureKind,
    /// The clock whose cycles are measured.
    pub clock: Name,
    /// From the first word to the last.
    pub span: Span,
}

/// The forms of goals.
#[derive(Clone, PartialEq, Debug)]
pub enum MeasureKind {
    /// `80% of C within 20s`, `95% of C met`: at least this share.
    Share(Spanned<Percent>, Kept),
    /// `p90 of C within 1h`: the percentile is at most this.
    Percentile(Spanned<Percent>, Spanned<Length>),
    /// `average of C within 8h`: the average is at most this.
    Average(Spanned<Length>),
    /// `at most 3 of C missed`, `at least 50 of C met`
    Count {
        /// `at most`, not `at least`
        at_most: bool,
        /// The number.
        bound: Spanned<u32>,
        /// Which cycles are counted.
        counted: Counted,
    },
}

/// Which cycles of a share are the good ones.
#[derive(Clone, PartialEq, Debug)]
pub enum Kept {
    /// `met`
    Met,
    /// `within D`
    Within(Spanned<Length>),
}

/// Which cycles are counted.
#[derive(Clone, PartialEq, Debug)]
pub enum Counted {
    /// `met`
    Met,
    /// `missed`
    Missed,
    /// `within D`
    Within(Spanned<Length>),
    /// `beyond D`
    Beyond(Spanned<Length>),
}

/// A part of a goal.
#[derive(Clone, PartialEq, Debug)]
pub struct ObjectivePart {
    /// What it says.
    pub kind: ObjectivePartKind,
    /// From its first word to its last.
    pub span: Span,
}

/// What a part can say.
#[derive(Clone, PartialEq, Debug)]
pub enum ObjectivePartKind {
    /// `each month`
    Each(PeriodUnit),
    /// `by department, priority`
    By(Vec<Name>),
    /// `at least 10 cycles`
    AtLeast(u32),
    /// `ignoring abandoned under 5s`, `ignoring merged`
    Ignoring(Name, Option<Spanned<Length>>),
    /// `counting abandoned as missed`
    Counting(Name),
    /// `where CONDITION`
    Where(Condition),
}

/// The periods of objectives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PeriodUnit {
    /// `half hour`
    HalfHour,
    /// `hour`
    Hour,
    /// `day`
    Day,
    /// `week`: Monday to Sunday.
    Week,
    /// `month`
    Month,
    /// `quarter`
    Quarter,
    /// `year`
    Year,
}

/// A percentage, exact: millionths of the whole, so that `99.95%` is 999,500.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Percent(pub u64);

/// `5% below 95%`
#[derive(Clone, PartialEq, Debug)]
pub struct CreditStep {
    /// What it pays.
    pub credit: Spanned<Percent>,
    /// `above`, not `below`
    pub above: bool,
    /// Where it begins.
    pub bound: Spanned<CreditBound>,
    /// The whole step.
    pub span: Span,
}

/// Where a step of a credit begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CreditBound {
    /// `95%`
    Share(Percent),
    /// `1h`
    Length(Length),
    /// `3`
    Count(u32),
}

/// `excuse resolution if fault is "customer" because "annex 7.2"`
#[derive(Clone, PartialEq, Debug)]
pub struct ExcuseDecl {
    /// The clocks whose misses it excuses.
    pub clocks: Vec<Name>,
    /// When a miss is excused.
    pub condition: Condition,
    /// Why.
    pub because: Text,
}
