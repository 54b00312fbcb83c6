//! Words and blanks that have no place in a finished text.

use super::Finding;
use super::files::{Tree, is_of};

/// Marks of unfinished work, put together so that this file does not hold them.
const MARKS: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
    concat!("db", "g!("),
    concat!("to", "do!("),
];

/// Folders of somebody's machine.
const MACHINE: &[&str] =
    &[concat!("/wo", "rk/"), concat!("/tm", "p/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];

/// Suppressions that would let a library print or exit.
const PRINTING: &[&str] = &["clippy::print_stdout", "clippy::print_stderr", "clippy::exit"];

/// Kinds of files whose blanks are data: recorded outputs, holiday files.
const BLANKS_ARE_DATA: &[&str] = &["session", "ics", "ndjson", "csv"];

/// Folders of inputs that are kept byte for byte.
const KEPT_AS_THEY_ARE: &[&str] = &["/testdata/", "/corpus/"];

/// Findings about lines of text.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        if path == "Cargo.lock" {
            continue;
        }
        for (number, line) in (1..).zip(text.lines()) {
            findings.extend(line_findings(path, line).map(|message| Finding::new(path, number, message)));
        }
        if !text.is_empty() && !text.ends_with('\n') && !has_blanks_as_data(path) {
            findings.push(Finding::new(path, 0, "does not end with a newline"));
        }
    }
    findings
}

fn line_findings(path: &str, line: &str) -> impl Iterator<Item = String> {
    let found = |words: &'static [&'static str]| words.iter().copied().filter(|w| stands_in(line, w));
    let marks = found(MARKS).map(|w| format!("`{w}`: finish it, or open an issue"));
    let machine = found(MACHINE).map(|w| format!("`{w}`: a path of one machine"));
    let may_print = ["src/cli/", "src/xtask/", "tests/"].iter().any(|p| path.starts_with(p))
        || ["/benches/", "/examples/", "tests.rs"].iter().any(|p| path.contains(p))
        || is_of(path, &["md", "toml"]);
    let printing = found(PRINTING)
        .filter(move |_| !may_print)
        .map(|w| format!("`{w}`: only the command prints and exits"));
    let blank = line.ends_with([' ', '\t']) && !has_blanks_as_data(path);
    let blank = blank.then(|| "blanks at the end of the line".to_owned());
    let allow = (is_of(path, &["rs"]) && line.trim_start().starts_with(concat!("#[al", "low(")))
        .then(|| "a bare allow: `#[expect(lint, reason = \"..\")]`".to_owned());
    marks.chain(machine).chain(printing).chain(blank).chain(allow).collect::<Vec<_>>().into_iter()
}

fn has_blanks_as_data(path: &str) -> bool {
    is_of(path, BLANKS_ARE_DATA) || KEPT_AS_THEY_ARE.iter().any(|folder| path.contains(folder))
}

/// Whether a word stands in a line, not as the end of a longer one (iCalendar has one that ends so).
fn stands_in(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)])).into_iter().map(|f| f.to_string()).collect()
    }

    #[test]
    fn unfinished_work_is_found_at_its_line() {
        let found = messages("src/a/b.rs", concat!("fine\n// TO", "DO later\n"));
        assert_eq!(found, [concat!("src/a/b.rs:2: `TO", "DO`: finish it, or open an issue")]);
        assert!(messages("src/a/b.rs", concat!("BEGIN:VTO", "DO\n")).is_empty());
    }

    #[test]
    fn machine_paths_are_found() {
        assert_eq!(messages("README.md", concat!("see /tm", "p/x\n")).len(), 1);
        assert!(messages("README.md", "a template/x and network/y\n").is_empty());
    }

    #[test]
    fn only_the_command_may_print() {
        let line = "#[expect(clippy::print_stdout, reason = \"r\")]\n";
        assert_eq!(messages("src/engine/a.rs", line).len(), 1);
        assert!(messages("src/cli/a.rs", line).is_empty());
    }

    #[test]
    fn blanks_and_missing_newlines_are_found_where_they_are_not_data() {
        assert_eq!(messages("a.md", "x \ny").len(), 2);
        assert!(messages("a.session", "x \ny").is_empty());
        assert!(messages("empty.md", "").is_empty());
    }

    #[test]
    fn a_bare_allow_is_found() {
        assert_eq!(messages("src/a.rs", concat!("  #[al", "low(dead_code)]\n")).len(), 1);
    }
}
