//! `--format junit`: a test suite a policy and a test case a finding, for CI systems that show tests.

use super::{Place, place};
use duly_diag::{Diagnostic, Severity, SourceMap, render};
use duly_driver::CheckedPolicy;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

/// How wide findings are drawn.
const WIDTH: usize = 100;

/// The findings of policies as a JUnit report. A policy without findings is one case that passes. A warning passes with its
/// text as output, unless warnings are denied. There are no times in it: the same policies give the same bytes.
///
/// # Errors
/// The report cannot be written as XML.
pub fn report(policies: &[CheckedPolicy], warnings_fail: bool) -> Result<String, std::io::Error> {
    let mut report = Report::new("duly check");
    for policy in policies {
        report.add_test_suite(suite(&policy.path, &policy.diagnostics, &policy.sources, warnings_fail));
    }
    report.to_string().map_err(std::io::Error::other)
}

fn suite(path: &str, found: &[Diagnostic], sources: &SourceMap, warnings_fail: bool) -> TestSuite {
    let mut suite = TestSuite::new(path);
    if found.is_empty() {
        let mut case = TestCase::new("check", TestCaseStatus::success());
        case.set_classname(path);
        suite.add_test_case(case);
    }
    for finding in found {
        suite.add_test_case(case(finding, path, sources, warnings_fail));
    }
    suite
}

fn case(finding: &Diagnostic, path: &str, sources: &SourceMap, warnings_fail: bool) -> TestCase {
    let Place { file, start, .. } = place(finding.span(), sources);
    let drawn = render::human(finding, sources, render::Style { color: false, width: WIDTH });
    let fails = finding.severity == Severity::Error || warnings_fail;
    let mut status = TestCaseStatus::success();
    if fails {
        status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(finding.message.as_str());
        status.set_type(finding.code.to_string());
        status.set_description(drawn.as_str());
    }
    let name = format!("{} {file}:{}:{}", finding.code, start.line, start.column);
    let mut case = TestCase::new(name, status);
    case.set_classname(path);
    if !fails {
        case.set_system_out(drawn);
    }
    case
}

#[cfg(test)]
mod tests {
    use super::super::test_support::mistakes;
    use super::*;

    fn written(found: &[Diagnostic], sources: &SourceMap, warnings_fail: bool) -> String {
        let mut report = Report::new("duly check");
        report.add_test_suite(suite("a.sla", found, sources, warnings_fail));
        report.to_string().unwrap()
    }

    #[test]
    fn a_case_a_finding() {
        let (found, sources) = mistakes();
        let xml = written(&found, &sources, false);
        assert!(
            xml.contains(r#"<testsuite name="a.sla" tests="2" skipped="0" errors="0" failures="1">"#),
            "{xml}"
        );
        assert!(xml.contains(r#"<testcase name="SLA0401 a.sla:3:25" classname="a.sla">"#), "{xml}");
        assert!(xml.contains(r#"<failure message="there is no time zone `é%`" type="SLA0401">"#), "{xml}");
        assert!(
            xml.contains("<system-out>") && !xml.contains("timestamp") && !xml.contains("time="),
            "{xml}"
        );
        assert!(written(&found, &sources, true).contains("failures=\"2\""));
    }

    #[test]
    fn a_report_is_read_back_and_says_the_same() {
        let (found, sources) = mistakes();
        let xml = written(&found, &sources, false);
        let back = Report::deserialize_from_str(&xml).unwrap();
        let [error, warning] = &back.test_suites[0].test_cases[..] else { panic!("{xml}") };
        assert_eq!((error.name.as_str(), warning.name.as_str()), ("SLA0401 a.sla:3:25", "SLA0516 a.sla:1:1"));
        let TestCaseStatus::NonSuccess { message, description, .. } = &error.status else { panic!("{xml}") };
        assert_eq!(message.as_ref().map(|m| m.as_str()), Some("there is no time zone `é%`"));
        assert!(description.as_ref().is_some_and(|d| d.contains("zone \"čšž\\ é%ab\"")), "{xml}");
        assert!(warning.system_out.as_ref().is_some_and(|o| o.contains("a <clock> & \"more\"")), "{xml}");
    }

    #[test]
    fn a_policy_without_findings_passes() {
        let xml = written(&[], &SourceMap::new(), true);
        assert!(xml.contains(r#"tests="1" skipped="0" errors="0" failures="0""#), "{xml}");
        assert!(xml.contains(r#"<testcase name="check" classname="a.sla"/>"#), "{xml}");
    }
}
