//! Reports in every format.

mod csv;
mod display;
mod json;
mod table;

pub(crate) use display::{amount, decimal, duration, plain, rfc3339};

use crate::error::OptionError;
use crate::provenance::Provenance;
use crate::report::Report;
use duly_calendar::Zone;
use std::io;
use std::str::FromStr;

/// The formats.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// For people.
    Table,
    /// Comma-separated values after `#` lines of provenance.
    Csv,
    /// One object.
    Json,
    /// An object a line.
    Ndjson,
}

/// How tables look.
#[derive(Clone, Debug)]
pub struct TableStyle {
    /// How many columns of characters there are; none: as many as it takes.
    pub width: Option<usize>,
    /// Whether ANSI colours may be used.
    pub color: bool,
    /// The zone in which instants are shown.
    pub zone: Zone,
}

impl Format {
    /// Every format with its name, which is also the ending of its files (a table's is `txt`).
    pub const ALL: [(Format, &'static str); 4] =
        [(Format::Table, "table"), (Format::Csv, "csv"), (Format::Json, "json"), (Format::Ndjson, "ndjson")];

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The ending of its files, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Format::Table => "txt",
            other => other.as_str(),
        }
    }
}

impl FromStr for Format {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Format, OptionError> {
        let found = Self::ALL.iter().find(|(_, name)| *name == text);
        let names = Self::ALL.map(|(_, name)| name);
        found.map(|(format, _)| *format).ok_or_else(|| OptionError::unknown("format", text, &names))
    }
}

/// Writes a report; `style` is for tables only.
///
/// # Errors
/// What the writer reports.
pub fn write(
    report: &Report,
    format: Format,
    provenance: &Provenance,
    style: &TableStyle,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Table => table::write(report, provenance, style, out),
        Format::Csv => csv::write(report, provenance, out),
        Format::Json => json::write(report, provenance, out),
        Format::Ndjson => json::write_lines(report, provenance, out),
    }
}

#[cfg(test)]
mod tests;
