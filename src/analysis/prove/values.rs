//! Single values, and what a test says of them: the same answers as the engine gives.

use chrono::{Datelike, NaiveDate, Timelike};
use duly_calendar::{Instant, Zone};
use duly_plan::{Compare, ConditionKind, Const, Operand, Plan, TextTest};
use regex::Regex;
use std::cmp::Ordering;

/// Whether a test of one field holds for a value of it; none stands for "not set". Only tests that read
/// nothing but this field are asked here, lists aside.
pub(super) fn holds(plan: &Plan, test: &ConditionKind, value: Option<&Const>) -> bool {
    let Some(value) = value else { return false };
    match test {
        ConditionKind::IsSet(_) => true,
        ConditionKind::Compare { op, right: Operand::Const(right), .. } => compares(value, *op, right),
        ConditionKind::OneOf { values, .. } => values.iter().any(|right| value == right),
        ConditionKind::During { calendar, outside, .. } => {
            matches!(value, Const::Instant(at) if plan.calendar(*calendar).is_open(*at) != *outside)
        }
        ConditionKind::OnDays { days, .. } => match value {
            Const::Instant(at) => days.contains(plan.meta.zone.local(*at).weekday()),
            Const::Date(date) => days.contains(date.weekday()),
            _ => false,
        },
        ConditionKind::FromTo { from, to, .. } => {
            matches!(value, Const::Instant(at) if within_day(&plan.meta.zone, *at, *from, *to))
        }
        _ => false,
    }
}

fn within_day(zone: &Zone, at: Instant, from: u32, to: u32) -> bool {
    let second = zone.local(at).num_seconds_from_midnight();
    if from <= to { (from..to).contains(&second) } else { second >= from || second < to }
}

fn compares(left: &Const, op: Compare, right: &Const) -> bool {
    order(left, right).is_some_and(|ordering| match op {
        Compare::Is => ordering.is_eq(),
        Compare::Less => ordering.is_lt(),
        Compare::LessOrEqual => ordering.is_le(),
        Compare::Greater => ordering.is_gt(),
        Compare::GreaterOrEqual => ordering.is_ge(),
    })
}

/// The order of two values of one type.
pub(super) fn order(left: &Const, right: &Const) -> Option<Ordering> {
    match (left, right) {
        (Const::Code(a), Const::Code(b)) => Some(a.cmp(b)),
        (Const::Text(a), Const::Text(b)) => Some(a.cmp(b)),
        (Const::Number(a), Const::Number(b)) => a.partial_cmp(b),
        (Const::YesNo(a), Const::YesNo(b)) => Some(a.cmp(b)),
        (Const::Date(a), Const::Date(b)) => Some(a.cmp(b)),
        (Const::Instant(a), Const::Instant(b)) => Some(a.cmp(b)),
        (Const::Duration(a), Const::Duration(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// A test of a text.
pub(super) fn text_holds(test: TextTest, wanted: &str, text: &str) -> bool {
    match test {
        TextTest::Contains => text.to_lowercase().contains(&wanted.to_lowercase()),
        TextTest::StartsWith => text.to_lowercase().starts_with(&wanted.to_lowercase()),
        TextTest::EndsWith => text.to_lowercase().ends_with(&wanted.to_lowercase()),
        TextTest::Matches => Regex::new(wanted).is_ok_and(|regex| regex.is_match(text)),
    }
}

/// One value of each stretch into which constants cut the values of an ordered type, and the constants.
pub(super) fn stretches(constants: &[Const]) -> Vec<Const> {
    let mut points: Vec<&Const> = constants.iter().collect();
    points.sort_by(|a, b| order(a, b).unwrap_or(Ordering::Equal));
    points.dedup();
    let mut values = Vec::new();
    for (at, point) in points.iter().enumerate() {
        if at == 0 {
            values.extend(below(point));
        } else {
            values.extend(between(points[at - 1], point));
        }
        values.push((*point).clone());
    }
    if let Some(last) = points.last() {
        values.extend(above(last));
    }
    values
}

fn below(value: &Const) -> Option<Const> {
    Some(match value {
        Const::Number(number) => {
            Const::Number(if number - 1.0 < *number { number - 1.0 } else { number.next_down() })
        }
        Const::Duration(seconds) => Const::Duration(seconds.checked_sub(1)?),
        Const::Instant(at) => Const::Instant(at.plus(-1)),
        Const::Date(date) => Const::Date(date.pred_opt()?),
        _ => return None,
    })
}

fn above(value: &Const) -> Option<Const> {
    Some(match value {
        Const::Number(number) => {
            Const::Number(if number + 1.0 > *number { number + 1.0 } else { number.next_up() })
        }
        Const::Duration(seconds) => Const::Duration(seconds.checked_add(1)?),
        Const::Instant(at) => Const::Instant(at.plus(1)),
        Const::Date(date) => Const::Date(date.succ_opt()?),
        _ => return None,
    })
}

/// A value strictly between two, a whole one where there is one.
fn between(low: &Const, high: &Const) -> Option<Const> {
    let value = match (low, high) {
        (Const::Number(low), Const::Number(high)) => {
            let whole = low.floor() + 1.0;
            let middle = low / 2.0 + high / 2.0;
            Const::Number(if whole > *low && whole < *high { whole } else { middle })
        }
        _ => above(low)?,
    };
    let inside =
        order(low, &value).is_some_and(Ordering::is_lt) && order(&value, high).is_some_and(Ordering::is_lt);
    inside.then_some(value)
}

/// The days around every date of `constants`, a week of each stretch between them, in order.
pub(super) fn days_around(constants: &[NaiveDate]) -> Vec<NaiveDate> {
    let mut days: Vec<NaiveDate> = constants
        .iter()
        .flat_map(|date| (-8..=8).filter_map(|n| date.checked_add_signed(chrono::TimeDelta::days(n))))
        .collect();
    if days.is_empty() {
        days = NaiveDate::from_ymd_opt(2026, 1, 5)
            .into_iter()
            .flat_map(|monday| monday.iter_days().take(7))
            .collect();
    }
    days.sort_unstable();
    days.dedup();
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_cut_numbers_into_stretches() {
        let cut = |numbers: &[f64]| {
            let constants: Vec<Const> = numbers.iter().map(|n| Const::Number(*n)).collect();
            let number = |value: &Const| if let Const::Number(n) = value { *n } else { f64::NAN };
            stretches(&constants).iter().map(number).collect::<Vec<f64>>()
        };
        assert_eq!(cut(&[20.0, 10.0]), [9.0, 10.0, 11.0, 20.0, 21.0]);
        assert_eq!(cut(&[0.5, 0.75]), [-0.5, 0.5, 0.625, 0.75, 1.75]);
        assert_eq!(cut(&[1e300]).len(), 3, "also where adding one changes nothing");
        assert_eq!(
            stretches(&[Const::Duration(5), Const::Duration(6)]).len(),
            4,
            "nothing lies between two seconds"
        );
    }
}
