//! What scripts see, give and may do.

use crate::{Host, dates, read};
use chrono::{Datelike, NaiveDate};
use duly_calendar::Instant;
use duly_diag::Span;
use duly_engine::{ScriptHost, ScriptValue, Value};
use duly_plan::{Script, ScriptCode, ScriptId, ScriptInput, ScriptType, standard};

/// A script of some parameters.
pub(crate) fn code(text: &str, parameters: &[&str], result: ScriptType) -> ScriptCode {
    let span = Span { start: 100, end: 100 + u32::try_from(text.len()).unwrap(), ..Span::default() };
    ScriptCode {
        name: "f".to_owned(),
        parameters: parameters.iter().map(|p| (*p).to_owned()).collect(),
        parameter_spans: vec![span; parameters.len()],
        result,
        text: text.to_owned(),
        span,
    }
}

fn host(code: ScriptCode) -> Host {
    let inputs = vec![ScriptInput::Field(standard::STATUS); code.parameters.len()];
    Host::new(&[Script { span: code.span, code, inputs, doc: None }])
}

/// What a script of the parameters `a` and `b` comes to, or what it says; with where it says it.
pub(crate) fn run(
    text: &str,
    inputs: &[Value<'_>],
    result: ScriptType,
) -> Result<ScriptValue, (Span, String)> {
    let code = code(text, &["a", "b"][..inputs.len()], result);
    let host = host(code);
    host.call(ScriptId(0), inputs).map_err(|fault| (fault.span, fault.message))
}

fn number(text: &str, inputs: &[Value<'_>]) -> f64 {
    match run(text, inputs, ScriptType::Number) {
        Ok(ScriptValue::Number(number)) => number,
        other => panic!("{text}: {other:?}"),
    }
}

fn holds(text: &str, inputs: &[Value<'_>]) -> bool {
    match run(text, inputs, ScriptType::YesNo) {
        Ok(ScriptValue::YesNo(yes)) => yes,
        other => panic!("{text}: {other:?}"),
    }
}

fn fails(text: &str, inputs: &[Value<'_>], result: ScriptType) -> String {
    match run(text, inputs, result) {
        Err((_, message)) => message,
        Ok(given) => panic!("{text}: {given:?}"),
    }
}

#[test]
fn values_go_in_and_come_out_as_they_are_told() {
    assert!((number("a * 2 + b", &[Value::Number(1.5), Value::Number(4.0)]) - 7.0).abs() < 1e-12);
    assert_eq!(
        run("a + \" \" + b", &[Value::Text("x"), Value::Text("y")], ScriptType::Text),
        Ok(ScriptValue::Text("x y".into()))
    );
    let at = Value::Instant(Instant(1000));
    assert_eq!(run("a + hours(2)", &[at], ScriptType::Instant), Ok(ScriptValue::Instant(Instant(8200))));
    let day = Value::Date(20_000);
    assert_eq!(run("a + 1", &[day], ScriptType::Date), Ok(ScriptValue::Date(20_001)));
    assert!(holds("a.weekday == 5 && a.year == 2024 && a - date(2024, 10, 1) == 3", &[day]));
    assert!(holds("\"b\" in a && a.len() == 2 && a[0] == \"a\"", &[Value::List(&["a", "b"])]));
    assert_eq!(
        run("a.filter(|t| t.starts_with(\"x\"))", &[Value::List(&["xa", "b", "xc"])], ScriptType::ListOfText),
        Ok(ScriptValue::List(vec!["xa".into(), "xc".into()].into()))
    );
    // 7200.0 is a whole number of seconds.
    assert_eq!(run("a * 3600", &[Value::Number(2.0)], ScriptType::Duration), Ok(ScriptValue::Duration(7200)));
}

#[test]
fn what_is_not_set_equals_only_itself() {
    for test in ["a == ()", "a != 5", "!(a == \"x\")", "!(a > 5)", "!(a < 5)", "!(5 <= a)", "a != true"] {
        assert!(holds(test, &[Value::Unset]), "{test}");
    }
    assert!(fails("a + 1", &[Value::Unset], ScriptType::Number).contains("nothing and a whole number"));
}

#[test]
fn only_like_compares_with_like() {
    for test in [
        "\"4\" < 5",
        "\"4\" == 4",
        "4 != \"4\"",
        "true == 1",
        "a > \"x\"",
        "5 in [\"5\"]",
        "date(2026, 1, 1) > 5",
    ] {
        let message = fails(test, &[Value::Number(4.0)], ScriptType::YesNo);
        assert!(message.contains("does not go with"), "{test}: {message}");
    }
    // Fractions compare exactly.
    assert!(holds("a != 0.3", &[Value::Number(0.1 + 0.2)]));
    assert!(holds("a == 4 && 4 == a && a < 5 && 3 < a && a >= 4", &[Value::Number(4.0)]));
    assert!(holds("'x' == \"x\" && \"a\" < \"b\"", &[]));
}

#[test]
fn a_result_of_another_type_is_an_error() {
    let gives = |text: &str, result| fails(text, &[Value::Number(1.0)], result);
    assert_eq!(
        gives("if a > 0 { \"x\" } else { 1 }", ScriptType::Number),
        "it gave a text, and a number is declared"
    );
    assert_eq!(
        gives("if a > 0 { () } else { 1 }", ScriptType::Number),
        "it gave nothing, and a number is declared"
    );
    assert!(gives("a + 0.5", ScriptType::Duration).contains("whole ones"));
    assert!(gives("9223372036854775807", ScriptType::Duration).contains("longer than any calendar"));
    assert!(gives("9223372036854775807", ScriptType::Instant).contains("no instant"));
    assert!(gives("[\"x\", 1]", ScriptType::ListOfText).contains("something else than texts"));
    assert!(gives("5", ScriptType::Date).contains("a date is declared"));
}

#[test]
fn a_text_is_read_with_its_mistakes_at_their_place() {
    let found = |text: &str, result| {
        let all = read(&code(text, &["seats", "customer.group", "new"], result));
        all.into_iter().map(|d| (d.code.to_string(), d.span().start - 100, d.message)).collect::<Vec<_>>()
    };
    let fine = "seats + customer_group.len() + new_";
    assert_eq!(found(fine, ScriptType::Number), []);
    let text = format!("{fine};\n sets > 5");
    let [(code, at, message)] = found(&text, ScriptType::YesNo).try_into().unwrap();
    assert_eq!((code.as_str(), &text[at as usize..=at as usize + 3]), ("SLA0675", "sets"));
    assert!(message.contains("`sets`"), "{message}");
    let gives = |text: &str, result| {
        let text = format!("{fine}; {text}");
        found(&text, result).into_iter().map(|(code, ..)| code).collect::<Vec<_>>()
    };
    assert_eq!(gives("\"x\"", ScriptType::Number), ["SLA0677"]);
    assert_eq!(gives("let x = 1;", ScriptType::Number), ["SLA0677"]);
    assert_eq!(gives("if new_ { 1 } else { 2 }", ScriptType::Text), ["SLA0677"]);
    assert_eq!(gives("if new_ { 1 } else { \"x\" }", ScriptType::Text), [""; 0]);
    assert_eq!(gives("if new_ { return \"x\"; } 1", ScriptType::Text), [""; 0]);
    assert_eq!(gives("seats > 5", ScriptType::Number), ["SLA0677"]);
    assert_eq!(gives("let x = 1; x", ScriptType::Text), [""; 0]);
    let unused = found("seats + 1", ScriptType::Number);
    assert_eq!(unused.iter().map(|(code, ..)| code.as_str()).collect::<Vec<_>>(), ["SLA0680", "SLA0680"]);
}

#[test]
fn two_names_that_become_one_are_refused() {
    let found = read(&code("a_b", &["a.b", "a b"], ScriptType::Number));
    assert_eq!(found.iter().map(|d| d.code.to_string()).collect::<Vec<_>>(), ["SLA0673"]);
}

#[test]
fn dates_come_for_every_year_and_in_order() {
    let script = |text: &str, result| dates(&code(text, &["year"], result), 2024..=2026);
    let sunday = script("easter(year)", ScriptType::Date).unwrap();
    assert_eq!(sunday.iter().map(Datelike::year).collect::<Vec<_>>(), [2024, 2025, 2026]);
    let both =
        script("[date(year, 12, 26), date(year, 12, 25), date(year, 12, 26)]", ScriptType::ListOfDates)
            .unwrap();
    assert_eq!(both[..2], [25, 26].map(|day| NaiveDate::from_ymd_opt(2024, 12, day).unwrap()));
    assert_eq!(both.len(), 6);
    let leap = script("date(year, 2, 29)", ScriptType::Date).unwrap_err();
    assert_eq!(leap.message, "the script `f` failed for the year 2025: there is no date 2025-2-29");
    assert!(script("[1]", ScriptType::ListOfDates).is_err());
}

#[test]
fn one_call_leaves_nothing_behind_for_the_next() {
    let host = host(code("let n = 0; n += 1; a.push(\"x\"); a.len() + n", &["a"], ScriptType::Number));
    let once = host.call(ScriptId(0), &[Value::List(&["y"])]);
    assert_eq!(once, Ok(ScriptValue::Number(3.0)));
    assert_eq!(host.call(ScriptId(0), &[Value::List(&["y"])]), once);
}
