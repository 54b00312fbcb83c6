//! The days of a month or year, with their hours: what the pictures are drawn from.

use super::{Asked, why};
use chrono::{Datelike, NaiveTime};
use duly_calendar::{Calendar, Day, DayReason, Instant, NaiveDate, Statement};
use duly_driver::moment;
use serde_json::{Value, json};

/// A year or a month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Period {
    /// Its number.
    Year(i32),
    /// Its first day.
    Month(NaiveDate),
}

impl Period {
    /// `2026` or `2026-03`, of the years that calendars know.
    pub(super) fn parse(text: &str) -> Option<Period> {
        let digits = |t: &str, len: usize| t.len() == len && t.bytes().all(|b| b.is_ascii_digit());
        let (year, month) = text.split_once('-').map_or((text, None), |(y, m)| (y, Some(m)));
        let year: i32 =
            digits(year, 4).then(|| year.parse().ok()).flatten().filter(|y| (1970..=2100).contains(y))?;
        match month {
            None => Some(Period::Year(year)),
            Some(month) if digits(month, 2) => {
                NaiveDate::from_ymd_opt(year, month.parse().ok()?, 1).map(Period::Month)
            }
            Some(_) => None,
        }
    }

    /// Its days.
    pub(super) fn days(self, calendar: &Calendar) -> Vec<Day> {
        let dates = match self {
            Period::Month(first) => month_dates(first),
            Period::Year(year) => {
                (1..=12).filter_map(|m| NaiveDate::from_ymd_opt(year, m, 1)).flat_map(month_dates).collect()
            }
        };
        dates.into_iter().map(|date| calendar.day(date)).collect()
    }
}

/// The dates of a month from its first.
pub(super) fn month_dates(first: NaiveDate) -> Vec<NaiveDate> {
    first.iter_days().take_while(|d| (d.year(), d.month()) == (first.year(), first.month())).collect()
}

/// The hours written for a date, as wall time: `08:30-12:00`.
pub(super) fn windows(calendar: &Calendar, day: &Day) -> Vec<String> {
    day.stretches
        .iter()
        .map(|(from, to)| format!("{}-{}", wall(calendar, day, *from), wall(calendar, day, *to)))
        .collect()
}

/// The time of day of an instant; the midnight that ends the date is `24:00`.
fn wall(calendar: &Calendar, day: &Day, t: Instant) -> String {
    let zone = calendar.zone_on(day.date);
    let midnight = day.date.succ_opt().map(|next| zone.instant(next.and_time(NaiveTime::MIN)));
    if midnight == Some(t) { "24:00".to_owned() } else { zone.local(t).format("%H:%M").to_string() }
}

/// The open seconds of the hours written for a date.
pub(super) fn open_seconds(day: &Day) -> i64 {
    day.stretches.iter().map(|(from, to)| to.0 - from.0).sum()
}

/// Whether something else than the week decided about a date.
pub(super) fn is_special(day: &Day) -> bool {
    match day.reason {
        DayReason::Week | DayReason::NoHours | DayReason::BeforeVersions => !day.cuts.is_empty(),
        DayReason::Parts => !day.statements.is_empty(),
        DayReason::Open | DayReason::Closed | DayReason::Skipped | DayReason::OutsideYears => true,
    }
}

/// "251 open days, 2008h open"
pub(super) fn totals(days: &[Day]) -> String {
    let open = days.iter().filter(|d| !d.stretches.is_empty()).count();
    let seconds = days.iter().map(open_seconds).sum();
    format!("{open} open days, {} of business time\n", moment::duration(seconds))
}

/// The special dates with what made them so, neighbours of one kind on one line.
pub(super) fn exceptions(asked: Asked<'_>, days: &[Day]) -> String {
    let special: Vec<&Day> = days.iter().filter(|d| is_special(d)).collect();
    let same = |a: &&Day, b: &&Day| {
        a.date.succ_opt() == Some(b.date)
            && (outcome(asked, a), quotes(asked, a)) == (outcome(asked, b), quotes(asked, b))
    };
    let row = |run: &[&Day]| {
        let (first, last) = (run.first()?, run.last()?);
        let mut dates = day_name(first.date);
        if run.len() > 1 {
            dates = format!("{dates} to {}", day_name(last.date));
        }
        Some([dates, outcome(asked, first), quotes(asked, first).join(", ")])
    };
    let rows: Vec<[String; 3]> = special.chunk_by(same).filter_map(row).collect();
    let width = |column: usize| rows.iter().map(|r| r[column].len()).max().unwrap_or(0);
    let (dates, outcomes) = (width(0), width(1));
    rows.iter().map(|[d, o, quote]| format!("* {d:dates$}  {o:outcomes$}  {quote}\n")).collect()
}

fn day_name(date: NaiveDate) -> String {
    date.format("%a %-d %b").to_string()
}

/// What a date came to be.
fn outcome(asked: Asked<'_>, day: &Day) -> String {
    if day.stretches.is_empty() { "no hours".to_owned() } else { windows(asked.calendar(), day).join(", ") }
}

fn quotes(asked: Asked<'_>, day: &Day) -> Vec<String> {
    let mut quotes: Vec<String> = said(day).filter_map(|s| asked.quote(s)).collect();
    if day.reason == DayReason::Skipped {
        quotes.push("this date does not exist in the zone".to_owned());
    }
    quotes
}

/// The statements that make a date special.
fn said(day: &Day) -> impl Iterator<Item = &Statement> {
    let decided = if matches!(day.reason, DayReason::Open | DayReason::Closed | DayReason::Parts) {
        day.statements.as_slice()
    } else {
        &[]
    };
    decided.iter().chain(day.cuts.iter().map(|c| &c.statement))
}

/// The days as one JSON object.
pub(super) fn object(asked: Asked<'_>, period: Period) -> String {
    let pair = |(from, to): &(Instant, Instant)| json!([moment::utc(*from), moment::utc(*to)]);
    let days: Vec<Value> = period
        .days(asked.calendar())
        .iter()
        .map(|day| {
            json!({
                "date": day.date.to_string(),
                "open": day.stretches.iter().map(pair).collect::<Vec<_>>(),
                "open_s": open_seconds(day),
                "special": is_special(day),
                "statements": said(day).filter_map(|s| why::statement(asked, s)).collect::<Vec<_>>(),
            })
        })
        .collect();
    let zone = asked.calendar().zone().name();
    format!("{:#}\n", json!({ "calendar": asked.definition.name, "zone": zone, "days": days }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_year_or_a_month_that_calendars_know() {
        assert_eq!(Period::parse("2026"), Some(Period::Year(2026)));
        assert_eq!(Period::parse("2026-02"), NaiveDate::from_ymd_opt(2026, 2, 1).map(Period::Month));
        for text in ["", "26", "2026-13", "2026-2", "2026-02-01", "1969", "2101", "+026", "march"] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_month_has_its_dates() {
        let first = NaiveDate::from_ymd_opt(2024, 2, 1).unwrap();
        assert_eq!(month_dates(first).len(), 29);
    }
}
