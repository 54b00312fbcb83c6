//! What a calendar says, as data: the input of the interval table.

use chrono::{NaiveDate, Weekday};

/// A set of weekdays.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct WeekdaySet(pub u8);

impl WeekdaySet {
    /// Every day.
    pub const DAILY: WeekdaySet = WeekdaySet(0x7f);

    /// Adds a day.
    pub fn insert(&mut self, day: Weekday) {
        self.0 |= 1 << day.num_days_from_monday();
    }

    /// Whether a day is in the set.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.num_days_from_monday()) != 0
    }
}

/// A half-open stretch of wall time, in seconds after 00:00 of the date it is written for.
/// `end > start`; an end beyond 86,400 reaches into the next date (`22:00-06:00` is 79,200 to 108,000).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Window {
    /// Opening, 0 to 86,399.
    pub start: u32,
    /// Closing, at most 172,800.
    pub end: u32,
}

/// Points back at the statement that said something; the owner of the spec knows what it means.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Origin(pub u32);

/// `mon-thu 08:30-12:00, 12:30-17:00`. Lines add up.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct WeeklyHours {
    /// The days.
    pub days: WeekdaySet,
    /// The windows of each of them.
    pub windows: Vec<Window>,
    /// The statement.
    pub origin: Origin,
}

/// Which of the days of a month of one kind: `first fri`, `last fri`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Nth {
    /// The n-th, 1 to 5.
    FromStart(u8),
    /// The last.
    Last,
}

/// Dates that an exception is about. The more specific wins: date > range > yearly > script > iCalendar >
/// week, and of the yearly ones a single day (a date or a weekday) before a range, as with dates.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Dates {
    /// One date.
    Date(NaiveDate),
    /// Both ends included.
    Range(NaiveDate, NaiveDate),
    /// `every 24 dec`: month 1 to 12, day 1 to 31; 29 Feb is there in leap years only.
    Yearly {
        /// Month, 1 to 12.
        month: u8,
        /// Day of the month.
        day: u8,
    },
    /// `every 1 aug .. 15 aug`, both ends included; may run over the new year.
    YearlyRange {
        /// First (month, day).
        from: (u8, u8),
        /// Last (month, day).
        to: (u8, u8),
    },
    /// `every last fri of nov`.
    YearlyNth {
        /// Which one.
        nth: Nth,
        /// The weekday.
        weekday: Weekday,
        /// Month, 1 to 12.
        month: u8,
    },
    /// Dates that were worked out, for all [`crate::YEARS`].
    Computed(Vec<NaiveDate>),
    /// The events of an iCalendar file, an index into [`CalendarSpec::holidays`]. All-day events are dates
    /// of the calendar's zone; a timed event is the stretch of time it says.
    Holidays(usize),
}

/// What an exception does to its dates.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Change {
    /// `open DATES WINDOWS`: these are the hours of those dates, whatever the week says.
    Open(Vec<Window>),
    /// `closed DATES`: no hours.
    Closed,
    /// `closed DATES WINDOWS`: taken out last of all.
    ClosedDuring(Vec<Window>),
}

/// One `open` or `closed` statement; a statement with several dates is several exceptions of one origin.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Exception {
    /// The dates.
    pub dates: Dates,
    /// What happens on them.
    pub change: Change,
    /// The label written behind the statement, `"company holidays"`.
    pub label: Option<String>,
    /// The statement.
    pub origin: Origin,
}

/// An iCalendar file that a calendar reads.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct HolidayFile {
    /// The name as the policy says it.
    pub name: String,
    /// The file's text.
    pub text: String,
}

/// Where a due that is spent exactly at closing time falls.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum DueAt {
    /// At that closing (the default).
    #[default]
    Closing,
    /// At the next opening (`due at opening`).
    Opening,
}

/// A calendar as its policy says it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct CalendarSpec {
    /// The IANA name of its zone.
    pub zone: String,
    /// The week. Empty: dated hours only.
    pub weekly: Vec<WeeklyHours>,
    /// Everything that differs from the week.
    pub exceptions: Vec<Exception>,
    /// The files that [`Dates::Holidays`] speaks of.
    pub holidays: Vec<HolidayFile>,
    /// Rolling of dues.
    pub due_at: DueAt,
}

impl CalendarSpec {
    /// The built-in `always`: open at every second. No statement of a policy says so: its origin is the last number
    /// there is.
    #[must_use]
    pub fn always() -> Self {
        let windows = vec![Window { start: 0, end: 86_400 }];
        let week = WeeklyHours { days: WeekdaySet::DAILY, windows, origin: Origin(u32::MAX) };
        CalendarSpec { zone: "UTC".to_owned(), weekly: vec![week], ..CalendarSpec::default() }
    }
}

/// Wall-clock rule of a day count: the time of day at which the last day ends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum DayEnd {
    /// The same time of day as the (moved) start, or the first open instant after it.
    #[default]
    SameTime,
    /// `by close`: the last closing of that date.
    Close,
    /// `by 16:00`: seconds after 00:00; the first open instant at or after it if closed then.
    At(u32),
}
