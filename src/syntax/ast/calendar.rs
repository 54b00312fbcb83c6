//! Calendars: hours, dates and what differs on them.

use super::{Name, Span, Spanned, Text};
use chrono::NaiveDate;

/// `calendar office in "Europe/Prague" { ... }`, `calendar world = emea or apac`
#[derive(Clone, PartialEq, Debug)]
pub struct CalendarDecl {
    /// Its name.
    pub name: Name,
    /// `from 2026-07-01`: the date from which this version is in force.
    pub from: Option<Spanned<NaiveDate>>,
    /// `in "IANA/Name"`, `in ticket.timezone or "UTC"`
    pub zone: Option<CalendarZone>,
    /// `= emea or apac`
    pub mix: Option<CalendarMix>,
    /// Its lines.
    pub items: Vec<CalendarItem>,
}

/// The zone of a calendar.
#[derive(Clone, PartialEq, Debug)]
pub enum CalendarZone {
    /// `in "IANA/Name"`
    Named(Text),
    /// `in ticket.timezone or "UTC"`
    Field {
        /// The field, without `ticket.`.
        field: Name,
        /// The zone behind `or`.
        fallback: Option<Text>,
    },
}

/// What a calendar is made of.
#[derive(Clone, PartialEq, Debug)]
pub struct CalendarMix {
    /// How.
    pub kind: CalendarMixKind,
    /// Where.
    pub span: Span,
}

/// The ways to make a calendar of others.
#[derive(Clone, PartialEq, Debug)]
pub enum CalendarMixKind {
    /// `office`
    Name(Name),
    /// `a or b`
    Any(Vec<CalendarMix>),
    /// `a and b`
    All(Vec<CalendarMix>),
    /// `a except b except c`: the first without the others.
    Except(Vec<CalendarMix>),
}

/// A line of a calendar.
#[derive(Clone, PartialEq, Debug)]
pub struct CalendarItem {
    /// What it says.
    pub kind: CalendarItemKind,
    /// The whole line.
    pub span: Span,
}

/// What a calendar's line can say.
#[derive(Clone, PartialEq, Debug)]
pub enum CalendarItemKind {
    /// `mon-thu 08:30-12:00, 12:30-17:00`, `daily ...`, `sat, sun ...`
    Hours {
        /// The days: pairs (first, last), both included; a single day is a pair of itself.
        days: Vec<Spanned<(chrono::Weekday, chrono::Weekday)>>,
        /// The windows.
        windows: Vec<Window>,
    },
    /// `open DATES WINDOWS "label"`
    Open {
        /// The dates.
        dates: Vec<DateItem>,
        /// The hours of those dates.
        windows: Vec<Window>,
        /// The label.
        label: Option<Text>,
    },
    /// `closed DATES [WINDOWS] "label"`
    Closed {
        /// The dates.
        dates: Vec<DateItem>,
        /// Empty: the whole dates.
        windows: Vec<Window>,
        /// The label.
        label: Option<Text>,
    },
    /// `due at closing`, `due at opening`
    DueAt(DueAt),
}

/// A window as written; `end` before or at `start` means over midnight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// Opening, seconds after 00:00.
    pub start: u32,
    /// Closing, seconds after 00:00, at most 86,400.
    pub end: u32,
    /// Where.
    pub span: Span,
}

/// Rolling of dues.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DueAt {
    /// `due at closing`
    Closing,
    /// `due at opening`
    Opening,
}

/// One entry of a list of dates.
#[derive(Clone, PartialEq, Debug)]
pub struct DateItem {
    /// Which dates.
    pub kind: DateKind,
    /// Where.
    pub span: Span,
}

/// The forms of dates. In `every 24 dec, 31 dec` the `every` covers the entries behind it up to a date
/// with a year or `holidays`.
#[derive(Clone, PartialEq, Debug)]
pub enum DateKind {
    /// `2026-12-19`
    Date(NaiveDate),
    /// `2026-12-24 .. 2026-12-31`
    Range(NaiveDate, NaiveDate),
    /// `every 24 dec`
    Yearly(DayMonth),
    /// `every 1 aug .. 15 aug`
    YearlyRange(DayMonth, DayMonth),
    /// `every last fri of nov`
    YearlyNth {
        /// 1 to 5; none is `last`.
        nth: Option<u8>,
        /// The weekday.
        weekday: chrono::Weekday,
        /// Month, 1 to 12.
        month: u8,
    },
    /// `holidays "file.ics"`
    Holidays(Text),
    /// `dates SCRIPT(year)`
    Script(Name),
}

/// `24 dec`
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DayMonth {
    /// Day as written, 1 to 31 (whether the month has it is checked later).
    pub day: u8,
    /// Month, 1 to 12.
    pub month: u8,
}
