//! What happens to a ticket, as the engine sees it: resolved against the plan, borrowed from the reader.

use duly_calendar::Instant;
use duly_plan::FieldId;
pub use duly_plan::{Medium, Phase, Role};

/// One update of one ticket; all its sets and tags apply together.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Event<'a> {
    /// When, truncated to the second.
    pub at: Instant,
    /// What happened.
    pub kind: EventKind<'a>,
    /// By whom.
    pub by: Role,
    /// Which person or program.
    pub actor: Option<&'a str>,
    /// Through which channel.
    pub channel: Option<&'a str>,
    /// Which call, chat or other contact it belongs to.
    pub key: Option<&'a str>,
    /// The text of a message, if the reader was asked for it.
    pub text: Option<&'a str>,
    /// The fields it sets or clears.
    pub sets: &'a [Set<'a>],
    /// The tags it adds.
    pub tags_added: &'a [&'a str],
    /// The tags it removes.
    pub tags_removed: &'a [&'a str],
    /// Where it was read, for traces and messages.
    pub origin: Origin,
}

/// Where an event was read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Origin {
    /// The input, in the order given.
    pub input: u32,
    /// The record in it, from 1 (a line, or a row of a table).
    pub record: u64,
}

/// A field's new value.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Set<'a> {
    /// The field.
    pub field: FieldId,
    /// Its value; [`Value::Unset`] clears it.
    pub value: Value<'a>,
}

/// A value of a field, of the field's type.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value<'a> {
    /// Not set.
    Unset,
    /// A value of a closed list.
    Code(u16),
    /// A text or a person.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// Yes or no.
    YesNo(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// An instant.
    Instant(Instant),
    /// Seconds.
    Duration(i64),
    /// A list of texts, in the order they were added.
    List(&'a [&'a str]),
}

/// The kinds of events.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EventKind<'a> {
    /// The ticket is created, with its opening message.
    Created,
    /// A message.
    Message {
        /// Whether the customer can read it.
        public: bool,
    },
    /// An internal note.
    Note,
    /// Fields change.
    Change,
    /// The assignee changes (the set says to whom).
    Assign,
    /// A phase of a chat or call.
    Contact {
        /// Chat or call.
        medium: Medium,
        /// The phase; none: some other news of it.
        phase: Option<Phase>,
        /// How it ended (`abandoned`, `voicemail`, ..).
        result: Option<&'a str>,
    },
    /// A callback is requested.
    Callback,
    /// Merged into another ticket.
    Merge,
    /// Split.
    Split,
    /// Deleted.
    Delete,
    /// Restored.
    Restore,
    /// Marked as answered by hand.
    Answered,
    /// A named signal.
    Signal {
        /// Its name.
        name: &'a str,
    },
}
