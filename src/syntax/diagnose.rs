//! Collecting what is wrong with a text.

use crate::grammar::{Failure, Rule};
use crate::places::Places;
use duly_diag::{Diagnostic, FileId, Span};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// The findings of one file.
pub(crate) struct Findings<'t> {
    file: FileId,
    text: &'t str,
    list: Vec<Diagnostic>,
    places: BTreeSet<u32>,
    /// How places are counted, if not by the bytes of the text.
    counted: Option<Places>,
    /// What is to be learnt about a place of the text.
    probe: Option<Probe>,
}

/// A place of a text, and the rules that could have gone on there.
#[derive(Clone, Debug)]
pub(crate) struct Probe {
    at: usize,
    expected: Rc<RefCell<Vec<Rule>>>,
}

impl Probe {
    /// What was learnt.
    pub(crate) fn take(&self) -> Vec<Rule> {
        self.expected.take()
    }
}

impl<'t> Findings<'t> {
    pub(crate) fn new(file: FileId, text: &'t str) -> Self {
        Findings { file, text, list: Vec::new(), places: BTreeSet::new(), counted: None, probe: None }
    }

    /// Findings and spans that count places by what is written alone, so that the layout has no part in them.
    pub(crate) fn without_layout(file: FileId, text: &'t str) -> Self {
        Findings { counted: Some(Places::of(file, text)), ..Findings::new(file, text) }
    }

    /// Findings that learn what could stand at a place.
    pub(crate) fn probing(file: FileId, text: &'t str, at: usize) -> Self {
        Findings { probe: Some(Probe { at, expected: Rc::default() }), ..Findings::new(file, text) }
    }

    /// What is learnt; of findings that learn nothing, nothing.
    pub(crate) fn probe(&self) -> Probe {
        self.probe.clone().unwrap_or(Probe { at: usize::MAX, expected: Rc::default() })
    }

    /// Notes where a statement stopped making sense.
    pub(crate) fn note_failure(&self, failure: &Failure) {
        if let Some(probe) = self.probe.as_ref().filter(|probe| probe.at == failure.at) {
            probe.expected.borrow_mut().extend(&failure.expected);
        }
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
        let (start, end) = match &self.counted {
            Some(places) => (places.count(start), places.count(end)),
            None => (start, end),
        };
        Span::new(self.file, start, end.max(start))
    }

    /// What the file says there.
    pub(crate) fn text(&self, span: Span) -> &'t str {
        let range = match &self.counted {
            Some(places) => places.range(span.range()),
            None => span.range(),
        };
        self.text.get(range).unwrap_or("")
    }

    /// Collects a finding.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.places.insert(diagnostic.span().start);
        self.list.push(diagnostic);
    }

    /// Whether a finding's primary place begins within these bytes, or right behind them.
    pub(crate) fn any_within(&self, start: usize, end: usize) -> bool {
        let span = self.span(start, end);
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
