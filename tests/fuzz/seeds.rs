//! Writes what a fuzzer begins with: the texts of this repository, whole and in pieces, and a dictionary of the words
//! that mean something: `cargo run -p duly-tests --example seeds -- TARGET FOLDER`. The folder gets `TARGET/`, a file a
//! text, and `TARGET.dict`.

mod texts;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [target, folder] = arguments.as_slice() else {
        return Err("usage: seeds parser|layout|mapping|events|run FOLDER".to_owned());
    };
    let folder = Path::new(folder);
    let place = folder.join(target);
    fs::create_dir_all(&place).map_err(|e| e.to_string())?;
    let mut seeds = BTreeSet::new();
    for text in texts::of(target)? {
        seeds.extend(pieces(target, &text));
        seeds.insert(text);
    }
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(place.join(format!("seed-{number:04}")), seed).map_err(|e| e.to_string())?;
    }
    let words = match target.as_str() {
        "mapping" => in_backticks("docs/mappings.md")?,
        "events" => in_backticks("docs/events.md")?,
        _ => of_grammar()?,
    };
    let mut dictionary = String::new();
    words.iter().for_each(|word| _ = writeln!(dictionary, "{}", entry(word)));
    fs::write(folder.join(format!("{target}.dict")), dictionary).map_err(|e| e.to_string())
}

/// The pieces of a text: a fuzzer gets further with small inputs.
fn pieces(target: &str, text: &[u8]) -> Vec<Vec<u8>> {
    let Ok(text) = std::str::from_utf8(text) else { return Vec::new() };
    match target {
        // Its declarations.
        "parser" | "layout" => text.split("\n\n").map(|piece| format!("{piece}\n").into_bytes()).collect(),
        // The first byte chooses the mapping; few lines are enough.
        "events" => {
            let first = if text.starts_with('{') { [0, 2, 3].as_slice() } else { &[1] };
            let lines: String = text.split_inclusive('\n').take(12).collect();
            first.iter().map(|first| [&[*first], lines.as_bytes()].concat()).collect()
        }
        _ => Vec::new(),
    }
}

/// What stands between quotation marks in the grammar.
fn of_grammar() -> Result<BTreeSet<String>, String> {
    let text = read("grammar/sla.pest")?;
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let quoted = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    Ok(quoted.filter(|word| word.len() > 1 && !word.contains('\\')).map(str::to_owned).collect())
}

/// What stands in backticks on a page of the documentation.
fn in_backticks(page: &str) -> Result<BTreeSet<String>, String> {
    let text = read(page)?;
    let lines = text.lines().filter(|line| !line.starts_with("```"));
    let quoted = lines.flat_map(|line| line.split('`').skip(1).step_by(2));
    Ok(quoted.filter(|word| !word.is_empty()).map(str::to_owned).collect())
}

fn read(path: &str) -> Result<String, String> {
    fs::read_to_string(texts::root().join(path)).map_err(|e| format!("{path}: {e}"))
}

/// A line of a dictionary.
fn entry(word: &str) -> String {
    let mut entry = "\"".to_owned();
    for byte in word.bytes() {
        match byte {
            b'"' | b'\\' => _ = write!(entry, "\\{}", char::from(byte)),
            b' '..=b'~' => entry.push(char::from(byte)),
            _ => _ = write!(entry, "\\x{byte:02x}"),
        }
    }
    entry + "\""
}
