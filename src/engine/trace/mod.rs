//! The trace: what happened inside an evaluation, for those who want to know why.
//!
//! An [`crate::Observer`] whose [`crate::Observer::TRACE`] is set is told each step as it is taken. Everything in a
//! trace is owned and named by ids and spans of the plan, so that it can be kept. For all other observers none
//! of this is compiled in.

mod course;
mod held;
mod moves;
mod part;

pub use part::{Held, Part, PartKind, Reading};

use crate::event::{Event, Origin};
use crate::record::ChosenBy;
use duly_calendar::{Calendar, Instant};
use duly_diag::Span;
use duly_plan::{
    AgreementId, CalendarId, ClockEnd, ClockId, FieldId, LevelId, RuleId, StateId, TargetId, TargetKind,
    TriggerId,
};

/// One thing that happened; they come in the order in which they did, between the actions they belong to.
#[derive(Clone, PartialEq, Debug)]
pub enum Trace<'a> {
    /// A step begins: what follows happened in it, until the next one.
    Step(Step<'a>),
    /// A field has another value than before the step; at the ticket's creation, every field that is set.
    Field {
        /// The field.
        field: FieldId,
        /// Its value before.
        before: Held,
        /// Its value now.
        now: Held,
    },
    /// A state turned.
    State {
        /// The state.
        state: StateId,
        /// Its condition as it stands now; none for one that the policy does not set.
        condition: Option<Part>,
        /// Whether it holds now.
        holds: bool,
    },
    /// A line of a clock did something to a cycle.
    Clock(ClockMove),
    /// The event of a clock's line came, but its condition does not hold.
    HeldBack {
        /// The line.
        line: Span,
        /// The condition.
        condition: Part,
    },
    /// The rules of an agreement were judged.
    Rules(RulesTried),
    /// A trigger gave the ticket a level, or gave it back to the rules.
    Level {
        /// The agreement.
        agreement: AgreementId,
        /// The level in force now.
        level: Option<LevelId>,
        /// Who chose it.
        chosen: Option<ChosenBy>,
    },
    /// Another promise judges a cycle.
    Target(TargetMove),
    /// The due of a cycle moved.
    Due(DueMove),
    /// A cycle stood past its due for the first time. Told with the next step after that instant.
    Breach {
        /// The cycle.
        cycle: CycleName,
        /// The agreement.
        agreement: AgreementId,
        /// The instant.
        at: Instant,
    },
    /// A warning fired.
    Warning {
        /// The cycle.
        cycle: CycleName,
        /// The agreement.
        agreement: AgreementId,
        /// When.
        at: Instant,
        /// The target.
        target: TargetId,
        /// Where it says so.
        line: Span,
    },
    /// The moment of a trigger came.
    Trigger(TriggerTried),
    /// How a cycle ran in an agreement that leaves a record of it. All of them come before the records, in the
    /// same order.
    Course(Course),
}

/// The beginning of a step.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Step<'a> {
    /// When.
    pub at: Instant,
    /// What makes it.
    pub cause: Cause<'a>,
}

/// What makes a step.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Cause<'a> {
    /// An event.
    Event(&'a Event<'a>),
    /// Time: a condition of `age` or `idle` turns.
    Time,
    /// An action of the policy, where actions are simulated.
    Action(&'a Event<'a>, ChosenBy),
}

/// Which cycle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CycleName {
    /// Its clock.
    pub clock: ClockId,
    /// 1, 2, ..
    pub number: u32,
    /// Its key.
    pub key: Option<String>,
    /// The event that began it.
    pub started_by: Origin,
}

/// What a line of a clock did to a cycle.
#[derive(Clone, PartialEq, Debug)]
pub struct ClockMove {
    /// The cycle.
    pub cycle: CycleName,
    /// What became of it.
    pub moved: Moved,
    /// The line that did it; none where a pause or hiding is over because no line asks for it any more.
    pub line: Option<Span>,
    /// The event phrases of the line that matched.
    pub phrases: Vec<Span>,
    /// The line's condition, or what each `while` of the clock comes to now.
    pub conditions: Vec<Part>,
}

/// What became of a cycle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moved {
    /// It began.
    Started,
    /// It goes on after its end.
    Reopened,
    /// It ended.
    Ended(ClockEnd),
    /// It is paused.
    Paused,
    /// It runs again.
    Resumed,
    /// It is hidden.
    Hidden,
    /// It is shown again.
    Shown,
    /// It can no longer be reopened.
    Final,
}

/// The rules of an agreement, judged.
#[derive(Clone, PartialEq, Debug)]
pub struct RulesTried {
    /// The agreement.
    pub agreement: AgreementId,
    /// The rules that were looked at, in order; those behind the one that decided were not.
    pub tried: Vec<RuleTried>,
    /// The level before.
    pub before: Option<LevelId>,
    /// The level in force now.
    pub level: Option<LevelId>,
    /// Who chose it.
    pub chosen: Option<ChosenBy>,
}

/// A rule that was looked at.
#[derive(Clone, PartialEq, Debug)]
pub struct RuleTried {
    /// The rule, or the `otherwise`.
    pub rule: RuleId,
    /// Whether it matched; none: it is switched off.
    pub matched: Option<bool>,
    /// Its condition, if it has one.
    pub condition: Option<Part>,
    /// Its line.
    pub line: Span,
}

/// The promise that judges a cycle from now on.
#[derive(Clone, PartialEq, Debug)]
pub struct TargetMove {
    /// The cycle.
    pub cycle: CycleName,
    /// The agreement.
    pub agreement: AgreementId,
    /// The level that says so.
    pub level: Option<LevelId>,
    /// The target; none: there is none any more.
    pub target: Option<TargetId>,
    /// What it promises, with all that is added.
    pub kind: TargetKind,
    /// The calendar on which it begins to be counted.
    pub calendar: CalendarId,
    /// From when it counts.
    pub from: Instant,
    /// The conditions that were tried for it: those of a list up to the one that held, then those of each `plus`.
    pub conditions: Vec<Part>,
    /// The field of the table that it was looked up in, and its value.
    pub cell: Option<(FieldId, Held)>,
}

/// A due that moved.
#[derive(Clone, PartialEq, Debug)]
pub struct DueMove {
    /// The cycle.
    pub cycle: CycleName,
    /// The agreement.
    pub agreement: AgreementId,
    /// The due before.
    pub before: Option<Instant>,
    /// The due now; none while the cycle is paused, hidden or has no promise.
    pub due: Option<Instant>,
}

/// A trigger whose moment came.
#[derive(Clone, PartialEq, Debug)]
pub struct TriggerTried {
    /// The trigger.
    pub trigger: TriggerId,
    /// When.
    pub at: Instant,
    /// The cycle that it is about; none: an event.
    pub cycle: Option<CycleName>,
    /// Its condition, if it has one.
    pub condition: Option<Part>,
    /// Whether it fires.
    pub fires: bool,
}

/// How a cycle ran in one agreement.
#[derive(Clone, PartialEq, Debug)]
pub struct Course {
    /// The cycle.
    pub cycle: CycleName,
    /// The agreement.
    pub agreement: AgreementId,
    /// Its stretches in order, at least one, without gaps from the first to the cycle's end, or to as-of. A promise that counts
    /// from before the start begins before it.
    pub stretches: Vec<Stretch>,
}

/// A stretch of a cycle.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// From here on.
    pub from: Instant,
    /// Up to here, not included.
    pub until: Instant,
    /// What the cycle does.
    pub kind: StretchKind,
    /// The calendar that it is counted on.
    pub calendar: CalendarId,
    /// Its hours, in the zone that it has for this cycle.
    pub hours: Calendar,
    /// How many business seconds it comes to.
    pub seconds: i64,
}

impl PartialEq for Stretch {
    /// The hours follow from the rest and from the ticket.
    fn eq(&self, other: &Stretch) -> bool {
        let all = |stretch: &Stretch| {
            (stretch.from, stretch.until, stretch.kind, stretch.calendar, stretch.seconds)
        };
        all(self) == all(other)
    }
}

/// What a cycle does in a stretch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StretchKind {
    /// It lies before what the promise counts from: nothing is counted.
    Before,
    /// Its time runs.
    Running,
    /// It is paused.
    Paused,
    /// It lies ended, until it is reopened.
    Ended,
}
