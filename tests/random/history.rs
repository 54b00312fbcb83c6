//! Random histories of tickets, dense where something is about to happen.

use super::Dice;
use super::policy::Written;
use super::vocabulary::{CHANNELS, PEOPLE, RESULTS, SIGNALS, SUBJECTS, TAGS};
use crate::second::{Book, Event, Life, Value, zone};

/// One ticket's events.
#[derive(Clone, Debug)]
pub struct Story {
    /// Its name.
    pub ticket: String,
    /// In order; each has a `seq`.
    pub events: Vec<Event>,
}

const DAY: i64 = 86_400;

/// The histories of some tickets under a policy, and an instant to judge them at.
pub fn stories(dice: &mut Dice, written: &Written, policy: &Book, count: usize) -> (Vec<Story>, i64) {
    let midnight = zone::bound(policy.zone(), written.words.day, 0);
    let mut last = Vec::new();
    let mut stories = Vec::new();
    for number in 1..=count {
        let (events, mut ends) = story(dice, written, policy, midnight);
        last.append(&mut ends);
        stories.push(Story { ticket: format!("T-{number}"), events });
    }
    (stories, dice.pick(&last))
}

/// One history, and instants at which it may be judged.
fn story(dice: &mut Dice, written: &Written, policy: &Book, midnight: i64) -> (Vec<Event>, Vec<i64>) {
    let mut at = midnight + dice.from_to(0, 3 * DAY);
    if dice.chance(50) {
        at -= at.rem_euclid(900);
    }
    let mut life = Life::new(policy.policy(at));
    let mut events = Vec::new();
    for number in 0..dice.from_to(1, 14) {
        let mut event = if number == 0 { created(dice) } else { later(dice) };
        event.at = at;
        event.seq = Some(number);
        event.id = dice.chance(20).then(|| format!("e{number}"));
        sets(dice, written, &mut event, midnight, number == 0);
        life.happen(&event);
        events.push(event);
        at = next(dice, &life, at);
    }
    let reached = events.last().map_or(at, |event| event.at);
    let ends = (0..3).map(|_| next(dice, &life, reached)).collect();
    (events, ends)
}

/// When the next thing happens: at once, at an instant at which something is about to happen or a second
/// beside it, soon, or days later.
fn next(dice: &mut Dice, life: &Life<'_>, at: i64) -> i64 {
    let ahead: Vec<i64> = life.ahead().into_iter().filter(|instant| *instant < at + 20 * DAY).collect();
    match dice.below(20) {
        0..3 => at,
        3..11 if !ahead.is_empty() => (dice.pick(&ahead) + dice.from_to(-1, 1)).max(at),
        3..14 => at + dice.from_to(1, 7200),
        14..18 => at + dice.from_to(1, 24) * 3600,
        _ => at + dice.from_to(1, 5 * DAY),
    }
}

fn created(dice: &mut Dice) -> Event {
    Event {
        event: "created".to_owned(),
        by: dice.pick(&["customer", "customer", "customer", "agent", "system"]).to_owned(),
        actor: dice.chance(50).then(|| dice.pick(&PEOPLE).to_owned()),
        channel: dice.chance(70).then(|| dice.pick(&CHANNELS).to_owned()),
        text: dice.chance(30).then(|| "Please help".to_owned()),
        ..Event::default()
    }
}

fn later(dice: &mut Dice) -> Event {
    let roles = ["customer", "agent", "agent", "bot", "system", "vendor"];
    let mut event = Event {
        event: "change".to_owned(),
        by: dice.pick(&["agent", "agent", "system", "customer", ""]).to_owned(),
        actor: dice.chance(50).then(|| dice.pick(&PEOPLE).to_owned()),
        channel: dice.chance(25).then(|| dice.pick(&CHANNELS).to_owned()),
        ..Event::default()
    };
    match dice.below(24) {
        0..5 => {
            event.event = "message".to_owned();
            event.by = "agent".to_owned();
            event.public = dice.chance(25).then(|| dice.chance(50));
        }
        5..9 => {
            event.event = "message".to_owned();
            event.by = dice.pick(&["customer", "customer", "customer", "vendor", "bot"]).to_owned();
            event.public = dice.chance(10).then_some(true);
            event.text = dice.chance(40).then(|| "I need HELP".to_owned());
        }
        9 => {
            event.event = "note".to_owned();
            event.by = dice.pick(&roles).to_owned();
        }
        10..13 => {
            event.event = dice.pick(&["call", "chat", "call"]).to_owned();
            event.key = dice.chance(80).then(|| dice.pick(&["a", "b"]).to_owned());
            event.phase = Some(
                dice.pick(&["queued", "queued", "answered", "ended", "ringing", "transferred"]).to_owned(),
            );
            if event.phase.as_deref() == Some("ended") {
                event.result = dice.chance(60).then(|| dice.pick(&RESULTS).to_owned());
            }
        }
        13 => event.event = dice.pick(&["delete", "restore", "merge"]).to_owned(),
        14 => event.event = dice.pick(&["answered", "callback", "split"]).to_owned(),
        15 => {
            event.event = "signal".to_owned();
            event.name = Some(dice.pick(&SIGNALS).to_owned());
        }
        16 => event.event = "assign".to_owned(),
        _ => {}
    }
    event
}

/// What an event sets and tags.
fn sets(dice: &mut Dice, written: &Written, event: &mut Event, midnight: i64, first: bool) {
    let is_change = first || matches!(event.event.as_str(), "change" | "assign");
    let count = if is_change { 1 + dice.below(4) } else { dice.below(2) * dice.below(3) };
    for _ in 0..count {
        let (field, value) = set(dice, written, midnight);
        if event.set.iter().all(|(known, _)| *known != field) {
            event.set.push((field, value));
        }
    }
    if event.event == "assign" && event.set.iter().all(|(field, _)| field != "assignee") {
        event.set.push(("assignee".to_owned(), Some(Value::Text(dice.pick(&PEOPLE).to_owned()))));
    }
    if dice.chance(if is_change { 35 } else { 10 }) {
        event.add.push(dice.pick(&TAGS).to_owned());
    }
    if dice.chance(if is_change { 20 } else { 5 }) {
        event.remove.push(dice.pick(&TAGS).to_owned());
        event.remove.retain(|tag| !event.add.contains(tag));
    }
}

fn set(dice: &mut Dice, written: &Written, midnight: i64) -> (String, Option<Value>) {
    let text = |text: &str| Value::Text(text.to_owned());
    let (field, value) = match dice.below(22) {
        0..5 => {
            let status = &written.words.lists[1];
            (status.name, text(dice.pick(&status.values)))
        }
        5..11 => {
            let list = dice.pick(&written.words.lists);
            (list.name, text(dice.pick(&list.values).trim_matches('"')))
        }
        11 => ("seats", Value::Number(dice.pick(&[0.0, 5.0, 10.0, 99.5, 200.0]))),
        12 => ("vip", Value::YesNo(dice.chance(50))),
        13 => ("signed", Value::Date(written.words.date(dice))),
        14 => ("promised", Value::Instant(midnight + dice.from_to(-DAY, 8 * DAY))),
        15 => ("effort", Value::Duration(dice.pick(&[3600, 7200, 200_000]))),
        16 => ("assignee", text(dice.pick(&PEOPLE))),
        17 => ("partner", text(dice.pick(&PEOPLE))),
        18 => {
            let some = dice.some(&["desk", "lamp", "chair"], 2);
            ("products", Value::List(some.iter().map(|item| (*item).to_owned()).collect()))
        }
        19 | 20 => (
            "timezone",
            text(dice.pick(&["Asia/Kathmandu", "America/New_York", "Europe/Prague", "Mars/Base"])),
        ),
        _ => ("subject", text(dice.pick(&SUBJECTS))),
    };
    (field.to_owned(), (!dice.chance(12)).then_some(value))
}
