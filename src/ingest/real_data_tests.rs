//! The public logs, read through the shipped mappings. They are not part of the repository: without them these tests
//! say so and pass, unless `DULY_REQUIRE_DATA` is set.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;

use duly_engine::event::{EventKind, Value};
use duly_plan::{Field, FieldType, Plan, standard};

use crate::test_support::{all, messages, plan_of};
use crate::{Batch, Input, Mapping, Options, canonical_lines, read};

fn data(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(path);
    if path.exists() {
        return Some(path);
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "tests are told by the environment whether data must be there"
    )]
    let required = std::env::var("DULY_REQUIRE_DATA").is_ok();
    assert!(!required, "{} is missing", path.display());
    #[expect(clippy::print_stderr, reason = "a test that did nothing is to say so")]
    {
        eprintln!("skipped: {} is missing", path.display());
    }
    None
}

fn open(path: &PathBuf) -> Input<'static> {
    Input { name: path.display().to_string(), format: None, reader: Box::new(File::open(path).unwrap()) }
}

fn mapping(name: &str) -> Mapping {
    Mapping::from_yaml(name, Mapping::shipped(name).unwrap()).unwrap()
}

/// The standard fields, and those of the logs.
fn plan() -> Plan {
    let mut fields = standard::fields();
    for name in ["activity", "impact", "urgency", "category", "subcategory", "location", "vendor"] {
        fields.push(Field { name: name.to_owned(), kind: FieldType::Text, if_unset: None, span: None });
    }
    plan_of(fields)
}

fn read_log(path: &PathBuf, name: &str, threads: usize) -> Batch {
    let plan = plan();
    let options = Options { threads, ..Options::default() };
    read(vec![open(path)], &mapping(name), &plan, &all(&plan), options)
        .unwrap_or_else(|bad| panic!("{:?}", messages(&bad)))
}

/// How many events of each kind there are, and how often each status is set.
fn census(batch: &Batch) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for partition in 0..batch.partitions() {
        batch.for_each_ticket(partition, &mut |_, events| {
            assert_eq!(events[0].kind, EventKind::Created);
            for event in events {
                let kind = match event.kind {
                    EventKind::Signal { name } => name.to_owned(),
                    other => format!("{other:?}"),
                };
                *counts.entry(kind).or_default() += 1;
                for set in event.sets.iter().filter(|set| set.field == standard::STATUS) {
                    if let Value::Text(status) = set.value {
                        *counts.entry(format!("status {status}")).or_default() += 1;
                    }
                }
            }
        });
    }
    counts
}

#[test]
fn the_italian_help_desk_is_read_whole() {
    let Some(path) = data("helpdesk/events.ndjson.zst") else { return };
    let batch = read_log(&path, "neutral", 1);
    assert_eq!((batch.rows(), batch.events(), batch.tickets()), (25_928, 25_928, 4_580));
    let counts = census(&batch);
    let count = |name: &str| counts.get(name).copied().unwrap_or(0);
    assert_eq!(count("Created"), 4_580);
    assert_eq!(count("Message { public: true }"), 5_060, "taken in charge");
    assert_eq!((count("escalated"), count("linked"), count("scheduled"), count("verified")), (119, 80, 5, 3));
    assert_eq!(count("status New"), 4_580);
    assert_eq!(count("status Pending"), 1_463);
    assert_eq!(count("status Resolved"), 4_985);
    assert_eq!(count("status Closed"), 4_574 + 2 + 1);
    assert_eq!(count("status In progress"), 5_060);
}

#[test]
fn volvos_cases_are_read_whole() {
    let Some(path) = data("bpi13/incidents.ndjson.zst") else { return };
    let batch = read_log(&path, "neutral", 2);
    assert_eq!((batch.events(), batch.tickets()), (73_087, 7_554));
    let counts = census(&batch);
    assert_eq!(counts["status Completed/Closed"], 5_704);
    let waits =
        counts.iter().filter(|(name, _)| name.starts_with("status Accepted/Wait")).map(|(_, count)| count);
    assert_eq!(waits.sum::<usize>(), 6_215);
    let Some(path) = data("bpi13/problems.ndjson.zst") else { return };
    let batch = read_log(&path, "neutral", 1);
    assert_eq!((batch.events(), batch.tickets()), (8_147, 1_487));
}

#[test]
fn service_now_gives_the_same_tickets_from_events_and_from_snapshots() {
    let Some(events) = data("uci_march2016/events.ndjson.zst") else { return };
    let Some(rows) = data("uci_march2016/raw_snapshots.csv.zst") else { return };
    let from_events = read_log(&events, "neutral", 1);
    let from_rows = read_log(&rows, "servicenow-audit", 1);
    assert_eq!((from_events.events(), from_events.tickets()), (62_970, 9_202));
    assert_eq!((from_rows.rows(), from_rows.tickets()), (59_354, 9_202));
    let (events, rows) = (transitions(&from_events), transitions(&from_rows));
    // One ticket has rows out of order in the file, which the events follow and stamps do not.
    let differ: Vec<&String> = events.keys().filter(|ticket| events[*ticket] != rows[*ticket]).collect();
    assert_eq!(differ, ["INC0000137"]);
}

/// When each ticket's status, priority and assignee became what, changes only.
fn transitions(batch: &Batch) -> BTreeMap<String, Vec<String>> {
    let plan = plan();
    let watched = ["status", "priority", "impact", "urgency", "group", "assignee", "vendor"];
    let mut out = BTreeMap::new();
    for partition in 0..batch.partitions() {
        batch.for_each_ticket(partition, &mut |ticket, events| {
            let mut stands: BTreeMap<&str, String> = BTreeMap::new();
            let mut changes = Vec::new();
            for event in events {
                for set in event.sets {
                    let name = plan.field(set.field).name.as_str();
                    let value = format!("{:?}", set.value);
                    let old = stands.insert(name, value.clone()).unwrap_or_else(|| "Unset".to_owned());
                    if watched.contains(&name) && old != value {
                        changes.push(format!("{} {name} {value}", event.at.0));
                    }
                }
            }
            changes.sort();
            out.insert(ticket.to_owned(), changes);
        });
    }
    out
}

#[test]
fn what_a_mapping_shows_reads_back_as_the_same_events() {
    for (file, name) in [
        ("helpdesk/events.ndjson.zst", "neutral"),
        ("uci_march2016/raw_snapshots.csv.zst", "servicenow-audit"),
    ] {
        let Some(path) = data(file) else { return };
        let mapping = mapping(name);
        let mut text = String::new();
        for line in canonical_lines(vec![open(&path)], &mapping) {
            text.push_str(&line.unwrap_or_else(|bad| panic!("{bad}")));
            text.push('\n');
        }
        let plan = plan();
        let input = Input { name: "canonical".to_owned(), format: None, reader: Box::new(text.as_bytes()) };
        let again = read(vec![input], &Mapping::canonical(), &plan, &all(&plan), Options::default())
            .unwrap_or_else(|bad| panic!("{:?}", messages(&bad)));
        let story = |batch: &Batch| crate::test_support::story_of(batch, &plan);
        let (again, first) = (story(&again), story(&read_log(&path, name, 1)));
        let differ = again.lines().zip(first.lines()).find(|(a, b)| a != b);
        assert_eq!((differ, again.len()), (None, first.len()), "{file}");
    }
}
