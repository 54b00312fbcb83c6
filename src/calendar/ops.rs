//! The questions of `duly calendar --ops`, one at a time, as data.

use crate::{Calendar, Instant};

/// What can be asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    /// Is it open at `at`?
    IsOpen,
    /// The first open instant at or after `at`.
    NextOpen,
    /// `at` itself if open, else the closing before it.
    PrevOpen,
    /// The first instant by which `arg` seconds of business time have passed since `at`.
    Add,
    /// The last instant from which `arg` seconds of business time pass until `at`.
    Sub,
    /// The business seconds from `at` to the instant `arg`.
    Between,
    /// The same time of day `arg` business days later.
    AddDays,
    /// The open stretches from `at` to the instant `arg`.
    Periods,
}

impl Op {
    /// The names as they stand in a request, in the order people read them.
    pub const NAMES: [(&'static str, Op); 8] = [
        ("is_open", Op::IsOpen),
        ("next_open", Op::NextOpen),
        ("prev_open", Op::PrevOpen),
        ("add", Op::Add),
        ("sub", Op::Sub),
        ("between", Op::Between),
        ("add_days", Op::AddDays),
        ("periods", Op::Periods),
    ];

    /// The operation of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Op> {
        Op::NAMES.iter().find(|(n, _)| *n == name).map(|(_, op)| *op)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Op::NAMES.iter().find(|(_, op)| *op == self).map_or("", |(name, _)| name)
    }
}

/// The second operand of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arg {
    /// There is none.
    None,
    /// Seconds of business time, or a count of days.
    Number(i64),
    /// An instant.
    Instant(Instant),
}

/// One question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Request {
    /// What is asked.
    pub op: Op,
    /// Of which instant.
    pub at: Instant,
    /// The second operand.
    pub arg: Arg,
}

/// One answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// Yes or no.
    Bool(bool),
    /// An instant.
    Instant(Instant),
    /// Seconds of business time, negative where the second instant is the earlier one.
    Seconds(i64),
    /// Open stretches, half-open, in order.
    Periods(Vec<(Instant, Instant)>),
}

/// Answers one question.
///
/// # Errors
/// An operand of the wrong kind, or no such instant between 1970 and 2100: one sentence for the person
/// who asked.
pub fn answer(calendar: &Calendar, request: &Request) -> Result<Answer, String> {
    let Request { op, at, arg } = *request;
    match op {
        Op::IsOpen => Ok(Answer::Bool(calendar.is_open(at))),
        Op::NextOpen => found(calendar.next_open(at)),
        Op::PrevOpen => found(calendar.prev_open(at)),
        Op::Add => found(calendar.add(at, number(op, arg, "a number of seconds")?)),
        Op::Sub => found(calendar.sub(at, number(op, arg, "a number of seconds")?)),
        Op::AddDays => {
            found(calendar.add_days(at, number(op, arg, "a number of days")?, crate::spec::DayEnd::SameTime))
        }
        Op::Between => Ok(Answer::Seconds(calendar.between(at, instant(op, arg)?))),
        Op::Periods => Ok(Answer::Periods(calendar.periods(at, instant(op, arg)?))),
    }
}

fn found(instant: Option<Instant>) -> Result<Answer, String> {
    instant.map(Answer::Instant).ok_or_else(|| "there is no such instant from 1970 to 2100".to_owned())
}

fn number(op: Op, arg: Arg, what: &str) -> Result<i64, String> {
    match arg {
        Arg::Number(n) => Ok(n),
        Arg::None | Arg::Instant(_) => Err(format!("`{}` needs {what} in `arg`", op.name())),
    }
}

fn instant(op: Op, arg: Arg) -> Result<Instant, String> {
    match arg {
        Arg::Instant(t) => Ok(t),
        Arg::None | Arg::Number(_) => Err(format!("`{}` needs an instant in `arg`", op.name())),
    }
}
