//! One line of NDJSON into a [`Row`]: everything is checked, what nobody asks for is not kept.

use std::fmt;

use duly_diag::{codes, did_you_mean};
use serde::de::{DeserializeSeed, Deserializer as _, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::bad::{Checked, Problem, shown};
use crate::keys::Node;
use crate::mapping::spec::ObjectShape;
use crate::row::{Cell, Entry, Items, Row, Text, View};

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

/// Reads a line. The row's texts are offsets into that line.
pub(crate) fn read_line(line: &str, keys: &JsonKeys, row: &mut Row) -> Checked<()> {
    row.reset(keys.slots);
    let mut deserializer = serde_json::Deserializer::from_str(line);
    let reader = Reader { line, objects: &keys.objects, row };
    let read = deserializer.deserialize_any(RootVisitor { reader, node: &keys.root });
    if let Err(error) = read.and_then(|()| deserializer.end()) {
        return Err(malformed(&error, line));
    }
    row.problem.take().map_or(Ok(()), Err)
}

/// A line that is not an object, in words.
fn malformed(error: &serde_json::Error, line: &str) -> Box<Problem> {
    if error.is_data() {
        let message = format!("{} is not an object `{{..}}`", shown(line.trim()));
        return Problem::new(codes::MALFORMED_LINE, message);
    }
    if error.is_eof() {
        return Problem::new(codes::MALFORMED_LINE, "the line is not JSON: it ends before it is complete");
    }
    let text = error.to_string();
    let reason = text.split(" at line ").next().unwrap_or_default();
    let message = format!("the line is not JSON: {reason}, at column {}", error.column());
    Problem::new(codes::MALFORMED_LINE, message)
}

struct Reader<'l, 'k, 'r> {
    line: &'l str,
    objects: &'k [ObjectShape],
    row: &'r mut Row,
}

impl<'l, 'k> Reader<'l, 'k, '_> {
    /// The same reader for something further in.
    fn inner(&mut self) -> Reader<'l, 'k, '_> {
        Reader { line: self.line, objects: self.objects, row: &mut *self.row }
    }

    /// Reads the members of an object.
    fn object<'de, A: MapAccess<'de>>(mut self, node: &Node, mut map: A) -> Result<(), A::Error> {
        while let Some(found) = map.next_key_seed(KeySeed { reader: self.inner(), node })? {
            match (found.name, node.object) {
                (Some(name), Some(object)) => {
                    let cell = self.field(object, name, &mut map)?;
                    self.row.entries.push(Entry { object, name, cell });
                    if let Some(index) = found.member {
                        self.fill(node, index, cell);
                    }
                }
                _ => match found.member {
                    Some(index) => {
                        let node_below = node.members[index].node.as_deref();
                        let seed = ValueSeed { reader: self.inner(), node: node_below };
                        let cell = map.next_value_seed(seed)?;
                        self.fill(node, index, cell);
                    }
                    None => drop(map.next_value::<IgnoredAny>()?),
                },
            }
        }
        Ok(())
    }

    /// Keeps the value of a key that is asked for.
    fn fill(&mut self, node: &Node, index: usize, cell: Cell) {
        let Some(slot) = node.members[index].slot else { return };
        let kept = &mut self.row.cells[usize::from(slot)];
        if *kept == Cell::Missing {
            *kept = cell;
            return;
        }
        let name = node.names.names().nth(index).unwrap_or_default();
        self.row.note(|| Problem::new(codes::BAD_EVENT, "the line has this key twice").key(name));
    }

    /// The new value of a field in an object of fields.
    fn field<'de, A: MapAccess<'de>>(
        &mut self,
        object: u16,
        name: Text,
        map: &mut A,
    ) -> Result<Cell, A::Error> {
        if self.objects[usize::from(object)] == ObjectShape::Values {
            return map.next_value_seed(ValueSeed { reader: self.inner(), node: None });
        }
        let change = map.next_value_seed(ChangeSeed { reader: self.inner() })?;
        if change == Cell::Missing {
            let name = self.text(name);
            self.row.note(|| {
                let problem =
                    Problem::new(codes::BAD_EVENT, "a change says what a field becomes, and this does not");
                problem.key(name).help("write `{\"from\": OLD, \"to\": NEW}`")
            });
        }
        Ok(change)
    }

    fn text(&self, text: Text) -> String {
        let view = View { line: self.line, scratch: &self.row.scratch, constants: "", items: &[] };
        view.text(text).to_owned()
    }
}

/// A key, as far as somebody asks for it.
struct FoundKey {
    /// The member of the node.
    member: Option<usize>,
    /// Its name, where the members are fields.
    name: Option<Text>,
}

struct KeySeed<'l, 'k, 'r, 'n> {
    reader: Reader<'l, 'k, 'r>,
    node: &'n Node,
}

impl KeySeed<'_, '_, '_, '_> {
    fn find(self, key: &str, name: impl FnOnce(&mut Row) -> Text) -> FoundKey {
        let member = self.node.names.find(key);
        if self.node.object.is_some() {
            return FoundKey { member, name: Some(name(self.reader.row)) };
        }
        if member.is_none() && self.node.strict {
            self.reader.row.note(|| unknown_key(key, self.node.names.names()));
        }
        FoundKey { member, name: None }
    }
}

/// A key that events do not have.
pub(crate) fn unknown_key<'a>(key: &str, known: impl Iterator<Item = &'a str>) -> Box<Problem> {
    let problem = Problem::new(codes::UNKNOWN_KEY, "events do not have this key").key(key);
    let near = did_you_mean(key, known);
    problem.help("a field of the ticket goes into `set`; another format is read with `--map`").suggest(near)
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_, '_, '_, '_> {
    type Value = FoundKey;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<FoundKey, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed<'_, '_, '_, '_> {
    type Value = FoundKey;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<FoundKey, E> {
        let line = self.reader.line;
        Ok(self.find(key, |_| Text::in_line(line, key)))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<FoundKey, E> {
        Ok(self.find(key, |row| row.keep(key)))
    }
}

struct RootVisitor<'l, 'k, 'r, 'n> {
    reader: Reader<'l, 'k, 'r>,
    node: &'n Node,
}

impl<'de> Visitor<'de> for RootVisitor<'_, '_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.reader.object(self.node, map)
    }
}

/// Reads any value; one without a node keeps nothing of an object below.
struct ValueSeed<'l, 'k, 'r, 'n> {
    reader: Reader<'l, 'k, 'r>,
    node: Option<&'n Node>,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_, '_, '_, '_> {
    type Value = Cell;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Cell, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_, '_, '_, '_> {
    type Value = Cell;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Cell, E> {
        Ok(Cell::Text(Text::in_line(self.reader.line, text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Cell, E> {
        Ok(Cell::Text(self.reader.row.keep(text)))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Cell, E> {
        Ok(Cell::Int(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Cell, E> {
        Ok(i64::try_from(number).map_or_else(|_| Cell::Float(to_float(number)), Cell::Int))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Cell, E> {
        Ok(Cell::Float(number))
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Cell, E> {
        Ok(Cell::Bool(yes))
    }

    fn visit_unit<E: Error>(self) -> Result<Cell, E> {
        Ok(Cell::Null)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cell, A::Error> {
        match self.node {
            Some(node) => self.reader.object(node, map)?,
            None => while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {},
        }
        Ok(Cell::Object)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<Cell, A::Error> {
        let start = self.reader.row.items.len();
        while let Some(item) = seq.next_element_seed(ItemSeed(self.reader.inner()))? {
            self.reader.row.items.push(item);
        }
        Ok(Cell::List(Items::since(start, self.reader.row.items.len())))
    }
}

/// Beyond 2^63 the last digits are lost, as in every JSON number read as a float.
#[expect(clippy::cast_precision_loss, reason = "numbers beyond 64 bits are floats")]
fn to_float(number: u64) -> f64 {
    number as f64
}

/// An item of a list: a scalar, or something that no list of a ticket holds and that is only told apart.
struct ItemSeed<'l, 'k, 'r>(Reader<'l, 'k, 'r>);

impl<'de> DeserializeSeed<'de> for ItemSeed<'_, '_, '_> {
    type Value = Cell;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Cell, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'l, 'k, 'r> ItemSeed<'l, 'k, 'r> {
    fn scalar(self) -> ValueSeed<'l, 'k, 'r, 'static> {
        ValueSeed { reader: self.0, node: None }
    }
}

impl<'de> Visitor<'de> for ItemSeed<'_, '_, '_> {
    type Value = Cell;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Cell, E> {
        self.scalar().visit_borrowed_str(text)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Cell, E> {
        self.scalar().visit_str(text)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Cell, E> {
        Ok(Cell::Int(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Cell, E> {
        self.scalar().visit_u64(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Cell, E> {
        Ok(Cell::Float(number))
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Cell, E> {
        Ok(Cell::Bool(yes))
    }

    fn visit_unit<E: Error>(self) -> Result<Cell, E> {
        Ok(Cell::Null)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Cell, A::Error> {
        self.scalar().visit_map(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Cell, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Cell::List(Items::since(0, 0)))
    }
}

/// Reads `{from, to}`: the cell of `to`; `Missing` without one.
struct ChangeSeed<'l, 'k, 'r> {
    reader: Reader<'l, 'k, 'r>,
}

impl<'de> DeserializeSeed<'de> for ChangeSeed<'_, '_, '_> {
    type Value = Cell;

    fn deserialize<D: serde::Deserializer<'de>>(mut self, deserializer: D) -> Result<Cell, D::Error> {
        let value = ValueSeed { reader: self.reader.inner(), node: Some(change_node()) };
        let slot = usize::from(CHANGE_SLOT);
        let kept = std::mem::replace(&mut value.reader.row.cells[slot], Cell::Missing);
        let shape = value.deserialize(deserializer)?;
        let to = std::mem::replace(&mut self.reader.row.cells[slot], kept);
        Ok(if shape == Cell::Object { to } else { Cell::Missing })
    }
}

/// The slot that every row has for the `to` of the change being read.
pub(crate) const CHANGE_SLOT: u16 = 0;

/// A change asks for its `to`.
fn change_node() -> &'static Node {
    static NODE: std::sync::OnceLock<Node> = std::sync::OnceLock::new();
    NODE.get_or_init(|| {
        let mut node = Node::default();
        if let Some(member) = node.member(&["to".to_owned()]) {
            member.slot = Some(CHANGE_SLOT);
        }
        node
    })
}
