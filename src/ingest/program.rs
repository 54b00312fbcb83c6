//! A mapping bound to a policy: every key a slot, every constant in place, every table a hash map.

use duly_diag::{codes, did_you_mean};
use duly_plan::FieldId;
use rustc_hash::FxHashMap;

use crate::bad::{Checked, Problem, shown};
use crate::hash::hash;
use crate::json::JsonKeys;
use crate::keys::{NameTable, Node, split};
use crate::mapping::spec::{
    Case, Clause, Kind, ObjectRule, Others, Part, Pick, Rows, Rule, Scalar, Spec, StampRule, Table, Test,
};
use crate::row::{Cell, Row, Text, View};
use crate::schema::Schema;
use crate::stamp_format::StampReader;

/// What rows are read by.
#[derive(Debug)]
pub(crate) struct Program<'m> {
    pub spec: &'m Spec,
    /// The policy's fields; none where there is no policy (`duly map`).
    pub schema: Option<Schema<'m>>,
    /// Whether values may be written as text: not in canonical JSON, which has types.
    pub bend: bool,
    /// What JSON rows are read by.
    pub json: JsonKeys,
    /// The key behind each slot.
    pub keys: Vec<String>,
    /// The constants of the mapping, one after another.
    pub constants: String,
    pub parts: [Option<BoundRule<'m>>; Part::COUNT],
    /// Whether there are rules for the parts of contacts, merges and signals.
    pub has_rare_parts: bool,
    pub sets: Vec<BoundSet<'m>>,
    pub objects: Vec<BoundObject<'m>>,
    pub tags_added: Option<BoundRule<'m>>,
    pub tags_removed: Option<BoundRule<'m>>,
    pub creation: Option<BoundCreation<'m>>,
    /// The ways in which stamps are written; 0 is the mapping's own.
    pub readers: Vec<StampReader>,
}

/// A rule for one value.
#[derive(Debug)]
pub(crate) struct BoundRule<'m> {
    /// Where the mapping says it.
    pub path: &'m str,
    /// The slot whose value it is, if nothing is asked and nothing changed.
    pub direct: Option<u16>,
    pub clauses: Vec<BoundClause<'m>>,
}

#[derive(Debug)]
pub(crate) struct BoundClause<'m> {
    tests: Vec<(u16, &'m Test)>,
    pick: BoundPick,
    table: Option<BoundTable>,
    case: Case,
    kind: Option<Kind>,
    reader: u16,
    /// Whether a table of rows may lack the column.
    pub optional: bool,
}

#[derive(Clone, Copy, Debug)]
enum BoundPick {
    Slot(u16),
    Constant(Cell),
}

/// A value table.
#[derive(Debug)]
pub(crate) struct BoundTable {
    names: NameTable,
    /// What each of the names becomes.
    values: Vec<Cell>,
    others: BoundOthers,
}

impl BoundTable {
    fn get(&self, text: &str) -> Option<Cell> {
        self.names.find(text).map(|index| self.values[index])
    }
}

#[derive(Clone, Copy, Debug)]
enum BoundOthers {
    Refuse,
    Keep,
    Become(Cell),
}

/// A field and where its value comes from.
#[derive(Debug)]
pub(crate) struct BoundSet<'m> {
    /// Its name, among the constants.
    pub name: Text,
    /// The hash of the name.
    pub print: u64,
    /// The field; none if the policy does not know it.
    pub field: Option<FieldId>,
    pub rule: BoundRule<'m>,
}

/// An object whose members are fields.
#[derive(Debug)]
pub(crate) struct BoundObject<'m> {
    pub rule: &'m ObjectRule,
    /// What becomes of the members that the mapping speaks of.
    pub fields: FxHashMap<&'m str, BoundField>,
}

#[derive(Debug)]
pub(crate) struct BoundField {
    /// The field's name among the constants; none: the member is left out.
    pub name: Option<Text>,
    /// The field; none if the policy does not know it.
    pub field: Option<FieldId>,
    pub table: Option<BoundTable>,
}

/// How the first snapshot creates its ticket.
#[derive(Debug)]
pub(crate) struct BoundCreation<'m> {
    pub at: Option<BoundRule<'m>>,
    pub by: Option<BoundRule<'m>>,
    pub actor: Option<BoundRule<'m>>,
    pub sets: Vec<BoundSet<'m>>,
}

/// A value with what is known of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Got {
    pub cell: Cell,
    /// The slot it was read from; none for a constant.
    pub slot: Option<u16>,
    /// Its type, where the mapping gives it one.
    pub kind: Option<Kind>,
    /// The reader for it if it is a stamp.
    pub reader: u16,
}

impl<'m> Program<'m> {
    /// Binds a mapping for JSON rows (`bend` only if the mapping is not the canonical one) or rows of a table.
    pub fn new(spec: &'m Spec, schema: Option<Schema<'m>>, table: bool) -> Program<'m> {
        let mut binder = Binder {
            keys: vec![String::new()],
            slots: FxHashMap::default(),
            constants: String::new(),
            readers: Vec::new(),
            stamps: &spec.stamps,
            unmarked: spec.missing.is_empty(),
            schema: schema.as_ref(),
        };
        binder.reader(&spec.stamps);
        let parts = spec.parts.each_ref().map(|rule| rule.as_ref().map(|rule| binder.rule(rule)));
        let rare = [Part::Phase, Part::Result, Part::Into, Part::Name];
        let has_rare_parts = rare.iter().any(|part| spec.parts[*part as usize].is_some());
        let sets = binder.sets(&spec.sets);
        let objects = spec.objects.iter().map(|rule| binder.object(rule)).collect();
        let tags_added = spec.tags_added.as_ref().map(|rule| binder.rule(rule));
        let tags_removed = spec.tags_removed.as_ref().map(|rule| binder.rule(rule));
        let creation = spec.created.as_ref().map(|creation| BoundCreation {
            at: creation.at.as_ref().map(|rule| binder.rule(rule)),
            by: creation.by.as_ref().map(|rule| binder.rule(rule)),
            actor: creation.actor.as_ref().map(|rule| binder.rule(rule)),
            sets: binder.sets(&creation.sets),
        });
        let Binder { keys, constants, readers, .. } = binder;
        let json = json_keys(spec, &keys);
        let bend = table || !spec.strict;
        Program {
            spec,
            schema,
            bend,
            json,
            keys,
            constants,
            parts,
            has_rare_parts,
            sets,
            objects,
            tags_added,
            tags_removed,
            creation,
            readers,
        }
    }

    /// Whether a row is the whole ticket.
    pub fn snapshots(&self) -> bool {
        self.spec.rows == Rows::Snapshots
    }

    /// Every rule, for questions about columns.
    pub fn rules(&self) -> impl Iterator<Item = &BoundRule<'m>> {
        let sets = self.sets.iter().map(|set| &set.rule);
        let creation = self
            .creation
            .iter()
            .flat_map(|c| c.at.iter().chain(&c.by).chain(&c.actor).chain(c.sets.iter().map(|set| &set.rule)));
        self.parts
            .iter()
            .flatten()
            .chain(sets)
            .chain(&self.tags_added)
            .chain(&self.tags_removed)
            .chain(creation)
    }

    /// The row's texts, for looking at.
    pub fn view<'v>(&'v self, row: &'v Row, line: &'v str) -> View<'v> {
        View { line, scratch: &row.scratch, constants: &self.constants, items: &row.items }
    }

    /// The value that a rule gives in a row; `Missing` if no clause holds.
    #[inline]
    pub fn evaluate(&self, rule: &BoundRule<'_>, row: &mut Row, line: &str) -> Checked<Got> {
        match rule.direct {
            Some(slot) => {
                Ok(Got { cell: row.cells[usize::from(slot)], slot: Some(slot), kind: None, reader: 0 })
            }
            None => self.evaluate_clauses(rule, row, line),
        }
    }

    fn evaluate_clauses(&self, rule: &BoundRule<'_>, row: &mut Row, line: &str) -> Checked<Got> {
        let found = rule.clauses.iter().find(|clause| {
            clause.tests.iter().all(|(slot, test)| self.holds(test, row.cells[usize::from(*slot)], row, line))
        });
        let Some(clause) = found else {
            return Ok(Got { cell: Cell::Missing, slot: None, kind: None, reader: 0 });
        };
        let (cell, slot) = match clause.pick {
            BoundPick::Slot(slot) => (self.unmarked(row.cells[usize::from(slot)], row, line), Some(slot)),
            BoundPick::Constant(cell) => (cell, None),
        };
        let cell = self.cased(clause.case, cell, row, line);
        let cell = match &clause.table {
            Some(table) => {
                let key = slot.map_or("", |slot| self.keys[usize::from(slot)].as_str());
                self.translate(table, cell, row, line)
                    .map_err(|value| untranslated(table, key, rule.path, &value))?
            }
            None => cell,
        };
        Ok(Got { cell, slot, kind: clause.kind, reader: clause.reader })
    }

    /// A cell, or `Missing` if its text is one of the mapping's markers.
    pub fn unmarked(&self, cell: Cell, row: &Row, line: &str) -> Cell {
        match cell {
            Cell::Text(text) if !self.spec.missing.is_empty() => {
                let text = self.view(row, line).text(text);
                if self.spec.missing.iter().any(|marker| marker == text) { Cell::Missing } else { cell }
            }
            other => other,
        }
    }

    fn holds(&self, test: &Test, cell: Cell, row: &Row, line: &str) -> bool {
        let cell = self.unmarked(cell, row, line);
        let view = self.view(row, line);
        let shown;
        let text = match cell {
            Cell::Text(text) => Some(view.text(text)),
            other => {
                shown = view.show(other);
                shown.as_deref()
            }
        };
        let is_any = |list: &[String]| text.is_some_and(|text| list.iter().any(|one| one == text));
        test.one_of.as_deref().is_none_or(is_any)
            && !test.none_of.as_deref().is_some_and(is_any)
            && test.present.is_none_or(|present| present == (cell != Cell::Missing))
            && test.matches.as_ref().is_none_or(|regex| text.is_some_and(|text| regex.is_match(text)))
    }

    fn cased(&self, case: Case, cell: Cell, row: &mut Row, line: &str) -> Cell {
        let (Cell::Text(text), false) = (cell, case == Case::Same) else { return cell };
        let text = self.view(row, line).text(text);
        let text = if case == Case::Lower { text.to_lowercase() } else { text.to_uppercase() };
        Cell::Text(row.keep(&text))
    }

    /// A value looked up in a table, the items of a list one by one; the error is the value refused.
    pub fn translate(
        &self,
        table: &BoundTable,
        cell: Cell,
        row: &mut Row,
        line: &str,
    ) -> Result<Cell, String> {
        match cell {
            Cell::Missing | Cell::Object => Ok(cell),
            Cell::List(items) => {
                let mut out = Vec::with_capacity(items.len as usize);
                for item in &row.items[items.range()] {
                    out.push(self.translate_one(table, *item, row, line)?);
                }
                out.retain(|item| item.is_given());
                Ok(Cell::List(row.list(out)))
            }
            one => self.translate_one(table, one, row, line),
        }
    }

    fn translate_one(&self, table: &BoundTable, cell: Cell, row: &Row, line: &str) -> Result<Cell, String> {
        let view = self.view(row, line);
        let found = match cell {
            Cell::Text(text) => table.get(view.text(text)),
            other => view.show(other).and_then(|text| table.get(&text)),
        };
        match (found, table.others) {
            (Some(found), _) => Ok(found),
            (None, _) if cell == Cell::Null => Ok(Cell::Null),
            (None, BoundOthers::Keep) => Ok(cell),
            (None, BoundOthers::Become(other)) => Ok(other),
            (None, BoundOthers::Refuse) => Err(view.show(cell).unwrap_or_default()),
        }
    }
}

/// A value that a table refuses.
pub(crate) fn untranslated(table: &BoundTable, key: &str, path: &str, value: &str) -> Box<Problem> {
    let message = format!("{} is not among the values of `{path}` in the mapping", shown(value));
    let near = did_you_mean(value, table.names.names());
    Problem::new(codes::UNMAPPED_VALUE, message).key(key).value(value).suggest(near)
}

/// The tree of keys that JSON rows are read by.
fn json_keys(spec: &Spec, keys: &[String]) -> JsonKeys {
    let mut root = Node::default();
    for (key, slot) in keys.iter().zip(0..).skip(1) {
        if let Some(member) = root.member(&split(key)) {
            member.slot = Some(slot);
        }
    }
    for (object, index) in spec.objects.iter().zip(0..) {
        if let Some(member) = root.member(&split(&object.key)) {
            member.node.get_or_insert_default().object = Some(index);
        }
    }
    if spec.strict {
        root.make_strict();
    }
    JsonKeys { root, slots: keys.len(), objects: spec.objects.iter().map(|o| o.shape).collect() }
}

/// Gives out slots, constants and readers.
struct Binder<'m, 's> {
    /// The key of each slot; slot 0 is nobody's.
    keys: Vec<String>,
    slots: FxHashMap<&'m str, u16>,
    constants: String,
    readers: Vec<StampReader>,
    /// What a rule leaves unsaid about its stamps.
    stamps: &'m StampRule,
    /// Whether no text means "not given".
    unmarked: bool,
    schema: Option<&'s Schema<'m>>,
}

impl<'m> Binder<'m, '_> {
    fn slot(&mut self, key: &'m str) -> u16 {
        let next = u16::try_from(self.keys.len()).unwrap_or(0);
        let slot = *self.slots.entry(key).or_insert(next);
        if slot == next {
            self.keys.push(key.to_owned());
        }
        slot
    }

    fn reader(&mut self, rule: &StampRule) -> u16 {
        let format = rule.format.as_ref().or(self.stamps.format.as_ref()).cloned();
        let zone = rule.zone.as_ref().or(self.stamps.zone.as_ref()).cloned();
        // A mapping whose format cannot be read does not get this far.
        let Ok(reader) = StampReader::new(&StampRule { format, zone }) else { return 0 };
        self.readers.push(reader);
        u16::try_from(self.readers.len() - 1).unwrap_or(0)
    }

    fn constant(&mut self, scalar: &Scalar) -> Cell {
        match scalar {
            Scalar::Null => Cell::Null,
            Scalar::Text(text) => Cell::Text(Text::constant(&mut self.constants, text)),
            Scalar::Int(n) => Cell::Int(*n),
            Scalar::Float(n) => Cell::Float(*n),
            Scalar::Bool(b) => Cell::Bool(*b),
        }
    }

    fn rule(&mut self, rule: &'m Rule) -> BoundRule<'m> {
        let clauses: Vec<BoundClause<'m>> = rule.clauses.iter().map(|clause| self.clause(clause)).collect();
        let direct = match clauses.as_slice() {
            [one] if self.unmarked => one.direct(),
            _ => None,
        };
        BoundRule { path: &rule.path, direct, clauses }
    }

    fn clause(&mut self, clause: &'m Clause) -> BoundClause<'m> {
        BoundClause {
            tests: clause.when.iter().map(|(key, test)| (self.slot(key), test)).collect(),
            pick: match &clause.pick {
                Pick::Key(key) => BoundPick::Slot(self.slot(key)),
                Pick::Constant(scalar) => BoundPick::Constant(self.constant(scalar)),
            },
            table: clause.table.as_ref().map(|table| self.table(table)),
            case: clause.case,
            kind: clause.kind,
            reader: clause.stamps.as_ref().map_or(0, |rule| self.reader(rule)),
            optional: clause.optional,
        }
    }

    fn table(&mut self, table: &Table) -> BoundTable {
        let mut names = NameTable::default();
        let mut values = Vec::with_capacity(table.values.len());
        for (from, to) in &table.values {
            if names.add(from) == values.len() {
                values.push(self.constant(to));
            }
        }
        let others = match &table.others {
            Others::Refuse => BoundOthers::Refuse,
            Others::Keep => BoundOthers::Keep,
            Others::Become(scalar) => BoundOthers::Become(self.constant(scalar)),
        };
        BoundTable { names, values, others }
    }

    fn sets(&mut self, sets: &'m [(String, Rule)]) -> Vec<BoundSet<'m>> {
        sets.iter()
            .map(|(name, rule)| BoundSet {
                name: Text::constant(&mut self.constants, name),
                print: hash(name.as_bytes()),
                field: self.schema.and_then(|schema| schema.field(name)),
                rule: self.rule(rule),
            })
            .collect()
    }

    fn object(&mut self, rule: &'m ObjectRule) -> BoundObject<'m> {
        let mut fields = FxHashMap::default();
        for (member, field) in &rule.fields {
            let name = field.field.as_deref();
            let bound = BoundField {
                name: name.map(|name| Text::constant(&mut self.constants, name)),
                field: name.and_then(|name| self.schema.and_then(|schema| schema.field(name))),
                table: field.table.as_ref().map(|table| self.table(table)),
            };
            fields.insert(member.as_str(), bound);
        }
        BoundObject { rule, fields }
    }
}

impl BoundClause<'_> {
    /// The slot whose value it is as it stands.
    fn direct(&self) -> Option<u16> {
        let BoundPick::Slot(slot) = self.pick else { return None };
        let plain = self.tests.is_empty() && self.table.is_none() && self.case == Case::Same;
        (plain && self.kind.is_none() && self.reader == 0).then_some(slot)
    }

    /// The slots it reads.
    pub fn slots(&self) -> impl Iterator<Item = u16> + '_ {
        let pick = match self.pick {
            BoundPick::Slot(slot) => Some(slot),
            BoundPick::Constant(_) => None,
        };
        self.tests.iter().map(|(slot, _)| *slot).chain(pick)
    }
}
