//! Tables over ordered lists in which a higher value has the longer target.

use crate::findings::Findings;
use duly_diag::{Diagnostic, codes};
use duly_plan::{ClockId, Const, Field, FieldType, Plan, Target, TargetChoice, TargetId, TargetKind};
use std::cmp::Ordering;

/// Looks at every table over an ordered list.
pub(super) fn lint(plan: &Plan, findings: &mut Findings) {
    for entry in plan.levels.iter().flat_map(|level| &level.targets) {
        let TargetChoice::ByField { field, cells, .. } = &entry.choice else { continue };
        let field = plan.field(*field);
        if matches!(field.kind, FieldType::Choice { ordered: true, .. }) {
            table(plan, entry.clock, field, cells, findings);
        }
    }
}

fn table(
    plan: &Plan,
    clock: ClockId,
    field: &Field,
    cells: &[(Const, Option<TargetId>)],
    findings: &mut Findings,
) {
    let mut cells: Vec<(u16, &Target)> = cells
        .iter()
        .filter_map(|(value, target)| match (value, target) {
            (Const::Code(code), Some(target)) => Some((*code, plan.target(*target))),
            _ => None,
        })
        .collect();
    cells.sort_by_key(|(code, _)| *code);
    for (at, (code, target)) in cells.iter().enumerate() {
        let lower = cells[..at].iter().rev().find(|(_, other)| compare(other, target).is_some());
        let Some((lower_code, lower)) = lower else { continue };
        if compare(lower, target) != Some(Ordering::Less) {
            continue;
        }
        let value = |code: u16| field.kind.value(code).unwrap_or_default();
        let message = format!(
            "`{}` takes longer for `{}` than for `{}`, which is lower on the list of `{}`",
            plan.clock(clock).name,
            value(*code),
            value(*lower_code),
            field.name
        );
        findings.add(
            Diagnostic::warning(codes::RISING_TARGET, target.span, message, "longer")
                .label(lower.span, "than this")
                .help(format!(
                    "exchange them, or declare the list of `{}` from the lowest value to the highest; cells in \
                     other units or on other calendars do not compare",
                    field.name
                )),
        );
    }
}

/// How two targets compare; none if they do not: time and days, counted on two calendars,
/// or made of several stretches.
fn compare(one: &Target, other: &Target) -> Option<Ordering> {
    let plain = |target: &Target| target.plus.is_empty() && target.then.is_empty();
    if one.calendar != other.calendar || one.count_from != other.count_from || !plain(one) || !plain(other) {
        return None;
    }
    match (one.kind, other.kind) {
        (TargetKind::Time(one), TargetKind::Time(other)) => Some(one.cmp(&other)),
        (
            TargetKind::Days { count: one, unit, end },
            TargetKind::Days { count: other, unit: other_unit, end: other_end },
        ) if (unit, end) == (other_unit, other_end) => Some(one.cmp(&other)),
        _ => None,
    }
}
