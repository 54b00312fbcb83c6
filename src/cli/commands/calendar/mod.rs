//! `duly calendar`: a picture of a calendar, and every question about business time.

mod ask;
mod hours;
mod month;
mod why;
mod year;

use super::plan;
use crate::args::Common;
use crate::terminal;
use crate::{Exit, Failure};
use chrono::Datelike;
use clap::{Subcommand, ValueEnum};
use duly_calendar::Calendar;
use duly_diag::SourceMap;
use duly_driver::session::ShownPeriod;
use duly_driver::{Problem, ops, paths};
use duly_plan::{CalendarDef, CalendarId, Plan};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};

/// Ask a calendar: a picture, is it open, when is it due, why is it closed
///
/// Instants are RFC 3339, or `2026-03-06`, `2026-03-06 14:40` in the calendar's zone. Answers show the calendar's
/// zone and UTC. Without a question the calendars of the policy are listed.
#[derive(clap::Args, Debug)]
#[command(
    subcommand_value_name = "QUESTION",
    subcommand_help_heading = "Questions",
    disable_help_subcommand = true,
    after_help = "Examples:\n  duly calendar rules/liveagent office show 2026-03\n  \
        duly calendar rules/liveagent office add '2026-03-06 14:40' 2h\n  \
        duly calendar rules/liveagent --ops questions.ndjson"
)]
pub struct Args {
    /// The policy: a file, or a folder with a `policy.sla`
    policy: String,
    /// The calendar's name; `always` is there too
    name: Option<String>,
    #[command(subcommand)]
    question: Option<Question>,
    /// Answer questions line by line, NDJSON in and out; `-` is the standard input
    #[arg(long, value_name = "FILE", conflicts_with = "name")]
    ops: Option<String>,
    /// The ticket's zone, for a calendar that reads it from the ticket; without, tickets that have none
    #[arg(long, value_name = "NAME", global = true)]
    zone: Option<String>,
    /// How answers are shown: for people, or as one JSON object
    #[arg(long, global = true, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Format {
    /// For people
    Text,
    /// One object
    Json,
}

/// What stands under the help of the questions that take a duration.
macro_rules! durations {
    ($question:literal) => {
        concat!(
            "Durations: 4h30m, 90s, 2 business days, 1 business day by close, 3 calendar days\n\n",
            "Example:\n  duly calendar rules/liveagent office ",
            $question,
            " '2026-03-06 14:40' 2h"
        )
    };
}

#[derive(Subcommand, Clone, Debug)]
enum Question {
    /// A picture of a month (`2026-03`) or a year (`2026`)
    #[command(after_help = "Example:\n  duly calendar rules/liveagent office show 2026-03")]
    Show {
        /// The month or year
        #[arg(value_name = "WHEN")]
        when: String,
    },
    /// Is it open? Closed is status 1
    #[command(after_help = "Example:\n  duly calendar rules/liveagent office open '2026-03-06 14:40'")]
    Open {
        /// The instant
        at: String,
    },
    /// The first open instant from there on
    #[command(after_help = "Example:\n  duly calendar rules/liveagent office next '2026-03-07 10:00'")]
    Next {
        /// The instant
        at: String,
    },
    /// The instant by which that much business time has passed, or that many days
    #[command(after_help = durations!("add"))]
    Add {
        /// The instant
        at: String,
        /// The duration
        #[arg(num_args = 1.., required = true)]
        duration: Vec<String>,
    },
    /// The instant from which that much business time passes until then, or that many days
    #[command(after_help = durations!("sub"))]
    Sub {
        /// The instant
        at: String,
        /// The duration
        #[arg(num_args = 1.., required = true)]
        duration: Vec<String>,
    },
    /// The business time from one instant to another
    #[command(
        after_help = "Example:\n  duly calendar rules/liveagent office between '2026-03-06 14:40' '2026-03-09 09:00'"
    )]
    Between {
        /// From
        from: String,
        /// To
        to: String,
    },
    /// The same time of day that many business days later
    #[command(after_help = "Example:\n  duly calendar rules/liveagent office days '2026-03-06 14:40' 2")]
    Days {
        /// The instant
        at: String,
        /// How many; negative goes back
        #[arg(allow_negative_numbers = true, value_parser = whole_number)]
        count: i64,
    },
    /// The open stretches from one instant to another
    #[command(after_help = "Example:\n  duly calendar rules/liveagent office periods 2026-03-06 2026-03-10")]
    Periods {
        /// From
        from: String,
        /// To
        to: String,
    },
    /// What opens or closes it, with the line of the policy
    #[command(after_help = "Example:\n  duly calendar rules/liveagent office why '2026-12-25 10:00'")]
    Why {
        /// The instant
        at: String,
    },
}

fn whole_number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| "it is not a whole number".to_owned())
}

/// A calendar, and where its statements stand.
#[derive(Clone, Copy)]
struct Asked<'a> {
    definition: &'a CalendarDef,
    table: &'a Calendar,
    sources: &'a SourceMap,
    format: Format,
    color: bool,
}

impl Args {
    /// Answers the question.
    pub fn run(&self, common: &Common) -> Result<Exit, Failure> {
        let zones = common.zones()?;
        let Some((policy, plan)) = plan(&self.policy, &zones, common.terminal())? else {
            return Ok(Exit::No);
        };
        if let Some(file) = &self.ops {
            return answer_all(&plan, self.zone.as_deref(), file);
        }
        let Some(name) = &self.name else { return self.list(&plan) };
        let table = ops::named(&plan, name, self.zone.as_deref()).map_err(Problem::new)?;
        let Some(definition) = plan.calendars.iter().find(|c| c.name == *name) else { return Ok(Exit::No) };
        let color = common.terminal().colors_stdout();
        let asked = Asked { definition, table, sources: &policy.sources, format: self.format, color };
        match &self.question {
            Some(question) => question.answer(asked),
            None => Err(Problem::new(format!("nothing is asked of `{name}`"))
                .help(format!("such as `duly calendar {} {name} show 2026-03`", self.policy))
                .into()),
        }
    }

    fn list(&self, plan: &Plan) -> Result<Exit, Failure> {
        if self.question.is_some() {
            let names = plan.calendars.iter().map(|c| c.name.as_str());
            let problem = Problem::new("no calendar is named before the question");
            return Err(problem.help(format!("choose {}", duly_diag::list_of(names, "or"))).into());
        }
        let line = |c: &CalendarDef| {
            let holidays =
                c.table.holiday_years().map_or_else(String::new, |(a, b)| format!("  holidays {a} to {b}"));
            let local = c
                .local
                .as_ref()
                .map_or_else(String::new, |local| format!("ticket.{} or ", plan.field(local.field).name));
            format!("{}  {local}{}{holidays}\n", c.name, c.table.zone().name())
        };
        terminal::answer(&plan.calendars.iter().map(line).collect::<String>())?;
        Ok(Exit::Well)
    }
}

/// `--ops`: an answer for every line, in order.
fn answer_all(plan: &Plan, zone: Option<&str>, file: &str) -> Result<Exit, Failure> {
    let input: Box<dyn BufRead> = if file == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(file).map_err(|e| paths::unreadable(file, &e))?))
    };
    let mut out = terminal::stdout();
    for line in input.lines() {
        let line = line.map_err(|e| paths::unreadable(file, &e))?;
        if !line.trim().is_empty() {
            writeln!(out, "{}", ops::answer_line(plan, zone, &line))?;
        }
    }
    out.flush()?;
    Ok(Exit::Well)
}

impl Question {
    fn answer(&self, asked: Asked<'_>) -> Result<Exit, Failure> {
        match self {
            Question::Show { when } => show(asked, when),
            Question::Open { at } => ask::open(asked, at),
            Question::Next { at } => ask::next(asked, at),
            Question::Add { at, duration } => ask::add(asked, at, &duration.join(" ")),
            Question::Sub { at, duration } => ask::sub(asked, at, &duration.join(" ")),
            Question::Between { from, to } => ask::between(asked, from, to),
            Question::Days { at, count } => ask::days(asked, at, *count),
            Question::Periods { from, to } => ask::periods(asked, from, to),
            Question::Why { at } => why::answer(asked, at),
        }
    }
}

fn show(asked: Asked<'_>, when: &str) -> Result<Exit, Failure> {
    let days = hours::Period::parse(when).ok_or_else(|| {
        Problem::new(format!("`{when}` is neither a year nor a month")).help("write `2026` or `2026-03`")
    })?;
    let text = match (asked.format, days) {
        (Format::Json, days) => hours::object(asked, days),
        (Format::Text, hours::Period::Year(year)) => year::picture(asked, year),
        (Format::Text, hours::Period::Month(first)) => month::picture(asked, first),
    };
    terminal::answer(&text)?;
    Ok(Exit::Well)
}

/// The picture of a calendar of a policy.
pub(super) fn picture(
    plan: &Plan,
    sources: &SourceMap,
    id: CalendarId,
    period: ShownPeriod,
    color: bool,
) -> String {
    let definition = &plan.calendars[id.index()];
    let asked = Asked { definition, table: &definition.table, sources, format: Format::Text, color };
    match period {
        ShownPeriod::Month(first) => month::picture(asked, first),
        ShownPeriod::Year(first) => year::picture(asked, first.year()),
    }
}

impl Asked<'_> {
    /// A statement of the policy on one line, and its place; none for `always`, which nobody wrote.
    fn statement(&self, origin: duly_calendar::spec::Origin) -> Option<(String, String)> {
        let index = usize::try_from(origin.0).ok()?;
        let span = *self.definition.origins.get(index)?;
        let text: Vec<&str> = self.sources.text(span).split_whitespace().collect();
        Some((text.join(" "), self.sources.line_ref(span)))
    }
}
