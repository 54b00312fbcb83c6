//! Every library that a crate names has its reason written down, and none is listed that nobody uses.

use super::Finding;
use super::files::Tree;
use serde_json::Value;
use std::collections::BTreeSet;

/// The page with a table whose first column names libraries.
const REASONS: &str = "docs/design/0001-dependencies.md";

/// The workspace's manifest.
const MANIFEST: &str = "Cargo.toml";

/// Findings about libraries, whatever they are used for.
pub fn check(tree: &Tree, metadata: &Value) -> Vec<Finding> {
    let used = used(metadata);
    let page = tree.text(REASONS).unwrap_or_default();
    let explained = explained(page);
    let mut findings = Vec::new();
    for library in used.iter().filter(|library| !explained.contains(**library)) {
        findings.push(Finding::new(REASONS, 0, format!("`{library}` is used and has no reason here")));
    }
    for library in explained.iter().filter(|library| !used.contains(*library)) {
        findings.push(Finding::new(REASONS, 0, format!("nobody uses `{library}` any more")));
    }
    let manifest = tree.text(MANIFEST).unwrap_or_default();
    for (line, library) in shared(manifest).filter(|(_, library)| !used.contains(library)) {
        findings.push(Finding::new(MANIFEST, line, format!("nobody uses `{library}`")));
    }
    findings
}

/// What any member names, our own crates aside.
fn used(metadata: &Value) -> BTreeSet<&str> {
    let names = list(&metadata["packages"]).iter().flat_map(|p| list(&p["dependencies"]));
    names.filter_map(|d| d["name"].as_str()).filter(|name| !name.starts_with("duly-")).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The libraries of the page: the first cells of its table, and the names in its line about tests.
fn explained(page: &str) -> BTreeSet<&str> {
    let cells = page.lines().filter_map(|l| l.strip_prefix("| ")).filter_map(|l| l.split('|').next());
    let names = cells.flat_map(|cell| cell.split(',')).map(str::trim);
    let tests = page.lines().filter_map(|l| l.strip_prefix("For tests only: ")).flat_map(|l| l.split("), "));
    let tests = tests.filter_map(|item| item.split_whitespace().next());
    names.filter(|name| *name != "library").chain(tests).collect()
}

/// The libraries of `[workspace.dependencies]` with their lines.
fn shared(manifest: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = (1..).zip(manifest.lines()).skip_while(|(_, l)| *l != "[workspace.dependencies]").skip(1);
    let names =
        lines.take_while(|(_, l)| !l.starts_with('[')).filter_map(|(n, l)| Some((n, l.split_once(" = ")?.0)));
    names.filter(|(_, name)| !name.starts_with("duly-") && !name.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn libraries_and_reasons_agree() {
        let page = "| library | for | why |\n|---|---|---|\n| a, b | x | y |\n| gone | x | y |\n\nFor tests only: p (x), q (y).\n";
        let manifest = "[workspace]\nz = 1\n[workspace.dependencies]\nduly-x = 1\n# x = y\na = \"1\"\nold = \"1\"\n[other]\nn = 1\n";
        let package = json!({"packages": [{"dependencies":
            [{"name": "a"}, {"name": "b"}, {"name": "p"}, {"name": "q"}, {"name": "new"}, {"name": "duly-x"}]}]});
        let found: Vec<String> = check(&Tree::of(&[(REASONS, page), (MANIFEST, manifest)]), &package)
            .iter()
            .map(Finding::to_string)
            .collect();
        let expected = [
            format!("{REASONS}: `new` is used and has no reason here"),
            format!("{REASONS}: nobody uses `gone` any more"),
            "Cargo.toml:7: nobody uses `old`".to_owned(),
        ];
        assert_eq!(found, expected);
    }
}
