//! Comparisons: `is`, `is not`, `is one of`, `<` and the like, and what clocks can be asked.

use crate::conditions::Place;
use crate::names::{Entity, FieldEntry, Found};
use crate::scope::{Scope, suggest};
use crate::show;
use crate::values::declared;
use duly_diag::{Diagnostic, Span, codes, did_you_mean};
use duly_plan::{ClockId, ClockState, Compare, Condition, ConditionKind, FieldType};
use duly_syntax::ast::{Comparison, Name, Value, ValueKind};

/// The states of clocks by their words.
const CLOCK_STATES: [(&str, ClockState); 3] =
    [("running", ClockState::Running), ("paused", ClockState::Paused), ("stopped", ClockState::Stopped)];

impl Scope<'_, '_> {
    /// `FIELD is V` and its kin, and `CLOCK is running`.
    pub fn compare(
        &mut self,
        name: &Name,
        op: Comparison,
        value: &Value,
        place: Place,
        span: Span,
    ) -> Option<ConditionKind> {
        match self.names.shared(self.prefix, &name.text) {
            Found::Known(Entity::Clock(clock)) => self.clock_is(clock, name, op, value, place, span),
            Found::Known(Entity::State(state)) => self.state_compared(state, name, op, value),
            Found::Unknown if name.text == "age" || name.text == "idle" => {
                let message = format!("`{} {}` would hold for a single second", name.text, operator(op));
                let help = format!("ask for more or less: `{} >= 48h on always`", name.text);
                self.fail(Diagnostic::error(codes::TIME_QUESTION, span, message, "").help(help))
            }
            _ => {
                let field = self.field(name)?;
                self.compare_field(field, op, value, span)
            }
        }
    }

    fn compare_field(
        &mut self,
        field: &FieldEntry,
        op: Comparison,
        value: &Value,
        span: Span,
    ) -> Option<ConditionKind> {
        if field.kind == FieldType::List {
            return self.list_compared(field, value.span, Some(&show::value(value)));
        }
        let right = self.operand(field, value);
        let compare = match op {
            Comparison::Is | Comparison::IsNot => Compare::Is,
            Comparison::Less => Compare::Less,
            Comparison::LessOrEqual => Compare::LessOrEqual,
            Comparison::Greater => Compare::Greater,
            Comparison::GreaterOrEqual => Compare::GreaterOrEqual,
        };
        if compare != Compare::Is && !is_ordered(&field.kind) {
            // A wrong value is the greater mistake and has been reported.
            right.as_ref()?;
            return self.no_order(field, op, span);
        }
        let kind = ConditionKind::Compare { field: field.id, op: compare, right: right? };
        Some(if op == Comparison::IsNot { negate(kind, span) } else { kind })
    }

    fn no_order<T>(&mut self, field: &FieldEntry, op: Comparison, span: Span) -> Option<T> {
        let message = format!(
            "`{}` is {} and has no order, so `{}` means nothing",
            field.name,
            field.kind.describe(),
            operator(op)
        );
        let finding = Diagnostic::error(codes::NO_ORDER, span, message, "");
        let help = match &field.kind {
            FieldType::Choice { values, .. } => {
                let sample: Vec<&str> = values.iter().take(3).map(String::as_str).collect();
                format!(
                    "if its values have an order, declare it from the lowest: `{} {} ..`",
                    field.name,
                    sample.join(" < ")
                )
            }
            _ => format!("ask `{0} is ..` or `{0} is one of ..`", field.name),
        };
        self.fail(declared(finding.help(help), field))
    }

    /// `FIELD is one of a, b`.
    pub fn one_of(&mut self, name: &Name, values: &[Value]) -> Option<ConditionKind> {
        let field = self.field(name)?;
        if field.kind == FieldType::List {
            return self.list_compared(field, name.span, None);
        }
        let all: Vec<_> = values.iter().map(|v| self.constant(field, v)).collect();
        let values = all.into_iter().collect::<Option<Vec<_>>>()?;
        Some(ConditionKind::OneOf { field: field.id, values })
    }

    fn clock_is(
        &mut self,
        clock: ClockId,
        name: &Name,
        op: Comparison,
        value: &Value,
        place: Place,
        span: Span,
    ) -> Option<ConditionKind> {
        let word = show::value(value);
        let state = CLOCK_STATES.iter().find(|(text, _)| *text == word).map(|(_, state)| *state);
        let Some(state) = state else { return self.no_clock_question(name, &word, value) };
        if !matches!(op, Comparison::Is | Comparison::IsNot) {
            let message = format!("`{}` is a clock, so `{}` means nothing", name.text, operator(op));
            let help = format!("write `{} is {word}` or `{} is not {word}`", name.text, name.text);
            return self.fail(Diagnostic::error(codes::CLOCK_QUESTION, span, message, "").help(help));
        }
        if let Some(reason) = place.refuses_clocks() {
            let message = format!("the clock `{}` cannot be asked about here", name.text);
            return self.fail(Diagnostic::error(codes::CLOCK_QUESTION, span, message, "").help(reason));
        }
        let kind = ConditionKind::ClockIs { clock, state };
        Some(if op == Comparison::IsNot { negate(kind, span) } else { kind })
    }

    fn no_clock_question<T>(&mut self, name: &Name, word: &str, value: &Value) -> Option<T> {
        let verdict = ["overdue", "due", "met", "missed", "late", "breached", "cancelled", "measured"];
        let message = if verdict.contains(&word) {
            format!("a condition cannot ask whether `{}` is {word}", name.text)
        } else {
            format!("`{}` is a clock, and `{word}` is no state of a clock", name.text)
        };
        let finding = Diagnostic::error(codes::CLOCK_QUESTION, value.span, message, "");
        let words = CLOCK_STATES.iter().map(|(text, _)| *text);
        let help = "a clock is `running`, `paused` or `stopped`; what follows from being late is a trigger: \
                    `when CLOCK becomes overdue then ..`";
        self.fail(match did_you_mean(word, words) {
            Some(near) => suggest(finding, value.span, near, false),
            None => finding.help(help),
        })
    }

    fn state_compared<T>(
        &mut self,
        state: duly_plan::StateId,
        name: &Name,
        op: Comparison,
        value: &Value,
    ) -> Option<T> {
        let text = &name.text;
        let positive = match (&value.kind, op) {
            (ValueKind::YesNo(yes), Comparison::Is) => Some(*yes),
            (ValueKind::YesNo(yes), Comparison::IsNot) => Some(!*yes),
            _ => None,
        };
        let span = name.span.to(value.span);
        let message = format!("`{text}` is a state, it holds or it does not");
        let finding = Diagnostic::error(codes::WRONG_KIND, span, message, "")
            .help(format!("a state stands alone: `{text}` or `not {text}`"));
        let finding = match positive {
            Some(true) => finding.fix(span, text.clone()),
            Some(false) => finding.fix(span, format!("not {text}")),
            None => finding,
        };
        self.fail(match self.names.span(Entity::State(state)) {
            Some(place) => finding.label(place, "declared here"),
            None => finding,
        })
    }

    /// `tags is "x"`: a list has values, it is none.
    pub fn list_compared<T>(&mut self, field: &FieldEntry, span: Span, shown: Option<&str>) -> Option<T> {
        let message = format!("`{}` is a list, so it cannot be compared with a single value", field.name);
        let value = shown.unwrap_or("\"..\"");
        let word = if shown.is_some() { "has" } else { "has any of" };
        let help = format!("ask what it has: `{} {word} {value}`", field.name);
        self.fail(Diagnostic::error(codes::LIST_TEST, span, message, "").help(help))
    }
}

/// The opposite of a condition.
pub(crate) fn negate(kind: ConditionKind, span: Span) -> ConditionKind {
    ConditionKind::Not(Box::new(Condition { kind, span }))
}

/// The operator as it is written.
pub(crate) fn operator(op: Comparison) -> &'static str {
    match op {
        Comparison::Is => "is",
        Comparison::IsNot => "is not",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

fn is_ordered(kind: &FieldType) -> bool {
    match kind {
        FieldType::Number | FieldType::Date | FieldType::Instant | FieldType::Duration => true,
        FieldType::Choice { ordered, .. } => *ordered,
        FieldType::Text | FieldType::YesNo | FieldType::Person | FieldType::List => false,
    }
}
