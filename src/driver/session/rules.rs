//! Why a ticket has its level: the rules as they stand on it.

use super::clause::Clause;
use super::present::Present;
use super::reply::{Answer, RuleAsked};
use super::{Refusal, Reply, Session};
use crate::Problem;
use crate::plan_view::name;
use crate::scripts::with_scripts;
use crate::why::{FORMAT_VERSION, Provenance, Story, Telling, Told, captured, tell};
use duly_diag::{Diagnostic, Span, codes, did_you_mean, list_of};
use duly_engine::{ChosenBy, Program, Query};
use duly_plan::{AgreementId, LevelId, Plan, Rule, RuleId, RuleSet};
use duly_report::InputDigest;
use duly_syntax::ast::Name;
use std::sync::Arc;

/// A rule among those that the ticket is judged by.
#[derive(Clone, Copy)]
pub(super) struct Asked<'p> {
    /// The rules.
    pub set: &'p RuleSet,
    /// Its place among them.
    pub place: usize,
    /// Its id.
    pub id: RuleId,
}

impl Session {
    /// The story of the ticket up to now: how it stands, or all of it.
    pub(super) fn why(&self, all: bool) -> Result<Reply, Refusal> {
        let story = Box::new(self.story()?);
        Ok(Reply::plain(if all { Answer::WhyAll(story) } else { Answer::Why(story) }))
    }

    fn story(&self) -> Result<Story, Refusal> {
        let now = self.ticket()?.now;
        let plan = self.plan();
        let query = Query { capture: captured(plan), actions: true };
        let program = with_scripts(Program::new(Arc::clone(plan), &query));
        let inputs = self.state.timeline.inputs();
        let told = Told { plan, sources: self.sources(), inputs, zone: &plan.meta.zone };
        let provenance = Provenance {
            format_version: FORMAT_VERSION,
            duly_version: env!("CARGO_PKG_VERSION").to_owned(),
            policy: plan.meta.name.clone(),
            policy_sha256: String::new(),
            tzdata: self.zones.version().to_owned(),
            inputs: inputs
                .iter()
                .map(|name| InputDigest { name: name.clone(), sha256: String::new() })
                .collect(),
            as_of: now,
            zone: plan.meta.zone.name().to_owned(),
        };
        let policy_path = self.state.texts.entry().unwrap_or_default();
        let ticket = self.state.timeline.ticket().unwrap_or("this ticket");
        let telling = Telling { program: &program, told, policy_path, ticket };
        let events = &self.state.events;
        let told =
            tell(telling, provenance, |take| events.iter().try_for_each(|event| event.with(&mut *take)));
        Ok(told.map_err(super::out_of_order)?.0)
    }

    pub(super) fn why_not(&self, text: &str, rule: &Name) -> Result<Reply, Refusal> {
        let present = self.ticket()?;
        let (agreement, rule) = self.rule_named(text, rule)?;
        Ok(Reply::plain(Answer::WhyNot(asked(self.plan(), rule, present, agreement))))
    }

    /// A rule by its name, among those by which the ticket is judged: its agreement, and where it is.
    pub(super) fn rule_named(&self, text: &str, name: &Name) -> Result<(AgreementId, Asked<'_>), Refusal> {
        for agreement in (0..self.plan().agreements.len()).filter_map(|at| u16::try_from(at).ok()) {
            let agreement = AgreementId(agreement);
            let Some((set, first)) = self.rules_of(agreement) else { continue };
            let place = set.rules.iter().position(|rule| rule.name == name.text);
            if let Some(place) = place {
                let id = RuleId(first.0.saturating_add(super::evaluate::small(place)));
                return Ok((agreement, Asked { set, place, id }));
            }
        }
        Err(self.mistakes(text, vec![self.no_rule(name.span, &name.text)]))
    }

    /// The rules of an agreement that the ticket is judged by, from when it was created; before that those in force now.
    pub(super) fn rules_of(&self, agreement: AgreementId) -> Option<(&RuleSet, RuleId)> {
        let at = self.present().created.or(self.now()).unwrap_or_default();
        self.plan().rules_in_force(self.plan().versions.period(at), agreement)
    }

    /// The rules of every agreement that the ticket is judged by.
    pub(super) fn rules_at_hand(&self) -> impl Iterator<Item = &Rule> {
        let agreements = (0..self.plan().agreements.len()).filter_map(|at| u16::try_from(at).ok());
        agreements.filter_map(|at| self.rules_of(AgreementId(at))).flat_map(|(set, _)| &set.rules)
    }

    fn no_rule(&self, span: Span, written: &str) -> Diagnostic {
        let names = || self.rules_at_hand().map(|rule| rule.name.as_str());
        let message = format!("there is no rule `{written}`");
        let finding = Diagnostic::error(codes::UNKNOWN_NAME, span, message, "not known");
        match did_you_mean(written, names()) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None if names().next().is_none() => finding.help("this policy has no rules but `otherwise`"),
            None => finding.help(format!("the rules are {}", list_of(names().take(12), "and"))),
        }
    }
}

/// A rule on the ticket as it is.
fn asked(plan: &Plan, asked: Asked<'_>, present: &Present, agreement: AgreementId) -> RuleAsked {
    let Asked { set, place, id } = asked;
    let rule = &set.rules[place];
    let chosen = present.levels.get(agreement.index()).and_then(|(_, by)| *by);
    let before =
        set.rules[..place].iter().find(|earlier| !set.every_match && matches(plan, earlier, present));
    RuleAsked {
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

/// `level gold`, `no level`
pub(super) fn level_words(plan: &Plan, level: Option<LevelId>) -> String {
    level.map_or_else(|| "no level".to_owned(), |level| format!("level {}", name(&plan.level(level).name)))
}

/// `, by the rule "Gold contracts"`, or nothing.
pub(super) fn by_words(plan: &Plan, agreement: AgreementId, by: Option<ChosenBy>) -> String {
    match by {
        None => String::new(),
        Some(ChosenBy::Trigger(trigger)) => format!(", by the trigger \"{}\"", plan.trigger(trigger).name),
        Some(ChosenBy::Rule(id)) => {
            let rule = plan.rule_set(agreement, id).and_then(|(set, place)| set.rules.get(place));
            rule.map_or(", by `otherwise`".to_owned(), |rule| format!(", by the rule \"{}\"", rule.name))
        }
    }
}

/// What cannot be asked of rules that are judged once.
pub(super) fn judged_once(set: &RuleSet) -> Option<Problem> {
    set.at_creation.then(|| {
        Problem::new("these rules are judged once, when the ticket is created, and nothing changes that")
            .help("build the ticket anew: `new`, then `created { .. }`")
    })
}
