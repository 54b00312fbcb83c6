//! The values of a session: what a question comes to.

use super::words::{duration, instant};
use crate::plan_view::{Words, length, name, quoted};
use chrono::NaiveDate;
use duly_calendar::Instant;
use duly_plan::{CalendarId, ClockId, Const, FieldId, FieldType, Length, LevelId, Plan, TestValue};

/// A value and its type.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// An instant.
    Instant(Instant),
    /// A civil date.
    Date(NaiveDate),
    /// Seconds, and the calendar they are counted on, if one is named.
    Time(i64, Option<CalendarId>),
    /// Days, and the calendar that they are days of, if one is named.
    Days(u32, duly_plan::DayUnit, Option<CalendarId>),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// Yes or no.
    YesNo(bool),
    /// What a field of the ticket holds.
    Field(FieldId, TestValue),
    /// A calendar.
    Calendar(CalendarId),
    /// A clock.
    Clock(ClockId),
    /// A level.
    Level(LevelId),
}

impl Value {
    /// A field that holds an instant, a date, a duration or a number is as good as what it holds.
    pub(super) fn plain(self) -> Value {
        match self {
            Value::Field(_, TestValue::Const(Const::Instant(at))) => Value::Instant(at),
            Value::Field(_, TestValue::Const(Const::Date(date))) => Value::Date(date),
            Value::Field(_, TestValue::Const(Const::Duration(seconds))) => Value::Time(seconds, None),
            Value::Field(_, TestValue::Const(Const::Number(number))) => Value::Number(number),
            other => other,
        }
    }

    /// Its type, in words.
    #[must_use]
    pub fn kind(&self, plan: &Plan) -> String {
        match self {
            Value::Instant(_) => "an instant".to_owned(),
            Value::Date(_) => "a date".to_owned(),
            Value::Time(_, None) => "a duration".to_owned(),
            Value::Time(_, Some(id)) => format!("a duration on `{}`", plan.calendars[id.index()].name),
            Value::Days(..) => "a day count".to_owned(),
            Value::Number(_) => "a number".to_owned(),
            Value::Text(_) => "a text".to_owned(),
            Value::YesNo(_) => "yes or no".to_owned(),
            Value::Field(field, _) => of_type(&plan.field(*field).kind),
            Value::Calendar(_) => "a calendar".to_owned(),
            Value::Clock(_) => "a clock".to_owned(),
            Value::Level(_) => "a level".to_owned(),
        }
    }

    /// As the language writes it; instants in the policy's zone.
    #[must_use]
    pub fn text(&self, plan: &Plan) -> String {
        match self {
            Value::Instant(at) => instant(*at, &plan.meta.zone),
            Value::Date(date) => date.to_string(),
            Value::Time(seconds, on) => format!("{}{}", duration(*seconds), on_calendar(plan, *on)),
            Value::Days(count, unit, on) => {
                format!("{}{}", length(Length::Days(*count, *unit)), on_calendar(plan, *on))
            }
            Value::Number(number) => number.to_string(),
            Value::Text(text) => quoted(text),
            Value::YesNo(yes) => yes_no(*yes).to_owned(),
            Value::Field(field, content) => content_text(plan, *field, content),
            Value::Calendar(id) => name(&plan.calendars[id.index()].name),
            Value::Clock(id) => name(&plan.clock(*id).name),
            Value::Level(id) => name(&plan.level(*id).name),
        }
    }
}

/// `yes` or `no`.
pub(super) fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// A type of fields, a closed list with its values.
fn of_type(kind: &FieldType) -> String {
    match kind {
        FieldType::Choice { values, ordered } => {
            let joiner = if *ordered { " < " } else { ", " };
            let values: Vec<String> = values.iter().map(|value| name(value)).collect();
            format!("one of {}", values.join(joiner))
        }
        kind => kind.describe().to_owned(),
    }
}

/// What a field holds, as the language writes it.
pub(super) fn content_text(plan: &Plan, field: FieldId, content: &TestValue) -> String {
    match content {
        TestValue::Unset => "not set".to_owned(),
        TestValue::List(texts) if texts.is_empty() => "none".to_owned(),
        TestValue::List(texts) => texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "),
        TestValue::Const(Const::Instant(at)) => instant(*at, &plan.meta.zone),
        TestValue::Const(value) => Words { plan }.value(field, value),
    }
}

/// ` on office`, or nothing.
pub(super) fn on_calendar(plan: &Plan, id: Option<CalendarId>) -> String {
    id.map_or_else(String::new, |id| format!(" on {}", name(&plan.calendars[id.index()].name)))
}
