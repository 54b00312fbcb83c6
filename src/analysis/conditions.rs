//! Conditions: names and types checked, everything resolved.

use crate::compare::{negate, operator};
use crate::names::{Entity, FieldEntry};
use crate::scope::Scope;
use crate::values::declared;
use crate::{pattern, show};
use duly_calendar::spec::WeekdaySet;
use duly_diag::{Diagnostic, Span, Spanned, codes};
use duly_plan::{self as plan, Compare, ConditionKind, Const, FieldType, HasMode, Operand};
use duly_syntax::ast::{self, Comparison, Length, Name, Value, ValueKind};

/// Where a condition stands: what it may ask depends on when it is judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// `NAME means ..`
    State,
    /// Behind the events of a clock's line: judged at those events.
    Guard,
    /// `pause while`, `hide while`: judged after every event.
    While,
    /// A line of a list of targets: judged after every event.
    Target,
    /// What a target grows by: judged as its count begins.
    Growth,
    /// A rule that is judged again and again.
    Rule,
    /// A rule that is judged once, when the ticket is created.
    Creation,
    /// A question about finished cycles.
    Record,
}

impl Place {
    /// Why clocks cannot be asked about here.
    pub fn refuses_clocks(self) -> Option<&'static str> {
        match self {
            Place::Guard | Place::While | Place::Rule | Place::Creation => None,
            Place::State => Some("clocks depend on states; only clocks and rules can ask about a clock"),
            Place::Target | Place::Growth => {
                Some("only clocks and rules can ask about a clock; let a rule choose another level")
            }
            Place::Record => Some("a finished cycle is asked by its `outcome`: `outcome is running`"),
        }
    }

    /// Why `age` and `idle`, which change while nothing happens, cannot be asked here.
    fn refuses_time(self) -> Option<&'static str> {
        match self {
            Place::Guard | Place::While | Place::Rule | Place::State | Place::Target => None,
            Place::Creation => Some("`rules at creation` are judged once, when every ticket is `0s` old"),
            Place::Growth => {
                Some("what is added is settled as the count begins; let a rule choose another level")
            }
            Place::Record => Some("a finished cycle is asked by its `elapsed`: `elapsed > 2h`"),
        }
    }
}

impl<'a> Scope<'a, '_> {
    /// Checks and resolves a condition; all that is wrong in it is reported.
    pub fn condition(&mut self, condition: &ast::Condition, place: Place) -> Option<plan::Condition> {
        let kind = self.condition_kind(condition, place)?;
        Some(plan::Condition { kind, span: condition.span })
    }

    fn condition_kind(&mut self, condition: &ast::Condition, place: Place) -> Option<ConditionKind> {
        let span = condition.span;
        if let Some(asked) = self.script_condition(condition, place) {
            return asked;
        }
        match &condition.kind {
            ast::ConditionKind::All(parts) => self.conditions(parts, place).map(ConditionKind::All),
            ast::ConditionKind::Any(parts) => {
                let loose = self.loose_values(parts);
                let whole = parts.iter().enumerate().filter(|(at, _)| !loose.contains(at));
                let all: Vec<_> = whole.map(|(_, part)| self.condition(part, place)).collect();
                let all: Option<Vec<_>> = all.into_iter().collect();
                all.filter(|_| loose.is_empty()).map(ConditionKind::Any)
            }
            ast::ConditionKind::NoneOf(parts) => {
                let any = ConditionKind::Any(self.conditions(parts, place)?);
                Some(negate(any, span))
            }
            ast::ConditionKind::Not(inner) => {
                Some(ConditionKind::Not(Box::new(self.condition(inner, place)?)))
            }
            ast::ConditionKind::Name(name) => self.bare_name(name, place, span),
            ast::ConditionKind::Compare { field, op, value } => self.compare(field, *op, value, place, span),
            ast::ConditionKind::OneOf { field, negated, values } => {
                let kind = self.one_of(field, values)?;
                Some(if *negated { negate(kind, span) } else { kind })
            }
            ast::ConditionKind::IsSet { field, negated } => {
                let kind = ConditionKind::IsSet(self.field(field)?.id);
                Some(if *negated { negate(kind, span) } else { kind })
            }
            ast::ConditionKind::Has { field, mode, values } => self.has(field, *mode, values, span),
            ast::ConditionKind::TextTest { field, test, text } => self.text_test(field, *test, text, span),
            ast::ConditionKind::Calendar { field, outside, calendar } => {
                let (field, calendar) = (self.instant_field(field, "during"), self.calendar(calendar));
                let calendar = calendar?;
                let zone = self.names.zone_field(calendar);
                Some(ConditionKind::During { field: field?.id, calendar, zone, outside: *outside })
            }
            ast::ConditionKind::OnDays { field, days } => {
                let id = match self.field(field)? {
                    date if date.kind == FieldType::Date => date.id,
                    _ => self.instant_field(field, "on")?.id,
                };
                let mut set = WeekdaySet::default();
                days.iter().for_each(|day| set.insert(day.node));
                Some(ConditionKind::OnDays { field: id, days: set })
            }
            ast::ConditionKind::FromTo { field, from, to } => {
                let field = self.instant_field(field, "from")?.id;
                Some(ConditionKind::FromTo { field, from: from.node, to: to.node })
            }
            ast::ConditionKind::Elapsed { since, op, length, calendar } => {
                self.elapsed(*since, *op, length, calendar.as_ref(), (place, span))
            }
        }
    }

    fn conditions(&mut self, parts: &[ast::Condition], place: Place) -> Option<Vec<plan::Condition>> {
        let all: Vec<_> = parts.iter().map(|part| self.condition(part, place)).collect();
        all.into_iter().collect()
    }

    /// A name that stands alone: a state, or a yes/no field.
    fn bare_name(&mut self, name: &Name, place: Place, span: Span) -> Option<ConditionKind> {
        match self.entity(name)? {
            Entity::State(id) => {
                if place == Place::Record && self.names.scripted_states.contains(&id) {
                    let message = format!("the state `{}` cannot be asked of a finished cycle", name.text);
                    let help = "a script decides it; ask about the fields that the script reads";
                    return self
                        .fail(Diagnostic::error(codes::SCRIPT_USE, name.span, message, "").help(help));
                }
                if self.names.states[id.index()].span.is_some() {
                    return Some(ConditionKind::State(id));
                }
                self.findings.unset_state(span, id);
                Some(ConditionKind::Known(false))
            }
            // Asked of scripts before.
            Entity::Script(_) => None,
            Entity::Clock(_) => {
                let message = format!("`{}` is a clock, and says nothing by itself", name.text);
                let help =
                    format!("ask what it does: `{} is running`, `is paused` or `is stopped`", name.text);
                self.fail(Diagnostic::error(codes::CLOCK_QUESTION, name.span, message, "").help(help))
            }
            Entity::Field(at) => {
                let field = &self.names.fields[at];
                if field.kind == FieldType::YesNo {
                    let right = Operand::Const(Const::YesNo(true));
                    return Some(ConditionKind::Compare { field: field.id, op: Compare::Is, right });
                }
                let message = format!(
                    "`{}` is {}, which is not true or false by itself",
                    name.text,
                    field.kind.describe()
                );
                let finding = Diagnostic::error(codes::TYPE_MISMATCH, name.span, message, "")
                    .help(format!("ask something about it: `{0} is ..` or `{0} is set`", name.text));
                self.fail(declared(finding, field))
            }
        }
    }

    fn has(
        &mut self,
        name: &Name,
        mode: ast::HasMode,
        values: &[Value],
        span: Span,
    ) -> Option<ConditionKind> {
        let field = self.field(name)?;
        if field.kind != FieldType::List {
            return self.has_on_single(field, name, mode, values);
        }
        let texts: Vec<_> = values.iter().map(|value| self.list_value(field, value)).collect();
        let values = texts.into_iter().collect::<Option<Vec<_>>>()?;
        let (mode, negated) = match mode {
            ast::HasMode::Has | ast::HasMode::HasAny => (HasMode::Any, false),
            ast::HasMode::HasNo => (HasMode::Any, true),
            ast::HasMode::HasAll => (HasMode::All, false),
        };
        let kind = ConditionKind::Has { field: field.id, mode, values };
        Some(if negated { negate(kind, span) } else { kind })
    }

    pub fn list_value(&mut self, field: &FieldEntry, value: &Value) -> Option<String> {
        if let ValueKind::Text(text) = &value.kind {
            return Some(text.clone());
        }
        let shown = show::value(value);
        let message = format!("`{}` holds texts, and a text stands in quotes", field.name);
        self.fail(
            Diagnostic::error(codes::UNQUOTED_TEXT, value.span, message, "")
                .help(format!("write `\"{shown}\"`"))
                .fix(value.span, format!("\"{shown}\"")),
        )
    }

    fn has_on_single<T>(
        &mut self,
        field: &FieldEntry,
        name: &Name,
        mode: ast::HasMode,
        values: &[Value],
    ) -> Option<T> {
        let shown: Vec<String> = values.iter().map(show::value).collect();
        let word = match (mode, shown.len()) {
            (ast::HasMode::HasNo, _) => "is not",
            (_, 1) => "is",
            _ => "is one of",
        };
        let message = format!("`{}` is {}, and `has` is for lists", field.name, field.kind.describe());
        let finding = Diagnostic::error(codes::LIST_TEST, name.span, message, "").help(format!(
            "write `{} {word} {}`",
            name.text,
            shown.join(", ")
        ));
        self.fail(declared(finding, field))
    }

    fn text_test(
        &mut self,
        name: &Name,
        test: ast::TextTest,
        text: &ast::Text,
        span: Span,
    ) -> Option<ConditionKind> {
        let field = self.field(name)?;
        let (word, test) = match test {
            ast::TextTest::Contains => ("contains", plan::TextTest::Contains),
            ast::TextTest::StartsWith => ("starts with", plan::TextTest::StartsWith),
            ast::TextTest::EndsWith => ("ends with", plan::TextTest::EndsWith),
            ast::TextTest::Matches => ("matches", plan::TextTest::Matches),
        };
        if test == plan::TextTest::Matches {
            pattern::check(text, self.findings);
        }
        match &field.kind {
            FieldType::Text | FieldType::Person | FieldType::Choice { .. } => {
                Some(ConditionKind::Text { field: field.id, test, text: text.node.clone() })
            }
            FieldType::List => {
                let message = format!("`{}` is a list, and `{word}` tests a single text", field.name);
                let help = format!("ask what it has: `{} has \"{}\"`", field.name, text.node);
                self.fail(Diagnostic::error(codes::LIST_TEST, span, message, "").help(help))
            }
            kind => {
                let message = format!("`{}` is {}, and `{word}` tests texts", field.name, kind.describe());
                let finding = Diagnostic::error(codes::NOT_A_TEXT, span, message, "")
                    .help(format!("ask `{0} is ..`, or compare it", field.name));
                self.fail(declared(finding, field))
            }
        }
    }

    /// A field that holds instants; `word` is what asks for one.
    pub fn instant_field(&mut self, name: &Name, word: &str) -> Option<&'a FieldEntry> {
        let field = self.field(name)?;
        if field.kind == FieldType::Instant {
            return Some(field);
        }
        let message = format!("`{}` is {}, and `{word}` needs an instant", field.name, field.kind.describe());
        let finding = Diagnostic::error(codes::NOT_AN_INSTANT, name.span, message, "")
            .help("instants are `created`, `changed`, `last_message.at` and fields declared `instant`");
        self.fail(declared(finding, field))
    }

    fn elapsed(
        &mut self,
        since: ast::Since,
        op: Comparison,
        length: &Spanned<Length>,
        calendar: Option<&Name>,
        (place, span): (Place, Span),
    ) -> Option<ConditionKind> {
        let (word, since) = match since {
            ast::Since::Created => ("age", plan::Since::Created),
            ast::Since::LastTouched => ("idle", plan::Since::LastTouched),
        };
        if let Some(reason) = place.refuses_time() {
            let message = format!("`{word}` cannot be asked here");
            return self.fail(Diagnostic::error(codes::TIME_QUESTION, span, message, "").help(reason));
        }
        let shown = show::length(length.node);
        let op = match op {
            Comparison::Less => Compare::Less,
            Comparison::LessOrEqual => Compare::LessOrEqual,
            Comparison::Greater => Compare::Greater,
            Comparison::GreaterOrEqual => Compare::GreaterOrEqual,
            Comparison::Is | Comparison::IsNot => {
                let message = format!("`{word} {}` would hold for a single second", operator(op));
                let help = format!("ask for more or less: `{word} >= {shown}`");
                return self.fail(Diagnostic::error(codes::TIME_QUESTION, span, message, "").help(help));
            }
        };
        let Some(calendar) = calendar else {
            let message = format!("`{word}` does not say on which calendar it is counted");
            let end = length.span.end_point();
            let finding = Diagnostic::error(codes::NO_CALENDAR, length.span, message, "")
                .help("add `on always` for time on the wall, or `on` and one of your calendars")
                .fix(end, " on always");
            return self.fail(finding);
        };
        let calendar = self.calendar(calendar)?;
        let (length, zone) = (crate::targets::length(length.node), self.names.zone_field(calendar));
        Some(ConditionKind::Elapsed { since, op, length, calendar, zone })
    }
}
