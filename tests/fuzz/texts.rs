//! The texts of this repository that a target reads.

use std::fs;
use std::path::{Path, PathBuf};

/// The repository's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The texts of a target, in the order of their paths.
///
/// # Errors
/// There is no such target, or a file cannot be read.
pub fn of(target: &str) -> Result<Vec<Vec<u8>>, String> {
    let (extensions, folders): (&[&str], &[&str]) = match target {
        "parser" => (&["sla", "txt"], &["tests/suite", "rules", "docs", "src/syntax/testdata"]),
        "layout" => (&["sla"], &["tests", "rules", "docs", "src/syntax/testdata"]),
        "run" => (&["sla"], &["tests", "rules", "docs", "src/cli/starter"]),
        "mapping" => (&["yaml"], &["rules", "tests"]),
        "events" => (&["ndjson", "csv"], &["tests/cli", "tests/fuzz/corpus/events", "src/cli/starter"]),
        other => return Err(format!("no target `{other}`")),
    };
    let mut texts = Vec::new();
    for folder in folders.iter().map(|folder| root().join(folder)).filter(|folder| folder.is_dir()) {
        collect(&folder, extensions, &mut texts)?;
    }
    let language = match target {
        "mapping" => "yaml",
        "events" => "json",
        _ => "sla",
    };
    let mut pages = Vec::new();
    collect(&root().join("docs"), &["md"], &mut pages)?;
    for page in pages {
        texts.extend(fenced(&String::from_utf8_lossy(&page), language));
    }
    Ok(texts)
}

/// The examples in a language that stand on a page.
fn fenced(page: &str, language: &str) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    // Scripts hold fences, so those around them are longer.
    for fence in ["````", "```"] {
        for piece in page.split(&format!("\n{fence}{language}\n")).skip(1) {
            found.extend(
                piece.split(&format!("\n{fence}\n")).next().map(|text| format!("{text}\n").into_bytes()),
            );
        }
    }
    found
}

fn collect(folder: &Path, extensions: &[&str], texts: &mut Vec<Vec<u8>>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        if path.is_dir() {
            collect(&path, extensions, texts)?;
        } else if extensions.contains(&extension) {
            texts.push(fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?);
        }
    }
    Ok(())
}
