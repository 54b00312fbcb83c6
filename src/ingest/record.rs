//! Events as bytes: what is kept of them between reading and evaluating.
//!
//! A partition is two streams. `bytes` has one record an event: a fixed head, then numbers of variable length;
//! `texts` has the record's texts one after another, of which the record keeps only the lengths. So a text is
//! checked once, when it is read, and a record of the usual event takes some eighty bytes.

use duly_calendar::Instant;
use duly_engine::event::{Event, EventKind, Medium, Role, Value};
use duly_engine::{Origin, Set};
use duly_plan::FieldId;

use crate::draft::Draft;
use crate::happening::{Happening, PHASES};
use crate::row::View;
use crate::stamp::Stamp;
use crate::value::Typed;

/// The records of one partition that one worker wrote.
#[derive(Clone, Default, Debug)]
pub(crate) struct Buffer {
    pub bytes: Vec<u8>,
    pub texts: String,
}

/// What a record has beside its head.
mod flag {
    pub const INPUT: u16 = 1;
    pub const NANOS: u16 = 1 << 1;
    pub const SEQ: u16 = 1 << 2;
    pub const ID: u16 = 1 << 3;
    pub const ACTOR: u16 = 1 << 4;
    pub const CHANNEL: u16 = 1 << 5;
    pub const KEY: u16 = 1 << 6;
    pub const RESULT: u16 = 1 << 7;
    pub const NAME: u16 = 1 << 8;
    pub const TEXT: u16 = 1 << 9;
    pub const SETS: u16 = 1 << 10;
    pub const TAGS: u16 = 1 << 11;
    /// How a ticket of snapshots would be created if the row of the next record were its first.
    pub const CREATION: u16 = 1 << 12;
    /// The row changes nothing after the creation that stands before it.
    pub const NO_NEWS: u16 = 1 << 13;
}

/// The length of the fixed head: length (4), hash of the ticket (8), seconds (8), fingerprint (8), place of the texts
/// (8), flags (2), happening (1), role, phase and whether it is public (1).
const HEAD: usize = 40;

/// The head and the numbers of variable length that follow it: four of up to ten bytes, nine lengths of up to five.
const FRONT: usize = HEAD + 4 * 10 + 9 * 5;

/// The beginning of a record, put together apart so that a record's bytes grow once for all of it.
struct Front {
    bytes: [u8; FRONT],
    length: usize,
}

impl Front {
    fn number(&mut self, number: u64) {
        sevens(number, |byte| {
            self.bytes[self.length] = byte;
            self.length += 1;
        });
    }
}

/// A number in as few bytes as it needs, seven bits in each.
#[inline]
fn sevens(mut number: u64, mut byte: impl FnMut(u8)) {
    while number >= 0x80 {
        byte(0x80 | (number & 0x7F) as u8);
        number >>= 7;
    }
    byte((number & 0x7F) as u8);
}

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

/// An event ready to be written: its draft and its checked values.
pub(crate) struct Ready<'a> {
    pub draft: &'a Draft,
    pub view: View<'a>,
    pub origin: Origin,
    pub purpose: Purpose,
    /// The values that are wanted.
    pub sets: &'a [(FieldId, Typed)],
    /// Whether tags are wanted.
    pub tags: bool,
    /// Whether the text is wanted.
    pub text: bool,
}

impl Buffer {
    /// Appends an event.
    pub fn write(&mut self, ready: &Ready<'_>) {
        let (start, first_text) = (self.bytes.len(), self.texts.len() as u64);
        let draft = ready.draft;
        let mut front = Front { bytes: [0; FRONT], length: HEAD };
        let mut flags = self.front(ready, &mut front);
        let phase = draft.phase.map_or(0, |phase| phase as u8 + 1);
        front.bytes[4..12].copy_from_slice(&draft.hash.to_le_bytes());
        front.bytes[12..20].copy_from_slice(&draft.at.seconds.to_le_bytes());
        front.bytes[20..28].copy_from_slice(&draft.content.to_le_bytes());
        front.bytes[28..36].copy_from_slice(&first_text.to_le_bytes());
        front.bytes[38] = draft.happening as u8;
        front.bytes[39] = draft.by as u8 | phase << 3 | u8::from(draft.public) << 6;
        self.bytes.extend_from_slice(&front.bytes[..front.length]);
        flags |= self.values(ready);
        let length = u32::try_from(self.bytes.len() - start).unwrap_or(u32::MAX);
        let head = &mut self.bytes[start..start + HEAD];
        head[0..4].copy_from_slice(&length.to_le_bytes());
        head[36..38].copy_from_slice(&flags.to_le_bytes());
    }

    /// What nearly all records have: who, when and which.
    fn front(&mut self, ready: &Ready<'_>, front: &mut Front) -> u16 {
        let (draft, view) = (ready.draft, ready.view);
        let mut flags = match ready.purpose {
            Purpose::Event | Purpose::Snapshot { news: true } => 0,
            Purpose::Creation => flag::CREATION,
            Purpose::Snapshot { news: false } => flag::NO_NEWS,
        };
        front.number(ready.origin.record);
        for (flag, number) in [
            (flag::INPUT, Some(u64::from(ready.origin.input)).filter(|n| *n > 0)),
            (flag::NANOS, Some(u64::from(draft.at.nanos)).filter(|n| *n > 0)),
            (flag::SEQ, draft.seq.map(i64::cast_unsigned)),
        ] {
            if let Some(number) = number {
                flags |= flag;
                front.number(number);
            }
        }
        let mut keep = |text| {
            let text: &str = view.text(text);
            front.number(text.len() as u64);
            self.texts.push_str(text);
        };
        keep(draft.ticket);
        for (flag, text) in [
            (flag::ID, draft.id),
            (flag::ACTOR, draft.actor),
            (flag::CHANNEL, draft.channel),
            (flag::KEY, draft.key),
            (flag::RESULT, draft.result),
            (flag::NAME, draft.name),
            (flag::TEXT, draft.text.filter(|_| ready.text)),
        ] {
            if let Some(text) = text {
                flags |= flag;
                keep(text);
            }
        }
        flags
    }

    /// The values of fields, and the tags.
    fn values(&mut self, ready: &Ready<'_>) -> u16 {
        let (draft, view) = (ready.draft, ready.view);
        let mut flags = 0;
        if !ready.sets.is_empty() {
            flags |= flag::SETS;
            self.number(ready.sets.len() as u64);
            for (field, value) in ready.sets {
                self.bytes.extend_from_slice(&field.0.to_le_bytes());
                self.value(*value, view);
            }
        }
        if ready.tags && !(draft.added.is_empty() && draft.removed.is_empty()) {
            flags |= flag::TAGS;
            for list in [&draft.added, &draft.removed] {
                self.number(list.len() as u64);
                for tag in list {
                    self.text(view.text(*tag));
                }
            }
        }
        flags
    }

    fn number(&mut self, number: u64) {
        sevens(number, |byte| self.bytes.push(byte));
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.texts.push_str(text);
    }

    fn value(&mut self, value: Typed, view: View<'_>) {
        match value {
            Typed::Unset => self.bytes.push(0),
            Typed::Code(code) => self.fixed(1, &code.to_le_bytes()),
            Typed::Text(text) => {
                self.bytes.push(2);
                self.text(view.text(text));
            }
            Typed::Number(number) => self.fixed(3, &number.to_le_bytes()),
            Typed::YesNo(yes) => self.fixed(4, &[u8::from(yes)]),
            Typed::Date(days) => self.fixed(5, &days.to_le_bytes()),
            Typed::Instant(at) => self.fixed(6, &at.0.to_le_bytes()),
            Typed::Duration(seconds) => self.fixed(7, &seconds.to_le_bytes()),
            Typed::List(items) => {
                let texts = view.items[items.range()].iter().filter_map(|item| match item {
                    crate::row::Cell::Text(text) => Some(view.text(*text)),
                    _ => None,
                });
                self.bytes.push(8);
                self.number(u64::from(items.len));
                for text in texts {
                    self.text(text);
                }
            }
        }
    }

    fn fixed(&mut self, tag: u8, payload: &[u8]) {
        self.bytes.push(tag);
        self.bytes.extend_from_slice(payload);
    }
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
    pub purpose: Purpose,
}

/// Where the next record begins, and its ticket's hash: all that scanning needs.
pub(crate) fn scan(bytes: &[u8], at: usize) -> (usize, u64) {
    let record = &bytes[at..];
    (at + u32::from_le_bytes(fixed(record, 0)) as usize, fixed_u64(record, 4))
}

impl Buffer {
    /// Whether a record is a creation that its snapshot follows.
    pub fn is_creation(&self, at: usize) -> bool {
        flags_of(&self.bytes[at..]) & flag::CREATION != 0
    }

    /// The head of a record.
    pub fn head(&self, at: usize) -> Head<'_> {
        Cursor::new(self, at).head()
    }

    /// A whole record; the slices of its event are empty, and lie in `strs` and `sets` as the ranges say.
    pub fn event<'b>(
        &'b self,
        at: usize,
        strs: &mut Vec<&'b str>,
        sets: &mut Vec<RawSet<'b>>,
    ) -> RawEvent<'b> {
        let mut cursor = Cursor::new(self, at);
        let head = cursor.head();
        cursor.rest(&head, strs, sets)
    }
}

/// A set whose list, if it is one, lies in a vector of texts.
#[derive(Clone, Debug)]
pub(crate) struct RawSet<'b> {
    field: FieldId,
    value: Value<'b>,
    list: std::ops::Range<usize>,
}

impl<'b> RawSet<'b> {
    /// The set itself.
    pub fn resolve<'t>(&self, strs: &'t [&'t str]) -> Set<'t>
    where
        'b: 't,
    {
        let value = match self.value {
            Value::List(_) => Value::List(&strs[self.list.clone()]),
            value => value,
        };
        Set { field: self.field, value }
    }
}

/// An event whose slices are ranges yet.
#[derive(Clone, Debug)]
pub(crate) struct RawEvent<'b> {
    pub event: Event<'b>,
    pub sets: std::ops::Range<usize>,
    pub added: std::ops::Range<usize>,
    pub removed: std::ops::Range<usize>,
}

/// Reads one record.
struct Cursor<'b> {
    record: &'b [u8],
    next: usize,
    texts: &'b str,
    next_text: usize,
    flags: u16,
}

impl<'b> Cursor<'b> {
    fn new(buffer: &'b Buffer, at: usize) -> Cursor<'b> {
        let record = &buffer.bytes[at..];
        let next_text = usize::try_from(fixed_u64(record, 28)).unwrap_or(usize::MAX);
        let flags = flags_of(record);
        Cursor { record, next: HEAD, texts: &buffer.texts, next_text, flags }
    }

    fn head(&mut self) -> Head<'b> {
        let record = self.number();
        let input = self.optional(flag::INPUT).unwrap_or(0);
        let nanos = self.optional(flag::NANOS).unwrap_or(0);
        let seq = self.optional(flag::SEQ).map(u64::cast_signed);
        let ticket = self.text();
        let id = self.optional_text(flag::ID);
        let purpose = match self.flags & (flag::CREATION | flag::NO_NEWS) {
            0 => Purpose::Event,
            flag::CREATION => Purpose::Creation,
            _ => Purpose::Snapshot { news: false },
        };
        Head {
            ticket,
            at: Stamp {
                seconds: fixed_u64(self.record, 12).cast_signed(),
                nanos: u32::try_from(nanos).unwrap_or(0),
            },
            seq,
            id,
            happening: Happening::ALL[usize::from(self.record[38])].0,
            content: fixed_u64(self.record, 20),
            origin: Origin { input: u32::try_from(input).unwrap_or(u32::MAX), record },
            purpose,
        }
    }

    fn rest(&mut self, head: &Head<'b>, strs: &mut Vec<&'b str>, sets: &mut Vec<RawSet<'b>>) -> RawEvent<'b> {
        let actor = self.optional_text(flag::ACTOR);
        let channel = self.optional_text(flag::CHANNEL);
        let key = self.optional_text(flag::KEY);
        let result = self.optional_text(flag::RESULT);
        let name = self.optional_text(flag::NAME);
        let text = self.optional_text(flag::TEXT);
        let roles = self.record[39];
        let event = Event {
            at: Instant(head.at.seconds),
            kind: self.kind(head.happening, roles, result, name),
            by: Role::ALL[usize::from(roles & 0b111)].0,
            actor,
            channel,
            key,
            text,
            sets: &[],
            tags_added: &[],
            tags_removed: &[],
            origin: head.origin,
        };
        let first_set = sets.len();
        if self.has(flag::SETS) {
            for _ in 0..self.number() {
                let set = self.set(strs);
                sets.push(set);
            }
        }
        let (mut added, mut removed) = (0..0, 0..0);
        if self.has(flag::TAGS) {
            added = self.list(strs);
            removed = self.list(strs);
        }
        RawEvent { event, sets: first_set..sets.len(), added, removed }
    }

    fn kind(
        &self,
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

    fn set(&mut self, strs: &mut Vec<&'b str>) -> RawSet<'b> {
        let field = FieldId(u16::from_le_bytes(self.take()));
        let [tag] = self.take();
        let mut list = 0..0;
        let value = match tag {
            1 => Value::Code(u16::from_le_bytes(self.take())),
            2 => Value::Text(self.text()),
            3 => Value::Number(f64::from_le_bytes(self.take())),
            4 => Value::YesNo(self.take() == [1]),
            5 => Value::Date(i32::from_le_bytes(self.take())),
            6 => Value::Instant(Instant(i64::from_le_bytes(self.take()))),
            7 => Value::Duration(i64::from_le_bytes(self.take())),
            8 => {
                list = self.list(strs);
                Value::List(&[])
            }
            _ => Value::Unset,
        };
        RawSet { field, value, list }
    }

    fn list(&mut self, strs: &mut Vec<&'b str>) -> std::ops::Range<usize> {
        let start = strs.len();
        for _ in 0..self.number() {
            let text = self.text();
            strs.push(text);
        }
        start..strs.len()
    }

    fn has(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }

    fn optional(&mut self, flag: u16) -> Option<u64> {
        self.has(flag).then(|| self.number())
    }

    fn optional_text(&mut self, flag: u16) -> Option<&'b str> {
        self.has(flag).then(|| self.text())
    }

    fn number(&mut self) -> u64 {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let byte = self.record[self.next];
            self.next += 1;
            number |= u64::from(byte & 0x7F) << shift;
            shift += 7;
            if byte < 0x80 {
                return number;
            }
        }
    }

    fn text(&mut self) -> &'b str {
        let length = usize::try_from(self.number()).unwrap_or(usize::MAX);
        let start = self.next_text;
        self.next_text += length;
        &self.texts[start..self.next_text]
    }

    fn take<const N: usize>(&mut self) -> [u8; N] {
        let taken = fixed(self.record, self.next);
        self.next += N;
        taken
    }
}

fn flags_of(record: &[u8]) -> u16 {
    u16::from_le_bytes(fixed(record, 36))
}

fn fixed_u64(record: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(fixed(record, at))
}

/// Some bytes of a record; a record is never shorter than its parts.
fn fixed<const N: usize>(record: &[u8], at: usize) -> [u8; N] {
    record[at..].first_chunk().copied().unwrap_or([0; N])
}
