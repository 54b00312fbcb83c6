//! What the objectives of the packs come to on the real logs.
//!
//! The figures were worked out apart from duly, by a script of some eighty lines in another language over the same event files:
//! it counts service time from a list of opening hours, replays each ticket's priorities and statuses, puts every cycle
//! into the period of its closing or its breach, and sorts, sums and divides.

use super::data;
use crate::support::Run;
use serde_json::{Value, json};

/// A report of a pack over a file of the real data, a record a row.
fn rows(pack: &str, events: &str, report: &str) -> Option<Vec<Value>> {
    let events = data(events)?;
    let text = Run::new(&format!("rules/{pack}")).events(&events).map("neutral").text(report, "ndjson");
    Some(text.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// Checks the rows of one objective: period, value, result, cycles, kept, excused, credit.
fn check(rows: &[Value], objective: &str, expected: &[(&str, Value)]) {
    let keys = ["value", "result", "cycles", "kept", "excused", "credit"];
    let found: Vec<(&str, Value)> = rows
        .iter()
        .filter(|row| row["objective"] == objective)
        .map(|row| {
            let said: Vec<&Value> = keys.iter().map(|key| &row[key]).collect();
            (row["period"].as_str().unwrap(), json!(said))
        })
        .collect();
    assert_eq!(found, expected, "{objective}");
}

#[test]
fn service_now_by_month_quarter_and_week() {
    let Some(rows) = rows("servicenow", "uci_march2016/events.ndjson.zst", "objectives") else { return };
    let expected = [
        ("2016-02", json!([0.666_667, "too few", 3, 2, 0, 0])),
        ("2016-03", json!([0.342_743, "missed", 7_262, 2_489, 0, 0.1])),
        ("2016-04", json!([0.631_905, "met", 1_937, 1_224, 0, 0])),
    ];
    check(&rows, "Closed in time", &expected);
    let expected = [
        ("2016-Q1", json!([0.682_243, "met", 321, 219, 0, null])),
        ("2016-Q1", json!([0.337_900, "missed", 6_715, 2_269, 0, null])),
        ("2016-Q1", json!([0.007_299, "missed", 137, 1, 0, null])),
        ("2016-Q1", json!([0.021_739, "missed", 92, 2, 0, null])),
        ("2016-Q2", json!([0.857_143, "met", 63, 54, 0, null])),
        ("2016-Q2", json!([0.627_010, "met", 1_866, 1_170, 0, null])),
        ("2016-Q2", json!([0, "missed", 6, 0, 0, null])),
        ("2016-Q2", json!([0, "missed", 2, 0, 0, null])),
    ];
    check(&rows, "Each priority", &expected);
    let priorities: Vec<&Value> =
        rows.iter().filter(|r| r["objective"] == "Each priority").map(|r| &r["priority"]).collect();
    assert_eq!(priorities, ["P4", "P3", "P2", "P1", "P4", "P3", "P2", "P1"]);
    let expected = [
        ("2016-02", json!([17_580, "met", 3, 2, 0, null])),
        ("2016-03", json!([324_000, "missed", 7_262, 2_386, 0, null])),
        ("2016-04", json!([162_000, "met", 1_937, 1_201, 0, null])),
    ];
    check(&rows, "The median", &expected);
    let expected = [
        ("2016-03", json!([414_147.601, "missed", 6_715, 3_521, 0, 0.1])),
        ("2016-04", json!([318_377.01, "met", 1_866, 1_512, 0, 0])),
    ];
    check(&rows, "P3 on average", &expected);
    let expected = [
        ("2016-W09", json!([32, "met", 225, 193, 0, null])),
        ("2016-W10", json!([116, "met", 1_185, 1_069, 0, null])),
        ("2016-W11", json!([155, "missed", 1_985, 1_830, 0, null])),
        ("2016-W12", json!([125, "missed", 2_660, 2_535, 0, null])),
        ("2016-W13", json!([101, "met", 1_947, 1_846, 0, null])),
        ("2016-W14", json!([71, "met", 1_158, 1_087, 0, null])),
        ("2016-W15", json!([5, "met", 41, 36, 0, null])),
        ("2016-W16", json!([0, "met", 1, 1, 0, null])),
    ];
    check(&rows, "Very late", &expected);
}

#[test]
fn service_now_pays_up_to_its_cap() {
    let Some(rows) = rows("servicenow", "uci_march2016/events.ndjson.zst", "credits") else { return };
    let said: Vec<Value> = rows
        .iter()
        .map(|row| json!([row["period"], row["paying"], row["credit"], row["cap"], row["payable"]]))
        .collect();
    let expected = [
        json!(["2016-02", 0, 0, 0.15, 0]),
        json!(["2016-03", 2, 0.2, 0.15, 0.15]),
        json!(["2016-04", 0, 0, 0.15, 0]),
    ];
    assert_eq!(said, expected);
}

#[test]
fn volvo_by_month_and_quarter_with_excuses() {
    let Some(rows) = rows("volvo", "bpi13/incidents.ndjson.zst", "objectives") else { return };
    let expected = [
        ("2010-Q1", json!([1, "too few", 1, 1, 0, 0])),
        ("2011-Q1", json!([1, "too few", 4, 4, 0, 0])),
        ("2011-Q2", json!([1, "met", 13, 13, 0, 0])),
        ("2011-Q3", json!([1, "met", 13, 13, 0, 0])),
        ("2011-Q4", json!([0.965_517, "missed", 29, 28, 2, 0.05])),
        ("2012-Q1", json!([0.950_382, "missed", 262, 249, 2, 0.05])),
        ("2012-Q2", json!([0.983_864, "met", 7_127, 7_012, 97, 0])),
    ];
    check(&rows, "Taken up", &expected);
    let expected = [
        ("2010-Q1", json!([1, "met", 1, 1, 0, null])),
        ("2011-Q1", json!([1, "met", 4, 4, 0, null])),
        ("2011-Q2", json!([1, "met", 13, 13, 0, null])),
        ("2011-Q3", json!([0.923_077, "met", 13, 12, 0, null])),
        ("2011-Q4", json!([0.931_034, "met", 29, 27, 2, null])),
        ("2012-Q1", json!([0.862_595, "missed", 262, 226, 2, null])),
        ("2012-Q2", json!([0.916_795, "met", 7_127, 6_534, 97, null])),
    ];
    check(&rows, "At once", &expected);
    // Of the months, the last four; those before have a few cases each, all of them late.
    let from_february = |objective: &str| -> Vec<Value> {
        let late = |row: &&Value| row["objective"] == objective && row["period"].as_str() >= Some("2012-02");
        rows.iter().filter(late).cloned().collect()
    };
    let expected = [
        ("2012-02", json!([2_910_897, "missed", 25, 0, 0, 0.06])),
        ("2012-03", json!([1_904_938, "missed", 95, 0, 0, 0.06])),
        ("2012-04", json!([668_470, "missed", 764, 1, 0, 0.06])),
        ("2012-05", json!([67_723, "met", 6_585, 5_962, 0, 0])),
    ];
    check(&from_february("Nine of ten in a day or two"), "Nine of ten in a day or two", &expected);
    let expected = [
        ("2012-02", json!([24, "met", 25, 1, 0, null])),
        ("2012-03", json!([70, "met", 95, 25, 0, null])),
        ("2012-04", json!([257, "missed", 764, 507, 0, null])),
        ("2012-05", json!([17, "met", 6_581, 6_564, 0, null])),
    ];
    check(&from_february("Few that last"), "Few that last", &expected);
}
