//! Stamps in the formats that exports use.

use chrono::format::{Item, Parsed, StrftimeItems, parse};
use chrono::{NaiveDateTime, NaiveTime};
use duly_calendar::Zone;

use crate::mapping::spec::StampRule;
use crate::stamp::{Stamp, StampFault, rfc3339};

/// Reads stamps as one rule of a mapping describes them.
#[derive(Clone, Debug)]
pub(crate) struct StampReader {
    shape: Shape,
    /// The format as the mapping writes it, for messages.
    pub format: Option<String>,
    zone: Option<Zone>,
}

#[derive(Clone, Debug)]
enum Shape {
    Rfc3339,
    /// Seconds since 1970, perhaps with a fraction.
    Unix,
    /// Milliseconds since 1970.
    UnixMillis,
    Items(Vec<Item<'static>>),
}

impl StampReader {
    /// A reader for a rule; the error says what is wrong with its format.
    pub fn new(rule: &StampRule) -> Result<StampReader, String> {
        let shape = match rule.format.as_deref() {
            None => Shape::Rfc3339,
            Some("unix") => Shape::Unix,
            Some("unix_ms") => Shape::UnixMillis,
            Some(format) => Shape::Items(items(format)?),
        };
        Ok(StampReader { shape, format: rule.format.clone(), zone: rule.zone.clone() })
    }

    /// Reads a text.
    pub fn read(&self, text: &str) -> Result<Stamp, StampFault> {
        match &self.shape {
            Shape::Rfc3339 => self.read_rfc3339(text),
            Shape::Unix => read_unix(text),
            Shape::UnixMillis => text.parse().map(from_millis).map_err(|_| StampFault::Shape),
            Shape::Items(items) => self.read_items(items, text),
        }
    }

    /// Reads a whole number.
    pub fn read_number(&self, number: i64) -> Result<Stamp, StampFault> {
        match &self.shape {
            Shape::Unix => Ok(Stamp { seconds: number, nanos: 0 }),
            Shape::UnixMillis => Ok(from_millis(number)),
            Shape::Rfc3339 | Shape::Items(_) => Err(StampFault::Shape),
        }
    }

    /// The wall time that a text names, whatever its zone.
    pub fn read_wall(&self, text: &str) -> Result<NaiveDateTime, StampFault> {
        let Shape::Items(items) = &self.shape else { return Err(StampFault::Shape) };
        let mut parsed = Parsed::new();
        parse(&mut parsed, text, items.iter()).map_err(fault)?;
        wall_time(&parsed)
    }

    fn read_rfc3339(&self, text: &str) -> Result<Stamp, StampFault> {
        match (rfc3339(text), &self.zone) {
            (Err(StampFault::NoZone), Some(zone)) => {
                // The wall time is read as if it were UTC and then placed in the zone.
                let wall = rfc3339(&format!("{text}Z"))?;
                place(wall, zone)
            }
            (read, _) => read,
        }
    }

    fn read_items(&self, items: &[Item<'static>], text: &str) -> Result<Stamp, StampFault> {
        let mut parsed = Parsed::new();
        parse(&mut parsed, text, items.iter()).map_err(fault)?;
        let wall = wall_time(&parsed)?.and_utc();
        let wall = Stamp { seconds: wall.timestamp(), nanos: wall.timestamp_subsec_nanos() };
        match (parsed.offset(), &self.zone) {
            (Some(east), _) => Ok(Stamp { seconds: wall.seconds - i64::from(east), ..wall }),
            (None, _) if parsed.timestamp().is_some() => Ok(wall),
            (None, Some(zone)) => place(wall, zone),
            (None, None) => Err(StampFault::NoZone),
        }
    }
}

/// A wall time in a zone: in a gap moved forward, in a fold the first.
fn place(wall: Stamp, zone: &Zone) -> Result<Stamp, StampFault> {
    let local = chrono::DateTime::from_timestamp(wall.seconds, 0).ok_or(StampFault::Range)?;
    Ok(Stamp { seconds: zone.instant(local.naive_utc()).0, ..wall })
}

/// A format's parts; a format without a date, or with something unknown, is refused.
fn items(format: &str) -> Result<Vec<Item<'static>>, String> {
    let bad = |_| format!("`{format}` has a `%` that formats do not know");
    let items = StrftimeItems::new(format).parse_to_owned().map_err(bad)?;
    if items.iter().any(|i| matches!(i, Item::Error)) {
        return Err(format!("`{format}` has a `%` that formats do not know"));
    }
    if items
        .iter()
        .all(|i| matches!(i, Item::Literal(_) | Item::OwnedLiteral(_) | Item::Space(_) | Item::OwnedSpace(_)))
    {
        return Err(format!("`{format}` has no `%Y`, `%m`, `%d`, .. to read a stamp by"));
    }
    Ok(items)
}

/// The date and time read; a format without a time means midnight.
fn wall_time(parsed: &Parsed) -> Result<NaiveDateTime, StampFault> {
    if let Ok(both) = parsed.to_naive_datetime_with_offset(0) {
        return Ok(both);
    }
    let date = parsed.to_naive_date().map_err(fault)?;
    if parsed.hour_mod_12().is_some() || parsed.hour_div_12().is_some() {
        return Err(StampFault::Range);
    }
    Ok(date.and_time(NaiveTime::MIN))
}

fn fault(error: chrono::ParseError) -> StampFault {
    use chrono::format::ParseErrorKind::{Impossible, OutOfRange};
    if matches!(error.kind(), OutOfRange | Impossible) { StampFault::Range } else { StampFault::Shape }
}

fn from_millis(millis: i64) -> Stamp {
    let nanos = millis.rem_euclid(1000) * 1_000_000;
    Stamp { seconds: millis.div_euclid(1000), nanos: u32::try_from(nanos).unwrap_or(0) }
}

/// Seconds since 1970, with or without a fraction.
fn read_unix(text: &str) -> Result<Stamp, StampFault> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let seconds: i64 = whole.parse().map_err(|_| StampFault::Shape)?;
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(StampFault::Shape);
    }
    let nanos: u32 = format!("{fraction:0<9}")[..9].parse().map_err(|_| StampFault::Shape)?;
    if nanos > 0 && whole.starts_with('-') {
        return Ok(Stamp { seconds: seconds - 1, nanos: 1_000_000_000 - nanos });
    }
    Ok(Stamp { seconds, nanos })
}

#[cfg(test)]
mod tests {
    use super::*;
    use duly_calendar::TimeZones;

    fn reader(format: Option<&str>, zone: Option<&str>) -> StampReader {
        let zone = zone.map(|name| TimeZones::bundled().zone(name).unwrap());
        StampReader::new(&StampRule { format: format.map(str::to_owned), zone }).unwrap()
    }

    fn utc(text: &str) -> Stamp {
        rfc3339(text).unwrap()
    }

    #[test]
    fn a_format_reads_what_helpdesks_write() {
        let servicenow = reader(Some("%d/%m/%Y %H:%M"), Some("UTC"));
        assert_eq!(servicenow.read("29/2/2016 01:16"), Ok(utc("2016-02-29T01:16:00Z")));
        assert_eq!(servicenow.read("1/3/2016 14:13"), Ok(utc("2016-03-01T14:13:00Z")));
        assert_eq!(servicenow.read("30/2/2016 01:16"), Err(StampFault::Range));
        assert_eq!(servicenow.read("2016-02-29 01:16"), Err(StampFault::Shape));
        let dates = reader(Some("%Y%m%d"), Some("Europe/Prague"));
        assert_eq!(dates.read("20260306"), Ok(utc("2026-03-05T23:00:00Z")));
        let offset = reader(Some("%Y-%m-%d %H:%M:%S %z"), None);
        assert_eq!(offset.read("2026-03-06 14:40:00 +0100"), Ok(utc("2026-03-06T13:40:00Z")));
        assert_eq!(reader(Some("%Y-%m-%d %H:%M"), None).read("2026-03-06 14:40"), Err(StampFault::NoZone));
    }

    #[test]
    fn a_zone_places_wall_times_by_its_gaps_and_folds() {
        let berlin = reader(None, Some("Europe/Berlin"));
        assert_eq!(berlin.read("2026-07-01T12:00:00"), Ok(utc("2026-07-01T10:00:00Z")));
        assert_eq!(berlin.read("2026-03-29T02:30:00"), Ok(utc("2026-03-29T01:30:00Z")), "in the gap");
        assert_eq!(berlin.read("2026-10-25T02:30:00"), Ok(utc("2026-10-25T00:30:00Z")), "in the fold");
        assert_eq!(berlin.read("2026-07-01T12:00:00Z"), Ok(utc("2026-07-01T12:00:00Z")), "names its own");
        assert_eq!(berlin.read("2026-07-01T12:00:00.5"), Ok(utc("2026-07-01T10:00:00.5Z")));
    }

    #[test]
    fn unix_times_count_from_1970() {
        let (seconds, millis) = (reader(Some("unix"), None), reader(Some("unix_ms"), None));
        assert_eq!(seconds.read_number(1_772_804_400), Ok(utc("2026-03-06T13:40:00Z")));
        assert_eq!(seconds.read("1772804400.25"), Ok(utc("2026-03-06T13:40:00.25Z")));
        assert_eq!(millis.read_number(1_772_804_400_250), Ok(utc("2026-03-06T13:40:00.25Z")));
        assert_eq!(millis.read_number(-1), Ok(utc("1969-12-31T23:59:59.999Z")));
        assert_eq!(seconds.read("-0.25"), Ok(utc("1969-12-31T23:59:59.75Z")));
        assert_eq!(seconds.read("soon"), Err(StampFault::Shape));
    }

    #[test]
    fn a_format_that_reads_nothing_is_refused() {
        for format in ["%Q", "today", "%Y-%"] {
            let rule = StampRule { format: Some(format.to_owned()), zone: None };
            assert!(StampReader::new(&rule).is_err(), "{format}");
        }
    }
}
