//! Lines of a terminal: wrapped to its width, with what belongs to their right end.

use crate::lines::{Line, Tone};
use duly_report::columns;

/// How a story is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// Columns; lines of words are wrapped to fit.
    pub width: usize,
    /// Whether there are colours.
    pub color: bool,
}

/// A text that grows line by line.
pub(super) struct Page {
    pub lines: Vec<Line>,
    width: usize,
}

impl Page {
    /// An empty page of so many columns.
    pub fn new(width: usize) -> Page {
        Page { lines: Vec::new(), width }
    }

    pub fn width(&self) -> usize {
        self.width
    }

    pub fn blank(&mut self) {
        self.lines.push(Line::default());
    }

    /// A line as it is.
    pub fn line(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// A heading.
    pub fn heading(&mut self, text: &str) {
        self.line(Line::of(Tone::Strong, clean(text)));
    }

    /// Words in a tone behind a margin, wrapped; a line that goes on is indented by two more.
    pub fn words(&mut self, indent: usize, tone: Tone, text: &str) {
        self.entry(indent, ("", Tone::Plain), (tone, text), None);
    }

    /// Words behind a mark, and at the right end of the last line, or on a line of its own, a place in the policy.
    pub fn entry(
        &mut self,
        indent: usize,
        (mark, mark_tone): (&str, Tone),
        (tone, text): (Tone, &str),
        place: Option<&str>,
    ) {
        let marked = if mark.is_empty() { 0 } else { columns(mark) + 1 };
        let hang = indent + if marked == 0 { 2 } else { marked };
        let lines = wrapped(&clean(text), self.width, indent + marked, hang);
        let last = lines.len().saturating_sub(1);
        for (number, text) in lines.iter().enumerate() {
            let margin = if number == 0 { indent + marked } else { hang };
            let line = if number == 0 && marked > 0 {
                Line::plain(" ".repeat(indent)).and(mark_tone, mark).and(Tone::Plain, " ")
            } else {
                Line::plain(" ".repeat(margin))
            };
            let line = line.and(tone, text.as_str());
            let Some(place) = place.filter(|_| number == last) else {
                self.line(line);
                continue;
            };
            let (used, wide) = (margin + columns(text), columns(place));
            if used + 2 + wide <= self.width {
                self.line(line.and(Tone::Plain, " ".repeat(self.width - used - wide)).and(Tone::Dim, place));
            } else {
                self.line(line);
                let gap = self.width.saturating_sub(wide).max(hang);
                self.line(Line::plain(" ".repeat(gap)).and(Tone::Dim, place));
            }
        }
    }
}

/// A text with blanks behind it, up to so many columns.
pub(crate) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// A text of the data without what would move a terminal's cursor.
pub(super) fn clean(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// Breaks a text at blanks; so many columns of the first line and of the others are taken already. A word longer than a
/// line stands alone on one, and a no-break space holds two together.
pub(crate) fn wrapped(text: &str, width: usize, first: usize, rest: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = first;
    for word in text.split(' ') {
        let length = columns(word);
        let line_is_empty = lines.last().is_none_or(String::is_empty);
        if !line_is_empty && used + 1 + length > width {
            lines.push(String::new());
            used = rest;
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += length;
        }
    }
    lines.into_iter().map(|line| line.replace('\u{a0}', " ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(page: &Page) -> String {
        crate::lines::paint(&page.lines, false)
    }

    #[test]
    fn a_place_stands_at_the_right_end_or_below() {
        let mut page = Page::new(30);
        page.entry(2, ("*", Tone::Good), (Tone::Plain, "short words"), Some("a.sla:7"));
        page.entry(2, ("*", Tone::Good), (Tone::Plain, "words that fill the line"), Some("a.sla:7"));
        assert_eq!(
            drawn(&page),
            "  * short words        a.sla:7\n  * words that fill the line\n                       a.sla:7\n"
        );
    }

    #[test]
    fn lines_wrap_and_hang() {
        let mut page = Page::new(20);
        page.words(2, Tone::Plain, "one two three four five");
        assert_eq!(drawn(&page), "  one two three four\n    five\n");
    }

    #[test]
    fn a_wide_character_takes_two_columns() {
        let mut page = Page::new(20);
        page.entry(0, ("", Tone::Plain), (Tone::Plain, "\u{8acb}\u{6c42}\u{66f8}"), Some("a.sla:7"));
        page.words(
            0,
            Tone::Plain,
            "\u{8acb}\u{6c42}\u{66f8}\u{8acb}\u{6c42} \u{66f8}\u{8acb}\u{6c42}\u{66f8}\u{8acb}",
        );
        assert_eq!(
            drawn(&page),
            "\u{8acb}\u{6c42}\u{66f8}       a.sla:7\n\u{8acb}\u{6c42}\u{66f8}\u{8acb}\u{6c42}\n  \u{66f8}\u{8acb}\u{6c42}\u{66f8}\u{8acb}\n"
        );
    }

    #[test]
    fn control_characters_of_the_data_do_nothing() {
        let mut page = Page::new(20);
        page.words(0, Tone::Plain, "a\u{1b}[2Jb");
        assert_eq!(drawn(&page), "a [2Jb\n");
    }
}
