//! The lines of clocks that nothing but their own condition kept from acting.

use super::Trace;
use crate::event::Event;
use crate::pattern::{Line, Step};
use crate::record::Observer;
use crate::ticket::TicketState;
use duly_plan::{ClockId, Pause, When};

impl TicketState<'_> {
    /// Tells of each line that speaks of the event whether its condition held it back.
    pub(crate) fn trace_held_back<O: Observer>(&self, event: Option<&Event<'_>>, observer: &mut O) {
        let step = Step { event, facts: &self.facts, news: &self.news };
        let plan = self.program.plan();
        let in_force = |version: ClockId| plan.versions.clock_is_in_force(self.facts.period, version);
        for own in self.program.clocks.iter().filter(|own| in_force(own.version)) {
            let clock = plan.clock(own.version);
            let ends = own.ends.iter().map(|(_, line)| line).zip(clock.ends.iter().map(|end| &end.when));
            let between = clock.pauses.iter().filter_map(|pause| match pause {
                Pause::Between { from, until } => Some([from, until]),
                Pause::While(_) => None,
            });
            let between = own.pauses_between.iter().zip(between);
            let between = between.flat_map(|((from, until), [begin, end])| [(from, begin), (until, end)]);
            let lines = own.starts.iter().zip(&clock.starts).chain(ends);
            let lines = lines.chain(own.reopens.iter().zip(&clock.reopens));
            let lines = lines.chain(own.finals.iter().zip(&clock.finals)).chain(between);
            for (_, when) in lines.filter(|(line, _): &(&Line, &When)| line.is_held_back(step)) {
                if let Some(guard) = &when.guard {
                    observer.trace(&Trace::HeldBack { line: when.span, condition: self.probe(guard) });
                }
            }
        }
    }
}
