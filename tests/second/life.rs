//! A ticket's life: events and time, each with all that follows from it.

use super::conditions::View;
use super::cycle::Cycle;
use super::event::Event;
use super::level::Warn;
use super::log::Action;
use super::phrases::Moment;
use super::policy::Policy;
use super::rules::Standing;
use super::ticket::Ticket;
use super::updates::Updates;
use duly_syntax::ast::{ClockItemKind as Line, Length, LevelItemKind, Span};

/// One ticket under a policy, as far as it has come.
#[derive(Clone)]
pub struct Life<'p> {
    pub(super) policy: &'p Policy,
    pub(super) now: i64,
    pub(super) ticket: Ticket,
    pub(super) cycles: Vec<Cycle>,
    /// One an agreement.
    pub(super) standings: Vec<Standing>,
    /// The cycles that end in this step.
    pub(super) just_ended: Vec<usize>,
    /// The cycles that begin in this step.
    pub(super) just_begun: Vec<usize>,
    /// The script that failed where a rule asked it.
    pub(super) undecided: Option<String>,
    /// Where actions are simulated.
    pub(super) updates: Updates,
    /// What was asked for so far.
    pub actions: Vec<Action>,
}

/// A warning that is to fire: in the order of section 9, "(instant, declaration, cycle, occurrence)".
#[derive(Clone, PartialEq, PartialOrd, Debug)]
struct Pending {
    at: i64,
    clock: usize,
    number: u32,
    agreement: usize,
    written: usize,
}

impl<'p> Life<'p> {
    /// A ticket that nothing has happened to.
    pub fn new(policy: &'p Policy) -> Life<'p> {
        Life {
            policy,
            now: i64::MIN,
            ticket: Ticket::default(),
            cycles: Vec::new(),
            standings: vec![Standing::default(); policy.rules.len()],
            just_ended: Vec::new(),
            just_begun: Vec::new(),
            undecided: None,
            updates: Updates::default(),
            actions: Vec::new(),
        }
    }

    /// An event, after all that time brings before it.
    pub fn happen(&mut self, event: &Event) {
        self.pass_until(event.at);
        self.nobody_has_acted();
        self.step(event.at, Some(event));
        self.let_updates_happen();
    }

    /// "a timer at w fires only when time passes w, after all events at w and before any later one"
    pub fn pass_until(&mut self, before: i64) {
        // Nothing can come of time before a ticket is there.
        while self.now > i64::MIN {
            let turn = self.next_turn();
            let warning = self.next_warning();
            let threshold = self.next_threshold();
            let warned = warning.as_ref().map(|pending| pending.at);
            let next = [turn, warned, threshold.map(|ahead| ahead.at)].into_iter().flatten().min();
            let Some(next) = next.filter(|next| *next < before) else { return };
            // Conditions of time come first (note 0010, 3), and thresholds last (note 0020, 5).
            if turn == Some(next) {
                self.step(next, None);
                self.let_updates_happen();
            } else if let Some(pending) = warning.filter(|pending| pending.at == next) {
                self.warn(&pending);
            } else if let Some(ahead) = threshold {
                self.pass_threshold(ahead);
            }
        }
    }

    /// Section 6, "At one event: the timers that were due before it; all its sets; the clocks (conditions see
    /// clock states as before the event); then the rules; then dues and verdicts by the level now in force".
    pub(super) fn step(&mut self, at: i64, event: Option<&Event>) {
        self.note_breaches(at);
        let reached = std::mem::replace(&mut self.now, at);
        let created = event.is_some_and(|event| event.event == "created");
        let (before, clocks, policy) = (self.ticket.clone(), self.clocks_do(), self.policy);
        // "`age` and `idle` turn at exact instants, states begin and end right then."
        let before = View { policy, ticket: &before, now: reached, clocks: &clocks };
        let mut after = self.ticket.clone();
        if let Some(event) = event {
            after.take(event);
        }
        let after_sets = View { ticket: &after, now: at, ..before };
        if !created && before.state("done") && !after_sets.state("done") {
            after.count("reopens");
        }
        self.ticket = after.clone();
        let after = View { ticket: &after, now: at, ..before };
        let moment = Moment { event, before: (!created).then_some(before), after };
        self.just_ended.clear();
        self.just_begun.clear();
        for clock in 0..policy.clocks.len() {
            self.follow(clock, &moment);
        }
        self.pause_and_hide();
        self.judge_rules(created);
        self.judge_cycles();
        self.fire(&moment);
    }

    /// "a breach has an exact instant whether or not anything happened then"
    pub(super) fn note_breaches(&mut self, at: i64) {
        let department = self.field("department");
        let open = self.cycles.iter_mut().filter(|cycle| cycle.end.is_none());
        for promise in open.flat_map(|cycle| &mut cycle.promises) {
            if promise.breached_at.is_none() && promise.due.is_some_and(|due| due < at) {
                promise.breached_at = promise.due;
                promise.breached_in = department.clone();
            }
        }
    }

    /// "dues and verdicts by the level now in force": the cycles that are open, and those that ended just now.
    pub(super) fn judge_cycles(&mut self) {
        let (clocks, department) = (self.clocks_do(), self.field("department"));
        let view = View { policy: self.policy, ticket: &self.ticket, now: self.now, clocks: &clocks };
        for index in 0..self.cycles.len() {
            if self.cycles[index].end.is_some() && !self.just_ended.contains(&index) {
                continue;
            }
            let cycle = self.cycles[index].clone();
            let clock = &self.policy.clocks[cycle.clock].name.text;
            let promises = &mut self.cycles[index].promises;
            for (promise, standing) in promises.iter_mut().zip(&self.standings) {
                let target = standing.level.as_ref().and_then(|level| view.target(level, clock));
                promise.attach(target, &cycle, view);
                promise.due = promise.find_due(&cycle);
                (promise.level, promise.rule) = (standing.level.clone(), standing.rule.clone());
                // A due in the past that comes into force is a breach now.
                if promise.breached_at.is_none() && promise.due.is_some_and(|due| due < view.now) {
                    promise.breached_at = Some(view.now);
                    promise.breached_in = department.clone();
                }
            }
        }
    }

    /// The next instant at which an `age` or `idle` condition turns.
    fn next_turn(&self) -> Option<i64> {
        let view = View { policy: self.policy, ticket: &self.ticket, now: self.now, clocks: &[] };
        let mut turns = Vec::new();
        let policy = self.policy;
        for rules in &policy.rules {
            let active = rules.rules.iter().filter(|rule| rule.inactive.is_none());
            active.filter_map(|rule| rule.condition.as_ref()).for_each(|test| view.turns(test, &mut turns));
        }
        policy.states.values().for_each(|test| view.turns(test, &mut turns));
        for line in policy.clocks.iter().flat_map(|clock| &clock.items) {
            if let Line::PauseWhile(test) | Line::HideWhile(test) = &line.kind {
                view.turns(test, &mut turns);
            }
        }
        for line in policy.levels.values().flat_map(|level| &level.items) {
            if let LevelItemKind::List { entries, .. } = &line.kind {
                entries
                    .iter()
                    .flat_map(|entry| &entry.condition)
                    .for_each(|test| view.turns(test, &mut turns));
            }
        }
        turns.into_iter().filter(|at| *at > self.now).min()
    }

    fn next_warning(&self) -> Option<Pending> {
        let mut next: Option<Pending> = None;
        for cycle in &self.cycles {
            for (agreement, promise) in cycle.promises.iter().enumerate() {
                for (at, warn) in promise.warnings(cycle, self.now) {
                    let target = promise.target.as_ref().expect("a warning has a target");
                    let written = target.warns.iter().position(|line| *line == warn).expect("its line");
                    let it = Pending { at, clock: cycle.clock, number: cycle.number, agreement, written };
                    if next.as_ref().is_none_or(|next| it < *next) {
                        next = Some(it);
                    }
                }
            }
        }
        next
    }

    fn warn(&mut self, pending: &Pending) {
        let Pending { at, clock, number, agreement, written } = *pending;
        let is_it = |cycle: &&mut Cycle| cycle.clock == clock && cycle.number == number;
        let cycle = self.cycles.iter_mut().find(is_it).expect("its cycle");
        let promise = &mut cycle.promises[agreement];
        let warn = promise.target.as_ref().expect("its target").warns[written];
        promise.warned.push(warn);
        if self.undecided.is_some() {
            return;
        }
        let level = self.standings[agreement].level.clone();
        let span = level.as_ref().and_then(|level| self.warn_span(level, written)).expect("its line");
        self.actions.push(Action {
            at,
            trigger: warning_name(warn),
            clock: Some(self.policy.clocks[clock].name.text.clone()),
            cycle: Some(number),
            level,
            action: "warn".to_owned(),
            to: None,
            field: None,
            value: None,
            because: None,
            line: self.policy.line(span),
        });
    }

    /// Where a level's warning stands: on the level or on the nearest that it extends and that has any.
    fn warn_span(&self, level: &str, written: usize) -> Option<Span> {
        let level = &self.policy.levels[level];
        let warns = level.items.iter().filter_map(|item| match &item.kind {
            LevelItemKind::Warn(warns) => Some(warns),
            _ => None,
        });
        let spans: Vec<Span> = warns.flatten().map(|warn| warn.span).collect();
        match &level.extends {
            Some(base) if spans.is_empty() => self.warn_span(&base.name.text, written),
            _ => spans.get(written).copied(),
        }
    }

    /// A field as reports show it.
    pub(super) fn field(&self, name: &str) -> Option<String> {
        self.ticket.get(self.policy, name).map(|value| value.shown())
    }

    /// Instants ahead at which something is about to happen: dues, warnings, turns, and the next openings and
    /// closings.
    pub fn ahead(&self) -> Vec<i64> {
        let promises = self.cycles.iter().filter(|cycle| cycle.end.is_none()).flat_map(|cycle| {
            let warnings = |promise: &super::promise::Promise| promise.warnings(cycle, self.now);
            let of = move |promise| {
                let warnings = warnings(promise).into_iter().map(|(at, _)| at);
                warnings.chain(promise.due).collect::<Vec<_>>()
            };
            cycle.promises.iter().flat_map(of)
        });
        let hours = self.policy.all_hours(&self.ticket);
        let edges = hours.iter().flat_map(|hours| [hours.next_open(self.now), hours.next_close(self.now)]);
        let threshold = self.next_threshold().map(|ahead| ahead.at);
        let all = promises.chain(edges.flatten()).chain(self.next_turn()).chain(threshold);
        all.filter(|at| *at >= self.now).collect()
    }
}

/// A warning as the policy writes it.
fn warning_name(warn: Warn) -> String {
    match warn {
        Warn::Percent(percent) => format!("warn at {percent}%"),
        Warn::Before(Length::Time(time)) => {
            let parts = [(time.seconds / 3600, "h"), (time.seconds / 60 % 60, "m"), (time.seconds % 60, "s")];
            let parts =
                parts.iter().filter(|part| part.0 > 0).map(|(number, unit)| format!("{number}{unit}"));
            format!("warn {} before", parts.collect::<String>())
        }
        Warn::Before(Length::Days(days)) => {
            let unit = match days.unit {
                duly_syntax::ast::DayUnit::BusinessDays => "business day",
                duly_syntax::ast::DayUnit::CalendarDays => "calendar day",
                duly_syntax::ast::DayUnit::CalendarMonths => "calendar month",
            };
            format!("warn {} {unit}{} before", days.count, if days.count == 1 { "" } else { "s" })
        }
    }
}
