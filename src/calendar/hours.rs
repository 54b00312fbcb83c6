//! What a calendar says of each date: the week, and the exceptions that claim the date, by rank.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::holidays::Holidays;
use crate::span::{DateIndex, YEARS};
use crate::spec::{CalendarSpec, Change, Dates, Exception, Nth, Window};
use crate::{BuildError, Instant};

/// An exception speaks of a date, or of a stretch of time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Cause {
    /// Index into [`Hours::exceptions`].
    pub(crate) exception: u32,
    /// The event of its holiday file, if it names one.
    pub(crate) event: Option<u32>,
}

/// An exception that wants to decide a date. Ordered by date, then the most specific first, then as written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Claim {
    date: DateIndex,
    rank: std::cmp::Reverse<u8>,
    cause: Cause,
}

/// What decides the hours of a date.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ruling {
    /// Nothing but the week.
    Week,
    /// The causes from the first to before the second open it.
    Open(usize, usize),
    /// The causes from the first to before the second close it.
    Closed(usize, usize),
}

/// A stretch of time that is taken out of whatever is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Removal {
    /// Windows of a date: index of the date, the cause.
    Windows(DateIndex, Cause),
    /// A timed event.
    Event(Instant, Instant, Cause),
}

/// What a calendar says of each date.
#[derive(Clone, Debug)]
pub(crate) struct Hours {
    /// The hours of each weekday from Monday, in order; they may overlap.
    pub(crate) week: [Vec<Window>; 7],
    pub(crate) spec: CalendarSpec,
    /// The holiday files that an exception names, in the order of the spec's.
    pub(crate) holidays: Vec<Option<Holidays>>,
    claims: Vec<Claim>,
    pub(crate) removals: Vec<Removal>,
}

impl Hours {
    /// The hours of a spec, and the dates on which it contradicts itself.
    pub(crate) fn new(spec: &CalendarSpec, holidays: Vec<Option<Holidays>>) -> (Hours, Vec<BuildError>) {
        let mut week: [Vec<Window>; 7] = Default::default();
        for line in &spec.weekly {
            for (day, windows) in week_days().zip(&mut week) {
                if line.days.contains(day) {
                    windows.extend(&line.windows);
                }
            }
        }
        let week = week.map(ordered);
        let mut hours =
            Hours { week, spec: spec.clone(), holidays, claims: Vec::new(), removals: Vec::new() };
        for (index, exception) in (0..).zip(&spec.exceptions) {
            hours.claim(index, exception);
        }
        hours.claims.sort_unstable();
        let clashes = hours.clashes();
        (hours, clashes)
    }

    /// Notes the dates and stretches that an exception speaks of.
    fn claim(&mut self, index: u32, exception: &Exception) {
        let rank = std::cmp::Reverse(rank(&exception.dates));
        let days: Vec<(DateIndex, Option<u32>)> = match &exception.dates {
            Dates::Holidays(file) => self.file(*file).map(Holidays::days).unwrap_or_default(),
            dates => {
                spans(dates).flat_map(|(from, to)| DateIndex::between(from, to)).map(|d| (d, None)).collect()
            }
        };
        let timed = match (&exception.dates, &exception.change) {
            (Dates::Holidays(_), Change::Open(_)) => None,
            (Dates::Holidays(file), _) => self.file(*file),
            _ => None,
        };
        let removals: Vec<Removal> = timed
            .map_or(&[][..], Holidays::stretches)
            .iter()
            .map(|s| Removal::Event(s.from, s.to, Cause { exception: index, event: Some(s.event) }))
            .collect();
        self.removals.extend(removals);
        for (date, event) in days {
            let cause = Cause { exception: index, event };
            match exception.change {
                Change::ClosedDuring(_) => self.removals.push(Removal::Windows(date, cause)),
                Change::Open(_) | Change::Closed => self.claims.push(Claim { date, rank, cause }),
            }
        }
    }

    /// The first date on which each pair of statements of equal rank disagrees.
    fn clashes(&self) -> Vec<BuildError> {
        let mut errors: Vec<BuildError> = Vec::new();
        for top in self.claims.chunk_by(|a, b| a.date == b.date) {
            let equal = top.partition_point(|c| c.rank == top[0].rank);
            let (open, closed): (Vec<_>, Vec<_>) = top[..equal]
                .iter()
                .map(|c| self.exception(c.cause))
                .partition(|e| matches!(e.change, Change::Open(_)));
            let (Some(open), Some(closed)) = (open.first(), closed.first()) else { continue };
            let (open, closed) = (open.origin, closed.origin);
            let known = |e: &BuildError| matches!(e, BuildError::OpenAndClosed { open: o, closed: c, .. } if (*o, *c) == (open, closed));
            if !errors.iter().any(known) {
                errors.push(BuildError::OpenAndClosed { date: top[0].date.date(), open, closed });
            }
        }
        errors
    }

    /// What decides a date.
    pub(crate) fn ruling(&self, date: DateIndex) -> Ruling {
        self.ruling_from(date, self.claims.partition_point(|c| c.date < date))
    }

    /// The same for all dates from `first` on, in order.
    pub(crate) fn rulings(&self) -> impl Iterator<Item = (DateIndex, Ruling)> {
        let mut next = 0;
        DateIndex::between(NaiveDate::MIN, NaiveDate::MAX).map(move |date| {
            while self.claims.get(next).is_some_and(|c| c.date < date) {
                next += 1;
            }
            (date, self.ruling_from(date, next))
        })
    }

    fn ruling_from(&self, date: DateIndex, first: usize) -> Ruling {
        let Some(top) = self.claims.get(first).filter(|c| c.date == date) else { return Ruling::Week };
        let equal = self.claims[first..].iter().take_while(|c| (c.date, c.rank) == (date, top.rank)).count();
        match self.exception(top.cause).change {
            Change::Open(_) => Ruling::Open(first, first + equal),
            Change::Closed | Change::ClosedDuring(_) => Ruling::Closed(first, first + equal),
        }
    }

    /// The causes of a ruling; none where the week decides.
    pub(crate) fn causes(&self, ruling: Ruling) -> impl Iterator<Item = Cause> {
        let (from, to) = match ruling {
            Ruling::Week => (0, 0),
            Ruling::Open(from, to) | Ruling::Closed(from, to) => (from, to),
        };
        self.claims[from..to].iter().map(|c| c.cause)
    }

    /// A holiday file that an exception names.
    pub(crate) fn file(&self, index: usize) -> Option<&Holidays> {
        self.holidays.get(index)?.as_ref()
    }

    pub(crate) fn exception(&self, cause: Cause) -> &Exception {
        &self.spec.exceptions[cause.exception as usize]
    }

    /// The hours that a ruling gives its date, put into `into`.
    pub(crate) fn windows<'a>(
        &'a self,
        date: DateIndex,
        ruling: Ruling,
        into: &'a mut Vec<Window>,
    ) -> &'a [Window] {
        match ruling {
            Ruling::Week => &self.week[date.weekday().num_days_from_monday() as usize],
            Ruling::Closed(..) => &[],
            Ruling::Open(..) => {
                into.clear();
                for cause in self.causes(ruling) {
                    if let Change::Open(windows) = &self.exception(cause).change {
                        into.extend(windows);
                    }
                }
                *into = ordered(std::mem::take(into));
                into
            }
        }
    }
}

/// How specific an exception is: the higher one decides.
fn rank(dates: &Dates) -> u8 {
    match dates {
        Dates::Holidays(_) => 0,
        Dates::Computed(_) => 1,
        Dates::YearlyRange { .. } => 2,
        Dates::Yearly { .. } | Dates::YearlyNth { .. } => 3,
        Dates::Range(..) => 4,
        Dates::Date(_) => 5,
    }
}

fn week_days() -> impl Iterator<Item = Weekday> {
    std::iter::successors(Some(Weekday::Mon), |day| Some(day.succ())).take(7)
}

/// Windows in order. Those that touch or overlap are joined on the UTC line only: their bounds are moved one
/// by one where clocks change.
fn ordered(mut windows: Vec<Window>) -> Vec<Window> {
    windows.sort_unstable();
    windows.dedup();
    windows
}

/// The stretches of dates, both ends included, that an exception speaks of, in all years of the table.
fn spans(dates: &Dates) -> Box<dyn Iterator<Item = (NaiveDate, NaiveDate)> + '_> {
    match *dates {
        Dates::Computed(ref dates) => Box::new(dates.iter().map(|date| (*date, *date))),
        Dates::Date(date) => Box::new(std::iter::once((date, date))),
        Dates::Range(from, to) => Box::new(std::iter::once((from, to))),
        Dates::Yearly { month, day } => {
            let date = move |year| NaiveDate::from_ymd_opt(year, month.into(), day.into());
            Box::new(YEARS.filter_map(move |year| Some((date(year)?, date(year)?))))
        }
        Dates::YearlyRange { from, to } => Box::new(
            // One that runs over the new year may have begun before the table.
            (YEARS.start() - 1..=*YEARS.end()).filter_map(move |year| yearly_range(year, from, to)),
        ),
        Dates::YearlyNth { nth, weekday, month } => Box::new(YEARS.filter_map(move |year| {
            let date = nth_weekday(year, month.into(), nth, weekday)?;
            Some((date, date))
        })),
        Dates::Holidays(_) => Box::new(std::iter::empty()),
    }
}

/// A yearly range that begins in a year. A 29 February as its first day is 1 March in other years, as its
/// last day 28 February: the days of the range that the year has.
fn yearly_range(year: i32, from: (u8, u8), to: (u8, u8)) -> Option<(NaiveDate, NaiveDate)> {
    let last_year = if to < from { year + 1 } else { year };
    let first_of_month = |year, month: u8| NaiveDate::from_ymd_opt(year, month.into(), 1);
    let first = NaiveDate::from_ymd_opt(year, from.0.into(), from.1.into());
    let first = first.or_else(|| first_of_month(year, from.0)?.checked_add_months(Months::new(1)))?;
    let last = NaiveDate::from_ymd_opt(last_year, to.0.into(), to.1.into());
    let last =
        last.or_else(|| first_of_month(last_year, to.0)?.checked_add_months(Months::new(1))?.pred_opt())?;
    (first <= last).then_some((first, last))
}

fn nth_weekday(year: i32, month: u32, nth: Nth, weekday: Weekday) -> Option<NaiveDate> {
    match nth {
        Nth::FromStart(n) => NaiveDate::from_weekday_of_month_opt(year, month, weekday, n),
        Nth::Last => {
            let last =
                NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(Months::new(1))?.pred_opt()?;
            let back = last.weekday().days_since(weekday);
            last.checked_sub_days(Days::new(back.into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn a_yearly_range_may_run_over_the_new_year_and_touch_a_leap_day() {
        assert_eq!(yearly_range(2025, (12, 24), (1, 2)), Some((date(2025, 12, 24), date(2026, 1, 2))));
        assert_eq!(yearly_range(2025, (2, 20), (2, 29)), Some((date(2025, 2, 20), date(2025, 2, 28))));
        assert_eq!(yearly_range(2024, (2, 29), (3, 2)), Some((date(2024, 2, 29), date(2024, 3, 2))));
        assert_eq!(yearly_range(2025, (2, 29), (3, 2)), Some((date(2025, 3, 1), date(2025, 3, 2))));
        assert_eq!(yearly_range(2025, (2, 29), (2, 29)), None);
    }

    #[test]
    fn the_last_and_the_fifth_weekday_of_a_month() {
        assert_eq!(nth_weekday(2026, 11, Nth::Last, Weekday::Fri), Some(date(2026, 11, 27)));
        assert_eq!(nth_weekday(2026, 12, Nth::Last, Weekday::Thu), Some(date(2026, 12, 31)));
        assert_eq!(nth_weekday(2026, 11, Nth::FromStart(1), Weekday::Sun), Some(date(2026, 11, 1)));
        assert_eq!(nth_weekday(2026, 11, Nth::FromStart(5), Weekday::Fri), None);
    }

    #[test]
    fn a_leap_day_is_there_in_leap_years_only() {
        let years: Vec<_> = spans(&Dates::Yearly { month: 2, day: 29 }).map(|(d, _)| d.year()).collect();
        assert_eq!(years.len(), 32);
        assert!(!years.contains(&2100) && years.contains(&2000));
    }
}
