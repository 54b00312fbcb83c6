//! What a plan holds, by names and with lines instead of ids and spans.

use super::calendars;
use super::outcomes::Outcomes;
use super::reads::Reads;
use super::shape::{
    AgreementView, ClockView, FieldView, LevelView, LineView, PhraseView, PlanView, PolicyView, PositionView,
    RuleView, RulesView, StateView, TargetView,
};
use super::words::{self, Words};
use crate::CheckedPolicy;
use duly_diag::{SourceMap, Span};
use duly_plan::{
    AgreementId, CalendarChoice, CalendarId, Clock, ClockEnd, ClockId, FieldType, LevelTarget, Plan, RuleSet,
    Target, TargetChoice, TargetId, VersionDate,
};
use std::collections::BTreeSet;

/// The version of the JSON shape.
const FORMAT_VERSION: u32 = 1;

/// Makes the view.
pub(super) fn view(policy: &CheckedPolicy, plan: &Plan) -> PlanView {
    let viewer = Viewer { plan, sources: &policy.sources, words: Words { plan }, reads: Reads::of(plan) };
    let outcomes = Outcomes { plan, sources: viewer.sources, words: viewer.words };
    PlanView {
        format_version: FORMAT_VERSION,
        duly_version: env!("CARGO_PKG_VERSION"),
        policy: PolicyView {
            name: plan.meta.name.clone(),
            file: policy.path.clone(),
            zone: plan.meta.zone.name().to_owned(),
            owner: plan.meta.owner.clone(),
            digest: policy.digest.clone(),
        },
        fields: viewer.fields(),
        states: viewer.states(),
        calendars: calendars::views(viewer.words, viewer.sources),
        clocks: viewer.clocks(),
        phrases: viewer.phrases(),
        agreements: viewer.agreements(),
        levels: viewer.levels(),
        rules: viewer.rule_sets(),
        triggers: outcomes.triggers(),
        objectives: outcomes.objectives(),
        excuses: outcomes.excuses(),
        positions: viewer.positions(),
    }
}

struct Viewer<'p> {
    plan: &'p Plan,
    sources: &'p SourceMap,
    words: Words<'p>,
    reads: Reads,
}

impl Viewer<'_> {
    fn line(&self, span: Span) -> Option<String> {
        Some(self.sources.line_ref(span))
    }

    fn fields(&self) -> Vec<FieldView> {
        let mut fields = Vec::new();
        for (field, readers) in self.plan.fields.iter().zip(&self.reads.fields) {
            if field.span.is_none() && readers.is_empty() {
                continue;
            }
            let id = self.plan.field_id(&field.name);
            fields.push(FieldView {
                name: field.name.clone(),
                r#type: type_name(&field.kind),
                values: match &field.kind {
                    FieldType::Choice { values, .. } => values.clone(),
                    _ => Vec::new(),
                },
                if_unset: field.if_unset.as_ref().zip(id).map(|(value, id)| self.words.value(id, value)),
                read_by: readers.clone(),
                line: field.span.and_then(|span| self.line(span)),
            });
        }
        fields
    }

    fn states(&self) -> Vec<StateView> {
        let states = self.plan.states.iter().zip(&self.reads.states);
        let set = states.filter_map(|(state, readers)| Some((state, state.condition.as_ref()?, readers)));
        set.map(|(state, condition, readers)| StateView {
            name: state.name.clone(),
            means: self.words.condition(condition),
            read_by: readers.clone(),
            line: state.span.and_then(|span| self.line(span)),
        })
        .collect()
    }

    fn clocks(&self) -> Vec<ClockView> {
        let promised: BTreeSet<usize> =
            self.plan.levels.iter().flat_map(|l| &l.targets).map(|t| t.clock.index()).collect();
        let plan = self.plan;
        let used = (0..plan.named_clocks().len()).filter(|id| {
            let own = |version: ClockId| !plan.clock(version).standard;
            promised.contains(id) || self.reads.clocks.contains(id) || plan.clock_versions(*id).any(own)
        });
        used.flat_map(|id| plan.clock_versions(id))
            .map(|id| (id, plan.clock(id)))
            .map(|(id, clock)| ClockView {
                name: clock.name.clone(),
                from: since(plan.versions.clock_since(id)),
                standard: clock.standard,
                per: self.words.per(clock.per),
                lines: self.clock_lines(clock),
                line: self.line(clock.span),
            })
            .collect()
    }

    /// In the order in which they act at one event.
    fn clock_lines(&self, clock: &Clock) -> Vec<LineView> {
        let said = |says: String, span| LineView { says, line: self.line(span) };
        let mut lines = Vec::new();
        for end in &clock.ends {
            let (word, suffix) = match end.end {
                ClockEnd::Stop => ("stop when", ""),
                ClockEnd::Cancel => ("cancel when", ""),
                ClockEnd::CancelEvenIfLate => ("cancel even if late when", ""),
                ClockEnd::RestartAsMet => ("restart when", " as met"),
                ClockEnd::RestartAsCancelled => ("restart when", " as cancelled"),
            };
            lines.push(said(format!("{word} {}{suffix}", self.words.when(&end.when)), end.when.span));
        }
        for pause in &clock.pauses {
            let span = match pause {
                duly_plan::Pause::While(condition) => condition.span,
                duly_plan::Pause::Between { from, .. } => from.span,
            };
            lines.push(said(format!("pause {}", self.words.pause(pause)), span));
        }
        for hide in &clock.hides {
            lines.push(said(format!("hide while {}", self.words.condition(hide)), hide.span));
        }
        for (word, whens) in [("reopen", &clock.reopens), ("start", &clock.starts), ("final", &clock.finals)]
        {
            lines.extend(whens.iter().map(|w| said(format!("{word} when {}", self.words.when(w)), w.span)));
        }
        lines
    }

    fn agreements(&self) -> Vec<AgreementView> {
        let agreements = self.plan.agreements.iter();
        agreements
            .map(|agreement| AgreementView {
                name: agreement.name.clone(),
                notes: notes([&agreement.because, &agreement.owner, &agreement.link]),
                line: agreement.span.and_then(|span| self.line(span)),
            })
            .collect()
    }

    fn levels(&self) -> Vec<LevelView> {
        let plan = self.plan;
        let ids = (0..plan.named_levels().len()).flat_map(|id| plan.level_versions(id));
        ids.map(|id| (id, plan.level(id)))
            .map(|(id, level)| LevelView {
                name: level.name.clone(),
                from: since(plan.versions.level_since(id)),
                agreement: self.plan.agreement(level.agreement).name.clone(),
                targets: level.targets.iter().flat_map(|target| self.targets(target, level.span)).collect(),
                line: self.line(level.span),
            })
            .collect()
    }

    fn targets(&self, target: &LevelTarget, level: Span) -> Vec<TargetView> {
        let one =
            |when, id: &Option<TargetId>| self.target(target, when, id.map(|id| self.plan.target(id)), level);
        match &target.choice {
            TargetChoice::One(id) => vec![one(None, id)],
            TargetChoice::ByField { field, cells, unset } => {
                let name = words::name(&self.plan.field(*field).name);
                let cell = |(value, id): &(_, Option<TargetId>)| {
                    one(Some(format!("{name} is {}", self.words.value(*field, value))), id)
                };
                let mut targets: Vec<TargetView> = cells.iter().map(cell).collect();
                if self.plan.field(*field).if_unset.is_none() {
                    targets.push(one(Some(format!("{name} is not set")), unset));
                }
                targets
            }
            TargetChoice::List(entries) => entries
                .iter()
                .map(|(condition, id)| {
                    let when = condition.as_ref().map_or("otherwise".to_owned(), |c| self.words.condition(c));
                    one(Some(when), id)
                })
                .collect(),
        }
    }

    fn target(
        &self,
        of: &LevelTarget,
        when: Option<String>,
        target: Option<&Target>,
        level: Span,
    ) -> TargetView {
        TargetView {
            clock: self.plan.clock(of.clock).name.clone(),
            when,
            promise: target.map_or("none".to_owned(), |t| self.words.promise(t.kind)),
            plus: target
                .map_or_else(Vec::new, |t| t.plus.iter().map(|p| self.words.plus(p, t.kind)).collect()),
            calendar: target.map(|t| self.words.calendar(&t.calendar)),
            then: target.map_or_else(Vec::new, |t| t.then.iter().map(|s| self.words.stretch(s)).collect()),
            count_from: target.map(|t| self.words.count_from(t.count_from)),
            switch: target.map(|t| words::switch(t.switch)),
            warnings: target
                .map_or_else(Vec::new, |t| t.warns.iter().map(|w| words::warning(w.at)).collect()),
            line: self.line(target.map_or(level, |t| t.span)),
        }
    }

    fn phrases(&self) -> Vec<PhraseView> {
        let phrases = self.plan.phrases.iter();
        phrases
            .map(|phrase| PhraseView {
                phrase: phrase.name.clone(),
                means: {
                    let words = self.sources.text(phrase.means_span).split_whitespace();
                    words.collect::<Vec<_>>().join(" ")
                },
                line: self.line(phrase.span),
            })
            .collect()
    }

    fn rule_sets(&self) -> Vec<RulesView> {
        let agreements = self.plan.agreements.iter().zip(0..);
        let sets = agreements.flat_map(|(_, id)| self.plan.rule_sets_of(AgreementId(id)));
        sets.map(|(set, first)| self.rules(set, self.plan.rules_window(set.agreement, first).0)).collect()
    }

    fn rules(&self, set: &RuleSet, from: Option<VersionDate>) -> RulesView {
        let levels = |actions: &[duly_plan::Action]| {
            let named = actions.iter().filter_map(|action| match action.kind {
                duly_plan::ActionKind::Level(id) => Some(self.plan.level(id).name.clone()),
                _ => None,
            });
            named.collect()
        };
        let said =
            |actions: &[duly_plan::Action]| actions.iter().map(|action| self.words.action(action)).collect();
        let mut rules: Vec<RuleView> = Vec::new();
        for rule in &set.rules {
            rules.push(RuleView {
                name: rule.name.clone(),
                inactive: rule.inactive,
                when: rule.condition.as_ref().map(|condition| self.words.condition(condition)),
                then: said(&rule.actions),
                levels: levels(&rule.actions),
                notes: notes([&rule.because, &rule.owner, &rule.link]),
                line: self.line(rule.span),
            });
        }
        rules.extend(set.otherwise.as_ref().map(|otherwise| RuleView {
            name: "otherwise".to_owned(),
            inactive: false,
            when: None,
            then: said(&otherwise.actions),
            levels: levels(&otherwise.actions),
            notes: Vec::new(),
            line: self.line(otherwise.span),
        }));
        RulesView {
            agreement: set.agreement_name.clone(),
            from: since(from),
            mode: if set.every_match { "every match" } else { "first match" },
            at_creation: set.at_creation,
            rules,
        }
    }

    /// A cycle may come under any level that says something about its clock, so it keeps one position for each calendar of
    /// all of them.
    fn positions(&self) -> Vec<PositionView> {
        let mut positions = Vec::new();
        for (number, clock) in self.plan.clocks.iter().enumerate() {
            let targets =
                self.plan.levels.iter().flat_map(|l| &l.targets).filter(|t| t.clock.index() == number);
            let ids = targets.flat_map(|t| chosen(&t.choice));
            let calendars: BTreeSet<CalendarId> =
                ids.flat_map(|id| counted_on(self.plan.target(id))).collect();
            if !calendars.is_empty() {
                let names = calendars.iter().map(|id| self.plan.calendars[id.index()].name.clone());
                positions.push(PositionView { clock: clock.name.clone(), calendars: names.collect() });
            }
        }
        positions
    }
}

/// The date from which something is in force.
fn since(date: Option<VersionDate>) -> Option<String> {
    date.map(|date| date.date.to_string())
}

/// `because`, `owner` and `link`, as far as written.
pub(super) fn notes(texts: [&Option<String>; 3]) -> Vec<String> {
    let said = ["because", "owner", "link"].iter().zip(texts);
    said.filter_map(|(word, text)| Some(format!("{word} {}", text.as_ref()?))).collect()
}

/// The calendars of all stretches of a target.
fn counted_on(target: &Target) -> Vec<CalendarId> {
    let stretches = target.then.iter().map(|stretch| &stretch.calendar);
    [&target.calendar].into_iter().chain(stretches).flat_map(calendars_of).collect()
}

/// Every target that a choice can give.
fn chosen(choice: &TargetChoice) -> Vec<TargetId> {
    match choice {
        TargetChoice::One(id) => id.iter().copied().collect(),
        TargetChoice::ByField { cells, unset, .. } => {
            cells.iter().filter_map(|(_, id)| *id).chain(*unset).collect()
        }
        TargetChoice::List(entries) => entries.iter().filter_map(|(_, id)| *id).collect(),
    }
}

fn calendars_of(choice: &CalendarChoice) -> Vec<CalendarId> {
    match choice {
        CalendarChoice::One(id) => vec![*id],
        CalendarChoice::ByField { entries, otherwise, .. } => {
            entries.iter().map(|(_, id)| *id).chain([*otherwise]).collect()
        }
    }
}

fn type_name(kind: &FieldType) -> &'static str {
    match kind {
        FieldType::Text => "text",
        FieldType::Number => "number",
        FieldType::YesNo => "yes/no",
        FieldType::Date => "date",
        FieldType::Instant => "instant",
        FieldType::Duration => "duration",
        FieldType::Person => "person",
        FieldType::List => "list of text",
        FieldType::Choice { ordered: false, .. } => "closed list",
        FieldType::Choice { ordered: true, .. } => "ordered list",
    }
}
