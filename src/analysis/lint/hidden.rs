//! Characters in the text that cannot be seen, or that change how the rest is read.

use crate::findings::Findings;
use duly_diag::{Diagnostic, FileId, SourceMap, Span, codes};

/// Looks at the text of every file but the standard ones, comments and strings too.
pub(crate) fn lint(sources: &SourceMap, files: &[FileId], findings: &mut Findings) {
    for id in files {
        if let Some(file) = sources.file(*id).filter(|file| !file.name.starts_with('<')) {
            text(*id, &file.text, findings);
        }
    }
}

/// What such a character does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Harm {
    Direction,
    Invisible,
    Space,
    Control,
}

fn text(file: FileId, text: &str, findings: &mut Findings) {
    let mut quoted = false;
    let mut comment = false;
    let mut before = '\n';
    for (at, c) in text.char_indices() {
        match c {
            '\n' => (quoted, comment) = (false, false),
            // A backslash keeps a quote inside its string.
            '"' if quoted && before == '\\' => {}
            '"' if !comment => quoted = !quoted,
            '#' if !quoted => comment = true,
            _ => {}
        }
        let first = at == 0 && c == '\u{feff}';
        if let Some(harm) = harm(c, before).filter(|harm| !first && (*harm != Harm::Space || quoted)) {
            let span = Span::new(file, at, at + c.len_utf8());
            findings.add(finding(c, harm, span));
        }
        before = c;
    }
}

fn finding(c: char, harm: Harm, span: Span) -> Diagnostic {
    let point = format!("U+{:04X}", u32::from(c));
    let (what, replacement) = match harm {
        Harm::Direction => ("turns the direction of the text, so it reads otherwise than it stands", ""),
        Harm::Invisible => ("cannot be seen", ""),
        Harm::Space => ("looks like a space and is none", " "),
        Harm::Control => ("controls a terminal and cannot be seen", ""),
    };
    let help = if harm == Harm::Space { "write a plain space" } else { "take it out" };
    Diagnostic::warning(codes::HIDDEN_CHARACTER, span, format!("the character {point} here {what}"), "")
        .help(help)
        .fix(span, replacement)
}

/// What is wrong with a character behind another one. Joiners and variation selectors belong to many scripts
/// and to emoji, and say nothing behind a letter of ASCII.
fn harm(c: char, before: char) -> Option<Harm> {
    match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => {
            Some(Harm::Direction)
        }
        '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' => before.is_ascii().then_some(Harm::Invisible),
        '\u{200b}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}'
        | '\u{180e}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{e0000}'..='\u{e007f}' => Some(Harm::Invisible),
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => Some(Harm::Space),
        '\t' | '\n' | '\r' => None,
        c if c.is_control() => Some(Harm::Control),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(policy: &str) -> Vec<String> {
        let mut findings = Findings::default();
        text(FileId(0), policy, &mut findings);
        findings.into_sorted().into_iter().map(|d| d.message).collect()
    }

    #[test]
    fn what_cannot_be_seen_is_named_by_its_number() {
        assert_eq!(found("tags has \"VIP\u{200b}\""), ["the character U+200B here cannot be seen"]);
        assert!(found("# \u{202e}drawkcab")[0].contains("U+202E"));
        assert!(found("tags has \"VIP\u{a0}x\"")[0].contains("U+00A0"));
    }

    #[test]
    fn what_belongs_to_a_script_or_an_emoji_is_left_alone() {
        assert!(
            found("\u{feff}duly 1 # a\u{a0}comment\n").is_empty(),
            "a byte order mark, a space of a comment"
        );
        assert!(found("\"\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}\"").is_empty(), "Persian");
        assert!(found("\"\u{1f468}\u{200d}\u{1f469} \u{2764}\u{fe0f}\"").is_empty(), "emoji");
    }
}
