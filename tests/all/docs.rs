//! The examples of the documentation: every ```` ```sla ```` block is checked as a reader would use it.
//!
//! A block that begins with `duly 1` is a whole policy; any other stands behind
//! `docs/language/prelude.sla`. Pages of diagnostics show mistakes and are the suite's business.

use crate::support::repository;
use duly_analysis::{Loader, Scripting, check};
use duly_calendar::TimeZones;
use duly_diag::Severity;
use duly_driver::scripts::ScriptReader;
use duly_driver::testing::run;
use std::path::{Path, PathBuf};

/// One text, whatever path is asked for.
struct Example(String);

impl Loader for Example {
    fn read(&self, path: &str) -> Result<String, String> {
        if path == "example.sla" { Ok(self.0.clone()) } else { Err("examples import nothing".to_owned()) }
    }

    fn resolve(&self, _from: &str, relative: &str) -> String {
        relative.to_owned()
    }

    fn scripting(&self) -> Option<&dyn Scripting> {
        Some(&ScriptReader)
    }
}

/// A block of a page: the line of its fence, from 1, and its text.
fn blocks(page: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    // A block that shows a script's fence stands in a longer one.
    let mut fence = "";
    for (number, line) in (1..).zip(page.lines()) {
        match &mut open {
            None => {
                if let Some(marks) = line.strip_suffix("sla").filter(|marks| ["```", "````"].contains(marks))
                {
                    (open, fence) = (Some((number, String::new())), marks);
                }
            }
            Some(_) if line == fence => found.extend(open.take()),
            Some((_, text)) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

fn pages() -> Vec<PathBuf> {
    let root = repository();
    let folder = |name: &str| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(root.join(name)).unwrap().map(|e| e.unwrap().path());
        entries.filter(|p| p.extension().is_some_and(|e| e == "md")).collect()
    };
    let mut pages = [folder("docs"), folder("docs/language"), vec![root.join("README.md")]].concat();
    pages.sort();
    pages
}

/// Every example with its place.
pub fn examples() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for page in pages() {
        let place = page.strip_prefix(repository()).unwrap_or(Path::new("?")).display().to_string();
        for (line, text) in blocks(&std::fs::read_to_string(&page).unwrap()) {
            found.push((format!("{place}:{line}"), text));
        }
    }
    found
}

fn errors_of(text: &str, zones: &TimeZones) -> Vec<String> {
    let checked = check("example.sla", &Example(text.to_owned()), zones);
    if let Some(plan) = &checked.plan {
        let tests: Vec<&duly_plan::Test> = plan.tests.iter().collect();
        let failed = run(plan, &tests).into_iter().flat_map(|test| test.failures);
        return failed
            .map(|failure| format!("expected {}, but {}", failure.expected, failure.actual))
            .collect();
    }
    let errors = checked.diagnostics.iter().filter(|d| d.severity == Severity::Error);
    errors.map(|d| format!("{}: {} ({:?})", d.code, d.message, d.help)).collect()
}

#[test]
fn every_example_is_a_policy_without_errors() {
    let zones = TimeZones::bundled();
    let prelude = std::fs::read_to_string(repository().join("docs/language/prelude.sla")).unwrap();
    let mut count = 0;
    let mut wrong = Vec::new();
    for (place, text) in examples() {
        let whole = text.trim_start().starts_with("duly 1");
        let policy = if whole { text } else { format!("{prelude}\n{text}") };
        wrong.extend(errors_of(&policy, &zones).into_iter().map(|e| format!("{place}: {e}")));
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 14, "only {count} examples were found");
}
