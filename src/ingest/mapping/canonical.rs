//! Canonical events, said as a mapping.

use super::spec::{Case, Clause, ObjectRule, ObjectShape, Part, Pick, Rule, Spec};

/// The key that holds the fields an event sets.
pub(crate) const SET: &str = "set";
/// The column of a table that names the fields an event clears.
pub(crate) const CLEAR: &str = "clear";

/// The columns that every table of events has.
const REQUIRED: [&str; 3] = ["ticket", "at", "event"];

/// Every part under its own name, `set` as an object of fields, tags below `tags`.
pub(super) fn spec() -> Spec {
    let mut spec = Spec::empty("canonical");
    spec.strict = true;
    for (part, name) in Part::ALL {
        spec.parts[part as usize] = Some(same(name));
    }
    let shape = ObjectShape::Values;
    spec.objects.push(ObjectRule { key: SET.to_owned(), shape, fields: Vec::new(), drop_others: false });
    spec.tags_added = Some(same("tags.add"));
    spec.tags_removed = Some(same("tags.remove"));
    spec
}

fn same(key: &str) -> Rule {
    let clause = Clause {
        when: Vec::new(),
        pick: Pick::Key(key.to_owned()),
        table: None,
        case: Case::Same,
        kind: None,
        stamps: None,
        optional: !REQUIRED.contains(&key),
    };
    Rule { path: key.to_owned(), clauses: vec![clause] }
}

/// The same for lines that were made of rows of another shape: types bend as they do there.
pub(super) fn lenient() -> Spec {
    Spec { strict: false, ..spec() }
}
