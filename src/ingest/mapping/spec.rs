//! What a mapping says, as data.

use duly_calendar::Zone;
use regex::Regex;

use crate::Format;

/// A mapping as its text says it.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    /// Its name, for messages.
    pub name: String,
    /// What the rows are written in, where the input's name does not tell.
    pub format: Option<Format>,
    /// What stands between the columns of CSV.
    pub delimiter: u8,
    /// Texts that mean "not given".
    pub missing: Vec<String>,
    /// What stands between the items of a list written as one text.
    pub separator: String,
    /// How stamps are written.
    pub stamps: StampRule,
    /// Whether a row is an event or the whole ticket after one.
    pub rows: Rows,
    /// The canonical format itself: no key is unknown, no type is bent.
    pub strict: bool,
    /// Where each part of an event comes from; index = [`Part`].
    pub parts: [Option<Rule>; Part::COUNT],
    /// Fields and where their values come from.
    pub sets: Vec<(String, Rule)>,
    /// Keys that hold an object of fields.
    pub objects: Vec<ObjectRule>,
    /// The tags a row adds.
    pub tags_added: Option<Rule>,
    /// The tags a row removes.
    pub tags_removed: Option<Rule>,
    /// How the first snapshot differs from the creation of its ticket.
    pub created: Option<Creation>,
}

impl Spec {
    /// Every rule.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        let created = self.created.iter().flat_map(|created| {
            let sets = created.sets.iter().map(|(_, rule)| rule);
            created.at.iter().chain(&created.by).chain(&created.actor).chain(sets)
        });
        let sets = self.sets.iter().map(|(_, rule)| rule);
        self.parts
            .iter()
            .flatten()
            .chain(sets)
            .chain(&self.tags_added)
            .chain(&self.tags_removed)
            .chain(created)
    }
}

impl Clause {
    /// The keys it reads.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let pick = match &self.pick {
            Pick::Key(key) => Some(key.as_str()),
            Pick::Constant(_) => None,
        };
        self.when.iter().map(|(key, _)| key.as_str()).chain(pick)
    }
}

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rows {
    /// An event.
    Events,
    /// The whole ticket after an update; the first one creates it.
    Snapshots,
}

/// The parts of an event, apart from its fields and tags.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    Ticket,
    At,
    Event,
    Seq,
    Id,
    By,
    Actor,
    Channel,
    Public,
    Key,
    Phase,
    Result,
    Into,
    Name,
    Text,
}

impl Part {
    /// How many there are.
    pub const COUNT: usize = 15;

    /// All with the names that canonical events and mappings use.
    pub const ALL: [(Part, &'static str); Part::COUNT] = [
        (Part::Ticket, "ticket"),
        (Part::At, "at"),
        (Part::Event, "event"),
        (Part::Seq, "seq"),
        (Part::Id, "id"),
        (Part::By, "by"),
        (Part::Actor, "actor"),
        (Part::Channel, "channel"),
        (Part::Public, "public"),
        (Part::Key, "key"),
        (Part::Phase, "phase"),
        (Part::Result, "result"),
        (Part::Into, "into"),
        (Part::Name, "name"),
        (Part::Text, "text"),
    ];

    /// The name.
    pub fn name(self) -> &'static str {
        Part::ALL[self as usize].1
    }
}

/// How stamps are written.
#[derive(Clone, Debug, Default)]
pub(crate) struct StampRule {
    /// A format as strftime knows it, or `unix`, or `unix_ms`; none: RFC 3339.
    pub format: Option<String>,
    /// The zone of stamps that name none.
    pub zone: Option<Zone>,
}

/// Where a value comes from: the first clause whose conditions hold.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// Where the mapping says it (`set.priority`).
    pub path: String,
    pub clauses: Vec<Clause>,
}

/// One way to get a value.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    /// All of these must hold.
    pub when: Vec<(String, Test)>,
    /// The value.
    pub pick: Pick,
    /// How it is translated.
    pub table: Option<Table>,
    /// Whether its case is changed first.
    pub case: Case,
    /// Its type where no policy tells.
    pub kind: Option<Kind>,
    /// How it is written if it is a stamp; none: as the mapping says for all.
    pub stamps: Option<StampRule>,
    /// Whether a table of rows may lack the column.
    pub optional: bool,
}

/// The value before translation.
#[derive(Clone, Debug)]
pub(crate) enum Pick {
    /// The value under a key.
    Key(String),
    /// Always the same.
    Constant(Scalar),
}

/// A constant of a mapping.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Scalar {
    Null,
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
}

/// Changes of case.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Case {
    #[default]
    Same,
    Lower,
    Upper,
}

/// The types that a mapping can give a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Text,
    Number,
    YesNo,
    Date,
    Instant,
    List,
}

/// A value table.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// What is written, and what it means.
    pub values: Vec<(String, Scalar)>,
    /// What becomes of all other values.
    pub others: Others,
}

/// What becomes of a value that a table does not have.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Others {
    /// It makes a bad event.
    Refuse,
    /// It stays as it is.
    Keep,
    /// It becomes this.
    Become(Scalar),
}

/// A condition on the value under a key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Test {
    /// It is one of these.
    pub one_of: Option<Vec<String>>,
    /// It is none of these (a key that is not there is none of them).
    pub none_of: Option<Vec<String>>,
    /// It is there, or is not.
    pub present: Option<bool>,
    /// It matches.
    pub matches: Option<Regex>,
}

/// A key that holds an object whose members are fields.
#[derive(Clone, Debug)]
pub(crate) struct ObjectRule {
    /// The key.
    pub key: String,
    /// Whether a member is the new value, or `{from, to}`.
    pub shape: ObjectShape,
    /// The members that the mapping speaks of.
    pub fields: Vec<(String, ObjectField)>,
    /// Whether other members are left out; else they are fields of the same name.
    pub drop_others: bool,
}

/// What the members of an object are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ObjectShape {
    /// `{"priority": "high"}`
    Values,
    /// `{"priority": {"from": "low", "to": "high"}}`
    Changes,
}

/// What becomes of one member.
#[derive(Clone, Debug)]
pub(crate) struct ObjectField {
    /// The field; none: it is left out.
    pub field: Option<String>,
    /// How its value is translated.
    pub table: Option<Table>,
}

/// The creation of a ticket whose rows are snapshots.
#[derive(Clone, Debug)]
pub(crate) struct Creation {
    /// When; none: the first row's own stamp.
    pub at: Option<Rule>,
    /// By whom; none: as every row says.
    pub by: Option<Rule>,
    /// Which person; none: as every row says.
    pub actor: Option<Rule>,
    /// Fields that were something else than the first row says.
    pub sets: Vec<(String, Rule)>,
}
