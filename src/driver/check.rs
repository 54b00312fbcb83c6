//! A policy, loaded and checked.

use crate::loader::FileLoader;
use crate::{Problem, paths};
use duly_calendar::TimeZones;
use duly_diag::{Diagnostic, Severity, SourceMap};
use duly_plan::Plan;
use std::sync::Arc;

/// A policy and everything that was found in it.
#[derive(Clone, Debug)]
pub struct CheckedPolicy {
    /// The path of its file.
    pub path: String,
    /// Its texts.
    pub sources: SourceMap,
    /// The findings, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
    /// The plan; none if any finding is an error.
    pub plan: Option<Arc<Plan>>,
    /// SHA-256 over its files, the holiday files among them.
    pub digest: String,
}

impl CheckedPolicy {
    /// How many findings have this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|d| d.severity == severity).count()
    }
}

/// Checks the policy of a file, or of a folder with a `policy.sla`.
///
/// # Errors
/// There is no such file. Everything wrong inside the policy is among the findings instead.
pub fn check(path: &str, zones: &TimeZones) -> Result<CheckedPolicy, Problem> {
    let path = paths::policy(path)?;
    // An entry that is no text is a question that cannot be answered; an import that is none is a finding.
    if let Err(error) = std::fs::read_to_string(&path) {
        return Err(paths::unreadable(&path, &error));
    }
    let loader = FileLoader::new();
    let checked = duly_analysis::check(&path, &loader, zones);
    Ok(CheckedPolicy {
        path,
        sources: checked.sources,
        diagnostics: checked.diagnostics,
        plan: checked.plan,
        digest: loader.digest(),
    })
}
