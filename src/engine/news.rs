//! What one step brought: the changes that phrases, rules and targets react to.

use crate::mask::{Kinds, Reads};
use crate::slot::Slot;
use crate::symbols::Symbol;
use duly_plan::{FieldId, StateId};

/// What one step (an event, or time passing) brought. Reused from step to step.
#[derive(Clone, Debug, Default)]
pub(crate) struct News {
    /// Whether the ticket was created in it.
    pub(crate) created: bool,
    /// The fields that changed, with their values before; none are noted of the ticket's creation, before
    /// which there was nothing.
    pub(crate) changes: Vec<(FieldId, Slot)>,
    /// The lists before it; right for those of the fields that changed.
    pub(crate) lists_before: Vec<Vec<Symbol>>,
    /// The states that turned, and to what.
    pub(crate) turned: Vec<(StateId, bool)>,
    /// The kinds of all that.
    pub(crate) kinds: Kinds,
    /// What may have changed, for those who read it.
    pub(crate) dirty: Reads,
}

impl News {
    /// For tickets with this many lists.
    pub(crate) fn new(lists: usize) -> News {
        News { lists_before: vec![Vec::new(); lists], ..News::default() }
    }

    /// Forgets the last step.
    pub(crate) fn clear(&mut self) {
        self.created = false;
        self.changes.clear();
        self.turned.clear();
        self.kinds = Kinds::default();
        self.dirty = Reads::NONE;
    }

    /// Notes that a field changed; its first value before the step stays.
    pub(crate) fn change(&mut self, field: FieldId, before: Slot) {
        self.kinds.add(Kinds::field(field));
        if self.created {
            return;
        }
        if self.before(field).is_none() {
            self.changes.push((field, before));
        }
        self.dirty.add(Reads::field(field));
    }

    /// The value before the step of a field that changed.
    pub(crate) fn before(&self, field: FieldId) -> Option<Slot> {
        self.changes.iter().find(|change| change.0 == field).map(|change| change.1)
    }

    /// Whether a state turned to `held`.
    pub(crate) fn turned(&self, state: StateId, held: bool) -> bool {
        self.turned.contains(&(state, held))
    }
}
