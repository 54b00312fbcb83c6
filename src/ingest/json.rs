//! One line of NDJSON into a [`Row`]: everything is checked, what nobody asks for is not kept.

use duly_diag::{codes, did_you_mean};

use crate::bad::{Checked, Problem, shown};
use crate::key_order::{Expected, KeyOrder, Wish};
use crate::keys::{Member, Node};
use crate::mapping::spec::ObjectShape;
use crate::row::{Cell, Entry, Items, Row, Text};
use crate::scan::{Fault, Number, Quoted, Scanned, Scanner};

/// What JSON rows are read by.
#[derive(Clone, Debug)]
pub(crate) struct JsonKeys {
    /// The keys asked for.
    pub root: Node,
    /// How many slots they fill.
    pub slots: usize,
    /// The shape of each object whose members are fields.
    pub objects: Vec<ObjectShape>,
}

/// Reads a line. The row's texts are offsets into that line. `order` is for lines that are read by these keys alone.
pub(crate) fn read_line(line: &str, keys: &JsonKeys, order: &mut KeyOrder, row: &mut Row) -> Checked<()> {
    row.reset(keys.slots);
    let mut reader = Reader { line, scanner: Scanner::new(line), objects: &keys.objects, order, row };
    if let Err(fault) = reader.line(&keys.root) {
        return Err(malformed(&fault, line));
    }
    match row.problem.take() {
        None => Ok(()),
        Some(problem) => Err(problem),
    }
}

/// A line that is not an object, in words.
fn malformed(fault: &Fault, line: &str) -> Box<Problem> {
    if *fault == NOT_AN_OBJECT {
        let message = format!("{} is not an object `{{..}}`", shown(line.trim()));
        return Problem::new(codes::MALFORMED_LINE, message);
    }
    if fault.at >= line.trim_end().len() {
        return Problem::new(codes::MALFORMED_LINE, "the line is not JSON: it ends before it is complete");
    }
    let column = line[..fault.at].chars().count() + 1;
    Problem::new(codes::MALFORMED_LINE, format!("the line is not JSON: {}, at column {column}", fault.what))
}

const NOT_AN_OBJECT: Fault = Fault { at: 0, what: "not an object" };

struct Reader<'l, 'k, 'r> {
    line: &'l str,
    scanner: Scanner<'l>,
    objects: &'k [ObjectShape],
    /// The order of the line's own keys.
    order: &'r mut KeyOrder,
    row: &'r mut Row,
}

/// A member's key.
#[derive(Clone, Copy)]
enum Key<'n> {
    /// As it stands in the line, from one byte to another.
    InLine(usize, usize),
    /// One with escapes: what it means, and where the row keeps that.
    Kept(&'n str, Text),
}

impl<'n> Key<'n> {
    fn name(self, line: &'n str) -> &'n str {
        match self {
            Key::InLine(start, end) => &line[start..end],
            Key::Kept(name, _) => name,
        }
    }

    fn text(self) -> Text {
        match self {
            Key::InLine(start, end) => Text::in_line_at(start, end),
            Key::Kept(_, text) => text,
        }
    }
}

impl Reader<'_, '_, '_> {
    fn line(&mut self, root: &Node) -> Scanned<()> {
        if self.scanner.peek() != b'{' {
            // Something that is JSON is told from something that is not.
            self.scanner.skip()?;
            return self.end().and(Err(Box::new(NOT_AN_OBJECT)));
        }
        self.members(root)?;
        self.end()
    }

    fn end(&mut self) -> Scanned<()> {
        self.scanner.peek();
        if self.scanner.is_at_end() { Ok(()) } else { self.scanner.fault("something stands after the end") }
    }

    /// Reads the members of the line.
    fn members(&mut self, root: &Node) -> Scanned<()> {
        self.scanner.open()?;
        // The key before, where it is one whose followers are known.
        let mut before = Some(KeyOrder::START);
        let mut first = true;
        loop {
            if let Some(key) = before.and_then(|before| self.order.follow(before, &mut self.scanner)) {
                (before, first) = (Some(key.place), false);
                self.expected_member(root, key)?;
                continue;
            }
            if !self.scanner.more(first, b'}')? {
                return Ok(());
            }
            first = false;
            let Some((start, end)) = self.scanner.near_key() else {
                before = None;
                self.far_member(root)?;
                continue;
            };
            let name = &self.line[start..end];
            let member = root.names.find(name);
            before = self.order.learn(before, name.as_bytes(), member, wish(root, member));
            self.member(root, member, Key::InLine(start, end))?;
        }
    }

    /// A member of the line whose key was expected.
    #[inline(always)]
    fn expected_member(&mut self, root: &Node, key: Expected) -> Scanned<()> {
        let name = Key::InLine(key.end - key.length, key.end);
        match key.wish {
            Wish::Nothing if self.scanner.peek() == b'"' => self.scanner.string().map(drop),
            Wish::Slot(slot) if self.scanner.peek() == b'"' => {
                let cell = self.text()?;
                self.keep(slot, name, cell);
                Ok(())
            }
            _ => self.member(root, key.member, name),
        }
    }

    /// Reads the members of an object.
    fn object(&mut self, node: &Node) -> Scanned<()> {
        self.scanner.open()?;
        let mut first = true;
        while self.scanner.more(first, b'}')? {
            first = false;
            match self.scanner.near_key() {
                Some((start, end)) => {
                    let member = node.names.find(&self.line[start..end]);
                    self.member(node, member, Key::InLine(start, end))?;
                }
                None => self.far_member(node)?,
            }
        }
        Ok(())
    }

    /// A member whose key is long, has escapes, or stands among blanks.
    fn far_member(&mut self, node: &Node) -> Scanned<()> {
        let key = self.scanner.key()?;
        if key.escaped {
            return self.escaped_member(node, key);
        }
        let member = node.names.find(&self.line[key.start..key.end]);
        self.member(node, member, Key::InLine(key.start, key.end))
    }

    /// A member whose key has escapes: `"\u0061t"` is `at`.
    fn escaped_member(&mut self, node: &Node, key: Quoted) -> Scanned<()> {
        let mut name = String::new();
        self.scanner.unescape(key, &mut name)?;
        let text = self.row.keep(&name);
        self.member(node, node.names.find(&name), Key::Kept(&name, text))
    }

    /// Reads a member's value, if anybody asks for it.
    #[inline]
    fn member(&mut self, node: &Node, index: Option<usize>, key: Key<'_>) -> Scanned<()> {
        let member = index.map(|index| &node.members[index]);
        if let Some(object) = node.object {
            let cell = self.field(object, key)?;
            self.row.entries.push(Entry { object, name: key.text(), cell });
            if let Some(member) = member {
                self.fill(member, key, cell);
            }
            return Ok(());
        }
        match member {
            Some(member) => {
                let cell = self.value(member.node.as_deref())?;
                self.fill(member, key, cell);
                Ok(())
            }
            None => {
                if node.strict {
                    self.row.note(|| unknown_key(key.name(self.line), node.names.names()));
                }
                self.scanner.skip()
            }
        }
    }

    /// Keeps the value of a key that is asked for.
    fn fill(&mut self, member: &Member, key: Key<'_>, cell: Cell) {
        if let Some(slot) = member.slot {
            self.keep(slot, key, cell);
        }
    }

    #[inline(always)]
    fn keep(&mut self, slot: u16, key: Key<'_>, cell: Cell) {
        let kept = &mut self.row.cells[usize::from(slot)];
        if matches!(kept, Cell::Missing) {
            *kept = cell;
        } else {
            let name = key.name(self.line);
            self.row.note(|| Problem::new(codes::BAD_EVENT, "the line has this key twice").key(name));
        }
    }

    /// The new value of a field in an object of fields.
    fn field(&mut self, object: u16, key: Key<'_>) -> Scanned<Cell> {
        if self.objects[usize::from(object)] == ObjectShape::Values {
            return self.value(None);
        }
        let mut to = Cell::Missing;
        if self.scanner.peek() == b'{' {
            self.scanner.open()?;
            let mut first = true;
            while self.scanner.more(first, b'}')? {
                first = false;
                let key = self.scanner.key()?;
                if &self.line[key.start..key.end] == "to" {
                    to = self.value(None)?;
                } else {
                    self.scanner.skip()?;
                }
            }
        } else {
            self.scanner.skip()?;
        }
        if to == Cell::Missing {
            let name = key.name(self.line);
            self.row.note(|| {
                let problem =
                    Problem::new(codes::BAD_EVENT, "a change says what a field becomes, and this does not");
                problem.key(name).help("write `{\"from\": OLD, \"to\": NEW}`")
            });
        }
        Ok(to)
    }

    /// Reads a value; of an object only the members that the node asks for.
    #[inline]
    fn value(&mut self, node: Option<&Node>) -> Scanned<Cell> {
        match self.scanner.peek() {
            b'"' => self.text(),
            b'{' => {
                match node {
                    Some(node) => self.object(node)?,
                    None => self.scanner.skip()?,
                }
                Ok(Cell::Object)
            }
            b'[' => self.list(),
            b't' => self.scanner.word("true").map(|()| Cell::Bool(true)),
            b'f' => self.scanner.word("false").map(|()| Cell::Bool(false)),
            b'n' => self.scanner.word("null").map(|()| Cell::Null),
            b'-' | b'0'..=b'9' => Ok(match self.scanner.number()? {
                Number::Int(number) => Cell::Int(number),
                Number::Float(number) => Cell::Float(number),
            }),
            _ => self.scanner.fault("expected a value"),
        }
    }

    #[inline(always)]
    fn text(&mut self) -> Scanned<Cell> {
        let quoted = self.scanner.string()?;
        if !quoted.escaped {
            return Ok(Cell::Text(Text::in_line_at(quoted.start, quoted.end)));
        }
        self.escaped_text(quoted)
    }

    #[cold]
    fn escaped_text(&mut self, quoted: Quoted) -> Scanned<Cell> {
        let start = self.row.scratch.len();
        self.scanner.unescape(quoted, &mut self.row.scratch)?;
        Ok(Cell::Text(self.row.kept_since(start)))
    }

    /// Reads a list; what is not a scalar in it is only told apart.
    fn list(&mut self) -> Scanned<Cell> {
        let start = self.row.items.len();
        self.scanner.open()?;
        let mut first = true;
        while self.scanner.more(first, b']')? {
            first = false;
            let item = match self.scanner.peek() {
                b'[' => self.scanner.skip().map(|()| Cell::List(Items::since(0, 0)))?,
                _ => self.value(None)?,
            };
            self.row.items.push(item);
        }
        Ok(Cell::List(Items::since(start, self.row.items.len())))
    }
}

/// What is wanted of a member of the line.
fn wish(root: &Node, member: Option<usize>) -> Wish {
    if root.object.is_some() {
        return Wish::Else;
    }
    match member.map(|member| &root.members[member]) {
        Some(Member { slot: Some(slot), .. }) => Wish::Slot(*slot),
        None if !root.strict => Wish::Nothing,
        _ => Wish::Else,
    }
}

/// A key that events do not have.
fn unknown_key<'a>(key: &str, known: impl Iterator<Item = &'a str>) -> Box<Problem> {
    let problem = Problem::new(codes::UNKNOWN_KEY, "events do not have this key").key(key);
    let near = did_you_mean(key, known);
    problem.help("a field of the ticket goes into `set`; another format is read with `--map`").suggest(near)
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
