//! Scripts: what they read, what they give, and their text.

use super::{Name, Spanned, Text};

/// `script churn_risk(contract, seats) -> number ```rhai .. ``` `
#[derive(Clone, PartialEq, Debug)]
pub struct ScriptDecl {
    /// Its name.
    pub name: Name,
    /// The fields, states and lists that it reads, in order; `year` for one that computes dates.
    pub parameters: Vec<Name>,
    /// What it gives.
    pub result: Spanned<ScriptType>,
    /// What stands between the fences, byte for byte as in the file.
    pub text: Text,
}

/// What a script can give.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ScriptType {
    /// `number`
    Number,
    /// `text`
    Text,
    /// `yes/no`
    YesNo,
    /// `duration`
    Duration,
    /// `instant`
    Instant,
    /// `date`
    Date,
    /// `list of text`
    ListOfText,
    /// `list of dates`
    ListOfDates,
}

impl ScriptType {
    /// All of them as they are written.
    pub const ALL: [(ScriptType, &'static str); 8] = [
        (ScriptType::Number, "number"),
        (ScriptType::Text, "text"),
        (ScriptType::YesNo, "yes/no"),
        (ScriptType::Duration, "duration"),
        (ScriptType::Instant, "instant"),
        (ScriptType::Date, "date"),
        (ScriptType::ListOfText, "list of text"),
        (ScriptType::ListOfDates, "list of dates"),
    ];

    /// The type as it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }
}

/// An action whose text a script works out.
#[derive(Clone, PartialEq, Debug)]
pub struct ComputedAction {
    /// What is done with it.
    pub verb: Verb,
    /// The script.
    pub script: Name,
}

/// What an action does with a text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Verb {
    /// `notify`
    Notify,
    /// `escalate to`
    Escalate,
    /// `tag`
    Tag,
    /// `untag`
    Untag,
    /// `assign to`
    Assign,
    /// `webhook`
    Webhook,
    /// `run`
    Run,
}
