//! Plans built in code, so that the engine is tested without the language. Used by the bench as well.

use duly_calendar::spec::{CalendarSpec, DueAt, Origin, WeekdaySet, WeeklyHours, Window};
use duly_calendar::{Calendar, TimeZones, Weekday, Zone};
use duly_diag::Span;
use duly_plan::*;
use std::sync::Arc;

/// Grows a plan piece by piece.
pub struct PlanBuilder {
    pub plan: Plan,
}

/// No place in any source.
pub fn span() -> Span {
    Span::default()
}

impl PlanBuilder {
    pub fn new() -> PlanBuilder {
        let states = standard::STATE_NAMES.iter();
        let states: Vec<State> =
            states.map(|name| State { name: (*name).to_owned(), condition: None, span: None }).collect();
        let always = CalendarDef::of_table("always", Calendar::always());
        let rules = RuleSet {
            agreement: AgreementId(0),
            agreement_name: "default".to_owned(),
            at_creation: false,
            every_match: false,
            rules: Vec::new(),
            otherwise: None,
            span: span(),
        };
        let meta =
            Meta { name: "test".to_owned(), zone: Zone::utc(), owner: None, doc: None, simulate: false };
        PlanBuilder {
            plan: Plan {
                versions: Versions::default(),
                phrases: Vec::new(),
                meta,
                fields: standard::fields(),
                state_order: (0..4).map(StateId).collect(),
                states,
                calendars: vec![always],
                clocks: Vec::new(),
                levels: Vec::new(),
                targets: Vec::new(),
                agreements: vec![Agreement::default_one()],
                rules: vec![rules],
                objectives: Vec::new(),
                excuses: Vec::new(),
                credit_cap: None,
                triggers: Vec::new(),
                scripts: Vec::new(),
                tests: Vec::new(),
            },
        }
    }

    pub fn build(self) -> Arc<Plan> {
        Arc::new(self.plan)
    }

    pub fn field(&mut self, name: &str, kind: FieldType) -> FieldId {
        self.plan.fields.push(Field { name: name.to_owned(), kind, if_unset: None, span: None });
        FieldId(id(self.plan.fields.len() - 1))
    }

    /// Makes a standard field a closed list.
    pub fn choice(&mut self, field: FieldId, values: &[&str], ordered: bool) {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        self.plan.fields[field.index()].kind = FieldType::Choice { values, ordered };
    }

    /// Gives one of the standard states its meaning.
    pub fn means(&mut self, state: StateId, condition: Condition) {
        self.plan.states[state.index()].condition = Some(condition);
    }

    pub fn state(&mut self, name: &str, condition: Condition) -> StateId {
        let state = StateId(id(self.plan.states.len()));
        self.plan.states.push(State { name: name.to_owned(), condition: Some(condition), span: None });
        self.plan.state_order.push(state);
        state
    }

    /// A weekly calendar in a zone; windows in hours of the day.
    pub fn calendar(
        &mut self,
        zone: &str,
        days: &[Weekday],
        windows: &[(u32, u32)],
        due_at: DueAt,
    ) -> CalendarId {
        let mut set = WeekdaySet::default();
        days.iter().for_each(|day| set.insert(*day));
        let windows = windows.iter().map(|(start, end)| Window { start: start * 3600, end: end * 3600 });
        let week = WeeklyHours { days: set, windows: windows.collect(), origin: Origin(0) };
        self.calendar_of(&CalendarSpec {
            zone: zone.to_owned(),
            weekly: vec![week],
            due_at,
            ..CalendarSpec::default()
        })
    }

    pub fn calendar_of(&mut self, spec: &CalendarSpec) -> CalendarId {
        let table = Calendar::build(spec, &TimeZones::bundled()).unwrap().calendar;
        let calendar = CalendarId(id(self.plan.calendars.len()));
        let name = format!("calendar {}", calendar.0);
        self.plan.calendars.push(CalendarDef::of_table(&name, table));
        calendar
    }

    /// Monday to Friday, 9 to 17, UTC, due at closing.
    pub fn office(&mut self) -> CalendarId {
        self.calendar("UTC", &WORKDAYS, &[(9, 17)], DueAt::Closing)
    }

    pub fn clock(&mut self, clock: Clock) -> ClockId {
        self.plan.clocks.push(clock);
        ClockId(id(self.plan.clocks.len() - 1))
    }

    pub fn target(&mut self, kind: TargetKind, calendar: CalendarId) -> TargetId {
        self.target_of(target(kind, calendar))
    }

    pub fn target_of(&mut self, target: Target) -> TargetId {
        self.plan.targets.push(target);
        TargetId(id(self.plan.targets.len() - 1))
    }

    pub fn level(&mut self, name: &str, targets: Vec<(ClockId, TargetChoice)>) -> LevelId {
        let mut targets: Vec<LevelTarget> =
            targets.into_iter().map(|(clock, choice)| LevelTarget { clock, choice }).collect();
        targets.sort_by_key(|target| target.clock);
        self.plan.levels.push(Level {
            name: name.to_owned(),
            doc: None,
            agreement: AgreementId(0),
            targets,
            span: span(),
        });
        LevelId(id(self.plan.levels.len() - 1))
    }

    /// A second agreement, with one rule that gives a level.
    pub fn agreement(&mut self, name: &str, condition: Condition, level: LevelId) {
        let kind = ActionKind::Level(level);
        let mut rules = self.plan.rules[0].clone();
        rules.agreement = AgreementId(id(self.plan.rules.len()));
        rules.agreement_name = name.to_owned();
        (rules.every_match, rules.otherwise) = (false, None);
        rules.rules = vec![Rule {
            name: "second".to_owned(),
            inactive: false,
            condition: Some(condition),
            actions: vec![Action { kind, span: span() }],
            because: None,
            owner: None,
            link: None,
            span: span(),
        }];
        let agreement = Agreement { name: name.to_owned(), span: Some(span()), ..Agreement::default_one() };
        self.plan.agreements.push(agreement);
        self.plan.rules.push(rules);
    }

    /// A level with one target on one clock, for every ticket.
    pub fn only_level(&mut self, clock: ClockId, target: TargetId) -> LevelId {
        let level = self.level("standard", vec![(clock, TargetChoice::One(Some(target)))]);
        self.otherwise(level);
        level
    }

    pub fn rule(&mut self, name: &str, condition: Option<Condition>, actions: Vec<ActionKind>) -> RuleId {
        let rules = &mut self.plan.rules[0].rules;
        let actions = actions.into_iter().map(|kind| Action { kind, span: span() }).collect();
        rules.push(Rule {
            name: name.to_owned(),
            inactive: false,
            condition,
            actions,
            because: None,
            owner: None,
            link: None,
            span: span(),
        });
        RuleId(id(rules.len() - 1))
    }

    pub fn trigger(
        &mut self,
        moments: Vec<Moment>,
        condition: Option<Condition>,
        actions: Vec<ActionKind>,
    ) -> TriggerId {
        let triggers = &mut self.plan.triggers;
        let actions = actions.into_iter().map(|kind| Action { kind, span: span() }).collect();
        triggers.push(Trigger {
            name: format!("trigger {}", triggers.len()),
            doc: None,
            moments,
            condition,
            actions,
            because: None,
            owner: None,
            link: None,
            span: span(),
        });
        TriggerId(id(triggers.len() - 1))
    }

    pub fn otherwise(&mut self, level: LevelId) {
        let actions = vec![Action { kind: ActionKind::Level(level), span: span() }];
        self.plan.rules[0].otherwise = Some(Otherwise { actions, span: span() });
    }
}

/// A target without warnings, counted from the start, recounted on a switch.
pub fn target(kind: TargetKind, calendar: CalendarId) -> Target {
    Target {
        kind,
        plus: Vec::new(),
        calendar: CalendarChoice::One(calendar),
        then: Vec::new(),
        count_from: CountFrom::Start,
        switch: Switch::Recount,
        warns: Vec::new(),
        span: span(),
    }
}

/// Monday to Friday.
pub const WORKDAYS: [Weekday; 5] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

pub const ALWAYS: CalendarId = CalendarId(0);

fn id(index: usize) -> u16 {
    u16::try_from(index).unwrap()
}

/// A clock that nothing moves; the test fills it in.
pub fn clock(name: &str) -> Clock {
    Clock {
        name: name.to_owned(),
        doc: None,
        per: Per::Ticket,
        starts: Vec::new(),
        ends: Vec::new(),
        reopens: Vec::new(),
        pauses: Vec::new(),
        hides: Vec::new(),
        finals: Vec::new(),
        ending_states: Vec::new(),
        standard: false,
        span: span(),
    }
}

/// Lines of clocks, one call each.
pub trait Lines: Sized {
    fn lines(self) -> Clock;

    fn start(self, events: Vec<EventPattern>) -> Clock {
        let mut clock = self.lines();
        clock.starts.push(when(events));
        clock
    }

    fn start_if(self, events: Vec<EventPattern>, guard: Condition) -> Clock {
        let mut clock = self.lines();
        clock.starts.push(When { guard: Some(guard), ..when(events) });
        clock
    }

    fn end(self, end: ClockEnd, events: Vec<EventPattern>) -> Clock {
        let mut clock = self.lines();
        if matches!(end, ClockEnd::Stop | ClockEnd::Cancel | ClockEnd::CancelEvenIfLate) {
            clock.ending_states.extend(events.iter().filter_map(|event| match event.kind {
                EventKind::Enters(state) => Some(state),
                _ => None,
            }));
        }
        clock.ends.push(EndLine { end, when: when(events) });
        clock
    }

    fn stop(self, events: Vec<EventPattern>) -> Clock {
        self.end(ClockEnd::Stop, events)
    }

    fn cancel(self, events: Vec<EventPattern>) -> Clock {
        self.end(ClockEnd::Cancel, events)
    }

    fn reopen(self, events: Vec<EventPattern>) -> Clock {
        let mut clock = self.lines();
        clock.reopens.push(when(events));
        clock
    }

    fn final_when(self, events: Vec<EventPattern>) -> Clock {
        let mut clock = self.lines();
        clock.finals.push(when(events));
        clock
    }

    fn pause_while(self, condition: Condition) -> Clock {
        let mut clock = self.lines();
        clock.pauses.push(Pause::While(condition));
        clock
    }

    fn pause_between(self, from: Vec<EventPattern>, until: Vec<EventPattern>) -> Clock {
        let mut clock = self.lines();
        clock.pauses.push(Pause::Between { from: when(from), until: when(until) });
        clock
    }

    fn hide_while(self, condition: Condition) -> Clock {
        let mut clock = self.lines();
        clock.hides.push(condition);
        clock
    }

    fn per(self, per: Per) -> Clock {
        Clock { per, ..self.lines() }
    }
}

impl Lines for Clock {
    fn lines(self) -> Clock {
        self
    }
}

fn when(events: Vec<EventPattern>) -> When {
    When { events, guard: None, span: span() }
}

/// A phrase, named as the language would.
pub fn on(kind: EventKind, phrase: &str) -> EventPattern {
    EventPattern { kind, by: None, via: None, guard: None, phrase: phrase.to_owned(), span: span() }
}

/// A moment of a trigger: an event.
pub fn happens(event: EventPattern) -> Moment {
    Moment { kind: MomentKind::Event(event), level: None, span: span() }
}

/// A moment of a trigger: what becomes of a cycle.
pub fn runs(clock: ClockId, course: Course) -> Moment {
    Moment { kind: MomentKind::Course(clock, course), level: None, span: span() }
}

/// A moment of a trigger: a threshold.
pub fn passes(clock: ClockId, threshold: Threshold) -> Moment {
    Moment { kind: MomentKind::Threshold(clock, threshold), level: None, span: span() }
}

pub fn created() -> EventPattern {
    on(EventKind::Created, "created")
}

pub fn agent_replies() -> EventPattern {
    on(EventKind::Message { by: Some(Role::Agent), public: true }, "agent replies")
}

pub fn customer_replies() -> EventPattern {
    on(EventKind::Message { by: Some(Role::Customer), public: false }, "customer replies")
}

pub fn enters(state: StateId) -> EventPattern {
    on(EventKind::Enters(state), standard::STATE_NAMES.get(state.index()).unwrap_or(&"a state"))
}

pub fn exits(state: StateId) -> EventPattern {
    on(EventKind::Exits(state), "no longer")
}

pub fn contact(phase: Phase) -> EventPattern {
    on(EventKind::Contact { medium: Medium::Call, phase, result: None }, "call")
}

pub fn condition(kind: ConditionKind) -> Condition {
    Condition { kind, span: span() }
}

pub fn all(conditions: Vec<Condition>) -> Condition {
    condition(ConditionKind::All(conditions))
}

pub fn either(conditions: Vec<Condition>) -> Condition {
    condition(ConditionKind::Any(conditions))
}

pub fn not(inner: Condition) -> Condition {
    condition(ConditionKind::Not(Box::new(inner)))
}

/// The field is one of the values of its closed list.
pub fn is(field: FieldId, codes: &[u16]) -> Condition {
    condition(ConditionKind::OneOf { field, values: codes.iter().map(|code| Const::Code(*code)).collect() })
}

pub fn compare(field: FieldId, op: Compare, right: Const) -> Condition {
    condition(ConditionKind::Compare { field, op, right: Operand::Const(right) })
}

pub fn tagged(tags: &[&str]) -> Condition {
    let values = tags.iter().map(|tag| (*tag).to_owned()).collect();
    condition(ConditionKind::Has { field: standard::TAGS, mode: HasMode::Any, values })
}

pub fn clock_is(clock: ClockId, state: ClockState) -> Condition {
    condition(ConditionKind::ClockIs { clock, state })
}

pub fn elapsed(since: Since, op: Compare, length: Length, calendar: CalendarId) -> Condition {
    condition(ConditionKind::Elapsed { since, op, length, calendar, zone: None })
}
