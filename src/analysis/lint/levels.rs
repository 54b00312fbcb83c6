//! Levels that no ticket gets, and warnings that are due before their target begins.

use crate::findings::Findings;
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::{Length, Level, Plan, RuleSet, TargetKind, WarnAt};
use std::collections::{BTreeMap, BTreeSet};

/// How many targets a warning that is too early for them points at.
const SHOWN: usize = 3;

/// Levels that no rule gives and no level that a rule gives extends. Where there are no rules at all, that is said once.
pub(super) fn unused(plan: &Plan, unused: &[Span], findings: &mut Findings) {
    for span in unused {
        let level = plan.levels.iter().find(|level| level.span == *span);
        let silent = |level: &Level| {
            let empty = |set: &RuleSet| set.rules.is_empty() && set.otherwise.is_none();
            plan.rule_sets_of(level.agreement).all(|(set, _)| empty(set))
        };
        if level.is_some_and(silent) {
            continue;
        }
        let message = match level {
            Some(level) => format!("no rule gives a ticket the level `{}`", level.name),
            None => "no rule gives a ticket this level".to_owned(),
        };
        findings.add(
            Diagnostic::warning(codes::UNUSED_LEVEL, *span, message, "not used")
                .help("give it in a rule, let another level extend it, or leave it out"),
        );
    }
}

/// Looks at the warnings of every target that counts time; day counts depend on the dates.
pub(super) fn lint(plan: &Plan, findings: &mut Findings) {
    // One line of a level warns of all its targets.
    let mut early: BTreeMap<Span, BTreeSet<Span>> = BTreeMap::new();
    for target in &plan.targets {
        let TargetKind::Time(seconds) = target.kind else { continue };
        for warn in &target.warns {
            if let WarnAt::Before(Length::Time(ahead)) = warn.at
                && ahead >= seconds
            {
                early.entry(warn.span).or_default().insert(target.span);
            }
        }
    }
    for (warn, targets) in early {
        let message = match targets.len() {
            1 => "this warning comes as the clock starts, for its target is not longer".to_owned(),
            more => format!("this warning comes as the clock starts, for {more} targets are not longer"),
        };
        let finding = Diagnostic::warning(codes::WARN_TOO_EARLY, warn, message, "warned this long before")
            .help("warn at a share of the target, which fits all of them: `warn at 75%`");
        let label = |finding: Diagnostic, target: &Span| finding.label(*target, "this target");
        findings.add(targets.iter().take(SHOWN).fold(finding, label));
    }
}
