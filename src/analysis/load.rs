//! Files to trees: the entry, its imports depth-first, the standard files last.
//!
//! The output knows no imports any more: it is a list of trees, each with the prefix of its names.

use crate::findings::Findings;
use crate::{Loader, STANDARD};
use duly_diag::{Diagnostic, FileId, SourceMap, Span, codes};
use duly_syntax::ast::{self, DeclarationKind};
use std::collections::BTreeMap;
use std::rc::Rc;

/// How far imports may nest: a circle that the loader's paths hide must end too.
const DEEPEST: usize = 64;

/// A tree and how its names are spoken of from outside.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    /// The tree.
    pub tree: Rc<ast::File>,
    /// The path its relative names start from.
    pub path: String,
    /// What `import .. as NAME` puts before its names: empty, or `NAME.`, or `OUTER.NAME.`.
    pub prefix: String,
    /// Whether it is `rules/std/`.
    pub standard: bool,
}

/// All that was read.
pub(crate) struct Loaded {
    /// The texts.
    pub sources: SourceMap,
    /// The files, the entry first and the standard ones last.
    pub files: Vec<FileId>,
    /// The trees; a file that is imported under two names is there twice.
    pub units: Vec<Unit>,
}

/// Reads the entry and all that it imports. What cannot be read becomes a finding.
pub(crate) fn load(entry: &str, loader: &dyn Loader, findings: &mut Findings) -> Loaded {
    let loaded = Loaded { sources: SourceMap::new(), files: Vec::new(), units: Vec::new() };
    let mut stage = Stage { loader, findings, loaded, trees: BTreeMap::new(), open: Vec::new() };
    stage.unit(entry, "", None);
    stage.standard();
    stage.loaded
}

struct Stage<'a> {
    loader: &'a dyn Loader,
    findings: &'a mut Findings,
    loaded: Loaded,
    /// What was read, by path; none: it could not be.
    trees: BTreeMap<String, Option<Rc<ast::File>>>,
    /// The paths of the files that are being imported right now, outermost first.
    open: Vec<String>,
}

impl Stage<'_> {
    fn unit(&mut self, path: &str, prefix: &str, importer: Option<&ast::Text>) {
        if let Some(start) = self.open.iter().position(|p| p == path) {
            self.cycle(start, path, importer);
            return;
        }
        if self.open.len() == DEEPEST {
            self.too_deep(importer);
            return;
        }
        if self.loaded.units.iter().any(|u| u.path == path && u.prefix == prefix) {
            return;
        }
        let Some(tree) = self.tree(path, importer) else { return };
        let unit = Unit {
            tree: Rc::clone(&tree),
            path: path.to_owned(),
            prefix: prefix.to_owned(),
            standard: false,
        };
        self.loaded.units.push(unit);
        self.open.push(path.to_owned());
        for declaration in &tree.declarations {
            if let DeclarationKind::Import(import) = &declaration.kind {
                let target = self.loader.resolve(path, &import.path.node);
                let inner = match &import.alias {
                    Some(alias) => format!("{prefix}{}.", alias.text),
                    None => prefix.to_owned(),
                };
                self.unit(&target, &inner, Some(&import.path));
            }
        }
        self.open.pop();
    }

    fn tree(&mut self, path: &str, importer: Option<&ast::Text>) -> Option<Rc<ast::File>> {
        if let Some(known) = self.trees.get(path) {
            return known.clone();
        }
        let tree = match self.loader.read(path) {
            Ok(text) => Some(self.parse(path, text)),
            Err(reason) => {
                self.unreadable(path, &reason, importer);
                None
            }
        };
        self.trees.insert(path.to_owned(), tree.clone());
        tree
    }

    fn parse(&mut self, path: &str, text: String) -> Rc<ast::File> {
        let id = self.loaded.sources.add(path, text);
        self.loaded.files.push(id);
        let text = self.loaded.sources.file(id).map_or("", |f| f.text.as_str());
        let parsed = duly_syntax::parse(id, text);
        self.findings.syntax(text, parsed.diagnostics);
        Rc::new(parsed.file)
    }

    fn standard(&mut self) {
        for (name, text) in STANDARD {
            let tree = self.parse(name, text.to_owned());
            let unit = Unit { tree, path: name.to_owned(), prefix: String::new(), standard: true };
            self.loaded.units.push(unit);
        }
    }

    fn unreadable(&mut self, path: &str, reason: &str, importer: Option<&ast::Text>) {
        self.findings.lost_file();
        let message = format!("`{path}` cannot be read: {reason}");
        let finding = match importer {
            Some(written) => {
                Diagnostic::error(codes::UNREADABLE_FILE, written.span, message, "imported here")
                    .help("the path starts from the folder of the file that imports it")
            }
            None => Diagnostic {
                labels: Vec::new(),
                ..Diagnostic::error(codes::UNREADABLE_FILE, Span::default(), message, "")
            },
        };
        self.findings.add(finding);
    }

    fn cycle(&mut self, start: usize, path: &str, importer: Option<&ast::Text>) {
        let chain: Vec<String> =
            self.open[start..].iter().map(String::as_str).chain([path]).map(|p| format!("`{p}`")).collect();
        let span = importer.map(|t| t.span).unwrap_or_default();
        let (message, label, help) = match chain.as_slice() {
            [_, _] => ("this file imports itself".to_owned(), "the file it stands in", "leave this line out"),
            _ => (
                format!("these files import each other in a circle: {}", chain.join(" imports ")),
                "this closes the circle",
                "move what both need into a file of its own that imports neither",
            ),
        };
        self.findings.add(Diagnostic::error(codes::IMPORT_CYCLE, span, message, label).help(help));
    }

    fn too_deep(&mut self, importer: Option<&ast::Text>) {
        self.findings.lost_file();
        let span = importer.map(|t| t.span).unwrap_or_default();
        let message = format!("imports nest deeper than {DEEPEST} files");
        self.findings.add(
            Diagnostic::error(codes::IMPORT_CYCLE, span, message, "")
                .help("look whether a file imports itself by another path"),
        );
    }
}
