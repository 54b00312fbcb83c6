//! The texts of a session's policy: the files as they were read, and what was typed over them.
//!
//! What is typed stands in a text of its own, which imports the policy. A typed declaration takes the place of the one of
//! its name: that one is blanked, byte by byte, so that every other line of its file keeps its place.

use super::identity::{Identity, identities};
use crate::loader::FileLoader;
use crate::scripts::{ScriptReader, with_scripts};
use duly_analysis::{Loader, Scripting};
use duly_calendar::TimeZones;
use duly_diag::{Diagnostic, FileId, SourceMap, has_errors};
use duly_engine::{Program, Query};
use duly_plan::{FieldId, Plan};
use duly_syntax::ast::DeclarationKind;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The name of what is typed.
pub(super) const TYPED: &str = "<session>";

/// The name of the policy of a session that was given none.
const SCRATCH: &str = "<scratch>";

/// The policy of a session that was given none.
const SCRATCH_TEXT: &str =
    "duly 1\n\npolicy \"scratch\" {\n  zone \"UTC\"\n}\n\nrules {\n  otherwise no level\n}\n";

/// What the policy of a session is made of.
#[derive(Clone, Debug)]
pub(super) struct Texts {
    /// The path of its first file; none: the scratch policy.
    entry: Option<String>,
    /// Every file, by path, as it was read first.
    files: Arc<RefCell<BTreeMap<String, Result<String, String>>>>,
    /// What was typed, entry by entry.
    typed: Vec<String>,
}

/// A policy that can be used.
#[derive(Debug)]
pub(super) struct Policy {
    /// Its texts, what is typed among them.
    pub sources: SourceMap,
    /// What it says.
    pub plan: Arc<Plan>,
    /// Made ready to tell everything about a ticket.
    pub program: Program,
    /// What is doubtful about it.
    pub warnings: Vec<Diagnostic>,
}

/// Why there is no policy: the findings, an error among them, and the texts they point into.
#[derive(Clone, Debug)]
pub(super) struct Mistakes {
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// Where.
    pub sources: SourceMap,
}

impl Texts {
    /// The texts of a policy's file, or of none.
    pub fn new(entry: Option<String>) -> Texts {
        Texts { entry, files: Arc::default(), typed: Vec::new() }
    }

    /// The path of the policy's first file.
    pub fn entry(&self) -> Option<&str> {
        self.entry.as_deref()
    }

    /// The same with the files read anew.
    pub fn reread(&self) -> Texts {
        Texts { entry: self.entry.clone(), files: Arc::default(), typed: self.typed.clone() }
    }

    /// The same with another entry typed.
    pub fn with(&self, text: &str) -> Texts {
        let mut texts = self.clone();
        texts.typed.push(text.trim_end().to_owned());
        texts
    }

    /// What is declared under the same names in the policy or typed before.
    pub fn replaced_by(&self, text: &str) -> BTreeSet<Identity> {
        let new = identities(&duly_syntax::parse(FileId(0), &versioned(text)).file);
        let mut known = BTreeSet::new();
        for path in self.plain_files() {
            known.extend(self.read_file(&path).iter().flat_map(|text| identities(&parsed(text))));
        }
        known.extend(self.typed.iter().flat_map(|text| identities(&parsed(&versioned(text)))));
        new.into_iter().filter(|identity| known.contains(identity)).collect()
    }

    /// Checks them.
    pub fn check(&self, zones: &TimeZones) -> Result<Policy, Mistakes> {
        let loader = SessionLoader { texts: self, replaced: self.typed_names(), plain: self.plain_files() };
        let checked = duly_analysis::check(TYPED, &loader, zones);
        let Some(plan) = checked.plan.filter(|_| !has_errors(&checked.diagnostics)) else {
            return Err(Mistakes { diagnostics: checked.diagnostics, sources: checked.sources });
        };
        let capture = (0..plan.fields.len()).filter_map(|at| u16::try_from(at).ok()).map(FieldId).collect();
        let query = Query { capture, actions: true };
        let program = with_scripts(Program::watching(Arc::clone(&plan), &query));
        Ok(Policy { sources: checked.sources, plan, program, warnings: checked.diagnostics })
    }

    fn entry_path(&self) -> &str {
        self.entry.as_deref().unwrap_or(SCRATCH)
    }

    /// The names that typed declarations have.
    fn typed_names(&self) -> BTreeSet<Identity> {
        self.typed.iter().flat_map(|text| identities(&parsed(&versioned(text)))).collect()
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        if path == SCRATCH {
            return Ok(SCRATCH_TEXT.to_owned());
        }
        let mut files = self.files.borrow_mut();
        files.entry(path.to_owned()).or_insert_with(|| FileLoader::new().read(path)).clone()
    }

    /// The policy's files whose names stand as they are: those that no import puts under a name of its own.
    fn plain_files(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open = vec![self.entry_path().to_owned()];
        while let Some(path) = open.pop() {
            if !found.insert(path.clone()) {
                continue;
            }
            let Ok(text) = self.read_file(&path) else { continue };
            for declaration in parsed(&text).declarations {
                if let DeclarationKind::Import(import) = declaration.kind
                    && import.alias.is_none()
                {
                    open.push(FileLoader::new().resolve(&path, &import.path.node));
                }
            }
        }
        found
    }

    /// The text of what is typed: of several declarations of one name the last.
    fn typed_text(&self) -> String {
        let quoted = self.entry_path().replace('"', "\\\"");
        let mut text = format!("duly 1; import \"{quoted}\"\n");
        for (at, typed) in self.typed.iter().enumerate() {
            let later: BTreeSet<Identity> =
                self.typed[at + 1..].iter().flat_map(|text| identities(&parsed(&versioned(text)))).collect();
            let whole = versioned(typed);
            let kept = blanked(&whole, &later);
            text.push_str(kept.get(whole.len() - typed.len()..).unwrap_or(typed));
            text.push('\n');
        }
        text
    }
}

/// A declaration as a file of its own.
fn versioned(text: &str) -> String {
    format!("duly 1\n{text}")
}

fn parsed(text: &str) -> duly_syntax::ast::File {
    duly_syntax::parse(FileId(0), text).file
}

/// A text in which the declarations of these names are spaces.
fn blanked(text: &str, names: &BTreeSet<Identity>) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut bytes = text.as_bytes().to_vec();
    for declaration in &parsed(text).declarations {
        for (identity, span) in super::identity::places(declaration) {
            if names.contains(&identity) {
                bytes[span.range()]
                    .iter_mut()
                    .filter(|b| !matches!(b, b'\n' | b'\r'))
                    .for_each(|b| *b = b' ');
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

struct SessionLoader<'t> {
    texts: &'t Texts,
    replaced: BTreeSet<Identity>,
    plain: BTreeSet<String>,
}

impl Loader for SessionLoader<'_> {
    fn scripting(&self) -> Option<&dyn Scripting> {
        Some(&ScriptReader)
    }

    fn read(&self, path: &str) -> Result<String, String> {
        if path == TYPED {
            return Ok(self.texts.typed_text());
        }
        let text = self.texts.read_file(path)?;
        Ok(if self.plain.contains(path) { blanked(&text, &self.replaced) } else { text })
    }

    fn resolve(&self, from: &str, relative: &str) -> String {
        let entry = self.texts.entry_path();
        match from {
            TYPED if relative == entry => entry.to_owned(),
            // What is typed speaks of files as the policy does.
            TYPED | SCRATCH => FileLoader::new().resolve(self.texts.entry().unwrap_or(""), relative),
            from => FileLoader::new().resolve(from, relative),
        }
    }
}
