//! What an admin is told about each mistake: `testdata/mistakes.txt` pins the code, the underlined text, the
//! message, the label, the help and the fix.
//!
//! A case is what was written, after the block that it stands in (`file` and `decl` stand in none), and a line for
//! each finding: `> LINE:COLUMN CODE `underlined` | message | label | help | fix`.

use crate::parse;
use duly_diag::{Diagnostic, FileId, SourceMap, codes, render};
use std::fmt::Write;

const MISTAKES: &str = include_str!("testdata/mistakes.txt");

struct Case {
    block: String,
    written: String,
    expected: String,
}

fn cases() -> Vec<Case> {
    let mut all = Vec::new();
    for case in MISTAKES.trim_end().split("\n\n") {
        let (written, expected): (Vec<&str>, Vec<&str>) = case.lines().partition(|l| !l.starts_with("> "));
        let written = written.join("\n");
        let (block, written) = written.split_once(": ").expect("a block and what stands in it");
        all.push(Case {
            block: block.to_owned(),
            written: written.to_owned(),
            expected: expected.join("\n"),
        });
    }
    all
}

impl Case {
    fn text(&self) -> String {
        let head = match self.block.as_str() {
            "file" => return self.written.clone(),
            "decl" => return format!("duly 1\n{}\n", self.written),
            "ticket" | "rules" => self.block.clone(),
            block => format!("{block} x"),
        };
        format!("duly 1\n{head} {{\n  {}\n}}\n", self.written)
    }
}

/// A finding on one line.
fn shown(diagnostic: &Diagnostic, map: &SourceMap) -> String {
    let place = map.position(diagnostic.span());
    let escaped = |text: &str| text.replace('\n', "\\n");
    let mut line = format!(
        "> {}:{} {} `{}` | {} | {} | {}",
        place.line,
        place.column,
        diagnostic.code,
        escaped(map.text(diagnostic.span())),
        diagnostic.message,
        diagnostic.labels[0].text,
        diagnostic.help.as_deref().unwrap_or("-"),
    );
    if let Some(fix) = &diagnostic.fix {
        write!(line, " | `{}` -> `{}`", escaped(map.text(fix.span)), escaped(&fix.replacement)).unwrap();
    }
    line
}

#[test]
fn every_mistake_draws_its_message() {
    let mut differing = Vec::new();
    for case in cases() {
        let mut map = SourceMap::new();
        let text = case.text();
        let id = map.add("case.sla", text.clone());
        let findings = parse(id, &text).diagnostics;
        let found: Vec<String> = findings.iter().map(|d| shown(d, &map)).collect();
        if found.join("\n") != case.expected {
            differing.push(format!("{}: {}\n{}\n", case.block, case.written, found.join("\n")));
        }
    }
    assert!(differing.is_empty(), "these draw something else:\n\n{}", differing.join("\n"));
}

#[test]
fn a_fix_that_is_offered_mends_the_mistake() {
    let mut unmended = Vec::new();
    for case in cases() {
        let mut map = SourceMap::new();
        let mut text = case.text();
        let id = map.add("case.sla", text.clone());
        let mut findings = parse(id, &text).diagnostics;
        // From the last to the first, so that the places before stay right.
        findings.sort_by_key(|d| std::cmp::Reverse(d.fix.as_ref().map(|f| f.span.start)));
        if findings.is_empty() || findings.iter().any(|d| d.fix.is_none()) {
            continue;
        }
        for fix in findings.iter().filter_map(|d| d.fix.as_ref()) {
            text.replace_range(fix.span.range(), &fix.replacement);
        }
        let left = parse(id, &text).diagnostics;
        unmended.extend(left.first().map(|d| format!("{text}{}: {}", d.code, d.message)));
    }
    assert!(unmended.is_empty(), "these are not mended:\n\n{}", unmended.join("\n\n"));
}

#[test]
fn messages_keep_to_the_style() {
    for case in cases() {
        let text = case.text();
        let mut map = SourceMap::new();
        let id = map.add("case.sla", text.clone());
        for diagnostic in parse(id, &text).diagnostics {
            let texts = [&diagnostic.message, &diagnostic.labels[0].text];
            for said in texts.into_iter().chain(&diagnostic.help) {
                assert!(!said.ends_with('.'), "a full stop: {said}");
                assert!(!said.starts_with(char::is_uppercase), "a capital: {said}");
                for internal in ["EOI", "_near", "kw_", "_statement", "Rule", "None"] {
                    assert!(!said.contains(internal), "an internal word: {said}");
                }
            }
            let drawn = render::human(&diagnostic, &map, render::Style { color: false, width: 100 });
            assert!(drawn.contains(&diagnostic.code.to_string()) && drawn.contains("case.sla"), "{drawn}");
        }
    }
}

/// The examples of a page: what draws the code, and how it is mended.
fn examples(page: &str) -> Vec<String> {
    let fenced = page.split("```sla\n").skip(1);
    fenced.map(|block| block.split("```").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_first_example_of_a_page_draws_its_code_and_the_second_parses() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors");
    for code in codes::all().filter(|c| c.number() < 200) {
        let page = std::fs::read_to_string(folder.join(format!("{code}.md"))).expect("a page for each code");
        let [bad, good] = &examples(&page)[..] else { panic!("{code}: a page has two examples") };
        let found = |text: &str| {
            let versioned = code == codes::MISSING_VERSION || text.starts_with("duly ");
            let text = if versioned { text.to_owned() } else { format!("duly 1\n{text}") };
            parse(FileId(0), &text).diagnostics
        };
        let drawn = found(bad);
        assert!(!drawn.is_empty() && drawn.iter().all(|d| d.code == code), "{code}: {drawn:?}");
        assert_eq!(found(good), [], "{code}");
    }
}
