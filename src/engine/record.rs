//! What the engine says: cycles, tickets and actions, handed to an [`Observer`] as they become final.

use crate::event::{Origin, Value};
use crate::script::{ScriptFault, ScriptValue};
use crate::trace::Trace;
use duly_calendar::Instant;
use duly_diag::Span;
use duly_plan::{AgreementId, CalendarId, ClockId, Emit, LevelId, RuleId, TargetId, TriggerId};
use std::borrow::Cow;

/// Receives what the engine decides about one ticket after another. All borrowed data is gone after the call.
pub trait Observer {
    /// Whether it wants to be told how things came about. Only then is that found out.
    const TRACE: bool = false;

    /// Something happened inside; comes in order, and only if [`Observer::TRACE`] is set.
    fn trace(&mut self, _trace: &Trace<'_>) {}

    /// A cycle is final: it ended for good, or the data did.
    fn cycle(&mut self, cycle: &CycleRecord<'_>);

    /// A ticket's history is through; comes after its cycles.
    fn ticket(&mut self, _ticket: &TicketRecord<'_>) {}

    /// A cycle was counted on a calendar whose zone is read from the ticket, and what the ticket held is no zone,
    /// so that it was counted in the calendar's own. Comes before the cycle.
    fn unknown_zone(&mut self, _calendar: CalendarId, _name: &str) {}

    /// A script failed on a ticket; comes once for each fault, before the ticket.
    fn script_failed(&mut self, _ticket: &str, _fault: &ScriptFault) {}

    /// An action is due; comes in the order of the instants.
    fn action(&mut self, _action: &ActionRecord<'_>) {}
}

impl Observer for () {
    fn cycle(&mut self, _cycle: &CycleRecord<'_>) {}
}

/// What became of a cycle. The order is that of [`duly_plan::RecordField::OUTCOMES`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Outcome {
    /// Closed at or before its due.
    Met,
    /// Closed after its due, or cancelled when it was late already.
    Missed,
    /// Ended without a verdict.
    Cancelled,
    /// Ended or open, tracked without a promise.
    Measured,
    /// A script failed.
    Undecided,
    /// Open at the end, within its due.
    Running,
    /// Open and paused at the end.
    Paused,
    /// Open at the end, past its due.
    Overdue,
}

impl Outcome {
    /// All outcomes in order.
    pub const ALL: [Outcome; 8] = [
        Outcome::Met,
        Outcome::Missed,
        Outcome::Cancelled,
        Outcome::Measured,
        Outcome::Undecided,
        Outcome::Running,
        Outcome::Paused,
        Outcome::Overdue,
    ];

    /// The word used in every format.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        duly_plan::RecordField::OUTCOMES[self as usize]
    }
}

/// Why a cycle has its outcome, where that is not plain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason<'a> {
    /// Ended by this event phrase or state (`merged`, `done`).
    Phrase(&'a str),
    /// Ended by a contact with this result (`abandoned`).
    Result(&'a str),
    /// Missed: cancelled when it was late already.
    CancelledLate,
    /// It had a target and ended without one.
    NoTarget,
    /// Undecided: this script failed.
    Script(&'a str),
}

impl Reason<'_> {
    /// The text in reports.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Reason::Phrase(text) | Reason::Result(text) => Cow::Borrowed(text),
            Reason::CancelledLate => Cow::Borrowed("cancelled late"),
            Reason::NoTarget => Cow::Borrowed("no target"),
            Reason::Script(name) => Cow::Owned(format!("script {name} failed")),
        }
    }
}

/// Who chose a ticket's level.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ChosenBy {
    /// A rule of the agreement.
    Rule(RuleId),
    /// A trigger, whose level stays until it gives it back to the rules.
    Trigger(TriggerId),
}

/// One cycle of one clock, final.
#[derive(Clone, PartialEq, Debug)]
pub struct CycleRecord<'a> {
    /// The ticket.
    pub ticket: &'a str,
    /// The clock.
    pub clock: ClockId,
    /// 1, 2, ..: counts the clock's cycles on this ticket, whatever their keys.
    pub cycle: u32,
    /// The key of a clock `per` something.
    pub key: Option<&'a str>,
    /// The agreement.
    pub agreement: AgreementId,
    /// The level of the verdict.
    pub level: Option<LevelId>,
    /// Who chose the level.
    pub rule: Option<ChosenBy>,
    /// The target that judged it; for `no target` the last one.
    pub target: Option<TargetId>,
    /// The calendar it was counted on.
    pub calendar: Option<CalendarId>,
    /// When it began.
    pub started: Instant,
    /// When it was (or is) due; none without a target, while paused within the due, or hidden.
    pub due: Option<Instant>,
    /// When it ended.
    pub closed: Option<Instant>,
    /// Business seconds counted.
    pub elapsed: i64,
    /// Business seconds paused.
    pub paused: i64,
    /// Clock seconds from start to close, or to as-of.
    pub wall: i64,
    /// Business seconds promised; none for day counts, instants and tracked clocks.
    pub target_seconds: Option<i64>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why.
    pub reason: Option<Reason<'a>>,
    /// What called it off, whatever the outcome: [`CycleRecord::reason`] of a cycle cancelled late says only
    /// that.
    pub cancelled_by: Option<Reason<'a>>,
    /// The first instant at which it stood past the due then in force.
    pub breached_at: Option<Instant>,
    /// A warning of it has fired and it is open and not late.
    pub at_risk: bool,
    /// How often it was reopened.
    pub reopens: u32,
    /// The agent who ended it, else the assignee before the ending event (open: the assignee).
    pub agent: Option<&'a str>,
    /// The fields of [`crate::Query::capture`], in its order: at the verdict (after the ending event; open:
    /// at as-of), but `department` before the ending event, or at the breach of an open overdue cycle.
    pub fields: &'a [Value<'a>],
    /// The period in which the ticket was created, of [`duly_plan::Versions`]: what was in force then judged it.
    pub period: usize,
}

/// A ticket at the end of its history.
#[derive(Clone, PartialEq, Debug)]
pub struct TicketRecord<'a> {
    /// The ticket.
    pub ticket: &'a str,
    /// When it was created.
    pub created: Instant,
    /// Its level in each agreement, and who chose it.
    pub levels: &'a [(Option<LevelId>, Option<ChosenBy>)],
    /// How many events it had.
    pub events: u64,
    /// Whether a script failed that its verdicts depend on.
    pub undecided: bool,
    /// The fields of [`crate::Query::capture`], at the end.
    pub fields: &'a [Value<'a>],
}

/// An action that is due.
#[derive(Clone, PartialEq, Debug)]
pub struct ActionRecord<'a> {
    /// The ticket.
    pub ticket: &'a str,
    /// When.
    pub at: Instant,
    /// What made it due.
    pub cause: ActionCause<'a>,
    /// The level in force.
    pub level: Option<LevelId>,
    /// What is to be done.
    pub action: ActionDue<'a>,
    /// Where the policy says so.
    pub span: Span,
}

/// What made an action due.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum ActionCause<'a> {
    /// A rule began to decide.
    Rule {
        /// The agreement.
        agreement: AgreementId,
        /// The rule.
        rule: RuleId,
        /// How many times this rule has begun to decide on the ticket, from 1.
        occurrence: u32,
        /// The event that made it decide; none: time passing.
        event: Option<Origin>,
    },
    /// A trigger fired.
    Trigger {
        /// The trigger.
        trigger: TriggerId,
        /// The agreement whose level is in force on what it is about.
        agreement: AgreementId,
        /// The cycle that it is about; none: an event.
        cycle: Option<CycleRef<'a>>,
        /// How many times it has fired for this cycle, or without one on the ticket, from 1.
        occurrence: u32,
        /// The event that it fired at; none: time passing.
        event: Option<Origin>,
    },
    /// A warning of a target.
    Warning {
        /// The cycle.
        cycle: CycleRef<'a>,
        /// The agreement.
        agreement: AgreementId,
        /// The target.
        target: TargetId,
        /// Which of the target's warnings.
        warning: u16,
    },
}

/// A cycle that an action is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CycleRef<'a> {
    /// Its clock.
    pub clock: ClockId,
    /// 1, 2, ..
    pub number: u32,
    /// Its key.
    pub key: Option<&'a str>,
    /// The event that began it.
    pub started_by: Origin,
}

/// What is to be done.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum ActionDue<'a> {
    /// A warning.
    Warn,
    /// An action of the policy.
    Emit(&'a Emit),
    /// An action of the policy, and what its script gave for it.
    Computed(&'a Emit, &'a ScriptValue),
}
