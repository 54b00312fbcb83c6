//! Triggers, compiled: what waits for an event, what for the course of a cycle, what for a threshold.
//!
//! `arm` says when a threshold is passed, `fire` what follows when a moment comes, `update` lets actions act
//! on the ticket where the policy simulates them.

mod arm;
mod fire;
mod update;

pub(crate) use arm::Arm;
pub(crate) use fire::{Firings, Source};
pub(crate) use update::Updates;

use crate::condition::{Compiler, Test};
use crate::cycle::Cycle;
use crate::judgement::Judgement;
use crate::mask::Kinds;
use crate::pattern::Pattern;
use crate::query::Query;
use duly_calendar::Instant;
use duly_plan::{
    Action, ActionKind, ClockId, Course, LevelId, MomentKind, Plan, Threshold, Trigger, TriggerId,
};

/// A trigger of a program.
#[derive(Clone, Debug)]
pub(crate) struct TriggerProgram {
    pub(crate) id: TriggerId,
    /// The event phrases, and the level that each asks for.
    events: Vec<(Pattern, Option<LevelId>)>,
    /// What any of them waits for.
    kinds: Kinds,
    /// The courses of cycles: the program's clock, what becomes of its cycle, the level asked for.
    courses: Vec<(usize, Course, Option<LevelId>)>,
    condition: Option<Test>,
    /// Whether it does something to the ticket, where actions are simulated.
    acts: bool,
}

/// A threshold that cycles of one clock pass.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimedMoment {
    /// Its trigger, an index into the program's.
    trigger: usize,
    /// Its place among the trigger's moments.
    place: usize,
    threshold: Threshold,
    level: Option<LevelId>,
}

/// The triggers of a program; none that nothing can come of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Triggers {
    all: Vec<TriggerProgram>,
    /// The thresholds for each of the program's clocks.
    timed: Vec<Vec<TimedMoment>>,
    /// What any event phrase waits for.
    kinds: Kinds,
    /// Whether any waits for the course of a cycle.
    follows_cycles: bool,
    /// Whether any waits for a threshold.
    pub(crate) has_thresholds: bool,
}

impl Triggers {
    /// Compiles the triggers of which something can come. `clocks_of` are the places of a clock's versions
    /// in the program.
    pub(crate) fn new(
        query: &Query,
        clocks_of: impl Fn(ClockId) -> Vec<usize>,
        clocks: usize,
        compiler: &mut Compiler<'_>,
    ) -> Triggers {
        let mut triggers = Triggers { timed: vec![Vec::new(); clocks], ..Triggers::default() };
        let plan = compiler.plan();
        for (id, trigger) in observable(plan, query) {
            let index = triggers.all.len();
            let mut program = TriggerProgram {
                id,
                events: Vec::new(),
                kinds: Kinds::default(),
                courses: Vec::new(),
                condition: trigger.condition.as_ref().map(|condition| compiler.test(condition)),
                acts: plan.meta.simulate && trigger.actions.iter().any(changes_ticket),
            };
            for (place, moment) in trigger.moments.iter().enumerate() {
                match &moment.kind {
                    MomentKind::Event(event) => {
                        let pattern = Pattern::new(event, compiler);
                        program.kinds.add(pattern.kinds());
                        program.events.push((pattern, moment.level));
                    }
                    MomentKind::Course(id, course) => {
                        let clocks = clocks_of(*id).into_iter();
                        program.courses.extend(clocks.map(|clock| (clock, *course, moment.level)));
                    }
                    MomentKind::Threshold(id, threshold) => {
                        let level = moment.level;
                        let timed = TimedMoment { trigger: index, place, threshold: *threshold, level };
                        clocks_of(*id).into_iter().for_each(|clock| triggers.timed[clock].push(timed));
                    }
                }
            }
            triggers.kinds.add(program.kinds);
            triggers.follows_cycles |= !program.courses.is_empty();
            triggers.all.push(program);
        }
        triggers.has_thresholds = triggers.timed.iter().any(|timed| !timed.is_empty());
        triggers
    }

    /// Sets the thresholds of a cycle's judgement, after it was judged under a level.
    pub(crate) fn arm(
        &self,
        plan: &Plan,
        level: Option<LevelId>,
        cycle: &Cycle,
        judgement: &mut Judgement,
        now: Instant,
    ) {
        let timed = self.timed(cycle.clock);
        let mut arms = std::mem::take(&mut judgement.arms);
        arms.resize(timed.len(), Arm::default());
        for (arm, moment) in arms.iter_mut().zip(timed) {
            arm.at = None;
            if cycle.is_open() && moment.level.is_none_or(|wanted| level == Some(wanted)) {
                arm.set(plan, moment.threshold, cycle, judgement, now);
            }
        }
        judgement.arms = arms;
    }

    /// The thresholds of a clock.
    pub(crate) fn timed(&self, clock: usize) -> &[TimedMoment] {
        self.timed.get(clock).map_or(&[], Vec::as_slice)
    }
}

/// The triggers of which something can come: a level, a record if records are asked for, or a change of the
/// ticket if actions are simulated.
pub(crate) fn observable<'p>(
    plan: &'p Plan,
    query: &Query,
) -> impl Iterator<Item = (TriggerId, &'p Trigger)> {
    let (records, simulate) = (query.actions, plan.meta.simulate);
    plan.triggers.iter().enumerate().filter_map(move |(index, trigger)| {
        let matters = trigger.actions.iter().any(|action| match &action.kind {
            ActionKind::Level(_) | ActionKind::NoLevel | ActionKind::LevelByRules => true,
            ActionKind::Stop => false,
            ActionKind::Emit(emit) => records || simulate && update::changes(emit),
        });
        matters.then_some((TriggerId(u16::try_from(index).unwrap_or(u16::MAX)), trigger))
    })
}

/// Whether an action changes the ticket where actions are simulated.
pub(crate) fn changes_ticket(action: &Action) -> bool {
    matches!(&action.kind, ActionKind::Emit(emit) if update::changes(emit))
}
