//! A draft becomes a record.

use duly_engine::Origin;
use duly_plan::FieldId;

use super::{Buffer, HEAD, Purpose, flag, place};
use crate::draft::Draft;
use crate::row::{Cell, Text, View};
use crate::value::Typed;

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

/// The head and all that may follow it but for the tail: numbers of 8, 4 and 4 bytes, seven lengths of 4.
const FRONT: usize = HEAD + 16 + 7 * 4;

/// The beginning of a record, put together apart so that a record's bytes grow once for all of it.
struct Front {
    bytes: [u8; FRONT],
    length: usize,
    flags: u16,
}

impl Front {
    fn head<const N: usize>(&mut self, at: usize, bytes: [u8; N]) {
        self.bytes[at..at + N].copy_from_slice(&bytes);
    }

    fn part<const N: usize>(&mut self, flag: u16, bytes: [u8; N]) {
        self.flags |= flag;
        self.bytes[self.length..self.length + N].copy_from_slice(&bytes);
        self.length += N;
    }
}

impl Buffer {
    /// Appends an event.
    pub fn write(&mut self, ready: &Ready<'_>) {
        let draft = ready.draft;
        let (start, texts) = (self.bytes.len(), self.texts_place());
        let mut front = Front { bytes: [0; FRONT], length: HEAD, flags: 0 };
        front.flags = match ready.purpose {
            Purpose::Event | Purpose::Snapshot { news: true } => 0,
            Purpose::Creation => flag::CREATION,
            Purpose::Snapshot { news: false } => flag::NO_NEWS,
        };
        let phase = draft.phase.map_or(0, |phase| phase as u8 + 1);
        front.head(place::HASH, draft.hash.to_le_bytes());
        front.head(place::SECONDS, draft.at.seconds.to_le_bytes());
        front.head(place::CONTENT, draft.content.to_le_bytes());
        front.head(place::LINE, ready.origin.record.to_le_bytes());
        front.head(place::TEXTS, texts);
        front.head(place::TICKET, length(self.keep(ready.view, draft.ticket)));
        front.head(place::HAPPENING, [draft.happening as u8]);
        front.head(place::ROLES, [draft.by as u8 | phase << 3 | u8::from(draft.public) << 6]);
        self.parts(ready, &mut front);
        let tags = ready.tags && !(draft.added.is_empty() && draft.removed.is_empty());
        front.flags |= if ready.sets.is_empty() { 0 } else { flag::SETS };
        front.flags |= if tags { flag::TAGS } else { 0 };
        front.head(place::FLAGS, front.flags.to_le_bytes());
        let tail = front.flags & (flag::SETS | flag::TAGS) != 0;
        if !tail {
            front.head(place::LENGTH, length(front.length));
        }
        self.bytes.extend_from_slice(&front.bytes[..front.length]);
        if tail {
            self.tail(ready, tags);
            let written = length(self.bytes.len() - start);
            self.bytes[start + place::LENGTH..][..4].copy_from_slice(&written);
        }
    }

    /// What not every record has.
    fn parts(&mut self, ready: &Ready<'_>, front: &mut Front) {
        let draft = ready.draft;
        if let Some(seq) = draft.seq {
            front.part(flag::SEQ, seq.to_le_bytes());
        }
        if ready.origin.input > 0 {
            front.part(flag::INPUT, ready.origin.input.to_le_bytes());
        }
        if draft.at.nanos > 0 {
            front.part(flag::NANOS, draft.at.nanos.to_le_bytes());
        }
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
                front.part(flag, length(self.keep(ready.view, text)));
            }
        }
    }

    /// The values of fields, and the tags.
    fn tail(&mut self, ready: &Ready<'_>, tags: bool) {
        let texts = self.texts_place();
        self.bytes.extend_from_slice(&texts);
        if !ready.sets.is_empty() {
            self.number(ready.sets.len());
            for (field, value) in ready.sets {
                self.value(*field, *value, ready.view);
            }
        }
        if tags {
            for list in [&ready.draft.added, &ready.draft.removed] {
                self.number(list.len());
                for tag in list {
                    self.text(ready.view, *tag);
                }
            }
        }
    }

    /// Keeps a text; returns its length.
    fn keep(&mut self, view: View<'_>, text: Text) -> usize {
        let text = view.text(text);
        self.texts.push_str(text);
        text.len()
    }

    fn texts_place(&self) -> [u8; 4] {
        length(self.texts.len())
    }

    fn number(&mut self, number: usize) {
        self.bytes.extend_from_slice(&length(number));
    }

    fn text(&mut self, view: View<'_>, text: Text) {
        let length = self.keep(view, text);
        self.number(length);
    }

    fn value(&mut self, field: FieldId, value: Typed, view: View<'_>) {
        match value {
            Typed::Unset => self.tagged(field, 0, []),
            Typed::Code(code) => self.tagged(field, 1, code.to_le_bytes()),
            Typed::Text(text) => {
                self.tagged(field, 2, []);
                self.text(view, text);
            }
            Typed::Number(number) => self.tagged(field, 3, number.to_le_bytes()),
            Typed::YesNo(yes) => self.tagged(field, 4, [u8::from(yes)]),
            Typed::Date(days) => self.tagged(field, 5, days.to_le_bytes()),
            Typed::Instant(at) => self.tagged(field, 6, at.0.to_le_bytes()),
            Typed::Duration(seconds) => self.tagged(field, 7, seconds.to_le_bytes()),
            Typed::List(items) => {
                self.tagged(field, 8, []);
                self.number(items.len as usize);
                for item in &view.items[items.range()] {
                    // A checked list has texts alone.
                    if let Cell::Text(text) = item {
                        self.text(view, *text);
                    }
                }
            }
        }
    }

    /// A field, what its value is, and the value.
    fn tagged<const N: usize>(&mut self, field: FieldId, tag: u8, payload: [u8; N]) {
        let [low, high] = field.0.to_le_bytes();
        self.bytes.extend_from_slice(&[low, high, tag]);
        self.bytes.extend_from_slice(&payload);
    }
}

/// A length or a place; readers refuse lines of 4 GiB and more, and a buffer is full long before.
fn length(n: usize) -> [u8; 4] {
    u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes()
}
