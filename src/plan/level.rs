//! Levels, flattened: parents merged, tables and lists total.

use crate::{AgreementId, CalendarId, ClockId, Condition, Const, FieldId, ScriptId, TargetId};
use duly_calendar::spec::DayEnd;
use duly_diag::Span;

/// A level.
#[derive(Clone, PartialEq, Debug)]
pub struct Level {
    /// Its name.
    pub name: String,
    /// Its doc comment.
    pub doc: Option<String>,
    /// The agreement whose rules can give it.
    pub agreement: AgreementId,
    /// What it says about clocks, at most one entry a clock, in the order of the clocks' ids.
    pub targets: Vec<LevelTarget>,
    /// Where it is declared.
    pub span: Span,
}

/// What a level says about one clock.
#[derive(Clone, PartialEq, Debug)]
pub struct LevelTarget {
    /// The clock.
    pub clock: ClockId,
    /// Which target a ticket gets.
    pub choice: TargetChoice,
}

/// How the target is chosen; none means that the clock is neither promised nor tracked.
#[derive(Clone, PartialEq, Debug)]
pub enum TargetChoice {
    /// The same for every ticket.
    One(Option<TargetId>),
    /// By a field's value: a column of a table.
    ByField {
        /// The field.
        field: FieldId,
        /// Value and target.
        cells: Vec<(Const, Option<TargetId>)>,
        /// For a ticket on which the field is not set.
        unset: Option<TargetId>,
    },
    /// The first entry whose condition holds; an entry without one always does.
    List(Vec<(Option<Condition>, Option<TargetId>)>),
}

/// A promise: [`crate::Plan::targets`].
#[derive(Clone, PartialEq, Debug)]
pub struct Target {
    /// How much, of the first stretch if there are several.
    pub kind: TargetKind,
    /// What is added if a condition holds as the count begins, in the order written.
    pub plus: Vec<Plus>,
    /// On which calendar it is counted, the first stretch if there are several.
    pub calendar: CalendarChoice,
    /// The stretches behind the first, each spent when those before it are; of times alone.
    pub then: Vec<Stretch>,
    /// What it counts from.
    pub count_from: CountFrom,
    /// What happens to a running cycle when it replaces another target.
    pub switch: Switch,
    /// Its warnings, in the order written.
    pub warns: Vec<Warn>,
    /// Its line or cell.
    pub span: Span,
}

/// `, plus 1h if started outside office`
#[derive(Clone, PartialEq, Debug)]
pub struct Plus {
    /// Which stretch grows: 0 is the first.
    pub stretch: usize,
    /// By how much: seconds, or days of the target's unit.
    pub more: i64,
    /// When; [`STARTED`] in it is the instant from which the target counts.
    pub condition: Condition,
    /// Where it is written.
    pub span: Span,
}

/// `then 30m on always`
#[derive(Clone, PartialEq, Debug)]
pub struct Stretch {
    /// Seconds of business time.
    pub seconds: i64,
    /// On which calendar they are counted.
    pub calendar: CalendarChoice,
    /// Where it is written.
    pub span: Span,
}

/// `started` in the condition of a [`Plus`]: not a field of tickets, and beyond all of them.
pub const STARTED: FieldId = FieldId(u16::MAX - 100);

/// The forms of promises.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TargetKind {
    /// `within 4h`: seconds of business time.
    Time(i64),
    /// `within 2 business days by close`
    Days {
        /// How many.
        count: u32,
        /// Of what.
        unit: DayUnit,
        /// The time of day it ends at.
        end: DayEnd,
    },
    /// `by FIELD`: the instant in the field; no due while it is not set.
    ByField(FieldId),
    /// `within SCRIPT`: the seconds of business time that the script gives for the ticket.
    Script(ScriptId),
    /// `track`: measured, no promise.
    Track,
}

/// What a day count counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DayUnit {
    /// Open dates of the calendar.
    BusinessDays,
    /// Civil dates in the calendar's zone.
    CalendarDays,
    /// Civil months in the calendar's zone.
    CalendarMonths,
}

/// A length of either kind.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Length {
    /// Seconds of business time.
    Time(i64),
    /// A day count, at the same time of day.
    Days(u32, DayUnit),
}

/// On which calendar something is counted.
#[derive(Clone, PartialEq, Debug)]
pub enum CalendarChoice {
    /// Always this one.
    One(CalendarId),
    /// By a field's value.
    ByField {
        /// The field.
        field: FieldId,
        /// Value and calendar.
        entries: Vec<(Const, CalendarId)>,
        /// For every other value and for none.
        otherwise: CalendarId,
    },
}

/// What a target's time counts from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CountFrom {
    /// The cycle's start.
    Start,
    /// The instant at which this target came into force on the cycle.
    Attached,
    /// The instant in a field, which may lie before or after the start; the start while it is not set.
    Field(FieldId),
}

/// What happens to a running cycle when its target changes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Switch {
    /// The new target judges it as if it had been there from the start.
    Recount,
    /// Each stretch stays counted on the calendar that was in force then.
    Keep,
}

/// A warning.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Warn {
    /// When.
    pub at: WarnAt,
    /// Where it is written.
    pub span: Span,
}

/// When a warning fires.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum WarnAt {
    /// Hundredths of a percent of the target (`75%` is 7,500), rounded up to the second.
    Share(u32),
    /// This long before the due, on the target's calendar.
    Before(Length),
}
