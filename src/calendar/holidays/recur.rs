//! When the events of a file happen: rules expanded over the years of the table.
//!
//! Rules are expanded on wall time, as the standard wants it, by giving the `rrule` crate times that only
//! look like UTC: it knows neither our zones nor bare dates, and would read the zone of the machine for an
//! `UNTIL` without one.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use rrule::{RRule, RRuleSet, Tz, Unvalidated};

use super::events::Event;
use super::values::{Length, When, time_of};
use super::{HolidayYears, Holidays, TimedEvent, Unreadable};
use crate::span::{DateIndex, YEARS};
use crate::{Instant, Zone};

/// More occurrences than a daily event has in all years of the table.
const MOST: usize = 100_000;

/// The dates and stretches of all events of a file, and the years it is good for.
pub(super) fn expand(events: &[Event]) -> Result<Holidays, Unreadable> {
    let mut holidays = Holidays {
        summaries: events.iter().map(|e| e.summary.clone()).collect(),
        dates: Vec::new(),
        timed: Vec::new(),
        years: HolidayYears { first: i32::MAX, last: None },
    };
    let mut endless_from = i32::MAX;
    for (index, event) in (0..).zip(events).filter(|(_, e)| !e.cancelled) {
        let replaced: Vec<&When> = events
            .iter()
            .filter(|e| event.replaces.is_none() && is_change_of(e, event))
            .filter_map(|e| e.replaces.as_ref())
            .collect();
        let starts = occurrences(event, &replaced)?;
        let (Some(first), Some(last)) = (starts.first(), starts.last()) else { continue };
        let of_endless_series =
            event.replaces.is_some() && events.iter().any(|e| is_change_of(event, e) && is_endless(e));
        if is_endless(event) || of_endless_series {
            endless_from = endless_from.min(first.year());
        } else {
            holidays.years.first = holidays.years.first.min(first.year());
            holidays.years.last = holidays.years.last.max(Some(last.year()));
        }
        holidays.place(event, index, &starts);
    }
    if holidays.years.last.is_none() {
        holidays.years.first = endless_from;
    }
    if holidays.years.first == i32::MAX {
        return Err(Unreadable { line: None, reason: "no event in it ever happens".to_owned() });
    }
    holidays.dates.sort_unstable();
    holidays.timed.sort_unstable();
    Ok(holidays)
}

/// Whether one event stands for an occurrence of another.
fn is_change_of(change: &Event, series: &Event) -> bool {
    change.replaces.is_some()
        && series.replaces.is_none()
        && !change.uid.is_empty()
        && change.uid == series.uid
}

/// Whether an event recurs for ever.
fn is_endless(event: &Event) -> bool {
    let endless = |rule: &str| {
        let rule = rule.to_ascii_uppercase();
        !rule.contains("UNTIL=") && !rule.contains("COUNT=")
    };
    event.rules.iter().any(|(_, rule)| endless(rule))
}

impl Holidays {
    /// Notes the dates or the stretches of an event that begins at these wall times.
    fn place(&mut self, event: &Event, index: u32, starts: &[NaiveDateTime]) {
        match &event.start {
            When::Date(first) => {
                let more = Days::new(length_in_days(event, *first) - 1);
                for start in starts {
                    let last = start.date().checked_add_days(more).unwrap_or(NaiveDate::MAX);
                    self.dates.extend(DateIndex::between(start.date(), last).map(|date| (date, index)));
                }
            }
            When::Time(first, zone) => {
                let length = match (&event.end, event.length) {
                    (Some(end), _) => {
                        Length { days: 0, seconds: end.instant(zone).0 - zone.instant(*first).0 }
                    }
                    (None, length) => length.unwrap_or_default(),
                };
                for start in starts {
                    let (from, to) = (zone.instant(*start), length.after(*start, zone));
                    if from < to {
                        self.timed.push(TimedEvent { from, to, event: index });
                    }
                }
            }
        }
    }
}

/// How many dates an all-day event takes. Its `DTEND` is not included; some programs write the first date
/// there and mean one day.
fn length_in_days(event: &Event, first: NaiveDate) -> u64 {
    let days = match (&event.end, event.length) {
        (Some(When::Time(end, _)), _) if end.time() > NaiveTime::MIN => (end.date() - first).num_days() + 1,
        (Some(end), _) => (end.date() - first).num_days(),
        (None, Some(length)) => i64::try_from(length.days).unwrap_or(1),
        (None, None) => 1,
    };
    u64::try_from(days).unwrap_or(1).max(1)
}

/// The wall times at which an event begins, in order.
fn occurrences(event: &Event, replaced: &[&When]) -> Result<Vec<NaiveDateTime>, Unreadable> {
    let first = event.start.wall();
    let mut starts = BTreeSet::new();
    if event.rules.is_empty() {
        starts.insert(first);
    }
    for rule in &event.rules {
        starts.extend(repeat(event, rule)?);
    }
    starts.extend(event.dates.iter().map(|when| in_terms_of(&event.start, when)));
    for rule in &event.excluded_rules {
        for start in repeat(event, rule)? {
            starts.remove(&start);
        }
    }
    for gone in event.excluded_dates.iter().chain(replaced.iter().copied()) {
        match (gone, &event.start) {
            // A bare date takes away whatever begins on it.
            (When::Date(date), When::Time(..)) => starts.retain(|start| start.date() != *date),
            _ => {
                starts.remove(&in_terms_of(&event.start, gone));
            }
        }
    }
    Ok(starts.into_iter().collect())
}

/// A date or time as wall time of the zone in which an event begins, or as a date if that is one.
fn in_terms_of(start: &When, when: &When) -> NaiveDateTime {
    match (start, when) {
        (When::Date(_), _) => when.date().and_time(NaiveTime::MIN),
        (When::Time(first, _), When::Date(date)) => date.and_time(first.time()),
        (When::Time(_, zone), When::Time(time, other)) if zone == other => *time,
        (When::Time(_, zone), When::Time(time, other)) => zone.local(other.instant(*time)),
    }
}

/// The wall times that a rule gives, up to the end of the table.
fn repeat(event: &Event, (line, rule): &(usize, String)) -> Result<Vec<NaiveDateTime>, Unreadable> {
    let wrong = |why: String| Unreadable::at(*line, format!("`{rule}` cannot be followed: {why}"));
    let start = event.start.wall();
    let (parts, until) = split_until(rule).ok_or_else(|| wrong("`UNTIL` is not a date".to_owned()))?;
    let until = until.map(|until| last_wall_time(&event.start, until));
    if until.is_some_and(|until| until < start) {
        return Ok(Vec::new());
    }
    let as_utc = |wall: NaiveDateTime| -> DateTime<Tz> { Tz::UTC.from_utc_datetime(&wall) };
    let mut rule: RRule<Unvalidated> = parts.parse().map_err(|e| wrong(reason(&e)))?;
    if let Some(until) = until {
        rule = rule.until(as_utc(until));
    }
    let rule = rule.validate(as_utc(start)).map_err(|e| wrong(reason(&e)))?;
    // Without the limit a rule that no date satisfies would be followed for ever.
    let set = RRuleSet::new(as_utc(start)).rrule(rule).limit();
    let starts: Vec<NaiveDateTime> = set
        .into_iter()
        .map(|time| time.naive_utc())
        .take_while(|time| time.year() <= *YEARS.end())
        .take(MOST)
        .collect();
    if starts.len() == MOST {
        return Err(wrong(format!("it gives more than {MOST} times")));
    }
    Ok(starts)
}

/// What the rule crate has against a rule, without its own words around.
fn reason(error: &rrule::RRuleError) -> String {
    let text = match error {
        rrule::RRuleError::ParserError(e) => e.to_string(),
        rrule::RRuleError::ValidationError(e) => e.to_string(),
        rrule::RRuleError::IterError(e) => e.clone(),
    };
    text.trim_end_matches('.').to_owned()
}

type Until = (NaiveDate, Option<(NaiveTime, bool)>);

/// A rule without its `UNTIL`, and that; none if it cannot be read.
fn split_until(rule: &str) -> Option<(String, Option<Until>)> {
    let rule = rule.to_ascii_uppercase();
    let (until, rest): (Vec<&str>, Vec<&str>) =
        rule.split(';').filter(|part| !part.is_empty()).partition(|part| part.starts_with("UNTIL="));
    let until = match until.first() {
        Some(part) => Some(time_of(part.trim_start_matches("UNTIL=").trim())?),
        None => None,
    };
    Some((rest.join(";"), until))
}

/// The last wall time that an `UNTIL` allows.
fn last_wall_time(start: &When, (date, time): Until) -> NaiveDateTime {
    match (start, time) {
        (When::Date(_), _) => date.and_time(NaiveTime::MIN),
        (When::Time(..), None) => date.and_time(NaiveTime::MIN) + chrono::TimeDelta::seconds(86_399),
        (When::Time(..), Some((time, false))) => date.and_time(time),
        (When::Time(_, zone), Some((time, true))) => local_of_utc(zone, date.and_time(time)),
    }
}

fn local_of_utc(zone: &Zone, utc: NaiveDateTime) -> NaiveDateTime {
    zone.local(Instant(Utc.from_utc_datetime(&utc).timestamp()))
}
