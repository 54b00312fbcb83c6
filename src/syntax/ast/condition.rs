//! Conditions: what is true or false of a ticket.

use super::{Length, Name, Span, Spanned, Text, TimeOfDay, Value};

/// Something that is true or false of a ticket.
#[derive(Clone, PartialEq, Debug)]
pub struct Condition {
    /// What it asks.
    pub kind: ConditionKind,
    /// Where.
    pub span: Span,
}

/// The forms of conditions.
#[derive(Clone, PartialEq, Debug)]
pub enum ConditionKind {
    /// `a and b`, `all of { a; b }`
    All(Vec<Condition>),
    /// `a or b`, `any of { a; b }`
    Any(Vec<Condition>),
    /// `none of { a; b }`
    NoneOf(Vec<Condition>),
    /// `not STATE`, `not (...)`
    Not(Box<Condition>),
    /// `NAME`: a state or a yes/no field.
    Name(Name),
    /// `FIELD is V`, `is not`, `<`, `<=`, `>`, `>=`. Also `CLOCK is running | paused | stopped`, which
    /// only resolution can tell apart.
    Compare {
        /// The field (dotted names are one name).
        field: Name,
        /// The comparison.
        op: Comparison,
        /// Its right side.
        value: Value,
    },
    /// `FIELD is one of a, b` and `FIELD is not one of a, b`
    OneOf {
        /// The field.
        field: Name,
        /// `is not one of`.
        negated: bool,
        /// The values.
        values: Vec<Value>,
    },
    /// `FIELD is set`, `FIELD is not set`
    IsSet {
        /// The field.
        field: Name,
        /// `is not set`.
        negated: bool,
    },
    /// `tags has "a"`, `has no`, `has any of`, `has all of`
    Has {
        /// The list.
        field: Name,
        /// Which of them.
        mode: HasMode,
        /// The values.
        values: Vec<Value>,
    },
    /// `subject contains "x"`, `starts with`, `ends with`, `matches`
    TextTest {
        /// The field.
        field: Name,
        /// The test.
        test: TextTest,
        /// The text or pattern.
        text: Text,
    },
    /// `created during office`, `created outside office`; any instant field may stand for `created`.
    Calendar {
        /// The instant.
        field: Name,
        /// `outside`.
        outside: bool,
        /// The calendar.
        calendar: Name,
    },
    /// `created on sat, sun`
    OnDays {
        /// The instant.
        field: Name,
        /// The days.
        days: Vec<Spanned<chrono::Weekday>>,
    },
    /// `created from 22:00 to 06:00`
    FromTo {
        /// The instant.
        field: Name,
        /// From this time of day ...
        from: TimeOfDay,
        /// ... to before this one; earlier than `from`: over midnight.
        to: TimeOfDay,
    },
    /// `age >= 48h on office`, `idle >= 24h on always`
    Elapsed {
        /// Since when.
        since: Since,
        /// `<`, `<=`, `>` or `>=`; the checker refuses the rest.
        op: Comparison,
        /// How much.
        length: Spanned<Length>,
        /// On which calendar, if it is said.
        calendar: Option<Name>,
    },
}

/// Comparison operators.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Comparison {
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// What `age` and `idle` count from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Since {
    /// `age`: since the ticket was created.
    Created,
    /// `idle`: since the last event by customer or agent.
    LastTouched,
}

/// How many of a list's values are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HasMode {
    /// `has "a"`
    Has,
    /// `has no "a"`
    HasNo,
    /// `has any of "a", "b"`
    HasAny,
    /// `has all of "a", "b"`
    HasAll,
}

/// Tests of a text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TextTest {
    /// `contains`, case ignored
    Contains,
    /// `starts with`, case ignored
    StartsWith,
    /// `ends with`, case ignored
    EndsWith,
    /// `matches`, a Rust regex, unanchored
    Matches,
}
