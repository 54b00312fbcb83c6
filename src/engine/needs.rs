//! What of a plan can matter to a query: the clocks, states and fields that reach an output.

use crate::mask::Reads;
use crate::query::{Demand, Query};
use duly_plan::{
    Action, ActionKind, CalendarChoice, ClockId, Condition, ConditionKind, CountFrom, Emit, EventKind,
    EventPattern, FieldId, MomentKind, Operand, Per, Plan, RuleSet, Script, ScriptId, ScriptInput, StateId,
    Target, TargetChoice, TargetKind, Trigger, When, standard,
};

/// What is reached, by id.
pub(crate) struct Needs<'p> {
    plan: &'p Plan,
    fields: Vec<bool>,
    /// States that are read somewhere.
    pub(crate) states: Vec<bool>,
    /// Clocks that a level targets or a condition asks about.
    pub(crate) clocks: Vec<bool>,
    /// Clocks that a condition asks about.
    pub(crate) watched: Vec<bool>,
    /// Levels that a rule gives.
    pub(crate) levels: Vec<bool>,
    /// Clocks whose lines are still to be read.
    clocks_to_read: Vec<ClockId>,
    /// States whose conditions are still to be read.
    states_to_read: Vec<StateId>,
}

impl<'p> Needs<'p> {
    /// Walks the plan from its outputs.
    pub(crate) fn of(plan: &'p Plan, query: &Query) -> Needs<'p> {
        let mut needs = Needs {
            plan,
            fields: vec![false; plan.fields.len()],
            states: vec![false; plan.states.len()],
            clocks: vec![false; plan.clocks.len()],
            watched: vec![false; plan.clocks.len()],
            levels: vec![false; plan.levels.len()],
            clocks_to_read: Vec::new(),
            states_to_read: Vec::new(),
        };
        needs.field(standard::ASSIGNEE);
        query.capture.iter().for_each(|field| needs.field(*field));
        plan.rule_sets().for_each(|(rules, _)| needs.rules(rules));
        crate::trigger::observable(plan, query).for_each(|(_, trigger)| needs.trigger(trigger));
        for index in 0..plan.levels.len() {
            if needs.levels[index] {
                needs.level(index);
            }
        }
        needs.close();
        needs
    }

    /// Follows every clock, as if conditions asked about all of them.
    pub(crate) fn watch_all(&mut self) {
        self.watched.fill(true);
        (0..self.clocks.len()).filter_map(|at| u16::try_from(at).ok()).for_each(|at| self.clock(ClockId(at)));
        self.close();
    }

    /// What readers must deliver.
    pub(crate) fn demand(&self) -> Demand {
        Demand {
            fields: self.fields.clone(),
            tags: self.has_field(standard::TAGS),
            text: self.has_field(standard::LAST_MESSAGE),
        }
    }

    fn has_field(&self, field: FieldId) -> bool {
        self.fields.get(field.index()).copied().unwrap_or(false)
    }

    /// Reads what was found until nothing new turns up.
    fn close(&mut self) {
        loop {
            if self.has_field(standard::REOPENS) {
                self.state(standard::DONE);
            }
            if let Some(clock) = self.clocks_to_read.pop() {
                self.clock_lines(clock);
            } else if let Some(state) = self.states_to_read.pop() {
                let plan = self.plan;
                plan.state(state).condition.iter().for_each(|condition| self.condition(condition));
            } else {
                return;
            }
        }
    }

    fn field(&mut self, field: FieldId) {
        if let Some(needed) = self.fields.get_mut(field.index()) {
            *needed = true;
        }
    }

    fn state(&mut self, state: StateId) {
        if self.states.get(state.index()) == Some(&false) {
            self.states[state.index()] = true;
            self.states_to_read.push(state);
        }
    }

    fn clock(&mut self, clock: ClockId) {
        let plan = self.plan;
        for version in plan.versions.clocks_of(clock) {
            if !self.clocks[version.index()] {
                self.clocks[version.index()] = true;
                self.clocks_to_read.push(version);
            }
        }
    }

    fn rules(&mut self, rules: &RuleSet) {
        let active = rules.rules.iter().filter(|rule| !rule.inactive);
        active.clone().flat_map(|rule| &rule.condition).for_each(|condition| self.condition(condition));
        let actions = active.flat_map(|rule| &rule.actions);
        for action in actions.chain(rules.otherwise.iter().flat_map(|otherwise| &otherwise.actions)) {
            self.action(action);
        }
    }

    /// The level that an action gives, in all its versions, or the script that it asks.
    fn action(&mut self, action: &Action) {
        let plan = self.plan;
        match action.kind {
            ActionKind::Level(level) => {
                plan.versions.levels_of(level).for_each(|level| self.levels[level.index()] = true);
            }
            ActionKind::Emit(Emit::Computed(computed)) => self.script(computed.script),
            _ => {}
        }
    }

    fn script(&mut self, script: ScriptId) {
        let plan = self.plan;
        for input in &plan.script(script).inputs {
            match input {
                ScriptInput::Field(field) => self.field(*field),
                ScriptInput::State(state) => self.state(*state),
            }
        }
    }

    fn trigger(&mut self, trigger: &Trigger) {
        trigger.condition.iter().for_each(|condition| self.condition(condition));
        for moment in &trigger.moments {
            match &moment.kind {
                MomentKind::Event(event) => self.pattern(event),
                MomentKind::Course(clock, _) | MomentKind::Threshold(clock, _) => self.clock(*clock),
            }
        }
        for action in &trigger.actions {
            self.action(action);
        }
    }

    fn level(&mut self, index: usize) {
        let plan = self.plan;
        for entry in &plan.levels[index].targets {
            self.clock(entry.clock);
            match &entry.choice {
                TargetChoice::One(_) => {}
                TargetChoice::ByField { field, .. } => self.field(*field),
                TargetChoice::List(entries) => {
                    entries.iter().flat_map(|entry| &entry.0).for_each(|condition| self.condition(condition));
                }
            }
            for target in targets_of(&entry.choice) {
                target_fields(plan.target(target)).for_each(|field| self.field(field));
                plan.target(target).plus.iter().for_each(|plus| self.condition(&plus.condition));
                zone_fields(plan, plan.target(target)).for_each(|field| self.field(field));
                if let TargetKind::Script(script) = plan.target(target).kind {
                    self.script(script);
                }
            }
        }
    }

    fn clock_lines(&mut self, id: ClockId) {
        let clock = self.plan.clock(id);
        if let Per::Field(field) = clock.per {
            self.field(field);
        }
        crate::clock::state_conditions(clock).for_each(|condition| self.condition(condition));
        crate::clock::whens(clock).for_each(|when| self.when(when));
        clock.ending_states.iter().for_each(|state| self.state(*state));
    }

    fn when(&mut self, when: &When) {
        when.guard.iter().for_each(|guard| self.condition(guard));
        when.events.iter().for_each(|pattern| self.pattern(pattern));
    }

    fn pattern(&mut self, pattern: &EventPattern) {
        pattern.guard.iter().for_each(|guard| self.condition(guard));
        match &pattern.kind {
            EventKind::Becomes(field, _) | EventKind::Leaves(field, _) | EventKind::Changes(field) => {
                self.field(*field);
            }
            EventKind::Tagged(_) | EventKind::Untagged(_) => self.field(standard::TAGS),
            EventKind::Enters(state) | EventKind::Exits(state) => self.state(*state),
            _ => {}
        }
    }

    fn condition(&mut self, condition: &Condition) {
        for_each_read(condition, &mut |read| match read {
            Read::Field(field) => self.field(field),
            Read::State(state) => self.state(state),
            Read::Clock(clock) => {
                self.watched[clock.index()] = true;
                self.clock(clock);
            }
            Read::Time => {}
        });
    }
}

/// Something that a condition reads.
#[derive(Clone, Copy)]
pub(crate) enum Read {
    Field(FieldId),
    State(StateId),
    Clock(ClockId),
    Time,
}

/// Visits everything that a condition itself reads; not what the states in it read.
pub(crate) fn for_each_read(condition: &Condition, found: &mut impl FnMut(Read)) {
    match &condition.kind {
        ConditionKind::Known(_) => {}
        ConditionKind::All(all) | ConditionKind::Any(all) => {
            all.iter().for_each(|inner| for_each_read(inner, found));
        }
        ConditionKind::Not(inner) => for_each_read(inner, found),
        ConditionKind::State(state) => found(Read::State(*state)),
        ConditionKind::Compare { field, right, .. } => {
            found(Read::Field(*field));
            if let Operand::Field(right) = right {
                found(Read::Field(*right));
            }
        }
        ConditionKind::OneOf { field, .. }
        | ConditionKind::IsSet(field)
        | ConditionKind::Has { field, .. }
        | ConditionKind::Text { field, .. }
        | ConditionKind::OnDays { field, .. }
        | ConditionKind::FromTo { field, .. } => found(Read::Field(*field)),
        ConditionKind::Script(test) => {
            test.fields().for_each(|field| found(Read::Field(field)));
            test.states().for_each(|state| found(Read::State(state)));
        }
        ConditionKind::During { field, zone, .. } => {
            found(Read::Field(*field));
            zone.iter().for_each(|zone| found(Read::Field(*zone)));
        }
        ConditionKind::Elapsed { zone, .. } => {
            found(Read::Time);
            zone.iter().for_each(|zone| found(Read::Field(*zone)));
        }
        ConditionKind::ClockIs { clock, .. } => found(Read::Clock(*clock)),
    }
}

/// What each state reads, through the states in it.
pub(crate) fn state_reads(plan: &Plan) -> Vec<Reads> {
    let mut all = vec![Reads::NONE; plan.states.len()];
    for id in &plan.state_order {
        if let Some(condition) = &plan.state(*id).condition {
            all[id.index()] = reads(condition, &all);
        }
    }
    all
}

/// What a condition reads, given what states read.
pub(crate) fn reads(condition: &Condition, states: &[Reads]) -> Reads {
    let mut sum = Reads::NONE;
    for_each_read(condition, &mut |read| {
        sum.add(match read {
            Read::Field(field) => Reads::field(field),
            Read::State(state) => states[state.index()],
            Read::Clock(_) => Reads::CLOCKS,
            Read::Time => Reads::TIME,
        });
    });
    sum
}

/// What a script reads, given what states read.
pub(crate) fn script_reads(script: &Script, states: &[Reads]) -> Reads {
    script.inputs.iter().fold(Reads::NONE, |sum, input| {
        sum.and(match input {
            ScriptInput::Field(field) => Reads::field(*field),
            ScriptInput::State(state) => states[state.index()],
        })
    })
}

/// The targets that a choice can give.
pub(crate) fn targets_of(choice: &TargetChoice) -> impl Iterator<Item = duly_plan::TargetId> + '_ {
    let (one, cells, unset, list): (_, &[_], _, &[_]) = match choice {
        TargetChoice::One(target) => (*target, &[], None, &[]),
        TargetChoice::ByField { cells, unset, .. } => (None, cells, *unset, &[]),
        TargetChoice::List(list) => (None, &[], None, list),
    };
    let cells = cells.iter().filter_map(|cell| cell.1);
    one.into_iter().chain(cells).chain(unset).chain(list.iter().filter_map(|entry| entry.1))
}

/// The fields whose zones the calendars of a target read from the ticket.
pub(crate) fn zone_fields<'p>(plan: &'p Plan, target: &'p Target) -> impl Iterator<Item = FieldId> + 'p {
    let choices = std::iter::once(&target.calendar).chain(target.then.iter().map(|then| &then.calendar));
    let calendars = choices.flat_map(|choice| {
        let (one, entries): (_, &[_]) = match choice {
            CalendarChoice::One(calendar) => (*calendar, &[]),
            CalendarChoice::ByField { entries, otherwise, .. } => (*otherwise, entries),
        };
        std::iter::once(one).chain(entries.iter().map(|entry| entry.1))
    });
    calendars.filter_map(|id| plan.calendars[id.index()].local.as_ref()).map(|local| local.field)
}

/// The fields that a target itself reads.
pub(crate) fn target_fields(target: &Target) -> impl Iterator<Item = FieldId> {
    let promised = if let TargetKind::ByField(field) = target.kind { Some(field) } else { None };
    let calendars = std::iter::once(&target.calendar).chain(target.then.iter().map(|then| &then.calendar));
    let calendars = calendars.filter_map(|choice| match choice {
        CalendarChoice::ByField { field, .. } => Some(*field),
        CalendarChoice::One(_) => None,
    });
    let from = if let CountFrom::Field(field) = target.count_from { Some(field) } else { None };
    promised.into_iter().chain(calendars).chain(from)
}
