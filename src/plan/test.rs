//! Tests: what happens to a ticket, and what is expected of it. Every instant is known.

use crate::{
    AgreementId, CalendarId, ClockId, Const, Emit, FieldId, FieldType, Length, LevelId, Medium, Phase, Role,
};
use duly_calendar::Instant;
use duly_diag::Span;

/// A test, or one case of a test with cases.
#[derive(Clone, PartialEq, Debug)]
pub struct Test {
    /// Its name, with the prefix of its file.
    pub name: String,
    /// Its doc comment.
    pub doc: Option<String>,
    /// Which row of its cases this is.
    pub case: Option<TestCase>,
    /// Its lines in order.
    pub lines: Vec<TestLine>,
    /// Where its name stands.
    pub name_span: Span,
    /// From its first word to its closing brace.
    pub span: Span,
}

/// A row of a test's cases.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TestCase {
    /// From 1.
    pub number: usize,
    /// The row as it is written: `high | 2026-03-09 09:10`.
    pub row: String,
    /// The row.
    pub span: Span,
}

/// A line of a test.
#[derive(Clone, PartialEq, Debug)]
pub enum TestLine {
    /// Time passes, and perhaps something happens.
    Step(Step),
    /// What must be so by now.
    Expect(Expectation),
}

/// Time passes up to an instant, and perhaps something happens at it.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// When.
    pub at: Instant,
    /// What happens.
    pub event: Option<TestEvent>,
    /// The line.
    pub span: Span,
}

/// An event of a test; all its sets and tags apply together.
#[derive(Clone, PartialEq, Debug)]
pub struct TestEvent {
    /// What happens.
    pub kind: TestEventKind,
    /// By whom.
    pub by: Role,
    /// Which person or program.
    pub actor: Option<String>,
    /// Through which channel.
    pub channel: Option<String>,
    /// Which call or chat it belongs to.
    pub key: Option<String>,
    /// The text of a message.
    pub text: Option<String>,
    /// The fields it sets or clears.
    pub sets: Vec<(FieldId, TestValue)>,
    /// The tags it adds.
    pub tags_added: Vec<String>,
    /// The tags it removes.
    pub tags_removed: Vec<String>,
}

/// A new value of a field, of the field's type.
#[derive(Clone, PartialEq, Debug)]
pub enum TestValue {
    /// Cleared.
    Unset,
    /// A value.
    Const(Const),
    /// A list of texts, in order.
    List(Vec<String>),
}

impl TestValue {
    /// Its text, if it is one, or a value of a closed list; `kind` is the type of the field that holds it.
    #[must_use]
    pub fn text<'v>(&'v self, kind: &'v FieldType) -> Option<&'v str> {
        match self {
            TestValue::Const(Const::Text(text)) => Some(text),
            TestValue::Const(Const::Code(code)) => kind.value(*code),
            _ => None,
        }
    }
}

/// The kinds of events.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TestEventKind {
    /// The ticket is created.
    Created,
    /// A message.
    Message {
        /// Whether the customer can read it.
        public: bool,
    },
    /// An internal note.
    Note,
    /// Fields or tags change.
    Change,
    /// The assignee changes.
    Assign,
    /// A phase of a chat or call.
    Contact {
        /// Chat or call.
        medium: Medium,
        /// The phase.
        phase: Phase,
        /// How it ended.
        result: Option<String>,
    },
    /// A callback is requested.
    Callback,
    /// Merged into another ticket.
    Merge,
    /// Split.
    Split,
    /// Deleted.
    Delete,
    /// Restored.
    Restore,
    /// Marked as answered by hand.
    Answered,
    /// A named signal.
    Signal(String),
}

/// What must be so at its place among the steps, if nothing happened but what stands before it.
#[derive(Clone, PartialEq, Debug)]
pub struct Expectation {
    /// What.
    pub kind: Expected,
    /// The line.
    pub span: Span,
}

/// The kinds of expectations.
#[derive(Clone, PartialEq, Debug)]
pub enum Expected {
    /// The ticket's level in an agreement.
    Level {
        /// The agreement.
        agreement: AgreementId,
        /// Any of these (the versions of a level, or its uses with values); none: no level.
        levels: Vec<LevelId>,
        /// The level's name; none: no level.
        name: Option<String>,
        /// Who chose it, if that is expected too.
        by: Option<ExpectedRule>,
    },
    /// No action so far.
    NoActions,
    /// An action.
    Action {
        /// Whether there is none such.
        not: bool,
        /// What is done.
        action: ExpectedAction,
        /// Exactly when; none: at any time so far.
        at: Option<Instant>,
    },
    /// There is no such cycle.
    NoCycle(CycleName),
    /// A cycle, and what becomes of it.
    Cycle(CycleName, Verdict),
}

/// Who is expected to have chosen a level.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExpectedRule {
    /// The rules or trigger of this name.
    Named(String),
    /// `otherwise`, of the agreement's rules.
    Otherwise,
}

/// An action that is expected.
#[derive(Clone, PartialEq, Debug)]
pub enum ExpectedAction {
    /// An action of a rule or trigger.
    Emit(Emit),
    /// A warning of a clock.
    Warn(ClockId),
}

/// Which cycle is meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CycleName {
    /// Its clock.
    pub clock: ClockId,
    /// 1, 2, ..; none: the last one.
    pub number: Option<u32>,
    /// Its key; none: any.
    pub key: Option<String>,
    /// Its agreement; none: the first that has a verdict about it.
    pub agreement: Option<AgreementId>,
}

/// What is expected of a cycle.
#[derive(Clone, PartialEq, Debug)]
pub enum Verdict {
    /// Due at this instant.
    Due(Instant),
    /// So much time from now to the due, on a calendar, or else on that of the cycle.
    DueIn(Length, Option<CalendarId>),
    /// Nothing is due: it is paused or hidden, or has no target.
    NoDue,
    /// So many seconds of business time counted.
    Elapsed(i64),
    /// Open, and so many seconds of business time past its due.
    OverdueBy(i64),
    /// Open, not late, and a warning has fired.
    AtRisk,
    /// It has this outcome now and keeps it up to and at the instant.
    Stays(CycleOutcome, Instant),
    /// It has this outcome.
    Outcome(CycleOutcome),
    /// Ended with this outcome, and so many seconds of business time counted.
    After(CycleOutcome, i64),
    /// It has this outcome since this instant: closed then, or for a missed one breached.
    EndedAt(CycleOutcome, Instant),
    /// It has this outcome for this reason.
    Because(CycleOutcome, String),
}

/// The outcomes that tests speak of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CycleOutcome {
    /// Closed at or before its due.
    Met,
    /// Closed after its due, cancelled late, or open past its due.
    Missed,
    /// Ended without a verdict.
    Cancelled,
    /// Tracked without a promise.
    Measured,
    /// A script failed.
    Undecided,
    /// Open, within its due.
    Running,
    /// Open and paused, within its due.
    Paused,
    /// Open past its due.
    Overdue,
}

impl CycleOutcome {
    /// All of them with their words, in the order of [`crate::RecordField::OUTCOMES`].
    pub const ALL: [(CycleOutcome, &'static str); 8] = [
        (CycleOutcome::Met, "met"),
        (CycleOutcome::Missed, "missed"),
        (CycleOutcome::Cancelled, "cancelled"),
        (CycleOutcome::Measured, "measured"),
        (CycleOutcome::Undecided, "undecided"),
        (CycleOutcome::Running, "running"),
        (CycleOutcome::Paused, "paused"),
        (CycleOutcome::Overdue, "overdue"),
    ];

    /// The word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The outcome of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<CycleOutcome> {
        Self::ALL.iter().find(|(_, text)| *text == word).map(|(outcome, _)| *outcome)
    }
}
