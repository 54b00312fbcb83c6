//! Scripts that mean harm: each ends soon, with a sentence at its place.

use crate::read;
use crate::tests::{code, run};
use duly_engine::Value;
use duly_plan::ScriptType;
use proptest::prelude::*;

/// What comes of a script: what checking it says, else what running it says; with the text at its place.
fn refused(text: &str) -> (String, String) {
    let found = read(&code(text, &["a"], ScriptType::Number));
    let (span, message) = match found.iter().find(|d| d.severity == duly_diag::Severity::Error) {
        Some(finding) => (finding.span(), finding.message.clone()),
        None => run(text, &[Value::Number(1.0)], ScriptType::Number).expect_err(text),
    };
    let place = span.start as usize - 100..span.end as usize - 100;
    (message, text[place].to_owned())
}

#[test]
fn each_ends_with_a_sentence() {
    let scripts = [
        ("loop { }", "50000 steps"),
        ("while true { a += 1; } a", "50000 steps"),
        ("for i in 0..9223372036854775807 { } a", "50000 steps"),
        ("let n = 0; for i in range(0, 1000000000, 1) { n += i; } n", "50000 steps"),
        ("let s = \"xx\"; loop { s += s; }", "32768 bytes"),
        ("let s = \"x\"; s.pad(1000000000, 'y'); s.len()", "32768 bytes"),
        ("let s = \"\"; s.pad(30000, 'y'); s.replace(\"\", s); s.len()", "32768 bytes"),
        ("let s = \"x\"; loop { s = `${s}${s}`; }", "32768 bytes"),
        ("let l = [0]; loop { l += l; }", "1000 values"),
        ("let l = []; loop { l.push(1); }", "1000 values"),
        ("let l = []; l.pad(1000000000, 0); l.len()", "1000 values"),
        ("let l = [1]; loop { l = [l, l]; }", "1000 values"),
        ("let m = #{}; let i = 0; loop { m[`${i}`] = i; i += 1; }", "50000 steps"),
        ("fn f(n) { f(n + 1) } f(0)", "16 deep"),
        ("fn f(n) { g(n) } fn g(n) { f(n) } f(0)", "16 deep"),
        ("a / 0", "division by zero"),
        ("1 / 0", "division by zero"),
        ("1 % 0", "division by zero"),
        ("let x = 1.0; x /= 0; x", "division by zero"),
        ("9223372036854775807 + 1", "64 bits"),
        ("let x = 9223372036854775807; x *= 2; x", "64 bits"),
        ("-9223372036854775807 - 2", "64 bits"),
        ("10 ** 400", "64 bits"),
        ("1e308 * 10", "is no number"),
        ("2.0 ** 0.5", "not the same on every machine"),
        ("let x = 2.0; x **= 0.5; x", "not the same on every machine"),
        ("hours(9223372036854775807)", "more than can be counted"),
        ("throw \"no\"", "it gave up: no"),
        ("[1][5]", "no place 5"),
        ("let m = #{ b: 1 }; m.c", "there is no `c`"),
        ("a.foo()", "there is no `foo` for a number with a point"),
        ("sin(a)", "there is no `sin`"),
        ("if \"4\" < 5 { 1 } else { 2 }", "does not go with"),
        ("date(2026, 13, 1)", "there is no date"),
    ];
    for (text, expected) in scripts {
        let (message, _) = refused(text);
        assert!(message.contains(expected), "{text}: {message}");
        let leaks = ["i64", "f64", "Dynamic", "ImmutableString", "EOI", "(line"];
        assert!(!leaks.iter().any(|leak| message.contains(leak)), "{message}");
    }
}

#[test]
fn what_is_not_there_cannot_be_brought_in() {
    let scripts = [
        ("eval(\"1\")", "eval"),
        ("import \"x\" as y; 1", "import"),
        ("print(\"x\"); 1", "print"),
        ("debug(\"x\"); 1", "debug"),
        ("timestamp()", "timestamp"),
        ("sleep(10)", "sleep"),
        ("rand()", "rand"),
        ("exit(1)", "exit"),
        ("let f = Fn(\"sleep\"); 1", "Fn"),
        ("let f = |x| x; f.curry(1); 1", "curry"),
        ("let f = |x| x; f.call(1)", "call"),
        ("fn print(x) { x } 1", "print"),
        ("fn timestamp() { 1 } timestamp()", "timestamp"),
        ("let eval = 1; eval", "eval"),
        ("export let x = 1;", "export"),
    ];
    for (text, symbol) in scripts {
        let (message, place) = refused(text);
        assert_eq!(
            (message, place),
            (format!("a script cannot use `{symbol}`"), symbol.to_owned()),
            "{text}"
        );
    }
}

#[test]
fn the_sandbox_cannot_be_changed_from_inside() {
    // A function of the script's own stands beside those there are; the limits stay.
    let (message, _) = refused("fn hours(n) { n } fn easter(n) { loop { } } easter(hours(1))");
    assert!(message.contains("50000 steps"), "{message}");
    // The parameters are the call's own.
    let twice = || run("a = a + 1; a", &[Value::Number(1.0)], ScriptType::Number);
    assert_eq!(twice(), twice());
}

#[test]
fn deep_nesting_ends_when_it_is_read() {
    for (open, close) in
        [("(", ")"), ("[", "]"), ("{", "}"), ("-", ""), ("!", ""), ("if true { ", "}"), ("#{a: ", "}")]
    {
        let text = format!("{}1{}", open.repeat(5_000), close.repeat(5_000));
        let (message, _) = refused(&text);
        assert!(!message.is_empty(), "{open}");
    }
    let (message, _) = refused(&format!("1{}", " + 1".repeat(20_000)));
    assert!(message.contains("too deep"), "{message}");
    let (message, _) = refused(&"a.b".repeat(5_000));
    assert!(!message.is_empty());
}

#[test]
fn a_place_is_found_behind_letters_of_any_width() {
    let text = "let x = \"ěšč\"; // ěšč\n  x.nothing()";
    let (_, place) = refused(text);
    assert_eq!(place, "nothing");
}

proptest! {
    #[test]
    fn no_text_brings_the_program_down(text in "[a-z0-9 \"'`(){}\\[\\]|;:.,=<>!+*/%&#$\\n-]{0,60}") {
        let code = code(&text, &["a"], ScriptType::Number);
        let found = read(&code);
        for finding in &found {
            prop_assert!(finding.span().start >= 100 && finding.span().end <= code.span.end);
        }
        if found.is_empty() {
            let _ = run(&text, &[Value::Number(1.0)], ScriptType::Number);
        }
    }
}
