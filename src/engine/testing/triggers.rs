//! Triggers, on examples that can be followed by hand. The clock `c` runs from creation to an agent's reply.

use super::builder::*;
use super::history::*;
use crate::event::EventKind as Happened;
use crate::{ChosenBy, Query, Value};
use duly_calendar::spec::{DayEnd, DueAt};
use duly_plan::*;

const HOUR: i64 = 3600;
const PRIORITY: FieldId = standard::PRIORITY;
const STATUS: FieldId = standard::STATUS;
const CLOCK: ClockId = ClockId(0);

/// A clock that pauses while waiting and reopens, promised for so many hours on a calendar.
fn plan(hours: i64, calendar: fn(&mut PlanBuilder) -> CalendarId) -> PlanBuilder {
    let mut plan = PlanBuilder::new();
    plan.choice(PRIORITY, &["low", "normal", "high"], true);
    plan.choice(STATUS, &["open", "solved", "waiting", "held"], false);
    plan.means(standard::DONE, is(STATUS, &[1]));
    plan.means(standard::WAITING, is(STATUS, &[2]));
    plan.means(standard::HELD, is(STATUS, &[3]));
    let calendar = calendar(&mut plan);
    let clock = plan.clock(
        clock("c")
            .start(vec![created()])
            .stop(vec![agent_replies(), enters(standard::DONE)])
            .reopen(vec![exits(standard::DONE)])
            .pause_while(condition(ConditionKind::State(standard::WAITING)))
            .hide_while(condition(ConditionKind::State(standard::HELD))),
    );
    let target = plan.target(TargetKind::Time(hours * HOUR), calendar);
    plan.only_level(clock, target);
    plan
}

fn always(_: &mut PlanBuilder) -> CalendarId {
    ALWAYS
}

fn notify(who: &str) -> ActionKind {
    ActionKind::Emit(Emit::Notify(who.to_owned()))
}

/// One trigger that notifies `x`, on one threshold of the clock.
fn watch(mut plan: PlanBuilder, threshold: Threshold) -> PlanBuilder {
    plan.trigger(vec![passes(CLOCK, threshold)], None, vec![notify("x")]);
    plan
}

fn status(at: &str, code: u16) -> Happening {
    change(at).code(STATUS, code)
}

/// When the triggers fired, without what they did.
fn fired(plan: PlanBuilder, history: &[Happening], as_of: &str) -> Vec<String> {
    let actions = run(plan, history, as_of).actions;
    let first = |action: &String| action.split(": ").next().unwrap_or_default().to_owned();
    actions.iter().map(first).collect()
}

#[test]
fn thresholds_lie_where_the_promise_puts_them() {
    let history = [created_at("mon 16:00")];
    let at = |threshold| fired(watch(plan(4, PlanBuilder::office), threshold), &history, "thu 00:00");
    // Four hours from Monday 16:00 end on Tuesday 12:00; the office opens at 9 and closes at 17.
    assert_eq!(at(Threshold::Share(2_500)), ["mon 17:00 trigger 0 clock 0 cycle 1 #1 by time"]);
    assert_eq!(at(Threshold::Share(8_000)), ["tue 11:12 trigger 0 clock 0 cycle 1 #1 by time"]);
    assert_eq!(at(Threshold::Share(15_000)), ["tue 14:00 trigger 0 clock 0 cycle 1 #1 by time"]);
    assert_eq!(at(Threshold::Before(Length::Time(HOUR))), ["tue 11:00 trigger 0 clock 0 cycle 1 #1 by time"]);
    assert_eq!(at(Threshold::Overdue), ["tue 12:00 trigger 0 clock 0 cycle 1 #1 by time"]);
    assert_eq!(
        at(Threshold::After(Length::Time(6 * HOUR))),
        ["wed 10:00 trigger 0 clock 0 cycle 1 #1 by time"]
    );
    let days = Length::Days(1, DayUnit::BusinessDays);
    assert_eq!(at(Threshold::After(days)), ["wed 12:00 trigger 0 clock 0 cycle 1 #1 by time"]);
    assert_eq!(
        at(Threshold::Every(Length::Time(4 * HOUR))),
        [
            "tue 16:00 trigger 0 clock 0 cycle 1 #1 by time",
            "wed 12:00 trigger 0 clock 0 cycle 1 #2 by time",
            "wed 16:00 trigger 0 clock 0 cycle 1 #3 by time"
        ]
    );
}

#[test]
fn shares_and_offsets_of_a_promise_in_days() {
    let mut plan = plan(1, always);
    let office = plan.office();
    let kind = TargetKind::Days { count: 2, unit: DayUnit::BusinessDays, end: DayEnd::Close };
    plan.plan.targets[0] = target(kind, office);
    // From Monday 13:00 to Wednesday's close there are 4 + 8 + 8 hours of business.
    plan.trigger(vec![passes(CLOCK, Threshold::Share(5_000))], None, vec![notify("half")]);
    let ahead = Threshold::Before(Length::Days(1, DayUnit::BusinessDays));
    plan.trigger(vec![passes(CLOCK, ahead)], None, vec![notify("a day")]);
    let actions = run(plan, &[created_at("mon 13:00")], "fri 00:00").actions;
    assert_eq!(
        actions,
        [
            "tue 15:00 trigger 0 clock 0 cycle 1 #1 by time: Notify(\"half\")",
            "tue 17:00 trigger 1 clock 0 cycle 1 #1 by time: Notify(\"a day\")"
        ]
    );
}

#[test]
fn a_timer_fires_when_time_passes_it_after_the_events_of_its_instant() {
    let overdue = || watch(plan(1, always), Threshold::Overdue);
    let answered = [created_at("mon 09:00"), reply("mon 10:00")];
    assert_eq!(fired(overdue(), &answered, "tue 00:00"), [""; 0]);
    let late = [created_at("mon 09:00"), reply("mon 10:00:01")];
    assert_eq!(fired(overdue(), &late, "tue 00:00").len(), 1);
    let open = [created_at("mon 09:00")];
    assert_eq!(
        fired(overdue(), &open, "mon 10:00"),
        [""; 0],
        "timers before as-of have happened, not those at it"
    );
    assert_eq!(fired(overdue(), &open, "mon 10:00:01"), ["mon 10:00 trigger 0 clock 0 cycle 1 #1 by time"]);
}

#[test]
fn timers_of_one_instant_fire_in_the_order_of_declaration_moment_and_cycle() {
    let mut plan = plan(1, always);
    plan.plan.clocks[0].per = Per::Message;
    let again = When { events: vec![customer_replies()], guard: None, span: span() };
    plan.plan.clocks[0].starts.push(again);
    let half = passes(CLOCK, Threshold::Before(Length::Time(1800)));
    plan.trigger(vec![passes(CLOCK, Threshold::Overdue)], None, vec![notify("late")]);
    plan.trigger(vec![half, passes(CLOCK, Threshold::Share(5_000))], None, vec![notify("half")]);
    let history = [created_at("mon 09:00"), question("mon 09:00"), question("mon 09:30")];
    assert_eq!(
        run(plan, &history, "mon 10:00:01").actions,
        [
            "mon 09:30 trigger 1 clock 0 cycle 1 #1 by time: Notify(\"half\")",
            "mon 09:30 trigger 1 clock 0 cycle 2 #1 by time: Notify(\"half\")",
            "mon 09:30 trigger 1 clock 0 cycle 1 #2 by time: Notify(\"half\")",
            "mon 09:30 trigger 1 clock 0 cycle 2 #2 by time: Notify(\"half\")",
            "mon 10:00 trigger 0 clock 0 cycle 1 #1 by time: Notify(\"late\")",
            "mon 10:00 trigger 0 clock 0 cycle 2 #1 by time: Notify(\"late\")",
            "mon 10:00 trigger 1 clock 0 cycle 3 #1 by time: Notify(\"half\")",
            "mon 10:00 trigger 1 clock 0 cycle 3 #2 by time: Notify(\"half\")",
        ]
    );
}

#[test]
fn a_pause_puts_off_what_lies_ahead() {
    // Half an hour runs, then two hours of pause; the due moves from 10:00 to 12:00.
    let history = [created_at("mon 09:00"), status("mon 09:30", 2), status("mon 11:30", 0)];
    let at = |threshold| fired(watch(plan(1, always), threshold), &history, "mon 14:00");
    assert_eq!(at(Threshold::Share(7_500)), ["mon 11:45 trigger 0 clock 0 cycle 1 #1 by time"]);
    assert_eq!(at(Threshold::Before(Length::Time(900))), ["mon 11:45 trigger 0 clock 0 cycle 1 #1 by time"]);
    assert_eq!(at(Threshold::Overdue), ["mon 12:00 trigger 0 clock 0 cycle 1 #1 by time"]);
    // At the very instant of the pause half of it has run, and the pause came first.
    assert_eq!(at(Threshold::Share(5_000)), ["mon 11:30 trigger 0 clock 0 cycle 1 #1 by time"]);
}

#[test]
fn once_late_a_cycle_stays_late_whatever_pauses_it() {
    let history = [created_at("mon 09:00"), status("mon 10:30", 2), status("mon 15:00", 0)];
    let at = |threshold| fired(watch(plan(1, always), threshold), &history, "mon 16:00");
    assert_eq!(
        at(Threshold::After(Length::Time(2 * HOUR))),
        ["mon 12:00 trigger 0 clock 0 cycle 1 #1 by time"]
    );
    assert_eq!(at(Threshold::Every(Length::Time(2 * HOUR))).len(), 2);
    // A share is a share of running time: 90 minutes at 10:30, two hours at 15:30.
    assert_eq!(at(Threshold::Share(20_000)), ["mon 15:30 trigger 0 clock 0 cycle 1 #1 by time"]);
}

#[test]
fn nothing_fires_while_a_cycle_is_hidden_and_what_is_past_then_fires_when_it_is_shown() {
    let history = [created_at("mon 09:00"), status("mon 09:30", 3), status("mon 12:00", 0)];
    let at = |threshold| fired(watch(plan(1, always), threshold), &history, "mon 15:00");
    assert_eq!(at(Threshold::Overdue), ["mon 12:00 trigger 0 clock 0 cycle 1 #1 by time"]);
    assert_eq!(at(Threshold::After(Length::Time(HOUR))), ["mon 12:00 trigger 0 clock 0 cycle 1 #1 by time"]);
    // What repeats has no past to catch up with: 12:00 is on its grid, 11:00 is gone.
    assert_eq!(
        at(Threshold::Every(Length::Time(HOUR))),
        [
            "mon 12:00 trigger 0 clock 0 cycle 1 #1 by time",
            "mon 13:00 trigger 0 clock 0 cycle 1 #2 by time",
            "mon 14:00 trigger 0 clock 0 cycle 1 #3 by time"
        ]
    );
}

#[test]
fn each_threshold_fires_once_a_cycle_and_again_in_the_next() {
    let mut plan = plan(1, always);
    plan.plan.clocks[0].ends[0].end = ClockEnd::RestartAsMet;
    let plan = watch(plan, Threshold::Share(5_000));
    let history = [created_at("mon 09:00"), reply("mon 09:40")];
    assert_eq!(
        fired(plan, &history, "mon 12:00"),
        ["mon 09:30 trigger 0 clock 0 cycle 1 #1 by time", "mon 10:10 trigger 0 clock 0 cycle 2 #1 by time"]
    );
}

#[test]
fn a_reminder_goes_on_over_a_reopening_and_skips_the_time_between() {
    // Due at 10:00, closed late from 12:30 to 18:30: 14:00, 16:00 and 18:00 never came.
    let history = [created_at("mon 09:00"), status("mon 12:30", 1), status("mon 18:30", 0)];
    let plan = watch(plan(1, always), Threshold::Every(Length::Time(2 * HOUR)));
    assert_eq!(
        fired(plan, &history, "mon 21:00"),
        ["mon 12:00 trigger 0 clock 0 cycle 1 #1 by time", "mon 20:00 trigger 0 clock 0 cycle 1 #2 by time"]
    );
}

/// Levels of 4 h for low and 1 h for high priority.
fn by_priority() -> PlanBuilder {
    let mut plan = plan(4, always);
    let short = plan.target(TargetKind::Time(HOUR), ALWAYS);
    let level = plan.level("short", vec![(CLOCK, TargetChoice::One(Some(short)))]);
    plan.rule("high", Some(is(PRIORITY, &[2])), vec![ActionKind::Level(level)]);
    plan
}

#[test]
fn what_is_passed_when_a_target_comes_fires_then() {
    let history = [created_at("mon 09:00"), change("mon 11:00").code(PRIORITY, 2)];
    let at = |threshold| fired(watch(by_priority(), threshold), &history, "mon 15:00");
    assert_eq!(at(Threshold::Overdue), ["mon 11:00 trigger 0 clock 0 cycle 1 #1 by time"]);
    assert_eq!(at(Threshold::Before(Length::Time(900))), ["mon 11:00 trigger 0 clock 0 cycle 1 #1 by time"]);
    let late = Threshold::After(Length::Time(2 * HOUR));
    assert_eq!(at(late), ["mon 12:00 trigger 0 clock 0 cycle 1 #1 by time"]);
}

#[test]
fn a_threshold_passed_without_its_condition_waits_for_the_next_target() {
    let plan = || {
        let mut plan = by_priority();
        let high = Some(is(PRIORITY, &[2]));
        plan.trigger(vec![passes(CLOCK, Threshold::Share(2_500))], high, vec![notify("x")]);
        plan
    };
    let raised = [created_at("mon 09:00").code(PRIORITY, 0), change("mon 11:00").code(PRIORITY, 2)];
    assert_eq!(fired(plan(), &raised, "mon 15:00"), ["mon 11:00 trigger 0 clock 0 cycle 1 #1 by time"]);
    // A pause brings no other target: the quarter was passed at 10:00, and nobody asked for it then.
    let mut kept = plan();
    kept.plan.rules[0].rules[0].condition = Some(is(PRIORITY, &[1]));
    let paused = [created_at("mon 09:00"), status("mon 10:30", 2).code(PRIORITY, 2), status("mon 11:30", 0)];
    assert_eq!(fired(kept, &paused, "tue 00:00"), [""; 0]);
}

#[test]
fn for_level_asks_for_the_level_in_force() {
    let mut plan = by_priority();
    let only = Moment { level: Some(LevelId(1)), ..passes(CLOCK, Threshold::Overdue) };
    plan.trigger(vec![only], None, vec![notify("x")]);
    let low = [created_at("mon 09:00")];
    let high = [created_at("mon 09:00").code(PRIORITY, 2)];
    let history = [&low, &high];
    let counts = history.map(|history| {
        let mut copy = by_priority();
        copy.plan.triggers = plan.plan.triggers.clone();
        fired(copy, history, "tue 00:00").len()
    });
    assert_eq!(counts, [0, 1]);
}

#[test]
fn phrases_and_courses_fire_at_their_events() {
    let mut plan = plan(1, always);
    let tell = |it: &mut PlanBuilder, course| it.trigger(vec![runs(CLOCK, course)], None, vec![notify("x")]);
    tell(&mut plan, Course::Starts);
    tell(&mut plan, Course::Stops);
    tell(&mut plan, Course::Pauses);
    plan.trigger(vec![happens(customer_replies()), happens(agent_replies())], None, vec![notify("said")]);
    let history = [
        created_at("mon 09:00"),
        question("mon 09:10"),
        status("mon 09:20", 2),
        status("mon 09:30", 0),
        status("mon 09:40", 2),
        reply("mon 09:50"),
    ];
    assert_eq!(
        fired(plan, &history, "tue 00:00"),
        [
            "mon 09:00 trigger 0 clock 0 cycle 1 #1",
            "mon 09:10 trigger 3 #1",
            "mon 09:20 trigger 2 clock 0 cycle 1 #1",
            "mon 09:40 trigger 2 clock 0 cycle 1 #2",
            "mon 09:50 trigger 1 clock 0 cycle 1 #1",
            "mon 09:50 trigger 3 #2",
        ]
    );
}

#[test]
fn a_ticket_that_arrives_solved_starts_and_stops_at_once() {
    let mut plan = plan(1, always);
    let moments = vec![runs(CLOCK, Course::Stops), runs(CLOCK, Course::Starts)];
    plan.trigger(moments, None, vec![notify("x")]);
    let history = [created_at("mon 09:00").code(STATUS, 1)];
    // The two moments are of one cycle, and the trigger fires once for it at one event.
    assert_eq!(fired(plan, &history, "tue 00:00"), ["mon 09:00 trigger 0 clock 0 cycle 1 #1"]);
}

#[test]
fn conditions_see_the_ticket_and_its_clocks_after_the_event() {
    let mut plan = plan(1, always);
    let stopped = Some(clock_is(CLOCK, ClockState::Stopped));
    let running = Some(clock_is(CLOCK, ClockState::Running));
    plan.trigger(vec![happens(agent_replies())], stopped, vec![notify("stopped")]);
    plan.trigger(vec![happens(agent_replies())], running, vec![notify("running")]);
    let actions = run(plan, &[created_at("mon 09:00"), reply("mon 09:10")], "tue 00:00").actions;
    assert_eq!(actions, ["mon 09:10 trigger 0 #1: Notify(\"stopped\")"]);
}

/// 4 h for everybody, and a level of 1 h that only triggers give.
fn with_second_level() -> (PlanBuilder, LevelId) {
    let mut plan = plan(4, always);
    let short = plan.target(TargetKind::Time(HOUR), ALWAYS);
    let level = plan.level("short", vec![(CLOCK, TargetChoice::One(Some(short)))]);
    (plan, level)
}

#[test]
fn a_level_set_by_a_trigger_stays_until_it_is_given_back() {
    let (mut plan, short) = with_second_level();
    let tagged = on(EventKind::Tagged("hot".to_owned()), "tagged");
    let untagged = on(EventKind::Untagged("hot".to_owned()), "untagged");
    plan.trigger(vec![happens(tagged)], None, vec![ActionKind::Level(short)]);
    plan.trigger(vec![happens(untagged)], None, vec![ActionKind::LevelByRules]);
    let high = Some(is(PRIORITY, &[2]));
    plan.rule("high", high, vec![ActionKind::NoLevel]);
    let level_at = |events: usize, plan: PlanBuilder| {
        let history = [
            created_at("mon 09:00"),
            change("mon 09:10").tag("hot"),
            change("mon 09:20").code(PRIORITY, 2),
            change("mon 09:30").untag("hot"),
        ];
        run(plan, &history[..events], "mon 09:40").levels[0]
    };
    let copy = |from: &PlanBuilder| PlanBuilder { plan: from.plan.clone() };
    let pinned = (Some(short), Some(ChosenBy::Trigger(TriggerId(0))));
    assert_eq!(level_at(2, copy(&plan)), pinned);
    assert_eq!(level_at(3, copy(&plan)), pinned, "rules cannot replace it");
    assert_eq!(
        level_at(4, plan),
        (None, Some(ChosenBy::Rule(RuleId(0)))),
        "what the rules give counts at once"
    );
}

#[test]
fn a_level_that_a_timer_sets_judges_the_cycle_from_then_on() {
    let (mut plan, short) = with_second_level();
    plan.trigger(vec![passes(CLOCK, Threshold::Share(5_000))], None, vec![ActionKind::Level(short)]);
    plan.trigger(vec![passes(CLOCK, Threshold::Overdue)], None, vec![notify("late")]);
    let query = Query { capture: Vec::new(), actions: true };
    let history = [created_at("mon 09:00"), reply("mon 12:00")];
    let said = try_run(plan.build(), &query, &history, t("tue 00:00")).unwrap();
    // Half of 4 h is reached at 11:00; the level of 1 h then says it has been due since 10:00.
    assert_eq!(said.actions, ["mon 11:00 trigger 1 clock 0 cycle 1 #1 by time: Notify(\"late\")"]);
    assert_eq!(said.short(), ["missed mon 09:00-mon 12:00 due mon 10:00 elapsed 180m breached mon 11:00"]);
    assert_eq!(said.cycles[0].rule, Some(ChosenBy::Trigger(TriggerId(0))));
}

#[test]
fn a_trigger_that_forgives_at_the_due_comes_too_late_for_the_breach() {
    let mut plan = plan(1, always);
    let long = plan.target(TargetKind::Time(4 * HOUR), ALWAYS);
    let level = plan.level("long", vec![(CLOCK, TargetChoice::One(Some(long)))]);
    plan.trigger(vec![passes(CLOCK, Threshold::Share(10_000))], None, vec![ActionKind::Level(level)]);
    let said = run(plan, &[created_at("mon 09:00"), reply("mon 11:00")], "tue 00:00");
    assert_eq!(said.short(), ["met mon 09:00-mon 11:00 due mon 13:00 elapsed 120m breached mon 10:00"]);
}

#[test]
fn the_level_of_an_event_counts_after_it() {
    let (mut plan, short) = with_second_level();
    plan.trigger(vec![happens(agent_replies())], None, vec![ActionKind::Level(short)]);
    let said = run(plan, &[created_at("mon 09:00"), reply("mon 11:00")], "tue 00:00");
    assert_eq!(
        said.short(),
        ["met mon 09:00-mon 11:00 due mon 13:00 elapsed 120m"],
        "the reply closed it under 4 h"
    );
    assert_eq!(said.levels[0].0, Some(short));
}

#[test]
fn levels_follow_triggers_also_where_nobody_asks_for_actions() {
    let (mut plan, short) = with_second_level();
    plan.trigger(vec![passes(CLOCK, Threshold::Share(5_000))], None, vec![ActionKind::Level(short)]);
    let history = [created_at("mon 09:00"), reply("mon 12:00")];
    let said = try_run(plan.build(), &Query::default(), &history, t("tue 00:00")).unwrap();
    assert_eq!(said.short(), ["missed mon 09:00-mon 12:00 due mon 10:00 elapsed 180m breached mon 11:00"]);
}

/// A plan whose actions act.
fn simulated() -> PlanBuilder {
    let mut plan = plan(1, always);
    plan.plan.meta.simulate = true;
    plan
}

fn tag(name: &str) -> ActionKind {
    ActionKind::Emit(Emit::Tag(name.to_owned()))
}

fn untag(name: &str) -> ActionKind {
    ActionKind::Emit(Emit::Untag(name.to_owned()))
}

fn tagged_event(name: &str) -> Moment {
    happens(on(EventKind::Tagged(name.to_owned()), "tagged"))
}

#[test]
fn actions_change_the_ticket_only_where_they_are_simulated() {
    let history = [created_at("mon 09:00"), reply("mon 12:00")];
    let run_with = |simulate: bool| {
        let mut plan = simulated();
        plan.plan.meta.simulate = simulate;
        let set = ActionKind::Emit(Emit::Set(STATUS, Const::Code(1)));
        plan.trigger(vec![passes(CLOCK, Threshold::Share(5_000))], None, vec![set, tag("auto")]);
        plan.trigger(vec![tagged_event("auto")], None, vec![notify("x")]);
        let query = Query { capture: vec![STATUS, standard::TAGS], actions: true };
        try_run(plan.build(), &query, &history, t("tue 00:00")).unwrap()
    };
    let (acted, told) = (run_with(true), run_with(false));
    assert_eq!(acted.short(), ["met mon 09:00-mon 09:30 due mon 10:00 elapsed 30m"]);
    assert_eq!(acted.fields, [format!("{:?}", Value::Code(1)), format!("{:?}", Value::List(&["auto"]))]);
    assert_eq!(acted.actions.len(), 3);
    assert_eq!(acted.actions[2], "mon 09:30 trigger 1 #1: Notify(\"x\")");
    assert_eq!(acted.events, 2, "an update is no event of the data");
    assert_eq!(told.short(), ["missed mon 09:00-mon 12:00 due mon 10:00 elapsed 180m breached mon 10:00"]);
    assert_eq!(told.actions.len(), 2);
}

#[test]
fn who_sets_each_other_off_comes_to_an_end() {
    let mut plan = simulated();
    plan.trigger(vec![tagged_event("a")], None, vec![untag("a"), tag("b")]);
    plan.trigger(vec![tagged_event("b")], None, vec![untag("b"), tag("a")]);
    let history = [created_at("mon 09:00").tag("a"), change("mon 09:00").tag("b")];
    assert_eq!(
        fired(plan, &history, "mon 10:00"),
        // Two actions each. The creation sets off both and leaves the ticket with `a`; the next event, though it
        // comes at the same instant, sets off the second again, which finds `a` in its place.
        [
            "mon 09:00 trigger 0 #1",
            "mon 09:00 trigger 0 #1",
            "mon 09:00 trigger 1 #1",
            "mon 09:00 trigger 1 #1",
            "mon 09:00 trigger 1 #2",
            "mon 09:00 trigger 1 #2",
        ]
    );
}

#[test]
fn cycles_that_updates_begin_late_do_not_go_round_for_ever() {
    let mut plan = simulated();
    // Each cycle is late as it begins, its timer ends it, and its end begins the next: without a bound for ever.
    let promised = plan.field("promised", FieldType::Instant);
    plan.plan.targets[0].count_from = CountFrom::Field(promised);
    plan.plan.clocks[0] = clock("c")
        .start(vec![created(), on(EventKind::Tagged("next".to_owned()), "tagged")])
        .stop(vec![on(EventKind::Untagged("next".to_owned()), "untagged")]);
    plan.trigger(vec![passes(CLOCK, Threshold::Overdue)], None, vec![untag("next")]);
    plan.trigger(vec![runs(CLOCK, Course::Stops)], None, vec![tag("next")]);
    let history = [created_at("mon 09:00").tag("next").set(promised, Value::Instant(t("mon 01:00")))];
    let actions = fired(plan, &history, "mon 10:00");
    assert!(actions.len() < 10, "{actions:?}");
    assert!(actions.iter().all(|action| action.starts_with("mon 09:00")));
}

#[test]
fn rules_act_too_where_actions_are_simulated() {
    let mut plan = simulated();
    plan.rule("hot", Some(tagged(&["hot"])), vec![ActionKind::Emit(Emit::Assign("eva".to_owned()))]);
    let assigned = happens(on(EventKind::Assigned, "assigned"));
    plan.trigger(vec![assigned], None, vec![notify("x")]);
    let query = Query { capture: vec![standard::ASSIGNEE], actions: false };
    let history = [created_at("mon 09:00"), change("mon 09:10").tag("hot")];
    let said = try_run(plan.build(), &query, &history, t("mon 10:00")).unwrap();
    assert_eq!(said.fields, [format!("{:?}", Value::Text("eva"))]);
    assert_eq!(said.actions, [""; 0]);
}

#[test]
fn calls_have_timers_of_their_own() {
    let mut plan = PlanBuilder::new();
    let calls = plan.clock(
        clock("call")
            .per(Per::Contact(Medium::Call))
            .start(vec![contact(Phase::Queued)])
            .stop(vec![contact(Phase::Answered)]),
    );
    let office = plan.calendar("UTC", &WORKDAYS, &[(9, 17)], DueAt::Opening);
    let target = plan.target(TargetKind::Time(20), office);
    plan.only_level(calls, target);
    plan.trigger(vec![passes(calls, Threshold::Overdue)], None, vec![notify("x")]);
    let history = [
        created_at("mon 09:00"),
        call("mon 09:00", Phase::Queued, "a"),
        call("mon 09:00:10", Phase::Queued, "b"),
        call("mon 09:00:20", Phase::Answered, "a"),
        event("mon 09:00:40", Happened::Change),
    ];
    assert_eq!(fired(plan, &history, "mon 10:00"), ["mon 09:00:30 trigger 0 clock 0 cycle 2 #1 by time"]);
}
