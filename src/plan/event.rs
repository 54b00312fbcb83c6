//! Event patterns: the compiled phrases.

use crate::{Condition, Const, FieldId, StateId};
use duly_diag::Span;

/// Any of these events, if the guard holds.
#[derive(Clone, PartialEq, Debug)]
pub struct When {
    /// The events.
    pub events: Vec<EventPattern>,
    /// The condition that covers them all; sees the fields after the event, and the clocks before it.
    pub guard: Option<Condition>,
    /// Its line.
    pub span: Span,
}

/// A phrase that the policy lets stand for something else.
#[derive(Clone, PartialEq, Debug)]
pub struct Phrase {
    /// The phrase: `agent replies`.
    pub name: String,
    /// Its doc comment.
    pub doc: Option<String>,
    /// What it stands for.
    pub means: Vec<EventPattern>,
    /// Where the policy says that.
    pub means_span: Span,
    /// Where it is declared.
    pub span: Span,
}

/// One event phrase.
#[derive(Clone, PartialEq, Debug)]
pub struct EventPattern {
    /// Which event.
    pub kind: EventKind,
    /// `by ROLE`
    pub by: Option<Role>,
    /// `via CHANNEL`: the event's channel.
    pub via: Option<String>,
    /// What must hold too, where the policy says so of the phrase itself; sees what a line's guard sees.
    pub guard: Option<Condition>,
    /// The phrase as the language writes it (`agent replies`), for reasons in reports.
    pub phrase: String,
    /// Where.
    pub span: Span,
}

/// The events that phrases speak of.
#[derive(Clone, PartialEq, Debug)]
pub enum EventKind {
    /// The ticket is created.
    Created,
    /// A message, not the opening one: by whom, and whether it must be public.
    Message {
        /// `customer replies` and `agent replies` name the role; `message` does not.
        by: Option<Role>,
        /// `agent replies` asks for a public one.
        public: bool,
    },
    /// A note by an agent (`agent notes`): a `note` event, or a message that is not public.
    Note,
    /// A field takes one of the values; true at `created` if it stands then.
    Becomes(FieldId, Vec<Const>),
    /// A field loses one of the values.
    Leaves(FieldId, Vec<Const>),
    /// A field changes; never at `created`.
    Changes(FieldId),
    /// The assignee is set, from unset; at `created` too.
    Assigned,
    /// From one assignee to another.
    Reassigned,
    /// The assignee is cleared.
    Unassigned,
    /// A tag is added.
    Tagged(String),
    /// A tag is removed.
    Untagged(String),
    /// A phase of a chat or call; for `Ended`, its result if one is asked for.
    Contact {
        /// Chat or call.
        medium: Medium,
        /// The phase.
        phase: Phase,
        /// `ends as "x"`
        result: Option<String>,
    },
    /// A callback is requested.
    CallbackRequested,
    /// Merged into another ticket.
    Merged,
    /// Split.
    Split,
    /// Deleted.
    Deleted,
    /// Restored.
    Restored,
    /// Marked as answered by hand.
    MarkedAnswered,
    /// A named signal.
    Signal(String),
    /// A state turns true (at `created` if it holds then).
    Enters(StateId),
    /// A state turns false; never at `created`.
    Exits(StateId),
}

/// A chat or a call.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Medium {
    /// A chat.
    Chat,
    /// A call.
    Call,
}

/// The phases of a chat or call, as events name them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Phase {
    /// `queued` (phrase: starts)
    Queued,
    /// `ringing` (rings)
    Ringing,
    /// `answered`
    Answered,
    /// `transferred`
    Transferred,
    /// `ended` (ends)
    Ended,
}

/// Who did something.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// The customer.
    Customer,
    /// A human agent.
    Agent,
    /// A bot: neither agent nor customer.
    Bot,
    /// The helpdesk itself: neither agent nor customer.
    System,
    /// A third party.
    Vendor,
}

impl Role {
    /// All roles with the names that events use.
    pub const ALL: [(Role, &'static str); 5] = [
        (Role::Customer, "customer"),
        (Role::Agent, "agent"),
        (Role::Bot, "bot"),
        (Role::System, "system"),
        (Role::Vendor, "vendor"),
    ];

    /// The name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}
