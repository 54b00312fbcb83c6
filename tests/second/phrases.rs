//! Section 4, event phrases.

use super::conditions::View;
use super::event::Event;
use super::policy::Policy;
use super::value::Value;
use duly_syntax::ast::{
    Condition, ConditionKind, EventKind as Kind, EventPhrase, Medium, Name, Phase, Role, Spanned,
    Value as Written, When,
};

/// An event, and the ticket before and after it.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// What happened; none where only time passes.
    pub event: Option<&'a Event>,
    /// Before it; none at `created`.
    pub before: Option<View<'a>>,
    /// After it, with the clocks as before it: "conditions see clock states as before the event".
    pub after: View<'a>,
}

/// A phrase that fires.
#[derive(Clone, Copy)]
pub struct Fired<'w> {
    /// As the line has it.
    pub said: &'w EventPhrase,
    /// What happened, where the policy lets it mean something else.
    pub meant: &'w Kind,
}

impl<'a> Moment<'a> {
    /// The phrases of a line that fire; none if its condition does not hold.
    ///
    /// "Several events are joined by commas, one `if` at the end covers them all."
    pub fn fires<'w>(&self, when: &'w When) -> Vec<Fired<'w>>
    where
        'a: 'w,
    {
        if when.guard.as_ref().is_some_and(|guard| !self.guard(guard)) {
            return Vec::new();
        }
        when.events.iter().flat_map(|phrase| self.meant(phrase)).collect()
    }

    /// What fires of a phrase: itself, or what the policy lets it mean: "`phrase "agent replies" means message by agent if
    /// public` redefines one". The phrase is replaced by its meaning, whose condition must hold too (note 0030).
    pub fn meant<'w>(&self, phrase: &'w EventPhrase) -> Vec<Fired<'w>>
    where
        'a: 'w,
    {
        let by = |by: &Spanned<Role>| self.event.is_some_and(|event| role(by.node) == event.role());
        let by = phrase.by.as_ref().is_none_or(by);
        let via = |via: &Name| self.event.is_some_and(|event| Some(&via.text) == event.channel.as_ref());
        let via = phrase.via.as_ref().is_none_or(via);
        if !by || !via {
            return Vec::new();
        }
        let policy: &'a Policy = self.after.policy;
        let meaning = name(&phrase.kind).and_then(|name| policy.phrases.get(name));
        match meaning {
            Some(means) => self.fires(means).iter().map(|fired| Fired { said: phrase, ..*fired }).collect(),
            None if self.happens(&phrase.kind) => vec![Fired { said: phrase, meant: &phrase.kind }],
            None => Vec::new(),
        }
    }

    /// A condition behind event phrases, in which `public` asks about the message.
    fn guard(&self, guard: &Condition) -> bool {
        match &guard.kind {
            ConditionKind::Name(name) if name.text == "public" => self.event.is_some_and(Event::is_public),
            ConditionKind::All(all) => all.iter().all(|part| self.guard(part)),
            _ => self.after.holds(guard),
        }
    }

    /// Whether any of a line's phrases fires.
    pub fn fires_any(&self, lines: impl IntoIterator<Item = impl std::borrow::Borrow<When>>) -> bool {
        lines.into_iter().any(|when| !self.fires(when.borrow()).is_empty())
    }

    /// Where only time passes nothing but states turn.
    fn happens(&self, kind: &Kind) -> bool {
        match kind {
            Kind::State(state) => self.enters(&state.text),
            Kind::NoLonger(state) => self.exits(&state.text),
            kind => self.event.is_some_and(|event| self.is(kind, event)),
        }
    }

    fn is(&self, kind: &Kind, event: &Event) -> bool {
        let named = |name: &str| event.event == name;
        match kind {
            Kind::Created => named("created"),
            Kind::CustomerReplies => named("message") && event.role() == "customer",
            Kind::AgentReplies => event.is_public() && event.role() == "agent",
            Kind::AgentNotes => {
                event.role() == "agent" && (named("note") || named("message") && !event.is_public())
            }
            Kind::Message => named("message"),
            // "`created` fires the states and `becomes` that are true at once"; a change from one of the
            // values to another fires too (note 0010, 8).
            Kind::Becomes(field, values) => {
                let now = self.after.get(&field.text);
                self.turned(&field.text) && self.one_of(&field.text, now.as_ref(), values)
            }
            Kind::Leaves(field, values) => {
                self.changed(&field.text) && self.one_of(&field.text, self.was(&field.text).as_ref(), values)
            }
            Kind::Changes(field) => self.changed(&field.text),
            Kind::Assigned => self.was("assignee").is_none() && self.after.get("assignee").is_some(),
            Kind::Reassigned => {
                self.changed("assignee")
                    && self.was("assignee").is_some()
                    && self.after.get("assignee").is_some()
            }
            Kind::Unassigned => self.was("assignee").is_some() && self.after.get("assignee").is_none(),
            Kind::Tagged(tag) => !self.had(&tag.node) && self.has(&tag.node),
            Kind::Untagged(tag) => self.had(&tag.node) && !self.has(&tag.node),
            Kind::Contact { medium, phase, result } => {
                named(match medium {
                    Medium::Chat => "chat",
                    Medium::Call => "call",
                }) && event.phase.as_deref() == Some(phase_name(*phase))
                    && result.as_ref().is_none_or(|result| Some(&result.node) == event.result.as_ref())
            }
            Kind::CallbackRequested => named("callback"),
            Kind::Merged => named("merge"),
            Kind::Split => named("split"),
            Kind::Deleted => named("delete"),
            Kind::Restored => named("restore"),
            Kind::MarkedAnswered => named("answered"),
            Kind::Signal(name) => named("signal") && event.name.as_ref() == Some(&name.node),
            other => panic!("the second engine does not know {other:?}"),
        }
    }

    /// "a state fires when it turns true": at `created` if it holds then.
    pub fn enters(&self, state: &str) -> bool {
        self.after.state(state) && !self.before.is_some_and(|before| before.state(state))
    }

    fn exits(&self, state: &str) -> bool {
        !self.after.state(state) && self.before.is_some_and(|before| before.state(state))
    }

    /// "`created` fires never `changes`, `leaves` or `no longer`." A field set away and back within one event
    /// has not changed.
    fn changed(&self, field: &str) -> bool {
        self.before.is_some_and(|before| before.get(field) != self.after.get(field))
    }

    fn turned(&self, field: &str) -> bool {
        self.before.is_none() || self.changed(field)
    }

    fn was(&self, field: &str) -> Option<Value> {
        self.before.and_then(|before| before.get(field))
    }

    fn one_of(&self, field: &str, value: Option<&Value>, values: &[Written]) -> bool {
        value.is_some() && values.iter().any(|written| self.after.value(field, written).as_ref() == value)
    }

    fn has(&self, tag: &str) -> bool {
        self.after.ticket.list("tags").contains(tag)
    }

    fn had(&self, tag: &str) -> bool {
        self.before.is_some_and(|before| before.ticket.list("tags").contains(tag))
    }
}

/// The words of a phrase that can be given another meaning.
fn name(kind: &Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::CustomerReplies => "customer replies",
        Kind::AgentReplies => "agent replies",
        Kind::AgentNotes => "agent notes",
        Kind::Assigned => "assigned",
        Kind::Reassigned => "reassigned",
        Kind::Unassigned => "unassigned",
        Kind::CallbackRequested => "callback requested",
        Kind::MarkedAnswered => "marked answered",
        Kind::Merged => "merged",
        Kind::Split => "split",
        Kind::Deleted => "deleted",
        Kind::Restored => "restored",
        _ => return None,
    })
}

/// Everything that a phrase may stand for.
pub fn kinds<'w>(policy: &'w Policy, phrase: &'w EventPhrase) -> Vec<&'w Kind> {
    match name(&phrase.kind).and_then(|name| policy.phrases.get(name)) {
        Some(means) => means.events.iter().flat_map(|phrase| kinds(policy, phrase)).collect(),
        None => vec![&phrase.kind],
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Customer => "customer",
        Role::Agent => "agent",
        Role::Bot => "bot",
        Role::System => "system",
        Role::Vendor => "vendor",
    }
}

fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Starts => "queued",
        Phase::Rings => "ringing",
        Phase::Answered => "answered",
        Phase::Transferred => "transferred",
        Phase::Ends => "ended",
    }
}
