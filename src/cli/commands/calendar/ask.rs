//! The questions with short answers.

use super::{Asked, Format};
use crate::terminal;
use crate::{Exit, Failure};
use duly_calendar::ops::{Answer, Arg, Op, Request};
use duly_calendar::spec::DayEnd;
use duly_calendar::{Calendar, Instant};
use duly_driver::moment::{self, Span};
use duly_driver::{Problem, ops};
use duly_plan::{DayUnit, Length};
use serde_json::{Value, json};

pub(super) fn open(asked: Asked<'_>, at: &str) -> Result<Exit, Failure> {
    let at = asked.instant(at)?;
    let open = asked.calendar().is_open(at);
    let word = if open { "open" } else { "closed" };
    asked.tell(Op::IsOpen.name(), at, None, json!(open), &format!("{word}  {}\n", asked.show(at)))?;
    Ok(if open { Exit::Well } else { Exit::No })
}

pub(super) fn next(asked: Asked<'_>, at: &str) -> Result<Exit, Failure> {
    let at = asked.instant(at)?;
    asked.tell_instant(Op::NextOpen.name(), at, None, asked.calendar().next_open(at))
}

pub(super) fn add(asked: Asked<'_>, at: &str, duration: &str) -> Result<Exit, Failure> {
    let (at, span) = (asked.instant(at)?, moment::span(duration).map_err(Problem::new)?);
    let found = match span.length {
        Length::Time(seconds) => asked.calendar().add(at, seconds),
        Length::Days(count, unit) => moved(asked.calendar(), at, i64::from(count), unit, span.end),
    };
    asked.tell_instant(Op::Add.name(), at, Some(amount(span, duration)), found)
}

pub(super) fn sub(asked: Asked<'_>, at: &str, duration: &str) -> Result<Exit, Failure> {
    let (at, span) = (asked.instant(at)?, moment::span(duration).map_err(Problem::new)?);
    let found = match span.length {
        Length::Time(seconds) => asked.calendar().sub(at, seconds),
        Length::Days(count, unit) => moved(asked.calendar(), at, -i64::from(count), unit, span.end),
    };
    asked.tell_instant(Op::Sub.name(), at, Some(amount(span, duration)), found)
}

/// A duration as `--ops` has it: business time in seconds, a day count in the user's words.
fn amount(span: Span, written: &str) -> Value {
    match span.length {
        Length::Time(seconds) => json!(seconds),
        Length::Days(..) => json!(written),
    }
}

fn moved(calendar: &Calendar, at: Instant, count: i64, unit: DayUnit, end: DayEnd) -> Option<Instant> {
    match unit {
        DayUnit::BusinessDays => calendar.add_days(at, count, end),
        DayUnit::CalendarDays => calendar.add_calendar_days(at, count, end),
        DayUnit::CalendarMonths => calendar.add_calendar_months(at, count, end),
    }
}

pub(super) fn between(asked: Asked<'_>, from: &str, to: &str) -> Result<Exit, Failure> {
    let (from, to) = (asked.instant(from)?, asked.instant(to)?);
    let seconds = asked.calendar().between(from, to);
    let text = format!("{}\n", moment::duration(seconds));
    asked.tell(Op::Between.name(), from, Some(json!(moment::utc(to))), json!(seconds), &text)?;
    Ok(Exit::Well)
}

pub(super) fn days(asked: Asked<'_>, at: &str, count: i64) -> Result<Exit, Failure> {
    let at = asked.instant(at)?;
    let found = asked.calendar().add_days(at, count, DayEnd::SameTime);
    asked.tell_instant(Op::AddDays.name(), at, Some(json!(count)), found)
}

pub(super) fn periods(asked: Asked<'_>, from: &str, to: &str) -> Result<Exit, Failure> {
    let (from, to) = (asked.instant(from)?, asked.instant(to)?);
    if from >= to {
        return Err(Problem::new("the first instant is not before the second").into());
    }
    let request = Request { op: Op::Periods, at: from, arg: Arg::Instant(to) };
    let answer = duly_calendar::ops::answer(asked.calendar(), &request).map_err(Problem::new)?;
    let text = match &answer {
        Answer::Periods(periods) if !periods.is_empty() => {
            periods.iter().map(|(a, b)| asked.stretch(*a, *b)).collect()
        }
        _ => "closed all the time\n".to_owned(),
    };
    asked.tell(Op::Periods.name(), from, Some(json!(moment::utc(to))), ops::value(&answer), &text)?;
    Ok(Exit::Well)
}

impl Asked<'_> {
    pub(super) fn calendar(&self) -> &Calendar {
        self.table
    }

    /// An instant as the user wrote it, in the calendar's zone.
    pub(super) fn instant(&self, text: &str) -> Result<Instant, Problem> {
        let zone = self.calendar().zone();
        let near = moment::instant(text, zone).map_err(Problem::new)?;
        // Versions may lie in different zones: the one that counts is that of the date written.
        moment::instant(text, self.calendar().zone_on(zone.local(near).date())).map_err(Problem::new)
    }

    /// An instant as people see it, in the calendar's zone and UTC.
    pub(super) fn show(&self, t: Instant) -> String {
        let zone = self.calendar().zone_at(t);
        format!("{} {}  {}", zone.local(t).format("%a"), moment::local(t, zone), moment::utc(t))
    }

    fn stretch(&self, from: Instant, to: Instant) -> String {
        let local = |t: Instant| moment::local(t, self.calendar().zone_at(t));
        let length = moment::duration(to.0 - from.0);
        format!("{}  to  {}  {length}\n", local(from), local(to))
    }

    /// Answers with an instant; none is status 1.
    fn tell_instant(
        &self,
        op: &str,
        at: Instant,
        arg: Option<Value>,
        found: Option<Instant>,
    ) -> Result<Exit, Failure> {
        let text = found.map_or_else(
            || "there is no such instant from 1970 to 2100\n".to_owned(),
            |t| format!("{}\n", self.show(t)),
        );
        self.tell(op, at, arg, json!(found.map(moment::utc)), &text)?;
        Ok(if found.is_some() { Exit::Well } else { Exit::No })
    }

    /// Answers for people, or with the object of `--ops`.
    pub(super) fn tell(
        &self,
        op: &str,
        at: Instant,
        arg: Option<Value>,
        result: Value,
        text: &str,
    ) -> Result<(), Failure> {
        let answer = match self.format {
            Format::Text => text.to_owned(),
            Format::Json => {
                let mut object = json!({ "calendar": self.definition.name, "op": op, "at": moment::utc(at) });
                if let Some(arg) = arg {
                    object["arg"] = arg;
                }
                object["result"] = result;
                format!("{object}\n")
            }
        };
        Ok(terminal::answer(&answer)?)
    }
}
