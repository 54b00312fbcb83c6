//! Rules of `every match` whose level a later rule always replaces.

use super::Prover;
use super::background::Background;
use super::formula::Formula;
use super::rules::{Active, nothing_given};
use super::shares::Taker;
use duly_diag::{Diagnostic, codes};

impl Prover<'_> {
    /// Reports the rules whose level never stands.
    pub(super) fn overridden(&mut self, rules: &[Active<'_>]) {
        let givers: Vec<usize> = (0..rules.len()).filter(|at| rules[*at].gives()).collect();
        let opposites = Background::new(givers.iter().map(|at| &rules[*at].no).collect());
        for (at, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.gives() && !rule.stops()) {
            let stops = rules[..at].iter().filter(|r| r.stops()).map(|r| r.no.clone());
            let reached = Formula::all(stops.chain([rule.yes.clone()]));
            if self.solver.can_hold([&reached]).is_no() {
                continue;
            }
            let below = &rules[at + 1..];
            let stands = if below.iter().any(Active::stops) {
                self.solver.can_hold(nothing_given(below).iter().chain([&reached]))
            } else {
                let next = givers.partition_point(|giver| *giver <= at);
                self.solver.can_hold_behind([&reached], &opposites, next..givers.len())
            };
            if stands.is_no() {
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
        let smallest = self.solver.cheapest([reached]);
        let covers = self.covers(reached, &smallest, givers.iter().copied());
        let shown = self.shown(&smallest);
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
