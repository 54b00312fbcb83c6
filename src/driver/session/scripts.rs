//! The scripts of a session's policy, those that compute dates among them: a plan holds only what is asked of tickets.

use super::Session;
use duly_diag::Span;
use duly_syntax::ast::{DeclarationKind, ScriptDecl};

/// A script as it is declared.
pub(super) struct DeclaredScript {
    /// Its name.
    pub name: String,
    /// Its parameters and what it gives: `(contract, seats) -> number`.
    pub form: String,
    /// Its doc comment.
    pub doc: Option<String>,
    /// Where it stands.
    pub span: Span,
    /// Whether it comes with duly.
    pub standard: bool,
}

/// What the names of files that come with duly begin with.
const STANDARD: &str = "<std>";

impl Session {
    /// Every script, in the order of the texts.
    pub(super) fn declared_scripts(&self) -> Vec<DeclaredScript> {
        let mut all = Vec::new();
        for (file, source) in self.sources().files() {
            for declaration in duly_syntax::parse(file, &source.text).file.declarations {
                if let DeclarationKind::Script(script) = &declaration.kind {
                    all.push(DeclaredScript {
                        name: script.name.text.clone(),
                        form: self.form(script),
                        doc: declaration.doc.as_ref().map(|doc| doc.node.clone()),
                        span: declaration.span,
                        standard: source.name.starts_with(STANDARD),
                    });
                }
            }
        }
        all
    }

    fn form(&self, script: &ScriptDecl) -> String {
        let parameters: Vec<&str> = script.parameters.iter().map(|name| name.text.as_str()).collect();
        format!("({}) -> {}", parameters.join(", "), self.on_one_line(script.result.span))
    }
}
