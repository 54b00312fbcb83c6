//! Whether a conjunction of formulas can hold, and at the least cost: a small solver of its own.
//!
//! Every variable starts with all its classes. What must hold takes classes away; that is followed until
//! nothing moves (unit propagation); if the cheapest classes left do not make everything hold, one open part is
//! taken both ways. What stands behind many questions is looked at only where it fails so far
//! ([`Background`]). The number of steps is bounded; an answer that would take more is "unknown", which its users read as "it may well be".

use super::background::{Background, Behind};
use super::formula::{Formula, Var};
use super::set::Set;
use std::ops::Range;
use std::rc::Rc;

/// How many times one question may take a part both ways.
const STEPS: u32 = 20_000;

/// What the solver knows of a variable.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// What choosing each class adds to the cost of an answer, rising.
    pub costs: Vec<u32>,
    /// What follows from the variable being in a set of classes.
    pub implies: Vec<(Set, Var, Set)>,
}

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    /// It can hold. If the cheapest way was asked for: the class of every variable that matters to it.
    Yes(Vec<(Var, usize)>),
    /// It cannot.
    No,
    /// The bound was reached.
    Unknown,
}

impl Answer {
    /// Whether it is certain that it cannot hold.
    pub fn is_no(&self) -> bool {
        *self == Answer::No
    }
}

/// The solver; it comes back to its first state after every question.
#[derive(Debug)]
pub(super) struct Solver<'k> {
    known: &'k [Known],
    domains: Vec<Set>,
    /// What was there before each change.
    trail: Vec<(Var, Set)>,
    steps: u32,
}

impl<'k> Solver<'k> {
    pub fn new(known: &'k [Known]) -> Solver<'k> {
        let domains = known.iter().map(|k| Set::all(k.costs.len())).collect();
        Solver { known, domains, trail: Vec::new(), steps: 0 }
    }

    /// Whether all can hold together.
    pub fn can_hold<'f>(&mut self, formulas: impl IntoIterator<Item = &'f Formula>) -> Answer {
        self.ask(formulas, &Behind::nothing(), false)
    }

    /// Whether all can hold together, and a stretch of what stands behind them too.
    pub fn can_hold_behind<'f>(
        &mut self,
        formulas: impl IntoIterator<Item = &'f Formula>,
        background: &Background<'f>,
        stretch: Range<usize>,
    ) -> Answer {
        self.ask(formulas, &Behind::new(background, stretch), false)
    }

    /// The cheapest way in which all hold.
    pub fn cheapest<'f>(&mut self, formulas: impl IntoIterator<Item = &'f Formula>) -> Answer {
        self.ask(formulas, &Behind::nothing(), true)
    }

    /// The cheapest way in which all that stands behind questions holds.
    pub fn cheapest_behind(&mut self, background: &Background<'_>) -> Answer {
        self.ask(std::iter::empty(), &Behind::new(background, 0..background.len()), true)
    }

    /// How many combinations of classes of `variables` let all formulas hold; none if counting takes too long.
    pub fn count<'f>(
        &mut self,
        formulas: impl IntoIterator<Item = &'f Formula>,
        variables: &[Var],
    ) -> Option<f64> {
        self.steps = STEPS / 20;
        let mut open = Vec::new();
        let sound = formulas.into_iter().all(|f| self.demand(f, &mut open));
        let count = if sound { self.count_open(open, variables) } else { Some(0.0) };
        self.back_to(0);
        count
    }

    fn count_open(&mut self, mut open: Vec<&Formula>, variables: &[Var]) -> Option<f64> {
        if !self.propagate(&mut open) {
            return Some(0.0);
        }
        let Some((var, set)) = open.first().and_then(|formula| self.split(formula)) else {
            return Some(variables.iter().map(|var| f64::from(self.domains[var.0].len())).product());
        };
        self.steps = self.steps.checked_sub(1)?;
        let mut sum = 0.0;
        for side in [(*set).clone(), set.complement(self.known[var.0].costs.len())] {
            let mark = self.trail.len();
            if self.narrow(var, &side) {
                sum += self.count_open(open.clone(), variables)?;
            }
            self.back_to(mark);
        }
        Some(sum)
    }

    fn ask<'f>(
        &mut self,
        formulas: impl IntoIterator<Item = &'f Formula>,
        behind: &Behind<'_, 'f>,
        cheapest: bool,
    ) -> Answer {
        self.steps = STEPS;
        let mut open = Vec::new();
        let mut best = Best { found: None, cheapest };
        let sound = formulas.into_iter().all(|f| self.demand(f, &mut open));
        let whole = !sound || self.search(open, behind, &mut best);
        self.back_to(0);
        match best.found {
            Some((_, answer)) => Answer::Yes(answer),
            None if whole => Answer::No,
            None => Answer::Unknown,
        }
    }

    /// Looks for an answer, or for better ones; whether everything was looked at that had to be.
    fn search<'f>(&mut self, mut open: Vec<&'f Formula>, behind: &Behind<'_, 'f>, best: &mut Best) -> bool {
        let mut at_once = 1;
        let (var, set) = loop {
            if !self.propagate(&mut open) || best.found.as_ref().is_some_and(|(cost, _)| self.cost() >= *cost)
            {
                return true;
            }
            if let Some(part) = self.unsatisfied(&open).and_then(|formula| self.split(formula)) {
                break part;
            }
            let failing = self.failing(behind, at_once);
            // The cheapest class of everything, if that will do, is the cheapest answer from here.
            if failing.is_empty() {
                best.found = Some(if best.cheapest {
                    (self.cost(), self.answer(&open, behind))
                } else {
                    (0, Vec::new())
                });
                return true;
            }
            at_once *= 2;
            if !failing.into_iter().all(|formula| self.demand(formula, &mut open)) {
                return true;
            }
        };
        if self.steps == 0 {
            return false;
        }
        self.steps -= 1;
        let other = set.complement(self.known[var.0].costs.len());
        let cheap = self.domains[var.0].first().is_some_and(|first| set.contains(first));
        let sides = if cheap || !best.cheapest { [&*set, &other] } else { [&other, &*set] };
        for side in sides {
            let mark = self.trail.len();
            let whole = !self.narrow(var, side) || self.search(open.clone(), behind, best);
            self.back_to(mark);
            if !whole || (best.found.is_some() && !best.cheapest) {
                return whole;
            }
        }
        true
    }

    /// Takes a formula as holding: what follows at once is done, what stays open is noted. False: it cannot.
    fn demand<'f>(&mut self, formula: &'f Formula, open: &mut Vec<&'f Formula>) -> bool {
        match formula {
            Formula::Known(known) => *known,
            Formula::In(var, set) => self.narrow(*var, set),
            Formula::All(parts) => parts.iter().all(|part| self.demand(part, open)),
            Formula::Any(_) => {
                open.push(formula);
                true
            }
        }
    }

    /// Follows what must hold until nothing moves; only what is open stays. False: it cannot hold.
    fn propagate(&mut self, open: &mut Vec<&Formula>) -> bool {
        loop {
            let before = self.trail.len();
            let mut still = Vec::with_capacity(open.len());
            for formula in open.drain(..) {
                if !self.look_at(formula, &mut still) {
                    return false;
                }
            }
            *open = still;
            if self.trail.len() == before {
                return true;
            }
        }
    }

    /// Drops a disjunction that holds, takes the only part that can hold, keeps any other.
    fn look_at<'f>(&mut self, formula: &'f Formula, still: &mut Vec<&'f Formula>) -> bool {
        let Formula::Any(parts) = formula else { return self.demand(formula, still) };
        let mut only = None;
        for part in parts.iter() {
            match self.value(part) {
                Some(true) => return true,
                Some(false) => {}
                None if only.is_some() => {
                    // Another one further on may hold already.
                    if !parts.iter().any(|part| self.value(part) == Some(true)) {
                        still.push(formula);
                    }
                    return true;
                }
                None => only = Some(part),
            }
        }
        only.is_some_and(|part| self.demand(part, still))
    }

    /// What is known of a formula.
    fn value(&self, formula: &Formula) -> Option<bool> {
        match formula {
            Formula::Known(known) => Some(*known),
            Formula::In(var, set) => {
                let domain = &self.domains[var.0];
                if domain.within(set) {
                    Some(true)
                } else if domain.meets(set) {
                    None
                } else {
                    Some(false)
                }
            }
            Formula::All(parts) => self.joined(parts, false),
            Formula::Any(parts) => self.joined(parts, true),
        }
    }

    /// The value of parts of which one with the value `decisive` decides.
    fn joined(&self, parts: &[Formula], decisive: bool) -> Option<bool> {
        let mut value = Some(!decisive);
        for part in parts {
            match self.value(part) {
                Some(part) if part == decisive => return Some(decisive),
                Some(_) => {}
                None => value = None,
            }
        }
        value
    }

    /// The first formula that does not hold if every variable takes the first class it has left. What follows from
    /// a class follows from the first one left too, so those classes go together.
    fn unsatisfied<'f>(&self, open: &[&'f Formula]) -> Option<&'f Formula> {
        open.iter().find(|formula| !self.holds_first(formula)).copied()
    }

    /// Some of what stands behind the question and does not hold if every variable takes the first class it has
    /// left. What holds by the first classes of all can only fail by a variable that has lost its own.
    fn failing<'f>(&self, behind: &Behind<'_, 'f>, most: usize) -> Vec<&'f Formula> {
        let mut moved = self.touched();
        moved.retain(|var| self.domains[var.0].first() != Some(0));
        behind.concerned(&moved).filter(|formula| !self.holds_first(formula)).take(most).collect()
    }

    fn holds_first(&self, formula: &Formula) -> bool {
        match formula {
            Formula::Known(known) => *known,
            Formula::In(var, set) => self.domains[var.0].first().is_some_and(|class| set.contains(class)),
            Formula::All(parts) => parts.iter().all(|part| self.holds_first(part)),
            Formula::Any(parts) => parts.iter().any(|part| self.holds_first(part)),
        }
    }

    /// The first literal in a formula that is open.
    fn split(&self, formula: &Formula) -> Option<(Var, Rc<Set>)> {
        match formula {
            Formula::In(var, set) => self.value(formula).is_none().then(|| (*var, Rc::clone(set))),
            Formula::All(parts) | Formula::Any(parts) => {
                parts.iter().filter(|part| self.value(part).is_none()).find_map(|part| self.split(part))
            }
            Formula::Known(_) => None,
        }
    }

    /// Takes classes away, and what follows from it; false if none is left.
    fn narrow(&mut self, var: Var, set: &Set) -> bool {
        let domain = &self.domains[var.0];
        if domain.within(set) {
            return true;
        }
        self.trail.push((var, domain.clone()));
        self.domains[var.0].keep(set);
        if self.domains[var.0].is_empty() {
            return false;
        }
        let known = self.known;
        known[var.0]
            .implies
            .iter()
            .all(|(when, other, then)| !self.domains[var.0].within(when) || self.narrow(*other, then))
    }

    fn back_to(&mut self, mark: usize) {
        while self.trail.len() > mark {
            if let Some((var, before)) = self.trail.pop() {
                self.domains[var.0] = before;
            }
        }
    }

    /// The variables that have lost classes, each once, in order.
    fn touched(&self) -> Vec<Var> {
        let mut all: Vec<Var> = self.trail.iter().map(|(var, _)| *var).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// What an answer costs at least from here.
    fn cost(&self) -> u32 {
        let least = |var: Var| self.domains[var.0].first().map_or(0, |class| self.known[var.0].costs[class]);
        self.touched().into_iter().map(least).sum()
    }

    /// The cheapest class of each variable that matters, those of what is open among them.
    fn answer(&self, open: &[&Formula], behind: &Behind<'_, '_>) -> Vec<(Var, usize)> {
        let mut all = self.touched();
        let behind = behind.all().filter(|formula| self.value(formula).is_none());
        open.iter().copied().chain(behind).for_each(|formula| formula.variables(&mut |var| all.push(var)));
        all.sort_unstable();
        all.dedup();
        let class = |var: Var| self.domains[var.0].first().map(|class| (var, class));
        all.into_iter().filter_map(class).collect()
    }
}

/// The best answer so far.
struct Best {
    found: Option<(u32, Vec<(Var, usize)>)>,
    cheapest: bool,
}
