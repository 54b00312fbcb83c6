//! What is wrong, where, and how to mend it, as data.

use crate::{Code, Sample, Span};

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// The policy cannot be used.
    Error,
    /// The policy can be used; something in it is probably not meant.
    Warning,
}

impl Severity {
    /// The word used in every format.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// A place and what is to be seen there. The first label of a diagnostic is the primary one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there, in a few words; may be empty.
    pub text: String,
}

/// A replacement that mends the text, applicable as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// The new text.
    pub replacement: String,
}

/// One finding. Messages are one sentence, lower case, no full stop, user text in backticks: the
/// message says what is wrong, the labels where, the help what to do (see `docs/design/0002-messages.md`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where; the first is the primary place. Empty only for findings about a whole run.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// A replacement, where one is certain enough to offer.
    pub fix: Option<Fix>,
    /// A ticket that shows it, where there is one.
    pub sample: Option<Sample>,
}

impl Diagnostic {
    /// An error at a place; `label` says what is there and may be empty.
    pub fn error(code: Code, span: Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, span, message, label)
    }

    /// A warning at a place.
    pub fn warning(code: Code, span: Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, span, message, label)
    }

    fn new(
        code: Code,
        severity: Severity,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        let labels = vec![Label { span, text: label.into() }];
        Diagnostic { code, severity, message: message.into(), labels, help: None, fix: None, sample: None }
    }

    /// Adds another party's place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, if anything is known.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Offers a replacement.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into() });
        self
    }

    /// Shows a ticket that it is about, if one is known.
    #[must_use]
    pub fn sample(mut self, sample: Option<Sample>) -> Self {
        self.sample = sample.or(self.sample);
        self
    }

    /// The primary place.
    #[must_use]
    pub fn span(&self) -> Span {
        self.labels.first().map(|l| l.span).unwrap_or_default()
    }
}

/// Whether any finding is an error.
#[must_use]
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}

/// Puts findings in the order of their places, and drops exact repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (a.span(), a.severity, a.code.number(), &a.message).cmp(&(
            b.span(),
            b.severity,
            b.code.number(),
            &b.message,
        ))
    });
    diagnostics.dedup();
}
