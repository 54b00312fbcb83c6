//! Compiled zone data (TZif) as a plain list of offsets, its closing rule written out year by year.

use chrono::{Datelike, Days, NaiveDate};
use tz::timezone::{AlternateTime, LocalTimeType, RuleDay, TransitionRule};

const DAY: i64 = 86_400;

/// The last year for which a zone's rule is written out; later the last offset stays.
pub(crate) const LAST_YEAR: i32 = 2110;

/// The first year for which a rule is written out when nothing precedes it.
const FIRST_YEAR: i32 = 1900;

/// A stretch of the UTC line with one offset; it ends where the next begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Segment {
    /// First second, `i64::MIN` for the first segment.
    pub(crate) start: i64,
    /// Seconds east of UTC.
    pub(crate) offset: i32,
    /// Index into [`ZoneData::abbreviations`].
    pub(crate) abbreviation: usize,
}

/// What a zone file says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ZoneData {
    /// In order of time, neighbours differ, never empty.
    pub(crate) segments: Vec<Segment>,
    /// `CET`, `CEST`, ..
    pub(crate) abbreviations: Vec<String>,
}

/// Reads a zone file; the error is a few words for people.
pub(crate) fn read(bytes: &[u8]) -> Result<ZoneData, String> {
    let zone = tz::TimeZone::from_tz_data(bytes).map_err(|e| e.to_string())?;
    let zone = zone.as_ref();
    if !zone.leap_seconds().is_empty() {
        return Err("it counts leap seconds".to_owned());
    }
    let types = zone.local_time_types();
    let mut data = ZoneData { segments: Vec::new(), abbreviations: Vec::new() };
    data.push(i64::MIN, types.first().ok_or("it has no offsets")?);
    for transition in zone.transitions() {
        let local =
            types.get(transition.local_time_type_index()).ok_or("it names an offset it does not have")?;
        data.push(transition.unix_leap_time(), local);
    }
    match zone.extra_rule() {
        Some(TransitionRule::Alternate(rule)) => {
            // A change of the list that changes nothing may stand there to say when the rule begins.
            data.extend(rule, zone.transitions().last().map_or(i64::MIN, |t| t.unix_leap_time()));
        }
        Some(TransitionRule::Fixed(local)) if data.segments.len() == 1 => {
            data.segments.clear();
            data.push(i64::MIN, local);
        }
        Some(TransitionRule::Fixed(_)) | None => {}
    }
    Ok(data)
}

impl ZoneData {
    fn push(&mut self, start: i64, local: &LocalTimeType) {
        let name = local.time_zone_designation();
        let abbreviation = self.abbreviations.iter().position(|a| a == name).unwrap_or_else(|| {
            self.abbreviations.push(name.to_owned());
            self.abbreviations.len() - 1
        });
        let segment = Segment { start, offset: local.ut_offset(), abbreviation };
        match self.segments.last_mut() {
            Some(last) if (last.offset, last.abbreviation) == (segment.offset, segment.abbreviation) => {}
            Some(last) if last.start == start => *last = segment,
            _ => self.segments.push(segment),
        }
    }

    /// Appends the changes that a yearly rule makes after the last one listed.
    fn extend(&mut self, rule: &AlternateTime, last: i64) {
        let first_year =
            chrono::DateTime::from_timestamp(last, 0).map_or(FIRST_YEAR, |t| t.year().max(FIRST_YEAR));
        let mut changes = Vec::new();
        for year in first_year..=LAST_YEAR {
            let start = day_of(rule.dst_start(), year) * DAY + i64::from(rule.dst_start_time());
            let end = day_of(rule.dst_end(), year) * DAY + i64::from(rule.dst_end_time());
            changes.push((start - i64::from(rule.std().ut_offset()), true));
            changes.push((end - i64::from(rule.dst().ut_offset()), false));
        }
        changes.sort_unstable();
        for (at, summer) in changes.into_iter().filter(|(at, _)| *at > last) {
            self.push(at, if summer { rule.dst() } else { rule.std() });
        }
    }
}

/// The day of a rule in a year, counted from 1970-01-01.
fn day_of(rule: &RuleDay, year: i32) -> i64 {
    let leap = NaiveDate::from_ymd_opt(year, 2, 29).is_some();
    match rule {
        RuleDay::Julian1WithoutLeap(day) => {
            let day = i64::from(day.get());
            day_number(year, 1, 1) + day - 1 + i64::from(leap && day >= 60)
        }
        RuleDay::Julian0WithLeap(day) => day_number(year, 1, 1) + i64::from(day.get()),
        RuleDay::MonthWeekDay(rule) => {
            let month = u32::from(rule.month());
            let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default();
            let to_weekday = (u32::from(rule.week_day()) + 7 - first.weekday().num_days_from_sunday()) % 7;
            let mut date =
                first + Days::new(u64::from(to_weekday) + 7 * u64::from(rule.week().saturating_sub(1)));
            // Week 5 means the last one.
            while date.month() != month {
                date = date - Days::new(7);
            }
            i64::from(date.num_days_from_ce()) - EPOCH_FROM_CE
        }
    }
}

/// Days from 0001-01-01 (day 1) to 1970-01-01.
pub(crate) const EPOCH_FROM_CE: i64 = 719_163;

fn day_number(year: i32, month: u32, day: u32) -> i64 {
    let date = NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    i64::from(date.num_days_from_ce()) - EPOCH_FROM_CE
}
