//! The results of tests: for people, for CI systems that show tests, for other programs.

pub mod coverage;
pub mod human;
pub mod json;
pub mod junit;
pub mod tap;

#[cfg(test)]
mod test_support;

use duly_diag::{SourceMap, Span};
use duly_driver::testing::Failure;

/// How much of a line is shown.
const LONGEST: usize = 100;

/// What is said of a failure, line by line: a word, and what it says.
fn facts(failure: &Failure, sources: &SourceMap) -> Vec<(&'static str, String)> {
    let mut facts = vec![("expected", failure.expected.clone()), ("actual", failure.actual.clone())];
    facts.extend(failure.apart.iter().map(|apart| ("apart", apart.clone())));
    facts.push(("test", line(failure.line, sources)));
    facts.extend(failure.event.map(|event| ("event", line(event, sources))));
    facts.extend(failure.decided.map(|decided| ("policy", line(decided, sources))));
    facts
}

/// The line on which something begins: `policy.sla:45  at 2026-03-06 14:40 created by customer`.
fn line(span: Span, sources: &SourceMap) -> String {
    let text = sources.file(span.file).map_or("", |file| file.text.as_str());
    let start = text.get(..span.start as usize).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let written = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String = written.chars().take(LONGEST).collect();
    let more = if shown.len() < written.len() { " .." } else { "" };
    format!("{}  {shown}{more}", sources.line_ref(span))
}

/// The facts of a failure as lines of text, indented.
fn told(failure: &Failure, sources: &SourceMap, indent: &str) -> String {
    let lines = facts(failure, sources);
    lines.iter().map(|(word, text)| format!("{indent}{word:<8}  {text}\n")).collect()
}
