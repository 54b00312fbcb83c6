//! Dates as scripts see them: a type of its own, so that days and seconds never add up.

use crate::operators::{Answer, no_answer};
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use rhai::Engine;

/// A civil date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Date(pub NaiveDate);

/// The functions of dates.
pub(crate) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Date>("date");
    engine.register_fn("date", new);
    engine.register_fn("+", |date: Date, days: i64| later(date, Some(days)));
    engine.register_fn("-", |date: Date, days: i64| later(date, days.checked_neg()));
    engine.register_fn("-", |a: Date, b: Date| (a.0 - b.0).num_days());
    engine.register_get("year", |date: &mut Date| i64::from(date.0.year()));
    engine.register_get("month", |date: &mut Date| i64::from(date.0.month()));
    engine.register_get("day", |date: &mut Date| i64::from(date.0.day()));
    engine.register_get("weekday", |date: &mut Date| i64::from(date.0.weekday().number_from_monday()));
    engine.register_fn("to_string", |date: &mut Date| date.0.to_string());
    engine.register_fn("nth_weekday", nth_weekday);
    engine.register_fn("easter", |year: i64| easter(year, western));
    engine.register_fn("orthodox_easter", |year: i64| easter(year, orthodox));
}

fn new(year: i64, month: i64, day: i64) -> Answer<Date> {
    match civil(year, month, day) {
        Some(date) => Ok(Date(date)),
        None => no_answer(format!("there is no date {year}-{month}-{day}")),
    }
}

fn civil(year: i64, month: i64, day: i64) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|year| (1..=9999).contains(year))?;
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

fn later(date: Date, days: Option<i64>) -> Answer<Date> {
    let moved = days.and_then(|days| {
        let count = Days::new(days.unsigned_abs());
        if days < 0 { date.0.checked_sub_days(count) } else { date.0.checked_add_days(count) }
    });
    match moved.filter(|date| (1..=9999).contains(&date.year())) {
        Some(date) => Ok(Date(date)),
        None => no_answer("a date beyond the calendar"),
    }
}

/// The n-th weekday (1 is Monday) of a month; -1 is the last.
fn nth_weekday(year: i64, month: i64, weekday: i64, n: i64) -> Answer<Date> {
    let first = civil(year, month, 1);
    let day = weekday
        .checked_sub(1)
        .and_then(|day| u8::try_from(day).ok())
        .and_then(|day| Weekday::try_from(day).ok());
    let (Some(first), Some(day)) = (first, day) else {
        return no_answer(format!(
            "there is no weekday {weekday} of {year}-{month} (1 is Monday, 7 is Sunday)"
        ));
    };
    let date = if n == -1 {
        let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt());
        last.and_then(|last| last.checked_sub_days(Days::new(last.weekday().days_since(day).into())))
    } else {
        let n = u8::try_from(n).unwrap_or_default();
        NaiveDate::from_weekday_of_month_opt(first.year(), first.month(), day, n)
    };
    match date {
        Some(date) => Ok(Date(date)),
        None => no_answer(format!("{year}-{month} has no weekday {weekday} number {n}")),
    }
}

fn easter(year: i64, rule: fn(i64) -> (i64, i64)) -> Answer<Date> {
    let Some(_) = civil(year, 1, 1) else { return no_answer(format!("there is no year {year}")) };
    let (month, day) = rule(year);
    new(year, month, 1).and_then(|first| later(first, Some(day - 1)))
}

/// Month and day of Easter Sunday by the Gregorian rule (Meeus, Jones and Butcher).
fn western(year: i64) -> (i64, i64) {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let moved = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - moved + 15) % 30;
    let week = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * week) / 451;
    let sum = moon + week - 7 * late + 114;
    (sum / 31, sum % 31 + 1)
}

/// Month and day of Easter Sunday by the Julian rule, on the Gregorian calendar; the day may lie beyond its month.
fn orthodox(year: i64) -> (i64, i64) {
    let moon = (19 * (year % 19) + 15) % 30;
    let week = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7;
    let sum = moon + week + 114;
    let behind = year / 100 - year / 400 - 2;
    (sum / 31, sum % 31 + 1 + behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn easter_falls_where_the_churches_say() {
        let west = [
            (1970, 3, 29),
            (1981, 4, 19),
            (1999, 4, 4),
            (2000, 4, 23),
            (2008, 3, 23),
            (2011, 4, 24),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2038, 4, 25),
            (2049, 4, 18),
            (2076, 4, 19),
            (2100, 3, 28),
        ];
        for (year, month, day) in west {
            assert_eq!(easter(year.into(), western).unwrap().0, date(year, month, day));
        }
        let east = [
            (1970, 4, 26),
            (1983, 5, 8),
            (2000, 4, 30),
            (2010, 4, 4),
            (2013, 5, 5),
            (2024, 5, 5),
            (2025, 4, 20),
            (2026, 4, 12),
            (2027, 5, 2),
            (2038, 4, 25),
            (2100, 5, 2),
        ];
        for (year, month, day) in east {
            assert_eq!(easter(year.into(), orthodox).unwrap().0, date(year, month, day));
        }
    }

    #[test]
    fn easter_is_a_sunday_in_its_season_in_every_year() {
        for year in 1970..=2100 {
            let (west, east) =
                (easter(year.into(), western).unwrap().0, easter(year.into(), orthodox).unwrap().0);
            assert_eq!((west.weekday(), east.weekday()), (Weekday::Sun, Weekday::Sun), "{year}");
            assert!(date(year, 3, 22) <= west && west <= date(year, 4, 25), "{west}");
            assert!(date(year, 4, 3) <= east && east <= date(year, 5, 10), "{east}");
            let apart = (east - west).num_days();
            assert!([0, 7, 14, 21, 28, 35].contains(&apart), "{year}: {apart}");
        }
    }

    #[test]
    fn weekdays_are_counted_from_either_end() {
        assert_eq!(nth_weekday(2026, 11, 4, 4).unwrap().0, date(2026, 11, 26));
        assert_eq!(nth_weekday(2026, 5, 1, -1).unwrap().0, date(2026, 5, 25));
        assert!(nth_weekday(2026, 11, 5, 5).is_err());
        assert!(nth_weekday(2026, 11, 8, 1).is_err());
        assert!(nth_weekday(2026, 11, i64::MIN, i64::MAX).is_err());
    }
}
