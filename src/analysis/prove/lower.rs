//! Conditions to formulas over the variables of a plan.

use super::formula::{Formula, Var};
use super::gather::{amount, beyond};
use super::set::Set;
use super::space::{About, Class, Space, text_of};
use super::texts;
use super::values;
use duly_plan::{
    ClockState, Compare, Condition, ConditionKind, Const, FieldId, FieldType, HasMode, Operand, StateId,
    TextTest,
};
use std::collections::BTreeMap;

/// A state that is made of more parts is taken as something that nothing is known about.
const LARGEST_STATE: u32 = 4_000;
/// And so is one whose parts nest deeper, through other states too.
const DEEPEST_STATE: u32 = 100;

/// Lowers conditions, each state once.
#[derive(Debug)]
pub(super) struct Lowering<'p> {
    pub space: Space<'p>,
    states: BTreeMap<StateId, Formula>,
}

impl<'p> Lowering<'p> {
    /// Lowers the states, each after those it reads.
    pub fn new(space: Space<'p>) -> Lowering<'p> {
        let mut lowering = Lowering { space, states: BTreeMap::new() };
        for state in &lowering.space.plan.state_order {
            lowering.state(*state);
        }
        lowering
    }

    /// A condition as a formula.
    pub fn formula(&mut self, condition: &Condition) -> Formula {
        match &condition.kind {
            ConditionKind::Known(known) => Formula::Known(*known),
            ConditionKind::All(parts) => {
                let parts: Vec<Formula> = parts.iter().map(|part| self.formula(part)).collect();
                Formula::all(parts)
            }
            ConditionKind::Any(parts) => {
                let parts: Vec<Formula> = parts.iter().map(|part| self.formula(part)).collect();
                Formula::any(parts)
            }
            ConditionKind::Not(inner) => {
                let inner = self.formula(inner);
                self.not(&inner)
            }
            ConditionKind::State(state) => self.state(*state),
            ConditionKind::Compare { field, op, right: Operand::Field(other) } => {
                self.fields(*field, *op, *other)
            }
            ConditionKind::IsSet(field) => self.is_set(*field),
            ConditionKind::Has { field, mode, values } => self.has(*field, *mode, values),
            ConditionKind::Text { field, test, text } => self.text(*field, *test, text),
            ConditionKind::During { field, zone: Some(_), outside, .. } => {
                self.during_local(*field, &condition.kind, *outside)
            }
            ConditionKind::Compare { field, .. }
            | ConditionKind::OneOf { field, .. }
            | ConditionKind::During { field, .. }
            | ConditionKind::OnDays { field, .. }
            | ConditionKind::FromTo { field, .. } => self.value(*field, &condition.kind),
            ConditionKind::Elapsed { since, op, length, calendar, .. } => {
                let (unit, amount) = amount(*length);
                let scale = (*since, *calendar, unit);
                let reached = self.reached(scale, (amount, beyond(*op)));
                if matches!(op, Compare::Less | Compare::LessOrEqual) { self.not(&reached) } else { reached }
            }
            ConditionKind::Script(_) => {
                let var = self.space.hidden(&condition.kind);
                self.classes(var, |_, class| class == 1)
            }
            ConditionKind::ClockIs { clock, state } => {
                let var = self.space.clocks[clock.index()];
                self.classes(var, |about, class| {
                    let About::Clock(_, classes) = about else { return false };
                    let (running, paused) = classes[class];
                    match state {
                        ClockState::Running => running,
                        ClockState::Paused => paused,
                        ClockState::Stopped => !running && !paused,
                    }
                })
            }
        }
    }

    /// The opposite of a formula.
    pub fn not(&self, formula: &Formula) -> Formula {
        formula.not(&self.space.sizes)
    }

    /// A state that was lowered before.
    pub fn known_state(&self, state: StateId) -> Formula {
        self.states.get(&state).cloned().unwrap_or(Formula::Known(true))
    }

    /// A state as a formula.
    pub fn state(&mut self, state: StateId) -> Formula {
        if let Some(known) = self.states.get(&state) {
            return known.clone();
        }
        let condition = self.space.plan.state(state).condition.as_ref();
        let formula = condition.map_or(Formula::Known(false), |condition| self.formula(condition));
        let formula = if formula.is_small(&mut { LARGEST_STATE }, DEEPEST_STATE) {
            formula
        } else {
            let var = self.space.hidden(&ConditionKind::State(state));
            self.classes(var, |_, class| class == 1)
        };
        self.states.insert(state, formula.clone());
        formula
    }

    pub fn classes(&self, var: Var, wanted: impl Fn(&About, usize) -> bool) -> Formula {
        let (about, size) = (&self.space.about[var.0], self.space.sizes[var.0]);
        Formula::is_in(var, Set::of(size, |class| wanted(about, class)), size)
    }

    pub fn field_classes(&self, field: FieldId, wanted: impl Fn(&Class) -> bool) -> Formula {
        let Some(var) = self.space.fields.get(&field) else { return Formula::Known(false) };
        self.classes(*var, |about, class| {
            matches!(about, About::Field(_, classes) if classes.get(class).is_some_and(&wanted))
        })
    }

    pub fn is_set(&self, field: FieldId) -> Formula {
        match self.space.lists.get(&field) {
            Some(own) => Formula::any(own.values().map(|var| self.classes(*var, |_, class| class == 1))),
            None => self.field_classes(field, |class| *class != Class::Unset),
        }
    }

    /// A test that reads one field's value.
    pub fn value(&mut self, field: FieldId, test: &ConditionKind) -> Formula {
        if let Some(named) = self.named(field, test) {
            return named;
        }
        let unknown = |class: &Class| *class == Class::Anything;
        let plan = self.space.plan;
        let certain = self.field_classes(
            field,
            |class| matches!(class, Class::Is(value) if values::holds(plan, test, Some(value))),
        );
        match self.field_classes(field, unknown) {
            Formula::Known(false) => certain,
            anything => {
                let var = self.space.hidden(test);
                let hidden = self.classes(var, |_, class| class == 1);
                Formula::any([certain, Formula::all([anything, hidden])])
            }
        }
    }

    /// That a text is one of those that are named, of which there may be thousands.
    fn named(&self, field: FieldId, test: &ConditionKind) -> Option<Formula> {
        let texts: Vec<&str> = match test {
            ConditionKind::Compare { op: Compare::Is, right: Operand::Const(Const::Text(text)), .. } => {
                vec![text]
            }
            ConditionKind::OneOf { values, .. } => values.iter().map(text_of).collect::<Option<_>>()?,
            _ => return None,
        };
        let (own, var) = (self.space.named.get(&field)?, self.space.fields.get(&field)?);
        let size = self.space.sizes[var.0];
        let mut set = Set::none(size);
        texts.iter().filter_map(|text| own.get(*text)).for_each(|class| set.insert(*class));
        Some(Formula::is_in(*var, set, size))
    }

    /// `during` and `outside` of a calendar in the ticket's zone: of an instant that is set, one of the two
    /// holds, and which is not known.
    fn during_local(&mut self, field: FieldId, test: &ConditionKind, is_outside: bool) -> Formula {
        let mut test = test.clone();
        if let ConditionKind::During { outside, .. } = &mut test {
            *outside = false;
        }
        let var = self.space.hidden(&test);
        let side = self.classes(var, |_, class| (class == 1) != is_outside);
        Formula::all([self.is_set(field), side])
    }

    fn has(&self, field: FieldId, mode: HasMode, values: &[String]) -> Formula {
        let own = self.space.lists.get(&field);
        let parts = values.iter().map(|value| match own.and_then(|own| own.get(&Some(value.clone()))) {
            Some(var) => self.classes(*var, |_, class| class == 1),
            None => Formula::Known(false),
        });
        match mode {
            HasMode::Any => Formula::any(parts),
            HasMode::All => Formula::all(parts),
        }
    }

    fn text(&self, field: FieldId, test: TextTest, text: &str) -> Formula {
        let choice = &self.space.field(field).kind;
        let passes = |value: &str| values::text_holds(test, text, value);
        let named = self.field_classes(field, |class| match class {
            Class::Is(Const::Text(value)) => passes(value),
            Class::Is(Const::Code(code)) => choice.value(*code).is_some_and(passes),
            _ => false,
        });
        if matches!(choice, FieldType::Choice { .. }) {
            return named;
        }
        let other = self.field_classes(field, |class| *class == Class::OtherText);
        if text.is_empty() && test != TextTest::Matches {
            return Formula::any([named, other]);
        }
        match self.space.texts.get(&texts::key(field, test, text)) {
            Some(var) => {
                let holds = self.classes(*var, |_, class| class == 1);
                Formula::any([named, Formula::all([other, holds])])
            }
            None => named,
        }
    }

    /// Two fields of one type compared.
    fn fields(&self, left: FieldId, op: Compare, right: FieldId) -> Formula {
        let both = || [self.is_set(left), self.is_set(right)];
        if left == right {
            let equal = matches!(op, Compare::Is | Compare::LessOrEqual | Compare::GreaterOrEqual);
            return Formula::all([self.is_set(left), Formula::Known(equal)]);
        }
        if let FieldType::Choice { values, .. } = &self.space.field(left).kind {
            let codes = (0..values.len()).map(crate::limits::id);
            return Formula::any(codes.map(|code| {
                let is = |field, op| {
                    let test = ConditionKind::Compare { field, op, right: Operand::Const(Const::Code(code)) };
                    self.field_classes(field, |class| {
                        matches!(class, Class::Is(value) if values::holds(self.space.plan, &test, Some(value)))
                    })
                };
                Formula::all([is(left, Compare::Is), is(right, turned(op))])
            }));
        }
        let (pair, op) = if left < right { ((left, right), op) } else { ((right, left), turned(op)) };
        let Some(var) = self.space.pairs.get(&pair) else { return Formula::Known(false) };
        let order = self.classes(*var, |_, class| match op {
            Compare::Is => class == 1,
            Compare::Less => class == 0,
            Compare::LessOrEqual => class <= 1,
            Compare::Greater => class == 2,
            Compare::GreaterOrEqual => class >= 1,
        });
        Formula::all(both().into_iter().chain([order]))
    }

    /// Whether a point of `age` or `idle` has been reached.
    fn reached(&self, scale: super::gather::Scale, point: super::gather::Point) -> Formula {
        if scale.2.is_none() && point.0 + i64::from(point.1) <= 0 {
            return Formula::Known(true);
        }
        let Some((_, var)) = self.space.scales.iter().find(|known| known.0 == scale) else {
            return Formula::Known(false);
        };
        self.classes(*var, |about, class| {
            matches!(about, About::Elapsed(_, points) if points.iter().take(class).any(|own| *own == point))
        })
    }
}

/// The comparison with its sides exchanged.
fn turned(op: Compare) -> Compare {
    match op {
        Compare::Is => Compare::Is,
        Compare::Less => Compare::Greater,
        Compare::LessOrEqual => Compare::GreaterOrEqual,
        Compare::Greater => Compare::Less,
        Compare::GreaterOrEqual => Compare::LessOrEqual,
    }
}
