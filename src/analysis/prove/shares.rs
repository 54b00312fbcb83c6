//! Which of several rules take the tickets of another, and what share each.

use super::Prover;
use super::formula::{Formula, Var};
use duly_diag::{Diagnostic, Span};
use std::collections::BTreeSet;

/// So many rules are named; more are not read.
const MOST_NAMED: usize = 6;

/// A rule that may take a share.
pub(super) struct Taker<'f> {
    /// That it matches.
    pub yes: &'f Formula,
    /// That it does not.
    pub no: &'f Formula,
    /// Where it is.
    pub span: Span,
}

impl Prover<'_> {
    /// Labels the takers of the tickets of `region`, the first that matches taking each, with their shares of the
    /// kinds of tickets that the policy can tell apart.
    pub(super) fn shares(
        &mut self,
        finding: Diagnostic,
        region: &Formula,
        takers: &[Taker<'_>],
    ) -> Diagnostic {
        let mut real: Vec<&Taker<'_>> = Vec::new();
        for taker in takers {
            let earlier = real.iter().map(|t| t.no);
            let question: Vec<&Formula> = [region, taker.yes].into_iter().chain(earlier).collect();
            if self.solver.can_hold(question).is_no() {
                continue;
            }
            real.push(taker);
            let left = std::iter::once(region).chain(real.iter().map(|t| t.no));
            if self.solver.can_hold(left).is_no() {
                break;
            }
        }
        let counts = self.counts(region, &real[..real.len().min(MOST_NAMED)]);
        let more = real.len().saturating_sub(MOST_NAMED);
        let mut finding = finding;
        for (at, taker) in real.iter().enumerate().take(MOST_NAMED) {
            let text = match counts.as_ref().and_then(|counts| counts.get(at)) {
                Some(share) => format!("takes {} of its tickets", percent(*share)),
                None => "takes some of its tickets".to_owned(),
            };
            let rest = if more > 0 && at + 1 == MOST_NAMED {
                format!(", and {more} more rules take the rest")
            } else {
                String::new()
            };
            finding = finding.label(taker.span, format!("{text}{rest}"));
        }
        finding
    }

    fn counts(&mut self, region: &Formula, takers: &[&Taker<'_>]) -> Option<Vec<f64>> {
        let mut variables: BTreeSet<Var> = BTreeSet::new();
        region.variables(&mut |var| variables.extend([var]));
        takers.iter().for_each(|taker| taker.yes.variables(&mut |var| variables.extend([var])));
        let variables: Vec<Var> = variables.into_iter().collect();
        let whole = self.solver.count([region], &variables)?;
        let mut shares = Vec::new();
        for (at, taker) in takers.iter().enumerate() {
            let earlier = takers[..at].iter().map(|t| t.no);
            let question: Vec<&Formula> = [region, taker.yes].into_iter().chain(earlier).collect();
            shares.push(self.solver.count(question, &variables)? / whole);
        }
        Some(shares)
    }
}

/// A share, rounded, never to all or nothing.
fn percent(share: f64) -> String {
    let rounded = (share * 100.0).round();
    if rounded < 1.0 {
        "less than 1%".to_owned()
    } else if rounded > 99.0 && share < 1.0 {
        "more than 99%".to_owned()
    } else {
        format!("{rounded}%")
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_share_is_never_rounded_to_all_or_nothing() {
        let shares = [0.001, 0.5, 0.999, 1.0].map(super::percent);
        assert_eq!(shares, ["less than 1%", "50%", "more than 99%", "100%"]);
    }
}
