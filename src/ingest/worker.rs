//! Rows to records: what each reading thread does.

use std::io::{self, Read};

use duly_engine::Origin;
use duly_plan::FieldId;

use crate::bad::{BadEvent, Checked};
use crate::draft::{Builder, Draft};
use crate::input::Block;
use crate::json::read_line;
use crate::key_order::KeyOrder;
use crate::mapping::spec::Spec;
use crate::program::Program;
use crate::record::{Buffer, Purpose, Ready};
use crate::row::Row;
use crate::schema::Schema;
use crate::table::{Next, Start, Table, not_text};
use crate::value::{Typed, typed};
use crate::wanted::{Search, Wanted};

/// A mapping bound for each of the formats.
pub(crate) struct Programs<'m> {
    pub json: Program<'m>,
    pub table: Program<'m>,
    /// For the stamps of JSON rows of which nothing else is wanted.
    stamps: Program<'m>,
}

impl<'m> Programs<'m> {
    /// Binds a mapping, to a policy's fields if there is one.
    pub fn new(spec: &'m Spec, stamps: &'m Spec, schema: impl Fn() -> Schema<'m>) -> Programs<'m> {
        Programs {
            json: Program::new(spec, Some(schema()), false),
            table: Program::new(spec, Some(schema()), true),
            stamps: Program::new(stamps, None, false),
        }
    }
}

/// One thread's share of the reading.
pub(crate) struct Worker<'s, 'm> {
    programs: &'s Programs<'m>,
    names: &'s [String],
    /// The ticket that is wanted; none: all are.
    search: Option<&'s Search<'s>>,
    /// The order of keys in lines.
    order: KeyOrder,
    /// The same for lines of which only the stamp is wanted.
    stamps_order: KeyOrder,
    row: Row,
    draft: Draft,
    creation: Draft,
    values: Vec<(FieldId, Typed)>,
    /// What it wrote: for each partition the buffer in use, and those that are full.
    buffers: Vec<Buffer>,
    full: Vec<Vec<Buffer>>,
    /// What it could not use.
    pub bad: Vec<BadEvent>,
    /// How many rows it saw.
    pub rows: u64,
    /// The last stamp of rows of other tickets, in seconds, if that is wanted.
    pub seen_until: Option<i64>,
}

impl<'s, 'm> Worker<'s, 'm> {
    pub fn new(
        programs: &'s Programs<'m>,
        names: &'s [String],
        search: Option<&'s Search<'s>>,
        partitions: usize,
    ) -> Worker<'s, 'm> {
        Worker {
            programs,
            names,
            search,
            order: KeyOrder::default(),
            stamps_order: KeyOrder::default(),
            row: Row::default(),
            draft: Draft::default(),
            creation: Draft::default(),
            values: Vec::new(),
            buffers: vec![Buffer::default(); partitions],
            full: vec![Vec::new(); partitions],
            bad: Vec::new(),
            rows: 0,
            seen_until: None,
        }
    }

    /// What it wrote, partition by partition.
    pub fn into_buffers(self) -> Vec<Vec<Buffer>> {
        let mut partitions = self.full;
        for (partition, buffer) in partitions.iter_mut().zip(self.buffers) {
            if !buffer.is_empty() {
                partition.push(buffer);
            }
        }
        partitions
    }

    /// Reads a block of NDJSON.
    pub fn lines(&mut self, input: u32, block: &Block) {
        if let Some(search) = self.search
            && !search.wanted.end
            && !search.may_be_in(block.bytes())
        {
            return;
        }
        // Mostly the whole block is text; only if not is it looked at line by line.
        let lines = block.bytes();
        let whole = std::str::from_utf8(lines).ok();
        let mut start = 0;
        let ends = memchr::memchr_iter(b'\n', lines).chain([lines.len()]);
        for (end, line_number) in ends.zip(block.first_line..) {
            let bytes = &lines[start..end];
            let line =
                whole.map_or_else(|| std::str::from_utf8(bytes).ok(), |whole| Some(&whole[start..end]));
            start = end + 1;
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            self.rows += 1;
            if let Some(search) = self.search
                && !search.may_be_in(bytes)
            {
                self.pass_line(line, search.wanted);
                continue;
            }
            let origin = Origin { input, record: line_number };
            let done = match line {
                Some(line) => self.json_line(line, origin),
                None => Err(not_text()),
            };
            if let Err(problem) = done {
                self.refuse(problem.at(&self.names[input as usize], origin));
            }
        }
    }

    /// Reads a table; stops when it has found `enough` bad events.
    pub fn table(&mut self, input: u32, reader: &mut dyn Read, enough: usize) -> io::Result<()> {
        let program = &self.programs.table;
        let name = &self.names[input as usize];
        let mut table = match Table::open(reader, program)? {
            Start::Table(table) => table,
            Start::Empty => return Ok(()),
            Start::Refused(line, problem) => {
                self.bad.push(problem.at(name, Origin { input, record: line }));
                return Ok(());
            }
        };
        let before = self.bad.len();
        while self.bad.len() - before < enough {
            let Next::Record(line) = table.next()? else { break };
            self.rows += 1;
            let origin = Origin { input, record: line };
            if let Some(search) = self.search
                && !search.may_be_in(table.bytes())
            {
                if search.wanted.end
                    && let Ok(text) = table.fill(program, &mut self.row)
                {
                    self.note_stamp(program, text);
                }
                continue;
            }
            let filled = table.fill(program, &mut self.row);
            if let Err(problem) = filled.and_then(|text| self.row_event(program, text, origin)) {
                self.refuse(problem.at(name, origin));
            }
        }
        Ok(())
    }

    /// Notes a bad event, unless it is known to be of a ticket that nobody wants.
    fn refuse(&mut self, bad: BadEvent) {
        let wanted = self.search.map(|search| search.wanted.ticket);
        if wanted.is_none() || bad.ticket.is_none() || wanted == bad.ticket.as_deref() {
            self.bad.push(bad);
        }
    }

    /// Passes a line of another ticket.
    fn pass_line(&mut self, line: Option<&str>, wanted: Wanted<'_>) {
        let programs = self.programs;
        if let Some(line) = line.filter(|_| wanted.end)
            && read_line(line, &programs.stamps.json, &mut self.stamps_order, &mut self.row).is_ok()
        {
            self.note_stamp(&programs.stamps, line);
        }
    }

    /// Notes the stamp of the row; one that cannot be read is nobody's business here.
    fn note_stamp(&mut self, program: &Program<'_>, line: &str) {
        let mut builder = Builder { program, row: &mut self.row, line };
        if let Ok(Some(at)) = builder.at() {
            self.seen_until = self.seen_until.max(Some(at.seconds));
        }
    }

    fn json_line(&mut self, line: &str, origin: Origin) -> Checked<()> {
        let program = &self.programs.json;
        read_line(line, &program.json, &mut self.order, &mut self.row)?;
        self.row_event(program, line, origin)
    }

    /// Makes the row an event and writes it.
    fn row_event(&mut self, program: &Program<'_>, line: &str, origin: Origin) -> Checked<()> {
        let mut builder = Builder { program, row: &mut self.row, line };
        builder.event(&mut self.draft)?;
        if let Some(search) = self.search
            && builder.view().text(self.draft.ticket) != search.wanted.ticket
        {
            self.seen_until = self.seen_until.max(Some(self.draft.at.seconds));
            return Ok(());
        }
        if !program.snapshots() {
            return self.write(program, line, origin, Purpose::Event);
        }
        let same = builder.creation(&mut self.draft, &mut self.creation)?;
        // Both are checked before either is written.
        std::mem::swap(&mut self.draft, &mut self.creation);
        self.check(program, line)?;
        std::mem::swap(&mut self.draft, &mut self.creation);
        self.check(program, line)?;
        std::mem::swap(&mut self.draft, &mut self.creation);
        self.write(program, line, origin, Purpose::Creation)?;
        std::mem::swap(&mut self.draft, &mut self.creation);
        self.write(program, line, origin, Purpose::Snapshot { news: !same })
    }

    /// Checks every value of the draft, and keeps those that are wanted.
    fn check(&mut self, program: &Program<'_>, line: &str) -> Checked<()> {
        self.values.clear();
        let Some(schema) = &program.schema else { return Ok(()) };
        for set in &self.draft.sets {
            let Some(field) = set.field else { continue };
            let value = typed(program, schema, field, set, &mut self.row, line).map_err(|problem| {
                let ticket = program.view(&self.row, line).text(self.draft.ticket);
                problem.ticket(Some(ticket))
            })?;
            if schema.wants(field) {
                self.values.push((field, value));
            }
        }
        Ok(())
    }

    fn write(&mut self, program: &Program<'_>, line: &str, origin: Origin, purpose: Purpose) -> Checked<()> {
        self.check(program, line)?;
        let view = program.view(&self.row, line);
        let ready = Ready {
            draft: &self.draft,
            view,
            origin,
            purpose,
            sets: &self.values,
            tags: program.schema.as_ref().is_none_or(|schema| schema.tags),
            text: program.schema.as_ref().is_none_or(|schema| schema.text),
        };
        let partition = partition(self.draft.hash, self.buffers.len());
        let buffer = &mut self.buffers[partition];
        // A snapshot lies behind its creation.
        if buffer.is_full() && !matches!(purpose, Purpose::Snapshot { .. }) {
            self.full[partition].push(std::mem::replace(buffer, Buffer::next()));
        }
        buffer.write(&ready);
        Ok(())
    }
}

/// The partition of a hash: its top bits scaled to the number of partitions.
fn partition(hash: u64, partitions: usize) -> usize {
    let scaled = (u128::from(hash) * partitions as u128) >> 64;
    usize::try_from(scaled).unwrap_or(0)
}
