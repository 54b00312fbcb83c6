//! What a session answers: data, which `render` puts into words.

use super::changes::Change;
use super::clause::Clause;
use super::next::Ahead;
use super::present::{Cycle, Present};
use super::value::Value;
use crate::Problem;
use crate::why::Story;
use duly_calendar::Instant;
use duly_diag::{Diagnostic, SourceMap, Span};
use duly_plan::{CalendarId, FieldId, TestValue};
use duly_syntax::ast::ShownPeriod;

/// The answer to one entry.
#[derive(Clone, Debug)]
pub struct Reply {
    /// How the entry was understood, in the language's own words; none where it says so itself.
    pub understood: Option<String>,
    /// What comes of it.
    pub answer: Answer,
}

impl Reply {
    /// An answer without an echo.
    pub(super) fn plain(answer: Answer) -> Reply {
        Reply { understood: None, answer }
    }

    /// Whether the entry was wrong, or an expectation failed.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        matches!(self.answer, Answer::Mistakes { .. } | Answer::Problem(_) | Answer::Expected(Some(_)))
    }
}

/// The kinds of answers.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Nothing was asked.
    Nothing,
    /// The session is over.
    Quit,
    /// The entry cannot be read or has no meaning. Nothing has changed.
    Mistakes {
        /// What is wrong.
        diagnostics: Vec<Diagnostic>,
        /// The texts they point into.
        sources: Box<SourceMap>,
    },
    /// The entry cannot be followed. Nothing has changed.
    Problem(Problem),
    /// The ticket as a test.
    Test(String),
    /// The ticket is a test of a file.
    Saved {
        /// The file.
        path: String,
        /// The test.
        text: String,
        /// Whether the file is new.
        new: bool,
    },
    /// A value.
    Value {
        /// The value.
        value: Value,
        /// What more is to be said of it.
        more: Option<More>,
    },
    /// Whether something holds, part by part.
    Holds(Clause),
    /// Time passed, or something happened.
    Moved {
        /// The instant now.
        now: Instant,
        /// What is different.
        changes: Vec<Change>,
    },
    /// The next thing that happens, and what is different then; none: nothing happens any more.
    Stepped(Option<(Instant, Ahead, Vec<Change>)>),
    /// Something was declared.
    Declared {
        /// What, in words, and whether it took another's place.
        names: Vec<(String, bool)>,
        /// What is doubtful about the policy that was not before.
        warnings: Vec<Diagnostic>,
        /// The texts they point into.
        sources: Box<SourceMap>,
        /// What is different about the ticket.
        changes: Vec<Change>,
    },
    /// The ticket as it is.
    Ticket(Box<Present>),
    /// The open promises, soonest first.
    Due(Vec<Cycle>),
    /// The ticket as it is, and as it would be.
    WhatIf {
        /// As it is.
        is: Box<Present>,
        /// As it would be.
        would: Box<Present>,
        /// What would be different.
        changes: Vec<Change>,
    },
    /// The ticket's story, to show how it stands.
    Why(Box<Story>),
    /// The ticket's story, to show all of it.
    WhyAll(Box<Story>),
    /// Why a rule does not decide.
    WhyNot(RuleAsked),
    /// What would make a rule decide; none: nothing that was found.
    WouldMake {
        /// The rule.
        rule: String,
        /// The smallest changes; empty: it decides already.
        changes: Option<Vec<Suggestion>>,
    },
    /// What there is, group by group.
    List(Vec<Group>),
    /// What is known of a name.
    Info(Vec<Info>),
    /// A picture of a calendar.
    Show(CalendarId, ShownPeriod),
    /// What fits at the hole.
    Fits(Vec<FitsGroup>),
    /// What can be typed, or more of one thing.
    Help(Option<String>),
    /// An expectation was held against the ticket; what is not as expected.
    Expected(Option<crate::testing::Failure>),
    /// A file of events is at hand.
    Events(String),
    /// One entry back, or forward again, and what is different.
    Restored {
        /// The entry that was undone or done again.
        entry: String,
        /// What is different.
        changes: Vec<Change>,
    },
    /// The ticket is gone.
    Forgotten,
}

/// What more is to be said of a value.
#[derive(Clone, PartialEq, Debug)]
pub enum More {
    /// A calendar: whether it is open now, and until when.
    Open(bool, Option<Instant>),
    /// A clock: its cycles.
    Cycles(Vec<Cycle>),
    /// The instant in the zone of a calendar that is not the policy's.
    InZone(String),
}

/// A rule on the ticket as it is.
#[derive(Clone, PartialEq, Debug)]
pub struct RuleAsked {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// Whether it is switched off.
    pub inactive: bool,
    /// Its condition; none: it always matches.
    pub condition: Option<Clause>,
    /// Whether it decides.
    pub decides: bool,
    /// A rule before it that matches, and so decides instead.
    pub before: Option<(String, Span)>,
}

/// A change of the ticket.
#[derive(Clone, PartialEq, Debug)]
pub enum Suggestion {
    /// A field with another value.
    Set(FieldId, TestValue),
    /// Time passes until then.
    Wait(Instant),
}

/// Things of one kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// The kind: "calendars".
    pub title: &'static str,
    /// Each with what is said of it.
    pub things: Vec<(String, String)>,
}

/// What is known of a name.
#[derive(Clone, PartialEq, Debug)]
pub struct Info {
    /// "calendar office"
    pub title: String,
    /// Its doc comment.
    pub doc: Option<String>,
    /// Where it stands; none: it is built in.
    pub span: Option<Span>,
    /// How it is written there.
    pub text: Option<String>,
    /// Other facts.
    pub facts: Vec<String>,
}

/// Things that fit at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FitsGroup {
    /// What they are: "values of `priority`".
    pub title: String,
    /// They themselves, as they are written.
    pub items: Vec<String>,
}
