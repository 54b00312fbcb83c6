//! The scripts that failed, and on how many tickets.

use duly_engine::ScriptFault;
use std::collections::BTreeMap;

/// Faults of scripts, counted; merged in any order they are the same.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Faults {
    found: BTreeMap<ScriptFault, OnTickets>,
}

/// The tickets that a fault came up on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OnTickets {
    /// How many.
    pub count: u64,
    /// One of them, the first by name.
    pub first: String,
}

impl Faults {
    /// The faults in the order of their scripts and places.
    pub fn iter(&self) -> impl Iterator<Item = (&ScriptFault, &OnTickets)> {
        self.found.iter()
    }

    /// Counts a fault of one ticket.
    pub fn add(&mut self, ticket: &str, fault: &ScriptFault) {
        if let Some(known) = self.found.get_mut(fault) {
            known.add(1, ticket);
        } else {
            self.found.insert(fault.clone(), OnTickets { count: 1, first: ticket.to_owned() });
        }
    }

    /// Adds those of other tickets.
    pub(crate) fn absorb(&mut self, other: &Faults) {
        for (fault, on) in &other.found {
            match self.found.get_mut(fault) {
                Some(known) => known.add(on.count, &on.first),
                None => drop(self.found.insert(fault.clone(), on.clone())),
            }
        }
    }
}

impl OnTickets {
    fn add(&mut self, count: u64, ticket: &str) {
        self.count += count;
        if ticket < self.first.as_str() {
            ticket.clone_into(&mut self.first);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use duly_diag::Span;
    use duly_plan::ScriptId;

    #[test]
    fn merged_in_any_order_they_are_the_same() {
        let fault = |script, message: &str| ScriptFault {
            script: ScriptId(script),
            span: Span::default(),
            message: message.to_owned(),
        };
        let (mut one, mut other) = (Faults::default(), Faults::default());
        one.add("T-9", &fault(0, "a"));
        one.add("T-2", &fault(0, "a"));
        other.add("T-1", &fault(0, "a"));
        other.add("T-1", &fault(0, "b"));
        let (mut left, mut right) = (one.clone(), other.clone());
        left.absorb(&other);
        right.absorb(&one);
        assert_eq!(left, right);
        let seen: Vec<_> =
            left.iter().map(|(f, on)| (f.message.as_str(), on.count, on.first.as_str())).collect();
        assert_eq!(seen, [("a", 3, "T-1"), ("b", 1, "T-1")]);
    }
}
