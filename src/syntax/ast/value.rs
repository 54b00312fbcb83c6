//! Values as written: what conditions compare with, lengths, instants.

use super::{Span, Spanned, Text};
use chrono::{NaiveDate, NaiveDateTime};

/// Something to compare with or to set.
#[derive(Clone, PartialEq, Debug)]
pub struct Value {
    /// What it is.
    pub kind: ValueKind,
    /// Where.
    pub span: Span,
}

/// The kinds of values the text itself can tell apart.
#[derive(Clone, PartialEq, Debug)]
pub enum ValueKind {
    /// A bare word: a value of a closed list first, then a field; dots inside a path are kept.
    Word(String),
    /// `ticket.NAME`: a field, whatever lists say.
    Field(String),
    /// `"text"`
    Text(String),
    /// `42`, `0.5`, `-3`
    Number(f64),
    /// `yes` or `no`
    YesNo(bool),
    /// `1h30m`
    Duration(Duration),
    /// `2 business days`
    Days(DayCount),
    /// `2026-03-06`
    Date(NaiveDate),
    /// `2026-03-06 14:40`, with a zone if one is written
    Instant(InstantLit),
}

/// `1h30m`: time on the calendar in force.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Duration {
    /// Seconds.
    pub seconds: u64,
}

/// `2 business days`, `3 calendar days`, `1 calendar month`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DayCount {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: DayUnit,
}

/// What a day count counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DayUnit {
    /// Open dates of a calendar.
    BusinessDays,
    /// Civil dates.
    CalendarDays,
    /// Civil months.
    CalendarMonths,
}

/// Either kind of length.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Length {
    /// Business time.
    Time(Duration),
    /// A day count.
    Days(DayCount),
}

/// An instant as written: wall time, and the zone in which it is to be read.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct InstantLit {
    /// Date and time of day; a date alone is its 00:00.
    pub local: NaiveDateTime,
    /// Its zone.
    pub zone: ZoneLit,
}

/// The zone of a written instant.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ZoneLit {
    /// The policy's.
    Policy,
    /// `in "Europe/Paris"`
    Named(Text),
    /// `Z` or `+02:00`: seconds east.
    Offset(i32),
}

/// `08:30`, `24:00`: seconds after 00:00, at most 86,400.
pub type TimeOfDay = Spanned<u32>;
