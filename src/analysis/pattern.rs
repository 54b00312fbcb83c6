//! Patterns of `matches`: checked when the policy is, so that they cannot fail at run time.

use crate::findings::Findings;
use duly_diag::{Diagnostic, Span, codes};
use duly_syntax::ast::Text;

/// Reports a pattern that is no regex, at the place inside it where it goes wrong.
pub(crate) fn check(pattern: &Text, findings: &mut Findings) {
    let (span, reason) = match regex_syntax::Parser::new().parse(&pattern.node) {
        Ok(_) => match regex::Regex::new(&pattern.node) {
            Ok(_) => return,
            Err(regex::Error::CompiledTooBig(_)) => (pattern.span, "it is too large".to_owned()),
            Err(_) => (pattern.span, "it cannot be compiled".to_owned()),
        },
        Err(regex_syntax::Error::Parse(e)) => (inside(pattern, e.span()), e.kind().to_string()),
        Err(regex_syntax::Error::Translate(e)) => (inside(pattern, e.span()), e.kind().to_string()),
        Err(_) => (pattern.span, "it cannot be read".to_owned()),
    };
    let message = format!("the pattern `{}` cannot be used: {}", pattern.node, lower(&reason));
    findings.add(
        Diagnostic::error(codes::BAD_PATTERN, span, message, "here")
            .help("`matches` takes a regex; to look for a plain text use `contains`"),
    );
}

/// The place of a part of the pattern in the policy's text: behind the opening quote, and a byte further
/// for each `\"` before it, which is one character of the pattern and two of the text.
fn inside(pattern: &Text, part: &regex_syntax::ast::Span) -> Span {
    let place = |offset: usize| {
        let before = pattern.node.get(..offset).unwrap_or(&pattern.node);
        pattern.span.start as usize + 1 + offset + before.matches('"').count()
    };
    let (start, end) = (place(part.start.offset), place(part.end.offset));
    Span::new(pattern.span.file, start, end.max(start))
}

/// Messages begin with a small letter and are one sentence.
fn lower(reason: &str) -> String {
    let first_line = reason.lines().next().unwrap_or("").trim_end_matches('.');
    let mut letters = first_line.chars();
    letters.next().map(|c| c.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use duly_diag::FileId;

    fn blamed(written: &str, node: &str) -> Option<String> {
        let span = Span::new(FileId(0), 0, written.len());
        let mut findings = Findings::default();
        check(&Text::new(node.to_owned(), span), &mut findings);
        let found = findings.into_sorted();
        found.first().map(|d| written[d.span().range()].to_owned())
    }

    #[test]
    fn the_place_inside_the_pattern_is_named() {
        assert_eq!(blamed(r#""a(b""#, "a(b").as_deref(), Some("("));
        assert_eq!(blamed(r#""\"x\"[z-a]""#, "\"x\"[z-a]").as_deref(), Some("z-a"));
        assert_eq!(blamed(r#""^INC-[0-9]+$""#, "^INC-[0-9]+$"), None);
    }

    #[test]
    fn a_pattern_that_grows_without_end_is_refused() {
        assert!(blamed(r#""((a{1000}){1000}){1000}""#, "((a{1000}){1000}){1000}").is_some());
    }
}
