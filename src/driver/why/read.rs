//! One ticket out of a log.

use super::story::{FORMAT_VERSION, Provenance, Story};
use super::tell::{Telling, captured, tell};
use super::words::Told;
use crate::check::CheckedPolicy;
use crate::inputs::{Inputs, Progress};
use crate::options::zone;
use crate::testing::{owned, unsaid, write};
use crate::{Problem, mapping, moment, scripts};
use duly_calendar::{Instant, TimeZones};
use duly_diag::{Diagnostic, list_of};
use duly_engine::{Demand, Event, Program, Query};
use duly_ingest::{BadEvent, Batch, Mapping, OnBad, Wanted};
use duly_plan::Plan;
use duly_report::InputDigest;
use std::io::Read;
use std::sync::Arc;

/// Whose story is asked for.
pub struct Request<'a> {
    /// The ticket.
    pub ticket: &'a str,
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
    /// The name of a shipped mapping, or a file; canonical events without.
    pub mapping: Option<&'a str>,
    /// What happens at an event of the ticket that cannot be used.
    pub on_bad: OnBad,
    /// On how many threads the log is read; at least one.
    pub threads: usize,
    /// The instant up to which is told; the last event of the whole log by default.
    pub at: Option<&'a str>,
    /// The zone in which instants are shown and read; the policy's by default.
    pub zone: Option<&'a str>,
    /// Whether the ticket is wanted as a test too.
    pub as_test: bool,
    /// Counts the bytes read.
    pub progress: Progress,
}

/// A story, and what is to be said beside it.
#[derive(Debug)]
pub struct Answer {
    /// The story.
    pub story: Story,
    /// What is doubtful about it: scripts that failed.
    pub warnings: Vec<Diagnostic>,
    /// The ticket as a test that passes as it stands, if it was wanted.
    pub test: Option<String>,
    /// The events that were skipped.
    pub skipped: Vec<BadEvent>,
}

/// Why there is no story.
#[derive(Debug)]
pub enum NoStory {
    /// The question was wrong.
    Problem(Problem),
    /// Events of the ticket that cannot be used.
    BadEvents(Vec<BadEvent>),
    /// A defect of duly: the engine was handed events out of order.
    Fault(String),
}

impl From<Problem> for NoStory {
    fn from(problem: Problem) -> NoStory {
        NoStory::Problem(problem)
    }
}

/// Tells the story of a ticket.
///
/// # Errors
/// See [`NoStory`].
pub fn story(request: Request<'_>) -> Result<Answer, NoStory> {
    let Request { ticket, policy, plan, zones, inputs, stdin, on_bad, threads, as_test, progress, .. } =
        request;
    let shown = zone(request.zone, &plan, zones)?;
    let at = request
        .at
        .map(|text| moment::instant(text, &shown).map_err(|e| Problem::new(format!("--at: {e}"))))
        .transpose()?;
    let mapping = mapping::load(request.mapping, zones)?;
    let query = Query { capture: captured(&plan), actions: true };
    let program = scripts::with_scripts(Program::new(Arc::clone(&plan), &query));
    let readers = inputs.open(stdin, &progress)?;
    let reading = duly_ingest::Options { on_bad, threads, ..duly_ingest::Options::default() };
    let wanted = Wanted { ticket, end: at.is_none() };
    let batch = duly_ingest::read_ticket(readers, &mapping, &plan, &program.demand(), reading, wanted)
        .map_err(NoStory::BadEvents)?;
    let as_of = at.or(batch.last_instant());
    let Some(as_of) = as_of.filter(|_| batch.tickets() > 0) else {
        return Err(unknown_ticket(ticket, &plan, &mapping, inputs).into());
    };
    let names: Vec<String> = batch.digests().iter().map(|input| input.name.clone()).collect();
    let told = Told { plan: &plan, sources: &policy.sources, inputs: &names, zone: &shown };
    let first = first_instant(&batch);
    if first.is_some_and(|first| first > as_of) {
        let created = first.map(|first| moment::local(first, &shown)).unwrap_or_default();
        let problem = Problem::new(format!("ticket `{ticket}` is created at {created}, after that instant"));
        return Err(problem.help("choose a later --at").into());
    }
    let mut digests: Vec<InputDigest> = batch
        .digests()
        .iter()
        .map(|input| InputDigest { name: input.name.clone(), sha256: input.sha256.clone() })
        .collect();
    digests.sort();
    let provenance = Provenance {
        format_version: FORMAT_VERSION,
        duly_version: env!("CARGO_PKG_VERSION").to_owned(),
        policy: plan.meta.name.clone(),
        policy_sha256: policy.digest.clone(),
        tzdata: zones.version().to_owned(),
        inputs: digests,
        as_of,
        zone: shown.name().to_owned(),
    };
    let mut happened = Vec::new();
    let telling = Telling { program: &program, told, policy_path: &policy.path, ticket };
    let (story, faults) = tell(telling, provenance, |take| {
        let mut given = Ok(());
        for_each_event(&batch, &mut |event| {
            if as_test && event.at <= as_of {
                happened.push((event.at, owned(event)));
            }
            given = std::mem::replace(&mut given, Ok(())).and_then(|()| take(event));
        });
        given
    })
    .map_err(|_| NoStory::Fault(format!("the events of ticket `{ticket}` are out of order")))?;
    let warnings = scripts::failed(&plan, &faults);
    let test = as_test.then(|| write(&plan, zones, ticket, &happened, as_of)).transpose();
    let test = test.map_err(|findings| unsaid(&findings))?;
    Ok(Answer { story, warnings, test, skipped: batch.skipped().to_vec() })
}

/// Hands over the events of the only ticket.
fn for_each_event(batch: &Batch, with: &mut dyn FnMut(&Event<'_>)) {
    for partition in 0..batch.partitions() {
        batch.for_each_ticket(partition, &mut |_, events| events.iter().for_each(&mut *with));
    }
}

/// The instant of its first event.
fn first_instant(batch: &Batch) -> Option<Instant> {
    let mut first = None;
    for_each_event(batch, &mut |event| first = first.or(Some(event.at)));
    first
}

/// How many tickets of a like name are offered.
const OFFERED: usize = 3;

/// A ticket that is not there. The log is read once more for names that look like it, unless it cannot be.
pub(crate) fn unknown_ticket(ticket: &str, plan: &Plan, mapping: &Mapping, inputs: &Inputs) -> Problem {
    let problem = Problem::new(format!("there is no ticket `{ticket}` in these events"));
    let Ok(readers) = inputs.open(None, &Progress::default()) else { return problem };
    let nothing = Demand { fields: vec![false; plan.fields.len()], tags: false, text: false };
    let options = duly_ingest::Options { on_bad: OnBad::Skip, ..duly_ingest::Options::default() };
    let Ok(batch) = duly_ingest::read(readers, mapping, plan, &nothing, options) else { return problem };
    let mut names: Vec<String> = Vec::new();
    for partition in 0..batch.partitions() {
        batch.for_each_ticket(partition, &mut |name, _| names.push(name.to_owned()));
    }
    names.sort_unstable();
    let near = duly_diag::alike(ticket, names.iter().map(String::as_str), OFFERED);
    if near.is_empty() {
        let some = names.first().map(|name| format!("the first of {} is `{name}`", names.len()));
        return problem.maybe_help(some);
    }
    problem.help(format!("did you mean {}?", list_of(near, "or")))
}
