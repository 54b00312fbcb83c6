//! Diagnostics as JSON: one object a finding, the shape of `duly check --format json`.

use crate::{Diagnostic, Sample, SourceMap, Span};
use serde_json::{Value, json};

/// One finding: `code`, `severity`, `message`, `labels` (file, line and column from 1, end, byte offsets,
/// text), `help`, `fix` (what to replace by what), `sample` (a ticket that shows it) and `page`, the path of its page in the documentation.
#[must_use]
pub fn diagnostic(d: &Diagnostic, sources: &SourceMap) -> Value {
    let labels: Vec<Value> = d
        .labels
        .iter()
        .map(|l| {
            let mut place = place(l.span, sources);
            place["text"] = json!(l.text);
            place
        })
        .collect();
    let fix = d.fix.as_ref().map(|f| {
        let mut place = place(f.span, sources);
        place["replacement"] = json!(f.replacement);
        place
    });
    json!({
        "code": d.code.to_string(),
        "severity": d.severity.as_str(),
        "message": d.message,
        "labels": labels,
        "help": d.help,
        "fix": fix,
        "sample": d.sample.as_ref().map(Sample::to_json),
        "page": format!("docs/errors/{}.md", d.code),
    })
}

fn place(span: Span, sources: &SourceMap) -> Value {
    let (start, end) = (sources.position(span), sources.position(span.end_point()));
    json!({
        "file": sources.file(span.file).map(|f| f.name.as_str()),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "start": span.start,
        "end": span.end,
    })
}
