//! On which calendars a promise counts: one, or several in turn, each until its stretch is spent.

use crate::local::Tables;
use duly_calendar::{Calendar, Instant};
use duly_plan::CalendarId;

/// The calendars of a promise in the order in which they are spent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Counting {
    /// The first.
    first: CalendarId,
    /// Those after it, each with the business seconds that have run when it takes over.
    later: Vec<(i64, CalendarId)>,
}

impl Counting {
    /// On one calendar alone.
    pub(crate) fn on(calendar: CalendarId) -> Counting {
        Counting { first: calendar, later: Vec::new() }
    }

    /// Lets another calendar take over once `spent` business seconds have run.
    pub(crate) fn then(&mut self, spent: i64, calendar: CalendarId) {
        self.later.push((spent, calendar));
    }

    /// Whether several calendars take turns.
    pub(crate) fn in_turns(&self) -> bool {
        !self.later.is_empty()
    }

    /// The calendar that counts when `elapsed` seconds have run.
    pub(crate) fn calendar(&self, elapsed: i64) -> CalendarId {
        let taken = self.later.iter().rev().find(|(spent, _)| *spent <= elapsed);
        taken.map_or(self.first, |(_, calendar)| *calendar)
    }

    /// The calendar of the last stretch, on which the promise comes due.
    pub(crate) fn last(&self) -> CalendarId {
        self.later.last().map_or(self.first, |(_, calendar)| *calendar)
    }

    /// How long the calendar in force goes on counting; none: to the end.
    fn left(&self, elapsed: i64) -> Option<i64> {
        self.later.iter().map(|(spent, _)| spent - elapsed).find(|left| *left > 0)
    }

    /// The business seconds that run from `from` until `until`, when `elapsed` have run before.
    pub(crate) fn run(&self, tables: Tables<'_>, elapsed: i64, from: Instant, until: Instant) -> i64 {
        let (mut at, mut run) = (from, 0);
        loop {
            let calendar = tables.calendar(self.calendar(elapsed + run));
            let whole = calendar.between(at, until);
            let turn = self.left(elapsed + run).filter(|left| *left <= whole);
            let Some((left, next)) = turn.and_then(|left| Some((left, ahead(calendar, at, left)?))) else {
                return run + whole;
            };
            (at, run) = (next, run + left);
        }
    }

    /// The same, calendar by calendar: for those who show it.
    pub(crate) fn turns(&self, tables: Tables<'_>, elapsed: i64, from: Instant, until: Instant) -> Vec<Turn> {
        let (mut at, mut run, mut turns) = (from, 0, Vec::new());
        loop {
            let id = self.calendar(elapsed + run);
            let calendar = tables.calendar(id);
            let whole = calendar.between(at, until);
            let turn = self.left(elapsed + run).filter(|left| *left <= whole);
            let Some((left, next)) = turn.and_then(|left| Some((left, ahead(calendar, at, left)?))) else {
                turns.push(Turn { from: at, until, calendar: id, seconds: whole });
                return turns;
            };
            turns.push(Turn { from: at, until: next, calendar: id, seconds: left });
            (at, run) = (next, run + left);
        }
    }

    /// Where the last `left` of `seconds` begin to run, if `elapsed` have run at `from` and time runs on: that instant,
    /// its calendar and what is left. None if a calendar closes for good before.
    pub(crate) fn last_turn<'p>(
        &self,
        tables: Tables<'p>,
        elapsed: i64,
        from: Instant,
        seconds: i64,
    ) -> Option<(Instant, &'p Calendar, i64)> {
        let (mut at, mut run) = (from, elapsed);
        loop {
            let calendar = tables.calendar(self.calendar(run));
            let Some(left) = self.left(run).filter(|left| *left < seconds - run) else {
                return Some((at, calendar, seconds - run));
            };
            (at, run) = (ahead(calendar, at, left)?, run + left);
        }
    }
}

/// What one calendar counts of a stretch.
pub(crate) struct Turn {
    pub(crate) from: Instant,
    pub(crate) until: Instant,
    pub(crate) calendar: CalendarId,
    pub(crate) seconds: i64,
}

/// The first instant by which `seconds` of open time have passed after `at`; a turn ends at closing.
fn ahead(calendar: &Calendar, at: Instant, seconds: i64) -> Option<Instant> {
    calendar.at_position(calendar.position(at) + seconds)
}
