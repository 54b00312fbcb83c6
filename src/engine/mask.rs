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

/// A set of standard fields.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct StandardFields(u64);

impl StandardFields {
    /// These fields; ids beyond 63 are not standard ones.
    pub(crate) fn of(fields: impl IntoIterator<Item = FieldId>) -> StandardFields {
        let mut set = StandardFields::default();
        fields.into_iter().for_each(|field| set.insert(field));
        set
    }

    /// Adds a field.
    pub(crate) fn insert(&mut self, field: FieldId) {
        self.0 |= 1u64.checked_shl(field.0.into()).unwrap_or(0);
    }

    /// Whether a field is in it.
    pub(crate) fn contains(self, field: FieldId) -> bool {
        self.0 & 1u64.checked_shl(field.0.into()).unwrap_or(0) != 0
    }

    /// These without those.
    #[must_use]
    pub(crate) fn without(self, others: StandardFields) -> StandardFields {
        StandardFields(self.0 & !others.0)
    }

    /// Whether there are none.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_beyond_the_standard_ones_are_never_in_a_set_of_them() {
        let set = StandardFields::of([FieldId(3), FieldId(64), FieldId(67)]);
        assert!(set.contains(FieldId(3)));
        assert!(!set.contains(FieldId(67)), "67 must not be taken for 3");
        assert!(set.without(StandardFields::of([FieldId(3)])).is_empty());
    }

    #[test]
    fn shared_bits_may_say_a_needless_yes() {
        assert!(Reads::field(FieldId(0)).meet(Reads::field(FieldId(61))));
        assert!(!Reads::field(FieldId(0)).meet(Reads::field(FieldId(1))));
        assert!(!Reads::field(FieldId(60)).meet(Reads::TIME.and(Reads::CLOCKS)));
        assert!(!Kinds::state(StateId(0)).meet(Kinds::field(FieldId(36))));
    }
}
