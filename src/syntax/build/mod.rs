//! Parsed statements to the syntax tree.
//!
//! A builder gives `None` only where a finding says why: what was matched by a rule `x_near` is reported and,
//! where its meaning is certain, read as meant.

pub(crate) mod agreement;
pub(crate) mod calendar;
pub(crate) mod cases;
pub(crate) mod clock;
pub(crate) mod conditions;
pub(crate) mod dates;
pub(crate) mod days;
pub(crate) mod events;
pub(crate) mod lengths;
pub(crate) mod level;
pub(crate) mod objective;
pub(crate) mod parameters;
pub(crate) mod policy;
pub(crate) mod rules;
pub(crate) mod script;
pub(crate) mod session;
pub(crate) mod tests;
pub(crate) mod ticket;
pub(crate) mod times;
pub(crate) mod triggers;
pub(crate) mod values;

use crate::ast::{Name, Span, Text};
use crate::diagnose::Findings;
use crate::explain;
use crate::grammar::{self, Node, Rule};
use crate::split::{Block, Statement};
use duly_diag::{Code, Diagnostic, codes};

/// What the builders share: the mask to parse, and the findings.
pub(crate) struct Builder<'t, 'f> {
    pub mask: &'t str,
    pub findings: &'f mut Findings<'t>,
}

impl<'t> Builder<'t, '_> {
    /// Parses a range of the file by a rule; what does not fit is reported, unless the range already has a finding.
    pub(crate) fn statement(&mut self, rule: Rule, start: usize, end: usize) -> Option<Node<'t>> {
        let text = self.mask.get(start..end)?;
        match grammar::parse(rule, text, start) {
            Ok(node) => Some(node),
            Err(failure) => {
                self.findings.note_failure(&failure);
                if !self.findings.any_within(start, end) {
                    let finding = explain::failure(self.findings, self.mask, rule, &failure, start..end);
                    self.findings.push(finding);
                }
                None
            }
        }
    }

    /// Parses every statement of a block by one rule and builds each; a statement whose builder gives nothing
    /// without a finding draws one.
    pub(crate) fn lines<T>(
        &mut self,
        block: &Block,
        rule: Rule,
        build: impl Fn(&mut Self, &Node<'t>) -> Option<T>,
    ) -> Vec<T> {
        let mut built = Vec::new();
        for statement in &block.statements {
            if let Some(node) = self.statement(rule, statement.start, statement.end) {
                let item = build(self, &node);
                self.account_for(item.is_some(), statement);
                built.extend(item);
            }
        }
        built
    }

    /// Nothing that was written may be dropped in silence.
    pub(crate) fn account_for(&mut self, built: bool, statement: &Statement) {
        if !built && !self.findings.any_within(statement.start, statement.end) {
            let span = self.findings.span(statement.start, statement.end);
            self.report(codes::SYNTAX, span, "this line cannot be read", "here");
        }
    }

    /// The place of a node.
    pub(crate) fn span(&self, node: &Node<'_>) -> Span {
        self.findings.span(node.start(), node.end())
    }

    /// What the file itself says at a node (the mask may say it otherwise).
    pub(crate) fn source(&self, node: &Node<'_>) -> &'t str {
        self.findings.text(self.span(node))
    }

    /// Reports an error that has no more to say.
    pub(crate) fn report(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) {
        self.findings.push(Diagnostic::error(code, span, message, label));
    }

    /// Reports something written in another form than the language's, with the right one.
    pub(crate) fn wrong_form(&mut self, code: Code, span: Span, message: impl Into<String>, right: &str) {
        let finding = Diagnostic::error(code, span, message, "another form")
            .help(format!("write `{right}`"))
            .fix(span, right);
        self.findings.push(finding);
    }

    /// A name, used or given.
    pub(crate) fn name(&self, node: &Node<'_>) -> Name {
        let quoted = node.text().starts_with('"');
        let text = if quoted { unquote(node.text()) } else { node.text().to_owned() };
        Name { text, span: self.span(node), quoted }
    }

    /// The first name among a node's parts.
    pub(crate) fn name_in(&self, node: &Node<'_>) -> Option<Name> {
        node.part(Rule::name).map(|n| self.name(&n))
    }

    /// The name that a declaration gives.
    pub(crate) fn declared_in(&self, node: &Node<'_>) -> Option<Name> {
        node.part(Rule::declared).map(|n| self.name(&n))
    }

    /// A quoted text.
    pub(crate) fn text(&self, node: &Node<'_>) -> Text {
        Text::new(unquote(node.text()), self.span(node))
    }

    /// The first text among a node's parts.
    pub(crate) fn text_in(&self, node: &Node<'_>) -> Option<Text> {
        node.part(Rule::text).map(|n| self.text(&n))
    }
}

/// The inside of a string: `\"` is a quote, any other backslash is itself.
pub(crate) fn unquote(string: &str) -> String {
    let inner = string.strip_prefix('"').unwrap_or(string);
    inner.strip_suffix('"').unwrap_or(inner).replace("\\\"", "\"")
}
