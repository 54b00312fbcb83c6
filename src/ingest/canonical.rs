//! Rows as canonical events: what a mapping makes of them, for people to look at.

use std::collections::{BTreeMap, VecDeque};
use std::io::Read;

use duly_engine::Origin;
use serde_json::{Map, Number, Value};

use crate::bad::{BadEvent, Checked, MAX_REPORTED};
use crate::draft::{Builder, Draft, DraftSet};
use crate::happening::{Happening, PHASES};
use crate::input::{Blocks, Input, Opened};
use crate::json::read_line;
use crate::key_order::KeyOrder;
use crate::mapping::spec::Kind;
use crate::program::Program;
use crate::read::unreadable;
use crate::row::{Cell, Row, Text};
use crate::stamp::{Stamp, write_utc};
use crate::table::{Next, Start, Table, not_text};
use crate::value::Reading;
use crate::wanted::{Search, Wanted};
use crate::{Format, Mapping};

/// Rows of inputs as canonical events, one line of JSON each without its end of line, in the order of the rows. No
/// policy is needed, so that values are only checked as far as the mapping gives them a type. The rows of a mapping of
/// snapshots are read as a whole first, since which of them creates a ticket is known only then.
pub fn canonical_lines<'a>(inputs: Vec<Input<'a>>, mapping: &'a Mapping) -> CanonicalLines<'a> {
    let spec = &mapping.spec;
    CanonicalLines {
        inputs: inputs.into_iter().zip(0..).collect(),
        mapping,
        json: Program::new(spec, None, false),
        table: Program::new(spec, None, true),
        current: None,
        order: KeyOrder::default(),
        row: Row::default(),
        draft: Draft::default(),
        creation: Draft::default(),
        ready: VecDeque::new(),
        snapshots: Vec::new(),
        search: None,
    }
}

/// A canonical event of a ticket, and where its row is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TicketLine {
    /// The input and the line.
    pub origin: Origin,
    /// The event, as one line of JSON without its end of line.
    pub line: String,
}

/// The rows of one ticket as canonical events, in the order of the rows; those of other tickets are not taken apart,
/// so that bad ones among them do not show.
///
/// # Errors
/// The first bad rows of the ticket, at most [`MAX_REPORTED`], or an input that cannot be read.
pub fn ticket_lines(
    inputs: Vec<Input<'_>>,
    mapping: &Mapping,
    ticket: &str,
) -> Result<Vec<TicketLine>, Vec<BadEvent>> {
    let search = Search::new(Wanted { ticket, end: false }, &mapping.spec);
    let mut rows = CanonicalLines { search: Some(search), ..canonical_lines(inputs, mapping) };
    let (mut lines, mut bad) = (Vec::new(), Vec::new());
    while let Some((origin, line)) = rows.next_row() {
        match line {
            Ok(line) => lines.push(TicketLine { origin, line }),
            Err(event) if event.ticket.as_deref().is_some_and(|other| other != ticket) => {}
            Err(event) => bad.push(event),
        }
    }
    bad.truncate(MAX_REPORTED);
    if bad.is_empty() { Ok(lines) } else { Err(bad) }
}

/// The iterator of [`canonical_lines`]. A bad event is an item of its own; the ones after it follow.
pub struct CanonicalLines<'a> {
    inputs: VecDeque<(Input<'a>, u32)>,
    mapping: &'a Mapping,
    json: Program<'a>,
    table: Program<'a>,
    current: Option<Current<'a>>,
    order: KeyOrder,
    row: Row,
    draft: Draft,
    creation: Draft,
    ready: VecDeque<(Origin, Result<String, BadEvent>)>,
    snapshots: Vec<Snapshot>,
    /// The ticket that is wanted; none: all are.
    search: Option<Search<'a>>,
}

type Reader<'a> = Box<dyn Read + Send + 'a>;

struct Current<'a> {
    name: String,
    number: u32,
    rows: Rows<'a>,
}

enum Rows<'a> {
    Lines(Blocks<Reader<'a>>),
    Table(Box<Table<Reader<'a>>>),
}

/// A row of a mapping of snapshots, or a bad one.
struct Snapshot {
    ticket: String,
    order: (Stamp, i64, Option<String>, u64),
    line: Result<Lines, BadEvent>,
    origin: Origin,
}

struct Lines {
    creation: String,
    update: String,
    news: bool,
}

impl Iterator for CanonicalLines<'_> {
    type Item = Result<String, BadEvent>;

    fn next(&mut self) -> Option<Self::Item> {
        let (_, line) = self.next_row()?;
        Some(line)
    }
}

impl CanonicalLines<'_> {
    /// The next line, and where its row is.
    fn next_row(&mut self) -> Option<(Origin, Result<String, BadEvent>)> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Some(row);
            }
            if !self.advance() {
                self.release_snapshots();
                return self.ready.pop_front();
            }
        }
    }

    /// Reads on; false at the end.
    fn advance(&mut self) -> bool {
        let Some(mut current) = self.current.take() else { return self.open() };
        match self.read_some(&mut current) {
            Ok(true) => self.current = Some(current),
            Ok(false) => {}
            Err(error) => self.refuse(unreadable(&current.name, current.number, &error)),
        }
        true
    }

    fn open(&mut self) -> bool {
        let Some((input, number)) = self.inputs.pop_front() else { return false };
        let name = input.name.clone();
        match Opened::new(input, self.mapping.spec.format).and_then(|opened| self.rows(opened, number)) {
            Ok(Some(rows)) => self.current = Some(Current { name, number, rows }),
            Ok(None) => {}
            Err(error) => self.refuse(unreadable(&name, number, &error)),
        }
        true
    }

    fn refuse(&mut self, bad: BadEvent) {
        self.ready.push_back((bad.origin, Err(bad)));
    }
}

impl<'a> CanonicalLines<'a> {
    fn rows(&mut self, opened: Opened<'a>, number: u32) -> std::io::Result<Option<Rows<'a>>> {
        if opened.format == Format::Ndjson {
            return Ok(Some(Rows::Lines(Blocks::new(opened.reader))));
        }
        match Table::open(opened.reader, &self.table)? {
            Start::Table(table) => Ok(Some(Rows::Table(table))),
            Start::Empty => Ok(None),
            Start::Refused(line, problem) => {
                self.refuse(problem.at(&opened.name, Origin { input: number, record: line }));
                Ok(None)
            }
        }
    }

    /// Reads a block of lines, or a record; false at the end.
    fn read_some(&mut self, current: &mut Current<'a>) -> std::io::Result<bool> {
        match &mut current.rows {
            Rows::Lines(blocks) => {
                let Some(block) = blocks.next()? else { return Ok(false) };
                if self.search.as_ref().is_some_and(|search| !search.may_be_in(block.bytes())) {
                    return Ok(true);
                }
                for (line, number) in block.bytes().split(|b| *b == b'\n').zip(block.first_line..) {
                    let other = self.search.as_ref().is_some_and(|search| !search.may_be_in(line));
                    if other || line.iter().all(u8::is_ascii_whitespace) {
                        continue;
                    }
                    let origin = Origin { input: current.number, record: number };
                    let wanted = self.search.as_ref().map(|search| search.wanted.ticket);
                    let made = std::str::from_utf8(line).map_err(|_| not_text()).and_then(|line| {
                        read_line(line, &self.json.json, &mut self.order, &mut self.row)?;
                        Maker { program: &self.json, line, wanted, origin }.make(
                            &mut self.row,
                            &mut self.draft,
                            &mut self.creation,
                        )
                    });
                    self.push(made, &current.name, origin);
                }
            }
            Rows::Table(table) => {
                let Next::Record(number) = table.next()? else { return Ok(false) };
                if self.search.as_ref().is_some_and(|search| !search.may_be_in(table.bytes())) {
                    return Ok(true);
                }
                let wanted = self.search.as_ref().map(|search| search.wanted.ticket);
                let origin = Origin { input: current.number, record: number };
                let made = table.fill(&self.table, &mut self.row).and_then(|line| {
                    Maker { program: &self.table, line, wanted, origin }.make(
                        &mut self.row,
                        &mut self.draft,
                        &mut self.creation,
                    )
                });
                self.push(made, &current.name, origin);
            }
        }
        Ok(true)
    }

    fn push(&mut self, made: Checked<Made>, name: &str, origin: Origin) {
        match made {
            Ok(Made::Event(line)) => self.ready.push_back((origin, Ok(line))),
            Ok(Made::Snapshot(snapshot)) => self.snapshots.push(*snapshot),
            Ok(Made::Other) => {}
            Err(problem) => {
                let bad = problem.at(name, origin);
                if self.json.snapshots() {
                    let order = (Stamp::default(), 0, None, 0);
                    self.snapshots.push(Snapshot { ticket: String::new(), order, line: Err(bad), origin });
                } else {
                    self.refuse(bad);
                }
            }
        }
    }

    /// The first row of each ticket, in the order of its events, creates it.
    fn release_snapshots(&mut self) {
        let snapshots = std::mem::take(&mut self.snapshots);
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for (i, snapshot) in snapshots.iter().enumerate().filter(|(_, s)| s.line.is_ok()) {
            let best = first.entry(&snapshot.ticket).or_insert(i);
            if snapshot.order < snapshots[*best].order {
                *best = i;
            }
        }
        let creates: Vec<bool> =
            snapshots.iter().enumerate().map(|(i, s)| first.get(s.ticket.as_str()) == Some(&i)).collect();
        for (snapshot, creates) in snapshots.into_iter().zip(creates) {
            let origin = snapshot.origin;
            match snapshot.line {
                Err(bad) => self.refuse(bad),
                Ok(lines) => {
                    let update = if creates {
                        self.ready.push_back((origin, Ok(lines.creation)));
                        lines.news
                    } else {
                        true
                    };
                    self.ready.extend(update.then_some((origin, Ok(lines.update))));
                }
            }
        }
    }
}

enum Made {
    Event(String),
    Snapshot(Box<Snapshot>),
    /// Of a ticket that is not wanted.
    Other,
}

/// Makes a row of one program a canonical event.
struct Maker<'p, 'l> {
    program: &'p Program<'p>,
    line: &'l str,
    /// The ticket that is wanted; none: all are.
    wanted: Option<&'l str>,
    /// Where the row is.
    origin: Origin,
}

impl Maker<'_, '_> {
    fn make(&self, row: &mut Row, draft: &mut Draft, creation: &mut Draft) -> Checked<Made> {
        let mut builder = Builder { program: self.program, row, line: self.line };
        builder.event(draft)?;
        let ticket = builder.view().text(draft.ticket);
        if self.wanted.is_some_and(|wanted| wanted != ticket) {
            return Ok(Made::Other);
        }
        if !self.program.snapshots() {
            return self.json(draft, row).map(Made::Event);
        }
        let same = builder.creation(draft, creation)?;
        let view = self.program.view(row, self.line);
        let id = draft.id.map(|id| view.text(id).to_owned());
        let ticket = view.text(draft.ticket).to_owned();
        let order = (draft.at, draft.seq.unwrap_or(0), id, draft.content);
        let (creation, update) = (self.json(creation, row)?, self.json(draft, row)?);
        let line = Ok(Lines { creation, update, news: !same });
        Ok(Made::Snapshot(Box::new(Snapshot { ticket, order, line, origin: self.origin })))
    }

    fn json(&self, draft: &Draft, row: &mut Row) -> Checked<String> {
        let sets = self.sets(draft, row)?;
        let view = self.program.view(row, self.line);
        let mut at = String::new();
        write_utc(draft.at, &mut at);
        let mut parts: Vec<(&str, Value)> = Vec::new();
        parts.push(("ticket", view.text(draft.ticket).into()));
        parts.push(("at", at.into()));
        parts.extend(draft.seq.map(|seq| ("seq", seq.into())));
        let mut text =
            |name, text: Option<Text>| parts.extend(text.map(|text| (name, view.text(text).into())));
        text("id", draft.id);
        parts.push(("event", draft.happening.name().into()));
        parts.push(("by", draft.by.as_str().into()));
        let mut text =
            |name, text: Option<Text>| parts.extend(text.map(|text| (name, view.text(text).into())));
        text("actor", draft.actor);
        text("channel", draft.channel);
        text("key", draft.key);
        let phase = draft.phase.and_then(|phase| PHASES.iter().find(|(p, _)| *p == phase));
        parts.extend(phase.map(|(_, name)| ("phase", (*name).into())));
        let mut text =
            |name, text: Option<Text>| parts.extend(text.map(|text| (name, view.text(text).into())));
        text("result", draft.result);
        text("into", draft.into);
        text("name", draft.name);
        if draft.happening == Happening::Message {
            parts.push(("public", draft.public.into()));
        }
        if !sets.is_empty() {
            parts.push(("set", Value::Object(sets)));
        }
        let tags = |list: &[Text]| Value::from_iter(list.iter().map(|tag| view.text(*tag)));
        let lists = [("add", &draft.added), ("remove", &draft.removed)];
        let lists: Map<String, Value> = lists
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .map(|(name, list)| (name.to_owned(), tags(list)))
            .collect();
        if !lists.is_empty() {
            parts.push(("tags", Value::Object(lists)));
        }
        parts.extend(draft.text.map(|text| ("text", view.text(text).into())));
        let members: Vec<String> = parts.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        Ok(format!("{{{}}}", members.join(",")))
    }

    fn sets(&self, draft: &Draft, row: &mut Row) -> Checked<Map<String, Value>> {
        let mut out = Map::new();
        for set in &draft.sets {
            let value = self.value(set, row)?;
            out.insert(self.program.view(row, self.line).text(set.name).to_owned(), value);
        }
        Ok(out)
    }

    /// A value of the type that the mapping gives it, else as it came.
    fn value(&self, set: &DraftSet, row: &mut Row) -> Checked<Value> {
        let reading = Reading { program: self.program, set, line: self.line };
        let cell = set.cell;
        if !cell.is_given() {
            return Ok(Value::Null);
        }
        match set.kind {
            Some(Kind::Number) => reading.number(cell, row).map(Value::from),
            Some(Kind::YesNo) => reading.yes_no(cell, row).map(Value::from),
            Some(Kind::Date) => reading.date(cell, row).map(|date| date.to_string().into()),
            Some(Kind::Instant) => reading.instant(cell, row).map(|at| {
                let mut text = String::new();
                write_utc(Stamp { seconds: at.0, nanos: 0 }, &mut text);
                text.into()
            }),
            Some(Kind::List) => reading.list(cell, row).map(|items| self.plain(Cell::List(items), row)),
            Some(Kind::Text) | None => Ok(self.plain(cell, row)),
        }
    }

    fn plain(&self, cell: Cell, row: &Row) -> Value {
        let view = self.program.view(row, self.line);
        match cell {
            Cell::Missing | Cell::Null | Cell::Object => Value::Null,
            Cell::Text(text) => view.text(text).into(),
            Cell::Int(number) => number.into(),
            Cell::Float(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
            Cell::Bool(yes) => yes.into(),
            Cell::List(items) => row.items[items.range()].iter().map(|item| self.plain(*item, row)).collect(),
        }
    }
}
