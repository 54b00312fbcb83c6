//! Simulated actions: what an action says about the ticket happens to it at once, as an update by the system.

use super::fire::Source;
use crate::event::{Event, EventKind, Origin, Set, Value};
use crate::record::Observer;
use crate::slot::days_of;
use crate::ticket::TicketState;
use duly_calendar::Instant;
use duly_plan::{ActionKind, Const, Emit, FieldType, Plan, Role, standard};
use std::collections::VecDeque;

/// Whether an action says something about the ticket.
pub(super) fn changes(emit: &Emit) -> bool {
    match emit {
        Emit::Tag(_) | Emit::Untag(_) | Emit::Set(..) | Emit::Assign(_) => true,
        // What a script gives is emitted, and changes the ticket when the helpdesk says so.
        Emit::Notify(_) | Emit::Escalate(_) | Emit::Webhook(_) | Emit::Computed(_) => false,
    }
}

/// The updates that wait, and who has acted at this instant.
#[derive(Clone, Default, Debug)]
pub(crate) struct Updates {
    waiting: VecDeque<Source>,
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
            self.waiting.push_back(source);
        }
        fresh
    }
}

impl TicketState<'_> {
    /// Lets the updates that wait happen, one after the other, and those that they bring.
    pub(crate) fn run_updates<O: Observer>(&mut self, at: Instant, observer: &mut O) {
        while let Some(source) = self.updates.waiting.pop_front() {
            let plan = self.program.plan();
            let (mut sets, mut added, mut removed) = (Vec::new(), Vec::new(), Vec::new());
            for action in source.actions(plan) {
                let ActionKind::Emit(emit) = &action.kind else { continue };
                match emit {
                    Emit::Tag(tag) => added.push(tag.as_str()),
                    Emit::Untag(tag) => removed.push(tag.as_str()),
                    Emit::Set(field, value) => sets.push(Set { field: *field, value: value_of(value) }),
                    Emit::Assign(who) => {
                        sets.push(Set { field: standard::ASSIGNEE, value: person(plan, who) });
                    }
                    Emit::Notify(_) | Emit::Escalate(_) | Emit::Webhook(_) | Emit::Computed(_) => {}
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
                sets: &sets,
                tags_added: &added,
                tags_removed: &removed,
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
