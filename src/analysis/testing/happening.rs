//! The events of tests: an event phrase said of one certain event, and what it sets.

use super::{Stage, is_message};
use crate::collect::twice;
use crate::events::{contact, role, stage};
use crate::fields::KEPT;
use crate::names::FieldEntry;
use crate::scope::written;
use crate::show;
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::{Const, FieldId, FieldType, Role, TestEvent, TestEventKind, TestValue, standard};
use duly_syntax::ast::{self, CaseCell, EventKind, EventPhrase, Name, SetKind, SetLine, Value, ValueKind};

/// What an event has besides the fields it sets; `ticket.NAME` is a field of such a name.
const PARTS: [&str; 4] = ["actor", "key", "text", "public"];

/// An event that only sets something, and a note by anybody: events of tests that no phrase of a clock stands for.
const CHANGED: &str = "changed";
const NOTED: &str = "noted";

/// Who gets a ticket that is `assigned` to nobody in particular.
const SOMEONE: &str = "agent";
/// Who gets one that is `reassigned` to nobody in particular.
const SOMEONE_ELSE: &str = "another agent";

impl Stage<'_, '_, '_> {
    /// The event of a step; the outer `None` is one that fails.
    pub fn event(&mut self, step: &ast::Step) -> Option<Option<TestEvent>> {
        if step.event.is_none() && step.sets.is_none() {
            return Some(None);
        }
        let kind = match &step.event {
            Some(phrase) => self.happening(phrase),
            None => Some(TestEventKind::Change),
        };
        let by = self.author(step.event.as_ref());
        let via = step.event.as_ref().and_then(|phrase| phrase.via.as_ref());
        let channel = match via {
            Some(via) => Some(self.name(via).and_then(|via| self.scope.channel(&via))?),
            None => None,
        };
        let mut event = TestEvent {
            kind: kind?,
            by: by?,
            actor: None,
            channel,
            key: None,
            text: None,
            sets: Vec::new(),
            tags_added: Vec::new(),
            tags_removed: Vec::new(),
        };
        let mut sound = true;
        let mut said: Vec<(String, Span)> = Vec::new();
        for line in step.sets.iter().flatten() {
            sound &= self.set_line(line, &mut event, &mut said).is_some();
        }
        if let Some(phrase) = &step.event {
            sound &= self.own_sets(phrase, &mut event).is_some();
        }
        sound.then_some(Some(event))
    }

    fn happening(&mut self, phrase: &EventPhrase) -> Option<TestEventKind> {
        Some(match &phrase.kind {
            EventKind::Created => TestEventKind::Created,
            EventKind::CustomerReplies | EventKind::AgentReplies | EventKind::Message => {
                TestEventKind::Message { public: true }
            }
            EventKind::AgentNotes => TestEventKind::Note,
            EventKind::Becomes(..)
            | EventKind::Leaves(..)
            | EventKind::Changes(_)
            | EventKind::Tagged(_)
            | EventKind::Untagged(_) => TestEventKind::Change,
            EventKind::Assigned | EventKind::Reassigned | EventKind::Unassigned => TestEventKind::Assign,
            EventKind::Contact { medium, phase, result } => TestEventKind::Contact {
                medium: contact(*medium),
                phase: stage(*phase),
                result: result.as_ref().map(|result| result.node.clone()),
            },
            EventKind::CallbackRequested => TestEventKind::Callback,
            EventKind::Merged => TestEventKind::Merge,
            EventKind::Split => TestEventKind::Split,
            EventKind::Deleted => TestEventKind::Delete,
            EventKind::Restored => TestEventKind::Restore,
            EventKind::MarkedAnswered => TestEventKind::Answered,
            EventKind::Signal(name) => TestEventKind::Signal(name.node.clone()),
            EventKind::State(name) if !name.quoted && name.text == CHANGED => TestEventKind::Change,
            EventKind::State(name) if !name.quoted && name.text == NOTED => TestEventKind::Note,
            EventKind::State(name) | EventKind::NoLonger(name) => return self.state(phrase, name),
        })
    }

    /// A state turns because something else happens, and a test says what.
    fn state<T>(&mut self, phrase: &EventPhrase, name: &Name) -> Option<T> {
        self.scope.entity(name)?;
        let message = format!("`{}` says what comes of an event, not what happens", show::phrase(phrase));
        let help = "write the event that makes it so, like `status becomes closed`";
        self.scope.fail(Diagnostic::error(codes::UNDECIDED_EVENT, phrase.span, message, "").help(help))
    }

    /// By whom: as the phrase says, else the customer who creates a ticket, else the system.
    fn author(&mut self, phrase: Option<&EventPhrase>) -> Option<Role> {
        let Some(phrase) = phrase else { return Some(Role::System) };
        let said = phrase.by.as_ref().map(|by| role(by.node));
        let fixed = match &phrase.kind {
            EventKind::CustomerReplies => Role::Customer,
            EventKind::AgentReplies | EventKind::AgentNotes => Role::Agent,
            EventKind::Created => return Some(said.unwrap_or(Role::Customer)),
            EventKind::Message => {
                if said.is_none() {
                    let message = "a message by whom?";
                    let finding = Diagnostic::error(codes::UNDECIDED_EVENT, phrase.span, message, "");
                    self.scope.findings.add(finding.help(
                        "write `customer replies`, `agent replies`, or another role: `message by bot`",
                    ));
                }
                return said;
            }
            _ => return Some(said.unwrap_or(Role::System)),
        };
        if let (Some(by), Some(said)) = (&phrase.by, said)
            && said != fixed
        {
            let message =
                format!("this is by the {}, and `by {}` says otherwise", fixed.as_str(), said.as_str());
            let finding = Diagnostic::error(codes::EVENT_PART, by.span, message, "");
            return self.scope.fail(finding.help(format!("write `message by {}`", said.as_str())));
        }
        Some(fixed)
    }

    /// What the phrase itself sets.
    fn own_sets(&mut self, phrase: &EventPhrase, event: &mut TestEvent) -> Option<()> {
        match &phrase.kind {
            EventKind::Becomes(field, values) => {
                let field = self.settable(field)?;
                let [value] = values.as_slice() else {
                    let message = "a test says which of them";
                    let finding = Diagnostic::error(codes::UNDECIDED_EVENT, phrase.span, message, "");
                    let first = values.first().map(show::value).unwrap_or_default();
                    return self.scope.fail(finding.help(format!("write `{} becomes {first}`", field.name)));
                };
                let value = self.set_value(&field, std::slice::from_ref(value))?;
                event.sets.push((field.id, value));
            }
            EventKind::Changes(name) | EventKind::Leaves(name, _) => {
                let field = self.settable(name)?;
                if !sets(event, field.id) {
                    let message = format!("a test says what `{}` becomes", field.name);
                    let finding = Diagnostic::error(codes::UNDECIDED_EVENT, phrase.span, message, "");
                    return self
                        .scope
                        .fail(finding.help(format!("write `{} becomes ..`", written(&field.name))));
                }
            }
            EventKind::Assigned => return self.assign(phrase, SOMEONE, event),
            EventKind::Reassigned => return self.assign(phrase, SOMEONE_ELSE, event),
            EventKind::Unassigned => event.sets.push((standard::ASSIGNEE, TestValue::Unset)),
            EventKind::Tagged(tag) => event.tags_added.push(tag.node.clone()),
            EventKind::Untagged(tag) => event.tags_removed.push(tag.node.clone()),
            _ => {}
        }
        Some(())
    }

    fn assign(&mut self, phrase: &EventPhrase, who: &str, event: &mut TestEvent) -> Option<()> {
        if sets(event, standard::ASSIGNEE) {
            return Some(());
        }
        if matches!(self.scope.names.fields[standard::ASSIGNEE.index()].kind, FieldType::Choice { .. }) {
            let finding = Diagnostic::error(codes::UNDECIDED_EVENT, phrase.span, "assigned to whom?", "");
            return self.scope.fail(finding.help("say it behind the event: `{ assignee \"..\" }`"));
        }
        event.sets.push((standard::ASSIGNEE, TestValue::Const(Const::Text(who.to_owned()))));
        Some(())
    }

    fn set_line(
        &mut self,
        line: &SetLine,
        event: &mut TestEvent,
        said: &mut Vec<(String, Span)>,
    ) -> Option<()> {
        let (name, values) = match &line.kind {
            SetKind::Tagged(tag) => {
                event.tags_added.push(tag.node.clone());
                return Some(());
            }
            SetKind::Untagged(tag) => {
                event.tags_removed.push(tag.node.clone());
                return Some(());
            }
            SetKind::Values(name, values) => (name, Some(values)),
            SetKind::Unset(name, _) => (name, None),
        };
        if let Some((_, first)) = said.iter().find(|(text, _)| *text == name.text) {
            let finding = twice(&format!("`{}`", name.text), line.span, *first);
            return self.scope.fail(finding);
        }
        said.push((name.text.clone(), line.span));
        if !name.quoted && PARTS.contains(&name.text.as_str()) {
            return self.part(name, values.map_or(&[], Vec::as_slice), event);
        }
        let field = self.settable(name)?;
        let value = match values {
            Some(values) => self.set_value(&field, values)?,
            None => TestValue::Unset,
        };
        event.sets.push((field.id, value));
        Some(())
    }

    /// A field that an event can set.
    fn settable(&mut self, name: &Name) -> Option<FieldEntry> {
        let plain = name.text.strip_prefix("ticket.").filter(|_| !name.quoted);
        let named = Name { text: plain.unwrap_or(&name.text).to_owned(), ..name.clone() };
        let field = self.scope.field(&named)?.clone();
        if KEPT.contains(&field.id) {
            let message = format!("`{}` is kept by duly, so no event sets it", field.name);
            return self.scope.fail(Diagnostic::error(codes::FIXED_FIELD, name.span, message, ""));
        }
        Some(field)
    }

    fn set_value(&mut self, field: &FieldEntry, values: &[Value]) -> Option<TestValue> {
        if let [value] = values
            && self.is_unset(field, value)
        {
            return Some(TestValue::Unset);
        }
        let values: Vec<Option<Value>> = values.iter().map(|value| self.value(value)).collect();
        let values: Vec<Value> = values.into_iter().collect::<Option<_>>()?;
        if field.kind == FieldType::List {
            let texts: Vec<Option<String>> = values.iter().map(|value| self.text(value)).collect();
            return texts.into_iter().collect::<Option<_>>().map(TestValue::List);
        }
        if let [value] = values.as_slice() {
            return self.scope.constant(field, value).map(TestValue::Const);
        }
        let span = values.iter().map(|v| v.span).reduce(Span::to).unwrap_or_default();
        let message = format!("`{}` holds one value at a time", field.name);
        self.scope.fail(Diagnostic::error(codes::TYPE_MISMATCH, span, message, "several here"))
    }

    /// A cell that says `unset`, unless that is a value of the field.
    fn is_unset(&self, field: &FieldEntry, value: &Value) -> bool {
        let ValueKind::Word(word) = &value.kind else { return false };
        let Some(CaseCell::Value(Value { kind: ValueKind::Word(cell), .. })) = self.cell(word, false) else {
            return false;
        };
        cell == "unset" && field.kind.code(cell).is_none()
    }

    /// A text in quotes.
    fn text(&mut self, value: &Value) -> Option<String> {
        if let ValueKind::Text(text) = &value.kind {
            return Some(text.clone());
        }
        let shown = show::value(value);
        let finding = Diagnostic::error(
            codes::UNQUOTED_TEXT,
            value.span,
            format!("`{shown}` is a text without quotes"),
            "",
        );
        self.scope.fail(finding.help(format!("write `\"{shown}\"`")).fix(value.span, format!("\"{shown}\"")))
    }

    /// `actor "jana"`, `key "call-1"`, `text "hello"`, `public no`
    fn part(&mut self, name: &Name, values: &[Value], event: &mut TestEvent) -> Option<()> {
        let wrong = |stage: &mut Self, message: String, help: &str| {
            let finding = Diagnostic::error(codes::EVENT_PART, name.span, message, "");
            stage.scope.fail(finding.help(help))
        };
        let word = name.text.as_str();
        let [value] = values else {
            return wrong(self, format!("`{word}` of an event is one value"), "write one value behind it");
        };
        let value = self.value(value)?;
        if matches!(word, "text" | "public") && !is_message(&event.kind) {
            let message = format!("only messages have `{word}`, and this event is none");
            return wrong(self, message, "for a field of that name write `ticket.` before it");
        }
        if word == "public" {
            let ValueKind::YesNo(answer) = value.kind else {
                return wrong(self, "`public` is yes or no".to_owned(), "write `public no`");
            };
            match &mut event.kind {
                TestEventKind::Message { public } => *public = answer,
                _ => {
                    let message = "only a message by itself is public or not".to_owned();
                    return wrong(self, message, "leave it out");
                }
            }
            return Some(());
        }
        let text = Some(self.text(&value)?);
        match word {
            "actor" => event.actor = text,
            "key" => event.key = text,
            _ => event.text = text,
        }
        Some(())
    }
}

/// Whether an event sets a field.
fn sets(event: &TestEvent, field: FieldId) -> bool {
    event.sets.iter().any(|(id, _)| *id == field)
}
