//! Scripts, and the places where one stands for a value.

use super::Builder;
use crate::ast::{ActionKind, ComputedAction, DateKind, Name, ScriptDecl, ScriptType, Spanned, Text, Verb};
use crate::diagnose::shorten;
use crate::grammar::{Node, Rule};
use duly_diag::{Diagnostic, codes, did_you_mean, list_of};

/// Other languages' names of what a script can give, and ours.
const FOREIGN_TYPES: [(&str, ScriptType); 14] = [
    ("string", ScriptType::Text),
    ("str", ScriptType::Text),
    ("int", ScriptType::Number),
    ("integer", ScriptType::Number),
    ("float", ScriptType::Number),
    ("decimal", ScriptType::Number),
    ("bool", ScriptType::YesNo),
    ("boolean", ScriptType::YesNo),
    ("datetime", ScriptType::Instant),
    ("timestamp", ScriptType::Instant),
    ("list", ScriptType::ListOfText),
    ("array", ScriptType::ListOfText),
    ("dates", ScriptType::ListOfDates),
    ("list of date", ScriptType::ListOfDates),
];

impl<'t> Builder<'t, '_> {
    /// `script NAME(parameters) -> TYPE ```rhai .. ``` `
    pub(crate) fn script(&mut self, head: &Node<'t>) -> Option<ScriptDecl> {
        let fence = head.part(Rule::fence)?;
        let text = fence.part(Rule::script_text)?;
        if let Some(language) = fence.part(Rule::fence_language).filter(|n| n.text() != "rhai") {
            let span = self.span(&language);
            let message = format!("scripts are written in rhai, not in `{}`", shorten(language.text()));
            self.wrong_form(codes::SCRIPT_LANGUAGE, span, message, "rhai");
        }
        let result = match (head.part(Rule::script_type), head.part(Rule::script_type_near)) {
            (Some(written), _) => Spanned::new(script_type(written.text())?, self.span(&written)),
            (None, near) => self.script_type_near(&near?)?,
        };
        // A node ends with its last word; the text goes on to the fence.
        let span = self.findings.span(text.start(), fence.end() - "```".len());
        let text = Text::new(self.findings.text(span).to_owned(), span);
        let parameters =
            head.all(Rule::script_parameter).filter_map(|node| self.name_in(&node)).collect::<Vec<Name>>();
        Some(ScriptDecl { name: self.declared_in(head)?, parameters, result, text })
    }

    /// Another word for a type; read as meant where that is certain.
    fn script_type_near(&mut self, node: &Node<'t>) -> Option<Spanned<ScriptType>> {
        let (span, written) = (self.span(node), node.text());
        let ours = ScriptType::ALL.map(|(_, word)| word);
        let foreign = FOREIGN_TYPES.iter().find(|(theirs, _)| written.eq_ignore_ascii_case(theirs));
        let near =
            foreign.map(|(_, kind)| *kind).or_else(|| did_you_mean(written, ours).and_then(script_type));
        let message = format!("`{}` is nothing that a script can give", shorten(written));
        let finding = Diagnostic::error(codes::SCRIPT_TYPE, span, message, "no such type");
        self.findings.push(match near {
            Some(kind) => finding.help(format!("did you mean `{}`?", kind.as_str())).fix(span, kind.as_str()),
            None => finding.help(format!("a script gives {}", list_of(ours, "or"))),
        });
        near.map(|kind| Spanned::new(kind, span))
    }

    /// `dates easter(year)`
    pub(crate) fn script_dates(&mut self, node: &Node<'_>) -> Option<DateKind> {
        let argument = node.part(Rule::script_parameter).and_then(|n| self.name_in(&n))?;
        if argument.text != "year" {
            let message = format!("a calendar gives a script its years, and no `{}`", argument.text);
            self.wrong_form(codes::SCRIPT_DATES, argument.span, message, "year");
        }
        Some(DateKind::Script(self.script_name(node)?))
    }

    /// An action that may name a script where else a text stands.
    pub(crate) fn with_text(
        &self,
        form: &Node<'t>,
        verb: Verb,
        plain: impl FnOnce(Text) -> ActionKind,
    ) -> Option<ActionKind> {
        if let Some(text) = self.text_in(form) {
            return Some(plain(text));
        }
        Some(ActionKind::Computed(ComputedAction { verb, script: self.script_name(form)? }))
    }

    /// The script that is named among a node's parts.
    pub(crate) fn script_name(&self, node: &Node<'_>) -> Option<Name> {
        node.part(Rule::script_name).map(|n| self.name(&n))
    }
}

/// A type by its words, however far apart they stand.
fn script_type(written: &str) -> Option<ScriptType> {
    let words: Vec<&str> = written.split_whitespace().collect();
    let written = words.join(" ");
    ScriptType::ALL.iter().find(|(_, word)| *word == written).map(|(kind, _)| *kind)
}
