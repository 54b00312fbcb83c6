//! Any text as a policy, and what a run makes of it.

use super::policy::findings;
use duly_analysis::{Loader, Scripting, check};
use duly_calendar::{Instant, TimeZones};
use duly_diag::has_errors;
use duly_driver::scripts::{ScriptReader, with_scripts};
use duly_engine::{
    ActionRecord, CycleRecord, Evaluator, Event, Observer, Program, Query, TicketRecord, TicketState,
};
use duly_ingest::{Input, Mapping, OnBad, Options, read};
use duly_plan::Plan;
use std::fmt::Write;
use std::sync::{Arc, OnceLock};

/// Tickets on which much happens in few days.
const EVENTS: &str = include_str!("run.ndjson");

/// What parts a policy from events of its own.
const MARK: &str = "\n--- events\n";

/// Time that passes behind the last event.
const AFTER: i64 = 10 * 86_400;

/// A policy of one file.
struct Alone<'a>(&'a str);

impl Loader for Alone<'_> {
    fn read(&self, path: &str) -> Result<String, String> {
        if path == "policy.sla" { Ok(self.0.to_owned()) } else { Err("there is no such file".to_owned()) }
    }

    fn resolve(&self, _from: &str, relative: &str) -> String {
        relative.to_owned()
    }

    fn scripting(&self) -> Option<&dyn Scripting> {
        Some(&ScriptReader)
    }
}

/// Everything that is said, in its order.
#[derive(Default, PartialEq, Debug)]
struct Heard(String);

impl Observer for Heard {
    fn cycle(&mut self, cycle: &CycleRecord<'_>) {
        _ = writeln!(self.0, "{cycle:?}");
    }

    fn ticket(&mut self, ticket: &TicketRecord<'_>) {
        _ = writeln!(self.0, "{ticket:?}");
    }

    fn action(&mut self, action: &ActionRecord<'_>) {
        _ = writeln!(self.0, "{action:?}");
    }
}

/// A policy that the checker lets pass can be run: no ticket of any history makes the engine panic, and the tickets are
/// judged the same at once and timer by timer. One without a plan has an error that says why. Events behind a line
/// `--- events` take the place of the usual ones.
///
/// # Panics
/// A promise is broken.
pub fn run(bytes: &[u8]) {
    static ZONES: OnceLock<TimeZones> = OnceLock::new();
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (policy, events) = text.split_once(MARK).unwrap_or((text, EVENTS));
    let checked = check("policy.sla", &Alone(policy), ZONES.get_or_init(TimeZones::bundled));
    let own = checked.files.first();
    let here = checked
        .diagnostics
        .iter()
        .filter(|finding| finding.labels.iter().all(|it| Some(&it.span.file) == own));
    findings(policy, &here.cloned().collect::<Vec<_>>());
    match checked.plan {
        Some(plan) => judge(&plan, events),
        None => assert!(has_errors(&checked.diagnostics), "refused without an error"),
    }
}

fn judge(plan: &Arc<Plan>, events: &str) {
    let query = Query { capture: vec![duly_plan::standard::STATUS], actions: true };
    let program = with_scripts(Program::new(Arc::clone(plan), &query));
    let input = Input { name: "a.ndjson".to_owned(), format: None, reader: Box::new(events.as_bytes()) };
    let options = Options { on_bad: OnBad::Skip, partitions: 1, threads: 1 };
    let Ok(batch) = read(vec![input], &Mapping::canonical(), plan, &program.demand(), options) else {
        return;
    };
    let Some(last) = batch.last_instant() else { return };
    let as_of = Instant(last.0 + AFTER);
    let mut evaluator = Evaluator::new(&program);
    batch.for_each_ticket(0, &mut |ticket, events| {
        let mut at_once = Heard::default();
        let judged = evaluator.ticket(ticket, events, as_of, &mut at_once);
        assert!(judged.is_ok(), "events out of order");
        assert_eq!(at_once, timer_by_timer(&program, ticket, events, as_of), "time passes in other steps");
    });
}

fn timer_by_timer(program: &Program, ticket: &str, events: &[Event<'_>], as_of: Instant) -> Heard {
    let mut heard = Heard::default();
    let mut state = TicketState::new(program);
    state.start(ticket);
    let mut has_begun = false;
    for event in events {
        if has_begun {
            pass(&mut state, event.at, &mut heard);
        }
        assert!(state.apply(event, &mut heard).is_ok(), "events out of order");
        has_begun = true;
    }
    pass(&mut state, as_of, &mut heard);
    state.finish(as_of, &mut heard);
    heard
}

fn pass(state: &mut TicketState<'_>, to: Instant, heard: &mut Heard) {
    while let Some(timer) = state.next_timer().filter(|timer| *timer < to) {
        state.advance_to(Instant(timer.0 + 1), heard);
    }
}
