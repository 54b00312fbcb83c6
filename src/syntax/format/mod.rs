//! The one canonical layout of a policy file.
//!
//! The layout works on statements, blocks, words and comments, not on what they mean, so that whatever the grammar knows
//! has its layout: `shape` takes a text apart, `layout` decides where lines end, `space` what stands between two words,
//! `columns` which of them stand below each other, `lines` writes them. At the end `proof` reads the result again.

mod columns;
mod layout;
mod lines;
mod proof;
mod shape;
mod space;
#[cfg(test)]
mod tests;

use crate::diagnose::Findings;
use crate::parse::{cut, parse};
use duly_diag::{Diagnostic, FileId, has_errors};

/// The width that lines are kept below where there is a choice, in characters.
const WIDTH: usize = 100;

/// Spaces a level of blocks.
const INDENT: usize = 2;

/// Why a text has no canonical layout.
#[derive(Clone, PartialEq, Debug)]
pub enum Unformatted {
    /// It has mistakes, so that it is not certain what belongs together: the findings, with an error among them. Their
    /// spans are offsets behind a byte order mark, as in a [`duly_diag::SourceMap`].
    Mistakes(Vec<Diagnostic>),
    /// The layout would read as something else, or lose a comment. A defect of duly: nothing but the text's own layout
    /// is to be trusted then.
    Differs,
}

/// Writes a policy file in the canonical layout (`docs/language/layout.md`): UTF-8 without a mark, lines that end in `\n`.
/// The result says the same: it parses to the same tree with every span on the same words, and its comments stand between
/// the same words. Formatting it again gives it back.
///
/// # Errors
/// See [`Unformatted`].
pub fn format(file: FileId, text: &str) -> Result<String, Unformatted> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let diagnostics = parse(file, text).diagnostics;
    if has_errors(&diagnostics) {
        return Err(Unformatted::Mistakes(diagnostics));
    }
    let text = &text.replace("\r\n", "\n");
    let cut = cut(text, &mut Findings::new(file, text));
    let formatted = lines::write(layout::lay_out(&shape::shape(text, &cut)));
    if proof::same(file, text, &formatted) { Ok(formatted) } else { Err(Unformatted::Differs) }
}
