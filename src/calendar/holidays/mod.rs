//! Holiday calendars: iCalendar text in, dates and stretches of time out.
//!
//! `lines` undoes the folding and knows the line numbers, `values` reads dates, times and durations,
//! `events` collects what each event says, `recur` finds the times at which it happens.

mod events;
mod lines;
mod recur;
mod values;

use crate::span::DateIndex;
use crate::{Instant, TimeZones, Zone};

/// Why a file cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Unreadable {
    /// The line, from 1; none where the file as a whole is to blame.
    pub(crate) line: Option<usize>,
    /// A few words for people.
    pub(crate) reason: String,
}

impl Unreadable {
    fn at(line: usize, reason: impl Into<String>) -> Unreadable {
        Unreadable { line: Some(line), reason: reason.into() }
    }
}

/// The years for which holiday data is there, both included.
///
/// An event of a date, or one that is repeated until a date or a number of times, is there for the years of
/// its occurrences, and a file is as good as those: from the first to the last year in which such an event
/// begins. Events that recur for ever say nothing about that, as a file that lists Easter up to 2015 does
/// not know that of 2016 however long its Christmas goes on. A file in which all events recur for ever has
/// data from the first occurrence on, without end.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct HolidayYears {
    /// The first year.
    pub first: i32,
    /// The last year; none where every event recurs for ever.
    pub last: Option<i32>,
}

/// When a timed event happens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct TimedEvent {
    pub(crate) from: Instant,
    pub(crate) to: Instant,
    /// Index into the file's summaries.
    pub(crate) event: u32,
}

/// An iCalendar file, expanded over the years of the table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Holidays {
    /// What each event is called.
    summaries: Vec<String>,
    /// The dates of all-day events and the event of each, in order.
    dates: Vec<(DateIndex, u32)>,
    timed: Vec<TimedEvent>,
    years: HolidayYears,
}

impl Holidays {
    /// Reads a file. Times without a zone are those of `zone`, the calendar's.
    pub(crate) fn read(text: &str, zones: &TimeZones, zone: &Zone) -> Result<Holidays, Unreadable> {
        let events = events::read(text, zones, zone)?;
        recur::expand(&events)
    }

    /// The years it is good for.
    pub(crate) fn years(&self) -> HolidayYears {
        self.years
    }

    /// The dates of all-day events, each with its event.
    pub(crate) fn days(&self) -> Vec<(DateIndex, Option<u32>)> {
        self.dates.iter().map(|&(date, event)| (date, Some(event))).collect()
    }

    /// When timed events happen.
    pub(crate) fn stretches(&self) -> &[TimedEvent] {
        &self.timed
    }

    /// What an event is called.
    pub(crate) fn summary(&self, event: u32) -> &str {
        self.summaries.get(event as usize).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests;
