//! `--format github`: the commands of a GitHub workflow, which show each finding at its line of a change.

use super::{Place, place, told};
use duly_diag::{Diagnostic, Severity, SourceMap};
use duly_driver::CheckedPolicy;

/// The findings of policies, a command a line.
pub fn commands(policies: &[CheckedPolicy]) -> String {
    policies.iter().flat_map(|p| p.diagnostics.iter().map(|d| command(d, &p.sources))).collect()
}

/// `::error file=..,line=..,col=..,endLine=..,endColumn=..,title=..::message`
fn command(finding: &Diagnostic, sources: &SourceMap) -> String {
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let Place { file, start, end } = place(finding.span(), sources);
    format!(
        "::{kind} file={},line={},col={},endLine={},endColumn={},title={}::{}\n",
        property(file),
        start.line,
        start.column,
        end.line,
        end.column,
        property(&finding.code.to_string()),
        data(&told(finding))
    )
}

/// A message, escaped as the runner unescapes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property, which also must not hold what ends it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{mistakes, odd_path};
    use super::*;

    #[test]
    fn a_command_a_finding_with_its_place() {
        let (found, sources) = mistakes();
        assert_eq!(
            command(&found[0], &sources),
            "::error file=a.sla,line=3,col=25,endLine=3,endColumn=31,title=SLA0401::there is no time zone `é%25` \
             (not known)%0Ahelp: did you mean `x`?\n"
        );
        assert!(command(&found[1], &sources).starts_with("::warning file=a.sla,line=1,"));
    }

    #[test]
    fn a_path_cannot_end_its_property() {
        let (found, sources) = odd_path();
        assert!(
            command(&found, &sources)
                .starts_with("::error file=a%2Cb %25 c%3A%2F.sla,line=1,".replace("%2F", "/").as_str())
        );
    }
}
