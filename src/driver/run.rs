//! The main job: events in, reports out.

use crate::check::CheckedPolicy;
use crate::evaluate::evaluate;
use crate::inputs::{Inputs, Progress};
use crate::options::{BadOption, Options};
use crate::{Problem, mapping, scripts, warnings};
use duly_calendar::TimeZones;
use duly_diag::Diagnostic;
use duly_engine::Program;
use duly_ingest::{BadEvent, Batch, OnBad};
use duly_plan::Plan;
use duly_report::{InputDigest, Provenance, Report, ReportKind, Spec};
use std::io::Read;
use std::sync::Arc;

/// A run: what it reads, and how.
pub struct Request<'a> {
    /// The policy, checked.
    pub policy: &'a CheckedPolicy,
    /// Its plan.
    pub plan: Arc<Plan>,
    /// The time zones it was checked with.
    pub zones: &'a TimeZones,
    /// The events.
    pub inputs: &'a Inputs,
    /// What `-` reads.
    pub stdin: Option<Box<dyn Read + Send + 'a>>,
    /// How they are read: the name of a shipped mapping, or a file; canonical events without.
    pub mapping: Option<&'a str>,
    /// What happens at an event that cannot be used.
    pub on_bad: OnBad,
    /// On how many threads; at least one. The result is the same for any number.
    pub threads: usize,
    /// What is asked.
    pub options: &'a Options,
    /// Counts the bytes read.
    pub progress: Progress,
}

/// Everything a run found.
#[derive(Debug)]
pub struct Finished {
    /// The reports, in the order asked.
    pub reports: Vec<Report>,
    /// What they were made of.
    pub provenance: Provenance,
    /// What was asked, with the instant judged up to.
    pub spec: Spec,
    /// What is doubtful about this run.
    pub warnings: Vec<Diagnostic>,
    /// The events that were skipped.
    pub skipped: Vec<BadEvent>,
    /// What [`Options::enforce`] asks for: each missed objective, period and group in a sentence.
    pub missed_objectives: Vec<String>,
    /// How many events were judged.
    pub events: u64,
    /// How many tickets they belong to.
    pub tickets: u64,
}

/// Why a run has no result.
#[derive(Debug)]
pub enum RunError {
    /// The question was wrong.
    Option(BadOption),
    /// Events that cannot be used, the first ones in the order of reading.
    BadEvents(Vec<BadEvent>),
    /// A defect of duly: the engine was handed events out of order.
    Fault(String),
}

impl<E: Into<BadOption>> From<E> for RunError {
    fn from(error: E) -> Self {
        RunError::Option(error.into())
    }
}

/// Does a run.
///
/// # Errors
/// See [`RunError`]; nothing has been written anywhere then.
pub fn run(request: Request<'_>) -> Result<Finished, RunError> {
    let Request { policy, plan, zones, inputs, stdin, mapping, on_bad, threads, options, progress } = request;
    let (mut spec, as_of) = options.spec(policy, &plan, zones)?;
    let mapping = mapping::load(mapping, zones)?;
    let program = scripts::with_scripts(Program::new(Arc::clone(&plan), &spec.query(&plan)));
    let readers = inputs.open(stdin, &progress)?;
    let reading = duly_ingest::Options { on_bad, threads, ..duly_ingest::Options::default() };
    let batch = duly_ingest::read(readers, &mapping, &plan, &program.demand(), reading)
        .map_err(RunError::BadEvents)?;
    spec.as_of = as_of.or(batch.last_instant()).ok_or_else(nothing_to_judge)?;
    let mut judged = evaluate(&program, &batch, &spec, &policy.sources, threads).map_err(RunError::Fault)?;
    let missed_objectives = if options.enforce { enforce(&mut judged.reports, options) } else { Vec::new() };
    let mut provenance = Provenance::new(&plan, &spec, &policy.digest, zones.version(), digests(&batch));
    provenance.skipped_events = batch.skipped().len() as u64;
    let mut warnings = warnings::of_run(&plan, &judged, spec.as_of);
    warnings.extend(scripts::failed(&plan, &judged.faults));
    let (events, tickets) = (batch.events(), batch.tickets());
    Ok(Finished {
        reports: judged.reports,
        provenance,
        spec,
        warnings,
        skipped: batch.skipped().to_vec(),
        missed_objectives,
        events,
        tickets,
    })
}

/// The missed objectives; their report is dropped if nobody asked for it.
fn enforce(reports: &mut Vec<Report>, options: &Options) -> Vec<String> {
    let objectives = |report: &Report| report.kind() == ReportKind::Objectives;
    let missed = reports.iter().filter(|r| objectives(r)).flat_map(duly_report::misses).collect();
    if !options.reports.contains(&ReportKind::Objectives) {
        reports.retain(|report| !objectives(report));
    }
    missed
}

fn nothing_to_judge() -> Problem {
    Problem::new("the events are empty, so there is no instant to judge up to").help("give one with --as-of")
}

fn digests(batch: &Batch) -> Vec<InputDigest> {
    batch.digests().iter().map(|i| InputDigest { name: i.name.clone(), sha256: i.sha256.clone() }).collect()
}
