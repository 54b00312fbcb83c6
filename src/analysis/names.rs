//! The names of a policy and what each stands for.
//!
//! Fields, states and clocks share one space of names; calendars and levels have one each. A name that
//! two kinds of things have stands for neither: whoever asks gets [`Found::Lost`], and says nothing more.

use crate::collect::{Declared, Versioned};
use crate::findings::Findings;
use crate::parameters::Use;
use crate::{limits, walk};
use duly_calendar::Zone;
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::{
    Agreement, AgreementId, CalendarDef, CalendarId, ClockId, ConditionKind, Const, EventPattern, FieldId,
    FieldType, LevelId, Plan, RecordField, STARTED, Script, ScriptCode, ScriptId, ScriptInput, ScriptType,
    StateId, standard,
};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What a name of the shared space stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Entity {
    /// A field: an index into [`Vocabulary::fields`].
    Field(usize),
    State(StateId),
    Clock(ClockId),
    /// A script: an index into [`Vocabulary::scripts`].
    Script(usize),
}

impl Entity {
    /// The kind in an admin's words.
    pub fn kind(self) -> &'static str {
        match self {
            Entity::Field(_) => "field",
            Entity::State(_) => "state",
            Entity::Clock(_) => "clock",
            Entity::Script(_) => "script",
        }
    }
}

/// The answer to a question about a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Found<T> {
    /// It stands for this.
    Known(T),
    /// It stands for something that has been reported already.
    Lost,
    /// Nothing has it.
    Unknown,
}

/// A field as conditions see it.
#[derive(Clone, Debug)]
pub(crate) struct FieldEntry {
    pub id: FieldId,
    pub name: String,
    pub kind: FieldType,
    pub if_unset: Option<Const>,
    /// Where the policy declares it.
    pub span: Option<Span>,
}

/// Something with a name and a place; a standard thing has none.
#[derive(Clone, Debug)]
pub(crate) struct NameEntry {
    pub name: String,
    pub span: Option<Span>,
}

/// A script as conditions and calendars see it.
#[derive(Clone, Debug)]
pub(crate) struct ScriptEntry {
    /// What it gives, as if it were a field of that type.
    pub result: FieldEntry,
    /// What it takes to run it.
    pub code: ScriptCode,
    /// What it is for.
    pub role: ScriptRole,
}

/// What a script is for.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum ScriptRole {
    /// Questions about tickets.
    Ticket { id: ScriptId, inputs: Vec<ScriptInput> },
    /// The dates of a year.
    Dates,
    /// Its declaration has been reported.
    Lost,
}

/// All names of a policy.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    pub fields: Vec<FieldEntry>,
    /// The states; one without a place is a standard one that the policy does not set.
    pub states: Vec<NameEntry>,
    pub clocks: Vec<NameEntry>,
    pub calendars: Vec<NameEntry>,
    pub levels: Vec<NameEntry>,
    /// The names of the levels as they are declared.
    pub declared_levels: Vec<String>,
    /// The agreements; the default one comes first and has no name to call it by.
    pub agreements: Vec<NameEntry>,
    /// The policy's scripts, then those standard ones that it leaves as they are.
    pub scripts: Vec<ScriptEntry>,
    /// The policy's zone, once it is known.
    pub zone: Option<Zone>,
    /// The fields whose zone calendars read from the ticket, once that is known.
    pub zone_fields: BTreeMap<CalendarId, FieldId>,
    /// The phrases that stand for something else; none: that has been reported.
    pub phrases: BTreeMap<String, Option<Vec<EventPattern>>>,
    shared: BTreeMap<String, Entity>,
    calendar_names: BTreeMap<String, CalendarId>,
    level_names: BTreeMap<String, LevelId>,
    agreement_names: BTreeMap<String, AgreementId>,
    /// The level behind each use; none for a use that has been reported.
    level_uses: BTreeMap<Use, Option<LevelId>>,
    script_names: BTreeMap<String, usize>,
    /// The states that scripts decide, which only a ticket under way can tell.
    pub scripted_states: BTreeSet<StateId>,
    lost: BTreeSet<String>,
    /// What was looked up and found: the kind of thing and its full name. Vocabularies made of this one add to it.
    used: Rc<RefCell<BTreeSet<(Kind, String)>>>,
}

/// The spaces of names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
    /// Fields, states and clocks.
    Shared,
    Calendar,
}

/// The id of the list's next entry.
fn next(list: &[NameEntry]) -> u16 {
    limits::id(list.len())
}

impl Vocabulary {
    /// Gives every declared name its id; the types of the fields come later (`fields.rs`).
    pub fn of_declared(declared: &Declared<'_>, findings: &mut Findings) -> Vocabulary {
        let mut names = Vocabulary { lost: findings.damaged_names().clone(), ..Vocabulary::default() };
        names.standard_names();
        for field in &declared.fields {
            names.add_field(&field.node.name.text, field.node.name.span, findings);
        }
        for state in &declared.states {
            names.add_state(&state.full(&state.node.name), state.node.name.span, findings);
        }
        for clock in declared.clocks.iter().map(Versioned::first) {
            let (name, span) = (clock.full(&clock.node.name), clock.node.name.span);
            let entity = Entity::Clock(ClockId(next(&names.clocks)));
            names.clocks.push(NameEntry { name: name.clone(), span: Some(span) });
            names.share(name, entity, (span, clock.unit.standard), findings);
        }
        for calendar in declared.calendars.iter().map(Versioned::first) {
            let name = calendar.full(&calendar.node.name);
            names.calendar_names.insert(name.clone(), CalendarId(next(&names.calendars)));
            names.calendars.push(NameEntry { name, span: Some(calendar.node.name.span) });
        }
        for level in declared.levels.iter().map(Versioned::first) {
            let name = level.full(&level.node.name);
            names.level_names.insert(name.clone(), LevelId(next(&names.levels)));
            names.levels.push(NameEntry { name, span: Some(level.node.name.span) });
        }
        names.declared_levels.clone_from(&declared.level_names);
        for (place, name) in &declared.level_uses {
            let level = name.as_ref().and_then(|name| names.level_names.get(name)).copied();
            names.level_uses.insert(place.clone(), level);
        }
        names.agreements.push(NameEntry { name: Agreement::DEFAULT.to_owned(), span: None });
        for agreement in &declared.agreements {
            let name = agreement.full(&agreement.node.name);
            names.agreement_names.insert(name.clone(), AgreementId(next(&names.agreements)));
            names.agreements.push(NameEntry { name, span: Some(agreement.node.name.span) });
        }
        names
    }

    fn standard_names(&mut self) {
        for field in standard::fields() {
            let id = FieldId(limits::id(self.fields.len()));
            self.shared.insert(field.name.clone(), Entity::Field(id.index()));
            self.fields.push(FieldEntry {
                id,
                name: field.name,
                kind: field.kind,
                if_unset: None,
                span: None,
            });
        }
        for name in standard::STATE_NAMES {
            self.shared.insert((*name).to_owned(), Entity::State(StateId(next(&self.states))));
            self.states.push(NameEntry { name: (*name).to_owned(), span: None });
        }
        self.calendar_names.insert("always".to_owned(), CalendarId(0));
        self.calendars.push(NameEntry { name: "always".to_owned(), span: None });
    }

    fn add_field(&mut self, name: &str, span: Span, findings: &mut Findings) {
        if let Some(Entity::Field(known)) = self.shared.get(name) {
            self.fields[*known].span = Some(span);
            return;
        }
        let at = self.fields.len();
        let id = FieldId(limits::id(at));
        self.fields.push(FieldEntry {
            id,
            name: name.to_owned(),
            kind: FieldType::Text,
            if_unset: None,
            span: Some(span),
        });
        self.share(name.to_owned(), Entity::Field(at), (span, false), findings);
    }

    fn add_state(&mut self, name: &str, span: Span, findings: &mut Findings) {
        if let Some(Entity::State(id)) = self.shared.get(name).copied()
            && self.states[id.index()].span.is_none()
        {
            self.states[id.index()].span = Some(span);
            return;
        }
        let entity = Entity::State(StateId(next(&self.states)));
        self.states.push(NameEntry { name: name.to_owned(), span: Some(span) });
        self.share(name.to_owned(), entity, (span, false), findings);
    }

    /// Takes a name for a thing, declared here by the policy or by the standard clocks.
    fn share(&mut self, name: String, entity: Entity, place: (Span, bool), findings: &mut Findings) {
        let (span, standard) = place;
        let Some(other) = self.shared.get(&name).copied() else {
            self.shared.insert(name, entity);
            return;
        };
        // The policy's own line is the one to change, so it comes first.
        let finding = match self.span(other) {
            Some(own) if standard => clash(&name, (other, own), (entity, Some(span))),
            place => clash(&name, (entity, span), (other, place)),
        };
        findings.add(finding);
        self.lost.insert(name);
    }

    /// Where a thing is declared.
    pub fn span(&self, entity: Entity) -> Option<Span> {
        match entity {
            Entity::Field(at) => self.fields[at].span,
            Entity::State(id) => self.states[id.index()].span,
            Entity::Clock(id) => self.clocks[id.index()].span,
            Entity::Script(at) => self.scripts[at].result.span,
        }
    }

    /// The names of a checked plan, for conditions asked of its results; the
    /// names that finished cycles have beside the ticket's fields come before those.
    pub fn of_plan(plan: &Plan) -> Vocabulary {
        let levels: Vec<String> = plan.named_levels().iter().map(|l| l.name.clone()).collect();
        Vocabulary::of_checked(plan).with_records(&levels)
    }

    /// The names of a checked plan.
    pub fn of_checked(plan: &Plan) -> Vocabulary {
        let mut names = Vocabulary { zone: Some(plan.meta.zone.clone()), ..Vocabulary::default() };
        for (at, field) in plan.fields.iter().enumerate() {
            names.shared.insert(field.name.clone(), Entity::Field(at));
            names.fields.push(FieldEntry {
                id: FieldId(limits::id(at)),
                name: field.name.clone(),
                kind: field.kind.clone(),
                if_unset: field.if_unset.clone(),
                span: field.span,
            });
        }
        for state in &plan.states {
            names.shared.insert(state.name.clone(), Entity::State(StateId(next(&names.states))));
            let span = state.condition.as_ref().and(state.span);
            names.states.push(NameEntry { name: state.name.clone(), span });
        }
        for clock in plan.named_clocks() {
            names.shared.insert(clock.name.clone(), Entity::Clock(ClockId(next(&names.clocks))));
            names.clocks.push(NameEntry { name: clock.name.clone(), span: Some(clock.span) });
        }
        for script in &plan.scripts {
            let Script { code, inputs, .. } = script;
            let id = ScriptId(limits::id(names.scripts.len()));
            let role = ScriptRole::Ticket { id, inputs: inputs.clone() };
            names.shared.insert(code.name.clone(), Entity::Script(names.scripts.len()));
            names.scripts.push(ScriptEntry::new(code.clone(), role, script.span));
        }
        names.scripted_states = scripted_states(plan);
        for calendar in &plan.calendars {
            names.calendar_names.insert(calendar.name.clone(), CalendarId(next(&names.calendars)));
            names.calendars.push(NameEntry { name: calendar.name.clone(), span: calendar.span });
        }
        names.note_zone_fields(plan.calendars.iter().map(Some));
        for level in plan.named_levels() {
            names.level_names.insert(level.name.clone(), LevelId(next(&names.levels)));
            names.levels.push(NameEntry { name: level.name.clone(), span: Some(level.span) });
            names.declared_levels.push(level.name.clone());
        }
        for agreement in &plan.agreements {
            names.agreement_names.insert(agreement.name.clone(), AgreementId(next(&names.agreements)));
            names.agreements.push(NameEntry { name: agreement.name.clone(), span: agreement.span });
        }
        names
    }

    /// The same names for those whose looking up is no use of them.
    pub fn apart(&self) -> Vocabulary {
        Vocabulary { used: Rc::default(), ..self.clone() }
    }

    /// With the names that finished cycles have beside the ticket's fields, which come before those. The levels
    /// are those of the policy, in order.
    pub fn with_records(&self, levels: &[String]) -> Vocabulary {
        let mut names = self.clone();
        names.record_fields(levels);
        names
    }

    fn record_fields(&mut self, levels: &[String]) {
        let choice = |values: Vec<String>| FieldType::Choice { values, ordered: false };
        for (field, name) in RecordField::ALL {
            let kind = match field {
                RecordField::Outcome => choice(RecordField::OUTCOMES.map(str::to_owned).to_vec()),
                RecordField::Clock => choice(self.clocks.iter().map(|c| c.name.clone()).collect()),
                RecordField::Level => choice(levels.to_vec()),
                RecordField::Elapsed | RecordField::Overrun => FieldType::Duration,
                RecordField::Agent => FieldType::Person,
                RecordField::Cycle => FieldType::Number,
            };
            self.shared.insert(name.to_owned(), Entity::Field(self.fields.len()));
            let entry =
                FieldEntry { id: field.id(), name: name.to_owned(), kind, if_unset: None, span: None };
            self.fields.push(entry);
        }
    }

    /// Gives a name up: whoever asks for it is told that this was reported.
    pub fn lose(&mut self, name: &str) {
        self.lost.insert(name.to_owned());
    }

    /// Looks a field, state or clock up as a file with this prefix speaks of it.
    pub fn shared(&self, prefix: &str, name: &str) -> Found<Entity> {
        for full in readings(prefix, name) {
            if self.lost.contains(&full) {
                return Found::Lost;
            }
            if let Some(entity) = self.shared.get(&full) {
                self.used.borrow_mut().insert((Kind::Shared, full));
                return Found::Known(*entity);
            }
        }
        Found::Unknown
    }

    /// The state of a full name; looking it up is no use of it.
    pub fn state_named(&self, name: &str) -> Option<StateId> {
        match self.shared.get(name) {
            Some(Entity::State(id)) if !self.lost.contains(name) => Some(*id),
            _ => None,
        }
    }

    /// Whether anything has looked a full name up.
    pub fn is_used(&self, kind: Kind, name: &str) -> bool {
        self.used.borrow().contains(&(kind, name.to_owned()))
    }

    /// Looks a calendar up.
    pub fn calendar(&self, prefix: &str, name: &str) -> Found<CalendarId> {
        for full in readings(prefix, name) {
            if let Some(id) = self.calendar_names.get(&full) {
                self.used.borrow_mut().insert((Kind::Calendar, full));
                return Found::Known(*id);
            }
        }
        Found::Unknown
    }

    /// The field whose zone a calendar reads from the ticket.
    pub fn zone_field(&self, calendar: CalendarId) -> Option<FieldId> {
        self.zone_fields.get(&calendar).copied()
    }

    /// Notes which calendars read a zone from the ticket.
    pub fn note_zone_fields<'c>(&mut self, calendars: impl Iterator<Item = Option<&'c CalendarDef>>) {
        for (at, calendar) in calendars.enumerate() {
            if let Some(local) = calendar.and_then(|calendar| calendar.local.as_ref()) {
                self.zone_fields.insert(CalendarId(limits::id(at)), local.field);
            }
        }
    }

    /// Looks a level up.
    pub fn level(&self, prefix: &str, name: &str) -> Found<LevelId> {
        let id = readings(prefix, name).find_map(|full| self.level_names.get(&full).copied());
        id.map_or(Found::Unknown, Found::Known)
    }

    /// The level that a use of one, with or without values, stands for.
    pub fn level_use(&self, prefix: &str, place: Span) -> Found<LevelId> {
        match self.level_uses.get(&(prefix.to_owned(), place)) {
            Some(Some(id)) => Found::Known(*id),
            Some(None) => Found::Lost,
            None => Found::Unknown,
        }
    }

    /// Looks an agreement up.
    pub fn agreement(&self, prefix: &str, name: &str) -> Found<AgreementId> {
        let id = readings(prefix, name).find_map(|full| self.agreement_names.get(&full).copied());
        id.map_or(Found::Unknown, Found::Known)
    }

    /// The same names with `started`, the instant from which a target counts, before all others.
    pub fn with_started(&self) -> Vocabulary {
        let mut names = self.clone();
        let kind = FieldType::Instant;
        names.shared.insert("started".to_owned(), Entity::Field(names.fields.len()));
        names.lost.remove("started");
        let entry = FieldEntry { id: STARTED, name: "started".to_owned(), kind, if_unset: None, span: None };
        names.fields.push(entry);
        names
    }

    /// Looks a script up.
    pub fn script(&self, prefix: &str, name: &str) -> Found<&ScriptEntry> {
        let found = readings(prefix, name).find_map(|full| Some((*self.script_names.get(&full)?, full)));
        let Some((at, full)) = found else { return Found::Unknown };
        self.used.borrow_mut().insert((Kind::Shared, full));
        Found::Known(&self.scripts[at])
    }

    /// Takes a script in. The standard ones, which calendars alone ask for, leave their names to the policy.
    pub fn add_script(&mut self, entry: ScriptEntry, span: Span, standard: bool, findings: &mut Findings) {
        let (at, name) = (self.scripts.len(), entry.code.name.clone());
        self.scripts.push(entry);
        self.script_names.insert(name.clone(), at);
        if !standard {
            self.share(name, Entity::Script(at), (span, false), findings);
        }
    }

    /// Looks a field up by the bare name that events use.
    pub fn field_named(&self, name: &str) -> Option<usize> {
        match self.shared.get(name) {
            Some(Entity::Field(at)) => Some(*at),
            _ => None,
        }
    }
}

impl ScriptEntry {
    pub fn new(code: ScriptCode, role: ScriptRole, span: Span) -> ScriptEntry {
        let kind = match code.result {
            ScriptType::Number => FieldType::Number,
            ScriptType::Text => FieldType::Text,
            ScriptType::YesNo => FieldType::YesNo,
            ScriptType::Duration => FieldType::Duration,
            ScriptType::Instant => FieldType::Instant,
            ScriptType::Date => FieldType::Date,
            ScriptType::ListOfText | ScriptType::ListOfDates => FieldType::List,
        };
        let name = code.name.clone();
        // A script has no place among the fields; nothing takes this id for one.
        let result = FieldEntry { id: FieldId(u16::MAX), name, kind, if_unset: None, span: Some(span) };
        ScriptEntry { result, code, role }
    }
}

/// The states of a plan that a script decides, by itself or through other states.
fn scripted_states(plan: &Plan) -> BTreeSet<StateId> {
    let mut scripted = BTreeSet::new();
    for id in &plan.state_order {
        let mut asks = false;
        if let Some(condition) = &plan.state(*id).condition {
            walk::parts(condition, &mut |part| asks |= matches!(part.kind, ConditionKind::Script(_)));
            walk::states(condition, &mut |other| asks |= scripted.contains(&other));
        }
        if asks {
            scripted.insert(*id);
        }
    }
    scripted
}

/// Two kinds of things under one name.
fn clash(name: &str, own: (Entity, Span), other: (Entity, Option<Span>)) -> Diagnostic {
    let ((own, own_span), (other, other_span)) = (own, other);
    let message = match other_span {
        Some(_) => format!("`{name}` names both a {} and a {}", other.kind(), own.kind()),
        None => format!("`{name}` is a standard {} and cannot be a {} too", other.kind(), own.kind()),
    };
    let finding = Diagnostic::error(codes::NAME_CLASH, own_span, message, format!("a {}", own.kind())).help(
        format!("fields, states, clocks and scripts share their names: give this {} another one", own.kind()),
    );
    match other_span {
        Some(span) => finding.label(span, format!("a {}", other.kind())),
        None => finding,
    }
}

/// What a name can mean in a file with a prefix, the nearest first: `emea.eu.` tries `emea.eu.X`,
/// `emea.X` and `X`.
pub(crate) fn readings<'a>(prefix: &'a str, name: &'a str) -> impl Iterator<Item = String> + 'a {
    let mut rest = Some(prefix);
    std::iter::from_fn(move || {
        let now = rest?;
        let outer = now.strip_suffix('.').map(|p| p.rfind('.').map_or("", |dot| &now[..=dot]));
        rest = outer;
        Some(format!("{now}{name}"))
    })
}

#[cfg(test)]
mod tests {
    use super::readings;

    #[test]
    fn a_name_is_looked_for_from_the_inside_out() {
        let all = |prefix| readings(prefix, "x").collect::<Vec<_>>();
        assert_eq!(all(""), ["x"]);
        assert_eq!(all("a."), ["a.x", "x"]);
        assert_eq!(all("a.b."), ["a.b.x", "a.x", "x"]);
    }
}
