//! One event as a step of a test says it.

use crate::moment::duration;
use crate::plan_view::{name, quoted};
use duly_calendar::{Instant, Zone};
use duly_plan::{Const, FieldId, Medium, Phase, Plan, Role, TestEvent, TestEventKind, TestValue, standard};

/// Words that a set line would take for something else than a field or a value.
const TAKEN: [&str; 12] =
    ["actor", "key", "text", "public", "tagged", "untagged", "unset", "then", "and", "or", "because", "if"];
/// What duly keeps itself, so that no event of a test can set it.
const KEPT: [FieldId; 6] = [
    standard::CREATED,
    standard::CHANGED,
    standard::DELETED,
    standard::LAST_MESSAGE,
    standard::LAST_MESSAGE_BY,
    standard::LAST_MESSAGE_AT,
];

/// `2026-03-06 14:40` in a zone, or in UTC where the zone's clock shows that time twice.
pub(super) fn instant(at: Instant, zone: &Zone) -> String {
    let seconds = if at.0.rem_euclid(60) == 0 { "" } else { ":%S" };
    let local = zone.local(at);
    if zone.instant(local) == at {
        local.format(&format!("%Y-%m-%d %H:%M{seconds}")).to_string()
    } else {
        Zone::utc().local(at).format(&format!("%Y-%m-%dT%H:%M{seconds}Z")).to_string()
    }
}

/// A text on one line, as strings are; what would swallow the closing quote has a space behind it.
pub(super) fn one_line(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.ends_with('\\') { line + " " } else { line }
}

fn text(text: &str) -> String {
    quoted(&one_line(text))
}

/// A name or value, in quotes where it would be taken for something else.
fn word(text: &str) -> String {
    if TAKEN.contains(&text) { quoted(text) } else { name(&one_line(text)) }
}

/// An event with what it sets.
pub(super) fn phrase(plan: &Plan, event: &TestEvent) -> String {
    let mut sets: Vec<(FieldId, &TestValue)> = Vec::new();
    for (field, value) in event.sets.iter().filter(|(field, _)| !KEPT.contains(field)) {
        // Of two values for one field in one update the last one stands.
        sets.retain(|(known, _)| known != field);
        sets.push((*field, value));
    }
    let (said, usual) = subject(event, &sets);
    let by = if event.by == usual { String::new() } else { format!(" by {}", event.by.as_str()) };
    let via = event.channel.as_ref().map_or(String::new(), |channel| format!(" via {}", word(channel)));
    let mut parts: Vec<String> = Vec::new();
    let message =
        matches!(event.kind, TestEventKind::Message { .. } | TestEventKind::Created | TestEventKind::Note);
    if let TestEventKind::Message { public: false } = event.kind {
        parts.push("public no".to_owned());
    }
    parts.extend(event.key.as_ref().map(|key| format!("key {}", text(key))));
    parts.extend(event.actor.as_ref().map(|actor| format!("actor {}", text(actor))));
    parts.extend(event.text.as_ref().filter(|_| message).map(|said| format!("text {}", text(said))));
    parts.extend(sets.iter().map(|(field, value)| set(plan, *field, value)));
    parts.extend(event.tags_added.iter().map(|tag| format!("tagged {}", text(tag))));
    parts.extend(event.tags_removed.iter().map(|tag| format!("untagged {}", text(tag))));
    let block = if parts.is_empty() { String::new() } else { format!(" {{ {} }}", parts.join("; ")) };
    format!("{said}{by}{via}{block}")
}

/// The phrase, and who does it if nothing is said.
fn subject(event: &TestEvent, sets: &[(FieldId, &TestValue)]) -> (String, Role) {
    let plain = |words: &str| (words.to_owned(), Role::System);
    match &event.kind {
        TestEventKind::Created => ("created".to_owned(), Role::Customer),
        TestEventKind::Message { public: true } if event.by == Role::Customer => {
            ("customer replies".to_owned(), Role::Customer)
        }
        TestEventKind::Message { public: true } if event.by == Role::Agent => {
            ("agent replies".to_owned(), Role::Agent)
        }
        TestEventKind::Message { .. } => (format!("message by {}", event.by.as_str()), event.by),
        TestEventKind::Note if event.by == Role::Agent => ("agent notes".to_owned(), Role::Agent),
        TestEventKind::Note => plain("noted"),
        TestEventKind::Assign if sets.iter().any(|(field, _)| *field == standard::ASSIGNEE) => {
            plain("assigned")
        }
        TestEventKind::Assign | TestEventKind::Change => plain("changed"),
        TestEventKind::Contact { medium, phase, result } => {
            let medium = match medium {
                Medium::Chat => "chat",
                Medium::Call => "call",
            };
            let phase = match phase {
                Phase::Queued => "starts",
                Phase::Ringing => "rings",
                Phase::Answered => "answered",
                Phase::Transferred => "transferred",
                Phase::Ended => "ends",
            };
            let result = result.as_ref().map_or(String::new(), |result| format!(" as {}", text(result)));
            (format!("{medium} {phase}{result}"), Role::System)
        }
        TestEventKind::Callback => plain("callback requested"),
        TestEventKind::Merge => plain("merged"),
        TestEventKind::Split => plain("split"),
        TestEventKind::Delete => plain("deleted"),
        TestEventKind::Restore => plain("restored"),
        TestEventKind::Answered => plain("marked answered"),
        TestEventKind::Signal(signal) => (format!("signal {}", text(signal)), Role::System),
    }
}

/// `priority high`
fn set(plan: &Plan, field: FieldId, value: &TestValue) -> String {
    let of = plan.field(field);
    let value = match value {
        TestValue::Unset => "unset".to_owned(),
        TestValue::List(texts) if texts.is_empty() => "unset".to_owned(),
        TestValue::List(texts) => texts.iter().map(|each| text(each)).collect::<Vec<_>>().join(", "),
        TestValue::Const(Const::Code(code)) => of.kind.value(*code).map_or_else(String::new, word),
        TestValue::Const(Const::Text(each)) => text(each),
        TestValue::Const(Const::Number(number)) => number.to_string(),
        TestValue::Const(Const::YesNo(true)) => "yes".to_owned(),
        TestValue::Const(Const::YesNo(false)) => "no".to_owned(),
        TestValue::Const(Const::Date(date)) => date.to_string(),
        TestValue::Const(Const::Instant(at)) => instant(*at, &plan.meta.zone),
        TestValue::Const(Const::Duration(seconds)) => duration(*seconds),
    };
    format!("{} {value}", word(&of.name))
}
