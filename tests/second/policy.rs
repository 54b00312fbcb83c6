//! A policy as it was read: declarations by name, nothing decided.

use super::hours::{Holidays, Hours};
use super::level::level_name;
use super::mixes::Calendars;
use super::ticket::Ticket;
use super::value::{Value, literal};
use super::versions::Declared;
use chrono::NaiveDate;
use chrono_tz::Tz;
use duly_diag::FileId;
use duly_syntax::ast::{
    CalendarDecl, ClockDecl, Condition, DeclarationKind as Kind, ExcuseDecl, FieldType, File, LevelDecl,
    ObjectiveDecl, RulesDecl, Span, TicketItem, TriggerDecl, ValueKind, When,
};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The text of the standard clocks: ordinary policy text (section 6).
const STANDARD_CLOCKS: &str = include_str!("../../rules/std/clocks.sla");

/// A field: its type, and what stands for it while it is not set.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its type.
    pub kind: FieldType,
    /// `VALUE if unset`
    pub if_unset: Option<Value>,
}

impl Field {
    /// The values of a closed or ordered list.
    pub fn values(&self) -> Option<Vec<String>> {
        match &self.kind {
            FieldType::Closed(names) | FieldType::Ordered(names) => {
                Some(names.iter().map(|name| name.text.clone()).collect())
            }
            _ => None,
        }
    }
}

/// A policy in one version.
#[derive(Clone, Debug)]
pub struct Policy {
    /// `zone`
    pub zone: Tz,
    /// `simulate actions`
    pub simulates: bool,
    /// All fields, the standard ones too.
    pub fields: BTreeMap<String, Field>,
    /// States and their meaning.
    pub states: BTreeMap<String, Condition>,
    /// The clocks: the policy's own, then the standard ones that it does not redefine.
    pub clocks: Vec<ClockDecl>,
    /// Levels by name.
    pub levels: BTreeMap<String, LevelDecl>,
    /// The rules of each agreement, the default one first.
    pub rules: Vec<RulesDecl>,
    /// The triggers in order.
    pub triggers: Vec<TriggerDecl>,
    /// The names of its scripts.
    pub scripts: BTreeSet<String>,
    /// The objectives in order.
    pub objectives: Vec<ObjectiveDecl>,
    /// `credit at most 30%` of the policy, in millionths.
    pub credit_cap: Option<u64>,
    /// The excuses in order.
    pub excuses: Vec<ExcuseDecl>,
    /// `phrase "agent replies" means ..`
    pub phrases: BTreeMap<String, When>,
    /// The agreements that are declared, in order.
    agreements: Vec<String>,
    /// The calendars.
    pub calendars: Rc<Calendars>,
    texts: BTreeMap<FileId, String>,
}

impl Policy {
    /// Reads a policy's text. Calendars are laid out over the dates given.
    ///
    /// What has versions comes beside it.
    pub fn read(
        text: &str,
        holidays: &BTreeMap<String, Holidays>,
        from: NaiveDate,
        to: NaiveDate,
    ) -> (Policy, Declared) {
        let mut declared = Declared::default();
        let mut policy = Policy {
            zone: Tz::UTC,
            simulates: false,
            fields: standard_fields(),
            states: BTreeMap::new(),
            clocks: Vec::new(),
            levels: BTreeMap::new(),
            rules: Vec::new(),
            triggers: Vec::new(),
            phrases: BTreeMap::new(),
            agreements: Vec::new(),
            scripts: BTreeSet::new(),
            objectives: Vec::new(),
            credit_cap: None,
            excuses: Vec::new(),
            calendars: Rc::new(Calendars {
                all: Vec::new(),
                zone: Tz::UTC,
                holidays: holidays.clone(),
                from,
                to,
                done: RefCell::default(),
            }),
            texts: BTreeMap::new(),
        };
        let mut calendars = Vec::new();
        for (id, text) in [(FileId(0), text), (FileId(1), STANDARD_CLOCKS)] {
            let file = duly_syntax::parse(id, text).file;
            policy.texts.insert(id, text.to_owned());
            policy.declare(file, &mut calendars, &mut declared);
        }
        let zone = policy.zone;
        policy.calendars = Rc::new(Calendars {
            all: calendars,
            zone,
            holidays: holidays.clone(),
            from,
            to,
            done: RefCell::default(),
        });
        (policy, declared)
    }

    /// The place of a level's agreement: its own, else that of the level it extends.
    pub fn agreement_of(&self, level: &str) -> usize {
        let declared = &self.levels[level];
        match (&declared.agreement, &declared.extends) {
            (Some(name), _) => {
                1 + self.agreements.iter().position(|known| *known == name.text).expect("an agreement")
            }
            (None, Some(base)) => self.agreement_of(&level_name(base)),
            (None, None) => 0,
        }
    }

    /// Puts the rules in the order of the agreements.
    pub fn order_rules(&mut self) {
        let place = |name: &String| self.agreements.iter().position(|known| known == name);
        let mut rules = std::mem::take(&mut self.rules);
        rules.sort_by_key(|rules| rules.agreement.as_ref().map(|name| place(&name.text)));
        self.rules = rules;
    }

    fn declare(&mut self, file: File, calendars: &mut Vec<CalendarDecl>, declared: &mut Declared) {
        for declaration in file.declarations {
            match declaration.kind {
                Kind::Policy(head) => {
                    self.zone = head.zones[0].node.parse().expect("a zone");
                    self.credit_cap = head.credit_caps.first().map(|cap| cap.node.0);
                    self.simulates = !head.simulates.is_empty();
                }
                Kind::Ticket(ticket) => ticket.items.into_iter().for_each(|item| self.ticket_line(item)),
                Kind::Calendar(calendar) => calendars.push(calendar),
                Kind::Clock(clock) => declared.clocks.push(clock),
                Kind::Level(level) => declared.levels.push(level),
                Kind::Rules(rules) => declared.rules.push(rules),
                Kind::Trigger(trigger) => self.triggers.push(*trigger),
                Kind::Phrase(phrase) => _ = self.phrases.insert(phrase.name.text, phrase.means),
                Kind::Objective(objective) => self.objectives.push(objective),
                Kind::Excuse(excuse) => self.excuses.push(excuse),
                Kind::Script(script) => {
                    // Those that give dates are told apart by their parameter.
                    if script.parameters.iter().all(|parameter| parameter.text != "year") {
                        self.scripts.insert(script.name.text);
                    }
                }
                Kind::Agreement(agreement) => self.agreements.push(agreement.name.text),
                other => panic!("the second engine does not know {other:?}"),
            }
        }
    }

    fn ticket_line(&mut self, item: TicketItem) {
        match item {
            TicketItem::Field(field) => {
                let if_unset = field.if_unset.map(|value| self.value_to_set(&value));
                self.fields.insert(field.name.text, Field { kind: field.kind, if_unset });
            }
            TicketItem::State(state) => _ = self.states.insert(state.name.text, state.condition),
        }
    }

    /// The values of a field that has a list of them.
    pub fn values(&self, field: &str) -> Option<Vec<String>> {
        self.fields.get(field).and_then(Field::values)
    }

    /// A value that a field gets: a bare word is one of its list.
    pub fn value_to_set(&self, value: &duly_syntax::ast::Value) -> Value {
        match &value.kind {
            ValueKind::Word(word) => Value::Text(word.clone()),
            kind => literal(kind, self.zone).expect("a value"),
        }
    }

    /// A calendar, for a ticket as it stands.
    pub fn hours(&self, name: &str, ticket: &Ticket) -> Rc<Hours> {
        let field = self.calendars.zone_field(name);
        let zone = field.and_then(|field| match ticket.get(self, field) {
            // "Names are exact."
            Some(Value::Text(zone)) => zone.parse().ok(),
            _ => None,
        });
        self.calendars.hours(name, zone)
    }

    /// All calendars, for a ticket as it stands.
    pub fn all_hours(&self, ticket: &Ticket) -> Vec<Rc<Hours>> {
        self.calendars.names().map(|name| self.hours(name, ticket)).collect()
    }

    /// A clock's place.
    pub fn clock(&self, name: &str) -> Option<usize> {
        self.clocks.iter().position(|clock| clock.name.text == name)
    }

    /// What stands at a place.
    pub fn text(&self, span: Span) -> &str {
        &self.texts[&span.file][span.start as usize..span.end as usize]
    }

    /// The line of a place, from 1.
    pub fn line(&self, span: Span) -> usize {
        self.texts[&span.file][..span.start as usize].matches('\n').count() + 1
    }
}

/// Section 4: "Standard fields need no declaration".
fn standard_fields() -> BTreeMap<String, Field> {
    let text = "source channel status referrer priority last_message last_message.by assignee.status \
                department group customer.group organization subject type language timezone waiting_on";
    let kinds = [
        (text, FieldType::Text),
        ("assignee requester", FieldType::Person),
        // `started` is there where a target is about to count: "plus 1h if started outside office".
        ("created changed deleted last_message.at started", FieldType::Instant),
        ("reopens replies", FieldType::Number),
        ("from_invitation", FieldType::YesNo),
        ("tags", FieldType::List),
    ];
    let named = kinds.iter().flat_map(|(names, kind)| names.split(' ').map(move |name| (name, kind)));
    named.map(|(name, kind)| (name.to_owned(), Field { kind: kind.clone(), if_unset: None })).collect()
}
