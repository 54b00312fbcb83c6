//! A trial by damage: every token of real policies is dropped, doubled or misspelt, one at a time, and the finding
//! must be a single one on the damaged line.

use crate::parse;
use crate::scan::is_word;
use duly_diag::{FileId, SourceMap, codes};

const POLICIES: [&str; 3] = [
    include_str!("testdata/acme.sla"),
    include_str!("testdata/clocks.sla"),
    include_str!("testdata/promises.sla"),
];

/// One damaged policy.
struct Damage {
    text: String,
    /// The damaged line, from 1.
    line: u32,
    what: String,
}

/// The tokens of a line, as byte ranges; what is behind a `#` is no token.
fn tokens(line: &str) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let rest = &line[at..];
        let len = match c {
            '#' => break,
            '"' => rest[1..].find('"').map_or(rest.len(), |n| n + 2),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        if !c.is_whitespace() {
            all.push((at, at + len));
        }
        at += len;
    }
    all
}

/// Every damage to a policy.
fn damages(policy: &str) -> Vec<Damage> {
    let mut all = Vec::new();
    let mut start = 0;
    for (number, line) in (1u32..).zip(policy.split_inclusive('\n')) {
        let mut damage = |from: usize, to: usize, new: &str, how: &str| {
            let mut text = policy.to_owned();
            text.replace_range(start + from..start + to, new);
            let what = format!("{how} `{}` in `{}`", &line[from..to], line.trim());
            all.push(Damage { text, line: number, what });
        };
        for (from, to) in tokens(line) {
            let token = &line[from..to];
            damage(from, to, "", "dropped");
            damage(from, to, &format!("{token} {token}"), "doubled");
            if token.starts_with('"') {
                damage(from, from + 1, "", "dropped the opening quote of");
                damage(to - 1, to, "", "dropped the closing quote of");
            } else if token.len() > 3 && token.starts_with(char::is_alphabetic) {
                let swapped = format!("{}{}{}{}", &token[..1], &token[2..3], &token[1..2], &token[3..]);
                damage(from, to, &swapped, "misspelt");
            } else if token.len() == 1 && !token.starts_with(is_word) {
                damage(from, to, "%", "replaced");
            }
        }
        start += line.len();
    }
    all
}

#[test]
fn damage_draws_one_error_on_the_damaged_line() {
    let (mut wrong, mut right) = (Vec::new(), 0);
    for damage in POLICIES.iter().flat_map(|p| damages(p)) {
        let mut map = SourceMap::new();
        let id = map.add("damaged.sla", damage.text.clone());
        let found = parse(FileId(id.0), &damage.text).diagnostics;
        let places: Vec<u32> = found.iter().map(|d| map.position(d.span()).line).collect();
        match places.as_slice() {
            // Some damage leaves a policy that means something else.
            [] => {}
            [line] if *line == damage.line => right += 1,
            // A block that is not closed is reported where it opens.
            [_] if damage.what.starts_with("dropped `}`") && found[0].code == codes::UNCLOSED_BLOCK => {
                right += 1;
            }
            // Without its `then` a line no longer goes on the one above, which says too little now.
            [line] if damage.what.contains("`then` in `then ") && line + 1 == damage.line => right += 1,
            // A script without its end is reported where it begins.
            [_] if found[0].code == codes::UNCLOSED_SCRIPT => right += 1,
            _ => {
                let said: Vec<String> =
                    found.iter().map(|d| format!("{}: {}", map.position(d.span()).line, d.message)).collect();
                wrong.push(format!("line {}: {}\n      {}", damage.line, damage.what, said.join("\n      ")));
            }
        }
    }
    let share = f64::from(right) / (f64::from(right) + wrong.len() as f64);
    assert!(right > 800 && share >= 0.98, "{right} right, {} wrong\n{}", wrong.len(), wrong.join("\n"));
}
