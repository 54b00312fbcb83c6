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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::{at, built};

    fn ask(op: &str, text: &str, arg: Arg) -> Result<Answer, String> {
        let office = built("Europe/Bratislava", &["mon-fri 08:30-17:00"]);
        answer(&office, &Request { op: Op::parse(op).unwrap(), at: at(&office, text), arg })
    }

    fn instant(text: &str) -> Result<Answer, String> {
        Ok(Answer::Instant(at(&Calendar::always(), text)))
    }

    #[test]
    fn every_operation_answers() {
        let until = Arg::Instant(at(&Calendar::always(), "2026-03-09T08:00Z"));
        assert_eq!(ask("is_open", "2026-03-06T16:00Z", Arg::None), Ok(Answer::Bool(false)));
        assert_eq!(ask("next_open", "2026-03-06T16:00Z", Arg::None), instant("2026-03-09T07:30Z"));
        assert_eq!(ask("prev_open", "2026-03-07T16:00Z", Arg::None), instant("2026-03-06T16:00Z"));
        assert_eq!(ask("add", "2026-03-06T15:30Z", Arg::Number(3_600)), instant("2026-03-09T08:00Z"));
        assert_eq!(ask("sub", "2026-03-09T08:00Z", Arg::Number(3_600)), instant("2026-03-06T15:30Z"));
        assert_eq!(ask("between", "2026-03-06T15:30Z", until), Ok(Answer::Seconds(3_600)));
        assert_eq!(ask("add_days", "2026-03-06T15:30Z", Arg::Number(-1)), instant("2026-03-05T15:30Z"));
        let Ok(Answer::Periods(periods)) = ask("periods", "2026-03-06T15:30Z", until) else { panic!() };
        assert_eq!(periods.len(), 2);
    }

    #[test]
    fn a_wrong_operand_is_an_error_in_words() {
        let wrong = |op, arg| ask(op, "2026-03-06T16:00Z", arg).unwrap_err();
        assert_eq!(wrong("add", Arg::None), "`add` needs a number of seconds in `arg`");
        assert_eq!(wrong("add_days", Arg::Instant(Instant(0))), "`add_days` needs a number of days in `arg`");
        assert_eq!(wrong("between", Arg::Number(5)), "`between` needs an instant in `arg`");
        assert_eq!(wrong("add", Arg::Number(i64::MAX)), "there is no such instant from 1970 to 2100");
        assert_eq!(Op::parse("subtract"), None);
    }
}
