//! Triggers: moments, and what follows from them.

use super::{Action, Condition, EventPhrase, Length, LevelRef, Name, Span, Spanned, Text};

/// `when "NAME": MOMENT, MOMENT if CONDITION then ACTION, ACTION because "..."`
#[derive(Clone, PartialEq, Debug)]
pub struct TriggerDecl {
    /// Its name, if it has one.
    pub name: Option<Name>,
    /// What stands between `when` and `then`, spaces evened out: what a trigger without a name goes by.
    pub title: String,
    /// The moments, any of which will do.
    pub moments: Vec<Moment>,
    /// Where they stand.
    pub moments_span: Span,
    /// `if CONDITION`
    pub condition: Option<Condition>,
    /// `then ...`
    pub actions: Vec<Action>,
    /// `because "..."`
    pub because: Option<Text>,
    /// `owner "..."`
    pub owner: Option<Text>,
    /// `link "..."`
    pub link: Option<Text>,
}

/// One moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Moment {
    /// Which.
    pub kind: MomentKind,
    /// `for level NAME`
    pub level: Option<LevelRef>,
    /// Where.
    pub span: Span,
}

/// The kinds of moments.
#[derive(Clone, PartialEq, Debug)]
pub enum MomentKind {
    /// An event.
    Event(EventPhrase),
    /// Something that a clock's cycle comes to.
    Clock(Name, ClockMoment),
}

/// What a clock's cycle comes to.
#[derive(Clone, PartialEq, Debug)]
pub enum ClockMoment {
    /// `reaches 80%`
    Reaches(Spanned<f64>),
    /// `is 15m before due`
    BeforeDue(Spanned<Length>),
    /// `becomes overdue`; where the `overdue` stands.
    BecomesOverdue(Span),
    /// `is 1h overdue`
    OverdueBy(Spanned<Length>),
    /// `every 4h while .. is overdue`
    EveryWhileOverdue(Spanned<Length>),
    /// `starts`
    Starts,
    /// `stops`
    Stops,
    /// `is paused`
    IsPaused,
    /// `is cancelled`
    IsCancelled,
}
