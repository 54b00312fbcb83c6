//! Any text, read as a policy.

use duly_diag::{Diagnostic, FileId, has_errors};
use duly_syntax::{parse, parse_condition};

/// Parsing never panics and gives the same answer each time. Every finding says something and lies within the text, on
/// whole characters, and so does the fix that it offers; a condition that cannot be read has an error that says so.
///
/// # Panics
/// A promise is broken.
pub fn parser(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let parsed = parse(FileId(0), text);
    assert_eq!(parsed, parse(FileId(0), text), "another answer the second time");
    findings(text, &parsed.diagnostics);
    if let Err(found) = parse_condition(FileId(0), text) {
        assert!(has_errors(&found), "a condition is refused without an error");
        findings(text, &found);
    }
}

/// Findings of a text lie in it, and say something.
pub(super) fn findings(text: &str, found: &[Diagnostic]) {
    for finding in found {
        let message = &finding.message;
        assert!(!message.is_empty() && !message.contains('\n'), "{message:?}");
        let labels = finding.labels.iter().map(|label| label.span);
        for span in labels.chain(finding.fix.iter().map(|fix| fix.span)) {
            assert!(text.get(span.range()).is_some(), "{message}: {span:?} is no place of the text");
        }
    }
}
