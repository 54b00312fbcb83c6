//! Everything of a policy that tests can try.

use super::{Item, ItemKind};
use crate::plan_view::{Words, name, quoted};
use duly_diag::Span;
use duly_plan::{
    CalendarBody, CalendarId, Clock, ClockEnd, ClockId, Condition, ConditionKind, Pause, Plan, RuleSet,
    TargetChoice, TargetId, When,
};
use std::collections::BTreeSet;

/// The items of a plan, not in order; one may come several times.
pub(super) fn items(plan: &Plan) -> Vec<Item> {
    let mut list = List { plan, items: Vec::new() };
    for (set, _) in plan.rule_sets() {
        list.rules(set);
    }
    for state in plan.states.iter().filter(|state| state.span.is_some()) {
        state.condition.iter().for_each(|condition| list.branches(condition));
    }
    list.levels();
    list.clocks();
    for trigger in &plan.triggers {
        list.add(ItemKind::Trigger, trigger.span, format!("the trigger {} fires", quoted(&trigger.name)));
        trigger.condition.iter().for_each(|condition| list.branches(condition));
    }
    for calendar in 1..plan.calendars.len() {
        list.calendar(calendar);
    }
    list.items
}

struct List<'p> {
    plan: &'p Plan,
    items: Vec<Item>,
}

impl<'p> List<'p> {
    fn add(&mut self, kind: ItemKind, span: Span, what: String) {
        self.items.push(Item { kind, span, holds: None, what, tried: false });
    }

    fn rules(&mut self, set: &RuleSet) {
        for rule in set.rules.iter().filter(|rule| !rule.inactive) {
            self.add(ItemKind::Rule, rule.span, format!("the rule {} decides", quoted(&rule.name)));
            rule.condition.iter().for_each(|condition| self.branches(condition));
        }
        if let Some(otherwise) = &set.otherwise {
            self.add(ItemKind::Rule, otherwise.span, "no rule matches, and `otherwise` decides".to_owned());
        }
    }

    /// Each question of a condition holds, and does not.
    fn branches(&mut self, condition: &Condition) {
        match &condition.kind {
            ConditionKind::All(parts) | ConditionKind::Any(parts) => {
                parts.iter().for_each(|part| self.branches(part));
            }
            ConditionKind::Not(inner) => self.branches(inner),
            ConditionKind::Known(_) => {}
            _ => {
                let question = Words { plan: self.plan }.condition(condition);
                for holds in [true, false] {
                    let what = format!("`{question}` {}", if holds { "holds" } else { "does not hold" });
                    let span = condition.span;
                    let item = Item { kind: ItemKind::Branch, span, holds: Some(holds), what, tried: false };
                    self.items.push(item);
                }
            }
        }
    }

    fn levels(&mut self) {
        let plan = self.plan;
        let words = Words { plan };
        for level in &plan.levels {
            for entry in &level.targets {
                let of =
                    format!("{} of the level {}", name(&plan.clock(entry.clock).name), quoted(&level.name));
                match &entry.choice {
                    TargetChoice::One(target) => self.target(*target, &of),
                    TargetChoice::ByField { field, cells, unset } => {
                        for (value, target) in cells {
                            let value = words.value(*field, value);
                            self.target(*target, &format!("{of} for {value}"));
                        }
                        self.target(*unset, &format!("{of} for unset"));
                    }
                    TargetChoice::List(entries) => {
                        for (condition, target) in entries {
                            condition.iter().for_each(|condition| self.branches(condition));
                            self.target(*target, &of);
                        }
                    }
                }
            }
        }
    }

    fn target(&mut self, target: Option<TargetId>, of: &str) {
        let Some(target) = target.map(|id| self.plan.target(id)) else { return };
        let promise = Words { plan: self.plan }.promise(target.kind);
        self.add(ItemKind::Target, target.span, format!("`{promise}` judges {of}"));
        let plus: Vec<&Condition> = target.plus.iter().map(|plus| &plus.condition).collect();
        plus.into_iter().for_each(|condition| self.branches(condition));
    }

    fn clocks(&mut self) {
        let promised: BTreeSet<ClockId> = self
            .plan
            .levels
            .iter()
            .flat_map(|level| &level.targets)
            .filter(|entry| entry.choice != TargetChoice::One(None))
            .flat_map(|entry| self.plan.versions.clocks_of(entry.clock))
            .collect();
        for (id, clock) in (0u16..).map(ClockId).zip(&self.plan.clocks) {
            if !clock.standard {
                self.own_clock(clock);
            } else if promised.contains(&id) {
                self.standard_clock(clock);
            }
        }
    }

    fn line(&mut self, clock: &Clock, does: &str, span: Span) {
        self.add(ItemKind::Clock, span, format!("this line {does} {}", name(&clock.name)));
    }

    fn lines(&mut self, clock: &Clock, does: &str, lines: &[When]) {
        lines.iter().for_each(|when| self.guarded(clock, does, when));
    }

    /// A line that speaks of events, and the branches of its condition.
    fn guarded(&mut self, clock: &Clock, does: &str, when: &When) {
        self.line(clock, does, when.span);
        when.guard.iter().for_each(|guard| self.branches(guard));
    }

    fn own_clock(&mut self, clock: &Clock) {
        self.lines(clock, "starts", &clock.starts);
        for line in &clock.ends {
            let does = match line.end {
                ClockEnd::Stop => "stops",
                ClockEnd::Cancel | ClockEnd::CancelEvenIfLate => "cancels",
                ClockEnd::RestartAsMet | ClockEnd::RestartAsCancelled => "restarts",
            };
            self.guarded(clock, does, &line.when);
        }
        self.lines(clock, "reopens", &clock.reopens);
        self.pauses(clock);
        clock.hides.iter().for_each(|hide| self.line(clock, "hides", hide.span));
        self.lines(clock, "ends for good", &clock.finals);
    }

    fn standard_clock(&mut self, clock: &Clock) {
        self.lines(clock, "starts", &clock.starts);
        for line in clock.ends.iter().filter(|line| line.end == ClockEnd::Stop) {
            self.guarded(clock, "stops", &line.when);
        }
        self.pauses(clock);
    }

    fn pauses(&mut self, clock: &Clock) {
        for pause in &clock.pauses {
            match pause {
                // What is never true, because the policy does not set it, can pause nothing.
                Pause::While(condition) if self.never(condition) => {}
                Pause::While(condition) => self.line(clock, "pauses", condition.span),
                Pause::Between { from, until } => {
                    self.guarded(clock, "pauses", from);
                    until.guard.iter().for_each(|guard| self.branches(guard));
                }
            }
        }
    }

    fn never(&self, condition: &Condition) -> bool {
        match &condition.kind {
            ConditionKind::Known(holds) => !holds,
            ConditionKind::State(state) => self.plan.state(*state).condition.is_none(),
            _ => false,
        }
    }

    fn calendar(&mut self, index: usize) {
        let Ok(id) = u16::try_from(index).map(CalendarId) else { return };
        let calendar = &self.plan.calendars[id.index()];
        for version in &calendar.versions {
            let CalendarBody::Lines(spec) = &version.body else { continue };
            for exception in &spec.exceptions {
                let Some(span) = calendar.origins.get(exception.origin.0 as usize) else { continue };
                let what = format!("a cycle meets these dates of the calendar {}", name(&calendar.name));
                self.add(ItemKind::Calendar, *span, what);
            }
        }
    }
}
