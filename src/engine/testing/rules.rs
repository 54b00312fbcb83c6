//! Rules, levels that follow time, actions, warnings.

use super::builder::*;
use super::history::*;
use crate::event::EventKind as Happened;
use crate::{ChosenBy, Query, Value};
use duly_plan::*;

const PRIORITY: FieldId = standard::PRIORITY;

/// Three levels named 0, 1, 2 on a clock that runs from creation to a reply: 1 h, 2 h and 3 h around the clock.
fn levels() -> (PlanBuilder, Vec<LevelId>) {
    let mut plan = PlanBuilder::new();
    plan.choice(PRIORITY, &["low", "normal", "high"], true);
    let clock = plan.clock(clock("c").start(vec![created()]).stop(vec![agent_replies()]));
    let levels = (1..=3)
        .map(|hours| {
            let target = plan.target(TargetKind::Time(hours * 3600), ALWAYS);
            plan.level("level", vec![(clock, TargetChoice::One(Some(target)))])
        })
        .collect();
    (plan, levels)
}

fn give(level: LevelId) -> ActionKind {
    ActionKind::Level(level)
}

fn notify(who: &str) -> ActionKind {
    ActionKind::Emit(Emit::Notify(who.to_owned()))
}

fn priority(at: &str, code: u16) -> Happening {
    change(at).code(PRIORITY, code)
}

fn level_of(plan: PlanBuilder, history: &[Happening]) -> (Option<u16>, Option<u16>) {
    let said = run(plan, history, "sun2 00:00");
    let rule = said.levels[0].1.map(|by| match by {
        ChosenBy::Rule(rule) => rule.0,
        ChosenBy::Trigger(trigger) => panic!("a trigger chose: {trigger:?}"),
    });
    (said.levels[0].0.map(|level| level.0), rule)
}

#[test]
fn the_first_match_decides_and_inactive_rules_never_do() {
    let plan = |inactive| {
        let (mut plan, levels) = levels();
        plan.rule(
            "a",
            Some(compare(PRIORITY, Compare::GreaterOrEqual, Const::Code(1))),
            vec![give(levels[0])],
        );
        plan.rule("b", Some(is(PRIORITY, &[2])), vec![give(levels[1])]);
        plan.plan.rules[0].rules[0].inactive = inactive;
        plan.otherwise(levels[2]);
        plan
    };
    let high = [created_at("mon 09:00").code(PRIORITY, 2)];
    assert_eq!(level_of(plan(false), &high), (Some(0), Some(0)));
    assert_eq!(level_of(plan(true), &high), (Some(1), Some(1)));
    assert_eq!(level_of(plan(false), &[created_at("mon 09:00")]), (Some(2), Some(2)));
}

#[test]
fn without_a_match_and_an_otherwise_there_is_no_level() {
    let (mut plan, levels) = levels();
    plan.rule("a", Some(is(PRIORITY, &[2])), vec![give(levels[0])]);
    let said = run(plan, &[created_at("mon 09:00")], "tue 00:00");
    assert_eq!((said.levels, said.cycles.len()), (vec![(None, None)], 0));
}

#[test]
fn no_level_is_a_decision() {
    let (mut plan, levels) = levels();
    plan.rule("none", Some(is(PRIORITY, &[2])), vec![ActionKind::NoLevel]);
    plan.otherwise(levels[0]);
    assert_eq!(level_of(plan, &[created_at("mon 09:00").code(PRIORITY, 2)]), (None, Some(0)));
}

#[test]
fn where_every_match_acts_a_later_level_replaces_until_stop() {
    let plan = |stop: bool| {
        let (mut plan, levels) = levels();
        plan.plan.rules[0].every_match = true;
        let first = if stop { vec![give(levels[0]), ActionKind::Stop] } else { vec![give(levels[0])] };
        plan.rule("a", None, first);
        plan.rule("b", Some(is(PRIORITY, &[2])), vec![give(levels[1])]);
        plan.rule("c", None, vec![notify("x")]);
        plan.otherwise(levels[2]);
        plan
    };
    let high = [created_at("mon 09:00").code(PRIORITY, 2)];
    assert_eq!(level_of(plan(false), &high), (Some(1), Some(1)));
    assert_eq!(level_of(plan(true), &high), (Some(0), Some(0)));
    let actions = |stop| run(plan(stop), &high, "tue 00:00").actions;
    assert_eq!(actions(false), ["mon 09:00 rule 2 #1: Notify(\"x\")"]);
    assert_eq!(actions(true), [""; 0]);
}

#[test]
fn the_level_follows_the_ticket_unless_judged_at_creation() {
    let plan = |at_creation| {
        let (mut plan, levels) = levels();
        plan.plan.rules[0].at_creation = at_creation;
        plan.rule("high", Some(is(PRIORITY, &[2])), vec![give(levels[0])]);
        plan.otherwise(levels[2]);
        plan
    };
    let history = [created_at("mon 09:00"), priority("mon 10:00", 2)];
    assert_eq!(level_of(plan(false), &history), (Some(0), Some(0)));
    assert_eq!(level_of(plan(true), &history), (Some(2), Some(1)));
}

#[test]
fn a_rules_actions_come_when_it_begins_to_decide_each_time_anew() {
    let (mut plan, levels) = levels();
    plan.rule("high", Some(is(PRIORITY, &[1, 2])), vec![give(levels[0]), notify("lead")]);
    plan.otherwise(levels[2]);
    let history = [
        created_at("mon 09:00").code(PRIORITY, 2),
        priority("mon 10:00", 1),
        priority("mon 11:00", 0),
        priority("mon 12:00", 2),
    ];
    assert_eq!(
        run(plan, &history, "tue 00:00").actions,
        ["mon 09:00 rule 0 #1: Notify(\"lead\")", "mon 12:00 rule 0 #2: Notify(\"lead\")"]
    );
}

/// `age` or `idle` with an operator and a length, giving level 0, else level 2; with an action.
fn by_time(since: Since, op: Compare, length: Length) -> PlanBuilder {
    let (mut plan, levels) = levels();
    let office = plan.office();
    plan.rule("old", Some(elapsed(since, op, length, office)), vec![give(levels[0]), notify("x")]);
    plan.otherwise(levels[2]);
    plan
}

fn hours(n: i64) -> Length {
    Length::Time(n * 3600)
}

#[test]
fn age_turns_at_its_instant_when_time_passes_it() {
    let actions = |op, length, as_of| {
        run(by_time(Since::Created, op, length), &[created_at("mon 16:00")], as_of).actions
    };
    let ripe = "rule 0 #1 by time: Notify(\"x\")";
    assert_eq!(actions(Compare::GreaterOrEqual, hours(2), "tue 10:00"), [""; 0]);
    assert_eq!(actions(Compare::GreaterOrEqual, hours(2), "tue 10:00:01"), [format!("tue 10:00 {ripe}")]);
    assert_eq!(actions(Compare::Greater, hours(2), "tue 12:00"), [format!("tue 10:00:01 {ripe}")]);
    assert_eq!(
        actions(Compare::GreaterOrEqual, Length::Days(1, DayUnit::BusinessDays), "wed 00:00"),
        [format!("tue 16:00 {ripe}")]
    );
    assert_eq!(
        actions(Compare::Greater, Length::Days(1, DayUnit::BusinessDays), "wed 00:00"),
        [format!("tue 16:00:01 {ripe}")]
    );
}

#[test]
fn young_tickets_lose_what_age_takes() {
    let said = run(by_time(Since::Created, Compare::Less, hours(2)), &[created_at("mon 16:00")], "tue 12:00");
    assert_eq!(said.actions, ["mon 16:00 rule 0 #1: Notify(\"x\")"]);
    assert_eq!(said.levels, [(Some(LevelId(2)), Some(ChosenBy::Rule(RuleId(1))))]);
}

#[test]
fn idle_begins_anew_with_each_event_by_customer_or_agent() {
    let plan = || by_time(Since::LastTouched, Compare::GreaterOrEqual, hours(4));
    let bot = Happening { by: Role::Bot, ..question("mon 12:00") };
    let history = [created_at("mon 09:00"), question("mon 11:00"), bot, question("tue 10:00")];
    let said = run(plan(), &history, "fri 00:00");
    assert_eq!(
        said.actions,
        ["mon 15:00 rule 0 #1 by time: Notify(\"x\")", "tue 14:00 rule 0 #2 by time: Notify(\"x\")"]
    );
}

#[test]
fn a_level_given_by_time_moves_the_due_at_that_instant() {
    let (mut plan, levels) = levels();
    plan.rule(
        "old",
        Some(elapsed(Since::Created, Compare::GreaterOrEqual, Length::Time(90 * 60), ALWAYS)),
        vec![give(levels[0])],
    );
    plan.otherwise(levels[2]);
    let said = run(plan, &[created_at("mon 09:00")], "mon 12:00");
    assert_eq!(said.short(), ["overdue mon 09:00- due mon 10:00 elapsed 180m breached mon 10:30"]);
}

#[test]
fn an_event_at_the_instant_of_a_timer_comes_first_and_sees_what_time_did() {
    let (mut plan, levels) = levels();
    let old = elapsed(Since::Created, Compare::GreaterOrEqual, hours(1), ALWAYS);
    plan.rule("old", Some(old), vec![give(levels[0]), notify("x")]);
    plan.otherwise(levels[2]);
    let said = run(plan, &[created_at("mon 09:00"), reply("mon 10:00")], "tue 00:00");
    assert_eq!(said.actions, ["mon 10:00 rule 0 #1: Notify(\"x\")"]);
    assert_eq!(said.short(), ["met mon 09:00-mon 10:00 due mon 10:00 elapsed 60m"]);
}

#[test]
fn a_state_of_time_may_start_and_pause_clocks() {
    let mut plan = PlanBuilder::new();
    let old = plan.state("old", elapsed(Since::Created, Compare::GreaterOrEqual, hours(1), ALWAYS));
    let late = plan.clock(clock("late").start(vec![enters(old)]));
    let paused =
        plan.clock(clock("paused").start(vec![created()]).pause_while(condition(ConditionKind::State(old))));
    let track = plan.target(TargetKind::Track, ALWAYS);
    let choice = || TargetChoice::One(Some(track));
    let level = plan.level("l", vec![(late, choice()), (paused, choice())]);
    plan.otherwise(level);
    let said = run(plan, &[created_at("mon 09:00")], "mon 12:00");
    assert_eq!(
        said.short(),
        ["measured mon 10:00- due - elapsed 120m", "measured mon 09:00- due - elapsed 60m paused 120m"]
    );
}

#[test]
fn a_list_of_targets_takes_the_first_that_holds_and_follows_the_ticket() {
    let mut plan = PlanBuilder::new();
    let clock = plan.clock(clock("c").start(vec![created()]).stop(vec![agent_replies()]));
    let (short, long) =
        (plan.target(TargetKind::Time(600), ALWAYS), plan.target(TargetKind::Time(7200), ALWAYS));
    let list = TargetChoice::List(vec![(Some(tagged(&["vip"])), Some(short)), (None, Some(long))]);
    let level = plan.level("l", vec![(clock, list)]);
    plan.otherwise(level);
    let said = run(plan, &[created_at("mon 09:00"), change("mon 09:30").tag("vip")], "mon 10:00");
    assert_eq!(said.short(), ["overdue mon 09:00- due mon 09:10 elapsed 60m breached mon 09:30"]);
    assert_eq!(said.cycles[0].target, Some(0));
}

#[test]
fn a_cycle_that_loses_its_promise_is_cancelled_and_one_that_was_only_tracked_leaves_no_record() {
    let ends = |kind| {
        let mut plan = PlanBuilder::new();
        let clock = plan.clock(clock("c").start(vec![created()]).stop(vec![agent_replies()]));
        let target = plan.target(kind, ALWAYS);
        let list = TargetChoice::List(vec![(Some(tagged(&["vip"])), Some(target)), (None, None)]);
        let level = plan.level("l", vec![(clock, list)]);
        plan.otherwise(level);
        let history =
            [created_at("mon 09:00").tag("vip"), change("mon 09:30").untag("vip"), reply("mon 10:00")];
        run(plan, &history, "tue 00:00").short()
    };
    assert_eq!(ends(hours_of(1)), ["cancelled mon 09:00-mon 10:00 due - elapsed 60m (no target)"]);
    assert_eq!(ends(TargetKind::Track), Vec::<String>::new());
}

fn hours_of(n: i64) -> TargetKind {
    TargetKind::Time(n * 3600)
}

#[test]
fn agreements_judge_the_same_cycle_each_for_itself() {
    let (mut plan, levels) = levels();
    plan.otherwise(levels[0]);
    let mut second = plan.plan.rules[0].clone();
    second.agreement = AgreementId(1);
    second.otherwise = None;
    second.rules.push(Rule {
        name: "high".to_owned(),
        inactive: false,
        condition: Some(is(PRIORITY, &[2])),
        actions: vec![Action { kind: give(levels[2]), span: span() }],
        because: None,
        owner: None,
        link: None,
        span: span(),
    });
    plan.plan.rules.push(second);
    let history = [created_at("mon 09:00").code(PRIORITY, 2), reply("mon 11:00"), question("mon 12:00")];
    let said = run(plan, &history, "tue 00:00");
    assert_eq!(
        said.short(),
        [
            "missed mon 09:00-mon 11:00 due mon 10:00 elapsed 120m breached mon 10:00",
            "met mon 09:00-mon 11:00 due mon 12:00 elapsed 120m"
        ]
    );
    assert_eq!(said.cycles.iter().map(|cycle| cycle.agreement).collect::<Vec<_>>(), [0, 1]);
}

/// One clock, one target with these warnings, in the office or around the clock; paused while pending.
fn warned(kind: TargetKind, calendar: CalendarId, warns: &[WarnAt]) -> PlanBuilder {
    let mut plan = PlanBuilder::new();
    plan.choice(standard::STATUS, &["open", "pending"], false);
    plan.office();
    let clock = plan.clock(
        clock("c").start(vec![created()]).stop(vec![agent_replies()]).pause_while(is(standard::STATUS, &[1])),
    );
    let warns = warns.iter().map(|at| Warn { at: *at, span: span() }).collect();
    let target = plan.target_of(Target { warns, ..target(kind, calendar) });
    plan.only_level(clock, target);
    plan
}

const OFFICE: CalendarId = CalendarId(1);

#[test]
fn warnings_fire_at_shares_and_before_the_due_each_once() {
    let plan = || {
        let warns = [WarnAt::Before(Length::Time(900)), WarnAt::Share(5_000), WarnAt::Share(10_000)];
        warned(TargetKind::Time(7200), OFFICE, &warns)
    };
    let said = run(plan(), &[created_at("mon 16:30")], "tue 10:00");
    assert_eq!(said.actions, ["tue 09:30 clock 0 cycle 1 warning 1: warn"].map(str::to_owned));
    assert!(said.cycles[0].at_risk);
    let said = run(plan(), &[created_at("mon 16:30")], "wed 00:00");
    assert_eq!(
        said.actions,
        [
            "tue 09:30 clock 0 cycle 1 warning 1: warn",
            "tue 10:15 clock 0 cycle 1 warning 0: warn",
            "tue 10:30 clock 0 cycle 1 warning 2: warn"
        ]
    );
    assert!(!said.cycles[0].at_risk, "overdue is past being at risk");
}

#[test]
fn a_warning_at_the_close_does_not_fire_nor_does_one_while_paused() {
    let plan = || warned(TargetKind::Time(7200), ALWAYS, &[WarnAt::Share(5_000)]);
    let said = run(plan(), &[created_at("mon 09:00"), reply("mon 10:00")], "tue 00:00");
    assert_eq!(said.actions, [""; 0]);
    let pause = |at: &str, code| change(at).code(standard::STATUS, code);
    let history = [created_at("mon 09:00"), pause("mon 09:30", 1), pause("mon 12:00", 0)];
    let said = run(plan(), &history, "tue 00:00");
    assert_eq!(said.actions, ["mon 12:30 clock 0 cycle 1 warning 0: warn"]);
}

#[test]
fn a_day_targets_share_is_of_the_business_time_to_its_due() {
    let days = TargetKind::Days {
        count: 1,
        unit: DayUnit::BusinessDays,
        end: duly_calendar::spec::DayEnd::SameTime,
    };
    let plan =
        warned(days, OFFICE, &[WarnAt::Share(5_000), WarnAt::Before(Length::Days(1, DayUnit::BusinessDays))]);
    let said = run(plan, &[created_at("mon 10:00")], "wed 00:00");
    assert_eq!(
        said.actions,
        ["mon 10:00 clock 0 cycle 1 warning 1: warn", "mon 14:00 clock 0 cycle 1 warning 0: warn"]
    );
}

#[test]
fn a_warning_already_passed_fires_when_the_target_comes_and_none_after_the_breach() {
    let mut plan = PlanBuilder::new();
    plan.choice(PRIORITY, &["low", "normal", "high"], true);
    let clock = plan.clock(clock("c").start(vec![created()]));
    let warns = vec![Warn { at: WarnAt::Share(5_000), span: span() }];
    let mut make = |hours: i64| {
        let target = Target { warns: warns.clone(), ..target(TargetKind::Time(hours * 3600), ALWAYS) };
        plan.target_of(target)
    };
    let (long, short, late) = (make(100), make(4), make(1));
    let cells =
        vec![(Const::Code(0), Some(long)), (Const::Code(1), Some(short)), (Const::Code(2), Some(late))];
    let choice = TargetChoice::ByField { field: PRIORITY, cells, unset: Some(long) };
    let level = plan.level("l", vec![(clock, choice)]);
    plan.otherwise(level);
    let plan = plan.build();
    let query = Query { actions: true, ..Query::default() };
    let actions = |code| {
        let history = [created_at("mon 09:00"), priority("mon 12:00", code)];
        try_run(plan.clone(), &query, &history, t("mon 20:00")).unwrap().actions
    };
    assert_eq!(actions(1), ["mon 12:00 clock 0 cycle 1 warning 0: warn"]);
    assert_eq!(actions(2), [""; 0]);
    let history = [created_at("mon 09:00"), priority("mon 12:00", 1), priority("mon 12:30", 0)];
    let said = try_run(plan.clone(), &query, &history, t("fri 20:00")).unwrap();
    assert_eq!(said.actions.len(), 1, "a threshold that fired does not fire again under another target");
}

#[test]
fn being_at_risk_does_not_depend_on_whether_actions_are_asked_for() {
    let plan = warned(TargetKind::Time(7200), ALWAYS, &[WarnAt::Share(5_000)]).build();
    let said = try_run(plan, &Query::default(), &[created_at("mon 09:00")], t("mon 10:30")).unwrap();
    assert!(said.cycles[0].at_risk);
    assert_eq!(said.actions, [""; 0]);
}

#[test]
fn the_agent_is_who_ended_it_else_who_was_assigned_before() {
    let (mut plan, levels) = levels();
    plan.otherwise(levels[0]);
    let plan = plan.build();
    let agent = |history: &[Happening]| {
        try_run(plan.clone(), &Query::default(), history, t("tue 00:00")).unwrap().cycles[0].agent.clone()
    };
    let assigned = created_at("mon 09:00").set(standard::ASSIGNEE, Value::Text("igor"));
    assert_eq!(agent(&[assigned.clone(), reply("mon 09:10").actor("jana")]).as_deref(), Some("jana"));
    let anonymous = reply("mon 09:10").set(standard::ASSIGNEE, Value::Text("eva"));
    assert_eq!(agent(&[assigned.clone(), anonymous]).as_deref(), Some("igor"));
    assert_eq!(agent(&[assigned]).as_deref(), Some("igor"));
}

#[test]
fn captured_fields_are_those_after_the_ending_event_but_the_department_before_it() {
    let (mut plan, levels) = levels();
    plan.otherwise(levels[0]);
    let plan = plan.build();
    let query = Query { capture: vec![standard::DEPARTMENT, PRIORITY, standard::TAGS], actions: false };
    let fields = |history: &[Happening], as_of| {
        try_run(plan.clone(), &query, history, t(as_of)).unwrap().cycles[0].fields.clone()
    };
    let department = |it: Happening, name| it.set(standard::DEPARTMENT, Value::Text(name));
    let begin = department(created_at("mon 09:00"), "Support").tag("a");
    let end = department(reply("mon 09:30"), "Sales").code(PRIORITY, 2).tag("b");
    let later = department(priority("mon 09:40", 0), "Billing").tag("c");
    assert_eq!(
        fields(&[begin.clone(), end, later], "tue 00:00"),
        ["Text(\"Support\")", "Code(2)", "List([\"a\", \"b\"])"]
    );
    let moved = department(change("mon 10:30"), "Billing").code(PRIORITY, 1);
    let open = [begin, moved];
    assert_eq!(fields(&open, "mon 10:00"), ["Text(\"Support\")", "Unset", "List([\"a\"])"]);
    assert_eq!(fields(&open, "mon 12:00"), ["Text(\"Support\")", "Code(1)", "List([\"a\"])"]);
}

#[test]
fn an_event_that_comes_too_late_is_refused_and_changes_nothing() {
    let (mut plan, levels) = levels();
    plan.otherwise(levels[0]);
    let program = crate::Program::new(plan.build(), &Query::default());
    let mut state = crate::TicketState::new(&program);
    let mut said = Said::default();
    state.start("T-1");
    let before = state.apply(&reply("mon 09:00").event(0), &mut said);
    assert_eq!(before, Err(crate::OutOfOrder::BeforeCreated { at: t("mon 09:00") }));
    state.apply(&created_at("mon 09:00").event(0), &mut said).unwrap();
    let twice = state.apply(&created_at("mon 09:10").event(1), &mut said);
    assert_eq!(twice, Err(crate::OutOfOrder::CreatedTwice { at: t("mon 09:10") }));
    state.advance_to(t("mon 10:30"), &mut said);
    let late = state.apply(&reply("mon 10:29:59").event(1), &mut said);
    assert_eq!(late, Err(crate::OutOfOrder::Late { at: t("mon 10:29:59"), reached: t("mon 10:30") }));
    state.apply(&reply("mon 10:30").event(1), &mut said).unwrap();
    state.finish(t("tue 00:00"), &mut said);
    assert_eq!(said.short(), ["missed mon 09:00-mon 10:30 due mon 10:00 elapsed 90m breached mon 10:00"]);
    assert_eq!(said.events, 2);
}

#[test]
fn events_after_as_of_have_not_happened() {
    let (mut plan, levels) = levels();
    plan.otherwise(levels[0]);
    let history = [created_at("mon 09:00"), reply("mon 09:30"), event("mon 09:40", Happened::Delete)];
    let plan = plan.build();
    let said = |as_of| try_run(plan.clone(), &Query::default(), &history, t(as_of)).unwrap();
    assert_eq!(said("mon 08:59"), Said::default());
    assert_eq!(said("mon 09:29:59").short(), ["running mon 09:00- due mon 10:00 elapsed 29m59s"]);
    assert_eq!(said("mon 09:30").short(), ["met mon 09:00-mon 09:30 due mon 10:00 elapsed 30m"]);
    assert_eq!((said("mon 09:30").events, said("mon 09:40").events), (2, 3));
}
