//! Cutting a declaration into statements and blocks by brackets and newlines.
//!
//! The splitter also settles in the mask what each newline means: a space where the line goes on, `;` where it
//! ends a statement inside braces.

use crate::diagnose::Findings;
use crate::regions::RESERVED;
use crate::scan::{Kind, Token};
use duly_diag::{Diagnostic, codes};

/// One statement with the blocks in it.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    /// Offset of its first byte.
    pub start: usize,
    /// Offset after its last byte.
    pub end: usize,
    /// The blocks in it, in order.
    pub blocks: Vec<Block>,
}

/// A block: `{ statements }`.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// Offset of the `{`.
    pub open: usize,
    /// Offset of the `}`.
    pub close: usize,
    /// Offset after the `}`; the same as `close` where it had to be put in.
    pub end: usize,
    /// What is inside.
    pub statements: Vec<Statement>,
}

/// Cuts the tokens of one declaration, whose brackets are balanced; the first statement is the declaration.
pub(crate) fn split(
    text: &str,
    tokens: &[Token],
    mask: &mut [u8],
    findings: &mut Findings<'_>,
) -> Vec<Statement> {
    let mut splitter = Splitter { text, tokens, at: 0, mask, findings };
    let mut all = Vec::new();
    loop {
        all.append(&mut splitter.statements());
        // A `}` outside of every block; only the declarations of later versions are not balanced before.
        if splitter.at >= tokens.len() {
            return all;
        }
        splitter.at += 1;
    }
}

struct Splitter<'a, 'd> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    mask: &'a mut [u8],
    findings: &'a mut Findings<'d>,
}

impl Splitter<'_, '_> {
    /// The statements up to a `}` or the end.
    fn statements(&mut self) -> Vec<Statement> {
        let mut all = Vec::new();
        while let Some(token) = self.tokens.get(self.at) {
            match token.kind {
                Kind::CloseBrace => break,
                Kind::Semicolon => self.at += 1,
                Kind::Newline => {
                    self.newline(b';');
                    self.at += 1;
                }
                _ => all.push(self.statement()),
            }
        }
        all
    }

    fn statement(&mut self) -> Statement {
        let start = self.tokens[self.at].start;
        let mut statement = Statement { start, end: start, blocks: Vec::new() };
        let mut parentheses = 0usize;
        while let Some(&token) = self.tokens.get(self.at) {
            match token.kind {
                Kind::CloseBrace => break,
                Kind::Semicolon if parentheses == 0 => break,
                Kind::Newline => {
                    if parentheses == 0 && !self.goes_on() {
                        break;
                    }
                    self.join_lines();
                    continue;
                }
                Kind::OpenBrace => {
                    statement.end = self.block(&mut statement.blocks);
                    continue;
                }
                Kind::OpenParen => parentheses += 1,
                Kind::CloseParen => parentheses = parentheses.saturating_sub(1),
                _ => {}
            }
            statement.end = token.end;
            self.at += 1;
        }
        statement
    }

    /// Reads a block and gives the offset after it.
    fn block(&mut self, blocks: &mut Vec<Block>) -> usize {
        let open = self.tokens[self.at];
        self.at += 1;
        let statements = self.statements();
        let (close, end) = match self.tokens.get(self.at) {
            Some(token) => (token.start, token.end),
            None => {
                let end = self.tokens.last().map_or(open.end, |t| t.end);
                (end, end)
            }
        };
        self.at += 1;
        blocks.push(Block { open: open.start, close, end, statements });
        end
    }

    /// Whether the statement goes on over the newline at the current place.
    fn goes_on(&mut self) -> bool {
        let Some(&last) = self.at.checked_sub(1).and_then(|i| self.tokens.get(i)) else { return false };
        let Some(&next) = self.tokens[self.at..].iter().find(|t| t.kind != Kind::Newline) else {
            return false;
        };
        let (last_word, next_word) = (last.text(self.text), next.text(self.text));
        let reserved = |word: &str| RESERVED.contains(&word.to_lowercase().as_str());
        let begins = match next.kind {
            Kind::OpenBrace => true,
            Kind::Word => reserved(next_word),
            Kind::Other => self.text[next.start..].starts_with("&&"),
            _ => false,
        };
        if begins || last.kind == Kind::Comma {
            return true;
        }
        let dangling =
            last.kind == Kind::Word && RESERVED.contains(&last_word) && next.kind != Kind::CloseBrace;
        if dangling {
            self.dangling(last, next);
        }
        dangling
    }

    /// A line that ends with `and`: read as it is meant, but the word belongs to the next line.
    fn dangling(&mut self, last: Token, next: Token) {
        let word = last.text(self.text);
        let span = self.findings.span(last.start, last.end);
        let between = self.text.get(last.end..next.start).unwrap_or("");
        let fix = format!("{between}{word} ");
        self.findings.push(
            Diagnostic::error(
                codes::LINE_END,
                span,
                format!("a line does not go on after `{word}`"),
                "the last word of its line",
            )
            .help(format!("begin the next line with `{word}`"))
            .fix(self.findings.span(last.start, next.start), fix.trim_start_matches([' ', '\t'])),
        );
    }

    /// Passes over the newlines inside a statement.
    fn join_lines(&mut self) {
        while self.tokens.get(self.at).is_some_and(|t| t.kind == Kind::Newline) {
            self.newline(b' ');
            self.at += 1;
        }
    }

    /// Writes what a newline means, unless a missing quote took its place in the mask.
    fn newline(&mut self, meaning: u8) {
        let byte = &mut self.mask[self.tokens[self.at].start];
        if *byte == b'\n' {
            *byte = meaning;
        }
    }
}
