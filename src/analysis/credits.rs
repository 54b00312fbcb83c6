//! Credits: steps of the objective's own kind, each paying more than the better one before it.

use crate::scope::Scope;
use crate::show;
use duly_diag::{Diagnostic, Span, Spanned, codes};
use duly_plan::{Credit, CreditBound, Goal, Share};
use duly_syntax::ast::{self, CreditStep, Length};
use std::cmp::Ordering;

impl Scope<'_, '_> {
    /// The steps of an objective in the order in which they get worse.
    pub fn credits(&mut self, goal: Goal, goal_span: Span, steps: &[&CreditStep]) -> Option<Vec<Credit>> {
        let lowered: Vec<Option<Credit>> = steps.iter().map(|step| self.credit(goal, step)).collect();
        let mut credits = lowered.into_iter().collect::<Option<Vec<Credit>>>()?;
        credits.sort_by(|a, b| worse(a.bound, b.bound));
        for credit in &credits {
            self.paid_when_met(credit, goal, goal_span);
        }
        let mut well = true;
        for pair in credits.windows(2) {
            well &= self.pair(&pair[0], &pair[1]);
        }
        well.then_some(credits)
    }

    fn credit(&mut self, goal: Goal, step: &CreditStep) -> Option<Credit> {
        let credit = self.percentage(&step.credit, "a credit");
        let bound = self.bound(goal, step);
        Some(Credit { credit: credit?, bound: bound?, span: step.span })
    }

    fn bound(&mut self, goal: Goal, step: &CreditStep) -> Option<CreditBound> {
        let bound = &step.bound;
        match (goal, step.above, bound.node) {
            (Goal::ShareMet(_) | Goal::ShareWithin(..), false, ast::CreditBound::Share(percent)) => {
                let percent = Spanned::new(percent, bound.span);
                self.percentage(&percent, "a share").map(CreditBound::ShareBelow)
            }
            (Goal::Percentile(..) | Goal::Average(_), true, ast::CreditBound::Length(length)) => {
                self.seconds(&Spanned::new(length, bound.span)).map(CreditBound::SecondsAbove)
            }
            (Goal::AtMost(..), true, ast::CreditBound::Count(count)) => Some(CreditBound::CountAbove(count)),
            (Goal::AtLeast(..), false, ast::CreditBound::Count(count)) => {
                Some(CreditBound::CountBelow(count))
            }
            _ => self.other_kind(goal, step),
        }
    }

    fn other_kind<T>(&mut self, goal: Goal, step: &CreditStep) -> Option<T> {
        let (what, example) = match goal {
            Goal::ShareMet(_) | Goal::ShareWithin(..) => ("a share, which is missed below it", "below 90%"),
            Goal::Percentile(..) => ("a percentile, which is missed above it", "above 2h"),
            Goal::Average(_) => ("an average, which is missed above it", "above 2h"),
            Goal::AtMost(..) => ("a number of cycles, which is missed above it", "above 5"),
            Goal::AtLeast(..) => ("a number of cycles, which is missed below it", "below 40"),
        };
        let written = written(step.bound.node);
        let side = if step.above { "above" } else { "below" };
        let message = format!("`{side} {written}` does not fit this objective");
        let help = format!("the objective asks for {what}: `credit 5% {example}`");
        self.fail(Diagnostic::error(codes::CREDIT_KIND, step.span, message, "of another kind").help(help))
    }

    /// A step that begins where the objective is still met.
    fn paid_when_met(&mut self, credit: &Credit, goal: Goal, goal_span: Span) {
        let too_early = match (credit.bound, goal) {
            (CreditBound::ShareBelow(b), Goal::ShareMet(g) | Goal::ShareWithin(g, _)) => b > g,
            (CreditBound::SecondsAbove(b), Goal::Percentile(_, g) | Goal::Average(g)) => b < g,
            (CreditBound::CountAbove(b), Goal::AtMost(g, _)) => b < g,
            (CreditBound::CountBelow(b), Goal::AtLeast(g, _)) => b > g,
            _ => false,
        };
        if too_early {
            let message = "this credit is paid although the objective is met";
            let finding =
                Diagnostic::warning(codes::CREDIT_WHEN_MET, credit.span, message, "paid from here on")
                    .label(goal_span, "met from here on")
                    .help("let the step begin at the goal or beyond it");
            self.findings.add(finding);
        }
        if credit.bound == CreditBound::CountBelow(0) {
            let message = "no number is below 0, so this credit is never paid";
            self.findings.add(Diagnostic::warning(codes::CREDIT_WITHOUT_EFFECT, credit.span, message, ""));
        }
    }

    /// Two steps of which the second is reached by missing more; whether they can stand.
    fn pair(&mut self, better: &Credit, worse: &Credit) -> bool {
        if better.bound == worse.bound {
            let message = "two credits begin at the same place";
            let finding = Diagnostic::error(codes::CREDIT_ORDER, worse.span, message, "begins there too")
                .label(better.span, "begins there")
                .help("keep one of the two");
            self.findings.add(finding);
            return false;
        }
        match worse.credit.cmp(&better.credit) {
            Ordering::Greater => {}
            Ordering::Equal => {
                let message = "this step pays what a better result pays already";
                let finding =
                    Diagnostic::warning(codes::CREDIT_WITHOUT_EFFECT, worse.span, message, "no more")
                        .label(better.span, "pays the same")
                        .help("let it pay more, or remove it");
                self.findings.add(finding);
            }
            Ordering::Less => {
                let (less, more) = (percent(worse.credit), percent(better.credit));
                let message = format!("missing more would pay less: {less} instead of {more}");
                let finding = Diagnostic::error(codes::CREDIT_ORDER, worse.span, message, "a worse result")
                    .label(better.span, "a better result")
                    .help("the lowest step that is reached pays, so credits rise as the result gets worse");
                self.findings.add(finding);
                return false;
            }
        }
        true
    }
}

/// Bounds in the order in which they are reached as the result gets worse.
fn worse(a: CreditBound, b: CreditBound) -> Ordering {
    match (a, b) {
        (CreditBound::ShareBelow(a), CreditBound::ShareBelow(b)) => b.cmp(&a),
        (CreditBound::SecondsAbove(a), CreditBound::SecondsAbove(b)) => a.cmp(&b),
        (CreditBound::CountAbove(a), CreditBound::CountAbove(b)) => a.cmp(&b),
        (CreditBound::CountBelow(a), CreditBound::CountBelow(b)) => b.cmp(&a),
        _ => Ordering::Equal,
    }
}

fn written(bound: ast::CreditBound) -> String {
    match bound {
        ast::CreditBound::Share(share) => show::percent(share),
        ast::CreditBound::Length(length @ (Length::Time(_) | Length::Days(_))) => show::length(length),
        ast::CreditBound::Count(count) => count.to_string(),
    }
}

fn percent(share: Share) -> String {
    show::percent(ast::Percent(u64::from(share.0)))
}
