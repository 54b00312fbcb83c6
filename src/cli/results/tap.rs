//! `--format tap`: the Test Anything Protocol, version 14.

use super::facts;
use crate::commands::test::Suite;

/// The results as TAP: a line a test, and a YAML block for each that fails.
pub fn report(suites: &[Suite]) -> String {
    let count: usize = suites.iter().map(|suite| suite.tests.len()).sum();
    let mut text = format!("TAP version 14\n1..{count}\n");
    let mut number = 0;
    for suite in suites {
        for test in &suite.tests {
            number += 1;
            let ok = if test.passed() { "ok" } else { "not ok" };
            let title = escaped(&test.title());
            text.push_str(&format!("{ok} {number} - {}: {title}\n", escaped(&suite.policy.path)));
            for (at, failure) in test.failures.iter().enumerate() {
                text.push_str(if at == 0 { "  ---\n  failures:\n" } else { "" });
                for (line, (word, what)) in facts(failure, &suite.policy.sources).iter().enumerate() {
                    let mark = if line == 0 { "-" } else { " " };
                    text.push_str(&format!(
                        "    {mark} {word}: {}\n",
                        serde_json::Value::from(what.as_str())
                    ));
                }
            }
            text.push_str(if test.passed() { "" } else { "  ...\n" });
        }
    }
    text
}

/// A description: `#` would begin a directive, and a backslash an escape.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('#', "\\#").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::super::test_support::suites;
    use super::*;

    #[test]
    fn a_plan_a_line_a_test_and_a_block_for_what_fails() {
        let text = report(&suites());
        assert!(text.starts_with("TAP version 14\n1..3\nok 1 - "), "{text}");
        assert!(text.contains(": the \\#1 <test> & \"more\"\n"), "{text}");
        assert!(text.contains("\nnot ok 3 - "), "{text}");
        assert!(
            text.contains("  ---\n  failures:\n    - expected: \"resolution due Fri 2026-03-06 13:00\"\n"),
            "{text}"
        );
        assert!(text.trim_end().ends_with("..."), "{text}");
    }
}
