//! `--format json`: one object with everything.

use duly_diag::{Severity, json};
use duly_driver::CheckedPolicy;
use serde_json::{Value, json};

/// The version of the shape.
const FORMAT_VERSION: u32 = 1;

/// The findings of policies as one JSON object.
pub fn object(policies: &[CheckedPolicy]) -> String {
    let findings: Vec<Value> =
        policies.iter().flat_map(|p| p.diagnostics.iter().map(|d| json::diagnostic(d, &p.sources))).collect();
    let count = |severity| policies.iter().map(|p| p.count(severity)).sum::<usize>();
    let object = json!({
        "format_version": FORMAT_VERSION,
        "duly_version": env!("CARGO_PKG_VERSION"),
        "files": policies.iter().map(|p| p.path.as_str()).collect::<Vec<_>>(),
        "diagnostics": findings,
        "summary": { "errors": count(Severity::Error), "warnings": count(Severity::Warning) },
    });
    format!("{object:#}\n")
}
