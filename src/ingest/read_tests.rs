//! Canonical events: every shape, every mistake, and what must not matter.

use crate::test_support::{messages, read_texts, refusal, story};
use crate::{OnBad, read};

const T1: &str = r#"{"ticket":"T-1","at":"2026-03-06T13:40:00Z","event":"created","by":"customer"}"#;

fn good(text: &str) -> String {
    let batch =
        read_texts(&[("e.ndjson", text)], OnBad::Stop).unwrap_or_else(|bad| panic!("{:?}", messages(&bad)));
    story(&batch)
}

/// The line after the creation of T-1 is refused with this message.
fn refused(line: &str, message: &str) {
    assert_eq!(refusal("e.ndjson", &format!("{T1}\n{line}\n")), format!("e.ndjson:2: {message}"), "{line}");
}

#[test]
fn the_event_of_the_language_reference_is_read_whole() {
    let line = r#"{"ticket":"T-1","at":"2026-03-06T13:40:00Z","seq":0,"id":"e1","event":"created","by":"customer","actor":"jana","channel":"email",
 "public":true,"set":{"priority":"high","department":"Support"},"tags":{"add":["URGENT"]}}"#;
    assert_eq!(
        good(&line.replace('\n', "")),
        "T-1 1772804400 Created by customer actor=jana channel=email priority:high department:Support +URGENT\n"
    );
}

#[test]
fn every_kind_of_event_is_read() {
    let mut lines = vec![T1.to_owned()];
    let at = |minute: usize, rest: &str| {
        format!(r#"{{"ticket":"T-1","at":"2026-03-06T14:{minute:02}:00Z",{rest}}}"#)
    };
    for (minute, rest) in [
        r#""event":"message","by":"customer","text":"well?""#,
        r#""event":"message","by":"agent","public":false"#,
        r#""event":"note","by":"agent""#,
        r#""event":"change","set":{"status":"open","seats":12.5,"vip":true,"renewal":"2026-12-31"}"#,
        r#""event":"change","set":{"promised":"2026-03-07T00:00:00+01:00","effort":5400,"products":["a","b"]}"#,
        r#""event":"assign","by":"agent","set":{"assignee":"eva"}"#,
        r#""event":"call","phase":"queued","key":"c1""#,
        r#""event":"chat","phase":"ended","result":"abandoned""#,
        r#""event":"callback""#,
        r#""event":"merge","into":"T-2""#,
        r#""event":"split""#,
        r#""event":"delete","by":"bot""#,
        r#""event":"restore""#,
        r#""event":"answered","by":"agent""#,
        r#""event":"signal","name":"alarm","by":"vendor""#,
        r#""event":"change","set":{"assignee":null,"effort":"1h30m"},"tags":{"add":["x"],"remove":["y"]}"#,
    ]
    .iter()
    .enumerate()
    {
        lines.push(at(minute, rest));
    }
    let told = good(&lines.join("\n"));
    let told: Vec<&str> =
        told.lines().map(|l| l.split_once(' ').unwrap().1.split_once(' ').unwrap().1).collect();
    assert_eq!(
        told,
        [
            "Created by customer",
            "Message by customer text=well?",
            "PrivateMessage by agent",
            "Note by agent",
            "Change by system status:open seats:Number(12.5) vip:YesNo(true) renewal:Date(20818)",
            r#"Change by system promised:Instant(Instant(1772838000)) effort:Duration(5400) products:List(["a", "b"])"#,
            "Assign by agent assignee:eva",
            "Call Some(Queued) None by system key=c1",
            r#"Chat Some(Ended) Some("abandoned") by system"#,
            "Callback by system",
            "Merge by system",
            "Split by system",
            "Delete by bot",
            "Restore by system",
            "Answered by agent",
            r#"Signal { name: "alarm" } by vendor"#,
            "Change by system assignee:Unset effort:Duration(5400) +x -y",
        ]
    );
}

#[test]
fn a_line_that_is_no_event_says_what_is_wrong() {
    refused(r#"{"ticket":"T-1","at":"#, "the line is not JSON: it ends before it is complete");
    refused(r#"{"ticket":"T-1" "at":1}"#, "the line is not JSON: expected `,` or `}`, at column 17");
    refused(r#"["T-1"]"#, r#"`["T-1"]` is not an object `{..}`"#);
    refused("hello", "the line is not JSON: expected a value, at column 1");
}

#[test]
fn what_every_event_needs_is_asked_for() {
    refused(r#"{"at":"2026-03-06T13:41:00Z","event":"note"}"#, "`ticket`: missing, and every event needs it");
    refused(
        r#"{"ticket":"","at":"2026-03-06T13:41:00Z","event":"note"}"#,
        "`ticket`: missing, and every event needs it",
    );
    refused(r#"{"ticket":"T-1","event":"note"}"#, "`at`: missing, and every event needs it");
    refused(r#"{"ticket":"T-1","at":"2026-03-06T13:41:00Z"}"#, "`event`: missing, and every event needs it");
    refused(
        r#"{"ticket":"T-1","at":"2026-03-06T13:41:00Z","event":"message"}"#,
        "`by`: missing, and a `message` event needs it",
    );
    refused(
        r#"{"ticket":"T-1","at":"2026-03-06T13:41:00Z","event":"call"}"#,
        "`phase`: missing, and a `call` event needs it (`queued`, `ringing`, `answered`, `transferred` or `ended`)",
    );
    refused(
        r#"{"ticket":"T-1","at":"2026-03-06T13:41:00Z","event":"signal"}"#,
        "`name`: missing, and a `signal` event needs it",
    );
}

#[test]
fn a_value_out_of_place_is_named_with_its_key() {
    let event =
        |rest: &str| format!(r#"{{"ticket":"T-1","at":"2026-03-06T13:41:00Z","event":"change",{rest}}}"#);
    for (rest, message) in [
        (
            r#""set":{"priority":"hihg"}"#,
            "`priority`: `hihg` is not on the list low, normal, high, urgent (did you mean `high`?)",
        ),
        (r#""set":{"priority":3}"#, "`priority`: `3` is a number, not text"),
        (
            r#""set":{"prio":"high"}"#,
            "`prio`: the policy has no such field (declare it in the policy's `ticket` block)",
        ),
        (
            r#""set":{"prioritty":"high"}"#,
            "`prioritty`: the policy has no such field (did you mean `priority`?)",
        ),
        (r#""set":{"seats":"12"}"#, "`seats`: `12` is not a number"),
        (r#""set":{"vip":"yes"}"#, "`vip`: `yes` is not yes or no"),
        (r#""set":{"renewal":"31.12.2026"}"#, "`renewal`: `31.12.2026` is not a date such as `2026-03-06`"),
        (r#""set":{"effort":"1d"}"#, "`effort`: `1d` is not a duration (seconds, or a text such as `1h30m`)"),
        (
            r#""set":{"products":["a",1]}"#,
            "`products`: `1` is a number, not text, as the items of a list are",
        ),
        (r#""set":{"contract":{"name":"gold"}}"#, "`contract`: this is an object, not text"),
        (
            r#""set":{"promised":"soon"}"#,
            "`promised`: `soon` is not a time stamp (write it like `2026-03-06T13:40:00Z`)",
        ),
        (r#""set":{"seats":1,"seats":2}"#, "`seats`: the event sets this field twice"),
        (r#""seq":"one""#, "`seq`: `one` is text, not a whole number"),
        (r#""actor":7"#, "`actor`: `7` is a number, not text"),
        (r#""tags":{"add":"x"}"#, "`tags.add`: `x` is text, not a list of text"),
        (r#""tags":{"add":["x"],"remove":["x"]}"#, "`tags`: the tag `x` is both added and removed"),
        (r#""tags":{"ad":["x"]}"#, "`ad`: events do not have this key (did you mean `add`?)"),
        (
            r#""prioritty":"high""#,
            "`prioritty`: events do not have this key (a field of the ticket goes into `set`; another format is read with `--map`)",
        ),
        (r#""chanel":"mail""#, "`chanel`: events do not have this key (did you mean `channel`?)"),
        (
            r#""by":"costumer""#,
            "`by`: `costumer` is not one of customer, agent, bot, system, vendor (did you mean `customer`?)",
        ),
        (r#""phase":"queued""#, "`phase`: only `call` and `chat` events have this"),
        (r#""result":"x""#, "`result`: only contacts in the phase `ended` have this"),
        (r#""into":"T-2""#, "`into`: only `merge` events have this"),
        (r#""name":"x""#, "`name`: only `signal` events have this"),
        (r#""by":"agent","by":"bot""#, "`by`: the line has this key twice"),
    ] {
        refused(&event(rest), message);
    }
    let at = |at: &str| format!(r#"{{"ticket":"T-1","at":"{at}","event":"note"}}"#);
    refused(
        &at("2026-03-06T13:41:00"),
        "`at`: `2026-03-06T13:41:00` does not say in which zone it is (end it with `Z` or an offset such as `+01:00`, or give the mapping a `zone`)",
    );
    refused(&at("2026-02-30T13:41:00Z"), "`at`: `2026-02-30T13:41:00Z` is a moment that does not exist");
    refused(&at("6 March"), "`at`: `6 March` is not a time stamp (write it like `2026-03-06T13:40:00Z`)");
    refused(
        r#"{"ticket":"T-1","at":"2026-03-06T13:41:00Z","event":"massage","by":"agent"}"#,
        "`event`: `massage` is not one of created, message, note, change, assign, call, chat, callback, merge, split, delete, restore and 2 more (did you mean `message`?)",
    );
    refused(
        r#"{"ticket":"T-1","at":"2026-03-06T13:41:00Z","event":"note","public":true}"#,
        "`public`: a note is never public (a text that the customer can read is a `message`)",
    );
}

#[test]
fn a_history_that_cannot_be_is_refused() {
    refused(
        r#"{"ticket":"T-1","at":"2026-03-06T13:39:59Z","event":"note"}"#,
        "`at`: `2026-03-06T13:39:59Z` is before ticket `T-1` is created at `2026-03-06T13:40:00Z`, on line 1",
    );
    refused(
        r#"{"ticket":"T-1","at":"2026-03-06T13:40:00Z","seq":-1,"event":"note"}"#,
        "`at`: `2026-03-06T13:40:00Z` is when ticket `T-1` is created, on line 1, but this event comes before that",
    );
    refused(
        r#"{"ticket":"T-2","at":"2026-03-06T13:41:00Z","event":"note"}"#,
        "`ticket`: `T-2` has no `created` event",
    );
    refused(
        r#"{"ticket":"T-1","at":"2026-03-06T13:41:00Z","event":"created","by":"agent"}"#,
        "`event`: ticket `T-1` is created a second time, first on line 1",
    );
    let first = T1.replace("}", r#","id":"a"}"#);
    let second = r#"{"ticket":"T-1","at":"2026-03-06T13:41:00Z","event":"note","id":"a"}"#;
    assert_eq!(
        refusal("e.ndjson", &format!("{first}\n{second}")),
        "e.ndjson:2: `id`: `a` is the id of another event of ticket `T-1`, on line 1 (an event that is sent twice must be the same both times)"
    );
    // Ids belong to their tickets.
    good(&format!("{first}\n{}", first.replace("T-1", "T-2")));
}

#[test]
fn a_repeated_event_counts_once() {
    let note = r#"{"ticket":"T-1","at":"2026-03-06T13:41:00Z","event":"note","id":"a","set":{"seats":1,"vip":true}}"#;
    let same = r#"{"id":"a","ticket":"T-1","event":"note","at":"2026-03-06T14:41:00+01:00", "set":{"vip":true,"seats":1}}"#;
    assert_eq!(good(&format!("{T1}\n{note}\n{same}")), good(&format!("{T1}\n{note}")));
    // Without an id nobody knows that it is the same event.
    let note = r#"{"ticket":"T-1","at":"2026-03-06T13:41:00Z","event":"note"}"#;
    assert_eq!(good(&format!("{T1}\n{note}\n{note}")).lines().count(), 3);
}

#[test]
fn many_events_of_one_ticket_are_told_apart_by_id_too() {
    let line = |i: usize, seats: usize| {
        format!(
            r#"{{"ticket":"T-1","at":"2026-03-06T14:{:02}:00Z","event":"note","id":"e{i}","set":{{"seats":{seats}}}}}"#,
            i % 60
        )
    };
    let mut lines = vec![T1.to_owned()];
    lines.extend((0..100).map(|i| line(i, i)));
    lines.push(line(7, 7));
    assert_eq!(good(&lines.join("\n")).lines().count(), 101);
    lines.push(line(99, 3));
    let bad = read_texts(&[("e.ndjson", &lines.join("\n"))], OnBad::Stop).expect_err("an id used twice");
    assert_eq!(bad[0].code, duly_diag::codes::REPEATED_EVENT);
}

#[test]
fn the_first_twenty_bad_events_are_named_in_order() {
    let mut text = String::new();
    for i in 0..50 {
        text.push_str(&format!("{}\nnot json {i}\n\n", T1.replace("T-1", &format!("T-{i}"))));
    }
    let bad = read_texts(&[("e.ndjson", &text)], OnBad::Stop).expect_err("bad lines");
    assert_eq!(bad.len(), crate::MAX_REPORTED);
    let lines: Vec<u64> = bad.iter().map(|b| b.line).collect();
    assert_eq!(lines, (0..20).map(|i| i * 3 + 2).collect::<Vec<_>>());
}

#[test]
fn skipping_lists_every_bad_event_and_keeps_the_rest() {
    let text = format!(
        "{T1}\nnonsense\n{}\n{}\n{}\n",
        r#"{"ticket":"T-1","at":"2026-03-06T13:41:00Z","event":"note","set":{"seats":"many"}}"#,
        r#"{"ticket":"T-2","at":"2026-03-06T13:41:00Z","event":"note"}"#,
        r#"{"ticket":"T-1","at":"2026-03-06T13:42:00Z","event":"note"}"#,
    );
    let batch = read_texts(&[("e.ndjson", &text)], OnBad::Skip).unwrap();
    assert_eq!(story(&batch), "T-1 1772804400 Created by customer\nT-1 1772804520 Note by system\n");
    let lines: Vec<(u64, Option<&str>)> =
        batch.skipped().iter().map(|b| (b.line, b.ticket.as_deref())).collect();
    assert_eq!(lines, [(2, None), (3, Some("T-1")), (4, Some("T-2"))]);
    assert_eq!((batch.rows(), batch.events(), batch.tickets()), (5, 2, 1));
    assert_eq!(batch.last_instant().unwrap().0, 1_772_804_520);
}

#[test]
fn the_end_of_the_data_is_the_last_event_that_counts() {
    let text = format!("{T1}\n{}", r#"{"ticket":"T-2","at":"2027-01-01T00:00:00Z","event":"note"}"#);
    let batch = read_texts(&[("e.ndjson", &text)], OnBad::Skip).unwrap();
    assert_eq!(batch.last_instant().unwrap().0, 1_772_804_400);
    assert_eq!(read_texts(&[], OnBad::Stop).unwrap().last_instant(), None);
}

#[test]
fn events_are_ordered_by_stamp_seq_id_and_content_not_by_arrival() {
    let at = |stamp: &str, rest: &str| format!(r#"{{"ticket":"T-1","at":"{stamp}","event":"note",{rest}}}"#);
    let ordered = [
        T1.to_owned(),
        at("2026-03-06T13:40:00.1Z", r#""seq":9,"actor":"a""#),
        at("2026-03-06T13:40:00.25Z", r#""seq":1,"actor":"b""#),
        at("2026-03-06T14:40:01+01:00", r#""seq":1,"actor":"c""#),
        at("2026-03-06T13:40:01Z", r#""seq":2,"id":"a","actor":"d""#),
        at("2026-03-06T13:40:01Z", r#""seq":2,"id":"b","actor":"e""#),
    ];
    let forwards = good(&ordered.join("\n"));
    let actors: String = forwards.lines().skip(1).filter_map(|l| l.chars().last()).collect();
    assert_eq!(actors, "abcde");
    let backwards: Vec<String> = ordered.iter().rev().cloned().collect();
    assert_eq!(good(&backwards.join("\n")), forwards);
}

#[test]
fn without_seq_one_input_goes_by_position_and_several_by_id() {
    let note = |id: &str| {
        format!(r#"{{"ticket":"T-1","at":"2026-03-06T13:40:00Z","event":"note","id":"{id}","actor":"{id}"}}"#)
    };
    let order = |texts: &[(&str, &str)]| -> String {
        let batch = read_texts(texts, OnBad::Stop).unwrap_or_else(|bad| panic!("{:?}", messages(&bad)));
        story(&batch).lines().filter_map(|l| l.split_once("actor=")).map(|(_, a)| a).collect()
    };
    let (b, a) = (note("b"), note("a"));
    assert_eq!(order(&[("e.ndjson", &format!("{T1}\n{b}\n{a}"))]), "ba");
    // The creation is first wherever it stands, since nothing else can be.
    assert_eq!(order(&[("e.ndjson", &format!("{b}\n{T1}\n{a}"))]), "ba");
    assert_eq!(order(&[("1.ndjson", &b), ("2.ndjson", &format!("{a}\n{T1}"))]), "ab");
    assert_eq!(order(&[("2.ndjson", &format!("{a}\n{T1}")), ("1.ndjson", &b)]), "ab");
}

#[test]
fn what_nobody_demands_is_checked_and_then_left_out() {
    let plan = crate::test_support::plan();
    let mut demand = crate::test_support::all(&plan);
    demand.fields.fill(false);
    (demand.tags, demand.text) = (false, false);
    let line =
        T1.replace("}", r#","text":"hello","set":{"priority":"high","tags":["a"]},"tags":{"add":["x"]}}"#);
    let read = |text: &str| {
        let inputs = vec![crate::test_support::input("e.ndjson", text.as_bytes())];
        read(inputs, &crate::Mapping::canonical(), &plan, &demand, crate::Options::default())
    };
    assert_eq!(story(&read(&line).unwrap()), "T-1 1772804400 Created by customer\n");
    let bad = read(&line.replace("high", "higher")).expect_err("not on the list");
    assert_eq!(bad[0].key.as_deref(), Some("priority"));
    assert_eq!(bad[0].value.as_deref(), Some("higher"));
}

#[test]
fn text_in_any_encoding_of_json_is_the_same_text() {
    let line = T1.replace("}", r#","actor":"Jana \"J\u00e1\ud83d\ude00\"","set":{"contract":"tab\there"}}"#);
    assert_eq!(good(&line), "T-1 1772804400 Created by customer actor=Jana \"Já😀\" contract:tab\there\n");
    let escaped_key = T1.replace("\"by\"", "\"\\u0062y\"");
    assert_eq!(good(&escaped_key), good(T1));
}

#[test]
fn line_numbers_are_those_of_the_file() {
    let text = format!("\u{FEFF}{T1}\r\n\r\n   \r\nbroken\r\n");
    assert_eq!(refusal("e.ndjson", &text), "e.ndjson:4: the line is not JSON: expected a value, at column 1");
    let mut bytes = format!("{T1}\n").into_bytes();
    bytes.extend_from_slice(b"{\"ticket\":\"\xFF\"}\n");
    let plan = crate::test_support::plan();
    let inputs = vec![crate::test_support::input("e.ndjson", &bytes)];
    let bad = read(
        inputs,
        &crate::Mapping::canonical(),
        &plan,
        &crate::test_support::all(&plan),
        crate::Options::default(),
    )
    .expect_err("not text");
    assert_eq!(messages(&bad), ["e.ndjson:2: the line is not UTF-8 text (save the export as UTF-8)"]);
}
