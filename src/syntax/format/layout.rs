//! Where lines end and how deep they stand.
//!
//! Lines that a policy's author ended stay ended, inside a statement too. What was written on one line and is too wide
//! is broken: before `then` and `because`, then into blocks of several lines, then before `and` and `or`, before `if`, and
//! behind commas.

use super::columns::{Place, stops};
use super::lines::{Form, Line};
use super::shape::{Body, Item, ItemKind, Part, PartKind};
use super::space::spaced;
use super::{INDENT, WIDTH};
use crate::scan::Kind;

/// Lays out a whole file.
pub(super) fn lay_out<'t>(file: &Body<'t>) -> Vec<Line<'t>> {
    let mut layout = Layout { lines: Vec::new(), run: 0, tables: 0 };
    layout.body(file, 0, Place::File);
    layout.lines
}

struct Layout<'t> {
    lines: Vec<Line<'t>>,
    /// The current run of lines that stand below each other.
    run: usize,
    /// How many bodies have been laid out; each is a table of its own.
    tables: usize,
}

impl<'t> Layout<'t> {
    fn body(&mut self, body: &Body<'t>, indent: usize, place: Place) {
        self.tables += 1;
        let table = self.tables;
        self.run += 1;
        for (number, Item { blank, kind }) in body.items.iter().enumerate() {
            let blank = *blank && number > 0;
            if blank {
                self.run += 1;
            }
            let first = self.lines.len();
            match kind {
                ItemKind::Comment(text) => self.lines.push(Line::new(indent, *text)),
                ItemKind::Statement(parts, trailing) => {
                    if is_row(parts) {
                        let form = Form::Row { table, cells: cells(parts) };
                        self.lines.push(Line { form, ..Line::new(indent, "") });
                    } else {
                        self.statement(parts, indent, place);
                    }
                    if let Some(line) = self.lines.last_mut() {
                        line.comment = *trailing;
                    }
                }
            }
            if let Some(line) = self.lines.get_mut(first) {
                line.blank = blank;
            }
        }
        self.run += 1;
    }

    fn statement(&mut self, parts: &[Part<'t>], indent: usize, place: Place) {
        let breaks = Breaks::of(parts, indent);
        let first = self.lines.len();
        let mut line = Line::new(indent, "");
        let mut offsets = Vec::with_capacity(parts.len());
        for (at, part) in parts.iter().enumerate() {
            for (comment, own_line) in &part.comments {
                if !own_line && line.comment.is_none() && !line.text.is_empty() {
                    line.comment = Some(comment);
                } else {
                    self.finish(&mut line, continued(parts, at, indent));
                    line.text.push_str(comment);
                }
            }
            if breaks.before[at] {
                self.finish(&mut line, continued(parts, at, indent));
            } else if at > 0 && spaced(parts, at) {
                line.text.push(' ');
            }
            offsets.push(line.text.len());
            match &part.kind {
                PartKind::Token(_, text) => line.text.push_str(text),
                PartKind::Block(body) if breaks.opened[at] => {
                    line.text.push('{');
                    line.comment = body.opening;
                    let depth = line.indent;
                    self.finish(&mut line, depth);
                    self.body(body, depth + INDENT, place.inside(parts, at));
                    line.text.push('}');
                }
                PartKind::Block(body) => line.text.push_str(&flat_block(body)),
            }
        }
        if self.lines.len() == first && !line.text.contains('\n') {
            line.form = Form::Columns { run: self.run, stops: stops(parts, &offsets, place), place };
        } else {
            self.run += 1;
        }
        self.lines.push(line);
    }

    /// Ends a line and begins the next.
    fn finish(&mut self, line: &mut Line<'t>, indent: usize) {
        let done = std::mem::replace(line, Line::new(indent, ""));
        if !done.text.is_empty() {
            self.lines.push(done);
        }
    }
}

/// How deep a line stands that goes on with `parts[at]`.
fn continued(parts: &[Part<'_>], at: usize, indent: usize) -> usize {
    let depth = depth(parts, at);
    let deeper = if parts[at].block().is_some() { depth } else { depth + 1 };
    indent + INDENT * deeper
}

/// How many parentheses are open at a part; one that closes there is no longer.
fn depth(parts: &[Part<'_>], at: usize) -> usize {
    let open = parts[..at].iter().filter(|p| p.is(Kind::OpenParen)).count();
    let closed = parts[..=at].iter().filter(|p| p.is(Kind::CloseParen)).count();
    open.saturating_sub(closed)
}

/// Where a statement's lines end.
struct Breaks<'p, 't> {
    parts: &'p [Part<'t>],
    indent: usize,
    /// For each part, whether a line begins with it.
    before: Vec<bool>,
    /// For each part, whether it is a block of several lines.
    opened: Vec<bool>,
}

/// A line of a statement.
struct Measured {
    /// Its first part.
    from: usize,
    /// The part after its last.
    to: usize,
    indent: usize,
    width: usize,
}

impl<'p, 't> Breaks<'p, 't> {
    fn of(parts: &'p [Part<'t>], indent: usize) -> Self {
        let opened: Vec<bool> = parts.iter().map(|p| p.block().is_some_and(|b| b.several_lines)).collect();
        let before = (0..parts.len())
            .map(|at| {
                let written = parts[at].newline && parts[at].block().is_none() && !(at > 0 && opened[at - 1]);
                at > 0 && (written || !parts[at].comments.is_empty())
            })
            .collect();
        let mut breaks = Breaks { parts, indent, before, opened };
        breaks.at_words(&["then", "because"]);
        breaks.at_blocks();
        breaks.at_words(&["and", "or"]);
        breaks.at_words(&["if"]);
        breaks.at_commas();
        breaks
    }

    /// The lines that are too wide.
    fn wide(&self) -> Vec<Measured> {
        let mut all = Vec::new();
        let mut line = Measured { from: 0, to: 0, indent: self.indent, width: self.indent };
        for at in 0..self.parts.len() {
            if self.before[at] {
                let indent = continued(self.parts, at, self.indent);
                let next = Measured { from: at, to: at, indent, width: indent };
                all.push(std::mem::replace(&mut line, next));
            }
            line.width += self.part_width(at, line.from);
            line.to = at + 1;
            if self.opened[at] {
                let next = Measured { from: at + 1, to: at + 1, indent: line.indent, width: line.indent + 1 };
                all.push(std::mem::replace(&mut line, next));
            }
        }
        all.push(line);
        all.retain(|line| line.width > WIDTH);
        all
    }

    /// The width of a part with the space before it, on a line that begins with the part `first`.
    fn part_width(&self, at: usize, first: usize) -> usize {
        let behind_block = first > 0 && self.opened[first - 1];
        let space = at > 0 && (at > first || behind_block) && spaced(self.parts, at);
        let text = match &self.parts[at].kind {
            PartKind::Token(_, text) => text.lines().next().map_or(0, |line| line.chars().count()),
            PartKind::Block(_) if self.opened[at] => 1,
            PartKind::Block(body) => flat_block(body).chars().count(),
        };
        usize::from(space) + text
    }

    fn at_words(&mut self, words: &[&str]) {
        for line in self.wide() {
            for at in line.from + 1..line.to {
                let part = &self.parts[at];
                self.before[at] |=
                    part.is(Kind::Word) && words.contains(&part.text()) && depth(self.parts, at) == 0;
            }
        }
    }

    fn at_blocks(&mut self) {
        for line in self.wide() {
            for at in line.from..line.to {
                self.opened[at] |= self.parts[at].block().is_some_and(|body| !body.items.is_empty());
            }
        }
        // What follows a block goes on behind its `}`.
        for at in 1..self.parts.len() {
            self.before[at] &= !(self.opened[at - 1] && self.parts[at].comments.is_empty());
        }
    }

    /// Fills lines up to a comma.
    fn at_commas(&mut self) {
        for line in self.wide() {
            let mut width = line.indent + usize::from(line.from > 0 && self.opened[line.from - 1]);
            let (mut first, mut last) = (line.from, None);
            for at in line.from..line.to {
                if at > first && self.parts[at - 1].is(Kind::Comma) && depth(self.parts, at) == 0 {
                    last = Some(at);
                }
                width += self.part_width(at, first);
                if width > WIDTH
                    && let Some(begin) = last.take()
                {
                    self.before[begin] = true;
                    first = begin;
                    let indent = continued(self.parts, begin, self.indent);
                    width = indent + (begin..=at).map(|i| self.part_width(i, begin)).sum::<usize>();
                }
            }
        }
    }
}

/// Whether a statement is a row of a table.
fn is_row(parts: &[Part<'_>]) -> bool {
    parts.iter().any(|p| p.text() == "|")
        && parts.iter().all(|p| p.comments.is_empty() && p.block().is_none_or(|body| !body.several_lines))
}

/// The cells of a row.
fn cells(parts: &[Part<'_>]) -> Vec<String> {
    parts.split(|p| p.text() == "|").map(flat).collect()
}

/// A block on one line.
fn flat_block(body: &Body<'_>) -> String {
    let statements = body.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Statement(parts, _) => Some(flat(parts)),
        ItemKind::Comment(_) => None,
    });
    let inside = statements.collect::<Vec<_>>().join("; ");
    if inside.is_empty() { "{}".to_owned() } else { format!("{{ {inside} }}") }
}

/// Parts on one line.
fn flat(parts: &[Part<'_>]) -> String {
    let mut text = String::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 && spaced(parts, at) {
            text.push(' ');
        }
        match &part.kind {
            PartKind::Token(_, word) => text.push_str(word),
            PartKind::Block(body) => text.push_str(&flat_block(body)),
        }
    }
    text
}
