//! Why a ticket has its level: the rules as they stand on it.

use super::clause::Clause;
use super::present::Present;
use super::reply::{Answer, RuleAsked, RulesTried};
use super::{Refusal, Reply, Session};
use crate::Problem;
use crate::plan_view::name;
use duly_diag::{Diagnostic, Span, codes, did_you_mean, list_of};
use duly_engine::ChosenBy;
use duly_plan::{AgreementId, LevelId, Plan, Rule, RuleId, RuleSet};
use duly_syntax::ast::Name;

impl Session {
    pub(super) fn why(&self) -> Result<Reply, Refusal> {
        let present = self.ticket()?;
        let plan = self.plan();
        let tried = |(at, set): (usize, &RuleSet)| RulesTried {
            agreement: set.agreement_name.clone(),
            rules: looked_at(plan, set, present, at),
            level: chosen(plan, present, at),
        };
        Ok(Reply::plain(Answer::Why(plan.rules.iter().enumerate().map(tried).collect())))
    }

    pub(super) fn why_not(&self, text: &str, rule: &Name) -> Result<Reply, Refusal> {
        let present = self.ticket()?;
        let (at, place) = self.rule_named(text, rule)?;
        let asked = asked(self.plan(), &self.plan().rules[at], present, (at, place));
        Ok(Reply::plain(Answer::WhyNot(asked)))
    }

    /// A rule by its name: its agreement and its place.
    pub(super) fn rule_named(&self, text: &str, name: &Name) -> Result<(usize, usize), Refusal> {
        let sets = self.plan().rules.iter().enumerate();
        let mut all =
            sets.flat_map(|(at, set)| set.rules.iter().enumerate().map(move |(i, rule)| (at, i, rule)));
        if let Some((at, place, _)) = all.find(|(_, _, rule)| rule.name == name.text) {
            return Ok((at, place));
        }
        Err(self.mistakes(text, vec![self.no_rule(name.span, &name.text)]))
    }

    fn no_rule(&self, span: Span, written: &str) -> Diagnostic {
        let names = || self.plan().rules.iter().flat_map(|set| &set.rules).map(|rule| rule.name.as_str());
        let message = format!("there is no rule `{written}`");
        let finding = Diagnostic::error(codes::UNKNOWN_NAME, span, message, "not known");
        match did_you_mean(written, names()) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None if names().next().is_none() => finding.help("this policy has no rules but `otherwise`"),
            None => finding.help(format!("the rules are {}", list_of(names().take(12), "and"))),
        }
    }
}

/// The rules up to the one that decides.
fn looked_at(plan: &Plan, set: &RuleSet, present: &Present, agreement: usize) -> Vec<RuleAsked> {
    let mut all = Vec::new();
    for place in 0..set.rules.len() {
        let rule = asked(plan, set, present, (agreement, place));
        let decides = rule.decides;
        all.push(rule);
        if decides && !set.every_match {
            break;
        }
    }
    all
}

/// A rule on the ticket as it is.
fn asked(plan: &Plan, set: &RuleSet, present: &Present, (agreement, place): (usize, usize)) -> RuleAsked {
    let rule = &set.rules[place];
    let id = RuleId(super::evaluate::small(place));
    let chosen = present.levels.get(agreement).and_then(|(_, by)| *by);
    let before =
        set.rules[..place].iter().find(|earlier| !set.every_match && matches(plan, earlier, present));
    RuleAsked {
        id,
        name: rule.name.clone(),
        span: rule.span,
        inactive: rule.inactive,
        condition: rule.condition.as_ref().map(|condition| Clause::of(plan, condition, present)),
        decides: chosen == Some(ChosenBy::Rule(id)),
        before: before.map(|rule| (rule.name.clone(), rule.span)),
    }
}

/// Whether a rule matches the ticket as it is.
pub(super) fn matches(plan: &Plan, rule: &Rule, present: &Present) -> bool {
    !rule.inactive
        && rule.condition.as_ref().is_none_or(|condition| Clause::of(plan, condition, present).holds)
}

/// `level gold, by the rule "Gold contracts"`, of an agreement.
pub(super) fn chosen(plan: &Plan, present: &Present, agreement: usize) -> String {
    let (level, by) = present.levels.get(agreement).copied().unwrap_or((None, None));
    let id = AgreementId(super::evaluate::small(agreement));
    format!("{}{}", level_words(plan, level), by_words(plan, id, by))
}

/// `level gold`, `no level`
pub(super) fn level_words(plan: &Plan, level: Option<LevelId>) -> String {
    level.map_or_else(|| "no level".to_owned(), |level| format!("level {}", name(&plan.level(level).name)))
}

/// `, by the rule "Gold contracts"`, or nothing.
pub(super) fn by_words(plan: &Plan, agreement: AgreementId, by: Option<ChosenBy>) -> String {
    match by {
        None => String::new(),
        Some(ChosenBy::Trigger(trigger)) => format!(", by the trigger \"{}\"", plan.trigger(trigger).name),
        Some(ChosenBy::Rule(id)) => match plan.rules[agreement.index()].rules.get(id.index()) {
            Some(rule) => format!(", by the rule \"{}\"", rule.name),
            None => ", by `otherwise`".to_owned(),
        },
    }
}

/// What cannot be asked of rules that are judged once.
pub(super) fn judged_once(set: &RuleSet) -> Option<Problem> {
    set.at_creation.then(|| {
        Problem::new("these rules are judged once, when the ticket is created, and nothing changes that")
            .help("build the ticket anew: `new`, then `created { .. }`")
    })
}
