//! Section 9: triggers, and what follows when a moment comes (note 0020).

use super::conditions::View;
use super::cycle::{Cycle, Doing, How};
use super::level::level_name;
use super::life::Life;
use super::log::Action;
use super::phrases::Moment;
use super::promise::Promise;
use super::updates::Actor;
use duly_syntax::ast::{ActionKind, ClockMoment, MomentKind, TriggerDecl};

/// A threshold that was passed.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Passed {
    /// When it was last.
    pub at: i64,
    /// Which of the cycle's targets was in force then.
    pub target: u32,
    /// Whether the trigger has fired for it.
    pub fired: bool,
}

/// A threshold that is to be passed: "in the order (instant, declaration, moment of the declaration, cycle,
/// agreement)".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Ahead {
    /// When.
    pub at: i64,
    trigger: usize,
    place: usize,
    number: u32,
    agreement: usize,
    cycle: usize,
}

/// A trigger that fires, about a cycle or an event.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Firing {
    trigger: usize,
    cycle: Option<usize>,
    agreement: usize,
}

impl Life<'_> {
    /// "Triggers come last, and all see the same ticket. The levels that triggers set come into force after all of them, at
    /// the same instant; what the event closed keeps the verdict of the level before."
    pub fn fire(&mut self, moment: &Moment<'_>) {
        let mut firings = Vec::new();
        for (trigger, declared) in self.policy.triggers.iter().enumerate() {
            let own = self.firings(trigger, declared, moment);
            if !own.is_empty() && self.trigger_holds(declared) {
                firings.extend(own);
            }
        }
        for cycle in &mut self.cycles {
            cycle.was_paused = cycle.end.is_none() && cycle.doing() == Doing::Paused;
        }
        firings.retain(|firing| self.emit(*firing));
        if firings.iter().any(|firing| self.gives_levels(firing.trigger)) {
            firings.iter().for_each(|firing| self.set_levels(firing.trigger));
            self.just_ended.clear();
            self.judge_cycles();
        }
    }

    fn trigger_holds(&self, trigger: &TriggerDecl) -> bool {
        let clocks = self.clocks_do();
        let view = View { policy: self.policy, ticket: &self.ticket, now: self.now, clocks: &clocks };
        trigger.condition.as_ref().is_none_or(|condition| view.holds(condition))
    }

    /// The agreement in which the level that a moment asks for is in force; the default one if it asks for none.
    fn in_force(&self, moment: &duly_syntax::ast::Moment) -> Option<usize> {
        let Some(level) = &moment.level else { return Some(0) };
        let name = level_name(level);
        self.standings.iter().position(|standing| standing.level.as_ref() == Some(&name))
    }

    /// "A trigger fires once for the event phrases it waits for, and once for each cycle whose course it waits for."
    fn firings(&self, trigger: usize, declared: &TriggerDecl, moment: &Moment<'_>) -> Vec<Firing> {
        let mut firings: Vec<Firing> = Vec::new();
        let events = declared.moments.iter().filter(|waited| match &waited.kind {
            MomentKind::Event(phrase) => !moment.meant(phrase).is_empty(),
            MomentKind::Clock(..) => false,
        });
        if let Some(agreement) = events.filter_map(|waited| self.in_force(waited)).next() {
            firings.push(Firing { trigger, cycle: None, agreement });
        }
        for waited in &declared.moments {
            let MomentKind::Clock(clock, what) = &waited.kind else { continue };
            let (Some(clock), Some(agreement)) = (self.policy.clock(&clock.text), self.in_force(waited))
            else {
                continue;
            };
            for (index, cycle) in self.cycles.iter().enumerate().filter(|(_, cycle)| cycle.clock == clock) {
                let firing = Firing { trigger, cycle: Some(index), agreement };
                if self.takes_course(index, cycle, what) && !firings.contains(&firing) {
                    firings.push(firing);
                }
            }
        }
        firings
    }

    /// "`starts` is a new cycle, not a reopening. `stops` is a `stop` or a `restart .. as met`, `is cancelled` any other end."
    fn takes_course(&self, index: usize, cycle: &Cycle, what: &ClockMoment) -> bool {
        let ended = self.just_ended.contains(&index).then_some(cycle.end.as_ref()).flatten();
        match what {
            ClockMoment::Starts => self.just_begun.contains(&index),
            ClockMoment::Stops => ended.is_some_and(|end| end.how == How::Closed),
            ClockMoment::IsCancelled => ended.is_some_and(|end| end.how != How::Closed),
            ClockMoment::IsPaused => {
                cycle.end.is_none() && cycle.doing() == Doing::Paused && !cycle.was_paused
            }
            _ => false,
        }
    }

    /// The records of a firing, if it may be one.
    fn emit(&mut self, firing: Firing) -> bool {
        let declared = &self.policy.triggers[firing.trigger];
        // "No action comes of it from then on, and no trigger sets its level."
        if self.undecided.is_some()
            || !self.may_act(Actor::Trigger(firing.trigger), firing.cycle, &declared.actions)
        {
            return false;
        }
        let cycle = firing.cycle.map(|index| &self.cycles[index]);
        let (clock, cycle) = (cycle.map(|cycle| cycle.clock), cycle.map(|cycle| cycle.number));
        for action in &declared.actions {
            let Some((name, to, set)) = self.asked(action) else { continue };
            let (field, value) = set.map_or((None, None), |(field, value)| (field, Some(value)));
            self.actions.push(Action {
                at: self.now,
                trigger: name_of(declared),
                clock: clock.map(|clock| self.policy.clocks[clock].name.text.clone()),
                cycle,
                level: self.standings[firing.agreement].level.clone(),
                action: name.to_owned(),
                to,
                field,
                value,
                because: declared.because.as_ref().map(|why| why.node.clone()),
                line: self.policy.line(action.span),
            });
        }
        true
    }

    fn gives_levels(&self, trigger: usize) -> bool {
        let gives = |kind: &ActionKind| {
            matches!(kind, ActionKind::Level(_) | ActionKind::NoLevel | ActionKind::LevelByRules)
        };
        self.policy.triggers[trigger].actions.iter().any(|action| gives(&action.kind))
    }

    /// "A level set by a trigger is pinned: rules cannot replace it until `then level by rules`."
    fn set_levels(&mut self, trigger: usize) {
        let declared = &self.policy.triggers[trigger];
        for action in &declared.actions {
            match &action.kind {
                ActionKind::Level(level) => {
                    let name = level_name(level);
                    let agreement = self.policy.agreement_of(&name);
                    self.standings[agreement].pin(Some(name), name_of(declared));
                }
                ActionKind::NoLevel => self.standings[0].pin(None, name_of(declared)),
                // "`level by rules` puts what they say at that moment in force, in every agreement."
                ActionKind::LevelByRules => self.standings.iter_mut().for_each(|standing| standing.release()),
                _ => {}
            }
        }
    }

    /// The threshold that is passed next.
    pub fn next_threshold(&self) -> Option<Ahead> {
        let mut next: Option<Ahead> = None;
        for (index, cycle) in self.cycles.iter().enumerate().filter(|(_, cycle)| cycle.end.is_none()) {
            for (trigger, declared) in self.policy.triggers.iter().enumerate() {
                for (place, waited) in declared.moments.iter().enumerate() {
                    let MomentKind::Clock(clock, what) = &waited.kind else { continue };
                    if self.policy.clock(&clock.text) != Some(cycle.clock) {
                        continue;
                    }
                    for (agreement, promise) in cycle.promises.iter().enumerate() {
                        let level = self.standings[agreement].level.as_ref();
                        let asked = waited.level.as_ref().map(level_name);
                        if asked.is_some_and(|asked| level != Some(&asked)) {
                            continue;
                        }
                        let passed = promise.passed.get(&(trigger, place)).copied();
                        let Some(at) = promise.passes(cycle, what, passed, self.now) else { continue };
                        let it = Ahead { at, trigger, place, number: cycle.number, agreement, cycle: index };
                        next = next.into_iter().chain([it]).min();
                    }
                }
            }
        }
        next
    }

    /// "Time has passed w when a timer at w fires: what is due at w is overdue by then."
    pub fn pass_threshold(&mut self, ahead: Ahead) {
        let Ahead { at, trigger, place, agreement, cycle, .. } = ahead;
        self.note_breaches(at + 1);
        self.now = at;
        let fires = self.trigger_holds(&self.policy.triggers[trigger]);
        let promise: &mut Promise = &mut self.cycles[cycle].promises[agreement];
        let fired = fires || promise.passed.get(&(trigger, place)).is_some_and(|passed| passed.fired);
        promise.passed.insert((trigger, place), Passed { at, target: promise.attachments, fired });
        if fires && self.emit(Firing { trigger, cycle: Some(cycle), agreement }) {
            if self.gives_levels(trigger) {
                self.set_levels(trigger);
                self.just_ended.clear();
                self.judge_cycles();
            }
            self.let_updates_happen();
        }
    }
}

/// "optionally named"; one without a name goes by its moments.
fn name_of(trigger: &TriggerDecl) -> String {
    trigger.name.as_ref().map_or_else(|| trigger.title.clone(), |name| name.text.clone())
}
