//! How the text itself is read: lines, comments, odd bytes, brackets, what later versions bring, and whatever
//! else comes.

use crate::ast::{DeclarationKind, File};
use crate::balance::DEEPEST;
use crate::{parse, parse_condition};
use duly_diag::{Code, Diagnostic, FileId, SourceMap, codes};
use proptest::prelude::*;

const ACME: &str = include_str!("testdata/acme.sla");

fn codes_of(text: &str) -> Vec<Code> {
    parse(FileId(0), text).diagnostics.iter().map(|d| d.code).collect()
}

/// A tree without its places.
fn shape(file: &File) -> String {
    let text = format!("{file:?}");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("Span {") {
        out.push_str(&rest[..at]);
        rest = &rest[at + rest[at..].find('}').unwrap_or(0)..];
    }
    out + rest
}

fn declared(text: &str) -> usize {
    let parsed = parse(FileId(0), text);
    assert!(parsed.diagnostics.is_empty(), "{text}\n{:?}", parsed.diagnostics);
    parsed.file.declarations.len()
}

#[test]
fn line_ends_marks_and_odd_spaces_change_nothing() {
    let plain = parse(FileId(0), ACME);
    for text in [
        ACME.replace('\n', "\r\n"),
        format!("\u{feff}{ACME}"),
        ACME.replace("  ", "\t\u{a0}"),
        ACME.replace('\n', "\n\n  # a remark\n"),
        format!("{}   ", ACME.trim_end()),
    ] {
        let other = parse(FileId(0), &text);
        assert_eq!(other.diagnostics, []);
        let mut files = [plain.file.clone(), other.file];
        for file in &mut files {
            file.comments.clear();
        }
        assert_eq!(shape(&files[0]), shape(&files[1]));
    }
}

#[test]
fn a_line_goes_on_where_the_language_says_so() {
    let one = "rules {\n  \"a\"\n    if x\n\n    # a remark between\n    and y\n    then level gold,\n      tag \"t\"\n    because \"z\"\n}";
    assert_eq!(declared(&format!("duly 1\n{one}")), 1);
    assert_eq!(declared("duly 1\nlevel a\n{\n  r within 4h; s within 5h\n}\nlevel b { r within 4h }"), 2);
    assert_eq!(declared("duly 1\nrules { \"a\" if (x\n  or\n y\n) then no level }"), 1);
}

#[test]
fn content_may_stand_in_the_first_column_where_it_declares_nothing() {
    assert_eq!(
        declared(
            "duly 1\nticket {\nlevel text\ncalendar none < some\nclock \"x\", \"y\"\n}\nlevel l {\nr within 4h\n}\n"
        ),
        2
    );
    assert_eq!(declared("duly 1\nlevel l {\ncalendar by region {\n\"EU\" eu\n}\n}\n"), 1);
    assert_eq!(declared("duly 1\n  ticket { a text }\n\tlevel l { r within 4h }\n"), 2);
}

#[test]
fn keywords_are_names_outside_of_their_place() {
    let text = "duly 1\nticket {\n  created text\n  level low < high\n  on number\n  closed means level is high and on > 3\n}\nrules { \"r\" if created is \"x\" and within is set then level on }\n";
    assert_eq!(declared(text), 2);
    assert_eq!(codes_of("duly 1\nticket { then text }\n"), [codes::SYNTAX]);
}

#[test]
fn names_may_have_letters_of_any_alphabet() {
    assert_eq!(
        declared("duly 1\nlevel přednost_č1 { \"první odpověď\" within 4h }\nlevel 優先 { r within 4h }\n"),
        2
    );
}

#[test]
fn doc_comments_belong_to_the_next_declaration() {
    let text = "duly 1\n# plain\n## One\n##  two \n\nlevel a {\n  ## inside\n  r within 4h # \"tail\"\n}\n## late\n######\nlevel \"b # c\" { r within 1h }\n## last\n";
    let parsed = parse(FileId(0), text);
    assert_eq!(parsed.diagnostics, []);
    let docs: Vec<_> =
        parsed.file.declarations.iter().map(|d| d.doc.as_ref().map(|t| t.node.as_str())).collect();
    assert_eq!(docs, [Some("One\n two"), Some("late")]);
    let comments: Vec<&str> = parsed.file.comments.iter().map(|c| c.node.as_str()).collect();
    assert_eq!(comments, [" plain", "# inside", " \"tail\"", "#####", "# last"]);
}

#[test]
fn spans_cover_what_was_written() {
    let parsed = parse(FileId(0), ACME);
    let mut map = SourceMap::new();
    map.add("acme.sla", ACME);
    let of = |i: usize| &parsed.file.declarations[i];
    assert_eq!(map.text(of(3).span), "calendar phones in \"Europe/Prague\" { daily 06:00-22:00 }");
    assert!(map.text(of(7).span).starts_with("rules {") && map.text(of(7).span).ends_with("standard\n}"));
    let DeclarationKind::Rules(rules) = &of(7).kind else { panic!() };
    let second = &rules.rules[1];
    assert_eq!(map.text(second.name.span), "\"Gold contracts\"");
    assert_eq!(map.text(second.condition.as_ref().unwrap().span), "contract is gold");
    assert_eq!(map.text(second.actions[0].span), "level gold");
    let DeclarationKind::Ticket(ticket) = &of(1).kind else { panic!() };
    let crate::ast::TicketItem::Field(priority) = &ticket.items[0] else { panic!() };
    assert_eq!(map.text(priority.kind_span), "low < normal < high < urgent");
    assert_eq!(map.text(priority.span), "priority    low < normal < high < urgent, normal if unset");
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    let nested = |n: usize| format!("{}a{}", "(".repeat(n), ")".repeat(n));
    assert!(parse_condition(FileId(0), &nested(DEEPEST)).is_ok());
    for n in [DEEPEST + 1, 1_000, 100_000] {
        let found = parse_condition(FileId(0), &nested(n)).unwrap_err();
        assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), [codes::TOO_DEEP]);
    }
    let blocks = |n: usize| format!("{}a{}", "all of { ".repeat(n), " }".repeat(n));
    assert!(parse_condition(FileId(0), &blocks(DEEPEST)).is_ok());
    assert_eq!(
        codes_of(&format!(
            "duly 1\nrules {{\n  \"a\" if {} then no level\n}}\nlevel l {{ r within 4h }}\n",
            blocks(5_000)
        )),
        [codes::TOO_DEEP]
    );
    // What cannot nest only has to end.
    assert!(parse_condition(FileId(0), &"not ".repeat(10_000)).is_err());
    assert!(!codes_of(&"{".repeat(10_000)).is_empty());
    assert!(!codes_of(&"(".repeat(10_000)).is_empty());
    assert!(!codes_of(&format!("duly 1\ntest \"x\" {}", "{ ".repeat(100_000))).is_empty());
}

#[test]
fn one_mistake_does_not_hide_the_next() {
    let text = "duly 1\npolicy p { tz \"x\" }\nticket { a numbr; b text }\ncalendar c {\n  mon 9:00-17:00\n  tue 09:00\n}\nlevel l {\n  r within 1d\n  s within 4h\n}\nrules { \"a\" if x level l }\n";
    let found = parse(FileId(0), text);
    let mut map = SourceMap::new();
    map.add("x.sla", text);
    let lines: Vec<u32> = found.diagnostics.iter().map(|d| map.position(d.span()).line).collect();
    assert_eq!(lines, [2, 3, 5, 6, 9, 12]);
    assert_eq!(found.file.declarations.len(), 5);
}

#[test]
fn findings_come_in_the_order_of_their_places() {
    let found = parse(FileId(0), "level l {\n  r within 1d\n  \u{201c}s\u{201d} within 1d\n").diagnostics;
    assert!(found.len() > 3 && found.is_sorted_by_key(Diagnostic::span));
}

/// Every place in a tree and its findings lies within the text, on whole characters.
fn places_are_sound(text: &str) {
    let parsed = parse(FileId(0), text);
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for found in &parsed.diagnostics {
        let fixes = found.fix.iter().map(|f| f.span);
        ranges.extend(
            found.labels.iter().map(|l| l.span).chain(fixes).map(|s| (s.start as usize, s.end as usize)),
        );
    }
    let tree = format!("{:?}", parsed.file);
    for piece in tree.split("Span { file: FileId(0), start: ").skip(1) {
        let numbers: Vec<&str> =
            piece.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).take(2).collect();
        if piece.contains(", end: ")
            && let [start, end] = numbers[..]
        {
            ranges.push((start.parse().unwrap(), end.parse().unwrap()));
        }
    }
    for (start, end) in ranges {
        assert!(text.get(start..end).is_some(), "{start}..{end} of {text:?}");
    }
}

/// Pieces of policies, whole and broken.
fn fragment() -> impl Strategy<Value = String> {
    let known = [
        "duly 1",
        "policy \"p\" {",
        "ticket {",
        "calendar c {",
        "clock c {",
        "level l {",
        "rules {",
        "}",
        "{",
        "(",
        ")",
        "\n",
        "\n",
        ";",
        ",",
        "\"",
        "\"a\"",
        "“a”",
        "'a'",
        "–",
        "…",
        "\u{a0}",
        "\u{feff}",
        "\r\n",
        "#",
        "## d",
        "```",
        "|",
        "targets by p {",
        "| a | b",
        "r | 1h | 2h",
        "all of {",
        "any of",
        "if",
        "then",
        "and",
        "or",
        "not",
        "is",
        "one of",
        "within",
        "4h",
        "1d",
        "90 minutes",
        "mon-fri",
        "9:00-17:00",
        "08:30-12:00",
        "24:00",
        "closed every 24 dec",
        "2026-02-30",
        "6.3.2026",
        "03/06",
        "start when created",
        "restart when",
        "as met",
        "by close",
        "level gold",
        "otherwise",
        "else",
        "warn at 75",
        "99999999999999999999h",
        "1e9",
        "-",
        "..",
        "=",
        "&&",
        "ěšč",
        "🦀",
        "\u{0}",
        "\\\"",
    ];
    prop_oneof![4 => prop::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_tree_and_findings(text in "(?s).{0,80}") {
        places_are_sound(&text);
        let _ = parse_condition(FileId(0), &text);
    }

    #[test]
    fn any_pieces_of_policies_do_too(pieces in prop::collection::vec(fragment(), 0..40)) {
        let text = pieces.join(" ");
        places_are_sound(&text);
        let _ = parse_condition(FileId(0), &text);
    }

    #[test]
    fn a_policy_with_pieces_cut_out_and_put_in_does_too(
        at in any::<prop::sample::Index>(), cut in 0usize..60, put in fragment(),
    ) {
        let boundaries: Vec<usize> = ACME.char_indices().map(|(i, _)| i).collect();
        let from = boundaries[at.index(boundaries.len())];
        let to = boundaries.iter().copied().find(|b| *b >= from + cut).unwrap_or(ACME.len());
        places_are_sound(&format!("{}{put}{}", &ACME[..from], &ACME[to..]));
    }

    #[test]
    fn an_error_is_never_silent(text in "[a-z]{1,8}( [a-z]{1,8}){0,3}") {
        // A line of words is no clock line by chance: it is in the tree or it draws a finding.
        let parsed = parse(FileId(0), &format!("duly 1\nclock c {{\n  {text}\n}}\n"));
        let DeclarationKind::Clock(clock) = &parsed.file.declarations[0].kind else { panic!() };
        prop_assert_eq!(clock.items.len() + parsed.diagnostics.len(), 1);
    }
}

#[test]
fn a_script_that_is_never_closed_ends_before_the_next_declaration() {
    let text = "duly 1\nscript f() -> number ```rhai\n  if a { 1 }\nlevel l { r within 4h }\n";
    let found = parse(FileId(0), text);
    assert_eq!(found.diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), [codes::UNCLOSED_SCRIPT]);
    assert_eq!(found.diagnostics[0].span().start, 28);
    assert_eq!(found.file.declarations.len(), 1);
}

#[test]
fn what_a_script_gives_is_read_as_meant() {
    let head = |kind: &str| codes_of(&format!("duly 1\nscript f(a) -> {kind} ```rhai\n1\n```\n"));
    assert_eq!(head("list  of   dates"), []);
    assert_eq!(head("bool"), [codes::SCRIPT_TYPE]);
    assert_eq!(head("nubmer"), [codes::SCRIPT_TYPE]);
    assert_eq!(codes_of("duly 1\nscript f(a) -> number ```lua\n1\n```\n"), [codes::SCRIPT_LANGUAGE]);
    assert_eq!(codes_of("duly 1\nscript f(a) -> number\n"), [codes::SYNTAX]);
    assert_eq!(codes_of("duly 1\ncalendar c { closed dates easter(month) }\n"), [codes::SCRIPT_DATES]);
}
