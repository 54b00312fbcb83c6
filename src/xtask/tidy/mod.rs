//! What must hold in the repository and no compiler checks.

mod crates;
mod files;
mod length;
mod libraries;
mod links;
mod pages;
mod text;

use files::Tree;
use std::fmt;
use std::path::Path;

/// Something that does not hold.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Finding {
    /// The file, from the workspace's folder.
    pub path: String,
    /// The line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong and what to do about it.
    pub message: String,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Finding { path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.message),
            line => write!(f, "{}:{line}: {}", self.path, self.message),
        }
    }
}

/// Looks at the whole repository; the findings come in the order of their places.
///
/// # Errors
/// A file that cannot be read, or `cargo metadata` that does not answer.
pub fn run(root: &Path) -> Result<Vec<Finding>, String> {
    let tree = Tree::read(root)?;
    let mut findings = length::check(&tree);
    findings.extend(text::check(&tree));
    findings.extend(links::check(&tree));
    findings.extend(pages::check(&tree));
    let metadata = crates::metadata(root)?;
    findings.extend(crates::check(&tree, &metadata));
    findings.extend(libraries::check(&tree, &metadata));
    findings.sort();
    Ok(findings)
}
