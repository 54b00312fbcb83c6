//! The policies whose tests are to be run.

use crate::{CheckedPolicy, Problem, check, paths};
use duly_calendar::TimeZones;

/// Checks the policies of a path: a file, or every `policy.sla` and `tests.sla` in a folder or below it. A policy that
/// a `tests.sla` beside it imports is checked once, with those tests; in the order of their paths.
///
/// # Errors
/// There is no such path, or no policy below it. What is wrong inside a policy is among its findings.
pub fn load(path: &str, zones: &TimeZones) -> Result<Vec<CheckedPolicy>, Problem> {
    let (tests, policies): (Vec<String>, Vec<String>) =
        paths::tested(path)?.into_iter().partition(|path| paths::is_named(path, paths::TESTS_FILE));
    let mut all: Vec<CheckedPolicy> = Vec::new();
    for path in tests.iter().chain(&policies) {
        let known = all.iter().any(|policy| policy.sources.files().any(|(_, file)| file.name == *path));
        if !known {
            all.push(check(path, zones)?);
        }
    }
    all.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(all)
}
