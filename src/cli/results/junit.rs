//! `--format junit`: a test suite a policy, and a test case a test, for CI systems.

use super::told;
use crate::commands::test::Suite;
use duly_driver::testing::Tested;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

/// The results as a JUnit report. There are no times in it: the same tests give the same bytes.
///
/// # Errors
/// The report cannot be written as XML.
pub fn report(suites: &[Suite]) -> Result<String, std::io::Error> {
    let mut report = Report::new("duly test");
    for suite in suites {
        let mut written = TestSuite::new(suite.policy.path.as_str());
        for test in &suite.tests {
            written.add_test_case(case(test, suite));
        }
        report.add_test_suite(written);
    }
    report.to_string().map_err(std::io::Error::other)
}

fn case(test: &Tested, suite: &Suite) -> TestCase {
    let sources = &suite.policy.sources;
    let mut status = TestCaseStatus::success();
    if let Some(first) = test.failures.first() {
        status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(format!("expected {}, but: {}", first.expected, first.actual));
        status.set_type("expectation");
        let all: Vec<String> = test.failures.iter().map(|failure| told(failure, sources, "")).collect();
        status.set_description(all.join("\n"));
    }
    let mut case = TestCase::new(test.title(), status);
    case.set_classname(suite.policy.path.as_str());
    case.set_assertions(test.expectations);
    let position = sources.position(test.span);
    let file = sources.file(test.span.file).map_or("", |file| file.name.as_str());
    case.extra.insert("file".into(), file.into());
    case.extra.insert("line".into(), position.line.to_string().into());
    case
}

#[cfg(test)]
mod tests {
    use super::super::test_support::suites;
    use super::*;

    #[test]
    fn a_report_is_read_back_and_says_the_same() {
        let suites = suites();
        let xml = report(&suites).unwrap();
        let back = Report::deserialize_from_str(&xml).unwrap();
        let cases = &back.test_suites[0].test_cases;
        let names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        let titles: Vec<String> = suites[0].tests.iter().map(Tested::title).collect();
        assert_eq!(names, titles);
        assert!(matches!(cases[1].status, TestCaseStatus::Success { .. }));
        let TestCaseStatus::NonSuccess { message, description, .. } = &cases[2].status else {
            panic!("{xml}")
        };
        assert!(
            message.as_ref().is_some_and(|m| m.as_str().starts_with("expected resolution due ")),
            "{xml}"
        );
        let told = description.as_ref().map_or("", |description| description.as_str());
        assert!(told.contains("apart     2h later on office, 2h by the clock"), "{xml}");
        assert!(!xml.contains("timestamp") && !xml.contains("time="), "{xml}");
    }
}
