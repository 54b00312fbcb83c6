//! Business time: hours, holidays, the table of open intervals; knows no language.

mod instant;
pub mod spec;

pub use chrono::{NaiveDate, NaiveDateTime, Weekday};
pub use instant::Instant;
