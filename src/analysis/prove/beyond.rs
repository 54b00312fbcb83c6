//! What some conditions can ask for and no ticket has: the names of finished cycles, and the start of a count.

use duly_plan::{Const, Field, FieldId, FieldType, Plan, RecordField, STARTED};
use std::collections::BTreeMap;

/// These fields, as conditions see them.
pub(super) fn fields(plan: &Plan) -> BTreeMap<FieldId, Field> {
    let field = |name: &str, kind| Field { name: name.to_owned(), kind, if_unset: None, span: None };
    let records = RecordField::ALL.map(|(record, name)| (record.id(), field(name, kind(plan, record))));
    records.into_iter().chain([(STARTED, field("started", FieldType::Instant))]).collect()
}

fn kind(plan: &Plan, record: RecordField) -> FieldType {
    let choice = |values: Vec<String>| FieldType::Choice { values, ordered: false };
    match record {
        RecordField::Outcome => choice(RecordField::OUTCOMES.map(str::to_owned).to_vec()),
        RecordField::Clock => choice(plan.named_clocks().iter().map(|clock| clock.name.clone()).collect()),
        RecordField::Level => choice(plan.named_levels().iter().map(|level| level.name.clone()).collect()),
        RecordField::Elapsed | RecordField::Overrun => FieldType::Duration,
        RecordField::Agent => FieldType::Person,
        RecordField::Cycle => FieldType::Number,
    }
}

/// Whether there is always a value where the field can be asked for.
pub(super) fn is_always_set(field: FieldId) -> bool {
    field == STARTED
        || match RecordField::of(field) {
            Some(RecordField::Outcome | RecordField::Clock | RecordField::Elapsed | RecordField::Cycle) => {
                true
            }
            Some(RecordField::Level | RecordField::Overrun | RecordField::Agent) | None => false,
        }
}

/// The numbers that cycles can have, one for each stretch into which constants cut them: 1, 2, ..
pub(super) fn cycles(constants: &[Const]) -> Vec<Const> {
    let mut numbers = vec![1.0];
    for constant in constants {
        if let Const::Number(number) = constant {
            numbers.extend([number.ceil() - 1.0, number.floor(), number.ceil(), number.floor() + 1.0]);
        }
    }
    numbers.retain(|number| *number >= 1.0);
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    numbers.into_iter().map(Const::Number).collect()
}

#[cfg(test)]
mod tests {
    use super::cycles;
    use duly_plan::Const::Number;

    #[test]
    fn cycles_are_numbered_from_one() {
        assert_eq!(cycles(&[]), [Number(1.0)]);
        assert_eq!(cycles(&[Number(1.0)]), [Number(1.0), Number(2.0)]);
        assert_eq!(cycles(&[Number(0.5), Number(-3.0)]), [Number(1.0)]);
        assert_eq!(cycles(&[Number(2.5)]), [Number(1.0), Number(2.0), Number(3.0)]);
    }
}
