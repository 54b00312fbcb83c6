//! A row made an event, before any policy has looked at its values.

use duly_diag::{codes, did_you_mean, list_of};
use duly_engine::event::{Phase, Role};
use duly_plan::{FieldId, FieldType, standard};

use crate::bad::{Checked, Problem, shown};
use crate::fingerprint::fingerprint;
use crate::happening::{Happening, PHASES};
use crate::hash::hash;
use crate::mapping::spec::{Kind, Part};
use crate::program::{BoundRule, BoundSet, Got, Program, untranslated};
use crate::row::{Cell, Row, Text, View};
use crate::stamp::{Stamp, StampFault};

/// An event; its texts lie in the row.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub ticket: Text,
    /// The hash of the ticket's name.
    pub hash: u64,
    pub at: Stamp,
    pub seq: Option<i64>,
    pub id: Option<Text>,
    pub happening: Happening,
    pub by: Role,
    /// Whether the customer can read a message.
    pub public: bool,
    pub actor: Option<Text>,
    pub channel: Option<Text>,
    pub key: Option<Text>,
    pub phase: Option<Phase>,
    pub result: Option<Text>,
    pub into: Option<Text>,
    pub name: Option<Text>,
    pub text: Option<Text>,
    pub sets: Vec<DraftSet>,
    pub added: Vec<Text>,
    pub removed: Vec<Text>,
    /// A fingerprint of everything above, whatever the policy wants of it: the event's own bytes.
    pub content: u64,
}

/// A field's new value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DraftSet {
    pub name: Text,
    /// The hash of the name.
    pub print: u64,
    /// The field; none if the policy does not know it and need not, or if there is no policy.
    pub field: Option<FieldId>,
    pub cell: Cell,
    /// The slot it was read from, for messages; none: the field's own name says it.
    pub slot: Option<u16>,
    pub kind: Option<Kind>,
    pub reader: u16,
}

impl Default for Draft {
    fn default() -> Draft {
        let nothing = Text::in_line_at(0, 0);
        Draft {
            ticket: nothing,
            hash: 0,
            at: Stamp::default(),
            seq: None,
            id: None,
            happening: Happening::Change,
            by: Role::System,
            public: false,
            actor: None,
            channel: None,
            key: None,
            phase: None,
            result: None,
            into: None,
            name: None,
            text: None,
            sets: Vec::new(),
            added: Vec::new(),
            removed: Vec::new(),
            content: 0,
        }
    }
}

/// Builds drafts out of one row.
pub(crate) struct Builder<'b, 'm> {
    pub program: &'b Program<'m>,
    pub row: &'b mut Row,
    pub line: &'b str,
}

impl Builder<'_, '_> {
    /// Makes the row an event.
    pub fn event(&mut self, draft: &mut Draft) -> Checked<()> {
        let ticket = self.text(Part::Ticket)?;
        draft.ticket = ticket.ok_or_else(|| self.missing(Part::Ticket, "every event"))?;
        draft.hash = hash(self.view().text(draft.ticket).as_bytes());
        let built = self.after_ticket(draft);
        built.map_err(|problem| problem.ticket(Some(self.view().text(draft.ticket))))
    }

    /// How the first snapshot creates its ticket, made from the event of its row: another stamp, another
    /// actor, and fields that were something else. Says too whether the row changes anything after that.
    pub fn creation(&mut self, event: &mut Draft, creation: &mut Draft) -> Checked<bool> {
        creation.clone_from(event);
        creation.happening = Happening::Created;
        let Some(rules) = &self.program.creation else {
            creation.content = fingerprint(creation, self.view());
            return Ok(true);
        };
        if let Some(rule) = &rules.at
            && let Some(at) = self.stamp(rule)?
        {
            creation.at = at;
            event.at = event.at.max(at);
            event.content = fingerprint(event, self.view());
        }
        if let Some(by) = &rules.by {
            creation.by = self.role(by)?.unwrap_or(event.by);
        }
        if let Some(actor) = &rules.actor {
            creation.actor = self.text_of(actor)?;
        }
        let mut same = true;
        for set in &rules.sets {
            let Some(new) = self.set(set)? else { continue };
            let view = self.view();
            let stands = creation.sets.iter_mut().find(|s| view.text(s.name) == view.text(new.name));
            match stands {
                Some(stands) => {
                    same &= shown_cell(view, stands.cell) == shown_cell(view, new.cell);
                    *stands = new;
                }
                None => {
                    same = false;
                    creation.sets.push(new);
                }
            }
        }
        creation.content = fingerprint(creation, self.view());
        Ok(same)
    }

    /// The row's texts.
    pub fn view(&self) -> View<'_> {
        self.program.view(self.row, self.line)
    }

    /// When the event happened.
    pub fn at(&mut self) -> Checked<Option<Stamp>> {
        match self.program.parts[Part::At as usize].as_ref() {
            Some(rule) => self.stamp(rule),
            None => Ok(None),
        }
    }

    fn after_ticket(&mut self, draft: &mut Draft) -> Checked<()> {
        let at = self.at()?;
        draft.at = at.ok_or_else(|| self.missing(Part::At, "every event"))?;
        draft.happening = self.happening()?;
        draft.seq = self.number(Part::Seq)?;
        draft.id = self.text(Part::Id)?;
        let by = match self.program.parts[Part::By as usize].as_ref() {
            Some(rule) => self.role(rule)?,
            None => None,
        };
        draft.by = match (by, draft.happening) {
            (None, Happening::Created | Happening::Message) => {
                return Err(self.missing(Part::By, &format!("a `{}` event", draft.happening.name())));
            }
            (by, _) => by.unwrap_or(Role::System),
        };
        draft.actor = self.text(Part::Actor)?;
        draft.channel = self.text(Part::Channel)?;
        draft.key = self.text(Part::Key)?;
        draft.text = self.text(Part::Text)?;
        self.of_its_kind(draft)?;
        self.sets(draft)?;
        self.tags(draft)?;
        if draft.happening == Happening::Created {
            self.opening_channel(draft)?;
        }
        draft.content = fingerprint(draft, self.view());
        Ok(())
    }

    /// The channel of the opening message becomes a field, which the policy may have narrowed to a closed list.
    fn opening_channel(&self, draft: &Draft) -> Checked<()> {
        let (Some(channel), Some(schema)) = (draft.channel, &self.program.schema) else { return Ok(()) };
        let FieldType::Choice { values, .. } = schema.kind(standard::CHANNEL) else { return Ok(()) };
        let channel = self.view().text(channel);
        let set = draft.sets.iter().any(|set| set.field == Some(standard::CHANNEL));
        if set || schema.code(standard::CHANNEL, channel).is_some() {
            return Ok(());
        }
        Err(self.at_part(Part::Channel, crate::value::off_list(channel, values)))
    }

    /// The parts that only some kinds of events have.
    fn of_its_kind(&mut self, draft: &mut Draft) -> Checked<()> {
        let happening = draft.happening;
        let public = self.yes_no(Part::Public)?;
        if happening == Happening::Note && public == Some(true) {
            let problem = Problem::new(codes::BAD_EVENT, "a note is never public");
            return Err(self
                .at_part(Part::Public, problem)
                .help("a text that the customer can read is a `message`"));
        }
        draft.public = happening == Happening::Message && public.unwrap_or(true);
        (draft.phase, draft.result, draft.into, draft.name) = (None, None, None, None);
        if self.program.has_rare_parts || happening.is_contact() || happening == Happening::Signal {
            self.rare_parts(draft)?;
        }
        Ok(())
    }

    /// The parts of contacts, merges and signals.
    fn rare_parts(&mut self, draft: &mut Draft) -> Checked<()> {
        let happening = draft.happening;
        let phase = self.text(Part::Phase)?.filter(|_| self.fits(happening.is_contact()));
        draft.phase = match phase {
            Some(phase) => Some(self.word(Part::Phase, phase, &PHASES)?),
            None => None,
        };
        let result = self.text(Part::Result)?;
        draft.result = result.filter(|_| self.fits(draft.phase == Some(Phase::Ended)));
        draft.into = self.text(Part::Into)?.filter(|_| self.fits(happening == Happening::Merge));
        draft.name = self.text(Part::Name)?.filter(|_| self.fits(happening == Happening::Signal));
        self.belongs(
            Part::Phase,
            draft.phase.is_some() && !happening.is_contact(),
            "`call` and `chat` events",
        )?;
        self.belongs(
            Part::Result,
            draft.result.is_some() && draft.phase != Some(Phase::Ended),
            "contacts in the phase `ended`",
        )?;
        self.belongs(Part::Into, draft.into.is_some() && happening != Happening::Merge, "`merge` events")?;
        self.belongs(Part::Name, draft.name.is_some() && happening != Happening::Signal, "`signal` events")?;
        if happening.is_contact() && draft.phase.is_none() {
            let what = format!("a `{}` event", happening.name());
            return Err(self.missing(Part::Phase, &what).help(list_of(PHASES.map(|(_, name)| name), "or")));
        }
        if happening == Happening::Signal && draft.name.is_none() {
            return Err(self.missing(Part::Name, "a `signal` event"));
        }
        Ok(())
    }

    /// Whether a part that a row has is to be used: a mapping names the key of a part once for all kinds of
    /// events, a canonical event has no part that does not belong to it.
    fn fits(&self, belongs: bool) -> bool {
        belongs || self.program.spec.strict
    }

    fn belongs(&self, part: Part, misplaced: bool, whose: &str) -> Checked<()> {
        if !misplaced {
            return Ok(());
        }
        Err(self.at_part(part, Problem::new(codes::BAD_EVENT, format!("only {whose} have this"))))
    }

    fn happening(&mut self) -> Checked<Happening> {
        let Some(rule) = &self.program.parts[Part::Event as usize] else { return Ok(Happening::Change) };
        match self.text_of(rule)? {
            Some(text) => match Happening::parse(self.view().text(text)) {
                Some(happening) => Ok(happening),
                None => self.word(Part::Event, text, &Happening::ALL),
            },
            None => Err(self.missing(Part::Event, "every event")),
        }
    }

    fn role(&mut self, rule: &BoundRule<'_>) -> Checked<Option<Role>> {
        match self.text_of(rule)? {
            Some(text) => self.word(Part::By, text, &Role::ALL).map(Some),
            None => Ok(None),
        }
    }

    /// One of a closed list of words.
    fn word<T: Copy>(&self, part: Part, text: Text, words: &[(T, &str)]) -> Checked<T> {
        let text = self.view().text(text);
        if let Some((meaning, _)) = words.iter().find(|(_, word)| *word == text) {
            return Ok(*meaning);
        }
        let names = words.iter().map(|(_, word)| *word);
        let message = format!("{} is not one of {}", shown(text), crate::bad::choices(names.clone()));
        let near = did_you_mean(text, names);
        Err(self.at_part(part, Problem::new(codes::BAD_VALUE, message)).value(text).suggest(near))
    }

    /// A problem at the key that a part comes from.
    fn at_part(&self, part: Part, problem: Box<Problem>) -> Box<Problem> {
        problem.key(self.key_of(part))
    }

    fn key_of(&self, part: Part) -> String {
        let rule = self.program.parts[part as usize].as_ref();
        let slot = rule.and_then(|rule| rule.clauses.iter().find_map(|clause| clause.slots().last()));
        slot.map_or_else(|| part.name().to_owned(), |slot| self.program.keys[usize::from(slot)].clone())
    }

    fn missing(&self, part: Part, who: &str) -> Box<Problem> {
        let message = match (self.key_of(part), part.name()) {
            (key, name) if key == name => format!("missing, and {who} needs it"),
            (_, name) => format!("missing, and {who} needs it as its `{name}`"),
        };
        self.at_part(part, Problem::new(codes::MISSING_PART, message))
    }

    fn text(&mut self, part: Part) -> Checked<Option<Text>> {
        match &self.program.parts[part as usize] {
            Some(rule) => self.text_of(rule),
            None => Ok(None),
        }
    }

    /// A value as text; an empty one is none.
    #[inline]
    fn text_of(&mut self, rule: &BoundRule<'_>) -> Checked<Option<Text>> {
        match rule.direct.map(|slot| self.row.cells[usize::from(slot)]) {
            Some(Cell::Missing) => Ok(None),
            Some(Cell::Text(text)) if !text.is_empty() => Ok(Some(text)),
            _ => self.any_text_of(rule),
        }
    }

    fn any_text_of(&mut self, rule: &BoundRule<'_>) -> Checked<Option<Text>> {
        let got = self.program.evaluate(rule, self.row, self.line)?;
        match got.cell {
            Cell::Missing | Cell::Null => Ok(None),
            Cell::Text(text) => Ok(Some(text).filter(|text| !text.is_empty())),
            Cell::Int(number) if self.program.bend => Ok(Some(self.row.keep_display(number))),
            Cell::Float(number) if self.program.bend => Ok(Some(self.row.keep_display(number))),
            other => Err(self.wrong_type(rule, got, other, "text")),
        }
    }

    fn number(&mut self, part: Part) -> Checked<Option<i64>> {
        let Some(rule) = &self.program.parts[part as usize] else { return Ok(None) };
        let got = self.program.evaluate(rule, self.row, self.line)?;
        match got.cell {
            Cell::Missing | Cell::Null => Ok(None),
            Cell::Int(number) => Ok(Some(number)),
            Cell::Text(text) if self.program.bend => match self.view().text(text).trim().parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(self.wrong_type(rule, got, got.cell, "a whole number")),
            },
            other => Err(self.wrong_type(rule, got, other, "a whole number")),
        }
    }

    fn yes_no(&mut self, part: Part) -> Checked<Option<bool>> {
        let Some(rule) = &self.program.parts[part as usize] else { return Ok(None) };
        let got = self.program.evaluate(rule, self.row, self.line)?;
        match got.cell {
            Cell::Missing | Cell::Null => Ok(None),
            Cell::Bool(yes) => Ok(Some(yes)),
            Cell::Text(text) if self.program.bend => match crate::value::yes_no(self.view().text(text)) {
                Some(yes) => Ok(Some(yes)),
                None => Err(self.wrong_type(rule, got, got.cell, "yes or no")),
            },
            other => Err(self.wrong_type(rule, got, other, "yes or no")),
        }
    }

    fn stamp(&mut self, rule: &BoundRule<'_>) -> Checked<Option<Stamp>> {
        let got = self.program.evaluate(rule, self.row, self.line)?;
        let reader = &self.program.readers[usize::from(got.reader)];
        let read = match got.cell {
            Cell::Missing | Cell::Null => return Ok(None),
            Cell::Text(text) => reader.read(self.view().text(text)),
            Cell::Int(number) if self.program.bend => reader.read_number(number),
            Cell::Float(number) if self.program.bend => reader.read(&number.to_string()),
            other => return Err(self.wrong_type(rule, got, other, "a time stamp")),
        };
        read.map(Some).map_err(|fault| {
            let text = self.view().show(got.cell).unwrap_or_default();
            bad_stamp(fault, &text, reader.format.as_deref()).key(self.key_of_rule(rule, got))
        })
    }

    fn key_of_rule(&self, rule: &BoundRule<'_>, got: Got) -> String {
        got.slot.map_or_else(|| rule.path.to_owned(), |slot| self.program.keys[usize::from(slot)].clone())
    }

    fn wrong_type(&self, rule: &BoundRule<'_>, got: Got, cell: Cell, wanted: &str) -> Box<Problem> {
        let value = self.view().show(cell);
        let message = match &value {
            Some(value) => format!("{} is {}, not {wanted}", shown(value), cell.describe()),
            None => format!("this is {}, not {wanted}", cell.describe()),
        };
        let problem = Problem::new(codes::BAD_VALUE, message).key(self.key_of_rule(rule, got));
        match value {
            Some(value) => problem.value(value),
            None => problem,
        }
    }

    /// The fields, first those of objects, then those that the mapping names one by one.
    fn sets(&mut self, draft: &mut Draft) -> Checked<()> {
        draft.sets.clear();
        for index in 0..self.row.entries.len() {
            let set = self.member(index)?;
            if let Some(set) = set {
                self.add_member(draft, set)?;
            }
        }
        let objects = !draft.sets.is_empty();
        for rule in &self.program.sets {
            let Some(set) = self.set(rule)? else { continue };
            if !objects {
                // The mapping names every field once.
                draft.sets.push(set);
                continue;
            }
            let view = self.view();
            match draft.sets.iter_mut().find(|s| view.text(s.name) == view.text(set.name)) {
                Some(stands) => *stands = set,
                None => draft.sets.push(set),
            }
        }
        Ok(())
    }

    fn add_member(&self, draft: &mut Draft, set: DraftSet) -> Checked<()> {
        let view = self.view();
        let name = view.text(set.name);
        match draft.sets.iter_mut().find(|s| view.text(s.name) == name) {
            // A mapping may read `set` and `changes`; one object with a field twice cannot be meant.
            Some(_) if self.program.spec.strict => {
                Err(Problem::new(codes::BAD_EVENT, "the event sets this field twice").key(name))
            }
            Some(stands) => {
                *stands = set;
                Ok(())
            }
            None => {
                draft.sets.push(set);
                Ok(())
            }
        }
    }

    /// A field that the mapping names.
    #[inline]
    fn set(&mut self, set: &BoundSet<'_>) -> Checked<Option<DraftSet>> {
        let got = self.program.evaluate(&set.rule, self.row, self.line)?;
        let cell = match got.cell {
            // A snapshot is the whole ticket: what it does not have is not set.
            Cell::Missing if self.program.snapshots() => Cell::Null,
            Cell::Missing => return Ok(None),
            cell => cell,
        };
        let BoundSet { name, print, field, .. } = *set;
        Ok(Some(DraftSet { name, print, field, cell, slot: got.slot, kind: got.kind, reader: got.reader }))
    }

    /// A member of an object of fields.
    fn member(&mut self, index: usize) -> Checked<Option<DraftSet>> {
        let entry = self.row.entries[index];
        let cell = self.program.unmarked(entry.cell, self.row, self.line);
        if cell == Cell::Missing {
            return Ok(None);
        }
        let object = &self.program.objects[usize::from(entry.object)];
        let member = self.view().text(entry.name);
        let (name, print) = (entry.name, hash(member.as_bytes()));
        let mut set = DraftSet { name, print, field: None, cell, slot: None, kind: None, reader: 0 };
        let Some(declared) = object.fields.get(member) else {
            if object.rule.drop_others {
                return Ok(None);
            }
            if let Some(schema) = &self.program.schema {
                set.field = Some(schema.field(member).ok_or_else(|| schema.unknown(member))?);
            }
            return Ok(Some(set));
        };
        let Some(name) = declared.name else { return Ok(None) };
        (set.name, set.print, set.field) = (name, hash(self.view().text(name).as_bytes()), declared.field);
        if let Some(table) = &declared.table {
            let translated = self.program.translate(table, cell, self.row, self.line);
            set.cell = translated.map_err(|value| {
                let key = self.view().text(entry.name);
                untranslated(table, key, &format!("{}.fields.{key}", object.rule.key), &value)
            })?;
        }
        Ok(Some(set))
    }

    fn tags(&mut self, draft: &mut Draft) -> Checked<()> {
        draft.added.clear();
        draft.removed.clear();
        if let Some(rule) = &self.program.tags_added {
            self.tag_list(rule, &mut draft.added)?;
        }
        if let Some(rule) = &self.program.tags_removed {
            self.tag_list(rule, &mut draft.removed)?;
        }
        let view = self.view();
        let both = draft.added.iter().find(|a| draft.removed.iter().any(|r| view.text(**a) == view.text(*r)));
        match both {
            Some(tag) => {
                let message = format!("the tag {} is both added and removed", shown(view.text(*tag)));
                Err(Problem::new(codes::BAD_EVENT, message).key("tags"))
            }
            None => Ok(()),
        }
    }

    fn tag_list(&mut self, rule: &BoundRule<'_>, out: &mut Vec<Text>) -> Checked<()> {
        let got = self.program.evaluate(rule, self.row, self.line)?;
        let items = match got.cell {
            Cell::Missing | Cell::Null => return Ok(()),
            Cell::List(items) => items,
            Cell::Text(text) if self.program.bend => {
                let parts = crate::value::parts(self.view().text(text), &self.program.spec.separator);
                self.row.list(parts.into_iter().map(|(from, to)| Cell::Text(text.part(from, to))))
            }
            other => return Err(self.wrong_type(rule, got, other, "a list of text")),
        };
        for item in &self.row.items[items.range()] {
            match item {
                Cell::Text(text) => out.push(*text),
                other => return Err(self.wrong_type(rule, got, *other, "text")),
            }
        }
        Ok(())
    }
}

/// A stamp that cannot be read, in words.
pub(crate) fn bad_stamp(fault: StampFault, text: &str, format: Option<&str>) -> Box<Problem> {
    let shown = shown(text);
    let (message, help) = match (fault, format) {
        (StampFault::NoZone, None) => (
            format!("{shown} does not say in which zone it is"),
            "end it with `Z` or an offset such as `+01:00`, or give the mapping a `zone`",
        ),
        (StampFault::NoZone, Some(_)) => {
            (format!("{shown} does not say in which zone it is"), "give the mapping's `stamps` a `zone`")
        }
        (StampFault::Range, _) => (format!("{shown} is a moment that does not exist"), ""),
        (StampFault::Shape, None) => {
            (format!("{shown} is not a time stamp"), "write it like `2026-03-06T13:40:00Z`")
        }
        (StampFault::Shape, Some(format)) => {
            (format!("{shown} is not written as `{format}`, the format that the mapping gives"), "")
        }
    };
    let problem = Problem::new(codes::BAD_STAMP, message).value(text);
    if help.is_empty() { problem } else { problem.help(help) }
}

fn shown_cell(view: View<'_>, cell: Cell) -> Option<String> {
    view.show(cell).filter(|_| cell != Cell::Null)
}
