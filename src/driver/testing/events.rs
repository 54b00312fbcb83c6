//! Events of tests as the engine takes them, and events of a log as tests hold them.

use duly_calendar::Instant;
use duly_engine::{Event, EventKind, Origin, Set, Value};
use duly_plan::{Const, TestEvent, TestEventKind, TestValue};

/// An event of a test with its parts in the shape that the engine borrows.
#[derive(Debug)]
pub struct Ready<'e> {
    event: &'e TestEvent,
    lists: Vec<Vec<&'e str>>,
    added: Vec<&'e str>,
    removed: Vec<&'e str>,
}

impl<'e> Ready<'e> {
    /// Makes an event ready.
    #[must_use]
    pub fn new(event: &'e TestEvent) -> Ready<'e> {
        let lists = event.sets.iter().map(|(_, value)| match value {
            TestValue::List(texts) => texts.iter().map(String::as_str).collect(),
            TestValue::Unset | TestValue::Const(_) => Vec::new(),
        });
        Ready {
            event,
            lists: lists.collect(),
            added: event.tags_added.iter().map(String::as_str).collect(),
            removed: event.tags_removed.iter().map(String::as_str).collect(),
        }
    }

    /// Hands the event out as the engine takes it; `record` is its number in the test, from 1.
    pub fn at<T>(&self, at: Instant, record: u64, take: impl FnOnce(&Event<'_>) -> T) -> T {
        self.read_at(at, Origin { input: 0, record }, take)
    }

    /// The same for an event that was read somewhere.
    pub fn read_at<T>(&self, at: Instant, origin: Origin, take: impl FnOnce(&Event<'_>) -> T) -> T {
        let event = self.event;
        let sets: Vec<Set<'_>> = event
            .sets
            .iter()
            .zip(&self.lists)
            .map(|((field, value), list)| Set { field: *field, value: borrowed(value, list) })
            .collect();
        take(&Event {
            at,
            kind: kind(&event.kind),
            by: event.by,
            actor: event.actor.as_deref(),
            channel: event.channel.as_deref(),
            key: event.key.as_deref(),
            text: event.text.as_deref(),
            sets: &sets,
            tags_added: &self.added,
            tags_removed: &self.removed,
            origin,
        })
    }
}

fn borrowed<'v>(value: &'v TestValue, list: &'v [&'v str]) -> Value<'v> {
    match value {
        TestValue::Unset => Value::Unset,
        TestValue::List(_) => Value::List(list),
        TestValue::Const(Const::Code(code)) => Value::Code(*code),
        TestValue::Const(Const::Text(text)) => Value::Text(text),
        TestValue::Const(Const::Number(number)) => Value::Number(*number),
        TestValue::Const(Const::YesNo(answer)) => Value::YesNo(*answer),
        TestValue::Const(Const::Date(date)) => Value::Date(days(*date)),
        TestValue::Const(Const::Instant(at)) => Value::Instant(*at),
        TestValue::Const(Const::Duration(seconds)) => Value::Duration(*seconds),
    }
}

/// Days since 1970-01-01.
fn days(date: chrono::NaiveDate) -> i32 {
    let days = date.signed_duration_since(chrono::NaiveDate::default()).num_days();
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// The date so many days after 1970-01-01.
fn date(days: i32) -> chrono::NaiveDate {
    let epoch = chrono::NaiveDate::default();
    epoch.checked_add_signed(chrono::Duration::days(i64::from(days))).unwrap_or(epoch)
}

fn kind(kind: &TestEventKind) -> EventKind<'_> {
    match kind {
        TestEventKind::Created => EventKind::Created,
        TestEventKind::Message { public } => EventKind::Message { public: *public },
        TestEventKind::Note => EventKind::Note,
        TestEventKind::Change => EventKind::Change,
        TestEventKind::Assign => EventKind::Assign,
        TestEventKind::Contact { medium, phase, result } => {
            EventKind::Contact { medium: *medium, phase: Some(*phase), result: result.as_deref() }
        }
        TestEventKind::Callback => EventKind::Callback,
        TestEventKind::Merge => EventKind::Merge,
        TestEventKind::Split => EventKind::Split,
        TestEventKind::Delete => EventKind::Delete,
        TestEventKind::Restore => EventKind::Restore,
        TestEventKind::Answered => EventKind::Answered,
        TestEventKind::Signal(name) => EventKind::Signal { name },
    }
}

/// An event of a log as a test holds it.
#[must_use]
pub fn owned(event: &Event<'_>) -> TestEvent {
    let text = |text: Option<&str>| text.map(str::to_owned);
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let kind = match event.kind {
        EventKind::Created => TestEventKind::Created,
        EventKind::Message { public } => TestEventKind::Message { public },
        EventKind::Note => TestEventKind::Note,
        EventKind::Assign => TestEventKind::Assign,
        EventKind::Contact { medium, phase: Some(phase), result } => {
            TestEventKind::Contact { medium, phase, result: text(result) }
        }
        // News of a contact that is none of its phases does what a change does.
        EventKind::Change | EventKind::Contact { phase: None, .. } => TestEventKind::Change,
        EventKind::Callback => TestEventKind::Callback,
        EventKind::Merge => TestEventKind::Merge,
        EventKind::Split => TestEventKind::Split,
        EventKind::Delete => TestEventKind::Delete,
        EventKind::Restore => TestEventKind::Restore,
        EventKind::Answered => TestEventKind::Answered,
        EventKind::Signal { name } => TestEventKind::Signal(name.to_owned()),
    };
    TestEvent {
        kind,
        by: event.by,
        actor: text(event.actor),
        channel: text(event.channel),
        key: text(event.key),
        text: text(event.text),
        sets: event.sets.iter().map(|set| (set.field, value(set.value))).collect(),
        tags_added: texts(event.tags_added),
        tags_removed: texts(event.tags_removed),
    }
}

fn value(value: Value<'_>) -> TestValue {
    TestValue::Const(match value {
        Value::Unset => return TestValue::Unset,
        Value::List(texts) => return TestValue::List(texts.iter().map(|text| (*text).to_owned()).collect()),
        Value::Code(code) => Const::Code(code),
        Value::Text(text) => Const::Text(text.to_owned()),
        Value::Number(number) => Const::Number(number),
        Value::YesNo(answer) => Const::YesNo(answer),
        Value::Date(days) => Const::Date(date(days)),
        Value::Instant(at) => Const::Instant(at),
        Value::Duration(seconds) => Const::Duration(seconds),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use duly_plan::{FieldId, Medium, Phase, Role};

    #[test]
    fn an_event_comes_back_as_it_was() {
        let event = TestEvent {
            kind: TestEventKind::Contact {
                medium: Medium::Call,
                phase: Phase::Ended,
                result: Some("x".into()),
            },
            by: Role::Bot,
            actor: Some("a".into()),
            channel: Some("c".into()),
            key: Some("k".into()),
            text: Some("t".into()),
            sets: vec![
                (FieldId(1), TestValue::Unset),
                (FieldId(2), TestValue::List(vec!["a".into(), "b".into()])),
                (FieldId(3), TestValue::Const(Const::Date(date(20_000)))),
                (FieldId(4), TestValue::Const(Const::Number(0.5))),
            ],
            tags_added: vec!["one".into()],
            tags_removed: vec!["two".into()],
        };
        let back = Ready::new(&event).at(Instant(5), 2, |ready| {
            assert_eq!((ready.at, ready.origin.record), (Instant(5), 2));
            owned(ready)
        });
        assert_eq!(back, event);
    }
}
