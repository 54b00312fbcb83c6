//! Lines of lists of targets that are never reached.

use super::Prover;
use super::formula::Formula;
use super::part::{Part, Work};
use super::shares::Taker;
use duly_diag::{Diagnostic, codes};

/// Looks at every list of targets.
pub(super) fn check(prover: &mut Prover<'_>, work: &Work<'_>) {
    for list in &work.lists {
        let lines: Vec<&Part<'_>> = list.iter().flatten().collect();
        for (at, line) in lines.iter().enumerate() {
            let above: Vec<&Formula> = lines[..at].iter().map(|other| &other.no).collect();
            let can_hold = !prover.solver.can_hold([&line.yes]).is_no();
            if can_hold && prover.solver.can_hold(above.into_iter().chain([&line.yes])).is_no() {
                prover.dead_entry(line, &lines[..at]);
            }
        }
    }
}

impl Prover<'_> {
    fn dead_entry(&mut self, line: &Part<'_>, above: &[&Part<'_>]) {
        let message = "this line is never reached: the lines above take every ticket of it";
        let finding = Diagnostic::warning(codes::DEAD_ENTRY, line.condition.span, message, "");
        let covers = above.iter().find(|other| self.solver.can_hold([&line.yes, &other.no]).is_no());
        let finding = match covers {
            Some(other) => finding.label(other.condition.span, "holds for all of them"),
            None => {
                let takers: Vec<Taker<'_>> = above
                    .iter()
                    .map(|other| Taker { yes: &other.yes, no: &other.no, span: other.condition.span })
                    .collect();
                self.shares(finding, &line.yes, &takers)
            }
        };
        let smallest = self.solver.cheapest([&line.yes]);
        let sample = self.shown(&smallest).map(|shown| shown.1);
        self.findings.add(finding.sample(sample).help("move it up, or leave it out"));
    }
}
