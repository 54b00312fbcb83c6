//! A cycle day by day: what was counted, what was paused, and what made a day special.

use super::story::{DayStory, Exception, SpanKind, SpanStory};
use super::words::Told;
use duly_calendar::{Calendar, Day, DayReason, Instant, NaiveDate, Statement, Zone};
use duly_engine::CycleRecord;
use duly_engine::trace::{Course, Stretch, StretchKind};
use duly_plan::{CalendarId, DayUnit, Plan, TargetKind};

/// The calendar that is open at every second; it has no days of its own.
const ALWAYS: CalendarId = CalendarId(0);

/// The days of a cycle.
pub(super) struct Days {
    pub days: Vec<DayStory>,
    /// The zone that they are days of.
    pub zone: Zone,
}

impl Days {
    /// The days from the beginning of a cycle to its end or its due, whichever is later.
    pub fn of(told: Told<'_>, course: &Course, cycle: &CycleRecord<'_>) -> Days {
        let Some((first, last)) = course.stretches.first().zip(course.stretches.last()) else {
            return Days { days: Vec::new(), zone: told.zone.clone() };
        };
        let zone = course.stretches.iter().find(|stretch| stretch.calendar != ALWAYS);
        let zone = zone.map_or(told.zone, |stretch| stretch.hours.zone_at(first.from)).clone();
        let mut stretches: Vec<(Stretch, SpanKind)> = Vec::new();
        for stretch in &course.stretches {
            match stretch.kind {
                StretchKind::Running => stretches.push((stretch.clone(), SpanKind::Counted)),
                StretchKind::Paused => stretches.push((stretch.clone(), SpanKind::Paused)),
                StretchKind::Before | StretchKind::Ended => {}
            }
        }
        let end = cycle.due.filter(|due| *due > last.until).unwrap_or(last.until);
        stretches.push((Stretch { from: last.until, until: end, ..last.clone() }, SpanKind::Left));
        let mut days = Days { days: Vec::new(), zone };
        let mut date = days.zone.local(first.from).date();
        let last = days.zone.local(end).date();
        let mut sum = 0;
        while date <= last {
            let day = days.day(told, date, &stretches, &mut sum);
            days.days.push(day);
            let Some(next) = date.succ_opt() else { break };
            date = next;
        }
        days
    }

    fn day(
        &self,
        told: Told<'_>,
        date: NaiveDate,
        stretches: &[(Stretch, SpanKind)],
        sum: &mut i64,
    ) -> DayStory {
        let begin = self.zone.first_instant(date);
        let end = date.succ_opt().map_or(begin, |next| self.zone.first_instant(next));
        let (mut spans, mut because) = (Vec::new(), Vec::new());
        let mut seconds = [0; 3];
        for (stretch, kind) in stretches {
            let (from, until) = (stretch.from.max(begin), stretch.until.min(end));
            if from >= until {
                continue;
            }
            for (from, until) in stretch.hours.periods(from, until) {
                seconds[*kind as usize] += until.0 - from.0;
                spans.push(SpanStory { from, until, kind: *kind });
            }
            if stretch.calendar != ALWAYS {
                for exception in exceptions(told, stretch, date, from, until) {
                    if !because.contains(&exception) {
                        because.push(exception);
                    }
                }
            }
        }
        let [elapsed_s, paused_s, _] = seconds;
        *sum += elapsed_s;
        DayStory { date, spans, elapsed_s, sum_s: *sum, paused_s, because }
    }
}

/// What made a day's hours others than those of its week, as far as a stretch lies on it.
fn exceptions(
    told: Told<'_>,
    stretch: &Stretch,
    date: NaiveDate,
    from: Instant,
    until: Instant,
) -> Vec<Exception> {
    let day = stretch.hours.day(date);
    let exception = |effect: &'static str, statement: &Statement| {
        let calendar = &told.plan.calendars[stretch.calendar.index()];
        let place = usize::try_from(statement.origin.0).ok().and_then(|at| calendar.origins.get(at))?;
        Some(Exception {
            calendar: calendar.name.clone(),
            effect,
            name: statement.holiday.clone().or_else(|| statement.label.clone()),
            says: told.quote(*place),
            line: told.line(*place),
        })
    };
    let effect = match day.reason {
        DayReason::Closed if works(&stretch.hours, date) => Some("closed"),
        DayReason::Open => Some("open"),
        DayReason::Parts => Some("parts"),
        _ => None,
    };
    let whole = day.statements.iter().filter_map(|statement| exception(effect?, statement));
    let cuts = day.cuts.iter().filter(|cut| cut.from < until && from < cut.to);
    whole.chain(cuts.filter_map(|cut| exception("taken out", &cut.statement))).collect()
}

/// Whether the week has hours on the weekday of a date: told by the nearest week in which it is a plain day.
fn works(hours: &Calendar, date: NaiveDate) -> bool {
    let near = (1..=8).flat_map(|weeks| [-7 * weeks, 7 * weeks]);
    let plain = near
        .filter_map(|days| date.checked_add_signed(chrono::TimeDelta::days(days)))
        .map(|date| hours.day(date))
        .find(|day: &Day| matches!(day.reason, DayReason::Week | DayReason::NoHours));
    plain.is_none_or(|day| day.reason == DayReason::Week)
}

/// The instants to which a promise of days counts: its beginning moved to the next opening, then day by day.
pub(super) fn counted_days(plan: &Plan, course: &Course, cycle: &CycleRecord<'_>) -> Vec<Instant> {
    let Some(target) = cycle.target.map(|target| plan.target(target)) else { return Vec::new() };
    let (TargetKind::Days { count, unit: DayUnit::BusinessDays, .. }, Some(last)) =
        (target.kind, course.stretches.iter().rev().find(|stretch| stretch.kind != StretchKind::Before))
    else {
        return Vec::new();
    };
    let counted = course.stretches.iter().find(|stretch| stretch.kind != StretchKind::Before);
    let Some(from) = counted.and_then(|stretch| last.hours.next_open(stretch.from)) else {
        return Vec::new();
    };
    let day = |n: u32| last.hours.add_days(from, i64::from(n), duly_calendar::spec::DayEnd::SameTime);
    std::iter::once(Some(from)).chain((1..=count).map(day)).flatten().collect()
}
