//! An event that a session keeps.

use crate::testing::Ready;
use chrono::{Days, NaiveDate};
use duly_calendar::Instant;
use duly_engine::{Event, Origin, Value};
use duly_plan::{Const, Role, TestEvent, TestEventKind, TestValue};

/// Where typed events are: in no input.
const TYPED: Origin = Origin { input: u32::MAX, record: 0 };

/// An event at its instant.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Happened {
    /// When.
    pub at: Instant,
    /// What.
    pub event: TestEvent,
    /// Where it was read; none: it was typed.
    pub origin: Option<Origin>,
}

impl Happened {
    /// Whether it creates the ticket.
    pub fn creates(&self) -> bool {
        self.event.kind == TestEventKind::Created
    }

    /// By whom.
    pub fn by(&self) -> Role {
        self.event.by
    }

    /// Hands it out as the engine takes it.
    pub fn with<T>(&self, take: impl FnOnce(&Event<'_>) -> T) -> T {
        Ready::new(&self.event).read_at(self.at, self.origin.unwrap_or(TYPED), take)
    }
}

/// A value of the engine, kept.
pub(super) fn kept(value: &Value<'_>) -> TestValue {
    TestValue::Const(match value {
        Value::Unset => return TestValue::Unset,
        Value::List(texts) => return TestValue::List(texts.iter().map(|t| (*t).to_owned()).collect()),
        Value::Code(code) => Const::Code(*code),
        Value::Text(text) => Const::Text((*text).to_owned()),
        Value::Number(number) => Const::Number(*number),
        Value::YesNo(yes) => Const::YesNo(*yes),
        Value::Date(days) => Const::Date(date(*days)),
        Value::Instant(at) => Const::Instant(*at),
        Value::Duration(seconds) => Const::Duration(*seconds),
    })
}

/// The date so many days after 1970-01-01.
fn date(days: i32) -> NaiveDate {
    let (epoch, length) = (NaiveDate::default(), Days::new(u64::from(days.unsigned_abs())));
    let date = if days < 0 { epoch.checked_sub_days(length) } else { epoch.checked_add_days(length) };
    date.unwrap_or(epoch)
}

/// The texts of a list.
pub(super) fn texts(value: &TestValue) -> Vec<&str> {
    if let TestValue::List(texts) = value { texts.iter().map(String::as_str).collect() } else { Vec::new() }
}

/// A kept value as the engine takes it; `texts` are those of a list.
pub(super) fn lent<'v>(value: &'v TestValue, texts: &'v [&'v str]) -> Value<'v> {
    match value {
        TestValue::Unset => Value::Unset,
        TestValue::List(_) => Value::List(texts),
        TestValue::Const(Const::Code(code)) => Value::Code(*code),
        TestValue::Const(Const::Text(text)) => Value::Text(text),
        TestValue::Const(Const::Number(number)) => Value::Number(*number),
        TestValue::Const(Const::YesNo(yes)) => Value::YesNo(*yes),
        TestValue::Const(Const::Date(date)) => {
            let days = date.signed_duration_since(NaiveDate::default()).num_days();
            Value::Date(i32::try_from(days).unwrap_or(i32::MAX))
        }
        TestValue::Const(Const::Instant(at)) => Value::Instant(*at),
        TestValue::Const(Const::Duration(seconds)) => Value::Duration(*seconds),
    }
}
