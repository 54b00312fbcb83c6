//! Dates, times and durations of an iCalendar file.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::Unreadable;
use super::lines::ContentLine;
use crate::{Instant, TimeZones, Zone};

/// A date, or a time of day on a date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum When {
    Date(NaiveDate),
    Time(NaiveDateTime, Zone),
}

impl When {
    pub(super) fn date(&self) -> NaiveDate {
        match self {
            When::Date(date) => *date,
            When::Time(time, _) => time.date(),
        }
    }

    /// Wall time; a date's begins at 00:00.
    pub(super) fn wall(&self) -> NaiveDateTime {
        match self {
            When::Date(date) => date.and_time(NaiveTime::MIN),
            When::Time(time, _) => *time,
        }
    }

    /// The instant, a date being read as midnight in `zone`.
    pub(super) fn instant(&self, zone: &Zone) -> Instant {
        match self {
            When::Date(date) => zone.first_instant(*date),
            When::Time(time, zone) => zone.instant(*time),
        }
    }
}

/// The zones that values may speak of.
#[derive(Clone, Copy)]
pub(super) struct Zones<'a> {
    pub(super) known: &'a TimeZones,
    /// The zone of the calendar, for times that name none.
    pub(super) own: &'a Zone,
}

impl Zones<'_> {
    /// The zone that the times of a line are in. Some programs put a path before the IANA name.
    fn of(self, line: &ContentLine) -> Result<Zone, Unreadable> {
        let Some(name) = line.parameter("TZID") else { return Ok(self.own.clone()) };
        let tails = name.char_indices().filter(|(_, c)| *c == '/').map(|(at, _)| &name[at + 1..]);
        std::iter::once(name).chain(tails).find_map(|tail| self.known.zone(tail)).ok_or_else(|| {
            Unreadable::at(line.number, format!("`{name}` is not an IANA time zone such as `Europe/Paris`"))
        })
    }
}

/// The dates and times of a line; a list is joined by commas. Of a period only its beginning counts.
pub(super) fn whens(line: &ContentLine, zones: Zones<'_>) -> Result<Vec<When>, Unreadable> {
    line.value.split(',').map(|text| one(line, text.trim(), zones)).collect()
}

/// The single date or time of a line.
pub(super) fn when(line: &ContentLine, zones: Zones<'_>) -> Result<When, Unreadable> {
    one(line, &line.value, zones)
}

fn one(line: &ContentLine, text: &str, zones: Zones<'_>) -> Result<When, Unreadable> {
    let text = text.split_once('/').map_or(text, |(from, _)| from);
    match time_of(text) {
        Some((date, None)) => Ok(When::Date(date)),
        Some((date, Some((time, true)))) => Ok(When::Time(date.and_time(time), Zone::utc())),
        Some((date, Some((time, false)))) => Ok(When::Time(date.and_time(time), zones.of(line)?)),
        None => Err(Unreadable::at(line.number, format!("`{text}` is neither a date nor a time"))),
    }
}

/// `20260101`, `20260101T120000`, `20260101T120000Z`: the date, the time of day and whether it is UTC.
pub(super) fn time_of(text: &str) -> Option<(NaiveDate, Option<(NaiveTime, bool)>)> {
    let (date, time) = text.split_once(['T', 't']).map_or((text, None), |(d, t)| (d, Some(t)));
    let [year, month, day] = digits(date, [4, 2, 2])?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    let Some(time) = time else { return Some((date, None)) };
    let utc = time.ends_with(['Z', 'z']);
    let [hour, minute, second] = digits(time.trim_end_matches(['Z', 'z']), [2, 2, 2])?;
    // A leap second is the second before it.
    Some((date, Some((NaiveTime::from_hms_opt(hour, minute, second.min(59))?, utc))))
}

/// Splits digits into numbers of so many digits each.
fn digits<const N: usize>(text: &str, widths: [usize; N]) -> Option<[u32; N]> {
    let exact = text.len() == widths.iter().sum::<usize>() && text.bytes().all(|b| b.is_ascii_digit());
    let mut numbers = [0; N];
    let mut rest = exact.then_some(text)?;
    for (number, width) in numbers.iter_mut().zip(widths) {
        let (head, tail) = rest.split_at(width);
        *number = head.parse().ok()?;
        rest = tail;
    }
    Some(numbers)
}

/// A duration: days and weeks are days of the calendar, the rest is exact.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Length {
    pub(super) days: u64,
    pub(super) seconds: i64,
}

impl Length {
    /// `P1D`, `PT8H30M`, `P2W`.
    pub(super) fn read(line: &ContentLine) -> Result<Length, Unreadable> {
        Length::parse(&line.value).ok_or_else(|| {
            Unreadable::at(line.number, format!("`{}` is not a length of time such as `P1D`", line.value))
        })
    }

    fn parse(text: &str) -> Option<Length> {
        let mut length = Length::default();
        let body = text.trim_start_matches('+').strip_prefix('P').filter(|body| !body.is_empty())?;
        let mut number = String::new();
        for c in body.chars() {
            if c.is_ascii_digit() {
                number.push(c);
                continue;
            }
            if c == 'T' {
                continue;
            }
            // Nine digits are more than any year has seconds, and cannot overflow.
            let n: u32 = (number.len() <= 9).then(|| number.parse().ok())??;
            match c {
                'W' => length.days += u64::from(n) * 7,
                'D' => length.days += u64::from(n),
                'H' => length.seconds += i64::from(n) * 3600,
                'M' => length.seconds += i64::from(n) * 60,
                'S' => length.seconds += i64::from(n),
                _ => return None,
            }
            number.clear();
        }
        number.is_empty().then_some(length)
    }

    /// Where something that begins at a wall time of a zone ends.
    pub(super) fn after(self, wall: NaiveDateTime, zone: &Zone) -> Instant {
        let day = wall.checked_add_days(Days::new(self.days)).unwrap_or(NaiveDateTime::MAX);
        zone.instant(day).plus(self.seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        let length = |days, seconds| Some(Length { days, seconds });
        assert_eq!(Length::parse("P1D"), length(1, 0));
        assert_eq!(Length::parse("+P2W"), length(14, 0));
        assert_eq!(Length::parse("P1DT8H30M5S"), length(1, 30_605));
        for wrong in ["", "P", "1D", "P1", "PD", "P1X", "-P1D", "P99999999999D"] {
            assert_eq!(Length::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn times() {
        let date = NaiveDate::from_ymd_opt(2026, 2, 28).unwrap();
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
        assert_eq!(time_of("20260228"), Some((date, None)));
        assert_eq!(time_of("20260228T120000"), Some((date, Some((noon, false)))));
        assert_eq!(time_of("20260228T120000Z"), Some((date, Some((noon, true)))));
        for wrong in ["20260229", "2026022", "2026-02-28", "20260228T12", "20260228T250000", "", "2026022é"]
        {
            assert_eq!(time_of(wrong), None, "{wrong}");
        }
    }
}
