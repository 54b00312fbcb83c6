//! How a cycle ran, stretch by stretch, as its judgement counts it.

use super::{Course, Stretch, StretchKind, Trace};
use crate::cycle::{Cycle, Mode};
use crate::judgement::Judgement;
use crate::local::Tables;
use crate::record::Observer;
use crate::rules::agreement_id;
use crate::ticket::TicketState;
use duly_calendar::Instant;

impl TicketState<'_> {
    /// Tells how the cycles ran that leave a record, up to their end or to `as_of`.
    pub(crate) fn trace_courses<O: Observer>(&self, as_of: Instant, observer: &mut O) {
        for index in self.order.iter().copied() {
            for agreement in 0..self.standings.len() {
                let judgement = &self.judgements[index * self.standings.len() + agreement];
                if judgement.leaves_record() {
                    observer.trace(&Trace::Course(self.course(index, agreement, as_of)));
                }
            }
        }
    }

    fn course(&self, index: usize, agreement: usize, as_of: Instant) -> Course {
        let cycle = self.cycles.get(index);
        let judgement = &self.judgements[index * self.standings.len() + agreement];
        let tables = Tables::of(self.program.plan(), cycle);
        Course {
            cycle: self.name_of(index),
            agreement: agreement_id(agreement),
            stretches: stretches(cycle, judgement, tables, cycle.end.map_or(as_of, |end| end.at)),
        }
    }
}

fn stretches(cycle: &Cycle, judgement: &Judgement, tables: Tables<'_>, until: Instant) -> Vec<Stretch> {
    let mut all = Vec::new();
    let mut elapsed = 0;
    for (place, mark) in cycle.marks.iter().enumerate() {
        let end = cycle.marks.get(place + 1).map_or(until, |next| next.at).min(until);
        let from = judgement.counted_from(cycle, place, mark.at);
        let counting = judgement.counting_at(mark.at);
        let mut tell = |from: Instant, until: Instant, kind, calendar, seconds| {
            if from < until {
                let hours = tables.calendar(calendar).clone();
                all.push(Stretch { from, until, kind, calendar, hours, seconds });
            }
        };
        tell(mark.at, from.min(end), StretchKind::Before, counting.calendar(elapsed), 0);
        if from >= end {
            continue;
        }
        if mark.mode == Mode::Running {
            for turn in counting.turns(tables, elapsed, from, end) {
                tell(turn.from, turn.until, StretchKind::Running, turn.calendar, turn.seconds);
                elapsed += turn.seconds;
            }
        } else {
            let kind = if mark.mode == Mode::Paused { StretchKind::Paused } else { StretchKind::Ended };
            let calendar = counting.calendar(elapsed);
            tell(from, end, kind, calendar, tables.calendar(calendar).between(from, end));
        }
    }
    if all.is_empty() {
        let calendar = judgement.counting.calendar(0);
        let (kind, hours) = (StretchKind::Running, tables.calendar(calendar).clone());
        all.push(Stretch { from: until, until, kind, calendar, hours, seconds: 0 });
    }
    all
}
