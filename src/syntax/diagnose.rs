//! Collecting what is wrong with a text.

use duly_diag::{Diagnostic, FileId, Span};
use std::collections::BTreeSet;

/// The findings of one file.
pub(crate) struct Findings<'t> {
    file: FileId,
    text: &'t str,
    list: Vec<Diagnostic>,
    places: BTreeSet<u32>,
}

impl<'t> Findings<'t> {
    pub(crate) fn new(file: FileId, text: &'t str) -> Self {
        Findings { file, text, list: Vec::new(), places: BTreeSet::new() }
    }

    /// A span of the file: clamped to it and widened to whole characters.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        let (mut start, mut end) = (start.min(self.text.len()), end.min(self.text.len()));
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        Span::new(self.file, start, end.max(start))
    }

    /// What the file says there.
    pub(crate) fn text(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Collects a finding.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.places.insert(diagnostic.span().start);
        self.list.push(diagnostic);
    }

    /// Whether a finding's primary place begins within these bytes, or right behind them.
    pub(crate) fn any_within(&self, start: usize, end: usize) -> bool {
        let span = Span::new(self.file, start, end.max(start));
        self.places.range(span.start..=span.end).next().is_some()
    }

    /// All findings, in the order in which they were made.
    pub(crate) fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }
}

/// A piece of the user's text, short enough for a message, control characters escaped.
pub(crate) fn shorten(text: &str) -> String {
    const MOST: usize = 40;
    let long = text.chars().count() > MOST;
    let taken = text.chars().take(if long { MOST - 1 } else { MOST });
    let mut shown = String::new();
    for c in taken {
        if c.is_control() { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    if long {
        shown.push('…');
    }
    shown
}
