//! Section 11: scripts. A fixed set of small ones, each told twice: as policies have it, and again.

use super::conditions::View;
use super::value::Value;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::BTreeSet;

/// What a script's parameters are on a ticket; none is not set.
type Given<'g> = &'g [Option<Value>];

/// A script, twice.
#[derive(Clone, Copy, Debug)]
pub struct Script {
    /// Its name.
    pub name: &'static str,
    /// What it reads.
    pub reads: &'static [&'static str],
    /// The type that it declares.
    pub gives: &'static str,
    /// Its text.
    pub text: &'static str,
    /// The same again.
    pub again: fn(Given<'_>) -> Value,
}

/// All of them.
pub const SCRIPTS: [Script; 9] = [
    Script {
        name: "load",
        reads: &["seats", "priority"],
        gives: "number",
        text: "if seats == () { 0.5 } else if priority == \"urgent\" { seats * 2 } else { seats / 4 }",
        again: |given| {
            let Some(Value::Number(seats)) = given[0] else { return Value::Number(0.5) };
            Value::Number(if is(&given[1], "urgent") { seats * 2.0 } else { seats / 4.0 })
        },
    },
    Script {
        name: "hurried",
        reads: &["vip", "status", "region"],
        gives: "yes/no",
        text: "vip == true || status == \"open\" && region != \"EU\"",
        again: |given| {
            let vip = given[0] == Some(Value::YesNo(true));
            Value::YesNo(vip || is(&given[1], "open") && !is(&given[2], "EU"))
        },
    },
    Script {
        name: "promise",
        reads: &["contract", "seats"],
        gives: "duration",
        text: "let whole = if contract == \"gold\" { hours(1) } else { hours(6) };\n  \
               if seats > 50 { whole / 2 } else { whole + minutes(7) }",
        again: |given| {
            let whole = if is(&given[0], "gold") { 3_600 } else { 21_600 };
            // What is not set is greater than nothing.
            let many = matches!(given[1], Some(Value::Number(seats)) if seats > 50.0);
            Value::Duration(if many { whole / 2 } else { whole + 420 })
        },
    },
    Script {
        name: "owner_of",
        reads: &["department", "region"],
        gives: "text",
        text: "switch department { () => \"desk\", \"Sales\" => \"eva\", _ => `${department} ${region}` }",
        again: |given| {
            let shown = |value: &Option<Value>| value.as_ref().map_or(String::new(), Value::shown);
            Value::Text(match &given[0] {
                None => "desk".to_owned(),
                Some(Value::Text(text)) if text == "Sales" => "eva".to_owned(),
                department => format!("{} {}", shown(department), shown(&given[1])),
            })
        },
    },
    Script {
        name: "rank_of",
        reads: &["contract", "replies"],
        gives: "text",
        text: "if contract == \"gold\" { \"urgent\" } else if replies > 1 { \"high\" } else { \"low\" }",
        again: |given| {
            let often = matches!(given[1], Some(Value::Number(replies)) if replies > 1.0);
            let rest = if often { "high" } else { "low" };
            Value::Text(if is(&given[0], "gold") { "urgent" } else { rest }.to_owned())
        },
    },
    Script {
        name: "marks",
        reads: &["products", "department"],
        gives: "list of text",
        text: "let all = [\"x\"];\n  if products != () { for it in products { all.push(it.to_upper()); } }\n  \
               if department == \"Support\" { all.push(\"vip\"); }\n  all",
        again: |given| {
            let mut all = BTreeSet::from(["x".to_owned()]);
            if let Some(Value::List(products)) = &given[0] {
                all.extend(products.iter().map(|it| it.to_uppercase()));
            }
            if is(&given[1], "Support") {
                all.insert("vip".to_owned());
            }
            Value::List(all)
        },
    },
    Script {
        name: "deadline",
        reads: &["promised", "created", "effort"],
        gives: "instant",
        text: "let more = if effort == () { hours(30) } else { effort };\n  \
               if promised == () { created + more } else { min(promised, created + more) }",
        again: |given| {
            let more = if let Some(Value::Duration(seconds)) = given[2] { seconds } else { 108_000 };
            let Some(Value::Instant(created)) = given[1] else { panic!("a ticket was created") };
            let promised = if let Some(Value::Instant(at)) = given[0] { at } else { i64::MAX };
            Value::Instant(promised.min(created + more))
        },
    },
    Script {
        name: "next_week",
        reads: &["signed"],
        gives: "date",
        text: "if signed == () { date(2026, 3, 9) } else if signed.weekday > 5 { signed + 7 } else { signed - 1 }",
        again: |given| {
            Value::Date(match &given[0] {
                Some(Value::Date(signed)) if signed.weekday().number_from_monday() > 5 => {
                    *signed + Days::new(7)
                }
                Some(Value::Date(signed)) => *signed - Days::new(1),
                _ => NaiveDate::from_ymd_opt(2026, 3, 9).expect("a date"),
            })
        },
    },
    Script {
        name: "quiet",
        reads: &["waiting", "reopens"],
        gives: "yes/no",
        text: "!(waiting && reopens > 0)",
        again: |given| {
            let reopened = matches!(given[1], Some(Value::Number(times)) if times > 0.0);
            Value::YesNo(!(given[0] == Some(Value::YesNo(true)) && reopened))
        },
    },
];

/// One that fails on some tickets. It stands alone in the conditions of rules, where it is clear that it is asked.
pub const SHAKY: Script = Script {
    name: "shaky",
    reads: &["seats"],
    gives: "number",
    text: "if seats == () { 1 } else { 100 / (seats.to_int() - 5) }",
    again: |given| {
        let Some(Value::Number(seats)) = given[0] else { return Value::Number(1.0) };
        Value::Number((100.0 / (seats.trunc() - 5.0)).trunc())
    },
};

fn is(value: &Option<Value>, text: &str) -> bool {
    matches!(value, Some(Value::Text(value)) if value == text)
}

/// A script by its name.
pub fn script(name: &str) -> Option<&'static Script> {
    SCRIPTS.iter().chain([&SHAKY]).find(|script| script.name == name)
}

impl Script {
    /// As policies have it.
    pub fn declared(&self) -> String {
        format!(
            "script {}({}) -> {} ```rhai\n  {}\n```\n",
            self.name,
            self.reads.join(", "),
            self.gives,
            self.text
        )
    }
}

impl View<'_> {
    /// "Its parameters are ticket fields, states or `tags` and all that it sees."
    pub fn script(&self, name: &str) -> Option<Value> {
        let script = script(name).filter(|_| self.policy.scripts.contains(name) && !self.fails(name))?;
        let parameter = |name: &&str| match self.policy.states.contains_key(*name) {
            true => Some(Value::YesNo(self.state(name))),
            false => self.ticket.get(self.policy, name).cloned(),
        };
        Some((script.again)(&script.reads.iter().map(parameter).collect::<Vec<_>>()))
    }
}

impl View<'_> {
    /// Whether a script gives nothing for the ticket: it divides by zero.
    pub fn fails(&self, name: &str) -> bool {
        name == SHAKY.name && self.ticket.get(self.policy, "seats") == Some(&Value::Number(5.0))
    }
}

/// A script that gives dates, as policies have it.
pub const DATES: &str = "script moving(year) -> list of dates ```rhai\n  \
    [date(year, 3, 9), nth_weekday(year, 10, 5, -1), easter(year) - 2]\n```\n";

/// Whether a script for calendars gives a date. "These are always there, as policy text: `easter`, .."
pub fn gives_date(name: &str, date: NaiveDate) -> bool {
    let year = date.year();
    let all = match name {
        "moving" => vec![day(year, 3, 9), last_friday_of_october(year), easter(year) - Days::new(2)],
        "easter_monday" => vec![easter(year) + Days::new(1)],
        "whit_monday" => vec![easter(year) + Days::new(50)],
        other => panic!("the second engine does not know the dates of {other}"),
    };
    all.contains(&date)
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date")
}

fn last_friday_of_october(year: i32) -> NaiveDate {
    let mut days = (25..=31).map(|number| day(year, 10, number));
    days.find(|day| day.weekday() == Weekday::Fri).expect("a Friday")
}

/// The Sunday after the first ecclesiastical full moon on or after 21 March: the table of the golden numbers for 1900 to 2199,
/// as calendars print it.
fn easter(year: i32) -> NaiveDate {
    const FULL_MOONS: [(u32, u32); 19] = [
        (4, 14),
        (4, 3),
        (3, 23),
        (4, 11),
        (3, 31),
        (4, 18),
        (4, 8),
        (3, 28),
        (4, 16),
        (4, 5),
        (3, 25),
        (4, 13),
        (4, 2),
        (3, 22),
        (4, 10),
        (3, 30),
        (4, 17),
        (4, 7),
        (3, 27),
    ];
    let (month, number) = FULL_MOONS[usize::try_from(year.rem_euclid(19)).expect("a golden number")];
    let moon = day(year, month, number);
    moon + Days::new(u64::from(7 - moon.weekday().num_days_from_sunday()))
}
