//! What reads which field, state and clock.

use duly_plan::{
    Action, ActionKind, CalendarChoice, Clock, Condition, ConditionKind, CountFrom, Emit, EventKind,
    EventPattern, FieldId, LevelTarget, Operand, Pause, Per, Plan, Script, ScriptInput, StateId, Target,
    TargetChoice, TargetId, TargetKind, When,
};
use std::collections::BTreeSet;

/// The readers of each field and state, by their ids, as `rule NAME`, `clock NAME`, `level NAME` or `state NAME`; and the
/// clocks whose state somebody asks for.
pub(super) struct Reads {
    pub fields: Vec<BTreeSet<String>>,
    pub states: Vec<BTreeSet<String>>,
    pub clocks: BTreeSet<usize>,
    reader: String,
}

impl Reads {
    pub(super) fn of(plan: &Plan) -> Reads {
        let mut reads = Reads {
            fields: vec![BTreeSet::new(); plan.fields.len()],
            states: vec![BTreeSet::new(); plan.states.len()],
            clocks: BTreeSet::new(),
            reader: String::new(),
        };
        for state in &plan.states {
            reads.reader = format!("state {}", state.name);
            state.condition.iter().for_each(|condition| reads.condition(condition));
        }
        for level in &plan.levels {
            reads.reader = format!("level {}", level.name);
            level.targets.iter().for_each(|target| reads.level_target(plan, target));
        }
        let promised: BTreeSet<usize> =
            plan.levels.iter().flat_map(|l| &l.targets).map(|t| t.clock.index()).collect();
        for (number, clock) in plan.clocks.iter().enumerate() {
            if !clock.standard || promised.contains(&number) {
                reads.reader = format!("clock {}", clock.name);
                reads.clock(clock);
            }
        }
        for rule in plan.rule_sets().flat_map(|(set, _)| &set.rules) {
            reads.reader = format!("rule {}", rule.name);
            rule.condition.iter().for_each(|condition| reads.condition(condition));
            rule.actions.iter().for_each(|action| reads.action(plan, action));
        }
        reads.outcomes(plan);
        reads
    }

    /// From here on it is this one who reads.
    pub(super) fn begin(&mut self, reader: String) {
        self.reader = reader;
    }

    pub(super) fn action(&mut self, plan: &Plan, action: &Action) {
        match &action.kind {
            ActionKind::Emit(Emit::Set(field, _)) => self.field(*field),
            ActionKind::Emit(Emit::Computed(computed)) => self.script(plan.script(computed.script)),
            _ => {}
        }
    }

    pub(super) fn field(&mut self, id: FieldId) {
        if let Some(readers) = self.fields.get_mut(id.index()) {
            readers.insert(self.reader.clone());
        }
    }

    fn state(&mut self, id: StateId) {
        self.states[id.index()].insert(self.reader.clone());
    }

    fn script(&mut self, script: &Script) {
        for input in &script.inputs {
            match input {
                ScriptInput::Field(field) => self.field(*field),
                ScriptInput::State(state) => self.state(*state),
            }
        }
    }

    pub(super) fn condition(&mut self, condition: &Condition) {
        match &condition.kind {
            ConditionKind::Known(_) => {}
            ConditionKind::Elapsed { zone, .. } => zone.iter().for_each(|zone| self.field(*zone)),
            ConditionKind::During { field, zone, .. } => {
                [Some(*field), *zone].into_iter().flatten().for_each(|field| self.field(field));
            }
            ConditionKind::All(parts) | ConditionKind::Any(parts) => {
                parts.iter().for_each(|part| self.condition(part));
            }
            ConditionKind::Not(inner) => self.condition(inner),
            ConditionKind::State(id) => self.state(*id),
            ConditionKind::Script(test) => {
                test.fields().for_each(|field| self.field(field));
                test.states().for_each(|state| self.state(state));
            }
            ConditionKind::Compare { field, right, .. } => {
                self.field(*field);
                if let Operand::Field(other) = right {
                    self.field(*other);
                }
            }
            ConditionKind::OneOf { field, .. }
            | ConditionKind::IsSet(field)
            | ConditionKind::Has { field, .. }
            | ConditionKind::Text { field, .. }
            | ConditionKind::OnDays { field, .. }
            | ConditionKind::FromTo { field, .. } => self.field(*field),
            ConditionKind::ClockIs { clock, .. } => {
                self.clocks.insert(clock.index());
            }
        }
    }

    fn when(&mut self, when: &When) {
        when.events.iter().for_each(|event| self.event(event));
        when.guard.iter().for_each(|guard| self.condition(guard));
    }

    pub(super) fn event(&mut self, event: &EventPattern) {
        event.guard.iter().for_each(|guard| self.condition(guard));
        match &event.kind {
            EventKind::Becomes(field, _) | EventKind::Leaves(field, _) | EventKind::Changes(field) => {
                self.field(*field);
            }
            EventKind::Enters(state) | EventKind::Exits(state) => self.state(*state),
            _ => {}
        }
    }

    fn clock(&mut self, clock: &Clock) {
        let lines = clock.starts.iter().chain(&clock.reopens).chain(&clock.finals);
        lines.chain(clock.ends.iter().map(|end| &end.when)).for_each(|when| self.when(when));
        for pause in &clock.pauses {
            match pause {
                Pause::While(condition) => self.condition(condition),
                Pause::Between { from, until } => [from, until].into_iter().for_each(|when| self.when(when)),
            }
        }
        clock.hides.iter().for_each(|hide| self.condition(hide));
        if let Per::Field(field) = clock.per {
            self.field(field);
        }
    }

    fn level_target(&mut self, plan: &Plan, target: &LevelTarget) {
        let mut ids: Vec<TargetId> = Vec::new();
        match &target.choice {
            TargetChoice::One(id) => ids.extend(id),
            TargetChoice::ByField { field, cells, unset } => {
                self.field(*field);
                ids.extend(cells.iter().filter_map(|(_, id)| *id).chain(*unset));
            }
            TargetChoice::List(entries) => {
                for (condition, id) in entries {
                    condition.iter().for_each(|condition| self.condition(condition));
                    ids.extend(id);
                }
            }
        }
        ids.into_iter().for_each(|id| self.target(plan, plan.target(id)));
    }

    fn target(&mut self, plan: &Plan, target: &Target) {
        let stretches = target.then.iter().map(|stretch| &stretch.calendar);
        for calendar in [&target.calendar].into_iter().chain(stretches) {
            let ids = match calendar {
                CalendarChoice::One(id) => vec![*id],
                CalendarChoice::ByField { field, entries, otherwise } => {
                    self.field(*field);
                    entries.iter().map(|(_, id)| *id).chain([*otherwise]).collect()
                }
            };
            let zones = ids.into_iter().filter_map(|id| plan.calendars[id.index()].local.as_ref());
            zones.for_each(|local| self.field(local.field));
        }
        target.plus.iter().for_each(|plus| self.condition(&plus.condition));
        if let CountFrom::Field(field) = target.count_from {
            self.field(field);
        }
        match target.kind {
            TargetKind::ByField(field) => self.field(field),
            TargetKind::Script(script) => self.script(plan.script(script)),
            TargetKind::Time(_) | TargetKind::Days { .. } | TargetKind::Track => {}
        }
    }
}
