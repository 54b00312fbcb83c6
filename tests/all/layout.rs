//! The canonical layout of every policy in the repository: the suite's, the shipped ones, the examples of the pages, the
//! lines of the corpus of mistakes, and what becomes of them when spaces, line ends and comments are thrown about.

use crate::docs;
use crate::support::repository;
use duly_tests::promises::layout;
use proptest::prelude::*;
use std::path::{Path, PathBuf};

/// Every text that is or holds policy text, with where it is from.
fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for folder in ["tests", "rules", "docs", "src/syntax/testdata"] {
        policies(&repository().join(folder), &mut texts);
    }
    for (place, text) in docs::examples() {
        texts.push((place, if text.starts_with("duly 1") { text } else { format!("duly 1\n{text}") }));
    }
    let mistakes = std::fs::read_to_string(repository().join("src/syntax/testdata/mistakes.txt")).unwrap();
    let lines = mistakes.lines().filter_map(|line| line.split_once(": "));
    for (kind, line) in lines.filter(|(kind, _)| kind.chars().all(char::is_alphabetic)) {
        texts.push((format!("mistakes: {line}"), format!("duly 1\n{kind} x {{\n{line}\n}}\n")));
    }
    texts
}

fn policies(folder: &Path, texts: &mut Vec<(String, String)>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            policies(&path, texts);
        } else if path.extension().is_some_and(|e| e == "sla") {
            let name = path.strip_prefix(repository()).unwrap().display().to_string();
            texts.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn every_text_keeps_what_it_says() {
    let texts = texts();
    let laid_out = texts.iter().filter(|(_, text)| layout(text.as_bytes()).is_some()).count();
    assert!(laid_out >= 80, "only {laid_out} of {} texts have a layout", texts.len());
}

#[test]
fn the_shipped_policies_and_the_examples_are_in_the_canonical_layout() {
    let held =
        |place: &str| place.starts_with("rules/") || place.starts_with("docs/") || place == "README.md";
    let mut wrong = Vec::new();
    for (place, text) in texts().into_iter().filter(|(place, _)| held(place.split(':').next().unwrap())) {
        match layout(text.as_bytes()) {
            Some(formatted) if formatted == text => {}
            Some(formatted) => wrong.push(format!("{place} should be\n{formatted}")),
            None => wrong.push(format!("{place} does not parse")),
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What is thrown into a text, at a place where it may change the layout and nothing else.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// More space where there is some.
    Space,
    /// A tab where there is a space.
    Tab,
    /// Less indentation.
    Outdent,
    /// An empty line.
    Blank,
    /// A comment behind a line.
    Trailing,
    /// A comment on a line of its own.
    OwnLine,
    /// A line end of another system.
    CarriageReturn,
    /// The end of a statement, twice.
    Semicolon,
}

/// Changes a text near a place; scripts and strings are left alone.
fn changed(text: &str, change: Change, at: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let number = at % lines.len().max(1);
    let mut out = String::new();
    for (i, line) in lines.iter().enumerate() {
        let plain = i == number && !line.contains("```") && !line.contains('#');
        let spaced = || line.find("  ").or_else(|| line.find(' ')).filter(|at| !line[..*at].contains('"'));
        let new = match change {
            Change::Space if plain => spaced().map(|at| format!("{}  {}", &line[..at], &line[at..])),
            Change::Tab if plain => spaced().map(|at| format!("{}\t{}", &line[..at], &line[at + 1..])),
            Change::Outdent if plain => Some(line.strip_prefix(' ').unwrap_or(line).to_owned()),
            Change::Blank if plain => Some(format!("\n{line}")),
            Change::Trailing if plain => Some(format!("{line} # thrown {at}")),
            Change::OwnLine if plain => Some(format!("    # thrown {at}\n{line}")),
            Change::CarriageReturn if plain => Some(format!("{line}\r")),
            Change::Semicolon if plain && !line.ends_with(['{', ',']) => Some(format!("{line} ;")),
            _ => None,
        };
        out.push_str(&new.unwrap_or_else(|| (*line).to_owned()));
        out.push('\n');
    }
    out
}

fn change() -> impl Strategy<Value = Change> {
    use Change::{Blank, CarriageReturn, Outdent, OwnLine, Semicolon, Space, Tab, Trailing};
    prop::sample::select(vec![Space, Tab, Outdent, Blank, Trailing, OwnLine, CarriageReturn, Semicolon])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_text_whose_layout_is_thrown_about_keeps_what_it_says(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((change(), 0_usize..10_000), 1..12),
    ) {
        let texts = texts();
        let mut text = which.get(&texts).1.clone();
        for (change, at) in changes {
            text = changed(&text, change, at);
        }
        layout(text.as_bytes());
    }
}
