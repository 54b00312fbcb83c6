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
    /// Whether the name is a number, which a row may write in other ways: `1e3`, `1000.0`.
    number: bool,
}

/// Numbers of more digits than this are rounded where they are read.
const EXACT_DIGITS: usize = 15;

impl<'t> Search<'t> {
    pub fn new(wanted: Wanted<'t>, spec: &Spec) -> Search<'t> {
        let pieces = wanted.ticket.split(|c: char| matches!(c, '"' | '\\' | '/') || c.is_control());
        let piece = pieces.max_by_key(|piece| piece.len()).filter(|piece| !piece.is_empty());
        let number = wanted.ticket.parse::<f64>().is_ok();
        // A number that is rounded, or that has a sign which means nothing, is not written as its name is.
        let other = number && (wanted.ticket.len() > EXACT_DIGITS || wanted.ticket == "0");
        let piece = piece.filter(|_| as_it_stands(spec) && !other).map(Finder::new);
        let escape = if wanted.ticket.is_ascii() { "\\u00" } else { "\\u" };
        Search { wanted, piece, escape: Finder::new(escape), number }
    }

    /// Whether a row may belong to the ticket.
    pub fn may_be_in(&self, row: &[u8]) -> bool {
        let Some(piece) = &self.piece else { return true };
        piece.find(row).is_some()
            || self.escape.find(row).is_some()
            || self.number && has_number_of_parts(row)
    }
}

/// Whether a row has a number with a fraction or an exponent, which may be a whole number all the same.
fn has_number_of_parts(row: &[u8]) -> bool {
    let digit = |at: Option<usize>| at.and_then(|at| row.get(at)).is_some_and(u8::is_ascii_digit);
    memchr::memchr3_iter(b'.', b'e', b'E', row).any(|at| {
        let signed = matches!(row.get(at + 1), Some(b'+' | b'-')) && row[at] != b'.';
        digit(at.checked_sub(1)) && (digit(Some(at + 1)) || signed)
    })
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
