//! What the tests of this crate share: a small plan, inputs out of text, and events told as text.

use std::fmt::Write as _;

use duly_calendar::Zone;
use duly_engine::Demand;
use duly_engine::event::{Event, EventKind, Value};
use duly_plan::{Field, FieldType, Meta, Plan, standard};

use crate::{BadEvent, Batch, Input, Mapping, OnBad, Options, read};

/// A plan with the standard fields, two of them narrowed, and one custom field of each type.
pub fn plan() -> Plan {
    let mut fields = standard::fields();
    let choice = |values: &[&str], ordered| FieldType::Choice {
        values: values.iter().map(|v| (*v).to_owned()).collect(),
        ordered,
    };
    fields[standard::PRIORITY.index()].kind = choice(&["low", "normal", "high", "urgent"], true);
    fields[standard::STATUS.index()].kind = choice(&["new", "open", "pending", "solved"], false);
    let many: Vec<String> = (0..40).map(|i| format!("region {i}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for (name, kind) in [
        ("seats", FieldType::Number),
        ("vip", FieldType::YesNo),
        ("renewal", FieldType::Date),
        ("promised", FieldType::Instant),
        ("effort", FieldType::Duration),
        ("products", FieldType::List),
        ("contract", FieldType::Text),
        ("region", choice(&many, false)),
    ] {
        fields.push(Field { name: name.to_owned(), kind, if_unset: None, span: None });
    }
    plan_of(fields)
}

/// A plan with these fields and nothing else.
pub fn plan_of(fields: Vec<Field>) -> Plan {
    Plan {
        versions: duly_plan::Versions::default(),
        phrases: Vec::new(),
        meta: Meta { name: "test".to_owned(), zone: Zone::utc(), owner: None, doc: None, simulate: false },
        fields,
        states: Vec::new(),
        state_order: Vec::new(),
        calendars: Vec::new(),
        clocks: Vec::new(),
        levels: Vec::new(),
        targets: Vec::new(),
        agreements: Vec::new(),
        scripts: Vec::new(),
        rules: Vec::new(),
        objectives: Vec::new(),
        excuses: Vec::new(),
        credit_cap: None,
        triggers: Vec::new(),
        tests: Vec::new(),
    }
}

/// A demand for everything.
pub fn all(plan: &Plan) -> Demand {
    Demand { fields: vec![true; plan.fields.len()], tags: true, text: true }
}

/// An input of this text.
pub fn input<'a>(name: &str, bytes: &'a [u8]) -> Input<'a> {
    Input { name: name.to_owned(), format: None, reader: Box::new(bytes) }
}

/// Reads canonical texts, each under its name, and tells what came of them.
pub fn read_texts(texts: &[(&str, &str)], on_bad: OnBad) -> Result<Batch, Vec<BadEvent>> {
    read_mapped(texts, &Mapping::canonical(), Options { on_bad, ..Options::default() })
}

/// Reads texts through a mapping with the plan of the tests.
pub fn read_mapped(
    texts: &[(&str, &str)],
    mapping: &Mapping,
    options: Options,
) -> Result<Batch, Vec<BadEvent>> {
    let plan = plan();
    let inputs = texts.iter().map(|(name, text)| input(name, text.as_bytes())).collect();
    read(inputs, mapping, &plan, &all(&plan), options)
}

/// Every event of a batch on a line, tickets in alphabetical order.
pub fn story(batch: &Batch) -> String {
    story_of(batch, &plan())
}

/// The same with the fields of another plan.
pub fn story_of(batch: &Batch, plan: &Plan) -> String {
    let mut tickets = Vec::new();
    for partition in 0..batch.partitions() {
        batch.for_each_ticket(partition, &mut |ticket, events| {
            let mut text = String::new();
            for event in events {
                writeln!(text, "{ticket} {}", told(event, plan)).unwrap();
            }
            tickets.push((ticket.to_owned(), text));
        });
    }
    tickets.sort();
    tickets.into_iter().map(|(_, text)| text).collect()
}

fn told(event: &Event<'_>, plan: &Plan) -> String {
    let kind = match event.kind {
        EventKind::Message { public: true } => "Message".to_owned(),
        EventKind::Message { public: false } => "PrivateMessage".to_owned(),
        EventKind::Contact { medium, phase, result } => format!("{medium:?} {phase:?} {result:?}"),
        other => format!("{other:?}"),
    };
    let mut out = format!("{} {kind} by {}", event.at.0, event.by.as_str());
    for (name, text) in
        [("actor", event.actor), ("channel", event.channel), ("key", event.key), ("text", event.text)]
    {
        if let Some(text) = text {
            write!(out, " {name}={text}").unwrap();
        }
    }
    let mut sets = event.sets.to_vec();
    // Fields are set together, so that their order says nothing.
    sets.sort_by_key(|set| set.field);
    for set in sets {
        let field = plan.field(set.field);
        let value = match set.value {
            Value::Code(code) => field.kind.value(code).unwrap().to_owned(),
            Value::Text(text) => text.to_owned(),
            other => format!("{other:?}"),
        };
        write!(out, " {}:{value}", field.name).unwrap();
    }
    for (sign, tags) in [("+", event.tags_added), ("-", event.tags_removed)] {
        for tag in tags {
            write!(out, " {sign}{tag}").unwrap();
        }
    }
    out
}

/// The messages of bad events.
pub fn messages(bad: &[BadEvent]) -> Vec<String> {
    bad.iter().map(ToString::to_string).collect()
}

/// The only message that reading a text stops with.
pub fn refusal(name: &str, text: &str) -> String {
    let bad = read_texts(&[(name, text)], OnBad::Stop).expect_err("the text is bad");
    assert_eq!(bad.len(), 1, "{:?}", messages(&bad));
    bad[0].to_string()
}
