//! The canonical event as it is written, key by key in the order of the reference.

use chrono::DateTime;
use serde::Serialize;
use serde_json::{Map, Value};

/// One event; what is not said is not written.
#[derive(Serialize, Clone, Default)]
pub struct Event {
    /// The ticket's id, given when all tickets are known.
    pub ticket: String,
    /// Unix seconds, written as RFC 3339.
    #[serde(serialize_with = "write_instant")]
    pub at: i64,
    /// The order within the ticket.
    pub seq: usize,
    /// What happened.
    pub event: &'static str,
    /// Who did it: a role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<&'static str>,
    /// Who did it: a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<&'static str>,
    /// Whether the customer can read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public: Option<bool>,
    /// Of a chat or call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<&'static str>,
    /// How a chat or call ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<&'static str>,
    /// Which chat or call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Where a merged ticket went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub into: Option<String>,
    /// The message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'static str>,
    /// Fields and their new values.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub set: Map<String, Value>,
    /// Tags added and removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Tags>,
}

/// Tags added and removed.
#[derive(Serialize, Clone, Default)]
pub struct Tags {
    /// Added.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<&'static str>,
    /// Removed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<&'static str>,
}

impl Event {
    /// The event with a field set.
    pub fn set(mut self, field: &str, value: impl Into<Value>) -> Event {
        self.set.insert(field.to_owned(), value.into());
        self
    }

    /// The event with a tag added.
    pub fn tag(mut self, tag: &'static str) -> Event {
        self.tags.get_or_insert_default().add.push(tag);
        self
    }

    /// The event with a tag removed.
    pub fn untag(mut self, tag: &'static str) -> Event {
        self.tags.get_or_insert_default().remove.push(tag);
        self
    }

    /// The event on a channel.
    pub fn via(mut self, channel: &'static str) -> Event {
        self.channel = Some(channel);
        self
    }

    /// The event with a text.
    pub fn text(mut self, text: &'static str) -> Event {
        self.text = Some(text);
        self
    }
}

fn write_instant<S: serde::Serializer>(at: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    let instant = DateTime::from_timestamp(*at, 0).unwrap_or_default();
    serializer.collect_str(&instant.format("%Y-%m-%dT%H:%M:%SZ"))
}
