//! Two rules that differ in nothing, and two that could be one.

use super::Prover;
use super::formula::Formula;
use super::part::Part;
use super::rules::Active;
use duly_diag::{Diagnostic, codes};
use duly_plan::{Compare, ConditionKind, Const, FieldId, HasMode, Operand, Plan, RuleSet};
use std::collections::BTreeMap;

impl Prover<'_> {
    /// Whether two rules match the same tickets and do the same.
    pub(super) fn is_twin(&mut self, rule: &Active<'_>, other: &Active<'_>) -> bool {
        same_outcome(rule, other)
            && self.solver.can_hold([&rule.yes, &other.no]).is_no()
            && self.solver.can_hold([&other.yes, &rule.no]).is_no()
    }

    /// The finding that two rules differ in nothing.
    pub(super) fn twin(&self, rule: &Active<'_>, other: &Active<'_>) -> Diagnostic {
        let message = format!("the rules `{}` and `{}` differ in nothing", other.rule.name, rule.rule.name);
        Diagnostic::warning(
            codes::SAME_RULES,
            rule.rule.span,
            message,
            "matches the same tickets and does the same",
        )
        .label(other.rule.span, "as this one does")
        .help("keep one of the two")
    }

    /// Rules of `every match` that are there twice (elsewhere the second is never reached, and reported as that),
    /// and neighbours that could be one.
    pub(super) fn twins(&mut self, set: &RuleSet, rules: &[Active<'_>]) {
        if set.every_match {
            let mut seen: BTreeMap<&Formula, Vec<&Active<'_>>> = BTreeMap::new();
            for rule in rules {
                let alike = seen.entry(&rule.yes).or_default();
                if let Some(other) = alike.iter().find(|other| same_outcome(rule, other)) {
                    let finding = self.twin(rule, other);
                    self.findings.add(finding);
                }
                alike.push(rule);
            }
        }
        for pair in rules.windows(2) {
            if let [one, other] = pair
                && same_outcome(one, other)
                && let Some(condition) = joined(self.plan, one, other)
            {
                let message = format!("the rules `{}` and `{}` could be one", one.rule.name, other.rule.name);
                self.findings.add(
                    Diagnostic::warning(codes::RULES_COULD_BE_ONE, other.rule.span, message, "does the same")
                        .label(one.rule.span, "as this one")
                        .help(format!("ask for both in one rule: `{condition}`")),
                );
            }
        }
    }
}

/// Whether two rules do the same, for the same reasons.
fn same_outcome(one: &Active<'_>, other: &Active<'_>) -> bool {
    let (one, other) = (one.rule, other.rule);
    one.actions.iter().map(|a| &a.kind).eq(other.actions.iter().map(|a| &a.kind))
        && (&one.because, &one.owner, &one.link) == (&other.because, &other.owner, &other.link)
}

/// The test that stands for the one in which two conditions differ, if they differ in the values of one test.
fn joined(plan: &Plan, one: &Active<'_>, other: &Active<'_>) -> Option<String> {
    let (one, other) = (one.part?, other.part?);
    let (one, other) = match (&one.condition.kind, &other.condition.kind) {
        (ConditionKind::All(_), ConditionKind::All(_)) if one.parts.len() == other.parts.len() => {
            let mut differing = one.parts.iter().zip(&other.parts).filter(|(a, b)| a.yes != b.yes);
            let found = differing.next()?;
            if differing.next().is_some() {
                return None;
            }
            found
        }
        _ => (one, other),
    };
    if one.yes == other.yes {
        return None;
    }
    let ((word, field, mut values), (other_word, other_field, more)) =
        (values(plan, one)?, values(plan, other)?);
    values.extend(more);
    (word == other_word && field == other_field)
        .then(|| format!("{} {word} {}", crate::scope::written(&plan.field(field).name), values.join(", ")))
}

/// The test, the field and the values of `is`, `is one of` and `has any of`.
fn values(plan: &Plan, part: &Part<'_>) -> Option<(&'static str, FieldId, Vec<String>)> {
    match &part.condition.kind {
        ConditionKind::Compare { field, op: Compare::Is, right: Operand::Const(value) } => {
            Some(("is one of", *field, vec![written(plan, *field, value)?]))
        }
        ConditionKind::OneOf { field, values } => Some((
            "is one of",
            *field,
            values.iter().map(|v| written(plan, *field, v)).collect::<Option<_>>()?,
        )),
        ConditionKind::Has { field, mode, values } if *mode == HasMode::Any || values.len() == 1 => {
            Some(("has any of", *field, values.iter().map(|text| format!("\"{text}\"")).collect()))
        }
        _ => None,
    }
}

fn written(plan: &Plan, field: FieldId, value: &Const) -> Option<String> {
    match value {
        Const::Code(code) => plan.field(field).kind.value(*code).map(crate::scope::written),
        Const::Text(text) => Some(format!("\"{text}\"")),
        Const::Number(number) => Some(number.to_string()),
        Const::Date(date) => Some(date.to_string()),
        Const::YesNo(_) | Const::Instant(_) | Const::Duration(_) => None,
    }
}
