//! `--where`, and what conditions read.

use crate::test_support::plan;
use crate::{condition_fields, lower_where};
use duly_calendar::TimeZones;
use duly_diag::FileId;
use duly_plan::{Compare, Condition, ConditionKind, Const, Operand, Plan, RecordField, standard};

const POLICY: &str = "ticket {
  priority  low < high, low if unset
  contract  none < gold, none if unset
  vip       means contract is gold and tags has \"vip\"
  dear      means vip or priority is high
}
level \"Urgent SLA\" on always { acknowledgement within 1h }
rules { otherwise level \"Urgent SLA\" }
";

fn lower(plan: &Plan, text: &str) -> Result<Condition, Vec<String>> {
    let parsed = duly_syntax::parse_condition(FileId(0), text).unwrap();
    lower_where(plan, &parsed, &TimeZones::bundled())
        .map_err(|found| found.iter().map(|d| d.code.to_string()).collect())
}

#[test]
fn a_record_has_names_of_its_own_beside_the_tickets_fields() {
    let plan = plan(POLICY);
    let condition =
        lower(&plan, "outcome is missed and elapsed > 2h and level is \"Urgent SLA\" and dear").unwrap();
    let ConditionKind::All(parts) = &condition.kind else { panic!() };
    let compared = |at: usize| match &parts[at].kind {
        ConditionKind::Compare { field, op, right: Operand::Const(value) } => (*field, *op, value.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(compared(0), (RecordField::Outcome.id(), Compare::Is, Const::Code(1)));
    assert_eq!(compared(1), (RecordField::Elapsed.id(), Compare::Greater, Const::Duration(7200)));
    assert_eq!(compared(2), (RecordField::Level.id(), Compare::Is, Const::Code(0)));
    let contract = plan.field_id("contract").unwrap();
    assert_eq!(condition_fields(&plan, &condition), [standard::PRIORITY, standard::TAGS, contract]);
}

#[test]
fn what_a_finished_cycle_cannot_answer_is_refused() {
    let plan = plan(POLICY);
    assert_eq!(lower(&plan, "age > 2h on always").unwrap_err(), ["SLA0309"]);
    assert_eq!(lower(&plan, "acknowledgement is running").unwrap_err(), ["SLA0308"]);
    assert_eq!(lower(&plan, "outcome is mised").unwrap_err(), ["SLA0302"]);
    assert_eq!(lower(&plan, "clock is \"first\" and colour is \"x\"").unwrap_err(), ["SLA0302", "SLA0201"]);
    assert_eq!(lower(&plan, "elapsed > 2").unwrap_err(), ["SLA0301"]);
}

#[test]
fn a_state_that_is_not_set_is_never_true_here_either() {
    let plan = plan(POLICY);
    assert_eq!(lower(&plan, "void").unwrap().kind, ConditionKind::Known(false));
}

#[test]
fn fields_are_found_on_both_sides_and_in_every_test() {
    let plan = plan(POLICY);
    let condition = lower(
        &plan,
        "(assignee is requester or subject contains \"x\" or created on sat) and not (department is set) \
         and group is one of \"a\", \"b\"",
    )
    .unwrap();
    let expected = [
        standard::CREATED,
        standard::ASSIGNEE,
        standard::DEPARTMENT,
        standard::GROUP,
        standard::REQUESTER,
        standard::SUBJECT,
    ];
    assert_eq!(condition_fields(&plan, &condition), expected);
}
