//! Where scripts are used: in conditions, as targets, as what an action says.

use crate::compare::negate;
use crate::conditions::Place;
use crate::names::{Entity, FieldEntry, Found, ScriptEntry, ScriptRole};
use crate::scope::Scope;
use crate::{pattern, show};
use duly_diag::{Diagnostic, Span, codes, did_you_mean};
use duly_plan::{
    self as plan, Compare, Computed, ConditionKind, Const, FieldType, HasMode, Operand, ScriptId,
    ScriptInput, ScriptQuestion, ScriptTest, ScriptType, TargetKind, Verb,
};
use duly_syntax::ast::{self, Comparison, Name, Value, ValueKind};

impl<'a> Scope<'a, '_> {
    /// The script behind a name of the shared space.
    pub fn script_named(&self, name: &str) -> Option<&'a ScriptEntry> {
        match self.names.shared(self.prefix, name) {
            Found::Known(Entity::Script(at)) => Some(&self.names.scripts[at]),
            _ => None,
        }
    }

    /// A condition about a script, if it is one; the inner none has been reported.
    pub fn script_condition(
        &mut self,
        condition: &ast::Condition,
        place: Place,
    ) -> Option<Option<ConditionKind>> {
        let (subject, span) = (subject(&condition.kind)?, condition.span);
        if let Some(entry) = self.script_named(&subject.text) {
            return Some(self.asked_of(entry, subject, &condition.kind, place, span));
        }
        let ast::ConditionKind::Compare { field, op, value } = &condition.kind else { return None };
        let ValueKind::Word(word) = &value.kind else { return None };
        let entry = self.script_named(word)?;
        // A value of the field's list comes before a script of the name.
        let left = match self.names.shared(self.prefix, &field.text) {
            Found::Known(Entity::Field(at)) => &self.names.fields[at],
            _ => return None,
        };
        if left.kind.code(word).is_some() {
            return None;
        }
        let script = Name { text: word.clone(), span: value.span, quoted: false };
        let field = Value { kind: ValueKind::Field(field.text.clone()), span: field.span };
        Some(self.script(entry, &script, place).and_then(|asked| {
            let right = self.script_operand(entry, &field, *op)?;
            self.ordered(entry, *op, &script, span)?;
            Some(asked.compare(flipped(*op), right, span))
        }))
    }

    fn asked_of(
        &mut self,
        entry: &ScriptEntry,
        name: &Name,
        kind: &ast::ConditionKind,
        place: Place,
        span: Span,
    ) -> Option<ConditionKind> {
        let asked = self.script(entry, name, place)?;
        let gives = entry.code.result;
        match kind {
            ast::ConditionKind::Name(_) if gives == ScriptType::YesNo => {
                Some(asked.compare(Comparison::Is, Operand::Const(Const::YesNo(true)), span))
            }
            ast::ConditionKind::Name(_) => {
                let asks = match gives {
                    ScriptType::Text => "is",
                    ScriptType::ListOfText | ScriptType::ListOfDates => "has",
                    _ => ">",
                };
                let help = format!("ask something about it: `{} {asks} ..`", name.text);
                self.unfit(entry, name, "is not true or false by itself", &help)
            }
            ast::ConditionKind::Compare { op, value, .. } if gives != ScriptType::ListOfText => {
                let right = self.script_operand(entry, value, *op)?;
                self.ordered(entry, *op, name, span)?;
                Some(asked.compare(*op, right, span))
            }
            ast::ConditionKind::OneOf { negated, values, .. } if gives != ScriptType::ListOfText => {
                let all: Vec<_> = values.iter().map(|v| self.constant(&entry.result, v)).collect();
                let question = ScriptQuestion::OneOf(all.into_iter().collect::<Option<_>>()?);
                Some(asked.question(question, *negated, span))
            }
            ast::ConditionKind::Compare { value, .. } => {
                self.list_compared(&entry.result, value.span, Some(&show::value(value)))
            }
            ast::ConditionKind::OneOf { .. } => self.list_compared(&entry.result, name.span, None),
            ast::ConditionKind::Has { mode, values, .. } if gives == ScriptType::ListOfText => {
                let texts: Vec<_> = values.iter().map(|v| self.list_value(&entry.result, v)).collect();
                let values = texts.into_iter().collect::<Option<Vec<_>>>()?;
                let how = if *mode == ast::HasMode::HasAll { HasMode::All } else { HasMode::Any };
                let question = ScriptQuestion::Has { mode: how, values };
                Some(asked.question(question, *mode == ast::HasMode::HasNo, span))
            }
            ast::ConditionKind::TextTest { test, text, .. } if gives == ScriptType::Text => {
                let test = match test {
                    ast::TextTest::Contains => plan::TextTest::Contains,
                    ast::TextTest::StartsWith => plan::TextTest::StartsWith,
                    ast::TextTest::EndsWith => plan::TextTest::EndsWith,
                    ast::TextTest::Matches => plan::TextTest::Matches,
                };
                if test == plan::TextTest::Matches {
                    pattern::check(text, self.findings);
                }
                let question = ScriptQuestion::Text { test, text: text.node.clone() };
                Some(asked.question(question, false, span))
            }
            _ => self.unfit(entry, name, "cannot be asked this", "compare what it gives: `is`, `<`, `>`"),
        }
    }

    /// A script that may be asked about a ticket here.
    fn script(&mut self, entry: &ScriptEntry, name: &Name, place: Place) -> Option<AskedScript> {
        let ScriptRole::Ticket { id, inputs } = &entry.role else {
            return self.no_ticket_script(entry, name);
        };
        if place == Place::Record {
            let message = format!("the script `{}` cannot be asked about a finished cycle", name.text);
            let help = "ask about the fields that the script reads";
            return self.fail(Diagnostic::error(codes::SCRIPT_USE, name.span, message, "").help(help));
        }
        Some(AskedScript { script: *id, inputs: inputs.clone() })
    }

    fn no_ticket_script<T>(&mut self, entry: &ScriptEntry, name: &Name) -> Option<T> {
        if entry.role == ScriptRole::Lost {
            return None;
        }
        let message =
            format!("`{}` computes the dates of a year, and says nothing about a ticket", name.text);
        let finding = Diagnostic::error(codes::SCRIPT_USE, name.span, message, "")
            .help(format!("use it in a calendar: `closed dates {}(year)`", name.text));
        self.fail(with_place(finding, entry))
    }

    fn unfit<T>(&mut self, entry: &ScriptEntry, name: &Name, why: &str, help: &str) -> Option<T> {
        let message = format!("`{}` gives {}, which {why}", name.text, entry.code.result.describe());
        let finding = Diagnostic::error(codes::SCRIPT_USE, name.span, message, "").help(help);
        self.fail(with_place(finding, entry))
    }

    /// What a script is compared with: a constant or a field of its type; a text with a closed list too.
    fn script_operand(&mut self, entry: &ScriptEntry, value: &Value, op: Comparison) -> Option<Operand> {
        if let Some(list) = self.list_field(value)
            && entry.code.result == ScriptType::Text
            && matches!(op, Comparison::Is | Comparison::IsNot)
        {
            return Some(Operand::Field(list.id));
        }
        self.operand(&entry.result, value)
    }

    /// The field of a closed list that a value names.
    fn list_field(&self, value: &Value) -> Option<&'a FieldEntry> {
        let (ValueKind::Word(name) | ValueKind::Field(name)) = &value.kind else { return None };
        match self.names.shared(self.prefix, name) {
            Found::Known(Entity::Field(at)) => {
                Some(&self.names.fields[at]).filter(|f| matches!(f.kind, FieldType::Choice { .. }))
            }
            _ => None,
        }
    }

    /// Whether what a script gives has an order, where one is asked for.
    fn ordered(&mut self, entry: &ScriptEntry, op: Comparison, name: &Name, span: Span) -> Option<()> {
        let plain = matches!(entry.code.result, ScriptType::Text | ScriptType::YesNo);
        if !plain || matches!(op, Comparison::Is | Comparison::IsNot) {
            return Some(());
        }
        let message = format!("`{}` gives {}, which has no order", name.text, entry.code.result.describe());
        let finding = Diagnostic::error(codes::NO_ORDER, span, message, "").help("ask with `is` or `is not`");
        self.fail(with_place(finding, entry))
    }

    /// `within SCRIPT`, if it names one: its name, and the target; none of that has been reported.
    pub fn computed_length<'n>(&mut self, within: &'n ast::Within) -> Option<(&'n str, Option<TargetKind>)> {
        let ast::Amount::Named(name) = &within.length.node else { return None };
        let Found::Known(_) = self.names.script(self.prefix, &name.text) else { return None };
        let script = self.script_giving(name, &[ScriptType::Duration], "a target");
        if let Some(end) = &within.day_end {
            let message = "a script gives time, and the end of a day belongs to a count of days";
            let finding = Diagnostic::error(codes::DAY_END_ON_TIME, end.span, message, "");
            return self.fail(finding.help("leave the end of the day out")).or(Some((&name.text, None)));
        }
        Some((&name.text, script.map(TargetKind::Script)))
    }

    /// `notify SCRIPT` and its kin.
    pub fn computed_action(&mut self, action: &ast::ComputedAction) -> Option<Computed> {
        let verb = match action.verb {
            ast::Verb::Notify => Verb::Notify,
            ast::Verb::Escalate => Verb::Escalate,
            ast::Verb::Tag => Verb::Tag,
            ast::Verb::Untag => Verb::Untag,
            ast::Verb::Assign => Verb::Assign,
            ast::Verb::Webhook => Verb::Webhook,
            ast::Verb::Run => Verb::Run,
        };
        let (types, what): (&[ScriptType], &str) =
            if verb == Verb::Run { (&[], "an action") } else { (&[ScriptType::Text], "this action") };
        Some(Computed { verb, script: self.script_giving(&action.script, types, what)? })
    }

    /// `set FIELD to SCRIPT`, if that is what is written.
    pub fn computed_set(&mut self, field: &FieldEntry, value: &Value) -> Option<Option<Computed>> {
        let ValueKind::Word(word) = &value.kind else { return None };
        if field.kind.code(word).is_some() {
            return None;
        }
        let entry = self.script_named(word)?;
        let fits = match (&field.kind, entry.code.result) {
            (FieldType::Choice { .. } | FieldType::Text | FieldType::Person, ScriptType::Text) => true,
            (kind, _) => *kind == entry.result.kind,
        };
        let name = Name { text: word.clone(), span: value.span, quoted: false };
        if !fits && entry.role != ScriptRole::Lost {
            let why = format!("does not fit `{}`, which is {}", field.name, field.kind.describe());
            return Some(self.unfit(entry, &name, &why, "let the script give what the field holds"));
        }
        let script = self.script_giving(&name, &[], "an action");
        Some(script.map(|script| Computed { verb: Verb::Set(field.id), script }))
    }

    /// A script about tickets that gives one of some types, or any if there are none.
    fn script_giving(&mut self, name: &Name, types: &[ScriptType], what: &str) -> Option<ScriptId> {
        let entry = match self.names.script(self.prefix, &name.text) {
            Found::Known(entry) => entry,
            Found::Lost => return None,
            Found::Unknown => return self.unknown_script(name),
        };
        let ScriptRole::Ticket { id, .. } = &entry.role else { return self.no_ticket_script(entry, name) };
        if types.is_empty() || types.contains(&entry.code.result) {
            return Some(*id);
        }
        let wanted: Vec<&str> = types.iter().map(|t| t.describe()).collect();
        let why = format!("does not fit {what}");
        let help = format!("{what} needs a script that gives {}", wanted.join(" or "));
        self.unfit(entry, name, &why, &help)
    }

    fn unknown_script<T>(&mut self, name: &Name) -> Option<T> {
        let near = did_you_mean(&name.text, self.names.scripts.iter().map(|s| s.code.name.as_str()));
        let message = format!("there is no script `{}`", name.text);
        let finding = Diagnostic::error(codes::UNKNOWN_NAME, name.span, message, "not known");
        let finding = match near {
            Some(near) => crate::scope::suggest(finding, name.span, near, name.quoted),
            None => finding.help(format!(
                "a text stands in quotes: `\"{0}\"`; a script is declared: `script {0}(..) -> text`",
                name.text
            )),
        };
        self.findings.add_unknown(&name.text, finding);
        None
    }

    /// The script that a calendar asks for dates.
    pub fn dates_script(&mut self, name: &Name) -> Option<&'a ScriptEntry> {
        let entry = match self.names.script(self.prefix, &name.text) {
            Found::Known(entry) => entry,
            Found::Lost => return None,
            Found::Unknown => return self.unknown_script(name),
        };
        match entry.role {
            ScriptRole::Dates => Some(entry),
            ScriptRole::Lost => None,
            ScriptRole::Ticket { .. } => {
                let message = format!("`{}` does not compute the dates of a year", name.text);
                let finding = Diagnostic::error(codes::SCRIPT_DATES, name.span, message, "").help(format!(
                    "declare it as `script {}(year) -> date` or `-> list of dates`",
                    name.text
                ));
                self.fail(with_place(finding, entry))
            }
        }
    }
}

/// A script that is asked something.
struct AskedScript {
    script: ScriptId,
    inputs: Vec<ScriptInput>,
}

impl AskedScript {
    fn question(self, question: ScriptQuestion, negated: bool, span: Span) -> ConditionKind {
        let AskedScript { script, inputs } = self;
        let kind = ConditionKind::Script(Box::new(ScriptTest { script, inputs, question }));
        if negated { negate(kind, span) } else { kind }
    }

    fn compare(self, op: Comparison, right: Operand, span: Span) -> ConditionKind {
        let how = match op {
            Comparison::Is | Comparison::IsNot => Compare::Is,
            Comparison::Less => Compare::Less,
            Comparison::LessOrEqual => Compare::LessOrEqual,
            Comparison::Greater => Compare::Greater,
            Comparison::GreaterOrEqual => Compare::GreaterOrEqual,
        };
        self.question(ScriptQuestion::Compare { op: how, right }, op == Comparison::IsNot, span)
    }
}

/// The name that a condition asks about.
fn subject(kind: &ast::ConditionKind) -> Option<&Name> {
    match kind {
        ast::ConditionKind::Name(name) => Some(name),
        ast::ConditionKind::Compare { field, .. }
        | ast::ConditionKind::OneOf { field, .. }
        | ast::ConditionKind::IsSet { field, .. }
        | ast::ConditionKind::Has { field, .. }
        | ast::ConditionKind::TextTest { field, .. }
        | ast::ConditionKind::Calendar { field, .. }
        | ast::ConditionKind::OnDays { field, .. }
        | ast::ConditionKind::FromTo { field, .. } => Some(field),
        _ => None,
    }
}

/// The comparison with its sides exchanged.
fn flipped(op: Comparison) -> Comparison {
    match op {
        Comparison::Is | Comparison::IsNot => op,
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
    }
}

fn with_place(finding: Diagnostic, entry: &ScriptEntry) -> Diagnostic {
    match entry.result.span {
        Some(span) => finding.label(span, "declared here"),
        None => finding,
    }
}
