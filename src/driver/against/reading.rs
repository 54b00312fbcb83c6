//! What a policy reads of a ticket, and where.

use duly_analysis::condition_fields;
use duly_diag::Span;
use duly_plan::{
    Clock, Condition, ConditionKind, Const, FieldId, Operand, Pause, Per, Plan, TargetChoice, When,
};
use std::collections::BTreeMap;

/// What is read of one field.
#[derive(Clone, Debug, Default)]
pub(super) struct FieldReads {
    /// The first place that reads it.
    pub span: Span,
    /// The texts that conditions name, each with its first place.
    pub texts: BTreeMap<String, Span>,
    /// Whether a part of its text is tested, so that a value may be meant without being named.
    pub tested: bool,
}

/// Everything that a policy reads, by field.
#[derive(Clone, Debug, Default)]
pub(super) struct Reads {
    /// The fields.
    pub fields: BTreeMap<FieldId, FieldReads>,
}

impl Reads {
    /// What the policy's own lines read; the standard clocks aside.
    pub fn of(plan: &Plan) -> Reads {
        let mut reads = Reads::default();
        for state in &plan.states {
            state.condition.iter().for_each(|condition| reads.condition(plan, condition));
        }
        for rule in plan.rule_sets().flat_map(|(set, _)| &set.rules).filter(|rule| !rule.inactive) {
            rule.condition.iter().for_each(|condition| reads.condition(plan, condition));
        }
        plan.clocks.iter().filter(|clock| !clock.standard).for_each(|clock| reads.clock(plan, clock));
        for level in &plan.levels {
            for target in &level.targets {
                match &target.choice {
                    TargetChoice::One(_) => {}
                    TargetChoice::ByField { field, .. } => reads.field(*field, level.span),
                    TargetChoice::List(entries) => {
                        let conditions = entries.iter().filter_map(|entry| entry.0.as_ref());
                        conditions.for_each(|condition| reads.condition(plan, condition));
                    }
                }
            }
        }
        reads
    }

    fn field(&mut self, field: FieldId, span: Span) {
        self.fields.entry(field).or_insert_with(|| FieldReads { span, ..FieldReads::default() });
    }

    fn clock(&mut self, plan: &Plan, clock: &Clock) {
        if let Per::Field(field) = clock.per {
            self.field(field, clock.span);
        }
        let lines = clock.starts.iter().chain(clock.ends.iter().map(|line| &line.when)).chain(&clock.reopens);
        lines.chain(&clock.finals).for_each(|when| self.guard(plan, when));
        for pause in &clock.pauses {
            match pause {
                Pause::While(condition) => self.condition(plan, condition),
                Pause::Between { from, until } => {
                    [from, until].into_iter().for_each(|when| self.guard(plan, when));
                }
            }
        }
        clock.hides.iter().for_each(|condition| self.condition(plan, condition));
    }

    fn guard(&mut self, plan: &Plan, when: &When) {
        let guards = when.guard.iter().chain(when.events.iter().flat_map(|event| &event.guard));
        guards.for_each(|condition| self.condition(plan, condition));
    }

    fn condition(&mut self, plan: &Plan, condition: &Condition) {
        condition_fields(plan, condition).into_iter().for_each(|field| self.field(field, condition.span));
        self.texts(condition);
    }

    fn texts(&mut self, condition: &Condition) {
        let mut name = |field: FieldId, texts: &mut dyn Iterator<Item = &String>| {
            let own = self.fields.entry(field).or_default();
            for text in texts {
                own.texts.entry(text.clone()).or_insert(condition.span);
            }
        };
        match &condition.kind {
            ConditionKind::All(parts) | ConditionKind::Any(parts) => {
                parts.iter().for_each(|part| self.texts(part));
            }
            ConditionKind::Not(inner) => self.texts(inner),
            ConditionKind::Compare { field, right: Operand::Const(Const::Text(text)), .. } => {
                name(*field, &mut std::iter::once(text));
            }
            ConditionKind::OneOf { field, values } => {
                let texts = values
                    .iter()
                    .filter_map(|value| if let Const::Text(text) = value { Some(text) } else { None });
                name(*field, &mut { texts });
            }
            ConditionKind::Has { field, values, .. } => name(*field, &mut values.iter()),
            ConditionKind::Text { field, .. } => self.fields.entry(*field).or_default().tested = true,
            _ => {}
        }
    }
}
