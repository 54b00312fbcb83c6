//! A policy against real data: what its tickets never do, and what they do that the policy does not know.

mod findings;
mod reading;
mod seen;

use crate::check::CheckedPolicy;
use crate::inputs::{Inputs, Progress};
use crate::mapping;
use crate::run::RunError;
use crate::scripts::with_scripts;
use duly_calendar::{Calendar, Instant, TimeZones};
use duly_diag::Diagnostic;
use duly_engine::{Evaluator, Observer, Program, Query};
use duly_ingest::{BadEvent, Batch, OnBad};
use duly_plan::{Action, ActionKind, Emit, Plan};
use reading::Reads;
use seen::{Fingerprint, Seen};
use std::io::Read;
use std::sync::Arc;

/// What a policy is held against.
pub struct Against<'a> {
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
    /// Counts the bytes read.
    pub progress: Progress,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// The findings, in the order of their places.
    pub findings: Vec<Diagnostic>,
    /// The events that were skipped.
    pub skipped: Vec<BadEvent>,
}

/// Holds a policy against events, as of the last of them.
///
/// # Errors
/// See [`RunError`].
pub fn against(request: Against<'_>) -> Result<Outcome, RunError> {
    let Against { policy, plan, zones, inputs, stdin, mapping, on_bad, progress } = request;
    let mapping = mapping::load(mapping, zones)?;
    let reads = Reads::of(&plan);
    let query = Query { capture: reads.fields.keys().copied().collect(), actions: true };
    let marked = Arc::new(marked(&plan));
    let program = with_scripts(Program::new(Arc::clone(&marked), &query));
    let readers = inputs.open(stdin, &progress)?;
    let options = duly_ingest::Options { on_bad, ..duly_ingest::Options::default() };
    let batch = duly_ingest::read(readers, &mapping, &marked, &program.demand(), options)
        .map_err(RunError::BadEvents)?;
    let skipped = batch.skipped().to_vec();
    let Some(as_of) = batch.last_instant() else { return Ok(Outcome { findings: Vec::new(), skipped }) };
    let mut seen = Seen::new(&plan);
    judge(&program, &batch, as_of, &mut seen)?;
    let mut found = findings::of(&plan, &reads, &seen);
    found.extend(idle_calendars(&plan, &batch, as_of, &seen)?);
    duly_diag::sort(&mut found);
    // What stands in the standard files is no line of this policy.
    found.retain(|d| policy.sources.file(d.span().file).is_some_and(|file| !file.name.starts_with('<')));
    Ok(Outcome { findings: found, skipped })
}

/// The plan with an action on every rule, by which its beginning to decide is seen.
fn marked(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    let later = plan.versions.rules.iter_mut().map(|later| &mut later.set);
    for rule in plan.rules.iter_mut().chain(later).flat_map(|set| &mut set.rules) {
        let kind = ActionKind::Emit(Emit::Notify(String::new()));
        rule.actions.push(Action { kind, span: rule.span });
    }
    plan
}

/// Judges every ticket.
fn judge<O: Observer + seen::Events>(
    program: &Program,
    batch: &Batch,
    as_of: Instant,
    observer: &mut O,
) -> Result<(), RunError> {
    let mut evaluator = Evaluator::new(program);
    let mut fault = None;
    for partition in 0..batch.partitions() {
        batch.for_each_ticket(partition, &mut |ticket, events| {
            observer.events(events);
            if evaluator.ticket(ticket, events, as_of, observer).is_err() {
                fault.get_or_insert_with(|| format!("the events of ticket `{ticket}` are out of order"));
            }
        });
    }
    fault.map_or(Ok(()), |what| Err(RunError::Fault(what)))
}

/// The calendars without which every cycle would have ended as it did.
fn idle_calendars(
    plan: &Plan,
    batch: &Batch,
    as_of: Instant,
    seen: &Seen<'_>,
) -> Result<Vec<Diagnostic>, RunError> {
    let mut found = Vec::new();
    for (at, calendar) in plan.calendars.iter().enumerate() {
        let Some(span) = calendar.span.filter(|_| seen.counted_on(at)) else { continue };
        let mut open = plan.clone();
        open.calendars[at].table = Calendar::always();
        let mut fingerprint = Fingerprint::default();
        let program = with_scripts(Program::new(Arc::new(open), &Query::default()));
        judge(&program, batch, as_of, &mut fingerprint)?;
        if fingerprint == seen.fingerprint {
            found.push(findings::idle_calendar(&calendar.name, span, seen.cycles_on(at)));
        }
    }
    Ok(found)
}
