//! Lines of a terminal: wrapped to its width, with what belongs to their right end.

/// How a story is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// Columns; lines of words are wrapped to fit.
    pub width: usize,
    /// Whether there are colours.
    pub color: bool,
}

/// What a piece of a line is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tone {
    Plain,
    Bold,
    Dim,
    Good,
    Doubtful,
    Bad,
}

/// A text that grows line by line.
pub(super) struct Page {
    pub out: String,
    style: Style,
}

impl Page {
    pub fn new(style: Style) -> Page {
        Page { out: String::new(), style }
    }

    pub fn width(&self) -> usize {
        self.style.width
    }

    /// A text in a tone.
    pub fn toned(&self, tone: Tone, text: &str) -> String {
        let code = match tone {
            Tone::Bold => "1",
            Tone::Dim => "2",
            Tone::Good => "32",
            Tone::Doubtful => "33",
            Tone::Bad => "31",
            Tone::Plain => return text.to_owned(),
        };
        if self.style.color && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    pub fn blank(&mut self) {
        self.out.push('\n');
    }

    /// A line as it is; its tones are in it already.
    pub fn raw(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    /// A heading.
    pub fn heading(&mut self, text: &str) {
        let text = self.toned(Tone::Bold, &clean(text));
        self.raw(&text);
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
        let marked = if mark.is_empty() { 0 } else { mark.chars().count() + 1 };
        let hang = indent + if marked == 0 { 2 } else { marked };
        let lines = wrapped(&clean(text), self.style.width, indent + marked, hang);
        let last = lines.len().saturating_sub(1);
        for (number, line) in lines.iter().enumerate() {
            let margin = if number == 0 { indent + marked } else { hang };
            let mut drawn = if number == 0 && marked > 0 {
                format!("{:indent$}{} ", "", self.toned(mark_tone, mark))
            } else {
                " ".repeat(margin)
            };
            drawn.push_str(&self.toned(tone, line));
            let used = margin + line.chars().count();
            match place {
                Some(place) if number == last && used + 2 + place.chars().count() <= self.style.width => {
                    let gap = self.style.width - used - place.chars().count();
                    drawn.push_str(&" ".repeat(gap));
                    drawn.push_str(&self.toned(Tone::Dim, place));
                    self.raw(&drawn);
                }
                Some(place) if number == last => {
                    self.raw(&drawn);
                    let gap = self.style.width.saturating_sub(place.chars().count()).max(hang);
                    let place = format!("{:gap$}{}", "", self.toned(Tone::Dim, place));
                    self.raw(&place);
                }
                _ => self.raw(&drawn),
            }
        }
    }
}

/// A text of the data without what would move a terminal's cursor.
pub(super) fn clean(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// Breaks a text at blanks; a word longer than a line stands alone on one.
fn wrapped(text: &str, width: usize, first: usize, rest: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = first;
    for word in text.split(' ') {
        let length = word.chars().count();
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
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(width: usize) -> Page {
        Page::new(Style { width, color: false })
    }

    #[test]
    fn a_place_stands_at_the_right_end_or_below() {
        let mut page = page(30);
        page.entry(2, ("*", Tone::Good), (Tone::Plain, "short words"), Some("a.sla:7"));
        page.entry(2, ("*", Tone::Good), (Tone::Plain, "words that fill the line"), Some("a.sla:7"));
        assert_eq!(
            page.out,
            "  * short words        a.sla:7\n  * words that fill the line\n                       a.sla:7\n"
        );
    }

    #[test]
    fn lines_wrap_and_hang() {
        let mut page = page(20);
        page.words(2, Tone::Plain, "one two three four five");
        assert_eq!(page.out, "  one two three four\n    five\n");
    }

    #[test]
    fn control_characters_of_the_data_do_nothing() {
        let mut page = page(20);
        page.words(0, Tone::Plain, "a\u{1b}[2Jb");
        assert_eq!(page.out, "a [2Jb\n");
    }
}
