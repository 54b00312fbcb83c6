//! Lines for people: pieces of text, each with a tone that a terminal may show as a colour.

/// How a piece of a line looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// As text is.
    Plain,
    /// What stands out.
    Strong,
    /// What stands back.
    Dim,
    /// What is well.
    Good,
    /// What is doubtful.
    Warn,
    /// What is not well.
    Bad,
}

/// A line, piece by piece.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line(pub Vec<(Tone, String)>);

impl Line {
    /// A line of one piece.
    pub(crate) fn of(tone: Tone, text: impl Into<String>) -> Line {
        Line(vec![(tone, text.into())])
    }

    /// A line of plain text.
    pub(crate) fn plain(text: impl Into<String>) -> Line {
        Line::of(Tone::Plain, text)
    }

    /// With another piece.
    pub(crate) fn and(mut self, tone: Tone, text: impl Into<String>) -> Line {
        self.0.push((tone, text.into()));
        self
    }

    /// Without its looks.
    #[must_use]
    pub fn text(&self) -> String {
        let text: String = self.0.iter().map(|(_, text)| text.as_str()).collect();
        text.trim_end().to_owned()
    }
}

/// Lines as a terminal shows them, with or without colours, each with its end.
#[must_use]
pub fn paint(lines: &[Line], color: bool) -> String {
    let mut out = String::new();
    for line in lines {
        if color {
            line.0.iter().for_each(|(tone, text)| out.push_str(&painted(*tone, text)));
        } else {
            out.push_str(&line.text());
        }
        out.push('\n');
    }
    out
}

fn painted(tone: Tone, text: &str) -> String {
    let code = match tone {
        _ if text.is_empty() => return String::new(),
        Tone::Plain => return text.to_owned(),
        Tone::Strong => "1",
        Tone::Dim => "2",
        Tone::Good => "32",
        Tone::Warn => "33",
        Tone::Bad => "31",
    };
    format!("\x1b[{code}m{text}\x1b[0m")
}
