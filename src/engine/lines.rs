//! The lines of clocks at one step: which cycles begin, end, pause, go on.

use crate::clock::ClockProgram;
use crate::cycle::{Closing, Cycle, Cycles, End, Mode};
use crate::event::{EventKind, Origin};
use crate::facts::{ClockStatus, TicketFacts};
use crate::mask::Reads;
use crate::pattern::{Line, Pattern, Step};
use crate::program::Program;
use crate::slot::Slot;
use duly_calendar::Instant;
use duly_plan::{ClockEnd, Per};

/// What the lines of clocks work on at one step.
pub(crate) struct Course<'s> {
    pub(crate) program: &'s Program,
    pub(crate) step: Step<'s>,
    pub(crate) at: Instant,
    pub(crate) cycles: &'s mut Cycles,
    /// Reused for the patterns of a line that match.
    pub(crate) matched: &'s mut Vec<u16>,
}

impl Course<'_> {
    /// Follows the lines of a clock that may match.
    pub(crate) fn follow(&mut self, index: usize) {
        let clock = &self.program.clocks[index];
        let created = self.step.news.created;
        if created {
            self.start(index, clock);
        }
        self.end(index, clock);
        if clock.other_kinds.meet(self.step.news.kinds) {
            self.make_final(index, clock);
            self.pause_between(index, clock);
            self.reopen(index, clock);
        }
        if !created && !self.turns_an_ending_state(clock) {
            self.start(index, clock);
        }
    }

    fn turns_an_ending_state(&self, clock: &ClockProgram) -> bool {
        clock.ending_states.iter().any(|state| self.step.news.turned(*state, true))
    }

    /// Whether the step acts on the cycles of one key alone: a contact's event, on its own.
    fn key_in_scope(&self, clock: &ClockProgram) -> Option<Slot> {
        match (clock.per, self.step.event.map(|event| event.kind)) {
            (Per::Contact(medium), Some(EventKind::Contact { medium: with, .. })) if with == medium => {
                Some(self.key_of_event())
            }
            _ => None,
        }
    }

    fn key_of_event(&self) -> Slot {
        self.step.facts.event_key.map_or(Slot::Unset, Slot::Text)
    }

    fn start(&mut self, index: usize, clock: &ClockProgram) {
        if !clock.starts.iter().any(|line| line.matches(self.step)) {
            return;
        }
        let key = match clock.per {
            Per::Ticket | Per::Message => Slot::Unset,
            Per::Contact(_) => self.key_of_event(),
            Per::Field(field) => self.step.facts.row[field.index()],
        };
        let cycles = &*self.cycles;
        if clock.per != Per::Message && cycles.open_of_clock(index).any(|open| cycles.get(open).key == key) {
            return;
        }
        self.begin(index, key);
    }

    fn begin(&mut self, clock: usize, key: Slot) {
        let by = self.step.event.map_or(Origin::default(), |event| event.origin);
        let started = self.cycles.start(clock, key, self.at, by);
        let zones = self.program.zone_fields.iter().map(|field| field.read(self.step.facts));
        self.cycles.get_mut(started).zones.extend(zones);
    }

    /// The first line of those that end cycles that matches decides.
    fn end(&mut self, index: usize, clock: &ClockProgram) {
        if self.cycles.open_of_clock(index).next().is_none() {
            return;
        }
        let matched = clock.ends.iter().position(|(_, line)| line.matched(self.step, self.matched));
        let Some(place) = matched else { return };
        let (how, line) = &clock.ends[place];
        let scope = self.key_in_scope(clock);
        let by_contact = self.patterns(line).any(Pattern::is_contact_end);
        let end = End { at: self.at, how: *how, line: place, by_contact, noted: Closing::default() };
        let mut next = 0;
        while let Some(open) = self.cycles.open.get(next).copied() {
            let cycle = self.cycles.get(open);
            if cycle.clock == index && scope.is_none_or(|key| cycle.key == key) {
                self.cycles.end(open, end, self.matched);
            } else {
                next += 1;
            }
        }
        if matches!(how, ClockEnd::RestartAsMet | ClockEnd::RestartAsCancelled) {
            self.restart(index);
        }
    }

    /// Begins anew what has just been ended.
    fn restart(&mut self, index: usize) {
        for place in 0..self.cycles.ended.len() {
            let ended = self.cycles.get(self.cycles.ended[place]);
            if ended.clock == index && !self.has_newer(index, self.cycles.ended[place]) {
                let key = ended.key;
                self.begin(index, key);
            }
        }
    }

    fn patterns<'l>(&self, line: &'l Line) -> impl Iterator<Item = &'l Pattern> {
        self.matched.iter().filter_map(|index| line.patterns.get(usize::from(*index)))
    }

    fn make_final(&mut self, index: usize, clock: &ClockProgram) {
        if !clock.finals.iter().any(|line| line.matches(self.step)) {
            return;
        }
        let scope = self.key_in_scope(clock);
        let mut latest = self.cycles.latest(index);
        while let Some(place) = latest {
            let cycle = self.cycles.get_mut(place);
            if !cycle.is_open() && scope.is_none_or(|key| cycle.key == key) {
                cycle.is_final = true;
            }
            latest = cycle.previous;
        }
    }

    /// `pause from E until E`; at an event that is both, the pause goes on.
    fn pause_between(&mut self, index: usize, clock: &ClockProgram) {
        let scope = self.key_in_scope(clock);
        for (number, (from, until)) in clock.pauses_between.iter().enumerate() {
            let (begins, ends) = (from.matches(self.step), until.matches(self.step));
            if !begins && !ends {
                continue;
            }
            for place in 0..self.cycles.open.len() {
                let cycle = self.cycles.get_mut(self.cycles.open[place]);
                if cycle.clock != index || scope.is_some_and(|key| cycle.key != key) {
                    continue;
                }
                cycle.paused_by.retain(|line| *line != number);
                if begins {
                    cycle.paused_by.push(number);
                }
                cycle.moved = true;
                self.cycles.moved = true;
            }
        }
    }

    fn reopen(&mut self, index: usize, clock: &ClockProgram) {
        for line in &clock.reopens {
            if !line.matched(self.step, self.matched) {
                continue;
            }
            let scope = self.key_in_scope(clock);
            let mut latest = self.cycles.latest(index);
            while let Some(place) = latest {
                let cycle = self.cycles.get(place);
                latest = cycle.previous;
                if scope.is_none_or(|key| cycle.key == key)
                    && self.can_reopen(clock, line, cycle)
                    && !self.has_newer(index, place)
                {
                    self.cycles.reopen(place, self.at);
                }
                if clock.per == Per::Ticket {
                    break;
                }
            }
        }
    }

    /// Whether a line that matched revives a cycle: one that the state ended which no longer holds, one that
    /// a deletion ended for a restoration, any for other events.
    fn can_reopen(&self, clock: &ClockProgram, line: &Line, cycle: &Cycle) -> bool {
        let Some(end) = cycle.end.filter(|_| !cycle.is_final) else { return false };
        let ending = &clock.ends[end.line].1;
        let ended_by = cycle.ended_by.iter().filter_map(|index| ending.patterns.get(usize::from(*index)));
        self.patterns(line).any(|pattern| {
            if let Some(state) = pattern.exits() {
                ended_by.clone().any(|ended| ended.enters() == Some(state))
            } else if pattern.is_restored() {
                ended_by.clone().any(Pattern::is_deleted)
            } else {
                true
            }
        })
    }

    /// Whether a later cycle of the same key exists. Cycles `per message` are each their own.
    fn has_newer(&self, clock: usize, index: usize) -> bool {
        let key = self.cycles.get(index).key;
        self.program.clocks[clock].per != Per::Message
            && self
                .cycles
                .of_clock(clock)
                .take_while(|later| *later != index)
                .any(|later| self.cycles.get(later).key == key)
    }
}

/// Pauses, resumes, hides and shows the open cycles by the states that hold. Where such a state asks about
/// other clocks' pauses, one look may bring the next; as many looks as there are clocks settle it. Returns
/// `dirty`, and what the clocks did with it.
pub(crate) fn settle_states(
    program: &Program,
    facts: &mut TicketFacts,
    mut dirty: Reads,
    cycles: &mut Cycles,
) -> Reads {
    if cycles.moved && watch(program, facts, cycles) {
        dirty.add(Reads::CLOCKS);
    }
    for _ in 0..program.clocks.len() {
        if !cycles.moved && !program.state_reads.meet(dirty) {
            break;
        }
        let mut settled = true;
        for place in 0..cycles.open.len() {
            let cycle = cycles.get_mut(cycles.open[place]);
            let clock = &program.clocks[cycle.clock];
            if cycle.moved || clock.state_reads.meet(dirty) {
                settled &= !settle_state(clock, facts, cycle);
            }
        }
        cycles.moved |= !settled;
        if settled || !watch(program, facts, cycles) {
            break;
        }
        dirty.add(Reads::CLOCKS);
    }
    dirty
}

/// Pauses, resumes, hides or shows a cycle; whether it did.
fn settle_state(clock: &ClockProgram, facts: &TicketFacts, cycle: &mut Cycle) -> bool {
    let paused = !cycle.paused_by.is_empty() || clock.pauses_while.iter().any(|test| test.holds(facts));
    let mode = if paused { Mode::Paused } else { Mode::Running };
    let hidden = clock.hides.iter().any(|test| test.holds(facts));
    if cycle.mode() == mode && cycle.hidden == hidden {
        return false;
    }
    if cycle.mode() != mode {
        cycle.mark(facts.now, mode);
    }
    cycle.hidden = hidden;
    cycle.moved = true;
    true
}

/// Brings what conditions know of clocks up to date; whether anything changed.
fn watch(program: &Program, facts: &mut TicketFacts, cycles: &Cycles) -> bool {
    let mut changed = false;
    for index in &program.watched {
        if !program.clocks[*index].is_in_force(facts.period) {
            continue;
        }
        let mut status = ClockStatus::default();
        for open in cycles.open_of_clock(*index) {
            match cycles.get(open).mode() {
                Mode::Paused => status.paused = true,
                Mode::Running | Mode::Ended => status.running = true,
            }
        }
        let known = &mut facts.clocks[program.clocks[*index].id.index()];
        changed |= std::mem::replace(known, status) != status;
    }
    changed
}
