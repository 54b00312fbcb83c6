//! A file's text to its tree, declaration by declaration.

use crate::ast::{Condition, Declaration, DeclarationKind, File, SessionLine, TestLine, Text};
use crate::balance::balance;
use crate::build::Builder;
use crate::build::policy::VERSION;
use crate::diagnose::{Findings, shorten};
use crate::explain;
use crate::grammar::{Node, Rule};
use crate::regions::{self, WITH_BLOCK, regions};
use crate::scan::{Comment, Kind, Scanned, Token, scan};
use crate::split::{Block, Statement, split};
use crate::words::is_command;
use duly_diag::{Diagnostic, FileId, codes, has_errors, sort};

/// What a text says, as far as it can be read, and what is wrong with it.
#[derive(Clone, PartialEq, Debug)]
pub struct Parsed {
    /// The tree; a declaration or line that could not be read is not in it.
    pub file: File,
    /// The findings, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses the text of one policy file. Never fails hard: whatever cannot be read draws a diagnostic (codes
/// SLA01xx) and the rest is parsed. Spans are byte offsets into `text`.
#[must_use]
pub fn parse(file: FileId, text: &str) -> Parsed {
    parse_counting(text, Findings::new(file, text))
}

/// Parses with findings that may count places in their own way.
pub(crate) fn parse_counting<'t>(text: &'t str, findings: Findings<'t>) -> Parsed {
    let mut findings = findings;
    let Cut { pieces, comments, mask, .. } = cut(text, &mut findings);
    let mut reader =
        Reader { text, builder: Builder { mask: &mask, findings: &mut findings }, file: File::default() };
    reader.read(&pieces, &comments);
    let file = reader.file;
    let mut diagnostics = findings.into_list();
    if file.version.as_ref().is_some_and(|v| v.node > VERSION) {
        // What a newer language means by the rest is not for this version to say.
        diagnostics.retain(|d| d.code == codes::NEWER_VERSION);
    }
    sort(&mut diagnostics);
    Parsed { file, diagnostics }
}

/// A text cut into declarations, blocks and statements.
pub(crate) struct Cut {
    /// The tokens of the whole text.
    pub tokens: Vec<Token>,
    /// Its comments, in order.
    pub comments: Vec<Comment>,
    /// What the grammar sees.
    pub mask: String,
    /// Its declarations.
    pub pieces: Vec<Piece>,
}

/// Cuts a text.
pub(crate) fn cut(text: &str, findings: &mut Findings<'_>) -> Cut {
    let mut scanned = scan(text, findings);
    let mut pieces: Vec<Piece> = Vec::new();
    for range in regions(text, &scanned) {
        pieces.extend(piece(text, &scanned.tokens[range], &mut scanned.mask, findings));
    }
    let Scanned { tokens, comments, mask } = scanned;
    let mask = String::from_utf8(mask).unwrap_or_else(|_| format!("{text}\n"));
    Cut { tokens, comments, mask, pieces }
}

/// Parses a condition by itself, as `--where` takes it; its spans are byte offsets into `text`.
///
/// # Errors
/// The findings, at least one of them an error.
pub fn parse_condition(file: FileId, text: &str) -> Result<Condition, Vec<Diagnostic>> {
    parse_alone(Findings::new(file, text), text, |builder, statement| {
        let node = builder.statement(Rule::condition_statement, statement.start, statement.end)?;
        builder.condition(&node)
    })
}

/// Parses one line of a test by itself, as the REPL takes it: `at I EVENT { sets }`, `+30m EVENT`, `expect ..`, or
/// an event alone, which happens at once. Spans are byte offsets into `text`.
///
/// # Errors
/// The findings, at least one of them an error.
pub fn parse_test_line(file: FileId, text: &str) -> Result<TestLine, Vec<Diagnostic>> {
    parse_alone(Findings::new(file, text), text, |builder, statement| builder.test_line_alone(statement))
}

/// Parses a line of a session: what is neither a declaration nor a line of a test. Spans are byte offsets into `text`.
///
/// # Errors
/// The findings, at least one of them an error.
pub fn parse_session_line(file: FileId, text: &str) -> Result<SessionLine, Vec<Diagnostic>> {
    parse_alone(Findings::new(file, text), text, |builder, statement| {
        let node = builder.statement(Rule::session_statement, statement.start, statement.end)?;
        builder.session_line(&node)
    })
}

/// The rules that a line of a session, or of a test, could go on with at a place of its text. The first word tells
/// which of the two it is, if it is one that only one of them begins with.
pub(crate) fn probe_line(text: &str, at: usize) -> Vec<Rule> {
    let first = text.split_whitespace().next().unwrap_or_default();
    let test_alone = matches!(first, "at" | "expect") || first.starts_with(['+', '{']);
    let mut expected = Vec::new();
    if !test_alone {
        // A line with the probe in it is no line: all that is wanted is where it stopped.
        expected = probed(text, at, &|builder, statement| {
            builder.statement(Rule::session_statement, statement.start, statement.end).map(drop)
        });
    }
    if !is_command(first) {
        expected.extend(probed(text, at, &|builder, statement| builder.test_line_alone(statement).map(drop)));
    }
    expected
}

fn probed(
    text: &str,
    at: usize,
    build: &dyn Fn(&mut Builder<'_, '_>, &Statement) -> Option<()>,
) -> Vec<Rule> {
    let findings = Findings::probing(FileId(0), text, at);
    let probe = findings.probe();
    let _ = parse_alone(findings, text, build);
    probe.take()
}

/// Parses a text that is one statement, and builds it.
fn parse_alone<T>(
    findings: Findings<'_>,
    text: &str,
    build: impl Fn(&mut Builder<'_, '_>, &Statement) -> Option<T>,
) -> Result<T, Vec<Diagnostic>> {
    let mut findings = findings;
    let Scanned { tokens, mut mask, .. } = scan(text, &mut findings);
    let balanced = balance(text, &tokens, &mut findings);
    let statements = split(text, balanced.as_deref().unwrap_or(&[]), &mut mask, &mut findings);
    // Lines between which a statement would end are one here.
    for gap in statements.windows(2) {
        mask[gap[0].end..gap[1].start].fill(b' ');
    }
    let whole = Statement {
        start: statements.first().map_or(0, |s| s.start),
        end: statements.last().map_or(text.len(), |s| s.end),
        blocks: statements.into_iter().flat_map(|s| s.blocks).collect(),
    };
    let mask = String::from_utf8(mask).unwrap_or_else(|_| format!("{text}\n"));
    let mut builder = Builder { mask: &mask, findings: &mut findings };
    let built = balanced.and_then(|_| build(&mut builder, &whole));
    let mut diagnostics = findings.into_list();
    sort(&mut diagnostics);
    match built {
        Some(built) if !has_errors(&diagnostics) => Ok(built),
        _ => Err(diagnostics),
    }
}

/// One declaration, cut into statements.
pub(crate) struct Piece {
    /// The word that it begins with; empty where it begins with none.
    keyword: String,
    /// Its statements: the declaration itself, then whatever stands behind it.
    pub statements: Vec<Statement>,
    /// Offsets of its first and after its last byte.
    start: usize,
    end: usize,
}

/// Cuts one region; `None` for one without text, or nested too deeply to be read.
fn piece(text: &str, tokens: &[Token], mask: &mut [u8], findings: &mut Findings<'_>) -> Option<Piece> {
    let mut written = tokens.iter().filter(|t| t.kind != Kind::Newline);
    let first = written.next()?;
    let last = written.next_back().unwrap_or(first);
    let keyword = if first.kind == Kind::Word { first.text(text).to_owned() } else { String::new() };
    let tokens = balance(text, tokens, findings)?;
    let statements = split(text, &tokens, mask, findings);
    Some(Piece { keyword, statements, start: first.start, end: last.end })
}

struct Reader<'t, 'f> {
    text: &'t str,
    builder: Builder<'t, 'f>,
    file: File,
}

impl<'t> Reader<'t, '_> {
    fn read(&mut self, pieces: &[Piece], comments: &[Comment]) {
        let docs = self.comments(pieces, comments);
        self.version(pieces);
        if self.file.version.as_ref().is_some_and(|v| v.node > VERSION) {
            return;
        }
        for (i, piece) in pieces.iter().enumerate() {
            if piece.keyword == "duly" && i > 0 {
                self.late_version(piece);
            } else if piece.keyword != "duly" {
                self.declaration(piece, docs[i].clone());
            }
            self.behind(piece);
        }
    }

    /// What the text says there, up to the end of the line.
    fn line(&self, start: usize, end: usize) -> &'t str {
        let written = self.builder.findings.text(self.builder.findings.span(start, end));
        written.split('\n').next().unwrap_or_default().trim_end()
    }

    /// The file begins with `duly 1`.
    fn version(&mut self, pieces: &[Piece]) {
        match pieces.first() {
            Some(Piece { keyword, statements, .. }) if keyword == "duly" => {
                if let Some(statement) = statements.first() {
                    self.file.version = self.builder.version(statement);
                }
            }
            // It stands somewhere else, where it is reported.
            _ if pieces.iter().any(|p| p.keyword == "duly") => {}
            first => {
                let start = first.map_or(0, |p| p.start);
                let end = self.text[start..].find('\n').map_or(self.text.len(), |n| start + n);
                let span = self.builder.findings.span(start, end);
                let message = "a policy begins with the version of its language";
                let finding = Diagnostic::error(codes::MISSING_VERSION, span, message, "before this line");
                let finding =
                    finding.help("write `duly 1` as the first line").fix(span.start_point(), "duly 1\n\n");
                self.builder.findings.push(finding);
            }
        }
    }

    fn late_version(&mut self, piece: &Piece) {
        let span = self.builder.findings.span(piece.start, piece.end);
        let second = self.file.version.is_some();
        let (message, help) = if second {
            ("the version of the language is said once", "remove this line")
        } else {
            ("the version of the language is the first line", "move this line to the beginning of the file")
        };
        let finding = Diagnostic::error(codes::MISSING_VERSION, span, message, "too late here").help(help);
        self.builder.findings.push(finding);
    }

    /// Sorts the comments; gives the doc comment of each piece.
    fn comments(&mut self, pieces: &[Piece], comments: &[Comment]) -> Vec<Option<Text>> {
        let mut docs: Vec<Option<Text>> = vec![None; pieces.len()];
        for comment in comments {
            let written = &self.text[comment.start..comment.end];
            let next = pieces.partition_point(|p| p.start < comment.start);
            let outside = next == 0 || pieces[next - 1].end <= comment.start;
            let doc =
                written.strip_prefix("##").filter(|t| !t.starts_with('#') && comment.own_line && outside);
            let span = self.builder.findings.span(comment.start, comment.end);
            match (doc, docs.get_mut(next)) {
                (Some(line), Some(doc)) => {
                    let line = line.strip_prefix(' ').unwrap_or(line).trim_end();
                    match doc {
                        Some(doc) => {
                            doc.node.push('\n');
                            doc.node.push_str(line);
                            doc.span = doc.span.to(span);
                        }
                        None => *doc = Some(Text::new(line.to_owned(), span)),
                    }
                }
                _ => self.file.comments.push(Text::new(written[1..].trim_end().to_owned(), span)),
            }
        }
        docs
    }

    fn declaration(&mut self, piece: &Piece, doc: Option<Text>) {
        let Some(statement) = piece.statements.first() else { return };
        if !regions::DECLARATIONS.contains(&piece.keyword.as_str()) {
            self.unknown(piece);
            return;
        }
        let kind = self.kind(piece, statement);
        self.builder.account_for(kind.is_some(), statement);
        let span = self.builder.findings.span(statement.start, statement.end);
        self.file.declarations.extend(kind.map(|kind| Declaration { doc, kind, span }));
    }

    fn kind(&mut self, piece: &Piece, statement: &Statement) -> Option<DeclarationKind> {
        let keyword = piece.keyword.as_str();
        if keyword == "import" {
            let head = self.builder.statement(Rule::import_statement, statement.start, statement.end)?;
            return self.builder.import(&head).map(DeclarationKind::Import);
        }
        if keyword == "agreement" {
            let head = self.builder.statement(Rule::agreement_statement, statement.start, statement.end)?;
            return self.builder.agreement(&head).map(DeclarationKind::Agreement);
        }
        if keyword == "excuse" {
            return self.builder.excuse(statement).map(DeclarationKind::Excuse);
        }
        if keyword == "when" {
            let node = self.builder.statement(Rule::trigger_statement, statement.start, statement.end)?;
            return self.builder.trigger(&node).map(|trigger| DeclarationKind::Trigger(Box::new(trigger)));
        }
        if keyword == "phrase" {
            let node = self.builder.statement(Rule::phrase_statement, statement.start, statement.end)?;
            return self.builder.phrase(&node).map(DeclarationKind::Phrase);
        }
        if keyword == "script" {
            let head = self.builder.statement(Rule::script_statement, statement.start, statement.end)?;
            return self.builder.script(&head).map(DeclarationKind::Script);
        }
        let Some(block) = statement.blocks.last() else { return self.without_block(keyword, statement) };
        let head = self.head(keyword, statement, block)?;
        self.builder.nothing_behind(block, statement);
        let builder = &mut self.builder;
        match keyword {
            "policy" => builder.policy(&head, block).map(DeclarationKind::Policy),
            "ticket" => Some(DeclarationKind::Ticket(builder.ticket(block))),
            "calendar" => builder.calendar(&head, Some(block)).map(DeclarationKind::Calendar),
            "clock" => builder.clock(&head, block).map(DeclarationKind::Clock),
            "rules" => Some(DeclarationKind::Rules(builder.rules(&head, block))),
            "objective" => builder.objective(&head, block).map(DeclarationKind::Objective),
            "test" => builder.test_decl(&head, block).map(DeclarationKind::Test),
            _ => self.level(&head, statement).map(DeclarationKind::Level),
        }
    }

    /// Parses what stands before a declaration's block. The lines of a block whose head cannot be read are
    /// read all the same by nobody: without the head it is not certain what they are.
    fn head(&mut self, keyword: &str, statement: &Statement, block: &Block) -> Option<Node<'t>> {
        let rule = head_rule(keyword)?;
        // A `calendar by` in a level's head has a block of its own, before the level's.
        let end = if keyword == "level" { statement.blocks.first()?.open } else { block.open };
        self.builder.statement(rule, statement.start, end)
    }

    fn level(&mut self, head: &Node<'t>, statement: &Statement) -> Option<crate::ast::LevelDecl> {
        match statement.blocks.as_slice() {
            [block] if !head.has(Rule::calendar_by) => self.builder.level(head, None, block),
            [choice, block] if head.has(Rule::calendar_by) => self.builder.level(head, Some(choice), block),
            _ => {
                let span = self.builder.span(head);
                let (message, label) = if head.has(Rule::calendar_by) {
                    (
                        "a level with `calendar by` in its head has two blocks",
                        "its calendars, then its targets",
                    )
                } else {
                    ("a level has one block", "more than one behind this")
                };
                self.builder.report(codes::SYNTAX, span, message, label);
                None
            }
        }
    }

    /// A declaration without its block: only a calendar made of others has none.
    fn without_block(&mut self, keyword: &str, statement: &Statement) -> Option<DeclarationKind> {
        let rule = head_rule(keyword)?;
        let head = self.builder.statement(rule, statement.start, statement.end)?;
        if head.has(Rule::mix) {
            return self.builder.calendar(&head, None).map(DeclarationKind::Calendar);
        }
        let span = self.builder.span(&head);
        let message = format!("a `{keyword}` declaration has a block");
        let finding = Diagnostic::error(codes::SYNTAX, span, message, "its block is missing");
        self.builder
            .findings
            .push(finding.help("write the lines that belong to it in `{ }`").fix(span.end_point(), " {\n}"));
        None
    }

    /// A line in the first column that declares nothing.
    fn unknown(&mut self, piece: &Piece) {
        let start = piece.start;
        let line = self.line(start, piece.end);
        if self.builder.findings.any_within(start, start + line.len()) {
            return;
        }
        let finding = explain::no_declaration(self.builder.findings, &piece.keyword, start, line);
        self.builder.findings.push(finding);
    }

    /// Lines behind a declaration that stand in no block.
    fn behind(&mut self, piece: &Piece) {
        let known = regions::DECLARATIONS.contains(&piece.keyword.as_str());
        let Some(orphan) = piece.statements.get(1).filter(|_| known) else { return };
        if self.builder.findings.any_within(piece.start, piece.end) {
            return;
        }
        let line = self.line(orphan.start, orphan.end);
        let span = self.builder.findings.span(orphan.start, orphan.start + line.len());
        let finding = Diagnostic::error(
            codes::OUTSIDE_BLOCK,
            span,
            format!("`{}` stands in no block", shorten(line)),
            "outside of every block",
        );
        let finding = match piece.statements.first().and_then(|s| s.blocks.last()) {
            Some(block) if WITH_BLOCK.contains(&piece.keyword.as_str()) => {
                finding.label(self.builder.findings.span(block.close, block.end), "the block ended here")
            }
            _ => finding,
        };
        self.builder
            .findings
            .push(finding.help("move it into the `{ }` of the declaration that it belongs to"));
    }
}

fn head_rule(keyword: &str) -> Option<Rule> {
    Some(match keyword {
        "policy" => Rule::policy_statement,
        "ticket" => Rule::ticket_statement,
        "calendar" => Rule::calendar_statement,
        "clock" => Rule::clock_statement,
        "level" => Rule::level_statement,
        "rules" => Rule::rules_statement,
        "objective" => Rule::objective_statement,
        "test" => Rule::test_statement,
        _ => return None,
    })
}
