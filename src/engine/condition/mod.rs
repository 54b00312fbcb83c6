//! Conditions, compiled: the one evaluator, shared by the engine and by the filters of reports.

mod compile;
mod elapsed;
mod operators;
mod script;

pub(crate) use compile::Compiler;
pub(crate) use elapsed::{Elapsed, add_days};
pub use operators::Constant;

use crate::event::Value;
use crate::script::ScriptValue;
use duly_calendar::Instant;
use duly_plan::{ClockId, ClockState, Condition, FieldId, Plan, ScriptId, Since, StateId};
use operators::{CodeSet, TextMatch, order_holds};
use script::ScriptOp;
use std::sync::Arc;

/// What a condition can ask about a ticket or a record.
///
/// Only [`Facts::value`] is needed by those who have nothing but values; the rest has defaults that follow from it.
pub trait Facts {
    /// A field's value; its `if unset` value if the policy names one and the field is not set.
    fn value(&self, field: FieldId) -> Value<'_>;

    /// A value of a closed list.
    fn code(&self, field: FieldId) -> Option<u16> {
        if let Value::Code(code) = self.value(field) { Some(code) } else { None }
    }

    /// Whether the field is set. A list is set while it has values.
    fn is_set(&self, field: FieldId) -> bool {
        !matches!(self.value(field), Value::Unset | Value::List([]))
    }

    /// Whether the field holds this text.
    fn text_is(&self, field: FieldId, text: &Constant) -> bool {
        self.value(field) == Value::Text(text.as_str())
    }

    /// Whether the list has this text.
    fn has(&self, field: FieldId, text: &Constant) -> bool {
        matches!(self.value(field), Value::List(list) if list.contains(&text.as_str()))
    }

    /// The instant that is judged; asked by `age` and `idle` alone.
    fn now(&self) -> Option<Instant> {
        None
    }

    /// Since when `age` or `idle` counts.
    fn since(&self, _since: Since) -> Option<Instant> {
        None
    }

    /// Whether a clock is in a state.
    fn clock_is(&self, _clock: ClockId, _state: ClockState) -> bool {
        false
    }

    /// What a script gives; none where scripts cannot be asked, and where it failed.
    fn script(&self, _script: ScriptId) -> Option<ScriptValue> {
        None
    }

    /// Whether a state holds, for those who keep track; none: it is worked out from the fields.
    fn state(&self, _state: StateId) -> Option<bool> {
        None
    }
}

/// A compiled condition.
#[derive(Clone, Debug)]
pub struct Test(Op);

impl Test {
    /// Compiles a condition of a plan, so that it can be tried many times.
    #[must_use]
    pub fn new(plan: &Plan, condition: &Condition) -> Test {
        Compiler::new(plan).test(condition)
    }

    /// Whether it holds.
    #[must_use]
    pub fn holds(&self, facts: &impl Facts) -> bool {
        self.0.holds(facts)
    }
}

/// A compiled condition's node.
#[derive(Clone, Debug)]
enum Op {
    Known(bool),
    All(Box<[Op]>),
    Any(Box<[Op]>),
    Not(Box<Op>),
    State(StateRef),
    CodeIn { field: FieldId, codes: CodeSet },
    TextIn { field: FieldId, texts: Box<[Constant]> },
    Order { field: FieldId, op: duly_plan::Compare, right: Value<'static> },
    Fields { left: FieldId, op: duly_plan::Compare, right: FieldId },
    IsSet(FieldId),
    HasAny { field: FieldId, texts: Box<[Constant]> },
    HasAll { field: FieldId, texts: Box<[Constant]> },
    Match { field: FieldId, test: TextMatch },
    During { field: FieldId, calendar: crate::local::OnCalendar, outside: bool },
    OnDays { field: FieldId, days: duly_calendar::spec::WeekdaySet, zone: duly_calendar::Zone },
    FromTo { field: FieldId, from: u32, to: u32, zone: duly_calendar::Zone },
    Elapsed(Elapsed),
    ClockIs { clock: ClockId, state: ClockState },
    Script(Box<ScriptOp>),
}

/// A state in a condition.
#[derive(Clone, Debug)]
struct StateRef {
    id: StateId,
    /// Whether only events of fields move it, so that whoever keeps track of states knows it at any time.
    of_fields: bool,
    op: Arc<Op>,
}

impl Op {
    fn holds(&self, facts: &impl Facts) -> bool {
        match self {
            Op::Known(known) => *known,
            Op::All(all) => all.iter().all(|op| op.holds(facts)),
            Op::Any(any) => any.iter().any(|op| op.holds(facts)),
            Op::Not(op) => !op.holds(facts),
            Op::State(state) => state.holds(facts),
            Op::CodeIn { field, codes } => facts.code(*field).is_some_and(|code| codes.contains(code)),
            Op::TextIn { field, texts } => texts.iter().any(|text| facts.text_is(*field, text)),
            Op::Order { field, op, right } => order_holds(facts.value(*field), *op, *right),
            Op::Fields { left, op, right } => order_holds(facts.value(*left), *op, facts.value(*right)),
            Op::IsSet(field) => facts.is_set(*field),
            Op::HasAny { field, texts } => texts.iter().any(|text| facts.has(*field, text)),
            Op::HasAll { field, texts } => texts.iter().all(|text| facts.has(*field, text)),
            Op::Match { field, test } => {
                matches!(facts.value(*field), Value::Text(text) if test.matches(text))
            }
            Op::During { field, calendar, outside } => {
                matches!(facts.value(*field), Value::Instant(at) if calendar.now(facts).is_open(at) != *outside)
            }
            Op::OnDays { field, days, zone } => operators::on_days(facts.value(*field), *days, zone),
            Op::FromTo { field, from, to, zone } => operators::from_to(facts.value(*field), *from, *to, zone),
            Op::Elapsed(elapsed) => elapsed.holds(facts),
            Op::ClockIs { clock, state } => facts.clock_is(*clock, *state),
            Op::Script(asked) => asked.holds(facts),
        }
    }
}

impl StateRef {
    fn holds(&self, facts: &impl Facts) -> bool {
        let known = if self.of_fields { facts.state(self.id) } else { None };
        known.unwrap_or_else(|| self.op.holds(facts))
    }
}
