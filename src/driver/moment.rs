//! Instants and lengths of time as people write them on a command line.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use duly_calendar::spec::DayEnd;
use duly_calendar::{Instant, Zone};
use duly_plan::{DayUnit, Length};

/// An instant: RFC 3339 (seconds optional), or a date, or a date and a time of day in `zone`. A date is
/// its 00:00. Fractions of a second are dropped.
///
/// # Errors
/// One sentence about what is wrong, with the forms that are understood.
pub fn instant(text: &str, zone: &Zone) -> Result<Instant, String> {
    let text = text.trim();
    let forms = || {
        format!(
            "`{text}` is not an instant: write `2026-03-06`, `2026-03-06 14:40` (in {}) or `2026-03-06T13:40:00Z`",
            zone.name()
        )
    };
    let (wall, offset) = split_offset(text);
    let (date, time) = wall.split_once(['T', 't', ' ']).unwrap_or((wall, ""));
    let date = civil_date(date).ok_or_else(forms)?;
    let time = match (time, offset) {
        ("", None) => NaiveTime::MIN,
        ("", Some(_)) => return Err(forms()),
        (time, _) => time_of_day(time).ok_or_else(forms)?,
    };
    let wall = NaiveDateTime::new(date, time);
    Ok(match offset {
        Some(seconds) => Instant(wall.and_utc().timestamp() - seconds),
        None => zone.instant(wall),
    })
}

fn civil_date(text: &str) -> Option<NaiveDate> {
    let shape = text.len() == 10 && text.bytes().filter(|b| *b == b'-').count() == 2;
    shape.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

fn time_of_day(text: &str) -> Option<NaiveTime> {
    let whole = text.split('.').next().unwrap_or(text);
    let with_seconds = || NaiveTime::parse_from_str(text, "%H:%M:%S%.f").ok();
    let time = if whole.len() == 5 { NaiveTime::parse_from_str(text, "%H:%M").ok() } else { with_seconds() }?;
    // Without its fraction; a leap second is the second before it, as everywhere in duly.
    NaiveTime::from_num_seconds_from_midnight_opt(time.num_seconds_from_midnight(), 0)
}

/// The wall time of a text and the seconds east that follow it, if an offset does.
fn split_offset(text: &str) -> (&str, Option<i64>) {
    if let Some(wall) = text.strip_suffix(['Z', 'z']) {
        return (wall, Some(0));
    }
    let Some(cut) = text.len().checked_sub(6).filter(|cut| text.is_char_boundary(*cut)) else {
        return (text, None);
    };
    let (wall, offset) = text.split_at(cut);
    let sign = match offset.as_bytes().first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return (text, None),
    };
    let parts = offset[1..].split_once(':').and_then(|(h, m)| Some((two_digits(h)?, two_digits(m)?)));
    match parts {
        Some((hours, minutes)) if hours < 24 && minutes < 60 => {
            (wall, Some(sign * (hours * 3600 + minutes * 60)))
        }
        _ => (text, None),
    }
}

fn two_digits(text: &str) -> Option<i64> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// A length of time, and the time of day that a day count ends at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// How long.
    pub length: Length,
    /// Where the last day ends; of no meaning for a time.
    pub end: DayEnd,
}

/// A length of time: `4h30m`, `90s`, `2 business days`, `1 calendar month`, a day count also `by close` or
/// `by 16:00`.
///
/// # Errors
/// One sentence about what is wrong, with the readings of an ambiguous one.
pub fn span(text: &str) -> Result<Span, String> {
    let text = text.trim();
    if let Some(seconds) = clock_time(text) {
        return Ok(Span { length: Length::Time(seconds), end: DayEnd::SameTime });
    }
    day_count(text).ok_or_else(|| unreadable(text))
}

fn day_count(text: &str) -> Option<Span> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (count, unit, end) = match words.as_slice() {
        [count, kind, unit] => (count, (*kind, *unit), DayEnd::SameTime),
        [count, kind, unit, "by", end] => (count, (*kind, *unit), day_end(end)?),
        _ => return None,
    };
    let unit = match unit {
        ("business", "day" | "days") => DayUnit::BusinessDays,
        ("calendar", "day" | "days") => DayUnit::CalendarDays,
        ("calendar", "month" | "months") => DayUnit::CalendarMonths,
        _ => return None,
    };
    Some(Span { length: Length::Days(count.parse().ok()?, unit), end })
}

fn day_end(text: &str) -> Option<DayEnd> {
    if text == "close" {
        return Some(DayEnd::Close);
    }
    let time = (text.len() == 5).then(|| NaiveTime::parse_from_str(text, "%H:%M").ok()).flatten()?;
    Some(DayEnd::At(time.num_seconds_from_midnight()))
}

/// `1h30m`: whole numbers with `h`, `m`, `s` in this order, at least one.
fn clock_time(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut total: i64 = 0;
    for (unit, seconds) in [('h', 3600), ('m', 60), ('s', 1)] {
        if let Some((digits, after)) = rest.split_once(unit) {
            let number: i64 =
                digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()?;
            total = total.checked_add(number.checked_mul(seconds)?)?;
            rest = after;
        }
    }
    (rest.is_empty() && !text.is_empty()).then_some(total)
}

fn unreadable(text: &str) -> String {
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic() || c == ' ');
    let word = text[digits.len()..].trim();
    if !digits.is_empty() && matches!(word, "d" | "day" | "days") {
        let many = if digits == "1" { "" } else { "s" };
        let hours = digits.parse::<u32>().ok().and_then(|n| n.checked_mul(24)).map(|h| format!("`{h}h`, "));
        return format!(
            "`{text}` has several readings: write {}`{digits} business day{many}` or `{digits} calendar day{many}`",
            hours.unwrap_or_default()
        );
    }
    format!("`{text}` is not a length of time: write `4h30m`, `90s`, `2 business days` or `1 calendar month`")
}

/// An instant in UTC, as RFC 3339: `2026-03-06T13:40:00Z`.
#[must_use]
pub fn utc(t: Instant) -> String {
    chrono::DateTime::from_timestamp(t.0, 0)
        .map_or_else(|| format!("{}s", t.0), |utc| utc.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// An instant as a clock in `zone` shows it, with its offset: `2026-03-06 14:40:00 +01:00`.
#[must_use]
pub fn local(t: Instant, zone: &Zone) -> String {
    let offset = zone.offset_at(t);
    let sign = if offset < 0 { '-' } else { '+' };
    let (hours, minutes, seconds) = (offset.abs() / 3600, offset.abs() / 60 % 60, offset.abs() % 60);
    let tail = if seconds == 0 { String::new() } else { format!(":{seconds:02}") };
    format!("{} {sign}{hours:02}:{minutes:02}{tail}", zone.local(t).format("%Y-%m-%d %H:%M:%S"))
}

/// Seconds as policies write them: `2h15m`, `45s`, `-30m`, `0s`.
#[must_use]
pub fn duration(seconds: i64) -> String {
    let magnitude = seconds.unsigned_abs();
    let mut text = if seconds < 0 { "-".to_owned() } else { String::new() };
    for (amount, unit) in [(magnitude / 3600, 'h'), (magnitude / 60 % 60, 'm'), (magnitude % 60, 's')] {
        if amount > 0 {
            text.push_str(&format!("{amount}{unit}"));
        }
    }
    if magnitude == 0 { "0s".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use duly_calendar::TimeZones;

    fn bratislava() -> Zone {
        TimeZones::bundled().zone("Europe/Bratislava").unwrap()
    }

    fn read(text: &str) -> String {
        instant(text, &bratislava()).map_or_else(|e| e, utc)
    }

    #[test]
    fn instants_are_read_in_the_zone_or_with_their_offset() {
        assert_eq!(read("2026-03-06"), "2026-03-05T23:00:00Z");
        assert_eq!(read("2026-03-06 14:40"), "2026-03-06T13:40:00Z");
        assert_eq!(read("2026-03-06T14:40:30"), "2026-03-06T13:40:30Z");
        assert_eq!(read("2026-03-06T14:40:30.999Z"), "2026-03-06T14:40:30Z");
        assert_eq!(read("2026-03-06T14:40-05:00"), "2026-03-06T19:40:00Z");
        assert_eq!(read("2026-07-06 14:40"), "2026-07-06T12:40:00Z");
        assert_eq!(read("2016-12-31T23:59:60Z"), "2016-12-31T23:59:59Z");
    }

    #[test]
    fn what_is_no_instant_is_refused_with_the_forms() {
        let wrong = [
            "",
            "yesterday",
            "2026-3-6",
            "06.03.2026",
            "2026-02-30",
            "2026-03-06 9:00",
            "2026-03-06 25:00",
            "2026-03-06Z",
            "ä2026",
        ];
        for text in wrong {
            let problem = instant(text, &bratislava()).unwrap_err();
            assert!(problem.starts_with(&format!("`{text}` is not an instant: write")), "{problem}");
            assert!(problem.contains("(in Europe/Bratislava)"), "{problem}");
        }
    }

    #[test]
    fn lengths_are_times_or_day_counts() {
        let time = |n| Ok(Span { length: Length::Time(n), end: DayEnd::SameTime });
        assert_eq!(span("4h30m"), time(16_200));
        assert_eq!(span("90s"), time(90));
        assert_eq!(span("0s"), time(0));
        let days = |n, unit, end| Ok(Span { length: Length::Days(n, unit), end });
        assert_eq!(span("2 business days"), days(2, DayUnit::BusinessDays, DayEnd::SameTime));
        assert_eq!(span("1 calendar month"), days(1, DayUnit::CalendarMonths, DayEnd::SameTime));
        assert_eq!(span("0 business days by close"), days(0, DayUnit::BusinessDays, DayEnd::Close));
        assert_eq!(span("3 calendar days by 16:00"), days(3, DayUnit::CalendarDays, DayEnd::At(57_600)));
    }

    #[test]
    fn ambiguous_lengths_offer_their_readings() {
        assert_eq!(
            span("2d").unwrap_err(),
            "`2d` has several readings: write `48h`, `2 business days` or `2 calendar days`"
        );
        assert_eq!(
            span("1 day").unwrap_err(),
            "`1 day` has several readings: write `24h`, `1 business day` or `1 calendar day`"
        );
        for text in
            ["", "4", "h", "-1h", "30m1h", "2 business weeks", "two business days", "99999999999999999999h"]
        {
            assert!(span(text).unwrap_err().contains("is not a length of time"), "{text}");
        }
    }

    #[test]
    fn instants_and_durations_are_shown_as_people_write_them() {
        let zone = bratislava();
        let t = instant("2026-03-29 03:00", &zone).unwrap();
        assert_eq!(local(t, &zone), "2026-03-29 03:00:00 +02:00");
        assert_eq!(local(t.plus(-1), &zone), "2026-03-29 01:59:59 +01:00");
        assert_eq!(
            [0, 45, 3600, 8100, -1800, 3661].map(duration),
            ["0s", "45s", "1h", "2h15m", "-30m", "1h1m1s"]
        );
    }
}
