//! Which misses are excused, and why.

use crate::filter::CycleFacts;
use duly_engine::{CycleRecord, Outcome, Test};
use duly_plan::{ClockId, FieldId, Plan};

/// The excuses of a plan.
#[derive(Clone, Debug)]
pub(crate) struct Excuses<'p> {
    list: Vec<(&'p [ClockId], Test, &'p str)>,
    capture: Vec<FieldId>,
}

impl<'p> Excuses<'p> {
    /// The excuses, for records with these fields.
    pub(crate) fn new(plan: &'p Plan, capture: &[FieldId]) -> Excuses<'p> {
        let excuse = |e: &'p duly_plan::Excuse| {
            (e.clocks.as_slice(), Test::new(plan, &e.condition), e.because.as_str())
        };
        Excuses { list: plan.excuses.iter().map(excuse).collect(), capture: capture.to_vec() }
    }

    /// Why whatever is wrong with a cycle is excused: the reason of the first excuse that holds.
    pub(crate) fn holds(&self, cycle: &CycleRecord<'_>) -> Option<&'p str> {
        let facts = CycleFacts { cycle, capture: &self.capture };
        let holds = |(clocks, test, _): &&(&[ClockId], Test, &str)| {
            clocks.contains(&cycle.clock) && test.holds(&facts)
        };
        self.list.iter().find(holds).map(|(_, _, because)| *because)
    }

    /// Why a miss is excused; nothing for what is no miss.
    pub(crate) fn of_miss(&self, cycle: &CycleRecord<'_>) -> Option<&'p str> {
        if !matches!(cycle.outcome, Outcome::Missed | Outcome::Overdue) {
            return None;
        }
        self.holds(cycle)
    }
}
