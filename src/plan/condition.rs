//! Conditions with everything resolved.

use crate::{CalendarId, ClockId, Const, FieldId, Length, ScriptTest, StateId};
use duly_calendar::spec::WeekdaySet;
use duly_diag::Span;

/// Something that is true or false of a ticket at an instant.
#[derive(Clone, PartialEq, Debug)]
pub struct Condition {
    /// What it asks.
    pub kind: ConditionKind,
    /// Its line in the policy.
    pub span: Span,
}

/// The forms. A field that is not set takes its `if unset` value, else every test of it is false (so its
/// `Not` is true: `is not V` holds for an unset field).
#[derive(Clone, PartialEq, Debug)]
pub enum ConditionKind {
    /// Always true or always false (a standard state that is not set).
    Known(bool),
    /// All hold; true if there is none.
    All(Vec<Condition>),
    /// Any holds; false if there is none.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// A state holds.
    State(StateId),
    /// A comparison; both sides have the same type.
    Compare {
        /// Left.
        field: FieldId,
        /// How.
        op: Compare,
        /// Right.
        right: Operand,
    },
    /// The field has one of these values.
    OneOf {
        /// The field.
        field: FieldId,
        /// The values.
        values: Vec<Const>,
    },
    /// The field is set (an `if unset` value counts).
    IsSet(FieldId),
    /// The list has values.
    Has {
        /// The list.
        field: FieldId,
        /// Any or all of them.
        mode: HasMode,
        /// The values.
        values: Vec<String>,
    },
    /// A test of a text.
    Text {
        /// The field: text, person or closed list.
        field: FieldId,
        /// The test.
        test: TextTest,
        /// The text or the checked pattern, as written.
        text: String,
    },
    /// The field's instant is in (or outside) a calendar's open time.
    During {
        /// An instant field.
        field: FieldId,
        /// The calendar.
        calendar: CalendarId,
        /// The field whose zone the calendar reads from the ticket, as it is when the question is asked.
        zone: Option<FieldId>,
        /// `outside`.
        outside: bool,
    },
    /// The field's instant is on one of these weekdays, in the policy's zone.
    OnDays {
        /// An instant or date field.
        field: FieldId,
        /// The days.
        days: WeekdaySet,
    },
    /// The field's instant is within a stretch of the day, in the policy's zone; `from` > `to`: over midnight.
    FromTo {
        /// An instant field.
        field: FieldId,
        /// Seconds after 00:00, included.
        from: u32,
        /// Seconds after 00:00, excluded.
        to: u32,
    },
    /// The ticket is older, or longer untouched, than a length.
    Elapsed {
        /// Since when.
        since: Since,
        /// `<`, `<=`, `>` or `>=`.
        op: Compare,
        /// How much.
        length: Length,
        /// Counted on this calendar.
        calendar: CalendarId,
        /// The field whose zone the calendar reads from the ticket, as it is when the question is asked.
        zone: Option<FieldId>,
    },
    /// A question to a script.
    Script(Box<ScriptTest>),
    /// The state of a clock's cycles.
    ClockIs {
        /// The clock.
        clock: ClockId,
        /// The state.
        state: ClockState,
    },
}

/// Comparison operators (`is not` is `Not(Is)`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Compare {
    /// Equal.
    Is,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// The right side of a comparison.
#[derive(Clone, PartialEq, Debug)]
pub enum Operand {
    /// A constant of the left field's type.
    Const(Const),
    /// Another field of the same type; closed lists have the same values.
    Field(FieldId),
}

/// Any or all.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HasMode {
    /// At least one of the values.
    Any,
    /// Every one of them.
    All,
}

/// Tests of a text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TextTest {
    /// Case ignored (Unicode lower case of both).
    Contains,
    /// Case ignored.
    StartsWith,
    /// Case ignored.
    EndsWith,
    /// A regex of the `regex` crate, unanchored.
    Matches,
}

/// Since when time is counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Since {
    /// `age`: the ticket's creation.
    Created,
    /// `idle`: the last event by customer or agent (the creation counts).
    LastTouched,
}

/// What a clock does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ClockState {
    /// A cycle is open and not paused, late or not.
    Running,
    /// A cycle is open and paused.
    Paused,
    /// No cycle is open, whether or not there ever was one.
    Stopped,
}
