//! Section 5, calendars: which seconds are open, and what is counted on them.

use super::{scripts, zone};
use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use duly_syntax::ast::{
    CalendarDecl, CalendarItem, CalendarItemKind as Item, DateItem, DateKind, DayCount, DayEnd, DayMonth,
    DayUnit, DueAt, Window,
};
use std::collections::BTreeMap;

/// A stretch of time: from its first second to the one after its last.
pub type Stretch = (i64, i64);

/// The holidays of an iCalendar file.
#[derive(Clone, Debug, Default)]
pub struct Holidays {
    /// Whole dates.
    pub dates: Vec<NaiveDate>,
    /// Timed events.
    pub times: Vec<Stretch>,
}

/// "One list of open intervals answers every question."
#[derive(Clone, PartialEq, Debug)]
pub struct Hours {
    /// The wall clocks it goes by, each from its instant and date on; the first one also before.
    pub zones: Vec<(i64, NaiveDate, Tz)>,
    /// Open stretches in order; none touches the next.
    pub open: Vec<Stretch>,
    /// What is open of the windows that start on a date.
    pub dates: BTreeMap<NaiveDate, Vec<Stretch>>,
    /// `due at opening`
    pub due_at_opening: bool,
}

/// A calendar's text while it is laid out.
struct Text<'a> {
    zone: Tz,
    items: &'a [CalendarItem],
    holidays: &'a BTreeMap<String, Holidays>,
}

impl Hours {
    /// "`always` is built in."
    pub fn always(zone: Tz, from: NaiveDate, to: NaiveDate) -> Hours {
        let day = |date: NaiveDate| (zone::bound(zone, date, 0), zone::bound(zone, date, 86_400));
        let dates: BTreeMap<_, _> = from
            .iter_days()
            .take_while(|date| *date <= to)
            .filter(|date| zone::exists(zone, *date))
            .map(|date| (date, vec![day(date)]))
            .collect();
        Hours::laid_out(zone, dates, false)
    }

    /// Out of what is open of each date.
    pub fn laid_out(zone: Tz, dates: BTreeMap<NaiveDate, Vec<Stretch>>, due_at_opening: bool) -> Hours {
        let zones = vec![(i64::MIN, NaiveDate::MIN, zone)];
        Hours { zones, open: joined(dates.values().flatten().copied().collect()), dates, due_at_opening }
    }

    /// Lays a calendar out over some dates.
    pub fn of(
        calendar: &CalendarDecl,
        zone: Tz,
        holidays: &BTreeMap<String, Holidays>,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Hours {
        let text = Text { zone, items: &calendar.items, holidays };
        let all = || from.iter_days().take_while(|date| *date <= to);
        let taken_out = joined(all().flat_map(|date| text.taken_out(date)).collect());
        let mut dates = BTreeMap::new();
        for date in all() {
            let open = without(joined(text.hours(date)), &taken_out);
            if !open.is_empty() {
                dates.insert(date, open);
            }
        }
        let due_at_opening = text.items.iter().any(|item| item.kind == Item::DueAt(DueAt::Opening));
        Hours::laid_out(zone, dates, due_at_opening)
    }
}

impl Text<'_> {
    /// The hours of a date, before anything is taken out of it.
    ///
    /// "A closed date loses its own windows entire (the part after midnight too) and the tail of the
    /// previous day's."
    fn hours(&self, date: NaiveDate) -> Vec<Stretch> {
        if !zone::exists(self.zone, date) {
            return Vec::new();
        }
        // The next date that there is.
        let next = (1..3).map(|n| date + Days::new(n)).find(|next| zone::exists(self.zone, *next));
        let cut = next.filter(|next| self.is_closed(*next)).map(|next| zone::bound(self.zone, next, 0));
        let windows = self.windows(date).into_iter().map(|window| self.stretch(date, window));
        let cut = windows.map(|(from, to)| (from, to.min(cut.unwrap_or(i64::MAX))));
        // "An interval that vanishes is dropped."
        cut.filter(|(from, to)| from < to).collect()
    }

    /// `22:00-06:00` belongs to the date it is written for.
    fn stretch(&self, date: NaiveDate, window: Window) -> Stretch {
        let (start, end) = (i64::from(window.start), i64::from(window.end));
        let end = if end <= start { end + 86_400 } else { end };
        (zone::bound(self.zone, date, start), zone::bound(self.zone, date, end))
    }

    /// "The more specific wins: date > range > yearly > script > iCalendar > week."
    fn windows(&self, date: NaiveDate) -> Vec<Window> {
        let Some(rank) = self.rank(date) else {
            return self.items.iter().flat_map(|item| week(item, date)).collect();
        };
        let opened = self.items.iter().filter_map(|item| match &item.kind {
            Item::Open { dates, windows, .. } if self.ranks(dates, date).contains(&rank) => Some(windows),
            _ => None,
        });
        opened.flatten().copied().collect()
    }

    fn is_closed(&self, date: NaiveDate) -> bool {
        let Some(rank) = self.rank(date) else { return false };
        self.items.iter().any(|item| match &item.kind {
            Item::Closed { dates, windows, .. } => {
                windows.is_empty() && self.ranks(dates, date).contains(&rank)
            }
            _ => false,
        })
    }

    /// How specific the most specific statement about the whole of a date is.
    fn rank(&self, date: NaiveDate) -> Option<u8> {
        let about = self.items.iter().flat_map(|item| match &item.kind {
            Item::Open { dates, .. } => self.ranks(dates, date),
            Item::Closed { dates, windows, .. } if windows.is_empty() => self.ranks(dates, date),
            _ => Vec::new(),
        });
        about.max()
    }

    /// The ranks of those of a statement's entries that speak of a date.
    fn ranks(&self, dates: &[DateItem], date: NaiveDate) -> Vec<u8> {
        dates.iter().filter(|item| self.speaks_of(&item.kind, date)).map(|item| rank(&item.kind)).collect()
    }

    fn speaks_of(&self, dates: &DateKind, date: NaiveDate) -> bool {
        let day = |it: DayMonth| (u32::from(it.month), u32::from(it.day));
        let today = (date.month(), date.day());
        match dates {
            DateKind::Date(one) => *one == date,
            DateKind::Range(first, last) => *first <= date && date <= *last,
            DateKind::Yearly(one) => day(*one) == today,
            DateKind::YearlyRange(first, last) => {
                let (first, last) = (day(*first), day(*last));
                if first <= last { first <= today && today <= last } else { first <= today || today <= last }
            }
            DateKind::YearlyNth { nth, weekday, month } => {
                let place = match nth {
                    Some(nth) => date.day().div_ceil(7) == u32::from(*nth),
                    None => (date + Days::new(7)).month() != date.month(),
                };
                date.weekday() == *weekday && date.month() == u32::from(*month) && place
            }
            DateKind::Script(name) => scripts::gives_date(&name.text, date),
            holidays => self.holidays(holidays).dates.contains(&date),
        }
    }

    fn holidays(&self, dates: &DateKind) -> &Holidays {
        let DateKind::Holidays(file) = dates else { panic!("the second engine does not know {dates:?}") };
        &self.holidays[&file.node]
    }

    /// "`closed DATES WINDOW` is taken out last of all", and so are timed holidays.
    fn taken_out(&self, date: NaiveDate) -> Vec<Stretch> {
        let mut all = Vec::new();
        for item in self.items {
            let Item::Closed { dates, windows, .. } = &item.kind else { continue };
            if zone::exists(self.zone, date) && !self.ranks(dates, date).is_empty() {
                all.extend(windows.iter().map(|window| self.stretch(date, *window)));
            }
            let files = dates.iter().filter(|dates| matches!(dates.kind, DateKind::Holidays(_)));
            for file in files.filter(|_| windows.is_empty()) {
                all.extend(&self.holidays(&file.kind).times);
            }
        }
        all
    }
}

fn rank(dates: &DateKind) -> u8 {
    match dates {
        DateKind::Date(_) => 6,
        DateKind::Range(..) => 5,
        // Of the yearly ones a day before a range, as with dates (docs/language/calendars.md).
        DateKind::Yearly(_) | DateKind::YearlyNth { .. } => 4,
        DateKind::YearlyRange(..) => 3,
        DateKind::Script(_) => 2,
        _ => 1,
    }
}

/// The weekly windows of a date.
fn week(item: &CalendarItem, date: NaiveDate) -> Vec<Window> {
    let Item::Hours { days, windows } = &item.kind else { return Vec::new() };
    let is_in = |(first, last): (chrono::Weekday, chrono::Weekday)| {
        let from_first = |day: chrono::Weekday| day.days_since(first);
        from_first(date.weekday()) <= from_first(last)
    };
    if days.iter().any(|range| is_in(range.node)) { windows.clone() } else { Vec::new() }
}

/// Stretches in order, those that touch or overlap as one.
pub fn joined(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_unstable();
    let mut joined: Vec<Stretch> = Vec::new();
    for (from, to) in stretches {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// What is left of stretches without others.
pub fn without(stretches: Vec<Stretch>, gone: &[Stretch]) -> Vec<Stretch> {
    let mut left = stretches;
    let (Some((first, _)), Some((_, last))) = (left.first().copied(), left.last().copied()) else {
        return left;
    };
    for (from, to) in gone.iter().filter(|(from, to)| *from < last && first < *to) {
        let pieces = left.iter().flat_map(|(a, b)| [(*a, *from.min(b)), (*a.max(to), *b)]);
        left = pieces.filter(|(a, b)| a < b).collect();
    }
    left
}

// What is counted on the open stretches.

impl Hours {
    /// The zone of an instant.
    pub fn zone_at(&self, at: i64) -> Tz {
        self.zones.iter().rev().find(|(from, ..)| *from <= at).unwrap_or(&self.zones[0]).2
    }

    /// The zone of a date: "a wall time is read by the version in force on its date" (note 0029).
    fn zone_on(&self, date: NaiveDate) -> Tz {
        self.zones.iter().rev().find(|(_, from, _)| *from <= date).unwrap_or(&self.zones[0]).2
    }

    /// The open stretches that end after an instant.
    fn after(&self, at: i64) -> impl Iterator<Item = Stretch> + '_ {
        self.open[self.open.partition_point(|(_, to)| *to <= at)..].iter().copied()
    }

    /// The open stretches that begin before an instant, the last first.
    fn before(&self, at: i64) -> impl Iterator<Item = Stretch> + '_ {
        self.open[..self.open.partition_point(|(from, _)| *from < at)].iter().rev().copied()
    }

    /// Whether an instant is open; windows are half-open.
    pub fn is_open(&self, at: i64) -> bool {
        self.after(at).next().is_some_and(|(from, _)| from <= at)
    }

    /// The first open instant from an instant on.
    pub fn next_open(&self, at: i64) -> Option<i64> {
        self.after(at).next().map(|(from, _)| from.max(at))
    }

    /// The next closing after an instant.
    pub fn next_close(&self, at: i64) -> Option<i64> {
        self.after(at).next().map(|(_, to)| to)
    }

    /// Open seconds from one instant to a later one.
    pub fn between(&self, from: i64, to: i64) -> i64 {
        let inside = self.after(from).take_while(|stretch| stretch.0 < to);
        inside.map(|(a, b)| b.min(to) - a.max(from)).sum()
    }

    /// "`add(t, n)` is the first instant by which n seconds of open time have passed after t, so a budget
    /// spent exactly at closing is due at closing."
    pub fn add(&self, at: i64, seconds: i64) -> Option<i64> {
        let mut left = seconds;
        if left == 0 {
            return Some(at);
        }
        for (from, to) in self.after(at) {
            let here = to - from.max(at);
            if left <= here {
                return Some(from.max(at) + left);
            }
            left -= here;
        }
        None
    }

    /// The same for a due: "the statement `due at opening` in a calendar chooses the next opening".
    pub fn due(&self, at: i64, seconds: i64) -> Option<i64> {
        let spent = self.add(at, seconds)?;
        if self.due_at_opening && seconds > 0 { self.next_open(spent) } else { Some(spent) }
    }

    /// The last instant from which so many open seconds pass until an instant.
    pub fn sub(&self, at: i64, seconds: i64) -> Option<i64> {
        let mut left = seconds;
        if left == 0 {
            return Some(at);
        }
        for (from, to) in self.before(at) {
            let here = to.min(at) - from;
            if left <= here {
                return Some(to.min(at) - left);
            }
            left -= here;
        }
        None
    }

    /// Section 5, day counts.
    ///
    /// "The arrival, moved to the next opening, is on day 0. `within 2 business days` is the same time of day
    /// on the 2nd open date after that, or the first open instant after it if that time is closed; `by close`,
    /// `by 16:00` fix the time."
    pub fn add_days(&self, at: i64, count: DayCount, end: Option<DayEnd>) -> Option<i64> {
        let number = u64::from(count.count);
        if count.unit == DayUnit::BusinessDays {
            let arrival = self.next_open(at)?;
            let day_0 = self.date_of(arrival)?;
            let nth = usize::try_from(number).ok()?;
            let last = *self.dates.range(day_0..).nth(nth)?.0;
            return match end {
                None if number == 0 => Some(arrival),
                None => self.next_open(self.same_time(arrival, day_0, last)),
                Some(end) => self.end_of(last, end),
            };
        }
        // Calendar days and months are dates of the calendar's zone, open or not.
        let day_0 = zone::wall(self.zone_at(at), at).date();
        let last = match count.unit {
            DayUnit::CalendarMonths => day_0 + Months::new(count.count),
            _ => day_0 + Days::new(number),
        };
        match end {
            None if number == 0 => self.next_open(at),
            None => self.next_open(self.same_time(at, day_0, last)),
            Some(DayEnd::Close) => self.end_of(*self.dates.range(last..).next()?.0, DayEnd::Close),
            Some(end) => self.end_of(last, end),
        }
    }

    /// "Counting backwards mirrors."
    pub fn sub_days(&self, at: i64, count: DayCount) -> Option<i64> {
        let number = u64::from(count.count);
        if count.unit == DayUnit::BusinessDays {
            let arrival = self.last_open(at)?;
            let day_0 = self.date_of_end(arrival)?;
            let nth = usize::try_from(number).ok()?;
            let last = *self.dates.range(..=day_0).rev().nth(nth)?.0;
            return self.last_open(self.same_time(arrival, day_0, last));
        }
        let day_0 = zone::wall(self.zone_at(at), at).date();
        let last = match count.unit {
            DayUnit::CalendarMonths => day_0 - Months::new(count.count),
            _ => day_0 - Days::new(number),
        };
        self.last_open(self.same_time(at, day_0, last))
    }

    /// An open instant itself, else the closing at or before it.
    fn last_open(&self, at: i64) -> Option<i64> {
        if self.is_open(at) {
            return Some(at);
        }
        self.before(at).next().map(|(_, to)| to)
    }

    /// The date whose window an open instant lies in: that on the wall if it has one, else the last before
    /// it, for the second half of a night belongs to the evening it began on.
    fn date_of(&self, at: i64) -> Option<NaiveDate> {
        self.owner(at, |(from, to)| from <= at && at < to)
    }

    /// The same for an instant that may be a closing.
    fn date_of_end(&self, at: i64) -> Option<NaiveDate> {
        if self.is_open(at) { self.date_of(at) } else { self.owner(at, |(_, to)| to == at) }
    }

    fn owner(&self, at: i64, holds: impl Fn(Stretch) -> bool) -> Option<NaiveDate> {
        let civil = zone::wall(self.zone_at(at), at).date();
        let near = self.dates.range(civil - Days::new(4)..=civil).rev();
        let near = near.chain(self.dates.range(civil + Days::new(1)..));
        near.take(8).find(|(_, open)| open.iter().any(|stretch| holds(*stretch))).map(|(date, _)| *date)
    }

    /// The time of day of an instant, counted from 00:00 of one date, on another date.
    fn same_time(&self, at: i64, date: NaiveDate, other: NaiveDate) -> i64 {
        let time = zone::wall(self.zone_at(at), at) - date.and_time(NaiveTime::MIN);
        let wall = other.and_time(NaiveTime::MIN) + time;
        zone::instant(self.zone_on(wall.date()), wall)
    }

    fn end_of(&self, date: NaiveDate, end: DayEnd) -> Option<i64> {
        match end {
            DayEnd::Close => self.dates[&date].iter().map(|(_, to)| *to).max(),
            end => {
                let DayEnd::At(time) = end else { panic!("the second engine does not know {end:?}") };
                let at = zone::bound(self.zone_on(date), date, i64::from(time));
                // Hours until 16:00 are hours by 16:00.
                let is_closing = self.open.iter().any(|(_, to)| *to == at);
                if is_closing { Some(at) } else { self.next_open(at) }
            }
        }
    }
}
