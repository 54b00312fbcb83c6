//! Builds the pages of `docs/errors` into the command, for `duly explain`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const PAGES: &str = "../../docs/errors";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={PAGES}");
    let pages = table(&folder("CARGO_MANIFEST_DIR").join(PAGES))?;
    fs::write(folder("OUT_DIR").join("pages.rs"), pages)
}

/// A folder that cargo names to build scripts.
fn folder(name: &str) -> PathBuf {
    PathBuf::from(env::var_os(name).unwrap_or_default())
}

/// A slice of pairs, the code and its page, in the order of the codes.
fn table(folder: &Path) -> io::Result<String> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<io::Result<_>>()?;
    paths.sort();
    let mut text = "&[\n".to_owned();
    for path in paths {
        let name = path.file_stem().and_then(|n| n.to_str()).unwrap_or_default();
        if name.starts_with("SLA") {
            writeln!(text, "    ({name:?}, include_str!({path:?})),").map_err(io::Error::other)?;
        }
    }
    text.push_str("]\n");
    Ok(text)
}
