//! What is said of an expectation that does not hold.

use duly_diag::Span;

/// An expectation that does not hold, beside what is so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The line of the test.
    pub line: Span,
    /// What it expects, instants in the calendar's zone.
    pub expected: String,
    /// What is so.
    pub actual: String,
    /// How far apart the two are, in business time.
    pub apart: Option<String>,
    /// The event of the test that made it so.
    pub event: Option<Span>,
    /// The line of the policy that decided.
    pub decided: Option<Span>,
}

impl Failure {
    /// A step that cannot be taken.
    pub(super) fn of_step(line: Span, why: String) -> Failure {
        let expected = "this can happen".to_owned();
        Failure { line, expected, actual: why, apart: None, event: None, decided: None }
    }
}
