//! A line of a session: what is asked of it, or told to it.

use super::{Condition, Length, Name, SetLine, Span, Spanned, Step, Text, Value};
use chrono::NaiveDate;

/// A line that neither declares anything nor happens to the ticket.
#[derive(Clone, PartialEq, Debug)]
pub enum SessionLine {
    /// `goto 2026-03-09 09:00`
    Goto(Expression),
    /// `set priority urgent`
    Set(SetLine),
    /// `whatif priority urgent`, `whatif agent replies`
    WhatIf(Step),
    /// A word by itself.
    Command(Command),
    /// `help`, `help goto`
    Help(Option<Text>),
    /// `list`, `list calendars`
    List(Option<ThingKind>),
    /// `info office`
    Info(Name),
    /// `show office 2026-03`
    Show {
        /// The calendar.
        calendar: Name,
        /// Of when.
        period: Option<Spanned<ShownPeriod>>,
    },
    /// `why`
    Why,
    /// `why all`
    WhyAll,
    /// `why not "RULE"`
    WhyNot(Name),
    /// `what would make "RULE" match`
    WhatWould(Name),
    /// `load T-1048 from "events.ndjson"`
    Load {
        /// The ticket.
        ticket: Text,
        /// The file; that of `events` without one.
        from: Option<Text>,
    },
    /// `events "export.csv" as "servicenow-audit"`
    Events {
        /// The file, folder or pattern.
        file: Text,
        /// The mapping.
        mapping: Option<Text>,
    },
    /// `save test "NAME" to "tests.sla"`
    SaveTest {
        /// The test's name.
        title: Text,
        /// The file that it is written into; it is shown without one.
        file: Option<Text>,
    },
    /// A value is asked for.
    Value(Expression),
    /// Whether something holds.
    Holds(Condition),
}

/// The words that are a whole line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// `step`
    Step,
    /// `undo`
    Undo,
    /// `redo`
    Redo,
    /// `due`
    Due,
    /// `ticket`
    Ticket,
    /// `reload`
    Reload,
    /// `new`
    New,
    /// `quit`, `exit`
    Quit,
}

/// What a session can list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ThingKind {
    /// `agreements`
    Agreements,
    /// `calendars`
    Calendars,
    /// `clocks`
    Clocks,
    /// `events`: what happened to the ticket.
    Events,
    /// `excuses`
    Excuses,
    /// `fields`
    Fields,
    /// `levels`
    Levels,
    /// `objectives`
    Objectives,
    /// `phrases`
    Phrases,
    /// `rules`
    Rules,
    /// `scripts`
    Scripts,
    /// `states`
    States,
    /// `tests`
    Tests,
    /// `triggers`
    Triggers,
}

/// What is shown of a calendar: from its first date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShownPeriod {
    /// `2026-03`
    Month(NaiveDate),
    /// `2026`
    Year(NaiveDate),
}

/// Something that has a value.
#[derive(Clone, PartialEq, Debug)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Where.
    pub span: Span,
}

/// The forms of expressions.
#[derive(Clone, PartialEq, Debug)]
pub enum ExpressionKind {
    /// `2026-03-06 14:40`, `"text"`, `priority`
    Value(Value),
    /// `now`
    Now,
    /// `3h30m`, `3h30m on office`
    Length {
        /// How long.
        length: Length,
        /// Counted on this calendar.
        calendar: Option<Name>,
    },
    /// `3h30m on office from now`, `3h30m on office before now`
    Counted {
        /// How long.
        length: Length,
        /// Counted on this calendar.
        calendar: Option<Name>,
        /// Back from there.
        before: bool,
        /// From when.
        from: Box<Expression>,
    },
    /// `between created and now on office`
    Between {
        /// From when.
        from: Box<Expression>,
        /// Until when.
        to: Box<Expression>,
        /// Counted on this calendar.
        calendar: Option<Name>,
    },
    /// `next opening of office`, `next closing of office`
    NextTurn {
        /// The opening or the closing.
        opening: bool,
        /// Of which calendar.
        calendar: Name,
    },
    /// `now - created`, `2 * 30m`
    Binary {
        /// What is done.
        operator: Operator,
        /// With this.
        left: Box<Expression>,
        /// And this.
        right: Box<Expression>,
    },
}

/// What is done with two values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operator {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Divided,
}
