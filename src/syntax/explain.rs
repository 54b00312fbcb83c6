//! What to tell about a statement that does not parse: what is wrong, what could stand there, and the mistake
//! behind it where it is a common one.

use crate::diagnose::{Findings, shorten};
use crate::grammar::{Failure, Rule};
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
    scene
        .joining_comma()
        .or_else(|| scene.hyphen())
        .or_else(|| scene.event_of_field())
        .or_else(|| scene.contains_list())
        .or_else(|| scene.unquoted_text())
        .or_else(|| scene.needless_mark())
        .or_else(|| scene.name_of_digits())
        .or_else(|| scene.state_or_moment())
        .or_else(|| scene.nameless_rule())
        .or_else(|| scene.falling_list())
        .or_else(|| scene.role())
        .or_else(|| scene.near_keyword())
        .or_else(|| scene.missing_keyword())
        .or_else(|| scene.near_means())
        .or_else(|| scene.closed_day())
        .or_else(|| scene.second_word())
        .unwrap_or_else(|| scene.plain())
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
struct Scene<'a> {
    entry: Rule,
    /// The statement without its comments, up to the word that does not fit.
    before: &'a str,
    /// The word, string or sign that does not fit; empty at the end of the statement.
    found: &'a str,
    /// Its place.
    span: Span,
    /// What could stand there.
    expected: &'a [Rule],
    findings: &'a Findings<'a>,
    /// Offsets of the statement.
    start: usize,
    end: usize,
    /// Offset of the word that does not fit.
    at: usize,
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

    fn error(
        &self,
        code: duly_diag::Code,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(code, self.span, message, label)
    }

    fn expects(&self, rule: Rule) -> bool {
        self.expected.contains(&rule)
    }

    /// What could stand there, in a user's words.
    fn alternatives(&self) -> Vec<String> {
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
    fn before_block(&self) -> bool {
        self.findings.text(self.findings.span(self.end, self.end + 1)) == "{" || self.found == "{"
    }

    /// "expected a, b or c"; at most five of them.
    fn expected_text(&self) -> String {
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
    fn keywords(&self) -> Vec<&'static str> {
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
    fn chunk(&self) -> &'a str {
        let rest = self.findings.text(self.findings.span(self.at, self.end));
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '{' | '}' | '|' | '(' | ')' | '"'));
        &rest[..end.unwrap_or(rest.len())]
    }

    fn is_word(&self) -> bool {
        self.found.starts_with(is_word)
    }

    /// `owner support@acme.example`: a text without its quotes.
    fn unquoted_text(&self) -> Option<Diagnostic> {
        let text = (self.expects(Rule::text) || self.expects(Rule::string)) && !self.chunk().is_empty();
        if !text || !self.is_word() || did_you_mean(self.found, self.keywords()).is_some() {
            return None;
        }
        let chunk = self.chunk();
        let span = self.findings.span(self.at, self.at + chunk.len());
        let right = format!("\"{chunk}\"");
        let finding =
            Diagnostic::error(codes::QUOTE_NEEDED, span, "a text stands in quotes", "no quotes here");
        Some(finding.help(format!("write `{}`", shorten(&right))).fix(span, right))
    }

    /// `status is on-hold`: a name with a hyphen.
    fn hyphen(&self) -> Option<Diagnostic> {
        let touching = self.start + self.before.len() == self.at;
        if self.found != "-" || !touching {
            return None;
        }
        let word = self
            .before
            .rfind(|c: char| !is_word(c))
            .map_or(self.before, |i| self.before[i..].trim_start_matches(|c| !is_word(c)));
        let tail = self.chunk();
        if !word.starts_with(char::is_alphabetic) || !tail[1..].starts_with(is_word) {
            return None;
        }
        let span = self.findings.span(self.at - word.len(), self.at + tail.len());
        let right = format!("\"{word}{tail}\"");
        let finding = Diagnostic::error(
            codes::QUOTE_NEEDED,
            span,
            "a name with a hyphen stands in quotes",
            "no quotes here",
        );
        Some(finding.help(format!("write `{right}`")).fix(span, right))
    }

    /// `zone: "..."`, `first_response = within 4h`: a mark that the language does without.
    fn needless_mark(&self) -> Option<Diagnostic> {
        if !matches!(self.found, ":" | "=" | ":=" | "=>" | "->") || self.before.is_empty() {
            return None;
        }
        let finding = self.error(
            codes::FOREIGN_WORD,
            format!("no `{}` belongs here", self.found),
            self.expected_text(),
        );
        Some(finding.help(format!("leave out the `{}`", self.found)).fix(self.span, ""))
    }

    /// `tier 1, 2, 3`: names that begin with a digit.
    fn name_of_digits(&self) -> Option<Diagnostic> {
        let named =
            [Rule::name, Rule::declared, Rule::field_type, Rule::identifier].iter().any(|r| self.expects(*r));
        if !named || !self.found.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let chunk = self.chunk();
        let span = self.findings.span(self.at, self.at + chunk.len());
        let right = format!("\"{chunk}\"");
        let finding = Diagnostic::error(
            codes::QUOTE_NEEDED,
            span,
            "a name that begins with a digit stands in quotes",
            "no quotes here",
        );
        Some(finding.help(format!("write `{right}`")).fix(span, right))
    }

    /// `pause when waiting`, `stop while done`: `when` takes a moment, `while` a state.
    fn state_or_moment(&self) -> Option<Diagnostic> {
        let right = match self.found {
            "when" | "if" if self.expects(Rule::kw_while) => "while",
            "while" | "if" | "on" if self.expects(Rule::kw_when) => "when",
            _ => return None,
        };
        let verb = self.before.split_whitespace().next().unwrap_or_default();
        let message = format!("`{verb}` goes with `{right}`, not with `{}`", self.found);
        let finding = self.error(codes::SYNTAX, message, self.expected_text());
        Some(finding.help("`when` takes a moment, `while` a state").fix(self.span, right))
    }

    /// A line that begins with `if` goes on the line above it: the rule has no name.
    fn nameless_rule(&self) -> Option<Diagnostic> {
        if self.entry != Rule::rule_statement || self.found != "if" {
            return None;
        }
        let (message, label) = if self.before.is_empty() {
            ("a rule begins with its name", "its name is missing before this")
        } else {
            ("a rule has one `if`, and begins with its name", "a second `if`")
        };
        let finding = self.error(codes::SYNTAX, message, label);
        Some(finding.help("write the rule's name before its `if`, like `\"Tag URGENT\" if tags has \"URGENT\" then level gold`"))
    }

    /// A keyword misspelt, or in capitals.
    fn near_keyword(&self) -> Option<Diagnostic> {
        if !self.found.starts_with(char::is_alphabetic) {
            return None;
        }
        let keywords = self.keywords();
        let right = did_you_mean(self.found, keywords.iter().copied())?;
        let label = if self.begins_no_line() { "unknown here".to_owned() } else { self.expected_text() };
        let finding = self.error(codes::SYNTAX, self.misfit(), label);
        let help = if right == self.found.to_lowercase() {
            format!("keywords are written in small letters: `{right}`")
        } else {
            format!("did you mean `{right}`?")
        };
        Some(finding.help(help).fix(self.span, right))
    }

    /// `status new, in progress`: perhaps a name of two words, perhaps a comma is missing.
    fn second_word(&self) -> Option<Diagnostic> {
        let previous = self.before.rsplit([' ', '\t']).next().unwrap_or_default();
        let bare = previous.starts_with(char::is_alphabetic) && previous.chars().all(is_word);
        let lists = matches!(
            self.entry,
            Rule::ticket_line_statement | Rule::rule_statement | Rule::condition_statement
        );
        let ends = self.expects(Rule::EOI) || self.expects(Rule::kw_then) || self.expects(Rule::comma);
        if !(lists && bare && ends && self.is_word()) {
            return None;
        }
        let finding = self.error(codes::SYNTAX, self.misfit(), self.expected_text());
        Some(finding.help(format!(
            "a name of two words stands in quotes (`\"{previous} {}\"`), and values are separated by commas",
            self.found
        )))
    }

    /// A comma at the end of a line joins the next one to it, which begins with something else.
    fn joining_comma(&self) -> Option<Diagnostic> {
        let written = self.findings.text(self.findings.span(self.start, self.at));
        let line = written.rfind('\n')?;
        let (first, joined) = (self.before.get(..line)?.trim_end(), self.before.get(line..).unwrap_or(""));
        if !first.ends_with(',') || joined.split_whitespace().count() > 1 {
            return None;
        }
        let comma = self.start + first.len() - 1;
        let span = self.findings.span(comma, comma + 1);
        let message = "a comma at the end of a line joins the next line to it";
        let finding = Diagnostic::error(codes::LINE_END, span, message, "nothing follows that fits");
        Some(finding.help("remove the comma, or write what is missing behind it").fix(span, ""))
    }

    /// `stop when status is closed`: an event is a moment.
    fn event_of_field(&self) -> Option<Diagnostic> {
        let clock = self.entry == Rule::clock_line_statement && self.expects(Rule::kw_becomes);
        if !clock || !matches!(self.found, "is" | "=" | "==" | "equals" | "turns") {
            return None;
        }
        let finding =
            self.error(codes::SYNTAX, "an event is a moment, not a state", "a state is asked for here");
        Some(finding.help("write `becomes` for the moment at which it changes").fix(self.span, "becomes"))
    }

    /// `tags contains any of "x"`: a text is not a list.
    fn contains_list(&self) -> Option<Diagnostic> {
        if !self.before.ends_with("contains") || !matches!(self.found, "any" | "all" | "one" | "no") {
            return None;
        }
        let finding = self.error(codes::SYNTAX, "`contains` takes one text", "a list is asked for here");
        Some(
            finding.help("ask a list with `has any of` or `has all of`, a text with `contains \"..\" or ..`"),
        )
    }

    /// `urgent > high > low`: ordered lists rise.
    fn falling_list(&self) -> Option<Diagnostic> {
        if self.entry != Rule::ticket_line_statement || self.found != ">" || !self.expects(Rule::less) {
            return None;
        }
        let finding =
            self.error(codes::SYNTAX, "an ordered list begins with its lowest value", "this one falls");
        Some(finding.help("write the values the other way round, with `<` between them"))
    }

    /// `by user`: who does something has one of five names.
    fn role(&self) -> Option<Diagnostic> {
        let right = match self.found.to_lowercase().as_str() {
            _ if !self.expects(Rule::role) => return None,
            "user" | "client" | "requester" | "contact" | "enduser" => "customer",
            "operator" | "staff" | "technician" | "support" => "agent",
            "automation" | "rule" | "trigger" => "system",
            _ => return None,
        };
        let finding = self.error(codes::SYNTAX, self.misfit(), self.expected_text());
        Some(finding.help(format!("write `{right}`")).fix(self.span, right))
    }

    /// `start created`, `"a" if vip level gold`, `then gold`: one word is missing, and it is certain which.
    fn missing_keyword(&self) -> Option<Diagnostic> {
        if self.found.is_empty() || matches!(self.found, "{" | "}") {
            return None;
        }
        let starts_action =
            matches!(self.found, "level" | "notify" | "tag" | "untag" | "escalate" | "stop" | "no");
        let last = self.start + self.before.len() < self.at && self.chunk_is_last();
        let missing = match self.expected {
            [only] => match word(*only) {
                Word::Key(text) => text,
                _ if self.expects(Rule::action) && self.is_word() && last => "level",
                _ => return None,
            },
            _ if self.expects(Rule::kw_then) && starts_action => "then",
            _ if (self.expects(Rule::action) || self.expects(Rule::actions)) && last => "level",
            _ => return None,
        };
        let message = format!("`{missing}` is missing before `{}`", shorten(self.found));
        let finding = self.error(codes::SYNTAX, message, self.expected_text());
        let help = format!("write `{missing} {}`", shorten(self.found));
        Some(finding.help(help).fix(self.span.start_point(), format!("{missing} ")))
    }

    /// Whether the word that does not fit is the statement's last.
    fn chunk_is_last(&self) -> bool {
        let rest = self.findings.text(self.findings.span(self.at, self.end));
        rest.trim_end().len() == self.found.len()
    }

    /// `done mean status is closed`
    fn near_means(&self) -> Option<Diagnostic> {
        let previous = self.before.rsplit([' ', '\t']).next().unwrap_or_default();
        if self.entry != Rule::ticket_line_statement || previous == self.before {
            return None;
        }
        let meant =
            matches!(previous, "is" | "when" | "if" | "=") || did_you_mean(previous, ["means"]).is_some();
        if !meant {
            return None;
        }
        let start = self.start + self.before.len() - previous.len();
        let span = self.findings.span(start, start + previous.len());
        let finding = Diagnostic::error(
            codes::SYNTAX,
            span,
            format!("`{previous}` is no type of a field"),
            "no such type",
        );
        Some(finding.help("a state's name is followed by `means` and its condition").fix(span, "means"))
    }

    /// `sun closed`: the days that are not listed are closed.
    fn closed_day(&self) -> Option<Diagnostic> {
        let off = matches!(self.found, "closed" | "off" | "none");
        if self.entry != Rule::calendar_line_statement || self.before.is_empty() || !off {
            return None;
        }
        let finding = self.error(codes::SYNTAX, self.misfit(), self.expected_text());
        Some(finding.help("leave the line out: days without hours are closed"))
    }

    /// What is wrong, if no more is known.
    fn plain(&self) -> Diagnostic {
        if self.begins_no_line()
            && let Some(help) = self.lines_help()
        {
            return self.error(codes::SYNTAX, self.misfit(), "unknown here").help(help);
        }
        self.error(codes::SYNTAX, self.misfit(), self.expected_text())
    }

    fn begins_no_line(&self) -> bool {
        self.before.is_empty() && !self.found.is_empty() && kind_of_line(self.entry).is_some()
    }

    fn misfit(&self) -> String {
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
    fn lines_help(&self) -> Option<String> {
        let keywords = self.keywords();
        if keywords.is_empty() || keywords.len() > 2 * MOST_EXPECTED {
            return None;
        }
        Some(format!("its lines begin with {}", list_of(keywords, "or")))
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
