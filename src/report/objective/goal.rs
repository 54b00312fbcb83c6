//! A goal in the words of the policy.

use crate::write::{decimal, duration};
use duly_plan::{Counted, Goal, Share};

/// `80% within 20s`, `p90 within 1h`, `at most 3 missed`.
pub(super) fn words(goal: Goal) -> String {
    match goal {
        Goal::ShareMet(least) => format!("{} met", percent(least)),
        Goal::ShareWithin(least, limit) => format!("{} within {}", percent(least), duration(limit)),
        Goal::Percentile(rank, limit) => {
            format!("p{} within {}", decimal(i64::from(rank.0), 4), duration(limit))
        }
        Goal::Average(limit) => format!("average within {}", duration(limit)),
        Goal::AtMost(n, which) => format!("at most {n} {}", counted(which)),
        Goal::AtLeast(n, which) => format!("at least {n} {}", counted(which)),
    }
}

fn counted(which: Counted) -> String {
    match which {
        Counted::Met => "met".to_owned(),
        Counted::Missed => "missed".to_owned(),
        Counted::Within(limit) => format!("within {}", duration(limit)),
        Counted::Beyond(limit) => format!("beyond {}", duration(limit)),
    }
}

pub(super) fn percent(share: Share) -> String {
    format!("{}%", decimal(i64::from(share.0), 4))
}
