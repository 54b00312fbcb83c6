//! Triggers: moments, and what follows from them.

use crate::{Action, ClockId, Condition, EventPattern, Length, LevelId};
use duly_diag::Span;

/// A trigger.
#[derive(Clone, PartialEq, Debug)]
pub struct Trigger {
    /// Its name; one without a name goes by what stands between its `when` and `then`.
    pub name: String,
    /// Its doc comment.
    pub doc: Option<String>,
    /// The moments, any of which will do, in the order written.
    pub moments: Vec<Moment>,
    /// The condition that covers them all; sees the ticket and its clocks after the event, or at the instant.
    pub condition: Option<Condition>,
    /// What it does, in order.
    pub actions: Vec<Action>,
    /// `because`
    pub because: Option<String>,
    /// `owner`
    pub owner: Option<String>,
    /// `link`
    pub link: Option<String>,
    /// Where it is.
    pub span: Span,
}

/// One moment of a trigger.
#[derive(Clone, PartialEq, Debug)]
pub struct Moment {
    /// Which.
    pub kind: MomentKind,
    /// Only for tickets that this level is in force on.
    pub level: Option<LevelId>,
    /// Where it is written.
    pub span: Span,
}

/// The kinds of moments.
#[derive(Clone, PartialEq, Debug)]
pub enum MomentKind {
    /// An event.
    Event(EventPattern),
    /// A cycle of the clock begins, ends or pauses, whatever promises it.
    Course(ClockId, Course),
    /// A cycle of the clock passes a threshold of its promise.
    Threshold(ClockId, Threshold),
}

/// What becomes of a cycle at an event.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Course {
    /// It begins; a reopening is none.
    Starts,
    /// A `stop` or `restart .. as met` ends it.
    Stops,
    /// It pauses.
    Pauses,
    /// A `cancel` or `restart .. as cancelled` ends it.
    Cancelled,
}

/// The thresholds of a promise; lengths are counted on the target's calendar.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Threshold {
    /// So many hundredths of a percent of the promise have run, rounded up to the second.
    Share(u32),
    /// So long before the due.
    Before(Length),
    /// The due passes.
    Overdue,
    /// So long after the due.
    After(Length),
    /// So long after the due, and again and again so long after that.
    Every(Length),
}
