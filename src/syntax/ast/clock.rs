//! Clocks: what starts, stops, pauses and ends a cycle.

use super::{Condition, Name, Span, Spanned, When};
use chrono::NaiveDate;

/// `clock NAME per KEY { ... }`
#[derive(Clone, PartialEq, Debug)]
pub struct ClockDecl {
    /// Its name.
    pub name: Name,
    /// `from 2026-07-01`: the date from which this version is in force.
    pub from: Option<Spanned<NaiveDate>>,
    /// `per call`, `per department`, `per message`
    pub per: Option<Name>,
    /// Its lines.
    pub items: Vec<ClockItem>,
}

/// A line of a clock.
#[derive(Clone, PartialEq, Debug)]
pub struct ClockItem {
    /// What it says.
    pub kind: ClockItemKind,
    /// The whole line.
    pub span: Span,
}

/// What a clock's line can say.
#[derive(Clone, PartialEq, Debug)]
pub enum ClockItemKind {
    /// `start when E`
    Start(When),
    /// `stop when E`
    Stop(When),
    /// `cancel when E`, `cancel even if late when E`
    Cancel {
        /// When.
        when: When,
        /// `even if late`
        even_if_late: bool,
    },
    /// `restart when E as met`, `restart when E as cancelled`
    Restart {
        /// When.
        when: When,
        /// How the cycle ends.
        ends: RestartAs,
    },
    /// `reopen when E`
    Reopen(When),
    /// `pause while CONDITION`
    PauseWhile(Condition),
    /// `pause from E until E`
    PauseFrom {
        /// Pauses ...
        from: When,
        /// ... and resumes.
        until: When,
    },
    /// `hide while CONDITION`
    HideWhile(Condition),
    /// `final when E`
    Final(When),
}

/// How a restart ends the running cycle.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RestartAs {
    /// `as met`: judged as closed (met or missed).
    Met,
    /// `as cancelled`
    Cancelled,
}
