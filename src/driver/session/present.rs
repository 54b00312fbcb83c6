//! A ticket at an instant: what its events come to by then.

use super::happened::{Happened, kept, lent, texts};
use duly_calendar::{Calendar, Instant};
use duly_diag::Span;
use duly_engine::{
    ActionDue, ActionRecord, ChosenBy, CycleRecord, Facts, Observer, OutOfOrder, Outcome, Program,
    ScriptValue, TicketRecord, TicketState, Value,
};
use duly_plan::{
    AgreementId, CalendarId, ClockId, ClockState, Emit, FieldId, LevelId, Plan, Role, ScriptId, Since,
    TargetId, TestValue,
};

/// The name of a ticket that was built by hand.
pub(super) const TICKET: &str = "session";

/// A cycle as it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Cycle {
    /// Its clock.
    pub clock: ClockId,
    /// 1, 2, ..
    pub number: u32,
    /// Its key.
    pub key: Option<String>,
    /// The agreement that judges it.
    pub agreement: AgreementId,
    /// What it comes to.
    pub outcome: Outcome,
    /// Why, where that is not plain.
    pub reason: Option<String>,
    /// When it began.
    pub started: Instant,
    /// When it is or was due.
    pub due: Option<Instant>,
    /// When it ended.
    pub closed: Option<Instant>,
    /// Since when it is late.
    pub breached_at: Option<Instant>,
    /// Business seconds counted.
    pub elapsed: i64,
    /// Business seconds promised.
    pub target_seconds: Option<i64>,
    /// The promise.
    pub target: Option<TargetId>,
    /// The calendar it counts on.
    pub calendar: Option<CalendarId>,
    /// Whether a warning of it has fired.
    pub at_risk: bool,
}

/// An action that was due.
#[derive(Clone, PartialEq, Debug)]
pub struct Done {
    /// When.
    pub at: Instant,
    /// What is to be done; none: a warning.
    pub emit: Option<Emit>,
    /// The clock that it is about.
    pub clock: Option<ClockId>,
    /// Where the policy says so.
    pub span: Span,
}

/// Everything about a ticket at an instant.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Present {
    /// The instant.
    pub now: Instant,
    /// When it was created; none: it is not there yet.
    pub created: Option<Instant>,
    /// The last event by customer or agent.
    touched: Option<Instant>,
    /// The value of each field of the plan.
    pub fields: Vec<TestValue>,
    /// The level in each agreement, and who chose it.
    pub levels: Vec<(Option<LevelId>, Option<ChosenBy>)>,
    /// The cycles that are judged or measured.
    pub cycles: Vec<Cycle>,
    /// The actions so far, in order.
    pub done: Vec<Done>,
    /// What each clock does: running, paused.
    clocks: Vec<(bool, bool)>,
    /// What each script gives.
    scripts: Vec<Option<ScriptValue>>,
    /// When the next timer fires.
    pub next_timer: Option<Instant>,
}

impl Present {
    /// A ticket that is not there yet.
    #[must_use]
    pub fn empty(now: Instant) -> Present {
        Present { now, ..Present::default() }
    }

    /// The same fields at another instant, as if nothing happened in between.
    pub(super) fn at(&self, now: Instant) -> Present {
        Present { now, ..self.clone() }
    }

    /// What the events up to an instant come to at it; events must be in order.
    ///
    /// # Errors
    /// An event that cannot come there.
    pub(super) fn of(program: &Program, events: &[Happened], now: Instant) -> Result<Present, OutOfOrder> {
        let mut state = TicketState::new(program);
        let mut seen = Seen { plan: program.plan(), present: Present::empty(now) };
        state.start(TICKET);
        for event in events.iter().take_while(|event| event.at <= now) {
            event.with(|event| state.apply(event, &mut seen))?;
            let present = &mut seen.present;
            present.created = present.created.or(event.creates().then_some(event.at));
            if matches!(event.by(), Role::Customer | Role::Agent) || event.creates() {
                present.touched = Some(event.at);
            }
        }
        if seen.present.created.is_some() {
            state.advance_to(now, &mut seen);
            seen.present.next_timer = state.next_timer();
            let clock = |at: usize| ClockId(u16::try_from(at).unwrap_or(u16::MAX));
            let is = |at: usize, what: ClockState| state.clock_is(clock(at), what);
            seen.present.clocks = (0..program.plan().clocks.len())
                .map(|at| (is(at, ClockState::Running), is(at, ClockState::Paused)))
                .collect();
            let script = |at: usize| state.script(ScriptId(u16::try_from(at).unwrap_or(u16::MAX)));
            seen.present.scripts = (0..program.plan().scripts.len()).map(script).collect();
        }
        state.finish(now, &mut seen);
        Ok(seen.present)
    }
}

impl Present {
    /// A calendar in the zone that the ticket holds for it now.
    #[must_use]
    pub fn calendar<'p>(&self, plan: &'p Plan, id: CalendarId) -> &'p Calendar {
        plan.calendars[id.index()]
            .table_named(|field| self.fields.get(field.index())?.text(&plan.field(field).kind))
    }

    /// The zones that it holds in fields from which calendars take theirs.
    pub(super) fn zones(&self, plan: &Plan) -> Vec<(FieldId, String)> {
        let fields = plan.calendars.iter().filter_map(|calendar| Some(calendar.local.as_ref()?.field));
        let held = |field: FieldId| self.fields.get(field.index())?.text(&plan.field(field).kind);
        fields.filter_map(|field| Some((field, held(field)?.to_owned()))).collect()
    }

    /// The last event by customer or agent.
    #[must_use]
    pub fn touched(&self) -> Option<Instant> {
        self.touched
    }

    /// Whether a clock is in a state.
    #[must_use]
    pub fn clock_is(&self, clock: ClockId, state: ClockState) -> bool {
        let (running, paused) = self.clocks.get(clock.index()).copied().unwrap_or_default();
        match state {
            ClockState::Running => running,
            ClockState::Paused => paused,
            ClockState::Stopped => !running && !paused,
        }
    }
}

struct Seen<'p> {
    plan: &'p Plan,
    present: Present,
}

impl Observer for Seen<'_> {
    fn cycle(&mut self, cycle: &CycleRecord<'_>) {
        self.present.cycles.push(Cycle {
            clock: cycle.clock,
            number: cycle.cycle,
            key: cycle.key.map(str::to_owned),
            agreement: cycle.agreement,
            outcome: cycle.outcome,
            reason: cycle.reason.map(|reason| reason.text().into_owned()),
            started: cycle.started,
            due: cycle.due,
            closed: cycle.closed,
            breached_at: cycle.breached_at,
            elapsed: cycle.elapsed,
            target_seconds: cycle.target_seconds,
            target: cycle.target,
            calendar: cycle.calendar,
            at_risk: cycle.at_risk,
        });
    }

    fn ticket(&mut self, ticket: &TicketRecord<'_>) {
        self.present.levels = ticket.levels.to_vec();
        self.present.fields = ticket.fields.iter().map(kept).collect();
    }

    fn action(&mut self, action: &ActionRecord<'_>) {
        let clock = match action.cause {
            duly_engine::ActionCause::Warning { cycle, .. } => Some(cycle.clock),
            duly_engine::ActionCause::Trigger { cycle, .. } => cycle.map(|cycle| cycle.clock),
            duly_engine::ActionCause::Rule { .. } => None,
        };
        let emit = match action.action {
            ActionDue::Warn => None,
            ActionDue::Emit(emit) => Some(emit.clone()),
            ActionDue::Computed(emit, given) => Some(match emit {
                Emit::Computed(computed) => given.said(*computed, self.plan).unwrap_or_else(|| emit.clone()),
                emit => emit.clone(),
            }),
        };
        self.present.done.push(Done { at: action.at, emit, clock, span: action.span });
    }
}

/// A ticket as conditions ask it, with other values in place of some of its own.
pub(super) struct Supposed<'p> {
    present: &'p Present,
    texts: Vec<Vec<&'p str>>,
    instead: &'p [(FieldId, TestValue)],
    instead_texts: Vec<Vec<&'p str>>,
}

impl<'p> Supposed<'p> {
    /// The ticket as it is, but for these fields.
    pub fn instead(present: &'p Present, instead: &'p [(FieldId, TestValue)]) -> Supposed<'p> {
        Supposed {
            present,
            texts: present.fields.iter().map(texts).collect(),
            instead,
            instead_texts: instead.iter().map(|(_, content)| texts(content)).collect(),
        }
    }
}

impl Facts for Supposed<'_> {
    fn value(&self, field: FieldId) -> Value<'_> {
        if let Some(at) = self.instead.iter().position(|(own, _)| *own == field) {
            return lent(&self.instead[at].1, &self.instead_texts[at]);
        }
        let at = field.index();
        match (self.present.fields.get(at), self.texts.get(at)) {
            (Some(content), Some(texts)) => lent(content, texts),
            _ => Value::Unset,
        }
    }

    fn now(&self) -> Option<Instant> {
        Some(self.present.now)
    }

    fn since(&self, since: Since) -> Option<Instant> {
        match since {
            Since::Created => self.present.created,
            Since::LastTouched => self.present.touched,
        }
    }

    fn clock_is(&self, clock: ClockId, state: ClockState) -> bool {
        self.present.clock_is(clock, state)
    }

    /// A script is not run again for what is only supposed.
    fn script(&self, script: ScriptId) -> Option<ScriptValue> {
        self.present.scripts.get(script.index()).cloned().flatten()
    }
}
