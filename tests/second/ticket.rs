//! Section 4: the ticket as conditions see it, and what one event makes of it.

use super::event::Event;
use super::policy::Policy;
use super::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The fields of a ticket at an instant.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ticket {
    fields: BTreeMap<String, Value>,
    /// The kept fields that an event has set: they are the events' from then on (note 0010, 11).
    taken: BTreeSet<String>,
    /// When it was created.
    pub created: i64,
    /// The last event by customer or agent, from which `idle` counts.
    pub touched: i64,
}

impl Ticket {
    /// A field; what stands for it while it is not set, if something does.
    pub fn get<'a>(&'a self, policy: &'a Policy, field: &str) -> Option<&'a Value> {
        let default = || policy.fields.get(field).and_then(|field| field.if_unset.as_ref());
        self.fields.get(field).or_else(default)
    }

    /// The tags, or another list.
    pub fn list(&self, field: &str) -> BTreeSet<String> {
        match self.fields.get(field) {
            Some(Value::List(list)) => list.clone(),
            _ => BTreeSet::new(),
        }
    }

    fn put(&mut self, field: &str, value: Option<Value>) {
        match value {
            Some(Value::List(list)) if list.is_empty() => self.fields.remove(field),
            Some(value) => self.fields.insert(field.to_owned(), value),
            None => self.fields.remove(field),
        };
    }

    /// "One event is one update: its sets apply together."
    pub fn take(&mut self, event: &Event) {
        if event.event == "created" {
            self.created = event.at;
        }
        if event.event == "created" || matches!(event.role(), "customer" | "agent") {
            self.touched = event.at;
        }
        for (field, value) in &event.set {
            self.taken.insert(field.clone());
            self.put(field, value.clone());
        }
        // Tags are added, then removed (note 0010, 9).
        let mut tags = self.list("tags");
        tags.extend(event.add.iter().cloned());
        event.remove.iter().for_each(|tag| _ = tags.remove(tag));
        self.put("tags", Some(Value::List(tags)));
        self.keep_standard_fields(event);
    }

    /// docs/language/tickets.md: "duly keeps `created`, `changed`, `deleted`, `last_message` with its parts,
    /// `reopens` and `replies` itself. `channel` is that of the opening message, and `requester` the customer
    /// who created the ticket, unless an event sets them."
    fn keep_standard_fields(&mut self, event: &Event) {
        let at = || Some(Value::Instant(event.at));
        let text = |text: &Option<String>| text.clone().map(Value::Text);
        self.keep("changed", at());
        match event.event.as_str() {
            "created" => {
                self.keep("created", at());
                self.keep("channel", text(&event.channel));
                if event.role() == "customer" {
                    self.keep("requester", text(&event.actor));
                }
                self.keep_message(event);
            }
            "message" => {
                // An agent's private message is a note (note 0010, 11).
                if event.is_public() || event.role() != "agent" {
                    self.keep_message(event);
                }
                if event.is_public() && event.role() == "agent" {
                    self.count("replies");
                }
            }
            "delete" => self.keep("deleted", at()),
            "restore" => self.keep("deleted", None),
            _ => {}
        }
    }

    fn keep_message(&mut self, event: &Event) {
        self.keep("last_message", event.text.clone().map(Value::Text));
        self.keep("last_message.by", Some(Value::Text(event.role().to_owned())));
        self.keep("last_message.at", Some(Value::Instant(event.at)));
    }

    /// The ticket as a target begins to count.
    pub fn counting_from(&self, started: i64) -> Ticket {
        let mut ticket = self.clone();
        ticket.put("started", Some(Value::Instant(started)));
        ticket
    }

    /// Puts the department that a report shows, and the level, in place.
    pub fn show(&mut self, department: Option<String>, level: Option<String>) {
        self.put("department", department.map(Value::Text));
        self.put("level", level.map(Value::Text));
    }

    /// Counts one more.
    pub fn count(&mut self, field: &str) {
        let so_far = if let Some(Value::Number(number)) = self.fields.get(field) { *number } else { 0.0 };
        self.keep(field, Some(Value::Number(so_far + 1.0)));
    }

    fn keep(&mut self, field: &str, value: Option<Value>) {
        if !self.taken.contains(field) {
            self.put(field, value);
        }
    }
}
