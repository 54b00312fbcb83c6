//! What can be proved about a policy before its first ticket.
//!
//! The conditions of a plan become formulas over a few variables, one for everything they ask of a ticket,
//! each with the classes of values between which no condition makes a difference (`space`, `lower`). A
//! small solver decides whether such formulas can hold together (`solve`), and what it finds is turned back
//! into a ticket that can be run (`sample`). What nothing is known about is a variable like any other that
//! may be true or false, so nothing is called dead that can live. `docs/design/0038-proofs.md` says where this is exact.

mod background;
mod beyond;
mod clocks;
mod conditions;
mod events;
mod formula;
mod gather;
mod lists;
mod lower;
mod moments;
mod objectives;
mod overridden;
mod owner;
mod part;
mod rules;
mod sample;
mod set;
mod shares;
mod solve;
mod space;
mod texts;
mod triggers;
mod twins;
mod values;

use crate::findings::Findings;
use duly_diag::Span;
use duly_plan::{Plan, VersionDate};
use formula::Formula;
use lower::Lowering;
use part::Work;
use solve::Solver;
use space::Space;

/// Proves what can be proved about a plan, and reports what cannot be meant.
pub(crate) fn prove(plan: &Plan, findings: &mut Findings) {
    let mut lowering = Lowering::new(Space::new(plan));
    let work = Work::of(plan, &mut lowering);
    let solver = Solver::new(&lowering.space.known);
    let window = (None, None);
    let given = Given::default();
    let mut prover = Prover { plan, lowering: &lowering, solver, findings, window, given };
    conditions::check(&mut prover, &work);
    clocks::check(&mut prover, &work);
    triggers::check(&mut prover, &work);
    objectives::check(&mut prover, &work);
    lists::check(&mut prover, &work);
    for ((set, first), parts) in plan.rule_sets().zip(&work.rules) {
        prover.window = plan.rules_window(set.agreement, first);
        rules::check(&mut prover, set, parts);
    }
}

/// What every proof needs.
struct Prover<'a> {
    plan: &'a Plan,
    lowering: &'a Lowering<'a>,
    solver: Solver<'a>,
    findings: &'a mut Findings,
    /// When the tickets are created that are looked at now: from, and before.
    window: (Option<VersionDate>, Option<VersionDate>),
    /// What holds wherever the condition is asked that is looked at now.
    given: Given,
}

/// What holds wherever a condition is asked.
struct Given {
    /// What it is; true if nothing is known.
    formula: Formula,
    /// Where it is said.
    place: Option<Span>,
}

impl Default for Given {
    fn default() -> Given {
        Given { formula: Formula::Known(true), place: None }
    }
}

impl Prover<'_> {
    /// Whether formulas can hold together where the condition is asked that is looked at now.
    fn can_hold<'f>(&mut self, formulas: impl IntoIterator<Item = &'f Formula>) -> bool {
        let Prover { solver, given, .. } = self;
        let given: &Formula = &given.formula;
        let all = formulas.into_iter().map(|formula| -> &Formula { formula });
        !solver.can_hold(all.chain([given])).is_no()
    }
}
