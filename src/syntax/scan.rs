//! The first look at the text: strings, comments, brackets, lines.
//!
//! Besides the tokens, this makes the *mask*: a copy of the text, byte for byte as long, in which comments,
//! odd spaces and quotes of other alphabets are replaced, so that the grammar sees only what matters and every
//! offset in it is an offset in the file. Newlines stay in the mask; the splitter decides what they mean.

use crate::diagnose::{Findings, shorten};
use crate::regions::DECLARATIONS;
use duly_diag::{Diagnostic, codes};

/// What a token is, as far as splitting needs to know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Newline,
    Semicolon,
    Comma,
    OpenBrace,
    CloseBrace,
    OpenParen,
    CloseParen,
    /// A quoted string.
    Text,
    /// Letters, digits, `_`.
    Word,
    /// Any other character.
    Other,
}

/// A piece of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub kind: Kind,
    /// Offset of its first byte.
    pub start: usize,
    /// Offset after its last byte.
    pub end: usize,
    /// Width of the white space before the first token of its line.
    pub indent: usize,
    /// Whether it is the first token of its line.
    pub first: bool,
}

impl Token {
    /// What the text says there; a quote that was put in behind the text's end is not in it.
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

/// A `#` comment: from its mark to the end of its line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Comment {
    pub start: usize,
    pub end: usize,
    /// Whether nothing stands before it on its line.
    pub own_line: bool,
}

/// A text taken apart.
pub(crate) struct Scanned {
    pub tokens: Vec<Token>,
    pub comments: Vec<Comment>,
    /// The mask, one byte longer than the text (so that a quote missing at the very end has its place).
    pub mask: Vec<u8>,
}

/// Takes a text apart; odd and unclosed quotes are reported and mended in the mask.
pub(crate) fn scan(text: &str, findings: &mut Findings<'_>) -> Scanned {
    let mut mask = text.as_bytes().to_vec();
    mask.push(b'\n');
    let scanned = Scanned { tokens: Vec::new(), comments: Vec::new(), mask };
    let mut scanner = Scanner {
        text,
        at: 0,
        indent: 0,
        first: true,
        line_end: end_of_line(text, 0),
        quotes_line: usize::MAX,
        quotes_left: 0,
        scanned,
        findings,
    };
    while let Some(next) = text[scanner.at..].chars().next() {
        scanner.step(next);
    }
    scanner.scanned
}

struct Scanner<'t, 'f, 'd> {
    text: &'t str,
    at: usize,
    indent: usize,
    first: bool,
    /// Offset of the newline that ends the current line.
    line_end: usize,
    /// Offset of the end of the line whose quotes were counted, and how many of them are still to come.
    quotes_line: usize,
    quotes_left: usize,
    scanned: Scanned,
    findings: &'f mut Findings<'d>,
}

impl<'t> Scanner<'t, '_, '_> {
    fn step(&mut self, next: char) {
        match next {
            '\n' => {
                self.push(Kind::Newline, 1);
                self.indent = 0;
                self.first = true;
                self.line_end = end_of_line(self.text, self.at);
            }
            ' ' | '\t' => self.space(1, if next == '\t' { 4 } else { 1 }),
            '#' => self.comment(),
            '"' => self.string(),
            '`' if self.rest().starts_with("```") => self.fence(),
            '\'' if !self.after_word() => self.foreign_quote('\'', &['\'']),
            '“' | '”' | '„' | '‟' => self.foreign_quote(next, &['”', '“', '‟', '"']),
            '«' | '»' => self.foreign_quote(next, &['»', '«']),
            '‘' | '‚' => self.foreign_quote(next, &['’', '‘', '\'']),
            '–' | '—' | '−' | '‐' | '‑' => self.dash(next),
            c if c.is_whitespace()
                || matches!(c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}') =>
            {
                self.space(c.len_utf8(), 1);
            }
            c if is_word(c) => {
                let len = self.rest().find(|c| !is_word(c)).unwrap_or(self.rest().len());
                self.push(Kind::Word, len);
            }
            c => self.push(bracket(c), c.len_utf8()),
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// The rest of the line, without its end.
    fn line(&self) -> &'t str {
        let line = &self.text[self.at..self.line_end];
        line.strip_suffix('\r').unwrap_or(line)
    }

    fn after_word(&self) -> bool {
        self.text[..self.at].chars().next_back().is_some_and(is_word)
    }

    fn push(&mut self, kind: Kind, len: usize) {
        let (start, end) = (self.at, self.at + len);
        self.scanned.tokens.push(Token { kind, start, end, indent: self.indent, first: self.first });
        self.first = false;
        self.at = end;
    }

    fn blank(&mut self, start: usize, end: usize) {
        self.scanned.mask[start..end].fill(b' ');
    }

    fn space(&mut self, len: usize, width: usize) {
        self.blank(self.at, self.at + len);
        if self.first {
            self.indent += width;
        }
        self.at += len;
    }

    fn comment(&mut self) {
        let (start, end) = (self.at, self.at + self.line().len());
        self.blank(start, end);
        self.scanned.comments.push(Comment { start, end, own_line: self.first });
        self.at = end;
    }

    /// A script's text between two rows of three backticks: one token, whatever it holds.
    fn fence(&mut self) {
        let len = match self.rest()[3..].find("```") {
            Some(length) => length + 6,
            None => self.unclosed_fence(),
        };
        self.push(Kind::Other, len);
        if self.at > self.line_end {
            self.line_end = end_of_line(self.text, self.at);
        }
    }

    /// A script without its closing fence ends before the next line that begins a declaration.
    fn unclosed_fence(&mut self) -> usize {
        let span = self.findings.span(self.at, self.at + 3);
        let finding = Diagnostic::error(
            codes::UNCLOSED_SCRIPT,
            span,
            "the text of this script is never closed",
            "the script begins here",
        );
        self.findings.push(finding.help("write ```` ``` ```` on a line of its own behind the script"));
        let declares = |line: &str| {
            let word = line.split(|c| !is_word(c)).next().unwrap_or_default();
            DECLARATIONS.contains(&word)
        };
        let rest = self.rest();
        let mut ends = rest.match_indices('\n').map(|(at, _)| at);
        ends.find(|at| declares(&rest[at + 1..])).unwrap_or(rest.len())
    }

    fn dash(&mut self, dash: char) {
        self.blank(self.at, self.at + dash.len_utf8());
        self.scanned.mask[self.at] = b'-';
        self.push(Kind::Other, dash.len_utf8());
    }

    fn string(&mut self) {
        let line = self.line();
        let (before, after) = (self.text[..self.at].chars().next_back(), line[1..].chars().next());
        let odd = self.odd_quotes();
        if odd && before.is_some_and(is_word) && after.is_none_or(char::is_whitespace) {
            return self.unopened_string();
        }
        match closing_quote(line) {
            Some(len) if !(odd && opens_another(line, len)) => {
                self.quotes_left = self.quotes_left.saturating_sub(2);
                self.push(Kind::Text, len);
            }
            Some(len) => self.unclosed_string(&line[..len - 1]),
            None => self.unclosed_string(line),
        }
    }

    /// Whether the quotes from here to the end of the line are odd in number, so that one lacks its partner.
    fn odd_quotes(&mut self) -> bool {
        let end = self.at + self.line().len();
        if self.quotes_line != end {
            self.quotes_line = end;
            self.quotes_left = self.line().matches('"').count() - self.line().matches("\\\"").count();
        }
        self.quotes_left % 2 == 1
    }

    /// A closing quote whose opening one is missing: `Tag URGENT" if ..`.
    fn unopened_string(&mut self) {
        let span = self.findings.span(self.at, self.at + 1);
        let message = "a quote closes a string that was never opened";
        let finding = Diagnostic::error(codes::UNCLOSED_STRING, span, message, "closes nothing");
        self.findings.push(finding.help("write the opening quote where the string begins"));
        self.quotes_left = self.quotes_left.saturating_sub(1);
        self.push(Kind::Other, 1);
    }

    /// A string without its closing quote ends where it most likely should have: before a word that can follow
    /// it, a brace or a comment, else at the end of the line; `upto` is as far as it can go.
    fn unclosed_string(&mut self, upto: &str) {
        let (start, len) = (self.at, likely_string(upto).len());
        let shown = shorten(&upto[..len]);
        let span = self.findings.span(start, start + len);
        let finding = Diagnostic::error(
            codes::UNCLOSED_STRING,
            span,
            "a quote is never closed",
            "the string begins here",
        );
        let finding = if len > 1 {
            finding.help(format!("a string ends on its line: write `{shown}\"`")).fix(span.end_point(), "\"")
        } else {
            finding.help("a string ends on its line, and one of the quotes on this line has no partner")
        };
        self.findings.push(finding);
        self.quotes_left = self.quotes_left.saturating_sub(1);
        if len > 1 && self.scanned.mask[start + len].is_ascii_whitespace() {
            self.scanned.mask[start + len] = b'"';
            self.push(Kind::Text, len + 1);
            self.at = start + len;
            // The byte of the added quote is white space: it is passed over, unless it ends the line.
            if matches!(self.text.as_bytes().get(self.at), Some(b' ' | b'\t' | b'\r')) {
                self.at += 1;
            }
        } else {
            self.push(Kind::Other, len);
        }
    }

    /// A string in quotes that are not `"`: reported, and read as if it were in the right ones.
    fn foreign_quote(&mut self, opening: char, closings: &[char]) {
        let line = self.line();
        let inner = &line[opening.len_utf8()..];
        let Some((len, closing)) = inner.char_indices().find(|(_, c)| closings.contains(c)) else {
            self.push(Kind::Other, opening.len_utf8());
            return;
        };
        let (inner, start) = (&inner[..len], self.at);
        let whole = opening.len_utf8() + len + closing.len_utf8();
        let right = format!("\"{}\"", inner.replace('"', "\\\""));
        let span = self.findings.span(start, start + whole);
        let message = "a string stands in straight double quotes";
        let finding = Diagnostic::error(codes::FOREIGN_QUOTES, span, message, "other quotes here")
            .help(format!("write `{}`", shorten(&right)))
            .fix(span, right);
        let plain = !inner.contains('"');
        self.findings.push(finding);
        self.blank(start, start + opening.len_utf8());
        self.blank(start + whole - closing.len_utf8(), start + whole);
        if plain {
            self.scanned.mask[start + opening.len_utf8() - 1] = b'"';
            self.scanned.mask[start + whole - closing.len_utf8()] = b'"';
        }
        self.push(Kind::Text, whole);
    }
}

/// Offset of the next newline, or of the text's end.
fn end_of_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |n| at + n)
}

/// Whether a character belongs to a word.
pub(crate) fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn bracket(c: char) -> Kind {
    match c {
        ';' => Kind::Semicolon,
        ',' => Kind::Comma,
        '{' => Kind::OpenBrace,
        '}' => Kind::CloseBrace,
        '(' => Kind::OpenParen,
        ')' => Kind::CloseParen,
        _ => Kind::Other,
    }
}

/// The length of the string that a line begins with, if it ends on it.
fn closing_quote(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if bytes.get(at + 1) == Some(&b'"') => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}

/// Whether the quote that would close the string at the beginning of `line`, which is `len` long, looks like one
/// that opens: space before it and none behind.
fn opens_another(line: &str, len: usize) -> bool {
    let space_before = line[..len - 1].ends_with([' ', '\t']);
    space_before && len > 2 && line[len..].starts_with(is_word)
}

/// The part of a line that an unclosed string was most likely meant to hold, with its opening quote.
fn likely_string(line: &str) -> &str {
    if let Some(curly) = line.find(['”', '“']) {
        return &line[..curly];
    }
    let followers = [" if ", " then ", " because ", " {", " #"];
    let end = followers.iter().filter_map(|word| line.find(word)).min().unwrap_or(line.len());
    let line = line[..end].trim_end();
    let cut = line.trim_end_matches(['{', '}', ';', ',', ' ', '\t']);
    if cut.len() > 1 { cut } else { line }
}
