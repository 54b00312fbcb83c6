//! What comes out of a policy without errors.

use crate::test_support::{check_body, choice, codes, level, plan, target};
use duly_calendar::spec::DayEnd;
use duly_calendar::{Instant, NaiveDate};
use duly_plan::{
    ActionKind, CalendarChoice, CalendarId, ClockEnd, ClockState, Compare, ConditionKind, Const, CountFrom,
    DayUnit, Emit, EventKind, Length, Operand, Per, Role, StateId, Switch, TargetChoice, TargetKind, WarnAt,
    standard,
};

const TICKET: &str = "ticket {
  priority  low < normal < high, normal if unset
  region    \"EU\", \"US\"
  vip       yes/no
  seats     number
  promised  instant
  done      means status is \"closed\"
  waiting   means status is \"pending\"
}
calendar office { mon-fri 08:00-17:00 }
calendar phones { daily 06:00-22:00 }
";

fn with(body: &str) -> std::sync::Arc<duly_plan::Plan> {
    plan(&format!("{TICKET}{body}"))
}

#[test]
fn standard_things_stand_at_their_ids_and_the_policys_own_come_where_the_plan_says() {
    let plan = with("clock answer { start when created; stop when agent replies }\n");
    assert_eq!(plan.fields[standard::PRIORITY.index()].name, "priority");
    assert_eq!(plan.fields[standard::WAITING_ON.index() + 1].name, "region");
    assert_eq!(plan.states.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), standard::STATE_NAMES);
    assert!(plan.state(standard::DONE).condition.is_some());
    assert!(plan.state(standard::VOID).condition.is_none());
    assert_eq!(
        plan.calendars.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
        ["always", "office", "phones"]
    );
    assert_eq!(plan.clocks[0].name, "answer");
    assert!(!plan.clocks[0].standard);
    assert!(plan.clocks[1..].iter().all(|c| c.standard));
    assert_eq!(plan.meta.zone.name(), "Europe/Prague");
}

#[test]
fn all_standard_clocks_are_there_with_a_doc_each() {
    let plan = plan("");
    let names: Vec<&str> = plan.clocks.iter().map(|c| c.name.as_str()).collect();
    let expected = [
        "first_response",
        "next_response",
        "response",
        "each_response",
        "periodic_update",
        "pausable_update",
        "keep_in_loop",
        "acknowledgement",
        "first_assignment",
        "reassignment",
        "resolution",
        "total_resolution",
        "first_resolution",
        "resolution_cycle",
        "agent_work",
        "customer_wait",
        "vendor_wait",
        "group_work",
        "group_response",
        "chat_response",
        "chat_next_response",
        "phone_response",
        "callback",
        "handling",
    ];
    assert_eq!(names, expected);
    assert!(plan.clocks.iter().all(|c| c.doc.is_some()));
    for clock in &plan.clocks {
        assert_eq!(clock.ends[0].end, ClockEnd::Cancel, "{}", clock.name);
        assert_eq!(clock.ends[1].end, ClockEnd::CancelEvenIfLate, "{}", clock.name);
    }
}

#[test]
fn a_policys_clock_replaces_the_standard_one_and_others_speak_of_it() {
    let plan = with("clock first_response { start when created; stop when agent notes }\n");
    assert_eq!(plan.clocks.iter().filter(|c| c.name == "first_response").count(), 1);
    assert!(!plan.clocks[0].standard);
    let next = plan.clocks.iter().find(|c| c.name == "next_response").unwrap();
    let guard = next.starts[0].guard.as_ref().unwrap();
    assert_eq!(
        guard.kind,
        ConditionKind::ClockIs { clock: duly_plan::ClockId(0), state: ClockState::Stopped }
    );
}

#[test]
fn a_clocks_end_lines_keep_their_order_and_name_their_ending_states() {
    let plan = plan(
        "ticket { done means status is \"closed\" }
clock work per department {
  cancel even if late when void
  start when created by customer via mail, status becomes one of \"a\", \"b\"
  stop when done, message by bot
  restart when agent replies as cancelled
  cancel when no longer waiting
  final when signal \"x\"
}
",
    );
    let work = &plan.clocks[0];
    assert_eq!(work.per, Per::Field(standard::DEPARTMENT));
    let ends: Vec<ClockEnd> = work.ends.iter().map(|l| l.end).collect();
    assert_eq!(
        ends,
        [ClockEnd::CancelEvenIfLate, ClockEnd::Stop, ClockEnd::RestartAsCancelled, ClockEnd::Cancel]
    );
    assert_eq!(work.ending_states, [standard::VOID, standard::DONE]);
    let start = &work.starts[0].events;
    assert_eq!((start[0].by, start[0].via.as_deref()), (Some(Role::Customer), Some("mail")));
    assert_eq!(start[0].phrase, "created by customer via mail");
    let values = vec![Const::Text("a".into()), Const::Text("b".into())];
    assert_eq!(start[1].kind, EventKind::Becomes(standard::STATUS, values));
    assert_eq!(work.ends[3].when.events[0].kind, EventKind::Exits(standard::WAITING));
}

#[test]
fn states_are_ordered_after_those_they_read() {
    let plan = plan(
        "ticket {\n  late means old and not done\n  done means status is \"x\"\n  old means vip or done\n  vip yes/no\n}\n",
    );
    let place = |name: &str| {
        let id = plan.states.iter().position(|s| s.name == name).unwrap();
        plan.state_order.iter().position(|s| s.index() == id).unwrap()
    };
    assert_eq!(plan.state_order.len(), plan.states.len());
    assert!(place("done") < place("old") && place("old") < place("late"));
}

#[test]
fn a_long_chain_of_states_is_ordered_too() {
    let count = 5_000;
    let lines: String = (0..count).map(|at| format!("  s{at} means s{}\n", at + 1)).collect();
    let plan = plan(&format!("ticket {{\n{lines}  s{count} means status is \"x\"\n}}\n"));
    assert_eq!(plan.state_order[4], StateId(4 + count));
}

#[test]
fn a_standard_state_that_is_not_set_is_never_true() {
    let plan = plan("rules {\n  \"Spam\" if void then no level\n  otherwise no level\n}\n");
    let condition = plan.rules[0].rules[0].condition.as_ref().unwrap();
    assert_eq!(condition.kind, ConditionKind::Known(false));
    let resolution = plan.clocks.iter().find(|c| c.name == "resolution").unwrap();
    assert!(resolution.ends.iter().any(|l| l.when.events[0].kind == EventKind::Enters(StateId(0))));
}

#[test]
fn values_are_constants_of_their_fields_types() {
    let plan = with(
        "rules {
  \"A\" if all of {
    priority >= normal
    region is not \"US\"
    vip
    seats > 2.5
    promised < 2026-07-01
    promised < 2026-07-01 12:00 in \"America/New_York\"
    promised < 2026-07-01 12:00Z
    last_message.by is agent
    assignee is requester
    tags has no \"x\"
  } then no level
  otherwise no level
}
",
    );
    let ConditionKind::All(parts) = &plan.rules[0].rules[0].condition.as_ref().unwrap().kind else {
        panic!()
    };
    let right = |at: usize| match &parts[at].kind {
        ConditionKind::Compare { right, .. } => right.clone(),
        ConditionKind::Not(inner) => match &inner.kind {
            ConditionKind::Compare { op: Compare::Is, right, .. } => right.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    let constant = |c: Const| Operand::Const(c);
    assert_eq!(right(0), constant(Const::Code(1)));
    assert_eq!(right(1), constant(Const::Code(1)));
    assert_eq!(right(2), constant(Const::YesNo(true)));
    assert_eq!(right(3), constant(Const::Number(2.5)));
    let utc = |h, m| {
        let at = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap().and_hms_opt(h, m, 0).unwrap();
        constant(Const::Instant(Instant(at.and_utc().timestamp())))
    };
    // A date is its 00:00 in the policy's zone, two hours ahead of UTC in summer.
    let midnight = constant(Const::Instant(Instant(match utc(0, 0) {
        Operand::Const(Const::Instant(t)) => t.0 - 7200,
        _ => panic!(),
    })));
    assert_eq!(right(4), midnight);
    assert_eq!(right(5), utc(16, 0));
    assert_eq!(right(6), utc(12, 0));
    assert_eq!(right(7), constant(Const::Text("agent".into())));
    assert_eq!(right(8), Operand::Field(standard::REQUESTER));
    assert!(
        matches!(&parts[9].kind, ConditionKind::Not(inner) if matches!(inner.kind, ConditionKind::Has { .. }))
    );
}

#[test]
fn each_cell_is_a_target_of_its_own_and_values_may_share_one() {
    let plan = with(
        "level standard on office {
  targets by priority {
                    | high | low, normal
    acknowledgement | 1h   | 4h on always
    first_assignment | none | 1h
  }
  acknowledgement for low within 2 business days by 16:00
}
rules { otherwise level standard }
",
    );
    let TargetChoice::ByField { field, cells, unset } = choice(&plan, "standard", "acknowledgement") else {
        panic!()
    };
    assert_eq!(*field, standard::PRIORITY);
    let of =
        |code: u16| cells.iter().find(|(c, _)| *c == Const::Code(code)).unwrap().1.map(|t| plan.target(t));
    assert_eq!(of(2).unwrap().kind, TargetKind::Time(3600));
    assert_eq!(of(1).unwrap().kind, TargetKind::Time(4 * 3600));
    assert_eq!(of(1).unwrap().calendar, CalendarChoice::One(CalendarId(0)));
    let days = TargetKind::Days { count: 2, unit: DayUnit::BusinessDays, end: DayEnd::At(16 * 3600) };
    assert_eq!(of(0).unwrap().kind, days);
    // The value that counts as long as none is set.
    assert_eq!(unset.map(|t| plan.target(t)), of(1));
    let TargetChoice::ByField { cells, .. } = choice(&plan, "standard", "first_assignment") else { panic!() };
    assert_eq!(cells.iter().filter(|(_, t)| t.is_none()).count(), 1);
    let shared: Vec<_> = cells.iter().filter_map(|(_, t)| *t).collect();
    assert_eq!(shared[0], shared[1]);
}

#[test]
fn a_child_overrides_clock_by_clock_and_counts_on_its_own_calendar() {
    let plan = with(
        "level base on office {
  acknowledgement within 4h
  resolution within 8h on always
  first_assignment within 2h count from attached switch keep
  warn at 75%, 1h before
  count from promised
  switch keep
}
level late on phones extends base {
  acknowledgement within 1h
  track reassignment
  warn at 50%
  switch recount
}
level quiet extends base { resolution none }
rules { otherwise level base }
",
    );
    let (office, phones) = (CalendarId(1), CalendarId(2));
    let base = target(&plan, "base", "acknowledgement");
    let promised = plan.field_id("promised").unwrap();
    assert_eq!((base.kind, &base.calendar), (TargetKind::Time(4 * 3600), &CalendarChoice::One(office)));
    assert_eq!((base.count_from, base.switch), (CountFrom::Field(promised), Switch::Keep));
    let warns: Vec<WarnAt> = base.warns.iter().map(|w| w.at).collect();
    assert_eq!(warns, [WarnAt::Share(7500), WarnAt::Before(Length::Time(3600))]);

    let own = target(&plan, "late", "acknowledgement");
    assert_eq!((own.kind, &own.calendar), (TargetKind::Time(3600), &CalendarChoice::One(phones)));
    assert_eq!((own.count_from, own.switch), (CountFrom::Field(promised), Switch::Recount));
    let inherited = target(&plan, "late", "first_assignment");
    assert_eq!(inherited.calendar, CalendarChoice::One(phones));
    assert_eq!((inherited.count_from, inherited.switch), (CountFrom::Attached, Switch::Keep));
    assert_eq!(inherited.warns.iter().map(|w| w.at).collect::<Vec<_>>(), [WarnAt::Share(5000)]);
    assert_eq!(target(&plan, "late", "resolution").calendar, CalendarChoice::One(CalendarId(0)));
    let tracked = target(&plan, "late", "reassignment");
    assert_eq!((tracked.kind, tracked.warns.len()), (TargetKind::Track, 0));

    assert_eq!(*choice(&plan, "quiet", "resolution"), TargetChoice::One(None));
    assert_eq!(level(&plan, "quiet").targets.len(), 3);
    assert!(plan.levels.iter().all(|l| l.targets.is_sorted_by_key(|t| t.clock)));
}

#[test]
fn a_calendar_by_field_is_total() {
    let plan = with(
        "level fallback on office {
  calendar by region { \"US\" phones }
  acknowledgement within 1h
}
level listed {
  calendar by priority { low office; normal phones; high phones }
  acknowledgement within 1h
}
rules { otherwise level listed }
",
    );
    let (office, phones) = (CalendarId(1), CalendarId(2));
    let by = |name: &str| match &target(&plan, name, "acknowledgement").calendar {
        CalendarChoice::ByField { entries, otherwise, .. } => (entries.clone(), *otherwise),
        other @ CalendarChoice::One(_) => panic!("{other:?}"),
    };
    let (entries, otherwise) = by("fallback");
    assert_eq!(entries, [(Const::Code(1), phones), (Const::Code(0), office)]);
    assert_eq!(otherwise, office);
    // `priority` has a value as long as none is set, and that is the one that counts.
    assert_eq!(by("listed").1, phones);
}

#[test]
fn a_list_keeps_its_order_and_ends_with_otherwise() {
    let plan = with(
        "level standard on office {
  resolution {
    within 4h on always  if priority is high and tags has \"db\"
    none                 if region is \"EU\"
    within 3 business days otherwise
  }
}
rules { otherwise level standard }
",
    );
    let TargetChoice::List(entries) = choice(&plan, "standard", "resolution") else { panic!() };
    let shape: Vec<(bool, bool)> = entries.iter().map(|(c, t)| (c.is_some(), t.is_some())).collect();
    assert_eq!(shape, [(true, true), (true, false), (false, true)]);
}

#[test]
fn rules_carry_everything_they_say() {
    let plan = with(
        "level gold on office { acknowledgement within 1h }
rules at creation every match {
  inactive \"Off\" then level gold
  \"On\" if vip then level gold, tag \"x\", set priority to high, stop because \"annex\" owner \"ops\" link \"https://x.example\"
  otherwise no level
}
",
    );
    let set = &plan.rules[0];
    assert!(set.at_creation && set.every_match);
    assert!(set.rules[0].inactive && set.rules[0].condition.is_none());
    let kinds: Vec<&ActionKind> = set.rules[1].actions.iter().map(|a| &a.kind).collect();
    assert!(matches!(kinds[0], ActionKind::Level(_)));
    assert_eq!(*kinds[1], ActionKind::Emit(Emit::Tag("x".into())));
    assert_eq!(*kinds[2], ActionKind::Emit(Emit::Set(standard::PRIORITY, Const::Code(2))));
    assert_eq!(*kinds[3], ActionKind::Stop);
    assert_eq!(set.rules[1].because.as_deref(), Some("annex"));
    assert_eq!(set.otherwise.as_ref().unwrap().actions[0].kind, ActionKind::NoLevel);
}

#[test]
fn a_policy_without_rules_has_an_empty_set_of_them() {
    let plan = with("");
    assert_eq!(plan.rules.len(), 1);
    assert!(plan.rules[0].rules.is_empty() && plan.rules[0].otherwise.is_none());
    assert_eq!(plan.rules[0].agreement_name, "default");
}

#[test]
fn time_cannot_be_asked_where_every_ticket_is_new() {
    let checked =
        check_body("rules at creation { \"A\" if age > 1h on always then no level; otherwise no level }\n");
    assert_eq!(codes(&checked), ["SLA0309"]);
}

#[test]
fn narrowing_any_standard_field_leaves_the_standard_clocks_well() {
    for field in standard::fields().iter().filter(|f| f.kind == duly_plan::FieldType::Text) {
        if crate::fields::KEPT.iter().any(|id| standard::fields()[id.index()].name == field.name) {
            continue;
        }
        let checked = check_body(&format!("ticket {{ {} one, two, one if unset }}\n", field.name));
        assert_eq!(codes(&checked), Vec::<String>::new(), "{}", field.name);
    }
}

#[test]
fn every_mistake_of_a_long_policy_comes_out_at_once_in_the_order_of_its_place() {
    let checked = check_body(
        "ticket { priority low < high, hgh if unset }
calendar office in \"Europe/Pargue\" { mon-fri 08:00-17:00 }
level standard on ofice { acknowledgement within 0s }
rules { \"A\" if flavour is \"x\" then level gold; otherwise level standard }
",
    );
    assert_eq!(codes(&checked), ["SLA0302", "SLA0401", "SLA0203", "SLA0507", "SLA0201", "SLA0204"]);
    assert!(checked.plan.is_none());
}
