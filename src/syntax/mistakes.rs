//! The common mistakes behind a statement that does not parse, each with its own words and fix.

use crate::diagnose::shorten;
use crate::explain::{Scene, line_keywords};
use crate::grammar::Rule;
use crate::scan::is_word;
use crate::words::{Word, word};
use duly_diag::{Diagnostic, Span, codes, did_you_mean};

/// A look for one mistake.
type Mistake<'a> = fn(&Scene<'a>) -> Option<Diagnostic>;

/// The mistake behind a statement that does not parse, if it is a known one; the more certain come first.
pub(crate) fn of<'a>(scene: &Scene<'a>) -> Option<Diagnostic> {
    let mistakes: [Mistake<'a>; 39] = [
        Scene::joining_comma,
        Scene::test_line,
        Scene::typed_parameter,
        Scene::values_of_level,
        Scene::length_before_clock,
        Scene::phrase_without_quotes,
        Scene::address,
        Scene::block_of_agreement,
        Scene::part_without_comma,
        Scene::joined_actions,
        Scene::mixed_calendars,
        Scene::other_form,
        Scene::hyphen,
        Scene::event_of_field,
        Scene::behind_one_of,
        Scene::contains_list,
        Scene::unquoted_text,
        Scene::arrow,
        Scene::needless_mark,
        Scene::missing_comma,
        Scene::other_words,
        Scene::missing_is,
        Scene::comma_before_reason,
        Scene::weekday_for_date,
        Scene::restart_end,
        Scene::rule_without_action,
        Scene::name_of_digits,
        Scene::trigger_name,
        Scene::near_moment,
        Scene::state_or_moment,
        Scene::nameless_rule,
        Scene::falling_list,
        Scene::role,
        Scene::near_keyword,
        Scene::warning_on_target,
        Scene::missing_keyword,
        Scene::near_means,
        Scene::closed_day,
        Scene::second_word,
    ];
    mistakes.iter().find_map(|mistake| mistake(scene))
}

impl Scene<'_> {
    /// A comma at the end of a line joins the next one to it, which begins with something else.
    fn joining_comma(&self) -> Option<Diagnostic> {
        let written = self.findings.text(self.findings.span(self.start, self.at));
        let line = written.rfind('\n')?;
        let (first, joined) = (self.before.get(..line)?.trim_end(), self.before.get(line..).unwrap_or(""));
        let first_word = joined.split_whitespace().next();
        let next_line = first_word.is_some_and(|w| line_keywords(self.entry).contains(&w));
        if !first.ends_with(',') || !next_line && joined.split_whitespace().count() > 1 {
            return None;
        }
        let comma = self.start + first.len() - 1;
        let span = self.findings.span(comma, comma + 1);
        let message = "a comma at the end of a line joins the next line to it";
        let finding = Diagnostic::error(codes::LINE_END, span, message, "nothing follows that fits");
        Some(finding.help("remove the comma, or write what is missing behind it").fix(span, ""))
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

    /// `status leaves one of new, open, priority becomes urgent`: what follows `one of` is all of its list.
    fn behind_one_of(&self) -> Option<Diagnostic> {
        const VERBS: [&str; 8] =
            ["becomes", "leaves", "changes", "replies", "notes", "starts", "ends", "answered"];
        let events = [Rule::clock_line_statement, Rule::trigger_statement, Rule::phrase_statement];
        let (_, list) = self.before.rsplit_once(" one of ")?;
        let rest = self.findings.text(self.findings.span(self.at, self.end));
        let second = rest.split_whitespace().nth(1).unwrap_or_default();
        let event = VERBS.contains(&self.found) || list.ends_with(',') && VERBS.contains(&second);
        if !event || !events.contains(&self.entry) || list.contains(" if ") {
            return None;
        }
        let finding =
            self.error(codes::SYNTAX, "`one of` takes the rest of its line", "read as one of its values");
        Some(finding.help("write the event with `one of` last"))
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

    /// `if vip => level gold`
    fn arrow(&self) -> Option<Diagnostic> {
        let arrow = self.span_of_arrow().filter(|_| self.expects(Rule::kw_then))?;
        let written = self.findings.text(arrow);
        let message = format!("`{written}` is written `then`");
        Some(
            Diagnostic::error(codes::FOREIGN_WORD, arrow, message, "another form")
                .help("write `then`")
                .fix(arrow, "then"),
        )
    }

    fn span_of_arrow(&self) -> Option<Span> {
        let rest = self.findings.text(self.findings.span(self.at, self.end));
        let arrow = ["->", "=>", ":"].into_iter().find(|a| rest.starts_with(a))?;
        Some(self.findings.span(self.at, self.at + arrow.len()))
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

    /// `09:00-12:00 13:00-17:00`, `"a" "b"`: two of a kind without their comma.
    fn missing_comma(&self) -> Option<Diagnostic> {
        let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let last = self.before.rsplit([' ', '\t']).next().unwrap_or_default();
        let alike =
            self.found.starts_with('"') && self.before.ends_with('"') || digit(self.found) && digit(last);
        if !alike || !self.expects(Rule::comma) {
            return None;
        }
        let message = format!("a comma is missing before `{}`", shorten(self.chunk_or_found()));
        let end = self.start + self.before.len();
        let place = self.findings.span(end, end);
        Some(
            self.error(codes::SYNTAX, message, "two of them")
                .help("write a comma between them")
                .fix(place, ","),
        )
    }

    /// `when "page" resolution becomes overdue`: a trigger's name without its colon.
    fn trigger_name(&self) -> Option<Diagnostic> {
        let name = self.before.strip_prefix("when")?.trim_start();
        if !self.expects(Rule::colon) || !name.starts_with('"') || !name.ends_with('"') {
            return None;
        }
        let end = self.start + self.before.len();
        let span = self.findings.span(end, end);
        let message = "`:` is missing behind the name of this trigger";
        Some(
            Diagnostic::error(codes::SYNTAX, span, message, "expected `:`")
                .help(format!("write `{name}: ..`"))
                .fix(span, ":"),
        )
    }

    /// `resolution reachs 80%`: what a clock comes to, misspelt.
    fn near_moment(&self) -> Option<Diagnostic> {
        if self.entry != Rule::trigger_statement {
            return None;
        }
        let word = self.before.rsplit(char::is_whitespace).next()?;
        let right = did_you_mean(word, ["reaches", "becomes", "starts", "stops"]).filter(|r| *r != word)?;
        let end = self.start + self.before.len();
        let span = self.findings.span(end - word.len(), end);
        let message = format!("`{word}` cannot stand here");
        Some(
            Diagnostic::error(codes::SYNTAX, span, message, "no such moment")
                .help(format!("did you mean `{right}`?"))
                .fix(span, right),
        )
    }

    /// Ways to ask in other words.
    fn other_words(&self) -> Option<Diagnostic> {
        let words: Vec<&str> = self.before.split_whitespace().collect();
        let help = match (words.as_slice(), self.found) {
            ([.., "is" | "not", _], ",") if !self.reason_follows() => {
                "ask for several values with `is one of`, like `status is one of new, open`"
            }
            (_, "between") if self.expects(Rule::text_test) => {
                "write `from 09:00 to 17:00` for times of day, and `>=` and `<` for other values"
            }
            (["24", "/", "7"] | ["24/7"], _) => {
                "write `daily 00:00-24:00`, or use the calendar `always`, which is built in"
            }
            (_, "if") if self.entry == Rule::ticket_line_statement && self.expects(Rule::comma) => {
                "the value for an unset field follows a comma, like `new, open, closed, new if unset`"
            }
            _ => return None,
        };
        Some(self.error(codes::SYNTAX, self.misfit(), self.expected_text()).help(help))
    }

    fn reason_follows(&self) -> bool {
        let rest = self.findings.text(self.findings.span(self.at + 1, self.end));
        ["because", "owner", "link"].contains(&rest.split_whitespace().next().unwrap_or_default())
    }

    /// `if status open`
    fn missing_is(&self) -> Option<Diagnostic> {
        let value = (self.is_word() || self.found.starts_with('"')) && self.near().is_none();
        let field = self.before.rsplit([' ', '\t', '(']).next().unwrap_or_default();
        if !value || !self.expects(Rule::text_test) || matches!(field, "not" | "if") {
            return None;
        }
        let message =
            format!("no comparison stands between `{}` and `{}`", shorten(field), shorten(self.found));
        let finding = self.error(codes::SYNTAX, message, self.expected_text());
        let help = format!("write `{} is {}`", shorten(field), shorten(self.found));
        Some(finding.help(help).fix(self.span.start_point(), "is "))
    }

    /// `then level gold, because ".."`
    fn comma_before_reason(&self) -> Option<Diagnostic> {
        let behind = matches!(self.found, "because" | "owner" | "link") && self.before.ends_with(',');
        let stands = behind || self.found == "," && self.reason_follows();
        if !stands {
            return None;
        }
        let comma = if behind { self.start + self.before.len() - 1 } else { self.at };
        let span = self.findings.span(comma, comma + 1);
        let message = "no comma stands before the reason";
        Some(
            Diagnostic::error(codes::SYNTAX, span, message, "one too many")
                .help("leave it out")
                .fix(span, ""),
        )
    }

    /// `open sat 10:00-14:00`: `open` and `closed` take dates.
    fn weekday_for_date(&self) -> Option<Diagnostic> {
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "daily"];
        let lower = self.found.to_lowercase();
        if !matches!(self.before, "open" | "closed") || !days.iter().any(|d| lower.starts_with(d)) {
            return None;
        }
        let message = format!("`{}` takes dates, not weekdays", self.before);
        let finding = self.error(codes::SYNTAX, message, self.expected_text());
        Some(finding.help(
            "write weekly hours without it, like `mon-fri 08:30-17:00`; days that are not listed are closed",
        ))
    }

    /// `restart when agent replies`: a restart says how the cycle ends.
    fn restart_end(&self) -> Option<Diagnostic> {
        if !self.expects(Rule::kw_as) || !self.before.starts_with("restart") || !self.found.is_empty() {
            return None;
        }
        let label = "expected `as met` or `as cancelled`";
        let finding = self.error(codes::SYNTAX, "a `restart` says how the cycle ends", label);
        Some(finding.help("write `as met` if the event keeps the promise, `as cancelled` if it drops it"))
    }

    /// `"a" if vip`: a rule without what follows from it.
    fn rule_without_action(&self) -> Option<Diagnostic> {
        let (message, help) = match self.entry {
            Rule::rule_statement => {
                ("this rule does nothing", "say what follows, like `then level gold` or `then no level`")
            }
            Rule::trigger_statement => {
                ("this trigger does nothing", "say what follows, like `then notify \"team-leads\"`")
            }
            _ => return None,
        };
        if !self.found.is_empty() || !self.expects(Rule::kw_then) {
            return None;
        }
        Some(self.error(codes::SYNTAX, message, self.expected_text()).help(help))
    }

    /// `tier 1, 2, 3`: names that begin with a digit.
    fn name_of_digits(&self) -> Option<Diagnostic> {
        let named =
            [Rule::name, Rule::declared, Rule::field_type, Rule::identifier].iter().any(|r| self.expects(*r));
        if !named || !self.found.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        // One finding for all the names of a list.
        let rest = self.findings.text(self.findings.span(self.at, self.end));
        let digits = |name: &&str| {
            name.trim().starts_with(|c: char| c.is_ascii_digit()) && name.trim().chars().all(is_word)
        };
        let names: Vec<&str> = rest.split(',').take_while(digits).collect();
        let written = if names.is_empty() { self.chunk() } else { &rest[..names.join(",").trim_end().len()] };
        let span = self.findings.span(self.at, self.at + written.len());
        let quoted: Vec<String> = written.split(',').map(|n| format!("\"{}\"", n.trim())).collect();
        let right = quoted.join(", ");
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

    /// A keyword misspelt, or in capitals.
    fn near_keyword(&self) -> Option<Diagnostic> {
        if !self.found.starts_with(char::is_alphabetic) {
            return None;
        }
        let right = self.near()?;
        let label = if self.begins_no_line() { "unknown here".to_owned() } else { self.expected_text() };
        let finding = self.error(codes::SYNTAX, self.misfit(), label);
        let help = if right == self.found.to_lowercase() {
            format!("keywords are written in small letters: `{right}`")
        } else {
            format!("did you mean `{right}`?")
        };
        Some(finding.help(help).fix(self.span, right))
    }

    /// `first_response within 15m, warn at 75%`: warnings are for all targets of a level.
    fn warning_on_target(&self) -> Option<Diagnostic> {
        if self.found != "warn" || !self.before.ends_with(',') {
            return None;
        }
        let comma = self.start + self.before.len() - 1;
        let finding =
            self.error(codes::SYNTAX, "`warn` stands on a line of its own".to_owned(), "not behind a target");
        let help = "a level's warnings are for all its targets; write `warn at ..` on the next line";
        Some(finding.help(help).fix(self.findings.span(comma, comma + 1), ";"))
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

    /// `status new, in progress`: perhaps a name of two words, perhaps a comma is missing.
    fn second_word(&self) -> Option<Diagnostic> {
        let previous = self.before.rsplit([' ', '\t']).next().unwrap_or_default();
        let bare = previous.starts_with(char::is_alphabetic) && previous.chars().all(is_word);
        let head = matches!(
            self.entry,
            Rule::policy_statement | Rule::level_statement | Rule::calendar_statement | Rule::clock_statement
        );
        let lists = matches!(
            self.entry,
            Rule::ticket_line_statement | Rule::rule_statement | Rule::condition_statement
        );
        let ends = self.expects(Rule::EOI) || self.expects(Rule::kw_then) || self.expects(Rule::comma);
        let joins =
            matches!(self.found, "for" | "on" | "in" | "per" | "of" | "with" | "by" | "from" | "at" | "to");
        let named = head && self.before.split_whitespace().count() == 2 && !joins;
        if !((lists || named) && bare && ends && self.is_word()) {
            return None;
        }
        let finding = self.error(codes::SYNTAX, self.misfit(), self.expected_text());
        let quoted = format!("\"{previous} {}\"", self.found);
        if head {
            let start = self.start + self.before.len() - previous.len();
            let whole = self.findings.span(start, self.at + self.found.len());
            return Some(
                finding.help(format!("a name of two words stands in quotes: `{quoted}`")).fix(whole, quoted),
            );
        }
        Some(finding.help(format!(
            "a name of two words stands in quotes (`{quoted}`), and values are separated by commas"
        )))
    }
}
