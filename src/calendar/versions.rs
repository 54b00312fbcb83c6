//! Versions of a calendar, one after another: each is in force from 00:00 of a date in its own zone.
//!
//! At every instant a calendar with versions is what the version in force says, as if that one had always been:
//! hours over midnight that two versions share go on over the boundary. What a version writes for a date keeps
//! that date, so that a night cut in two by the boundary is one night.

use std::sync::Arc;

use chrono::Datelike;

use crate::assemble::{Assembled, joined};
use crate::calendar::{FIRST_YEAR, Inner, LAST_YEAR, Source};
use crate::dates::OpenDates;
use crate::span::{SECONDS, Tick};
use crate::table::Table;
use crate::{Calendar, Instant, NaiveDate};

/// A version and the date from which it is in force; none: from the beginning.
#[derive(Clone, Debug)]
pub struct Version {
    /// From 00:00 of this date, in the calendar's zone.
    pub from: Option<NaiveDate>,
    /// What it says.
    pub calendar: Calendar,
}

/// The versions of a calendar, by their dates.
#[derive(Clone, Debug)]
pub(crate) struct Versions(Vec<Placed>);

/// A version and its first tick.
#[derive(Clone, Debug)]
struct Placed {
    start: u32,
    from: Option<NaiveDate>,
    calendar: Calendar,
}

impl Calendar {
    /// A calendar of several versions, given in the order of their dates, at least one. Before the first it is
    /// closed. Where a due falls is what the last of them says.
    #[must_use]
    pub fn versions(versions: Vec<Version>) -> Option<Calendar> {
        let place = |Version { from, calendar }: Version| {
            let start = from.map_or(0, |from| Tick::clamped(calendar.zone_on(from).first_instant(from)).0);
            Placed { start, from, calendar }
        };
        let versions = Versions(versions.into_iter().map(place).collect());
        let last = versions.0.last()?.calendar.clone();
        let (mut open, mut dates) = (Vec::new(), Vec::new());
        for (place, version) in versions.0.iter().enumerate() {
            let span = (version.start, versions.end(place));
            let within = |stretch: (u32, u32)| clip(stretch, span);
            open.extend(version.calendar.0.open.table.stretches().filter_map(within));
            let all = version.calendar.0.open.dates.all();
            dates.extend(all.filter_map(|(date, stretch)| Some((date, within(stretch)?))));
        }
        let table = Table::new(&joined(&open));
        let open = Assembled { table, dates: OpenDates::of(dates), taken_out: Vec::new() };
        let (zone, due_at) = (last.zone().clone(), last.due_at());
        Some(Calendar(Arc::new(Inner { zone, due_at, source: Source::Versions(versions), open })))
    }
}

impl Versions {
    /// Where a version gives way to the next.
    fn end(&self, place: usize) -> u32 {
        self.0.get(place + 1).map_or(SECONDS, |next| next.start)
    }

    /// The version in force at an instant; the first one before it is.
    pub(crate) fn at(&self, t: Instant) -> &Calendar {
        let t = Tick::clamped(t).0;
        self.nth(self.0.partition_point(|version| version.start <= t))
    }

    /// The version in force on a date; the first one before it is.
    pub(crate) fn on(&self, date: NaiveDate) -> &Calendar {
        self.nth(self.0.partition_point(|version| version.from.is_none_or(|from| from <= date)))
    }

    fn nth(&self, passed: usize) -> &Calendar {
        &self.0[passed.saturating_sub(1)].calendar
    }

    /// Whether any version is in force at an instant.
    pub(crate) fn begun(&self, t: Instant) -> bool {
        self.0.first().is_some_and(|first| first.start <= Tick::clamped(t).0)
    }

    /// The stretch of years, around the years known to the last version with holidays, in which the holidays
    /// of every version in force are known.
    pub(crate) fn holiday_years(&self) -> Option<(i32, i32)> {
        let mut known: Option<(i32, i32)> = None;
        for (place, version) in self.0.iter().enumerate() {
            let first = version.from.map_or(FIRST_YEAR, |from| from.year());
            let last = self.0.get(place + 1).and_then(|next| next.from).map_or(LAST_YEAR, last_year_before);
            if last < first {
                continue;
            }
            let (from, to) = version.calendar.holiday_years().unwrap_or((first, last));
            let own = (from.max(first), to.min(last));
            known = Some(match known {
                Some((since, until)) if own.0 <= until + 1 && since <= until => (since, own.1),
                _ => own,
            });
        }
        self.0.iter().any(|version| version.calendar.holiday_years().is_some()).then_some(known?)
    }
}

/// The last year that has a day before a date.
fn last_year_before(date: NaiveDate) -> i32 {
    date.pred_opt().unwrap_or(date).year()
}

fn clip((from, to): (u32, u32), span: (u32, u32)) -> Option<(u32, u32)> {
    let piece = (from.max(span.0), to.min(span.1));
    (piece.0 < piece.1).then_some(piece)
}

#[cfg(test)]
#[path = "versions_tests.rs"]
mod tests;
