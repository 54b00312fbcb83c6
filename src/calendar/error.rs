//! What can be wrong with a calendar or with zone data, in an admin's words.

use std::fmt;

use chrono::NaiveDate;

use crate::spec::Origin;

/// Zone data that cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TzdataError {
    /// The zone whose data it is.
    pub zone: String,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for TzdataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the data of the time zone `{}` cannot be read: {}", self.zone, self.reason)
    }
}

impl std::error::Error for TzdataError {}

/// Why a spec is no calendar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BuildError {
    /// The zone is not in the database.
    UnknownZone {
        /// As the policy says it.
        name: String,
    },
    /// An iCalendar file cannot be read.
    Holidays {
        /// The first statement that names the file.
        origin: Origin,
        /// The file, as the policy says it.
        file: String,
        /// The line, from 1, where one is to blame.
        line: Option<usize>,
        /// What is wrong there.
        reason: String,
    },
    /// An `open` and a `closed` of equal rank both decide a date.
    OpenAndClosed {
        /// The first such date.
        date: NaiveDate,
        /// The statement that opens it.
        open: Origin,
        /// The statement that closes it.
        closed: Origin,
    },
    /// The last date of a range is before its first.
    EmptyRange {
        /// The statement.
        origin: Origin,
        /// The first date written.
        from: NaiveDate,
        /// The last date written.
        to: NaiveDate,
    },
    /// A day that no year has: `every 30 feb`.
    NoSuchDay {
        /// The statement.
        origin: Origin,
        /// Month as written.
        month: u8,
        /// Day as written.
        day: u8,
    },
    /// A window that is empty or longer than the spec allows.
    Window {
        /// The statement.
        origin: Origin,
        /// Opening, seconds after 00:00.
        start: u32,
        /// Closing, seconds after 00:00.
        end: u32,
    },
}

impl BuildError {
    /// The statements to point at, the one to blame first; none when it is the calendar's zone.
    #[must_use]
    pub fn origins(&self) -> Vec<Origin> {
        match self {
            BuildError::UnknownZone { .. } => Vec::new(),
            BuildError::OpenAndClosed { open, closed, .. } => vec![*open, *closed],
            BuildError::Holidays { origin, .. }
            | BuildError::EmptyRange { origin, .. }
            | BuildError::NoSuchDay { origin, .. }
            | BuildError::Window { origin, .. } => vec![*origin],
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::UnknownZone { name } => write!(f, "there is no time zone `{name}`"),
            BuildError::Holidays { file, line: Some(line), reason, .. } => {
                write!(f, "`{file}` cannot be read as a holiday calendar: line {line}: {reason}")
            }
            BuildError::Holidays { file, line: None, reason, .. } => {
                write!(f, "`{file}` cannot be read as a holiday calendar: {reason}")
            }
            BuildError::OpenAndClosed { date, .. } => write!(f, "{date} is both open and closed"),
            BuildError::EmptyRange { from, to, .. } => {
                write!(f, "the range `{from} .. {to}` ends before it begins")
            }
            BuildError::NoSuchDay { month, day, .. } => {
                write!(f, "no year has a day {day} in month {month}")
            }
            BuildError::Window { start, end, .. } => {
                write!(f, "the hours `{}-{}` are no stretch of a day", clock(*start), clock(*end))
            }
        }
    }
}

impl std::error::Error for BuildError {}

/// Something in a spec that is probably not meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BuildWarning {
    /// A window ends at 23:59, so that the last minute of the day is closed.
    LastMinute {
        /// The statement.
        origin: Origin,
    },
    /// A timed event of a file that an `open` statement names: only whole dates can be opened.
    TimedEventOpens {
        /// The statement.
        origin: Origin,
        /// The file, as the policy says it.
        file: String,
        /// What the event is called.
        summary: String,
    },
    /// A date outside the years that calendars know (1970 to 2100).
    OutsideYears {
        /// The statement.
        origin: Origin,
        /// The date written.
        date: NaiveDate,
    },
}

impl BuildWarning {
    /// The statement to point at.
    #[must_use]
    pub fn origin(&self) -> Origin {
        match self {
            BuildWarning::LastMinute { origin }
            | BuildWarning::TimedEventOpens { origin, .. }
            | BuildWarning::OutsideYears { origin, .. } => *origin,
        }
    }
}

impl fmt::Display for BuildWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildWarning::LastMinute { .. } => {
                f.write_str("hours that end at `23:59` leave the last minute closed")
            }
            BuildWarning::TimedEventOpens { file, summary, .. } => {
                write!(f, "`{summary}` in `{file}` has a time of day, so it opens no date")
            }
            BuildWarning::OutsideYears { date, .. } => {
                write!(f, "{date} changes nothing, calendars run from 1970 to 2100")
            }
        }
    }
}

/// `hh:mm`, with seconds where there are some.
fn clock(seconds: u32) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if rest == 0 { format!("{hours:02}:{minutes:02}") } else { format!("{hours:02}:{minutes:02}:{rest:02}") }
}
