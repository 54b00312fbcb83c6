//! The worked examples of `tests/worked/`: a policy, events, and what the log must say of each cycle, with the sums
//! written out beside them.
//!
//! A page has a block `sla` (a whole policy in UTC), a block `ndjson` (its events) and a block `log`: a line a cycle.

use crate::support::{Run, repository};
use duly_driver::Options;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The text of the page's block of a kind.
fn block(page: &str, kind: &str) -> String {
    let (_, rest) = page.split_once(&format!("```{kind}\n")).unwrap_or_else(|| panic!("no block `{kind}`"));
    rest.split_once("```").unwrap().0.to_owned()
}

/// Seconds as an admin writes them.
fn duration(seconds: i64) -> String {
    let (sign, all) = (if seconds < 0 { "-" } else { "" }, seconds.abs());
    let part = |n: i64, unit: &str| if n == 0 { String::new() } else { format!("{n}{unit}") };
    let text = format!("{}{}{}", part(all / 3600, "h"), part(all / 60 % 60, "m"), part(all % 60, "s"));
    format!("{sign}{}", if text.is_empty() { "0s" } else { &text })
}

/// A record as a page writes it: what is not there is left out, and so is what is nothing.
fn line(record: &Value) -> String {
    let text = |name: &str| record[name].as_str().map(str::to_owned);
    let at = |name: &str| text(name).map(|at| at.replace('T', " ").replace(":00Z", ""));
    let length = |name: &str| record[name].as_i64().map(duration);
    let mut line = format!(
        "{} {} {} of {}: {}",
        text("ticket").unwrap(),
        text("clock").unwrap(),
        record["cycle"],
        text("agreement").unwrap(),
        text("outcome").unwrap(),
    );
    let more = [
        ("level", text("level")),
        ("reason", text("reason")),
        ("due", at("due")),
        ("closed", at("closed")),
        ("breached", at("breached_at")),
        ("elapsed", length("elapsed_s")),
        ("paused", length("paused_s").filter(|paused| paused != "0s")),
        ("target", length("target_s")),
        ("remaining", length("remaining_s")),
        ("reopens", record["reopens"].as_i64().filter(|n| *n > 0).map(|n| n.to_string())),
    ];
    for (name, value) in more {
        line.extend(value.map(|value| format!(", {name} {value}")));
    }
    line
}

fn pages() -> Vec<PathBuf> {
    let folder = repository().join("tests/worked");
    let mut pages: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    assert!(!pages.is_empty());
    pages
}

/// What the log says of a page's events under its policy.
fn told(path: &Path) -> Vec<String> {
    let page = std::fs::read_to_string(path).unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("worked").join(path.file_stem().unwrap());
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("policy.sla"), block(&page, "sla")).unwrap();
    std::fs::write(folder.join("events.ndjson"), block(&page, "ndjson")).unwrap();
    let run = Run::new(folder.to_str().unwrap()).events(&folder.join("events.ndjson"));
    run.options(Options::default()).log().iter().map(line).collect()
}

#[test]
fn the_log_says_what_the_sums_come_to() {
    let mut report = String::new();
    for path in pages() {
        let page = std::fs::read_to_string(&path).unwrap();
        let expected = block(&page, "log");
        let found = told(&path).join("\n");
        if expected.trim_end() != found {
            report += &format!("{}\nexpected:\n{expected}\nfound:\n{found}\n", path.display());
        }
    }
    assert!(report.is_empty(), "{report}");
}
