//! `--coverage`, for people: what no test has tried, first, and how much of each kind was.

use super::line;
use crate::commands::test::Suite;
use duly_driver::testing::{Coverage, ItemKind};

/// What the tests of a policy leave untried.
pub fn report(suite: &Suite, coverage: &Coverage) -> String {
    let mut text = format!("{}: {}% tried\n", suite.policy.path, coverage.percent());
    for item in coverage.misses() {
        text.push_str(&format!("  not tried: {}\n", item.what));
        text.push_str(&format!("    {}\n", line(item.span, &suite.policy.sources)));
    }
    for (kind, _, many) in ItemKind::ALL {
        let (tried, all) = coverage.count(Some(kind));
        if all > 0 {
            text.push_str(&format!("  {tried} of {all} {many}\n"));
        }
    }
    text
}
