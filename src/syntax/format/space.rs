//! Whether a space stands between two parts of a line.

use super::shape::{Part, PartKind};
use crate::scan::Kind;

/// Operators with a space on both sides.
const SPACED: [&str; 8] = ["<", "<=", ">", ">=", "=", "->", "..", "|"];

/// Words behind which a parenthesis is a group, not the parameters of something.
const BEFORE_GROUPS: [&str; 8] = ["not", "and", "or", "if", "then", "means", "while", "when"];

/// Whether a space stands before `parts[at]`, which has a part before it.
pub(super) fn spaced(parts: &[Part<'_>], at: usize) -> bool {
    let (before, part) = (&parts[at - 1], &parts[at]);
    let (left, right) = (before.text(), part.text());
    let (PartKind::Token(left_kind, _), PartKind::Token(right_kind, _)) = (&before.kind, &part.kind) else {
        // A block, or what stands behind one.
        return !before.is(Kind::OpenParen) && !matches!(right, "," | ")" | ";" | ".");
    };
    match (left_kind, right_kind) {
        (_, Kind::Comma | Kind::Semicolon | Kind::CloseParen) | (Kind::OpenParen, _) => false,
        (Kind::Comma | Kind::Semicolon, _) => true,
        _ if SPACED.contains(&left) || SPACED.contains(&right) => true,
        _ if right == "%" || right == ":" || is_dash(left) => false,
        // With a space behind it too, a dash is between two days or times: `mon - thu`.
        _ if is_dash(right) => part.gap && parts.get(at + 1).is_none_or(|next| !next.gap),
        (_, Kind::OpenParen) => part.gap || BEFORE_GROUPS.contains(&left),
        (Kind::CloseParen | Kind::Text, Kind::Word | Kind::Text) | (Kind::Word, Kind::Text) => true,
        _ if right.starts_with("```") => true,
        _ => part.gap,
    }
}

fn is_dash(text: &str) -> bool {
    matches!(text, "-" | "–" | "—" | "−" | "‐" | "‑")
}
