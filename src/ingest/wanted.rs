//! One ticket of many: which rows are worth a closer look.
//!
//! A row that does not have the ticket's name in it, however it is written, belongs to another ticket. That is found
//! out without taking the row apart, so that one ticket of a long log costs little more than reading the log.

use memchr::memmem::Finder;

use crate::mapping::spec::{Case, Part, Pick, Spec};

/// The ticket that is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted<'t> {
    /// Its name.
    pub ticket: &'t str,
    /// Whether the last instant of all events is wanted as well: the rows of other tickets are then read for their
    /// stamps.
    pub end: bool,
}

/// Finds the rows of a ticket, and a few others.
#[derive(Clone, Debug)]
pub(crate) struct Search<'t> {
    pub wanted: Wanted<'t>,
    /// The longest piece of the name that is written in one way only; none: any row may be one.
    piece: Option<Finder<'t>>,
    /// Begins every escape that may stand for a character of the name.
    escape: Finder<'static>,
}

impl<'t> Search<'t> {
    pub fn new(wanted: Wanted<'t>, spec: &Spec) -> Search<'t> {
        let pieces = wanted.ticket.split(|c: char| matches!(c, '"' | '\\' | '/') || c.is_control());
        let piece = pieces.max_by_key(|piece| piece.len()).filter(|piece| !piece.is_empty());
        let piece = piece.filter(|_| as_it_stands(spec)).map(Finder::new);
        let escape = if wanted.ticket.is_ascii() { "\\u00" } else { "\\u" };
        Search { wanted, piece, escape: Finder::new(escape) }
    }

    /// Whether a row may belong to the ticket.
    pub fn may_be_in(&self, row: &[u8]) -> bool {
        let Some(piece) = &self.piece else { return true };
        piece.find(row).is_some() || self.escape.find(row).is_some()
    }
}

/// Whether a mapping takes the ticket's name as the row writes it.
fn as_it_stands(spec: &Spec) -> bool {
    let rule = spec.parts[Part::Ticket as usize].as_ref();
    rule.is_some_and(|rule| {
        rule.clauses.iter().all(|clause| {
            matches!(clause.pick, Pick::Key(_)) && clause.table.is_none() && clause.case == Case::Same
        })
    })
}

impl Spec {
    /// A mapping that reads nothing but stamps.
    pub fn of_stamps(&self) -> Spec {
        let mut parts: [Option<_>; Part::COUNT] = Default::default();
        parts[Part::At as usize].clone_from(&self.parts[Part::At as usize]);
        Spec {
            strict: false,
            parts,
            sets: Vec::new(),
            objects: Vec::new(),
            tags_added: None,
            tags_removed: None,
            created: None,
            ..self.clone()
        }
    }
}
