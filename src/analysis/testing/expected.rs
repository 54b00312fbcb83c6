//! Expectations: levels, actions, cycles and their verdicts.

use super::Stage;
use super::points::{NOTHING, is_nothing};
use crate::rules::Actor;
use crate::scope::written;
use crate::show;
use duly_diag::{Diagnostic, Spanned, codes, did_you_mean, list_of};
use duly_plan::{
    ActionKind, Agreement, AgreementId, CycleName, CycleOutcome, Expected, ExpectedAction, ExpectedRule,
    LevelId, Verdict,
};
use duly_syntax::ast::{self, ExpectKind, Given, LevelRef, Name, NamedCycle, Value, ValueKind};

impl Stage<'_, '_, '_> {
    /// What a line expects.
    pub fn expected(&mut self, expect: &ast::Expect) -> Option<Expected> {
        Some(match &expect.kind {
            ExpectKind::Level { level, by, agreement } => {
                self.level(level.as_ref(), by.as_ref(), agreement.as_ref())?
            }
            ExpectKind::NoActions => Expected::NoActions,
            ExpectKind::Action { not, action, at } => {
                let action = self.action(action);
                let at = match at {
                    Some(point) => Some(self.point(point)?),
                    None => None,
                };
                Expected::Action { not: *not, action: action?, at }
            }
            ExpectKind::NoCycle(cycle) => Expected::NoCycle(self.cycle(cycle)?),
            ExpectKind::Cycle(cycle, verdict) => {
                let cycle = self.cycle(cycle);
                let verdict = self.verdict(verdict);
                Expected::Cycle(cycle?, verdict?)
            }
        })
    }

    fn level(
        &mut self,
        level: Option<&LevelRef>,
        by: Option<&ast::ExpectedRule>,
        agreement: Option<&Name>,
    ) -> Option<Expected> {
        let named = match agreement {
            Some(name) => Some(self.agreement(name)?),
            None => None,
        };
        let given =
            |level: &&LevelRef| !self.cell(&level.name.text, level.name.quoted).is_some_and(is_nothing);
        let (levels, name) = match level.filter(given) {
            Some(level) => {
                let level = self.with_values(level)?;
                (self.levels(&level)?, Some(level.text))
            }
            None => (Vec::new(), None),
        };
        let own = levels.first().and_then(|id| self.around.levels.get(id.index()).copied().flatten());
        let agreement = named.or(own).unwrap_or(AgreementId(0));
        let by = match by {
            Some(ast::ExpectedRule::Otherwise(_)) => Some(ExpectedRule::Otherwise),
            Some(ast::ExpectedRule::Named(rule)) => Some(self.rule(rule, agreement)?),
            None => None,
        };
        Some(Expected::Level { agreement, levels, name, by })
    }

    /// A level as reports call it: its name, and the values that are given for its parameters.
    fn with_values(&mut self, level: &LevelRef) -> Option<Name> {
        let name = self.name(&level.name)?;
        if level.arguments.is_empty() {
            return Some(name);
        }
        let values = level.arguments.iter().map(|argument| {
            let value = match &argument.value.node {
                Given::Percent(percent) => format!("{percent}%"),
                Given::Value(ValueKind::Word(word)) => written(word),
                Given::Value(kind) => show::value(&Value { kind: kind.clone(), span: argument.value.span }),
            };
            format!("{}: {value}", written(&argument.name.text))
        });
        let text = format!("{}({})", name.text, values.collect::<Vec<_>>().join(", "));
        Some(Name { text, span: level.span, quoted: true })
    }

    /// The levels that go by a name: one, or all that uses of it with values make.
    fn levels(&mut self, name: &Name) -> Option<Vec<LevelId>> {
        let names = self.scope.names;
        for full in crate::names::readings(self.scope.prefix, &name.text) {
            let with_values = format!("{full}(");
            let found: Vec<LevelId> = (0u16..)
                .zip(&names.levels)
                .filter(|(_, level)| level.name == full || level.name.starts_with(&with_values))
                .map(|(id, _)| LevelId(id))
                .collect();
            if !found.is_empty() {
                return Some(found);
            }
        }
        self.scope.level_named(name).map(|id| vec![id])
    }

    fn agreement(&mut self, name: &Name) -> Option<AgreementId> {
        let name = self.name(name)?;
        if name.text == Agreement::DEFAULT { Some(AgreementId(0)) } else { self.scope.agreement(&name) }
    }

    fn rule(&mut self, name: &Name, agreement: AgreementId) -> Option<ExpectedRule> {
        let cell = self.cell(&name.text, name.quoted).is_some();
        let name = self.name(name)?;
        if cell && !name.quoted && name.text == "otherwise" {
            return Some(ExpectedRule::Otherwise);
        }
        let Some(rules) = &self.around.rules else { return Some(ExpectedRule::Named(name.text)) };
        let rules = rules.iter().filter(|(of, _)| *of == agreement).map(|(_, rule)| *rule);
        let known: Vec<&str> = rules.chain(self.around.triggers.iter().copied()).collect();
        if known.contains(&name.text.as_str()) {
            return Some(ExpectedRule::Named(name.text));
        }
        let message = format!("no rule and no trigger is called `{}`", name.text);
        let finding = Diagnostic::error(codes::UNKNOWN_RULE, name.span, message, "not known");
        self.scope.fail(match did_you_mean(&name.text, known.iter().copied()) {
            Some(near) => crate::scope::suggest(finding, name.span, near, name.quoted),
            None => finding
                .help("name the rule that chose the level or the trigger that set it, or say `by otherwise`"),
        })
    }

    fn action(&mut self, action: &ast::ExpectedAction) -> Option<ExpectedAction> {
        let action = match action {
            ast::ExpectedAction::Warned(clock, _) => {
                let clock = self.name(clock)?;
                return self.scope.clock(&clock).map(ExpectedAction::Warn);
            }
            ast::ExpectedAction::Emitted(action) => action,
        };
        let mut action = action.clone();
        if let ast::ActionKind::Set(_, value) = &mut action.kind {
            *value = self.value(value)?;
        }
        let lowered = self.scope.actions(std::slice::from_ref(&action), Actor::Trigger)?;
        lowered.into_iter().find_map(|action| match action.kind {
            ActionKind::Emit(emit) => Some(ExpectedAction::Emit(emit)),
            _ => None,
        })
    }

    fn cycle(&mut self, cycle: &NamedCycle) -> Option<CycleName> {
        let name = self.name(&cycle.clock)?;
        let clock = self.scope.clock(&name);
        let key = match &cycle.key {
            Some(key) => Some(self.name(key)?.text),
            None => None,
        };
        let agreement = match &cycle.agreement {
            Some(name) => Some(self.agreement(name)?),
            None => None,
        };
        if let Some(zero) = cycle.number.as_ref().filter(|number| number.node == 0) {
            let finding =
                Diagnostic::error(codes::UNKNOWN_VERDICT, zero.span, "cycles are counted from 1", "");
            return self.scope.fail(finding);
        }
        let number = cycle.number.as_ref().map(|number| number.node);
        Some(CycleName { clock: clock?, number, key, agreement })
    }

    fn verdict(&mut self, verdict: &Spanned<ast::Verdict>) -> Option<Verdict> {
        Some(match &verdict.node {
            ast::Verdict::DueAt(point) => match self.point_or_none(point)? {
                Some(due) => Verdict::Due(due),
                None => Verdict::NoDue,
            },
            ast::Verdict::DueIn(amount, calendar) => {
                let calendar = match calendar {
                    Some(name) => Some(self.scope.calendar(name)?),
                    None => None,
                };
                Verdict::DueIn(self.length(amount)?, calendar)
            }
            ast::Verdict::NoDue => Verdict::NoDue,
            ast::Verdict::Elapsed(amount) => Verdict::Elapsed(self.seconds(amount)?),
            ast::Verdict::OverdueBy(amount) => Verdict::OverdueBy(self.seconds(amount)?),
            ast::Verdict::AtRisk => Verdict::AtRisk,
            ast::Verdict::Stays(word, until) => {
                let outcome = self.fitting(word, open, "an outcome of an open cycle", "stays")?;
                Verdict::Stays(outcome, self.point(until)?)
            }
            ast::Verdict::Outcome(word) => self.outcome_alone(word)?,
            ast::Verdict::After(word, amount) => {
                let outcome = self.fitting(word, ended, "how a cycle ended", "after")?;
                Verdict::After(outcome, self.seconds(amount)?)
            }
            ast::Verdict::EndedAt(word, at) => {
                let outcome = self.fitting(word, ended, "how a cycle ended", "at")?;
                Verdict::EndedAt(outcome, self.point(at)?)
            }
            ast::Verdict::Because(word, why) => {
                let called_off = |o| matches!(o, CycleOutcome::Cancelled | CycleOutcome::Missed);
                let outcome = self.fitting(word, called_off, "how a cycle was called off", "because")?;
                Verdict::Because(outcome, why.node.clone())
            }
        })
    }

    /// A word alone: an outcome, or what a cell says instead.
    fn outcome_alone(&mut self, word: &Name) -> Option<Verdict> {
        let name = self.name(word)?;
        if NOTHING.contains(&name.text.as_str()) {
            return Some(Verdict::NoDue);
        }
        self.outcome(&name).map(Verdict::Outcome)
    }

    fn fitting(
        &mut self,
        word: &Name,
        fits: impl Fn(CycleOutcome) -> bool,
        wanted: &str,
        behind: &str,
    ) -> Option<CycleOutcome> {
        let word = self.name(word)?;
        let outcome = self.outcome(&word)?;
        if fits(outcome) {
            return Some(outcome);
        }
        let words: Vec<&str> =
            CycleOutcome::ALL.iter().filter(|(o, _)| fits(*o)).map(|(_, word)| *word).collect();
        let message = format!("`{behind}` goes with {wanted}, and `{}` is none", word.text);
        let help = format!("these are {}", list_of(words, "and"));
        self.scope.fail(Diagnostic::error(codes::UNKNOWN_VERDICT, word.span, message, "").help(help))
    }

    fn outcome(&mut self, word: &Name) -> Option<CycleOutcome> {
        if let Some(outcome) = CycleOutcome::of(&word.text).filter(|_| !word.quoted) {
            return Some(outcome);
        }
        let text = word.text.as_str();
        let example = match text {
            "due" => Some("due 2026-03-09 09:10"),
            "elapsed" => Some("elapsed 45m"),
            "stays" => Some("stays running until 2026-03-09 09:10"),
            "breached" | "late" | "violated" => Some("missed"),
            "open" | "active" | "started" => Some("running"),
            "stopped" | "done" | "kept" | "achieved" | "fulfilled" => Some("met"),
            "tracked" => Some("measured"),
            _ => None,
        };
        let message = format!("`{text}` is no verdict of a cycle");
        let finding = Diagnostic::error(codes::UNKNOWN_VERDICT, word.span, message, "not known");
        let words = CycleOutcome::ALL.iter().map(|(_, word)| *word);
        let columns = self.row.iter().flat_map(|row| row.columns.iter().map(|c| c.text.as_str()));
        let near = did_you_mean(text, words.clone().chain(columns));
        self.scope.fail(match (example, near) {
            (Some(example), _) => finding.help(format!("write `{example}`")),
            (None, Some(near)) => crate::scope::suggest(finding, word.span, near, false),
            (None, None) => finding
                .help(format!("a cycle is {}, or something is said of its `due`", list_of(words, "or"))),
        })
    }
}

fn open(outcome: CycleOutcome) -> bool {
    matches!(outcome, CycleOutcome::Running | CycleOutcome::Paused | CycleOutcome::Overdue)
}

fn ended(outcome: CycleOutcome) -> bool {
    use CycleOutcome::{Cancelled, Measured, Met, Missed};
    matches!(outcome, Met | Missed | Cancelled | Measured)
}
