//! The periods of objectives: where one begins and ends, and its name.

use crate::period::{Period, Unit};
use chrono::{DateTime, NaiveDate};
use duly_calendar::{Instant, Zone};
use duly_plan::PeriodUnit;

/// A period of one unit. Those of hours are told apart by their offset from UTC too, so that the hour that the
/// clocks repeat in autumn is two hours.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Slice {
    /// Of hours, the wall time at which it begins, in seconds; else the number of the day, week, month, ..
    pub number: i64,
    /// Seconds east of UTC; 0 where days make the period.
    pub offset: i64,
}

impl Slice {
    /// The period that an instant is in.
    pub fn at(unit: PeriodUnit, at: Instant, zone: &Zone) -> Slice {
        if let Some(length) = seconds(unit) {
            let offset = i64::from(zone.offset_at(at));
            let local = at.0.saturating_add(offset);
            return Slice { number: local.div_euclid(length).saturating_mul(length), offset };
        }
        let unit = match unit {
            PeriodUnit::HalfHour | PeriodUnit::Hour | PeriodUnit::Day => Unit::Date,
            PeriodUnit::Week => Unit::Week,
            PeriodUnit::Month => Unit::Month,
            PeriodUnit::Quarter => Unit::Quarter,
            PeriodUnit::Year => Unit::Year,
        };
        Slice { number: unit.number(at, zone), offset: 0 }
    }

    /// Its first instant, and the first one after it.
    pub fn bounds(self, unit: PeriodUnit, zone: &Zone) -> (Instant, Instant) {
        if let Some(length) = seconds(unit) {
            let start = Instant(self.number.saturating_sub(self.offset));
            return self.between_changes(start, start.plus(length), zone);
        }
        let of =
            |number: i64| first_day(unit, number).map_or(Instant(i64::MAX), |day| zone.first_instant(day));
        let step = if unit == PeriodUnit::Week { 7 } else { 1 };
        (of(self.number), of(self.number.saturating_add(step)))
    }

    /// What of a stretch has the period's offset: where clocks are moved by half an hour, that is within an hour.
    fn between_changes(self, start: Instant, end: Instant, zone: &Zone) -> (Instant, Instant) {
        let is_own = |at: Instant| i64::from(zone.offset_at(at)) == self.offset;
        // Clocks are moved at most once in an hour, and at whole minutes.
        let minutes = (0..end.0.saturating_sub(start.0) / 60).map(|minute| start.plus(minute * 60));
        let own: Vec<Instant> = minutes.filter(|at| is_own(*at)).collect();
        match (own.first(), own.last()) {
            (Some(first), Some(last)) => (*first, last.plus(60)),
            _ => (start, end),
        }
    }

    /// Its name: `2026-03-06T08:30+01:00`, `2026-03-06`, `2026-W10`, `2026-03`, `2026-Q1`, `2026`.
    pub fn name(self, unit: PeriodUnit) -> String {
        match unit {
            PeriodUnit::HalfHour | PeriodUnit::Hour => {
                let local = DateTime::from_timestamp(self.number, 0).map(|t| t.naive_utc());
                let local = local.map_or_else(String::new, |t| t.format("%Y-%m-%dT%H:%M").to_string());
                let (sign, minutes) = (if self.offset < 0 { '-' } else { '+' }, self.offset.abs() / 60);
                format!("{local}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
            PeriodUnit::Day => Period::Date(self.number).to_string(),
            PeriodUnit::Week => Period::Week(self.number).to_string(),
            PeriodUnit::Month => Period::Month(self.number).to_string(),
            PeriodUnit::Quarter => Period::Quarter(self.number).to_string(),
            PeriodUnit::Year => Period::Year(self.number).to_string(),
        }
    }
}

/// The length of a period of hours.
fn seconds(unit: PeriodUnit) -> Option<i64> {
    match unit {
        PeriodUnit::HalfHour => Some(1800),
        PeriodUnit::Hour => Some(3600),
        _ => None,
    }
}

/// The first day of a period of days.
fn first_day(unit: PeriodUnit, number: i64) -> Option<NaiveDate> {
    let months = match unit {
        PeriodUnit::Month => number,
        PeriodUnit::Quarter => number.checked_mul(3)?,
        PeriodUnit::Year => number.checked_mul(12)?,
        _ => return NaiveDate::from_epoch_days(i32::try_from(number).ok()?),
    };
    let month = u32::try_from(months.rem_euclid(12)).ok()? + 1;
    NaiveDate::from_ymd_opt(i32::try_from(months.div_euclid(12)).ok()?, month, 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::{at, bratislava};

    fn shown(unit: PeriodUnit, instant: &str) -> (String, Instant, Instant) {
        let zone = bratislava();
        let slice = Slice::at(unit, at(instant), &zone);
        let (from, to) = slice.bounds(unit, &zone);
        (slice.name(unit), from, to)
    }

    #[test]
    fn a_period_is_named_in_the_zone_and_bounded_by_instants() {
        let cases = [
            (PeriodUnit::HalfHour, "2026-03-06T08:30+01:00", "2026-03-06T07:30:00Z", "2026-03-06T08:00:00Z"),
            (PeriodUnit::Hour, "2026-03-06T08:00+01:00", "2026-03-06T07:00:00Z", "2026-03-06T08:00:00Z"),
            (PeriodUnit::Day, "2026-03-06", "2026-03-05T23:00:00Z", "2026-03-06T23:00:00Z"),
            (PeriodUnit::Week, "2026-W10", "2026-03-01T23:00:00Z", "2026-03-08T23:00:00Z"),
            (PeriodUnit::Month, "2026-03", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z"),
            (PeriodUnit::Quarter, "2026-Q1", "2025-12-31T23:00:00Z", "2026-03-31T22:00:00Z"),
            (PeriodUnit::Year, "2026", "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z"),
        ];
        for (unit, name, from, to) in cases {
            assert_eq!(shown(unit, "2026-03-06T07:45:10Z"), (name.to_owned(), at(from), at(to)), "{unit:?}");
        }
    }

    #[test]
    fn the_hour_that_comes_twice_is_two_hours() {
        let (first, _, end) = shown(PeriodUnit::Hour, "2026-10-25T00:59:59Z");
        let (second, start, _) = shown(PeriodUnit::Hour, "2026-10-25T01:00:00Z");
        assert_eq!((first.as_str(), second.as_str()), ("2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"));
        assert_eq!(end, start);
    }

    #[test]
    fn an_hour_ends_where_clocks_are_moved_by_half_an_hour() {
        let zone = duly_calendar::TimeZones::bundled().zone("Australia/Lord_Howe").unwrap();
        // At 02:00 on 2026-10-04 it becomes 02:30, and at 02:00 on 2026-04-05 it becomes 01:30 again.
        for (instant, name, from, to) in [
            (
                "2026-10-03T15:10:00Z",
                "2026-10-04T01:00+10:30",
                "2026-10-03T14:30:00Z",
                "2026-10-03T15:30:00Z",
            ),
            (
                "2026-10-03T15:40:00Z",
                "2026-10-04T02:00+11:00",
                "2026-10-03T15:30:00Z",
                "2026-10-03T16:00:00Z",
            ),
            (
                "2026-04-04T14:40:00Z",
                "2026-04-05T01:00+11:00",
                "2026-04-04T14:00:00Z",
                "2026-04-04T15:00:00Z",
            ),
            (
                "2026-04-04T15:10:00Z",
                "2026-04-05T01:00+10:30",
                "2026-04-04T15:00:00Z",
                "2026-04-04T15:30:00Z",
            ),
        ] {
            let slice = Slice::at(PeriodUnit::Hour, at(instant), &zone);
            let (first, end) = slice.bounds(PeriodUnit::Hour, &zone);
            assert_eq!((slice.name(PeriodUnit::Hour).as_str(), first, end), (name, at(from), at(to)));
        }
    }

    #[test]
    fn the_days_of_the_change_of_clocks_have_23_and_25_hours() {
        for (day, hours) in [("2026-03-29T12:00:00Z", 23), ("2026-10-25T12:00:00Z", 25)] {
            let (_, from, to) = shown(PeriodUnit::Day, day);
            assert_eq!(to.0 - from.0, hours * 3600, "{day}");
        }
    }
}
