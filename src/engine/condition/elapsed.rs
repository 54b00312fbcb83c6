//! `age` and `idle`: conditions that turn with time alone.

use super::Facts;
use crate::local::OnCalendar;
use duly_calendar::{Calendar, Instant, spec::DayEnd};
use duly_plan::{CalendarId, Compare, DayUnit, Length, Plan, Since};

/// A compiled `age` or `idle` condition.
#[derive(Clone, Debug)]
pub(crate) struct Elapsed {
    since: Since,
    op: Compare,
    length: Length,
    calendar: OnCalendar,
}

impl Elapsed {
    pub(crate) fn new(plan: &Plan, since: Since, op: Compare, length: Length, on: CalendarId) -> Elapsed {
        Elapsed { since, op, length, calendar: OnCalendar::new(plan, on) }
    }

    /// Since when it counts.
    pub(crate) fn since(&self) -> Since {
        self.since
    }

    pub(super) fn holds(&self, facts: &impl Facts) -> bool {
        let (Some(base), Some(now)) = (facts.since(self.since), facts.now()) else { return false };
        let reached = self.turns_at(base, facts).is_some_and(|at| now >= at);
        match self.op {
            Compare::GreaterOrEqual | Compare::Greater => reached,
            Compare::Less | Compare::LessOrEqual => !reached,
            Compare::Is => false,
        }
    }

    /// The instant at which it turns, counted from `base`: the first at which the length has passed, or for
    /// `>` and `<=` the first at which more than it has. None: never.
    pub(crate) fn turns_at(&self, base: Instant, facts: &impl Facts) -> Option<Instant> {
        let calendar = self.calendar.now(facts);
        let beyond = matches!(self.op, Compare::Greater | Compare::LessOrEqual);
        match self.length {
            Length::Time(seconds) => {
                let seconds = seconds + i64::from(beyond);
                if seconds <= 0 {
                    return Some(base);
                }
                calendar.at_position(calendar.position(base) + seconds)
            }
            Length::Days(count, unit) => {
                let at = add_days(calendar, base, i64::from(count), unit, DayEnd::SameTime)?;
                Some(if beyond { at.plus(1) } else { at })
            }
        }
    }
}

/// A day count of any unit, forward, or backward if negative.
pub(crate) fn add_days(
    calendar: &Calendar,
    from: Instant,
    count: i64,
    unit: DayUnit,
    end: DayEnd,
) -> Option<Instant> {
    match unit {
        DayUnit::BusinessDays => calendar.add_days(from, count, end),
        DayUnit::CalendarDays => calendar.add_calendar_days(from, count, end),
        DayUnit::CalendarMonths => calendar.add_calendar_months(from, count, end),
    }
}
