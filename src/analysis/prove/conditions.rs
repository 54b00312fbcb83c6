//! Conditions that can never hold, that always hold, and parts that change nothing.

use super::Prover;
use super::part::{Part, Work};
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::{ConditionKind, Rule};

/// Beyond so many parts of one block, nobody looks whether one follows from the others.
const MOST_PARTS: usize = 64;

/// Looks at every condition of the policy.
pub(super) fn check(prover: &mut Prover<'_>, work: &Work<'_>) {
    for ((set, _), parts) in prover.plan.rule_sets().zip(&work.rules) {
        for (rule, part) in set.rules.iter().zip(parts).filter(|(rule, _)| !rule.inactive) {
            if let Some(part) = part {
                prover.condition(part, Some(rule));
            }
        }
    }
    let states = work.states.iter().map(|(_, part)| part);
    let guards = work.clocks.iter().flat_map(|clock| &clock.lines).filter_map(|line| line.guard.as_ref());
    let whiles = work.clocks.iter().flat_map(|clock| &clock.whiles);
    let lists = work.lists.iter().flatten().flatten();
    states.chain(guards).chain(whiles).chain(lists).for_each(|part| prover.condition(part, None));
}

impl Prover<'_> {
    /// Looks at a condition and at its parts.
    fn condition(&mut self, part: &Part<'_>, rule: Option<&Rule>) {
        if self.solver.can_hold([&part.yes]).is_no() {
            self.never(part, rule);
        } else if self.solver.can_hold([&part.no]).is_no() {
            self.always(part);
        } else {
            self.contingent(part);
        }
    }

    /// Looks into a condition that may hold or not.
    fn contingent(&mut self, part: &Part<'_>) {
        for inner in &part.parts {
            // The opposite of an answer is no other finding.
            if matches!(part.condition.kind, ConditionKind::Not(_)) {
                self.contingent(inner);
            } else {
                self.condition(inner, None);
            }
        }
        if part.parts.len() > 1 && part.parts.len() <= MOST_PARTS {
            self.redundant(part);
        }
    }

    /// Reports the innermost part that keeps a condition from holding.
    fn never(&mut self, part: &Part<'_>, rule: Option<&Rule>) {
        if let ConditionKind::Known(false) = part.condition.kind {
            self.unset(part.condition.span, rule);
            return;
        }
        if !matches!(part.condition.kind, ConditionKind::Not(_)) {
            let dead: Vec<&Part<'_>> =
                part.parts.iter().filter(|inner| self.solver.can_hold([&inner.yes]).is_no()).collect();
            if !dead.is_empty() {
                dead.into_iter().for_each(|inner| self.never(inner, rule));
                return;
            }
        }
        let message = match rule {
            Some(rule) => format!("the rule `{}` can never match", rule.name),
            None => "this can never hold".to_owned(),
        };
        let pair = self.pair(part);
        let finding = match pair {
            Some((one, other)) => {
                Diagnostic::warning(codes::NEVER_HOLDS, one, message, "never holds together")
                    .label(other, "with this")
            }
            None => {
                Diagnostic::warning(codes::NEVER_HOLDS, part.condition.span, message, "true of no ticket")
            }
        };
        self.findings.add(finding.help("leave it out, or say what is meant"));
    }

    /// Two parts that exclude each other.
    fn pair(&mut self, part: &Part<'_>) -> Option<(Span, Span)> {
        if !matches!(part.condition.kind, ConditionKind::All(_)) || part.parts.len() > MOST_PARTS {
            return None;
        }
        for (at, one) in part.parts.iter().enumerate() {
            for other in &part.parts[at + 1..] {
                if self.solver.can_hold([&one.yes, &other.yes]).is_no() {
                    return Some((one.condition.span, other.condition.span));
                }
            }
        }
        None
    }

    /// A rule that asks for a standard state which the policy does not set.
    fn unset(&mut self, span: Span, rule: Option<&Rule>) {
        let (Some(rule), Some(state)) = (rule, self.findings.unset_state_at(span)) else { return };
        let state = &self.plan.state(state).name;
        let message = format!(
            "the rule `{}` can never match, because this policy does not say when a ticket is `{state}`",
            rule.name
        );
        self.findings.add(
            Diagnostic::warning(codes::NEVER_HOLDS, span, message, "true of no ticket")
                .help(format!("say it in `ticket {{ }}`: `{state} means status is ..`")),
        );
    }

    fn always(&mut self, part: &Part<'_>) {
        if !matches!(part.condition.kind, ConditionKind::Not(_)) {
            let always: Vec<&Part<'_>> =
                part.parts.iter().filter(|inner| self.solver.can_hold([&inner.no]).is_no()).collect();
            if !always.is_empty() {
                always.into_iter().for_each(|inner| self.always(inner));
                return;
            }
        }
        if self.is_of_unset_state(part) {
            return;
        }
        self.findings.add(
            Diagnostic::warning(
                codes::ALWAYS_HOLDS,
                part.condition.span,
                "this always holds",
                "true of every ticket",
            )
            .help("leave it out, or say what is meant"),
        );
    }

    /// `not waiting`, where a missing `waiting` is reported at the promise that depends on it, if any does.
    fn is_of_unset_state(&self, part: &Part<'_>) -> bool {
        let unset = |span| self.findings.unset_state_at(span).is_some();
        unset(part.condition.span) || part.parts.iter().any(|inner| unset(inner.condition.span))
    }

    /// Reports parts of a block that follow from the others, the later ones first.
    fn redundant(&mut self, part: &Part<'_>) {
        let all = matches!(part.condition.kind, ConditionKind::All(_));
        let mut kept: Vec<&Part<'_>> = part.parts.iter().collect();
        for at in (0..part.parts.len()).rev() {
            let one = &part.parts[at];
            // What holds never or always has been reported as that.
            let settled = self.solver.can_hold([&one.yes]).is_no() || self.solver.can_hold([&one.no]).is_no();
            if settled || self.is_of_unset_state(one) {
                continue;
            }
            let others: Vec<&Part<'_>> =
                kept.iter().copied().filter(|other| !std::ptr::eq(*other, one)).collect();
            // In a conjunction it follows from the others; in a disjunction the others follow from it.
            let (own, rest): (_, Vec<_>) = if all {
                (&one.no, others.iter().map(|other| &other.yes).collect())
            } else {
                (&one.yes, others.iter().map(|other| &other.no).collect())
            };
            if others.is_empty() || !self.solver.can_hold(rest.iter().copied().chain([own])).is_no() {
                continue;
            }
            let from = (others.iter().zip(&rest))
                .find(|(_, formula)| self.solver.can_hold([own, **formula]).is_no())
                .map(|(other, _)| other.condition.span);
            let message = if all {
                "this changes nothing: it holds whenever the rest does"
            } else {
                "this changes nothing: the rest holds whenever it does"
            };
            let finding = Diagnostic::warning(codes::REDUNDANT_PART, one.condition.span, message, "");
            let finding = match from {
                Some(span) => {
                    finding.label(span, if all { "nothing else is left to ask" } else { "holds then too" })
                }
                None => finding,
            };
            self.findings.add(finding.help("leave it out, or say what is meant"));
            kept = others;
        }
    }
}
