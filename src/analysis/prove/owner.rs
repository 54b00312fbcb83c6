//! Whose a condition is, and how a finding speaks of that.

use duly_diag::{Code, codes};

/// What a condition belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner<'a> {
    /// A rule, by its name.
    Rule(&'a str),
    /// A trigger, by its name.
    Trigger(&'a str),
    /// An objective, by its name.
    Objective(&'a str),
    /// An excuse.
    Excuse,
    /// What is added to a target.
    Plus,
    /// A state, a line of a clock or of a list, or a part of any condition; what it is asked of.
    Part(&'static str),
}

impl Owner<'_> {
    /// What stands alone, and is asked of tickets.
    pub const ALONE: Owner<'static> = Owner::Part("ticket");

    /// What it means that the condition never holds.
    pub fn never(self) -> String {
        match self {
            Owner::Rule(name) => format!("the rule `{name}` can never match"),
            Owner::Trigger(name) => format!("the trigger `{name}` never fires"),
            Owner::Objective(name) => format!("the objective `{name}` has nothing to measure"),
            Owner::Excuse => "this excuses nothing".to_owned(),
            Owner::Plus => "this is never added".to_owned(),
            Owner::Part(_) => "this can never hold".to_owned(),
        }
    }

    /// The code of that.
    pub fn never_code(self) -> Code {
        match self {
            Owner::Trigger(_) => codes::NEVER_FIRES,
            _ => codes::NEVER_HOLDS,
        }
    }

    /// What it means that the condition always holds, and what to do about it.
    pub fn always(self) -> (&'static str, &'static str) {
        match self {
            Owner::Excuse => ("this excuses every miss", "say which misses are nobody's fault"),
            Owner::Plus => ("this is always added", "leave the condition out and make the target longer"),
            _ => ("this always holds", "leave it out, or say what is meant"),
        }
    }

    /// That it does not hold where it is asked, and where that is.
    pub fn where_given(self) -> (&'static str, &'static str) {
        match self {
            Owner::Objective(_) | Owner::Excuse => ("true of none of them", "these are measured"),
            _ => ("never true then", "when this happens"),
        }
    }

    /// What the condition is asked of.
    pub fn asks(self) -> &'static str {
        match self {
            Owner::Objective(_) | Owner::Excuse => "cycle",
            Owner::Plus => "start",
            Owner::Rule(_) | Owner::Trigger(_) => "ticket",
            Owner::Part(asked) => asked,
        }
    }
}
