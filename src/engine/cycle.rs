//! Cycles: when they ran, were paused and lay ended; nothing of promises.

use crate::event::Origin;
use crate::local::CycleZone;
use crate::slot::Slot;
use crate::symbols::Symbol;
use duly_calendar::Instant;
use duly_plan::{ClockEnd, TargetId};

/// What a cycle does from a mark on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    /// Its time runs.
    Running,
    /// It is open, and its time does not run.
    Paused,
    /// It has ended.
    Ended,
}

/// The beginning of a stretch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Mark {
    pub(crate) at: Instant,
    pub(crate) mode: Mode,
}

/// How a cycle ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End {
    /// When.
    pub(crate) at: Instant,
    /// How its line ends cycles.
    pub(crate) how: ClockEnd,
    /// The line, an index into the clock's ends.
    pub(crate) line: usize,
    /// Whether what matched is the end of a contact, whose result is then the reason.
    pub(crate) by_contact: bool,
    /// What was noted of the ticket then.
    pub(crate) noted: Closing,
}

/// What is noted of the ticket when cycles end.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Closing {
    /// The result of the contact whose event it was.
    pub(crate) result: Option<Symbol>,
    /// The agent, if one did it; else who was assigned before.
    pub(crate) agent: Slot,
    /// Where the captured fields are kept.
    pub(crate) snapshot: usize,
}

/// One cycle of one clock.
#[derive(Clone, Default, Debug)]
pub(crate) struct Cycle {
    /// Its clock, an index into the program's clocks.
    pub(crate) clock: usize,
    /// 1, 2, ..
    pub(crate) number: u32,
    pub(crate) key: Slot,
    pub(crate) started: Instant,
    pub(crate) started_by: Origin,
    /// The stretches in order; the last one is open-ended.
    pub(crate) marks: Vec<Mark>,
    /// None while it is open.
    pub(crate) end: Option<End>,
    /// The patterns of the ending line that matched.
    pub(crate) ended_by: Vec<u16>,
    /// Whether it can no longer be reopened.
    pub(crate) is_final: bool,
    pub(crate) hidden: bool,
    /// The `pause from` lines in effect.
    pub(crate) paused_by: Vec<usize>,
    pub(crate) reopens: u32,
    /// Whether [`crate::promise::note_added`] has looked at its beginning.
    pub(crate) begun: bool,
    /// What is added to targets whose count began with it.
    pub(crate) added: Vec<(TargetId, usize)>,
    /// Whether something about its course changed in this step.
    pub(crate) moved: bool,
    /// Whether it began, or began again, in this step.
    pub(crate) fresh: bool,
    /// Whether it was paused when the last step was over; kept for those who wait for its pause.
    pub(crate) was_paused: bool,
    /// What the fields held whose zones calendars read, when it began.
    pub(crate) zones: Vec<CycleZone>,
    /// The clock's cycle before it.
    pub(crate) previous: Option<usize>,
}

impl Cycle {
    pub(crate) fn is_open(&self) -> bool {
        self.end.is_none()
    }

    /// What it does now.
    pub(crate) fn mode(&self) -> Mode {
        self.marks.last().map_or(Mode::Ended, |mark| mark.mode)
    }

    /// Begins a stretch. A stretch of no length gives way, but not to the cycle's end, which wants to know
    /// what it ended.
    pub(crate) fn mark(&mut self, at: Instant, mode: Mode) {
        match self.marks.last_mut() {
            Some(last) if last.at == at && mode != Mode::Ended => last.mode = mode,
            _ => self.marks.push(Mark { at, mode }),
        }
        self.moved = true;
    }

    /// Ends the current stretch and begins another of the same kind; the last one before the end, if the
    /// cycle has just ended.
    pub(crate) fn split(&mut self, at: Instant) {
        let (place, current) = self.current();
        if current.at < at {
            self.marks.insert(place + 1, Mark { at, ..current });
        }
    }

    /// The last stretch before the end, or the current one of an open cycle: its place and its mark.
    pub(crate) fn current(&self) -> (usize, Mark) {
        let mut place = self.marks.len().saturating_sub(1);
        if self.marks.get(place).is_some_and(|mark| mark.mode == Mode::Ended) {
            place = place.saturating_sub(1);
        }
        let none = Mark { at: self.started, mode: Mode::Ended };
        (place, self.marks.get(place).copied().unwrap_or(none))
    }
}

/// The cycles of one ticket; slots are kept from ticket to ticket, so that a warm batch allocates nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cycles {
    pub(crate) slots: Vec<Cycle>,
    used: usize,
    /// The open ones in the order of their beginning.
    pub(crate) open: Vec<usize>,
    /// Those that began in this step.
    pub(crate) begun: Vec<usize>,
    /// Those that ended in this step.
    pub(crate) ended: Vec<usize>,
    /// The latest cycle of each of the program's clocks.
    latest: Vec<Option<usize>>,
    /// Whether the course of any changed in this step.
    pub(crate) moved: bool,
}

impl Cycles {
    pub(crate) fn new(clocks: usize) -> Cycles {
        Cycles { latest: vec![None; clocks], ..Cycles::default() }
    }

    /// Makes room for the next ticket.
    pub(crate) fn reset(&mut self) {
        self.used = 0;
        self.open.clear();
        self.forget_step();
        self.latest.fill(None);
    }

    /// Begins a step in which nothing has moved yet.
    pub(crate) fn forget_step(&mut self) {
        self.begun.clear();
        self.ended.clear();
        self.moved = false;
    }

    /// Those that ended in this step by a line of some kind.
    pub(crate) fn ended_as(&self, how: impl Fn(ClockEnd) -> bool) -> Vec<usize> {
        let ended = |index: &&usize| self.slots[**index].end.is_some_and(|end| how(end.how));
        self.ended.iter().filter(ended).copied().collect()
    }

    /// The open ones that are paused, and were not when the last step was over.
    pub(crate) fn newly_paused(&self) -> Vec<usize> {
        let newly = |cycle: &Cycle| cycle.mode() == Mode::Paused && !cycle.was_paused;
        self.open.iter().copied().filter(|index| newly(&self.slots[*index])).collect()
    }

    /// Keeps which ones are paused, for the next step.
    pub(crate) fn note_pauses(&mut self) {
        for index in &self.open {
            let cycle = &mut self.slots[*index];
            cycle.was_paused = cycle.mode() == Mode::Paused;
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.used
    }

    pub(crate) fn get(&self, index: usize) -> &Cycle {
        &self.slots[index]
    }

    pub(crate) fn get_mut(&mut self, index: usize) -> &mut Cycle {
        &mut self.slots[index]
    }

    /// Begins a cycle.
    pub(crate) fn start(&mut self, clock: usize, key: Slot, at: Instant, by: Origin) -> usize {
        let previous = self.latest[clock];
        let number = previous.map_or(1, |previous| self.slots[previous].number.saturating_add(1));
        let index = self.used;
        if index == self.slots.len() {
            self.slots.push(Cycle::default());
        }
        let cycle = &mut self.slots[index];
        (cycle.clock, cycle.number, cycle.key, cycle.previous) = (clock, number, key, previous);
        (cycle.started, cycle.started_by) = (at, by);
        (cycle.end, cycle.is_final, cycle.hidden, cycle.reopens) = (None, false, false, 0);
        (cycle.fresh, cycle.begun, cycle.was_paused) = (true, false, false);
        cycle.added.clear();
        cycle.marks.clear();
        cycle.ended_by.clear();
        cycle.paused_by.clear();
        cycle.zones.clear();
        cycle.mark(at, Mode::Running);
        self.used += 1;
        self.moved = true;
        self.open.push(index);
        self.begun.push(index);
        self.latest[clock] = Some(index);
        index
    }

    /// Ends an open cycle.
    pub(crate) fn end(&mut self, index: usize, end: End, patterns: &[u16]) {
        self.moved = true;
        let cycle = &mut self.slots[index];
        cycle.mark(end.at, Mode::Ended);
        cycle.end = Some(end);
        cycle.ended_by.clear();
        cycle.ended_by.extend_from_slice(patterns);
        self.open.retain(|open| *open != index);
        self.ended.push(index);
    }

    /// Lets an ended cycle go on.
    pub(crate) fn reopen(&mut self, index: usize, at: Instant) {
        self.moved = true;
        let cycle = &mut self.slots[index];
        cycle.end = None;
        (cycle.fresh, cycle.was_paused) = (true, false);
        cycle.paused_by.clear();
        cycle.reopens += 1;
        cycle.mark(at, Mode::Running);
        let place = self.open.partition_point(|open| *open < index);
        self.open.insert(place, index);
        self.ended.retain(|ended| *ended != index);
    }

    /// The latest cycle of a clock.
    pub(crate) fn latest(&self, clock: usize) -> Option<usize> {
        self.latest[clock]
    }

    /// The cycles of a clock, the latest first.
    pub(crate) fn of_clock(&self, clock: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.latest[clock], |index| self.slots[*index].previous)
    }

    /// The open cycles of a clock, in the order of their beginning.
    pub(crate) fn open_of_clock(&self, clock: usize) -> impl Iterator<Item = usize> + '_ {
        self.open.iter().copied().filter(move |index| self.slots[*index].clock == clock)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle() -> Cycle {
        let mut cycles = Cycles::new(1);
        let index = cycles.start(0, Slot::Unset, Instant(0), Origin::default());
        cycles.get(index).clone()
    }

    #[test]
    fn a_pause_of_no_length_leaves_no_stretch() {
        let mut cycle = cycle();
        cycle.mark(Instant(10), Mode::Paused);
        cycle.mark(Instant(10), Mode::Running);
        assert_eq!(cycle.marks[1], Mark { at: Instant(10), mode: Mode::Running });
        assert_eq!(cycle.marks.len(), 2);
    }

    #[test]
    fn an_end_keeps_what_it_ended() {
        let mut cycle = cycle();
        cycle.mark(Instant(0), Mode::Ended);
        assert_eq!(cycle.current(), (0, Mark { at: Instant(0), mode: Mode::Running }));
    }

    #[test]
    fn a_split_leaves_the_end_last() {
        let mut cycle = cycle();
        cycle.split(Instant(10));
        cycle.mark(Instant(20), Mode::Ended);
        cycle.split(Instant(20));
        let modes: Vec<_> = cycle.marks.iter().map(|mark| (mark.at.0, mark.mode)).collect();
        let running = |at| (at, Mode::Running);
        assert_eq!(modes, [running(0), running(10), running(20), (20, Mode::Ended)]);
    }

    #[test]
    fn numbers_count_per_clock_and_slots_are_reused() {
        let mut cycles = Cycles::new(2);
        cycles.start(0, Slot::Unset, Instant(0), Origin::default());
        let second = cycles.start(0, Slot::Unset, Instant(1), Origin::default());
        let other = cycles.start(1, Slot::Unset, Instant(1), Origin::default());
        assert_eq!((cycles.get(second).number, cycles.get(other).number), (2, 1));
        cycles.reset();
        let first = cycles.start(0, Slot::Unset, Instant(5), Origin::default());
        assert_eq!((first, cycles.get(first).number, cycles.get(first).marks.len()), (0, 1, 1));
    }
}
