//! Conditions as formulas over variables that each have a few classes of values.

use super::set::Set;
use std::rc::Rc;

/// A variable: something about a ticket that has one of finitely many classes of values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Var(pub usize);

/// A formula in negation normal form: what is negated is the set of classes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Formula {
    /// True or false, whatever the ticket.
    Known(bool),
    /// The variable's value is in one of the classes.
    In(Var, Rc<Set>),
    /// All hold; at least two.
    All(Rc<[Formula]>),
    /// Any holds; at least two.
    Any(Rc<[Formula]>),
}

impl Formula {
    /// The variable's value is in one of the classes, of which there are `size`.
    pub fn is_in(var: Var, set: Set, size: usize) -> Formula {
        if set.is_empty() {
            Formula::Known(false)
        } else if Set::all(size).within(&set) {
            Formula::Known(true)
        } else {
            Formula::In(var, Rc::new(set))
        }
    }

    /// All of them.
    pub fn all(parts: impl IntoIterator<Item = Formula>) -> Formula {
        join(parts, true)
    }

    /// Any of them.
    pub fn any(parts: impl IntoIterator<Item = Formula>) -> Formula {
        join(parts, false)
    }

    /// The opposite; `sizes` are those of the variables.
    pub fn not(&self, sizes: &[usize]) -> Formula {
        match self {
            Formula::Known(known) => Formula::Known(!known),
            Formula::In(var, set) => Formula::In(*var, Rc::new(set.complement(sizes[var.0]))),
            Formula::All(parts) => Formula::any(parts.iter().map(|part| part.not(sizes))),
            Formula::Any(parts) => Formula::all(parts.iter().map(|part| part.not(sizes))),
        }
    }

    /// Whether it holds where every variable has the class that is given for it.
    pub fn holds_in(&self, class: &dyn Fn(Var) -> usize) -> bool {
        match self {
            Formula::Known(known) => *known,
            Formula::In(var, set) => set.contains(class(*var)),
            Formula::All(parts) => parts.iter().all(|part| part.holds_in(class)),
            Formula::Any(parts) => parts.iter().any(|part| part.holds_in(class)),
        }
    }

    /// Whether it has at most `nodes` parts, none deeper than `depth`; takes the parts from `nodes`.
    pub fn is_small(&self, nodes: &mut u32, depth: u32) -> bool {
        let Some(left) = nodes.checked_sub(1) else { return false };
        *nodes = left;
        match self {
            Formula::Known(_) | Formula::In(..) => true,
            Formula::All(parts) | Formula::Any(parts) => {
                depth > 0 && parts.iter().all(|part| part.is_small(nodes, depth - 1))
            }
        }
    }

    /// Visits the variables in it, some more than once.
    pub fn variables(&self, visit: &mut dyn FnMut(Var)) {
        match self {
            Formula::Known(_) => {}
            Formula::In(var, _) => visit(*var),
            Formula::All(parts) | Formula::Any(parts) => {
                parts.iter().for_each(|part| part.variables(visit));
            }
        }
    }
}

/// Joins formulas into a conjunction (`neutral` is true) or a disjunction, flat, without what changes nothing.
fn join(parts: impl IntoIterator<Item = Formula>, neutral: bool) -> Formula {
    let mut flat = Vec::new();
    for part in parts {
        match part {
            Formula::Known(known) if known == neutral => {}
            Formula::Known(known) => return Formula::Known(known),
            Formula::All(inner) if neutral => flat.extend(inner.iter().cloned()),
            Formula::Any(inner) if !neutral => flat.extend(inner.iter().cloned()),
            other => flat.push(other),
        }
    }
    match flat.len() {
        0 => Formula::Known(neutral),
        1 => flat.swap_remove(0),
        _ if neutral => Formula::All(flat.into()),
        _ => Formula::Any(flat.into()),
    }
}
