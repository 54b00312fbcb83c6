//! Reads the bench's events and says what came of it; its time is taken from outside:
//! `time cargo run --release -p duly-ingest --example read -- rules/bench/mapping.yaml EVENTS [THREADS] [parse]`.
//! With `parse` the tickets are not visited afterwards.

use std::fs::File;

use duly_calendar::Zone;
use duly_engine::Demand;
use duly_ingest::{Input, Mapping, Options, read};
use duly_plan::{Field, FieldType, Meta, Plan, standard};

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mapping, events, rest @ ..] = arguments.as_slice() else {
        return Err("usage: read MAPPING EVENTS [THREADS] [parse]".to_owned());
    };
    let yaml = std::fs::read_to_string(mapping).map_err(|e| format!("{mapping}: {e}"))?;
    let mapping = Mapping::from_yaml(mapping, &yaml).map_err(|errors| lines(&errors))?;
    let plan = plan();
    let mut demand = Demand { fields: vec![false; plan.fields.len()], tags: true, text: false };
    for name in ["priority", "status", "department", "channel", "tier", "region"] {
        demand.fields[plan.field_id(name).ok_or("a field is missing")?.index()] = true;
    }
    let threads = rest.iter().find_map(|r| r.parse().ok()).unwrap_or(1);
    let file = File::open(events).map_err(|e| format!("{events}: {e}"))?;
    let input = Input { name: events.clone(), format: None, reader: Box::new(file) };
    let options = Options { threads, ..Options::default() };
    let batch = read(vec![input], &mapping, &plan, &demand, options).map_err(|bad| lines(&bad))?;
    let mut checksum = 0_i64;
    if !rest.iter().any(|r| r == "parse") {
        for partition in 0..batch.partitions() {
            batch.for_each_ticket(partition, &mut |_, events| {
                checksum =
                    events.iter().fold(checksum, |sum, event| sum.wrapping_mul(31).wrapping_add(event.at.0));
            });
        }
    }
    #[expect(clippy::print_stdout, reason = "an example for the terminal")]
    {
        println!("{} events of {} tickets, checksum {checksum:x}", batch.events(), batch.tickets());
    }
    Ok(())
}

fn lines<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The bench's fields.
fn plan() -> Plan {
    let choice = |values: &[&str]| FieldType::Choice {
        values: values.iter().map(|v| (*v).to_owned()).collect(),
        ordered: false,
    };
    let mut fields = standard::fields();
    fields[standard::PRIORITY.index()].kind = choice(&["low", "normal", "high", "urgent"]);
    fields[standard::STATUS.index()].kind = choice(&["new", "open", "pending", "solved"]);
    for (name, values) in
        [("tier", ["free", "basic", "gold", "platinum"]), ("region", ["emea", "amer", "apac", "global"])]
    {
        fields.push(Field { name: name.to_owned(), kind: choice(&values), if_unset: None, span: None });
    }
    Plan {
        versions: duly_plan::Versions::default(),
        phrases: Vec::new(),
        meta: Meta { name: "bench".to_owned(), zone: Zone::utc(), owner: None, doc: None, simulate: false },
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
