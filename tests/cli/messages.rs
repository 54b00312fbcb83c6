//! What every diagnostic looks like: `tests/cli/messages.txt` has the pictures that the examples of the pages in
//! `docs/errors` draw, so that a message which changes is seen when the change is reviewed.
//!
//! An example is the first policy of its page, with the files that the page names behind its fences. A page with an
//! `events.ndjson` is one of a run, or of `--against` if it is about what data shows.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a part of a policy stands in.
const HEAD: &str = "duly 1\npolicy \"Example\" { zone \"UTC\" }\n";

/// Codes without a picture, and why.
const NOT_DRAWN: [(&str, &str); 4] = [
    ("SLA0213", "only a text of 65,000 lines draws it"),
    ("SLA0405", "the parser finds such hours first"),
    ("SLA0820", "it is told in a session"),
    ("SLA0821", "it is told in a session"),
];

/// Codes of data: told in one line, by `duly run`.
const OF_EVENTS: std::ops::RangeInclusive<u16> = 801..=812;

struct Block {
    /// The language, and behind it the name of a file.
    info: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        // A block that shows a script's fence stands in a longer one.
        let info = line.trim_start_matches('`');
        let fence = &line[..line.len() - info.len()];
        if fence.len() >= 3 {
            let text: Vec<&str> = lines.by_ref().take_while(|l| *l != fence).collect();
            found.push(Block { info: info.to_owned(), text: text.join("\n") + "\n" });
        }
    }
    found
}

/// A page of `docs/errors`.
struct Page {
    code: String,
    title: String,
    blocks: Vec<Block>,
}

impl Page {
    fn number(&self) -> u16 {
        self.code[3..].parse().unwrap()
    }

    /// Whether there is a picture; bad events are told in a line, which the page shows.
    fn is_drawn(&self) -> bool {
        !OF_EVENTS.contains(&self.number()) && NOT_DRAWN.iter().all(|(code, _)| *code != self.code)
    }
}

/// The pages in the order of their codes.
fn pages() -> Vec<Page> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let page = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        Page {
            code: path.file_stem().unwrap().to_string_lossy().into_owned(),
            title: text.lines().next().unwrap().trim_start_matches("# ").to_owned(),
            blocks: blocks(&text),
        }
    };
    paths.iter().map(page).collect()
}

/// Writes the example of a page into a folder; the arguments of the command that looks at it.
fn example(page: &Page, folder: &Path) -> Vec<String> {
    let dir = folder.join(&page.code);
    fs::create_dir(&dir).unwrap();
    for block in &page.blocks {
        if let Some((_, name)) = block.info.split_once(' ') {
            let file = dir.join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, &block.text).unwrap();
        }
    }
    let policy = &page.blocks.iter().find(|block| block.info == "sla").unwrap().text;
    let head = if policy.starts_with("duly ") || page.code == "SLA0105" { "" } else { HEAD };
    fs::write(dir.join("policy.sla"), format!("{head}{policy}")).unwrap();
    let [policy, events] = ["policy.sla", "events.ndjson"].map(|name| format!("{}/{name}", page.code));
    let has_events = dir.join("events.ndjson").exists();
    let words: &[&str] = match page.number() {
        _ if !has_events => &["check", &policy],
        720..800 => &["check", &policy, "--against", &events],
        _ => &["run", &policy, &events],
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// What the command says about people's text.
fn printed(words: &[String], folder: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_duly")).args(words).current_dir(folder).output().unwrap();
    String::from_utf8(output.stderr).unwrap()
}

/// The findings, each from its code to the next one's or to the line that counts them.
fn findings(printed: &str) -> Vec<String> {
    let is_code = |line: &str| line.len() == 7 && line.starts_with("SLA");
    let mut found: Vec<String> = Vec::new();
    let mut inside = false;
    for line in printed.lines() {
        if is_code(line) {
            inside = true;
            found.push(String::new());
        }
        inside &= line.is_empty() || is_code(line) || line.starts_with(' ');
        if let Some(finding) = found.last_mut().filter(|_| inside) {
            *finding += &format!("{}\n", line.trim_end());
        }
    }
    found
}

#[test]
fn every_message_looks_as_it_did() {
    let pages = pages();
    let dir = tempfile::tempdir().unwrap();
    let mut said = Vec::new();
    // One command checks all the examples that are policies and no more.
    let mut all = vec!["check".to_owned()];
    for page in pages.iter().filter(|page| page.is_drawn()) {
        match example(page, dir.path()).as_slice() {
            [check, policy] if check == "check" => all.push(policy.clone()),
            words => said.extend(findings(&printed(words, dir.path()))),
        }
    }
    said.extend(findings(&printed(&all, dir.path())));
    let mut now = String::from(
        "What the diagnostics of duly look like: the findings that the first example of each page in docs/errors\n\
         draws. Written by `DULY_BLESS=1 cargo test -p duly-cli --test golden messages`.\n",
    );
    let mut undrawn = Vec::new();
    for page in &pages {
        now += &format!("\n==== {}\n\n", page.title);
        if let Some((_, why)) = NOT_DRAWN.iter().find(|(code, _)| *code == page.code) {
            now += &format!("({why})\n");
            continue;
        }
        if !page.is_drawn() {
            now += &page.blocks.iter().find(|block| block.info == "text").unwrap().text;
            continue;
        }
        let place = format!("[{}/", page.code);
        let ours = |finding: &&String| finding.starts_with(&page.code) && finding.contains(&place);
        let ours: Vec<&str> = said.iter().filter(ours).map(|finding| finding.trim_end()).collect();
        if ours.is_empty() {
            undrawn.push(page.code.as_str());
        }
        let folder = format!("{}/", page.code);
        now += &(ours.join("\n\n").replace(&folder, "") + "\n");
    }
    assert!(undrawn.is_empty(), "the examples of {undrawn:?} do not draw their codes");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cli/messages.txt");
    let before = fs::read_to_string(&path).unwrap_or_default();
    if std::env::var_os("DULY_BLESS").is_some() {
        fs::write(&path, &now).unwrap();
        return;
    }
    let different = before.lines().zip(now.lines()).find(|(before, now)| before != now);
    assert!(
        before == now,
        "messages.txt says otherwise, first here: {different:?}\n(DULY_BLESS=1 records what is drawn now)"
    );
}
