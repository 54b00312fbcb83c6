//! A slow, obvious simulator: it walks a ticket's life quarter by quarter of an hour and writes down what
//! each cycle did in each of them; every answer is counted out of that list. It shares no code with the
//! engine and reads the plan's data as it is.

mod promises;

use super::history::Happening;
use crate::event::{EventKind as Happened, Value};
use crate::{ChosenBy, Query};
use duly_calendar::Instant;
use duly_plan::*;
use std::collections::{BTreeMap, BTreeSet};

/// The length of a step, in seconds. Events, windows and targets are multiples of it.
pub const STEP: i64 = 900;

/// How many steps ahead a due is looked for.
const HORIZON: usize = 96 * 35;

#[derive(Clone, Copy, PartialEq, Debug)]
enum Mode {
    Running,
    Paused,
    Ended,
}

#[derive(Clone, PartialEq, Debug, Default)]
struct Ticket {
    codes: BTreeMap<FieldId, u16>,
    tags: BTreeSet<String>,
}

#[derive(Clone, Debug)]
struct Cycle {
    clock: usize,
    number: u32,
    key: Option<String>,
    started: usize,
    /// What it did in each step since it started.
    trace: Vec<Mode>,
    mode: Mode,
    ended: Option<Ended>,
    is_final: bool,
    paused_by: BTreeSet<usize>,
    reopens: u32,
    hidden: bool,
    /// For each target of the plan, which of its `plus` held as the cycle began.
    grown: Vec<Vec<bool>>,
    judged: Vec<Judged>,
}

/// The calendars that count in turn: each from so many seconds on that have run.
type Turns = Vec<(i64, usize)>;

#[derive(Clone, Debug)]
struct Ended {
    at: usize,
    how: ClockEnd,
    phrase: String,
    by: Vec<EventKind>,
}

/// A cycle in one agreement.
#[derive(Clone, Debug, Default)]
struct Judged {
    target: Option<TargetId>,
    last: Option<TargetId>,
    was_promised: bool,
    /// How time counts now, and how each step so far is counted.
    turns: Turns,
    each: Vec<Turns>,
    /// Which of the target's `plus` hold.
    grown: Vec<bool>,
    attached: usize,
    due: Option<usize>,
    breached: Option<usize>,
    level: Option<LevelId>,
    rule: Option<ChosenBy>,
}

/// The ticket before and after an event, and the event; time alone has none.
struct Moment<'m> {
    event: Option<&'m Happening>,
    before: Option<&'m Ticket>,
}

pub struct Reference<'p> {
    plan: &'p Plan,
    /// Whether each calendar is open in each step.
    open: Vec<Vec<bool>>,
    begin: Instant,
    now: usize,
    ticket: Ticket,
    cycles: Vec<Cycle>,
    levels: Vec<(Option<LevelId>, Option<ChosenBy>)>,
    touched: usize,
    /// What the clocks did when the event came, as conditions in their lines see it.
    clocks_before: Vec<(bool, bool)>,
}

impl<'p> Reference<'p> {
    fn new(plan: &'p Plan, begin: Instant) -> Reference<'p> {
        let open = plan.calendars.iter().map(|calendar| {
            (0..HORIZON)
                .map(|step| calendar.table.is_open(begin.plus(i64::try_from(step).unwrap() * STEP)))
                .collect()
        });
        Reference {
            plan,
            open: open.collect(),
            begin,
            now: 0,
            ticket: Ticket::default(),
            cycles: Vec::new(),
            levels: vec![(None, None); plan.rules.len()],
            touched: 0,
            clocks_before: Vec::new(),
        }
    }

    fn instant(&self, step: usize) -> Instant {
        self.begin.plus(i64::try_from(step).unwrap() * STEP)
    }

    fn step_of(&self, at: Instant) -> usize {
        assert_eq!((at.0 - self.begin.0) % STEP, 0);
        usize::try_from((at.0 - self.begin.0) / STEP).unwrap()
    }

    // Conditions and phrases.

    fn holds(&self, condition: &Condition, ticket: &Ticket, clocks: &[(bool, bool)]) -> bool {
        match &condition.kind {
            ConditionKind::All(all) => all.iter().all(|inner| self.holds(inner, ticket, clocks)),
            ConditionKind::Any(any) => any.iter().any(|inner| self.holds(inner, ticket, clocks)),
            ConditionKind::Not(inner) => !self.holds(inner, ticket, clocks),
            ConditionKind::State(state) => self.state_holds(*state, ticket, clocks),
            ConditionKind::OneOf { field, values } => {
                ticket.codes.get(field).is_some_and(|code| values.contains(&Const::Code(*code)))
            }
            ConditionKind::Has { values, .. } => values.iter().any(|tag| ticket.tags.contains(tag)),
            ConditionKind::Elapsed { since, op, length: Length::Time(seconds), calendar, .. } => {
                let base = if *since == Since::Created { 0 } else { self.touched };
                let open = &self.open[calendar.index()];
                let passed = (base..self.now).filter(|step| open[*step]).count();
                let reached = i64::try_from(passed).unwrap() * STEP >= *seconds;
                if *op == Compare::GreaterOrEqual { reached } else { !reached }
            }
            ConditionKind::ClockIs { clock, state } => {
                let (running, paused) = clocks[clock.index()];
                match state {
                    ClockState::Running => running,
                    ClockState::Paused => paused,
                    ClockState::Stopped => !running && !paused,
                }
            }
            other => panic!("the reference does not know {other:?}"),
        }
    }

    fn state_holds(&self, state: StateId, ticket: &Ticket, clocks: &[(bool, bool)]) -> bool {
        let condition = self.plan.state(state).condition.as_ref();
        condition.is_some_and(|condition| self.holds(condition, ticket, clocks))
    }

    fn clocks(&self) -> Vec<(bool, bool)> {
        let does = |clock: usize, mode: Mode| {
            self.cycles
                .iter()
                .any(|cycle| cycle.clock == clock && cycle.ended.is_none() && cycle.mode == mode)
        };
        (0..self.plan.clocks.len())
            .map(|clock| (does(clock, Mode::Running), does(clock, Mode::Paused)))
            .collect()
    }

    fn matches(&self, when: &When, moment: &Moment<'_>) -> Vec<EventKind> {
        let guard = when.guard.as_ref();
        if !guard.is_none_or(|guard| self.holds(guard, &self.ticket, &self.clocks_before)) {
            return Vec::new();
        }
        let patterns = when.events.iter().filter(|pattern| {
            self.happens(&pattern.kind, moment)
                && pattern.by.is_none_or(|by| moment.event.is_some_and(|event| event.by == by))
        });
        patterns.map(|pattern| pattern.kind.clone()).collect()
    }

    fn happens(&self, kind: &EventKind, moment: &Moment<'_>) -> bool {
        let Some(event) = moment.event else { return false };
        let created = moment.before.is_none();
        let state = |state, ticket: &Ticket| self.state_holds(state, ticket, &self.clocks_before);
        let code = |field: &FieldId| self.ticket.codes.get(field).copied();
        let changed = |field: &FieldId| {
            moment.before.is_some_and(|before| before.codes.get(field) != self.ticket.codes.get(field))
        };
        match kind {
            EventKind::Created => event.kind == Happened::Created,
            EventKind::Message { by, public } => match event.kind {
                Happened::Message { public: is_public } => {
                    by.is_none_or(|by| by == event.by) && (is_public || !public)
                }
                _ => false,
            },
            EventKind::Becomes(field, values) => {
                (created || changed(field))
                    && code(field).is_some_and(|code| values.contains(&Const::Code(code)))
            }
            EventKind::Changes(field) => changed(field),
            EventKind::Tagged(tag) => {
                self.ticket.tags.contains(tag)
                    && !moment.before.is_some_and(|before| before.tags.contains(tag))
            }
            EventKind::Merged => event.kind == Happened::Merge,
            EventKind::Deleted => event.kind == Happened::Delete,
            EventKind::Restored => event.kind == Happened::Restore,
            EventKind::Enters(id) => {
                state(*id, &self.ticket) && !moment.before.is_some_and(|before| state(*id, before))
            }
            EventKind::Exits(id) => {
                !state(*id, &self.ticket) && moment.before.is_some_and(|before| state(*id, before))
            }
            EventKind::Contact { phase, .. } => {
                matches!(event.kind, Happened::Contact { phase: at, .. } if at == Some(*phase))
            }
            other => panic!("the reference does not know {other:?}"),
        }
    }

    // One event.

    fn apply(&mut self, event: &Happening) {
        let before = (event.kind != Happened::Created).then(|| self.ticket.clone());
        for set in &event.sets {
            match set.value {
                Value::Code(code) => self.ticket.codes.insert(set.field, code),
                _ => self.ticket.codes.remove(&set.field),
            };
        }
        self.ticket.tags.extend(event.added.iter().map(|tag| (*tag).to_owned()));
        event.removed.iter().for_each(|tag| _ = self.ticket.tags.remove(*tag));
        if matches!(event.by, Role::Customer | Role::Agent) || before.is_none() {
            self.touched = self.now;
        }
        self.clocks_before = self.clocks();
        let moment = Moment { event: Some(event), before: before.as_ref() };
        let mut ended = Vec::new();
        for clock in 0..self.plan.clocks.len() {
            self.lines(clock, &moment, &mut ended);
        }
        self.settle(&ended, false);
    }

    /// Everything that follows the clocks' lines, and what time alone brings.
    fn settle(&mut self, ended: &[usize], by_time: bool) {
        self.pause_and_hide();
        let created = self.cycles.is_empty() && self.levels.iter().all(|level| *level == (None, None));
        self.judge_rules(created);
        for index in 0..self.cycles.len() {
            if self.cycles[index].ended.is_none() || ended.contains(&index) {
                self.judge_cycle(index, by_time);
            }
        }
    }

    fn in_scope(&self, index: usize, clock: usize, event: &Happening) -> bool {
        let cycle = &self.cycles[index];
        let own = matches!(self.plan.clocks[clock].per, Per::Contact(_))
            && matches!(event.kind, Happened::Contact { .. });
        cycle.clock == clock && (!own || cycle.key.as_deref() == event.key)
    }

    fn lines(&mut self, index: usize, moment: &Moment<'_>, all_ended: &mut Vec<usize>) {
        let clock = &self.plan.clocks[index];
        let event = moment.event.unwrap();
        let created = moment.before.is_none();
        if created {
            self.start(index, moment);
        }
        let open: Vec<usize> = (0..self.cycles.len())
            .filter(|cycle| self.cycles[*cycle].ended.is_none() && self.in_scope(*cycle, index, event))
            .collect();
        let line = clock.ends.iter().map(|end| (end, self.matches(&end.when, moment)));
        if let Some((end, by)) = line.into_iter().find(|(_, by)| !by.is_empty()) {
            for place in &open {
                let first = end.when.events.iter().find(|pattern| pattern.kind == by[0]).unwrap();
                self.cycles[*place].ended =
                    Some(Ended { at: self.now, how: end.end, phrase: first.phrase.clone(), by: by.clone() });
                all_ended.push(*place);
            }
            if matches!(end.end, ClockEnd::RestartAsMet | ClockEnd::RestartAsCancelled) {
                for place in &open {
                    let key = self.cycles[*place].key.clone();
                    self.begin(index, key);
                }
            }
        }
        if clock.finals.iter().any(|when| !self.matches(when, moment).is_empty()) {
            for place in 0..self.cycles.len() {
                if self.cycles[place].ended.is_some() && self.in_scope(place, index, event) {
                    self.cycles[place].is_final = true;
                }
            }
        }
        self.pauses_between(index, moment);
        self.reopen(index, moment, all_ended);
        let closes = clock.ending_states.iter().any(|state| self.happens(&EventKind::Enters(*state), moment));
        if !created && !closes {
            self.start(index, moment);
        }
    }

    fn pauses_between(&mut self, index: usize, moment: &Moment<'_>) {
        for (number, pause) in self.plan.clocks[index].pauses.iter().enumerate() {
            let Pause::Between { from, until } = pause else { continue };
            let (from, until) =
                (!self.matches(from, moment).is_empty(), !self.matches(until, moment).is_empty());
            for place in 0..self.cycles.len() {
                if self.cycles[place].ended.is_some() || !self.in_scope(place, index, moment.event.unwrap()) {
                    continue;
                }
                if until {
                    self.cycles[place].paused_by.remove(&number);
                }
                if from {
                    self.cycles[place].paused_by.insert(number);
                }
            }
        }
    }

    fn reopen(&mut self, index: usize, moment: &Moment<'_>, all_ended: &mut Vec<usize>) {
        for when in &self.plan.clocks[index].reopens {
            let by = self.matches(when, moment);
            for place in (0..self.cycles.len()).rev() {
                let cycle = &self.cycles[place];
                let Some(ended) = &cycle.ended else { continue };
                let revives = by.iter().any(|kind| match kind {
                    EventKind::Exits(state) => ended.by.contains(&EventKind::Enters(*state)),
                    EventKind::Restored => ended.by.contains(&EventKind::Deleted),
                    _ => true,
                });
                let newer = self.plan.clocks[index].per != Per::Message
                    && self.cycles[place + 1..]
                        .iter()
                        .any(|later| later.clock == index && later.key == cycle.key);
                if revives && !newer && !cycle.is_final && self.in_scope(place, index, moment.event.unwrap())
                {
                    let cycle = &mut self.cycles[place];
                    cycle.ended = None;
                    cycle.mode = Mode::Running;
                    cycle.paused_by.clear();
                    cycle.reopens += 1;
                    all_ended.retain(|ended| *ended != place);
                }
            }
        }
    }

    fn start(&mut self, index: usize, moment: &Moment<'_>) {
        let clock = &self.plan.clocks[index];
        if !clock.starts.iter().any(|when| !self.matches(when, moment).is_empty()) {
            return;
        }
        let key = match clock.per {
            Per::Ticket | Per::Message => None,
            Per::Contact(_) => moment.event.unwrap().key.map(str::to_owned),
            Per::Field(field) => self
                .ticket
                .codes
                .get(&field)
                .map(|code| self.plan.field(field).kind.value(*code).unwrap().to_owned()),
        };
        let is_open =
            self.cycles.iter().any(|cycle| cycle.clock == index && cycle.ended.is_none() && cycle.key == key);
        if clock.per == Per::Message || !is_open {
            self.begin(index, key);
        }
    }

    fn begin(&mut self, clock: usize, key: Option<String>) {
        let targets = self.plan.targets.iter();
        let grown = targets.map(|target| self.grown(target, self.now)).collect();
        let number = self.cycles.iter().filter(|cycle| cycle.clock == clock).count() + 1;
        self.cycles.push(Cycle {
            clock,
            number: u32::try_from(number).unwrap(),
            key,
            started: self.now,
            trace: Vec::new(),
            mode: Mode::Running,
            ended: None,
            is_final: false,
            paused_by: BTreeSet::new(),
            reopens: 0,
            hidden: false,
            grown,
            judged: vec![Judged { turns: vec![(0, 0)], ..Judged::default() }; self.plan.rules.len()],
        });
    }

    fn pause_and_hide(&mut self) {
        for _ in 0..=self.plan.clocks.len() {
            let clocks = self.clocks();
            for place in 0..self.cycles.len() {
                let cycle = &self.cycles[place];
                let clock = &self.plan.clocks[cycle.clock];
                let paused = !cycle.paused_by.is_empty()
                    || clock.pauses.iter().any(|pause| match pause {
                        Pause::While(condition) => self.holds(condition, &self.ticket, &clocks),
                        Pause::Between { .. } => false,
                    });
                let hidden = clock.hides.iter().any(|condition| self.holds(condition, &self.ticket, &clocks));
                if cycle.ended.is_none() {
                    let cycle = &mut self.cycles[place];
                    cycle.mode = if paused { Mode::Paused } else { Mode::Running };
                    cycle.hidden = hidden;
                }
            }
        }
    }

    fn judge_rules(&mut self, created: bool) {
        let clocks = self.clocks();
        for (index, rules) in self.plan.rules.iter().enumerate() {
            if rules.at_creation && !created {
                continue;
            }
            let matching = rules.rules.iter().enumerate().filter(|(_, rule)| {
                !rule.inactive
                    && rule
                        .condition
                        .as_ref()
                        .is_none_or(|condition| self.holds(condition, &self.ticket, &clocks))
            });
            let mut chosen = None;
            for (number, rule) in matching {
                for action in &rule.actions {
                    if let ActionKind::Level(level) = action.kind {
                        let rule = RuleId(u16::try_from(number).unwrap());
                        chosen = Some((Some(level), Some(ChosenBy::Rule(rule))));
                    }
                }
                let stops = rule.actions.iter().any(|action| action.kind == ActionKind::Stop);
                if stops || !rules.every_match {
                    break;
                }
            }
            self.levels[index] = chosen.unwrap_or_else(|| match &rules.otherwise {
                Some(otherwise) => {
                    let last = Some(ChosenBy::Rule(RuleId(u16::try_from(rules.rules.len()).unwrap())));
                    let level = otherwise.actions.iter().find_map(|action| match action.kind {
                        ActionKind::Level(level) => Some(level),
                        _ => None,
                    });
                    (level, last)
                }
                None => (None, None),
            });
        }
    }
}

/// The cycles of a history, as the engine should report them.
pub fn simulate(plan: &Plan, history: &[Happening], as_of: Instant) -> Vec<crate::testing::history::Cycle> {
    let mut it = Reference::new(plan, history[0].at);
    let last = it.step_of(as_of);
    for now in 0..=last {
        it.now = now;
        for index in 0..it.cycles.len() {
            if it.cycles[index].ended.is_some() {
                continue;
            }
            for judged in &mut it.cycles[index].judged {
                if judged.breached.is_none() && judged.due.is_some_and(|due| due < now) {
                    judged.breached = judged.due;
                }
            }
        }
        let at = it.instant(now);
        for event in history.iter().filter(|event| event.at == at) {
            it.apply(event);
        }
        if now < last {
            it.settle(&[], true);
            for cycle in &mut it.cycles {
                cycle.trace.push(if cycle.ended.is_some() { Mode::Ended } else { cycle.mode });
                cycle.judged.iter_mut().for_each(|judged| judged.each.push(judged.turns.clone()));
            }
        }
    }
    let mut cycles: Vec<&Cycle> = it.cycles.iter().collect();
    cycles.sort_by_key(|cycle| (cycle.clock, cycle.number));
    cycles
        .into_iter()
        .flat_map(|cycle| (0..cycle.judged.len()).filter_map(|agreement| it.record(cycle, agreement)))
        .collect()
}

/// What the engine is asked for, so that it can be held against the reference.
pub fn query() -> Query {
    Query { capture: Vec::new(), actions: false }
}
