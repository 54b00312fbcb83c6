//! Findings for other programs: what a CI system shows at the lines of a change.

pub mod github;
pub mod json;
pub mod junit;
pub mod sarif;

#[cfg(test)]
mod test_support;

use duly_diag::{Diagnostic, Position, SourceMap, Span};

/// Where a span begins and ends, and in which file.
struct Place<'s> {
    file: &'s str,
    start: Position,
    end: Position,
}

fn place(span: Span, sources: &SourceMap) -> Place<'_> {
    Place {
        file: sources.file(span.file).map_or("", |file| file.name.as_str()),
        start: sources.position(span),
        end: sources.position(span.end_point()),
    }
}

/// A finding in a few lines: the message, what is at its place, and what to do.
fn told(finding: &Diagnostic) -> String {
    let label = finding.labels.first().map(|label| label.text.as_str()).filter(|text| !text.is_empty());
    let mut text = finding.message.clone();
    if let Some(label) = label {
        text = format!("{text} ({label})");
    }
    match &finding.help {
        Some(help) => format!("{text}\nhelp: {help}"),
        None => text,
    }
}
