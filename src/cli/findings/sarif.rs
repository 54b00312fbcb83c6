//! `--format sarif`: SARIF 2.1.0, which code scanning services read.

use super::{Place, place, told};
use duly_diag::{Code, Diagnostic, Label, Severity, SourceMap, Span};
use duly_driver::CheckedPolicy;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The schema that the log follows.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The findings of policies as a SARIF log.
pub fn log(policies: &[CheckedPolicy]) -> String {
    let findings = policies.iter().flat_map(|p| p.diagnostics.iter().map(|d| (d, &p.sources)));
    let run = run(&findings.collect::<Vec<_>>());
    let log = json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] });
    format!("{log:#}\n")
}

fn run(findings: &[(&Diagnostic, &SourceMap)]) -> Value {
    let used: BTreeMap<u16, Code> = findings.iter().map(|(d, _)| (d.code.number(), d.code)).collect();
    let index = |code: Code| used.keys().position(|number| *number == code.number());
    let results: Vec<Value> = findings.iter().map(|(d, s)| result(d, s, index(d.code))).collect();
    json!({
        "tool": { "driver": {
            "name": "duly",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": used.values().map(|code| rule(*code)).collect::<Vec<_>>(),
        }},
        "columnKind": "unicodeCodePoints",
        "results": results,
    })
}

/// What a code is about; the whole page is in `duly explain`.
fn rule(code: Code) -> Value {
    json!({
        "id": code.to_string(),
        "shortDescription": { "text": code.title() },
        "help": { "text": format!("`duly explain {code}` has examples, and how to mend them.") },
    })
}

fn result(finding: &Diagnostic, sources: &SourceMap, rule: Option<usize>) -> Value {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut result = json!({
        "ruleId": finding.code.to_string(),
        "ruleIndex": rule,
        "level": level,
        "message": { "text": told(finding) },
        "locations": [{ "physicalLocation": location(finding.span(), sources) }],
    });
    let others = finding.labels.get(1..).unwrap_or_default();
    if !others.is_empty() {
        let related: Vec<Value> =
            (1_u32..).zip(others).map(|(id, label)| related(id, label, sources)).collect();
        result["relatedLocations"] = json!(related);
    }
    if let Some(fix) = &finding.fix {
        let Place { file, .. } = place(fix.span, sources);
        let what = finding.help.as_deref().unwrap_or("replace it");
        result["fixes"] = json!([{
            "description": { "text": what },
            "artifactChanges": [{
                "artifactLocation": { "uri": uri(file) },
                "replacements": [{
                    "deletedRegion": region(fix.span, sources),
                    "insertedContent": { "text": fix.replacement },
                }],
            }],
        }]);
    }
    result
}

fn related(id: u32, label: &Label, sources: &SourceMap) -> Value {
    json!({
        "id": id,
        "message": { "text": label.text },
        "physicalLocation": location(label.span, sources),
    })
}

fn location(span: Span, sources: &SourceMap) -> Value {
    json!({
        "artifactLocation": { "uri": uri(place(span, sources).file) },
        "region": region(span, sources),
    })
}

fn region(span: Span, sources: &SourceMap) -> Value {
    let Place { start, end, .. } = place(span, sources);
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// A path as a relative reference: what a URI does not allow is written as percent and two digits.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{mistakes, odd_path};
    use super::*;

    #[test]
    fn a_result_has_its_rule_place_and_fix() {
        let (found, sources) = mistakes();
        let findings: Vec<_> = found.iter().map(|d| (d, &sources)).collect();
        let run = run(&findings);
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(
            rules.iter().map(|r| r["id"].as_str().unwrap()).collect::<Vec<_>>(),
            ["SLA0401", "SLA0516"]
        );
        let results = run["results"].as_array().unwrap();
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
        let [first, second] = results.as_slice() else { panic!() };
        assert_eq!((&first["level"], &second["level"]), (&json!("error"), &json!("warning")));
        let region = json!({"startLine": 3, "startColumn": 25, "endLine": 3, "endColumn": 31});
        assert_eq!(first["locations"][0]["physicalLocation"]["region"], region);
        let change = &first["fixes"][0]["artifactChanges"][0];
        assert_eq!(
            change["replacements"][0],
            json!({"deletedRegion": region, "insertedContent": {"text": "x"}})
        );
        assert!(first.get("relatedLocations").is_none() && second.get("fixes").is_none());
        assert_eq!(second["relatedLocations"][0]["message"]["text"], "the other");
    }

    #[test]
    fn a_path_is_a_uri_reference() {
        let (found, sources) = odd_path();
        let run = run(&[(&found, &sources)]);
        let location = &run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
        assert_eq!(location["uri"], "a%2Cb%20%25%20c%3A/.sla");
        assert_eq!(uri("<std>/clocks.sla"), "%3Cstd%3E/clocks.sla");
        assert_eq!(uri("č\\b"), "%C4%8D/b");
    }
}
