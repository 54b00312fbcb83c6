//! The events of one partition put in order, ticket by ticket, and held against what a ticket's history must be.

use std::cmp::Ordering;

use duly_diag::codes;
use duly_engine::Origin;
use rustc_hash::FxHashMap;

use crate::bad::{BadEvent, Problem, shown};
use crate::happening::Happening;
use crate::record::{Buffer, Head, Purpose, scan};
use crate::stamp::write_utc;

/// The tickets of one partition.
#[derive(Clone, Default, Debug)]
pub(crate) struct Partition {
    /// The records, one buffer a worker.
    pub buffers: Vec<Buffer>,
    /// The events to use, ticket after ticket, each ticket's in order.
    pub events: Vec<Place>,
    /// Where in `events` each ticket ends.
    pub ends: Vec<usize>,
    /// The last stamp of all, in seconds.
    pub last: Option<i64>,
}

/// A record: its buffer and where in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Place {
    pub buffer: u32,
    pub at: usize,
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
    head: Head<'b>,
    place: Place,
    /// The creation that stands before a snapshot.
    creation: Option<Place>,
}

/// Groups the records of a partition, and says which of them cannot be used.
pub(crate) fn group(buffers: Vec<Buffer>, inputs: Inputs<'_>, bad: &mut Vec<BadEvent>) -> Partition {
    let index = index(&buffers);
    let mut grouper =
        Grouper { inputs, bad, events: Vec::with_capacity(index.len()), ends: Vec::new(), last: None };
    let mut entries = Vec::new();
    for run in index.chunk_by(|a, b| a.0 == b.0) {
        entries.clear();
        entries.extend(run.iter().map(|(_, place)| entry(&buffers, *place)));
        // One hash is nearly always one ticket.
        if entries.iter().any(|e| e.head.ticket != entries[0].head.ticket) {
            entries.sort_by_key(|e| e.head.ticket);
        }
        for ticket in entries.chunk_by_mut(|a, b| a.head.ticket == b.head.ticket) {
            grouper.ticket(ticket);
        }
    }
    let (events, ends, last) = (grouper.events, grouper.ends, grouper.last);
    Partition { buffers, events, ends, last }
}

/// A record with the hash of its ticket, which sorts it to the others of that ticket.
type Indexed = (u64, Place);

fn entry(buffers: &[Buffer], place: Place) -> Entry<'_> {
    let buffer = &buffers[place.buffer as usize];
    if !buffer.is_creation(place.at) {
        return Entry { head: buffer.head(place.at), place, creation: None };
    }
    let (next, _) = scan(&buffer.bytes, place.at);
    Entry { head: buffer.head(next), place: Place { at: next, ..place }, creation: Some(place) }
}

/// Every event, sorted by the hash of its ticket; a snapshot is found by the creation before it.
fn index(buffers: &[Buffer]) -> Vec<Indexed> {
    let mut index = Vec::new();
    for (buffer, number) in buffers.iter().zip(0..) {
        let mut at = 0;
        while at < buffer.bytes.len() {
            let (mut next, hash) = scan(&buffer.bytes, at);
            index.push((hash, Place { buffer: number, at }));
            if buffer.is_creation(at) {
                (next, _) = scan(&buffer.bytes, next);
            }
            at = next;
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
}

impl Grouper<'_> {
    fn ticket(&mut self, entries: &mut [Entry<'_>]) {
        let by_position = self.inputs.by_position;
        let order = |a: &Entry<'_>, b: &Entry<'_>| order(&a.head, &b.head, by_position);
        if !entries.is_sorted_by(|a, b| order(a, b) != Ordering::Greater) {
            entries.sort_unstable_by(order);
        }
        let start = self.events.len();
        let ids = Ids::of(entries);
        let mut created: Option<&Head<'_>> = None;
        let first_created = entries.iter().position(|e| e.head.happening == Happening::Created);
        for (i, entry) in entries.iter().enumerate() {
            let head = &entry.head;
            if let Some(earlier) = ids.repeated(entries, i) {
                if earlier.content != head.content {
                    self.refuse(head, self.reused_id(head, earlier));
                }
                continue;
            }
            if created.is_none() {
                if let Some(creation) = entry.creation {
                    self.keep(creation, head);
                    created = Some(head);
                    if head.purpose != (Purpose::Snapshot { news: false }) {
                        self.keep(entry.place, head);
                    }
                    continue;
                }
                match first_created {
                    Some(first) if first == i => created = Some(head),
                    first => {
                        self.refuse(head, self.too_early(head, first.map(|i| &entries[i].head)));
                        continue;
                    }
                }
            } else if let Some(created) = created.filter(|_| head.happening == Happening::Created) {
                self.refuse(head, self.created_twice(head, created));
                continue;
            }
            self.keep(entry.place, head);
        }
        if self.events.len() > start {
            self.ends.push(self.events.len());
        }
    }

    fn keep(&mut self, place: Place, head: &Head<'_>) {
        self.events.push(place);
        self.last = self.last.max(Some(head.at.seconds));
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

    fn of(entries: &[Entry<'b>]) -> Ids<'b> {
        if entries.len() <= Self::FEW {
            return Ids::Few;
        }
        let mut first = FxHashMap::default();
        for (i, entry) in entries.iter().enumerate() {
            if let Some(id) = entry.head.id {
                first.entry(id).or_insert(i);
            }
        }
        Ids::Many(first)
    }

    /// The first event with the id of the one at `i`, if that is an earlier one.
    fn repeated<'e>(&self, entries: &'e [Entry<'b>], i: usize) -> Option<&'e Head<'b>> {
        let id = entries[i].head.id?;
        let first = match self {
            Ids::Few => entries[..i].iter().position(|e| e.head.id == Some(id))?,
            Ids::Many(first) => first.get(id).copied().filter(|first| *first < i)?,
        };
        Some(&entries[first].head)
    }
}
