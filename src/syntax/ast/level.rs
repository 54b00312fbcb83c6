//! Levels: targets, tables, lists, warnings.

use super::{Condition, Length, LevelRef, Name, Parameter, Span, Spanned, Value};
use chrono::NaiveDate;

/// `level NAME(PARAMETERS) for AGREEMENT on CALENDAR extends BASE { ... }`
#[derive(Clone, PartialEq, Debug)]
pub struct LevelDecl {
    /// Its name.
    pub name: Name,
    /// `(first: duration = 1h)`
    pub parameters: Vec<Parameter>,
    /// `for AGREEMENT`
    pub agreement: Option<Name>,
    /// `from 2026-07-01`: the date from which this version is in force.
    pub from: Option<Spanned<NaiveDate>>,
    /// `on CALENDAR`
    pub calendar: Option<Name>,
    /// `extends BASE`, with the values of its parameters
    pub extends: Option<LevelRef>,
    /// Its lines (a `calendar by FIELD { .. }` in the head stands here too).
    pub items: Vec<LevelItem>,
}

/// A line of a level.
#[derive(Clone, PartialEq, Debug)]
pub struct LevelItem {
    /// What it says.
    pub kind: LevelItemKind,
    /// The whole line.
    pub span: Span,
}

/// What a level's line can say.
#[derive(Clone, PartialEq, Debug)]
pub enum LevelItemKind {
    /// `CLOCK within D ...`, `CLOCK by FIELD`, `CLOCK none`
    Target {
        /// The clock.
        clock: Name,
        /// Its target.
        target: Target,
    },
    /// `resolution for urgent within 1h`: overrides a cell of a table above it.
    Cell {
        /// The clock.
        clock: Name,
        /// The column's values.
        values: Vec<Value>,
        /// The new target.
        target: Target,
    },
    /// `targets by FIELD { table }`
    Table(TargetTable),
    /// `resolution { within 4h if ..; within 8h otherwise }`
    List {
        /// The clock.
        clock: Name,
        /// The lines in order.
        entries: Vec<ListEntry>,
    },
    /// `warn at 75%, 15m before`
    Warn(Vec<Spanned<WarnAt>>),
    /// `track CLOCK [on CALENDAR]`
    Track {
        /// The clock.
        clock: Name,
        /// The calendar.
        calendar: Option<Name>,
    },
    /// `calendar by FIELD { "EU" eu; "US" us }`
    CalendarBy {
        /// The field.
        field: Name,
        /// Value and calendar.
        entries: Vec<(Selector, Name)>,
    },
    /// `count from start | attached | FIELD`
    CountFrom(Spanned<CountFrom>),
    /// `switch recount | keep`
    Switch(Spanned<Switch>),
}

/// A promise, or the lack of one.
#[derive(Clone, PartialEq, Debug)]
pub struct Target {
    /// What is promised.
    pub kind: TargetKind,
    /// The whole.
    pub span: Span,
}

/// The forms of targets.
#[derive(Clone, PartialEq, Debug)]
pub enum TargetKind {
    /// `none`
    None,
    /// `[within] D [by close | by HH:MM] [on CALENDAR]` with its parts.
    Within(Within),
    /// `by FIELD`: an instant promised by hand.
    ByField(Name),
}

/// How long: a length, or a name that stands for one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Amount {
    /// `4h`, `2 business days`
    Known(Length),
    /// A parameter of the level, or a script.
    Named(Name),
}

/// `within D ...`
#[derive(Clone, PartialEq, Debug)]
pub struct Within {
    /// How long.
    pub length: Spanned<Amount>,
    /// `by close`, `by 16:00`
    pub day_end: Option<Spanned<DayEnd>>,
    /// `on CALENDAR`
    pub calendar: Option<Name>,
    /// `count from ...` for this target alone
    pub count_from: Option<Spanned<CountFrom>>,
    /// `switch ...` for this target alone
    pub switch: Option<Spanned<Switch>>,
    /// `, plus D if CONDITION`, in order
    pub plus: Vec<Plus>,
    /// `then D on CALENDAR`, in order
    pub then: Vec<Stretch>,
}

/// `, plus D if CONDITION`
#[derive(Clone, PartialEq, Debug)]
pub struct Plus {
    /// How much more.
    pub length: Spanned<Amount>,
    /// When; `started` in it is the instant from which the target counts.
    pub condition: Condition,
    /// From its comma to its end.
    pub span: Span,
}

/// `then D on CALENDAR`: what comes when the stretch before it is spent.
#[derive(Clone, PartialEq, Debug)]
pub struct Stretch {
    /// How long.
    pub length: Spanned<Amount>,
    /// `on CALENDAR`
    pub calendar: Option<Name>,
    /// `, plus D if CONDITION`, in order
    pub plus: Vec<Plus>,
    /// From its `then` to its end.
    pub span: Span,
}

/// The time of day at which a day count ends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DayEnd {
    /// `by close`
    Close,
    /// `by 16:00`, seconds after 00:00
    At(u32),
}

/// What a target's time counts from.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum CountFrom {
    /// `start`: the cycle's start.
    Start,
    /// `attached`: the instant at which the level came to the ticket.
    Attached,
    /// An instant field.
    Field(Name),
}

/// What happens to a running cycle when its level or cell changes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Switch {
    /// `recount`: the new target judges it from the start.
    Recount,
    /// `keep`: each stretch stays counted on the calendar then in force.
    Keep,
}

/// When a warning fires.
#[derive(Clone, PartialEq, Debug)]
pub enum WarnAt {
    /// `75%` of the target
    Percent(f64),
    /// A parameter of the level that is a share.
    Named(Name),
    /// `15m before` the due
    Before(Amount),
}

/// One line of a conditional list.
#[derive(Clone, PartialEq, Debug)]
pub struct ListEntry {
    /// The target.
    pub target: Target,
    /// `if CONDITION`; none is `otherwise`.
    pub condition: Option<Condition>,
    /// The whole line.
    pub span: Span,
}

/// `targets by FIELD { | a | b ; clock | 1h | 2h }`
#[derive(Clone, PartialEq, Debug)]
pub struct TargetTable {
    /// The field.
    pub field: Name,
    /// The columns; several values may share one (`low, normal`).
    pub columns: Vec<Spanned<Vec<Selector>>>,
    /// The rows.
    pub rows: Vec<TableRow>,
    /// Where the header row stands.
    pub header: Span,
}

/// A column's value.
#[derive(Clone, PartialEq, Debug)]
pub enum Selector {
    /// A value of the field.
    Value(Value),
    /// `unset`
    Unset(Span),
}

/// One row of a table.
#[derive(Clone, PartialEq, Debug)]
pub struct TableRow {
    /// The clock.
    pub clock: Name,
    /// A cell for each column, as far as they were written (`within` is left out in cells).
    pub cells: Vec<Target>,
    /// The whole line.
    pub span: Span,
}
