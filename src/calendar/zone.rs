//! One time zone: offsets at instants, and instants of wall times.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone};

use crate::Instant;
use crate::tzif::{self, Segment, ZoneData};

/// A time zone. Cheap to clone; two zones are equal when they have the same name and the same data.
///
/// It is a [`chrono::TimeZone`] too. Offsets are known up to the year 2110; later the last one stays.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone(Arc<Inner>);

#[derive(PartialEq, Eq)]
struct Inner {
    name: String,
    data: ZoneData,
}

/// What a wall time is in a zone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum WallTime {
    /// It happens once, with this offset.
    Once(i32),
    /// It is skipped: the offset before the gap, and the instant at which the clock is put forward.
    Gap(i32, i64),
    /// It happens twice: the offset of the first time, and of the second.
    Fold(i32, i32),
}

impl Zone {
    pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Zone, String> {
        Ok(Zone(Arc::new(Inner { name: name.to_owned(), data: tzif::read(bytes)? })))
    }

    /// UTC, which needs no data.
    #[must_use]
    pub fn utc() -> Zone {
        let segments = vec![Segment { start: i64::MIN, offset: 0, abbreviation: 0 }];
        let data = ZoneData { segments, abbreviations: vec!["UTC".to_owned()] };
        Zone(Arc::new(Inner { name: "UTC".to_owned(), data }))
    }

    /// Its IANA name, as it was asked for.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Seconds east of UTC at an instant.
    #[must_use]
    pub fn offset_at(&self, t: Instant) -> i32 {
        self.segment_at(t).offset
    }

    /// The abbreviation in use at an instant: `CET`, `CEST`, `+0545`.
    #[must_use]
    pub fn abbreviation_at(&self, t: Instant) -> &str {
        &self.0.data.abbreviations[self.segment_at(t).abbreviation]
    }

    /// The wall time at an instant, clamped at the ends of chrono's calendar.
    #[must_use]
    pub fn local(&self, t: Instant) -> NaiveDateTime {
        let seconds = t.0.saturating_add(i64::from(self.offset_at(t)));
        let end = if seconds < 0 { NaiveDateTime::MIN } else { NaiveDateTime::MAX };
        DateTime::from_timestamp(seconds, 0).map_or(end, |d| d.naive_utc())
    }

    /// The instant of a wall time, to the second. A time in a gap moves forward by the gap; a time that
    /// happens twice is the first of the two.
    #[must_use]
    pub fn instant(&self, local: NaiveDateTime) -> Instant {
        self.bound(local.and_utc().timestamp())
    }

    /// The same for a wall time in seconds since 1970, as if it were UTC.
    pub(crate) fn bound(&self, wall: i64) -> Instant {
        let (WallTime::Once(offset) | WallTime::Gap(offset, _) | WallTime::Fold(offset, _)) = self.wall(wall);
        Instant(wall - i64::from(offset))
    }

    /// The instants of a wall time: none in a gap, two in a fold, else one.
    #[must_use]
    pub fn instants(&self, local: NaiveDateTime) -> Vec<Instant> {
        let seconds = local.and_utc().timestamp();
        match self.wall(seconds) {
            WallTime::Once(offset) => vec![Instant(seconds - i64::from(offset))],
            WallTime::Gap(..) => Vec::new(),
            WallTime::Fold(first, second) => {
                vec![Instant(seconds - i64::from(first)), Instant(seconds - i64::from(second))]
            }
        }
    }

    /// The first instant of a date, 00:00 or later; that of the next existing date when it was skipped.
    #[must_use]
    pub fn first_instant(&self, date: NaiveDate) -> Instant {
        let midnight = date.and_time(NaiveTime::MIN).and_utc().timestamp();
        match self.wall(midnight) {
            WallTime::Gap(_, forward) => Instant(forward),
            WallTime::Once(offset) | WallTime::Fold(offset, _) => Instant(midnight - i64::from(offset)),
        }
    }

    /// Whether a civil date happened, or will: false for the days that zones skipped when they moved over
    /// the date line, such as 2011-12-30 in Apia.
    #[must_use]
    pub fn date_exists(&self, date: NaiveDate) -> bool {
        date.succ_opt().is_some_and(|next| self.first_instant(date) < self.first_instant(next))
    }

    pub(crate) fn segments(&self) -> &[Segment] {
        &self.0.data.segments
    }

    fn segment_at(&self, t: Instant) -> &Segment {
        let segments = self.segments();
        // The first one starts at the beginning of time, so that there is always one.
        &segments[segments.partition_point(|s| s.start <= t.0).saturating_sub(1)]
    }

    /// What a wall time, in seconds as if it were UTC, is here.
    pub(crate) fn wall(&self, local: i64) -> WallTime {
        let segments = self.segments();
        // The first segment that ends, by its own clock, after that time.
        let ended = |pair: &[Segment]| pair[1].start.saturating_add(i64::from(pair[0].offset)) <= local;
        let found = partition_pairs(segments, ended);
        let here = segments[found];
        if here.start.saturating_add(i64::from(here.offset)) > local {
            return WallTime::Gap(segments[found - 1].offset, here.start);
        }
        match segments.get(found + 1) {
            Some(next) if next.start + i64::from(next.offset) <= local => {
                WallTime::Fold(here.offset, next.offset)
            }
            _ => WallTime::Once(here.offset),
        }
    }
}

/// How many neighbouring pairs from the front satisfy a condition that, once false, stays false.
fn partition_pairs(segments: &[Segment], condition: impl Fn(&[Segment]) -> bool) -> usize {
    let (mut low, mut high) = (0, segments.len() - 1);
    while low < high {
        let middle = low.midpoint(high);
        if condition(&segments[middle..middle + 2]) { low = middle + 1 } else { high = middle }
    }
    low
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name())
    }
}

/// The offset of a [`Zone`] at an instant, as chrono wants it. Displayed as the abbreviation.
#[derive(Clone)]
pub struct ZoneOffset {
    zone: Zone,
    offset: i32,
    abbreviation: String,
}

impl ZoneOffset {
    /// The abbreviation in use: `CET`.
    #[must_use]
    pub fn abbreviation(&self) -> &str {
        &self.abbreviation
    }

    fn at(zone: &Zone, t: Instant) -> ZoneOffset {
        let abbreviation = zone.abbreviation_at(t).to_owned();
        ZoneOffset { zone: zone.clone(), offset: zone.offset_at(t), abbreviation }
    }
}

impl Offset for ZoneOffset {
    fn fix(&self) -> FixedOffset {
        // Zone data with an offset of a day or more does not exist.
        FixedOffset::east_opt(self.offset).unwrap_or_else(|| chrono::Utc.fix())
    }
}

impl fmt::Display for ZoneOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.abbreviation)
    }
}

impl fmt::Debug for ZoneOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.abbreviation, self.fix())
    }
}

impl TimeZone for Zone {
    type Offset = ZoneOffset;

    fn from_offset(offset: &ZoneOffset) -> Zone {
        offset.zone.clone()
    }

    fn offset_from_local_date(&self, local: &NaiveDate) -> MappedLocalTime<ZoneOffset> {
        self.offset_from_local_datetime(&local.and_time(NaiveTime::MIN))
    }

    fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> MappedLocalTime<ZoneOffset> {
        let seconds = local.and_utc().timestamp();
        let at = |offset: i32| ZoneOffset::at(self, Instant(seconds - i64::from(offset)));
        match self.wall(seconds) {
            WallTime::Once(offset) => MappedLocalTime::Single(at(offset)),
            WallTime::Gap(..) => MappedLocalTime::None,
            WallTime::Fold(first, second) => MappedLocalTime::Ambiguous(at(first), at(second)),
        }
    }

    fn offset_from_utc_date(&self, utc: &NaiveDate) -> ZoneOffset {
        self.offset_from_utc_datetime(&utc.and_time(NaiveTime::MIN))
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> ZoneOffset {
        ZoneOffset::at(self, Instant(utc.and_utc().timestamp()))
    }
}

#[cfg(test)]
#[path = "zone_tests.rs"]
mod tests;
