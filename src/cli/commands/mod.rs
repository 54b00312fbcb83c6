//! One file a command: what it takes, and what it does.

pub mod calendar;
pub mod check;
pub mod completions;
pub mod explain;
pub mod fmt;
pub mod init;
pub mod man;
pub mod map;
pub mod plan;
pub mod repl;
pub mod run;
pub mod test;
pub mod why;

use crate::Failure;
use crate::terminal::{self, Terminal};
use duly_calendar::TimeZones;
use duly_diag::Severity;
use duly_driver::{CheckedPolicy, check as driver_check};
use duly_plan::Plan;
use std::sync::Arc;

/// A policy that a command needs as a plan; none, with everything said, if it has errors.
fn plan(
    path: &str,
    zones: &TimeZones,
    terminal: Terminal,
) -> Result<Option<(CheckedPolicy, Arc<Plan>)>, Failure> {
    let policy = driver_check(path, zones)?;
    if let Some(plan) = policy.plan.clone() {
        return Ok(Some((policy, plan)));
    }
    terminal.draw(&policy.diagnostics, &policy.sources);
    terminal::say(&format!("`{}` cannot be used: {}", policy.path, summary(&policy)));
    Ok(None)
}

/// "2 errors, 1 warning".
fn summary(policy: &CheckedPolicy) -> String {
    totals(policy.count(Severity::Error), policy.count(Severity::Warning))
}

fn totals(errors: usize, warnings: usize) -> String {
    match (errors, warnings) {
        (_, 0) => terminal::count(errors, "error"),
        (0, _) => terminal::count(warnings, "warning"),
        _ => format!("{}, {}", terminal::count(errors, "error"), terminal::count(warnings, "warning")),
    }
}
