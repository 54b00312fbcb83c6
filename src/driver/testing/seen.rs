//! What a ticket has come to at an instant, kept.

use duly_calendar::Instant;
use duly_diag::Span;
use duly_engine::{
    ActionCause, ActionDue, ActionRecord, ChosenBy, CycleRecord, Observer, Outcome, ScriptValue, TicketRecord,
};
use duly_plan::{AgreementId, CalendarId, ClockId, CycleOutcome, Emit, LevelId, Plan, TargetId};

/// A cycle, as [`CycleRecord`] says it.
#[derive(Clone, PartialEq, Debug)]
pub struct SeenCycle {
    /// Its clock.
    pub clock: ClockId,
    /// 1, 2, ..
    pub number: u32,
    /// Its key.
    pub key: Option<String>,
    /// The agreement.
    pub agreement: AgreementId,
    /// The target that judged it.
    pub target: Option<TargetId>,
    /// The calendar it was counted on.
    pub calendar: Option<CalendarId>,
    /// When it began.
    pub started: Instant,
    /// When it is due.
    pub due: Option<Instant>,
    /// When it ended.
    pub closed: Option<Instant>,
    /// Business seconds counted.
    pub elapsed: i64,
    /// Seconds promised, of a promise of time.
    pub promised: Option<i64>,
    /// What became of it.
    pub outcome: CycleOutcome,
    /// Why.
    pub reason: Option<String>,
    /// When it was breached.
    pub breached_at: Option<Instant>,
    /// Whether a warning has fired, and it is open and not late.
    pub at_risk: bool,
}

/// An action that was due.
#[derive(Clone, PartialEq, Debug)]
pub struct Done {
    /// When.
    pub at: Instant,
    /// What; none: a warning.
    pub emit: Option<Emit>,
    /// What its script gave, if a script says the rest.
    pub given: Option<ScriptValue>,
    /// The clock and cycle that it is about.
    pub cycle: Option<(ClockId, u32)>,
    /// Where the policy says so.
    pub span: Span,
}

impl Done {
    /// What it says with what its script gave.
    pub(super) fn said(&self, plan: &Plan) -> Option<Emit> {
        let (Some(Emit::Computed(computed)), Some(given)) = (&self.emit, &self.given) else { return None };
        given.said(*computed, plan)
    }
}

/// All that a ticket has come to.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Seen {
    /// Its cycles, by clock and number.
    pub cycles: Vec<SeenCycle>,
    /// Its level in each agreement, and who chose it.
    pub levels: Vec<(Option<LevelId>, Option<ChosenBy>)>,
    /// The actions, in order.
    pub actions: Vec<Done>,
}

impl Observer for Seen {
    fn cycle(&mut self, cycle: &CycleRecord<'_>) {
        self.cycles.push(SeenCycle {
            clock: cycle.clock,
            number: cycle.cycle,
            key: cycle.key.map(str::to_owned),
            agreement: cycle.agreement,
            target: cycle.target,
            calendar: cycle.calendar,
            started: cycle.started,
            due: cycle.due,
            closed: cycle.closed,
            elapsed: cycle.elapsed,
            promised: cycle.target_seconds,
            outcome: outcome(cycle.outcome),
            reason: cycle.reason.map(|reason| reason.text().into_owned()),
            breached_at: cycle.breached_at,
            at_risk: cycle.at_risk,
        });
    }

    fn ticket(&mut self, ticket: &TicketRecord<'_>) {
        self.levels = ticket.levels.to_vec();
    }

    fn action(&mut self, action: &ActionRecord<'_>) {
        let (emit, given) = match action.action {
            ActionDue::Warn => (None, None),
            ActionDue::Emit(emit) => (Some(emit.clone()), None),
            ActionDue::Computed(emit, given) => (Some(emit.clone()), Some(given.clone())),
        };
        let cycle = match action.cause {
            ActionCause::Rule { .. } => None,
            ActionCause::Trigger { cycle, .. } => cycle,
            ActionCause::Warning { cycle, .. } => Some(cycle),
        };
        let cycle = cycle.map(|cycle| (cycle.clock, cycle.number));
        self.actions.push(Done { at: action.at, emit, given, cycle, span: action.span });
    }
}

fn outcome(outcome: Outcome) -> CycleOutcome {
    match outcome {
        Outcome::Met => CycleOutcome::Met,
        Outcome::Missed => CycleOutcome::Missed,
        Outcome::Cancelled => CycleOutcome::Cancelled,
        Outcome::Measured => CycleOutcome::Measured,
        Outcome::Undecided => CycleOutcome::Undecided,
        Outcome::Running => CycleOutcome::Running,
        Outcome::Paused => CycleOutcome::Paused,
        Outcome::Overdue => CycleOutcome::Overdue,
    }
}
