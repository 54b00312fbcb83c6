//! The questions of `duly calendar --ops`: one JSON object a line, answered in place.

use crate::moment;
use duly_calendar::ops::{Answer, Arg, Op, Request, answer};
use duly_calendar::{Calendar, Zone};
use duly_diag::{did_you_mean, list_of};
use duly_plan::Plan;
use serde_json::{Map, Value, json};

/// Answers one line, of a calendar in the ticket's zone as [`named`] says: the same object with `"result"`, or with `"error"` where it cannot be answered. A line
/// that is no JSON object is answered by an object with an `"error"` alone.
#[must_use]
pub fn answer_line(plan: &Plan, zone: Option<&str>, line: &str) -> String {
    let line = line.trim();
    let object = match serde_json::from_str::<Value>(line) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return json!({ "error": "the line is not a JSON object" }).to_string(),
        Err(error) => {
            let reason = format!("the line is not JSON: character {} cannot stand there", error.column());
            return json!({ "error": reason }).to_string();
        }
    };
    let (key, value) = match ask(plan, zone, &object) {
        Ok(result) => ("result", result),
        Err(reason) => ("error", Value::String(reason)),
    };
    // The user's own text is kept as it is, so that the answer's keys stand in the order of the question's.
    let body = line.strip_suffix('}').unwrap_or(line).trim_end();
    let comma = if object.is_empty() { "" } else { "," };
    format!("{body}{comma}\"{key}\":{value}}}")
}

fn ask(plan: &Plan, zone: Option<&str>, object: &Map<String, Value>) -> Result<Value, String> {
    let known = ["calendar", "op", "at", "arg"];
    if let Some(key) = object.keys().find(|k| !known.contains(&k.as_str())) {
        return Err(unknown("key", key, &known));
    }
    let calendar = named(plan, text(object, "calendar")?, zone)?;
    let op = operation(text(object, "op")?)?;
    let at = moment::instant(text(object, "at")?, calendar.zone())?;
    let arg = argument(object.get("arg"), calendar.zone())?;
    answer(calendar, &Request { op, at, arg }).map(|a| value(&a))
}

fn text<'a>(object: &'a Map<String, Value>, key: &str) -> Result<&'a str, String> {
    match object.get(key) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(format!("`{key}` is not a text")),
        None => Err(format!("`{key}` is missing")),
    }
}

/// A calendar of the plan by its name, in the zone of a ticket if it reads that from the ticket; without a zone
/// as for tickets that have none.
///
/// # Errors
/// There is no such calendar, or no such zone: one sentence with the nearest name, or all of them.
pub fn named<'a>(plan: &'a Plan, name: &str, zone: Option<&str>) -> Result<&'a Calendar, String> {
    let names: Vec<&str> = plan.calendars.iter().map(|c| c.name.as_str()).collect();
    let id = plan.calendar_id(name).ok_or_else(|| unknown("calendar", name, &names))?;
    let (Some(local), Some(zone)) = (&plan.calendars[id.index()].local, zone) else {
        return Ok(plan.calendar(id));
    };
    let zones = local.calendar.zones();
    match (zones.id(zone), did_you_mean(zone, zones.names())) {
        (Some(zone), _) => Ok(local.calendar.in_zone(zone)),
        (None, Some(near)) => Err(format!("there is no time zone `{zone}`, did you mean `{near}`?")),
        (None, None) => Err(format!("there is no time zone `{zone}`")),
    }
}

fn operation(name: &str) -> Result<Op, String> {
    Op::parse(name).ok_or_else(|| unknown("op", name, &Op::NAMES.map(|(name, _)| name)))
}

fn unknown(what: &str, written: &str, choices: &[&str]) -> String {
    match did_you_mean(written, choices.iter().copied()) {
        Some(near) => format!("there is no {what} `{written}`, did you mean `{near}`?"),
        None => format!("there is no {what} `{written}`, choose {}", list_of(choices.iter().copied(), "or")),
    }
}

fn argument(arg: Option<&Value>, zone: &Zone) -> Result<Arg, String> {
    match arg {
        None | Some(Value::Null) => Ok(Arg::None),
        Some(Value::Number(number)) => number
            .as_i64()
            .map(Arg::Number)
            .ok_or_else(|| format!("`arg` is {number}, which is not a whole number")),
        Some(Value::String(text)) => moment::instant(text, zone).map(Arg::Instant),
        Some(_) => Err("`arg` is neither a whole number nor an instant".to_owned()),
    }
}

/// An answer as JSON: instants as RFC 3339 in UTC, business time in seconds.
#[must_use]
pub fn value(answer: &Answer) -> Value {
    match answer {
        Answer::Bool(yes) => json!(yes),
        Answer::Instant(t) => json!(moment::utc(*t)),
        Answer::Seconds(seconds) => json!(seconds),
        Answer::Periods(periods) => {
            periods.iter().map(|(from, to)| json!([moment::utc(*from), moment::utc(*to)])).collect()
        }
    }
}
