//! How much a policy can hold: ids are 16 bits wide.

use crate::findings::Findings;
use duly_diag::{Diagnostic, Span, codes};

/// The most of one kind (fields, targets, rules, ..) that a policy can hold. What lies above is kept for
/// the names that only reports know.
pub(crate) const MOST: usize = 65_000;

/// An index as an id. An index beyond [`MOST`] never reaches a plan: [`check`] has refused it.
pub(crate) fn id(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// Reports a list that is too long, at the first entry beyond the limit.
pub(crate) fn check(kind: &str, spans: impl ExactSizeIterator<Item = Span>, findings: &mut Findings) {
    let (count, mut spans) = (spans.len(), spans);
    if let Some(span) = spans.nth(MOST) {
        let message = format!("this policy has {count} {kind}, and can hold {MOST}");
        findings.add(
            Diagnostic::error(codes::TOO_MANY, span, message, "this is one too many")
                .help("split the policy into several"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_beyond_the_limit_is_reported() {
        let mut findings = Findings::default();
        check("rules", vec![Span::default(); MOST].into_iter(), &mut findings);
        assert!(!findings.has_errors());
        check("rules", vec![Span::default(); MOST + 1].into_iter(), &mut findings);
        assert!(findings.has_errors());
    }
}
