//! A written test into a file: appended to one that is there, else in a new one that imports the policy.
//!
//! The file is checked and the test is run before anything is written, so that a file that was sound stays so.

use super::runner::{Choice, Tested, run};
use crate::folder::Folder;
use crate::loader::FileLoader;
use crate::{Problem, paths};
use duly_analysis::{Loader, Scripting};
use duly_calendar::TimeZones;
use duly_diag::{Diagnostic, FileId, Severity, SourceMap, has_errors};
use duly_syntax::ast::DeclarationKind;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// A test to be kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keep<'a> {
    /// Its name.
    pub title: &'a str,
    /// The whole of it, as `write` makes it.
    pub text: &'a str,
    /// The file that it goes into.
    pub path: &'a str,
    /// The first file of the policy that it is about.
    pub policy: &'a str,
    /// The files of that policy.
    pub files: &'a SourceMap,
}

/// Why a test is not kept; nothing was written.
#[derive(Debug)]
pub(crate) enum NotKept {
    /// The file cannot take it.
    Problem(Problem),
    /// With it the file would have errors.
    Mistakes(Vec<Diagnostic>, Box<SourceMap>),
}

impl From<Problem> for NotKept {
    fn from(problem: Problem) -> NotKept {
        NotKept::Problem(problem)
    }
}

impl Keep<'_> {
    /// Writes the test into its file; whether the file is new.
    ///
    /// # Errors
    /// See [`NotKept`].
    pub fn write(self, zones: &TimeZones) -> Result<bool, NotKept> {
        let old = match fs::read_to_string(self.path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(paths::unreadable(self.path, &error).into()),
        };
        if let Some(old) = &old {
            self.name_is_free(old)?;
        }
        let head =
            || format!("duly 1\n\nimport \"{}\"\n", import(self.path, self.policy).replace('"', "\\\""));
        let text = format!("{}\n\n{}", old.clone().unwrap_or_else(head).trim_end(), self.text);
        self.try_out(&text, zones)?;
        self.put(&text)?;
        Ok(old.is_none())
    }

    fn name_is_free(self, old: &str) -> Result<(), Problem> {
        let tree = duly_syntax::parse(FileId(0), old).file;
        let taken = tree.declarations.iter().any(
            |declaration| matches!(&declaration.kind, DeclarationKind::Test(test) if test.name.text == self.title),
        );
        if taken {
            let problem = Problem::new(format!("`{}` has a test \"{}\" already", self.path, self.title));
            return Err(problem.help("give this one another name"));
        }
        Ok(())
    }

    /// Checks the file as it would be, and runs the test.
    fn try_out(self, text: &str, zones: &TimeZones) -> Result<(), NotKept> {
        let same = |name: &str| {
            fs::canonicalize(name).is_ok_and(|own| fs::canonicalize(self.path).is_ok_and(|path| path == own))
        };
        let part = self.files.files().map(|(_, file)| file.name.as_str()).find(|name| same(name));
        // A file of the policy itself means nothing without the rest of it.
        let (entry, changed) = part.map_or((self.path, self.path), |part| (self.policy, part));
        let loader = Changed { files: FileLoader::new(), path: changed, text };
        let checked = duly_analysis::check(entry, &loader, zones);
        let Some(plan) = checked.plan.filter(|_| !has_errors(&checked.diagnostics)) else {
            let errors = checked
                .diagnostics
                .into_iter()
                .filter(|finding| finding.severity == Severity::Error)
                .collect();
            return Err(NotKept::Mistakes(errors, Box::new(checked.sources)));
        };
        let own = |test: &&duly_plan::Test| {
            let file = checked.sources.file(test.span.file).map(|file| file.name.as_str());
            test.name == self.title && file == Some(changed)
        };
        let tests: Vec<&duly_plan::Test> =
            Choice::default().of(&plan, &checked.sources).into_iter().filter(own).collect();
        if run(&plan, &tests).iter().all(Tested::passed) && !tests.is_empty() {
            return Ok(());
        }
        let problem = Problem::new(format!("the test would not pass in `{}`", self.path));
        Err(problem.help("it was written by what this session knows: what is typed, or changed since, is not in the files").into())
    }

    fn put(self, text: &str) -> Result<(), Problem> {
        let path = Path::new(self.path);
        let folder = path.parent().map(paths::shown).filter(|folder| !folder.is_empty());
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let Some(name) = name else { return Err(Problem::new(format!("`{}` is no file", self.path))) };
        let mut folder = Folder::create(folder.as_deref().unwrap_or("."))?;
        folder.write(&name, |out| out.write_all(text.as_bytes()))?;
        folder.finish().map(drop)
    }
}

/// The files as they are, but for one.
struct Changed<'t> {
    files: FileLoader,
    path: &'t str,
    text: &'t str,
}

impl Loader for Changed<'_> {
    fn scripting(&self) -> Option<&dyn Scripting> {
        self.files.scripting()
    }

    fn read(&self, path: &str) -> Result<String, String> {
        if path == self.path { Ok(self.text.to_owned()) } else { self.files.read(path) }
    }

    fn resolve(&self, from: &str, relative: &str) -> String {
        self.files.resolve(from, relative)
    }
}

/// A policy's path as a file imports it: from the folder of that file, with `/` between folders.
fn import(file: &str, policy: &str) -> String {
    let whole = |path: &str| std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
    let (file, policy) = (whole(file), whole(policy));
    let from: Vec<Component<'_>> = file.parent().unwrap_or(Path::new("")).components().collect();
    let to: Vec<Component<'_>> = policy.components().collect();
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[same..].iter().map(|_| "..".to_owned());
    let down = to[same..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_imported_from_where_the_file_lies() {
        assert_eq!(import("acme/tests.sla", "acme/policy.sla"), "policy.sla");
        assert_eq!(import("tests.sla", "acme/policy.sla"), "acme/policy.sla");
        assert_eq!(import("acme/deep/tests.sla", "acme/policy.sla"), "../policy.sla");
        assert_eq!(import("tests/a.sla", "rules/acme/policy.sla"), "../rules/acme/policy.sla");
    }
}
