//! What is wrong with an event, and where it was read.

use std::fmt;

use duly_diag::Code;
use duly_engine::Origin;

/// How many bad events [`crate::read`] hands back when it stops: the first ones in the order of the inputs.
/// A list of this length means that there may be more.
pub const MAX_REPORTED: usize = 20;

/// An event that cannot be used. Displays as one line, `events.ndjson:17: ` and what is wrong.
#[derive(Clone, PartialEq, Debug)]
pub struct BadEvent {
    /// The name of the input.
    pub input: String,
    /// The physical line it starts on, from 1; 0 speaks of the input as a whole.
    pub line: u64,
    /// Where it stands in the order of the inputs.
    pub origin: Origin,
    /// Its ticket, as far as that is known.
    pub ticket: Option<String>,
    /// The key or column at fault, as the input names it.
    pub key: Option<String>,
    /// The value at fault, as the input writes it.
    pub value: Option<String>,
    /// The code of the diagnostic.
    pub code: Code,
    /// What is wrong: one sentence, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl fmt::Display for BadEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.input)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        f.write_str(": ")?;
        if let Some(key) = &self.key {
            write!(f, "`{key}`: ")?;
        }
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

/// What is wrong with a row, before anybody knows which row it was.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Problem {
    pub code: Code,
    pub ticket: Option<String>,
    pub key: Option<String>,
    pub value: Option<String>,
    pub message: String,
    pub help: Option<String>,
}

/// Boxed: a problem is rare, and the result of every row is not to carry its size.
pub(crate) type Checked<T> = Result<T, Box<Problem>>;

impl Problem {
    pub fn new(code: Code, message: impl Into<String>) -> Box<Problem> {
        Box::new(Problem { code, ticket: None, key: None, value: None, message: message.into(), help: None })
    }

    pub fn key(mut self: Box<Self>, key: impl Into<String>) -> Box<Self> {
        self.key = Some(key.into());
        self
    }

    pub fn value(mut self: Box<Self>, value: impl Into<String>) -> Box<Self> {
        self.value = Some(value.into());
        self
    }

    pub fn help(mut self: Box<Self>, help: impl Into<String>) -> Box<Self> {
        self.help = Some(help.into());
        self
    }

    /// Help of the kind "did you mean `x`?", if there is something near.
    pub fn suggest(mut self: Box<Self>, near: Option<&str>) -> Box<Self> {
        self.help = near.map(|n| format!("did you mean `{n}`?")).or(self.help);
        self
    }

    pub fn ticket(mut self: Box<Self>, ticket: Option<&str>) -> Box<Self> {
        self.ticket = self.ticket.or_else(|| ticket.map(str::to_owned));
        self
    }

    /// The bad event of this problem in a row.
    pub fn at(self, input: &str, origin: Origin) -> BadEvent {
        BadEvent {
            input: input.to_owned(),
            line: origin.record,
            origin,
            ticket: self.ticket,
            key: self.key,
            value: self.value,
            code: self.code,
            message: self.message,
            help: self.help,
        }
    }
}

/// A value as messages show it: in backticks, long ones cut.
pub(crate) fn shown(value: &str) -> String {
    const LONGEST: usize = 60;
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}..`", &value[..end]),
        None => format!("`{value}`"),
    }
}

/// The choices of a closed list as a message names them: few of them all, of many the first ones.
pub(crate) fn choices<'a>(values: impl ExactSizeIterator<Item = &'a str>) -> String {
    const MOST: usize = 12;
    let count = values.len();
    let named: Vec<&str> = values.take(MOST).collect();
    let rest = if count > MOST { format!(" and {} more", count - MOST) } else { String::new() };
    format!("{}{rest}", named.join(", "))
}
