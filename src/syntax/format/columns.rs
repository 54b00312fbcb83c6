//! Which parts of the lines of a block stand below each other.

use super::shape::{Part, PartKind};
use super::space::spaced;
use crate::scan::Kind;

/// What kind of body a line stands in; each has its own columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// No columns.
    Free,
    /// The declarations of a file.
    File,
    /// A name or keyword, and what is said of it: policies, tickets, clocks.
    Named,
    /// Days or `open` and `closed`, what they are, a label.
    Calendar,
    /// Clocks and their targets.
    Level,
    /// Targets and their conditions.
    List,
    /// Values and the calendar of each.
    Choice,
    /// Names, conditions, actions.
    Rules,
    /// Instants and what happens at them.
    Test,
}

impl Place {
    /// The place inside of the block `parts[at]`.
    pub(super) fn inside(self, parts: &[Part<'_>], at: usize) -> Place {
        let word = |i: usize| parts.get(i).map_or("", Part::text);
        let choice = (1..at).any(|i| word(i - 1) == "calendar" && word(i) == "by");
        let last = !parts[at + 1..].iter().any(|p| p.block().is_some());
        match (self, word(0)) {
            (Place::File, "policy" | "ticket" | "clock") => Place::Named,
            (Place::File, "calendar") => Place::Calendar,
            (Place::File, "level") if choice && !last => Place::Choice,
            (Place::File, "level") => Place::Level,
            (Place::File, "rules") => Place::Rules,
            (Place::File, "test") => Place::Test,
            (Place::Level, _) if choice || (word(0), word(1)) == ("calendar", "by") => Place::Choice,
            (Place::Level, _) => Place::List,
            _ => Place::Free,
        }
    }

    /// How many spaces stand before a column. Where the line reads on as a sentence it is one.
    pub(super) fn gap(self, column: usize) -> usize {
        match (self, column) {
            (Place::Level | Place::Rules, _) => 1,
            _ => 2,
        }
    }
}

/// Where the columns of a line begin: the number of the column, from 1, and the offset of its first byte. `offsets` are
/// those of the parts.
pub(super) fn stops(parts: &[Part<'_>], offsets: &[usize], place: Place) -> Vec<(usize, usize)> {
    let word = |i: usize| parts.get(i).map_or("", Part::text);
    let second = (1..parts.len()).find(|&i| spaced(parts, i));
    let found: Vec<(usize, usize)> = match place {
        Place::Free | Place::File => Vec::new(),
        Place::Named => second.map(|i| (1, i)).into_iter().collect(),
        Place::Calendar if word(0) == "due" => Vec::new(),
        Place::Calendar => calendar(parts),
        Place::Level if parts.iter().any(|p| p.block().is_some()) => Vec::new(),
        Place::Level => second
            .filter(|&i| matches!(word(i), "within" | "by" | "none"))
            .map(|i| (1, i))
            .into_iter()
            .collect(),
        Place::List => outside_groups(parts, &["if", "otherwise"]).map(|i| (1, i)).into_iter().collect(),
        Place::Choice => {
            (1..parts.len()).rev().find(|&i| spaced(parts, i)).map(|i| (1, i)).into_iter().collect()
        }
        Place::Rules => {
            let (test, action) = (outside_groups(parts, &["if"]), outside_groups(parts, &["then"]));
            test.map(|i| (1, i)).into_iter().chain(action.map(|i| (2, i))).collect()
        }
        Place::Test => happening(parts).map(|i| (1, i)).into_iter().collect(),
    };
    found.into_iter().map(|(column, part)| (column, offsets[part])).collect()
}

/// Days or a keyword, then windows or dates, then the label.
fn calendar(parts: &[Part<'_>]) -> Vec<(usize, usize)> {
    let is_text = |i: usize| matches!(parts[i].kind, PartKind::Token(Kind::Text, _));
    let first = (1..parts.len()).find(|&i| spaced(parts, i) && !parts[i - 1].is(Kind::Comma));
    let dated = matches!(parts[0].text(), "open" | "closed");
    let last = parts.len() - 1;
    let label =
        dated && is_text(last) && parts[last - 1].text() != "holidays" && first.is_some_and(|i| i < last);
    first.map(|i| (1, i)).into_iter().chain(label.then_some((2, last))).collect()
}

/// The first of some words that stands in no parentheses.
fn outside_groups(parts: &[Part<'_>], words: &[&str]) -> Option<usize> {
    let mut depth = 0usize;
    parts.iter().enumerate().skip(1).find_map(|(at, part)| {
        match part.kind {
            PartKind::Token(Kind::OpenParen, _) => depth += 1,
            PartKind::Token(Kind::CloseParen, _) => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0 && part.is(Kind::Word) && words.contains(&part.text())).then_some(at)
    })
}

/// Where the event of a test's step begins: behind its instant.
fn happening(parts: &[Part<'_>]) -> Option<usize> {
    let word = |i: usize| parts.get(i).map_or("", Part::text);
    if !matches!(word(0), "at" | "+") {
        return None;
    }
    let figure = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let mut at = 1;
    if word(0) == "at" && parts.get(1).is_some_and(|p| p.is(Kind::Word)) && !figure(word(1)) {
        at += 1;
    }
    while let Some(part) = parts.get(at) {
        match (part.text(), &part.kind) {
            ("in" | "on", _) => at += 2,
            ("business" | "calendar" | "day" | "days" | "month" | "months", _) => at += 1,
            ("Z", _) | (_, PartKind::Token(Kind::Other, _)) => at += 1,
            (text, _) if figure(text) => at += 1,
            _ => return Some(at),
        }
    }
    None
}
