//! A text as statements, blocks and comments: all that the layout needs to know, and nothing of what they mean.

use crate::parse::Cut;
use crate::scan::{Comment, Kind, Token};
use crate::split::{Block, Statement};

/// What stands between two braces, or in the file.
#[derive(Debug)]
pub(super) struct Body<'t> {
    /// Statements and comments on lines of their own, in order.
    pub items: Vec<Item<'t>>,
    /// The comment behind the opening brace.
    pub opening: Option<&'t str>,
    /// Whether it was written over several lines, or has to be.
    pub several_lines: bool,
}

/// One thing in a body.
#[derive(Debug)]
pub(super) struct Item<'t> {
    /// Whether blank lines stood before it.
    pub blank: bool,
    pub kind: ItemKind<'t>,
}

#[derive(Debug)]
pub(super) enum ItemKind<'t> {
    /// A comment on a line of its own.
    Comment(&'t str),
    /// A statement, and the comment behind it.
    Statement(Vec<Part<'t>>, Option<&'t str>),
}

/// A piece of a statement.
#[derive(Debug)]
pub(super) struct Part<'t> {
    /// The comments between it and the part before, each with whether it has a line of its own.
    pub comments: Vec<(&'t str, bool)>,
    /// Whether space or a newline stood before it.
    pub gap: bool,
    /// Whether a newline stood before it.
    pub newline: bool,
    pub kind: PartKind<'t>,
}

#[derive(Debug)]
pub(super) enum PartKind<'t> {
    /// A word, string, mark or operator.
    Token(Kind, &'t str),
    /// `{ .. }`
    Block(Body<'t>),
}

impl<'t> Part<'t> {
    /// What it says; nothing for a block.
    pub fn text(&self) -> &'t str {
        match self.kind {
            PartKind::Token(_, text) => text,
            PartKind::Block(_) => "",
        }
    }

    /// Whether it is this bracket.
    pub fn is(&self, bracket: Kind) -> bool {
        matches!(self.kind, PartKind::Token(kind, _) if kind == bracket)
    }

    /// The block that it is.
    pub fn block(&self) -> Option<&Body<'t>> {
        match &self.kind {
            PartKind::Block(body) => Some(body),
            PartKind::Token(..) => None,
        }
    }
}

/// Gives a text that parses without errors its shape.
pub(super) fn shape<'t>(text: &'t str, cut: &Cut) -> Body<'t> {
    let statements: Vec<Statement> = cut.pieces.iter().flat_map(|p| p.statements.iter().cloned()).collect();
    let Cut { tokens, comments, .. } = cut;
    Shaper { text, tokens, comments, seen: 0 }.body(&statements, 0, text.len())
}

struct Shaper<'t, 'c> {
    text: &'t str,
    tokens: &'c [Token],
    comments: &'c [Comment],
    /// How many comments have found their place.
    seen: usize,
}

impl<'t> Shaper<'t, '_> {
    fn body(&mut self, statements: &[Statement], from: usize, to: usize) -> Body<'t> {
        let mut body = Body { items: Vec::new(), opening: None, several_lines: false };
        let mut end = from;
        for statement in statements {
            end = self.comments_upto(statement.start, end, &mut body);
            let blank = self.blank(end, statement.start);
            let parts = self.parts(statement);
            body.several_lines |= parts.iter().any(|p| p.text() == "|");
            end = statement.end;
            body.items.push(Item { blank, kind: ItemKind::Statement(parts, None) });
        }
        self.comments_upto(to, end, &mut body);
        body.several_lines |=
            !(body.items.is_empty() && body.opening.is_none()) && self.text[from..to].contains('\n');
        body
    }

    /// Places the comments before an offset; gives the end of what was placed last.
    fn comments_upto(&mut self, offset: usize, mut end: usize, body: &mut Body<'t>) -> usize {
        while let Some(comment) = self.next_comment(offset) {
            let text = self.text[comment.start..comment.end].trim_end();
            let place = match body.items.last_mut() {
                Some(Item { kind: ItemKind::Statement(_, trailing), .. }) => Some(trailing),
                Some(_) => None,
                None => Some(&mut body.opening),
            };
            match place {
                // At the beginning of a file nothing is open.
                Some(place @ None) if !comment.own_line && end > 0 => *place = Some(text),
                _ => {
                    let blank = self.blank(end, comment.start);
                    body.items.push(Item { blank, kind: ItemKind::Comment(text) });
                }
            }
            end = comment.end;
        }
        end
    }

    fn next_comment(&mut self, before: usize) -> Option<Comment> {
        let comment = *self.comments.get(self.seen).filter(|c| c.start < before)?;
        self.seen += 1;
        Some(comment)
    }

    /// Whether a blank line stands between two offsets.
    fn blank(&self, from: usize, to: usize) -> bool {
        self.text[from..to].matches('\n').count() > 1
    }

    fn parts(&mut self, statement: &Statement) -> Vec<Part<'t>> {
        let first = self.tokens.partition_point(|t| t.start < statement.start);
        let mut parts: Vec<Part<'t>> = Vec::new();
        let (mut at, mut end) = (first, statement.start);
        let mut blocks = statement.blocks.iter().peekable();
        while let Some(token) = self.tokens.get(at).filter(|t| t.start < statement.end) {
            if token.kind == Kind::Newline {
                at += 1;
                continue;
            }
            let comments = self.comments_between(token.start);
            let between = &self.text[end..token.start];
            let (gap, newline) = (!between.is_empty(), between.contains('\n'));
            let kind = match blocks.next_if(|b| b.open == token.start) {
                Some(block) => {
                    at = self.tokens.partition_point(|t| t.start < block.end);
                    end = block.end;
                    PartKind::Block(self.block(block))
                }
                None => {
                    let last = self.operator_end(at);
                    (end, at) = (self.tokens[last].end, last + 1);
                    PartKind::Token(token.kind, &self.text[token.start..end])
                }
            };
            parts.push(Part { comments, gap, newline, kind });
        }
        parts
    }

    fn block(&mut self, block: &Block) -> Body<'t> {
        self.body(&block.statements, block.open + 1, block.close)
    }

    fn comments_between(&mut self, before: usize) -> Vec<(&'t str, bool)> {
        let mut found = Vec::new();
        while let Some(comment) = self.next_comment(before) {
            found.push((self.text[comment.start..comment.end].trim_end(), comment.own_line));
        }
        found
    }

    /// The last token of the operator that begins here: `<=` is two characters and one operator.
    fn operator_end(&self, first: usize) -> usize {
        let token = self.tokens[first];
        let mut last = first;
        while token.kind == Kind::Other
            && let Some(next) = self.tokens.get(last + 1)
            && next.kind == Kind::Other
            && next.start == self.tokens[last].end
            && OPERATORS.contains(&&self.text[token.start..next.end])
        {
            last += 1;
        }
        last
    }
}

/// The operators of more than one character.
const OPERATORS: [&str; 4] = ["<=", ">=", "..", "->"];
