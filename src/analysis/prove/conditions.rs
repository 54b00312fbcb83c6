//! Conditions that can never hold, that always hold, and parts that change nothing.

use super::formula::Formula;
use super::owner::Owner;
use super::part::{Line, Part, Work};
use super::{Given, Prover};
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::ConditionKind;

/// Beyond so many parts of one block, nobody looks whether one follows from the others.
const MOST_PARTS: usize = 64;

/// Looks at the conditions of rules, states, clocks and targets.
pub(super) fn check(prover: &mut Prover<'_>, work: &Work<'_>) {
    for ((set, _), parts) in prover.plan.rule_sets().zip(&work.rules) {
        for (rule, part) in set.rules.iter().zip(parts).filter(|(rule, _)| !rule.inactive) {
            if let Some(part) = part {
                prover.condition(part, Owner::Rule(&rule.name));
            }
        }
    }
    let states = work.states.iter().map(|(_, part)| part);
    let whiles = work.clocks.iter().flat_map(|clock| &clock.whiles);
    let lists = work.lists.iter().flatten().flatten();
    states.chain(whiles).chain(lists).for_each(|part| prover.condition(part, Owner::ALONE));
    work.clocks.iter().flat_map(|clock| &clock.lines).for_each(|line| prover.guard(line));
    work.pluses.iter().for_each(|(_, part)| prover.condition(part, Owner::Plus));
}

impl Prover<'_> {
    /// Looks at the condition of a clock's line, which is asked when its events happen.
    fn guard(&mut self, line: &Line<'_>) {
        let Some(guard) = &line.guard else { return };
        let given = Formula::any(line.events.iter().map(|fires| fires.after.clone()));
        let events = line.events.first().zip(line.events.last());
        let span = events.map(|(first, last)| first.event.span.to(last.event.span));
        self.condition_at(guard, Owner::ALONE, given, span);
    }

    /// Looks at a condition that is asked where something is given, which is said at `place`. That it never holds
    /// there is left to whoever looks at what is given.
    pub(super) fn condition_at(
        &mut self,
        part: &Part<'_>,
        owner: Owner<'_>,
        given: Formula,
        place: Option<Span>,
    ) {
        if self.can_hold([&part.yes]) && !self.can_hold([&part.yes, &given]) {
            return;
        }
        let outer = std::mem::replace(&mut self.given, Given { formula: given, place });
        // Where nothing can be asked, the condition is looked at by itself.
        if !self.can_hold(std::iter::empty()) {
            self.given = Given::default();
        }
        self.condition(part, owner);
        self.given = outer;
    }

    /// Looks at a condition and at its parts.
    pub(super) fn condition(&mut self, part: &Part<'_>, owner: Owner<'_>) {
        if !self.can_hold([&part.yes]) {
            self.never(part, owner);
        } else if !self.can_hold([&part.no]) {
            self.always(part, owner);
        } else {
            self.contingent(part, owner.asks());
        }
    }

    /// Looks into a condition that may hold or not.
    fn contingent(&mut self, part: &Part<'_>, asked: &'static str) {
        for inner in &part.parts {
            // The opposite of an answer is no other finding.
            if matches!(part.condition.kind, ConditionKind::Not(_)) {
                self.contingent(inner, asked);
            } else {
                self.condition(inner, Owner::Part(asked));
            }
        }
        if part.parts.len() > 1 && part.parts.len() <= MOST_PARTS {
            self.redundant(part);
        }
    }

    /// Reports the innermost part that keeps a condition from holding.
    pub(super) fn never(&mut self, part: &Part<'_>, owner: Owner<'_>) {
        if let ConditionKind::Known(false) = part.condition.kind {
            self.unset(part.condition.span, owner);
            return;
        }
        if !matches!(part.condition.kind, ConditionKind::Not(_)) {
            let dead: Vec<&Part<'_>> =
                part.parts.iter().filter(|inner| !self.can_hold([&inner.yes])).collect();
            if !dead.is_empty() {
                dead.into_iter().for_each(|inner| self.never(inner, owner));
                return;
            }
        }
        let (code, message) = (owner.never_code(), owner.never());
        let finding = match self.pair(part) {
            Some((one, other)) => {
                Diagnostic::warning(code, one, message, "never holds together").label(other, "with this")
            }
            None if self.can_hold_elsewhere(&part.yes) => {
                let label = owner.where_given().0;
                self.given_at(Diagnostic::warning(code, part.condition.span, message, label), owner)
            }
            None => {
                let label = format!("true of no {}", owner.asks());
                Diagnostic::warning(code, part.condition.span, message, label)
            }
        };
        self.findings.add(finding.help("leave it out, or say what is meant"));
    }

    /// Whether something holds where nothing is given.
    fn can_hold_elsewhere(&mut self, formula: &Formula) -> bool {
        self.given.formula != Formula::Known(true) && !self.solver.can_hold([formula]).is_no()
    }

    /// Marks what is given.
    fn given_at(&self, finding: Diagnostic, owner: Owner<'_>) -> Diagnostic {
        match self.given.place {
            Some(span) => finding.label(span, owner.where_given().1),
            None => finding,
        }
    }

    /// Two parts that exclude each other.
    fn pair(&mut self, part: &Part<'_>) -> Option<(Span, Span)> {
        if !matches!(part.condition.kind, ConditionKind::All(_)) || part.parts.len() > MOST_PARTS {
            return None;
        }
        for (at, one) in part.parts.iter().enumerate() {
            for other in &part.parts[at + 1..] {
                if !self.can_hold([&one.yes, &other.yes]) {
                    return Some((one.condition.span, other.condition.span));
                }
            }
        }
        None
    }

    /// A question for a standard state which the policy does not set.
    fn unset(&mut self, span: Span, owner: Owner<'_>) {
        let Some(state) = self.findings.unset_state_at(span) else { return };
        if matches!(owner, Owner::Part(_)) {
            return;
        }
        let state = &self.plan.state(state).name;
        let message =
            format!("{}, because this policy does not say when a ticket is `{state}`", owner.never());
        let label = format!("true of no {}", owner.asks());
        self.findings.add(
            Diagnostic::warning(owner.never_code(), span, message, label)
                .help(format!("say it in `ticket {{ }}`: `{state} means status is ..`")),
        );
    }

    fn always(&mut self, part: &Part<'_>, owner: Owner<'_>) {
        if !matches!(part.condition.kind, ConditionKind::Not(_)) {
            let always: Vec<&Part<'_>> =
                part.parts.iter().filter(|inner| !self.can_hold([&inner.no])).collect();
            if !always.is_empty() {
                always.into_iter().for_each(|inner| self.always(inner, owner));
                return;
            }
        }
        if self.is_of_unset_state(part) {
            return;
        }
        let (message, help) = owner.always();
        let span = part.condition.span;
        let finding = if self.can_hold_elsewhere(&part.no) {
            let finding = Diagnostic::warning(codes::ALWAYS_HOLDS, span, message, "always true then");
            self.given_at(finding, owner)
        } else {
            let label = format!("true of every {}", owner.asks());
            Diagnostic::warning(codes::ALWAYS_HOLDS, span, message, label)
        };
        self.findings.add(finding.help(help));
    }

    /// `not waiting`, where a missing `waiting` is reported at the promise that depends on it, if any does.
    fn is_of_unset_state(&self, part: &Part<'_>) -> bool {
        let unset = |span| self.findings.unset_state_at(span).is_some();
        unset(part.condition.span) || part.parts.iter().any(|inner| unset(inner.condition.span))
    }

    /// Reports parts of a block that follow from the others, the later ones first.
    fn redundant(&mut self, part: &Part<'_>) {
        let all = matches!(part.condition.kind, ConditionKind::All(_));
        let mut kept: Vec<&Part<'_>> = part.parts.iter().collect();
        for at in (0..part.parts.len()).rev() {
            let one = &part.parts[at];
            // What holds never or always has been reported as that.
            let settled = !self.can_hold([&one.yes]) || !self.can_hold([&one.no]);
            if settled || self.is_of_unset_state(one) {
                continue;
            }
            let others: Vec<&Part<'_>> =
                kept.iter().copied().filter(|other| !std::ptr::eq(*other, one)).collect();
            // In a conjunction it follows from the others; in a disjunction the others follow from it.
            let (own, rest): (_, Vec<_>) = if all {
                (&one.no, others.iter().map(|other| &other.yes).collect())
            } else {
                (&one.yes, others.iter().map(|other| &other.no).collect())
            };
            if others.is_empty() || self.can_hold(rest.iter().copied().chain([own])) {
                continue;
            }
            let from = (others.iter().zip(&rest))
                .find(|(_, formula)| !self.can_hold([own, **formula]))
                .map(|(other, _)| other.condition.span);
            let message = if all {
                "this changes nothing: it holds whenever the rest does"
            } else {
                "this changes nothing: the rest holds whenever it does"
            };
            let finding = Diagnostic::warning(codes::REDUNDANT_PART, one.condition.span, message, "");
            let finding = match from {
                Some(span) => {
                    finding.label(span, if all { "nothing else is left to ask" } else { "holds then too" })
                }
                None => finding,
            };
            self.findings.add(finding.help("leave it out, or say what is meant"));
            kept = others;
        }
    }
}
