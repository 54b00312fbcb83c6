//! What a condition reads.

use duly_plan::{Condition, ConditionKind, FieldId, Operand, Plan, RecordField, StateId, standard};
use std::collections::BTreeSet;

/// Visits a condition and all its parts.
pub(crate) fn parts<'c>(condition: &'c Condition, visit: &mut dyn FnMut(&'c Condition)) {
    visit(condition);
    match &condition.kind {
        ConditionKind::All(inner) | ConditionKind::Any(inner) => {
            inner.iter().for_each(|part| parts(part, visit));
        }
        ConditionKind::Not(inner) => parts(inner, visit),
        _ => {}
    }
}

/// Visits the states that a condition names.
pub(crate) fn states(condition: &Condition, visit: &mut dyn FnMut(StateId)) {
    parts(condition, &mut |part| match &part.kind {
        ConditionKind::State(id) => visit(*id),
        ConditionKind::Script(test) => test.states().for_each(&mut *visit),
        _ => {}
    });
}

/// Visits the fields that a part of a condition names, its own parts aside.
fn fields(part: &Condition, visit: &mut dyn FnMut(FieldId)) {
    match &part.kind {
        ConditionKind::Compare { field, right, .. } => {
            visit(*field);
            if let Operand::Field(other) = right {
                visit(*other);
            }
        }
        ConditionKind::OneOf { field, .. }
        | ConditionKind::IsSet(field)
        | ConditionKind::Has { field, .. }
        | ConditionKind::Text { field, .. }
        | ConditionKind::OnDays { field, .. }
        | ConditionKind::FromTo { field, .. } => visit(*field),
        ConditionKind::Script(test) => test.fields().for_each(visit),
        ConditionKind::During { field, zone, .. } => {
            visit(*field);
            zone.iter().for_each(|zone| visit(*zone));
        }
        ConditionKind::Elapsed { zone, .. } => {
            visit(standard::CREATED);
            zone.iter().for_each(|zone| visit(*zone));
        }
        ConditionKind::Known(_)
        | ConditionKind::All(_)
        | ConditionKind::Any(_)
        | ConditionKind::Not(_)
        | ConditionKind::State(_)
        | ConditionKind::ClockIs { .. } => {}
    }
}

/// The fields of the plan that a condition reads, through states too, in the order of their ids. The names
/// that only finished cycles have ([`RecordField`]) are not among them.
#[must_use]
pub fn condition_fields(plan: &Plan, condition: &Condition) -> Vec<FieldId> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut todo = vec![condition];
    while let Some(condition) = todo.pop() {
        parts(condition, &mut |part| fields(part, &mut |id| found.extend([id])));
        states(condition, &mut |id| {
            if seen.insert(id) {
                todo.extend(plan.state(id).condition.as_ref());
            }
        });
    }
    found.into_iter().filter(|id| RecordField::of(*id).is_none()).collect()
}
