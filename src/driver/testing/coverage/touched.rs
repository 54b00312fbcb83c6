//! What tests come by, from the engine's trace.

use super::super::bench::Bench;
use super::super::events::Ready;
use super::{Item, ItemKind};
use duly_calendar::{Calendar, Instant};
use duly_diag::Span;
use duly_engine::trace::{ClockMove, Course, Part, RulesTried, Trace};
use duly_engine::{CycleRecord, Observer, TicketState};
use duly_plan::{CalendarDef, CycleOutcome, Expected, Plan, Test, TestLine, Verdict};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The longest stretch whose dates are looked at one by one, in seconds.
const LONGEST: i64 = 400 * 86_400;

/// The places that tests came by.
#[derive(Debug, Default)]
pub(super) struct Touched {
    seen: BTreeSet<(ItemKind, Span)>,
    branches: BTreeSet<(Span, bool)>,
}

impl Touched {
    pub(super) fn has(&self, item: &Item) -> bool {
        match item.holds {
            Some(holds) => self.branches.contains(&(item.span, holds)),
            None => self.seen.contains(&(item.kind, item.span)),
        }
    }

    /// Runs each test up to the last instant that it says something about.
    pub(super) fn run(&mut self, plan: &Arc<Plan>, tests: &[&Test]) {
        let program = Bench::program(plan, Vec::new());
        let mut state = TicketState::new(&program);
        for test in tests {
            state.start("test");
            let mut watch = Watch { plan, touched: self };
            let mut created = false;
            let mut last: Option<Instant> = None;
            for (number, line) in (1u64..).zip(&test.lines) {
                last = last.max(Some(reaches(line)));
                let TestLine::Step(step) = line else { continue };
                let Some(event) = &step.event else { continue };
                let taken = Ready::new(event).at(step.at, number, |event| state.apply(event, &mut watch));
                created |= taken.is_ok();
            }
            if let Some(last) = last.filter(|_| created) {
                state.finish(last, &mut watch);
            }
        }
    }
}

/// The instant that a line goes to, or looks ahead to.
fn reaches(line: &TestLine) -> Instant {
    let ahead = match line {
        TestLine::Step(step) => return step.at,
        TestLine::Expect(expectation) => match &expectation.kind {
            Expected::Action { at: Some(at), .. } => Some(at.plus(1)),
            Expected::Cycle(_, Verdict::EndedAt(CycleOutcome::Missed, at)) => Some(at.plus(1)),
            Expected::Cycle(_, Verdict::Stays(_, until)) => Some(*until),
            _ => None,
        },
    };
    ahead.unwrap_or(Instant(i64::MIN))
}

/// Notes what the engine tells.
struct Watch<'w> {
    plan: &'w Plan,
    touched: &'w mut Touched,
}

impl Watch<'_> {
    fn note(&mut self, kind: ItemKind, span: Span) {
        self.touched.seen.insert((kind, span));
    }

    fn parts(&mut self, parts: &[Part]) {
        for part in parts {
            self.touched.branches.insert((part.span, part.holds));
            self.parts(&part.parts);
        }
    }

    fn rules(&mut self, rules: &RulesTried) {
        for tried in &rules.tried {
            if tried.matched == Some(true) {
                self.note(ItemKind::Rule, tried.line);
            }
            self.parts(tried.condition.as_slice());
        }
    }

    fn moved(&mut self, moved: &ClockMove) {
        if let Some(line) = moved.line {
            self.note(ItemKind::Clock, line);
        }
        self.parts(&moved.conditions);
    }

    fn course(&mut self, course: &Course) {
        for stretch in &course.stretches {
            let def = &self.plan.calendars[stretch.calendar.index()];
            self.dates(def, &stretch.hours, stretch.from, stretch.until);
        }
    }

    /// The statements behind the dates of a stretch.
    fn dates(&mut self, def: &CalendarDef, hours: &Calendar, from: Instant, until: Instant) {
        let until = until.min(from.plus(LONGEST));
        let mut date = hours.zone_at(from).local(from).date();
        let last = hours.zone_at(until).local(until).date();
        while date <= last {
            let day = hours.day(date);
            for origin in day.statements.iter().chain(day.cuts.iter().map(|cut| &cut.statement)) {
                if let Some(span) = def.origins.get(origin.origin.0 as usize) {
                    self.note(ItemKind::Calendar, *span);
                }
            }
            let Some(next) = date.succ_opt() else { return };
            date = next;
        }
    }
}

impl Observer for Watch<'_> {
    const TRACE: bool = true;

    fn cycle(&mut self, cycle: &CycleRecord<'_>) {
        // The due of an open cycle depends on the dates that lie ahead.
        if let (Some(due), Some(calendar)) = (cycle.due, cycle.calendar) {
            let def = &self.plan.calendars[calendar.index()];
            self.dates(def, &def.table, cycle.started, due);
        }
    }

    fn trace(&mut self, trace: &Trace<'_>) {
        match trace {
            Trace::State { condition, .. } => self.parts(condition.as_slice()),
            Trace::Clock(moved) => self.moved(moved),
            Trace::HeldBack { condition, .. } => self.parts(std::slice::from_ref(condition)),
            Trace::Rules(rules) => self.rules(rules),
            Trace::Target(target) => {
                if let Some(id) = target.target {
                    self.note(ItemKind::Target, self.plan.target(id).span);
                }
                self.parts(&target.conditions);
            }
            Trace::Trigger(tried) => {
                if tried.fires {
                    self.note(ItemKind::Trigger, self.plan.trigger(tried.trigger).span);
                }
                self.parts(tried.condition.as_slice());
            }
            Trace::Course(course) => self.course(course),
            Trace::Step(_)
            | Trace::Field { .. }
            | Trace::Level { .. }
            | Trace::Due(_)
            | Trace::Breach { .. }
            | Trace::Warning { .. } => {}
        }
    }
}
