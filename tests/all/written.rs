//! Tickets of the sample, written as tests: they say what happened, and pass as they stand.

use crate::support::repository;
use duly_calendar::{Instant, TimeZones};
use duly_driver::testing::{Bench, Choice, Seen, load, owned, run, write};
use duly_engine::{Program, Query};
use duly_ingest::{Input, Mapping, Options};
use duly_plan::{Plan, Step, TestEvent, TestLine};
use std::sync::Arc;

/// The events of each ticket of the sample, in order.
fn tickets(plan: &Arc<Plan>) -> Vec<(String, Vec<(Instant, TestEvent)>)> {
    let text = std::fs::read_to_string(repository().join("rules/liveagent/events.ndjson")).unwrap();
    let program = Program::new(Arc::clone(plan), &Query { capture: Vec::new(), actions: true });
    let input = Input { name: "events.ndjson".to_owned(), format: None, reader: Box::new(text.as_bytes()) };
    let demand = program.demand();
    let batch =
        duly_ingest::read(vec![input], &Mapping::canonical(), plan, &demand, Options::default()).unwrap();
    let mut all = Vec::new();
    for partition in 0..batch.partitions() {
        batch.for_each_ticket(partition, &mut |ticket, events| {
            all.push((ticket.to_owned(), events.iter().map(|event| (event.at, owned(event))).collect()));
        });
    }
    all
}

/// What becomes of a ticket.
fn seen(program: &Program, steps: impl Iterator<Item = Step>, as_of: Instant) -> Seen {
    let mut bench = Bench::new(program);
    steps.for_each(|step| bench.take(&step).unwrap());
    bench.seen(as_of)
}

#[test]
fn every_ticket_of_the_sample_can_be_written_as_a_test() {
    let zones = TimeZones::bundled();
    let path = |name: &str| repository().join("rules/liveagent").join(name).to_str().unwrap().to_owned();
    let policy = load(&path("policy.sla"), &zones).unwrap().remove(0);
    let plan = policy.plan.unwrap();
    let tickets = tickets(&plan);
    let as_of = tickets.iter().flat_map(|(_, events)| events).map(|(at, _)| *at).max().unwrap();
    let texts: Vec<String> = tickets
        .iter()
        .map(|(ticket, events)| {
            write(&plan, &zones, ticket, events, as_of).unwrap_or_else(|found| panic!("{ticket}: {found:#?}"))
        })
        .collect();

    let folder = tempfile::tempdir().unwrap();
    for name in ["policy.sla", "holidays.ics"] {
        std::fs::copy(path(name), folder.path().join(name)).unwrap();
    }
    let file = folder.path().join("tests.sla");
    std::fs::write(&file, format!("duly 1\nimport \"policy.sla\"\n\n{}", texts.join("\n"))).unwrap();
    let written = load(file.to_str().unwrap(), &zones).unwrap().remove(0);
    let plan = written.plan.unwrap_or_else(|| panic!("{:#?}", written.diagnostics));
    let tests = Choice::default().of(&plan, &written.sources);
    let results = run(&plan, &tests);
    assert_eq!(results.len(), tickets.len());
    for result in results {
        assert!(result.passed() && result.expectations > 0, "{}: {:#?}", result.name, result.failures);
    }

    let program = Bench::program(&plan, Vec::new());
    for (test, (ticket, events)) in tests.iter().zip(&tickets) {
        let event = |(at, event): &(Instant, TestEvent)| Step {
            at: *at,
            event: Some(event.clone()),
            span: duly_diag::Span::default(),
        };
        let log = seen(&program, events.iter().map(event), as_of);
        let steps = test.lines.iter().filter_map(|line| match line {
            TestLine::Step(step) => Some(step.clone()),
            TestLine::Expect(_) => None,
        });
        let text = seen(&program, steps, as_of);
        assert_eq!(log, text, "{ticket}");
    }
}
