//! Scripts: what they read, what they give, and what conditions ask of it.

use crate::{Compare, Const, FieldId, HasMode, Operand, ScriptId, StateId, TextTest};
use duly_diag::Span;

/// A script that is asked about tickets. It sees its inputs and nothing else, so that equal inputs give equal
/// results.
#[derive(Clone, PartialEq, Debug)]
pub struct Script {
    /// What it takes to run it.
    pub code: ScriptCode,
    /// What it reads, one for each parameter.
    pub inputs: Vec<ScriptInput>,
    /// Its doc comment.
    pub doc: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// What it takes to run a script.
#[derive(Clone, PartialEq, Debug)]
pub struct ScriptCode {
    /// The script's name.
    pub name: String,
    /// The names of its parameters as the policy writes them; `year` for one that computes dates.
    pub parameters: Vec<String>,
    /// Where each parameter is declared.
    pub parameter_spans: Vec<Span>,
    /// What it gives.
    pub result: ScriptType,
    /// Its text.
    pub text: String,
    /// Where its text stands.
    pub span: Span,
}

/// Something that a script reads.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ScriptInput {
    /// A field of the ticket, lists included.
    Field(FieldId),
    /// Whether a state holds.
    State(StateId),
}

/// What a script can give.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ScriptType {
    /// A number.
    Number,
    /// A text.
    Text,
    /// Yes or no.
    YesNo,
    /// Seconds.
    Duration,
    /// An instant.
    Instant,
    /// A date.
    Date,
    /// A list of texts.
    ListOfText,
    /// A list of dates; only calendars ask for one.
    ListOfDates,
}

impl ScriptType {
    /// The type in an admin's words, for messages.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            ScriptType::Number => "a number",
            ScriptType::Text => "a text",
            ScriptType::YesNo => "yes or no",
            ScriptType::Duration => "a duration",
            ScriptType::Instant => "an instant",
            ScriptType::Date => "a date",
            ScriptType::ListOfText => "a list of text",
            ScriptType::ListOfDates => "a list of dates",
        }
    }
}

/// A question to what a script gives. Nothing but running the script answers it, so that no proof sees through
/// it; the inputs say which fields and states the answer can depend on.
#[derive(Clone, PartialEq, Debug)]
pub struct ScriptTest {
    /// The script.
    pub script: ScriptId,
    /// What it reads.
    pub inputs: Vec<ScriptInput>,
    /// What is asked.
    pub question: ScriptQuestion,
}

/// What can be asked of a script's result.
#[derive(Clone, PartialEq, Debug)]
pub enum ScriptQuestion {
    /// A comparison. A constant has the result's type; a field has it too, or is a closed list beside a text.
    Compare {
        /// How.
        op: Compare,
        /// With what.
        right: Operand,
    },
    /// The result is one of these.
    OneOf(Vec<Const>),
    /// The list has values.
    Has {
        /// Any or all of them.
        mode: HasMode,
        /// The values.
        values: Vec<String>,
    },
    /// A test of a text.
    Text {
        /// The test.
        test: TextTest,
        /// The text or the checked pattern, as written.
        text: String,
    },
}

impl ScriptTest {
    /// The fields that the answer depends on, those behind states aside.
    pub fn fields(&self) -> impl Iterator<Item = FieldId> + '_ {
        let inputs = self.inputs.iter().filter_map(|input| match input {
            ScriptInput::Field(field) => Some(*field),
            ScriptInput::State(_) => None,
        });
        let right = match &self.question {
            ScriptQuestion::Compare { right: Operand::Field(field), .. } => Some(*field),
            _ => None,
        };
        inputs.chain(right)
    }

    /// The states that the script reads.
    pub fn states(&self) -> impl Iterator<Item = StateId> + '_ {
        self.inputs.iter().filter_map(|input| match input {
            ScriptInput::Field(_) => None,
            ScriptInput::State(state) => Some(*state),
        })
    }
}

/// An action whose text a script works out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Computed {
    /// What is done with it.
    pub verb: Verb,
    /// The script.
    pub script: ScriptId,
}

/// What an action does with what a script gives.
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
    /// `run`: the result is the action.
    Run,
    /// `set FIELD to`
    Set(FieldId),
}
