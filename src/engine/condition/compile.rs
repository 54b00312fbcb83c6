//! From the plan's conditions to tests.

use super::operators::{CodeSet, TextMatch};
use super::{Constant, Elapsed, Op, ScriptOp, StateRef, Test};
use crate::event::Value;
use crate::local::OnCalendar;
use crate::slot::days_of;
use crate::symbols::Symbols;
use duly_plan::{
    Compare, Condition, ConditionKind, Const, FieldId, FieldType, HasMode, Operand, Plan, StateId,
};
use std::sync::Arc;

/// Compiles the conditions of one plan over one table of symbols.
pub(crate) struct Compiler<'p> {
    plan: &'p Plan,
    /// The constants met so far.
    pub(crate) symbols: Symbols,
    states: Vec<Option<StateRef>>,
}

impl<'p> Compiler<'p> {
    pub(crate) fn new(plan: &'p Plan) -> Compiler<'p> {
        Compiler { plan, symbols: Symbols::default(), states: vec![None; plan.states.len()] }
    }

    pub(crate) fn plan(&self) -> &'p Plan {
        self.plan
    }

    /// A condition as a test.
    pub(crate) fn test(&mut self, condition: &Condition) -> Test {
        Test(self.op(condition))
    }

    /// A state's condition as a test.
    pub(crate) fn state_test(&mut self, state: StateId) -> Test {
        Test((*self.state(state).op).clone())
    }

    /// Conditions of which all or any must hold: the cheap ones first, since the order changes no answer.
    fn ops(&mut self, conditions: &[Condition]) -> Box<[Op]> {
        let mut ops: Vec<Op> = conditions.iter().map(|condition| self.op(condition)).collect();
        ops.sort_by_key(Op::cost);
        ops.into()
    }

    fn op(&mut self, condition: &Condition) -> Op {
        match &condition.kind {
            ConditionKind::Known(known) => Op::Known(*known),
            ConditionKind::All(all) => Op::All(self.ops(all)),
            ConditionKind::Any(any) => Op::Any(self.ops(any)),
            ConditionKind::Not(inner) => Op::Not(Box::new(self.op(inner))),
            ConditionKind::State(state) => Op::State(self.state(*state)),
            ConditionKind::Compare { field, op, right } => self.compare(*field, *op, right),
            ConditionKind::OneOf { field, values } => self.one_of(*field, values),
            ConditionKind::IsSet(field) => Op::IsSet(*field),
            ConditionKind::Has { field, mode, values } => self.has(*field, *mode, values),
            ConditionKind::Text { field, test, text } => self.matching(*field, &TextMatch::new(*test, text)),
            ConditionKind::During { field, calendar, outside, .. } => Op::During {
                field: *field,
                calendar: OnCalendar::new(self.plan, *calendar),
                outside: *outside,
            },
            ConditionKind::OnDays { field, days } => {
                Op::OnDays { field: *field, days: *days, zone: self.plan.meta.zone.clone() }
            }
            ConditionKind::FromTo { field, from, to } => {
                Op::FromTo { field: *field, from: *from, to: *to, zone: self.plan.meta.zone.clone() }
            }
            ConditionKind::Elapsed { since, op, length, calendar, .. } => {
                Op::Elapsed(Elapsed::new(self.plan, *since, *op, *length, *calendar))
            }
            ConditionKind::Script(test) => Op::Script(Box::new(ScriptOp::new(test, self.plan))),
            ConditionKind::ClockIs { clock, state } => Op::ClockIs { clock: *clock, state: *state },
        }
    }

    fn state(&mut self, id: StateId) -> StateRef {
        if let Some(Some(state)) = self.states.get(id.index()) {
            return state.clone();
        }
        let condition = self.plan.state(id).condition.as_ref();
        let op = condition.map_or(Op::Known(false), |condition| self.op(condition));
        let state = StateRef { id, of_fields: op.of_fields(), op: Arc::new(op) };
        self.states[id.index()] = Some(state.clone());
        state
    }

    fn text(&mut self, text: &str) -> Constant {
        Constant::new(text, self.symbols.intern(text))
    }

    fn texts<'t>(&mut self, texts: impl IntoIterator<Item = &'t String>) -> Box<[Constant]> {
        texts.into_iter().map(|text| self.text(text)).collect()
    }

    fn has(&mut self, field: FieldId, mode: HasMode, values: &[String]) -> Op {
        let texts = self.texts(values);
        match mode {
            HasMode::Any => Op::HasAny { field, texts },
            HasMode::All => Op::HasAll { field, texts },
        }
    }

    fn compare(&mut self, field: FieldId, op: Compare, right: &Operand) -> Op {
        match (right, op) {
            (Operand::Field(right), _) => Op::Fields { left: field, op, right: *right },
            (Operand::Const(value), Compare::Is) => self.one_of(field, std::slice::from_ref(value)),
            (Operand::Const(value), _) => {
                constant(value).map_or(Op::Known(false), |right| Op::Order { field, op, right })
            }
        }
    }

    /// A test of a text; of a closed list it holds for the values that pass.
    fn matching(&self, field: FieldId, test: &TextMatch) -> Op {
        let kind = self.plan.fields.get(field.index()).map(|field| &field.kind);
        let Some(FieldType::Choice { values, .. }) = kind else {
            return Op::Match { field, test: test.clone() };
        };
        let mut codes = CodeSet::default();
        let passing = values.iter().enumerate().filter(|(_, value)| test.matches(value));
        passing.filter_map(|(at, _)| u16::try_from(at).ok()).for_each(|code| codes.insert(code));
        Op::CodeIn { field, codes }
    }

    /// Membership: values of a closed list as one set, texts as symbols, anything else one by one.
    fn one_of(&mut self, field: FieldId, values: &[Const]) -> Op {
        let mut codes = CodeSet::default();
        let mut texts = Vec::new();
        let mut ops = Vec::new();
        for value in values {
            match value {
                Const::Code(code) => codes.insert(*code),
                Const::Text(text) => texts.push(self.text(text)),
                other => ops.extend(constant(other).map(|right| Op::Order { field, op: Compare::Is, right })),
            }
        }
        if codes != CodeSet::default() {
            ops.push(Op::CodeIn { field, codes });
        }
        if !texts.is_empty() {
            ops.push(Op::TextIn { field, texts: texts.into() });
        }
        if ops.len() == 1 { ops.swap_remove(0) } else { Op::Any(ops.into()) }
    }
}

/// A constant that is not a text.
fn constant(value: &Const) -> Option<Value<'static>> {
    match value {
        Const::Code(code) => Some(Value::Code(*code)),
        Const::Text(_) => None,
        Const::Number(number) => Some(Value::Number(*number)),
        Const::YesNo(yes) => Some(Value::YesNo(*yes)),
        Const::Date(date) => Some(Value::Date(days_of(*date))),
        Const::Instant(at) => Some(Value::Instant(*at)),
        Const::Duration(seconds) => Some(Value::Duration(*seconds)),
    }
}

impl Op {
    /// How much an answer costs, roughly.
    fn cost(&self) -> u8 {
        match self {
            Op::Known(_) | Op::CodeIn { .. } | Op::IsSet(_) | Op::ClockIs { .. } => 0,
            Op::TextIn { .. } | Op::Order { .. } | Op::Fields { .. } | Op::State(_) => 1,
            Op::HasAny { .. } | Op::HasAll { .. } => 2,
            Op::Not(op) => op.cost(),
            Op::All(ops) | Op::Any(ops) => ops.iter().map(Op::cost).fold(3, u8::max),
            Op::During { .. } | Op::OnDays { .. } | Op::FromTo { .. } | Op::Elapsed(_) => 4,
            Op::Match { .. } => 5,
            Op::Script(_) => 6,
        }
    }

    /// Whether neither time nor clocks move it.
    fn of_fields(&self) -> bool {
        match self {
            Op::All(ops) | Op::Any(ops) => ops.iter().all(Op::of_fields),
            Op::Not(op) => op.of_fields(),
            Op::State(state) => state.of_fields,
            Op::Elapsed(_) | Op::ClockIs { .. } => false,
            _ => true,
        }
    }
}
