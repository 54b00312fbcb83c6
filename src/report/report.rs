//! A finished report: rows of cells in order.

use crate::column::{Cell, Column, Raw};
use crate::sheet::{OrderBy, Sheet};
use crate::spec::{ReportKind, Sort};

/// Columns and rows, in the order in which every format shows them.
#[derive(Clone, Debug)]
pub struct Report {
    kind: ReportKind,
    sheet: Sheet,
    order: Vec<usize>,
    totals: Option<Vec<Raw>>,
}

impl Report {
    /// The rows of a sheet in a report's own order, or in that of `sort` if the report has the column, its own
    /// order deciding between equal values.
    pub(crate) fn new(kind: ReportKind, sheet: Sheet, own: &[OrderBy], sort: Option<&Sort>) -> Report {
        let asked = sort.and_then(|sort| {
            let column = sheet.columns.iter().position(|c| sort.is(&c.name))?;
            Some(OrderBy { column, descending: sort.descending })
        });
        let orders: Vec<OrderBy> = asked.into_iter().chain(own.iter().copied()).collect();
        let order = sheet.sorted(&orders);
        Report { kind, sheet, order, totals: None }
    }

    pub(crate) fn with_totals(self, totals: Vec<Raw>) -> Report {
        Report { totals: Some(totals), ..self }
    }

    /// Which report it is.
    #[must_use]
    pub fn kind(&self) -> ReportKind {
        self.kind
    }

    /// Its columns.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.sheet.columns
    }

    /// The number of rows, the totals row aside.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.order.len()
    }

    /// The cells of a row; none past the last.
    pub fn row(&self, row: usize) -> impl Iterator<Item = Cell<'_>> {
        let row = self.order.get(row).copied();
        let cells = move |row: usize| (0..self.columns().len()).map(move |column| self.at(row, column));
        row.into_iter().flat_map(cells)
    }

    /// A cell; no value outside the report.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        match self.order.get(row) {
            Some(&row) if column < self.columns().len() => self.at(row, column),
            _ => Cell::Null,
        }
    }

    /// The cells of the totals row, if the report has one; its group columns have no value.
    pub fn totals(&self) -> Option<impl Iterator<Item = Cell<'_>>> {
        let totals = self.totals.as_ref()?;
        Some(self.columns().iter().zip(totals).map(|(c, raw)| c.kind.cell(*raw, &self.sheet.texts)))
    }

    fn at(&self, row: usize, column: usize) -> Cell<'_> {
        self.columns()[column].kind.cell(self.sheet.raw(row, column), &self.sheet.texts)
    }
}
