//! What a text that is still being written needs: whether it goes on, what its parts are, what fits at a place of it.

use crate::balance::DEEPEST;
use crate::diagnose::Findings;
use crate::grammar::Rule;
use crate::parse::{parse_counting, probe_line};
use crate::regions::{DECLARATIONS, RESERVED, WITH_BLOCK};
use crate::scan::{Kind, Scanned, Token, scan};
use crate::words::{Word, every_keyword, word};
use duly_diag::FileId;
use std::ops::Range;

/// What an entry of a session is, as far as its first words tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Nothing but spaces and comments.
    Empty,
    /// A declaration, as it stands in a file.
    Declaration,
    /// Anything else.
    Line,
}

/// What an entry is, and whether it goes on: a brace or parenthesis is open, a block or a `then` is still to come, or
/// the last word asks for more.
#[must_use]
pub fn shape(text: &str) -> (Shape, bool) {
    let tokens = tokens(text);
    let written: Vec<Token> = tokens.into_iter().filter(|t| t.kind != Kind::Newline).collect();
    let Some(first) = written.first() else { return (Shape::Empty, false) };
    let shape = if declares(text, &written) { Shape::Declaration } else { Shape::Line };
    let depth = open_brackets(&written);
    let last = written.last().unwrap_or(first);
    let dangling = last.kind == Kind::Comma || RESERVED.contains(&last.text(text));
    let fence_open = text.matches("```").count() % 2 == 1;
    let unfinished = shape == Shape::Declaration && awaits_more(text, &written);
    (shape, depth > 0 || dangling || fence_open || unfinished)
}

/// How many brackets are open at the end.
fn open_brackets(tokens: &[Token]) -> usize {
    tokens.iter().fold(0, |depth, token| match token.kind {
        Kind::OpenBrace | Kind::OpenParen => depth + 1,
        Kind::CloseBrace | Kind::CloseParen => usize::saturating_sub(depth, 1),
        _ => depth,
    })
}

/// The words behind a field of a name that also begins declarations: `level becomes gold`.
const OF_FIELDS: [&str; 11] = [
    "is", "has", "becomes", "leaves", "changes", "contains", "starts", "ends", "matches", "during", "outside",
];

fn declares(text: &str, tokens: &[Token]) -> bool {
    let [first, second, ..] = tokens else { return false };
    let named = match second.kind {
        Kind::Word => !OF_FIELDS.contains(&second.text(text)),
        Kind::Text | Kind::OpenBrace => true,
        _ => false,
    };
    let asked = tokens.iter().any(|t| t.kind == Kind::Other && t.text(text) == "?");
    first.kind == Kind::Word && DECLARATIONS.contains(&first.text(text)) && named && !asked
}

/// Whether a declaration lacks its block, or a trigger its `then`.
fn awaits_more(text: &str, tokens: &[Token]) -> bool {
    let has = |wanted: &str| tokens.iter().any(|t| t.text(text) == wanted);
    match tokens[0].text(text) {
        "when" => !has("then"),
        "phrase" => !has("means"),
        "excuse" => !has("if"),
        "calendar" if has("=") => false,
        "test" => !has("{"),
        "script" => !text.contains("```"),
        word => WITH_BLOCK.contains(&word) && !has("{"),
    }
}

/// What a part of a text is, for colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PartKind {
    /// A word of the language.
    Keyword,
    /// Any other word.
    Word,
    /// A number, a length, a time or a date.
    Figure,
    /// A text in quotes.
    Text,
    /// A comment.
    Comment,
}

/// A part of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// Where, in bytes.
    pub range: Range<usize>,
    /// What.
    pub kind: PartKind,
}

/// The words, figures, quoted texts and comments of a text, in order.
#[must_use]
pub fn parts(text: &str) -> Vec<Part> {
    let mut findings = Findings::new(FileId(0), text);
    let Scanned { tokens, comments, .. } = scan(text, &mut findings);
    let keywords = every_keyword();
    let kind = |token: &Token| {
        let said = token.text(text);
        Some(match token.kind {
            Kind::Text => PartKind::Text,
            Kind::Word if said.starts_with(|c: char| c.is_ascii_digit()) => PartKind::Figure,
            Kind::Word if keywords.contains(said) => PartKind::Keyword,
            Kind::Word => PartKind::Word,
            _ => return None,
        })
    };
    let mut all: Vec<Part> = tokens
        .iter()
        .filter_map(|t| Some(Part { range: t.start..t.end.min(text.len()), kind: kind(t)? }))
        .collect();
    all.extend(comments.iter().map(|c| Part { range: c.start..c.end, kind: PartKind::Comment }));
    all.sort_by_key(|part| part.range.start);
    all
}

/// What fits at a place of a text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fits {
    /// The words and marks of the language.
    pub words: Vec<&'static str>,
    /// What else, in words: "a name", "a length like `4h`".
    pub things: Vec<&'static str>,
    /// Whether a name fits.
    pub name: bool,
    /// Whether a value fits.
    pub value: bool,
    /// Whether the place is inside of quotes.
    pub quoted: bool,
    /// The words, texts and marks before the place, on its line or in the statement that goes on to it.
    pub before: Vec<String>,
}

/// What no statement can go on with.
const PROBE: &str = "\u{1}";

/// What fits behind the first `at` bytes of a text, by the grammar.
#[must_use]
pub fn fits(text: &str, at: usize) -> Fits {
    let head = text.get(..at).unwrap_or(text);
    let tokens = tokens(head);
    let quoted = inside_quotes(head);
    let statement = statement_start(head, &tokens);
    let before = tokens[statement..].iter().filter(|t| t.kind != Kind::Newline);
    let before = before.map(|t| t.text(head).trim_matches('"').to_owned()).collect();
    let mut fits = Fits { quoted, before, ..Fits::default() };
    if quoted {
        return fits;
    }
    let depth = open_brackets(&tokens).min(DEEPEST);
    let probed = format!("{head} {PROBE} {}", "\n}".repeat(depth));
    let at = probed.find(PROBE).unwrap_or(probed.len());
    let expected = match shape(head).0 {
        Shape::Declaration => {
            let findings = Findings::probing(FileId(0), &probed, at);
            let probe = findings.probe();
            parse_counting(&probed, findings);
            probe.take()
        }
        _ => probe_line(&probed, at),
    };
    for rule in expected {
        fits.note(rule);
    }
    fits
}

impl Fits {
    fn note(&mut self, rule: Rule) {
        match rule {
            Rule::name | Rule::declared | Rule::state | Rule::test => {
                self.name = true;
            }
            Rule::value | Rule::values | Rule::word | Rule::selector => self.value = true,
            Rule::sum | Rule::product | Rule::factor | Rule::session_line | Rule::question => {
                (self.name, self.value) = (true, true);
            }
            _ => {}
        }
        match word(rule) {
            Word::Key(text) | Word::Mark(text) => push_once(&mut self.words, text),
            Word::Thing(text, starters) => {
                push_once(&mut self.things, text);
                starters.iter().for_each(|starter| push_once(&mut self.words, starter));
            }
            Word::Hidden => {}
        }
    }
}

fn push_once(list: &mut Vec<&'static str>, item: &'static str) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn tokens(text: &str) -> Vec<Token> {
    scan(text, &mut Findings::new(FileId(0), text)).tokens
}

/// Whether the text ends inside of quotes: a string ends on its line.
fn inside_quotes(text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or(text);
    line.replace("\\\"", "").matches('"').count() % 2 == 1
}

/// The first token of the statement that the text ends in.
fn statement_start(text: &str, tokens: &[Token]) -> usize {
    let ends = |at: usize| match tokens[at].kind {
        Kind::Semicolon | Kind::OpenBrace | Kind::CloseBrace => true,
        Kind::Newline => {
            let before = tokens[..at].last();
            let after = tokens.get(at + 1).map_or("", |t| t.text(text));
            !before.is_some_and(|t| t.kind == Kind::Comma) && !RESERVED.contains(&after)
        }
        _ => false,
    };
    (0..tokens.len()).rev().find(|at| ends(*at)).map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_goes_on_while_the_grammar_wants_more() {
        let open = [
            "calendar office {",
            "calendar office {\n  mon-fri 08:00-16:00",
            "calendar office",
            "level \"Urgent SLA\" on office",
            "when resolution becomes overdue",
            "rules {\n  otherwise level standard",
            "between (now",
            "priority is urgent and",
            "department is one of a,",
            "test \"a\"",
        ];
        for text in open {
            assert!(shape(text).1, "{text}");
        }
        let whole = [
            "",
            "# a comment {",
            "priority is \"{\"",
            "now + 2h",
            "calendar world = emea or apac",
            "calendar office {\n}",
            "when resolution becomes overdue\n  then notify \"a\"",
            "say \"never closed",
            "level ?",
            "ticket",
        ];
        for text in whole {
            assert!(!shape(text).1, "{text}");
        }
    }

    #[test]
    fn declarations_are_told_from_lines() {
        for text in ["calendar a {", "ticket {", "rules every match {", "import \"a.sla\"", "level x"] {
            assert_eq!(shape(text).0, Shape::Declaration, "{text}");
        }
        for text in
            ["level becomes gold", "ticket", "level ?", "due", "priority is urgent", "policy is \"a\""]
        {
            assert_eq!(shape(text).0, Shape::Line, "{text}");
        }
        assert_eq!(shape("  # nothing").0, Shape::Empty);
    }

    fn at_end(text: &str) -> Fits {
        fits(text, text.len())
    }

    #[test]
    fn what_fits_is_what_the_grammar_would_take() {
        let fits = at_end("priority is ");
        assert!(fits.value && fits.words.contains(&"not") && fits.words.contains(&"set"), "{fits:?}");
        assert_eq!(fits.before, ["priority", "is"]);
        let fits = at_end("show ");
        assert!(fits.name && !fits.words.contains(&"goto"), "{fits:?}");
        let fits = at_end("level gold on office {\n  resolution ");
        assert!(fits.words.contains(&"within") && !fits.words.contains(&"goto"), "{fits:?}");
        assert_eq!(fits.before, ["resolution"]);
        let fits = at_end("calendar office {\n  mon-fri 08:00-16:00\n  ");
        assert!(fits.words.contains(&"closed") && fits.words.contains(&"open"), "{fits:?}");
        let fits = at_end("");
        assert!(fits.words.contains(&"goto") && fits.name, "{fits:?}");
    }

    #[test]
    fn inside_quotes_only_a_text_fits() {
        assert!(at_end("calendar a in \"Eur").quoted);
        assert!(at_end("info \"").quoted);
        assert!(!at_end("info \"a\"").quoted);
    }

    #[test]
    fn parts_are_words_figures_texts_and_comments() {
        let text = "set office \"a\" 2h # why";
        let kinds: Vec<(&str, PartKind)> =
            parts(text).into_iter().map(|p| (&text[p.range.clone()], p.kind)).collect();
        assert_eq!(
            kinds,
            [
                ("set", PartKind::Keyword),
                ("office", PartKind::Word),
                ("\"a\"", PartKind::Text),
                ("2h", PartKind::Figure),
                ("# why", PartKind::Comment),
            ]
        );
    }
}
