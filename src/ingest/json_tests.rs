//! The scanner against `serde_json`.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::keys::split;
use crate::row::View;

/// Keys for every member that a test object may have.
fn keys(names: &[&str]) -> JsonKeys {
    let mut root = Node::default();
    for (slot, name) in (1..).zip(names) {
        root.member(&split(name)).unwrap().slot = Some(slot);
    }
    JsonKeys { root, slots: names.len() + 1, objects: Vec::new() }
}

fn cell(cell: Cell, view: View<'_>) -> Value {
    match cell {
        Cell::Missing | Cell::Object => Value::String("(none)".to_owned()),
        Cell::Null => Value::Null,
        Cell::Text(text) => view.text(text).into(),
        Cell::Int(number) => number.into(),
        Cell::Float(number) => number.into(),
        Cell::Bool(yes) => yes.into(),
        Cell::List(items) => view.items[items.range()].iter().map(|item| self::cell(*item, view)).collect(),
    }
}

/// What `serde_json` reads, brought to what cells can hold.
fn expected(value: &Value) -> Value {
    match value {
        Value::Object(_) => Value::String("(none)".to_owned()),
        Value::Array(items) => items
            .iter()
            .map(|item| if item.is_array() { Value::Array(Vec::new()) } else { expected(item) })
            .collect(),
        other => other.clone(),
    }
}

/// Whether both are the same; `serde_json` may be a last digit off in a fraction.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Number(a), Value::Number(b)) if a.as_i64().and(b.as_i64()).is_none() => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= a.abs() * 1e-14
        }
        (a, b) => a == b,
    }
}

/// Reads a text both ways.
fn agree(text: &str) -> Result<(), TestCaseError> {
    let keys = keys(&["a", "b", "c.d"]);
    let (mut row, mut order) = (Row::default(), KeyOrder::default());
    let fresh = read_line(text, &keys, &mut order, &mut row).map_err(|problem| problem.message);
    let cells = row.cells.clone();
    // A second time, with an order of keys that the first time has taught.
    let mine = read_line(text, &keys, &mut order, &mut row);
    prop_assert_eq!(fresh, mine.as_ref().copied().map_err(|problem| problem.message.clone()));
    prop_assert_eq!(&cells, &row.cells);
    let theirs: Result<Value, _> = serde_json::from_str(text);
    let Ok(Value::Object(object)) = &theirs else {
        prop_assert!(mine.is_err(), "{text:?} is accepted, {theirs:?}");
        return Ok(());
    };
    if let Err(problem) = &mine {
        // Only a key given twice is refused here and not there.
        prop_assert!(problem.message.contains("twice"), "{text:?}: {}", problem.message);
        return Ok(());
    }
    let view = View { line: text, scratch: &row.scratch, constants: "", items: &row.items };
    for (slot, name) in [(1, "a"), (2, "b")] {
        let wanted = object.get(name).map_or_else(|| Value::String("(none)".to_owned()), expected);
        let read = cell(row.cells[slot], view);
        prop_assert!(same(&read, &wanted), "{name} of {text:?}: {read} {wanted}");
    }
    let below =
        object.get("c").and_then(|c| c.get("d")).map_or_else(|| Value::String("(none)".to_owned()), expected);
    let read = cell(row.cells[3], view);
    prop_assert!(same(&read, &below), "c.d of {text:?}: {read} {below}");
    Ok(())
}

fn any_json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[a\"\\\\\n\u{1}é😀]{0,12}".prop_map(Value::from),
    ];
    scalar.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[abcd]", inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_object() -> impl Strategy<Value = Value> {
    prop::collection::vec(("[abcx]", any_json()), 0..6)
        .prop_map(|members| Value::Object(members.into_iter().collect()))
}

proptest! {
    #[test]
    fn what_serde_writes_is_read_as_serde_reads_it(value in any_object(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        agree(&text.unwrap())?;
    }

    #[test]
    fn damaged_json_is_refused_where_serde_refuses_it(
        value in any_object(),
        cut in any::<prop::sample::Index>(),
        with in "[{}\\[\\],:\"\\\\a-z0-9 .eE+-]{0,3}",
    ) {
        let text = serde_json::to_string(&value).unwrap();
        let mut places: Vec<usize> = text.char_indices().map(|(i, _)| i).collect();
        places.push(text.len());
        let at = places[cut.index(places.len())];
        let rest = places.iter().find(|p| **p > at).copied().unwrap_or(text.len());
        agree(&format!("{}{with}{}", &text[..at], &text[rest..]))?;
        agree(&format!("{}{with}{}", &text[..at], &text[at..]))?;
        agree(&text[..at])?;
    }
}

#[test]
fn the_corners_of_json_are_those_of_serde() {
    for text in [
        r#"{}"#,
        r#"{"a":1}"#,
        r#" { "a" : 1 , "b" : [ ] } "#,
        r#"{"a":01}"#,
        r#"{"a":-0}"#,
        r#"{"a":-}"#,
        r#"{"a":1.}"#,
        r#"{"a":.5}"#,
        r#"{"a":1e5}"#,
        r#"{"a":1E+5}"#,
        r#"{"a":1e}"#,
        r#"{"a":1e999}"#,
        r#"{"a":9223372036854775807}"#,
        r#"{"a":9223372036854775808}"#,
        r#"{"a":-9223372036854775808}"#,
        r#"{"a":"\u0041\ud83d\ude00"}"#,
        r#"{"a":"\ud83d"}"#,
        r#"{"a":"\ud83dx"}"#,
        r#"{"a":"\ude00"}"#,
        r#"{"a":"\ud83d\ud83d"}"#,
        r#"{"a":"\u00g0"}"#,
        r#"{"a":"\x"}"#,
        "{\"a\":\"\t\"}",
        r#"{"a":"\/\b\f\n\r\t\"\\"}"#,
        r#"{"a":tru}"#,
        r#"{"a":nul}"#,
        r#"{"a":truee}"#,
        r#"{"a":[1,]}"#,
        r#"{"a":1,}"#,
        r#"{,}"#,
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{a:1}"#,
        r#"{"a":1}}"#,
        r#"{"a":1} x"#,
        r#"[]"#,
        r#""#,
        r#" "#,
        r#"{"\u0061":7}"#,
        r#"{"c":{"d":1}}"#,
        r#"{"c":[{"d":1}]}"#,
        r#"{"a":[[1],{"x":[2]},3]}"#,
        "{\"a\":\"12345678\u{1}\"}",
        "{\"a\":\"1234567é89\\n\"}",
    ] {
        agree(text).unwrap();
    }
    let deep = |n: usize| format!("{{\"a\":{}{}}}", "[".repeat(n), "]".repeat(n));
    for n in [1, 100, 126, 127, 128, 1000] {
        agree(&deep(n)).unwrap();
    }
}

/// Lines whose keys come in ever other orders, read one after another with what the lines before taught.
#[test]
fn what_order_lines_had_before_changes_nothing() {
    let names =
        ["a", "b", "c.d", "ticket", "department", "abcdefghijkl", "abcdefghijklm", "x_long_key_indeed"];
    let keys = keys(&names);
    let mut order = KeyOrder::default();
    let spellings = [
        "a",
        "b",
        "c",
        "ticket",
        "tickes",
        "department",
        "abcdefghijkl",
        "abcdefghijklm",
        "x_long_key_indeed",
        "nobody",
        "\\u0061",
    ];
    for seed in 0..4000_usize {
        let mut rest = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut line = String::from("{");
        for place in 0..rest % 9 {
            rest = rest.rotate_left(7).wrapping_mul(0xD134_2543_DE82_EF95);
            let key = spellings[rest % spellings.len()];
            let comma = ["", ",", ", ", ",,"][if place == 0 { 0 } else { 1 + usize::from(rest % 31 == 0) }];
            let colon = [":", " :"][usize::from(rest % 37 == 0)];
            let value = ["1", "\"text\"", "{\"d\":2,\"a\":3}", "[1,2]"][rest / 64 % 4];
            line.push_str(&format!("{comma}\"{key}\"{colon}{value}"));
        }
        line.push_str(if rest % 41 == 0 { "" } else { "}" });
        let (mut taught, mut fresh) = (Row::default(), Row::default());
        let with = read_line(&line, &keys, &mut order, &mut taught).map_err(|problem| problem.message);
        let without =
            read_line(&line, &keys, &mut KeyOrder::default(), &mut fresh).map_err(|problem| problem.message);
        assert_eq!(with, without, "{line}");
        assert_eq!(taught.cells, fresh.cells, "{line}");
    }
}

/// Short keys and texts are read by words of eight bytes: each length is tried, beside a neighbour that differs in one
/// byte, with something after it and at the end of the line.
#[test]
fn a_key_of_every_length_is_found_and_its_neighbours_are_not() {
    const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
    for length in 0..24 {
        let name = &LETTERS[..length];
        let keys = keys(&[name]);
        let (mut row, mut order) = (Row::default(), KeyOrder::default());
        let mut read = |key: &str, after: &str| {
            let line = format!("{{\"{key}\":\"{key}\"{after}}}");
            read_line(&line, &keys, &mut order, &mut row)
                .unwrap_or_else(|problem| panic!("{line}: {problem:?}"));
            cell(row.cells[1], View { line: &line, scratch: "", constants: "", items: &row.items })
        };
        for after in ["", ",\"and so on for more than sixteen bytes\": true"] {
            assert_eq!(read(name, after), Value::from(name));
            for at in 0..length {
                let mut other = name.to_owned();
                other.replace_range(at..=at, "_");
                assert_eq!(read(&other, after), "(none)", "{other}");
            }
            assert_eq!(read(&format!("{name}_"), after), "(none)");
        }
    }
}
