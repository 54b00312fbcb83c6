//! Targets, compiled: on which calendars they count, and what is added to them as the count begins.

use crate::choice::CalendarPick;
use crate::condition::{Compiler, Constant, Facts, Test};
use crate::counting::Counting;
use crate::event::Value;
use crate::facts::TicketFacts;
use crate::script::ScriptValue;
use duly_calendar::Instant;
use duly_plan::{
    ClockId, ClockState, CountFrom, FieldId, Plan, STARTED, ScriptId, Since, StateId, Target, TargetId,
    TargetKind,
};

/// A target of a program.
#[derive(Clone, Debug)]
pub(crate) struct TargetProgram {
    calendar: CalendarPick,
    then: Vec<(i64, CalendarPick)>,
    plus: Vec<PlusProgram>,
}

/// Something that is added.
#[derive(Clone, Debug)]
struct PlusProgram {
    stretch: usize,
    more: i64,
    test: Test,
}

impl TargetProgram {
    pub(crate) fn new(target: &Target, compiler: &mut Compiler<'_>) -> TargetProgram {
        let plus = target.plus.iter().map(|plus| PlusProgram {
            stretch: plus.stretch,
            more: plus.more,
            test: compiler.test(&plus.condition),
        });
        let plus = plus.collect();
        let calendar = CalendarPick::new(&target.calendar, compiler);
        let then = target.then.iter();
        let then = then.map(|stretch| (stretch.seconds, CalendarPick::new(&stretch.calendar, compiler)));
        TargetProgram { calendar, then: then.collect(), plus }
    }

    /// What holds of the things that are added, for a count that begins at `started` with the ticket as it stands.
    pub(crate) fn added(&self, facts: &TicketFacts, started: Instant, into: &mut Vec<usize>) {
        into.clear();
        let facts = Beginning { facts, started };
        into.extend((0..self.plus.len()).filter(|index| self.plus[*index].test.holds(&facts)));
    }

    /// What the target promises in all, with what is added to it.
    pub(crate) fn kind(&self, kind: TargetKind, added: &[usize]) -> TargetKind {
        let more: i64 = added.iter().map(|index| self.plus[*index].more).sum();
        match kind {
            TargetKind::Time(seconds) => {
                let then: i64 = self.then.iter().map(|(seconds, _)| *seconds).sum();
                TargetKind::Time(seconds + then + more)
            }
            TargetKind::Days { count, unit, end } => {
                let more = u32::try_from(more).unwrap_or(u32::MAX);
                TargetKind::Days { count: count.saturating_add(more), unit, end }
            }
            TargetKind::ByField(_) | TargetKind::Script(_) | TargetKind::Track => kind,
        }
    }

    /// The calendars it counts on for a ticket as it stands.
    pub(crate) fn counting(&self, facts: &TicketFacts, kind: TargetKind, added: &[usize]) -> Counting {
        let mut counting = Counting::on(self.calendar.calendar(facts));
        let TargetKind::Time(first) = kind else { return counting };
        let more = |stretch: usize| {
            let of_it =
                added.iter().map(|index| &self.plus[*index]).filter(move |plus| plus.stretch == stretch);
            of_it.map(|plus| plus.more).sum::<i64>()
        };
        let mut spent = first + more(0);
        for (at, (seconds, calendar)) in self.then.iter().enumerate() {
            counting.then(spent, calendar.calendar(facts));
            spent += seconds + more(at + 1);
        }
        counting
    }
}

/// The targets whose count begins with a cycle and that may grow then, by clock.
#[derive(Clone, Debug, Default)]
pub(crate) struct Growing(Vec<Vec<TargetId>>);

impl Growing {
    /// Of the levels that are reached.
    pub(crate) fn of(plan: &Plan, levels: &[bool]) -> Growing {
        let mut clocks: Vec<Vec<TargetId>> = vec![Vec::new(); plan.clocks.len()];
        let reached = plan.levels.iter().zip(levels).filter(|(_, needed)| **needed);
        for entry in reached.flat_map(|(level, _)| &level.targets) {
            let grows = |id: &TargetId| {
                let target = plan.target(*id);
                !target.plus.is_empty() && target.count_from == CountFrom::Start
            };
            let list = &mut clocks[entry.clock.index()];
            list.extend(crate::needs::targets_of(&entry.choice).filter(grows));
            list.sort_unstable();
            list.dedup();
        }
        Growing(clocks)
    }

    /// Those of a clock.
    pub(crate) fn of_clock(&self, clock: ClockId) -> &[TargetId] {
        self.0.get(clock.index()).map_or(&[], Vec::as_slice)
    }
}

/// A ticket as the count of a target begins: all that is known of it, and `started`.
struct Beginning<'f> {
    facts: &'f TicketFacts,
    started: Instant,
}

impl Facts for Beginning<'_> {
    fn value(&self, field: FieldId) -> Value<'_> {
        if field == STARTED { Value::Instant(self.started) } else { self.facts.value(field) }
    }

    fn code(&self, field: FieldId) -> Option<u16> {
        if field == STARTED { None } else { self.facts.code(field) }
    }

    fn is_set(&self, field: FieldId) -> bool {
        field == STARTED || self.facts.is_set(field)
    }

    fn text_is(&self, field: FieldId, text: &Constant) -> bool {
        field != STARTED && self.facts.text_is(field, text)
    }

    fn has(&self, field: FieldId, text: &Constant) -> bool {
        field != STARTED && self.facts.has(field, text)
    }

    fn now(&self) -> Option<Instant> {
        self.facts.now()
    }

    fn since(&self, since: Since) -> Option<Instant> {
        self.facts.since(since)
    }

    fn clock_is(&self, clock: ClockId, state: ClockState) -> bool {
        self.facts.clock_is(clock, state)
    }

    fn script(&self, script: ScriptId) -> Option<ScriptValue> {
        self.facts.script(script)
    }

    fn state(&self, state: StateId) -> Option<bool> {
        self.facts.state(state)
    }
}
