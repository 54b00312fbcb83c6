//! Brackets and their partners within one declaration, and what to do where one is missing.
//!
//! Where the count is right, nothing but the count matters. Where it is not, the indentation shows which bracket
//! is the culprit: it is reported once, the tokens are mended, and the rest of the declaration reads as it was
//! meant.

use crate::diagnose::Findings;
use crate::regions::{RESERVED, WITH_BLOCK};
use crate::scan::{Kind, Token};
use duly_diag::{Diagnostic, Span, codes};

/// How many brackets may stand inside each other; more than any policy needs, less than the stack bears.
pub(crate) const DEEPEST: usize = 32;

/// Gives the tokens of one declaration with every bracket paired; `None` where they nest too deeply. Tokens that
/// are put in have no width.
pub(crate) fn balance(text: &str, region: &[Token], findings: &mut Findings<'_>) -> Option<Vec<Token>> {
    let mut tokens = region.to_vec();
    let pairing = pair(&tokens);
    if let Some(i) = pairing.too_deep {
        let span = findings.span(tokens[i].start, tokens[i].end);
        let message = format!("brackets stand more than {DEEPEST} deep inside each other");
        let finding = Diagnostic::error(codes::TOO_DEEP, span, message, "one too many here");
        findings.push(finding.help("give parts of the condition names with `means` in a `ticket` block"));
        return None;
    }
    let mut reported: Option<usize> = None;
    for i in pairing.parentheses {
        // One finding a line.
        let again = reported.is_some_and(|r| !tokens[r..i].iter().any(|t| t.kind == Kind::Newline));
        if !again {
            stray_parenthesis(&tokens[i], findings);
        }
        reported = Some(i);
        tokens[i].kind = Kind::Other;
    }
    if let Some(i) = doubled_opener(&tokens).filter(|_| !pairing.unclosed.is_empty()) {
        report_surplus(&tokens[i], findings);
        tokens.remove(i);
    } else if !pairing.unclosed.is_empty() {
        tokens = close_missing(text, &tokens, pairing.unclosed.len(), findings);
    } else if !pairing.stray.is_empty() {
        tokens = mend_stray(text, tokens, findings);
    }
    Some(tokens)
}

/// The brackets that have no partner.
struct Pairing {
    unclosed: Vec<usize>,
    stray: Vec<usize>,
    parentheses: Vec<usize>,
    too_deep: Option<usize>,
}

fn pair(tokens: &[Token]) -> Pairing {
    let mut found =
        Pairing { unclosed: Vec::new(), stray: Vec::new(), parentheses: Vec::new(), too_deep: None };
    let mut stack: Vec<usize> = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::OpenBrace | Kind::OpenParen => {
                stack.push(i);
                if stack.len() > DEEPEST && found.too_deep.is_none() {
                    found.too_deep = Some(i);
                }
            }
            Kind::CloseParen => match stack.last() {
                Some(&top) if tokens[top].kind == Kind::OpenParen => {
                    stack.pop();
                }
                _ => found.parentheses.push(i),
            },
            Kind::CloseBrace => {
                let Some(at) = stack.iter().rposition(|&o| tokens[o].kind == Kind::OpenBrace) else {
                    found.stray.push(i);
                    continue;
                };
                found.parentheses.extend(stack.drain(at + 1..));
                stack.pop();
            }
            _ => {}
        }
    }
    let (parentheses, braces): (Vec<_>, Vec<_>) =
        stack.into_iter().partition(|&o| tokens[o].kind == Kind::OpenParen);
    found.parentheses.extend(parentheses);
    found.parentheses.sort_unstable();
    found.unclosed = braces;
    found
}

/// A `{` right behind another one.
fn doubled_opener(tokens: &[Token]) -> Option<usize> {
    let doubled = |pair: &[Token]| pair.iter().all(|t| t.kind == Kind::OpenBrace);
    tokens.windows(2).position(doubled).map(|i| i + 1)
}

fn report_surplus(token: &Token, findings: &mut Findings<'_>) {
    let span = findings.span(token.start, token.end);
    let (message, label) = if token.kind == Kind::OpenBrace {
        ("this `{` is one too many", "a block is opened before it")
    } else {
        ("this `}` closes nothing", "no block is open here")
    };
    findings
        .push(Diagnostic::error(codes::STRAY_BRACKET, span, message, label).help("remove it").fix(span, ""));
}

/// Reports a parenthesis without a partner.
fn stray_parenthesis(token: &Token, findings: &mut Findings<'_>) {
    let span = findings.span(token.start, token.end);
    let finding = if token.kind == Kind::OpenParen {
        Diagnostic::error(codes::STRAY_BRACKET, span, "this `(` is never closed", "opened here")
            .help("write the `)` where the group ends")
    } else {
        Diagnostic::error(codes::STRAY_BRACKET, span, "this `)` closes nothing", "no `(` is open here")
            .help("remove it, or open the group with `(`")
    };
    findings.push(finding);
}

/// Puts `}` where the indentation shows that a block ended; the last resort is the end of the declaration.
fn close_missing(
    text: &str,
    tokens: &[Token],
    mut missing: usize,
    findings: &mut Findings<'_>,
) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len() + missing);
    let mut stack: Vec<Token> = Vec::new();
    let mut reported = false;
    for &token in tokens {
        let line_begins = token.first && token.kind != Kind::Newline;
        while missing > 0 && line_begins {
            let Some(&top) = stack.last() else { break };
            let word = token.text(text);
            let ended = match token.kind {
                Kind::CloseBrace => top.indent > token.indent && stack.len() > 1,
                _ => {
                    stack.len() > 1 && (token.indent <= top.indent || word == "then") && token.start > top.end
                }
            };
            if !ended {
                break;
            }
            stack.pop();
            missing -= 1;
            put_closing(&mut out, top, &mut reported, findings);
        }
        match token.kind {
            Kind::OpenBrace => stack.push(token),
            Kind::CloseBrace => {
                stack.pop();
            }
            _ => {}
        }
        out.push(token);
    }
    while let Some(top) = stack.pop() {
        // The outermost is the one to report: what is inside it ended before it.
        reported |= !stack.is_empty();
        put_closing(&mut out, top, &mut reported, findings);
        reported &= stack.len() != 1;
    }
    out
}

/// Adds a closing brace after the last token that is no newline.
fn put_closing(out: &mut Vec<Token>, opener: Token, reported: &mut bool, findings: &mut Findings<'_>) {
    let after = out.iter().rposition(|t| t.kind != Kind::Newline).map_or(0, |i| i + 1);
    let at = after.checked_sub(1).map_or(opener.end, |i| out[i].end);
    let closing = Token { kind: Kind::CloseBrace, start: at, end: at, indent: opener.indent, first: false };
    out.insert(after, closing);
    if !std::mem::replace(reported, true) {
        let (span, place) = (findings.span(opener.start, opener.end), findings.span(at, at));
        let finding =
            Diagnostic::error(codes::UNCLOSED_BLOCK, span, "this `{` is never closed", "opened here")
                .label(place, "a `}` belongs here")
                .help("close the block with `}`")
                .fix(place, format!("\n{}}}", " ".repeat(opener.indent)));
        findings.push(finding);
    }
}

/// Mends a declaration with a `}` too many: a `{` is missing, or a `}` is to go.
fn mend_stray(text: &str, mut tokens: Vec<Token>, findings: &mut Findings<'_>) -> Vec<Token> {
    if let Some(after) = bare_quantity(text, &tokens) {
        let span = findings.span(tokens[after - 1].start, tokens[after].end);
        let message = format!("a `{{` is missing behind `{}`", findings.text(span));
        report_missing(span, message, findings);
        tokens.insert(after + 1, opener_behind(&tokens[after]));
    } else if let Some(after) = missing_opener(text, &tokens) {
        let span = findings.span(tokens[line_start(&tokens, after)].start, tokens[after].end);
        report_missing(span, "a `{` is missing at the end of this line".to_owned(), findings);
        tokens.insert(after + 1, opener_behind(&tokens[after]));
    } else if let Some(i) = surplus(&tokens) {
        // A declaration on one line that opens nothing has a head that does not parse, which says more.
        let opens = tokens.iter().any(|t| t.kind == Kind::OpenBrace);
        if opens || !WITH_BLOCK.contains(&tokens[0].text(text)) {
            report_surplus(&tokens[i], findings);
        }
        tokens.remove(i);
    }
    // Whatever is still too many was reported with the first.
    for i in pair(&tokens).stray.into_iter().rev() {
        tokens.remove(i);
    }
    tokens
}

fn report_missing(span: Span, message: String, findings: &mut Findings<'_>) {
    let finding = Diagnostic::error(codes::STRAY_BRACKET, span, message, "opens a block");
    findings.push(finding.help("open the block with `{`").fix(span.end_point(), " {"));
}

fn opener_behind(token: &Token) -> Token {
    Token { kind: Kind::OpenBrace, start: token.end, end: token.end, indent: token.indent, first: false }
}

/// The `of` of an `all of`, `any of` or `none of` that opens no block (and is not the one of `has any of`).
fn bare_quantity(text: &str, tokens: &[Token]) -> Option<usize> {
    let word = |i: usize| tokens.get(i).map_or("", |t: &Token| t.text(text));
    (1..tokens.len()).find(|&i| {
        let quantity = word(i) == "of" && matches!(word(i - 1), "all" | "any" | "none");
        let asked = i >= 2 && matches!(word(i - 2), "has" | "is" | "not" | "contains");
        let next = tokens[i + 1..].iter().find(|t| t.kind != Kind::Newline);
        quantity && !asked && next.is_some_and(|t| t.kind != Kind::OpenBrace)
    })
}

fn line_start(tokens: &[Token], of: usize) -> usize {
    tokens[..=of].iter().rposition(|t| t.first).unwrap_or(0)
}

/// The last token of the line that should have opened a block: its own line is as far in as a `}` further down
/// that would close a block of another line, and the next line is deeper.
fn missing_opener(text: &str, tokens: &[Token]) -> Option<usize> {
    let mut stack: Vec<Token> = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::OpenBrace => stack.push(*token),
            Kind::CloseBrace => {
                let top = stack.pop();
                let foreign = top.is_none_or(|t| t.indent < token.indent);
                if foreign
                    && token.first
                    && let Some(after) = opener_line(text, tokens, i)
                {
                    return Some(after);
                }
            }
            _ => {}
        }
    }
    None
}

/// For a `}` at the start of its line: the last token of the nearest line above with the same indentation, if
/// the lines between are deeper, there are any, and it opens nothing itself.
fn opener_line(text: &str, tokens: &[Token], closing: usize) -> Option<usize> {
    let indent = tokens[closing].indent;
    let above =
        tokens[..closing].iter().rposition(|t| t.first && t.kind != Kind::Newline && t.indent <= indent)?;
    let goes_on = RESERVED.contains(&tokens[above].text(text));
    if tokens[above].indent != indent || tokens[above].kind == Kind::CloseBrace || goes_on {
        return None;
    }
    let length = tokens[above..closing].iter().position(|t| t.kind == Kind::Newline)?;
    let last = above + length.checked_sub(1)?;
    let more = tokens[above + length..closing].iter().any(|t| t.kind != Kind::Newline);
    (more && tokens[last].kind != Kind::OpenBrace).then_some(last)
}

/// The `}` that is most likely too many: one behind another on a line, or one that ends the declaration while
/// indented lines follow; else the first that has no partner.
fn surplus(tokens: &[Token]) -> Option<usize> {
    let mut stack: Vec<Token> = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::OpenBrace => stack.push(*token),
            Kind::CloseBrace => {
                let top = stack.pop();
                let behind = i > 0 && tokens[i - 1].kind == Kind::CloseBrace && !token.first;
                if top.is_none() || (behind && top.is_some_and(|t| t.indent != token.indent)) {
                    return Some(i);
                }
                let next = tokens[i + 1..].iter().find(|t| t.kind != Kind::Newline);
                if stack.is_empty() && token.indent > 0 && next.is_some_and(|t| t.first && t.indent > 0) {
                    return Some(i);
                }
            }
            _ => {}
        }
    }
    None
}
