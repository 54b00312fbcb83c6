//! What to tell about a statement that does not parse: what is wrong, what could stand there, and the mistake
//! behind it where it is a common one.

use crate::diagnose::{Findings, shorten};
use crate::grammar::{Failure, Rule};
use crate::mistakes;
use crate::regions::DECLARATIONS;
use crate::scan::is_word;
use crate::words::{Word, word};
use duly_diag::{Diagnostic, Span, codes, did_you_mean, list_of};
use std::ops::Range;

/// The longest list of alternatives that still helps.
const MOST_EXPECTED: usize = 5;

/// The finding for a statement (`start..end` of the file) that does not parse by its entry rule.
pub(crate) fn failure(
    findings: &Findings<'_>,
    mask: &str,
    entry: Rule,
    failure: &Failure,
    range: Range<usize>,
) -> Diagnostic {
    let scene = Scene::new(findings, mask, entry, failure, range);
    mistakes::of(&scene).unwrap_or_else(|| scene.plain())
}

/// The finding for a line in the first column that begins with no declaration's word.
pub(crate) fn no_declaration(findings: &Findings<'_>, keyword: &str, start: usize, line: &str) -> Diagnostic {
    if line.starts_with('{') {
        let span = findings.span(start, start + 1);
        let finding = Diagnostic::error(
            codes::OUTSIDE_BLOCK,
            span,
            "this block belongs to no declaration",
            "a block of what?",
        );
        return finding.help("write what it declares before it, like `ticket {` or `calendar office {`");
    }
    if keyword.is_empty() {
        let span = findings.span(start, start + line.len());
        let message = format!("`{}` stands in no block", shorten(line));
        return Diagnostic::error(codes::OUTSIDE_BLOCK, span, message, "outside of every block")
            .help("move it into the `{ }` of the declaration that it belongs to");
    }
    let span = findings.span(start, start + keyword.len());
    let finding = Diagnostic::error(
        codes::SYNTAX,
        span,
        format!("`{keyword}` begins no declaration"),
        "no such declaration",
    );
    match did_you_mean(keyword, DECLARATIONS) {
        Some(right) => finding.help(format!("did you mean `{right}`?")).fix(span, right),
        None => finding.help(
            "declarations begin with `policy`, `import`, `ticket`, `calendar`, `clock`, `level` or `rules`, in the first column",
        ),
    }
}

/// Where a statement stopped making sense.
pub(crate) struct Scene<'a> {
    pub entry: Rule,
    /// The statement without its comments, up to the word that does not fit.
    pub before: &'a str,
    /// The word, string or sign that does not fit; empty at the end of the statement.
    pub found: &'a str,
    /// Its place.
    pub span: Span,
    /// What could stand there.
    pub expected: &'a [Rule],
    pub findings: &'a Findings<'a>,
    /// Offsets of the statement.
    pub start: usize,
    pub end: usize,
    /// Offset of the word that does not fit.
    pub at: usize,
}

impl<'a> Scene<'a> {
    fn new(
        findings: &'a Findings<'a>,
        mask: &'a str,
        entry: Rule,
        failure: &'a Failure,
        range: Range<usize>,
    ) -> Self {
        let Range { start, end } = range;
        let rest = findings.text(findings.span(failure.at, end));
        let mut found = first_token(rest);
        let mut at = failure.at;
        let before = mask.get(start..at).unwrap_or("").trim_end();
        if found.is_empty() {
            // A head ends before its `{`: then that is what does not fit.
            let behind = findings.text(findings.span(end, end + 200));
            if behind.trim_start().starts_with('{') && at == end {
                at = end + behind.len() - behind.trim_start().len();
                found = "{";
            } else {
                at = start + before.len();
            }
        }
        let span = findings.span(at, at + found.len());
        let found = findings.text(span);
        Scene { entry, before, found, span, expected: &failure.expected, findings, start, end, at }
    }

    pub(crate) fn error(
        &self,
        code: duly_diag::Code,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(code, self.span, message, label)
    }

    pub(crate) fn expects(&self, rule: Rule) -> bool {
        self.expected.contains(&rule)
    }

    /// What could stand there, in a user's words.
    pub(crate) fn alternatives(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let compares = self.expects(Rule::text_test);
        for rule in self.expected {
            let shown = match word(*rule) {
                // Where a comparison can stand, these begin one.
                Word::Key("has" | "on" | "from" | "is") if compares => continue,
                Word::Key(text) | Word::Mark(text) => format!("`{text}`"),
                Word::Thing(_, _) if *rule == Rule::EOI && self.before_block() => "`{`".to_owned(),
                Word::Thing(text, _) => text.to_owned(),
                Word::Hidden => continue,
            };
            if !all.contains(&shown) {
                all.push(shown);
            }
        }
        // The end of the line is the least helpful of many.
        let end = all.iter().position(|a| a == "the end of the line" || a == "`{`");
        if let Some(end) = end {
            let end = all.remove(end);
            all.push(end);
        }
        all
    }

    /// Whether the statement is a head, which ends at its block.
    pub(crate) fn before_block(&self) -> bool {
        self.entry != Rule::agreement_statement
            && (self.findings.text(self.findings.span(self.end, self.end + 1)) == "{" || self.found == "{")
    }

    /// "expected a, b or c"; at most five of them.
    pub(crate) fn expected_text(&self) -> String {
        let mut all = self.alternatives();
        let more = all.len() > MOST_EXPECTED;
        all.truncate(MOST_EXPECTED);
        match all.as_slice() {
            [] => String::new(),
            [one] => format!("expected {one}"),
            [most @ .., last] => {
                let joined = most.join(", ");
                if more {
                    format!("expected {joined}, {last} or the like")
                } else {
                    format!("expected {joined} or {last}")
                }
            }
        }
    }

    /// Every keyword that would fit.
    pub(crate) fn keywords(&self) -> Vec<&'static str> {
        let mut all = Vec::new();
        for rule in self.expected {
            match word(*rule) {
                Word::Key(text) => all.push(text),
                Word::Thing(_, starters) => all.extend(starters),
                Word::Mark(_) | Word::Hidden => {}
            }
        }
        all
    }

    /// The text from the word that does not fit to the next space, comma or bracket.
    pub(crate) fn chunk(&self) -> &'a str {
        let rest = self.findings.text(self.findings.span(self.at, self.end));
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '{' | '}' | '|' | '(' | ')' | '"'));
        &rest[..end.unwrap_or(rest.len())]
    }

    pub(crate) fn is_word(&self) -> bool {
        self.found.starts_with(is_word)
    }

    pub(crate) fn chunk_or_found(&self) -> &'a str {
        if self.chunk().is_empty() { self.found } else { self.chunk() }
    }

    /// The keyword that was most likely meant.
    pub(crate) fn near(&self) -> Option<&'static str> {
        did_you_mean(self.found, self.keywords())
    }

    /// Whether the word that does not fit is the statement's last.
    pub(crate) fn chunk_is_last(&self) -> bool {
        let rest = self.findings.text(self.findings.span(self.at, self.end));
        rest.trim_end().len() == self.found.len()
    }

    /// What is wrong, if no more is known.
    pub(crate) fn plain(&self) -> Diagnostic {
        if self.begins_no_line()
            && let Some(help) = self.lines_help()
        {
            return self.error(codes::SYNTAX, self.misfit(), "unknown here").help(help);
        }
        self.error(codes::SYNTAX, self.misfit(), self.expected_text())
    }

    pub(crate) fn begins_no_line(&self) -> bool {
        self.before.is_empty() && !self.found.is_empty() && kind_of_line(self.entry).is_some()
    }

    pub(crate) fn misfit(&self) -> String {
        if self.found.is_empty() {
            return if self.entry == Rule::condition_statement {
                "this condition is not complete".to_owned()
            } else {
                "this line is not complete".to_owned()
            };
        }
        let found = shorten(self.found);
        match kind_of_line(self.entry) {
            Some(what) if self.before.is_empty() => format!("`{found}` begins no line of {what}"),
            _ => format!("`{found}` cannot stand here"),
        }
    }

    /// The words that the lines of this kind begin with.
    pub(crate) fn lines_help(&self) -> Option<String> {
        let keywords = self.keywords();
        if keywords.is_empty() || keywords.len() > 2 * MOST_EXPECTED {
            return None;
        }
        Some(format!("its lines begin with {}", list_of(keywords, "or")))
    }
}

/// The keywords that the lines of this kind begin with.
pub(crate) fn line_keywords(entry: Rule) -> &'static [&'static str] {
    let line = match entry {
        Rule::clock_line_statement => Rule::clock_line,
        Rule::calendar_line_statement => Rule::calendar_line,
        Rule::level_line_statement => Rule::level_line,
        _ => return &[],
    };
    match word(line) {
        Word::Thing(_, starters) => starters,
        _ => &[],
    }
}

/// What a statement is a line of.
fn kind_of_line(entry: Rule) -> Option<&'static str> {
    Some(match entry {
        Rule::policy_line_statement => "a policy",
        Rule::ticket_line_statement => "a ticket",
        Rule::calendar_line_statement => "a calendar",
        Rule::clock_line_statement => "a clock",
        Rule::level_line_statement | Rule::level_block_statement => "a level",
        Rule::table_header_statement | Rule::table_row_statement => "a table",
        Rule::list_line_statement => "a list of targets",
        Rule::calendar_choice_statement => "a choice of calendars",
        Rule::rule_statement => "the rules",
        Rule::objective_line_statement => "an objective",
        _ => return None,
    })
}

/// The first word, string or run of signs of a text.
fn first_token(text: &str) -> &str {
    let Some(first) = text.chars().next() else { return "" };
    let len = if is_word(first) {
        text.find(|c| !is_word(c))
    } else if first == '"' {
        text[1..].find(['"', '\n']).map(|n| n + 2)
    } else if matches!(first, '(' | ')' | '{' | '}' | ',' | ';' | '|' | '-' | '#') {
        Some(first.len_utf8())
    } else {
        text.find(|c: char| {
            is_word(c) || c.is_whitespace() || matches!(c, '"' | '(' | ')' | '{' | '}' | ',' | ';' | '|')
        })
    };
    &text[..len.unwrap_or(text.len()).min(text.len())]
}
