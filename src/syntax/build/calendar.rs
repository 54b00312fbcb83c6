//! Calendars.

use super::Builder;
use crate::ast::{CalendarDecl, CalendarItem, CalendarItemKind, DueAt, Text};
use crate::grammar::{Node, Rule};
use crate::split::Block;
use duly_diag::{Diagnostic, codes};

impl<'t> Builder<'t, '_> {
    /// `calendar office in "Europe/Prague" { .. }`; one that is made of others has no block.
    pub(crate) fn calendar(&mut self, head: &Node<'t>, block: Option<&Block>) -> Option<CalendarDecl> {
        let name = self.declared_in(head)?;
        self.refuse_version(head, "versions of a calendar");
        if let Some(algebra) = head.part(Rule::later_algebra) {
            self.not_yet(self.span(&algebra), "calendars made of other calendars");
        }
        let zone = self.zone(head);
        let items = block
            .map_or_else(Vec::new, |b| self.lines(b, Rule::calendar_line_statement, Self::calendar_line));
        Some(CalendarDecl { name, zone, items })
    }

    /// `from 2026-07-01` in a declaration's head.
    pub(crate) fn refuse_version(&mut self, head: &Node<'t>, what: &str) {
        if let Some(later) = head.part(Rule::later_version) {
            self.not_yet(self.span(&later), what);
        }
    }

    fn zone(&mut self, head: &Node<'t>) -> Option<Text> {
        if let Some(later) = head.part(Rule::later_zone) {
            self.not_yet(self.span(&later), "zones that are read from the ticket");
        }
        if let Some(near) = head.part(Rule::zone_near) {
            let right = format!("\"{}\"", near.text());
            let span = self.span(&near);
            let finding = Diagnostic::error(
                codes::QUOTE_NEEDED,
                span,
                "the name of a zone needs quotes",
                "no quotes here",
            );
            self.findings.push(finding.help(format!("write `{right}`")).fix(span, right));
            return Some(Text::new(near.text().to_owned(), span));
        }
        self.text_in(head)
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
