//! One number for all that an event says.

use crate::draft::Draft;
use crate::hash::{hash, mix};
use crate::row::{Cell, View};

/// The fingerprint of an event, whatever a run wants of it: equal events have the same, in whatever order their keys
/// were written.
pub(crate) fn fingerprint(draft: &Draft, view: View<'_>) -> u64 {
    let kind = (draft.happening as u64) << 16
        | (draft.by as u64) << 8
        | u64::from(draft.public) << 4
        | draft.phase.map_or(0, |phase| phase as u64 + 1);
    let fraction = u64::from(draft.at.nanos) << 32;
    let mut state = mix(kind | fraction, draft.at.seconds.cast_unsigned());
    state = draft.seq.map_or(state, |seq| mix(state ^ 1, seq.cast_unsigned()));
    state = mix(state, draft.hash);
    let parts =
        [draft.id, draft.actor, draft.channel, draft.key, draft.result, draft.into, draft.name, draft.text];
    for (part, mark) in parts.into_iter().zip(2..) {
        if let Some(text) = part {
            state = mix(state ^ mark, hash(view.text(text).as_bytes()));
        }
    }
    // Fields are a set, so that their order must not count.
    let sets = draft.sets.iter().map(|set| mix(set.print, cell_print(set.cell, view)));
    state = mix(state, sets.fold(0, u64::wrapping_add));
    for (list, mark) in [(&draft.added, 16), (&draft.removed, 17)] {
        for tag in list {
            state = mix(state ^ mark, hash(view.text(*tag).as_bytes()));
        }
    }
    state
}

fn cell_print(cell: Cell, view: View<'_>) -> u64 {
    match cell {
        Cell::Missing => 5,
        Cell::Null => 6,
        Cell::Text(text) => mix(7, hash(view.text(text).as_bytes())),
        Cell::Int(number) => mix(8, number.cast_unsigned()),
        Cell::Float(number) => mix(9, number.to_bits()),
        Cell::Bool(yes) => mix(10, u64::from(yes)),
        Cell::List(items) => {
            view.items[items.range()].iter().fold(11, |state, item| mix(state, cell_print(*item, view)))
        }
        Cell::Object => 12,
    }
}
