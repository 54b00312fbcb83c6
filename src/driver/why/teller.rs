//! Listens to the engine and writes the moments down.

use super::days::{Days, counted_days};
use super::story::{CycleStory, Happening, Moment, RuleStory, RulesStory, Standing};
use super::words::Told;
use crate::plan_view::words::warning;
use duly_calendar::Instant;
use duly_engine::trace::{
    Cause, ClockMove, Course, Moved, RuleTried, RulesTried, TargetMove, Trace, TriggerTried,
};
use duly_engine::{
    ActionCause, ActionDue, ActionRecord, ChosenBy, CycleRecord, Observer, ScriptFault, TicketRecord,
};
use duly_plan::{AgreementId, ClockEnd, ClockId, Emit, LevelId, RuleId, standard};
use duly_report::Faults;

/// The rules that were looked at, and whether they matched.
type CameTo = Vec<(RuleId, Option<bool>)>;

/// Writes a ticket's story as it is evaluated.
pub(super) struct Teller<'p> {
    told: Told<'p>,
    pub moments: Vec<Moment>,
    pub cycles: Vec<CycleStory>,
    pub levels: Vec<Standing>,
    pub created: Instant,
    pub events: u64,
    pub faults: Faults,
    courses: Vec<Course>,
    warnings: Vec<(ClockId, u32, AgreementId, Instant)>,
    /// What each agreement's rules came to the last time.
    judged: Vec<Option<CameTo>>,
}

impl<'p> Teller<'p> {
    pub fn new(told: Told<'p>) -> Teller<'p> {
        Teller {
            told,
            moments: Vec::new(),
            cycles: Vec::new(),
            levels: Vec::new(),
            created: Instant::default(),
            events: 0,
            faults: Faults::default(),
            courses: Vec::new(),
            warnings: Vec::new(),
            judged: vec![None; told.plan.agreements.len()],
        }
    }

    /// The moments in the order of time: a breach is told after it happened.
    pub fn moments(&mut self) -> Vec<Moment> {
        let mut moments = std::mem::take(&mut self.moments);
        moments.sort_by_key(|moment| moment.at);
        moments
    }

    /// Something happened at an instant.
    fn add(&mut self, at: Instant, happening: Happening) {
        match self.moments.last_mut() {
            Some(last) if last.at == at => last.happened.push(happening),
            _ => {
                let happened = vec![happening];
                self.moments.push(Moment { at, event: None, action_of: None, happened });
            }
        }
    }

    /// Something came of the step under way.
    fn then(&mut self, happening: Happening) {
        if let Some(last) = self.moments.last_mut() {
            last.happened.push(happening);
        }
    }

    fn standing(&self, agreement: AgreementId, level: Option<LevelId>, chosen: Option<ChosenBy>) -> Standing {
        let chooser = chosen.map(|by| self.told.chooser(agreement, by));
        Standing {
            agreement: self.told.agreement(agreement),
            level: level.map(|level| self.told.level(level)),
            line: chooser.as_ref().and_then(|(_, span)| *span).map(|span| self.told.line(span)),
            rule: chooser.map(|(name, _)| name),
        }
    }

    fn rules(&mut self, rules: &RulesTried) -> Happening {
        let (told, agreement) = (self.told, rules.agreement);
        let came_to = rules.tried.iter().map(|rule| (rule.rule, rule.matched)).collect();
        let last = self.judged[agreement.index()].replace(came_to);
        let known = |rule: &RuleTried| last.iter().flatten().any(|known| *known == (rule.rule, rule.matched));
        let tried = rules.tried.iter().map(|rule| RuleStory {
            rule: told.chooser(agreement, ChosenBy::Rule(rule.rule)).0,
            matched: rule.matched,
            news: !known(rule),
            condition: rule.condition.as_ref().map(|part| told.part(part)),
            line: told.line(rule.line),
        });
        let tried: Vec<RuleStory> = tried.collect();
        let not_tried = rules.tried.last().and_then(|last| told.plan.rule_set(agreement, last.rule));
        let not_tried = not_tried.map_or(0, |(set, place)| set.rules.len().saturating_sub(place + 1));
        Happening::Rules(RulesStory {
            agreement: told.agreement(agreement),
            tried,
            not_tried,
            before: rules.before.map(|level| told.level(level)),
            level: rules.level.map(|level| told.level(level)),
            rule: rules.chosen.map(|by| told.chooser(agreement, by).0),
            first: last.is_none(),
        })
    }

    fn clock(&self, it: &ClockMove) -> Happening {
        let told = self.told;
        let said: Vec<String> = it.phrases.iter().map(|span| told.quote(*span)).collect();
        let line = it.line.map(|line| told.quote(line));
        Happening::Clock {
            cycle: told.cycle(&it.cycle),
            moved: moved(it.moved),
            says: if said.is_empty() { line } else { Some(said.join(", ")) },
            line: it.line.map(|line| told.line(line)),
            conditions: it.conditions.iter().map(|part| told.part(part)).collect(),
        }
    }

    fn trigger(&self, it: &TriggerTried) -> Happening {
        let (told, trigger) = (self.told, self.told.plan.trigger(it.trigger));
        Happening::Trigger {
            trigger: trigger.name.clone(),
            cycle: it.cycle.as_ref().map(|cycle| told.cycle(cycle)),
            condition: it.condition.as_ref().map(|part| told.part(part)),
            fires: it.fires,
            line: told.line(trigger.span),
        }
    }

    fn target(&self, target: &TargetMove) -> Happening {
        let told = self.told;
        let promise = target.target.map(|_| told.words().promise(target.kind));
        Happening::Target {
            cycle: told.cycle(&target.cycle),
            agreement: told.agreement(target.agreement),
            level: target.level.map(|level| told.level(level)),
            calendar: promise.as_ref().map(|_| told.plan.calendars[target.calendar.index()].name.clone()),
            from: promise.as_ref().map(|_| target.from),
            promise,
            cell: target
                .cell
                .as_ref()
                .map(|(field, held)| (told.plan.field(*field).name.clone(), told.held(*field, held))),
            conditions: target.conditions.iter().map(|part| told.part(part)).collect(),
            line: target.target.map(|target| told.line(told.plan.target(target).span)),
        }
    }
}

impl Observer for Teller<'_> {
    const TRACE: bool = true;

    fn trace(&mut self, trace: &Trace<'_>) {
        let told = self.told;
        match trace {
            Trace::Step(step) => {
                let (event, action_of) = match step.cause {
                    Cause::Event(event) => (Some(told.event(event)), None),
                    Cause::Time => (None, None),
                    Cause::Action(_, by) => (None, Some(told.chooser(AgreementId(0), by).0)),
                };
                self.moments.push(Moment { at: step.at, event, action_of, happened: Vec::new() });
            }
            // The moment says these; and a story is of what happened.
            Trace::Field { field: standard::CREATED | standard::CHANGED, .. } | Trace::HeldBack { .. } => {}
            Trace::Field { field, before, now } => self.then(Happening::Field {
                field: told.plan.field(*field).name.clone(),
                before: told.held(*field, before),
                now: told.held(*field, now),
            }),
            Trace::State { state, condition, holds } => self.then(Happening::State {
                state: told.plan.state(*state).name.clone(),
                holds: *holds,
                condition: condition.as_ref().map(|part| told.part(part)),
            }),
            Trace::Clock(it) => self.then(self.clock(it)),
            Trace::Rules(rules) => {
                let rules = self.rules(rules);
                self.then(rules);
            }
            Trace::Level { agreement, level, chosen } => {
                let standing = self.standing(*agreement, *level, *chosen);
                self.then(Happening::Level(standing));
            }
            Trace::Target(target) => self.then(self.target(target)),
            Trace::Due(due) => self.then(Happening::Due {
                cycle: told.cycle(&due.cycle),
                agreement: told.agreement(due.agreement),
                before: due.before,
                due: due.due,
            }),
            Trace::Breach { cycle, agreement, at } => self.add(
                *at,
                Happening::Breach { cycle: told.cycle(cycle), agreement: told.agreement(*agreement) },
            ),
            Trace::Warning { cycle, agreement, at, line, target } => {
                self.warnings.push((cycle.clock, cycle.number, *agreement, *at));
                let warns = &told.plan.target(*target).warns;
                let says = warns.iter().find(|warn| warn.span == *line).map(|warn| warning(warn.at));
                let (cycle, agreement) = (told.cycle(cycle), told.agreement(*agreement));
                let (says, line) = (says.unwrap_or_default(), told.line(*line));
                self.add(*at, Happening::Warning { cycle, agreement, says, line });
            }
            Trace::Trigger(it) => self.add(it.at, self.trigger(it)),
            Trace::Course(course) => self.courses.push(course.clone()),
        }
    }

    fn script_failed(&mut self, ticket: &str, fault: &ScriptFault) {
        self.faults.add(ticket, fault);
    }

    fn action(&mut self, action: &ActionRecord<'_>) {
        let told = self.told;
        let says = match action.action {
            ActionDue::Warn => return,
            ActionDue::Emit(emit) => told.words().emit(emit),
            ActionDue::Computed(emit, given) => {
                let said =
                    if let Emit::Computed(computed) = emit { given.said(*computed, told.plan) } else { None };
                told.words().emit(said.as_ref().unwrap_or(emit))
            }
        };
        let of = match action.cause {
            ActionCause::Rule { agreement, rule, .. } => told.chooser(agreement, ChosenBy::Rule(rule)).0,
            ActionCause::Trigger { trigger, .. } => told.plan.trigger(trigger).name.clone(),
            ActionCause::Warning { .. } => return,
        };
        self.add(action.at, Happening::Action { says, of, line: told.line(action.span) });
    }

    fn cycle(&mut self, cycle: &CycleRecord<'_>) {
        let course = self.courses.iter().position(|course| {
            (course.cycle.clock, course.cycle.number, course.agreement)
                == (cycle.clock, cycle.cycle, cycle.agreement)
        });
        let Some(course) = course.map(|at| self.courses.remove(at)) else { return };
        let told = self.told;
        let days = Days::of(told, &course, cycle);
        let level = self.standing(cycle.agreement, cycle.level, cycle.rule);
        let warned = self.warnings.iter().filter(|(clock, number, agreement, _)| {
            (*clock, *number, *agreement) == (cycle.clock, cycle.cycle, cycle.agreement)
        });
        self.cycles.push(CycleStory {
            name: told.cycle(&course.cycle),
            agreement: level.agreement,
            level: level.level,
            rule: level.rule,
            promise: cycle.target.map(|target| {
                let kind = told.plan.target(target).kind;
                let whole = cycle.target_seconds.map_or(kind, duly_plan::TargetKind::Time);
                told.words().promise(whole)
            }),
            line: cycle.target.map(|target| told.line(told.plan.target(target).span)),
            calendar: cycle.calendar.map(|calendar| told.plan.calendars[calendar.index()].name.clone()),
            outcome: cycle.outcome.as_str(),
            reason: cycle.reason.map(|reason| reason.text().into_owned()),
            started: cycle.started,
            due: cycle.due,
            closed: cycle.closed,
            breached_at: cycle.breached_at,
            warned_at: warned.map(|warning| warning.3).collect(),
            elapsed_s: cycle.elapsed,
            paused_s: cycle.paused,
            target_s: cycle.target_seconds,
            reopens: cycle.reopens,
            zone: days.zone.name().to_owned(),
            counted_days: counted_days(told.plan, &course, cycle),
            days: days.days,
            hours_zone: days.zone,
        });
    }

    fn ticket(&mut self, ticket: &TicketRecord<'_>) {
        (self.created, self.events) = (ticket.created, ticket.events);
        for (index, (level, chosen)) in ticket.levels.iter().enumerate() {
            let agreement = AgreementId(u16::try_from(index).unwrap_or(u16::MAX));
            let standing = self.standing(agreement, *level, *chosen);
            self.levels.push(standing);
        }
    }
}

/// What became of a cycle, as a sentence about it goes on.
fn moved(moved: Moved) -> &'static str {
    match moved {
        Moved::Started => "starts",
        Moved::Reopened => "is reopened",
        Moved::Ended(ClockEnd::Stop) => "stops",
        Moved::Ended(ClockEnd::Cancel | ClockEnd::CancelEvenIfLate) => "is cancelled",
        Moved::Ended(ClockEnd::RestartAsMet) => "stops, and begins anew",
        Moved::Ended(ClockEnd::RestartAsCancelled) => "is cancelled, and begins anew",
        Moved::Paused => "is paused",
        Moved::Resumed => "goes on",
        Moved::Hidden => "is hidden",
        Moved::Shown => "is shown again",
        Moved::Final => "is final",
    }
}
