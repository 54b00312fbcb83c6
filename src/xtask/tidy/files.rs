//! The repository's texts, read once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Folders that are not part of the repository: what `.gitignore` names, and git's own.
const SKIPPED: &[&str] = &[".git", "target", "out"];

/// Every file of the repository; the text of those that are text.
#[derive(Default)]
pub struct Tree {
    texts: BTreeMap<String, String>,
    paths: BTreeSet<String>,
}

impl Tree {
    /// Reads every file below the workspace's folder.
    pub fn read(root: &Path) -> Result<Tree, String> {
        let mut tree = Tree::default();
        tree.walk(root, "")?;
        Ok(tree)
    }

    fn walk(&mut self, root: &Path, folder: &str) -> Result<(), String> {
        let fail = |e: std::io::Error| format!("{folder}: {e}");
        for entry in fs::read_dir(root.join(folder)).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if entry.file_type().map_err(fail)?.is_dir() {
                if !(SKIPPED.contains(&name.as_str()) && folder.is_empty()) {
                    self.paths.insert(path.clone());
                    self.walk(root, &path)?;
                }
            } else {
                let bytes = fs::read(root.join(&path)).map_err(|e| format!("{path}: {e}"))?;
                if let Ok(text) = String::from_utf8(bytes) {
                    self.texts.insert(path.clone(), text);
                }
                self.paths.insert(path);
            }
        }
        Ok(())
    }

    /// A tree of the texts given, for tests.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Tree {
        let mut tree = Tree::default();
        for (path, text) in files {
            tree.texts.insert((*path).to_owned(), (*text).to_owned());
            for (slash, _) in path.match_indices('/') {
                tree.paths.insert(path[..slash].to_owned());
            }
            tree.paths.insert((*path).to_owned());
        }
        tree
    }

    /// Every text with its path, in the order of the paths.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Whether there is such a file or folder.
    pub fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }
}

/// Whether a path ends in one of these extensions.
pub fn is_of(path: &str, extensions: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ext)| extensions.contains(&ext))
}
