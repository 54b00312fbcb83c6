//! The layout by examples. What it promises of any text is tested on all policies of the repository, and by a fuzz target.

use super::{Unformatted, format};
use duly_diag::FileId;

fn formatted(text: &str) -> String {
    match format(FileId(0), text) {
        Ok(formatted) => formatted,
        Err(why) => panic!("{why:?}\n{text}"),
    }
}

/// A text's layout; the layout of that is itself.
#[track_caller]
fn becomes(text: &str, expected: &str) {
    let out = formatted(text);
    assert_eq!(out, expected, "\n{out}");
    assert_eq!(formatted(expected), expected, "the layout is not stable");
}

/// The lines of a block, laid out by themselves.
#[track_caller]
fn lines_become(head: &str, lines: &str, expected: &str) {
    let indented: String =
        expected.lines().map(|l| if l.is_empty() { "\n".into() } else { format!("  {l}\n") }).collect();
    becomes(&format!("duly 1\n{head} {{\n{lines}\n}}\n"), &format!("duly 1\n{head} {{\n{indented}}}\n"));
}

#[test]
fn a_policy_in_the_canonical_layout_stays_as_it_is() {
    let text = include_str!("../testdata/acme.sla");
    assert_eq!(formatted(text), text);
    let text = include_str!("../testdata/clocks.sla");
    assert_eq!(formatted(text), text);
}

#[test]
fn spaces_between_words() {
    lines_become(
        "ticket",
        "priority  low<normal  <high ,normal   if unset\n\tlate means(priority>=high)and not(seats<=-3 or vip )",
        "priority  low < normal < high, normal if unset\nlate      means (priority >= high) and not (seats <= -3 or vip)",
    );
    lines_become(
        "calendar office",
        "mon - thu 08:30 - 12:00 ,12:30-17:00\nclosed 2026-12-24..2026-12-31\"x\"\nclosed every 24 dec",
        "mon-thu  08:30-12:00, 12:30-17:00\nclosed   2026-12-24 .. 2026-12-31  \"x\"\nclosed   every 24 dec"
            .replace("31  \"x\"", "31 \"x\"")
            .as_str(),
    );
    lines_become(
        "level a on b",
        "warn at 75 %,15m before\nx within 2   business  days by   16:00 on \"c d\"",
        "warn at 75%, 15m before\nx within 2 business days by 16:00 on \"c d\"",
    );
}

#[test]
fn strings_and_lengths_stay_as_they_are() {
    lines_become(
        "ticket",
        "a means subject is \"two  spaces # no comment; \\\" { }\"\nb means age >= 90m",
        "a  means subject is \"two  spaces # no comment; \\\" { }\"\nb  means age >= 90m",
    );
}

#[test]
fn statements_stand_on_lines_of_their_own_unless_their_block_is_one_line() {
    becomes(
        "duly 1;policy \"P\" { zone \"UTC\" ;owner \"o\" };ticket { a text; b text\n c text }\ncalendar x\n{\n}",
        "duly 1\npolicy \"P\" { zone \"UTC\"; owner \"o\" }\nticket {\n  a  text\n  b  text\n  c  text\n}\ncalendar x {}\n",
    );
}

#[test]
fn one_blank_line_at_most_and_none_at_the_edges_of_a_block() {
    becomes(
        "\n\nduly 1\n\n\n\nticket {\n\n  a text\n\n\n  b text\n\n}\n\n",
        "duly 1\n\nticket {\n  a  text\n\n  b  text\n}\n"
            .replace("a  text", "a text")
            .replace("b  text", "b text")
            .as_str(),
    );
}

#[test]
fn comments_keep_their_places() {
    becomes(
        "# first\nduly 1 # version\n\n#behind\n   ## A doc.\n##   Its second line.\nticket {# opens\n      # own\n  a text # one\n\
         longer text    # two  \n\n  # last\n} # closed\n# end",
        "# first\nduly 1  # version\n\n#behind\n## A doc.\n##   Its second line.\nticket {  # opens\n  # own\n  a       text  # one\n  \
         longer  text  # two\n\n  # last\n}  # closed\n# end\n",
    );
    lines_become(
        "rules",
        "\"a\" if ( x # why\n# and\n or y) # more\n   # still\n then level z # done",
        "\"a\" if (x  # why\n    # and\n    or y)  # more\n  # still\n  then level z  # done",
    );
    lines_become(
        "clock c",
        "start when a, # one\n   b, # two\n # three\n c\nstop when d # four",
        "start when a,  # one\n  b,  # two\n  # three\n  c\nstop when d  # four",
    );
    becomes("duly 1\nticket # why\n{ # opens\n a text }", "duly 1\nticket  # why\n{  # opens\n  a text\n}\n");
}

#[test]
fn tables_are_aligned_over_comments_and_blank_lines() {
    lines_become(
        "level a on b",
        "targets by p {|x|yyyy , z|unset\n# about it\nfirst|1h|2 business days by close|none\n\n second_one|30m on c|none|3h # last\n}",
        "targets by p {\n             | x        | yyyy, z                  | unset\n  # about it\n  \
         first      | 1h       | 2 business days by close | none\n\n  second_one | 30m on c | none                     | 3h  # last\n}",
    );
}

#[test]
fn columns_of_lines_that_follow_each_other() {
    lines_become(
        "rules",
        "\"One\" if a then level x\n\"Two and more\" if b or c then level y\notherwise level z\n\n\"Three\" if d then level x",
        "\"One\"          if a      then level x\n\"Two and more\" if b or c then level y\notherwise level z\n\n\"Three\" if d then level x",
    );
    lines_become(
        "level a on b",
        "x within 1h\nwarn at 5m before\nlonger by promised\nmid none\ntrack y\nc { within 4h on d if e\nwithin 3 business days otherwise }",
        "x      within 1h\nwarn at 5m before\nlonger by promised\nmid    none\ntrack y\nc {\n  within 4h on d          if e\n  \
         within 3 business days  otherwise\n}",
    );
    becomes(
        "duly 1\nlevel a calendar by region { \"EU\", \"UK\" eu\nunset office } { x within 1h }",
        "duly 1\nlevel a calendar by region {\n  \"EU\", \"UK\"  eu\n  unset       office\n} { x within 1h }\n",
    );
}

#[test]
fn columns_that_would_be_too_wide_are_left_alone() {
    let (long, rule) = ("x".repeat(60), "then level z");
    let lines = format!("\"A\" if {long} {rule}\n\"{}\" if b {rule}", "n".repeat(40));
    lines_become("rules", &lines, &lines);
}

#[test]
fn what_is_too_wide_is_broken() {
    let name = |n: usize| format!("{}{n}", "condition_number_".repeat(2));
    let (a, b, c) = (name(1), name(2), name(3));
    lines_become(
        "rules",
        &format!("\"A\" if {a} and {b} then level gold, tag \"vip\" because \"annex\" owner \"x\""),
        &format!("\"A\" if {a} and {b}\n  then level gold, tag \"vip\"\n  because \"annex\" owner \"x\""),
    );
    lines_become(
        "rules",
        &format!("\"A\" if all of {{ {a}; {b}; not {c} }} then level gold"),
        &format!("\"A\" if all of {{\n  {a}\n  {b}\n  not {c}\n}} then level gold"),
    );
    lines_become(
        "ticket",
        &format!("x means {a} and {b} and {c}"),
        &format!("x means {a}\n  and {b}\n  and {c}"),
    );
    lines_become("ticket", &format!("x {a}, {b}, {c}"), &format!("x {a}, {b},\n  {c}"));
}

#[test]
fn lines_that_were_ended_stay_ended() {
    lines_become(
        "rules",
        "\"A\"\nif a\n    or b\nthen level x,\ntag \"y\"\n\"B\" if any of {\n c\n d }\nthen level z",
        "\"A\"\n  if a\n  or b\n  then level x,\n  tag \"y\"\n\"B\" if any of {\n  c\n  d\n} then level z",
    );
}

#[test]
fn line_ends_and_marks_of_other_systems_go() {
    becomes("\u{feff}duly 1\r\n\r\nticket {\r\n  a text\u{a0}\r\n}\r\n", "duly 1\n\nticket {\n  a text\n}\n");
}

#[test]
fn mistakes_are_told_and_nothing_is_laid_out() {
    let Err(Unformatted::Mistakes(found)) = format(FileId(0), "duly 1\nticket { a text") else { panic!() };
    assert!(duly_diag::has_errors(&found));
    assert!(matches!(format(FileId(0), ""), Err(Unformatted::Mistakes(_))));
}
