//! Diagnostics drawn for people, by miette.

use crate::excerpt::Excerpts;
use crate::{Diagnostic, Severity, SourceMap};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, ThemeCharacters, ThemeStyles};
use std::fmt;

/// How a drawing looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Colours, for a terminal that wants them.
    pub color: bool,
    /// Columns to fit in.
    pub width: usize,
}

/// Draws one finding with its source lines. Labels in another file than the primary one are listed
/// below it, each with its own lines.
#[must_use]
pub fn human(diagnostic: &Diagnostic, sources: &SourceMap, style: Style) -> String {
    let styles = if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let theme = GraphicalTheme { characters: ThemeCharacters::unicode(), styles };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(style.width).with_links(false);
    let view = View::new(diagnostic, sources);
    let mut out = String::new();
    // Writing into a string cannot fail; what was written so far is shown all the same.
    let _ = handler.render_report(&mut out, &view);
    out
}

/// A diagnostic in the shape that miette draws.
struct View<'a> {
    diagnostic: &'a Diagnostic,
    source: Option<Excerpts<'a>>,
    labels: Vec<LabeledSpan>,
    elsewhere: Vec<View<'a>>,
    title: Option<String>,
}

impl<'a> View<'a> {
    fn new(diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Self {
        let home = diagnostic.labels.first().map(|l| l.span.file);
        let named = |id| sources.file(id).map(Excerpts);
        let (here, there): (Vec<_>, Vec<_>) =
            diagnostic.labels.iter().partition(|l| Some(l.span.file) == home);
        let labels = here
            .iter()
            .enumerate()
            .map(|(i, l)| {
                let text = (!l.text.is_empty()).then(|| l.text.clone());
                let (offset, len) = (l.span.start as usize, (l.span.end - l.span.start) as usize);
                if i == 0 {
                    LabeledSpan::new_primary_with_span(text, (offset, len))
                } else {
                    LabeledSpan::new(text, offset, len)
                }
            })
            .collect();
        let elsewhere = there
            .iter()
            .map(|l| View {
                diagnostic,
                source: named(l.span.file),
                labels: vec![LabeledSpan::new(
                    None,
                    l.span.start as usize,
                    (l.span.end - l.span.start) as usize,
                )],
                elsewhere: Vec::new(),
                title: Some(l.text.clone()),
            })
            .collect();
        View { diagnostic, source: home.and_then(named), labels, elsewhere, title: None }
    }
}

impl fmt::Display for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title.as_deref().unwrap_or(&self.diagnostic.message))
    }
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for View<'_> {}

impl miette::Diagnostic for View<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.title.is_none().then(|| Box::new(self.diagnostic.code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match (&self.title, self.diagnostic.severity) {
            (Some(_), _) => miette::Severity::Advice,
            (None, Severity::Error) => miette::Severity::Error,
            (None, Severity::Warning) => miette::Severity::Warning,
        })
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        let help = self.title.is_none().then_some(self.diagnostic.help.as_ref()).flatten()?;
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.source.as_ref().map(|s| s as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'b>(&'b self) -> Option<Box<dyn Iterator<Item = &'b dyn miette::Diagnostic> + 'b>> {
        if self.elsewhere.is_empty() {
            return None;
        }
        Some(Box::new(self.elsewhere.iter().map(|v| v as &dyn miette::Diagnostic)))
    }
}
