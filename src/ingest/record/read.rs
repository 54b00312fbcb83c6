//! A record becomes an event.

use std::ops::Range;

use duly_calendar::Instant;
use duly_engine::event::{Event, EventKind, Medium, Role, Value};
use duly_engine::{Origin, Set};
use duly_plan::FieldId;

use super::{Buffer, HEAD, flag, place};
use crate::happening::{Happening, PHASES};
use crate::stamp::Stamp;

/// What a record is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Purpose {
    /// An event.
    Event,
    /// How the ticket is created if the next record is its first snapshot.
    Creation,
    /// A snapshot; `news`: whether it changes anything if it is the first.
    Snapshot { news: bool },
}

/// What the order and the uniqueness of events hang on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head<'b> {
    pub ticket: &'b str,
    pub at: Stamp,
    pub seq: Option<i64>,
    pub id: Option<&'b str>,
    pub happening: Happening,
    pub content: u64,
    pub origin: Origin,
}

/// A record where it lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record<'b> {
    head: &'b [u8; HEAD],
    rest: &'b [u8],
    texts: &'b str,
}

impl Buffer {
    /// The record that begins at a byte, which is one.
    #[inline]
    pub fn record(&self, at: u32) -> Record<'_> {
        let bytes = self.bytes.get(at as usize..).unwrap_or_default();
        let (head, rest) = bytes.split_first_chunk().unwrap_or((&[0; HEAD], &[]));
        Record { head, rest, texts: &self.texts }
    }

    /// Where the records begin.
    pub fn places(&self) -> impl Iterator<Item = u32> + '_ {
        let mut next = 0;
        std::iter::from_fn(move || {
            let at = u32::try_from(next).ok().filter(|_| next < self.bytes.len())?;
            next += self.record(at).length();
            Some(at)
        })
    }
}

impl<'b> Record<'b> {
    /// How many bytes it takes.
    pub fn length(self) -> usize {
        u32::from_le_bytes(fixed(self.head, place::LENGTH)) as usize
    }

    /// The hash of its ticket's name.
    pub fn hash(self) -> u64 {
        u64::from_le_bytes(fixed(self.head, place::HASH))
    }

    /// The seconds of its stamp.
    #[inline]
    pub fn seconds(self) -> i64 {
        i64::from_le_bytes(fixed(self.head, place::SECONDS))
    }

    /// The name of its ticket.
    #[inline]
    pub fn ticket(self) -> &'b str {
        let length = u32::from_le_bytes(fixed(self.head, place::TICKET));
        self.text_at(self.first_text(), length as usize)
    }

    /// Its id.
    #[inline]
    pub fn id(self) -> Option<&'b str> {
        let mut parts = self.parts();
        parts.numbers();
        parts.text(flag::ID)
    }

    /// What happened.
    #[inline]
    pub fn happening(self) -> Happening {
        Happening::ALL[usize::from(self.head[place::HAPPENING])].0
    }

    /// What it is for.
    #[inline]
    pub fn purpose(self) -> Purpose {
        match self.flags() & (flag::CREATION | flag::NO_NEWS) {
            0 => Purpose::Event,
            flag::CREATION => Purpose::Creation,
            _ => Purpose::Snapshot { news: false },
        }
    }

    /// What orders it.
    pub fn head(self) -> Head<'b> {
        let mut parts = self.parts();
        let numbers = parts.numbers();
        Head {
            ticket: self.ticket(),
            at: Stamp { seconds: self.seconds(), nanos: numbers.nanos },
            seq: numbers.seq,
            id: parts.text(flag::ID),
            happening: self.happening(),
            content: u64::from_le_bytes(fixed(self.head, place::CONTENT)),
            origin: self.origin(numbers.input),
        }
    }

    fn origin(self, input: u32) -> Origin {
        Origin { input, record: u64::from_le_bytes(fixed(self.head, place::LINE)) }
    }

    fn flags(self) -> u16 {
        u16::from_le_bytes(fixed(self.head, place::FLAGS))
    }

    fn first_text(self) -> usize {
        u32::from_le_bytes(fixed(self.head, place::TEXTS)) as usize
    }

    fn text_at(self, start: usize, length: usize) -> &'b str {
        self.texts.get(start..start + length).unwrap_or_default()
    }

    #[inline]
    fn parts(self) -> Parts<'b> {
        let ticket = u32::from_le_bytes(fixed(self.head, place::TICKET)) as usize;
        Parts { record: self, flags: self.flags(), next: 0, next_text: self.first_text() + ticket }
    }

    /// The event, with the slices of its tail.
    #[inline]
    fn event<'t>(self, tail: Tail<'t>) -> Event<'t>
    where
        'b: 't,
    {
        let mut parts = self.parts();
        let numbers = parts.numbers();
        parts.text(flag::ID);
        let (actor, channel, key) =
            (parts.text(flag::ACTOR), parts.text(flag::CHANNEL), parts.text(flag::KEY));
        let (result, name) = (parts.text(flag::RESULT), parts.text(flag::NAME));
        let text = parts.text(flag::TEXT);
        let roles = self.head[place::ROLES];
        Event {
            at: Instant(self.seconds()),
            kind: kind(self.happening(), roles, result, name),
            by: Role::ALL[usize::from(roles & 0b111)].0,
            actor,
            channel,
            key,
            text,
            sets: tail.sets,
            tags_added: tail.added,
            tags_removed: tail.removed,
            origin: self.origin(numbers.input),
        }
    }
}

fn kind<'b>(
    happening: Happening,
    roles: u8,
    result: Option<&'b str>,
    name: Option<&'b str>,
) -> EventKind<'b> {
    let contact = |medium| {
        let phase = usize::from(roles >> 3 & 0b111).checked_sub(1).map(|code| PHASES[code].0);
        EventKind::Contact { medium, phase, result }
    };
    match happening {
        Happening::Created => EventKind::Created,
        Happening::Message => EventKind::Message { public: roles >> 6 & 1 == 1 },
        Happening::Note => EventKind::Note,
        Happening::Change => EventKind::Change,
        Happening::Assign => EventKind::Assign,
        Happening::Call => contact(Medium::Call),
        Happening::Chat => contact(Medium::Chat),
        Happening::Callback => EventKind::Callback,
        Happening::Merge => EventKind::Merge,
        Happening::Split => EventKind::Split,
        Happening::Delete => EventKind::Delete,
        Happening::Restore => EventKind::Restore,
        Happening::Answered => EventKind::Answered,
        Happening::Signal => EventKind::Signal { name: name.unwrap_or_default() },
    }
}

/// Numbers that not every record has.
struct Numbers {
    seq: Option<i64>,
    input: u32,
    nanos: u32,
}

/// Reads what follows the head, part after part.
struct Parts<'b> {
    record: Record<'b>,
    flags: u16,
    next: usize,
    next_text: usize,
}

impl<'b> Parts<'b> {
    #[inline]
    fn numbers(&mut self) -> Numbers {
        if self.flags & (flag::SEQ | flag::INPUT | flag::NANOS) == 0 {
            return Numbers { seq: None, input: 0, nanos: 0 };
        }
        Numbers {
            seq: self.has(flag::SEQ).then(|| i64::from_le_bytes(self.take())),
            input: if self.has(flag::INPUT) { u32::from_le_bytes(self.take()) } else { 0 },
            nanos: if self.has(flag::NANOS) { u32::from_le_bytes(self.take()) } else { 0 },
        }
    }

    fn has(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }

    #[inline]
    fn text(&mut self, flag: u16) -> Option<&'b str> {
        self.has(flag).then(|| self.next_text())
    }

    #[inline]
    fn next_text(&mut self) -> &'b str {
        let length = self.number();
        let start = self.next_text;
        self.next_text += length;
        self.record.text_at(start, length)
    }

    fn number(&mut self) -> usize {
        u32::from_le_bytes(self.take()) as usize
    }

    fn take<const N: usize>(&mut self) -> [u8; N] {
        let taken = fixed(self.record.rest, self.next);
        self.next += N;
        taken
    }

    /// To the tail, past all other parts.
    fn tail(record: Record<'b>) -> Parts<'b> {
        let flags = record.flags();
        let lengths = flags & (flag::SETS - 1) & !flag::SEQ;
        let next = 4 * lengths.count_ones() as usize + 8 * usize::from(flags & flag::SEQ);
        let mut parts = Parts { record, flags, next, next_text: 0 };
        parts.next_text = parts.number();
        parts
    }

    fn list(&mut self, texts: &mut Vec<&'b str>) -> Range<usize> {
        let start = texts.len();
        for _ in 0..self.number() {
            let text = self.next_text();
            texts.push(text);
        }
        start..texts.len()
    }

    fn set(&mut self, scratch: &mut Scratch<'b>) {
        let field = FieldId(u16::from_le_bytes(self.take()));
        let [tag] = self.take();
        let value = match tag {
            1 => Value::Code(u16::from_le_bytes(self.take())),
            2 => Value::Text(self.next_text()),
            3 => Value::Number(f64::from_le_bytes(self.take())),
            4 => Value::YesNo(self.take() == [1]),
            5 => Value::Date(i32::from_le_bytes(self.take())),
            6 => Value::Instant(Instant(i64::from_le_bytes(self.take()))),
            7 => Value::Duration(i64::from_le_bytes(self.take())),
            8 => {
                let list = self.list(&mut scratch.texts);
                scratch.lists.push((scratch.sets.len(), list));
                Value::List(&[])
            }
            _ => Value::Unset,
        };
        scratch.sets.push(Set { field, value });
    }
}

/// The slices of an event.
#[derive(Clone, Copy, Default)]
struct Tail<'t> {
    sets: &'t [Set<'t>],
    added: &'t [&'t str],
    removed: &'t [&'t str],
}

/// Where the slices of an event lie.
#[derive(Clone, Default, Debug)]
struct Ranges {
    sets: Range<usize>,
    added: Range<usize>,
    removed: Range<usize>,
}

/// Room for the events of one ticket; what it grew for one serves the next.
#[derive(Default, Debug)]
pub(crate) struct Scratch<'b> {
    /// The texts of tags and lists.
    texts: Vec<&'b str>,
    sets: Vec<Set<'b>>,
    /// Which of the sets are lists, and of which texts.
    lists: Vec<(usize, Range<usize>)>,
    /// The slices of each event.
    tails: Vec<Ranges>,
    events: Vec<Event<'b>>,
}

impl<'b> Scratch<'b> {
    /// Gives the events of some records to `f`.
    pub fn events(
        &mut self,
        records: impl Iterator<Item = Record<'b>> + Clone,
        f: impl FnOnce(&[Event<'_>]),
    ) {
        self.texts.clear();
        self.tails.clear();
        for record in records.clone() {
            let ranges = self.tail(record);
            self.tails.push(ranges);
        }
        let texts = &self.texts;
        let mut sets: Vec<Set<'_>> = std::mem::take(&mut self.sets);
        for (place, range) in self.lists.drain(..) {
            sets[place].value = Value::List(&texts[range]);
        }
        let mut events: Vec<Event<'_>> = std::mem::take(&mut self.events);
        events.extend(records.zip(&self.tails).map(|(record, ranges)| {
            record.event(Tail {
                sets: &sets[ranges.sets.clone()],
                added: &texts[ranges.added.clone()],
                removed: &texts[ranges.removed.clone()],
            })
        }));
        f(&events);
        self.events = emptied(events);
        self.sets = emptied(sets);
    }

    /// Takes in the sets and tags of a record.
    fn tail(&mut self, record: Record<'b>) -> Ranges {
        let mut ranges = Ranges::default();
        if record.flags() & (flag::SETS | flag::TAGS) == 0 {
            return ranges;
        }
        let mut parts = Parts::tail(record);
        if parts.has(flag::SETS) {
            let first = self.sets.len();
            for _ in 0..parts.number() {
                parts.set(self);
            }
            ranges.sets = first..self.sets.len();
        }
        if parts.has(flag::TAGS) {
            ranges.added = parts.list(&mut self.texts);
            ranges.removed = parts.list(&mut self.texts);
        }
        ranges
    }
}

/// The same vector, empty, for elements of another lifetime: the standard library keeps the allocation when a vector
/// is collected out of its own elements.
fn emptied<T, U>(mut vector: Vec<T>) -> Vec<U> {
    vector.clear();
    vector.into_iter().filter_map(|_| None).collect()
}

/// Some bytes; a record is never shorter than its parts.
#[inline]
fn fixed<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or([0; N])
}
