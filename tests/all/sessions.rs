//! The sessions of the documentation: every ```` ```repl ```` block is entered as a reader would, and must answer so.
//!
//! A block begins with an empty policy; one that says `repl policy.sla` with the policy of `tests/sessions/policy.sla`.

use crate::support::repository;
use duly_calendar::TimeZones;
use duly_driver::session::{Answer, Session, paint};
use std::path::{Path, PathBuf};

/// What stands before an entry, and before its other lines.
const PROMPTS: [&str; 2] = ["duly> ", "....> "];

/// The width of answers.
const COLUMNS: usize = 80;

/// The pages that have sessions.
fn pages() -> Vec<PathBuf> {
    let errors = std::fs::read_dir(repository().join("docs/errors")).unwrap().map(|e| e.unwrap().path());
    let mut pages: Vec<PathBuf> = errors.chain([repository().join("docs/repl.md")]).collect();
    pages.sort();
    pages
}

/// The sessions of a page: the line of the fence, what stands behind it, and the text.
fn blocks(page: &Path) -> Vec<(usize, String, String)> {
    let text = std::fs::read_to_string(page).unwrap();
    let mut found = Vec::new();
    let mut lines = (1..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        if let Some(info) = line.strip_prefix("```repl") {
            let body: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|l| *l != "```").collect();
            found.push((number, info.trim().to_owned(), body.join("\n") + "\n"));
        }
    }
    found
}

/// The session as it goes now.
fn replayed(text: &str, policy: Option<&str>) -> String {
    let mut session = Session::new(policy, None, TimeZones::bundled()).unwrap().read_only();
    let mut now = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix(PROMPTS[0]) else { continue };
        let mut entry = first.to_owned();
        now.push_str(&format!("{line}\n"));
        while let Some(more) = lines.next_if(|line| line.starts_with(PROMPTS[1])) {
            now.push_str(&format!("{more}\n"));
            entry.push('\n');
            entry.push_str(&more[PROMPTS[1].len()..]);
        }
        let reply = session.enter(&entry);
        match &reply.answer {
            Answer::Mistakes { diagnostics, .. } => {
                for finding in diagnostics {
                    now.push_str(&format!("{}: {}\n", finding.code, finding.message));
                    finding.help.iter().for_each(|help| now.push_str(&format!("  help: {help}\n")));
                }
            }
            _ => now.push_str(&paint(&session.render(&reply, COLUMNS), false)),
        }
    }
    now
}

#[test]
fn the_documented_sessions_go_as_they_are_told() {
    let (mut count, mut wrong) = (0, String::new());
    let folder = repository().join("tests/sessions");
    let bless = std::env::var_os("DULY_BLESS").is_some();
    for page in pages() {
        for (line, info, text) in blocks(&page) {
            count += 1;
            let policy = folder.join(&info).to_string_lossy().into_owned();
            let now = replayed(&text, Some(policy.as_str()).filter(|_| !info.is_empty()));
            let now = now.replace(&*folder.join("").to_string_lossy(), "");
            if now != text && bless {
                let old = std::fs::read_to_string(&page).unwrap();
                std::fs::write(&page, old.replace(&text, &now)).unwrap();
            } else if now != text {
                wrong += &format!("{}:{line}\n{now}\n", page.display());
            }
        }
    }
    assert!(wrong.is_empty(), "these sessions go so now (DULY_BLESS=1 records that):\n{wrong}");
    assert!(count >= 5, "only {count} sessions were found");
}
