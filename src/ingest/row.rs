//! A row as the readers leave it: one cell a key that somebody asked for, no text copied.

use std::fmt::Write as _;

use crate::bad::Problem;

/// Where a text lies; turned into a `&str` by a [`View`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Text {
    space: Space,
    start: u32,
    len: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Space {
    /// In the line itself.
    Line,
    /// In the row's own buffer: texts with escapes, numbers written out.
    Scratch,
    /// Among the constants of the mapping.
    Constants,
}

/// A run of the row's [`Row::items`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Items {
    pub start: u32,
    pub len: u32,
}

impl Items {
    /// The items from one length of [`Row::items`] to another.
    pub fn since(start: usize, end: usize) -> Items {
        Items { start: short(start), len: short(end - start) }
    }

    /// Their place in [`Row::items`].
    pub fn range(self) -> std::ops::Range<usize> {
        let start = self.start as usize;
        start..start + self.len as usize
    }
}

/// One value of a row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Cell {
    /// The row does not have the key.
    Missing,
    /// The row says that there is none.
    Null,
    /// A text.
    Text(Text),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Yes or no.
    Bool(bool),
    /// A list.
    List(Items),
    /// An object.
    Object,
}

impl Cell {
    /// What it is, in an admin's words.
    pub fn describe(self) -> &'static str {
        match self {
            Cell::Missing => "not there",
            Cell::Null => "null",
            Cell::Text(_) => "text",
            Cell::Int(_) | Cell::Float(_) => "a number",
            Cell::Bool(_) => "yes or no",
            Cell::List(_) => "a list",
            Cell::Object => "an object",
        }
    }

    /// Whether there is a value.
    pub fn is_given(self) -> bool {
        !matches!(self, Cell::Missing | Cell::Null)
    }
}

/// A value under a name that the data chose: a member of `set` or of `changes`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Entry {
    /// Which of the mapping's objects.
    pub object: u16,
    /// The member's name.
    pub name: Text,
    /// Its (new) value.
    pub cell: Cell,
}

/// The cells of one row; one `Row` is used for all rows of a worker.
#[derive(Default, Debug)]
pub(crate) struct Row {
    /// One a slot of the mapping.
    pub cells: Vec<Cell>,
    /// The items of all lists.
    pub items: Vec<Cell>,
    /// The members of the objects whose names the data chooses, in the order written.
    pub entries: Vec<Entry>,
    /// Texts that do not lie in the line.
    pub scratch: String,
    /// The first thing wrong with the row as such; a row that is not even well-formed is worse.
    pub problem: Option<Box<Problem>>,
}

impl Row {
    /// Empties it for the next row.
    pub fn reset(&mut self, slots: usize) {
        self.cells.clear();
        self.cells.resize(slots, Cell::Missing);
        self.items.clear();
        self.entries.clear();
        self.scratch.clear();
        self.problem = None;
    }

    /// Notes what is wrong; the first finding stands.
    pub fn note(&mut self, problem: impl FnOnce() -> Box<Problem>) {
        if self.problem.is_none() {
            self.problem = Some(problem());
        }
    }

    /// A text that has to be kept here.
    pub fn keep(&mut self, text: &str) -> Text {
        let start = short(self.scratch.len());
        self.scratch.push_str(text);
        Text { space: Space::Scratch, start, len: short(text.len()) }
    }

    /// A value written out.
    pub fn keep_display(&mut self, value: impl std::fmt::Display) -> Text {
        let start = self.scratch.len();
        // Writing to a `String` cannot fail.
        let _ = write!(self.scratch, "{value}");
        self.kept_since(start)
    }

    /// What was added to the buffer after it had this length.
    pub fn kept_since(&self, start: usize) -> Text {
        Text { space: Space::Scratch, start: short(start), len: short(self.scratch.len() - start) }
    }

    /// Appends items; they become one list.
    pub fn list(&mut self, cells: impl IntoIterator<Item = Cell>) -> Items {
        let start = self.items.len();
        self.items.extend(cells);
        Items { start: short(start), len: short(self.items.len() - start) }
    }
}

impl Text {
    /// A stretch of the line.
    pub fn in_line_at(start: usize, end: usize) -> Text {
        Text { space: Space::Line, start: short(start), len: short(end - start) }
    }

    /// A constant of the mapping.
    pub fn constant(pool: &mut String, text: &str) -> Text {
        let start = short(pool.len());
        pool.push_str(text);
        Text { space: Space::Constants, start, len: short(text.len()) }
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    /// A part of this text: `from` and `to` are byte offsets in it.
    pub fn part(self, from: usize, to: usize) -> Text {
        Text { space: self.space, start: self.start + short(from), len: short(to - from) }
    }
}

/// Readers refuse lines of 4 GiB and more, so that no offset is cut short here.
fn short(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The three places a text can lie in, and the items of lists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub line: &'a str,
    pub scratch: &'a str,
    pub constants: &'a str,
    pub items: &'a [Cell],
}

impl<'a> View<'a> {
    /// The text itself.
    pub fn text(self, text: Text) -> &'a str {
        let whole = match text.space {
            Space::Line => self.line,
            Space::Scratch => self.scratch,
            Space::Constants => self.constants,
        };
        let start = text.start as usize;
        &whole[start..start + text.len as usize]
    }

    /// A value as a message shows it.
    pub fn show(self, cell: Cell) -> Option<String> {
        match cell {
            Cell::Missing | Cell::Object | Cell::List(_) => None,
            Cell::Null => Some("null".to_owned()),
            Cell::Text(text) => Some(self.text(text).to_owned()),
            Cell::Int(n) => Some(n.to_string()),
            Cell::Float(n) => Some(n.to_string()),
            Cell::Bool(b) => Some(b.to_string()),
        }
    }
}
