//! The instants at which `age` and `idle` conditions turn, so that time alone can move a ticket.

use crate::condition::{Compiler, Elapsed, Facts};
use crate::facts::TicketFacts;
use crate::mask::Reads;
use duly_calendar::Instant;
use duly_plan::{Condition, ConditionKind, Plan, Since};

/// All conditions of time that can move something between events.
#[derive(Clone, Debug, Default)]
pub(crate) struct Timers {
    conditions: Vec<Elapsed>,
    reads_idle: bool,
    /// The fields whose zones move them.
    reads: Reads,
}

impl Timers {
    /// Collects the conditions of time in some conditions.
    pub(crate) fn new<'c>(
        conditions: impl Iterator<Item = &'c Condition>,
        compiler: &Compiler<'_>,
    ) -> Timers {
        let mut timers = Timers::default();
        conditions.for_each(|condition| timers.collect(condition, compiler.plan()));
        timers.reads_idle = timers.conditions.iter().any(|elapsed| elapsed.since() == Since::LastTouched);
        timers
    }

    fn collect(&mut self, condition: &Condition, plan: &Plan) {
        match &condition.kind {
            ConditionKind::All(inner) | ConditionKind::Any(inner) => {
                inner.iter().for_each(|condition| self.collect(condition, plan));
            }
            ConditionKind::Not(inner) => self.collect(inner, plan),
            ConditionKind::Elapsed { since, op, length, calendar, zone } => {
                zone.iter().for_each(|zone| self.reads.add(Reads::field(*zone)));
                self.conditions.push(Elapsed::new(plan, *since, *op, *length, *calendar));
            }
            _ => {}
        }
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }

    /// What moves them, time itself among it.
    pub(crate) fn reads(&self) -> Reads {
        self.reads.and(Reads::TIME)
    }

    /// Whether an event by customer or agent moves any.
    pub(crate) fn reads_idle(&self) -> bool {
        self.reads_idle
    }

    /// The next instant after `facts.now` at which one turns.
    pub(crate) fn next(&self, facts: &TicketFacts) -> Option<Instant> {
        let turns = self.conditions.iter().filter_map(|condition| {
            facts.since(condition.since()).and_then(|base| condition.turns_at(base, facts))
        });
        turns.filter(|at| *at > facts.now).min()
    }
}
