//! What follows when a moment comes: records, levels, and updates of the ticket.

use super::{TimedMoment, TriggerProgram};
use crate::event::Event;
use crate::finish::key_text;
use crate::pattern::Step;
use crate::record::{ActionCause, ActionDue, ActionRecord, CycleRef, Observer};
use crate::rules::{actions_of, agreement_id};
use crate::ticket::TicketState;
use duly_calendar::Instant;
use duly_plan::{Action, ActionKind, AgreementId, ClockEnd, Course, Emit, Plan, RuleId, TriggerId};

/// Who takes actions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Source {
    Rule(AgreementId, RuleId),
    Trigger(TriggerId),
}

impl Source {
    /// What they do.
    pub(super) fn actions(self, plan: &Plan) -> &[Action] {
        match self {
            Source::Rule(agreement, rule) => actions_of(plan, agreement, rule),
            Source::Trigger(trigger) => &plan.trigger(trigger).actions,
        }
    }
}

/// A trigger that fires.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Firing {
    /// An index into the program's triggers.
    trigger: usize,
    /// The cycle that it is about.
    cycle: Option<usize>,
    agreement: usize,
}

/// How often each trigger has fired on the ticket, and what fires in a step.
#[derive(Clone, Default, Debug)]
pub(crate) struct Firings {
    counts: Vec<(Firing, u32)>,
    now: Vec<Firing>,
}

impl Firings {
    /// Makes room for the next ticket.
    pub(crate) fn reset(&mut self) {
        self.counts.clear();
        self.now.clear();
    }

    /// Counts a firing: 1, 2, .. for each trigger, cycle and agreement.
    fn occurrence(&mut self, firing: Firing) -> u32 {
        if let Some((_, count)) = self.counts.iter_mut().find(|known| known.0 == firing) {
            *count = count.saturating_add(1);
            return *count;
        }
        self.counts.push((firing, 1));
        1
    }
}

/// A threshold that is to be passed; its order is that in which triggers fire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Pending {
    at: Instant,
    trigger: usize,
    place: usize,
    number: u32,
    agreement: usize,
    cycle: usize,
    arm: usize,
}

impl TicketState<'_> {
    /// The triggers that wait for this step's event, or for what it did to cycles. All of them see the ticket as
    /// the step left it; then levels change.
    pub(crate) fn fire_at_step<O: Observer>(
        &mut self,
        event: Option<&Event<'_>>,
        at: Instant,
        observer: &mut O,
    ) {
        let program = self.program;
        let triggers = &program.triggers;
        if !(triggers.kinds.meet(self.news.kinds) || triggers.follows_cycles && self.cycles.moved) {
            return;
        }
        let mut firings = std::mem::take(&mut self.firings.now);
        firings.clear();
        for (index, trigger) in triggers.all.iter().enumerate() {
            let before = firings.len();
            self.collect(index, trigger, event, &mut firings);
            let holds = || trigger.condition.as_ref().is_none_or(|condition| condition.holds(&self.facts));
            if firings.len() == before {
                continue;
            }
            let fires = holds();
            if O::TRACE {
                let cycles = firings[before..].iter().map(|firing| (trigger.id, firing.cycle));
                cycles.for_each(|about| self.trace_trigger(about, at, fires, observer));
            }
            if !fires {
                firings.truncate(before);
            }
        }
        if triggers.follows_cycles {
            self.cycles.note_pauses();
        }
        firings.retain(|firing| self.fire(*firing, event, at, observer));
        let mut levels = false;
        for firing in &firings {
            levels |= self.set_levels(firing.trigger);
        }
        firings.clear();
        self.firings.now = firings;
        if levels {
            self.follow_levels(observer);
        }
    }

    /// The firings of one trigger: one for its event phrases, one for each cycle whose course it waits for.
    fn collect(
        &self,
        index: usize,
        trigger: &TriggerProgram,
        event: Option<&Event<'_>>,
        firings: &mut Vec<Firing>,
    ) {
        let in_force = |level| self.standings.iter().position(|standing| standing.level == Some(level));
        if trigger.kinds.meet(self.news.kinds) {
            let step = Step { event, facts: &self.facts, news: &self.news };
            let mut matching = trigger.events.iter().filter(|(pattern, _)| pattern.matches(step));
            let agreement = matching.find_map(|(_, level)| level.map_or(Some(0), in_force));
            firings.extend(agreement.map(|agreement| Firing { trigger: index, cycle: None, agreement }));
        }
        for (clock, course, level) in &trigger.courses {
            let Some(agreement) = level.map_or(Some(0), in_force) else { continue };
            let cycles = &self.cycles;
            let mut all: Vec<usize> = match course {
                Course::Starts => cycles.begun.clone(),
                Course::Stops => {
                    cycles.ended_as(|how| matches!(how, ClockEnd::Stop | ClockEnd::RestartAsMet))
                }
                Course::Cancelled => {
                    cycles.ended_as(|how| !matches!(how, ClockEnd::Stop | ClockEnd::RestartAsMet))
                }
                Course::Pauses => cycles.newly_paused(),
            };
            all.retain(|cycle| cycles.get(*cycle).clock == *clock);
            all.sort_unstable();
            for cycle in all {
                let firing = Firing { trigger: index, cycle: Some(cycle), agreement };
                if !firings.contains(&firing) {
                    firings.push(firing);
                }
            }
        }
    }

    /// Emits the records of a firing, and queues what it does to the ticket; whether it may fire. Levels come
    /// after all firings of a step.
    fn fire<O: Observer>(
        &mut self,
        firing: Firing,
        event: Option<&Event<'_>>,
        at: Instant,
        observer: &mut O,
    ) -> bool {
        let program = self.program;
        let trigger = &program.triggers.all[firing.trigger];
        let source = Source::Trigger(trigger.id);
        // Nothing is done on a guess: what a failed script left open would have decided it.
        if self.facts.desk.is_undecided() {
            return false;
        }
        if trigger.acts {
            if !self.updates.admit(source, firing.cycle, at, self.cycles.len()) {
                return false;
            }
            self.ask_for_update();
        }
        let occurrence = self.firings.occurrence(firing);
        if !program.query().actions {
            return true;
        }
        let key =
            firing.cycle.and_then(|cycle| key_text(program, &self.facts.symbols, self.cycles.get(cycle)));
        let cycle = firing.cycle.map(|index| {
            let cycle = self.cycles.get(index);
            let clock = program.clocks[cycle.clock].id;
            CycleRef { clock, number: cycle.number, key: key.as_deref(), started_by: cycle.started_by }
        });
        for action in source.actions(program.plan()) {
            let ActionKind::Emit(emit) = &action.kind else { continue };
            let given = match emit {
                Emit::Computed(computed) => match self.facts.given(self.program, *computed) {
                    Some(given) => Some(given),
                    None => continue,
                },
                _ => None,
            };
            observer.action(&ActionRecord {
                ticket: &self.ticket,
                at,
                cause: ActionCause::Trigger {
                    trigger: trigger.id,
                    agreement: agreement_id(firing.agreement),
                    cycle,
                    occurrence,
                    event: event.map(|event| event.origin),
                },
                level: self.standings[firing.agreement].level,
                action: match &given {
                    Some(given) => ActionDue::Computed(emit, given),
                    None => ActionDue::Emit(emit),
                },
                span: action.span,
            });
        }
        true
    }

    /// Pins the level that a trigger gives, or gives it back to the rules; whether a level changed.
    fn set_levels(&mut self, trigger: usize) -> bool {
        let plan = self.program.plan();
        let id = self.program.triggers.all[trigger].id;
        let mut changed = false;
        for action in &plan.trigger(id).actions {
            match action.kind {
                ActionKind::Level(level) => {
                    let agreement = plan.level(level).agreement;
                    changed |= self.standings[agreement.index()].pin(Some(level), id);
                }
                ActionKind::NoLevel => changed |= self.standings[0].pin(None, id),
                ActionKind::LevelByRules => {
                    for standing in &mut self.standings {
                        changed |= standing.release();
                    }
                }
                ActionKind::Stop | ActionKind::Emit(_) => {}
            }
        }
        changed
    }

    /// Puts the targets of the levels that triggers set on the open cycles.
    fn follow_levels<O: Observer>(&mut self, observer: &mut O) {
        self.news.clear();
        self.cycles.forget_step();
        if O::TRACE {
            self.trace_levels(observer);
        }
        self.judge_cycles(observer);
        self.standings.iter_mut().for_each(|standing| standing.moved = false);
        self.find_timers();
    }

    /// The threshold that is passed next.
    fn first_threshold(&self) -> Option<Pending> {
        let agreements = self.standings.len();
        let open = self.cycles.open.iter().copied();
        let judged = open.flat_map(|cycle| (0..agreements).map(move |agreement| (cycle, agreement)));
        judged.filter_map(|(cycle, agreement)| self.next_of(cycle, agreement)).min()
    }

    /// When the next threshold is passed.
    pub(crate) fn next_threshold(&self) -> Option<Instant> {
        self.first_threshold().map(|pending| pending.at)
    }

    fn next_of(&self, cycle: usize, agreement: usize) -> Option<Pending> {
        let judgement = &self.judgements[cycle * self.standings.len() + agreement];
        let (clock, number) = (self.cycles.get(cycle).clock, self.cycles.get(cycle).number);
        let timed = self.program.triggers.timed(clock);
        let arms = judgement.arms.iter().zip(timed).enumerate().filter_map(|(arm, (state, moment))| {
            let TimedMoment { trigger, place, .. } = *moment;
            Some(Pending { at: state.at?, trigger, place, number, agreement, cycle, arm })
        });
        arms.min()
    }

    /// Lets the first of the thresholds that are passed at `at` pass.
    pub(crate) fn pass_threshold<O: Observer>(&mut self, at: Instant, observer: &mut O) {
        let Some(pending) = self.first_threshold() else {
            self.find_timers();
            return;
        };
        // Time passes this instant, so what is due at it is overdue.
        self.note_breaches(at.plus(1), observer);
        self.facts.now = at;
        let program = self.program;
        let Pending { trigger, agreement, cycle, arm, .. } = pending;
        let condition = program.triggers.all[trigger].condition.as_ref();
        let fires = condition.is_none_or(|condition| condition.holds(&self.facts));
        if O::TRACE {
            self.trace_trigger((program.triggers.all[trigger].id, Some(cycle)), at, fires, observer);
        }
        let judgement = &mut self.judgements[cycle * self.standings.len() + agreement];
        let mut state = judgement.arms[arm];
        state.pass(at, judgement, fires);
        judgement.arms[arm] = state;
        let firing = Firing { trigger, cycle: Some(cycle), agreement };
        if fires && self.fire(firing, None, at, observer) {
            if self.set_levels(trigger) {
                self.follow_levels(observer);
            }
            self.run_updates(at, observer);
        }
        let judgement = &mut self.judgements[cycle * self.standings.len() + agreement];
        let level = self.standings[agreement].level;
        program.triggers.arm(program.plan(), level, self.cycles.get(cycle), judgement, at);
        self.find_timers();
    }
}
