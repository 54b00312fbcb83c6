//! The years that calendars know, and the small numbers that stand for their seconds and dates.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::Instant;
use crate::tzif::EPOCH_FROM_CE;

pub(crate) const DAY_SECONDS: u32 = 86_400;

/// 1969-01-01 as a day after 1970-01-01. A year of margin on each side of 1970 to 2100, so that the closing
/// before the first of January 1970 and the opening after the last of December 2100 are known.
const FIRST_DAY: i64 = -365;

/// The dates of the table: 1969-01-01 to 2102-12-31.
pub(crate) const DATES: u32 = 48_942;

/// The first second of the table: a day before its first date, for the zones east of Greenwich.
const FIRST_SECOND: i64 = (FIRST_DAY - 1) * 86_400;

/// The seconds of the table, with a day on either side of its dates. They fit in 32 bits.
pub(crate) const SECONDS: u32 = (DATES + 2) * DAY_SECONDS;

/// A second of the table, or the end of its last one: 0 to [`SECONDS`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Tick(pub(crate) u32);

impl Tick {
    /// The tick of an instant, the nearest end for those outside the table.
    #[inline]
    pub(crate) fn clamped(t: Instant) -> Tick {
        Tick::of(t).unwrap_or(Tick(if t.0 < FIRST_SECOND { 0 } else { SECONDS }))
    }

    /// The tick of an instant of the table.
    #[inline]
    pub(crate) fn of(t: Instant) -> Option<Tick> {
        // One comparison for both ends: what is before the table wraps to far behind it.
        let seconds = t.0.wrapping_sub(FIRST_SECOND).cast_unsigned();
        if seconds > u64::from(SECONDS) { None } else { u32::try_from(seconds).ok().map(Tick) }
    }

    #[inline]
    pub(crate) fn instant(self) -> Instant {
        Instant(FIRST_SECOND + i64::from(self.0))
    }
}

/// A date of the table, counted from its first: 0 to [`DATES`], which stands for the day after the last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct DateIndex(pub(crate) u32);

impl DateIndex {
    /// The index of a date of the table.
    pub(crate) fn of(date: NaiveDate) -> Option<DateIndex> {
        let index = u32::try_from(i64::from(date.num_days_from_ce()) - EPOCH_FROM_CE - FIRST_DAY).ok()?;
        (index < DATES).then_some(DateIndex(index))
    }

    /// The dates of the table from one date to another, both included.
    pub(crate) fn between(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = DateIndex> {
        let index = |date: NaiveDate| i64::from(date.num_days_from_ce()) - EPOCH_FROM_CE - FIRST_DAY;
        let bound = |day: i64| u32::try_from(day.clamp(0, i64::from(DATES))).unwrap_or(DATES);
        (bound(index(from))..bound(index(to) + 1)).map(DateIndex)
    }

    pub(crate) fn date(self) -> NaiveDate {
        // The first date of the table and 134 years are within chrono's calendar.
        NaiveDate::from_ymd_opt(1969, 1, 1).unwrap_or_default() + Days::new(u64::from(self.0))
    }

    pub(crate) fn next(self) -> DateIndex {
        DateIndex(self.0 + 1)
    }

    /// 00:00 of this date in seconds since 1970, as if wall time were UTC.
    pub(crate) fn wall_midnight(self) -> i64 {
        (FIRST_DAY + i64::from(self.0)) * i64::from(DAY_SECONDS)
    }

    pub(crate) fn weekday(self) -> Weekday {
        // 1969-01-01 was a Wednesday.
        const WEEK: [Weekday; 7] = [
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
            Weekday::Sat,
            Weekday::Sun,
            Weekday::Mon,
            Weekday::Tue,
        ];
        WEEK[self.0 as usize % 7]
    }
}

/// The years whose dates a calendar looks at: 1970 to 2100, and a margin.
pub const YEARS: std::ops::RangeInclusive<i32> = 1969..=2102;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_seconds_are_counted_from_the_first() {
        assert_eq!(DateIndex(0).date(), NaiveDate::from_ymd_opt(1969, 1, 1).unwrap());
        assert_eq!(DateIndex(DATES - 1).date(), NaiveDate::from_ymd_opt(2102, 12, 31).unwrap());
        for index in (0..DATES).step_by(97).map(DateIndex) {
            assert_eq!(index.weekday(), index.date().weekday());
            assert_eq!(DateIndex::of(index.date()), Some(index));
            assert_eq!(
                index.wall_midnight(),
                index.date().and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp()
            );
        }
        assert_eq!(DateIndex::of(DateIndex(DATES).date()), None);
    }

    #[test]
    fn instants_outside_are_clamped_or_refused() {
        assert_eq!(Tick::clamped(Instant(i64::MIN)), Tick(0));
        assert_eq!(Tick::clamped(Instant(i64::MAX)), Tick(SECONDS));
        assert_eq!(Tick::of(Instant(i64::MIN)), None);
        assert_eq!(Tick::of(Instant(i64::MAX)), None);
        assert_eq!(Tick::of(Instant(0)).map(Tick::instant), Some(Instant(0)));
    }
}
