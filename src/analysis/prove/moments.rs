//! Instants: every combination of what conditions ask about one, each with an instant that has it.
//!
//! Whether `created outside office` and `created on sat` can hold together is a matter of the dates. All
//! instants at which any answer can change are looked at, in the years in which tickets are expected;
//! between two of them every answer stays.

use super::values;
use duly_calendar::{Instant, NaiveDate};
use duly_plan::{ConditionKind, Const, Operand, Plan};
use std::collections::BTreeMap;

/// The years in which tickets are expected.
const YEARS: std::ops::Range<i32> = 2000..2060;
/// Samples lie in this year where they can.
const SAMPLES_FROM: i32 = 2026;
/// Beyond so many single answers the combinations are not looked for.
const MOST: usize = 30_000_000;

/// One instant for each combination of answers to the tests, sample years first; none if there are too many to look for.
pub(super) fn moments(plan: &Plan, tests: &[&ConditionKind], constants: &[Const]) -> Option<Vec<Instant>> {
    let mut turns = turns(plan, tests);
    if turns.len().checked_mul(tests.len())? > MOST {
        return None;
    }
    turns.extend(values::stretches(constants).iter().filter_map(|value| match value {
        Const::Instant(at) => Some(*at),
        _ => None,
    }));
    turns.push(midday());
    turns.sort_unstable();
    turns.dedup();
    let from = turns.partition_point(|at| *at < midday());
    let mut found: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
    let mut moments = Vec::new();
    for at in turns[from..].iter().chain(&turns[..from]) {
        let value = Const::Instant(*at);
        let answers = tests.iter().map(|test| values::holds(plan, test, Some(&value))).collect();
        found.entry(answers).or_insert_with(|| {
            moments.push(*at);
            moments.len()
        });
        if tests.len() < 16 && found.len() == 1 << tests.len() {
            break;
        }
    }
    Some(moments)
}

/// A plain working hour.
fn midday() -> Instant {
    let date = NaiveDate::from_ymd_opt(SAMPLES_FROM, 1, 5).unwrap_or_default();
    Instant(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() + 36_000)
}

/// Every instant of the years at which an answer can change, and the first of all.
fn turns(plan: &Plan, tests: &[&ConditionKind]) -> Vec<Instant> {
    let zone = &plan.meta.zone;
    let start = |year: i32| zone.first_instant(NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default());
    let (from, to) = (start(YEARS.start), start(YEARS.end));
    let mut turns = vec![from];
    let mut seconds: Vec<u32> = Vec::new();
    for test in tests {
        match test {
            ConditionKind::During { calendar, .. } => {
                let periods = plan.calendar(*calendar).periods(from, to);
                turns.extend(periods.iter().flat_map(|(open, close)| [*open, *close]));
            }
            ConditionKind::OnDays { .. } => seconds.push(0),
            ConditionKind::FromTo { from, to, .. } => seconds.extend([*from, *to]),
            ConditionKind::Compare { right: Operand::Const(_), .. } | ConditionKind::OneOf { .. } => {}
            _ => {}
        }
    }
    seconds.sort_unstable();
    seconds.dedup();
    if !seconds.is_empty() {
        let days = NaiveDate::from_ymd_opt(YEARS.start, 1, 1).into_iter().flat_map(|first| first.iter_days());
        let last = NaiveDate::from_ymd_opt(YEARS.end, 1, 1).unwrap_or_default();
        for date in days.take_while(|date| *date < last) {
            seconds.iter().for_each(|second| of_day(plan, date, *second, &mut turns));
        }
    }
    turns
}

/// The instants of a wall time; where the clocks change, those of the hours around it too.
fn of_day(plan: &Plan, date: NaiveDate, second: u32, turns: &mut Vec<Instant>) {
    let zone = &plan.meta.zone;
    let local = date.and_time(chrono::NaiveTime::MIN) + chrono::TimeDelta::seconds(i64::from(second));
    let found = zone.instants(local);
    if found.len() != 1 {
        let near = zone.instant(local);
        turns.extend((-8..=8).map(|quarter| near.plus(quarter * 900)));
    }
    turns.extend(found);
}
