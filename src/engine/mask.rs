//! Sets of things that may have changed, as bits: cheap answers to "could this matter now?".
//!
//! Bits are shared when there are more things than bits, so an answer may be a needless yes, never a wrong no.

use duly_plan::{FieldId, StateId};

/// What a condition or a table reads, or what a step changed.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Reads(u64);

impl Reads {
    const FIELD_BITS: u16 = 61;
    /// Nothing.
    pub(crate) const NONE: Reads = Reads(0);
    /// Everything: used where a ticket begins.
    pub(crate) const ALL: Reads = Reads(u64::MAX);
    /// `age` and `idle`.
    pub(crate) const TIME: Reads = Reads(1 << 62);
    /// What clocks do.
    pub(crate) const CLOCKS: Reads = Reads(1 << 63);

    /// One field.
    pub(crate) fn field(field: FieldId) -> Reads {
        Reads(1 << (field.0 % Self::FIELD_BITS))
    }

    /// Both.
    #[must_use]
    pub(crate) fn and(self, other: Reads) -> Reads {
        Reads(self.0 | other.0)
    }

    /// Adds.
    pub(crate) fn add(&mut self, other: Reads) {
        self.0 |= other.0;
    }

    /// Whether they have something in common.
    pub(crate) fn meet(self, other: Reads) -> bool {
        self.0 & other.0 != 0
    }
}

/// The kinds of news an event brings or a pattern waits for.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Kinds(u64);

impl Kinds {
    pub(crate) const CREATED: Kinds = Kinds(1);
    pub(crate) const MESSAGE: Kinds = Kinds(1 << 1);
    pub(crate) const NOTE: Kinds = Kinds(1 << 2);
    pub(crate) const CONTACT: Kinds = Kinds(1 << 3);
    pub(crate) const CALLBACK: Kinds = Kinds(1 << 4);
    pub(crate) const MERGE: Kinds = Kinds(1 << 5);
    pub(crate) const SPLIT: Kinds = Kinds(1 << 6);
    pub(crate) const DELETE: Kinds = Kinds(1 << 7);
    pub(crate) const RESTORE: Kinds = Kinds(1 << 8);
    pub(crate) const ANSWERED: Kinds = Kinds(1 << 9);
    pub(crate) const SIGNAL: Kinds = Kinds(1 << 10);
    const FIRST_FIELD: u16 = 11;
    const FIELD_BITS: u16 = 37;
    const FIRST_STATE: u16 = Self::FIRST_FIELD + Self::FIELD_BITS;
    const STATE_BITS: u16 = 64 - Self::FIRST_STATE;

    /// A field changed.
    pub(crate) fn field(field: FieldId) -> Kinds {
        Kinds(1 << (Self::FIRST_FIELD + field.0 % Self::FIELD_BITS))
    }

    /// A state turned.
    pub(crate) fn state(state: StateId) -> Kinds {
        Kinds(1 << (Self::FIRST_STATE + state.0 % Self::STATE_BITS))
    }

    /// Adds.
    pub(crate) fn add(&mut self, other: Kinds) {
        self.0 |= other.0;
    }

    /// Whether they have something in common.
    pub(crate) fn meet(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }
}
