//! Conditions asked of finished cycles: `--where`.

use crate::conditions::Place;
use crate::findings::Findings;
use crate::names::Vocabulary;
use crate::scope::Scope;
use duly_calendar::TimeZones;
use duly_diag::Diagnostic;
use duly_plan::{Condition, Plan};
use duly_syntax::ast;

/// Resolves a condition about finished cycles: the plan's fields and states, and the names of
/// [`duly_plan::RecordField`], which come first. What a finished cycle cannot answer (`age`, `idle`,
/// `CLOCK is running`) is refused.
///
/// # Errors
/// Everything that is wrong with it.
pub fn lower_where(
    plan: &Plan,
    condition: &ast::Condition,
    zones: &TimeZones,
) -> Result<Condition, Vec<Diagnostic>> {
    let names = Vocabulary::of_plan(plan);
    let mut findings = Findings::default();
    let mut scope = Scope { names: &names, prefix: "", standard: false, zones, findings: &mut findings };
    let lowered = scope.condition(condition, Place::Record);
    match lowered {
        Some(condition) if !findings.has_errors() => Ok(condition),
        _ => Err(findings.into_sorted()),
    }
}
