//! How events are written must not matter, tried on random policies and tickets: the order of keys and lines, space,
//! escapes, lines that come twice, and tables in the place of JSON.

use super::case::Case;
use super::product::Product;
use duly_tests::promises::reshaped;
use duly_tests::random::{Dice, Story};
use duly_tests::second::value::stamp;
use duly_tests::second::{Event, Value};
use serde_json::Value as Json;
use std::collections::BTreeMap;

const SEEDS: std::ops::Range<u64> = 920_000..920_012;
const TICKETS: usize = 6;

/// Cases whose events have names, and set nothing to an empty text or list: a table has no cell for that.
fn cases() -> impl Iterator<Item = (u64, Case, Product)> {
    SEEDS.filter_map(|seed| {
        let mut case = Case::of_seed(seed, TICKETS);
        for event in case.stories.iter_mut().flat_map(|story: &mut Story| &mut story.events) {
            event.id = event.seq.map(|seq| format!("e{seq}"));
            event.set.retain(|(_, value)| value.as_ref().is_none_or(|value| !value.shown().is_empty()));
        }
        let product = Product::new(&case).ok()?;
        Some((seed, case, product))
    })
}

#[test]
fn lines_that_come_twice_and_are_spelt_otherwise_are_the_same_events() {
    let mut tried = 0;
    for (seed, case, product) in cases() {
        let lines = case.lines();
        let whole = product.reports(std::slice::from_ref(&lines), case.as_of, 1);
        let mut dice = Dice::new(seed);
        let mut again: Vec<String> = lines.iter().map(|line| reshaped(line)).collect();
        assert!(again.iter().zip(&lines).all(|(again, line)| again != line && json(again) == json(line)));
        again.extend(dice.some(&lines, 20));
        let again = dice.shuffled(&again);
        let windows = again.join("\r\n") + "\r\n\r\n";
        for (inputs, threads) in [(vec![windows], 1), (vec![again.join("\n"), lines.join("\n")], 3)] {
            let said = product.reports_of("ndjson", &inputs, case.as_of, threads);
            assert!(said == whole, "seed {seed}:\n{}\n{inputs:#?}", case.shown());
        }
        tried += 1;
    }
    assert!(tried > 6, "most random policies are valid: {tried}");
}

fn json(line: &str) -> Json {
    serde_json::from_str(line).unwrap()
}

#[test]
fn a_table_says_what_lines_say() {
    for (seed, case, product) in cases() {
        let whole = product.reports(&[case.lines()], case.as_of, 1);
        let rows: Vec<BTreeMap<String, String>> = case
            .stories
            .iter()
            .flat_map(|story| story.events.iter().map(|event| row(&story.ticket, event)))
            .collect();
        let table = table(&Dice::new(seed).shuffled(&rows));
        let said = product.reports_of("csv", std::slice::from_ref(&table), case.as_of, 1);
        assert!(said == whole, "seed {seed}:\n{}\n{table}", case.shown());
    }
}

/// The cells of an event that are not empty, by their columns.
fn row(ticket: &str, event: &Event) -> BTreeMap<String, String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let cells = [
        ("ticket", ticket.to_owned()),
        ("at", stamp(event.at)),
        ("seq", event.seq.map_or(String::new(), |seq| seq.to_string())),
        ("id", text(&event.id)),
        ("event", event.event.clone()),
        ("by", event.by.clone()),
        ("actor", text(&event.actor)),
        ("channel", text(&event.channel)),
        ("public", event.public.map_or(String::new(), |public| public.to_string())),
        ("tags.add", event.add.join(";")),
        ("tags.remove", event.remove.join(";")),
        ("phase", text(&event.phase)),
        ("result", text(&event.result)),
        ("key", text(&event.key)),
        ("name", text(&event.name)),
        ("text", text(&event.text)),
    ];
    let sets = event
        .set
        .iter()
        .filter_map(|(field, value)| Some((format!("set.{field}"), value.as_ref().map(cell)?)));
    let cleared: Vec<&str> =
        event.set.iter().filter(|(_, value)| value.is_none()).map(|(field, _)| field.as_str()).collect();
    let own = cells.map(|(name, cell)| (name.to_owned(), cell)).into_iter();
    let all = own.chain(sets).chain([("clear".to_owned(), cleared.join(";"))]);
    all.filter(|(_, cell)| !cell.is_empty()).collect()
}

fn cell(value: &Value) -> String {
    match value {
        Value::Instant(at) => stamp(*at),
        Value::List(list) => list.iter().cloned().collect::<Vec<_>>().join(";"),
        other => other.shown(),
    }
}

fn table(rows: &[BTreeMap<String, String>]) -> String {
    let mut columns: Vec<&String> = rows.iter().flat_map(BTreeMap::keys).collect();
    columns.sort();
    columns.dedup();
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(&columns).unwrap();
    for row in rows {
        let cells = columns.iter().map(|column| row.get(*column).map_or("", String::as_str));
        table.write_record(cells).unwrap();
    }
    String::from_utf8(table.into_inner().unwrap()).unwrap()
}
