//! Event phrases: the moments a policy speaks of.

use super::{Condition, Name, Span, Spanned, Text, Value};

/// `E, E, ... if CONDITION`
#[derive(Clone, PartialEq, Debug)]
pub struct When {
    /// The events, any of which will do.
    pub events: Vec<EventPhrase>,
    /// The condition that covers them all.
    pub guard: Option<Condition>,
    /// The whole.
    pub span: Span,
}

/// `phrase "agent replies" means message by agent if public`
#[derive(Clone, PartialEq, Debug)]
pub struct PhraseDecl {
    /// The phrase.
    pub name: Name,
    /// What it stands for from now on.
    pub means: When,
}

/// One event phrase.
#[derive(Clone, PartialEq, Debug)]
pub struct EventPhrase {
    /// Which event.
    pub kind: EventKind,
    /// `by ROLE`
    pub by: Option<Spanned<Role>>,
    /// `via CHANNEL`
    pub via: Option<Name>,
    /// Where.
    pub span: Span,
}

/// The events that phrases speak of.
#[derive(Clone, PartialEq, Debug)]
pub enum EventKind {
    /// `created`
    Created,
    /// `customer replies`
    CustomerReplies,
    /// `agent replies`
    AgentReplies,
    /// `agent notes`
    AgentNotes,
    /// `message`
    Message,
    /// `FIELD becomes V`, `FIELD becomes one of a, b`
    Becomes(Name, Vec<Value>),
    /// `FIELD leaves V`, `FIELD leaves one of a, b`
    Leaves(Name, Vec<Value>),
    /// `FIELD changes`
    Changes(Name),
    /// `assigned`
    Assigned,
    /// `reassigned`
    Reassigned,
    /// `unassigned`
    Unassigned,
    /// `tagged "x"`
    Tagged(Text),
    /// `untagged "x"`
    Untagged(Text),
    /// `chat starts`, `call ends as "abandoned"`, ...
    Contact {
        /// Chat or call.
        medium: Medium,
        /// The phase.
        phase: Phase,
        /// `ends as "x"`
        result: Option<Text>,
    },
    /// `callback requested`
    CallbackRequested,
    /// `merged`
    Merged,
    /// `split`
    Split,
    /// `deleted`
    Deleted,
    /// `restored`
    Restored,
    /// `marked answered`
    MarkedAnswered,
    /// `signal "x"`
    Signal(Text),
    /// `STATE`: it turns true.
    State(Name),
    /// `no longer STATE`: it turns false.
    NoLonger(Name),
}

/// A chat or a call.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Medium {
    /// `chat`
    Chat,
    /// `call`
    Call,
}

/// The phases of a chat or call, by their phrases' verbs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Phase {
    /// `starts` (phase queued)
    Starts,
    /// `rings`
    Rings,
    /// `answered`
    Answered,
    /// `transferred`
    Transferred,
    /// `ends`
    Ends,
}

/// Who did something.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// `customer`
    Customer,
    /// `agent`
    Agent,
    /// `bot`
    Bot,
    /// `system`
    System,
    /// `vendor`
    Vendor,
}
