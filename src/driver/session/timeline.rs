//! What happens to the ticket of a session.
//!
//! Events are kept as they were typed or read, not as a plan understood them: a policy that is changed under them reads
//! them anew.

use super::happened::Happened;
use super::texts::Policy;
use crate::Problem;
use crate::testing::owned;
use duly_analysis::{Typed, lower_test_line};
use duly_calendar::{Instant, TimeZones};
use duly_diag::Diagnostic;
use duly_engine::Origin;
use duly_ingest::{BadEvent, Format, Input, Mapping, OnBad, Options, TicketLine};
use duly_plan::{Plan, TestLine};
use duly_syntax::ast;
use std::sync::Arc;

/// The history of the ticket, and what may still come: events lie in order of their instants, whatever `now` is.
#[derive(Clone, Debug, Default)]
pub(super) struct Timeline {
    /// What was read of a log.
    loaded: Option<Arc<Loaded>>,
    /// What was typed, in order of the instants.
    typed: Vec<TypedEvent>,
}

/// A ticket of a log.
#[derive(Debug)]
struct Loaded {
    ticket: String,
    /// Whether a mapping made its lines.
    mapped: bool,
    /// The inputs by name, whether or not they have lines of it: one alone is in the order of its lines.
    inputs: Vec<String>,
    /// Its events, in the order of inputs and lines.
    lines: Vec<TicketLine>,
}

/// An event that was typed.
#[derive(Clone, Debug)]
struct TypedEvent {
    at: Instant,
    /// What happens; it has no instant of its own any more.
    step: ast::Step,
}

/// Why a history cannot be used.
#[derive(Clone, Debug)]
pub(super) enum Unusable {
    /// A typed event has no meaning: the findings, in the text of the entry that is typed now.
    Findings(Vec<Diagnostic>),
    /// Something that was read or typed before has none any more.
    Problem(Problem),
}

impl Timeline {
    /// A ticket of a log.
    pub fn of_log(ticket: &str, mapped: bool, inputs: Vec<String>, lines: Vec<TicketLine>) -> Timeline {
        let loaded = Loaded { ticket: ticket.to_owned(), mapped, inputs, lines };
        Timeline { loaded: Some(Arc::new(loaded)), typed: Vec::new() }
    }

    /// The name of the ticket, if it is of a log.
    pub fn ticket(&self) -> Option<&str> {
        self.loaded.as_ref().map(|loaded| loaded.ticket.as_str())
    }

    /// The inputs that it was read from.
    pub fn inputs(&self) -> &[String] {
        self.loaded.as_ref().map_or(&[], |loaded| &loaded.inputs)
    }

    /// The same with another event; it comes after what happens at the same instant.
    pub fn with(&self, at: Instant, step: &ast::Step) -> Timeline {
        let mut timeline = self.clone();
        let place = timeline.typed.partition_point(|typed| typed.at <= at);
        let step = ast::Step { at: None, ..step.clone() };
        timeline.typed.insert(place, TypedEvent { at, step });
        timeline
    }

    /// What happens, as a policy understands it, in order.
    pub fn events(&self, policy: &Policy, zones: &TimeZones) -> Result<Vec<Happened>, Unusable> {
        let plan = &policy.plan;
        let mut events = match &self.loaded {
            Some(loaded) => read(loaded, plan)?,
            None => Vec::new(),
        };
        for typed in &self.typed {
            let line = ast::TestLine::Step(typed.step.clone());
            // Whether the events come in order is found when they are judged.
            let creates = matches!(&typed.step.event, Some(e) if e.kind == ast::EventKind::Created);
            let place = Typed { now: Some(typed.at), created: !creates, zones: Vec::new() };
            let lowered = lower_test_line(plan, &line, zones, place).map_err(Unusable::Findings)?;
            if let TestLine::Step(step) = lowered
                && let Some(event) = step.event
            {
                events.push(Happened { at: typed.at, event, origin: None });
            }
        }
        events.sort_by_key(|event| event.at);
        Ok(events)
    }
}

/// The events of a ticket's lines.
fn read(loaded: &Loaded, plan: &Plan) -> Result<Vec<Happened>, Unusable> {
    let everything = duly_engine::Demand { fields: vec![true; plan.fields.len()], tags: true, text: true };
    let lines: Vec<Vec<&TicketLine>> = (0..loaded.inputs.len())
        .map(|input| loaded.lines.iter().filter(|line| line.origin.input as usize == input).collect())
        .collect();
    let text = |line: &&TicketLine| {
        let kept = if loaded.mapped { without_others(&line.line, plan) } else { line.line.clone() };
        kept + "\n"
    };
    let texts: Vec<String> = lines.iter().map(|lines| lines.iter().map(text).collect()).collect();
    let inputs = loaded.inputs.iter().zip(&texts).map(|(name, text)| Input {
        name: name.clone(),
        format: Some(Format::Ndjson),
        reader: Box::new(text.as_bytes()),
    });
    let options = Options { on_bad: OnBad::Stop, threads: 1, ..Options::default() };
    // Of the lines that are read here, where each stood.
    let place = |origin: Origin| {
        let line = usize::try_from(origin.record).ok()?.checked_sub(1)?;
        Some(lines.get(origin.input as usize)?.get(line)?.origin)
    };
    let mapping = if loaded.mapped { Mapping::canonical_of_mapped() } else { Mapping::canonical() };
    let batch =
        duly_ingest::read(inputs.collect(), &mapping, plan, &everything, options).map_err(|mut bad| {
            for event in &mut bad {
                event.line = place(event.origin).map_or(0, |origin| origin.record);
            }
            Unusable::Problem(bad_events(&loaded.ticket, &bad))
        })?;
    let mut events = Vec::new();
    for partition in 0..batch.partitions() {
        batch.for_each_ticket(partition, &mut |_, found| {
            events.extend(found.iter().map(|event| Happened {
                at: event.at,
                event: owned(event),
                origin: place(event.origin),
            }));
        });
    }
    Ok(events)
}

/// A canonical line without the fields that the policy does not have: a mapping may read more than a policy asks for.
fn without_others(line: &str, plan: &Plan) -> String {
    let Ok(mut event) = serde_json::from_str::<serde_json::Value>(line) else { return line.to_owned() };
    if let Some(set) = event.get_mut("set").and_then(serde_json::Value::as_object_mut) {
        set.retain(|name, _| plan.field_id(name).is_some());
    }
    event.to_string()
}

/// How many bad events are shown.
const MOST_SHOWN: usize = 3;

/// What is wrong with the events of a ticket.
pub(super) fn bad_events(ticket: &str, bad: &[BadEvent]) -> Problem {
    let mut lines: Vec<String> = bad.iter().take(MOST_SHOWN).map(ToString::to_string).collect();
    if bad.len() > MOST_SHOWN {
        lines.push(format!("and {} more", bad.len() - MOST_SHOWN));
    }
    Problem::new(format!("the events of ticket `{ticket}` do not fit this policy:\n  {}", lines.join("\n  ")))
}
