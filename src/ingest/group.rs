//! The events of one partition put in order, ticket by ticket, and held against what a ticket's history must be.

use std::cmp::Ordering;

use duly_diag::codes;
use duly_engine::Origin;
use rustc_hash::FxHashMap;

use crate::bad::{BadEvent, Problem, shown};
use crate::happening::Happening;
use crate::keys::{first_word, last_word};
use crate::record::{Buffer, Head, Purpose, Record};
use crate::stamp::write_utc;

/// The tickets of one partition.
#[derive(Clone, Default, Debug)]
pub(crate) struct Partition {
    /// The records.
    pub buffers: Vec<Buffer>,
    /// The events to use, ticket after ticket, each ticket's in order.
    pub events: Vec<Place>,
    /// Where in `events` each ticket ends.
    pub ends: Vec<usize>,
    /// The last stamp of all, in seconds.
    pub last: Option<i64>,
}

impl Partition {
    /// A record of it.
    #[inline]
    pub fn record(&self, place: Place) -> Record<'_> {
        self.buffers[place.buffer as usize].record(place.at)
    }
}

/// A record: its buffer and where in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Place {
    buffer: u32,
    at: u32,
}

/// What groupers must know of the run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inputs<'a> {
    /// The names of the inputs.
    pub names: &'a [String],
    /// Whether events without `seq` follow each other as they stand in the input: there is only one.
    pub by_position: bool,
}

/// An event among those of its ticket.
#[derive(Clone, Copy, Debug)]
struct Entry<'b> {
    record: Record<'b>,
    seconds: i64,
    place: Place,
    /// The creation that stands before a snapshot.
    creation: Option<Place>,
}

/// Groups the records of a partition, and says which of them cannot be used.
pub(crate) fn group(buffers: Vec<Buffer>, inputs: Inputs<'_>, bad: &mut Vec<BadEvent>) -> Partition {
    let index = index(&buffers);
    let events = Vec::with_capacity(index.len());
    let mut grouper = Grouper { inputs, bad, events, ends: Vec::new(), last: None, marks: Vec::new() };
    let mut entries = Vec::new();
    for run in index.chunk_by(|a, b| a.0 == b.0) {
        entries.clear();
        entries.extend(run.iter().map(|(_, place)| entry(&buffers, *place)));
        let ticket = entries[0].record.ticket();
        // One hash is nearly always one ticket.
        if entries.iter().all(|entry| same(entry.record.ticket(), ticket)) {
            grouper.ticket(&mut entries);
            continue;
        }
        entries.sort_by_key(|entry| entry.record.ticket());
        for ticket in entries.chunk_by_mut(|a, b| a.record.ticket() == b.record.ticket()) {
            grouper.ticket(ticket);
        }
    }
    let (events, ends, last) = (grouper.events, grouper.ends, grouper.last);
    Partition { buffers, events, ends, last }
}

/// Whether two names are the same; most names are short enough to be told apart by two words.
#[inline]
fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    a.len() == b.len()
        && first_word(a) == first_word(b)
        && last_word(a) == last_word(b)
        && (a.len() <= 16 || a == b)
}

/// A record with the hash of its ticket, which sorts it to the others of that ticket.
type Indexed = (u64, Place);

fn entry(buffers: &[Buffer], place: Place) -> Entry<'_> {
    let buffer = &buffers[place.buffer as usize];
    let record = buffer.record(place.at);
    if record.purpose() != Purpose::Creation {
        return Entry { record, seconds: record.seconds(), place, creation: None };
    }
    let at = place.at + u32::try_from(record.length()).unwrap_or(0);
    let record = buffer.record(at);
    Entry { record, seconds: record.seconds(), place: Place { at, ..place }, creation: Some(place) }
}

/// Every event, sorted by the hash of its ticket; a snapshot is found by the creation before it.
fn index(buffers: &[Buffer]) -> Vec<Indexed> {
    let mut index = Vec::new();
    for (buffer, number) in buffers.iter().zip(0..) {
        let mut created = false;
        for at in buffer.places() {
            let record = buffer.record(at);
            if !created {
                index.push((record.hash(), Place { buffer: number, at }));
            }
            created = record.purpose() == Purpose::Creation;
        }
    }
    index.sort_unstable();
    index
}

struct Grouper<'a> {
    inputs: Inputs<'a>,
    bad: &'a mut Vec<BadEvent>,
    events: Vec<Place>,
    ends: Vec<usize>,
    last: Option<i64>,
    /// Reused for the marks of a ticket's ids.
    marks: Vec<u64>,
}

impl Grouper<'_> {
    fn ticket(&mut self, entries: &mut [Entry<'_>]) {
        let by_position = self.inputs.by_position;
        let order = |a: &Entry<'_>, b: &Entry<'_>| {
            a.seconds.cmp(&b.seconds).then_with(|| order(&a.record.head(), &b.record.head(), by_position))
        };
        if !entries.is_sorted_by(|a, b| order(a, b) != Ordering::Greater) {
            entries.sort_unstable_by(order);
        }
        let start = self.events.len();
        let mut marks = std::mem::take(&mut self.marks);
        let ids = Ids::of(entries, &mut marks);
        let mut created: Option<&Entry<'_>> = None;
        let is_created = |entry: &Entry<'_>| entry.record.happening() == Happening::Created;
        for (i, entry) in entries.iter().enumerate() {
            if let Some(earlier) = ids.repeated(entries, &marks, i) {
                let (head, earlier) = (entry.record.head(), earlier.record.head());
                if earlier.content != head.content {
                    self.refuse(&head, self.reused_id(&head, &earlier));
                }
                continue;
            }
            if let Some(created) = created {
                if is_created(entry) {
                    let head = entry.record.head();
                    self.refuse(&head, self.created_twice(&head, &created.record.head()));
                    continue;
                }
            } else if let Some(creation) = entry.creation {
                created = Some(entry);
                self.keep(creation, entry);
                if entry.record.purpose() == (Purpose::Snapshot { news: false }) {
                    continue;
                }
            } else {
                let first = entries.iter().position(is_created);
                if first != Some(i) {
                    let (head, first) = (entry.record.head(), first.map(|i| entries[i].record.head()));
                    self.refuse(&head, self.too_early(&head, first.as_ref()));
                    continue;
                }
                created = Some(entry);
            }
            self.keep(entry.place, entry);
        }
        self.marks = marks;
        if self.events.len() > start {
            self.ends.push(self.events.len());
        }
    }

    fn keep(&mut self, place: Place, entry: &Entry<'_>) {
        self.events.push(place);
        self.last = self.last.max(Some(entry.seconds));
    }

    fn refuse(&mut self, head: &Head<'_>, problem: Box<Problem>) {
        let input = &self.inputs.names[head.origin.input as usize];
        self.bad.push(problem.ticket(Some(head.ticket)).at(input, head.origin));
    }

    fn reused_id(&self, head: &Head<'_>, earlier: &Head<'_>) -> Box<Problem> {
        let id = head.id.unwrap_or_default();
        let place = self.place_of(earlier.origin, head.origin);
        let message =
            format!("{} is the id of another event of ticket `{}`, {place}", shown(id), head.ticket);
        let help = "an event that is sent twice must be the same both times";
        Problem::new(codes::REPEATED_EVENT, message).key("id").value(id).help(help)
    }

    fn created_twice(&self, head: &Head<'_>, earlier: &Head<'_>) -> Box<Problem> {
        let place = self.place_of(earlier.origin, head.origin);
        let message = format!("ticket `{}` is created a second time, first {place}", head.ticket);
        Problem::new(codes::REPEATED_EVENT, message).key("event").value("created")
    }

    fn too_early(&self, head: &Head<'_>, created: Option<&Head<'_>>) -> Box<Problem> {
        let Some(created) = created else {
            let message = format!("{} has no `created` event", shown(head.ticket));
            return Problem::new(codes::BEFORE_CREATED, message).key("ticket").value(head.ticket);
        };
        let (mut at, mut later) = (String::new(), String::new());
        write_utc(head.at, &mut at);
        write_utc(created.at, &mut later);
        let place = self.place_of(created.origin, head.origin);
        let message = if at == later {
            format!(
                "`{at}` is when ticket `{}` is created, {place}, but this event comes before that",
                head.ticket
            )
        } else {
            format!("`{at}` is before ticket `{}` is created at `{later}`, {place}", head.ticket)
        };
        Problem::new(codes::BEFORE_CREATED, message).key("at").value(at)
    }

    fn place_of(&self, origin: Origin, seen_from: Origin) -> String {
        if origin.input == seen_from.input {
            format!("on line {}", origin.record)
        } else {
            format!("in {}:{}", self.inputs.names[origin.input as usize], origin.record)
        }
    }
}

/// The order of events: `at` in full precision, `seq`, the creation before all else; then, where a single input
/// gives no `seq`, the position; then `id`, then the event's own bytes, by their fingerprint. Events that are still
/// equal are equal in every part; where they stand decides which of them is named in messages.
fn order(a: &Head<'_>, b: &Head<'_>, by_position: bool) -> Ordering {
    let not_created = |head: &Head<'_>| head.happening != Happening::Created;
    let position = |head: &Head<'_>| if by_position && head.seq.is_none() { head.origin.record } else { 0 };
    (a.at, a.seq.unwrap_or(0), not_created(a))
        .cmp(&(b.at, b.seq.unwrap_or(0), not_created(b)))
        .then_with(|| position(a).cmp(&position(b)))
        .then_with(|| (a.id, a.content, a.origin).cmp(&(b.id, b.content, b.origin)))
}

/// Finds events whose id was used before.
enum Ids<'b> {
    /// Among few events it is quickest to look at all of them.
    Few,
    Many(FxHashMap<&'b str, usize>),
}

impl<'b> Ids<'b> {
    const FEW: usize = 32;

    /// `marks` gets a mark of each id, which different ids may share.
    fn of(entries: &[Entry<'b>], marks: &mut Vec<u64>) -> Ids<'b> {
        marks.clear();
        if entries.len() <= Self::FEW {
            marks.extend(entries.iter().map(|entry| entry.record.id().map_or(0, mark)));
            return Ids::Few;
        }
        let mut first = FxHashMap::default();
        for (i, entry) in entries.iter().enumerate() {
            if let Some(id) = entry.record.id() {
                first.entry(id).or_insert(i);
            }
        }
        Ids::Many(first)
    }

    /// The first event with the id of the one at `i`, if that is an earlier one.
    fn repeated<'e>(&self, entries: &'e [Entry<'b>], marks: &[u64], i: usize) -> Option<&'e Entry<'b>> {
        let first = match self {
            Ids::Few => {
                if !marks[..i].contains(&marks[i]) {
                    return None;
                }
                let id = entries[i].record.id()?;
                entries[..i].iter().position(|entry| entry.record.id() == Some(id))?
            }
            Ids::Many(first) => {
                let id = entries[i].record.id()?;
                first.get(id).copied().filter(|first| *first < i)?
            }
        };
        Some(&entries[first])
    }
}

/// A mark of an id: its last eight bytes, where ids that are counted up differ.
fn mark(id: &str) -> u64 {
    let bytes = id.as_bytes();
    bytes.last_chunk().map_or_else(|| first_word(bytes), |last| u64::from_le_bytes(*last))
}
