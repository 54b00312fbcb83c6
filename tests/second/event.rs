//! Section 4, events: the canonical record, as it is written and as a ticket takes it.

use super::value::{Value, stamp};
use serde_json::{Map, Value as Json, json};

/// One event of one ticket. What is empty is not written.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Event {
    /// When, in whole seconds.
    pub at: i64,
    /// Orders events of one instant.
    pub seq: Option<i64>,
    /// Its name.
    pub id: Option<String>,
    /// `created`, `message`, `note`, ..
    pub event: String,
    /// `customer`, `agent`, ..; `system` if it is not said.
    pub by: String,
    /// Which person.
    pub actor: Option<String>,
    /// Through which channel.
    pub channel: Option<String>,
    /// Of a message.
    pub public: Option<bool>,
    /// New values; none clears.
    pub set: Vec<(String, Option<Value>)>,
    /// Tags it adds.
    pub add: Vec<String>,
    /// Tags it removes.
    pub remove: Vec<String>,
    /// Of a call or chat.
    pub phase: Option<String>,
    /// How it ended.
    pub result: Option<String>,
    /// Which call or chat.
    pub key: Option<String>,
    /// Of a signal.
    pub name: Option<String>,
    /// The message.
    pub text: Option<String>,
}

impl Event {
    /// The line that `duly run` reads.
    pub fn json(&self, ticket: &str) -> Json {
        let mut line = Map::new();
        let mut put = |key: &str, value: Option<Json>| {
            if let Some(value) = value {
                line.insert(key.to_owned(), value);
            }
        };
        let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
        put("ticket", Some(json!(ticket)));
        put("at", Some(json!(stamp(self.at))));
        put("seq", self.seq.map(|seq| json!(seq)));
        put("id", text(&self.id));
        put("event", Some(json!(self.event)));
        put("by", (!self.by.is_empty()).then(|| json!(self.by)));
        put("actor", text(&self.actor));
        put("channel", text(&self.channel));
        put("public", self.public.map(|public| json!(public)));
        let sets = self
            .set
            .iter()
            .map(|(field, value)| (field.clone(), value.as_ref().map_or(Json::Null, Value::json)));
        put("set", (!self.set.is_empty()).then(|| Json::Object(sets.collect())));
        let tags = json!({"add": self.add, "remove": self.remove});
        put("tags", (!self.add.is_empty() || !self.remove.is_empty()).then_some(tags));
        put("phase", text(&self.phase));
        put("result", text(&self.result));
        put("key", text(&self.key));
        put("name", text(&self.name));
        put("text", text(&self.text));
        Json::Object(line)
    }

    /// "`by` is else system".
    pub fn role(&self) -> &str {
        if self.by.is_empty() { "system" } else { &self.by }
    }

    /// "`public` is true for `message` and false for `note`."
    pub fn is_public(&self) -> bool {
        self.event == "message" && self.public.unwrap_or(true)
    }

    /// Whether it is news of a call or a chat.
    pub fn is_contact(&self) -> bool {
        matches!(self.event.as_str(), "call" | "chat")
    }
}
