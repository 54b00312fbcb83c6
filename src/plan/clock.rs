//! Clocks: what starts, stops, pauses and ends a cycle.

use crate::{Condition, FieldId, Medium, StateId, When};
use duly_diag::Span;

/// A clock.
#[derive(Clone, PartialEq, Debug)]
pub struct Clock {
    /// Its name.
    pub name: String,
    /// Its doc comment.
    pub doc: Option<String>,
    /// What its cycles belong to.
    pub per: Per,
    /// `start` lines.
    pub starts: Vec<When>,
    /// `stop`, `cancel` and `restart` lines in the order written: the first that matches decides.
    pub ends: Vec<EndLine>,
    /// `reopen` lines.
    pub reopens: Vec<When>,
    /// `pause` lines; a cycle is paused while any holds.
    pub pauses: Vec<Pause>,
    /// `hide while` conditions; no due, warning or breach while any holds.
    pub hides: Vec<Condition>,
    /// `final` lines.
    pub finals: Vec<When>,
    /// The states whose turning true stands in a stop or cancel line: a start does nothing at an event
    /// that turns one of them true (except at `created`).
    pub ending_states: Vec<StateId>,
    /// Whether this is a clock of `rules/std/` that the policy left as it is.
    pub standard: bool,
    /// Where it is declared.
    pub span: Span,
}

/// What a clock's cycles belong to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Per {
    /// The ticket: one open cycle at most.
    Ticket,
    /// `per message`: every start opens a cycle of its own.
    Message,
    /// `per call`, `per chat`: the event's `key`.
    Contact(Medium),
    /// `per FIELD`: the field's value after the event.
    Field(FieldId),
}

/// A line that ends cycles.
#[derive(Clone, PartialEq, Debug)]
pub struct EndLine {
    /// How it ends them.
    pub end: ClockEnd,
    /// When.
    pub when: When,
}

/// How a cycle is ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClockEnd {
    /// `stop`: closed, judged.
    Stop,
    /// `cancel`: no promise judged, unless it is late already.
    Cancel,
    /// `cancel even if late`
    CancelEvenIfLate,
    /// `restart .. as met`: closed and judged, and the next begins.
    RestartAsMet,
    /// `restart .. as cancelled`
    RestartAsCancelled,
}

/// A `pause` line.
#[derive(Clone, PartialEq, Debug)]
pub enum Pause {
    /// `pause while CONDITION`
    While(Condition),
    /// `pause from E until E`
    Between {
        /// Pauses.
        from: When,
        /// Resumes.
        until: When,
    },
}
