//! Rules of `every match` whose level a later rule always replaces.

use super::Prover;
use super::formula::Formula;
use super::rules::{Active, nothing_given};
use super::shares::Taker;
use duly_diag::{Diagnostic, codes};

impl Prover<'_> {
    /// Reports the rules whose level never stands.
    pub(super) fn overridden(&mut self, rules: &[Active<'_>]) {
        for (at, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.gives() && !rule.stops()) {
            let stops = rules[..at].iter().filter(|r| r.stops()).map(|r| r.no.clone());
            let reached = Formula::all(stops.chain([rule.yes.clone()]));
            if self.solver.can_hold([&reached]).is_no() {
                continue;
            }
            let stands = nothing_given(&rules[at + 1..]);
            if self.solver.can_hold(stands.iter().chain([&reached])).is_no() {
                self.replaced(rule, &reached, &rules[at + 1..]);
            }
        }
    }

    fn replaced(&mut self, rule: &Active<'_>, reached: &Formula, below: &[Active<'_>]) {
        let message = format!(
            "the level of `{}` never stands: a later rule replaces it on every ticket",
            rule.rule.name
        );
        let finding = Diagnostic::warning(codes::OVERRIDDEN_RULE, rule.rule.span, message, "");
        // The last rule that matches decides, so they are counted from the end.
        let givers: Vec<&Active<'_>> = below.iter().filter(|r| r.gives()).rev().collect();
        let covers = givers.iter().find(|other| self.solver.can_hold([reached, &other.no]).is_no());
        let shown = self.shown([reached]);
        let such = shown.as_ref().map_or_else(String::new, |shown| format!(", such as one with {}", shown.0));
        let finding = match covers {
            Some(other) => finding.label(other.rule.span, format!("matches every ticket of it too{such}")),
            None => {
                let takers: Vec<Taker<'_>> = givers
                    .iter()
                    .map(|other| Taker { yes: &other.yes, no: &other.no, span: other.rule.span })
                    .collect();
                self.shares(finding, reached, &takers)
            }
        };
        let help = "move this rule below, add `stop` to it, or take its level out";
        self.findings.add(finding.sample(shown.map(|shown| shown.1)).help(help));
    }
}
