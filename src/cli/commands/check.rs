//! `duly check`: everything wrong with a policy, in one go, and with data, what the data says about it.

use super::run::{OnBadEvent, refuse, skipped_events};
use super::totals;
use crate::args::Common;
use crate::findings::{github, json, junit, sarif};
use crate::progress::Ticker;
use crate::terminal;
use crate::{Exit, Failure};
use clap::ValueEnum;
use duly_calendar::TimeZones;
use duly_diag::Severity;
use duly_driver::against::{Against, Outcome, against};
use duly_driver::{CheckedPolicy, Inputs, Problem, Progress, check, paths};
use std::io;
use std::sync::Arc;

/// Check policies: names, types, units, calendars, tables, rules
///
/// Findings are drawn on stderr. Without errors the status is 0, with errors 1.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    duly check rules/liveagent --deny warnings\n  \
    duly check rules/liveagent --against rules/liveagent/events.ndjson")]
pub struct Args {
    /// Policies: files, or folders with a `policy.sla` in them or below
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<String>,
    /// How findings are shown
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// What counts as an error too
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
    /// Hold the policy against events: values never seen, rules that match no ticket, targets never missed
    #[arg(long, value_name = "EVENTS", help_heading = "Data")]
    against: Vec<String>,
    /// How the events are read: `neutral`, `servicenow-audit`, or a file; canonical events without
    #[arg(long, value_name = "NAME|FILE.yaml", requires = "against", help_heading = "Data")]
    map: Option<String>,
    /// What a bad event does: stop, or skip (it is counted and listed, the rest is right)
    #[arg(
        long,
        value_name = "WHAT",
        default_value = "stop",
        hide_possible_values = true,
        requires = "against",
        help_heading = "Data"
    )]
    on_bad_event: OnBadEvent,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Format {
    /// Drawings with the source lines, on stderr
    Human,
    /// One object, on stdout
    Json,
    /// SARIF 2.1.0, for code scanning, on stdout
    Sarif,
    /// Commands of a GitHub workflow, on stdout
    Github,
    /// A JUnit report, on stdout
    Junit,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Deny {
    /// A warning makes the status 1
    Warnings,
}

impl Args {
    /// Checks everything named, and says what was found.
    pub fn run(&self, common: &Common) -> Result<Exit, Failure> {
        let zones = common.zones()?;
        let mut policies: Vec<CheckedPolicy> = Vec::new();
        for path in &self.paths {
            for file in paths::policies(path)? {
                if policies.iter().all(|known| known.path != file) {
                    policies.push(check(&file, &zones)?);
                }
            }
        }
        if !self.against.is_empty()
            && let Err(exit) = self.hold(common, &zones, &mut policies)?
        {
            return Ok(exit);
        }
        let count = |severity| policies.iter().map(|p| p.count(severity)).sum();
        let (errors, warnings): (usize, usize) = (count(Severity::Error), count(Severity::Warning));
        let denied = self.deny == Some(Deny::Warnings);
        match self.format {
            Format::Human => self.draw(common, &policies, errors, warnings),
            Format::Json => terminal::answer(&json::object(&policies))?,
            Format::Sarif => terminal::answer(&sarif::log(&policies))?,
            Format::Github => terminal::answer(&github::commands(&policies))?,
            Format::Junit => terminal::answer(&junit::report(&policies, denied)?)?,
        }
        let no = errors > 0 || (warnings > 0 && denied);
        Ok(if no { Exit::No } else { Exit::Well })
    }

    /// Adds what the data says; a status where that cannot be said.
    fn hold(
        &self,
        common: &Common,
        zones: &TimeZones,
        policies: &mut [CheckedPolicy],
    ) -> Result<Result<(), Exit>, Failure> {
        let [policy] = policies else {
            let problem =
                Problem::new(format!("--against is for one policy, and these are {}", policies.len()));
            return Err(problem.help("name the policy's file").into());
        };
        let Some(plan) = policy.plan.clone() else { return Ok(Ok(())) };
        let inputs = Inputs::find(&self.against)?;
        let progress = Progress::default();
        let ticker = Ticker::start(&progress, inputs.bytes());
        let result = against(Against {
            policy,
            plan: Arc::clone(&plan),
            zones,
            inputs: &inputs,
            stdin: Some(Box::new(io::stdin())),
            mapping: self.map.as_deref(),
            on_bad: self.on_bad_event.into(),
            progress,
        });
        drop(ticker);
        match result {
            Ok(Outcome { findings, skipped }) => {
                skipped_events(&skipped);
                policy.diagnostics.extend(findings);
                duly_diag::sort(&mut policy.diagnostics);
                Ok(Ok(()))
            }
            Err(error) => refuse(common, error).map(Err),
        }
    }

    fn draw(&self, common: &Common, policies: &[CheckedPolicy], errors: usize, warnings: usize) {
        for policy in policies {
            common.terminal().draw(&policy.diagnostics, &policy.sources);
        }
        let subject = match policies {
            [one] => format!("`{}`", one.path),
            many => format!("{} policies", many.len()),
        };
        let verdict = if errors + warnings == 0 { "all well".to_owned() } else { totals(errors, warnings) };
        let denied = errors == 0 && warnings > 0 && self.deny == Some(Deny::Warnings);
        let denied = if denied { " (denied)" } else { "" };
        terminal::say(&format!("{subject}: {verdict}{denied}"));
    }
}
