//! Calendar periods, the values of `--by date`, `week` and the like.

use chrono::{Datelike, NaiveDate};
use duly_calendar::{Instant, Zone};
use std::fmt;

/// A unit that instants are grouped by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Unit {
    /// The hour of the day, 0 to 23.
    Hour,
    /// The civil date.
    Date,
    /// The day of the week, Monday first.
    Weekday,
    /// The ISO week.
    Week,
    /// The month.
    Month,
    /// The quarter.
    Quarter,
    /// The year.
    Year,
}

/// A period as a report shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Period {
    /// A date, as days since 1970-01-01: `2026-03-06`.
    Date(i64),
    /// An ISO week, as the days from 1970-01-01 to its Monday: `2026-W10`.
    Week(i64),
    /// A month, as 12 times the year plus 0 to 11: `2026-03`.
    Month(i64),
    /// A quarter, as 4 times the year plus 0 to 3: `2026-Q1`.
    Quarter(i64),
    /// A year: `2026`.
    Year(i64),
}

/// The weekdays in order, as group values.
pub(crate) const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Unit {
    /// The number of the period that an instant is in, in a zone; periods of a unit sort by their numbers.
    pub(crate) fn number(self, at: Instant, zone: &Zone) -> i64 {
        let local = at.0.saturating_add(i64::from(zone.offset_at(at)));
        let day = local.div_euclid(86_400);
        // 1970-01-01 was a Thursday, three days after a Monday.
        let weekday = || (day + 3).rem_euclid(7);
        match self {
            Unit::Hour => local.rem_euclid(86_400) / 3600,
            Unit::Date => day,
            Unit::Weekday => weekday(),
            Unit::Week => day - weekday(),
            Unit::Month => month(day),
            Unit::Quarter => month(day).div_euclid(3),
            Unit::Year => month(day).div_euclid(12),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Period::Date(day) => match date(day) {
                Some(date) => write!(f, "{}", date.format("%Y-%m-%d")),
                None => write!(f, "{day}"),
            },
            Period::Week(monday) => match date(monday).map(|d| d.iso_week()) {
                Some(week) => write!(f, "{:04}-W{:02}", week.year(), week.week()),
                None => write!(f, "{monday}"),
            },
            Period::Month(n) => write!(f, "{:04}-{:02}", n.div_euclid(12), n.rem_euclid(12) + 1),
            Period::Quarter(n) => write!(f, "{:04}-Q{}", n.div_euclid(4), n.rem_euclid(4) + 1),
            Period::Year(n) => write!(f, "{n:04}"),
        }
    }
}

/// Days since 1970-01-01.
pub(crate) fn days(date: NaiveDate) -> i64 {
    i64::from(date.to_epoch_days())
}

/// The month of a day, both as numbers.
fn month(day: i64) -> i64 {
    let date = date(day).unwrap_or(if day < 0 { NaiveDate::MIN } else { NaiveDate::MAX });
    i64::from(date.year()) * 12 + i64::from(date.month0())
}

fn date(days: i64) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(i32::try_from(days).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use duly_calendar::TimeZones;

    fn at(text: &str) -> Instant {
        Instant(text.parse::<chrono::DateTime<chrono::FixedOffset>>().unwrap().timestamp())
    }

    fn shown(at: Instant, zone: &Zone) -> Vec<String> {
        let n = |unit: Unit| unit.number(at, zone);
        vec![
            n(Unit::Hour).to_string(),
            WEEKDAYS[usize::try_from(n(Unit::Weekday)).unwrap()].to_owned(),
            Period::Date(n(Unit::Date)).to_string(),
            Period::Week(n(Unit::Week)).to_string(),
            Period::Month(n(Unit::Month)).to_string(),
            Period::Quarter(n(Unit::Quarter)).to_string(),
            Period::Year(n(Unit::Year)).to_string(),
        ]
    }

    #[test]
    fn periods_are_those_of_the_zone() {
        let utc = Zone::utc();
        let tokyo = TimeZones::bundled().zone("Asia/Tokyo").unwrap();
        let eve = at("2025-12-31T15:30:00Z");
        assert_eq!(shown(eve, &utc), ["15", "wed", "2025-12-31", "2026-W01", "2025-12", "2025-Q4", "2025"]);
        assert_eq!(shown(eve, &tokyo), ["0", "thu", "2026-01-01", "2026-W01", "2026-01", "2026-Q1", "2026"]);
    }

    #[test]
    fn iso_weeks_belong_to_the_year_of_their_thursday() {
        let utc = Zone::utc();
        let week = |text| Period::Week(Unit::Week.number(at(text), &utc)).to_string();
        assert_eq!(week("2027-01-03T12:00:00Z"), "2026-W53");
        assert_eq!(week("2027-01-04T00:00:00Z"), "2027-W01");
        assert_eq!(week("1969-12-31T23:59:59Z"), "1970-W01");
    }
}
