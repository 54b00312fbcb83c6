//! The bench pack: duly's report against the same job done naively, cell by cell.

mod reference;
mod tickets;

use crate::support::Run;
use duly_driver::Options;
use duly_report::Basis;
use std::collections::BTreeMap;

#[test]
fn the_report_equals_the_naive_one_cell_by_cell() {
    let tickets = tickets::tickets(600);
    let expected = reference::report(&tickets);
    let lines = tickets::lines(&tickets);
    let csv = report("events.ndjson", &lines);
    let mut differ = Vec::new();
    let got = cells(&csv);
    for key in expected.keys().chain(got.keys().filter(|key| !expected.contains_key(*key))) {
        if expected.get(key) != got.get(key) {
            differ.push(format!("{key:?}: expected {:?}, reported {:?}", expected.get(key), got.get(key)));
        }
    }
    assert!(differ.is_empty(), "{} cells differ:\n{}", differ.len(), differ.join("\n"));
    let of_the_table = report("events.csv", &tickets::table(&lines));
    assert!(got == cells(&of_the_table), "a table of the same events has the same report");
    let sums =
        expected.values().fold([0; 3], |sum, cell| [sum[0] + cell[0], sum[1] + cell[1], sum[2] + cell[2]]);
    assert!(sums.iter().all(|sum| *sum > 20), "met, missed and active are all there: {sums:?}");
}

/// The report on a file of events.
fn report(name: &str, text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let events = folder.path().join(name);
    std::fs::write(&events, text).unwrap();
    let options = Options {
        by: ["month", "region", "level", "clock"].map(str::to_owned).into(),
        basis: Basis::Created,
        zone: Some("UTC".to_owned()),
        as_of: Some("2026-01-01T00:00:00Z".to_owned()),
        ..Options::default()
    };
    let run = Run::new("rules/bench").events(&events).map("rules/bench/mapping.yaml").options(options);
    run.text("compliance", "csv")
}

/// The report's cells: missed with the overdue ones, active are the running and the paused ones.
fn cells(csv: &str) -> BTreeMap<reference::Key, reference::Counts> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(csv.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let mut cells = BTreeMap::new();
    for row in reader.records().map(Result::unwrap) {
        let cell = |name: &str| &row[headers.iter().position(|header| header == name).unwrap()];
        let number = |name: &str| cell(name).parse::<u64>().unwrap_or(0);
        if cell("month") == "total" {
            continue;
        }
        let counts =
            [number("met"), number("missed") + number("overdue"), number("running") + number("paused")];
        if counts != [0; 3] {
            cells.insert(["month", "region", "level", "clock"].map(|name| cell(name).to_owned()), counts);
        }
    }
    cells
}
