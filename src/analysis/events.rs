//! Event phrases and the lines they stand on.

use crate::names::{Entity, FieldEntry, Found};
use crate::scope::Scope;
use crate::show;
use duly_diag::{Diagnostic, codes};
use duly_plan::{self as plan, Const, EventKind, EventPattern, FieldType, standard};
use duly_syntax::ast::{self, EventPhrase, Name, Value};

impl<'a> Scope<'a, '_> {
    /// A phrase as the language itself means it.
    pub fn event(&mut self, phrase: &EventPhrase) -> Option<EventPattern> {
        let kind = self.event_kind(phrase);
        let via = match &phrase.via {
            Some(via) => Some(self.channel(via)?),
            None => None,
        };
        let by = phrase.by.as_ref().map(|by| role(by.node));
        let (guard, shown) = (None, show::phrase(phrase));
        Some(EventPattern { kind: kind?, by, via, guard, phrase: shown, span: phrase.span })
    }

    fn event_kind(&mut self, phrase: &EventPhrase) -> Option<EventKind> {
        Some(match &phrase.kind {
            ast::EventKind::Created => EventKind::Created,
            ast::EventKind::CustomerReplies => {
                EventKind::Message { by: Some(plan::Role::Customer), public: false }
            }
            ast::EventKind::AgentReplies => EventKind::Message { by: Some(plan::Role::Agent), public: true },
            ast::EventKind::AgentNotes => EventKind::Note,
            ast::EventKind::Message => EventKind::Message { by: None, public: false },
            ast::EventKind::Becomes(field, values) => {
                let (field, values) = self.change(field, values)?;
                EventKind::Becomes(field.id, values)
            }
            ast::EventKind::Leaves(field, values) => {
                let (field, values) = self.change(field, values)?;
                EventKind::Leaves(field.id, values)
            }
            ast::EventKind::Changes(field) => EventKind::Changes(self.changing(field)?.id),
            ast::EventKind::Assigned => EventKind::Assigned,
            ast::EventKind::Reassigned => EventKind::Reassigned,
            ast::EventKind::Unassigned => EventKind::Unassigned,
            ast::EventKind::Tagged(tag) => EventKind::Tagged(tag.node.clone()),
            ast::EventKind::Untagged(tag) => EventKind::Untagged(tag.node.clone()),
            ast::EventKind::Contact { medium, phase, result } => EventKind::Contact {
                medium: contact(*medium),
                phase: stage(*phase),
                result: result.as_ref().map(|r| r.node.clone()),
            },
            ast::EventKind::CallbackRequested => EventKind::CallbackRequested,
            ast::EventKind::Merged => EventKind::Merged,
            ast::EventKind::Split => EventKind::Split,
            ast::EventKind::Deleted => EventKind::Deleted,
            ast::EventKind::Restored => EventKind::Restored,
            ast::EventKind::MarkedAnswered => EventKind::MarkedAnswered,
            ast::EventKind::Signal(name) => EventKind::Signal(name.node.clone()),
            ast::EventKind::State(name) => EventKind::Enters(self.state_event(name)?),
            ast::EventKind::NoLonger(name) => EventKind::Exits(self.state_event(name)?),
        })
    }

    /// A state that turns true or false.
    fn state_event(&mut self, name: &Name) -> Option<plan::StateId> {
        match self.entity(name)? {
            Entity::State(id) => Some(id),
            other @ (Entity::Clock(_) | Entity::Script(_)) => {
                let help =
                    "what a clock does is no event for clocks; a condition can ask whether it is running";
                self.wrong_kind(name, other, "an event", help)
            }
            other @ Entity::Field(at) => {
                let field = &self.names.fields[at];
                let help = match &field.kind {
                    FieldType::YesNo => format!("say when: `{} becomes yes`", name.text),
                    FieldType::List => "say when: `tagged \"..\"` or `untagged \"..\"`".to_owned(),
                    _ => format!("say when: `{0} becomes ..` or `{0} changes`", name.text),
                };
                self.wrong_kind(name, other, "an event", &help)
            }
        }
    }

    /// A field that changes.
    fn changing(&mut self, name: &Name) -> Option<&'a FieldEntry> {
        if let Found::Known(state @ Entity::State(_)) = self.names.shared(self.prefix, &name.text) {
            let help = format!("a state turns: `{0}`, or `no longer {0}`", name.text);
            return self.wrong_kind(name, state, "a field", &help);
        }
        self.field(name)
    }

    fn change(&mut self, name: &Name, values: &[Value]) -> Option<(&'a FieldEntry, Vec<Const>)> {
        let field = self.changing(name)?;
        if field.kind == FieldType::List {
            let message = format!("`{}` is a list, its values come and go", field.name);
            let help = "say `tagged \"..\"` or `untagged \"..\"` for tags, or only `changes`";
            return self.fail(Diagnostic::error(codes::LIST_TEST, name.span, message, "").help(help));
        }
        let values: Vec<_> = values.iter().map(|value| self.constant(field, value)).collect();
        Some((field, values.into_iter().collect::<Option<_>>()?))
    }

    /// `via CHANNEL`: any text, unless the policy closes the list of channels.
    pub fn channel(&mut self, via: &Name) -> Option<String> {
        let names = self.names;
        let field = &names.fields[standard::CHANNEL.index()];
        let closed = matches!(field.kind, FieldType::Choice { .. }) && !self.standard;
        if closed && field.kind.code(&via.text).is_none() {
            return self.not_in_list(field, &via.text, via.span, via.quoted);
        }
        Some(via.text.clone())
    }
}

/// A role, as plans name it.
pub(crate) fn role(role: ast::Role) -> plan::Role {
    match role {
        ast::Role::Customer => plan::Role::Customer,
        ast::Role::Agent => plan::Role::Agent,
        ast::Role::Bot => plan::Role::Bot,
        ast::Role::System => plan::Role::System,
        ast::Role::Vendor => plan::Role::Vendor,
    }
}

/// A chat or a call, as plans name them.
pub(crate) fn contact(medium: ast::Medium) -> plan::Medium {
    match medium {
        ast::Medium::Chat => plan::Medium::Chat,
        ast::Medium::Call => plan::Medium::Call,
    }
}

/// A phase of a chat or call, as plans name it.
pub(crate) fn stage(phase: ast::Phase) -> plan::Phase {
    match phase {
        ast::Phase::Starts => plan::Phase::Queued,
        ast::Phase::Rings => plan::Phase::Ringing,
        ast::Phase::Answered => plan::Phase::Answered,
        ast::Phase::Transferred => plan::Phase::Transferred,
        ast::Phase::Ends => plan::Phase::Ended,
    }
}
