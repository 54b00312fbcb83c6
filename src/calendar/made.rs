//! Calendars made of others: `emea or apac`, `emea and apac`, `always except office`.
//!
//! Their open time is worked out on the UTC line, from the open stretches of their parts. They write no hours
//! of their own, so their dates are the civil dates of their zone: a date is open if any of it is open, and
//! what goes over midnight counts half on either side.

use std::sync::Arc;

use crate::assemble::{Assembled, joined};
use crate::calendar::{Inner, Source};
use crate::dates::OpenDates;
use crate::span::{DateIndex, Tick};
use crate::spec::DueAt;
use crate::table::Table;
use crate::{Calendar, Day, DayReason, Instant, NaiveDate, Reason, Why, Zone};

/// When a calendar made of others is open. The numbers are places in its list of parts.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Mix {
    /// When this part is.
    Part(usize),
    /// `a or b`: when any of them is.
    Any(Vec<Mix>),
    /// `a and b`: when all of them are.
    All(Vec<Mix>),
    /// `a except b`: when the first is and the second is not.
    Except(Box<Mix>, Box<Mix>),
}

/// A calendar that another is made of.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name in the policy.
    pub name: String,
    /// The calendar.
    pub calendar: Calendar,
}

/// What a calendar is made of.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    parts: Vec<Part>,
    mix: Mix,
}

type Stretches = Vec<(u32, u32)>;

impl Calendar {
    /// A calendar made of others, with civil dates of a zone.
    #[must_use]
    pub fn made(parts: Vec<Part>, mix: Mix, zone: Zone, due_at: DueAt) -> Calendar {
        let made = Made { parts, mix };
        let open = made.open(&made.mix);
        let dates = OpenDates::of(open.iter().flat_map(|stretch| by_date(*stretch, &zone)).collect());
        let open = Assembled { table: Table::new(&open), dates, taken_out: Vec::new() };
        Calendar(Arc::new(Inner { zone, due_at, source: Source::Made(made), open }))
    }
}

impl Made {
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter()
    }

    fn open(&self, mix: &Mix) -> Stretches {
        match mix {
            Mix::Part(part) => self.parts[*part].calendar.0.open.table.stretches().collect(),
            Mix::Any(mixes) => {
                let all: Stretches = mixes.iter().flat_map(|mix| self.open(mix)).collect();
                joined(&all)
            }
            Mix::All(mixes) => {
                let mut open = mixes.iter().map(|mix| self.open(mix));
                let first = open.next().unwrap_or_default();
                open.fold(first, |all, next| common(&all, &next))
            }
            Mix::Except(mix, taken) => without(&self.open(mix), &self.open(taken)),
        }
    }

    fn is_open(&self, mix: &Mix, t: Instant) -> bool {
        match mix {
            Mix::Part(part) => self.parts[*part].calendar.is_open(t),
            Mix::Any(mixes) => mixes.iter().any(|mix| self.is_open(mix, t)),
            Mix::All(mixes) => mixes.iter().all(|mix| self.is_open(mix, t)),
            Mix::Except(mix, taken) => self.is_open(mix, t) && !self.is_open(taken, t),
        }
    }

    /// The parts that decide whether a mix is open at an instant, in the order written: those that open it,
    /// or those that keep it closed.
    fn deciders(&self, mix: &Mix, t: Instant, found: &mut Vec<usize>) {
        let open = self.is_open(mix, t);
        match mix {
            Mix::Part(part) => {
                if !found.contains(part) {
                    found.push(*part);
                }
            }
            Mix::Any(mixes) | Mix::All(mixes) => {
                let decide = mixes.iter().filter(|mix| self.is_open(mix, t) == open);
                decide.for_each(|mix| self.deciders(mix, t, found));
            }
            Mix::Except(mix, taken) => {
                let first_decides = open || !self.is_open(mix, t);
                self.deciders(if first_decides { mix } else { taken }, t, found);
                if open {
                    self.deciders(taken, t, found);
                }
            }
        }
    }

    /// Why it is open or closed; `since` and `until` are for the caller to fill in.
    pub(crate) fn why(&self, t: Instant, date: NaiveDate) -> Why {
        let mut deciders = Vec::new();
        self.deciders(&self.mix, t, &mut deciders);
        let part = |part: usize| (self.parts[part].name.clone(), self.parts[part].calendar.why(t));
        Why {
            open: self.is_open(&self.mix, t),
            date,
            reason: Reason::Parts,
            statements: Vec::new(),
            parts: deciders.into_iter().map(part).collect(),
            since: None,
            until: None,
        }
    }

    /// What the parts say of a date that is not as every week: its statements.
    pub(crate) fn day(&self, day: &mut Day) {
        day.reason = DayReason::Parts;
        for part in &self.parts {
            let said = part.calendar.day(day.date);
            if matches!(said.reason, DayReason::Open | DayReason::Closed | DayReason::Parts) {
                day.statements.extend(said.statements);
            }
            day.statements.extend(said.cuts.into_iter().map(|cut| cut.statement));
        }
    }
}

/// A stretch cut at the midnights of a zone, each piece with its civil date. What lies outside the dates that
/// calendars know has none.
fn by_date((mut from, to): (u32, u32), zone: &Zone) -> Vec<(DateIndex, (u32, u32))> {
    let mut pieces = Vec::new();
    while from < to {
        let date = zone.local(Tick(from).instant()).date();
        let midnight = next_midnight(zone, date, from);
        let piece = (from, to.min(midnight));
        pieces.extend(DateIndex::of(date).map(|index| (index, piece)));
        from = piece.1;
    }
    pieces
}

/// The first instant of the next date that is shown after a tick of `date`.
fn next_midnight(zone: &Zone, date: NaiveDate, after: u32) -> u32 {
    let later = std::iter::successors(date.succ_opt(), |d| d.succ_opt());
    let midnights = later.map(|date| Tick::clamped(zone.first_instant(date)).0);
    midnights.take(3).find(|midnight| *midnight > after).unwrap_or(u32::MAX)
}

/// What two lists of stretches have in common.
fn common(a: &[(u32, u32)], b: &[(u32, u32)]) -> Stretches {
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        let (from, to) = (x.0.max(y.0), x.1.min(y.1));
        if from < to {
            found.push((from, to));
        }
        if x.1 <= y.1 { i += 1 } else { j += 1 }
    }
    found
}

/// What is left of stretches when others are taken out.
fn without(open: &[(u32, u32)], taken: &[(u32, u32)]) -> Stretches {
    let (mut next, mut left) = (0, Vec::new());
    for &(mut from, to) in open {
        while taken.get(next).is_some_and(|hole| hole.1 <= from) {
            next += 1;
        }
        for hole in taken[next..].iter().take_while(|hole| hole.0 < to) {
            if from < hole.0 {
                left.push((from, hole.0));
            }
            from = hole.1;
        }
        if from < to {
            left.push((from, to));
        }
    }
    left
}

#[cfg(test)]
#[path = "made_tests.rs"]
mod tests;
