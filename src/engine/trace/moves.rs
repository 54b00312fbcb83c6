//! What a step did, found by comparing: kept out of the way of those who do not trace.

use super::{
    Cause, ClockMove, CycleName, DueMove, Held, Moved, Part, RuleTried, RulesTried, Step, TargetMove, Trace,
    TriggerTried, part::Probe,
};
use crate::counting::Counting;
use crate::cycle::{Cycle, Mode};
use crate::event::Event;
use crate::finish::key_text;
use crate::judgement::Judgement;
use crate::pattern::{Line, Step as Happening};
use crate::promise::next_warning;
use crate::record::{ChosenBy, Observer};
use crate::rules::agreement_id;
use crate::slot::Slot;
use crate::ticket::TicketState;
use duly_calendar::Instant;
use duly_diag::Span;
use duly_plan::{
    Condition, CountFrom, EventPattern, FieldId, LevelId, Pause, RuleId, TargetChoice, TargetId, TargetKind,
    TriggerId, When,
};

/// How cycles stood before a step.
pub(crate) struct Before {
    cycles: Vec<CycleBefore>,
}

/// How one of them stood.
struct CycleBefore {
    open: bool,
    mode: Mode,
    hidden: bool,
    paused_by: Vec<usize>,
    is_final: bool,
}

impl CycleBefore {
    fn of(cycle: &Cycle) -> CycleBefore {
        CycleBefore {
            open: cycle.is_open(),
            mode: cycle.mode(),
            hidden: cycle.hidden,
            paused_by: cycle.paused_by.clone(),
            is_final: cycle.is_final,
        }
    }
}

/// How judgements stood before cycles were judged.
pub(crate) struct JudgedBefore(Vec<Judged>);

/// What of a judgement is told when it changes.
#[derive(PartialEq)]
struct Judged {
    target: Option<TargetId>,
    promise: Option<(TargetKind, Counting, Instant, Option<Instant>)>,
    due: Option<Instant>,
    breached_at: Option<Instant>,
}

impl Judged {
    fn of(judgement: &Judgement) -> Judged {
        let Judgement { target, kind, counting, origin, promised, due, breached_at, .. } = judgement;
        let promise = target.map(|_| (*kind, counting.clone(), *origin, *promised));
        Judged { target: *target, promise, due: *due, breached_at: *breached_at }
    }
}

impl TicketState<'_> {
    /// What a condition of the plan, or of one like it, comes to on the ticket as it stands, part by part. What it
    /// reads must be demanded by the query or by the plan; any other field is taken for not set.
    #[must_use]
    pub fn probe(&self, condition: &Condition) -> Part {
        self.prober().part(condition)
    }

    fn prober(&self) -> Probe<'_> {
        Probe::new(self.program.plan(), &self.facts)
    }

    /// The name of a cycle.
    pub(crate) fn name_of(&self, index: usize) -> CycleName {
        let cycle = self.cycles.get(index);
        CycleName {
            clock: self.program.clocks[cycle.clock].id,
            number: cycle.number,
            key: key_text(self.program, &self.facts.symbols, cycle).map(std::borrow::Cow::into_owned),
            started_by: cycle.started_by,
        }
    }

    /// Tells the step, the fields it changed and the states it turned.
    pub(crate) fn trace_step<O: Observer>(&self, event: Option<&Event<'_>>, at: Instant, observer: &mut O) {
        let cause = match (event, self.updates.acting()) {
            (None, _) => Cause::Time,
            (Some(event), Some(source)) => Cause::Action(event, source.chooser()),
            (Some(event), None) => Cause::Event(event),
        };
        observer.trace(&Trace::Step(Step { at, cause }));
        if self.news.created {
            for index in 0..self.facts.row.len() {
                let field = FieldId(u16::try_from(index).unwrap_or(u16::MAX));
                let now = self.facts.held(field);
                if !matches!(&now, Held::Unset) && now != Held::List(Vec::new()) {
                    observer.trace(&Trace::Field { field, before: Held::Unset, now });
                }
            }
        }
        for (field, before) in &self.news.changes {
            let before = match before {
                Slot::List { from, .. } => {
                    self.facts.held_list(&self.news.lists_before[crate::facts::index(*from)])
                }
                slot => self.facts.held_slot(*slot),
            };
            observer.trace(&Trace::Field { field: *field, before, now: self.facts.held(*field) });
        }
        for (state, holds) in &self.news.turned {
            let condition = self.program.plan().state(*state).condition.as_ref();
            let condition = condition.map(|condition| self.probe(condition));
            observer.trace(&Trace::State { state: *state, condition, holds: *holds });
        }
    }

    /// How the cycles stand.
    pub(crate) fn before(&self) -> Before {
        Before {
            cycles: (0..self.cycles.len()).map(|index| CycleBefore::of(self.cycles.get(index))).collect(),
        }
    }

    /// Tells what lines of clocks that speak of events did to cycles. Conditions still see what the lines saw.
    pub(crate) fn trace_lines<O: Observer>(
        &self,
        before: &Before,
        event: Option<&Event<'_>>,
        observer: &mut O,
    ) {
        let step = Happening { event, facts: &self.facts, news: &self.news };
        for index in 0..self.cycles.len() {
            let cycle = self.cycles.get(index);
            let clock = self.program.plan().clock(self.program.clocks[cycle.clock].version);
            let own = &self.program.clocks[cycle.clock];
            let was = before.cycles.get(index);
            let mut tell = |moved, found: Option<(&When, Vec<Span>)>| {
                observer.trace(&Trace::Clock(self.clock_move(index, moved, found)));
            };
            if was.is_none() {
                let found = found(&own.starts, &clock.starts, step);
                let restart = || restarted(self, index);
                tell(Moved::Started, found.or_else(restart));
            }
            if let Some(end) = cycle.end.filter(|_| was.is_none_or(|was| was.open)) {
                let when = &clock.ends[end.line].when;
                let phrases = cycle.ended_by.iter().filter_map(|at| when.events.get(usize::from(*at)));
                tell(Moved::Ended(end.how), Some((when, phrases.map(|event| event.span).collect())));
            }
            if cycle.is_open() && was.is_some_and(|was| !was.open) {
                tell(Moved::Reopened, found(&own.reopens, &clock.reopens, step));
            }
            if cycle.is_final && was.is_some_and(|was| !was.is_final) {
                tell(Moved::Final, found(&own.finals, &clock.finals, step));
            }
        }
    }

    fn clock_move(&self, index: usize, moved: Moved, found: Option<(&When, Vec<Span>)>) -> ClockMove {
        let (when, phrases) = found.map_or((None, Vec::new()), |(when, phrases)| (Some(when), phrases));
        let guard = when.and_then(|when| when.guard.as_ref());
        ClockMove {
            cycle: self.name_of(index),
            moved,
            line: when.map(|when| when.span),
            phrases,
            conditions: guard.map(|guard| self.probe(guard)).into_iter().collect(),
        }
    }

    /// Tells which cycles were paused, resumed, hidden or shown.
    pub(crate) fn trace_pauses<O: Observer>(
        &self,
        before: &Before,
        event: Option<&Event<'_>>,
        observer: &mut O,
    ) {
        for index in self.cycles.open.iter().copied() {
            let cycle = self.cycles.get(index);
            let was = before.cycles.get(index).filter(|was| was.open);
            let mode = was.map_or(Mode::Running, |was| was.mode);
            if mode != cycle.mode() {
                let moved = if cycle.mode() == Mode::Paused { Moved::Paused } else { Moved::Resumed };
                observer.trace(&Trace::Clock(self.pause_move(index, moved, was, event)));
            }
            if was.is_some_and(|was| was.hidden) != cycle.hidden {
                let moved = if cycle.hidden { Moved::Hidden } else { Moved::Shown };
                let clock = self.program.plan().clock(self.program.clocks[cycle.clock].version);
                observer.trace(&Trace::Clock(self.while_move(index, moved, &clock.hides)));
            }
        }
    }

    /// A pause or its end: by a line of events that came into effect or out of it, else by the states.
    fn pause_move(
        &self,
        index: usize,
        moved: Moved,
        was: Option<&CycleBefore>,
        event: Option<&Event<'_>>,
    ) -> ClockMove {
        let cycle = self.cycles.get(index);
        let own = &self.program.clocks[cycle.clock];
        let clock = self.program.plan().clock(own.version);
        let step = Happening { event, facts: &self.facts, news: &self.news };
        let paused_before = was.map_or(&[][..], |was| &was.paused_by);
        let between = clock.pauses.iter().filter_map(|pause| match pause {
            Pause::Between { from, until } => Some((from, until)),
            Pause::While(_) => None,
        });
        for (number, (from, until)) in between.enumerate() {
            let (now, then) = (cycle.paused_by.contains(&number), paused_before.contains(&number));
            let lines = &own.pauses_between[number];
            let found = match (moved, now, then) {
                (Moved::Paused, true, false) => matching(&lines.0, from, step),
                (Moved::Resumed, false, true) => matching(&lines.1, until, step),
                _ => None,
            };
            if found.is_some() {
                return self.clock_move(index, moved, found);
            }
        }
        let whiles = clock.pauses.iter().filter_map(|pause| match pause {
            Pause::While(condition) => Some(condition),
            Pause::Between { .. } => None,
        });
        self.while_move(index, moved, whiles)
    }

    /// A pause or hiding by states: the first that holds is its line.
    fn while_move<'c>(
        &self,
        index: usize,
        moved: Moved,
        whiles: impl IntoIterator<Item = &'c Condition>,
    ) -> ClockMove {
        let conditions: Vec<Part> = whiles.into_iter().map(|condition| self.probe(condition)).collect();
        let line = conditions.iter().find(|part| part.holds).map(|part| part.span);
        ClockMove { cycle: self.name_of(index), moved, line, phrases: Vec::new(), conditions }
    }

    /// Tells which rules of an agreement were looked at.
    pub(crate) fn trace_rules<O: Observer>(
        &self,
        agreement: usize,
        before: Option<LevelId>,
        observer: &mut O,
    ) {
        let plan = self.program.plan();
        let in_force = plan.rules_in_force(self.facts.period, agreement_id(agreement));
        let Some((rules, first)) = in_force else { return };
        let standing = &self.standings[agreement];
        let last = if rules.every_match { None } else { standing.matching().last() };
        let mut tried = Vec::new();
        let id = |place: usize| RuleId(first.0.saturating_add(u16::try_from(place).unwrap_or(u16::MAX)));
        for (place, rule) in rules.rules.iter().enumerate() {
            let id = id(place);
            let matched = standing.matching().contains(&id);
            let condition = rule.condition.as_ref().filter(|_| !rule.inactive).map(|asked| self.probe(asked));
            let matched = (!rule.inactive).then_some(matched);
            tried.push(RuleTried { rule: id, matched, condition, line: rule.span });
            let stops = rule.actions.iter().any(|action| action.kind == duly_plan::ActionKind::Stop);
            if last == Some(&id) || matched == Some(true) && stops {
                break;
            }
        }
        let otherwise = id(rules.rules.len());
        if let (Some(line), true) = (&rules.otherwise, standing.matching().contains(&otherwise)) {
            let line = line.span;
            tried.push(RuleTried { rule: otherwise, matched: Some(true), condition: None, line });
        }
        observer.trace(&Trace::Rules(RulesTried {
            agreement: agreement_id(agreement),
            tried,
            before,
            level: standing.level,
            chosen: standing.rule,
        }));
    }

    /// Tells the levels that triggers changed.
    pub(crate) fn trace_levels<O: Observer>(&self, observer: &mut O) {
        for (index, standing) in self.standings.iter().enumerate().filter(|(_, standing)| standing.moved) {
            let (level, chosen) = (standing.level, standing.rule);
            observer.trace(&Trace::Level { agreement: agreement_id(index), level, chosen });
        }
    }

    /// How the cycles are judged.
    pub(crate) fn judged(&self) -> JudgedBefore {
        let judgements = self.judgements.iter().take(self.cycles.len() * self.standings.len());
        JudgedBefore(judgements.map(Judged::of).collect())
    }

    /// Tells which promises, dues and breaches are others than before.
    pub(crate) fn trace_judged<O: Observer>(&self, before: &JudgedBefore, observer: &mut O) {
        let agreements = self.standings.len();
        for (place, was) in before.0.iter().enumerate() {
            let now = Judged::of(&self.judgements[place]);
            if now == *was {
                continue;
            }
            let (cycle, agreement) = (place / agreements, place % agreements);
            if now.promise != was.promise || now.target != was.target {
                observer.trace(&Trace::Target(self.target_move(cycle, agreement)));
            }
            let cycle = self.name_of(cycle);
            let agreement = agreement_id(agreement);
            if now.due != was.due {
                let (before, due) = (was.due, now.due);
                observer.trace(&Trace::Due(DueMove { cycle: cycle.clone(), agreement, before, due }));
            }
            if let (None, Some(at)) = (was.breached_at, now.breached_at) {
                observer.trace(&Trace::Breach { cycle, agreement, at });
            }
        }
    }

    fn target_move(&self, index: usize, agreement: usize) -> TargetMove {
        let plan = self.program.plan();
        let standing = &self.standings[agreement];
        let judgement = &self.judgements[index * self.standings.len() + agreement];
        let clock = self.program.clocks[self.cycles.get(index).clock].id;
        let level = standing.level.and_then(|level| plan.versions.level(self.facts.period, level));
        let level = level.map(|level| plan.level(level));
        let said = level.and_then(|level| level.targets.iter().find(|target| target.clock == clock));
        let (mut conditions, mut cell) = (Vec::new(), None);
        match said.map(|said| &said.choice) {
            Some(TargetChoice::ByField { field, .. }) => cell = Some((*field, self.facts.held(*field))),
            Some(TargetChoice::List(entries)) => {
                for asked in entries.iter().map_while(|(condition, _)| condition.as_ref()) {
                    let part = self.probe(asked);
                    let holds = part.holds;
                    conditions.push(part);
                    if holds {
                        break;
                    }
                }
            }
            Some(TargetChoice::One(_)) | None => {}
        }
        if let Some(target) = judgement.target.map(|target| plan.target(target)) {
            // What was added as the cycle began is not asked again; it is told as it was then.
            let probe = self.prober().started(judgement.origin);
            for (place, plus) in target.plus.iter().enumerate() {
                let mut part = probe.part(&plus.condition);
                if target.count_from == CountFrom::Start {
                    part.holds = judgement.added.contains(&place);
                }
                conditions.push(part);
            }
        }
        TargetMove {
            cycle: self.name_of(index),
            agreement: agreement_id(agreement),
            level: standing.level,
            target: judgement.target,
            kind: judgement.kind,
            calendar: judgement.counting.calendar(0),
            from: judgement.origin,
            conditions,
            cell,
        }
    }

    /// Tells that the next warning of a cycle fires.
    pub(crate) fn trace_warning<O: Observer>(
        &self,
        index: usize,
        agreement: usize,
        at: Instant,
        observer: &mut O,
    ) {
        let plan = self.program.plan();
        let judgement = &self.judgements[index * self.standings.len() + agreement];
        let warning = next_warning(plan, self.cycles.get(index), judgement, at);
        let (Some((_, warning)), Some(target)) = (warning, judgement.target) else { return };
        let line = plan.target(target).warns[usize::from(warning)].span;
        let (cycle, agreement) = (self.name_of(index), agreement_id(agreement));
        observer.trace(&Trace::Warning { cycle, agreement, at, target, line });
    }

    /// Tells that the moment of a trigger came.
    pub(crate) fn trace_trigger<O: Observer>(
        &self,
        (trigger, cycle): (TriggerId, Option<usize>),
        at: Instant,
        fires: bool,
        observer: &mut O,
    ) {
        let condition = self.program.plan().trigger(trigger).condition.as_ref();
        observer.trace(&Trace::Trigger(TriggerTried {
            trigger,
            at,
            cycle: cycle.map(|cycle| self.name_of(cycle)),
            condition: condition.map(|condition| self.probe(condition)),
            fires,
        }));
    }
}

/// The first of some lines that matches, and what of it.
fn found<'w>(own: &[Line], lines: &'w [When], step: Happening<'_>) -> Option<(&'w When, Vec<Span>)> {
    own.iter().zip(lines).find_map(|(own, line)| matching(own, line, step))
}

/// A line, if it matches, and what of it.
fn matching<'w>(own: &Line, line: &'w When, step: Happening<'_>) -> Option<(&'w When, Vec<Span>)> {
    let mut matched = Vec::new();
    own.matched(step, &mut matched).then(|| {
        let events = matched.iter().filter_map(|at| line.events.get(usize::from(*at)));
        (line, events.map(|event: &EventPattern| event.span).collect())
    })
}

/// The `restart` line that began a cycle: the one that ended the cycle before it.
fn restarted<'p>(state: &TicketState<'p>, index: usize) -> Option<(&'p When, Vec<Span>)> {
    let cycle = state.cycles.get(index);
    let clock = state.program.plan().clock(state.program.clocks[cycle.clock].version);
    let ended = state.cycles.ended.iter().map(|ended| state.cycles.get(*ended));
    let end =
        ended.filter(|ended| ended.clock == cycle.clock && ended.key == cycle.key).find_map(|c| c.end)?;
    Some((&clock.ends.get(end.line)?.when, Vec::new()))
}

impl crate::trigger::Source {
    /// Who that is, as records name it.
    fn chooser(self) -> ChosenBy {
        match self {
            crate::trigger::Source::Rule(_, rule) => ChosenBy::Rule(rule),
            crate::trigger::Source::Trigger(trigger) => ChosenBy::Trigger(trigger),
        }
    }
}
