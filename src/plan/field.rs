//! What tickets carry.

use crate::Condition;
use chrono::NaiveDate;
use duly_calendar::Instant;
use duly_diag::Span;

/// A field of the ticket.
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    /// Its name, dots included (`customer.group`).
    pub name: String,
    /// What it holds.
    pub kind: FieldType,
    /// The value that stands for "not set", if the policy names one.
    pub if_unset: Option<Const>,
    /// Where the policy declares it; none for a standard field left as it is.
    pub span: Option<Span>,
}

/// The types of fields.
#[derive(Clone, PartialEq, Debug)]
pub enum FieldType {
    /// Any text, compared exactly.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    YesNo,
    /// A civil date.
    Date,
    /// A second.
    Instant,
    /// Seconds.
    Duration,
    /// A person: a text that names one.
    Person,
    /// A list of texts (`tags`).
    List,
    /// A closed list; `ordered`: lowest first, and `<` has a meaning.
    Choice {
        /// The values; a value's code is its index.
        values: Vec<String>,
        /// Whether the order means something.
        ordered: bool,
    },
}

impl FieldType {
    /// The code of a value of a closed list.
    #[must_use]
    pub fn code(&self, value: &str) -> Option<u16> {
        match self {
            FieldType::Choice { values, .. } => {
                values.iter().position(|v| v == value).and_then(|i| u16::try_from(i).ok())
            }
            _ => None,
        }
    }

    /// The value of a code.
    #[must_use]
    pub fn value(&self, code: u16) -> Option<&str> {
        match self {
            FieldType::Choice { values, .. } => values.get(usize::from(code)).map(String::as_str),
            _ => None,
        }
    }

    /// The type in an admin's words, for messages.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match self {
            FieldType::Text => "text",
            FieldType::Number => "a number",
            FieldType::YesNo => "yes or no",
            FieldType::Date => "a date",
            FieldType::Instant => "an instant",
            FieldType::Duration => "a duration",
            FieldType::Person => "a person",
            FieldType::List => "a list of text",
            FieldType::Choice { ordered: false, .. } => "one of a closed list",
            FieldType::Choice { ordered: true, .. } => "one of an ordered list",
        }
    }
}

/// A constant, of the type of the field it is used with.
#[derive(Clone, PartialEq, Debug)]
pub enum Const {
    /// A value of a closed list.
    Code(u16),
    /// A text or person.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    YesNo(bool),
    /// A date.
    Date(NaiveDate),
    /// An instant.
    Instant(Instant),
    /// A duration in seconds.
    Duration(i64),
}

/// A named condition (`done means status is closed`).
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// Its name.
    pub name: String,
    /// When it holds; none: never (a standard state that the policy does not set).
    pub condition: Option<Condition>,
    /// Where it is declared.
    pub span: Option<Span>,
}

/// What a finished cycle carries beside the ticket's fields: the extra names of `--where`. Their field
/// ids lie at the top of the range and never stand in a plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecordField {
    /// `outcome`, a closed list of [`RecordField::OUTCOMES`].
    Outcome,
    /// `clock`, a closed list of the plan's clocks (code = clock id).
    Clock,
    /// `level`, a closed list of the plan's levels (code = level id); unset without one.
    Level,
    /// `elapsed`, a duration.
    Elapsed,
    /// `overrun`, a duration: elapsed beyond the target; unset if not late or without a time target.
    Overrun,
    /// `agent`, a person.
    Agent,
    /// `cycle`, a number.
    Cycle,
}

impl RecordField {
    /// All of them with their names.
    pub const ALL: [(RecordField, &'static str); 7] = [
        (RecordField::Outcome, "outcome"),
        (RecordField::Clock, "clock"),
        (RecordField::Level, "level"),
        (RecordField::Elapsed, "elapsed"),
        (RecordField::Overrun, "overrun"),
        (RecordField::Agent, "agent"),
        (RecordField::Cycle, "cycle"),
    ];

    /// The outcomes in the order of their codes.
    pub const OUTCOMES: [&'static str; 8] =
        ["met", "missed", "cancelled", "measured", "undecided", "running", "paused", "overdue"];

    /// The field id that stands for it in a condition.
    #[must_use]
    pub fn id(self) -> crate::FieldId {
        crate::FieldId(u16::MAX - self as u16)
    }

    /// The record field behind an id, if it is one.
    #[must_use]
    pub fn of(id: crate::FieldId) -> Option<RecordField> {
        Self::ALL.iter().map(|(f, _)| *f).find(|f| f.id() == id)
    }
}
