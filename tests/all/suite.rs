//! The annotated policies of `tests/suite/`: every finding stands in a comment under the line it is about.
//!
//! ```text
//!   "Urgent" if priority is hihg then level gold
//!   #                       ^^^^ error[SLA0302]: `hihg` is not a value of `priority`
//!   # help: did you mean `high`?
//! ```
//!
//! The message is a part of the finding's message, `help` a part of the help of the finding above it; the
//! marks may be left out. Whatever is found and not annotated, or annotated and not found, fails the
//! test. Files in a folder named `parts` are not policies of their own, they are imported by those that are.

use duly_analysis::{Checked, Loader, Scripting, check};
use duly_calendar::TimeZones;
use duly_diag::{Diagnostic, codes};
use duly_driver::scripts::ScriptReader;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Files of the suite, by their paths from its root.
struct Suite {
    root: PathBuf,
}

impl Loader for Suite {
    fn read(&self, path: &str) -> Result<String, String> {
        std::fs::read_to_string(self.root.join(path)).map_err(|_| "there is no such file".to_owned())
    }

    fn resolve(&self, from: &str, relative: &str) -> String {
        let mut parts: Vec<&str> = from.split('/').collect();
        parts.pop();
        for step in relative.split('/') {
            match step {
                ".." => drop(parts.pop()),
                "." => {}
                name => parts.push(name),
            }
        }
        parts.join("/")
    }

    fn scripting(&self) -> Option<&dyn Scripting> {
        Some(&ScriptReader)
    }
}

/// What a comment expects.
#[derive(Debug)]
struct Expected {
    /// The line it is about, from 1.
    line: u32,
    /// First and last marked column, from 1.
    columns: Option<(u32, u32)>,
    /// `error[SLA0302]`
    kind: String,
    message: String,
    help: Option<String>,
}

fn suite() -> Suite {
    Suite { root: Path::new(env!("CARGO_MANIFEST_DIR")).join("suite") }
}

fn policies(folder: &Path, root: &Path, found: &mut Vec<String>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() && path.file_name().is_some_and(|name| name != "parts") {
            policies(&path, root, found);
        } else if path.extension().is_some_and(|e| e == "sla") {
            found.push(path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"));
        }
    }
}

/// The expectations in a text, each about the last line above it that is not one itself.
fn expectations(text: &str) -> Vec<Expected> {
    let mut found: Vec<Expected> = Vec::new();
    let mut subject = 0;
    for (line, number) in text.lines().zip(1u32..) {
        let Some(comment) = line.trim_start().strip_prefix('#').filter(|c| !c.starts_with('#')) else {
            subject = number;
            continue;
        };
        let content = comment.trim_start_matches([' ', '^']).trim_end();
        if let Some(help) = content.strip_prefix("help: ") {
            let last = found.last_mut().expect("a help has a finding above it");
            last.help = Some(help.to_owned());
        } else if let Some((kind, message)) = content
            .split_once("]:")
            .filter(|(k, _)| k.starts_with("error[SLA") || k.starts_with("warning[SLA"))
        {
            let (kind, message) = (format!("{kind}]"), message.trim_start().to_owned());
            found.push(Expected { line: subject, columns: marks(line), kind, message, help: None });
        } else {
            subject = number;
        }
    }
    found
}

fn marks(line: &str) -> Option<(u32, u32)> {
    let columns = || line.chars().zip(1u32..).filter(|(c, _)| *c == '^').map(|(_, column)| column);
    Some((columns().next()?, columns().last()?))
}

/// Everything that differs between what was found in a policy and what its files expect.
fn differences(checked: &Checked) -> String {
    let mut report = String::new();
    let mut expected: Vec<(&str, Expected)> = Vec::new();
    for (_, file) in checked.sources.files().filter(|(_, file)| !file.name.starts_with('<')) {
        expected.extend(expectations(&file.text).into_iter().map(|e| (file.name.as_str(), e)));
    }
    let mut open: Vec<&Diagnostic> = checked.diagnostics.iter().collect();
    for (file, wanted) in &expected {
        match open.iter().position(|found| fits(found, file, wanted, checked)) {
            Some(at) => drop(open.remove(at)),
            None => {
                let _ = writeln!(report, "  {file}:{}: not found: {wanted:?}", wanted.line);
            }
        }
    }
    for found in open {
        let (place, position) =
            (checked.sources.line_ref(found.span()), checked.sources.position(found.span()));
        let _ = writeln!(
            report,
            "  {place}:{}: not expected: {}[{}]: {}\n    underlined: `{}`\n    help: {:?}",
            position.column,
            found.severity.as_str(),
            found.code,
            found.message,
            checked.sources.text(found.span()),
            found.help,
        );
    }
    report
}

fn fits(found: &Diagnostic, file: &str, wanted: &Expected, checked: &Checked) -> bool {
    let span = found.span();
    let (start, end) = (checked.sources.position(span), checked.sources.position(span.end_point()));
    // An empty place is marked by one `^`, and so is one of one column.
    let last = if start == end { end.column } else { end.column - 1 };
    checked.sources.file(span.file).is_some_and(|f| f.name == file)
        && start.line == wanted.line
        && wanted.columns.is_none_or(|columns| start.line != end.line || columns == (start.column, last))
        && wanted.kind == format!("{}[{}]", found.severity.as_str(), found.code)
        && found.message.contains(&wanted.message)
        && wanted.help.as_ref().is_none_or(|help| found.help.as_ref().is_some_and(|h| h.contains(help)))
}

fn all() -> Vec<(String, Checked)> {
    let (suite, zones) = (suite(), TimeZones::bundled());
    let mut names = Vec::new();
    policies(&suite.root, &suite.root, &mut names);
    assert!(!names.is_empty(), "tests/suite holds no policies");
    names.into_iter().map(|name| (name.clone(), check(&name, &suite, &zones))).collect()
}

#[test]
fn every_finding_is_the_one_that_is_written_under_its_line() {
    let failures: Vec<String> = all()
        .iter()
        .map(|(name, checked)| (name, differences(checked)))
        .filter(|(_, report)| !report.is_empty())
        .map(|(name, report)| format!("{name}\n{report}"))
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn every_code_of_the_checker_has_a_case() {
    let drawn: BTreeSet<u16> =
        all().iter().flat_map(|(_, c)| &c.diagnostics).map(|d| d.code.number()).collect();
    let missing: Vec<String> = codes::all()
        .filter(|code| (200..720).contains(&code.number()) && !UNREACHED.contains(code))
        .filter(|code| !drawn.contains(&code.number()))
        .map(|code| format!("{code}: {}", code.title()))
        .collect();
    assert!(missing.is_empty(), "no policy in tests/suite draws\n{}", missing.join("\n"));
}

/// The suite with one file changed.
struct Changed {
    suite: Suite,
    path: String,
    text: String,
}

impl Loader for Changed {
    fn read(&self, path: &str) -> Result<String, String> {
        if path == self.path { Ok(self.text.clone()) } else { self.suite.read(path) }
    }

    fn resolve(&self, from: &str, relative: &str) -> String {
        self.suite.resolve(from, relative)
    }

    fn scripting(&self) -> Option<&dyn Scripting> {
        self.suite.scripting()
    }
}

#[test]
fn a_fix_mends_what_it_is_offered_for() {
    let zones = TimeZones::bundled();
    let mut tried = 0;
    for (name, checked) in all() {
        // What the parser mends may show what could not be seen before.
        for found in checked.diagnostics.iter().filter(|d| d.code.number() >= 200) {
            let Some(fix) = &found.fix else { continue };
            let file = checked.sources.file(fix.span.file).unwrap();
            let mut text = file.text.clone();
            text.replace_range(fix.span.range(), &fix.replacement);
            let changed = Changed { suite: suite(), path: file.name.clone(), text };
            let after = check(&name, &changed, &zones).diagnostics;
            let still = after.iter().any(|d| d.code == found.code && d.span().start == found.span().start);
            assert!(!still, "{name}: {}: {} is still there", found.code, found.message);
            assert!(after.len() < checked.diagnostics.len(), "{name}: {}: draws another", found.message);
            tried += 1;
        }
    }
    assert!(tried >= 30, "only {tried} fixes were tried");
}

/// Codes that no text of a reasonable size draws, or that only a run draws: other tests hold them.
const UNREACHED: [duly_diag::Code; 4] =
    [codes::TOO_MANY, codes::BAD_HOURS, codes::NO_SUCH_ZONE, codes::SCRIPT_FAILED];

#[test]
fn a_plan_comes_out_exactly_if_there_is_no_error() {
    for (name, checked) in all() {
        assert_eq!(checked.plan.is_some(), !duly_diag::has_errors(&checked.diagnostics), "{name}");
    }
}

#[test]
fn messages_are_one_sentence_of_an_admins_words() {
    for (name, checked) in all() {
        for d in &checked.diagnostics {
            let texts = std::iter::once(&d.message).chain(&d.help).chain(d.labels.iter().map(|l| &l.text));
            for text in texts.filter(|t| !t.is_empty()) {
                let first = text.chars().next().unwrap();
                assert!(!first.is_uppercase() && !text.ends_with('.'), "{name}: {}: {text}", d.code);
                for word in ["EOI", "None", "Some(", "Err(", "::", "{}", "FieldType", "Operand"] {
                    assert!(!text.contains(word), "{name}: {}: `{word}` in: {text}", d.code);
                }
            }
        }
    }
}

#[test]
fn a_check_gives_the_same_answer_each_time() {
    for (one, other) in all().into_iter().zip(all()) {
        assert_eq!(one.1.diagnostics, other.1.diagnostics, "{}", one.0);
        assert_eq!(format!("{:?}", one.1.plan), format!("{:?}", other.1.plan), "{}", one.0);
    }
}
