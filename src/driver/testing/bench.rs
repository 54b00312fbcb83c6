//! One ticket under test, taken step by step.

use super::events::Ready;
use super::failure::Failure;
use super::seen::Seen;
use crate::scripts::with_scripts;
use duly_calendar::Instant;
use duly_diag::Span;
use duly_engine::{OutOfOrder, Program, Query, TicketState};
use duly_plan::{Expectation, FieldId, Plan, Step};
use std::sync::Arc;

/// The name of the ticket that tests are about.
const TICKET: &str = "test";

/// A ticket, the instant it has come to, and what it has brought about.
#[derive(Clone, Debug)]
pub struct Bench<'p> {
    program: &'p Program,
    state: TicketState<'p>,
    now: Option<Instant>,
    /// The actions so far.
    so_far: Seen,
    /// The instant and the line of each event, in order.
    events: Vec<(Instant, Span)>,
}

impl<'p> Bench<'p> {
    /// The program that tests of a plan run on: all that happens is said.
    #[must_use]
    pub fn program(plan: &Arc<Plan>, capture: Vec<FieldId>) -> Program {
        with_scripts(Program::new(Arc::clone(plan), &Query { capture, actions: true }))
    }

    /// A bench on which nothing has happened yet.
    #[must_use]
    pub fn new(program: &'p Program) -> Bench<'p> {
        let mut state = TicketState::new(program);
        state.start(TICKET);
        Bench { program, state, now: None, so_far: Seen::default(), events: Vec::new() }
    }

    /// Takes a step: time passes up to its instant, then its event happens.
    ///
    /// # Errors
    /// The step lies before the last one, or its event does not fit the ticket's beginning.
    pub fn take(&mut self, step: &Step) -> Result<(), OutOfOrder> {
        if let Some(now) = self.now.filter(|now| step.at < *now) {
            return Err(OutOfOrder::Late { at: step.at, reached: now });
        }
        if let Some(event) = &step.event {
            let record = self.events.len() as u64 + 1;
            let (state, seen) = (&mut self.state, &mut self.so_far);
            Ready::new(event).at(step.at, record, |event| state.apply(event, seen))?;
            self.events.push((step.at, step.span));
        } else if !self.events.is_empty() {
            self.state.advance_to(step.at, &mut self.so_far);
        }
        self.now = Some(step.at);
        Ok(())
    }

    /// The instant it has come to.
    #[must_use]
    pub fn now(&self) -> Option<Instant> {
        self.now
    }

    /// Whether the ticket is created.
    #[must_use]
    pub fn is_created(&self) -> bool {
        !self.events.is_empty()
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &'p Plan {
        self.program.plan()
    }

    /// Lets time pass, and nothing happen.
    pub(super) fn pass(&mut self, before: Instant) {
        self.state.advance_to(before, &mut self.so_far);
        self.now = Some(before);
    }

    /// Whether the ticket is as a test expects it now; what is wrong if not.
    #[must_use]
    pub fn check(&self, expectation: &Expectation) -> Option<Failure> {
        super::verdict::check(self, expectation)
    }

    /// The instant of the next thing that time alone brings: a condition of time that turns, a warning, a threshold.
    #[must_use]
    pub fn next_timer(&self) -> Option<Instant> {
        self.state.next_timer()
    }

    /// What the ticket has come to by `as_of`, if nothing else happens: all actions, cycles and levels. An `as_of`
    /// before now is now.
    #[must_use]
    pub fn seen(&self, as_of: Instant) -> Seen {
        let mut seen = self.so_far.clone();
        self.state.clone().finish(as_of.max(self.now.unwrap_or(as_of)), &mut seen);
        seen
    }

    /// The line of the last event at or before an instant.
    #[must_use]
    pub fn event_by(&self, at: Instant) -> Option<Span> {
        self.events.iter().rev().find(|(when, _)| *when <= at).map(|(_, span)| *span)
    }
}
