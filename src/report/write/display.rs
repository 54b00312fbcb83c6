//! Values as texts: exact for programs, readable for people. Everything is made of integers, so that the same
//! value is the same text everywhere.

use crate::column::Cell;
use duly_calendar::{Instant, Zone};
use std::borrow::Cow;

/// A whole number of the `places`th decimal as a decimal fraction, without zeros at its end: 1500 of 3 places
/// is `1.5`.
pub(crate) fn decimal(value: i64, places: u32) -> String {
    let unit = 10_u64.pow(places);
    let (whole, rest) = (value.unsigned_abs() / unit, value.unsigned_abs() % unit);
    let sign = if value < 0 { "-" } else { "" };
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let digits = format!("{rest:0width$}", width = places as usize);
    format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
}

/// An instant as RFC 3339 in UTC, `2026-03-06T13:40:00Z`.
pub(crate) fn rfc3339(at: Instant) -> String {
    Zone::utc().local(at).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A duration as the language writes it: `2h15m`, `45s`, `0s`; never in days, whose length depends.
pub(crate) fn duration(seconds: i64) -> String {
    let total = seconds.unsigned_abs();
    let parts = [(total / 3600, 'h'), (total / 60 % 60, 'm'), (total % 60, 's')];
    let mut text = String::from(if seconds < 0 { "-" } else { "" });
    for (n, unit) in parts.into_iter().filter(|(n, _)| *n > 0) {
        text.push_str(&format!("{n}{unit}"));
    }
    if total == 0 { "0s".to_owned() } else { text }
}

/// A value as programs read it in CSV; nothing where there is none.
pub(crate) fn plain(cell: Cell<'_>) -> Cow<'_, str> {
    Cow::Owned(match cell {
        Cell::Null | Cell::Every => return Cow::Borrowed(""),
        Cell::Text(text) => return Cow::Borrowed(text),
        Cell::YesNo(yes) => return Cow::Borrowed(if yes { "yes" } else { "no" }),
        Cell::Count(n) | Cell::Seconds(n) => n.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Average(thousandths) => decimal(thousandths, 3),
        Cell::Share(millionths) | Cell::Percent(millionths, _) => decimal(millionths, 6),
        Cell::Instant(at) => rfc3339(at),
        Cell::Period(period) => period.to_string(),
    })
}

/// A value as people read it in a table, instants in a zone.
pub(crate) fn readable<'a>(cell: Cell<'a>, group: bool, zone: &Zone) -> Cow<'a, str> {
    Cow::Owned(match cell {
        Cell::Null => return Cow::Borrowed(if group { "(none)" } else { "-" }),
        Cell::Text(text) => return printable(text),
        Cell::Seconds(seconds) => duration(seconds),
        Cell::Average(thousandths) => duration(readable_seconds(thousandths)),
        Cell::Share(millionths) => percent(millionths),
        Cell::Percent(millionths, places) => floored_percent(millionths, places),
        Cell::Every => return Cow::Borrowed("(all)"),
        Cell::Instant(at) => local(at, zone),
        other => return plain(other),
    })
}

/// An instant in a zone, its seconds only where there are any.
pub(crate) fn local(at: Instant, zone: &Zone) -> String {
    let format = if at.0.rem_euclid(60) == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    zone.local(at).format(format).to_string()
}

/// An average, given in thousandths, as whole seconds, or whole minutes from an hour on.
fn readable_seconds(thousandths: i64) -> i64 {
    let rounded_to = |unit: i64| (thousandths + unit * 500).div_euclid(unit * 1000) * unit;
    let seconds = rounded_to(1);
    if seconds.abs() < 3600 { seconds } else { rounded_to(60) }
}

/// A share in percent with one decimal, always shown; only all is `100.0%` and only nothing is `0.0%`.
fn percent(millionths: i64) -> String {
    let tenths = match millionths {
        0 => 0,
        1_000_000 => 1000,
        some => ((some + 500) / 1000).clamp(1, 999),
    };
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// A share in percent with at most so many decimals, rounded down: what is below a goal never looks like it.
fn floored_percent(millionths: i64, places: u32) -> String {
    let step = 10_i64.pow(4_u32.saturating_sub(places));
    format!("{}%", decimal(millionths.div_euclid(step) * step, 4))
}

/// A quantity as people read it in a sentence.
pub(crate) fn amount(cell: Cell<'_>) -> Cow<'_, str> {
    readable(cell, false, &Zone::utc())
}

/// A text on one line: characters that would move the cursor or change colours become blanks.
fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(char::is_control) {
        Cow::Owned(text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact_and_short() {
        let shown =
            [(0, 3), (1, 3), (1500, 3), (-1500, 3), (-1, 3), (937_500, 6), (1_000_000, 6), (75_50, 2)];
        let texts = shown.map(|(value, places)| decimal(value, places));
        assert_eq!(texts, ["0", "0.001", "1.5", "-1.5", "-0.001", "0.9375", "1", "75.5"]);
    }

    #[test]
    fn durations_read_as_they_are_written() {
        let shown = [0, 45, 60, 3600, 8100, 90_005, -300].map(duration);
        assert_eq!(shown, ["0s", "45s", "1m", "1h", "2h15m", "25h5s", "-5m"]);
    }

    #[test]
    fn averages_are_rounded_to_what_people_can_use() {
        let shown = [499, 500, 59_499, 3_599_499, 3_629_999, 3_630_000];
        let texts = shown.map(|t| duration(readable_seconds(t)));
        assert_eq!(texts, ["0s", "1s", "59s", "59m59s", "1h", "1h1m"]);
    }

    #[test]
    fn only_all_is_a_hundred_percent() {
        let shown = [0, 1, 499, 937_500, 999_499, 999_999, 1_000_000].map(percent);
        assert_eq!(shown, ["0.0%", "0.1%", "0.1%", "93.8%", "99.9%", "99.9%", "100.0%"]);
    }

    #[test]
    fn control_characters_cannot_reach_a_terminal() {
        assert_eq!(printable("a\u{1b}[31m\nb"), "a [31m b");
    }
}
