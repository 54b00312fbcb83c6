//! Tests: what happens to a ticket, instant by instant, and what is expected of it.

use super::{Action, Amount, EventPhrase, InstantLit, Length, LevelRef, Name, Span, Spanned, Text, Value};

/// `test "an urgent mail late on Friday is due on Monday" { .. }`
#[derive(Clone, PartialEq, Debug)]
pub struct TestDecl {
    /// Its name.
    pub name: Name,
    /// Its tables of cases, each time one was written.
    pub cases: Vec<CaseTable>,
    /// Its lines in order.
    pub lines: Vec<TestLine>,
}

/// `cases { table with pipes }`: the test runs once for each row.
#[derive(Clone, PartialEq, Debug)]
pub struct CaseTable {
    /// The columns' names, which the lines of the test use in place of values.
    pub columns: Vec<Name>,
    /// The rows in order.
    pub rows: Vec<CaseRow>,
    /// From its word to its closing brace.
    pub span: Span,
}

/// One row of a table of cases.
#[derive(Clone, PartialEq, Debug)]
pub struct CaseRow {
    /// A value for each column.
    pub cells: Vec<CaseCell>,
    /// The row as it is written, spaces evened out.
    pub text: String,
    /// The row.
    pub span: Span,
}

/// One cell.
#[derive(Clone, PartialEq, Debug)]
pub enum CaseCell {
    /// A value; `none` and `unset` are words.
    Value(Value),
    /// `+30m`
    Later(Later),
}

impl CaseCell {
    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            CaseCell::Value(value) => value.span,
            CaseCell::Later(later) => later.span,
        }
    }
}

/// A line of a test.
#[derive(Clone, PartialEq, Debug)]
pub enum TestLine {
    /// Time passes, and perhaps something happens.
    Step(Step),
    /// What must be so by now.
    Expect(Expect),
}

/// `at 2026-03-06 14:40 created by customer { priority high }`
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// When; none: at once, as the REPL takes events.
    pub at: Option<Point>,
    /// What happens; none with sets: the ticket changes; none without: time passes.
    pub event: Option<EventPhrase>,
    /// The block of what it sets, if there is one.
    pub sets: Option<Vec<SetLine>>,
    /// The whole.
    pub span: Span,
}

/// An instant of a test.
#[derive(Clone, PartialEq, Debug)]
pub enum Point {
    /// `2026-03-06 14:40`, and where it is written.
    At(Spanned<InstantLit>),
    /// `+30m`
    Later(Later),
    /// The name of a column.
    Column(Name),
}

impl Point {
    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Point::At(at) => at.span,
            Point::Later(later) => later.span,
            Point::Column(name) => name.span,
        }
    }
}

/// `+30m`, `+2h on office`, `+1 business day`: so much later than the step before.
#[derive(Clone, PartialEq, Debug)]
pub struct Later {
    /// How much.
    pub length: Spanned<Length>,
    /// On which calendar; none: time as clocks show it, or for business days the policy's only calendar.
    pub calendar: Option<Name>,
    /// The whole.
    pub span: Span,
}

/// What an event sets, adds or takes away.
#[derive(Clone, PartialEq, Debug)]
pub struct SetLine {
    /// What.
    pub kind: SetKind,
    /// The line.
    pub span: Span,
}

/// The kinds of set lines.
#[derive(Clone, PartialEq, Debug)]
pub enum SetKind {
    /// `priority high`, `tags "a", "b"`: a field, or one of the words `actor`, `key`, `text` and `public`.
    Values(Name, Vec<Value>),
    /// `assignee unset`; where the `unset` stands.
    Unset(Name, Span),
    /// `tagged "vip"`
    Tagged(Text),
    /// `untagged "vip"`
    Untagged(Text),
}

/// `expect ..`
#[derive(Clone, PartialEq, Debug)]
pub struct Expect {
    /// What.
    pub kind: ExpectKind,
    /// The line.
    pub span: Span,
}

/// The kinds of expectations.
#[derive(Clone, PartialEq, Debug)]
pub enum ExpectKind {
    /// `level L by "RULE" for AGREEMENT`, `no level`
    Level {
        /// The level; none: `no level`.
        level: Option<LevelRef>,
        /// Who chose it.
        by: Option<ExpectedRule>,
        /// Of which agreement.
        agreement: Option<Name>,
    },
    /// `no actions`
    NoActions,
    /// `notify "x" at I`, `no notify "x"`
    Action {
        /// Whether there is none such.
        not: bool,
        /// What is done.
        action: ExpectedAction,
        /// When.
        at: Option<Point>,
    },
    /// `no next_response cycle 2`: there is no such cycle.
    NoCycle(NamedCycle),
    /// `resolution met after 3h`
    Cycle(NamedCycle, Spanned<Verdict>),
}

/// Who is expected to have chosen a level.
#[derive(Clone, PartialEq, Debug)]
pub enum ExpectedRule {
    /// A rule or trigger by its name, or a column.
    Named(Name),
    /// `otherwise`
    Otherwise(Span),
}

/// An action that is expected.
#[derive(Clone, PartialEq, Debug)]
pub enum ExpectedAction {
    /// An action of a rule or trigger.
    Emitted(Action),
    /// `warn CLOCK`, and the whole of it.
    Warned(Name, Span),
}

/// `phone_response cycle 2 per "call-1" for ola`
#[derive(Clone, PartialEq, Debug)]
pub struct NamedCycle {
    /// The clock.
    pub clock: Name,
    /// `cycle 2`; none: the last one.
    pub number: Option<Spanned<u32>>,
    /// `per KEY`
    pub key: Option<Name>,
    /// `for AGREEMENT`
    pub agreement: Option<Name>,
    /// The whole.
    pub span: Span,
}

/// What is expected of a cycle.
#[derive(Clone, PartialEq, Debug)]
pub enum Verdict {
    /// `due 2026-03-09 09:10`
    DueAt(Point),
    /// `due in 1h30m on office`
    DueIn(Spanned<Amount>, Option<Name>),
    /// `no due`
    NoDue,
    /// `elapsed 45m`
    Elapsed(Spanned<Amount>),
    /// `overdue by 2h`
    OverdueBy(Spanned<Amount>),
    /// `at risk`
    AtRisk,
    /// `stays running until 2026-03-09 09:00`
    Stays(Name, Point),
    /// `met`: an outcome, or the name of a column.
    Outcome(Name),
    /// `met after 50m`
    After(Name, Spanned<Amount>),
    /// `missed at 2026-03-09 17:00`
    EndedAt(Name, Point),
    /// `cancelled because "merged"`
    Because(Name, Text),
}
