//! Tickets without a level, and rules that are never reached.

use super::Prover;
use super::background::Background;
use super::formula::{Formula, Var};
use super::part::Part;
use super::sample;
use super::shares::Taker;
use super::solve::Answer;
use duly_diag::{Diagnostic, Sample, codes};
use duly_plan::{ActionKind, Rule, RuleSet};

/// A rule that is not switched off, with its formulas.
pub(super) struct Active<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Its condition; none: always.
    pub part: Option<&'a Part<'a>>,
    /// That it matches.
    pub yes: Formula,
    /// That it does not.
    pub no: Formula,
}

impl Active<'_> {
    /// Whether it says anything about the level.
    pub fn gives(&self) -> bool {
        self.rule.actions.iter().any(|a| matches!(a.kind, ActionKind::Level(_) | ActionKind::NoLevel))
    }

    /// Whether nothing behind it is looked at.
    pub fn stops(&self) -> bool {
        self.rule.actions.iter().any(|a| a.kind == ActionKind::Stop)
    }
}

/// Looks at a set of rules.
pub(super) fn check(prover: &mut Prover<'_>, set: &RuleSet, parts: &[Option<Part<'_>>]) {
    let known = |part: &Option<Part<'_>>| match part {
        Some(part) => (part.yes.clone(), part.no.clone()),
        None => (Formula::Known(true), Formula::Known(false)),
    };
    let rules: Vec<Active<'_>> = set
        .rules
        .iter()
        .zip(parts)
        .filter(|(rule, _)| !rule.inactive)
        .map(|(rule, part)| {
            let (yes, no) = known(part);
            Active { rule, part: part.as_ref(), yes, no }
        })
        .collect();
    if set.every_match {
        prover.stopped(&rules);
        prover.overridden(&rules);
    } else {
        prover.shadowed(&rules);
        prover.otherwise(set, &rules);
    }
    prover.total(set, &rules);
    prover.twins(set, &rules);
}

impl Prover<'_> {
    /// Rules all of whose tickets are decided above them.
    fn shadowed(&mut self, rules: &[Active<'_>]) {
        let opposites = Background::new(rules.iter().map(|rule| &rule.no).collect());
        for (at, rule) in rules.iter().enumerate() {
            if self.solver.can_hold_behind([&rule.yes], &opposites, 0..at).is_no() {
                let above: Vec<&Active<'_>> = rules[..at].iter().collect();
                self.unreachable(rule, &above);
            }
        }
    }

    /// Rules of `every match` that a `stop` above always keeps from being looked at.
    fn stopped(&mut self, rules: &[Active<'_>]) {
        for (at, rule) in rules.iter().enumerate() {
            let stops: Vec<&Active<'_>> = rules[..at].iter().filter(|r| r.stops()).collect();
            let question: Vec<&Formula> =
                std::iter::once(&rule.yes).chain(stops.iter().map(|r| &r.no)).collect();
            if !stops.is_empty() && self.solver.can_hold(question).is_no() {
                self.unreachable(rule, &stops);
            }
        }
    }

    fn unreachable(&mut self, rule: &Active<'_>, above: &[&Active<'_>]) {
        // A condition that never holds has been reported.
        if self.solver.can_hold([&rule.yes]).is_no() {
            return;
        }
        let smallest = self.solver.cheapest([&rule.yes]);
        let covers = self.covers(&rule.yes, &smallest, above.iter().copied());
        let shown = self.shown(&smallest);
        let such = shown.as_ref().map_or_else(String::new, |shown| format!(", such as one with {}", shown.0));
        let sample = shown.map(|shown| shown.1);
        let message = format!("the rule `{}` is never reached", rule.rule.name);
        let unreachable = Diagnostic::warning(codes::UNREACHABLE_RULE, rule.rule.span, message, "");
        let finding = match covers {
            Some(other) if other.yes == Formula::Known(true) => unreachable
                .label(other.rule.span, "matches every ticket")
                .help("give that rule a condition, or move this one above it"),
            Some(other) if self.is_twin(rule, other) => self.twin(rule, other),
            Some(other) => unreachable
                .label(other.rule.span, format!("takes every ticket of it{such}"))
                .help("move this rule above that one, or give that one a narrower condition"),
            None => {
                let taker = |other: &&&Active<'_>| -> bool { other.yes != Formula::Known(false) };
                let takers: Vec<Taker<'_>> = above
                    .iter()
                    .filter(taker)
                    .map(|other| Taker { yes: &other.yes, no: &other.no, span: other.rule.span })
                    .collect();
                self.shares(unreachable, &rule.yes, &takers)
                    .help("the rules above it take all its tickets between them; move it up, or narrow them")
            }
        };
        self.findings.add(finding.sample(sample));
    }

    /// `otherwise` behind a rule without a condition. One behind rules that happen to cover all values is a net
    /// for values to come, and no mistake.
    fn otherwise(&mut self, set: &RuleSet, rules: &[Active<'_>]) {
        let Some(otherwise) = &set.otherwise else { return };
        if let Some(decides) = rules.iter().find(|rule| rule.yes == Formula::Known(true)) {
            let message = "`otherwise` is never reached";
            self.findings.add(
                Diagnostic::warning(codes::UNREACHABLE_RULE, otherwise.span, message, "")
                    .label(decides.rule.span, "matches every ticket")
                    .help("keep one of the two"),
            );
        }
    }

    /// Tickets that no rule gives a level.
    fn total(&mut self, set: &RuleSet, rules: &[Active<'_>]) {
        if set.otherwise.is_some() || set.rules.is_empty() {
            return;
        }
        let open: Vec<Formula> = if set.every_match {
            nothing_given(rules)
        } else {
            rules.iter().map(|rule| rule.no.clone()).collect()
        };
        let open = Background::new(open.iter().collect());
        if self.solver.can_hold_behind(std::iter::empty(), &open, 0..open.len()).is_no() {
            return;
        }
        let place = crate::collect::first_word(set.span, "rules");
        let help =
            "end the rules with `otherwise level NAME`, or say that it is meant with `otherwise no level`";
        let finding = match self.solver.cheapest_behind(&open) {
            Answer::Yes(answer) => {
                let shown = sample::show(self.lowering, &answer, self.window);
                let (code, message) = if shown.hidden {
                    (codes::NOT_PROVABLE, "whether every ticket gets a level cannot be proved")
                } else {
                    (
                        codes::NO_OTHERWISE,
                        "tickets that match no rule have no level, so nothing is promised to them",
                    )
                };
                Diagnostic::warning(
                    code,
                    place,
                    message,
                    format!("for example, a ticket with {}", shown.words),
                )
                .sample(Some(shown.sample))
            }
            Answer::No | Answer::Unknown => {
                let message = "whether every ticket gets a level takes too long to prove";
                Diagnostic::warning(codes::NOT_PROVABLE, place, message, "")
            }
        };
        self.findings.add(finding.help(help));
    }

    /// The first rule that matches whenever `region` holds. It matches the ticket that was found for it too, so only
    /// those that do are asked.
    pub(super) fn covers<'r, 'a>(
        &mut self,
        region: &Formula,
        found: &Answer,
        rules: impl Iterator<Item = &'r Active<'a>>,
    ) -> Option<&'r Active<'a>>
    where
        'a: 'r,
    {
        let class = |var: Var| match found {
            Answer::Yes(answer) => {
                let own = answer.binary_search_by_key(&var, |(own, _)| *own);
                own.map_or(0, |at| answer[at].1)
            }
            Answer::No | Answer::Unknown => 0,
        };
        let known = matches!(found, Answer::Yes(_));
        let mut matching = rules.filter(|rule| !known || !rule.no.holds_in(&class));
        matching.find(|rule| self.solver.can_hold([region, &rule.no]).is_no())
    }

    /// The ticket of an answer: in words, and itself.
    pub(super) fn shown(&self, answer: &Answer) -> Option<(String, Sample)> {
        let Answer::Yes(answer) = answer else { return None };
        let shown = sample::show(self.lowering, answer, self.window);
        Some((shown.words, shown.sample))
    }
}

/// That no rule of a stretch of an `every match` set gives a level: each one that would does not match, or is behind a stop.
pub(super) fn nothing_given(rules: &[Active<'_>]) -> Vec<Formula> {
    let mut stops: Vec<Formula> = Vec::new();
    let mut open = Vec::new();
    for rule in rules {
        if rule.gives() {
            open.push(Formula::any(stops.iter().cloned().chain([rule.no.clone()])));
        }
        if rule.stops() {
            stops.push(rule.yes.clone());
        }
    }
    open
}
