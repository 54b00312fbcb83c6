//! No file is longer than a reader's patience, unless it is listed with its reason.

use super::Finding;
use super::files::{Tree, is_of};
use std::collections::BTreeMap;

/// The most lines of a file of code.
const LIMIT: usize = 700;

/// `path: reason`, one a line.
const LIST: &str = "src/xtask/long-files.txt";

/// Findings about files over the limit, and about the list of those that may be.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let listed: BTreeMap<&str, &str> = tree
        .text(LIST)
        .unwrap_or_default()
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(": ").unwrap_or((line, "")))
        .collect();
    let mut findings = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| is_of(path, &["rs", "pest", "sla", "py"])) {
        let lines = text.lines().count();
        match listed.get(path) {
            None if lines > LIMIT => findings.push(Finding::new(
                path,
                0,
                format!("{lines} lines, at most {LIMIT}: split it, or give the reason in {LIST}"),
            )),
            Some(_) if lines <= LIMIT => findings.push(Finding::new(
                LIST,
                0,
                format!("`{path}` has only {lines} lines now: take it off the list"),
            )),
            Some(&"") => {
                findings.push(Finding::new(LIST, 0, format!("`{path}` is listed without a reason")));
            }
            _ => {}
        }
    }
    let gone = listed.keys().filter(|path| !tree.has(path));
    findings.extend(gone.map(|path| Finding::new(LIST, 0, format!("there is no `{path}`: take it off"))));
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_listed_with_a_reason_or_found() {
        let long = "x\n".repeat(LIMIT + 1);
        let full = "x\n".repeat(LIMIT);
        let list = "src/b.rs: a table\nsrc/c.rs: was long once\nsrc/gone.rs: r\nsrc/d.rs\n";
        let tree = Tree::of(&[
            ("src/a.rs", &long),
            ("src/b.rs", &long),
            ("src/c.rs", &full),
            ("src/d.rs", &long),
            ("notes.md", &long),
            (LIST, list),
        ]);
        let found: Vec<String> = check(&tree).into_iter().map(|f| f.message).collect();
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(found[0].starts_with("701 lines, at most 700"), "{found:?}");
        assert!(found[1].starts_with("`src/c.rs` has only 700 lines"), "{found:?}");
        assert_eq!(found[2], "`src/d.rs` is listed without a reason");
        assert_eq!(found[3], "there is no `src/gone.rs`: take it off");
    }
}
