//! The files of a policy, read from disk and remembered.

use crate::scripts::ScriptReader;
use crate::{Problem, paths};
use duly_analysis::{Loader, Scripting};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::fmt::Write;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Reads the files of one policy and keeps what it read, for the digest.
#[derive(Debug, Default)]
pub struct FileLoader {
    read: RefCell<Vec<(String, String)>>,
}

impl FileLoader {
    /// A loader that has read nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The SHA-256 over everything read, in the order of reading: of each file the length of its text and
    /// the text. Where the files lie does not matter.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (_, text) in self.read.borrow().iter() {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
        hex(&hash.finalize())
    }
}

impl Loader for FileLoader {
    fn read(&self, path: &str) -> Result<String, String> {
        let bytes = fs::read(path).map_err(|e| missing(path, &e))?;
        let text = String::from_utf8(bytes).map_err(|e| not_text(&e))?;
        let mut read = self.read.borrow_mut();
        if !read.iter().any(|(known, _)| known == path) {
            read.push((path.to_owned(), text.clone()));
        }
        Ok(text)
    }

    fn resolve(&self, from: &str, relative: &str) -> String {
        let folder = Path::new(from).parent().unwrap_or(Path::new(""));
        paths::shown(&plain(&folder.join(relative)))
    }

    fn scripting(&self) -> Option<&dyn Scripting> {
        Some(&ScriptReader)
    }
}

/// A path without `.` and without `x/..`, so that a file has one name however it is reached.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

fn missing(path: &str, error: &std::io::Error) -> String {
    match paths::unreadable(path, error) {
        Problem { help: Some(help), .. } => format!("{} ({help})", paths::reason(error)),
        Problem { help: None, .. } => paths::reason(error),
    }
}

fn not_text(error: &std::string::FromUtf8Error) -> String {
    let at = error.utf8_error().valid_up_to();
    let line = error.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
    format!("it is not UTF-8 text (line {line})")
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_of_the_texts_in_order_each_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
        fs::write(path("a"), "ab").unwrap();
        fs::write(path("b"), "c").unwrap();
        fs::write(path("c"), "c").unwrap();
        let digest = |names: &[&str]| {
            let loader = FileLoader::new();
            names.iter().for_each(|n| drop(loader.read(&path(n)).unwrap()));
            loader.digest()
        };
        assert_eq!(digest(&["a", "b", "a"]), digest(&["a", "c"]));
        assert_ne!(digest(&["a", "b"]), digest(&["b", "a"]));
        assert_ne!(digest(&["a", "b"]), digest(&["a"]));
    }

    #[test]
    fn paths_are_relative_to_the_file_that_names_them() {
        let loader = FileLoader::new();
        assert_eq!(loader.resolve("rules/acme/policy.sla", "holidays/SK.ics"), "rules/acme/holidays/SK.ics");
        assert_eq!(loader.resolve("policy.sla", "clocks.sla"), "clocks.sla");
        assert_eq!(loader.resolve("rules/acme/policy.sla", "../std/./a.sla"), "rules/std/a.sla");
        assert_eq!(loader.resolve("policy.sla", "../../a.sla"), "../../a.sla");
    }

    #[test]
    fn what_cannot_be_read_is_said_in_words() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
        fs::write(path("SK.ics"), b"ab\nc\xff").unwrap();
        let loader = FileLoader::new();
        assert_eq!(loader.read(&path("SK.ics")).unwrap_err(), "it is not UTF-8 text (line 2)");
        let missing = loader.read(&path("SK.icz")).unwrap_err();
        assert!(missing.starts_with("there is no such file (did you mean `"), "{missing}");
    }
}
