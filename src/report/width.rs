//! How wide a text is on a terminal.

use unicode_width::UnicodeWidthStr;

/// The columns that a text takes: two for a wide character, none for one that joins the one before it.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.width()
}
