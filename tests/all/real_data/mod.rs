//! The packs of `rules/` on the real logs in `../shared/data`, which are kept beside the project.
//!
//! Without them each test prints a line and passes; with `DULY_REQUIRE_DATA` set their absence is a failure.

mod hard_cases;
mod objectives;
mod readmes;
mod service_now;

use crate::support::{Run, repository};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A file of the real data, if it is there.
pub(crate) fn data(name: &str) -> Option<PathBuf> {
    let path = repository().join("../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("DULY_REQUIRE_DATA").is_none(), "the real data is required: no {name}");
    println!("skipped: no ../shared/data/{name}");
    None
}

/// The SLA log of a pack over a file of the real data, a record a cycle.
fn log(pack: &str, events: &str, map: &str) -> Option<Vec<Value>> {
    let events = data(events)?;
    Some(Run::new(&format!("rules/{pack}")).events(&events).map(map).log())
}

/// How many cycles of each clock have each outcome.
fn outcomes(log: &[Value]) -> BTreeMap<(&str, &str), usize> {
    let mut counts = BTreeMap::new();
    for record in log {
        *counts.entry((text(record, "clock"), text(record, "outcome"))).or_default() += 1;
    }
    counts
}

fn text<'a>(record: &'a Value, key: &str) -> &'a str {
    record[key].as_str().unwrap_or_else(|| panic!("no text `{key}` in {record}"))
}
