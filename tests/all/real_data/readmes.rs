//! The reports printed in the packs' READMEs are what duly prints.

use super::data;
use crate::support::{Run, repository};
use duly_driver::Options;

/// The columns that the READMEs' terminal has.
const WIDTH: usize = 100;

#[test]
fn printed_reports_are_real() {
    let mut compared = 0;
    for pack in ["liveagent", "servicenow", "helpdesk-it", "volvo"] {
        let readme = std::fs::read_to_string(repository().join(format!("rules/{pack}/README.md"))).unwrap();
        let block =
            readme.split("```console\n$ duly run ").nth(1).unwrap_or_else(|| panic!("{pack}: no report"));
        let (command, rest) = block.split_once('\n').unwrap();
        let (expected, _) = rest.split_once("\n```").unwrap();
        let Some(run) = asked(command) else { continue };
        assert_eq!(
            run.width(WIDTH).text("compliance", "table").trim_end(),
            expected,
            "{pack}: duly run {command}"
        );
        compared += 1;
    }
    assert!(compared > 0, "the sample of liveagent is part of the repository");
}

/// The run behind `POLICY EVENTS --map NAME --by NAMES`; none if its real data is not there.
fn asked(command: &str) -> Option<Run> {
    let mut words = command.split(' ');
    let (policy, events) = (words.next()?, words.next()?);
    let events = match events.strip_prefix("../shared/data/") {
        Some(name) => data(name)?,
        None => repository().join(events),
    };
    let mut run = Run::new(policy).events(&events);
    while let (Some(option), Some(value)) = (words.next(), words.next()) {
        run = match option {
            "--map" => run.map(value),
            "--by" => run.options(Options { by: vec![value.to_owned()], ..Options::default() }),
            other => panic!("the test does not know {other}"),
        };
    }
    Some(run)
}
