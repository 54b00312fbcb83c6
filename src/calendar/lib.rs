//! Business time: hours, holidays, the table of open intervals; knows no language.
//!
//! A [`CalendarSpec`](spec::CalendarSpec) says what a policy wrote; [`Calendar::build`] turns it into one
//! sorted list of open stretches of the UTC line, and every question is answered from that list. Zones
//! come from a [`TimeZones`] database, never from the machine.
//!
//! The way from a spec to answers: `validate` checks it and reads the `holidays` it names, `hours` finds what
//! decides each date, `assemble` lays that out on the UTC line of a `zone`, `table` answers. `made` mixes calendars
//! to others, `versions` puts them one after another, `local` builds them in the zones of tickets.

mod assemble;
mod calendar;
mod count;
mod dates;
mod error;
mod explain;
mod holidays;
mod hours;
mod instant;
mod local;
mod made;
pub mod ops;
#[cfg(test)]
mod proof;
mod span;
pub mod spec;
mod table;
mod timezones;
mod tzif;
mod validate;
mod versions;
mod zone;

pub use calendar::{Built, Calendar};
pub use chrono::{NaiveDate, NaiveDateTime, Weekday};
pub use error::{BuildError, BuildWarning, TzdataError};
pub use explain::{Cut, Day, DayReason, Reason, Statement, Why};
pub use holidays::HolidayYears;
pub use instant::Instant;
pub use local::{LocalCalendar, Recipe};
pub use made::{Mix, Part};
pub use span::YEARS;
pub use timezones::{TimeZones, ZoneId};
pub use versions::Version;
pub use zone::{Zone, ZoneOffset};
