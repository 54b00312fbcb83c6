//! Any bytes, read as events.

use super::shapes::reshaped;
use duly_analysis::{Loader, check};
use duly_calendar::TimeZones;
use duly_engine::{Demand, Event, Origin};
use duly_ingest::{Batch, Input, Mapping, OnBad, Options, canonical_lines, read};
use duly_plan::Plan;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// A policy with a field of each type.
const POLICY: &str = include_str!("events.sla");

/// One text, whatever path is asked for.
struct Whole;

impl Loader for Whole {
    fn read(&self, _path: &str) -> Result<String, String> {
        Ok(POLICY.to_owned())
    }

    fn resolve(&self, _from: &str, relative: &str) -> String {
        relative.to_owned()
    }
}

/// The mappings that the first byte chooses from, and the names of their inputs.
struct Setting {
    plan: Arc<Plan>,
    mappings: Vec<(Mapping, &'static str)>,
}

/// Reading never panics. The tickets and their events do not depend on the number of parts that tickets are divided
/// into; and what a mapping makes of rows, written as canonical events and read again, is what it makes of them when
/// they are read at once. JSON that is written otherwise is the same events. The first byte chooses the mapping.
///
/// # Panics
/// A promise is broken.
pub fn events(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let Setting { plan, mappings } = setting();
    let (mapping, name) = &mappings[usize::from(*first) % mappings.len()];
    let Some(at_once) = tickets(name, bytes, mapping, plan, 1) else { return };
    assert_eq!(Some(&at_once), tickets(name, bytes, mapping, plan, 7).as_ref(), "parts matter");
    if let Ok(text) = std::str::from_utf8(bytes)
        && text.starts_with('{')
    {
        let otherwise = text.split('\n').map(reshaped).collect::<Vec<_>>().join("\n");
        let again = tickets(name, otherwise.as_bytes(), mapping, plan, 1);
        assert_eq!(Some(&at_once), again.as_ref(), "the spelling matters:\n{otherwise}");
    }
    let lines = canonical_lines(vec![input(name, bytes)], mapping).filter_map(Result::ok);
    let canonical = lines.map(|line| line + "\n").collect::<String>();
    let again = tickets("a.ndjson", canonical.as_bytes(), &Mapping::canonical(), plan, 1);
    assert_eq!(Some(&at_once), again.as_ref(), "canonical events say something else:\n{canonical}");
}

fn setting() -> &'static Setting {
    static SETTING: OnceLock<Setting> = OnceLock::new();
    SETTING.get_or_init(|| {
        let checked = check("events.sla", &Whole, &TimeZones::bundled());
        assert!(checked.plan.is_some(), "{:?}", checked.diagnostics);
        let shipped = Mapping::shipped_names().filter_map(|name| {
            let yaml = Mapping::shipped(name)?;
            Some((Mapping::from_yaml(name, yaml).ok()?, "rows"))
        });
        let canonical = [(Mapping::canonical(), "a.ndjson"), (Mapping::canonical(), "a.csv")];
        Setting {
            plan: checked.plan.unwrap_or_else(|| unreachable!("asserted above")),
            mappings: canonical.into_iter().chain(shipped).collect(),
        }
    })
}

fn input<'a>(name: &str, bytes: &'a [u8]) -> Input<'a> {
    Input { name: name.to_owned(), format: None, reader: Box::new(bytes) }
}

/// The events of each ticket as text, without the places where they were read; nothing where the input as a whole
/// cannot be read.
fn tickets(
    name: &str,
    bytes: &[u8],
    mapping: &Mapping,
    plan: &Plan,
    partitions: usize,
) -> Option<BTreeMap<String, Vec<String>>> {
    let demand = Demand { fields: vec![true; plan.fields.len()], tags: true, text: true };
    let options = Options { on_bad: OnBad::Skip, partitions, threads: 1 };
    let batch: Batch = read(vec![input(name, bytes)], mapping, plan, &demand, options).ok()?;
    let mut found = BTreeMap::new();
    for partition in 0..batch.partitions() {
        batch.for_each_ticket(partition, &mut |ticket, events| {
            found.insert(ticket.to_owned(), events.iter().map(told).collect());
        });
    }
    Some(found)
}

/// An event as text. The order of its sets says nothing, for they apply together.
fn told(event: &Event<'_>) -> String {
    let mut sets: Vec<String> = event.sets.iter().map(|set| format!("{set:?}")).collect();
    sets.sort();
    format!("{:?} {sets:?}", Event { sets: &[], origin: Origin::default(), ..*event })
}
