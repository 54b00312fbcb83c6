//! Warnings that are due before their target begins.

use crate::findings::Findings;
use duly_diag::{Diagnostic, codes};
use duly_plan::{Length, Plan, TargetKind, WarnAt};

/// Looks at the warnings of every target that counts time; day counts depend on the dates.
pub(super) fn lint(plan: &Plan, findings: &mut Findings) {
    for target in &plan.targets {
        let TargetKind::Time(seconds) = target.kind else { continue };
        for warn in &target.warns {
            let WarnAt::Before(Length::Time(ahead)) = warn.at else { continue };
            if ahead >= seconds {
                let message = "this warning comes as the clock starts, for its target is not longer";
                findings.add(
                    Diagnostic::warning(codes::WARN_TOO_EARLY, warn.span, message, "warned this long before")
                        .label(target.span, "this target")
                        .help("warn at a share of the target, which fits all of them: `warn at 75%`"),
                );
            }
        }
    }
}
