//! Events as bytes: what is kept of them between reading and evaluating.
//!
//! The events of a partition lie in buffers of some ten thousand each, so that nothing is copied as they grow. A buffer
//! is two streams. `bytes` has one record an event: a head of fixed shape, then the parts that not every event has, each
//! of fixed width; `texts` has the record's texts one after another, of which the record keeps only the lengths. So a
//! text is checked once, when it is read, and what orders events is read without looking at the rest of them.

mod read;
mod write;

pub(crate) use read::{Head, Purpose, Record, Scratch};
pub(crate) use write::Ready;

/// Some records of one partition that one worker wrote.
#[derive(Clone, Default, Debug)]
pub(crate) struct Buffer {
    bytes: Vec<u8>,
    texts: String,
}

impl Buffer {
    /// Beyond this many bytes in either stream the next record goes into another buffer.
    const FULL: usize = 1 << 18;

    /// What there is room for beyond that, for the record that fills it.
    const MORE: usize = 1 << 12;

    /// A buffer that follows a full one.
    pub fn next() -> Buffer {
        let room = Self::FULL + Self::MORE;
        Buffer { bytes: Vec::with_capacity(room), texts: String::with_capacity(room) }
    }

    /// Whether the next record should go into another buffer.
    pub fn is_full(&self) -> bool {
        self.bytes.len() >= Self::FULL || self.texts.len() >= Self::FULL
    }

    /// Whether there are no records.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// Where the parts of the head lie.
mod place {
    /// The length of the record, 4 bytes.
    pub const LENGTH: usize = 0;
    /// The hash of the ticket's name, 8 bytes.
    pub const HASH: usize = 4;
    /// The seconds of its stamp, 8 bytes.
    pub const SECONDS: usize = 12;
    /// Its fingerprint, 8 bytes.
    pub const CONTENT: usize = 20;
    /// Its line or row, 8 bytes.
    pub const LINE: usize = 28;
    /// Where its texts begin, 4 bytes.
    pub const TEXTS: usize = 36;
    /// The length of the ticket's name, which is the first text, 4 bytes.
    pub const TICKET: usize = 40;
    /// What it has beside the head, 2 bytes.
    pub const FLAGS: usize = 44;
    /// What happened, 1 byte.
    pub const HAPPENING: usize = 46;
    /// Role, phase and whether it is public, 1 byte.
    pub const ROLES: usize = 47;
}

/// The length of the head.
const HEAD: usize = 48;

/// What a record has beside its head, in this order: numbers, then the lengths of texts of 4 bytes each, then the tail:
/// where its texts begin (4 bytes), the sets and the tags.
mod flag {
    /// 8 bytes.
    pub const SEQ: u16 = 1;
    /// 4 bytes.
    pub const INPUT: u16 = 1 << 1;
    /// 4 bytes.
    pub const NANOS: u16 = 1 << 2;
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
