//! One ticket of many is read as it is among all.

use crate::test_support::{all, input, plan, story};
use crate::{BadEvent, Batch, Mapping, OnBad, Options, Wanted, read, read_ticket, ticket_lines};
use proptest::prelude::*;

fn canonical(ticket: &str, minute: usize, rest: &str) -> String {
    let event = if minute == 0 { r#""created","by":"customer""# } else { r#""change""# };
    format!(r#"{{"ticket":{ticket},"at":"2026-03-06T14:{minute:02}:00Z","event":{event}{rest}}}"#)
}

fn only(name: &str, text: &str, mapping: &Mapping, wanted: Wanted<'_>) -> Result<Batch, Vec<BadEvent>> {
    let plan = plan();
    let inputs = vec![input(name, text.as_bytes())];
    read_ticket(inputs, mapping, &plan, &all(&plan), Options::default(), wanted)
}

fn whole(name: &str, text: &str, mapping: &Mapping) -> Batch {
    let plan = plan();
    let inputs = vec![input(name, text.as_bytes())];
    let options = Options { on_bad: OnBad::Skip, ..Options::default() };
    read(inputs, mapping, &plan, &all(&plan), options).unwrap()
}

/// The lines of a ticket in the story of a batch.
fn of_ticket(batch: &Batch, ticket: &str) -> String {
    let story = story(batch);
    story
        .lines()
        .filter(|line| line.starts_with(&format!("{ticket} ")))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn however_a_name_is_written_its_events_are_found() {
    let text = [
        canonical(r#""a/b-ü""#, 0, ""),
        canonical(r#""a\/b-\u00fc""#, 1, ""),
        canonical(r#""\u0061/b-ü""#, 2, ""),
        canonical(r#""other""#, 0, r#","set":{"contract":"a/b-ü"}"#),
    ]
    .join("\n");
    let batch =
        only("e.ndjson", &text, &Mapping::canonical(), Wanted { ticket: "a/b-ü", end: false }).unwrap();
    assert_eq!(story(&batch).lines().count(), 3);
    assert_eq!((batch.tickets(), batch.events()), (1, 3));
}

#[test]
fn a_number_is_found_however_it_is_written() {
    let ids = ["1000", "1e3", "1000.0", "1E+3", "10000", "-0", "0", "12345678901234567890123", "\"1000\""];
    let row = |id: &&str| format!(r#"{{"ticket":{id},"at":"2026-03-06T14:00:00Z","type":"created"}}"#);
    let text = ids.iter().map(row).collect::<Vec<_>>().join("\n");
    let neutral = Mapping::from_yaml("neutral", Mapping::shipped("neutral").unwrap()).unwrap();
    for (ticket, lines) in [("1000", 5), ("10000", 1), ("0", 2), ("12345678901234568000000", 1)] {
        let found = ticket_lines(vec![input("e.ndjson", text.as_bytes())], &neutral, ticket).unwrap();
        assert_eq!(found.len(), lines, "{ticket}");
    }
}

#[test]
fn the_lines_of_a_ticket_are_canonical_and_say_where_they_stood() {
    let text = [
        canonical(r#""T-1""#, 0, ""),
        "not a row at all".to_owned(),
        canonical(r#""T-2""#, 0, r#","set":{"contract":"T-1"}"#),
        canonical(r#""T-1""#, 5, r#","set":{"contract":"gold"}"#),
    ]
    .join("\n");
    let inputs = || vec![input("a.ndjson", b""), input("b.ndjson", text.as_bytes())];
    let lines = ticket_lines(inputs(), &Mapping::canonical(), "T-1").unwrap();
    let places: Vec<(u32, u64)> = lines.iter().map(|line| (line.origin.input, line.origin.record)).collect();
    assert_eq!(places, [(1, 1), (1, 4)]);
    assert!(lines[1].line.contains(r#""set":{"contract":"gold"}"#), "{}", lines[1].line);
    let bad = canonical(r#""T-1""#, 7, r#","oops":1"#);
    let inputs = vec![input("e.ndjson", bad.as_bytes())];
    assert_eq!(ticket_lines(inputs, &Mapping::canonical(), "T-1").unwrap_err().len(), 1);
}

#[test]
fn bad_rows_of_other_tickets_are_nobodys_business() {
    let lines =
        |bad: &str| [canonical(r#""T-1""#, 0, ""), bad.to_owned(), canonical(r#""T-2""#, 0, "")].join("\n");
    let read = |bad: &str| {
        only("e.ndjson", &lines(bad), &Mapping::canonical(), Wanted { ticket: "T-1", end: true })
            .map(|batch| batch.events())
            .map_err(|bad| bad.iter().map(|bad| bad.line).collect::<Vec<_>>())
    };
    assert_eq!(read(&canonical(r#""T-2""#, 1, r#","set":{"priority":"huge"}"#)), Ok(1));
    assert_eq!(read(&canonical(r#""T-2""#, 1, r#","set":{"priority":"huge","contract":"T-1"}"#)), Ok(1));
    assert_eq!(read(&canonical(r#""T-1""#, 1, r#","set":{"priority":"huge"}"#)), Err(vec![2]));
    assert_eq!(read(r#"{"ticket":"T-1","#), Err(vec![2]));
}

#[test]
fn the_end_of_the_data_is_that_of_all_tickets() {
    let text = [canonical(r#""T-1""#, 0, ""), canonical(r#""T-2""#, 0, ""), canonical(r#""T-2""#, 59, "")]
        .join("\n");
    let csv = "ticket,at,event,by\nT-1,2026-03-06T14:00:00Z,created,customer\nT-2,2026-03-06T14:59:00Z,created,bot\n";
    for (name, text) in [("e.ndjson", text.as_str()), ("e.csv", csv)] {
        let end = |end| {
            let batch = only(name, text, &Mapping::canonical(), Wanted { ticket: "T-1", end }).unwrap();
            batch.last_instant().map(|at| at.0)
        };
        assert_eq!(end(true), whole(name, text, &Mapping::canonical()).last_instant().map(|at| at.0));
        assert_eq!(end(false).map(|at| at + 59 * 60), end(true));
    }
}

#[test]
fn names_that_a_mapping_makes_are_found() {
    let yaml = "ticket: {key: id, case: upper}\nat: when\nevent: {value: created}\nby: {value: agent}\n";
    let mapping = Mapping::from_yaml("m.yaml", yaml).unwrap();
    let text = r#"{"id":"inc-7","when":"2026-03-06T14:00:00Z"}"#;
    let batch = only("e.ndjson", text, &mapping, Wanted { ticket: "INC-7", end: false }).unwrap();
    assert_eq!(batch.tickets(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_ticket_alone_is_the_same_as_among_all(
        rows in prop::collection::vec((0..4usize, 1..50usize, 0..3usize), 0..20),
        wanted in 0..4usize,
    ) {
        const NAMES: [&str; 4] = ["T-1", "T-11", "x\\T-1", "T\"1"];
        let mut lines: Vec<String> =
            NAMES.iter().map(|name| canonical(&serde_json::to_string(name).unwrap(), 0, "")).collect();
        for (name, minute, rest) in rows {
            let rest = ["", r#","set":{"contract":"T-1"}"#, r#","set":{"status":"open"}"#][rest];
            lines.push(canonical(&serde_json::to_string(NAMES[name]).unwrap(), minute, rest));
        }
        let (text, mapping, ticket) = (lines.join("\n"), Mapping::canonical(), NAMES[wanted]);
        let (alone, among) = (
            only("e.ndjson", &text, &mapping, Wanted { ticket, end: true }).unwrap(),
            whole("e.ndjson", &text, &mapping),
        );
        prop_assert_eq!(story(&alone), of_ticket(&among, ticket));
        prop_assert_eq!(alone.last_instant(), among.last_instant());
        prop_assert_eq!(alone.digests(), among.digests());
    }
}
