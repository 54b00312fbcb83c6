//! Tables of cases.

use super::Builder;
use crate::ast::{CaseCell, CaseRow, CaseTable, Name, Value, ValueKind};
use crate::grammar::{Node, Rule};
use crate::split::{Block, Statement};
use duly_diag::{Diagnostic, codes};

impl<'t> Builder<'t, '_> {
    /// `cases { table with pipes }`
    pub(crate) fn case_table(&mut self, statement: &Statement, block: &Block) -> Option<CaseTable> {
        let span = self.findings.span(statement.start, statement.end);
        let mut rows = self.lines(block, Rule::case_row_statement, Self::case_row).into_iter();
        let Some(header) = rows.next() else {
            if self.findings.any_within(statement.start, statement.end) {
                return None;
            }
            let message = "a table of cases has a row of names and rows of values";
            let finding = Diagnostic::error(codes::SYNTAX, span, message, "nothing in it");
            self.findings.push(finding.help("write `priority | due` and below it `high | 2026-03-09 09:10`"));
            return None;
        };
        // Without its names, a row of values is no first row.
        if block.statements.first().is_some_and(|names| self.findings.any_within(names.start, names.end)) {
            return None;
        }
        let columns: Vec<Option<Name>> = header.cells.iter().map(|cell| self.column(cell)).collect();
        let columns: Vec<Name> = columns.into_iter().collect::<Option<_>>()?;
        Some(CaseTable { columns, rows: rows.collect(), span })
    }

    fn case_row(&mut self, node: &Node<'t>) -> Option<CaseRow> {
        let cells: Vec<Option<CaseCell>> =
            node.all(Rule::case_cell).map(|cell| self.case_cell(&cell)).collect();
        let texts: Vec<&str> = node.all(Rule::case_cell).map(|cell| self.source(&cell)).collect();
        let text = texts.join(" | ");
        Some(CaseRow { cells: cells.into_iter().collect::<Option<_>>()?, text, span: self.span(node) })
    }

    fn case_cell(&mut self, node: &Node<'t>) -> Option<CaseCell> {
        let form = node.first()?;
        Some(match form.rule() {
            Rule::later => CaseCell::Later(self.later(&form)?),
            _ => CaseCell::Value(self.value(&form)?),
        })
    }

    /// A cell of the first row: the name of its column.
    fn column(&mut self, cell: &CaseCell) -> Option<Name> {
        match cell {
            CaseCell::Value(Value { kind: ValueKind::Word(text), span }) => {
                Some(Name { text: text.clone(), span: *span, quoted: false })
            }
            CaseCell::Value(Value { kind: ValueKind::Text(text), span }) => {
                Some(Name { text: text.clone(), span: *span, quoted: true })
            }
            other => {
                let message = "the first row of a table of cases names its columns";
                let finding = Diagnostic::error(codes::SYNTAX, other.span(), message, "no name");
                self.findings.push(finding.help("write a word here, and use it in the lines of the test"));
                None
            }
        }
    }
}
