//! Which cycles a report is about: `--where`, and the instant that `--from`, `--to` and periods go by.

use crate::spec::{Basis, Spec};
use duly_calendar::Instant;
use duly_engine::{CycleRecord, Facts, Outcome, Test, Value};
use duly_plan::{Condition, ConditionKind, FieldId, Operand, Plan, RecordField, standard};

/// Chooses cycles.
#[derive(Clone, Debug)]
pub(crate) struct Selector<'p> {
    spec: &'p Spec,
    test: Option<Test>,
    /// The fields of [`duly_engine::Query::capture`].
    capture: Vec<FieldId>,
    /// The place of `created` among them.
    created: Option<usize>,
}

impl<'p> Selector<'p> {
    pub(crate) fn new(plan: &Plan, spec: &'p Spec, capture: &[FieldId]) -> Selector<'p> {
        Selector {
            spec,
            test: spec.filter.as_ref().map(|f| Test::new(plan, &f.condition)),
            capture: capture.to_vec(),
            created: capture.iter().position(|f| *f == standard::CREATED),
        }
    }

    /// Whether the condition of the spec holds of a cycle.
    pub(crate) fn holds(&self, cycle: &CycleRecord<'_>) -> bool {
        self.test.as_ref().is_none_or(|test| test.holds(&CycleFacts { cycle, capture: &self.capture }))
    }

    /// The instant by which a cycle belongs to a period.
    pub(crate) fn instant(&self, cycle: &CycleRecord<'_>) -> Option<Instant> {
        match self.spec.basis {
            Basis::Decided => Some(decided(cycle, self.spec.as_of)),
            Basis::Started => Some(cycle.started),
            Basis::Due => cycle.due,
            Basis::Closed => cycle.closed,
            Basis::Created => match cycle.fields.get(self.created?) {
                Some(Value::Instant(at)) => Some(*at),
                _ => None,
            },
        }
    }
}

/// When a cycle was decided: kept, or broken; what was neither, at its end, or at as-of if it is open.
pub(crate) fn decided(cycle: &CycleRecord<'_>, as_of: Instant) -> Instant {
    let broken = match cycle.outcome {
        Outcome::Missed | Outcome::Overdue => cycle.breached_at,
        _ => None,
    };
    broken.or(cycle.closed).unwrap_or(as_of)
}

/// A cycle as conditions see it.
pub(crate) struct CycleFacts<'a> {
    pub(crate) cycle: &'a CycleRecord<'a>,
    /// The fields of [`duly_engine::Query::capture`].
    pub(crate) capture: &'a [FieldId],
}

impl Facts for CycleFacts<'_> {
    fn value(&self, field: FieldId) -> Value<'_> {
        match RecordField::of(field) {
            Some(record) => record_value(self.cycle, record),
            None => {
                let slot = self.capture.binary_search(&field).ok();
                slot.and_then(|s| self.cycle.fields.get(s)).copied().unwrap_or(Value::Unset)
            }
        }
    }
}

fn record_value<'a>(cycle: &CycleRecord<'a>, field: RecordField) -> Value<'a> {
    match field {
        RecordField::Outcome => Value::Code(cycle.outcome as u16),
        RecordField::Clock => Value::Code(cycle.clock.0),
        RecordField::Level => cycle.level.map_or(Value::Unset, |level| Value::Code(level.0)),
        RecordField::Elapsed => Value::Duration(cycle.elapsed),
        RecordField::Overrun => overrun(cycle).map_or(Value::Unset, Value::Duration),
        RecordField::Agent => cycle.agent.map_or(Value::Unset, Value::Text),
        RecordField::Cycle => Value::Number(f64::from(cycle.cycle)),
    }
}

/// Business seconds beyond the target; none if the cycle is not late, or has no target of time.
fn overrun(cycle: &CycleRecord<'_>) -> Option<i64> {
    let late = matches!(cycle.outcome, Outcome::Missed | Outcome::Overdue);
    cycle.target_seconds.filter(|_| late).map(|target| cycle.elapsed.saturating_sub(target))
}

/// The fields of the ticket that a condition reads, also through states.
pub(crate) fn fields(plan: &Plan, condition: &Condition) -> Vec<FieldId> {
    let mut found = Vec::new();
    visit(plan, condition, &mut found);
    found.retain(|field| RecordField::of(*field).is_none());
    found
}

fn visit(plan: &Plan, condition: &Condition, found: &mut Vec<FieldId>) {
    match &condition.kind {
        ConditionKind::All(parts) | ConditionKind::Any(parts) => {
            parts.iter().for_each(|part| visit(plan, part, found));
        }
        ConditionKind::Not(inner) => visit(plan, inner, found),
        ConditionKind::State(state) => {
            plan.state(*state).condition.iter().for_each(|condition| visit(plan, condition, found));
        }
        ConditionKind::Compare { field, right, .. } => {
            found.push(*field);
            if let Operand::Field(right) = right {
                found.push(*right);
            }
        }
        ConditionKind::OneOf { field, .. }
        | ConditionKind::IsSet(field)
        | ConditionKind::Has { field, .. }
        | ConditionKind::Text { field, .. }
        | ConditionKind::OnDays { field, .. }
        | ConditionKind::FromTo { field, .. } => found.push(*field),
        ConditionKind::During { field, zone, .. } => {
            found.push(*field);
            found.extend(*zone);
        }
        // A record has no age, no running clocks and no scripts; `--where` may not ask for them.
        ConditionKind::Known(_)
        | ConditionKind::Elapsed { .. }
        | ConditionKind::Script(_)
        | ConditionKind::ClockIs { .. } => {}
    }
}
