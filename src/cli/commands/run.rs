//! `duly run`: the main job, events in and reports out.

use super::plan;
use crate::args::Common;
use crate::progress::Ticker;
use crate::terminal;
use crate::{Exit, Failure};
use duly_diag::Severity;
use duly_driver::folder::Folder;
use duly_driver::run::{Finished, Request, RunError, run};
use duly_driver::{BadEvent, BadOption, CheckedPolicy, Inputs, OnBad, Options, Problem, Progress};
use duly_plan::Plan;
use duly_report::{Basis, Format, Report, ReportKind, Sort, TableStyle, write};
use std::io::{self, Write};
use std::num::NonZeroUsize;

/// How many bad events are listed; the rest are counted.
const LISTED: usize = 20;

/// Run a policy over events: which promises were kept, broken, still run
///
/// The compliance report goes to stdout, or every report into a folder with `--out`. Instants are RFC 3339, or
/// `2026-03-06`, `2026-03-06 14:40` in `--zone`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    duly run rules/liveagent rules/liveagent/events.ndjson --by level,month\n  \
    duly run rules/liveagent events/ --report log --format ndjson --where 'outcome is missed'\n  \
    duly run rules/servicenow events.ndjson.zst --map neutral --out out")]
pub struct Args {
    /// The policy: a file, or a folder with a `policy.sla`
    policy: String,
    /// Events: files, patterns, folders, or `-`; `.gz` and `.zst` are read as they are
    #[arg(required = true)]
    events: Vec<String>,
    /// How events are read: `neutral`, `servicenow-audit`, or a file; canonical events without
    #[arg(long, value_name = "NAME|FILE.yaml")]
    map: Option<String>,
    /// Write into this folder: every report, or those of --report, each complete or not at all
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    out: Option<String>,
    /// compliance (the default), log, tickets, backlog, actions, objectives, credits; repeatable
    #[arg(long = "report", value_name = "REPORT", value_delimiter = ',', help_heading = "Output")]
    reports: Vec<ReportKind>,
    /// table (the default on stdout), csv (the default of --out), json, ndjson; with --out repeatable
    #[arg(long = "format", value_name = "FORMAT", value_delimiter = ',', help_heading = "Output")]
    formats: Vec<Format>,
    /// Group compliance: hour, date, weekday, week, month, quarter, year, department, agent, level, clock, priority,
    /// channel, customer, calendar, rule, outcome or a field; several with commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "Selection")]
    by: Vec<String>,
    /// Only cycles from this instant on
    #[arg(long, value_name = "INSTANT", help_heading = "Selection")]
    from: Option<String>,
    /// Only cycles before this instant
    #[arg(long, value_name = "INSTANT", help_heading = "Selection")]
    to: Option<String>,
    /// The zone of dates, groups and instants; the policy's without
    #[arg(long, value_name = "ZONE", help_heading = "Selection")]
    zone: Option<String>,
    /// What places a cycle in time: decided (the default), started, due, closed, created (its ticket)
    #[arg(
        long,
        value_name = "BASIS",
        default_value = "decided",
        hide_default_value = true,
        help_heading = "Selection"
    )]
    basis: Basis,
    /// Only cycles of which this holds, in the policy's words: `outcome is missed and priority is high`
    #[arg(long = "where", value_name = "CONDITION", help_heading = "Selection")]
    condition: Option<String>,
    /// Order rows by a column; `:desc` behind it turns the order round
    #[arg(long, value_name = "COLUMN", help_heading = "Selection")]
    sort: Option<Sort>,
    /// Only the backlog due within this time: `4h`, `2 calendar days`
    #[arg(long, value_name = "DURATION", help_heading = "Selection")]
    within: Option<String>,
    /// Judge as of this instant; later events have not happened. Without: the last event
    #[arg(long, value_name = "INSTANT", help_heading = "Selection")]
    as_of: Option<String>,
    /// Exit with status 1 if an objective is missed, and say which
    #[arg(long, help_heading = "Output")]
    enforce: bool,
    /// What a bad event does: stop, or skip (it is counted and listed, the rest is right)
    #[arg(
        long,
        value_name = "WHAT",
        default_value = "stop",
        hide_possible_values = true,
        help_heading = "Reading"
    )]
    on_bad_event: OnBadEvent,
    /// How many threads; all cores without. The result is the same for any number
    #[arg(long, value_name = "N", value_parser = at_least_one, help_heading = "Reading")]
    threads: Option<NonZeroUsize>,
}

pub(super) fn at_least_one(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "it is not a whole number from 1 on".to_owned())
}

/// What a bad event does.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum, Debug)]
pub enum OnBadEvent {
    /// Nothing is reported
    Stop,
    /// It is left out
    Skip,
}

impl From<OnBadEvent> for OnBad {
    fn from(choice: OnBadEvent) -> OnBad {
        match choice {
            OnBadEvent::Stop => OnBad::Stop,
            OnBadEvent::Skip => OnBad::Skip,
        }
    }
}

impl Args {
    /// Runs, and prints or writes the reports.
    pub fn run(&self, common: &Common) -> Result<Exit, Failure> {
        self.check_outputs()?;
        let zones = common.zones()?;
        let terminal = common.terminal();
        let Some((policy, plan)) = plan(&self.policy, &zones, terminal)? else { return Ok(Exit::No) };
        let inputs = Inputs::find(&self.events)?;
        let (progress, options) = (Progress::default(), self.options(&plan));
        let ticker = Ticker::start(&progress, inputs.bytes());
        let result = run(Request {
            policy: &policy,
            plan,
            zones: &zones,
            inputs: &inputs,
            stdin: Some(Box::new(io::stdin())),
            mapping: self.map.as_deref(),
            on_bad: self.on_bad_event.into(),
            threads: threads(self.threads),
            options: &options,
            progress,
        });
        drop(ticker);
        match result {
            Ok(finished) => self.deliver(common, &policy, &finished),
            Err(error) => refuse(common, error),
        }
    }

    /// Several documents cannot share one stream.
    fn check_outputs(&self) -> Result<(), Problem> {
        if self.out.is_some() {
            return Ok(());
        }
        let table = self.formats.iter().all(|f| *f == Format::Table);
        if self.formats.len() > 1 {
            return Err(
                Problem::new("several formats cannot share stdout").help("add --out DIR, or choose one")
            );
        }
        if self.reports.len() > 1 && !table {
            let problem = Problem::new("several reports cannot share stdout, except as tables");
            return Err(problem.help("add --out DIR, or choose one --report"));
        }
        Ok(())
    }

    fn options(&self, plan: &Plan) -> Options {
        // A policy without objectives has nothing to say about them.
        let said = |kind: &ReportKind| match kind {
            ReportKind::Objectives => !plan.objectives.is_empty(),
            ReportKind::Credits => plan.objectives.iter().any(|o| !o.credits.is_empty()),
            _ => true,
        };
        let every = || ReportKind::ALL.iter().map(|(kind, _)| *kind).filter(said).collect();
        let reports =
            if self.reports.is_empty() && self.out.is_some() { every() } else { self.reports.clone() };
        Options {
            reports,
            by: self.by.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            zone: self.zone.clone(),
            basis: self.basis,
            condition: self.condition.clone(),
            sort: self.sort.clone(),
            within: self.within.clone(),
            as_of: self.as_of.clone(),
            enforce: self.enforce,
        }
    }

    fn deliver(&self, common: &Common, policy: &CheckedPolicy, finished: &Finished) -> Result<Exit, Failure> {
        remarks(common, policy, finished);
        let terminal = common.terminal();
        let style = TableStyle {
            width: terminal::stdout_width(),
            color: terminal.colors_stdout(),
            zone: finished.spec.zone.clone(),
        };
        match &self.out {
            Some(folder) => {
                self.write_folder(folder, finished, &TableStyle { width: None, color: false, ..style })?;
            }
            None => self.print(finished, &style)?,
        }
        if terminal::watched() {
            terminal::say(&format!("{} events of {} tickets", finished.events, finished.tickets));
        }
        for missed in finished.missed_objectives.iter().take(LISTED) {
            terminal::say(missed);
        }
        if finished.missed_objectives.len() > LISTED {
            terminal::say(&format!("and {} more", finished.missed_objectives.len() - LISTED));
        }
        Ok(if finished.missed_objectives.is_empty() { Exit::Well } else { Exit::No })
    }

    fn print(&self, finished: &Finished, style: &TableStyle) -> Result<(), Failure> {
        let format = self.formats.first().copied().unwrap_or(Format::Table);
        let mut out = terminal::stdout();
        for (index, report) in finished.reports.iter().enumerate() {
            if index > 0 {
                writeln!(out)?;
            }
            write(report, format, &finished.provenance, style, &mut out)?;
        }
        Ok(out.flush()?)
    }

    fn write_folder(&self, folder: &str, finished: &Finished, style: &TableStyle) -> Result<(), Failure> {
        let formats = if self.formats.is_empty() { &[Format::Csv] } else { self.formats.as_slice() };
        let mut folder = Folder::create(folder)?;
        for report in &finished.reports {
            for format in formats {
                folder.write(&file_name(report, *format), |out| {
                    write(report, *format, &finished.provenance, style, out)
                })?;
            }
        }
        for name in folder.finish()? {
            terminal::say(&format!("written: {name}"));
        }
        Ok(())
    }
}

/// As many threads as are asked for, else one for each core.
pub(super) fn threads(asked: Option<NonZeroUsize>) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    asked.map_or_else(cores, NonZeroUsize::get)
}

fn file_name(report: &Report, format: Format) -> String {
    format!("{}.{}", report.kind().as_str(), format.extension())
}

/// What is to be said beside the reports.
fn remarks(common: &Common, policy: &CheckedPolicy, finished: &Finished) {
    common.terminal().draw(&finished.warnings, &policy.sources);
    let warnings = policy.count(Severity::Warning);
    if warnings > 0 {
        let count = terminal::count(warnings, "warning");
        terminal::say(&format!("the policy has {count}: see `duly check {}`", policy.path));
    }
    skipped_events(&finished.skipped);
}

/// Lists the events that were left out, if there are any.
pub(super) fn skipped_events(skipped: &[BadEvent]) {
    if !skipped.is_empty() {
        list(skipped);
        terminal::say(&format!("{} skipped", terminal::count(skipped.len(), "bad event")));
    }
}

/// Lists the events that stop a command.
pub(super) fn refuse_events(bad: &[BadEvent]) -> Exit {
    list(bad);
    terminal::say("error: stopped because of bad events, nothing is written");
    terminal::say("  help: `--on-bad-event skip` leaves them out");
    Exit::Wrong
}

fn list(bad: &[BadEvent]) {
    bad.iter().take(LISTED).for_each(|event| terminal::say(&event.to_string()));
    if bad.len() > LISTED {
        terminal::say(&format!("and {} more", bad.len() - LISTED));
    }
}

/// Says why there is no result.
pub(super) fn refuse(common: &Common, error: RunError) -> Result<Exit, Failure> {
    match error {
        RunError::Option(BadOption::Problem(problem)) => Err(problem.into()),
        RunError::Option(BadOption::Condition(diagnostics, sources)) => {
            common.terminal().draw(&diagnostics, &sources);
            Ok(Exit::Wrong)
        }
        RunError::BadEvents(bad) => Ok(refuse_events(&bad)),
        RunError::Fault(what) => {
            terminal::say(&format!("duly: internal fault: {what}"));
            Ok(Exit::Fault)
        }
    }
}
