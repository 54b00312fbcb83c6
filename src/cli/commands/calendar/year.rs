//! The picture of a year: twelve months, three beside each other.

use super::Asked;
use super::hours::{self, Period};
use chrono::{Datelike, Month};
use duly_calendar::Day;

/// Columns of a month: seven days of two digits and a mark.
const MONTH: usize = 21;

/// Columns between months.
const GAP: &str = "   ";

/// Draws a year.
pub(super) fn picture(asked: Asked<'_>, year: i32) -> String {
    let days = Period::Year(year).days(asked.calendar());
    let months: Vec<Vec<String>> =
        days.chunk_by(|a, b| a.date.month() == b.date.month()).map(|days| month(asked, days)).collect();
    let mut text = format!("{}, {year} ({})\n", asked.definition.name, asked.calendar().zone().name());
    for row in months.chunks(3) {
        text.push('\n');
        for line in 0..row.iter().map(Vec::len).max().unwrap_or(0) {
            let blank = " ".repeat(MONTH);
            let lines: Vec<&str> = row.iter().map(|m| m.get(line).unwrap_or(&blank).as_str()).collect();
            text.push_str(lines.join(GAP).trim_end());
            text.push('\n');
        }
    }
    text.push_str("\na number is an open day, · a day without weekly hours, * a special date\n\n");
    text.push_str(&hours::exceptions(asked, &days));
    text.push_str(&hours::totals(&days));
    text
}

/// The lines of a month, each of the same width.
fn month(asked: Asked<'_>, days: &[Day]) -> Vec<String> {
    let Some(first) = days.first() else { return Vec::new() };
    let name = Month::try_from(u8::try_from(first.date.month()).unwrap_or(1)).map_or("", |m| m.name());
    let mut lines = vec![format!("{name:^MONTH$}"), "Mo Tu We Th Fr Sa Su ".to_owned()];
    for week in days.chunk_by(|a, b| a.date.iso_week() == b.date.iso_week()) {
        let skipped = week.first().map_or(0, |d| d.date.weekday().num_days_from_monday());
        let skipped = 3 * usize::try_from(skipped).unwrap_or(0);
        let cells: String = week.iter().map(|day| cell(asked, day)).collect();
        let rest = MONTH.saturating_sub(skipped + 3 * week.len());
        lines.push(format!("{:skipped$}{cells}{:rest$}", "", ""));
    }
    lines
}

/// Three columns: the number of an open or special day, and its mark.
fn cell(asked: Asked<'_>, day: &Day) -> String {
    match (hours::is_special(day), day.stretches.is_empty()) {
        (false, true) => " · ".to_owned(),
        (false, false) => asked.paint("32", &format!("{:>2} ", day.date.day())),
        (true, closed) => asked.paint(if closed { "31" } else { "33" }, &format!("{:>2}*", day.date.day())),
    }
}
