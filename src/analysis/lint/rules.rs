//! Policies without rules, and rules that give no level.

use crate::findings::Findings;
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::{ActionKind, Level, Plan, Rule, RuleSet};

/// Looks at the rules.
pub(super) fn lint(plan: &Plan, findings: &mut Findings) {
    let empty = |set: &RuleSet| set.rules.is_empty() && set.otherwise.is_none();
    for set in &plan.rules {
        if plan.rule_sets_of(set.agreement).all(|(set, _)| empty(set)) {
            no_rules(plan, set, findings);
        }
    }
    for (set, _) in plan.rule_sets() {
        if !set.every_match {
            set.rules.iter().filter(|r| !r.inactive).for_each(|rule| without_level(rule, findings));
        }
    }
}

fn no_rules(plan: &Plan, set: &RuleSet, findings: &mut Findings) {
    let level = plan.levels.iter().find(|level| level.agreement == set.agreement);
    if let Some(span) = plan.agreement(set.agreement).span {
        agreement_without_rules(set, span, level, findings);
        return;
    }
    let Some(level) = level else { return };
    let message = "no rule gives a ticket a level, so nothing is promised to anyone";
    let help = format!("the least is `rules {{ otherwise level {} }}`", crate::scope::written(&level.name));
    findings.add(Diagnostic::warning(codes::NO_RULES, level.span, message, "").help(help));
}

fn agreement_without_rules(set: &RuleSet, span: Span, level: Option<&Level>, findings: &mut Findings) {
    let message =
        format!("no rule gives a ticket a level of `{}`, so it promises nothing", set.agreement_name);
    let name = crate::scope::written(&set.agreement_name);
    let finding = Diagnostic::warning(codes::AGREEMENT_WITHOUT_RULES, span, message, "");
    findings.add(match level {
        Some(level) => {
            let own = crate::scope::written(&level.name);
            finding
                .label(level.span, "a level that no ticket gets")
                .help(format!("say who gets it: `rules for {name} {{ otherwise level {own} }}`"))
        }
        None => finding.help(format!(
            "give it levels and rules, `level NAME for {name}` and `rules for {name}`, or leave it out"
        )),
    });
}

fn without_level(rule: &Rule, findings: &mut Findings) {
    let gives = |kind: &ActionKind| matches!(kind, ActionKind::Level(_) | ActionKind::NoLevel);
    if rule.actions.iter().any(|a| gives(&a.kind)) {
        return;
    }
    let message = format!("the rule `{}` decides and gives no level, so its tickets have none", rule.name);
    findings.add(
        Diagnostic::warning(codes::RULE_WITHOUT_LEVEL, rule.span, message, "")
            .help("add `level NAME`, or `no level` if that is meant; the first rule that matches decides"),
    );
}
