//! A sheet: columns, and rows of kept values, flat. Every report but its totals is one.

use crate::column::{Column, Kind, NULL, Raw};
use crate::texts::Texts;
use std::cmp::Ordering;

/// Rows of kept values.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub(crate) columns: Vec<Column>,
    pub(crate) texts: Texts,
    cells: Vec<Raw>,
}

/// What rows are put in order by: a column, and whether from the highest down. Rows without a value come last
/// either way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct OrderBy {
    pub(crate) column: usize,
    pub(crate) descending: bool,
}

impl OrderBy {
    /// From the lowest up.
    pub(crate) fn up(column: usize) -> OrderBy {
        OrderBy { column, descending: false }
    }
}

impl Sheet {
    pub(crate) fn new(columns: Vec<Column>) -> Sheet {
        Sheet { columns, texts: Texts::default(), cells: Vec::new() }
    }

    /// Adds a row: one value for each column.
    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = Raw>) {
        let before = self.cells.len();
        self.cells.extend(row);
        debug_assert_eq!(self.cells.len() - before, self.columns.len(), "a value for each column");
    }

    /// Adds a row of what is made for each column, which may add texts.
    pub(crate) fn push_with(&mut self, mut value: impl FnMut(usize, &mut Texts) -> Raw) {
        for column in 0..self.columns.len() {
            self.cells.push(value(column, &mut self.texts));
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.cells.len() / self.columns.len().max(1)
    }

    pub(crate) fn raw(&self, row: usize, column: usize) -> Raw {
        self.cells[row * self.columns.len() + column]
    }

    /// Appends the rows of another sheet of the same columns.
    pub(crate) fn absorb(&mut self, other: &Sheet) {
        let mut numbers = Renumbering::default();
        for row in other.cells.chunks_exact(other.columns.len().max(1)) {
            for (column, &raw) in other.columns.iter().zip(row) {
                let raw = numbers.translate(&column.kind, raw, &other.texts, &mut self.texts);
                self.cells.push(raw);
            }
        }
    }

    /// The rows in order: by the first of these, those it finds equal by the next, and so on; rows that all find
    /// equal stay as they were added.
    pub(crate) fn sorted(&self, orders: &[OrderBy]) -> Vec<usize> {
        let mut rows: Vec<usize> = (0..self.rows()).collect();
        rows.sort_by(|&a, &b| {
            orders.iter().map(|o| self.compare(*o, a, b)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
        });
        rows
    }

    fn compare(&self, order: OrderBy, a: usize, b: usize) -> Ordering {
        let kind = &self.columns[order.column].kind;
        let (a, b) = (self.raw(a, order.column), self.raw(b, order.column));
        match (a == NULL, b == NULL) {
            (false, false) if order.descending => kind.compare(b, a, &self.texts),
            (false, false) => kind.compare(a, b, &self.texts),
            (a_absent, b_absent) => a_absent.cmp(&b_absent),
        }
    }
}

/// The numbers of one sheet's texts in another.
#[derive(Debug, Default)]
pub(crate) struct Renumbering(Vec<Option<Raw>>);

impl Renumbering {
    /// A value of one sheet as the other keeps it.
    pub(crate) fn translate(&mut self, kind: &Kind, raw: Raw, from: &Texts, to: &mut Texts) -> Raw {
        let (Kind::Text, Ok(index)) = (kind, usize::try_from(raw)) else { return raw };
        if index >= self.0.len() {
            self.0.resize(index + 1, None);
        }
        *self.0[index].get_or_insert_with(|| to.intern(from.get(raw)))
    }
}
