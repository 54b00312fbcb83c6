//! What is known of one ticket at an instant: its fields, its states, what its clocks do.

use crate::condition::{Constant, Facts};
use crate::event::{Event, EventKind, Set, Value};
use crate::mask::{Kinds, Reads, StandardFields};
use crate::news::News;
use crate::program::Program;
use crate::script::{Desk, ScriptValue, Seen};
use crate::slot::Slot;
use crate::symbols::{Symbol, Symbols};
use duly_calendar::Instant;
use duly_plan::{
    ClockId, ClockState, Computed, FieldId, FieldType, Role, ScriptId, Since, StateId, Verb, standard,
};

/// Whether a clock has cycles that run, and that are paused.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct ClockStatus {
    /// A cycle is open and not paused.
    pub(crate) running: bool,
    /// A cycle is open and paused.
    pub(crate) paused: bool,
}

/// The ticket as conditions see it.
#[derive(Clone, Debug)]
pub(crate) struct TicketFacts {
    /// The values of all fields; `if unset` values stand in for what is not set.
    pub(crate) row: Vec<Slot>,
    /// The lists that fields of that type hold.
    pub(crate) lists: Vec<Vec<Symbol>>,
    /// All texts.
    pub(crate) symbols: Symbols,
    /// Which states hold; right for states that only fields move, and for the others as of the step's beginning.
    states: Vec<bool>,
    /// What the clocks that conditions ask about do.
    pub(crate) clocks: Vec<ClockStatus>,
    /// The standard fields that the engine keeps; one that an event sets it keeps no more.
    kept: StandardFields,
    /// The instant of the step.
    pub(crate) now: Instant,
    /// When the ticket was created.
    pub(crate) created: Instant,
    /// In which period of the policy's versions that was.
    pub(crate) period: usize,
    /// The last event by customer or agent.
    touched: Instant,
    /// The key of the step's event, where a clock wants to know.
    pub(crate) event_key: Option<Symbol>,
    /// What the scripts say.
    pub(crate) desk: Desk,
}

impl TicketFacts {
    pub(crate) fn new(program: &Program) -> TicketFacts {
        TicketFacts {
            row: program.defaults.clone(),
            lists: vec![Vec::new(); program.list_count],
            symbols: program.symbols.clone(),
            states: vec![false; program.plan().states.len()],
            clocks: vec![ClockStatus::default(); program.plan().clocks.len()],
            kept: program.kept,
            now: Instant(i64::MIN),
            created: Instant(i64::MIN),
            period: 0,
            touched: Instant(i64::MIN),
            event_key: None,
            desk: Desk::new(&program.scripts),
        }
    }

    /// Makes room for the next ticket.
    pub(crate) fn reset(&mut self, program: &Program) {
        self.row.copy_from_slice(&program.defaults);
        self.lists.iter_mut().for_each(Vec::clear);
        self.symbols.trim();
        self.states.fill(false);
        self.clocks.fill(ClockStatus::default());
        self.kept = program.kept;
        self.desk.reset();
    }

    /// Takes an event in: its sets and tags together, the fields the engine keeps, and the states after it.
    pub(crate) fn take_in(&mut self, program: &Program, event: &Event<'_>, news: &mut News) {
        self.event_key = event.key.filter(|_| program.wants_keys).map(|key| self.symbols.intern(key));
        news.created = event.kind == EventKind::Created;
        news.kinds.add(kind_of(&event.kind));
        if news.created {
            self.created = event.at;
            self.period = program.plan().versions.period(event.at);
            self.touched = event.at;
            news.dirty = Reads::ALL;
        }
        if matches!(event.by, Role::Customer | Role::Agent) {
            self.touched = event.at;
            if program.timers.reads_idle() {
                news.dirty.add(Reads::TIME);
            }
        }
        for set in event.sets {
            if program.demand.fields[set.field.index()] {
                self.set(program, set, news);
            }
        }
        self.tag(program, event, news);
        self.keep(program, event, news);
        self.settle_changes(news);
        self.turn_states(program, news);
        if news.turned(standard::DONE, false) && program.demand.fields[standard::REOPENS.index()] {
            self.count(program, standard::REOPENS, news);
            self.turn_states(program, news);
        }
    }

    /// Lets time pass with no event.
    pub(crate) fn pass(&mut self, program: &Program, news: &mut News) {
        self.event_key = None;
        news.dirty.add(Reads::TIME);
        self.turn_states(program, news);
    }

    fn set(&mut self, program: &Program, set: &Set<'_>, news: &mut News) {
        self.kept = self.kept.without(StandardFields::of([set.field]));
        if let Slot::List { from, .. } = self.row[set.field.index()] {
            let texts: &[&str] = if let Value::List(texts) = set.value { texts } else { &[] };
            self.set_list(set.field, from, texts, news);
        } else {
            let slot = Slot::of(&set.value, &mut self.symbols);
            self.write(program, set.field, slot, news);
        }
    }

    /// Writes a value; one that stands already is no change.
    fn write(&mut self, program: &Program, field: FieldId, slot: Slot, news: &mut News) {
        let slot = if slot == Slot::Unset { program.defaults[field.index()] } else { slot };
        let before = std::mem::replace(&mut self.row[field.index()], slot);
        if before != slot {
            news.change(field, before);
        }
    }

    fn set_list(&mut self, field: FieldId, list: u32, texts: &[&str], news: &mut News) {
        self.note_list(field, list, news);
        let list = &mut self.lists[index(list)];
        list.clear();
        for text in texts {
            let symbol = self.symbols.intern(text);
            if !list.contains(&symbol) {
                list.push(symbol);
            }
        }
    }

    /// Notes a list as it stands before it is changed.
    fn note_list(&self, field: FieldId, list: u32, news: &mut News) {
        if !news.created && news.before(field).is_none() {
            news.lists_before[index(list)].clone_from(&self.lists[index(list)]);
        }
        news.change(field, self.row[field.index()]);
    }

    fn tag(&mut self, program: &Program, event: &Event<'_>, news: &mut News) {
        let (added, removed) = (event.tags_added, event.tags_removed);
        if !program.demand.tags || (added.is_empty() && removed.is_empty()) {
            return;
        }
        let Slot::List { from, .. } = self.row[standard::TAGS.index()] else { return };
        self.note_list(standard::TAGS, from, news);
        for tag in added {
            let symbol = self.symbols.intern(tag);
            let list = &mut self.lists[index(from)];
            if !list.contains(&symbol) {
                list.push(symbol);
            }
        }
        for tag in removed {
            let symbol = self.symbols.intern(tag);
            self.lists[index(from)].retain(|held| *held != symbol);
        }
    }

    /// The standard fields that follow from the events themselves.
    fn keep(&mut self, program: &Program, event: &Event<'_>, news: &mut News) {
        if self.kept.is_empty() {
            return;
        }
        let at = Slot::Instant(event.at);
        self.keep_one(program, standard::CHANGED, at, news);
        match event.kind {
            EventKind::Created => {
                self.keep_one(program, standard::CREATED, at, news);
                self.keep_text(program, standard::CHANNEL, event.channel, news);
                if event.by == Role::Customer {
                    self.keep_text(program, standard::REQUESTER, event.actor, news);
                }
                self.keep_message(program, event, news);
            }
            EventKind::Message { public } => {
                if public || event.by != Role::Agent {
                    self.keep_message(program, event, news);
                }
                if public && event.by == Role::Agent {
                    self.count(program, standard::REPLIES, news);
                }
            }
            EventKind::Delete => self.keep_one(program, standard::DELETED, at, news),
            EventKind::Restore => self.keep_one(program, standard::DELETED, Slot::Unset, news),
            _ => {}
        }
    }

    fn keep_message(&mut self, program: &Program, event: &Event<'_>, news: &mut News) {
        self.keep_text(program, standard::LAST_MESSAGE, event.text, news);
        self.keep_text(program, standard::LAST_MESSAGE_BY, Some(event.by.as_str()), news);
        self.keep_one(program, standard::LAST_MESSAGE_AT, Slot::Instant(event.at), news);
    }

    fn keep_one(&mut self, program: &Program, field: FieldId, slot: Slot, news: &mut News) {
        if self.kept.contains(field) {
            self.write(program, field, slot, news);
        }
    }

    /// Keeps a text, as the value of a closed list where the policy narrowed the field to one.
    fn keep_text(&mut self, program: &Program, field: FieldId, text: Option<&str>, news: &mut News) {
        if !self.kept.contains(field) {
            return;
        }
        let slot = match (text, &program.plan().field(field).kind) {
            (None, _) => Slot::Unset,
            (Some(text), kind @ FieldType::Choice { .. }) => kind.code(text).map_or(Slot::Unset, Slot::Code),
            (Some(text), _) => Slot::Text(self.symbols.intern(text)),
        };
        self.keep_one(program, field, slot, news);
    }

    /// Adds one to a number that the engine keeps.
    fn count(&mut self, program: &Program, field: FieldId, news: &mut News) {
        let so_far = if let Slot::Number(number) = self.row[field.index()] { number } else { 0.0 };
        self.keep_one(program, field, Slot::Number(so_far + 1.0), news);
    }

    /// Drops what came back to its old value within the event.
    fn settle_changes(&self, news: &mut News) {
        let News { changes, lists_before, .. } = news;
        changes.retain(|(field, before)| match self.row[field.index()] {
            Slot::List { from, .. } => self.lists[index(from)] != lists_before[index(from)],
            now => now != *before,
        });
    }

    /// Works the states out again that read what changed, and notes those that are not as before the step.
    fn turn_states(&mut self, program: &Program, news: &mut News) {
        self.desk.forget(news.dirty);
        for state in &program.states {
            if !state.reads.meet(news.dirty.and(Reads::CLOCKS).and(Reads::TIME)) {
                continue;
            }
            let holds = state.test.holds(self);
            if std::mem::replace(&mut self.states[state.id.index()], holds) == holds {
                continue;
            }
            news.kinds.add(Kinds::state(state.id));
            if news.turned(state.id, !holds) {
                news.turned.retain(|turned| turned.0 != state.id);
            } else {
                news.turned.push((state.id, holds));
            }
        }
    }

    /// The seconds of business time that a script gives for a target.
    pub(crate) fn seconds(&self, script: ScriptId) -> Option<i64> {
        let ScriptValue::Duration(seconds) = self.desk.ask(script, self)? else { return None };
        if seconds <= 0 {
            let message = format!("a target needs some time, and the script gave {seconds} seconds");
            self.desk.refuse(script, message, false);
            return None;
        }
        Some(seconds)
    }

    /// What a script gives for an action; none where the action cannot be done with it.
    pub(crate) fn given(&self, program: &Program, action: Computed) -> Option<ScriptValue> {
        let given = self.desk.ask_for_action(action.script, self)?;
        if let Verb::Set(field) = action.verb {
            let field = program.plan().field(field);
            if given.constant(&field.kind).is_none() {
                let shown = if let ScriptValue::Text(text) = &given { text } else { "" };
                let message = format!("the script gave `{shown}`, which is not a value of `{}`", field.name);
                self.desk.refuse(action.script, message, true);
                return None;
            }
        }
        Some(given)
    }

    /// The texts of a list.
    pub(crate) fn list(&self, slot: Slot) -> &[Symbol] {
        match slot {
            Slot::List { from, .. } => &self.lists[index(from)],
            _ => &[],
        }
    }

    /// Whether a tag was on the ticket before a step, and is now.
    pub(crate) fn tagged(&self, tag: Symbol, news: &News) -> (bool, bool) {
        let Slot::List { from, .. } = self.row[standard::TAGS.index()] else { return (false, false) };
        let now = self.lists[index(from)].contains(&tag);
        let before = if news.created {
            false
        } else if news.before(standard::TAGS).is_some() {
            news.lists_before[index(from)].contains(&tag)
        } else {
            now
        };
        (before, now)
    }
}

impl Seen for TicketFacts {
    fn seen<'s>(&'s self, field: FieldId, texts: &mut Vec<&'s str>) -> Value<'s> {
        let slot = self.row[field.index()];
        if matches!(slot, Slot::List { .. }) {
            texts.extend(self.list(slot).iter().map(|symbol| self.symbols.text(*symbol)));
            // A list is a set: what a script sees of it does not tell in which order it grew.
            texts.sort_unstable();
            return Value::List(&[]);
        }
        slot.value(&self.symbols)
    }

    fn holds(&self, state: StateId) -> bool {
        self.states[state.index()]
    }
}

impl Facts for TicketFacts {
    fn value(&self, field: FieldId) -> Value<'_> {
        self.row[field.index()].value(&self.symbols)
    }

    fn code(&self, field: FieldId) -> Option<u16> {
        if let Slot::Code(code) = self.row[field.index()] { Some(code) } else { None }
    }

    fn is_set(&self, field: FieldId) -> bool {
        match self.row[field.index()] {
            Slot::Unset => false,
            slot @ Slot::List { .. } => !self.list(slot).is_empty(),
            _ => true,
        }
    }

    fn text_is(&self, field: FieldId, text: &Constant) -> bool {
        self.row[field.index()] == Slot::Text(text.symbol())
    }

    fn has(&self, field: FieldId, text: &Constant) -> bool {
        self.list(self.row[field.index()]).contains(&text.symbol())
    }

    fn now(&self) -> Option<Instant> {
        Some(self.now)
    }

    fn since(&self, since: Since) -> Option<Instant> {
        Some(match since {
            Since::Created => self.created,
            Since::LastTouched => self.touched,
        })
    }

    fn clock_is(&self, clock: ClockId, state: ClockState) -> bool {
        let status = self.clocks[clock.index()];
        match state {
            ClockState::Running => status.running,
            ClockState::Paused => status.paused,
            ClockState::Stopped => !status.running && !status.paused,
        }
    }

    fn state(&self, state: StateId) -> Option<bool> {
        Some(self.states[state.index()])
    }

    fn script(&self, script: ScriptId) -> Option<ScriptValue> {
        self.desk.ask(script, self)
    }
}

/// The kind of news an event is by itself.
fn kind_of(kind: &EventKind<'_>) -> Kinds {
    match kind {
        EventKind::Created => Kinds::CREATED,
        EventKind::Message { .. } => Kinds::MESSAGE,
        EventKind::Note => Kinds::NOTE,
        EventKind::Change | EventKind::Assign => Kinds::default(),
        EventKind::Contact { .. } => Kinds::CONTACT,
        EventKind::Callback => Kinds::CALLBACK,
        EventKind::Merge => Kinds::MERGE,
        EventKind::Split => Kinds::SPLIT,
        EventKind::Delete => Kinds::DELETE,
        EventKind::Restore => Kinds::RESTORE,
        EventKind::Answered => Kinds::ANSWERED,
        EventKind::Signal { .. } => Kinds::SIGNAL,
    }
}

/// A list's place.
pub(crate) fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
