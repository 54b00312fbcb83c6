//! The pages of the checker's codes: the first example draws the code, the second is how it is mended.

use duly_analysis::{Checked, Loader, Scripting, check};
use duly_calendar::TimeZones;
use duly_diag::{Code, codes};
use duly_driver::scripts::ScriptReader;
use std::collections::BTreeMap;
use std::path::Path;

/// The files that a page shows, by their names; the policy itself is `policy.sla`.
struct Files(BTreeMap<String, String>);

impl Loader for Files {
    fn read(&self, path: &str) -> Result<String, String> {
        self.0.get(path).cloned().ok_or_else(|| "there is no such file".to_owned())
    }

    fn resolve(&self, _from: &str, relative: &str) -> String {
        relative.to_owned()
    }

    fn scripting(&self) -> Option<&dyn Scripting> {
        Some(&ScriptReader)
    }
}

/// Codes that only a text too long for a page draws, that the parser forestalls, or that only a run draws.
const NOT_SHOWN: [Code; 4] = [codes::TOO_MANY, codes::BAD_HOURS, codes::NO_SUCH_ZONE, codes::SCRIPT_FAILED];

/// Codes of a checked text whose pages show two policies.
fn has_examples(code: Code) -> bool {
    (200..720).contains(&code.number()) && code != codes::NOT_PROVABLE
}

/// The fenced blocks of a page: what stands behind the fence, and the text.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        // A block that shows a script's fence stands in a longer one.
        let info = line.trim_start_matches('`');
        let fence = &line[..line.len() - info.len()];
        if fence.len() >= 3 {
            let text: Vec<&str> = lines.by_ref().take_while(|l| *l != fence).collect();
            found.push((info.to_owned(), text.join("\n") + "\n"));
        }
    }
    found
}

/// A part of a policy stands in a policy with a name and a zone.
fn checked(text: &str, others: &BTreeMap<String, String>) -> Checked {
    let head = if text.starts_with("duly ") { "" } else { "duly 1\npolicy \"Example\" { zone \"UTC\" }\n" };
    let mut files = others.clone();
    files.insert("policy.sla".to_owned(), format!("{head}{text}"));
    check("policy.sla", &Files(files), &TimeZones::bundled())
}

fn findings(checked: &Checked) -> String {
    checked.diagnostics.iter().map(|d| format!("  {}: {}\n", d.code, d.message)).collect()
}

#[test]
fn the_first_example_of_a_page_draws_its_code_and_the_second_is_well() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/errors");
    let mut wrong = String::new();
    for code in codes::all().filter(|c| has_examples(*c)) {
        let page = std::fs::read_to_string(folder.join(format!("{code}.md"))).expect("a page for each code");
        let blocks = blocks(&page);
        let others: BTreeMap<String, String> = blocks
            .iter()
            .filter_map(|(info, text)| Some((info.split_once(' ')?.1.to_owned(), text.clone())))
            .collect();
        let policies: Vec<&String> =
            blocks.iter().filter(|(info, _)| info == "sla").map(|(_, text)| text).collect();
        let [bad, good] = policies.as_slice() else { panic!("{code}: a page has two examples") };
        let (bad, good) = (checked(bad, &others), checked(good, &others));
        let draws = |checked: &Checked| checked.diagnostics.iter().any(|d| d.code == code);
        if !draws(&bad) && !NOT_SHOWN.contains(&code) {
            wrong += &format!("{code}: the example draws\n{}", findings(&bad));
        }
        if bad.diagnostics.iter().any(|d| d.code.number() < 200) && !NOT_SHOWN.contains(&code) {
            wrong += &format!("{code}: the example does not parse\n{}", findings(&bad));
        }
        if draws(&good) || good.plan.is_none() {
            wrong += &format!("{code}: the mended example draws\n{}", findings(&good));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
