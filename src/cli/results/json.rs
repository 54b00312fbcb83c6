//! `--format json`: one object with everything.

use crate::commands::test::Suite;
use duly_diag::{SourceMap, Span};
use duly_driver::testing::{Coverage, Failure, ItemKind, Tested};
use serde_json::{Value, json};

/// The version of the shape.
const FORMAT_VERSION: u32 = 1;

/// The results as one JSON object.
pub fn object(suites: &[Suite]) -> String {
    let count = |passed: bool| {
        let tests = suites.iter().flat_map(|suite| &suite.tests);
        tests.filter(|test| test.passed() == passed).count()
    };
    let object = json!({
        "format_version": FORMAT_VERSION,
        "duly_version": env!("CARGO_PKG_VERSION"),
        "policies": suites.iter().map(policy).collect::<Vec<_>>(),
        "summary": { "passed": count(true), "failed": count(false) },
    });
    format!("{object:#}\n")
}

fn policy(suite: &Suite) -> Value {
    let sources = &suite.policy.sources;
    let mut object = json!({
        "path": suite.policy.path,
        "digest": suite.policy.digest,
        "tests": suite.tests.iter().map(|test| tested(test, sources)).collect::<Vec<_>>(),
    });
    if let Some(covered) = &suite.coverage {
        object["coverage"] = coverage(covered, sources);
    }
    object
}

fn tested(test: &Tested, sources: &SourceMap) -> Value {
    json!({
        "name": test.name,
        "case": test.case.as_ref().map(|case| json!({ "number": case.number, "row": case.row })),
        "at": place(test.span, sources),
        "expectations": test.expectations,
        "passed": test.passed(),
        "failures": test.failures.iter().map(|failure| failed(failure, sources)).collect::<Vec<_>>(),
    })
}

fn failed(failure: &Failure, sources: &SourceMap) -> Value {
    json!({
        "expected": failure.expected,
        "actual": failure.actual,
        "apart": failure.apart,
        "test": place(failure.line, sources),
        "event": failure.event.map(|span| place(span, sources)),
        "policy": failure.decided.map(|span| place(span, sources)),
    })
}

fn coverage(coverage: &Coverage, sources: &SourceMap) -> Value {
    let kinds = ItemKind::ALL.iter().map(|(kind, word, _)| {
        let (tried, all) = coverage.count(Some(*kind));
        json!({ "kind": word, "tried": tried, "all": all })
    });
    let misses = coverage.misses().map(
        |item| json!({ "kind": item.kind.as_str(), "what": item.what, "at": place(item.span, sources) }),
    );
    json!({
        "percent": coverage.percent(),
        "kinds": kinds.collect::<Vec<_>>(),
        "not_tried": misses.collect::<Vec<_>>(),
    })
}

fn place(span: Span, sources: &SourceMap) -> Value {
    let position = sources.position(span);
    let file = sources.file(span.file).map_or("", |file| file.name.as_str());
    json!({ "file": file, "line": position.line, "column": position.column })
}
