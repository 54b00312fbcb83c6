//! The tour of the language, `rules/tour`: checked clean, planned, and run on the sample and on the real logs.
//!
//! That it uses every construct of the grammar is held in `src/syntax/tour_tests.rs`, its layout and its own tests with
//! those of the other packs.

use crate::real_data::data;
use crate::support::{Run, repository};
use duly_driver::PlanView;
use std::collections::BTreeSet;
use std::path::Path;

const TOUR: &str = "rules/tour";

/// Every report of a run.
const REPORTS: [&str; 7] = ["compliance", "log", "tickets", "backlog", "actions", "objectives", "credits"];

#[test]
fn nothing_is_found_in_it_and_its_plan_names_all_that_it_declares() {
    let zones = duly_driver::zones::load(None).unwrap();
    let path = repository().join(TOUR);
    let policy = duly_driver::check(path.to_str().unwrap(), &zones).unwrap();
    assert!(policy.diagnostics.is_empty(), "{:#?}", policy.diagnostics);
    let plan = policy.plan.clone().unwrap();
    let view = PlanView::of(&policy, &plan);
    let levels = plan.levels.iter().map(|level| &level.name);
    let clocks = plan.clocks.iter().filter(|clock| clock.span.file.0 == 0).map(|clock| &clock.name);
    let names: BTreeSet<&String> = levels.chain(clocks).collect();
    for (format, text) in [("text", view.text()), ("json", view.json().unwrap()), ("dot", view.dot())] {
        for name in &names {
            let quoted = name.replace('"', "\\\"");
            assert!(text.contains(name.as_str()) || text.contains(&quoted), "{format}: no {name}");
        }
    }
}

#[test]
fn it_runs_on_the_sample() {
    let counts = runs(&repository().join("rules/liveagent/events.ndjson"), None);
    // Each of the ways in which a cycle can end or stand comes up.
    let outcomes: BTreeSet<&str> = counts.iter().map(String::as_str).collect();
    let expected = ["cancelled", "measured", "met", "missed", "overdue", "paused", "running"];
    assert_eq!(outcomes, expected.into());
}

#[test]
fn it_runs_on_the_real_logs() {
    for name in ["uci_march2016/events", "helpdesk/events", "bpi13/incidents"] {
        let Some(path) = data(&format!("{name}.ndjson.zst")) else { continue };
        let outcomes = runs(&path, Some("rules/tour/logs.yaml"));
        assert!(outcomes.contains("met") && outcomes.contains("missed"), "{name}: {outcomes:?}");
    }
}

/// Runs the tour with every report; gives the outcomes in the log. No script of it fails on any ticket.
fn runs(events: &Path, map: Option<&str>) -> BTreeSet<String> {
    let run = || {
        let run = Run::new(TOUR).events(events);
        if let Some(map) = map { run.map(map) } else { run }
    };
    // The reports say the same cycles in other words, so the long logs are run once.
    let reports = if map.is_none() { &REPORTS[..] } else { &[] };
    for report in reports {
        let rows = run().text(report, "ndjson").lines().count();
        // Nothing is open at the end of some logs.
        let least = if *report == "backlog" { 1 } else { 2 };
        assert!(rows >= least, "{report} of {} has {rows} records", events.display());
    }
    let log = run().log();
    let outcomes: BTreeSet<String> =
        log.iter().map(|record| record["outcome"].as_str().unwrap().to_owned()).collect();
    assert!(!outcomes.contains("undecided"), "{}", events.display());
    outcomes
}
