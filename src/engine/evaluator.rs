//! A whole ticket at once: what batch does.

use crate::event::Event;
use crate::program::Program;
use crate::record::Observer;
use crate::ticket::{OutOfOrder, TicketState};
use duly_calendar::Instant;

/// Evaluates one ticket after another; one for each thread.
#[derive(Clone, Debug)]
pub struct Evaluator<'p> {
    state: TicketState<'p>,
}

impl<'p> Evaluator<'p> {
    /// An evaluator for a program.
    #[must_use]
    pub fn new(program: &'p Program) -> Evaluator<'p> {
        Evaluator { state: TicketState::new(program) }
    }

    /// Evaluates a ticket from its events, in their order, up to and at `as_of`. A ticket created after
    /// `as_of` leaves nothing.
    ///
    /// # Errors
    /// An event that does not come after those before it; what came out until then stays said, but the
    /// ticket leaves no cycle.
    pub fn ticket<O: Observer>(
        &mut self,
        ticket: &str,
        events: &[Event<'_>],
        as_of: Instant,
        observer: &mut O,
    ) -> Result<(), OutOfOrder> {
        self.state.start(ticket);
        for event in events.iter().filter(|event| event.at <= as_of) {
            self.state.apply(event, observer)?;
        }
        self.state.finish(as_of, observer);
        Ok(())
    }
}
