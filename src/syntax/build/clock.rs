//! Clocks.

use super::Builder;
use crate::ast::{ClockDecl, ClockItem, ClockItemKind, RestartAs};
use crate::grammar::{Node, Rule};
use crate::split::Block;
use duly_diag::{Diagnostic, codes};

impl<'t> Builder<'t, '_> {
    /// `clock phone_response per call { .. }`
    pub(crate) fn clock(&mut self, head: &Node<'t>, block: &Block) -> Option<ClockDecl> {
        let name = self.declared_in(head)?;
        let from = self.version_date(head);
        let per = self.single(head, Rule::clock_key, "per").and_then(|key| self.name_in(&key));
        let items = self.lines(block, Rule::clock_line_statement, Self::clock_line);
        Some(ClockDecl { name, from, per, items })
    }

    fn clock_line(&mut self, node: &Node<'t>) -> Option<ClockItem> {
        let line = node.first()?;
        let kind = match line.rule() {
            Rule::start => ClockItemKind::Start(self.when_in(&line)?),
            Rule::stop => ClockItemKind::Stop(self.when_in(&line)?),
            Rule::reopen => ClockItemKind::Reopen(self.when_in(&line)?),
            Rule::final_line => ClockItemKind::Final(self.when_in(&line)?),
            Rule::hide => ClockItemKind::HideWhile(self.condition_in(&line)?),
            Rule::cancel => {
                ClockItemKind::Cancel { when: self.when_in(&line)?, even_if_late: line.has(Rule::even_late) }
            }
            Rule::restart => self.restart(&line)?,
            _ => self.pause(&line)?,
        };
        Some(ClockItem { kind, span: self.span(node) })
    }

    fn restart(&mut self, line: &Node<'t>) -> Option<ClockItemKind> {
        let end = line.part(Rule::restart_as)?.part(Rule::restart_end)?;
        let ends = if end.text() == "met" { RestartAs::Met } else { RestartAs::Cancelled };
        if let Some(second) = line.all(Rule::guard).nth(1) {
            let finding = Diagnostic::error(
                codes::REPEATED_PART,
                self.span(&second),
                "a line has one `if`",
                "a second one",
            );
            self.findings.push(finding.help("join the conditions with `and`"));
        }
        Some(ClockItemKind::Restart { when: self.when(line)?, ends })
    }

    fn pause(&mut self, line: &Node<'t>) -> Option<ClockItemKind> {
        if line.has(Rule::kw_while) {
            return Some(ClockItemKind::PauseWhile(self.condition_in(line)?));
        }
        let ends: Vec<Node<'t>> = line.all(Rule::when).collect();
        let [from, until] = ends.as_slice() else { return None };
        let (from, until) = (self.when(from), self.when(until));
        Some(ClockItemKind::PauseFrom { from: from?, until: until? })
    }
}
