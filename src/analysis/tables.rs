//! Tables of targets: every value has one cell, and so has a field that is not set.

use crate::levels::{LevelStage, Override, Settings};
use crate::names::FieldEntry;
use crate::scope::{Scope, written};
use crate::values::declared;
use duly_diag::{Diagnostic, Span, Spanned, codes, list_of};
use duly_plan::{Const, FieldType, TargetChoice, TargetId};
use duly_syntax::ast::{Selector, TableRow, TargetTable};

/// Which column belongs to which value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    /// Value and column.
    pub cells: Vec<(Const, usize)>,
    /// The column for a field that is not set.
    pub unset: Option<usize>,
}

/// The values of a field that has a list of them, as they are written and as constants.
pub(crate) fn all_values(kind: &FieldType) -> Option<Vec<(String, Const)>> {
    match kind {
        FieldType::Choice { values, .. } => {
            let code = |at: usize| Const::Code(crate::limits::id(at));
            Some(values.iter().enumerate().map(|(at, value)| (written(value), code(at))).collect())
        }
        FieldType::YesNo => {
            Some([true, false].map(|b| (if b { "yes" } else { "no" }.to_owned(), Const::YesNo(b))).to_vec())
        }
        _ => None,
    }
}

impl<'a> Scope<'a, '_> {
    /// The values of columns; one that stands in two of them is an error.
    pub fn columns(&mut self, field: &FieldEntry, columns: &[Spanned<Vec<Selector>>]) -> Option<Columns> {
        let mut found = Columns::default();
        let mut places: Vec<(Option<Const>, Span)> = Vec::new();
        let mut sound = true;
        for (at, column) in columns.iter().enumerate() {
            for selector in &column.node {
                let (key, span) = match selector {
                    Selector::Unset(span) => (None, *span),
                    Selector::Value(value) => match self.constant(field, value) {
                        Some(constant) => (Some(constant), value.span),
                        None => {
                            sound = false;
                            continue;
                        }
                    },
                };
                if let Some((_, first)) = places.iter().find(|(k, _)| *k == key) {
                    let what = match selector {
                        Selector::Unset(_) => "unset".to_owned(),
                        Selector::Value(value) => crate::show::value(value),
                    };
                    self.value_twice(&what, span, *first);
                    sound = false;
                    continue;
                }
                places.push((key.clone(), span));
                match key {
                    Some(value) => found.cells.push((value, at)),
                    None => found.unset = Some(at),
                }
            }
        }
        sound.then_some(found)
    }

    fn value_twice(&mut self, what: &str, again: Span, first: Span) {
        let message = format!("`{what}` has two places");
        self.findings.add(
            Diagnostic::error(codes::VALUE_TWICE, again, message, "again")
                .label(first, "first here")
                .help("keep one of the two"),
        );
    }

    /// The columns of a table, checked to cover all values of its field.
    fn table_columns(&mut self, table: &TargetTable) -> Option<(&'a FieldEntry, Columns)> {
        let field = self.field(&table.field)?;
        let Some(values) = all_values(&field.kind) else {
            let message = format!(
                "`{}` is {}, so a table over it can never be complete",
                field.name,
                field.kind.describe()
            );
            let help = match field.kind {
                FieldType::Text => {
                    format!("declare its values in `ticket {{ }}`: `{} \"..\", \"..\"`", written(&field.name))
                }
                _ => {
                    "use a list of targets with conditions: `CLOCK { within 4h if ..; within 8h otherwise }`"
                        .to_owned()
                }
            };
            let finding =
                Diagnostic::error(codes::NOT_A_TABLE_FIELD, table.field.span, message, "").help(help);
            return self.fail(declared(finding, field));
        };
        let columns = self.columns(field, &table.columns)?;
        let missing: Vec<&str> = values
            .iter()
            .filter(|(_, value)| !columns.cells.iter().any(|(v, _)| v == value))
            .map(|(name, _)| name.as_str())
            .collect();
        if !missing.is_empty() {
            return self.missing_columns(field, table, &missing);
        }
        if columns.unset.is_none() && field.if_unset.is_none() {
            return self.unset_not_covered(field, table);
        }
        Some((field, columns))
    }

    fn missing_columns<T>(&mut self, field: &FieldEntry, table: &TargetTable, missing: &[&str]) -> Option<T> {
        let message = format!(
            "this table has no column for {} of `{}`",
            list_of(missing.iter().copied(), "and"),
            field.name
        );
        let finding = Diagnostic::error(codes::MISSING_CELL, table.header, message, "")
            .help("add a column (`none` is a cell too), or let values share one: `| low, normal |`");
        self.fail(declared(finding, field))
    }

    fn unset_not_covered<T>(&mut self, field: &FieldEntry, table: &TargetTable) -> Option<T> {
        let message = format!("this table does not say what holds while `{}` is not set", field.name);
        let value = all_values(&field.kind).and_then(|v| v.into_iter().next()).map(|(name, _)| name);
        let help = format!(
            "add a column `unset`, or say in `ticket {{ }}` what counts then: `{}, {} if unset`",
            match &field.kind {
                FieldType::YesNo => format!("{} yes/no", written(&field.name)),
                _ => format!("{} ..", written(&field.name)),
            },
            value.unwrap_or_default()
        );
        let finding = Diagnostic::error(codes::UNSET_NOT_COVERED, table.header, message, "").help(help);
        self.fail(declared(finding, field))
    }
}

impl<'a> LevelStage<'a, '_> {
    /// One row of a table with the overrides of its cells.
    pub fn table(
        &mut self,
        table: &'a TargetTable,
        row: &'a TableRow,
        overrides: &[Override<'a>],
        (prefix, settings): (&'a str, &Settings),
    ) -> Option<TargetChoice> {
        let counted = self.right_count(table, row);
        let cells: Vec<_> = row.cells.iter().map(|cell| self.target(prefix, cell, settings)).collect();
        let mut scope = self.scope(prefix);
        let (field, columns) = scope.table_columns(table)?;
        let (id, if_unset) = (field.id, field.if_unset.clone());
        counted?;
        let cells = cells.into_iter().collect::<Option<Vec<Option<TargetId>>>>()?;
        let of_column = |at: &usize| cells.get(*at).copied().flatten();
        let mut choices: Vec<(Const, Option<TargetId>)> =
            columns.cells.iter().map(|(value, at)| (value.clone(), of_column(at))).collect();
        for cell in overrides {
            self.override_cells(cell, table, settings, &mut choices)?;
        }
        let default =
            |value: &Const| choices.iter().find(|(v, _)| v == value).and_then(|(_, target)| *target);
        let unset = match &columns.unset {
            Some(at) => of_column(at),
            None => if_unset.as_ref().and_then(default),
        };
        Some(TargetChoice::ByField { field: id, cells: choices, unset })
    }

    fn override_cells(
        &mut self,
        cell: &Override<'a>,
        table: &TargetTable,
        settings: &Settings,
        choices: &mut [(Const, Option<TargetId>)],
    ) -> Option<()> {
        let target = self.target(cell.prefix, cell.target, settings);
        let mut scope = self.scope(cell.prefix);
        let field = scope.field(&table.field)?;
        let values: Vec<_> = cell.values.iter().map(|value| scope.constant(field, value)).collect();
        let (target, values) = (target?, values.into_iter().collect::<Option<Vec<_>>>()?);
        choices.iter_mut().filter(|(value, _)| values.contains(value)).for_each(|(_, t)| *t = target);
        Some(())
    }

    fn right_count(&mut self, table: &TargetTable, row: &TableRow) -> Option<()> {
        let (cells, columns) = (row.cells.len(), table.columns.len());
        if cells == columns {
            return Some(());
        }
        let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        let message = format!(
            "the row of `{}` has {}, and the table has {}",
            row.clock.text,
            plural(cells, "cell"),
            plural(columns, "column")
        );
        self.findings.add(
            Diagnostic::error(codes::CELL_COUNT, row.span, message, "")
                .label(table.header, "the columns")
                .help("every column needs a cell; write `none` where there is no promise"),
        );
        None
    }
}
