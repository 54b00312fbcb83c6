//! What of a policy its tests have tried, and what not.
//!
//! `items` lists what there is to try, `touched` notes what the tests came by. The lines of the standard clocks count
//! only where the policy promises or tracks the clock, and of those only what starts, stops and pauses it.

mod items;
mod touched;

use duly_diag::Span;
use duly_plan::{Plan, Test};
use std::sync::Arc;
use touched::Touched;

/// The kinds of things that tests can try, in the order in which they are shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ItemKind {
    /// A rule, or an `otherwise`, that decides.
    Rule,
    /// A question of a condition that holds, or that does not.
    Branch,
    /// A cell or line of a level that judges a cycle.
    Target,
    /// A line of a clock that does something.
    Clock,
    /// A trigger that fires.
    Trigger,
    /// Dates of a calendar that a cycle meets.
    Calendar,
}

impl ItemKind {
    /// All kinds with their words for one and for many.
    pub const ALL: [(ItemKind, &'static str, &'static str); 6] = [
        (ItemKind::Rule, "rule", "rules"),
        (ItemKind::Branch, "branch", "branches of conditions"),
        (ItemKind::Target, "target", "targets"),
        (ItemKind::Clock, "clock line", "lines of clocks"),
        (ItemKind::Trigger, "trigger", "triggers"),
        (ItemKind::Calendar, "calendar line", "dates of calendars"),
    ];

    /// The word for one.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// Something that tests can try.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Where it stands.
    pub span: Span,
    /// Of a branch: whether the question holds.
    pub holds: Option<bool>,
    /// In a few words.
    pub what: String,
    /// Whether a test has come by it.
    pub tried: bool,
}

/// How much of a policy its tests try.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    /// Everything that there is to try, in the order of kinds and places.
    pub items: Vec<Item>,
}

impl Coverage {
    /// Runs tests and notes what they come by.
    #[must_use]
    pub fn of(plan: &Arc<Plan>, tests: &[&Test]) -> Coverage {
        let mut touched = Touched::default();
        touched.run(plan, tests);
        let mut items = items::items(plan);
        for item in &mut items {
            item.tried = touched.has(item);
        }
        items.sort();
        items.dedup_by(|b, a| {
            let same = (a.kind, a.span, a.holds) == (b.kind, b.span, b.holds);
            a.tried |= same && b.tried;
            same
        });
        Coverage { items }
    }

    /// How many of a kind are tried, and how many there are; of all kinds without one.
    #[must_use]
    pub fn count(&self, kind: Option<ItemKind>) -> (usize, usize) {
        let of_kind = self.items.iter().filter(|item| kind.is_none_or(|kind| item.kind == kind));
        of_kind.fold((0, 0), |(tried, all), item| (tried + usize::from(item.tried), all + 1))
    }

    /// What no test has come by.
    pub fn misses(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| !item.tried)
    }

    /// The share tried in whole percent, rounded down; all of nothing is 100.
    #[must_use]
    pub fn percent(&self) -> usize {
        let (tried, all) = self.count(None);
        (tried * 100).checked_div(all).unwrap_or(100)
    }
}
