//! Day counts: "2 business days", "3 calendar days", "1 calendar month".
//!
//! **Business days.** The start, moved to the next opening, is on day 0: the date that its window is written
//! for, so that the second half of a night shift counts with the evening it began on. Its time of day is
//! counted from 00:00 of that date and goes past 24:00 there: two business days after 02:00 on Tuesday, in
//! Monday's night shift, is 02:00 on Thursday, in Wednesday's. The last day is the n-th open date after day 0.
//!
//! **Calendar days and months** are dates of the calendar's zone, open or not, counted from the start itself.
//!
//! **The end.** The same time of day, or the first open instant after it if that is closed. `by 16:00` fixes
//! the time, and moves likewise, except that a closing at just that time keeps it: hours until 16:00 are
//! hours by 16:00. `by close` is the last closing of that date. None of these is moved by `due at opening`.
//!
//! **Backwards** everything mirrors: the start moves to the closing before it, the end to the last open
//! instant before it.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate};

use crate::span::{DateIndex, Tick};
use crate::spec::DayEnd;
use crate::{Calendar, Instant};

impl Calendar {
    /// The end of a promise of so many business days that starts at `t`; a negative count goes back, 0 goes
    /// forward. None where the table has no such instant.
    #[must_use]
    pub fn add_days(&self, t: Instant, days: i64, end: DayEnd) -> Option<Instant> {
        let back = days < 0;
        let start = if back { self.prev_open(t)? } else { self.next_open(t)? };
        let day_0 = self.place_of(start)?;
        let place = usize::try_from(i64::try_from(day_0).ok()?.checked_add(days)?).ok()?;
        let last = self.0.open.dates.date(place)?;
        match end {
            DayEnd::Close => self.close(place),
            DayEnd::At(time) => self.by(last.wall_midnight() + i64::from(time), back),
            // It is known to be open, and where clocks go back its time of day may be the second of two.
            DayEnd::SameTime if days == 0 => Some(start),
            DayEnd::SameTime => {
                let midnight = self.0.open.dates.date(day_0)?.wall_midnight();
                self.settle(self.bound(last.wall_midnight() + self.wall(start) - midnight), back)
            }
        }
    }

    /// The end of a promise of so many civil days that starts at `t`; a negative count goes back.
    #[must_use]
    pub fn add_calendar_days(&self, t: Instant, days: i64, end: DayEnd) -> Option<Instant> {
        let date = self.zone_at(t).local(t).date();
        let count = Days::new(days.unsigned_abs());
        let last = if days < 0 { date.checked_sub_days(count) } else { date.checked_add_days(count) };
        self.end_on(t, date, last?, days, end)
    }

    /// The end of a promise of so many civil months that starts at `t`, on the last day of a month that is
    /// too short; a negative count goes back.
    #[must_use]
    pub fn add_calendar_months(&self, t: Instant, months: i64, end: DayEnd) -> Option<Instant> {
        let date = self.zone_at(t).local(t).date();
        let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
        let last = if months < 0 { date.checked_sub_months(count) } else { date.checked_add_months(count) };
        self.end_on(t, date, last?, months, end)
    }

    fn end_on(
        &self,
        t: Instant,
        first: NaiveDate,
        last: NaiveDate,
        count: i64,
        end: DayEnd,
    ) -> Option<Instant> {
        let back = count < 0;
        let index = DateIndex::of(last)?;
        match end {
            DayEnd::Close => {
                // A date without hours has no close: the next open date's then, or the one before.
                let before = self.0.open.dates.before(index);
                let open = self.0.open.dates.place(index).is_some();
                self.close(if back && !open { before.checked_sub(1)? } else { before })
            }
            DayEnd::At(time) => self.by(index.wall_midnight() + i64::from(time), back),
            DayEnd::SameTime if count == 0 => self.settle(t, back),
            DayEnd::SameTime => {
                let days = i64::from(last.num_days_from_ce()) - i64::from(first.num_days_from_ce());
                self.settle(self.bound(self.wall(t) + days * 86_400), back)
            }
        }
    }

    /// The place, among the open dates, of the date whose window an open instant or a closing belongs to.
    pub(crate) fn place_of(&self, t: Instant) -> Option<usize> {
        let civil = DateIndex::of(self.zone_at(t).local(t).date())?;
        let holds = if self.is_open(t) {
            |(from, to): (u32, u32), t: u32| from <= t && t < to
        } else {
            |(_, to): (u32, u32), t: u32| to == t
        };
        self.0.open.dates.owner(civil, Tick::of(t)?, holds)
    }

    /// The last closing of the open date at a place.
    fn close(&self, place: usize) -> Option<Instant> {
        let close = self.0.open.dates.stretches_at(place).iter().map(|s| s.1).max()?;
        Some(Tick(close).instant())
    }

    /// A fixed time of day: itself where it is open or a closing.
    fn by(&self, wall: i64, back: bool) -> Option<Instant> {
        let t = self.bound(wall);
        if self.prev_open(t) == Some(t) { Some(t) } else { self.settle(t, back) }
    }

    /// The open instant nearest to `t` in the direction of counting.
    fn settle(&self, t: Instant, back: bool) -> Option<Instant> {
        if back { self.prev_open(t) } else { self.next_open(t) }
    }

    /// The instant of a wall time in seconds since 1970, as if it were UTC, in the zone of its date.
    fn bound(&self, wall: i64) -> Instant {
        let date = DateTime::from_timestamp(wall, 0).map_or(NaiveDate::MAX, |d| d.date_naive());
        self.zone_on(date).bound(wall)
    }

    /// Wall time in seconds since 1970, as if it were UTC.
    fn wall(&self, t: Instant) -> i64 {
        t.0 + i64::from(self.zone_at(t).offset_at(t))
    }
}

#[cfg(test)]
#[path = "count_tests.rs"]
mod tests;
