//! Calendars.

use super::Builder;
use crate::ast::{
    CalendarDecl, CalendarItem, CalendarItemKind, CalendarMix, CalendarMixKind, CalendarZone, DueAt, Name,
    Text,
};
use crate::grammar::{Node, Rule};
use crate::split::Block;
use duly_diag::{Diagnostic, codes};

impl<'t> Builder<'t, '_> {
    /// `calendar office in "Europe/Prague" { .. }`; one that is made of others need not have a block.
    pub(crate) fn calendar(&mut self, head: &Node<'t>, block: Option<&Block>) -> Option<CalendarDecl> {
        let name = self.declared_in(head)?;
        let from = self.version_date(head);
        let zone = self.single(head, Rule::calendar_zone, "in").and_then(|zone| self.zone(&zone));
        let mix = match head.part(Rule::mix) {
            Some(mix) => Some(self.mix(&mix)?),
            None => None,
        };
        let items = block
            .map_or_else(Vec::new, |b| self.lines(b, Rule::calendar_line_statement, Self::calendar_line));
        Some(CalendarDecl { name, from, zone, mix, items })
    }

    fn zone(&mut self, node: &Node<'t>) -> Option<CalendarZone> {
        if let Some(field) = node.part(Rule::zone_field) {
            let text = field.text().trim_start_matches("ticket.").to_owned();
            let span = self.findings.span(field.end() - text.len(), field.end());
            let field = Name { text, span, quoted: false };
            return Some(CalendarZone::Field { field, fallback: self.text_in(node) });
        }
        if let Some(near) = node.part(Rule::zone_near) {
            let right = format!("\"{}\"", near.text());
            let span = self.span(&near);
            let finding = Diagnostic::error(
                codes::QUOTE_NEEDED,
                span,
                "the name of a zone needs quotes",
                "no quotes here",
            );
            self.findings.push(finding.help(format!("write `{right}`")).fix(span, right));
            return Some(CalendarZone::Named(Text::new(near.text().to_owned(), span)));
        }
        self.text_in(node).map(CalendarZone::Named)
    }

    /// `emea or apac`, `always except office`
    fn mix(&mut self, node: &Node<'t>) -> Option<CalendarMix> {
        let span = self.span(node);
        let (mut parts, mut words) = (Vec::new(), Vec::new());
        for part in node.parts() {
            match part.rule() {
                Rule::mix_part => parts.push(self.mix_part(&part)),
                Rule::kw_or => words.push("or"),
                Rule::kw_and => words.push("and"),
                Rule::kw_except => words.push("except"),
                Rule::joiner_near => words.push(if self.joiner_near(&part) { "and" } else { "or" }),
                _ => {}
            }
        }
        if let Some(other) = words.iter().find(|word| **word != words[0]) {
            let message = format!("`{}` and `{other}` are mixed, which can be read in two ways", words[0]);
            let finding = Diagnostic::error(codes::MIXED_AND_OR, span, message, "which belong together?");
            self.findings.push(finding.help("write parentheses around the parts that belong together"));
            return None;
        }
        let mut parts: Vec<CalendarMix> = parts.into_iter().collect::<Option<_>>()?;
        let kind = match words.first().copied() {
            None => return parts.pop(),
            Some("or") => CalendarMixKind::Any(parts),
            Some("and") => CalendarMixKind::All(parts),
            Some(_) => CalendarMixKind::Except(parts),
        };
        Some(CalendarMix { kind, span })
    }

    fn mix_part(&mut self, node: &Node<'t>) -> Option<CalendarMix> {
        if let Some(inner) = node.part(Rule::mix) {
            return self.mix(&inner);
        }
        let name = self.name_in(node)?;
        Some(CalendarMix { span: name.span, kind: CalendarMixKind::Name(name) })
    }

    fn calendar_line(&mut self, node: &Node<'t>) -> Option<CalendarItem> {
        let line = node.first()?;
        let kind = match line.rule() {
            Rule::hours => {
                let days = self.days(&line.part(Rule::days)?);
                let windows = self.windows_in(&line);
                CalendarItemKind::Hours { days: days?, windows: windows? }
            }
            Rule::due_at => {
                let side = line.part(Rule::due_side)?;
                CalendarItemKind::DueAt(if side.text() == "closing" {
                    DueAt::Closing
                } else {
                    DueAt::Opening
                })
            }
            rule => {
                let dates = self.dates_in(&line);
                let windows = self.windows_in(&line);
                let label = self.text_in(&line);
                let (dates, windows) = (dates?, windows?);
                if rule == Rule::open_dates {
                    CalendarItemKind::Open { dates, windows, label }
                } else {
                    CalendarItemKind::Closed { dates, windows, label }
                }
            }
        };
        Some(CalendarItem { kind, span: self.span(node) })
    }
}
