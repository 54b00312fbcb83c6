//! The tour of the language (`rules/tour`) uses every construct: each rule of the grammar that makes a node.

use crate::grammar::{Rule, every_rule, made};
use crate::parse;
use duly_diag::FileId;

const FILES: [&str; 4] = [
    include_str!("../../rules/tour/policy.sla"),
    include_str!("../../rules/tour/partners.sla"),
    include_str!("../../rules/tour/holidays.sla"),
    include_str!("../../rules/tour/tests.sla"),
];

/// The rules that only the lines of a session are made by: those below its heading in the grammar.
fn of_sessions() -> Vec<&'static str> {
    let grammar = include_str!("../../grammar/sla.pest");
    let (_, session) = grammar.split_once("A line of a session").unwrap();
    session.lines().filter_map(|line| Some(line.split_once(" = ")?.0.trim())).collect()
}

/// Rules that make no node of a policy that is well: the entries, the space between words, what is parsed to be
/// told about, and an event or a condition by itself.
fn is_silent(name: &str) -> bool {
    name.ends_with("_statement") || name.ends_with("_near") || SILENT.contains(&name)
}

const SILENT: [&str; 15] = [
    "EOI",
    "WHITESPACE",
    "boundary",
    "reserved",
    "blank",
    "figure",
    "unit_word",
    "half_day",
    "part_word",
    "event_end",
    "unknown_event",
    "overdue_words",
    "in_words",
    "target_mark",
    "empty_cell",
];

#[test]
fn the_tour_uses_every_construct() {
    made::take();
    for text in FILES {
        let found = parse(FileId(0), text).diagnostics;
        assert!(found.is_empty(), "{found:#?}");
    }
    let made = made::take();
    let sessions = of_sessions();
    let unused: Vec<String> = every_rule()
        .filter(|rule| !made.contains(rule))
        .map(|rule: Rule| format!("{rule:?}"))
        .filter(|name| !is_silent(name) && !sessions.contains(&name.as_str()))
        .collect();
    assert!(unused.is_empty(), "rules/tour uses no {}", unused.join(", "));
    assert!(made.len() > 300, "{} rules", made.len());
}
