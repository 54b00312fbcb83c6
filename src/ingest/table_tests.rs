//! Canonical events as a table, and tables that are not one.

use crate::test_support::{messages, read_texts, refusal, story};
use crate::{Format, Input, Mapping, OnBad, Options, read};

fn told(text: &str) -> String {
    let batch =
        read_texts(&[("e.csv", text)], OnBad::Stop).unwrap_or_else(|bad| panic!("{:?}", messages(&bad)));
    story(&batch)
}

fn told_json(text: &str) -> String {
    let batch =
        read_texts(&[("e.ndjson", text)], OnBad::Stop).unwrap_or_else(|bad| panic!("{:?}", messages(&bad)));
    story(&batch)
}

#[test]
fn a_table_says_what_lines_say() {
    let table = "ticket,at,seq,id,event,by,actor,channel,public,set.priority,vip,seats,renewal,promised,effort,products,tags.add,tags.remove,clear,text\n\
        T-1,2026-03-06T13:40:00Z,0,e1,created,customer,jana,email,true,high,,,,,,,URGENT; new,,,\"Hello, \"\"you\"\"\nthere\"\n\
        T-1,2026-03-06T13:41:00Z,1,e2,change,agent,,,,,yes,12.5,2026-12-31,2026-03-07T00:00:00+01:00,1h30m,a;b,,new,contract;assignee,\n\
        T-1,2026-03-06T13:42:00Z,2,e3,message,agent,,,no,,no,12,,,5400,,,,,bye\n";
    let lines = r#"{"ticket":"T-1","at":"2026-03-06T13:40:00Z","seq":0,"id":"e1","event":"created","by":"customer","actor":"jana","channel":"email","public":true,"set":{"priority":"high"},"tags":{"add":["URGENT","new"]},"text":"Hello, \"you\"\nthere"}
{"ticket":"T-1","at":"2026-03-06T13:41:00Z","seq":1,"id":"e2","event":"change","by":"agent","set":{"vip":true,"seats":12.5,"renewal":"2026-12-31","promised":"2026-03-07T00:00:00+01:00","effort":5400,"products":["a","b"],"contract":null,"assignee":null},"tags":{"remove":["new"]}}
{"ticket":"T-1","at":"2026-03-06T13:42:00Z","seq":2,"id":"e3","event":"message","by":"agent","public":false,"set":{"vip":false,"seats":12,"effort":5400},"text":"bye"}"#;
    assert_eq!(told(table), told_json(lines));
    let windows = format!("\u{FEFF}{}", table.replace('\n', "\r\n").replace("\"\"\r\n", "\"\"\n"));
    assert_eq!(told(&windows), told_json(lines));
}

#[test]
fn a_part_of_an_event_comes_before_a_field_of_the_same_name() {
    let table =
        "ticket,at,event,by,channel,set.channel\nT-1,2026-03-06T13:40:00Z,created,customer,email,web\n";
    assert_eq!(told(table), "T-1 1772804400 Created by customer channel=email channel:web\n");
}

#[test]
fn a_header_that_cannot_be_is_refused() {
    let head = "ticket,at,event,by";
    for (header, message) in [
        (
            "ticket,at,event,prioritty",
            "`prioritty`: neither events nor the policy's tickets have this column (did you mean `priority`?)",
        ),
        (
            "ticket,at,event,colour",
            "`colour`: neither events nor the policy's tickets have this column (another format is read with `--map`)",
        ),
        (
            "ticket,at,event,set.colour",
            "`set.colour`: the policy has no such field (declare it in the policy's `ticket` block)",
        ),
        (
            "ticket,stamp,event",
            "`stamp`: neither events nor the policy's tickets have this column (another format is read with `--map`)",
        ),
        (
            "tickets,at,event",
            "`tickets`: neither events nor the policy's tickets have this column (did you mean `ticket`?)",
        ),
        (
            "at,event",
            "`ticket`: the table has no such column, and every event needs it (another format is read with `--map`)",
        ),
        ("ticket,at,event,at", "`at`: the table has this column twice"),
        ("ticket,at,event,priority,set.priority", "`set.priority`: the table has this column twice"),
    ] {
        assert_eq!(refusal("e.csv", &format!("{header}\n")), format!("e.csv:1: {message}"), "{header}");
    }
    assert_eq!(told(&format!("{head}\n")), "");
    assert_eq!(told(""), "");
}

#[test]
fn rows_are_named_by_the_line_they_begin_on() {
    let head = "ticket,at,event,by,text,priority\r\n";
    let good = "T-1,2026-03-06T13:40:00Z,created,customer,\"two\r\nlines\",\r\n";
    let row = |row: &str| refusal("e.csv", &format!("{head}{good}\r\n{row}\r\n"));
    assert_eq!(
        row("T-1,2026-03-06T13:41:00Z,note,,,hihg"),
        "e.csv:5: `priority`: `hihg` is not on the list low, normal, high, urgent (did you mean `high`?)"
    );
    assert_eq!(
        row("T-1,2026-03-06T13:41:00Z,note"),
        "e.csv:5: the row has 3 columns, the header has 6 (a text with a comma, a quote or a line break in it is put in quotes)"
    );
    assert_eq!(row(",2026-03-06T13:41:00Z,note,,,"), "e.csv:5: `ticket`: missing, and every event needs it");
}

#[test]
fn a_row_that_is_not_text_is_refused() {
    let bytes = b"ticket,at,event,by\nT-\xFF,2026-03-06T13:40:00Z,created,customer\n";
    let plan = crate::test_support::plan();
    let inputs = vec![crate::test_support::input("e.csv", bytes)];
    let demand = crate::test_support::all(&plan);
    let bad = read(inputs, &Mapping::canonical(), &plan, &demand, Options::default()).expect_err("not text");
    assert_eq!(messages(&bad), ["e.csv:2: the line is not UTF-8 text (save the export as UTF-8)"]);
}

#[test]
fn without_a_name_the_first_character_tells_the_format() {
    let plan = crate::test_support::plan();
    let read = |text: &'static str, format| {
        let input = Input { name: "-".to_owned(), format, reader: Box::new(text.as_bytes()) };
        read(vec![input], &Mapping::canonical(), &plan, &crate::test_support::all(&plan), Options::default())
            .map(|batch| story(&batch))
            .map_err(|bad| messages(&bad))
    };
    let table = "ticket,at,event,by\nT-1,2026-03-06T13:40:00Z,created,customer\n";
    let line =
        "\n {\"ticket\":\"T-1\",\"at\":\"2026-03-06T13:40:00Z\",\"event\":\"created\",\"by\":\"customer\"}";
    let expected = Ok("T-1 1772804400 Created by customer\n".to_owned());
    assert_eq!(read(table, None), expected);
    assert_eq!(read(line, None), expected);
    assert_eq!(read(line, Some(Format::Ndjson)), expected);
    assert!(read(table, Some(Format::Ndjson)).is_err());
}
