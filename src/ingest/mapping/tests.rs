//! The mapping language: what it can say, and what it answers to what it cannot.

use crate::test_support::{input, messages, read_mapped, story};
use crate::{Mapping, Options, canonical_lines};

const BASE: &str = "ticket: id\nat: when\nevent: {value: change}\n";

fn mapping(yaml: &str) -> Mapping {
    Mapping::from_yaml("m.yaml", yaml).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn refused(yaml: &str) -> Vec<String> {
    let errors = Mapping::from_yaml("m.yaml", yaml).expect_err("the mapping is wrong");
    errors.iter().map(ToString::to_string).collect()
}

/// The canonical events, or the message of the bad one.
fn mapped(yaml: &str, name: &str, rows: &str) -> Vec<String> {
    let mapping = mapping(yaml);
    canonical_lines(vec![input(name, rows.as_bytes())], &mapping)
        .map(|line| line.unwrap_or_else(|bad| bad.to_string()))
        .collect()
}

/// What becomes of `"at"` being fixed, so that tests show only what they are about.
fn line(yaml: &str, row: &str) -> String {
    let row = format!(r#"{{"id":"T-1","when":"2026-03-06T13:40:00Z",{row}}}"#);
    let lines = mapped(&format!("{BASE}{yaml}"), "m.ndjson", &row);
    let prefix = r#"{"ticket":"T-1","at":"2026-03-06T13:40:00Z","event":"change","by":"system""#;
    assert_eq!(lines.len(), 1);
    lines[0]
        .strip_prefix(prefix)
        .unwrap_or(&lines[0])
        .trim_end_matches('}')
        .trim_start_matches(',')
        .to_owned()
}

#[test]
fn values_come_from_keys_paths_constants_and_tables() {
    assert_eq!(line("set: {priority: prio}", r#""prio":"P1","other":[{}]"#), r#""set":{"priority":"P1""#);
    assert_eq!(line("actor: user.name", r#""user":{"id":7,"name":"eva"}"#), r#""actor":"eva""#);
    assert_eq!(line("actor: user.id", r#""user":{"id":7,"name":"eva"}"#), r#""actor":"7""#);
    assert_eq!(line(r#"actor: 'user\.name'"#, r#""user.name":"eva""#), r#""actor":"eva""#);
    assert_eq!(line("channel: {value: email}", r#""x":1"#), r#""channel":"email""#);
    assert_eq!(line("channel: {key: c, case: lower}", r#""c":"EMAIL""#), r#""channel":"email""#);
    let table =
        "set: {priority: {key: p, values: {1: urgent, 2: high, true: low, none: null}, default: normal}}";
    for (value, became) in [
        ("1", "\"urgent\""),
        ("\"2\"", "\"high\""),
        ("true", "\"low\""),
        ("9", "\"normal\""),
        ("\"none\"", "null"),
        ("null", "null"),
    ] {
        assert_eq!(
            line(table, &format!("\"p\":{value}")),
            format!(r#""set":{{"priority":{became}"#),
            "{value}"
        );
    }
    assert_eq!(line(table, r#""x":1"#), "", "a key that is not there sets nothing");
    let kept = "set: {priority: {key: p, values: {P1: urgent}, keep_others: true}}";
    assert_eq!(line(kept, r#""p":"low""#), r#""set":{"priority":"low""#);
    assert_eq!(
        line("set: {priority: {key: p, values: {Critical: urgent}}}", r#""p":"Critcal""#),
        "m.ndjson:1: `p`: `Critcal` is not among the values of `set.priority` in the mapping (did you mean `Critical`?)"
    );
}

#[test]
fn the_first_clause_that_holds_decides() {
    let yaml = "
set:
  status:
    - when: {type: [solved, closed], reopened: {present: false}}
      value: done
    - when: {note: {matches: '^wait'}, type: {not: draft}}
      value: waiting
    - when: {type: {is: open}}
      key: state
    - value: unknown
";
    for (row, status) in [
        (r#""type":"solved""#, "done"),
        (r#""type":"closed","reopened":null"#, "unknown"),
        (r#""type":"x","note":"waiting for parts""#, "waiting"),
        (r#""note":"waits""#, "waiting"),
        (r#""type":"draft","note":"waits""#, "unknown"),
        (r#""type":"open","state":"s""#, "s"),
    ] {
        assert_eq!(line(yaml, row), format!(r#""set":{{"status":"{status}""#), "{row}");
    }
    // None holds and there is no last word: nothing is set.
    assert_eq!(line("set: {status: [{when: {a: 1}, value: x}]}", r#""a":2"#), "");
}

#[test]
fn objects_of_fields_and_of_changes_are_read_by_their_members() {
    let yaml = "
fields: {key: new, fields: {prio: priority, secret: null}}
changes:
  key: changes
  drop_others: true
  fields:
    owner: assignee
    severity: {to: priority, values: {sev1: urgent}, keep_others: true}
set: {status: {key: changes.state}}
";
    assert_eq!(
        line(yaml, r#""new":{"prio":"low","secret":"x","group":"g"}"#),
        r#""set":{"group":"g","priority":"low""#
    );
    assert_eq!(
        line(yaml, r#""changes":{"owner":{"from":"a","to":null},"severity":{"to":"sev1"},"noise":{"to":1}}"#),
        r#""set":{"assignee":null,"priority":"urgent""#
    );
    assert_eq!(line(yaml, r#""changes":{"state":{"from":"a","to":"b"}}"#), r#""set":{"status":"b""#);
    assert_eq!(
        line(yaml, r#""changes":{"owner":"eva"}"#),
        "m.ndjson:1: `owner`: a change says what a field becomes, and this does not (write `{\"from\": OLD, \"to\": NEW}`)"
    );
}

#[test]
fn tags_and_lists_come_as_lists_or_as_text() {
    let yaml = "separator: ' '\ntags: {add: labels, remove: gone}\nset: {products: {key: p, type: list}}";
    assert_eq!(
        line(yaml, r#""labels":["a","b"],"gone":"c d","p":"x  y""#),
        r#""set":{"products":["x","y"]},"tags":{"add":["a","b"],"remove":["c","d"]"#
    );
    let table = "tags: {add: {key: labels, values: {VIP: vip, noise: null}, keep_others: true}}";
    assert_eq!(line(table, r#""labels":["VIP","noise","x"]"#), r#""tags":{"add":["vip","x"]"#);
}

#[test]
fn types_are_given_where_no_policy_tells() {
    let yaml = "
stamps: {format: '%d.%m.%Y %H:%M', zone: Europe/Prague}
set:
  seats: {key: n, type: number}
  vip: {key: v, type: yes/no}
  renewal: {key: d, type: date}
  promised: {key: i, type: instant}
";
    let csv = "id,when,n,v,d,i\nT-1,06.03.2026 14:40,12,yes,31.12.2026 00:00,06.03.2026 15:00\n";
    assert_eq!(
        mapped(&format!("{BASE}{yaml}"), "m.csv", csv),
        [
            r#"{"ticket":"T-1","at":"2026-03-06T13:40:00Z","event":"change","by":"system","set":{"promised":"2026-03-06T14:00:00Z","renewal":"2026-12-31","seats":12.0,"vip":true}}"#
        ]
    );
    let bad = "id,when,n,v,d,i\nT-1,06.03.2026 14:40,twelve,,,\nT-1,6 March,,,,\n";
    assert_eq!(
        mapped(&format!("{BASE}{yaml}"), "m.csv", bad),
        [
            "m.csv:2: `n`: `twelve` is not a number",
            "m.csv:3: `when`: `6 March` is not written as `%d.%m.%Y %H:%M`, the format that the mapping gives",
        ]
    );
}

#[test]
fn a_column_that_the_table_lacks_is_asked_for_unless_it_is_optional() {
    let csv = "id,when,prio\nT-1,2026-03-06T13:40:00Z,P1\n";
    assert_eq!(
        mapped(&format!("{BASE}set: {{priority: prioo}}"), "m.csv", csv),
        [
            "m.csv:1: `prioo`: the table has no such column, and the mapping `m.yaml` reads it (did you mean `prio`?)"
        ]
    );
    let optional = mapped(&format!("{BASE}set: {{priority: {{key: prioo, optional: true}}}}"), "m.csv", csv);
    assert_eq!(optional, [r#"{"ticket":"T-1","at":"2026-03-06T13:40:00Z","event":"change","by":"system"}"#]);
    let tabs = mapped(
        &format!("{BASE}delimiter: \"\\t\"\nactor: who"),
        "m.csv",
        "id\twhen\twho\nT-1\t2026-03-06T13:40:00Z\ta,b\n",
    );
    assert!(tabs[0].contains(r#""actor":"a,b""#), "{tabs:?}");
}

const SNAPSHOTS: &str = "
rows: snapshots
missing: ['?']
ticket: id
at: updated
seq: mod
by: {value: agent}
created: {at: opened, by: {value: customer}, actor: opener, set: {status: {value: new}}}
set: {status: state, assignee: owner}
";

#[test]
fn the_first_snapshot_creates_its_ticket() {
    let rows = "id,opened,updated,mod,opener,state,owner\n\
        B,2026-03-06T10:00:00Z,2026-03-06T12:00:00Z,2,eva,solved,?\n\
        B,2026-03-06T10:00:00Z,2026-03-06T11:00:00Z,1,eva,open,jan\n\
        A,2026-03-06T10:00:00Z,2026-03-06T09:00:00Z,1,ota,new,\n";
    assert_eq!(
        mapped(SNAPSHOTS, "m.csv", rows),
        [
            r#"{"ticket":"B","at":"2026-03-06T12:00:00Z","seq":2,"event":"change","by":"agent","set":{"assignee":null,"status":"solved"}}"#,
            r#"{"ticket":"B","at":"2026-03-06T10:00:00Z","seq":1,"event":"created","by":"customer","actor":"eva","set":{"assignee":"jan","status":"new"}}"#,
            r#"{"ticket":"B","at":"2026-03-06T11:00:00Z","seq":1,"event":"change","by":"agent","set":{"assignee":"jan","status":"open"}}"#,
            // Older than its ticket, and no news: only the creation is left of it.
            r#"{"ticket":"A","at":"2026-03-06T10:00:00Z","seq":1,"event":"created","by":"customer","actor":"ota","set":{"assignee":null,"status":"new"}}"#,
        ]
    );
    let yaml = SNAPSHOTS.replace("status: {value: new}", "status: {value: open}");
    let story = |yaml: &str, rows: &str| {
        let batch = read_mapped(&[("m.csv", rows)], &mapping(yaml), Options::default());
        story(&batch.unwrap_or_else(|bad| panic!("{:?}", messages(&bad))))
    };
    assert_eq!(
        story(&yaml, rows),
        "A 1772791200 Created by customer actor=ota status:open assignee:Unset\n\
         A 1772791200 Change by agent status:new assignee:Unset\n\
         B 1772791200 Created by customer actor=eva status:open assignee:jan\n\
         B 1772798400 Change by agent status:solved assignee:Unset\n"
    );
    // Without `created` the first row is the creation itself.
    let plain = "rows: snapshots\nticket: id\nat: updated\nby: {value: agent}\nset: {status: state}\n";
    assert_eq!(
        story(plain, "id,updated,state\nA,2026-03-06T10:00:00Z,new\nA,2026-03-06T11:00:00Z,open\n"),
        "A 1772791200 Created by agent status:new\nA 1772794800 Change by agent status:open\n"
    );
}

#[test]
fn fields_that_a_mapping_names_need_not_be_in_the_policy() {
    let yaml = "ticket: id\nat: when\nevent: {value: created}\nby: {value: agent}\n\
        fields: {key: f, fields: {colour: colour}}\nset: {shape: shape}\n";
    let read = |row: &str| {
        let row = format!(r#"{{"id":"A","when":"2026-03-06T10:00:00Z",{row}}}"#);
        read_mapped(&[("m.ndjson", &row)], &mapping(yaml), Options::default())
            .map(|batch| story(&batch))
            .map_err(|bad| messages(&bad))
    };
    let created = Ok("A 1772791200 Created by agent\n".to_owned());
    assert_eq!(read(r#""f":{"colour":"red"},"shape":"round""#), created);
    assert_eq!(
        read(r#""f":{"color":"red"}"#),
        Err(vec![
            "m.ndjson:1: `color`: the policy has no such field (declare it in the policy's `ticket` block)"
                .to_owned()
        ])
    );
}

#[test]
fn a_value_that_does_not_fit_is_named_by_the_key_it_came_from() {
    let yaml =
        "ticket: id\nat: when\nevent: {value: created}\nby: {value: agent}\nset: {priority: prio.name}\n";
    let row = r#"{"id":"A","when":"2026-03-06T10:00:00Z","prio":{"name":"hihg"}}"#;
    let bad =
        read_mapped(&[("m.ndjson", row)], &mapping(yaml), Options::default()).expect_err("not on the list");
    assert_eq!(
        messages(&bad),
        [
            "m.ndjson:1: `prio.name`: `hihg` is not on the list low, normal, high, urgent (did you mean `high`?)"
        ]
    );
    assert_eq!(bad[0].ticket.as_deref(), Some("A"));
}

#[test]
fn a_part_that_belongs_to_other_events_is_left_out() {
    let yaml =
        "ticket: id\nat: when\nevent: type\nby: {value: agent}\nname: type2\nphase: phase\nresult: result\n";
    let row =
        r#"{"id":"A","when":"2026-03-06T10:00:00Z","type":"note","type2":"x","phase":"?","result":"r"}"#;
    assert_eq!(
        mapped(yaml, "m.ndjson", row),
        [r#"{"ticket":"A","at":"2026-03-06T10:00:00Z","event":"note","by":"agent"}"#]
    );
}

/// What a mapping says, and the answer.
const MISTAKES: &[(&str, &str)] = &[
    ("chanel: c", "chanel: `chanel` is not a key that a mapping has here (did you mean `channel`?)"),
    ("rows: snapshot", "rows: `snapshot` is not one of `events` or `snapshots` (did you mean `snapshots`?)"),
    ("format: xml", "format: `xml` is not one of `ndjson` or `csv`"),
    (
        "delimiter: '::'",
        "delimiter: `::` cannot stand between columns (it is one character, such as `;` or `\\t`)",
    ),
    ("separator: ''", "separator: an empty text cannot stand between items"),
    (
        "stamps: {zone: Europe/Pargue}",
        "stamps.zone: there is no time zone `Europe/Pargue` (did you mean `Europe/Prague`?)",
    ),
    ("stamps: {format: '%Q'}", "stamps.format: `%Q` has a `%` that formats do not know"),
    ("stamps: {formt: x}", "stamps: `formt` is not a key that a mapping has here (did you mean `format`?)"),
    (
        "actor: 7",
        "actor: a key or `{key: .., ..}` is wanted here, this is a number (a constant is written `{value: ..}`)",
    ),
    ("actor: {case: lower}", "actor: needs either `key` (where the value stands) or `value` (a constant)"),
    (
        "actor: {key: a, value: b}",
        "actor: needs either `key` (where the value stands) or `value` (a constant)",
    ),
    (
        "actor: {key: a, cas: lower}",
        "actor: `cas` is not a key that a mapping has here (did you mean `case`?)",
    ),
    (
        "actor: {key: a, default: x}",
        "actor.default: stands without `values` (it says what becomes of the values that `values` does not have)",
    ),
    (
        "actor: {key: a, values: {x: y}, default: z, keep_others: true}",
        "actor: has both `default` and `keep_others` (leave out one)",
    ),
    (
        "set: {priority: {key: a, values: {x: [y]}}}",
        "set.priority.values.x: a value is wanted here, this is a list",
    ),
    (
        "set: {status: [{value: a}, {value: b}]}",
        "set.status: entry 1 has no `when`, so that nothing after it is ever used (put it last)",
    ),
    (
        "set: {status: {key: a, when: {b: {matches: '('}}}}",
        "set.status.when.b.matches: `(` is not a pattern: unclosed group",
    ),
    (
        "set: {status: {key: a, when: {b: {equals: 1}}}}",
        "set.status.when.b: `equals` is not a key that a mapping has here (known here: `is`, `in`, `not`, `present` and `matches`)",
    ),
    ("set: {status: {key: a, when: {}}}", "set.status.when: names no key (write `when: {KEY: VALUE}`)"),
    (
        "set: {seats: {key: a, type: int}}",
        "set.seats.type: `int` is not one of `text`, `number`, `yes/no`, `date`, `instant` or `list`",
    ),
    (
        "tags: labels",
        "tags: `add` and `remove` are wanted here, this is text (write `tags: {add: KEY}`; a key that holds all tags is written `set: {tags: KEY}`)",
    ),
    (
        "created: {at: x}",
        "created: only rows that are snapshots have this (it says how the first snapshot creates its ticket: add `rows: snapshots`, or leave it out)",
    ),
    (
        "rows: snapshots\ntags: {add: x}",
        "tags: a snapshot holds all the tags, it does not add any (write `set: {tags: KEY}`)",
    ),
    ("changes: {fields: {a: b}}", "changes: needs `key`, the name of the object in the data"),
    (
        "changes: c\nactor: c.owner.to",
        "actor: `c.owner.to` lies inside a field of `c`, which is read as a whole (`c.owner` is what the field becomes)",
    ),
    (
        "changes: {key: c, fields: {a: {too: b}}}",
        "changes.fields.a: `too` is not a key that a mapping has here (did you mean `to`?)",
    ),
];

#[test]
fn mistakes_in_a_mapping_are_all_named_with_their_paths() {
    assert_eq!(
        refused("ticket: [a"),
        ["m.yaml: line 2: the text is not YAML: did not find expected ',' or ']'"]
    );
    assert_eq!(
        refused("- a"),
        [
            "m.yaml: keys and values are wanted here, this is a list",
            "m.yaml: the mapping does not say where `ticket` comes from (add `ticket: KEY`)",
            "m.yaml: the mapping does not say where `at` comes from (add `at: KEY`)",
            "m.yaml: the mapping does not say what kind of event a row is (add `event: KEY`, a table of values, or `{value: change}`)",
        ]
    );
    for (yaml, message) in MISTAKES {
        assert_eq!(refused(&format!("{BASE}{yaml}")), [format!("m.yaml: {message}")], "{yaml}");
    }
}

#[test]
fn the_shipped_mappings_can_be_read() {
    for name in Mapping::shipped_names() {
        let yaml = Mapping::shipped(name).unwrap();
        assert_eq!(Mapping::from_yaml(name, yaml).unwrap().name(), name);
    }
    assert_eq!(Mapping::shipped("nutral"), None);
}

#[test]
fn canonical_events_are_shown_as_they_are() {
    let text = concat!(
        r#"{"ticket":"T-1","at":"2026-03-06T13:40:00.5Z","seq":0,"id":"e1","event":"created","by":"customer","actor":"ja\"na","channel":"email","set":{"priority":"high","seats":1.5,"vip":true,"x":null},"tags":{"add":["URGENT"],"remove":["b"]},"text":"hi"}"#,
        "\n",
        r#"{"ticket":"T-1","at":"2026-03-06T13:41:00Z","event":"call","by":"system","key":"c","phase":"ended","result":"lost"}"#,
        "\n",
        r#"{"ticket":"T-1","at":"2026-03-06T13:42:00Z","event":"message","by":"agent","public":true}"#,
    );
    let canonical = Mapping::canonical();
    let shown: Vec<String> =
        canonical_lines(vec![input("e.ndjson", text.as_bytes())], &canonical).map(Result::unwrap).collect();
    assert_eq!(shown.join("\n"), text);
}
