//! The file's version, imports and the policy block.

use super::Builder;
use crate::ast::{Import, Percent, PhraseDecl, Policy, Span, Spanned, Text};
use crate::grammar::{Node, Rule};
use crate::split::{Block, Statement};
use duly_diag::{Diagnostic, codes};

/// The language that this version of duly reads.
pub const VERSION: u32 = 1;

/// One line of a policy block.
enum Line {
    Zone(Text),
    Owner(Text),
    CreditCap(Spanned<Percent>),
    Simulate(Span),
}

impl<'t> Builder<'t, '_> {
    /// `duly 1`
    pub(crate) fn version(&mut self, statement: &Statement) -> Option<Spanned<u32>> {
        let node = self.statement(Rule::version_statement, statement.start, statement.end)?;
        let number = node.part(Rule::version_number)?;
        let span = self.span(&number);
        let text = number.text();
        let major = text.split('.').next().unwrap_or(text);
        match major.parse::<u32>() {
            Ok(version) if version == VERSION && text != major => {
                self.wrong_form(
                    codes::NEWER_VERSION,
                    span,
                    "the language's version is a whole number",
                    major,
                );
                Some(Spanned::new(version, span))
            }
            Ok(version) if version == VERSION => Some(Spanned::new(version, span)),
            Ok(0) => {
                let finding = Diagnostic::error(
                    codes::NEWER_VERSION,
                    span,
                    "there is no language version 0",
                    "no such version",
                );
                self.findings.push(finding.help("write `duly 1`").fix(span, "1"));
                Some(Spanned::new(0, span))
            }
            version => {
                let message = format!(
                    "this policy is written for language {text}, and this duly reads language {VERSION}"
                );
                let finding = Diagnostic::error(codes::NEWER_VERSION, span, message, "a newer language");
                self.findings.push(finding.help("use a newer version of duly to read this file"));
                Some(Spanned::new(version.unwrap_or(u32::MAX), span))
            }
        }
    }

    /// `import "file.sla" as emea`
    pub(crate) fn import(&mut self, head: &Node<'t>) -> Option<Import> {
        Some(Import { path: self.text_in(head)?, alias: self.declared_in(head) })
    }

    /// `phrase "agent replies" means message by agent if public`
    pub(crate) fn phrase(&mut self, node: &Node<'t>) -> Option<PhraseDecl> {
        Some(PhraseDecl { name: self.declared_in(node)?, means: self.when_in(node)? })
    }

    /// `policy "Acme support" { .. }`
    pub(crate) fn policy(&mut self, head: &Node<'t>, block: &Block) -> Option<Policy> {
        let mut policy = Policy {
            name: self.declared_in(head)?,
            zones: Vec::new(),
            owners: Vec::new(),
            credit_caps: Vec::new(),
            simulates: Vec::new(),
        };
        for line in self.lines(block, Rule::policy_line_statement, Self::policy_line) {
            match line {
                Line::Zone(text) => policy.zones.push(text),
                Line::Owner(text) => policy.owners.push(text),
                Line::CreditCap(percent) => policy.credit_caps.push(percent),
                Line::Simulate(span) => policy.simulates.push(span),
            }
        }
        Some(policy)
    }

    fn policy_line(&mut self, node: &Node<'t>) -> Option<Line> {
        if let Some(simulate) = node.part(Rule::simulate) {
            return Some(Line::Simulate(self.span(&simulate)));
        }
        if let Some(cap) = node.part(Rule::credit_cap) {
            return self.credit_cap(&cap).map(Line::CreditCap);
        }
        let text = self.text_in(node)?;
        Some(if node.has(Rule::kw_zone) { Line::Zone(text) } else { Line::Owner(text) })
    }
}
