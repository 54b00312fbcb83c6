//! The records of a CSV input, one after another.

use std::collections::VecDeque;
use std::io::{self, Read};

use csv::ByteRecord;
use duly_diag::codes;

use crate::bad::{Checked, Problem};
use crate::columns::Columns;
use crate::program::Program;
use crate::row::Row;

/// A table being read: a header, then records.
pub(crate) struct Table<R> {
    reader: csv::Reader<Lines<R>>,
    record: ByteRecord,
    columns: Columns,
}

/// Numbers the lines of what passes through. A record that csv has found is known by its first byte only, and that
/// may be the end of the line before it, or a blank line.
struct Lines<R> {
    inner: R,
    /// How many bytes have passed.
    passed: u64,
    /// The number of the line that is being read.
    line: u64,
    /// Where its content ends so far.
    content: u64,
    /// Lines with something on them, and where that ends, as far as no record has come after them.
    seen: VecDeque<(u64, u64)>,
}

impl<R> Lines<R> {
    fn new(inner: R) -> Lines<R> {
        Lines { inner, passed: 0, line: 1, content: 0, seen: VecDeque::new() }
    }

    /// Notes where the content of each line ends.
    fn note(&mut self, bytes: &[u8]) {
        for part in bytes.split_inclusive(|b| *b == b'\n') {
            let content = part.iter().rposition(|b| !matches!(b, b'\r' | b'\n'));
            if let Some(last) = content {
                self.content = self.passed + last as u64 + 1;
            }
            self.passed += part.len() as u64;
            if part.ends_with(b"\n") {
                self.end_line();
            }
        }
    }

    fn end_line(&mut self) {
        if self.content > 0 {
            self.seen.push_back((self.line, self.content));
            self.content = 0;
        }
        self.line += 1;
    }

    /// The line of the record whose first byte this is: the first line with something on it after that.
    fn line_at(&mut self, byte: u64) -> u64 {
        while self.seen.front().is_some_and(|(_, content)| *content <= byte) {
            self.seen.pop_front();
        }
        self.seen.front().map_or(self.line, |(line, _)| *line)
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.note(&buffer[..n]);
        Ok(n)
    }
}

/// What a table begins with.
pub(crate) enum Start<R> {
    /// A header that fits.
    Table(Box<Table<R>>),
    /// A header on this line that does not.
    Refused(u64, Box<Problem>),
    /// Nothing at all.
    Empty,
}

/// What came of reading on.
pub(crate) enum Next {
    /// A record; it begins on this line.
    Record(u64),
    /// The end.
    End,
}

impl<R: Read> Table<R> {
    /// Reads the header and binds its columns.
    pub fn open(reader: R, program: &Program<'_>) -> csv::Result<Start<R>> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(program.spec.delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(Lines::new(reader));
        let mut record = ByteRecord::new();
        if !reader.read_byte_record(&mut record)? {
            return Ok(Start::Empty);
        }
        let line = line_of(&mut reader, &record);
        let names: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
        let bound = match names {
            Ok(names) => Columns::bind(names.into_iter(), program),
            Err(_) => Err(not_text()),
        };
        Ok(match bound {
            Ok(columns) => Start::Table(Box::new(Table { reader, record, columns })),
            Err(problem) => Start::Refused(line, problem),
        })
    }

    /// Goes on to the next record.
    pub fn next(&mut self) -> csv::Result<Next> {
        let more = self.reader.read_byte_record(&mut self.record)?;
        Ok(if more { Next::Record(line_of(&mut self.reader, &self.record)) } else { Next::End })
    }

    /// The record's bytes, its cells one after another.
    pub fn bytes(&self) -> &[u8] {
        self.record.as_slice()
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

fn line_of<R: Read>(reader: &mut csv::Reader<Lines<R>>, record: &ByteRecord) -> u64 {
    let byte = record.position().map_or(0, csv::Position::byte);
    reader.get_mut().line_at(byte)
}

/// A line that is not text.
pub(crate) fn not_text() -> Box<Problem> {
    Problem::new(codes::MALFORMED_LINE, "the line is not UTF-8 text").help("save the export as UTF-8")
}
