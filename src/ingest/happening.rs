//! The kinds of events and the phases of contacts, by the names that events use.

use duly_engine::event::Phase;

/// What happened, by the names that events use.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Happening {
    Created,
    Message,
    Note,
    Change,
    Assign,
    Call,
    Chat,
    Callback,
    Merge,
    Split,
    Delete,
    Restore,
    Answered,
    Signal,
}

impl Happening {
    /// All with their names, in the order of their codes.
    pub const ALL: [(Happening, &'static str); 14] = [
        (Happening::Created, "created"),
        (Happening::Message, "message"),
        (Happening::Note, "note"),
        (Happening::Change, "change"),
        (Happening::Assign, "assign"),
        (Happening::Call, "call"),
        (Happening::Chat, "chat"),
        (Happening::Callback, "callback"),
        (Happening::Merge, "merge"),
        (Happening::Split, "split"),
        (Happening::Delete, "delete"),
        (Happening::Restore, "restore"),
        (Happening::Answered, "answered"),
        (Happening::Signal, "signal"),
    ];

    /// What a name means, for the kinds that most events are of.
    pub fn parse(name: &str) -> Option<Happening> {
        match name {
            "created" => Some(Happening::Created),
            "message" => Some(Happening::Message),
            "note" => Some(Happening::Note),
            "change" => Some(Happening::Change),
            "assign" => Some(Happening::Assign),
            _ => None,
        }
    }

    /// The name.
    pub fn name(self) -> &'static str {
        Happening::ALL[self as usize].1
    }

    pub fn is_contact(self) -> bool {
        matches!(self, Happening::Call | Happening::Chat)
    }
}

/// The phases of a chat or call with the names that events use, in the order of their codes.
pub(crate) const PHASES: [(Phase, &str); 5] = [
    (Phase::Queued, "queued"),
    (Phase::Ringing, "ringing"),
    (Phase::Answered, "answered"),
    (Phase::Transferred, "transferred"),
    (Phase::Ended, "ended"),
];
