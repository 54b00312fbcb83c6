//! Reports as JSON: one object, or a line each.

use super::display::plain;
use crate::column::{Cell, Column};
use crate::provenance::Provenance;
use crate::report::Report;
use serde::Serialize;
use std::io;

/// Writes a report as one object: `report`, `provenance`, `columns`, `rows` and, if it has them, `totals`.
pub(super) fn write(report: &Report, provenance: &Provenance, out: &mut dyn io::Write) -> io::Result<()> {
    write!(out, "{{\n\"report\":\"{}\",\n\"provenance\":", report.kind().as_str())?;
    value(provenance, out)?;
    let names: Vec<&str> = report.columns().iter().map(|c| c.name.as_str()).collect();
    write!(out, ",\n\"columns\":")?;
    value(&names, out)?;
    write!(out, ",\n\"rows\":[")?;
    for row in 0..report.rows() {
        out.write_all(if row == 0 { b"\n" } else { b",\n" })?;
        object(report.columns(), report.row(row), out)?;
    }
    write!(out, "\n]")?;
    if let Some(totals) = report.totals() {
        write!(out, ",\n\"totals\":")?;
        measures(report.columns(), totals, out)?;
    }
    writeln!(out, "\n}}")
}

/// Writes a report as lines: an object with `report` and `provenance`, an object for each row, and, if it has
/// them, an object with `totals`.
pub(super) fn write_lines(
    report: &Report,
    provenance: &Provenance,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    write!(out, "{{\"report\":\"{}\",\"provenance\":", report.kind().as_str())?;
    value(provenance, out)?;
    writeln!(out, "}}")?;
    for row in 0..report.rows() {
        object(report.columns(), report.row(row), out)?;
        writeln!(out)?;
    }
    if let Some(totals) = report.totals() {
        write!(out, "{{\"totals\":")?;
        measures(report.columns(), totals, out)?;
        writeln!(out, "}}")?;
    }
    Ok(())
}

/// The totals: their group columns have no value and are left out.
fn measures<'a>(
    columns: &[Column],
    cells: impl Iterator<Item = Cell<'a>>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let pairs: Vec<(&Column, Cell<'a>)> = columns.iter().zip(cells).filter(|(c, _)| !c.group).collect();
    object(pairs.iter().map(|(column, _)| *column), pairs.iter().map(|(_, cell)| *cell), out)
}

fn object<'a, 'c>(
    columns: impl IntoIterator<Item = &'c Column>,
    cells: impl Iterator<Item = Cell<'a>>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut before = b'{';
    for (column, cell) in columns.into_iter().zip(cells) {
        out.write_all(&[before])?;
        before = b',';
        value(&column.name, out)?;
        out.write_all(b":")?;
        match cell {
            Cell::Null | Cell::Every => out.write_all(b"null")?,
            Cell::YesNo(yes) => write!(out, "{yes}")?,
            Cell::Text(text) => value(text, out)?,
            Cell::Number(number) if !number.is_finite() => out.write_all(b"null")?,
            Cell::Count(_)
            | Cell::Seconds(_)
            | Cell::Average(_)
            | Cell::Share(_)
            | Cell::Percent(..)
            | Cell::Number(_) => {
                out.write_all(plain(cell).as_bytes())?;
            }
            Cell::Instant(_) | Cell::Period(_) => write!(out, "\"{}\"", plain(cell))?,
        }
    }
    out.write_all(b"}")
}

fn value<T: Serialize + ?Sized>(value: &T, out: &mut dyn io::Write) -> io::Result<()> {
    Ok(serde_json::to_writer(out, value)?)
}
