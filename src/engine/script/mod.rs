//! Scripts as the engine sees them: pure functions of a ticket's fields and states, run by a [`ScriptHost`] when
//! something asks, and remembered.

mod desk;

pub(crate) use desk::{Desk, Scripts, Seen};

use crate::event::Value;
use crate::slot::{date_of, days_of};
use duly_calendar::Instant;
use duly_diag::Span;
use duly_plan::{Computed, Const, Emit, FieldType, Plan, ScriptId, Verb};
use std::fmt;
use std::sync::Arc;

/// What runs the scripts of a plan. A call must depend on the script and its inputs alone, end soon whatever
/// the script does, and never panic.
pub trait ScriptHost: fmt::Debug + Send + Sync {
    /// Runs a script. The inputs stand in the order of [`duly_plan::Script::inputs`]; values of closed lists
    /// come as their texts, what is not set as [`Value::Unset`].
    ///
    /// # Errors
    /// Where in the policy it failed, and why; also when it gave something else than it declares.
    fn call(&self, script: ScriptId, inputs: &[Value<'_>]) -> Result<ScriptValue, ScriptFault>;
}

/// What a script gave; of the type that it declares.
#[derive(Clone, PartialEq, Debug)]
pub enum ScriptValue {
    /// A number.
    Number(f64),
    /// A text.
    Text(Arc<str>),
    /// Yes or no.
    YesNo(bool),
    /// Seconds.
    Duration(i64),
    /// An instant.
    Instant(Instant),
    /// Days since 1970-01-01.
    Date(i32),
    /// A list of texts.
    List(Arc<[Arc<str>]>),
}

impl ScriptValue {
    /// The value; a list has none, its texts are asked for one by one.
    pub(crate) fn value(&self) -> Value<'_> {
        match self {
            ScriptValue::Number(number) => Value::Number(*number),
            ScriptValue::Text(text) => Value::Text(text),
            ScriptValue::YesNo(yes) => Value::YesNo(*yes),
            ScriptValue::Duration(seconds) => Value::Duration(*seconds),
            ScriptValue::Instant(at) => Value::Instant(*at),
            ScriptValue::Date(days) => Value::Date(*days),
            ScriptValue::List(_) => Value::Unset,
        }
    }

    /// The constant of a field's type that this is; none if the field cannot hold it.
    #[must_use]
    pub fn constant(&self, kind: &FieldType) -> Option<Const> {
        Some(match (self, kind) {
            (ScriptValue::Text(text), FieldType::Choice { .. }) => Const::Code(kind.code(text)?),
            (ScriptValue::Text(text), FieldType::Text | FieldType::Person) => Const::Text(text.to_string()),
            (ScriptValue::Number(number), FieldType::Number) => Const::Number(*number),
            (ScriptValue::YesNo(yes), FieldType::YesNo) => Const::YesNo(*yes),
            (ScriptValue::Duration(seconds), FieldType::Duration) => Const::Duration(*seconds),
            (ScriptValue::Instant(at), FieldType::Instant) => Const::Instant(*at),
            (ScriptValue::Date(days), FieldType::Date) => Const::Date(date_of(*days)?),
            _ => return None,
        })
    }

    /// An action with what a script gave for it; none for `run`, and if the action cannot be done with it.
    #[must_use]
    pub fn said(&self, action: Computed, plan: &Plan) -> Option<Emit> {
        let text = || match self {
            ScriptValue::Text(text) => Some(text.to_string()),
            _ => None,
        };
        Some(match action.verb {
            Verb::Notify => Emit::Notify(text()?),
            Verb::Escalate => Emit::Escalate(text()?),
            Verb::Tag => Emit::Tag(text()?),
            Verb::Untag => Emit::Untag(text()?),
            Verb::Assign => Emit::Assign(text()?),
            Verb::Webhook => Emit::Webhook(text()?),
            Verb::Set(field) => Emit::Set(field, self.constant(&plan.field(field).kind)?),
            Verb::Run => return None,
        })
    }

    /// A constant as a script would give it; none for a value of a closed list, which only its field can name.
    pub(crate) fn of_constant(value: &Const) -> Option<ScriptValue> {
        Some(match value {
            Const::Code(_) => return None,
            Const::Text(text) => ScriptValue::Text(text.as_str().into()),
            Const::Number(number) => ScriptValue::Number(*number),
            Const::YesNo(yes) => ScriptValue::YesNo(*yes),
            Const::Date(date) => ScriptValue::Date(days_of(*date)),
            Const::Instant(at) => ScriptValue::Instant(*at),
            Const::Duration(seconds) => ScriptValue::Duration(*seconds),
        })
    }
}

/// Why a script gave nothing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ScriptFault {
    /// The script.
    pub script: ScriptId,
    /// Where in the policy.
    pub span: Span,
    /// What went wrong, one sentence in an admin's words, lower case, no full stop.
    pub message: String,
}
