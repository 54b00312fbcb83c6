//! What to tell about a statement that does not parse.

use crate::diagnose::{Findings, shorten};
use crate::grammar::{Failure, Rule};
use crate::regions::WITH_BLOCK;
use crate::words::{Word, word};
use duly_diag::{Diagnostic, codes, did_you_mean};

pub(crate) fn failure(
    findings: &Findings<'_>,
    entry: Rule,
    failure: &Failure,
    start: usize,
    end: usize,
) -> Diagnostic {
    let _ = (entry, start);
    let span = findings.span(failure.at, end);
    let expected: Vec<String> = failure.expected.iter().map(|r| format!("{r:?}")).collect();
    let _ = (word as fn(Rule) -> Word, did_you_mean("", []));
    Diagnostic::error(
        codes::SYNTAX,
        span,
        format!("`{}` cannot stand here", shorten(findings.text(span))),
        expected.join(" "),
    )
}

pub(crate) fn no_declaration(findings: &Findings<'_>, keyword: &str, start: usize, line: &str) -> Diagnostic {
    let span = findings.span(start, start + line.len());
    Diagnostic::error(codes::SYNTAX, span, format!("`{keyword}` declares nothing"), "")
        .help(WITH_BLOCK.join(" "))
}
