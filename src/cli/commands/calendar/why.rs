//! `why AT`: what opens or closes a calendar at an instant.

use super::Asked;
use crate::{Exit, Failure};
use duly_calendar::{Instant, Reason, Statement, Why};
use duly_diag::list_of;
use duly_driver::moment;
use serde_json::{Value, json};

pub(super) fn answer(asked: Asked<'_>, at: &str) -> Result<Exit, Failure> {
    let at = asked.instant(at)?;
    let why = asked.calendar().why(at);
    let word = if why.open { "open" } else { "closed" };
    let mut text = format!("{word}  {}\n", asked.show(at));
    text.push_str(&format!("  {}\n", reason(&why)));
    text.push_str(&quotes(asked, &why, 2));
    for (name, instant) in [("since", known(why.since)), ("until", known(why.until))] {
        text.push_str(&instant.map_or_else(String::new, |t| format!("  {name}  {}\n", asked.show(t))));
    }
    asked.tell("why", at, None, object(asked, &why), &text)?;
    Ok(Exit::Well)
}

/// 1970 to 2100, the years that calendars know.
const YEARS: std::ops::Range<i64> = 0..4_133_980_800;

/// An opening or closing; the ends of the years that calendars know are neither.
fn known(t: Option<Instant>) -> Option<Instant> {
    t.filter(|t| YEARS.contains(&t.0))
}

/// The reason in a sentence.
fn reason(why: &Why) -> String {
    let day = why.date.format("%a %Y-%m-%d");
    match why.reason {
        Reason::Hours => format!("within the weekly hours of {day}"),
        Reason::OpenDate => format!("within the special hours of {day}"),
        Reason::OutsideHours => format!("outside the hours of {day}"),
        Reason::NoHours => format!("no weekly hours on {day}"),
        Reason::ClosedDate => format!("{day} is a closed date"),
        Reason::TakenOut => format!("taken out of the hours of {day}"),
        Reason::Parts => {
            let open: Vec<&str> = why.parts.iter().filter(|p| p.1.open).map(|p| p.0.as_str()).collect();
            let closed: Vec<&str> = why.parts.iter().filter(|p| !p.1.open).map(|p| p.0.as_str()).collect();
            let say = |names: Vec<&str>, word: &str| {
                let verb = if names.len() == 1 { "is" } else { "are" };
                (!names.is_empty()).then(|| format!("{} {verb} {word}", list_of(names, "and")))
            };
            let said: Vec<String> = say(open, "open").into_iter().chain(say(closed, "closed")).collect();
            said.join(", ")
        }
        Reason::BeforeVersions => format!("{day} is before its first version"),
        Reason::OutsideYears => format!("{day} is outside the years that calendars know, 1970 to 2100"),
    }
}

/// The statements that decided; of a calendar made of others, part by part.
fn quotes(asked: Asked<'_>, why: &Why, indent: usize) -> String {
    let mut text = String::new();
    for quote in why.statements.iter().filter_map(|s| asked.quote(s)) {
        text.push_str(&format!("{:indent$}{quote}\n", ""));
    }
    for (name, part) in &why.parts {
        text.push_str(&format!("{:indent$}{name}: {}\n", "", reason(part)));
        text.push_str(&quotes(asked, part, indent + 2));
    }
    text
}

impl Asked<'_> {
    /// A statement with its holiday's name and its place.
    pub(super) fn quote(&self, statement: &Statement) -> Option<String> {
        let (text, place) = self.statement(statement.origin)?;
        let holiday = statement.holiday.as_ref().map_or_else(String::new, |name| format!("{name}: "));
        Some(format!("{holiday}{text}  {place}"))
    }
}

fn object(asked: Asked<'_>, why: &Why) -> Value {
    let mut object = decision(asked, why);
    object["since"] = json!(known(why.since).map(moment::utc));
    object["until"] = json!(known(why.until).map(moment::utc));
    object
}

/// What decided, with the parts of a calendar that is made of others.
fn decision(asked: Asked<'_>, why: &Why) -> Value {
    let statements: Vec<Value> = why.statements.iter().filter_map(|s| statement(asked, s)).collect();
    let mut object = json!({
        "open": why.open,
        "date": why.date.to_string(),
        "reason": reason(why),
        "statements": statements,
    });
    if !why.parts.is_empty() {
        let part = |(name, why): &(String, Why)| {
            let mut object = decision(asked, why);
            object["calendar"] = json!(name);
            object
        };
        object["parts"] = why.parts.iter().map(part).collect();
    }
    object
}

/// A statement as an object.
pub(super) fn statement(asked: Asked<'_>, statement: &Statement) -> Option<Value> {
    let (text, place) = asked.statement(statement.origin)?;
    Some(json!({ "text": text, "place": place, "label": statement.label, "holiday": statement.holiday }))
}
