//! A ticket that shows what a finding means.

use serde_json::{Value, json};

/// A sample ticket as a canonical `created` event, which `duly run` reads as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sample {
    /// The event.
    pub event: Value,
    /// The instant at which the finding shows (RFC 3339), where that is later than the creation.
    pub as_of: Option<String>,
    /// What has to hold besides and is no matter of fields, in words: the state of a clock, what a script says.
    pub besides: Vec<String>,
}

impl Sample {
    /// `event`, `as_of` and `besides` as one object.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "event": self.event, "as_of": self.as_of, "besides": self.besides })
    }
}
