//! The records of a CSV input, one after another.

use std::io::Read;

use csv::ByteRecord;
use duly_diag::codes;

use crate::bad::{Checked, Problem};
use crate::columns::Columns;
use crate::program::Program;
use crate::row::Row;

/// A table being read: a header, then records.
pub(crate) struct Table<R> {
    reader: csv::Reader<R>,
    record: ByteRecord,
    columns: Columns,
}

/// What came of reading on.
pub(crate) enum Next {
    /// A record; it begins on this line.
    Record(u64),
    /// The end.
    End,
}

impl<R: Read> Table<R> {
    /// Reads the header and binds its columns; a table that is empty has none. The line is that of the header.
    pub fn open(
        reader: R,
        program: &Program<'_>,
    ) -> csv::Result<Result<Option<Table<R>>, (u64, Box<Problem>)>> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(program.spec.delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(reader);
        let mut record = ByteRecord::new();
        if !reader.read_byte_record(&mut record)? {
            return Ok(Ok(None));
        }
        let line = line_of(&record);
        let names: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
        let bound = match names {
            Ok(names) => Columns::bind(names.into_iter(), program),
            Err(_) => Err(not_text()),
        };
        Ok(bound.map(|columns| Some(Table { reader, record, columns })).map_err(|problem| (line, problem)))
    }

    /// Goes on to the next record.
    pub fn next(&mut self) -> csv::Result<Next> {
        let more = self.reader.read_byte_record(&mut self.record)?;
        Ok(if more { Next::Record(line_of(&self.record)) } else { Next::End })
    }

    /// The record's text, and its cells in the row.
    pub fn fill(&self, program: &Program<'_>, row: &mut Row) -> Checked<&str> {
        let (found, wanted) = (self.record.len(), self.columns.len());
        if found != wanted {
            let message = format!("the row has {found} columns, the header has {wanted}");
            let help = "a text with a comma, a quote or a line break in it is put in quotes";
            return Err(Problem::new(codes::MALFORMED_LINE, message).help(help));
        }
        let line = std::str::from_utf8(self.record.as_slice()).map_err(|_| not_text())?;
        let record = &self.record;
        // A character cannot lie across two cells, but two halves of one may look like it.
        if !record.iter().all(|cell| std::str::from_utf8(cell).is_ok()) {
            return Err(not_text());
        }
        self.columns
            .fill(program, row, line, |i| record.range(i).map_or((0, 0), |range| (range.start, range.end)));
        Ok(line)
    }
}

fn line_of(record: &ByteRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

/// A line that is not text.
pub(crate) fn not_text() -> Box<Problem> {
    Problem::new(codes::MALFORMED_LINE, "the line is not UTF-8 text").help("save the export as UTF-8")
}
