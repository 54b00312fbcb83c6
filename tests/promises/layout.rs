//! Any text, written in the canonical layout.

use duly_diag::{FileId, has_errors};
use duly_syntax::{Unformatted, format, parse};

/// A text that parses has a layout, and the layout of that is itself; it parses too, has the same declarations, and the
/// same comments in the same order. A text that does not parse has none, and the errors say why. Gives the layout.
///
/// # Panics
/// A promise is broken.
pub fn layout(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let parsed = parse(FileId(0), text);
    let formatted = match format(FileId(0), text) {
        Ok(formatted) => formatted,
        Err(Unformatted::Mistakes(found)) => {
            assert!(has_errors(&found) && has_errors(&parsed.diagnostics), "refused without an error");
            return None;
        }
        Err(Unformatted::Differs) => panic!("the layout would say something else"),
    };
    assert!(!has_errors(&parsed.diagnostics), "a text with mistakes has a layout");
    assert_eq!(format(FileId(0), &formatted).as_ref(), Ok(&formatted), "the layout is not stable");
    let again = parse(FileId(0), &formatted);
    assert!(!has_errors(&again.diagnostics), "the layout does not parse: {:?}", again.diagnostics);
    assert_eq!(parsed.file.declarations.len(), again.file.declarations.len(), "a declaration is gone");
    let comments = |file: &duly_syntax::ast::File| -> Vec<String> {
        file.comments.iter().map(|comment| comment.node.clone()).collect()
    };
    assert_eq!(comments(&parsed.file), comments(&again.file), "comments differ");
    shape(&formatted);
    Some(formatted)
}

/// Lines end in one newline, without space before it, and never two of them are empty.
fn shape(formatted: &str) {
    assert!(formatted.ends_with('\n') && !formatted.starts_with('\n'), "the edges of the file");
    let scripts = formatted.contains("```");
    assert!(scripts || !formatted.contains(" \n"), "space at the end of a line");
    assert!(scripts || !formatted.contains("\n\n\n"), "two blank lines");
}
