//! What starts, ends, pauses and revives cycles.

use super::builder::*;
use super::history::*;
use crate::event::EventKind as Happened;
use duly_plan::*;

const STATUS: FieldId = standard::STATUS;

/// A plan in which `done` is status 1, `void` the tag spam, and everything has an hour around the clock.
fn plan_of(make: impl FnOnce(&mut PlanBuilder) -> Clock) -> PlanBuilder {
    let mut plan = PlanBuilder::new();
    plan.choice(STATUS, &["open", "solved", "pending"], false);
    plan.means(standard::DONE, is(STATUS, &[1]));
    plan.means(standard::WAITING, is(STATUS, &[2]));
    plan.means(standard::VOID, tagged(&["spam"]));
    let clock = make(&mut plan);
    let clock = plan.clock(clock);
    let target = plan.target(TargetKind::Time(3600), ALWAYS);
    plan.only_level(clock, target);
    plan
}

fn status(at: &str, code: u16) -> Happening {
    change(at).code(STATUS, code)
}

fn short(clock: Clock, history: &[Happening]) -> Vec<String> {
    let said = run(plan_of(|_| clock), history, "tue 00:00");
    said.cycles
        .iter()
        .map(|cycle| {
            let mut text = format!(
                "{}{} {} {}-{}",
                cycle.number,
                cycle.key.as_ref().map(|key| format!("[{key}]")).unwrap_or_default(),
                cycle.outcome.as_str(),
                cycle.started.trim_start_matches("mon "),
                cycle.closed.as_deref().unwrap_or("").trim_start_matches("mon ")
            );
            if let Some(reason) = &cycle.reason {
                text += &format!(" ({reason})");
            }
            text
        })
        .collect()
}

fn first_response() -> Clock {
    let by_customer = EventPattern { by: Some(Role::Customer), ..created() };
    clock("first_response")
        .cancel(vec![on(EventKind::Merged, "merged"), on(EventKind::Deleted, "deleted")])
        .end(ClockEnd::CancelEvenIfLate, vec![enters(standard::VOID)])
        .start(vec![by_customer])
        .stop(vec![agent_replies(), on(EventKind::MarkedAnswered, "marked answered")])
        .cancel(vec![enters(standard::DONE)])
        .reopen(vec![exits(standard::VOID), on(EventKind::Restored, "restored")])
        .reopen(vec![exits(standard::DONE)])
}

#[test]
fn a_start_while_a_cycle_is_open_does_nothing_and_after_its_end_begins_the_next() {
    let next = clock("next").start(vec![customer_replies()]).stop(vec![agent_replies()]);
    let history = [
        created_at("mon 08:00"),
        question("mon 09:00"),
        question("mon 09:10"),
        reply("mon 09:30"),
        reply("mon 09:40"),
        question("mon 10:00"),
    ];
    assert_eq!(short(next, &history), ["1 met 09:00-09:30", "2 overdue 10:00-"]);
}

#[test]
fn the_opening_message_is_neither_a_customers_nor_an_agents_reply() {
    let any = clock("any").start(vec![customer_replies(), agent_replies()]);
    assert_eq!(short(any.clone(), &[created_at("mon 08:00")]), [""; 0]);
    let by_agent = Happening { by: Role::Agent, ..created_at("mon 08:00") };
    assert_eq!(short(any, &[by_agent]), [""; 0]);
}

#[test]
fn notes_private_messages_and_bots_are_not_agent_replies() {
    let private = Happening { kind: Happened::Message { public: false }, ..reply("mon 09:00") };
    let bot = Happening { by: Role::Bot, ..reply("mon 09:10") };
    let note = Happening { kind: Happened::Note, ..reply("mon 09:15") };
    let system = Happening { by: Role::System, ..reply("mon 09:20") };
    let history = [created_at("mon 08:30"), private, bot, note, system, reply("mon 09:30")];
    assert_eq!(short(first_response(), &history), ["1 met 08:30-09:30"]);
    let notes = clock("notes").start(vec![created()]).stop(vec![on(EventKind::Note, "agent notes")]);
    assert_eq!(short(notes, &history), ["1 met 08:30-09:00"]);
}

#[test]
fn a_ticket_that_arrives_solved_is_met_after_no_time() {
    let resolution = clock("resolution").start(vec![created()]).stop(vec![enters(standard::DONE)]);
    assert_eq!(short(resolution, &[created_at("mon 09:00").code(STATUS, 1)]), ["1 met 09:00-09:00"]);
}

#[test]
fn a_start_does_nothing_at_an_event_that_turns_an_ending_state_true() {
    let asked = clock("asked").start(vec![customer_replies()]).cancel(vec![enters(standard::DONE)]);
    let closing = question("mon 09:00").code(STATUS, 1);
    assert_eq!(short(asked.clone(), &[created_at("mon 08:00"), closing]), [""; 0]);
    let while_done = [created_at("mon 08:00").code(STATUS, 1), question("mon 09:00")];
    assert_eq!(short(asked, &while_done), ["1 overdue 09:00-"]);
}

#[test]
fn ends_come_before_starts_when_one_event_is_both() {
    let per = clock("work").start(vec![created(), customer_replies()]).stop(vec![customer_replies()]);
    let history = [created_at("mon 09:00"), question("mon 09:30")];
    assert_eq!(short(per, &history), ["1 met 09:00-09:30", "2 overdue 09:30-"]);
}

#[test]
fn the_first_written_end_that_matches_decides() {
    let history = [created_at("mon 09:00"), reply("mon 09:30").code(STATUS, 1)];
    assert_eq!(short(first_response(), &history), ["1 met 09:00-09:30"]);
    let reversed = clock("reversed")
        .start(vec![created()])
        .cancel(vec![enters(standard::DONE)])
        .stop(vec![agent_replies()]);
    assert_eq!(short(reversed, &history), ["1 cancelled 09:00-09:30 (done)"]);
}

#[test]
fn a_late_cancel_is_a_miss_unless_written_even_if_late() {
    let merged = |at| [created_at("mon 09:00"), event(at, Happened::Merge)];
    assert_eq!(short(first_response(), &merged("mon 10:00")), ["1 cancelled 09:00-10:00 (merged)"]);
    assert_eq!(
        short(first_response(), &merged("mon 10:00:01")),
        ["1 missed 09:00-10:00:01 (cancelled late)"]
    );
    let void = [created_at("mon 09:00"), change("mon 12:00").tag("spam")];
    assert_eq!(short(first_response(), &void), ["1 cancelled 09:00-12:00 (done)".replace("done", "void")]);
}

#[test]
fn no_longer_revives_only_what_that_state_ended() {
    let history = [
        created_at("mon 09:00"),
        status("mon 09:10", 1),
        change("mon 09:20").tag("spam"),
        change("mon 09:30").untag("spam"),
    ];
    assert_eq!(short(first_response(), &history), ["1 cancelled 09:00-09:10 (done)"]);
    let back = [history.as_slice(), &[status("mon 09:40", 0), reply("mon 09:50")]].concat();
    assert_eq!(short(first_response(), &back), ["1 met 09:00-09:50"]);
}

#[test]
fn an_event_of_two_phrases_revives_by_either() {
    let resolution = clock("resolution")
        .start(vec![created()])
        .stop(vec![enters(standard::DONE)])
        .reopen(vec![on(EventKind::Restored, "restored"), exits(standard::DONE)]);
    let restored = event("mon 09:20", Happened::Restore).code(STATUS, 0);
    let history = [created_at("mon 09:00"), status("mon 09:10", 1), restored];
    assert_eq!(short(resolution, &history), ["1 overdue 09:00-"]);
}

#[test]
fn restored_revives_only_what_a_deletion_ended() {
    let deleted = [
        created_at("mon 09:00"),
        event("mon 09:10", Happened::Delete),
        event("mon 09:20", Happened::Restore),
        reply("mon 09:30"),
    ];
    assert_eq!(short(first_response(), &deleted), ["1 met 09:00-09:30"]);
    let mut merged = deleted;
    merged[1] = event("mon 09:10", Happened::Merge);
    assert_eq!(short(first_response(), &merged), ["1 cancelled 09:00-09:10 (merged)"]);
}

#[test]
fn any_other_event_revives_whatever_ended_it_unless_final() {
    let asked = || {
        clock("resolution")
            .start(vec![created()])
            .stop(vec![agent_replies()])
            .reopen(vec![customer_replies()])
            .final_when(vec![enters(standard::DONE)])
    };
    let history = [created_at("mon 09:00"), reply("mon 09:10"), question("mon 09:20")];
    assert_eq!(short(asked(), &history), ["1 overdue 09:00-"]);
    let closed = [created_at("mon 09:00"), reply("mon 09:10"), status("mon 09:15", 1), question("mon 09:20")];
    assert_eq!(short(asked(), &closed), ["1 met 09:00-09:10"]);
}

#[test]
fn a_cycle_with_a_newer_one_is_not_revived() {
    let cycles = clock("cycles")
        .start(vec![created(), customer_replies()])
        .stop(vec![enters(standard::DONE)])
        .reopen(vec![exits(standard::DONE)]);
    let history = [
        created_at("mon 09:00"),
        status("mon 09:10", 1),
        question("mon 09:20"),
        status("mon 09:30", 0),
        status("mon 09:40", 1),
    ];
    assert_eq!(short(cycles, &history), ["1 met 09:00-09:10", "2 met 09:20-09:40"]);
}

#[test]
fn restart_ends_and_begins_and_does_nothing_without_an_open_cycle() {
    let update = |end| {
        clock("update")
            .end(end, vec![agent_replies()])
            .start(vec![created()])
            .cancel(vec![enters(standard::DONE)])
    };
    let history = [created_at("mon 09:00"), reply("mon 09:30"), status("mon 10:00", 1), reply("mon 11:00")];
    assert_eq!(
        short(update(ClockEnd::RestartAsMet), &history),
        ["1 met 09:00-09:30", "2 cancelled 09:30-10:00 (done)"]
    );
    assert_eq!(
        short(update(ClockEnd::RestartAsCancelled), &history),
        ["1 cancelled 09:00-09:30 (agent replies)", "2 cancelled 09:30-10:00 (done)"]
    );
    let late = [created_at("mon 09:00"), reply("mon 10:30")];
    assert_eq!(short(update(ClockEnd::RestartAsMet), &late), ["1 missed 09:00-10:30", "2 overdue 10:30-"]);
}

#[test]
fn per_message_every_start_opens_a_cycle_and_a_stop_ends_them_all() {
    let each = clock("each").per(Per::Message).start(vec![customer_replies()]).stop(vec![agent_replies()]);
    let history = [created_at("mon 08:00"), question("mon 09:00"), question("mon 09:30"), reply("mon 10:15")];
    assert_eq!(short(each, &history), ["1 missed 09:00-10:15", "2 met 09:30-10:15"]);
}

#[test]
fn a_calls_event_acts_on_its_own_cycle_and_any_other_on_all() {
    let phone = clock("phone")
        .per(Per::Contact(Medium::Call))
        .start(vec![contact(Phase::Queued)])
        .stop(vec![contact(Phase::Answered)])
        .cancel(vec![contact(Phase::Ended)])
        .cancel(vec![enters(standard::DONE)]);
    let abandoned = Happening {
        kind: Happened::Contact {
            medium: Medium::Call,
            phase: Some(Phase::Ended),
            result: Some("abandoned"),
        },
        ..call("mon 09:20", Phase::Ended, "b")
    };
    let history = [
        created_at("mon 08:00"),
        call("mon 09:00", Phase::Queued, "a"),
        call("mon 09:05", Phase::Queued, "b"),
        call("mon 09:10", Phase::Answered, "a"),
        abandoned,
        call("mon 09:30", Phase::Queued, "c"),
        event(
            "mon 09:31",
            Happened::Contact { medium: Medium::Call, phase: Some(Phase::Queued), result: None },
        ),
        status("mon 09:40", 1),
    ];
    assert_eq!(
        short(phone, &history),
        [
            "1[a] met 09:00-09:10",
            "2[b] cancelled 09:05-09:20 (abandoned)",
            "3[c] cancelled 09:30-09:40 (done)",
            "4 cancelled 09:31-09:40 (done)"
        ]
    );
}

#[test]
fn per_field_the_key_is_the_value_after_the_event() {
    let changes = on(EventKind::Changes(standard::DEPARTMENT), "department changes");
    let work = clock("work")
        .per(Per::Field(standard::DEPARTMENT))
        .start(vec![created(), changes.clone()])
        .stop(vec![changes, enters(standard::DONE)]);
    let moved = |at, to| change(at).set(standard::DEPARTMENT, crate::Value::Text(to));
    let history = [
        created_at("mon 09:00").set(standard::DEPARTMENT, crate::Value::Text("Support")),
        moved("mon 09:30", "Sales"),
        moved("mon 09:40", "Sales"),
        moved("mon 09:50", "Support"),
    ];
    assert_eq!(
        short(work, &history),
        ["1[Support] met 09:00-09:30", "2[Sales] met 09:30-09:50", "3[Support] overdue 09:50-"]
    );
}

#[test]
fn guards_see_clocks_as_they_were_before_the_event() {
    let mut plan = plan_of(|_| first_response());
    let answered = clock_is(ClockId(0), ClockState::Stopped);
    let next = clock("next").start_if(vec![customer_replies()], answered).stop(vec![agent_replies()]);
    let next = plan.clock(next);
    let target = plan.target(TargetKind::Time(3600), ALWAYS);
    plan.plan.levels[0].targets.push(LevelTarget { clock: next, choice: TargetChoice::One(Some(target)) });
    let history = [
        created_at("mon 09:00"),
        question("mon 09:10"),
        reply("mon 09:30"),
        question("mon 09:40"),
        reply("mon 10:00"),
    ];
    let said = run(plan, &history, "tue 00:00");
    assert_eq!(
        said.short(),
        [
            "met mon 09:00-mon 09:30 due mon 10:00 elapsed 30m",
            "met mon 09:40-mon 10:00 due mon 10:40 elapsed 20m"
        ]
    );
}

#[test]
fn a_stopped_clock_is_one_without_an_open_cycle_even_if_it_never_ran() {
    let mut plan = plan_of(|_| first_response());
    let never = clock_is(ClockId(0), ClockState::Stopped);
    let next = plan.clock(clock("next").start_if(vec![customer_replies()], never));
    let target = plan.target(TargetKind::Time(3600), ALWAYS);
    plan.plan.levels[0].targets.push(LevelTarget { clock: next, choice: TargetChoice::One(Some(target)) });
    let by_agent = Happening { by: Role::Agent, ..created_at("mon 08:00") };
    let said = run(plan, &[by_agent, question("mon 09:00")], "mon 09:30");
    assert_eq!(said.short(), ["running mon 09:00- due mon 10:00 elapsed 30m"]);
}

#[test]
fn a_cycle_that_starts_or_reopens_in_a_paused_state_is_paused_at_once() {
    let resolution = || {
        clock("resolution")
            .start(vec![created()])
            .stop(vec![enters(standard::DONE)])
            .reopen(vec![exits(standard::DONE)])
            .pause_while(condition(ConditionKind::State(standard::WAITING)))
    };
    let waits = created_at("mon 09:00").code(STATUS, 2);
    assert_eq!(short(resolution(), &[waits]), ["1 paused 09:00-"]);
    let reopened = [created_at("mon 09:00"), status("mon 09:10", 1), status("mon 09:20", 2)];
    assert_eq!(short(resolution(), &reopened), ["1 paused 09:00-"]);
}

#[test]
fn a_pause_between_events_is_the_cycles_own() {
    let work = clock("work")
        .start(vec![created()])
        .pause_between(vec![agent_replies()], vec![customer_replies()])
        .stop(vec![enters(standard::DONE)])
        .reopen(vec![exits(standard::DONE)]);
    let history =
        [created_at("mon 09:00"), reply("mon 09:10"), question("mon 09:40"), status("mon 10:25", 1)];
    let said = run(plan_of(|_| work.clone()), &history, "tue 00:00");
    assert_eq!(said.short(), ["met mon 09:00-mon 10:25 due mon 10:30 elapsed 55m paused 30m"]);
    let reopened =
        [created_at("mon 09:00"), reply("mon 09:10"), status("mon 09:20", 1), status("mon 09:30", 0)];
    let said = run(plan_of(|_| work), &reopened, "mon 09:40");
    assert_eq!(said.short(), ["running mon 09:00- due mon 10:20 elapsed 20m paused 10m"]);
}

#[test]
fn a_pause_may_follow_another_clock() {
    let mut plan = plan_of(|_| first_response());
    let answering = clock_is(ClockId(0), ClockState::Running);
    let work = clock("work").start(vec![created()]).stop(vec![enters(standard::DONE)]).pause_while(answering);
    let work = plan.clock(work);
    let target = plan.target(TargetKind::Time(3600), ALWAYS);
    plan.plan.levels[0].targets.push(LevelTarget { clock: work, choice: TargetChoice::One(Some(target)) });
    let said = run(plan, &[created_at("mon 09:00"), reply("mon 09:30")], "mon 10:00");
    assert_eq!(said.short()[1], "running mon 09:00- due mon 10:30 elapsed 30m paused 30m");
}

#[test]
fn a_clock_without_a_target_leaves_no_record_and_a_tracked_one_is_measured() {
    let mut plan = PlanBuilder::new();
    let stopped =
        || clock("c").start(vec![created()]).stop(vec![agent_replies()]).cancel(vec![customer_replies()]);
    let (tracked, _unjudged) = (plan.clock(stopped()), plan.clock(stopped()));
    let track = plan.target(TargetKind::Track, ALWAYS);
    plan.only_level(tracked, track);
    let plan = plan.build();
    let short = |history: &[Happening]| {
        try_run(plan.clone(), &crate::Query::default(), history, t("mon 12:00")).unwrap().short()
    };
    assert_eq!(short(&[created_at("mon 09:00")]), ["measured mon 09:00- due - elapsed 180m"]);
    assert_eq!(
        short(&[created_at("mon 09:00"), reply("mon 10:00")]),
        ["measured mon 09:00-mon 10:00 due - elapsed 60m"]
    );
    assert_eq!(
        short(&[created_at("mon 09:00"), question("mon 10:00")]),
        ["cancelled mon 09:00-mon 10:00 due - elapsed 60m (customer replies)"]
    );
}

#[test]
fn a_cycle_that_loses_its_target_is_cancelled_and_one_that_gets_it_back_is_recounted() {
    let mut plan = PlanBuilder::new();
    plan.choice(standard::PRIORITY, &["low", "high"], true);
    let clock = plan.clock(clock("c").start(vec![created()]).stop(vec![agent_replies()]));
    let target = plan.target(TargetKind::Time(3600), ALWAYS);
    let cells = vec![(Const::Code(0), None), (Const::Code(1), Some(target))];
    let choice = TargetChoice::ByField { field: standard::PRIORITY, cells, unset: None };
    let level = plan.level("l", vec![(clock, choice)]);
    plan.otherwise(level);
    let plan = plan.build();
    let short = |history: &[Happening], as_of| {
        try_run(plan.clone(), &crate::Query::default(), history, t(as_of)).unwrap().short()
    };
    let priority = |at, code| change(at).code(standard::PRIORITY, code);
    let history =
        [created_at("mon 09:00"), priority("mon 09:10", 1), priority("mon 09:20", 0), reply("mon 09:30")];
    assert_eq!(short(&history[..1], "mon 12:00"), [""; 0]);
    assert_eq!(short(&history[..2], "mon 09:30"), ["running mon 09:00- due mon 10:00 elapsed 30m"]);
    let lost = "cancelled mon 09:00- due - elapsed 30m (no target)";
    assert_eq!(short(&history[..3], "mon 09:30"), [lost]);
    assert_eq!(short(&history, "mon 12:00"), ["cancelled mon 09:00-mon 09:30 due - elapsed 30m (no target)"]);
    let back = [history[0].clone(), history[1].clone(), history[2].clone(), priority("mon 09:50", 1)];
    assert_eq!(
        short(&back, "mon 12:00"),
        ["overdue mon 09:00- due mon 10:00 elapsed 180m breached mon 10:00"]
    );
}
