//! Why a calendar is open or closed: a day, or an instant, and the statements that decided it.

use chrono::NaiveDate;

use crate::assemble::{TakenOut, existing_after, stretch_of};
use crate::calendar::Source;
use crate::hours::{Cause, Hours, Ruling};
use crate::span::{DateIndex, Tick};
use crate::spec::{Change, Dates, Origin, Window};
use crate::{Calendar, Instant};

/// A statement that decided something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// Which statement.
    pub origin: Origin,
    /// The label written behind it.
    pub label: Option<String>,
    /// What the holiday file calls the event, when an event of a file decided.
    pub holiday: Option<String>,
}

/// What decided the hours of a date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DayReason {
    /// The hours of the week.
    Week,
    /// The week has no hours on this weekday.
    NoHours,
    /// An `open` statement.
    Open,
    /// A `closed` statement.
    Closed,
    /// The calendars it is made of; the statements are those that make the date special for one of them.
    Parts,
    /// The date is before the calendar's first version.
    BeforeVersions,
    /// The date was skipped in this zone.
    Skipped,
    /// The date is before or after the years that calendars know.
    OutsideYears,
}

/// A stretch of time taken out of the day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cut {
    /// From here on.
    pub from: Instant,
    /// Up to here, not included.
    pub to: Instant,
    /// What took it out.
    pub statement: Statement,
}

/// One date of a calendar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Day {
    /// The date, in the calendar's zone.
    pub date: NaiveDate,
    /// What is open of the windows written for this date, in order; the last may end on the next date.
    pub stretches: Vec<(Instant, Instant)>,
    /// What of the windows of earlier dates is open on this date.
    pub tail: Vec<(Instant, Instant)>,
    /// What decided its hours.
    pub reason: DayReason,
    /// The statements that did; empty where nothing was said.
    pub statements: Vec<Statement>,
    /// What was taken out of it: `closed DATES WINDOWS` and timed events that touch this date.
    pub cuts: Vec<Cut>,
}

/// Why an instant is open or closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// Open: hours of the week.
    Hours,
    /// Open: an `open` statement gives the date these hours.
    OpenDate,
    /// Closed: the date has hours, but not now.
    OutsideHours,
    /// Closed: the week has no hours on this weekday.
    NoHours,
    /// Closed: a `closed` statement empties the date.
    ClosedDate,
    /// Closed: it was taken out of the hours by `closed DATES WINDOWS` or a timed event.
    TakenOut,
    /// Open or closed: the calendars that it is made of decide ([`Why::parts`]).
    Parts,
    /// Closed: before the calendar's first version.
    BeforeVersions,
    /// Closed: before or after the years that calendars know.
    OutsideYears,
}

/// An instant of a calendar, explained.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Why {
    /// Whether the calendar is open.
    pub open: bool,
    /// The date whose hours decide: where it is open, the date that the window is written for, else the civil date.
    pub date: NaiveDate,
    /// Why.
    pub reason: Reason,
    /// The statements that decided; empty where nothing was said.
    pub statements: Vec<Statement>,
    /// Of a calendar made of others: those that decided, by their names, and why they are open or closed.
    pub parts: Vec<(String, Why)>,
    /// The opening or closing that began this state, if there was one.
    pub since: Option<Instant>,
    /// The opening or closing that ends it, if there is one.
    pub until: Option<Instant>,
}

impl Calendar {
    /// What is open on a date and what decided that.
    #[must_use]
    pub fn day(&self, date: NaiveDate) -> Day {
        let nothing = |reason| Day {
            date,
            stretches: Vec::new(),
            tail: Vec::new(),
            reason,
            statements: Vec::new(),
            cuts: Vec::new(),
        };
        let Some(index) = DateIndex::of(date) else { return nothing(DayReason::OutsideYears) };
        let (zone, dates) = (self.zone_on(date), &self.0.open.dates);
        if !zone.date_exists(date) {
            return nothing(DayReason::Skipped);
        }
        let first = Tick::clamped(zone.first_instant(date)).0;
        let own = dates.place(index).map_or(&[][..], |place| dates.stretches_at(place));
        let before = dates.before(index);
        let tail = (before.saturating_sub(2)..before)
            .flat_map(|place| dates.stretches_at(place))
            .filter(|s| first < s.1)
            .map(|s| instants((s.0.max(first), s.1)));
        let mut day = nothing(DayReason::BeforeVersions);
        day.stretches = own.iter().copied().map(instants).collect();
        day.tail = tail.collect();
        match &self.0.source {
            Source::Hours(hours) => Lines { calendar: self, hours }.say_of_day(index, &mut day),
            Source::Made(made) => made.day(&mut day),
            Source::Versions(versions) => {
                if versions.begun(Tick(first).instant()) {
                    let said = versions.on(date).day(date);
                    (day.reason, day.statements, day.cuts) = (said.reason, said.statements, said.cuts);
                }
            }
        }
        day
    }

    /// Whether an instant is open or closed and what decided that.
    #[must_use]
    pub fn why(&self, t: Instant) -> Why {
        let civil = self.zone_at(t).local(t).date();
        let nothing = |reason| {
            let (statements, parts) = (Vec::new(), Vec::new());
            Why { open: false, date: civil, reason, statements, parts, since: None, until: None }
        };
        let (Some(tick), Some(index)) = (Tick::of(t), DateIndex::of(civil)) else {
            return nothing(Reason::OutsideYears);
        };
        let mut why = match &self.0.source {
            Source::Hours(hours) => Lines { calendar: self, hours }.why(t, tick, index),
            Source::Made(made) => made.why(t, civil),
            Source::Versions(versions) if versions.begun(t) => versions.at(t).why(t),
            Source::Versions(_) => nothing(Reason::BeforeVersions),
        };
        let table = &self.0.open.table;
        let next = table.locate(tick);
        let bound = |tick: u32| Some(Tick(tick).instant());
        (why.since, why.until) = match table.get(next) {
            Some(here) if here.start <= tick.0 => (bound(here.start), bound(here.end)),
            after => {
                let last = next.checked_sub(1).and_then(|last| table.get(last));
                (last.and_then(|s| bound(s.end)), after.and_then(|s| bound(s.start)))
            }
        };
        why
    }
}

/// A calendar with lines of its own.
struct Lines<'c> {
    calendar: &'c Calendar,
    hours: &'c Hours,
}

impl Lines<'_> {
    fn say_of_day(&self, index: DateIndex, day: &mut Day) {
        let zone = self.calendar.zone();
        let ruling = self.hours.ruling(index);
        let windows = self.windows(index, ruling);
        let first = Tick::clamped(zone.first_instant(day.date)).0;
        let midnight = Tick::clamped(zone.first_instant(existing_after(index, zone).date())).0;
        let end =
            windows.iter().filter_map(|w| stretch_of(index, *w, zone)).map(|s| s.1).fold(midnight, u32::max);
        let touching = self.calendar.0.open.taken_out.iter().filter(|t| t.from < end && first < t.to);
        day.reason = match ruling {
            Ruling::Closed(..) => DayReason::Closed,
            Ruling::Open(..) => DayReason::Open,
            Ruling::Week if windows.is_empty() => DayReason::NoHours,
            Ruling::Week => DayReason::Week,
        };
        day.statements = self.deciders(index, ruling, |_| true);
        day.cuts = touching.map(|taken| self.cut(taken)).collect();
    }

    /// Everything but the bounds of its state.
    fn why(&self, t: Instant, tick: Tick, civil: DateIndex) -> Why {
        let open = self.calendar.is_open(t);
        let (date, reason, statements) = if open {
            let place = self.calendar.place_of(t);
            let date = place.and_then(|place| self.calendar.0.open.dates.date(place)).unwrap_or(civil);
            let ruling = self.hours.ruling(date);
            let reason = if matches!(ruling, Ruling::Week) { Reason::Hours } else { Reason::OpenDate };
            (date, reason, self.deciders(date, ruling, |w| self.covers(date, *w, tick)))
        } else {
            let (reason, statements) = self.why_closed(civil, tick);
            (civil, reason, statements)
        };
        let parts = Vec::new();
        Why { open, date: date.date(), reason, statements, parts, since: None, until: None }
    }

    /// Why a closed instant of a civil date is closed.
    fn why_closed(&self, date: DateIndex, t: Tick) -> (Reason, Vec<Statement>) {
        let ruling = self.hours.ruling(date);
        let decided = |reason| (reason, self.deciders(date, ruling, |_| true));
        if matches!(ruling, Ruling::Closed(..)) {
            return decided(Reason::ClosedDate);
        }
        let night_before = date.0.checked_sub(1).map(DateIndex);
        let hours_cover = |date: DateIndex| {
            self.windows(date, self.hours.ruling(date)).iter().any(|w| self.covers(date, *w, t))
        };
        if hours_cover(date) || night_before.is_some_and(hours_cover) {
            let cuts =
                self.calendar.0.open.taken_out.iter().filter(|taken| taken.from <= t.0 && t.0 < taken.to);
            return (Reason::TakenOut, cuts.map(|taken| self.statement(taken.cause)).collect());
        }
        match ruling {
            Ruling::Week if self.windows(date, ruling).is_empty() => (Reason::NoHours, Vec::new()),
            _ => decided(Reason::OutsideHours),
        }
    }

    fn windows(&self, date: DateIndex, ruling: Ruling) -> Vec<Window> {
        self.hours.windows(date, ruling, &mut Vec::new()).to_vec()
    }

    /// Whether a window of a date, nothing taken out, is open at a tick.
    fn covers(&self, date: DateIndex, window: Window, t: Tick) -> bool {
        stretch_of(date, window, self.calendar.zone()).is_some_and(|(from, to)| from <= t.0 && t.0 < to)
    }

    /// The statements that give a date its hours, or take them: of those that give, only the ones with a
    /// window that is `relevant`.
    fn deciders(
        &self,
        date: DateIndex,
        ruling: Ruling,
        relevant: impl Fn(&Window) -> bool,
    ) -> Vec<Statement> {
        if matches!(ruling, Ruling::Week) {
            let lines = self.hours.spec.weekly.iter().filter(|line| line.days.contains(date.weekday()));
            let relevant = lines.filter(|line| line.windows.iter().any(&relevant));
            return relevant
                .map(|line| Statement { origin: line.origin, label: None, holiday: None })
                .collect();
        }
        let says = |cause: &Cause| match &self.hours.exception(*cause).change {
            Change::Open(windows) => windows.iter().any(&relevant),
            Change::Closed | Change::ClosedDuring(_) => true,
        };
        self.hours.causes(ruling).filter(says).map(|cause| self.statement(cause)).collect()
    }

    fn statement(&self, cause: Cause) -> Statement {
        let exception = self.hours.exception(cause);
        let holiday = match (&exception.dates, cause.event) {
            (Dates::Holidays(file), Some(event)) => {
                self.hours.file(*file).map(|f| f.summary(event).to_owned())
            }
            _ => None,
        };
        Statement { origin: exception.origin, label: exception.label.clone(), holiday }
    }

    fn cut(&self, taken: &TakenOut) -> Cut {
        let (from, to) = instants((taken.from, taken.to));
        Cut { from, to, statement: self.statement(taken.cause) }
    }
}

fn instants((from, to): (u32, u32)) -> (Instant, Instant) {
    (Tick(from).instant(), Tick(to).instant())
}

#[cfg(test)]
#[path = "explain_tests.rs"]
mod tests;
