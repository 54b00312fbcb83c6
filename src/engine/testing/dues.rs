//! Elapsed time, dues, verdicts and breaches.

use super::builder::*;
use super::history::*;
use crate::ChosenBy;
use duly_calendar::spec::{DayEnd, DueAt};
use duly_plan::*;

/// One clock from creation to `done`, paused while `waiting`, hidden while `held`; status 0 open, 1 pending,
/// 2 done, 3 held.
fn resolution(plan: &mut PlanBuilder) -> ClockId {
    plan.choice(standard::STATUS, &["open", "pending", "solved", "held"], false);
    plan.means(standard::WAITING, is(standard::STATUS, &[1]));
    plan.means(standard::DONE, is(standard::STATUS, &[2]));
    plan.means(standard::HELD, is(standard::STATUS, &[3]));
    plan.clock(
        clock("resolution")
            .start(vec![created()])
            .stop(vec![enters(standard::DONE)])
            .reopen(vec![exits(standard::DONE)])
            .pause_while(condition(ConditionKind::State(standard::WAITING)))
            .hide_while(condition(ConditionKind::State(standard::HELD))),
    )
}

fn within(kind: TargetKind, due_at: DueAt) -> PlanBuilder {
    let mut plan = PlanBuilder::new();
    let clock = resolution(&mut plan);
    let office = plan.calendar("UTC", &WORKDAYS, &[(9, 17)], due_at);
    let target = plan.target(kind, office);
    plan.only_level(clock, target);
    plan
}

fn hours(n: i64) -> TargetKind {
    TargetKind::Time(n * 3600)
}

fn days(count: u32, end: DayEnd) -> TargetKind {
    TargetKind::Days { count, unit: DayUnit::BusinessDays, end }
}

fn status(at: &str, code: u16) -> Happening {
    change(at).code(standard::STATUS, code)
}

fn outcome(plan: PlanBuilder, history: &[Happening], as_of: &str) -> String {
    let said = run(plan, history, as_of);
    assert_eq!(said.cycles.len(), 1);
    said.cycles[0].short()
}

#[test]
fn a_cycle_closed_at_its_due_is_met_and_a_second_later_missed() {
    let plan = || within(hours(2), DueAt::Closing);
    let at = |end: &str| outcome(plan(), &[created_at("mon 16:00"), status(end, 2)], "fri 00:00");
    assert_eq!(at("tue 10:00"), "met mon 16:00-tue 10:00 due tue 10:00 elapsed 120m");
    assert_eq!(
        at("tue 10:00:01"),
        "missed mon 16:00-tue 10:00:01 due tue 10:00 elapsed 120m1s breached tue 10:00"
    );
}

#[test]
fn due_at_closing_is_late_in_the_evening_and_due_at_opening_is_not() {
    let closing = within(hours(1), DueAt::Closing);
    let history = [created_at("mon 16:00"), status("mon 20:00", 2)];
    assert_eq!(
        outcome(closing, &history, "fri 00:00"),
        "missed mon 16:00-mon 20:00 due mon 17:00 elapsed 60m breached mon 17:00"
    );
    let opening = within(hours(1), DueAt::Opening);
    assert_eq!(outcome(opening, &history, "fri 00:00"), "met mon 16:00-mon 20:00 due tue 09:00 elapsed 60m");
}

#[test]
fn at_as_of_only_a_due_before_it_is_overdue() {
    let open = |as_of| outcome(within(hours(1), DueAt::Closing), &[created_at("mon 10:00")], as_of);
    assert_eq!(open("mon 10:59"), "running mon 10:00- due mon 11:00 elapsed 59m");
    assert_eq!(open("mon 11:00"), "running mon 10:00- due mon 11:00 elapsed 60m");
    assert_eq!(open("mon 11:00:01"), "overdue mon 10:00- due mon 11:00 elapsed 60m1s breached mon 11:00");
}

#[test]
fn a_pause_stops_time_and_hides_the_due() {
    let history = [created_at("mon 09:00"), status("mon 10:00", 1), status("tue 09:30", 0)];
    let paused = outcome(within(hours(2), DueAt::Closing), &history[..2], "mon 20:00");
    assert_eq!(paused, "paused mon 09:00- due - elapsed 60m paused 420m");
    let resumed = outcome(within(hours(2), DueAt::Closing), &history, "tue 10:00");
    assert_eq!(resumed, "running mon 09:00- due tue 10:30 elapsed 90m paused 450m");
}

#[test]
fn a_pause_at_the_very_due_is_no_breach_and_one_after_it_leaves_it_overdue() {
    let plan = || within(hours(1), DueAt::Closing);
    let at = |pause: &str| outcome(plan(), &[created_at("mon 09:00"), status(pause, 1)], "tue 00:00");
    assert_eq!(at("mon 10:00"), "paused mon 09:00- due - elapsed 60m paused 420m");
    assert_eq!(
        at("mon 10:00:01"),
        "overdue mon 09:00- due mon 10:00 elapsed 60m1s paused 419m59s breached mon 10:00"
    );
}

#[test]
fn a_promise_used_up_before_the_pause_is_due_when_time_goes_on() {
    let history = [created_at("mon 09:00"), status("mon 10:00", 1), status("tue 07:00", 0)];
    let closing = outcome(within(hours(1), DueAt::Closing), &history, "tue 08:00");
    assert_eq!(closing, "overdue mon 09:00- due tue 07:00 elapsed 60m paused 420m breached tue 07:00");
    let opening = outcome(within(hours(1), DueAt::Opening), &history, "tue 08:00");
    assert_eq!(opening, "running mon 09:00- due tue 09:00 elapsed 60m paused 420m");
}

#[test]
fn a_reopened_cycle_goes_on_and_the_time_between_is_not_counted() {
    let history =
        [created_at("mon 09:00"), status("mon 10:00", 2), status("tue 09:00", 0), status("tue 09:30", 2)];
    let said = run(within(hours(2), DueAt::Closing), &history, "fri 00:00");
    assert_eq!(said.short(), ["met mon 09:00-tue 09:30 due tue 10:00 elapsed 90m"]);
    assert_eq!((said.cycles[0].reopens, said.cycles[0].wall), (1, 24 * 3600 + 1800));
}

#[test]
fn a_breach_before_a_reopening_is_history() {
    let history =
        [created_at("mon 09:00"), status("mon 12:00", 2), status("tue 09:00", 0), status("tue 09:30", 2)];
    assert_eq!(
        outcome(within(hours(2), DueAt::Closing), &history, "fri 00:00"),
        "missed mon 09:00-tue 09:30 due mon 11:00 elapsed 210m breached mon 11:00"
    );
}

#[test]
fn day_targets_end_on_the_nth_open_date_and_move_by_business_time_paused() {
    let plan = || within(days(2, DayEnd::SameTime), DueAt::Closing);
    let open = outcome(plan(), &[created_at("fri 15:00")], "fri 16:00");
    assert_eq!(open, "running fri 15:00- due tue2 15:00 elapsed 60m");
    let paused = [created_at("fri 15:00"), status("fri 16:00", 1), status("mon2 10:00", 0)];
    assert_eq!(
        outcome(plan(), &paused, "mon2 11:00"),
        "running fri 15:00- due tue2 17:00 elapsed 120m paused 120m"
    );
    let close = within(days(0, DayEnd::Close), DueAt::Closing);
    let late = [created_at("mon 10:00"), status("mon 17:00:01", 2)];
    assert_eq!(
        outcome(close, &late, "fri 00:00"),
        "missed mon 10:00-mon 17:00:01 due mon 17:00 elapsed 420m breached mon 17:00"
    );
}

#[test]
fn a_day_target_is_not_due_while_paused_unless_late_before() {
    let plan = || within(days(1, DayEnd::SameTime), DueAt::Closing);
    let in_time = [created_at("mon 10:00"), status("tue 09:00", 1)];
    assert_eq!(outcome(plan(), &in_time, "thu 00:00"), "paused mon 10:00- due - elapsed 420m paused 960m");
    let late = [created_at("mon 10:00"), status("tue 10:30", 1)];
    assert_eq!(
        outcome(plan(), &late, "wed 00:00"),
        "overdue mon 10:00- due tue 10:00 elapsed 510m paused 390m breached tue 10:00"
    );
}

#[test]
fn while_hidden_there_is_no_due_and_time_runs() {
    let history = [created_at("mon 09:00"), status("mon 09:30", 3), status("mon 12:00", 0)];
    let plan = || within(hours(1), DueAt::Closing);
    assert_eq!(outcome(plan(), &history[..2], "mon 11:00"), "running mon 09:00- due - elapsed 120m");
    assert_eq!(
        outcome(plan(), &history, "mon 12:30"),
        "overdue mon 09:00- due mon 10:00 elapsed 210m breached mon 12:00"
    );
}

#[test]
fn what_ends_while_hidden_was_not_late() {
    let history = [created_at("mon 09:00"), status("mon 09:30", 3), status("mon 12:00", 3)];
    let mut plan = within(hours(1), DueAt::Closing);
    plan.plan.clocks[0].ends[0].when.events = vec![agent_replies()];
    let answered = [history.as_slice(), &[reply("mon 13:00")]].concat();
    assert_eq!(outcome(plan, &answered, "tue 00:00"), "met mon 09:00-mon 13:00 due - elapsed 240m");
}

/// Two levels by priority, 0 low and 1 high, with these targets.
fn by_priority(low: Target, high: Target) -> PlanBuilder {
    let mut plan = PlanBuilder::new();
    plan.choice(standard::PRIORITY, &["low", "high"], true);
    let clock = resolution(&mut plan);
    plan.office();
    let (low, high) = (plan.target_of(low), plan.target_of(high));
    let low = plan.level("low", vec![(clock, TargetChoice::One(Some(low)))]);
    let high = plan.level("high", vec![(clock, TargetChoice::One(Some(high)))]);
    plan.rule("high", Some(is(standard::PRIORITY, &[1])), vec![ActionKind::Level(high)]);
    plan.otherwise(low);
    plan
}

const OFFICE: CalendarId = CalendarId(1);

fn priority(at: &str, code: u16) -> Happening {
    change(at).code(standard::PRIORITY, code)
}

#[test]
fn a_new_level_recounts_from_the_start_on_its_own_calendar() {
    let plan = || by_priority(target(hours(8), OFFICE), target(hours(20), ALWAYS));
    let history = [created_at("mon 16:00"), priority("tue 10:00", 1)];
    assert_eq!(outcome(plan(), &history, "tue 11:00"), "running mon 16:00- due tue 12:00 elapsed 1140m");
}

#[test]
fn a_due_in_the_past_that_comes_into_force_is_breached_then() {
    let plan = || by_priority(target(hours(8), OFFICE), target(hours(1), OFFICE));
    let history = [created_at("mon 09:00"), priority("mon 12:00", 1), priority("mon 13:00", 0)];
    assert_eq!(
        outcome(plan(), &history[..2], "mon 12:30"),
        "overdue mon 09:00- due mon 10:00 elapsed 210m breached mon 12:00"
    );
    let back = [history.as_slice(), &[status("mon 14:00", 2)]].concat();
    assert_eq!(
        outcome(plan(), &back, "fri 00:00"),
        "met mon 09:00-mon 14:00 due mon 17:00 elapsed 300m breached mon 12:00"
    );
}

#[test]
fn the_ending_event_is_judged_by_the_level_after_it() {
    let plan = || by_priority(target(hours(8), OFFICE), target(hours(1), OFFICE));
    let ending = status("mon 11:00", 2).code(standard::PRIORITY, 1);
    let said = run(plan(), &[created_at("mon 09:00"), ending], "fri 00:00");
    assert_eq!(said.short(), ["missed mon 09:00-mon 11:00 due mon 10:00 elapsed 120m breached mon 11:00"]);
    assert_eq!(
        (said.cycles[0].level, said.cycles[0].rule),
        (Some(LevelId(1)), Some(ChosenBy::Rule(RuleId(0))))
    );
}

#[test]
fn the_level_is_frozen_when_the_cycle_ends() {
    let plan = by_priority(target(hours(8), OFFICE), target(hours(1), OFFICE));
    let history = [created_at("mon 09:00"), status("mon 11:00", 2), priority("mon 12:00", 1)];
    let said = run(plan, &history, "fri 00:00");
    assert_eq!(said.short(), ["met mon 09:00-mon 11:00 due mon 17:00 elapsed 120m"]);
    assert_eq!(said.cycles[0].level, Some(LevelId(0)));
    assert_eq!(said.levels, [(Some(LevelId(1)), Some(ChosenBy::Rule(RuleId(0))))]);
}

#[test]
fn switch_keep_leaves_each_stretch_on_its_calendar() {
    let kept = Target { switch: Switch::Keep, ..target(hours(20), ALWAYS) };
    let plan = || by_priority(target(hours(8), OFFICE), kept.clone());
    let history = [created_at("mon 16:00"), priority("tue 10:00", 1)];
    assert_eq!(outcome(plan(), &history, "tue 11:00"), "running mon 16:00- due wed 04:00 elapsed 180m");
    let used_up = Target { switch: Switch::Keep, ..target(hours(1), ALWAYS) };
    let plan = by_priority(target(hours(8), OFFICE), used_up);
    assert_eq!(
        outcome(plan, &history, "tue 11:00"),
        "overdue mon 16:00- due mon 17:00 elapsed 180m breached tue 10:00"
    );
}

#[test]
fn day_targets_recount_even_where_a_switch_keeps() {
    let kept = Target { switch: Switch::Keep, ..target(days(1, DayEnd::SameTime), OFFICE) };
    let plan = by_priority(target(hours(30), ALWAYS), kept);
    let history = [created_at("mon 16:00"), priority("tue 10:00", 1)];
    assert_eq!(outcome(plan, &history, "tue 11:00"), "running mon 16:00- due tue 16:00 elapsed 180m");
}

#[test]
fn a_target_may_count_from_when_it_came_into_force() {
    let attached = Target { count_from: CountFrom::Attached, ..target(hours(1), OFFICE) };
    let plan = by_priority(target(hours(8), OFFICE), attached);
    let history = [created_at("mon 09:00"), priority("mon 12:00", 1), status("mon 13:00", 2)];
    assert_eq!(outcome(plan, &history, "fri 00:00"), "met mon 09:00-mon 13:00 due mon 13:00 elapsed 60m");
}

fn from_field() -> (PlanBuilder, FieldId) {
    let mut plan = PlanBuilder::new();
    let clock = resolution(&mut plan);
    let office = plan.office();
    let seen = plan.field("seen", FieldType::Instant);
    let kind = Target { count_from: CountFrom::Field(seen), ..target(hours(2), office) };
    let kind = plan.target_of(kind);
    plan.only_level(clock, kind);
    (plan, seen)
}

#[test]
fn a_target_may_count_from_a_field_before_or_after_the_start() {
    let set = |at: &str, to: &str| {
        let (plan, seen) = from_field();
        let history = [created_at("mon 12:00"), change(at).set(seen, crate::Value::Instant(t(to)))];
        outcome(plan, &history, "mon 15:00")
    };
    let (plan, _) = from_field();
    let unset = outcome(plan, &[created_at("mon 12:00")], "mon 13:00");
    assert_eq!(unset, "running mon 12:00- due mon 14:00 elapsed 60m");
    assert_eq!(
        set("mon 12:30", "mon 11:30"),
        "overdue mon 12:00- due mon 13:30 elapsed 210m breached mon 13:30"
    );
    assert_eq!(set("mon 12:30", "mon 14:30"), "running mon 12:00- due mon 16:30 elapsed 30m");
    assert_eq!(set("mon 12:30", "mon 16:00"), "running mon 12:00- due tue 10:00 elapsed 0m");
}

#[test]
fn an_instant_promised_by_hand_is_the_due() {
    let mut plan = PlanBuilder::new();
    let clock = resolution(&mut plan);
    let promised = plan.field("promised", FieldType::Instant);
    let target = plan.target(TargetKind::ByField(promised), ALWAYS);
    plan.only_level(clock, target);
    let plan = plan.build();
    let outcome = |history: &[Happening], as_of: &str| {
        try_run(plan.clone(), &crate::Query::default(), history, t(as_of)).unwrap().cycles[0].short()
    };
    let set = |at: &str, to: &str| change(at).set(promised, crate::Value::Instant(t(to)));
    let history = [created_at("mon 09:00"), set("mon 10:00", "mon 12:00"), set("mon 13:00", "tue 12:00")];
    assert_eq!(outcome(&history[..1], "mon 20:00"), "running mon 09:00- due - elapsed 660m");
    assert_eq!(
        outcome(&history[..2], "mon 13:00"),
        "overdue mon 09:00- due mon 12:00 elapsed 240m breached mon 12:00"
    );
    assert_eq!(
        outcome(&history, "mon 14:00"),
        "running mon 09:00- due tue 12:00 elapsed 300m breached mon 12:00"
    );
}

#[test]
fn a_calendar_may_follow_a_field() {
    let mut plan = PlanBuilder::new();
    let clock = resolution(&mut plan);
    let office = plan.office();
    let region = plan.field("region", FieldType::Text);
    let eu = (Const::Text("EU".to_owned()), office);
    let calendar = CalendarChoice::ByField { field: region, entries: vec![eu], otherwise: ALWAYS };
    let kind = plan.target_of(Target { calendar, ..target(hours(2), ALWAYS) });
    plan.only_level(clock, kind);
    let history = [created_at("mon 16:30"), change("mon 17:30").set(region, crate::Value::Text("EU"))];
    assert_eq!(outcome(plan, &history, "tue 09:00"), "running mon 16:30- due tue 10:30 elapsed 30m");
}
