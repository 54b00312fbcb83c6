//! Simulated actions: what an action says about the ticket happens to it at once, as an update by the system.

use super::fire::Source;
use crate::event::{Event, EventKind, Origin, Set, Value};
use crate::record::Observer;
use crate::slot::days_of;
use crate::ticket::TicketState;
use duly_calendar::Instant;
use duly_plan::{ActionKind, Const, Emit, FieldType, Plan, Role, Verb, standard};
use std::collections::VecDeque;

/// Whether an action says something about the ticket.
pub(super) fn changes(emit: &Emit) -> bool {
    match emit {
        Emit::Tag(_) | Emit::Untag(_) | Emit::Set(..) | Emit::Assign(_) => true,
        Emit::Notify(_) | Emit::Escalate(_) | Emit::Webhook(_) => false,
        Emit::Computed(computed) => match computed.verb {
            Verb::Tag | Verb::Untag | Verb::Set(_) | Verb::Assign => true,
            Verb::Notify | Verb::Escalate | Verb::Webhook | Verb::Run => false,
        },
    }
}

/// An update that waits.
#[derive(Clone, Debug)]
struct Waiting {
    source: Source,
    /// What the scripts of its actions say, in order, as they stood when they were emitted; none where one says nothing.
    said: Vec<Option<Emit>>,
}

/// The updates that wait, and who has acted at this instant.
#[derive(Clone, Default, Debug)]
pub(crate) struct Updates {
    waiting: VecDeque<Waiting>,
    acted: Vec<(Source, usize)>,
    /// Whose update it is that is happening.
    acting: Option<Source>,
    /// The instant, and how many cycles there were as it began.
    since: Option<(Instant, usize)>,
}

impl Updates {
    /// Begins anew: an event came, or a ticket.
    pub(crate) fn reset(&mut self) {
        self.waiting.clear();
        self.acted.clear();
        self.acting = None;
        self.since = None;
    }

    /// Who acts on the ticket in this step; none: an event came.
    pub(crate) fn acting(&self) -> Option<Source> {
        self.acting
    }

    /// Takes note of somebody who is about to act on the ticket for a cycle, or for the ticket itself; whether
    /// they may. At one instant, until the next event, everybody acts once, and once for each cycle that was
    /// there before; so whoever sets each other off comes to an end.
    pub(crate) fn admit(&mut self, source: Source, cycle: Option<usize>, at: Instant, cycles: usize) -> bool {
        if self.since.is_none_or(|since| since.0 != at) {
            self.acted.clear();
            self.since = Some((at, cycles));
        }
        let known = self.since.map_or(0, |since| since.1);
        let key = (source, cycle.filter(|cycle| *cycle < known).unwrap_or(usize::MAX));
        let fresh = !self.acted.contains(&key);
        if fresh {
            self.acted.push(key);
            self.waiting.push_back(Waiting { source, said: Vec::new() });
        }
        fresh
    }
}

/// What an update does to the ticket.
#[derive(Default)]
struct Change<'u> {
    sets: Vec<Set<'u>>,
    added: Vec<&'u str>,
    removed: Vec<&'u str>,
}

impl<'u> Change<'u> {
    fn add(&mut self, plan: &'u Plan, emit: &'u Emit) {
        match emit {
            Emit::Tag(tag) => self.added.push(tag),
            Emit::Untag(tag) => self.removed.push(tag),
            Emit::Set(field, value) => self.sets.push(Set { field: *field, value: value_of(value) }),
            Emit::Assign(who) => {
                self.sets.push(Set { field: standard::ASSIGNEE, value: person(plan, who) });
            }
            Emit::Notify(_) | Emit::Escalate(_) | Emit::Webhook(_) | Emit::Computed(_) => {}
        }
    }
}

impl TicketState<'_> {
    /// Asks the scripts of the actions of the update that was admitted last. One that gives nothing costs its action.
    pub(crate) fn ask_for_update(&mut self) {
        let program = self.program;
        let Some(Waiting { source, said }) = self.updates.waiting.back_mut() else { return };
        for action in source.actions(program.plan()) {
            let ActionKind::Emit(Emit::Computed(computed)) = &action.kind else { continue };
            let given = self.facts.given(program, *computed);
            said.push(given.and_then(|given| given.said(*computed, program.plan())));
        }
    }

    /// Lets the updates that wait happen, one after the other, and those that they bring.
    pub(crate) fn run_updates<O: Observer>(&mut self, at: Instant, observer: &mut O) {
        while let Some(Waiting { source, said }) = self.updates.waiting.pop_front() {
            let plan = self.program.plan();
            let mut change = Change::default();
            let mut said = said.iter();
            for action in source.actions(plan) {
                match &action.kind {
                    ActionKind::Emit(Emit::Computed(_)) => {
                        said.next().into_iter().flatten().for_each(|emit| change.add(plan, emit));
                    }
                    ActionKind::Emit(emit) => change.add(plan, emit),
                    _ => {}
                }
            }
            let update = Event {
                at,
                kind: EventKind::Change,
                by: Role::System,
                actor: None,
                channel: None,
                key: None,
                text: None,
                sets: &change.sets,
                tags_added: &change.added,
                tags_removed: &change.removed,
                origin: Origin::default(),
            };
            self.updates.acting = Some(source);
            self.take_step(Some(&update), at, observer);
            self.updates.acting = None;
        }
    }
}

/// A constant as events carry it.
fn value_of(value: &Const) -> Value<'_> {
    match value {
        Const::Code(code) => Value::Code(*code),
        Const::Text(text) => Value::Text(text),
        Const::Number(number) => Value::Number(*number),
        Const::YesNo(yes) => Value::YesNo(*yes),
        Const::Date(date) => Value::Date(days_of(*date)),
        Const::Instant(at) => Value::Instant(*at),
        Const::Duration(seconds) => Value::Duration(*seconds),
    }
}

/// The assignee, who may be one of a closed list.
fn person<'p>(plan: &'p Plan, who: &'p str) -> Value<'p> {
    match &plan.field(standard::ASSIGNEE).kind {
        kind @ FieldType::Choice { .. } => kind.code(who).map_or(Value::Unset, Value::Code),
        _ => Value::Text(who),
    }
}
