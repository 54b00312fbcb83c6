//! Section 9, `simulate actions`: what actions say about the ticket happens to it at once (note 0020, 15 and 16).

use super::event::Event;
use super::life::Life;
use super::value::Value;
use duly_syntax::ast::{Action, ActionKind, Verb};

/// Who acts.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Actor {
    /// A rule, by its agreement and its place.
    Rule(usize, usize),
    /// A trigger.
    Trigger(usize),
}

/// The updates that wait, and who has acted at this instant.
#[derive(Clone, Debug, Default)]
pub struct Updates {
    waiting: Vec<Event>,
    /// When the first of them acted, and how many cycles there were.
    since: Option<(i64, usize)>,
    acted: Vec<(Actor, Option<usize>)>,
}

impl Life<'_> {
    /// "At one instant, until the next event": an event came.
    pub fn nobody_has_acted(&mut self) {
        self.updates = Updates::default();
    }

    /// Whether somebody may act, about a cycle or about the ticket itself. What they do to the ticket waits until the step is
    /// over.
    ///
    /// "Everybody acts once, and once more for each cycle that was there when the first of them acted. A firing beyond that
    /// is neither acted on nor told. Triggers that do not touch the ticket are not held back."
    pub fn may_act(&mut self, actor: Actor, cycle: Option<usize>, actions: &[Action]) -> bool {
        if !self.policy.simulates || !actions.iter().any(touches_ticket) {
            return true;
        }
        if self.updates.since.is_none_or(|(at, _)| at != self.now) {
            self.updates.since = Some((self.now, self.cycles.len()));
            self.updates.acted.clear();
        }
        let there = self.updates.since.map_or(0, |(_, cycles)| cycles);
        let act = (actor, cycle.filter(|cycle| *cycle < there));
        if self.updates.acted.contains(&act) {
            return false;
        }
        self.updates.acted.push(act);
        let update = self.update(actions);
        self.updates.waiting.push(update);
        true
    }

    /// "The actions of one firing are one update by the system."
    fn update(&self, actions: &[Action]) -> Event {
        let mut update =
            Event { at: self.now, event: "change".to_owned(), by: "system".to_owned(), ..Event::default() };
        for action in actions {
            let to = || self.asked(action).and_then(|asked| asked.1).expect("a text");
            match verb(&action.kind) {
                Some(Verb::Tag) => update.add.push(to()),
                Some(Verb::Untag) => update.remove.push(to()),
                Some(Verb::Assign) => update.set.push(("assignee".to_owned(), Some(Value::Text(to())))),
                _ => {}
            }
            if let ActionKind::Set(field, value) = &action.kind {
                update.set.push((field.text.clone(), Some(self.value_to_set(value))));
            }
        }
        update
    }

    /// "applied when the step is over, in the order of the firings"
    pub fn let_updates_happen(&mut self) {
        while !self.updates.waiting.is_empty() {
            let update = self.updates.waiting.remove(0);
            self.step(update.at, Some(&update));
        }
    }
}

fn touches_ticket(action: &Action) -> bool {
    let says = |kind| matches!(verb(kind), Some(Verb::Tag | Verb::Untag | Verb::Assign));
    says(&action.kind) || matches!(action.kind, ActionKind::Set(..))
}

/// What an action does with a text, whoever says it.
fn verb(kind: &ActionKind) -> Option<Verb> {
    match kind {
        ActionKind::Tag(_) => Some(Verb::Tag),
        ActionKind::Untag(_) => Some(Verb::Untag),
        ActionKind::Assign(_) => Some(Verb::Assign),
        ActionKind::Computed(computed) => Some(computed.verb),
        _ => None,
    }
}
