//! The columns of a test's cases, and the values that stand for them.

use super::Stage;
use duly_diag::{Diagnostic, Span, codes, did_you_mean};
use duly_syntax::ast::{CaseCell, CaseTable, Name, Value, ValueKind};

/// One row of a table of cases.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'p> {
    pub columns: &'p [Name],
    pub cells: &'p [CaseCell],
}

impl<'p> Stage<'p, '_, '_> {
    /// Reports a table of cases that cannot be run.
    pub fn check_cases(&mut self, tables: &[CaseTable]) {
        let [table, others @ ..] = tables else { return };
        for other in others {
            let message = "a test has one table of cases";
            let finding = Diagnostic::error(codes::CASES, other.span, message, "a second one");
            self.scope.findings.add(finding.label(table.span, "the first one").help("join the tables"));
        }
        for (at, column) in table.columns.iter().enumerate() {
            if let Some(first) = table.columns[..at].iter().find(|c| c.text == column.text) {
                let message = format!("two columns are called `{}`", column.text);
                let finding = Diagnostic::error(codes::CASES, column.span, message, "again");
                let finding = finding.label(first.span, "first here");
                self.scope.findings.add(finding.help("give one of them another name"));
            }
        }
        if table.rows.is_empty() {
            let message = "these cases have no row, so the test never runs";
            let finding = Diagnostic::error(codes::CASES, table.span, message, "");
            self.scope.findings.add(finding.help("write a row of values below the names of the columns"));
        }
        for row in table.rows.iter().filter(|row| row.cells.len() != table.columns.len()) {
            let (cells, columns) = (row.cells.len(), table.columns.len());
            let message = format!("this row has {cells} cells, and the columns are {columns}");
            let finding = Diagnostic::error(codes::CELL_COUNT, row.span, message, "");
            self.scope.findings.add(finding.help("write one value for each column"));
        }
    }

    /// The cell of this row that a name stands for; a name in quotes is only a column's that was named in quotes.
    pub fn cell(&self, name: &str, quoted: bool) -> Option<&'p CaseCell> {
        let row = self.row?;
        let at = row.columns.iter().position(|c| c.text == name && c.quoted == quoted)?;
        row.cells.get(at)
    }

    /// A name, or the text of the cell that it stands for.
    pub fn name(&mut self, name: &Name) -> Option<Name> {
        let Some(cell) = self.cell(&name.text, name.quoted) else { return Some(name.clone()) };
        match cell {
            CaseCell::Value(Value { kind: ValueKind::Word(text), span }) => {
                Some(Name { text: text.clone(), span: *span, quoted: false })
            }
            CaseCell::Value(Value { kind: ValueKind::Text(text), span }) => {
                Some(Name { text: text.clone(), span: *span, quoted: true })
            }
            other => self.wrong_cell(other.span(), name.span, "a name"),
        }
    }

    /// A value, or the one that it stands for.
    pub fn value(&mut self, value: &Value) -> Option<Value> {
        let cell = match &value.kind {
            ValueKind::Word(text) => self.cell(text, false),
            ValueKind::Text(text) => self.cell(text, true),
            _ => None,
        };
        match cell {
            None => Some(value.clone()),
            Some(CaseCell::Value(value)) => Some(value.clone()),
            Some(CaseCell::Later(later)) => self.wrong_cell(later.span, value.span, "a value"),
        }
    }

    /// A cell of another kind than its column is used for.
    pub fn wrong_cell<T>(&mut self, cell: Span, used: Span, wanted: &str) -> Option<T> {
        let message = format!("the test uses this column for {wanted}, and this cell is something else");
        self.scope.fail(
            Diagnostic::error(codes::WRONG_CELL, cell, message, "")
                .label(used, format!("{wanted} here"))
                .help(format!("write {wanted} in every cell of the column")),
        )
    }

    /// A name where only a column can stand.
    pub fn no_column<T>(&mut self, name: &Name, wanted: &str, example: &str) -> Option<T> {
        let Some(row) = self.row else {
            let message = format!("`{}` is not {wanted}", name.text);
            let finding = Diagnostic::error(codes::NO_MOMENT, name.span, message, "");
            return self.scope.fail(finding.help(format!("write {wanted} like {example}")));
        };
        let columns = || row.columns.iter().map(|c| c.text.as_str());
        let message = format!("the cases have no column `{}`", name.text);
        let finding = Diagnostic::error(codes::UNKNOWN_COLUMN, name.span, message, "not known");
        self.scope.fail(match did_you_mean(&name.text, columns()) {
            Some(near) => crate::scope::suggest(finding, name.span, near, name.quoted),
            None => finding.help(format!("the columns are {}", duly_diag::list_of(columns(), "and"))),
        })
    }
}
