//! Forms of other languages and of everyday speech, each with the form that it has here.

use crate::diagnose::shorten;
use crate::explain::Scene;
use crate::grammar::Rule;
use duly_diag::{Diagnostic, codes};

/// What is written, and what stands for it where that could stand.
const WORDS: [(&str, &str); 25] = [
    ("=", ":"),
    ("=", "to"),
    (":", "to"),
    ("=", "means"),
    (":", "means"),
    ("is", "means"),
    ("=>", "->"),
    (":", "->"),
    ("of", "for"),
    ("since", "from"),
    ("starting", "from"),
    ("per", "by"),
    ("avg", "average of"),
    ("mean", "average of"),
    ("under", "below"),
    ("over", "above"),
    ("in", "after"),
    ("named", "as"),
    ("without", "except"),
    ("minus", "except"),
    ("-", "except"),
    ("+", "or"),
    ("assert", "expect"),
    ("check", "expect"),
    ("then", "expect"),
];

impl Scene<'_> {
    /// A word or mark for which the language has another one.
    pub(crate) fn other_form(&self) -> Option<Diagnostic> {
        let marks = self.alternatives();
        let words = self.keywords();
        let stands = |right: &&str| words.contains(right) || marks.contains(&format!("`{right}`"));
        if self.found == "=" && self.entry == Rule::level_statement && self.expects(Rule::colon) {
            let finding = self.error(codes::SYNTAX, "a parameter says its type", "expected `:` and a type");
            return Some(finding.help("write it like `first: duration = 1h`"));
        }
        let right = WORDS
            .iter()
            .filter(|(found, _)| *found == self.found)
            .map(|(_, right)| right)
            .find(|r| stands(r))?;
        // `average of` takes the `of` that stands there already.
        let right = right.strip_suffix(" of").unwrap_or(right);
        Some(self.written(right))
    }

    fn written(&self, right: &str) -> Diagnostic {
        let message = format!("`{}` is written `{right}`", self.found);
        self.error(codes::FOREIGN_WORD, message, "another form")
            .help(format!("write `{right}`"))
            .fix(self.span, right)
    }

    /// `then notify "x" and tag "y"`: actions are joined by commas.
    pub(crate) fn joined_actions(&self) -> Option<Diagnostic> {
        if self.found != "and" || !self.expects(Rule::comma) || !self.keywords().contains(&"because") {
            return None;
        }
        let start = self.start + self.before.len();
        let span = self.findings.span(start, self.at + self.found.len());
        Some(
            self.error(codes::FOREIGN_WORD, "actions are joined by commas", "another form")
                .help("write `,`")
                .fix(span, ","),
        )
    }

    /// `calendar nights = not office`, `calendar world = office, phones`
    pub(crate) fn mixed_calendars(&self) -> Option<Diagnostic> {
        if self.entry != Rule::calendar_statement || !self.keywords().contains(&"except") {
            return None;
        }
        if self.before.ends_with("= not") {
            let start = self.start + self.before.len() - "not".len();
            let span = self.findings.span(start, start + "not".len());
            let message = "`not` is written `always except`";
            return Some(
                Diagnostic::error(codes::FOREIGN_WORD, span, message, "another form")
                    .help(format!("write `always except {}`", self.found))
                    .fix(span, "always except"),
            );
        }
        if self.found != "," {
            return None;
        }
        let finding = self.error(codes::SYNTAX, self.misfit(), self.expected_text());
        Some(finding.help("write `or` for the hours of either, `and` for those that both have"))
    }

    /// `when 15m before resolution due`: a moment of time begins with its clock.
    pub(crate) fn length_before_clock(&self) -> Option<Diagnostic> {
        if self.entry == Rule::trigger_statement
            && self.found == "after"
            && self.keywords().contains(&"before")
        {
            let finding = self.error(codes::SYNTAX, self.misfit(), self.expected_text());
            return Some(finding.help("what comes after the due is `CLOCK is 15m overdue`"));
        }
        let digit = self.found.starts_with(|c: char| c.is_ascii_digit());
        if self.entry != Rule::trigger_statement || !digit || self.before != "when" {
            return None;
        }
        let finding = self.error(codes::SYNTAX, "a moment of time begins with its clock", "a length");
        Some(finding.help(format!("write `CLOCK is {0} before due` or `CLOCK is {0} overdue`", self.found)))
    }

    /// `phrase agent replies means ..`: the name of a phrase is a string.
    pub(crate) fn phrase_without_quotes(&self) -> Option<Diagnostic> {
        if self.entry != Rule::phrase_statement || !self.is_word() {
            return None;
        }
        let statement = self.findings.text(self.findings.span(self.start, self.end));
        let head = statement.split(" means ").next()?;
        let name = head.strip_prefix("phrase")?.trim();
        if name.starts_with('"') || name.len() == head.len() || head.len() == statement.len() {
            return None;
        }
        let start = self.start + head.len() - head.strip_prefix("phrase")?.trim_start().len();
        let span = self.findings.span(start, start + name.len());
        let right = format!("\"{name}\"");
        Some(
            Diagnostic::error(
                codes::QUOTE_NEEDED,
                span,
                "the name of a phrase stands in quotes",
                "no quotes here",
            )
            .help(format!("write `{}`", shorten(&right)))
            .fix(span, right),
        )
    }

    /// `script risk(seats: number)`: what a parameter holds is known.
    pub(crate) fn typed_parameter(&self) -> Option<Diagnostic> {
        if self.entry != Rule::script_statement || self.found != ":" || !self.expects(Rule::right) {
            return None;
        }
        let rest = self.findings.text(self.findings.span(self.at, self.end));
        let end = rest.find([',', ')'])?;
        let span = self.findings.span(self.at, self.at + end);
        let message = "a script's parameter is a field or a state, and has its type";
        Some(
            Diagnostic::error(codes::FOREIGN_WORD, span, message, "no type belongs here")
                .help(format!("leave out `{}`", rest[..end].trim_end()))
                .fix(span, ""),
        )
    }

    /// `notify jana@acme.example`
    pub(crate) fn address(&self) -> Option<Diagnostic> {
        if self.found != "@" {
            return None;
        }
        let name = self.before.rsplit([' ', '\t', '(', ',']).next().filter(|name| !name.is_empty())?;
        let span = self.findings.span(self.at - name.len(), self.at + self.chunk().len());
        let right = format!("\"{name}{}\"", self.chunk());
        Some(
            Diagnostic::error(codes::QUOTE_NEEDED, span, "a text stands in quotes", "no quotes here")
                .help(format!("write `{}`", shorten(&right)))
                .fix(span, right),
        )
    }

    /// `agreement ola { .. }`
    pub(crate) fn block_of_agreement(&self) -> Option<Diagnostic> {
        if self.entry != Rule::agreement_statement || self.found != "{" {
            return None;
        }
        let finding = self.error(codes::SYNTAX, "an agreement has no block", "no `{` belongs here");
        Some(finding.help("leave the block out; levels and rules say `for` the agreement's name"))
    }

    /// `95% of resolution met each month`: a part of a goal without its comma.
    pub(crate) fn part_without_comma(&self) -> Option<Diagnostic> {
        let part = matches!(self.found, "each" | "by" | "where" | "ignoring" | "counting");
        if self.entry != Rule::objective_line_statement || !part || !self.expects(Rule::comma) {
            return None;
        }
        let end = self.start + self.before.len();
        let place = self.findings.span(end, end);
        let message = format!("a comma is missing before `{}`", self.found);
        Some(
            self.error(codes::SYNTAX, message, "another part of the goal")
                .help("write a comma between the parts")
                .fix(place, ","),
        )
    }

    /// `otherwise level fast first: 30m`, and a level with its values in a cell.
    pub(crate) fn values_of_level(&self) -> Option<Diagnostic> {
        let name = self.before.rsplit([' ', '\t', '|']).next()?;
        let rest = self.findings.text(self.findings.span(self.at, self.end));
        if self.entry == Rule::case_row_statement && self.found == "(" {
            let finding = self.error(
                codes::QUOTE_NEEDED,
                "a level with values stands in quotes here",
                "no quotes here",
            );
            let written = rest.split_inclusive(')').next()?;
            return Some(finding.help(format!("write `\"{name}{written}\"`, as reports call it")));
        }
        let value = self.is_word() && rest[self.found.len()..].trim_start().starts_with(':');
        if !value || !self.expects(Rule::left) && !self.expects(Rule::arguments) {
            return None;
        }
        let finding = self.error(codes::SYNTAX, self.misfit(), self.expected_text());
        let values = rest.split([';', '\n']).next().unwrap_or(rest).trim_end();
        Some(finding.help(format!("values stand in parentheses: `{name}({})`", shorten(values))))
    }

    /// Lines of a test in everyday speech.
    pub(crate) fn test_line(&self) -> Option<Diagnostic> {
        if !matches!(self.entry, Rule::test_line_statement | Rule::test_block_statement) {
            return None;
        }
        let digit = self.found.starts_with(|c: char| c.is_ascii_digit());
        if self.before.is_empty() && digit {
            let finding =
                self.error(codes::SYNTAX, "`at` is missing before the instant", self.expected_text());
            return Some(finding.help("write `at 2026-03-06 14:40`").fix(self.span.start_point(), "at "));
        }
        let help = match (self.found, self.before.rsplit(' ').next().unwrap_or_default()) {
            ("after", "") => "what comes later begins with `+`, like `+30m agent replies`",
            ("with" | "setting", _) if !self.before.starts_with("expect") => {
                "write what the event sets in braces, like `created { priority high }`"
            }
            _ if self.before.starts_with("expect not ") => "write `expect no ..` for what must not be",
            _ => return None,
        };
        Some(self.error(codes::SYNTAX, self.misfit(), self.expected_text()).help(help))
    }
}
