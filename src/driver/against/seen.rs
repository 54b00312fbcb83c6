//! What the tickets of the data did.

use duly_engine::{ActionCause, ActionRecord, CycleRecord, Event, Observer, Outcome, TicketRecord, Value};
use duly_plan::{AgreementId, FieldId, Plan, RuleId, TargetId, standard};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// So many different texts of a field are told apart.
const MOST_TEXTS: usize = 20_000;

/// Sees the events of each ticket before it is judged.
pub(super) trait Events {
    /// The events of one ticket.
    fn events(&mut self, events: &[Event<'_>]);
}

/// How all cycles ended, as one number; equal if every cycle ended alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Fingerprint {
    sum: u64,
    cycles: u64,
}

impl Events for Fingerprint {
    fn events(&mut self, _events: &[Event<'_>]) {}
}

impl Observer for Fingerprint {
    fn cycle(&mut self, cycle: &CycleRecord<'_>) {
        let mut hasher = DefaultHasher::new();
        (cycle.ticket, cycle.clock, cycle.cycle, cycle.agreement, cycle.level, cycle.outcome)
            .hash(&mut hasher);
        // A sum, so that the order of the tickets is no matter.
        self.sum = self.sum.wrapping_add(hasher.finish());
        self.cycles += 1;
    }
}

/// How often a target was kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Kept {
    pub met: u64,
    pub missed: u64,
}

/// What is seen of one field.
#[derive(Clone, Debug, Default)]
pub(super) struct FieldSeen {
    /// How many tickets ever set it.
    pub tickets: u64,
    /// The values of a closed list, by code, with the tickets that ever had them.
    pub codes: BTreeMap<u16, u64>,
    /// The texts, in the same way.
    pub texts: BTreeMap<String, u64>,
    /// There are more of them than are told apart.
    pub too_many: bool,
}

/// Everything that is seen.
#[derive(Debug)]
pub(super) struct Seen<'p> {
    plan: &'p Plan,
    pub tickets: u64,
    /// The tickets by the period of the policy's versions in which they were created.
    pub periods: BTreeMap<usize, u64>,
    pub fields: BTreeMap<FieldId, FieldSeen>,
    /// How often each rule began to decide.
    pub rules: BTreeMap<(AgreementId, RuleId), u64>,
    pub targets: BTreeMap<TargetId, Kept>,
    calendars: Vec<u64>,
    pub fingerprint: Fingerprint,
}

impl<'p> Seen<'p> {
    pub fn new(plan: &'p Plan) -> Seen<'p> {
        Seen {
            plan,
            tickets: 0,
            periods: BTreeMap::new(),
            fields: BTreeMap::new(),
            rules: BTreeMap::new(),
            targets: BTreeMap::new(),
            calendars: vec![0; plan.calendars.len()],
            fingerprint: Fingerprint::default(),
        }
    }

    /// Whether any cycle was counted on a calendar.
    pub fn counted_on(&self, calendar: usize) -> bool {
        self.cycles_on(calendar) > 0
    }

    /// How many cycles were counted on a calendar.
    pub fn cycles_on(&self, calendar: usize) -> u64 {
        self.calendars.get(calendar).copied().unwrap_or_default()
    }
}

/// What one ticket ever had in a field.
#[derive(Default)]
struct Had {
    codes: BTreeSet<u16>,
    texts: BTreeSet<String>,
}

impl Had {
    fn value(&mut self, value: &Value<'_>) {
        match value {
            Value::Code(code) => drop(self.codes.insert(*code)),
            Value::Text(text) => drop(self.texts.insert((*text).to_owned())),
            Value::List(texts) => self.texts.extend(texts.iter().map(|text| (*text).to_owned())),
            _ => {}
        }
    }
}

impl Events for Seen<'_> {
    fn events(&mut self, events: &[Event<'_>]) {
        let mut had: BTreeMap<FieldId, Had> = BTreeMap::new();
        for event in events {
            for set in event.sets.iter().filter(|set| set.value != Value::Unset) {
                had.entry(set.field).or_default().value(&set.value);
            }
            if !event.tags_added.is_empty() {
                had.entry(standard::TAGS).or_default().value(&Value::List(event.tags_added));
            }
            if let (duly_engine::EventKind::Created, Some(channel)) = (event.kind, event.channel) {
                let kind = &self.plan.field(standard::CHANNEL).kind;
                let value = kind.code(channel).map_or(Value::Text(channel), Value::Code);
                had.entry(standard::CHANNEL).or_default().value(&value);
            }
        }
        for (field, had) in had {
            let seen = self.fields.entry(field).or_default();
            seen.tickets += 1;
            had.codes.into_iter().for_each(|code| *seen.codes.entry(code).or_default() += 1);
            for text in had.texts {
                if seen.texts.len() < MOST_TEXTS || seen.texts.contains_key(&text) {
                    *seen.texts.entry(text).or_default() += 1;
                } else {
                    seen.too_many = true;
                }
            }
        }
    }
}

impl Observer for Seen<'_> {
    fn cycle(&mut self, cycle: &CycleRecord<'_>) {
        self.fingerprint.cycle(cycle);
        if let Some(on) = cycle.calendar.and_then(|calendar| self.calendars.get_mut(calendar.index())) {
            *on += 1;
        }
        let Some(target) = cycle.target else { return };
        let kept = self.targets.entry(target).or_default();
        match cycle.outcome {
            Outcome::Met => kept.met += 1,
            Outcome::Missed | Outcome::Overdue => kept.missed += 1,
            _ => {}
        }
    }

    fn ticket(&mut self, ticket: &TicketRecord<'_>) {
        self.tickets += 1;
        *self.periods.entry(self.plan.versions.period(ticket.created)).or_default() += 1;
    }

    fn action(&mut self, action: &ActionRecord<'_>) {
        if let ActionCause::Rule { agreement, rule, .. } = action.cause {
            *self.rules.entry((agreement, rule)).or_default() += 1;
        }
    }
}
