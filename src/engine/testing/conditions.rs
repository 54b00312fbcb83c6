//! Conditions over plain values, as the filters of reports use them.

use super::builder::*;
use super::history::t;
use crate::{Facts, Test, Value};
use duly_calendar::NaiveDate;
use duly_calendar::spec::WeekdaySet;
use duly_plan::*;

fn holds(plan: &Plan, condition: &Condition, facts: &impl Facts) -> bool {
    Test::new(plan, condition).holds(facts)
}

/// One field with a value; every other is not set.
struct One(FieldId, Value<'static>);

impl Facts for One {
    fn value(&self, field: FieldId) -> Value<'_> {
        if field == self.0 { self.1 } else { Value::Unset }
    }
}

const FIELD: FieldId = standard::SUBJECT;

fn asks(kind: ConditionKind, value: Value<'static>) -> bool {
    let mut plan = PlanBuilder::new();
    plan.office();
    holds(&plan.build(), &condition(kind), &One(FIELD, value))
}

fn compares(op: Compare, right: Const, value: Value<'static>) -> bool {
    asks(ConditionKind::Compare { field: FIELD, op, right: Operand::Const(right) }, value)
}

#[test]
fn comparisons_of_every_type() {
    let day = |day| NaiveDate::from_ymd_opt(1970, 1, day).unwrap();
    let cases = [
        (Const::Code(1), Value::Code(0), Value::Code(1), Value::Code(2)),
        (Const::Number(1.5), Value::Number(1.0), Value::Number(1.5), Value::Number(2.0)),
        (Const::Date(day(2)), Value::Date(0), Value::Date(1), Value::Date(2)),
        (Const::Duration(5), Value::Duration(4), Value::Duration(5), Value::Duration(6)),
        (
            Const::Instant(t("mon 09:00")),
            Value::Instant(t("mon 08:59:59")),
            Value::Instant(t("mon 09:00")),
            Value::Instant(t("mon 09:00:01")),
        ),
    ];
    for (right, less, same, more) in cases {
        let of = |op| [less, same, more].map(|value| compares(op, right.clone(), value));
        assert_eq!(of(Compare::Is), [false, true, false], "{right:?}");
        assert_eq!(of(Compare::Less), [true, false, false], "{right:?}");
        assert_eq!(of(Compare::LessOrEqual), [true, true, false], "{right:?}");
        assert_eq!(of(Compare::Greater), [false, false, true], "{right:?}");
        assert_eq!(of(Compare::GreaterOrEqual), [false, true, true], "{right:?}");
    }
    assert!(compares(Compare::Is, Const::YesNo(true), Value::YesNo(true)));
    assert!(compares(Compare::Is, Const::Text("a".to_owned()), Value::Text("a")));
    assert!(!compares(Compare::Is, Const::Text("a".to_owned()), Value::Text("A")), "text compares exactly");
}

#[test]
fn every_test_of_an_unset_field_is_false_and_its_negation_true() {
    let unset = Value::Unset;
    let kinds = [
        ConditionKind::Compare { field: FIELD, op: Compare::Less, right: Operand::Const(Const::Number(1.0)) },
        ConditionKind::Compare { field: FIELD, op: Compare::Is, right: Operand::Field(standard::TYPE) },
        ConditionKind::OneOf { field: FIELD, values: vec![Const::Code(0)] },
        ConditionKind::IsSet(FIELD),
        ConditionKind::Has { field: FIELD, mode: HasMode::Any, values: vec!["a".to_owned()] },
        ConditionKind::Text { field: FIELD, test: TextTest::Contains, text: String::new() },
        ConditionKind::During { field: FIELD, calendar: ALWAYS, zone: None, outside: true },
        ConditionKind::During { field: FIELD, calendar: ALWAYS, zone: None, outside: false },
        ConditionKind::OnDays { field: FIELD, days: WeekdaySet::DAILY },
        ConditionKind::FromTo { field: FIELD, from: 0, to: 86_400 },
    ];
    for kind in kinds {
        assert!(!asks(kind.clone(), unset), "{kind:?}");
        assert!(asks(ConditionKind::Not(Box::new(condition(kind.clone()))), unset), "not {kind:?}");
    }
}

#[test]
fn fields_compare_with_fields() {
    struct Two(Value<'static>, Value<'static>);
    impl Facts for Two {
        fn value(&self, field: FieldId) -> Value<'_> {
            if field == FIELD { self.0 } else { self.1 }
        }
    }
    let same = |a, b| {
        let right = Operand::Field(standard::TYPE);
        let kind = ConditionKind::Compare { field: FIELD, op: Compare::Is, right };
        holds(&PlanBuilder::new().build(), &condition(kind), &Two(a, b))
    };
    assert!(same(Value::Text("jana"), Value::Text("jana")));
    assert!(!same(Value::Text("jana"), Value::Text("igor")));
    assert!(!same(Value::Unset, Value::Unset));
}

#[test]
fn one_of_takes_values_of_any_type() {
    let one_of = |values: Vec<Const>, value| asks(ConditionKind::OneOf { field: FIELD, values }, value);
    let codes = || vec![Const::Code(3), Const::Code(70)];
    assert!(one_of(codes(), Value::Code(70)));
    assert!(!one_of(codes(), Value::Code(6)), "70 and 6 share a bit of their words");
    assert!(!one_of(codes(), Value::Code(700)));
    assert!(one_of(vec![Const::Text("a".to_owned()), Const::Text("b".to_owned())], Value::Text("b")));
    assert!(one_of(vec![Const::Number(1.0), Const::Number(2.0)], Value::Number(2.0)));
    assert!(!one_of(Vec::new(), Value::Number(2.0)));
}

#[test]
fn lists_have_any_or_all_and_an_empty_one_is_not_set() {
    let has = |mode, values: &[&str], value| {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        asks(ConditionKind::Has { field: FIELD, mode, values }, value)
    };
    let list = Value::List(&["a", "b"]);
    assert!(has(HasMode::Any, &["x", "b"], list));
    assert!(!has(HasMode::Any, &["x", "B"], list));
    assert!(has(HasMode::All, &["b", "a"], list));
    assert!(!has(HasMode::All, &["b", "x"], list));
    assert!(asks(ConditionKind::IsSet(FIELD), list));
    assert!(!asks(ConditionKind::IsSet(FIELD), Value::List(&[])));
}

#[test]
fn tests_of_text_ignore_case_but_a_regex_does_not() {
    let text = |test, text: &str, value| {
        asks(ConditionKind::Text { field: FIELD, test, text: text.to_owned() }, Value::Text(value))
    };
    assert!(text(TextTest::Contains, "ÚRGENT", "very úrgent!"));
    assert!(text(TextTest::StartsWith, "Re:", "RE: help"));
    assert!(!text(TextTest::StartsWith, "help", "RE: help"));
    assert!(text(TextTest::EndsWith, "HELP", "re: help"));
    assert!(!text(TextTest::EndsWith, "re", "re: help"));
    assert!(text(TextTest::Matches, r"ord-\d+", "see ord-17 there"));
    assert!(!text(TextTest::Matches, r"ORD", "ord-17"));
}

#[test]
fn the_text_of_a_closed_list_is_tested_too() {
    let mut plan = PlanBuilder::new();
    let values = ["open", "reopened", "closed"].map(str::to_owned).to_vec();
    let status = plan.field("phase", FieldType::Choice { values, ordered: false });
    let plan = plan.build();
    let open =
        condition(ConditionKind::Text { field: status, test: TextTest::Contains, text: "OPEN".to_owned() });
    let asks = |value| holds(&plan, &open, &One(status, value));
    assert!(asks(Value::Code(0)) && asks(Value::Code(1)));
    assert!(!asks(Value::Code(2)) && !asks(Value::Unset));
}

#[test]
fn instants_are_asked_for_calendars_days_and_hours() {
    let at = |text| Value::Instant(t(text));
    let during = |outside, value| {
        asks(ConditionKind::During { field: FIELD, calendar: CalendarId(1), zone: None, outside }, value)
    };
    assert_eq!((during(false, at("mon 09:00")), during(true, at("mon 09:00"))), (true, false));
    assert_eq!((during(false, at("mon 17:00")), during(true, at("mon 17:00"))), (false, true));
    let mut weekend = WeekdaySet::default();
    weekend.insert(duly_calendar::Weekday::Sat);
    weekend.insert(duly_calendar::Weekday::Sun);
    let on = |value| asks(ConditionKind::OnDays { field: FIELD, days: weekend }, value);
    assert!(
        on(at("sat 00:00")) && on(at("sun 23:59:59")) && !on(at("fri 23:59:59")) && !on(at("mon2 00:00"))
    );
    assert!(on(Value::Date(2)) && !on(Value::Date(1)), "1970-01-03 was a Saturday");
    let hours = |from: u32, to: u32, value| {
        asks(ConditionKind::FromTo { field: FIELD, from: from * 3600, to: to * 3600 }, value)
    };
    assert!(hours(9, 17, at("mon 09:00")) && !hours(9, 17, at("mon 17:00")));
    assert!(hours(22, 6, at("mon 22:00")) && hours(22, 6, at("tue 05:59:59")));
    assert!(!hours(22, 6, at("tue 06:00")) && !hours(22, 6, at("mon 21:59:59")));
}

#[test]
fn all_of_nothing_holds_and_any_of_nothing_does_not() {
    assert!(asks(ConditionKind::All(Vec::new()), Value::Unset));
    assert!(!asks(ConditionKind::Any(Vec::new()), Value::Unset));
}

#[test]
fn what_a_record_cannot_know_is_false() {
    let age = elapsed(Since::Created, Compare::Less, Length::Time(1), ALWAYS);
    assert!(!asks(age.kind, Value::Unset));
    assert!(!asks(clock_is(ClockId(0), ClockState::Stopped).kind, Value::Unset));
}

#[test]
fn states_of_states_are_worked_out_from_values() {
    let mut plan = PlanBuilder::new();
    plan.means(standard::DONE, is(FIELD, &[1]));
    let open = plan.state("open", not(condition(ConditionKind::State(standard::DONE))));
    let asked = condition(ConditionKind::State(open));
    let plan = plan.build();
    assert!(holds(&plan, &asked, &One(FIELD, Value::Code(0))));
    assert!(!holds(&plan, &asked, &One(FIELD, Value::Code(1))));
}
