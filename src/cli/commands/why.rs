//! `duly why`: the whole story of one ticket.

use super::{plan, run};
use crate::args::Common;
use crate::progress::Ticker;
use crate::terminal;
use crate::{Exit, Failure};
use clap::ValueEnum;
use duly_driver::why::{NoStory, Request, Story, Style, story};
use duly_driver::{Inputs, Progress};
use std::io;
use std::num::NonZeroUsize;

/// The columns of a story where there is no terminal to ask, and the most where there is.
const COLUMNS: usize = 80;

/// Why a ticket has the level, the dues and the outcomes it has: its whole story
///
/// Every instant at which something was decided, with the rules that were tried and what each part of their
/// conditions found; then each cycle day by day. Only the ticket's own events are read, out of a log of any length.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    duly why A-1007 rules/liveagent rules/liveagent/events.ndjson\n  \
    duly why A-1007 rules/liveagent events/ --at '2026-01-05 12:00'\n  \
    duly why A-1007 rules/liveagent events/ --as-test >> tests.sla\n  \
    duly why INC0000047 rules/servicenow log.csv.zst --map servicenow-audit --format svg > INC0000047.svg")]
pub struct Args {
    /// The ticket
    ticket: String,
    /// The policy: a file, or a folder with a `policy.sla`
    policy: String,
    /// Events: files, patterns, folders, or `-`; `.gz` and `.zst` are read as they are
    #[arg(required = true)]
    events: Vec<String>,
    /// How events are read: `neutral`, `servicenow-audit`, or a file; canonical events without
    #[arg(long, value_name = "NAME|FILE.yaml")]
    map: Option<String>,
    /// Tell it as it stood at this instant; later events have not happened. Without: the last event of all
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
    /// The zone of instants; the policy's without
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// For people, as one JSON object, or as a picture
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Print the ticket as a `test` block instead, which passes as it stands
    #[arg(long, conflicts_with_all = ["format", "zone"])]
    as_test: bool,
    /// What a bad event of the ticket does: stop, or skip (it is counted and listed)
    #[arg(long, value_name = "WHAT", default_value = "stop", hide_possible_values = true)]
    on_bad_event: run::OnBadEvent,
    /// How many threads; all cores without. The result is the same for any number
    #[arg(long, value_name = "N", value_parser = run::at_least_one)]
    threads: Option<NonZeroUsize>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Format {
    /// For people
    Text,
    /// One object
    Json,
    /// A picture
    Svg,
}

impl Args {
    /// Finds the ticket and tells its story.
    pub fn run(&self, common: &Common) -> Result<Exit, Failure> {
        let zones = common.zones()?;
        let Some((policy, plan)) = plan(&self.policy, &zones, common.terminal())? else {
            return Ok(Exit::No);
        };
        let inputs = Inputs::find(&self.events)?;
        let progress = Progress::default();
        let ticker = Ticker::start(&progress, inputs.bytes());
        let told = story(Request {
            ticket: &self.ticket,
            policy: &policy,
            plan,
            zones: &zones,
            inputs: &inputs,
            stdin: Some(Box::new(io::stdin())),
            mapping: self.map.as_deref(),
            on_bad: self.on_bad_event.into(),
            threads: run::threads(self.threads),
            at: self.at.as_deref(),
            zone: self.zone.as_deref(),
            as_test: self.as_test,
            progress,
        });
        drop(ticker);
        match told {
            Ok(answer) => {
                common.terminal().draw(&answer.warnings, &policy.sources);
                run::skipped_events(&answer.skipped);
                match &answer.test {
                    Some(test) => terminal::answer(test)?,
                    None => terminal::answer(&self.draw(&answer.story, common)?)?,
                }
                Ok(Exit::Well)
            }
            Err(NoStory::Problem(problem)) => Err(problem.into()),
            Err(NoStory::BadEvents(bad)) => Ok(run::refuse_events(&bad)),
            Err(NoStory::Fault(what)) => {
                terminal::say(&format!("duly: internal fault: {what}"));
                Ok(Exit::Fault)
            }
        }
    }

    fn draw(&self, story: &Story, common: &Common) -> Result<String, io::Error> {
        Ok(match self.format {
            Format::Text => story.text(Style {
                width: terminal::stdout_width().unwrap_or(COLUMNS).min(COLUMNS),
                color: common.terminal().colors_stdout(),
            }),
            Format::Json => story.json()?,
            Format::Svg => story.svg(),
        })
    }
}
