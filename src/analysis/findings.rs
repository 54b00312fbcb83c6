//! What has been found, and what must not be said again.
//!
//! One mistake gives one diagnostic. Where the text itself is damaged, a name or a line may be missing
//! from the tree although the author wrote it; this file knows which, so that nobody reports them lost.

use duly_diag::{Diagnostic, Severity, Span};
use duly_plan::StateId;
use std::collections::{BTreeMap, BTreeSet};

/// The findings of one check.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Diagnostic>,
    /// Where the text is damaged.
    damage: Vec<Span>,
    /// The names that the damaged lines are about.
    lost_names: BTreeSet<String>,
    /// A file is missing, and nobody knows what it declares.
    lost_file: bool,
    /// Where conditions speak of standard states that the policy does not set: in the plan they are
    /// never true, and no more to be recognised.
    unset_states: BTreeMap<Span, StateId>,
}

/// The words that open a declaration: the name behind them is what the line is about.
const DECLARATIONS: [&str; 11] = [
    "policy",
    "import",
    "ticket",
    "calendar",
    "clock",
    "level",
    "agreement",
    "rules",
    "objective",
    "excuse",
    "script",
];

impl Findings {
    /// Notes a finding.
    pub fn add(&mut self, finding: Diagnostic) {
        self.list.push(finding);
    }

    /// Notes that something with a name was looked for in vain, unless the name stands on a damaged line
    /// or may be in a file that could not be read.
    pub fn add_unknown(&mut self, name: &str, finding: Diagnostic) {
        if !self.is_lost(name) {
            self.list.push(finding);
        }
    }

    /// Notes that something is missing from a stretch of text, unless that stretch is damaged.
    pub fn add_missing(&mut self, within: Span, finding: Diagnostic) {
        if !self.damaged(within) {
            self.list.push(finding);
        }
    }

    /// Takes over what the parser says about a file, and remembers where.
    pub fn syntax(&mut self, text: &str, findings: Vec<Diagnostic>) {
        for finding in findings {
            if finding.severity == Severity::Error {
                let span = finding.span();
                self.damage.push(span);
                self.lost_names.extend(subject(text, span));
            }
            self.list.push(finding);
        }
    }

    /// A condition speaks of a standard state that the policy does not set.
    pub fn unset_state(&mut self, place: Span, state: StateId) {
        self.unset_states.insert(place, state);
    }

    /// The standard state that is not set and stood here.
    pub fn unset_state_at(&self, place: Span) -> Option<StateId> {
        self.unset_states.get(&place).copied()
    }

    /// A file could not be read: names that are not found may be in it.
    pub fn lost_file(&mut self) {
        self.lost_file = true;
    }

    /// Whether a name may have been declared where the text is damaged or missing.
    pub fn is_lost(&self, name: &str) -> bool {
        self.lost_file || self.lost_names.contains(name)
    }

    /// The names that damaged lines are about.
    pub fn damaged_names(&self) -> &BTreeSet<String> {
        &self.lost_names
    }

    /// Whether a damaged line is about this name (or, for `policy`, `rules`, `ticket`, opens such a block).
    pub fn is_damaged_name(&self, name: &str) -> bool {
        self.lost_names.contains(name)
    }

    /// Whether the text is damaged within a stretch.
    pub fn damaged(&self, within: Span) -> bool {
        self.damage.iter().any(|d| d.file == within.file && d.start >= within.start && d.start <= within.end)
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        duly_diag::has_errors(&self.list)
    }

    /// Whether an error has been found within a stretch.
    pub fn has_errors_within(&self, within: Span) -> bool {
        let inside = |d: &Diagnostic| {
            let span = d.span();
            span.file == within.file && span.start >= within.start && span.end <= within.end
        };
        self.list.iter().any(|d| d.severity == Severity::Error && inside(d))
    }

    /// All of them, in the order of their places.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        duly_diag::sort(&mut self.list);
        // A level with parameters is looked at once for each use.
        let mut seen: Vec<Diagnostic> = Vec::with_capacity(self.list.len());
        for finding in self.list.drain(..) {
            let same = seen
                .iter()
                .rev()
                .take_while(|other| other.span() == finding.span())
                .any(|other| *other == finding);
            if !same {
                seen.push(finding);
            }
        }
        self.list = seen;
        self.list
    }
}

/// What the line of a span is about: its first name, and behind the word of a declaration the second too.
fn subject(text: &str, span: Span) -> Vec<String> {
    let at = (span.start as usize).min(text.len());
    let start = text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
    let line = text.get(start..).and_then(|t| t.lines().next()).unwrap_or("");
    let mut words = words(line);
    let Some(first) = words.next() else { return Vec::new() };
    let second = DECLARATIONS.contains(&first.as_str()).then(|| words.next()).flatten();
    std::iter::once(first).chain(second).collect()
}

/// The names on a line: words of letters, digits, `_` and dots, and what stands in quotes.
fn words(line: &str) -> impl Iterator<Item = String> + '_ {
    let mut rest = line;
    std::iter::from_fn(move || {
        let start = rest.find(|c: char| c == '"' || c == '_' || c.is_alphanumeric())?;
        rest = &rest[start..];
        if let Some(quoted) = rest.strip_prefix('"') {
            let end = quoted.find('"').unwrap_or(quoted.len());
            let word = quoted[..end].to_owned();
            rest = quoted.get(end + 1..).unwrap_or("");
            return Some(word);
        }
        let end = rest.find(|c: char| c != '_' && c != '.' && !c.is_alphanumeric()).unwrap_or(rest.len());
        let word = rest[..end].to_owned();
        rest = &rest[end..];
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use duly_diag::FileId;

    fn subject_at(text: &str, needle: &str) -> Vec<String> {
        let at = text.find(needle).unwrap();
        subject(text, Span::new(FileId(0), at, at))
    }

    #[test]
    fn a_line_is_about_its_first_name_or_what_it_declares() {
        let text = "ticket {\n  priority low <> high\n}\ncalendar \"night shift\" oops {\n";
        assert_eq!(subject_at(text, "<>"), ["priority"]);
        assert_eq!(subject_at(text, "oops"), ["calendar", "night shift"]);
    }

    #[test]
    fn an_empty_or_odd_line_is_about_nothing() {
        assert!(subject("", Span::new(FileId(0), 9, 9)).is_empty());
        assert!(subject("  | , |\n", Span::new(FileId(0), 2, 3)).is_empty());
    }
}
