//! Event phrases: what fires at which event, and the fields that the engine keeps.

use super::builder::*;
use super::history::*;
use crate::event::EventKind as Happened;
use crate::{Query, Value};
use duly_plan::*;

const STATUS: FieldId = standard::STATUS;

/// The instants at which a phrase fires: a cycle a time, each ended at once by the next event.
fn fires(make: impl FnOnce(&mut PlanBuilder) -> EventPattern, history: &[Happening]) -> Vec<String> {
    let mut plan = PlanBuilder::new();
    plan.choice(STATUS, &["open", "solved", "pending"], false);
    plan.means(standard::DONE, is(STATUS, &[1]));
    let pattern = make(&mut plan);
    let clock = plan.clock(clock("c").per(Per::Message).start(vec![pattern]));
    let track = plan.target(TargetKind::Track, ALWAYS);
    plan.only_level(clock, track);
    run(plan, history, "sun 00:00").cycles.into_iter().map(|cycle| cycle.started).collect()
}

fn status(at: &str, code: u16) -> Happening {
    change(at).code(STATUS, code)
}

fn on_status(kind: impl Fn(FieldId, Vec<Const>) -> EventKind, codes: &[u16]) -> EventPattern {
    on(kind(STATUS, codes.iter().map(|code| Const::Code(*code)).collect()), "status ..")
}

#[test]
fn becomes_fires_at_creation_and_at_changes_only() {
    let history = [
        created_at("mon 09:00").code(STATUS, 1),
        status("mon 10:00", 1),
        status("mon 11:00", 0),
        status("mon 12:00", 1),
    ];
    let becomes = |codes: &'static [u16]| fires(move |_| on_status(EventKind::Becomes, codes), &history);
    assert_eq!(becomes(&[1]), ["mon 09:00", "mon 12:00"]);
    assert_eq!(becomes(&[0, 1]), ["mon 09:00", "mon 11:00", "mon 12:00"]);
    assert_eq!(fires(|_| on_status(EventKind::Leaves, &[1]), &history), ["mon 11:00"]);
    let changes = fires(|_| on(EventKind::Changes(STATUS), "status changes"), &history);
    assert_eq!(changes, ["mon 11:00", "mon 12:00"]);
}

#[test]
fn an_if_unset_value_counts_as_the_value() {
    let normal = |plan: &mut PlanBuilder| {
        plan.plan.fields[STATUS.index()].if_unset = Some(Const::Code(0));
    };
    let history = [
        created_at("mon 09:00"),
        status("mon 10:00", 0),
        status("mon 11:00", 1),
        change("mon 12:00").set(STATUS, Value::Unset),
    ];
    let becomes = |plan: &mut PlanBuilder| {
        normal(plan);
        on_status(EventKind::Becomes, &[0])
    };
    assert_eq!(fires(becomes, &history), ["mon 09:00", "mon 12:00"]);
    let changes = |plan: &mut PlanBuilder| {
        normal(plan);
        on(EventKind::Changes(STATUS), "status changes")
    };
    assert_eq!(fires(changes, &history), ["mon 11:00", "mon 12:00"]);
}

#[test]
fn a_value_set_and_set_back_in_one_event_is_no_change() {
    let twice = status("mon 10:00", 1).code(STATUS, 0);
    let history = [created_at("mon 09:00").code(STATUS, 0), twice];
    assert_eq!(fires(|_| on(EventKind::Changes(STATUS), "status changes"), &history), [""; 0]);
    assert_eq!(fires(|_| enters(standard::DONE), &history), [""; 0]);
}

#[test]
fn states_fire_when_they_turn() {
    let history = [
        created_at("mon 09:00").code(STATUS, 1),
        status("mon 10:00", 1),
        status("mon 11:00", 0),
        status("mon 12:00", 1),
    ];
    assert_eq!(fires(|_| enters(standard::DONE), &history), ["mon 09:00", "mon 12:00"]);
    assert_eq!(fires(|_| exits(standard::DONE), &history), ["mon 11:00"]);
}

#[test]
fn states_may_speak_of_states() {
    let history =
        [created_at("mon 09:00").code(STATUS, 1), change("mon 10:00").tag("vip"), status("mon 11:00", 0)];
    let busy = |plan: &mut PlanBuilder| {
        let done = condition(ConditionKind::State(standard::DONE));
        enters(plan.state("served", all(vec![done, tagged(&["vip"])])))
    };
    assert_eq!(fires(busy, &history), ["mon 10:00"]);
}

#[test]
fn assignment_is_told_from_reassignment_whatever_event_carries_it() {
    let to = |at: &str, who: &'static str| change(at).set(standard::ASSIGNEE, Value::Text(who));
    let history = [
        created_at("mon 09:00"),
        to("mon 10:00", "jana"),
        to("mon 11:00", "jana"),
        to("mon 12:00", "igor"),
        change("mon 13:00").set(standard::ASSIGNEE, Value::Unset),
        Happening { kind: Happened::Assign, ..to("mon 14:00", "igor") },
    ];
    assert_eq!(fires(|_| on(EventKind::Assigned, "assigned"), &history), ["mon 10:00", "mon 14:00"]);
    assert_eq!(fires(|_| on(EventKind::Reassigned, "reassigned"), &history), ["mon 12:00"]);
    assert_eq!(fires(|_| on(EventKind::Unassigned, "unassigned"), &history), ["mon 13:00"]);
    let arrives = [created_at("mon 09:00").set(standard::ASSIGNEE, Value::Text("jana"))];
    assert_eq!(fires(|_| on(EventKind::Assigned, "assigned"), &arrives), ["mon 09:00"]);
    assert_eq!(fires(|_| on(EventKind::Reassigned, "reassigned"), &arrives), [""; 0]);
}

#[test]
fn tags_fire_when_they_come_and_go() {
    let vip = |kind: fn(String) -> EventKind| move |_: &mut PlanBuilder| on(kind("vip".to_owned()), "tag");
    let history = [
        created_at("mon 09:00").tag("vip"),
        change("mon 10:00").tag("vip"),
        change("mon 11:00").untag("vip"),
        change("mon 12:00").set(standard::TAGS, Value::List(&["a", "vip"])),
        change("mon 13:00").set(standard::TAGS, Value::List(&[])),
        change("mon 14:00").tag("vip").untag("vip"),
    ];
    assert_eq!(fires(vip(EventKind::Tagged), &history), ["mon 09:00", "mon 12:00"]);
    assert_eq!(fires(vip(EventKind::Untagged), &history), ["mon 11:00", "mon 13:00"]);
}

#[test]
fn phrases_can_be_narrowed_to_a_role_and_a_channel() {
    let mail = EventPattern { via: Some("email".to_owned()), ..customer_replies() };
    let history = [
        created_at("mon 09:00"),
        question("mon 10:00").via("chat"),
        question("mon 11:00").via("email"),
        question("mon 12:00"),
    ];
    assert_eq!(fires(|_| mail, &history), ["mon 11:00"]);
    let by_bot =
        EventPattern { by: Some(Role::Bot), ..on(EventKind::Message { by: None, public: false }, "message") };
    let bot = Happening { by: Role::Bot, ..question("mon 13:00") };
    assert_eq!(fires(|_| by_bot, &[created_at("mon 09:00"), question("mon 10:00"), bot]), ["mon 13:00"]);
}

#[test]
fn the_other_kinds_of_events_have_their_phrases() {
    let history = [
        created_at("mon 09:00"),
        event("mon 10:00", Happened::Callback),
        event("mon 11:00", Happened::Split),
        event("mon 12:00", Happened::Delete),
        event("mon 13:00", Happened::Restore),
        event("mon 14:00", Happened::Answered),
        event("mon 15:00", Happened::Signal { name: "paid" }),
        event("mon 16:00", Happened::Signal { name: "unpaid" }),
        event("mon 17:00", Happened::Merge),
    ];
    let of = |kind: EventKind| fires(|_| on(kind, "it"), &history);
    assert_eq!(of(EventKind::CallbackRequested), ["mon 10:00"]);
    assert_eq!(of(EventKind::Split), ["mon 11:00"]);
    assert_eq!(of(EventKind::Deleted), ["mon 12:00"]);
    assert_eq!(of(EventKind::Restored), ["mon 13:00"]);
    assert_eq!(of(EventKind::MarkedAnswered), ["mon 14:00"]);
    assert_eq!(of(EventKind::Signal("paid".to_owned())), ["mon 15:00"]);
    assert_eq!(of(EventKind::Merged), ["mon 17:00"]);
}

#[test]
fn a_contacts_phases_may_ask_for_a_result() {
    let ended = |at: &str, result| {
        event(at, Happened::Contact { medium: Medium::Call, phase: Some(Phase::Ended), result })
    };
    let history = [created_at("mon 09:00"), ended("mon 10:00", Some("voicemail")), ended("mon 11:00", None)];
    let of = |medium, result: Option<&str>| {
        let result = result.map(str::to_owned);
        fires(|_| on(EventKind::Contact { medium, phase: Phase::Ended, result }, "ends"), &history)
    };
    assert_eq!(of(Medium::Call, None), ["mon 10:00", "mon 11:00"]);
    assert_eq!(of(Medium::Call, Some("voicemail")), ["mon 10:00"]);
    assert_eq!(of(Medium::Chat, None), [""; 0]);
}

#[test]
fn the_engine_keeps_the_standard_fields() {
    let mut plan = PlanBuilder::new();
    plan.choice(STATUS, &["open", "solved", "pending"], false);
    plan.means(standard::DONE, is(STATUS, &[1]));
    let query = Query {
        capture: vec![
            standard::CREATED,
            standard::CHANGED,
            standard::DELETED,
            standard::LAST_MESSAGE,
            standard::LAST_MESSAGE_BY,
            standard::LAST_MESSAGE_AT,
            standard::CHANNEL,
            standard::REQUESTER,
            standard::REOPENS,
            standard::REPLIES,
            standard::TAGS,
        ],
        actions: false,
    };
    let private = Happening { kind: Happened::Message { public: false }, ..reply("mon 09:30").text("hm") };
    let history = [
        created_at("mon 09:00").actor("eva").via("email").text("help").tag("a"),
        reply("mon 09:10").text("done").code(STATUS, 1),
        private,
        question("mon 09:40").via("chat").code(STATUS, 0).tag("b").untag("a"),
        event("mon 09:50", Happened::Delete),
    ];
    let plan = plan.build();
    let fields =
        |history: &[Happening]| try_run(plan.clone(), &query, history, t("tue 00:00")).unwrap().fields;
    let at = |text: &str| format!("Instant(Instant({}))", t(text).0);
    assert_eq!(
        fields(&history),
        [
            at("mon 09:00").as_str(),
            at("mon 09:50").as_str(),
            at("mon 09:50").as_str(),
            "Unset",
            "Text(\"customer\")",
            at("mon 09:40").as_str(),
            "Text(\"email\")",
            "Text(\"eva\")",
            "Number(1.0)",
            "Number(1.0)",
            "List([\"b\"])",
        ]
    );
    let restored = [history.as_slice(), &[event("mon 09:55", Happened::Restore)]].concat();
    assert_eq!(fields(&restored)[2], "Unset");
    let set = change("mon 09:05")
        .set(standard::CHANNEL, Value::Text("phone"))
        .set(standard::REPLIES, Value::Number(7.0));
    let taken_over = [&history[..1], &[set], &history[1..]].concat();
    assert_eq!(
        (fields(&taken_over)[6].as_str(), fields(&taken_over)[9].as_str()),
        ("Text(\"phone\")", "Number(7.0)")
    );
}
