//! Warnings about a policy that has no errors: what is legal and probably not meant.

pub(crate) mod alike;
mod clocks;
pub(crate) mod hidden;
mod hours;
mod levels;
mod loops;
mod monotone;
mod objectives;
mod rules;
mod states;
mod triggers;
pub(crate) mod unused;

use crate::findings::Findings;
use duly_diag::Span;
use duly_plan::{Level, Plan, TargetChoice, TargetId};

/// Looks at a whole plan; `unused` are the levels that no rule leads to.
pub(crate) fn lint(plan: &Plan, unused: &[Span], findings: &mut Findings) {
    clocks::lint(plan, findings);
    states::lint(plan, findings);
    levels::lint(plan, findings);
    levels::unused(plan, unused, findings);
    monotone::lint(plan, findings);
    hours::lint(plan, findings);
    rules::lint(plan, findings);
    objectives::lint(plan, findings);
    triggers::lint(plan, findings);
    loops::lint(plan, findings);
}

/// The targets of a choice.
fn targets(choice: &TargetChoice) -> Vec<TargetId> {
    match choice {
        TargetChoice::One(target) => target.iter().copied().collect(),
        TargetChoice::ByField { cells, unset, .. } => {
            cells.iter().filter_map(|(_, target)| *target).chain(*unset).collect()
        }
        TargetChoice::List(entries) => entries.iter().filter_map(|(_, target)| *target).collect(),
    }
}

/// The targets of a level with the clocks they are about.
fn promises(level: &Level) -> impl Iterator<Item = (duly_plan::ClockId, TargetId)> + '_ {
    level.targets.iter().flat_map(|t| targets(&t.choice).into_iter().map(|target| (t.clock, target)))
}
