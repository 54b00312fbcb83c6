//! Questions to scripts.

use super::Facts;
use super::operators::{TextMatch, order_holds};
use crate::event::Value;
use crate::script::ScriptValue;
use duly_plan::{Compare, FieldId, FieldType, HasMode, Operand, Plan, ScriptId, ScriptQuestion, ScriptTest};
use std::sync::Arc;

/// A compiled question to a script; where the script fails, it does not hold.
#[derive(Clone, Debug)]
pub(super) struct ScriptOp {
    script: ScriptId,
    asked: Asked,
}

#[derive(Clone, Debug)]
enum Asked {
    Constant(Compare, ScriptValue),
    Field(Compare, FieldId),
    /// A closed list and its values, whose texts are compared.
    Choice(Compare, FieldId, Vec<String>),
    OneOf(Vec<ScriptValue>),
    Has(HasMode, Vec<String>),
    Text(TextMatch),
    /// A constant that no script gives, which a plan excludes.
    Never,
}

impl ScriptOp {
    pub(super) fn new(test: &ScriptTest, plan: &Plan) -> ScriptOp {
        let asked = match &test.question {
            ScriptQuestion::Compare { op, right: Operand::Const(value) } => {
                ScriptValue::of_constant(value).map_or(Asked::Never, |value| Asked::Constant(*op, value))
            }
            ScriptQuestion::Compare { op, right: Operand::Field(field) } => {
                match plan.fields.get(field.index()).map(|field| &field.kind) {
                    Some(FieldType::Choice { values, .. }) => Asked::Choice(*op, *field, values.clone()),
                    _ => Asked::Field(*op, *field),
                }
            }
            ScriptQuestion::OneOf(values) => {
                Asked::OneOf(values.iter().filter_map(ScriptValue::of_constant).collect())
            }
            ScriptQuestion::Has { mode, values } => Asked::Has(*mode, values.clone()),
            ScriptQuestion::Text { test, text } => Asked::Text(TextMatch::new(*test, text)),
        };
        ScriptOp { script: test.script, asked }
    }

    pub(super) fn holds(&self, facts: &impl Facts) -> bool {
        facts.script(self.script).is_some_and(|given| self.answer(&given, facts))
    }

    fn answer(&self, given: &ScriptValue, facts: &impl Facts) -> bool {
        let value = given.value();
        match &self.asked {
            Asked::Constant(op, right) => order_holds(value, *op, right.value()),
            Asked::Field(op, field) => order_holds(value, *op, facts.value(*field)),
            Asked::Choice(op, field, names) => {
                let name = facts.code(*field).and_then(|code| names.get(usize::from(code)));
                name.is_some_and(|name| order_holds(value, *op, Value::Text(name)))
            }
            Asked::OneOf(values) => values.iter().any(|right| order_holds(value, Compare::Is, right.value())),
            Asked::Has(mode, texts) => has(given, *mode, texts),
            Asked::Text(test) => matches!(value, Value::Text(text) if test.matches(text)),
            Asked::Never => false,
        }
    }
}

fn has(given: &ScriptValue, mode: HasMode, texts: &[String]) -> bool {
    let ScriptValue::List(list) = given else { return false };
    let there = |text: &String| list.iter().any(|held: &Arc<str>| **held == **text);
    match mode {
        HasMode::Any => texts.iter().any(there),
        HasMode::All => texts.iter().all(there),
    }
}
