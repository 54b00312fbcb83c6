//! Which crate may use which: the table of ARCHITECTURE.md is the authority, the manifests are held to it.

use super::Finding;
use super::files::Tree;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

const AUTHORITY: &str = "ARCHITECTURE.md";
const PREFIX: &str = "duly-";

/// What the manifests say, as `cargo metadata` prints it.
///
/// # Errors
/// Cargo cannot be run or does not answer in JSON.
pub fn metadata(root: &Path) -> Result<Value, String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root)
        .output()
        .map_err(|e| format!("cargo metadata: {e}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr)));
    }
    serde_json::from_slice(&output.stdout).map_err(|e| format!("cargo metadata: {e}"))
}

/// One row of the table.
#[derive(Default)]
struct Row {
    line: usize,
    may_use: BTreeSet<String>,
    alone: BTreeSet<String>,
}

/// Findings about crates that use what they may not, or that nobody describes.
pub fn check(tree: &Tree, metadata: &Value) -> Vec<Finding> {
    let table = table(tree.text(AUTHORITY).unwrap_or_default());
    let crates = manifests(metadata);
    let mut findings = Vec::new();
    for name in crates.keys().filter(|name| !table.contains_key(*name)) {
        let message = format!("the table of crates has no row for `{name}`");
        findings.push(Finding::new(AUTHORITY, 0, message));
    }
    for (name, row) in &table {
        match crates.get(name) {
            None => findings.push(Finding::new(AUTHORITY, row.line, format!("there is no crate `{name}`"))),
            Some(uses) => findings.extend(uses_of(name, uses, row, &table)),
        }
    }
    findings
}

fn uses_of(name: &str, uses: &BTreeSet<String>, row: &Row, table: &BTreeMap<String, Row>) -> Vec<Finding> {
    let manifest =
        if name == "tests" { "tests/Cargo.toml".to_owned() } else { format!("src/{name}/Cargo.toml") };
    let mut findings = Vec::new();
    for used in uses {
        if let Some(ours) = used.strip_prefix(PREFIX) {
            if !row.may_use.contains(ours) {
                let message = format!("`{name}` may not use `{ours}` (the table of {AUTHORITY})");
                findings.push(Finding::new(&manifest, 0, message));
            }
        } else if !row.alone.contains(used)
            && let Some((owner, _)) = table.iter().find(|(_, r)| r.alone.contains(used))
        {
            let message = format!("`{used}` belongs to `{owner}` alone (the table of {AUTHORITY})");
            findings.push(Finding::new(&manifest, 0, message));
        }
    }
    findings
}

/// The dependencies of each member, development ones aside: a test may look anywhere.
fn manifests(metadata: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    list(&metadata["packages"])
        .iter()
        .map(|package| {
            let name = text(&package["name"]);
            let dependencies = list(&package["dependencies"]);
            let used = dependencies.iter().filter(|d| d["kind"].is_null()).map(|d| text(&d["name"]));
            (name.strip_prefix(PREFIX).unwrap_or(&name).to_owned(), used.collect())
        })
        .collect()
}

/// The rows ``| `name` | what it does | may use | alone names |`` of the first table that begins with `crate`.
fn table(text: &str) -> BTreeMap<String, Row> {
    let mut rows = BTreeMap::new();
    let lines = (1..).zip(text.lines()).skip_while(|(_, line)| !line.starts_with("| crate "));
    for (number, line) in lines.take_while(|(_, line)| line.starts_with('|')).skip(2) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, _, may_use, alone] = cells.as_slice() else { continue };
        let names = |cell: &str| {
            cell.split(',').map(|n| n.trim().trim_matches('`').to_owned()).filter(|n| !n.is_empty()).collect()
        };
        let row = Row { line: number, may_use: names(may_use), alone: names(alone) };
        rows.insert(name.trim_matches('`').to_owned(), row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TABLE: &str = "# A\n\n| crate | does | may use | alone |\n|---|---|---|---|\n\
        | `diag` | x | | |\n| `syntax` | x | diag | `pest` |\n| `engine` | x | diag | |\n| `gone` | x | | |\n\n| other |\n";

    fn package(name: &str, uses: &[&str]) -> Value {
        let uses: Vec<Value> = uses.iter().map(|u| json!({"name": u, "kind": null})).collect();
        json!({"name": name, "dependencies": uses})
    }

    #[test]
    fn layers_are_held_and_crates_are_described() {
        let metadata = json!({"packages": [
            package("duly-diag", &[]),
            package("duly-syntax", &["duly-diag", "pest"]),
            package("duly-engine", &["duly-syntax", "pest", "regex"]),
            package("duly-new", &[]),
        ]});
        let tree = Tree::of(&[(AUTHORITY, TABLE)]);
        let found: Vec<String> = check(&tree, &metadata).iter().map(Finding::to_string).collect();
        assert_eq!(
            found,
            [
                "ARCHITECTURE.md: the table of crates has no row for `new`",
                "src/engine/Cargo.toml: `engine` may not use `syntax` (the table of ARCHITECTURE.md)",
                "src/engine/Cargo.toml: `pest` belongs to `syntax` alone (the table of ARCHITECTURE.md)",
                "ARCHITECTURE.md:8: there is no crate `gone`",
            ]
        );
    }

    #[test]
    fn development_dependencies_are_free() {
        let metadata = json!({"packages": [
            {"name": "duly-diag", "dependencies": [{"name": "duly-engine", "kind": "dev"}]},
        ]});
        let tree = Tree::of(&[(AUTHORITY, "| crate | | | |\n|-|-|-|-|\n| `diag` | x | | |\n")]);
        assert_eq!(check(&tree, &metadata), []);
    }
}
