//! One ticket, step by step: the pipeline that batch and live use share.

use crate::condition::Facts;
use crate::cycle::{Closing, Cycle, Cycles};
use crate::event::{Event, EventKind};
use crate::facts::TicketFacts;
use crate::finish::key_text;
use crate::judgement::Judgement;
use crate::lines::{Course, settle_states};
use crate::mask::Reads;
use crate::news::News;
use crate::pattern::Step;
use crate::program::Program;
use crate::promise::{attach, next_warning, note_added};
use crate::record::{ActionCause, ActionDue, ActionRecord, ChosenBy, CycleRef, Observer};
use crate::rules::{Standing, actions_of, agreement_id};
use crate::script::ScriptValue;
use crate::slot::Slot;
use crate::symbols::Symbol;
use crate::trigger::{Firings, Source, Updates, changes_ticket};
use duly_calendar::Instant;
use duly_plan::{ActionKind, ClockId, ClockState, Emit, LevelId, Role, ScriptId, standard};

/// An event that cannot be applied: the ticket is past it, or it does not fit the ticket's beginning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OutOfOrder {
    /// It lies before what has been applied or advanced to.
    Late {
        /// The event's instant.
        at: Instant,
        /// The instant up to which the ticket has come.
        reached: Instant,
    },
    /// It comes before the ticket is created.
    BeforeCreated {
        /// The event's instant.
        at: Instant,
    },
    /// It creates the ticket a second time.
    CreatedTwice {
        /// The event's instant.
        at: Instant,
    },
}

impl std::fmt::Display for OutOfOrder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            OutOfOrder::Late { .. } => "the event lies before what has already happened to its ticket",
            OutOfOrder::BeforeCreated { .. } => "the event comes before its ticket is created",
            OutOfOrder::CreatedTwice { .. } => "the ticket is created a second time",
        })
    }
}

impl std::error::Error for OutOfOrder {}

/// One ticket under way. It can be used for one ticket after another; what it grew for one serves the next.
#[derive(Clone, Debug)]
pub struct TicketState<'p> {
    pub(crate) program: &'p Program,
    pub(crate) ticket: String,
    pub(crate) facts: TicketFacts,
    pub(crate) news: News,
    pub(crate) cycles: Cycles,
    /// One for each cycle and agreement.
    pub(crate) judgements: Vec<Judgement>,
    /// One for each agreement.
    pub(crate) standings: Vec<Standing>,
    /// Captured fields: rows of the query's width.
    pub(crate) snapshots: Vec<Slot>,
    /// The texts of captured lists.
    pub(crate) snapshot_texts: Vec<Symbol>,
    /// Reused for the order of the cycles at the end.
    pub(crate) order: Vec<usize>,
    /// Reused for the levels at the end.
    pub(crate) levels: Vec<(Option<LevelId>, Option<ChosenBy>)>,
    matched: Vec<u16>,
    pub(crate) events: u64,
    /// Nothing may happen before this instant any more.
    reached: Instant,
    /// When the next condition of time turns.
    next_tick: Option<Instant>,
    /// When the next warning fires.
    next_warning: Option<Instant>,
    /// When the next threshold of a trigger is passed.
    next_threshold: Option<Instant>,
    pub(crate) firings: Firings,
    pub(crate) updates: Updates,
}

impl<'p> TicketState<'p> {
    /// A state for tickets of a program; [`TicketState::start`] begins each.
    #[must_use]
    pub fn new(program: &'p Program) -> TicketState<'p> {
        TicketState {
            program,
            ticket: String::new(),
            facts: TicketFacts::new(program),
            news: News::new(program.list_count),
            cycles: Cycles::new(program.clocks.len()),
            judgements: Vec::new(),
            standings: vec![Standing::default(); program.rules.len()],
            snapshots: Vec::new(),
            snapshot_texts: Vec::new(),
            order: Vec::new(),
            levels: Vec::new(),
            matched: Vec::new(),
            events: 0,
            reached: Instant(i64::MIN),
            next_tick: None,
            next_warning: None,
            next_threshold: None,
            firings: Firings::default(),
            updates: Updates::default(),
        }
    }

    /// Begins a ticket; all that is known of the last one is gone.
    pub fn start(&mut self, ticket: &str) {
        self.ticket.clear();
        self.ticket.push_str(ticket);
        self.facts.reset(self.program);
        self.cycles.reset();
        self.standings.iter_mut().for_each(Standing::reset);
        self.snapshots.clear();
        self.snapshot_texts.clear();
        self.events = 0;
        self.reached = Instant(i64::MIN);
        self.next_tick = None;
        self.next_warning = None;
        self.next_threshold = None;
        self.firings.reset();
        self.updates.reset();
    }

    /// Applies an event, after the timers that are due before it.
    ///
    /// # Errors
    /// The event does not come after what was applied so far; nothing has changed then.
    pub fn apply<O: Observer>(&mut self, event: &Event<'_>, observer: &mut O) -> Result<(), OutOfOrder> {
        let at = event.at;
        match (self.events, event.kind == EventKind::Created) {
            (0, false) => return Err(OutOfOrder::BeforeCreated { at }),
            (0, true) => {}
            (_, true) => return Err(OutOfOrder::CreatedTwice { at }),
            _ if at < self.reached => return Err(OutOfOrder::Late { at, reached: self.reached }),
            _ => {}
        }
        self.advance_to(at, observer);
        self.updates.reset();
        self.events += 1;
        self.step(Some(event), at, observer);
        Ok(())
    }

    /// Lets time pass: what is due before `before` happens. It may be called at any time and changes nothing
    /// that would not have happened anyway.
    pub fn advance_to<O: Observer>(&mut self, before: Instant, observer: &mut O) {
        while let Some(timer) = self.next_timer().filter(|timer| *timer < before) {
            if self.next_tick == Some(timer) {
                self.step(None, timer, observer);
            } else if self.next_warning == Some(timer) {
                self.warn(timer, observer);
            } else {
                self.pass_threshold(timer, observer);
            }
        }
        self.reached = self.reached.max(before);
    }

    /// The instant of the next timer; it fires when time passes it.
    #[must_use]
    pub fn next_timer(&self) -> Option<Instant> {
        [self.next_tick, self.next_warning, self.next_threshold].into_iter().flatten().min()
    }

    /// Whether a clock is in a state, as conditions see it now. Of a program that is not
    /// [`Program::watching`] the clocks that no condition asks about are stopped.
    #[must_use]
    pub fn clock_is(&self, clock: ClockId, state: ClockState) -> bool {
        self.facts.clock_is(clock, state)
    }

    /// What a script gives for the ticket as it stands, for those who only look; none where it fails.
    #[must_use]
    pub fn script(&self, script: ScriptId) -> Option<ScriptValue> {
        self.facts.desk.peek(script, &self.facts)
    }

    /// An event, or time that turns a condition, and the updates of the ticket that it sets off.
    fn step<O: Observer>(&mut self, event: Option<&Event<'_>>, at: Instant, observer: &mut O) {
        self.take_step(event, at, observer);
        self.run_updates(at, observer);
    }

    /// One step: everything that follows from it, in the order of the language.
    pub(crate) fn take_step<O: Observer>(
        &mut self,
        event: Option<&Event<'_>>,
        at: Instant,
        observer: &mut O,
    ) {
        self.note_breaches(at, observer);
        self.facts.now = at;
        self.reached = at;
        self.news.clear();
        let before = [standard::ASSIGNEE, standard::DEPARTMENT].map(|field| self.facts.row[field.index()]);
        match event {
            Some(event) => {
                self.facts.take_in(self.program, event, &mut self.news);
                if self.next_tick == Some(at) {
                    self.news.dirty.add(Reads::TIME);
                }
            }
            None => self.facts.pass(self.program, &mut self.news),
        }
        let stood = if O::TRACE { Some(self.before()) } else { None };
        if O::TRACE {
            self.trace_step(event, at, observer);
        }
        self.follow_clocks(event, at, before);
        if let Some(stood) = &stood {
            self.trace_lines(stood, event, observer);
            self.trace_held_back(event, observer);
        }
        self.news.dirty = settle_states(self.program, &mut self.facts, self.news.dirty, &mut self.cycles);
        if let Some(stood) = &stood {
            self.trace_pauses(stood, event, observer);
        }
        self.judge_rules(event, at, observer);
        self.judge_cycles(observer);
        if self.news.dirty.meet(self.program.timers.reads()) && !self.program.timers.is_empty() {
            self.next_tick = self.program.timers.next(&self.facts);
        }
        self.find_timers();
        self.fire_at_step(event, at, observer);
    }

    /// Finds the next warning and the next threshold.
    pub(crate) fn find_timers(&mut self) {
        if self.program.warns {
            self.next_warning = self.first_warning().map(|warning| warning.at);
        }
        if self.program.triggers.has_thresholds {
            self.next_threshold = self.next_threshold();
        }
    }

    /// Notes the open cycles whose due lies before `at`.
    pub(crate) fn note_breaches<O: Observer>(&mut self, at: Instant, observer: &mut O) {
        let agreements = self.standings.len();
        let judged = if O::TRACE { Some(self.judged()) } else { None };
        let department = self.facts.row[standard::DEPARTMENT.index()];
        for cycle in &self.cycles.open {
            for judgement in &mut self.judgements[cycle * agreements..(cycle + 1) * agreements] {
                if let Some(due) = judgement.due {
                    judgement.note_breach(at, due, department);
                }
            }
        }
        if let Some(judged) = judged {
            self.trace_judged(&judged, observer);
        }
    }

    /// The clocks' lines. `before` is the assignee and the department before the step.
    fn follow_clocks(&mut self, event: Option<&Event<'_>>, at: Instant, before: [Slot; 2]) {
        self.cycles.forget_step();
        let known = self.cycles.len();
        let step = Step { event, facts: &self.facts, news: &self.news };
        let mut course =
            Course { program: self.program, step, at, cycles: &mut self.cycles, matched: &mut self.matched };
        for (index, clock) in self.program.clocks.iter().enumerate() {
            if clock.kinds.meet(self.news.kinds) && clock.is_in_force(self.facts.period) {
                course.follow(index);
            }
        }
        self.make_judgements(known);
        if !self.cycles.ended.is_empty() {
            let noted = self.closing(event, before);
            for ended in &self.cycles.ended {
                if let Some(end) = &mut self.cycles.slots[*ended].end {
                    end.noted = noted;
                }
            }
        }
    }

    /// Judgements for the cycles that are new.
    fn make_judgements(&mut self, known: usize) {
        let agreements = self.standings.len();
        for index in known * agreements..self.cycles.len() * agreements {
            match self.judgements.get_mut(index) {
                Some(judgement) => judgement.reset(),
                None => self.judgements.push(Judgement::new()),
            }
        }
    }

    /// What is noted of the cycles that end in this step.
    fn closing(&mut self, event: Option<&Event<'_>>, before: [Slot; 2]) -> Closing {
        let [assignee, department] = before;
        let symbols = &mut self.facts.symbols;
        let agent = event.filter(|event| event.by == Role::Agent).and_then(|event| event.actor);
        let result = event.and_then(|event| match event.kind {
            EventKind::Contact { result, .. } => result,
            _ => None,
        });
        let result = result.map(|result| symbols.intern(result));
        let agent = agent.map_or(assignee, |actor| Slot::Text(symbols.intern(actor)));
        Closing { result, agent, snapshot: self.snapshot(department) }
    }

    /// Keeps the captured fields as they are now, with this department; returns where.
    pub(crate) fn snapshot(&mut self, department: Slot) -> usize {
        let place = self.snapshots.len();
        for field in &self.program.query().capture {
            let mut slot = self.facts.row[field.index()];
            if *field == standard::DEPARTMENT {
                slot = department;
            } else if matches!(slot, Slot::List { .. }) {
                let from = self.snapshot_texts.len();
                self.snapshot_texts.extend_from_slice(self.facts.list(slot));
                slot = Slot::list(from, self.snapshot_texts.len() - from);
            }
            self.snapshots.push(slot);
        }
        place
    }

    fn judge_rules<O: Observer>(&mut self, event: Option<&Event<'_>>, at: Instant, observer: &mut O) {
        let (program, created) = (self.program, self.news.created);
        for (index, rules) in program.rules.iter().enumerate() {
            let standing = &mut self.standings[index];
            let Some(rules) = rules.in_force(self.facts.period) else { continue };
            let before = standing.level;
            let judged = rules.judge(&self.facts, self.news.dirty, created, standing);
            if O::TRACE && judged {
                self.trace_rules(index, before, observer);
            }
            // Nothing is done on a guess: what a failed script left open would have decided it.
            let wanted = program.query().actions || program.plan().meta.simulate;
            if wanted && !self.facts.desk.is_undecided() {
                self.emit_rules(index, event, at, observer);
            }
        }
    }

    /// The actions of the rules that began to decide.
    fn emit_rules<O: Observer>(
        &mut self,
        agreement: usize,
        event: Option<&Event<'_>>,
        at: Instant,
        observer: &mut O,
    ) {
        let program = self.program;
        let plan = program.plan();
        for place in 0..self.standings[agreement].begun.len() {
            let rule = self.standings[agreement].begun[place];
            let source = Source::Rule(agreement_id(agreement), rule);
            let acts = program.plan().meta.simulate
                && actions_of(plan, agreement_id(agreement), rule).iter().any(changes_ticket);
            if acts {
                if !self.updates.admit(source, None, at, self.cycles.len()) {
                    continue;
                }
                self.ask_for_update();
            }
            if !program.query().actions {
                continue;
            }
            let standing = &mut self.standings[agreement];
            let occurrence = standing.occurrence(rule);
            for action in actions_of(plan, agreement_id(agreement), rule) {
                let ActionKind::Emit(emit) = &action.kind else { continue };
                let given = match emit {
                    Emit::Computed(computed) => match self.facts.given(program, *computed) {
                        Some(given) => Some(given),
                        None => continue,
                    },
                    _ => None,
                };
                observer.action(&ActionRecord {
                    ticket: &self.ticket,
                    at,
                    cause: ActionCause::Rule {
                        agreement: agreement_id(agreement),
                        rule,
                        occurrence,
                        event: event.map(|event| event.origin),
                    },
                    level: standing.level,
                    action: match &given {
                        Some(given) => ActionDue::Computed(emit, given),
                        None => ActionDue::Emit(emit),
                    },
                    span: action.span,
                });
            }
        }
    }

    /// Targets, dues and verdicts by the levels now in force.
    pub(crate) fn judge_cycles<O: Observer>(&mut self, observer: &mut O) {
        let levels_moved = self.standings.iter().any(|standing| standing.moved);
        let all = levels_moved || self.program.choices.reads.meet(self.news.dirty);
        if !all && !self.cycles.moved {
            return;
        }
        let judged = if O::TRACE { Some(self.judged()) } else { None };
        for place in 0..self.cycles.open.len() {
            let index = self.cycles.open[place];
            if all || self.cycles.slots[index].moved {
                self.judge_cycle(index);
            }
        }
        for place in 0..self.cycles.ended.len() {
            let index = self.cycles.ended[place];
            self.judge_cycle(index);
            for (agreement, standing) in self.standings.iter().enumerate() {
                let judgement = &mut self.judgements[index * self.standings.len() + agreement];
                judgement.chosen = (standing.level, standing.rule);
            }
        }
        if let Some(judged) = judged {
            self.trace_judged(&judged, observer);
        }
    }

    fn judge_cycle(&mut self, index: usize) {
        let (program, agreements) = (self.program, self.standings.len());
        let department = self.facts.row[standard::DEPARTMENT.index()];
        let cycle = &mut self.cycles.slots[index];
        let (clock, period) = (program.clocks[cycle.clock].id, self.facts.period);
        let moved = std::mem::take(&mut cycle.moved);
        let fresh = std::mem::take(&mut cycle.fresh);
        if !std::mem::replace(&mut cycle.begun, true) {
            note_added(program, &self.facts, cycle);
        }
        let (stretches, now) = (cycle.marks.len(), self.facts.now);
        let judgements = &mut self.judgements[index * agreements..(index + 1) * agreements];
        for (standing, judgement) in self.standings.iter().zip(judgements) {
            let level = standing.level.and_then(|level| program.plan().versions.level(period, level));
            let choice = level.and_then(|level| program.choices.get(level, clock));
            let choose =
                fresh || standing.moved || choice.is_some_and(|choice| choice.reads.meet(self.news.dirty));
            if choose {
                attach(program, &self.facts, choice, cycle, judgement);
            }
            if choose || moved {
                find_due(program, (cycle, judgement), standing.level, now, department);
            }
        }
        // A switch in one agreement splits the stretch in which all of them count.
        if cycle.marks.len() > stretches {
            let judgements = &mut self.judgements[index * agreements..(index + 1) * agreements];
            for (standing, judgement) in self.standings.iter().zip(judgements) {
                find_due(program, (cycle, judgement), standing.level, now, department);
            }
        }
    }

    /// The warning that fires next, in the order (instant, clock, cycle, agreement).
    fn first_warning(&self) -> Option<Pending> {
        let agreements = self.standings.len();
        let open = self.cycles.open.iter().copied();
        let pending = open.flat_map(|cycle| (0..agreements).map(move |agreement| (cycle, agreement)));
        pending
            .filter_map(|(cycle, agreement)| {
                let at = self.judgements[cycle * agreements + agreement].next_warning?;
                let Cycles { slots, .. } = &self.cycles;
                Some(Pending { at, clock: slots[cycle].clock, number: slots[cycle].number, agreement, cycle })
            })
            .min()
    }

    /// Fires the first of the warnings that are due at `at`.
    fn warn<O: Observer>(&mut self, at: Instant, observer: &mut O) {
        let Some(pending) = self.first_warning() else {
            self.next_warning = None;
            return;
        };
        if O::TRACE {
            self.trace_warning(pending.cycle, pending.agreement, at, observer);
        }
        let plan = self.program.plan();
        let cycle = &self.cycles.slots[pending.cycle];
        let judgement = &mut self.judgements[pending.cycle * self.standings.len() + pending.agreement];
        let warning = next_warning(plan, cycle, judgement, at);
        if let (Some((_, warning)), Some(target)) = (warning, judgement.target) {
            judgement.fired.push(plan.target(target).warns[usize::from(warning)].at);
            if self.program.query().actions && !self.facts.desk.is_undecided() {
                observer.action(&ActionRecord {
                    ticket: &self.ticket,
                    at,
                    cause: ActionCause::Warning {
                        cycle: CycleRef {
                            clock: self.program.clocks[cycle.clock].id,
                            number: cycle.number,
                            key: key_text(self.program, &self.facts.symbols, cycle).as_deref(),
                            started_by: cycle.started_by,
                        },
                        agreement: agreement_id(pending.agreement),
                        target,
                        warning,
                    },
                    level: self.standings[pending.agreement].level,
                    action: ActionDue::Warn,
                    span: plan.target(target).warns[usize::from(warning)].span,
                });
            }
        }
        judgement.next_warning = next_warning(plan, cycle, judgement, at).map(|warning| warning.0);
        self.next_warning = self.first_warning().map(|warning| warning.at);
    }
}

/// The due of a cycle in an agreement, and what follows from it: the breach, the next warning, the thresholds.
fn find_due(
    program: &Program,
    (cycle, judgement): (&Cycle, &mut Judgement),
    level: Option<LevelId>,
    now: Instant,
    department: Slot,
) {
    let plan = program.plan();
    judgement.find_due(plan, cycle);
    judgement.note_breach(now, now, department);
    judgement.next_warning =
        if program.warns { next_warning(plan, cycle, judgement, now).map(|warning| warning.0) } else { None };
    if program.triggers.has_thresholds {
        program.triggers.arm(plan, level, cycle, judgement, now);
    }
}

/// A warning that is to fire; its order is that of firing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Pending {
    at: Instant,
    clock: usize,
    number: u32,
    agreement: usize,
    cycle: usize,
}
