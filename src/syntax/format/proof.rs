//! The proof that a layout changed nothing but the layout.

use crate::diagnose::Findings;
use crate::parse::parse_counting;
use crate::scan::{Kind, scan};
use duly_diag::FileId;

/// Whether two texts say the same: the same words in the same order, the same tree with every span on the same words, the
/// same comments between the same words.
pub(super) fn same(file: FileId, one: &str, other: &str) -> bool {
    let read = |text| parse_counting(text, Findings::without_layout(file, text));
    words(file, one) == words(file, other) && read(one) == read(other)
}

/// All that is written, layout and comments aside.
fn words(file: FileId, text: &str) -> Vec<&str> {
    let tokens = scan(text, &mut Findings::new(file, text)).tokens;
    let written = tokens.iter().filter(|t| !matches!(t.kind, Kind::Newline | Kind::Semicolon));
    written.map(|t| t.text(text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_layout_may_not_do() {
        let one = "duly 1\n# a\nticket {\n  a text # b\n  c means a is \"x  y\"\n}\n";
        let holds = |other: &str| same(FileId(0), one, other);
        assert!(holds("duly 1; # a\nticket {\na text;# b\nc   means a is \"x  y\" }"));
        assert!(
            !holds("duly 1\n# a\nticket {\n  a text # b\n  c means a is \"x y\"\n}\n"),
            "a string changed"
        );
        assert!(!holds("duly 1\n# a\nticket {\n  a text\n  c means a is \"x  y\"\n}\n"), "a comment is gone");
        assert!(
            !holds("duly 1\n# a\nticket { # b\n  a text\n  c means a is \"x  y\"\n}\n"),
            "a comment moved"
        );
        assert!(
            !holds("duly 1\n# a\nticket {\n  a text # c\n  c means a is \"x  y\"\n}\n"),
            "a comment changed"
        );
        assert!(
            !holds("duly 1\n## a\nticket {\n  a text # b\n  c means a is \"x  y\"\n}\n"),
            "a doc comment"
        );
        assert!(
            !holds("duly 1\n# a\nticket {\n  a text # b\n  c means a is \"x  y\"\n  d text\n}\n"),
            "a line more"
        );
    }
}
