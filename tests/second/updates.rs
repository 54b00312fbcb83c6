//! Section 9, `simulate actions`: what actions say about the ticket happens to it at once (note 0020, 15 and 16).

use super::event::Event;
use super::life::Life;
use super::value::Value;
use duly_syntax::ast::{Action, ActionKind};

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
            let asked = self.asked(action);
            let to = || asked.as_ref().and_then(|asked| asked.1.clone()).expect("a text");
            match &action.kind {
                ActionKind::Tag(_) => update.add.push(to()),
                ActionKind::Untag(_) => update.remove.push(to()),
                ActionKind::Assign(_) => {
                    update.set.push(("assignee".to_owned(), Some(Value::Text(to()))));
                }
                ActionKind::Set(field, value) => {
                    update.set.push((field.text.clone(), Some(self.policy.value_to_set(value))));
                }
                _ => {}
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
    let kind = &action.kind;
    matches!(kind, ActionKind::Tag(_) | ActionKind::Untag(_) | ActionKind::Set(..) | ActionKind::Assign(_))
}
