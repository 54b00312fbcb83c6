//! `--format human`: a line a test, and what is wrong with those that fail.

use super::told;
use crate::commands::test::Suite;
use crate::terminal::count;

/// The results of each policy; nothing of a policy without tests.
pub fn report(suites: &[Suite], color: bool) -> String {
    let mut text = String::new();
    for suite in suites.iter().filter(|suite| !suite.tests.is_empty()) {
        text.push_str(&format!("{}\n", suite.policy.path));
        for test in &suite.tests {
            text.push_str(&format!("  {}  {}\n", word(test.passed(), color), test.title()));
            for failure in &test.failures {
                text.push_str(&told(failure, &suite.policy.sources, "        "));
                text.push('\n');
            }
        }
    }
    text
}

fn word(passed: bool, color: bool) -> &'static str {
    match (passed, color) {
        (true, false) => "ok  ",
        (false, false) => "FAIL",
        (true, true) => "\u{1b}[32mok  \u{1b}[0m",
        (false, true) => "\u{1b}[1;31mFAIL\u{1b}[0m",
    }
}

/// "3 tests passed", "1 of 3 tests failed".
pub fn totals(suites: &[Suite]) -> String {
    let tests: Vec<bool> = suites.iter().flat_map(|suite| &suite.tests).map(|test| test.passed()).collect();
    let failed = tests.iter().filter(|passed| !**passed).count();
    match (failed, tests.len()) {
        (_, 0) => "there are no tests\n".to_owned(),
        (0, all) => format!("{} passed\n", count(all, "test")),
        (failed, all) => format!("{failed} of {} failed\n", count(all, "test")),
    }
}
