//! When a cycle passes a threshold of its promise.

use crate::condition::add_days;
use crate::cycle::{Cycle, Mode};
use crate::judgement::Judgement;
use crate::local::Tables;
use crate::promise::{before, share_of};
use duly_calendar::{Calendar, Instant, spec::DayEnd};
use duly_plan::{Length, Plan, Threshold};

/// One threshold of one cycle in one agreement.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Arm {
    /// When it is passed next.
    pub(crate) at: Option<Instant>,
    /// Whether its trigger has fired for it.
    pub(crate) fired: bool,
    /// When it was passed last, and which of the cycle's targets was in force then, counted from 1.
    passed: Option<(Instant, u32)>,
}

impl Arm {
    /// Notes that the threshold is passed now.
    pub(crate) fn pass(&mut self, now: Instant, judgement: &Judgement, fires: bool) {
        self.passed = Some((now, judgement.attachments));
        self.fired |= fires;
    }

    /// Works out when it is passed next, from `now` on: a threshold fires once, and one that is passed already
    /// when its target comes is passed at once. One that was passed while its trigger's condition did not hold
    /// waits for another target, or until it lies ahead again. A repeated one has no past to catch up with.
    pub(crate) fn set(
        &mut self,
        plan: &Plan,
        threshold: Threshold,
        cycle: &Cycle,
        judgement: &Judgement,
        now: Instant,
    ) {
        self.at = None;
        let (Some(_), Some(due)) = (judgement.target, judgement.due) else { return };
        if let Threshold::Every(length) = threshold {
            let after = self.passed.map(|passed| passed.0);
            self.at = next_repeat(
                Tables::of(plan, cycle).calendar(judgement.counting.last()),
                due,
                length,
                now,
                after,
            );
        } else if !self.fired
            && let Some(at) = passes(plan, threshold, cycle, judgement, due)
        {
            self.at = match self.passed {
                Some((last, target)) if target == judgement.attachments => {
                    Some(at).filter(|at| *at > last && *at >= now)
                }
                _ => Some(at.max(now)),
            };
        }
    }
}

/// The instant at which a threshold is passed; it may lie in the past.
fn passes(
    plan: &Plan,
    threshold: Threshold,
    cycle: &Cycle,
    judgement: &Judgement,
    due: Instant,
) -> Option<Instant> {
    let tables = Tables::of(plan, cycle);
    let calendar = tables.calendar(judgement.counting.last());
    match threshold {
        // A cycle that is paused comes no closer to its due.
        Threshold::Share(_) | Threshold::Before(_) if cycle.mode() != Mode::Running => None,
        Threshold::Share(share) => {
            let whole = judgement.promised_seconds(tables, cycle, due);
            judgement.runs_until(plan, cycle, share_of(whole, share))
        }
        Threshold::Before(Length::Time(seconds)) if judgement.counting.in_turns() => {
            let whole = judgement.promised_seconds(tables, cycle, due);
            judgement.runs_until(plan, cycle, whole - seconds)
        }
        Threshold::Before(length) => before(calendar, due, length),
        Threshold::Overdue => Some(due),
        Threshold::After(length) => after(calendar, due, length, 1),
        Threshold::Every(_) => None,
    }
}

/// A number of lengths after an instant.
fn after(calendar: &Calendar, from: Instant, length: Length, times: i64) -> Option<Instant> {
    match length {
        Length::Time(seconds) => {
            calendar.at_position(calendar.position(from).checked_add(seconds.checked_mul(times)?)?)
        }
        Length::Days(count, unit) => {
            add_days(calendar, from, i64::from(count).checked_mul(times)?, unit, DayEnd::SameTime)
        }
    }
}

/// The first multiple of a length after the due that lies neither before `now` nor at or before `last`.
fn next_repeat(
    calendar: &Calendar,
    due: Instant,
    length: Length,
    now: Instant,
    last: Option<Instant>,
) -> Option<Instant> {
    let fits = |at: Instant| at >= now && last.is_none_or(|last| at > last);
    let at = |times: i64| after(calendar, due, length, times);
    // Double until one fits, then halve the way to the first that does.
    let mut high = 1i64;
    while !fits(at(high)?) {
        high = high.checked_mul(2)?;
    }
    let mut low = high / 2;
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        if at(middle).is_none_or(fits) { high = middle } else { low = middle }
    }
    at(high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use duly_plan::DayUnit;

    #[test]
    fn a_repeated_threshold_takes_up_its_grid_and_not_its_past() {
        let always = Calendar::always();
        let next = |now: i64, last: Option<i64>| {
            next_repeat(&always, Instant(100), Length::Time(40), Instant(now), last.map(Instant))
                .map(|at| at.0)
        };
        assert_eq!(next(0, None), Some(140));
        assert_eq!(next(140, None), Some(140));
        assert_eq!(next(140, Some(140)), Some(180));
        assert_eq!(next(141, None), Some(180));
        assert_eq!(next(100_000, None), Some(100_020));
        let days = Length::Days(2, DayUnit::CalendarDays);
        assert_eq!(
            next_repeat(&always, Instant(0), days, Instant(86_400 * 5), None),
            Some(Instant(86_400 * 6))
        );
    }
}
