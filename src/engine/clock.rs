//! Clocks, compiled: their lines, and what each of them waits for.

use crate::condition::{Compiler, Test};
use crate::mask::{Kinds, Reads};
use crate::needs::reads;
use crate::pattern::Line;
use duly_plan::{Clock, ClockEnd, ClockId, Condition, Pause, Per, Plan, StateId, When};

/// A clock of a program.
#[derive(Clone, Debug)]
pub(crate) struct ClockProgram {
    /// Which clock of the plan, by the id of its first version.
    pub(crate) id: ClockId,
    /// Which version of it.
    pub(crate) version: ClockId,
    /// Whether it is in force, by the period in which a ticket was created; empty: always.
    periods: Vec<bool>,
    /// What its cycles belong to.
    pub(crate) per: Per,
    pub(crate) starts: Vec<Line>,
    pub(crate) ends: Vec<(ClockEnd, Line)>,
    pub(crate) reopens: Vec<Line>,
    pub(crate) finals: Vec<Line>,
    /// `pause from .. until ..`
    pub(crate) pauses_between: Vec<(Line, Line)>,
    /// `pause while ..`
    pub(crate) pauses_while: Vec<Test>,
    pub(crate) hides: Vec<Test>,
    /// What `pauses_while` and `hides` read.
    pub(crate) state_reads: Reads,
    /// At an event that turns one of these true a start does nothing.
    pub(crate) ending_states: Vec<StateId>,
    /// What any of its lines waits for.
    pub(crate) kinds: Kinds,
    /// What those wait for that neither start nor end cycles.
    pub(crate) other_kinds: Kinds,
}

impl ClockProgram {
    pub(crate) fn new(
        (version, plan): (ClockId, &Plan),
        clock: &Clock,
        states: &[Reads],
        compiler: &mut Compiler<'_>,
    ) -> ClockProgram {
        let mut lines =
            |whens: &[When]| -> Vec<Line> { whens.iter().map(|when| Line::new(when, compiler)).collect() };
        let (starts, reopens, finals) = (lines(&clock.starts), lines(&clock.reopens), lines(&clock.finals));
        let ends = clock.ends.iter().map(|end| (end.end, Line::new(&end.when, compiler))).collect();
        let (mut pauses_between, mut pauses_while) = (Vec::new(), Vec::new());
        for pause in &clock.pauses {
            match pause {
                Pause::While(condition) => pauses_while.push(compiler.test(condition)),
                Pause::Between { from, until } => {
                    pauses_between.push((Line::new(from, compiler), Line::new(until, compiler)));
                }
            }
        }
        let hides = clock.hides.iter().map(|condition| compiler.test(condition)).collect();
        let mut state_reads = Reads::NONE;
        state_conditions(clock).for_each(|condition| state_reads.add(reads(condition, states)));
        let mut program = ClockProgram {
            id: plan.versions.base_of_clock(version),
            version,
            periods: (0..plan.versions.periods.len())
                .map(|period| plan.versions.clock_is_in_force(period, version))
                .collect(),
            per: clock.per,
            starts,
            ends,
            reopens,
            finals,
            pauses_between,
            pauses_while,
            hides,
            state_reads,
            ending_states: clock.ending_states.clone(),
            kinds: Kinds::default(),
            other_kinds: Kinds::default(),
        };
        let between = program.pauses_between.iter().flat_map(|(from, until)| [from, until]);
        let others = kinds_of(program.reopens.iter().chain(&program.finals).chain(between));
        let mut kinds = kinds_of(program.starts.iter().chain(program.ends.iter().map(|end| &end.1)));
        kinds.add(others);
        (program.kinds, program.other_kinds) = (kinds, others);
        program
    }
}

impl ClockProgram {
    /// Whether it runs on tickets created in a period.
    pub(crate) fn is_in_force(&self, period: usize) -> bool {
        self.periods.get(period).copied().unwrap_or(true)
    }
}

fn kinds_of<'l>(lines: impl Iterator<Item = &'l Line>) -> Kinds {
    let mut kinds = Kinds::default();
    lines.for_each(|line| kinds.add(line.kinds));
    kinds
}

/// The conditions that say in which state a clock's cycles are paused or hidden.
pub(crate) fn state_conditions(clock: &Clock) -> impl Iterator<Item = &Condition> {
    let pauses = clock.pauses.iter().filter_map(|pause| match pause {
        Pause::While(condition) => Some(condition),
        Pause::Between { .. } => None,
    });
    pauses.chain(&clock.hides)
}

/// The lines of a clock that speak of events.
pub(crate) fn whens(clock: &Clock) -> impl Iterator<Item = &When> {
    let ends = clock.ends.iter().map(|end| &end.when);
    let between = clock.pauses.iter().flat_map(|pause| match pause {
        Pause::While(_) => [None, None],
        Pause::Between { from, until } => [Some(from), Some(until)],
    });
    clock.starts.iter().chain(ends).chain(&clock.reopens).chain(&clock.finals).chain(between.flatten())
}
