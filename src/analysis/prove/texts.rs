//! Tests of texts: what follows from what, and a text that passes some and fails others.

use super::values::text_holds;
use duly_plan::{FieldId, TextTest};
use regex_syntax::hir::{Class, Hir, HirKind};

/// A test by which equal ones are known: case is ignored except by patterns.
pub(super) fn key(field: FieldId, test: TextTest, text: &str) -> (FieldId, u8, String) {
    let (rank, text) = match test {
        TextTest::Contains => (0, text.to_lowercase()),
        TextTest::StartsWith => (1, text.to_lowercase()),
        TextTest::EndsWith => (2, text.to_lowercase()),
        TextTest::Matches => (3, text.to_owned()),
    };
    (field, rank, text)
}

/// Whether every text that passes one test passes the other; patterns aside. Both in lower case.
pub(super) fn implies((test, text): (TextTest, &str), (other, wanted): (TextTest, &str)) -> bool {
    match (test, other) {
        (TextTest::Matches, _) | (_, TextTest::Matches) => false,
        (_, TextTest::Contains) => text.contains(wanted),
        (TextTest::StartsWith, TextTest::StartsWith) => text.starts_with(wanted),
        (TextTest::EndsWith, TextTest::EndsWith) => text.ends_with(wanted),
        _ => false,
    }
}

/// Whether no text passes both tests; patterns aside. Both in lower case.
pub(super) fn excludes((test, text): (TextTest, &str), (other, wanted): (TextTest, &str)) -> bool {
    match (test, other) {
        (TextTest::StartsWith, TextTest::StartsWith) => {
            !text.starts_with(wanted) && !wanted.starts_with(text)
        }
        (TextTest::EndsWith, TextTest::EndsWith) => !text.ends_with(wanted) && !wanted.ends_with(text),
        _ => false,
    }
}

/// A text that passes exactly those of `tests` that are marked, and is none of `named`; none if none is found.
pub(super) fn text(tests: &[(TextTest, &str, bool)], named: &[&str]) -> Option<String> {
    let passes = |text: &String| {
        !named.contains(&text.as_str())
            && tests.iter().all(|(test, wanted, yes)| text_holds(*test, wanted, text) == *yes)
    };
    let wanted = |kind: TextTest| {
        tests.iter().filter(move |(test, _, yes)| *yes && *test == kind).map(|(_, text, _)| *text)
    };
    let longest = |kind| wanted(kind).max_by_key(|text| text.len()).unwrap_or("");
    let (start, end) = (longest(TextTest::StartsWith), longest(TextTest::EndsWith));
    let middle: Vec<String> = wanted(TextTest::Contains)
        .map(str::to_owned)
        .chain(wanted(TextTest::Matches).filter_map(matching))
        .collect();
    let joined = |sep: &str| {
        let parts = std::iter::once(start).chain(middle.iter().map(String::as_str)).chain([end]);
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(sep)
    };
    let bare = middle.first().cloned().unwrap_or_default();
    let plain = [joined(" "), bare, "other".to_owned(), "-".to_owned(), "~".to_owned()];
    let separated =
        [" ", "-", "_", "~", "|", "\u{2026}"].map(|sep| format!("{start}{sep}{}{sep}{end}", joined(sep)));
    plain.into_iter().filter(|text| !text.is_empty()).chain(separated).find(passes)
}

/// A text that a pattern matches, a short one.
fn matching(pattern: &str) -> Option<String> {
    let mut text = Vec::new();
    write(&regex_syntax::parse(pattern).ok()?, &mut text);
    String::from_utf8(text).ok()
}

fn write(hir: &Hir, text: &mut Vec<u8>) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.extend(&literal.0),
        HirKind::Class(Class::Unicode(class)) => {
            // A letter or digit reads better than the first character of a wide class.
            let chars = || class.ranges().iter().flat_map(|range| range.start()..=range.end());
            let plain = class.ranges().iter().find_map(|range| {
                ['a', '1', 'A', ' '].into_iter().find(|c| range.start() <= *c && *c <= range.end())
            });
            let mut buffer = [0; 4];
            if let Some(c) = plain.or_else(|| chars().next()) {
                text.extend(c.encode_utf8(&mut buffer).bytes());
            }
        }
        HirKind::Class(Class::Bytes(class)) => text.extend(class.ranges().first().map(|range| range.start())),
        HirKind::Repetition(repetition) => (0..repetition.min).for_each(|_| write(&repetition.sub, text)),
        HirKind::Capture(capture) => write(&capture.sub, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, text)),
        HirKind::Alternation(parts) => parts.iter().take(1).for_each(|part| write(part, text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TextTest::{Contains, EndsWith, Matches, StartsWith};

    #[test]
    fn a_text_passes_what_it_should_and_nothing_else() {
        let tests = [
            (StartsWith, "re:", true),
            (Contains, "urgent", true),
            (Contains, "gent", true),
            (EndsWith, "urgent", false),
            (StartsWith, "re: urgent", false),
            (Matches, r"INC\d{3,}", true),
        ];
        let found = text(&tests, &["re: urgent"]).unwrap();
        for (test, wanted, yes) in tests {
            assert_eq!(text_holds(test, wanted, &found), yes, "{wanted} in {found}");
        }
        assert_eq!(text(&[(Contains, "ab", true), (Contains, "a", false)], &[]), None);
        assert_eq!(text(&[], &["other"]), Some("-".to_owned()));
    }

    #[test]
    fn what_follows_from_a_test_follows() {
        assert!(implies((StartsWith, "re: a"), (StartsWith, "re")));
        assert!(implies((EndsWith, "abc"), (Contains, "b")));
        assert!(!implies((Contains, "abc"), (StartsWith, "abc")));
        assert!(
            excludes((StartsWith, "a"), (StartsWith, "b"))
                && !excludes((StartsWith, "a"), (StartsWith, "ab"))
        );
    }
}
