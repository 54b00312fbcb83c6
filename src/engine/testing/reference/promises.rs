//! The reference's promises: each due and each sum is counted out of what the cycle did, step by step.

use super::{Cycle, HORIZON, Judged, Mode, Reference, STEP, Turns};
use crate::Outcome;
use crate::testing::history::{Cycle as Record, text_of};
use duly_calendar::spec::DueAt;
use duly_plan::*;

impl Reference<'_> {
    pub(super) fn target(&self, level: Option<LevelId>, clock: usize) -> Option<TargetId> {
        let targets = &self.plan.level(level?).targets;
        match &targets.iter().find(|target| target.clock.index() == clock)?.choice {
            TargetChoice::One(target) => *target,
            TargetChoice::ByField { field, cells, unset } => match self.ticket.codes.get(field) {
                Some(code) => cells.iter().find(|cell| cell.0 == Const::Code(*code)).and_then(|cell| cell.1),
                None => *unset,
            },
            TargetChoice::List(list) => list
                .iter()
                .find(|entry| {
                    entry.0.as_ref().is_none_or(|inner| self.holds(inner, &self.ticket, &self.clocks()))
                })
                .and_then(|entry| entry.1),
        }
    }

    /// Time alone moves a due only by moving the target.
    pub(super) fn judge_cycle(&mut self, index: usize, by_time: bool) {
        for agreement in 0..self.levels.len() {
            let (level, rule) = self.levels[agreement];
            let target = self.target(level, self.cycles[index].clock);
            let now = self.now;
            let grown = target.map(|new| match self.plan.target(new).count_from {
                CountFrom::Start => self.cycles[index].grown[new.index()].clone(),
                _ => self.grown(self.plan.target(new), now),
            });
            let judged = &mut self.cycles[index].judged[agreement];
            (judged.level, judged.rule) = (level, rule);
            if by_time && target == judged.target {
                continue;
            }
            if let Some(new) = target.filter(|new| Some(*new) != judged.target) {
                judged.attached = now;
                let target = self.plan.target(new);
                judged.grown = grown.unwrap();
                judged.turns = turns(target, &judged.grown);
                let is_days = matches!(target.kind, TargetKind::Days { .. });
                if target.switch == Switch::Recount || is_days || judged.target.is_none() {
                    judged.each.fill(judged.turns.clone());
                }
            }
            judged.target = target;
            judged.last = target.or(judged.last);
            let is_promise = target.is_some_and(|target| self.plan.target(target).kind != TargetKind::Track);
            judged.was_promised |= is_promise;
            let due = self.due(index, agreement);
            let judged = &mut self.cycles[index].judged[agreement];
            judged.due = due;
            if judged.breached.is_none() && due.is_some_and(|due| due < now) {
                judged.breached = Some(now);
            }
        }
    }

    /// Which of a target's `plus` hold if it counts from a step, with the ticket as it stands.
    pub(super) fn grown(&self, target: &Target, started: usize) -> Vec<bool> {
        let clocks = self.clocks();
        let holds = |plus: &Plus| match &plus.condition.kind {
            ConditionKind::During { field: STARTED, calendar, outside, .. } => {
                self.open[calendar.index()][started] != *outside
            }
            _ => self.holds(&plus.condition, &self.ticket, &clocks),
        };
        target.plus.iter().map(holds).collect()
    }

    pub(super) fn origin(&self, cycle: &Cycle, judged: &Judged, target: TargetId) -> usize {
        match self.plan.target(target).count_from {
            CountFrom::Start => cycle.started,
            CountFrom::Attached => judged.attached,
            CountFrom::Field(_) => panic!("the reference does not know fields to count from"),
        }
    }

    /// The first step in which the cycle runs, or would if it went on as it does, with its promise used up.
    pub(super) fn due(&self, index: usize, agreement: usize) -> Option<usize> {
        let cycle = &self.cycles[index];
        let judged = &cycle.judged[agreement];
        let target = judged.target?;
        if cycle.hidden || self.plan.target(target).kind == TargetKind::Track {
            return None;
        }
        let origin = self.origin(cycle, judged, target);
        let (mut run, mut put_off) = (0, 0);
        for step in origin..HORIZON {
            let counts = turn(judged.each.get(step - cycle.started).unwrap_or(&judged.turns), run * STEP);
            let (calendar, is_open) = (&self.plan.calendars[counts].table, self.open[counts][step]);
            let mode = cycle.trace.get(step - cycle.started).copied().unwrap_or(cycle.mode);
            if mode == Mode::Running {
                let used_up = match self.plan.target(target).kind {
                    TargetKind::Time(_) => {
                        run * STEP >= whole(self.plan.target(target), &judged.grown)
                            && (calendar.due_at() == DueAt::Closing || is_open)
                    }
                    TargetKind::Days { count, end, .. } => {
                        let count = i64::from(count) + more(self.plan.target(target), &judged.grown, 0);
                        let due = calendar.add_days(self.instant(origin), count, end).unwrap();
                        self.instant(step) >= calendar.add(due, put_off * STEP).unwrap()
                    }
                    _ => false,
                };
                if used_up {
                    return Some(step);
                }
                run += i64::from(is_open);
            } else {
                put_off += i64::from(is_open);
            }
        }
        None
    }

    pub(super) fn record(&self, cycle: &Cycle, agreement: usize) -> Option<Record> {
        let judged = &cycle.judged[agreement];
        if judged.target.is_none() && !judged.was_promised {
            return None;
        }
        let last = judged.last?;
        let plan_target = self.plan.target(last);
        let until = cycle.ended.as_ref().map_or(self.now, |ended| ended.at);
        let late = judged.due.is_some_and(|due| due < until);
        let (outcome, reason) = match (&judged.target, &cycle.ended) {
            (None, _) => (Outcome::Cancelled, Some("no target".to_owned())),
            (_, Some(ended)) if !matches!(ended.how, ClockEnd::Stop | ClockEnd::RestartAsMet) => {
                if late && ended.how != ClockEnd::CancelEvenIfLate {
                    (Outcome::Missed, Some("cancelled late".to_owned()))
                } else {
                    (Outcome::Cancelled, Some(ended.phrase.clone()))
                }
            }
            _ if plan_target.kind == TargetKind::Track => (Outcome::Measured, None),
            (_, Some(_)) => (if late { Outcome::Missed } else { Outcome::Met }, None),
            (_, None) if late => (Outcome::Overdue, None),
            (_, None) if cycle.mode == Mode::Paused => (Outcome::Paused, None),
            (_, None) => (Outcome::Running, None),
        };
        let origin = self.origin(cycle, judged, last);
        let (mut elapsed, mut paused) = (0, 0);
        for step in origin..until {
            let place = step - cycle.started;
            if self.open[turn(&judged.each[place], elapsed)][step] {
                match cycle.trace[place] {
                    Mode::Running => elapsed += STEP,
                    Mode::Paused => paused += STEP,
                    Mode::Ended => {}
                }
            }
        }
        let text = |step: usize| text_of(self.instant(step));
        Some(Record {
            clock: u16::try_from(cycle.clock).unwrap(),
            number: cycle.number,
            key: cycle.key.clone(),
            agreement: u16::try_from(agreement).unwrap(),
            level: judged.level,
            rule: judged.rule,
            target: Some(last.0),
            calendar: Some(u16::try_from(turn(&judged.turns, elapsed)).unwrap()),
            started: text(cycle.started),
            due: judged.due.map(text),
            closed: cycle.ended.as_ref().map(|ended| text(ended.at)),
            elapsed,
            paused,
            wall: i64::try_from(until - cycle.started).unwrap() * STEP,
            target_seconds: if let TargetKind::Time(_) = plan_target.kind {
                Some(whole(plan_target, &judged.grown))
            } else {
                None
            },
            outcome,
            reason,
            breached_at: judged.breached.map(text),
            at_risk: false,
            reopens: cycle.reopens,
            agent: None,
            fields: Vec::new(),
        })
    }
}

/// What is added to a stretch, in seconds or days.
fn more(target: &Target, grown: &[bool], stretch: usize) -> i64 {
    let all = target.plus.iter().zip(grown).filter(|(plus, holds)| **holds && plus.stretch == stretch);
    all.map(|(plus, _)| plus.more).sum()
}

/// The seconds of each stretch with what is added to it.
fn stretches(target: &Target, grown: &[bool]) -> Vec<i64> {
    let TargetKind::Time(first) = target.kind else { return vec![0] };
    let all = std::iter::once(first).chain(target.then.iter().map(|then| then.seconds));
    all.enumerate().map(|(at, seconds)| seconds + more(target, grown, at)).collect()
}

/// The seconds of a target in all.
fn whole(target: &Target, grown: &[bool]) -> i64 {
    stretches(target, grown).iter().sum()
}

/// The calendars of a target in turn.
fn turns(target: &Target, grown: &[bool]) -> Turns {
    let calendars = std::iter::once(&target.calendar).chain(target.then.iter().map(|then| &then.calendar));
    let mut spent = 0;
    let mut all = Turns::new();
    for (calendar, seconds) in calendars.zip(stretches(target, grown)) {
        all.push((spent, calendar_of(calendar)));
        spent += seconds;
    }
    all
}

/// The calendar whose turn it is when so much has run.
fn turn(turns: &Turns, run: i64) -> usize {
    turns.iter().rev().find(|(from, _)| *from <= run).unwrap().1
}

/// A calendar, which is none by field here.
fn calendar_of(calendar: &CalendarChoice) -> usize {
    match calendar {
        CalendarChoice::One(calendar) => calendar.index(),
        CalendarChoice::ByField { .. } => panic!("the reference does not know calendars by field"),
    }
}
