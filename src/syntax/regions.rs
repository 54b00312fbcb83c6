//! Cutting the file into declarations, whatever its brackets do.
//!
//! A declaration begins at a word in the first column. While a brace is open, only a line that has the shape of a
//! declaration counts, so that content may stand in the first column too.

use crate::scan::{Kind, Scanned, Token};
use std::ops::Range;

/// Every word that begins a declaration, this version's and the later ones'.
pub(crate) const DECLARATIONS: [&str; 15] = [
    "duly",
    "policy",
    "import",
    "ticket",
    "calendar",
    "clock",
    "level",
    "agreement",
    "rules",
    "when",
    "objective",
    "excuse",
    "phrase",
    "script",
    "test",
];

/// The declarations whose content stands in a block.
pub(crate) const WITH_BLOCK: [&str; 8] =
    ["policy", "ticket", "calendar", "clock", "level", "rules", "objective", "test"];

/// Words that make a line go on: the only reserved ones.
pub(crate) const RESERVED: [&str; 5] = ["then", "and", "or", "because", "if"];

/// The token ranges of the declarations, in order; together they cover all tokens.
pub(crate) fn regions(text: &str, scanned: &Scanned) -> Vec<Range<usize>> {
    let tokens = &scanned.tokens;
    let mut starts = Vec::new();
    let mut depth = 0usize;
    let mut previous: Option<Kind> = None;
    // Only a level can have two blocks.
    let mut level = false;
    for (i, token) in tokens.iter().enumerate() {
        let word = token.text(text);
        let open = depth > 0;
        // A block of its own behind another declaration's: its first line is lost.
        let headless = token.kind == Kind::OpenBrace && token.first && previous == Some(Kind::CloseBrace);
        if token.kind == Kind::Word && begins(tokens, i, word, text, open, previous)
            || headless && !open && !level
        {
            level = word == "level";
            starts.push(i);
            depth = 0;
        }
        match token.kind {
            Kind::OpenBrace => depth += 1,
            Kind::CloseBrace => depth = depth.saturating_sub(1),
            _ => {}
        }
        if token.kind != Kind::Newline {
            previous = Some(token.kind);
        }
    }
    let first = starts.first().copied().unwrap_or(tokens.len());
    let lead = (first > 0).then_some(0..first);
    let ends = starts.iter().skip(1).copied().chain([tokens.len()]);
    lead.into_iter().chain(starts.iter().copied().zip(ends).map(|(a, b)| a..b)).collect()
}

/// Whether a word begins a declaration; `open` says that a brace is open there.
fn begins(tokens: &[Token], at: usize, word: &str, text: &str, open: bool, previous: Option<Kind>) -> bool {
    let token = tokens[at];
    let declares = DECLARATIONS.contains(&word);
    if open {
        return token.first && token.indent == 0 && declares && has_shape(tokens, at, text);
    }
    let column = token.first && token.indent == 0;
    if column {
        let goes_on = RESERVED.contains(&word.to_lowercase().as_str()) || previous == Some(Kind::Comma);
        return declares || !goes_on;
    }
    let fresh = token.first || matches!(previous, Some(Kind::CloseBrace | Kind::Semicolon));
    fresh && declares && has_shape(tokens, at, text)
}

/// Whether the line that begins here reads like a declaration and not like a block's content.
fn has_shape(tokens: &[Token], at: usize, text: &str) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| t.text(text));
    let next = tokens.get(at + 1).map(|t| t.kind);
    match word(at) {
        "import" => next == Some(Kind::Text),
        "duly" => next == Some(Kind::Word) && word(at + 1).starts_with(|c: char| c.is_ascii_digit()),
        "agreement" | "when" | "excuse" | "phrase" | "script" => {
            matches!(next, Some(Kind::Word | Kind::Text))
        }
        "calendar" if word(at + 1) == "by" => false,
        "ticket" => opens_next(tokens, at + 1),
        _ => {
            let line = tokens[at..].iter().take_while(|t| t.kind != Kind::Newline);
            let (mut length, mut opens) = (0, false);
            for token in line {
                length += 1;
                // A calendar that is made of others needs no block.
                opens |= token.kind == Kind::OpenBrace || word(at) == "calendar" && token.text(text) == "=";
            }
            opens || opens_next(tokens, at + length)
        }
    }
}

/// Whether the next token, newlines aside, is a `{`.
fn opens_next(tokens: &[Token], from: usize) -> bool {
    tokens[from.min(tokens.len())..]
        .iter()
        .find(|t| t.kind != Kind::Newline)
        .is_some_and(|t| t.kind == Kind::OpenBrace)
}
