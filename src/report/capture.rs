//! The ticket's fields that come with every record, as kept values.

use crate::column::{Kind, NULL, Raw, items, number_to_raw};
use crate::period::{Period, days};
use crate::texts::Texts;
use crate::write::plain;
use duly_engine::{ScriptValue, Value};
use duly_plan::{Const, FieldId, FieldType, Plan};

/// A field of [`duly_engine::Query::capture`].
#[derive(Clone, Debug)]
pub(crate) struct Captured {
    /// Its place among the fields of a record.
    slot: usize,
    /// How its values are kept.
    pub(crate) kind: Kind,
}

impl Captured {
    /// The field, which must be one of those captured; without it every value is absent.
    pub(crate) fn new(plan: &Plan, capture: &[FieldId], field: FieldId) -> Captured {
        let slot = capture.iter().position(|f| *f == field).unwrap_or(usize::MAX);
        Captured { slot, kind: kind(&plan.field(field).kind) }
    }

    /// The value on a record with these fields.
    pub(crate) fn value(&self, fields: &[Value<'_>], texts: &mut Texts) -> Raw {
        fields.get(self.slot).map_or(NULL, |value| keep(value, texts))
    }
}

/// A constant of a field, as machine-readable reports write it.
pub(crate) fn constant_text(plan: &Plan, field: FieldId, constant: &Const) -> String {
    let mut texts = Texts::default();
    let raw = keep(&constant_value(constant), &mut texts);
    plain(kind(&plan.field(field).kind).cell(raw, &texts)).into_owned()
}

/// What a script gave, as machine-readable reports write it.
pub(crate) fn given_text(given: &ScriptValue) -> String {
    let mut texts = Texts::default();
    let (kind, raw) = match given {
        ScriptValue::Text(text) => (Kind::Text, texts.intern(text)),
        ScriptValue::Number(number) => (Kind::Number, number_to_raw(*number)),
        ScriptValue::YesNo(yes) => (Kind::YesNo, Raw::from(*yes)),
        ScriptValue::Date(day) => (Kind::Period(Period::Date), Raw::from(*day)),
        ScriptValue::Instant(at) => (Kind::Instant, at.0),
        ScriptValue::Duration(seconds) => (Kind::Seconds, *seconds),
        ScriptValue::List(list) => {
            let list: Vec<&str> = list.iter().map(AsRef::as_ref).collect();
            (Kind::Text, keep(&Value::List(&list), &mut texts))
        }
    };
    plain(kind.cell(raw, &texts)).into_owned()
}

/// A constant as a value.
fn constant_value(constant: &Const) -> Value<'_> {
    match constant {
        Const::Code(code) => Value::Code(*code),
        Const::Text(text) => Value::Text(text),
        Const::Number(number) => Value::Number(*number),
        Const::YesNo(yes) => Value::YesNo(*yes),
        Const::Date(date) => i32::try_from(days(*date)).map_or(Value::Unset, Value::Date),
        Const::Instant(at) => Value::Instant(*at),
        Const::Duration(seconds) => Value::Duration(*seconds),
    }
}

/// How the values of a type are kept.
fn kind(field: &FieldType) -> Kind {
    match field {
        FieldType::Text | FieldType::Person | FieldType::List => Kind::Text,
        FieldType::Number => Kind::Number,
        FieldType::YesNo => Kind::YesNo,
        FieldType::Date => Kind::Period(Period::Date),
        FieldType::Instant => Kind::Instant,
        FieldType::Duration => Kind::Seconds,
        FieldType::Choice { values, .. } => items(values.iter().map(String::as_str)),
    }
}

/// A list is kept as its texts in the order of their bytes, so that the order of adding makes no difference.
fn keep(value: &Value<'_>, texts: &mut Texts) -> Raw {
    match *value {
        Value::Unset | Value::List([]) => NULL,
        Value::Code(code) => Raw::from(code),
        Value::Text(text) => texts.intern(text),
        Value::Number(number) => number_to_raw(number),
        Value::YesNo(yes) => Raw::from(yes),
        Value::Date(day) => Raw::from(day),
        Value::Instant(at) => at.0,
        Value::Duration(seconds) => seconds,
        Value::List(list) => {
            let mut sorted = list.to_vec();
            sorted.sort_unstable();
            texts.intern(&sorted.join(", "))
        }
    }
}
