//! A line of a test that is typed by itself, against a policy that has been checked.

use super::{Stage, Surroundings, rule_names};
use crate::findings::Findings;
use crate::names::Vocabulary;
use crate::scope::Scope;
use duly_calendar::{Instant, TimeZones};
use duly_diag::Diagnostic;
use duly_plan::{FieldId, Plan, TestLine};
use duly_syntax::ast;

/// How far the ticket has come that a typed line is about.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Typed {
    /// The instant of now; lines without an instant happen then, and `+30m` counts from it.
    pub now: Option<Instant>,
    /// Whether the ticket is created.
    pub created: bool,
    /// The zones that it holds in fields from which calendars take theirs.
    pub zones: Vec<(FieldId, String)>,
}

/// Resolves a line of a test against a plan: names, types, and the instant of each step.
///
/// # Errors
/// Everything that is wrong with it; their spans point into the text that the line was parsed from.
pub fn lower_test_line(
    plan: &Plan,
    line: &ast::TestLine,
    zones: &TimeZones,
    typed: Typed,
) -> Result<TestLine, Vec<Diagnostic>> {
    let names = Vocabulary::of_checked(plan);
    let around = Surroundings {
        calendars: plan.calendars.iter().map(Some).collect(),
        levels: plan.levels.iter().map(|level| Some(level.agreement)).collect(),
        rules: Some(rule_names(plan.rule_sets().map(|(set, _)| set))),
        triggers: plan.triggers.iter().map(|trigger| trigger.name.as_str()).collect(),
    };
    let mut findings = Findings::default();
    let scope = Scope { names: &names, prefix: "", standard: false, zones, findings: &mut findings };
    let Typed { now, created, zones } = typed;
    let mut stage = Stage { scope, around: &around, row: None, now, created, zones, damaged: false };
    let lowered = stage.line(line);
    match lowered {
        Some(line) if !findings.has_errors() => Ok(line),
        _ => Err(findings.into_sorted()),
    }
}
