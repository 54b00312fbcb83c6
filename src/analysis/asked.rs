//! Conditions asked of a ticket as it is: by a session.

use crate::conditions::Place;
use crate::findings::Findings;
use crate::names::Vocabulary;
use crate::scope::Scope;
use duly_calendar::TimeZones;
use duly_diag::Diagnostic;
use duly_plan::{Condition, Plan};
use duly_syntax::ast;

/// Resolves a condition about a ticket against a checked plan, as a rule of its policy would have it.
///
/// # Errors
/// Everything that is wrong with it; the spans point into the text that the condition was parsed from.
pub fn lower_condition(
    plan: &Plan,
    condition: &ast::Condition,
    zones: &TimeZones,
) -> Result<Condition, Vec<Diagnostic>> {
    let names = Vocabulary::of_checked(plan);
    let mut findings = Findings::default();
    let mut scope = Scope { names: &names, prefix: "", standard: false, zones, findings: &mut findings };
    let lowered = scope.condition(condition, Place::Rule);
    match lowered {
        Some(condition) if !findings.has_errors() => Ok(condition),
        _ => Err(findings.into_sorted()),
    }
}
