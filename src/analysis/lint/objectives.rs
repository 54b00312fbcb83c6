//! Objectives and excuses against the levels and clocks that they are about.

use super::promises;
use crate::findings::Findings;
use duly_diag::{Diagnostic, Span, codes, did_you_mean, list_of};
use duly_plan::{ClockEnd, ClockId, Counted, EventKind, Goal, Objective, Phase, Plan, Share, TargetKind};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn lint(plan: &Plan, findings: &mut Findings) {
    // Whether anybody promises the clock; one that is only tracked is there too.
    let mut judged: BTreeMap<ClockId, bool> = BTreeMap::new();
    for (clock, target) in plan.levels.iter().flat_map(promises) {
        *judged.entry(clock).or_default() |= plan.target(target).kind != TargetKind::Track;
    }
    for objective in &plan.objectives {
        promised(plan, objective, &judged, findings);
        reasons(plan, objective, findings);
        cap(objective, findings);
    }
    for excuse in &plan.excuses {
        for clock in excuse.clocks.iter().filter(|c| judged.get(c) != Some(&true)) {
            let name = &plan.clock(*clock).name;
            let message = format!("no level promises `{name}`, so there is no miss to excuse");
            let finding = Diagnostic::error(codes::NOT_PROMISED, excuse.span, message, "never needed");
            findings.add(finding.help(format!("promise it in a level: `{name} within 4h`")));
        }
    }
    policy_cap(plan, findings);
}

fn promised(plan: &Plan, objective: &Objective, judged: &BTreeMap<ClockId, bool>, findings: &mut Findings) {
    let name = &plan.clock(objective.clock).name;
    let asks_verdict = match objective.goal {
        Goal::ShareMet(_) => true,
        Goal::AtMost(_, counted) | Goal::AtLeast(_, counted) => {
            matches!(counted, Counted::Met | Counted::Missed)
        }
        Goal::ShareWithin(..) | Goal::Percentile(..) | Goal::Average(_) => false,
    };
    let (message, help) = match judged.get(&objective.clock) {
        Some(true) => return,
        Some(false) if !asks_verdict => return,
        Some(false) => (
            format!("`{name}` is only tracked, so none of its cycles is met or missed"),
            format!(
                "promise it in a level (`{name} within 4h`), or ask for a length: `95% of {name} within 4h`"
            ),
        ),
        None => (
            format!("no level promises or tracks `{name}`, so there is nothing to measure"),
            format!("promise it in a level (`{name} within 4h`), or measure it there: `track {name}`"),
        ),
    };
    let finding = Diagnostic::error(codes::NOT_PROMISED, objective.goal_span, message, "measures nothing");
    findings.add(finding.help(help));
}

/// Why a clock's cycles can be cancelled, in any of its versions; none: a contact's result can be any text.
fn cancel_reasons(plan: &Plan, clock: ClockId) -> Option<BTreeSet<&str>> {
    let mut reasons = BTreeSet::new();
    for line in plan.versions.clocks_of(clock).flat_map(|version| &plan.clock(version).ends) {
        let cancels = match line.end {
            ClockEnd::Cancel | ClockEnd::CancelEvenIfLate | ClockEnd::RestartAsCancelled => true,
            ClockEnd::Stop | ClockEnd::RestartAsMet => false,
        };
        for event in line.when.events.iter().filter(|_| cancels) {
            match &event.kind {
                EventKind::Contact { phase: Phase::Ended, result: None, .. } => return None,
                EventKind::Contact { phase: Phase::Ended, result: Some(result), .. } => {
                    reasons.insert(result.as_str());
                }
                _ => {
                    reasons.insert(event.phrase.as_str());
                }
            }
        }
    }
    Some(reasons)
}

fn reasons(plan: &Plan, objective: &Objective, findings: &mut Findings) {
    let Some(known) = cancel_reasons(plan, objective.clock) else { return };
    let ignoring = objective.ignoring.iter().map(|i| (i.reason.as_str(), i.span));
    let counting = objective.counting.iter().map(|c| (c.reason.as_str(), c.span));
    for (reason, span) in ignoring.chain(counting).filter(|(reason, _)| !known.contains(reason)) {
        let message =
            format!("no cycle of `{}` is cancelled as `{reason}`", plan.clock(objective.clock).name);
        let help = match did_you_mean(reason, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "this clock has no `cancel` line".to_owned(),
            None => format!("its cycles are cancelled as {}", list_of(known.iter().copied(), "or")),
        };
        let finding = Diagnostic::error(codes::UNKNOWN_REASON, span, message, "never so");
        findings.add(finding.help(help));
    }
}

/// A cap that nothing can reach: without groups an objective pays one step a period.
fn cap(objective: &Objective, findings: &mut Findings) {
    let Some(cap) = objective.credit_cap else { return };
    let most = objective.credits.last().map(|step| step.credit);
    let (message, help) = match most {
        None => (
            "a cap without credits caps nothing",
            "add a credit, like `credit 5% below 95%`, or leave it out",
        ),
        Some(most) if objective.by.is_empty() && most <= cap.most => {
            ("no credit of this objective reaches its cap", "lower the cap, or leave it out")
        }
        Some(_) => return,
    };
    without_effect(cap.span, message, help, findings);
}

/// The policy's cap over all objectives of one kind of period.
fn policy_cap(plan: &Plan, findings: &mut Findings) {
    let Some(cap) = plan.credit_cap else { return };
    let mut sums: BTreeMap<_, Option<u64>> = BTreeMap::new();
    for objective in plan.objectives.iter().filter(|o| !o.credits.is_empty()) {
        let sum = sums.entry(objective.each).or_insert(Some(0));
        *sum = sum.zip(most_paid(objective)).map(|(sum, most)| sum + u64::from(most.0));
    }
    let reached = |sum: &Option<u64>| sum.is_none_or(|sum| sum > u64::from(cap.most.0));
    if !sums.values().any(reached) {
        let (message, help) = if sums.is_empty() {
            (
                "the policy caps credits, and no objective pays any",
                "leave it out, or let an objective pay a credit",
            )
        } else {
            (
                "all credits of a period together never reach the policy's cap",
                "lower the cap, or leave it out",
            )
        };
        without_effect(cap.span, message, help, findings);
    }
}

/// The most an objective pays for one period; none where its groups have no bound.
fn most_paid(objective: &Objective) -> Option<Share> {
    let step = objective.credits.last().map(|step| step.credit)?;
    match objective.credit_cap {
        Some(cap) if objective.by.is_empty() => Some(step.min(cap.most)),
        None if objective.by.is_empty() => Some(step),
        cap => cap.map(|cap| cap.most),
    }
}

fn without_effect(span: Span, message: &str, help: &str, findings: &mut Findings) {
    let finding = Diagnostic::warning(codes::CREDIT_WITHOUT_EFFECT, span, message, "without effect");
    findings.add(finding.help(help));
}
