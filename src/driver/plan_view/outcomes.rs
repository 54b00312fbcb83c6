//! What follows from moments, and what periods have to come to: triggers, objectives, excuses.

use super::reads::Reads;
use super::shape::{ExcuseView, LineView, ObjectiveView, TriggerView};
use super::words::Words;
use duly_diag::{SourceMap, Span};
use duly_plan::{GroupBy, MomentKind, Objective, Plan, Trigger};

/// Says a policy's lines as they are written, and where.
#[derive(Clone, Copy)]
pub(super) struct Outcomes<'p> {
    pub plan: &'p Plan,
    pub sources: &'p SourceMap,
    pub words: Words<'p>,
}

impl Outcomes<'_> {
    pub(super) fn triggers(self) -> Vec<TriggerView> {
        self.plan.triggers.iter().map(|trigger| self.trigger(trigger)).collect()
    }

    fn trigger(self, trigger: &Trigger) -> TriggerView {
        let moments = trigger.moments.iter().map(|moment| {
            let mut says = match &moment.kind {
                MomentKind::Event(event) => event.phrase.clone(),
                MomentKind::Course(..) | MomentKind::Threshold(..) => self.written(moment.span),
            };
            if let (Some(level), MomentKind::Event(_)) = (moment.level, &moment.kind) {
                says = format!("{says} for level {}", super::words::name(&self.plan.level(level).name));
            }
            LineView { says, line: self.line(moment.span) }
        });
        TriggerView {
            name: trigger.name.clone(),
            moments: moments.collect(),
            when: trigger.condition.as_ref().map(|condition| self.words.condition(condition)),
            then: trigger.actions.iter().map(|action| self.words.action(action)).collect(),
            notes: super::view::notes([&trigger.because, &trigger.owner, &trigger.link]),
            line: self.line(trigger.span),
        }
    }

    pub(super) fn objectives(self) -> Vec<ObjectiveView> {
        self.plan.objectives.iter().map(|objective| self.objective(objective)).collect()
    }

    fn objective(self, objective: &Objective) -> ObjectiveView {
        let reasons = objective.ignoring.iter().map(|ignored| match ignored.under {
            Some(seconds) => format!("{} under {}", ignored.reason, super::words::duration(seconds)),
            None => ignored.reason.clone(),
        });
        let line = |word: &str, span| LineView {
            says: format!("{word} {}", self.written(span)),
            line: self.line(span),
        };
        ObjectiveView {
            name: objective.name.clone(),
            clock: self.plan.clock(objective.clock).name.clone(),
            agreement: self.plan.agreement(objective.agreement).name.clone(),
            goal: self.written(objective.goal_span),
            each: objective.each.as_str(),
            by: objective.by.iter().map(|by| self.group(*by)).collect(),
            at_least: (objective.at_least > 1).then_some(objective.at_least),
            ignoring: reasons.collect(),
            counting_as_missed: objective.counting.iter().map(|counted| counted.reason.clone()).collect(),
            of: objective.condition.as_ref().map(|condition| self.written(condition.span)),
            credits: objective.credits.iter().map(|credit| line("credit", credit.span)).collect(),
            cap: objective.credit_cap.map(|cap| line("credit at most", cap.span)),
            line: self.line(objective.span),
        }
    }

    pub(super) fn excuses(self) -> Vec<ExcuseView> {
        let excuses = self.plan.excuses.iter();
        excuses
            .map(|excuse| ExcuseView {
                clocks: excuse.clocks.iter().map(|clock| self.plan.clock(*clock).name.clone()).collect(),
                when: self.written(excuse.condition.span),
                because: excuse.because.clone(),
                line: self.line(excuse.span),
            })
            .collect()
    }

    fn group(self, by: GroupBy) -> String {
        match by {
            GroupBy::Agent => "agent".to_owned(),
            GroupBy::Level => "level".to_owned(),
            GroupBy::Rule => "rule".to_owned(),
            GroupBy::Calendar => "calendar".to_owned(),
            GroupBy::Field(field) => self.plan.field(field).name.clone(),
        }
    }

    /// The text of a place on one line.
    fn written(self, span: Span) -> String {
        let text = self.sources.text(span);
        let code = text.lines().map(|line| line.split_once(" #").map_or(line, |(code, _)| code));
        code.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    }

    fn line(self, span: Span) -> Option<String> {
        Some(self.sources.line_ref(span))
    }
}

impl Reads {
    /// What triggers, objectives and excuses read.
    pub(super) fn outcomes(&mut self, plan: &Plan) {
        for trigger in &plan.triggers {
            self.begin(format!("trigger {}", trigger.name));
            for moment in &trigger.moments {
                match &moment.kind {
                    MomentKind::Event(event) => self.event(event),
                    MomentKind::Course(clock, _) | MomentKind::Threshold(clock, _) => {
                        self.clocks.insert(clock.index());
                    }
                }
            }
            trigger.condition.iter().for_each(|condition| self.condition(condition));
            trigger.actions.iter().for_each(|action| self.action(plan, action));
        }
        for objective in &plan.objectives {
            self.begin(format!("objective {}", objective.name));
            self.clocks.insert(objective.clock.index());
            objective.condition.iter().for_each(|condition| self.condition(condition));
            for by in &objective.by {
                if let GroupBy::Field(field) = by {
                    self.field(*field);
                }
            }
        }
        for excuse in &plan.excuses {
            self.begin("excuse".to_owned());
            self.clocks.extend(excuse.clocks.iter().map(|clock| clock.index()));
            self.condition(&excuse.condition);
        }
    }
}
