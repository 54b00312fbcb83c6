//! The policy's fields, found by name, and what of them a run wants.

use duly_diag::{codes, did_you_mean};
use duly_engine::Demand;
use duly_plan::{Field, FieldId, FieldType, Plan, standard};
use rustc_hash::FxHashMap;

use crate::bad::Problem;
use crate::keys::NameTable;

/// What events may set, and what of it is to be delivered.
#[derive(Debug)]
pub(crate) struct Schema<'p> {
    plan: &'p Plan,
    by_name: FxHashMap<&'p str, FieldId>,
    wanted: Vec<bool>,
    /// The closed lists, one a field that has one.
    lists: Vec<Option<ClosedList>>,
    /// Whether tags are wanted.
    pub tags: bool,
    /// Whether the text of messages is wanted.
    pub text: bool,
}

/// A closed list for looking up.
#[derive(Default, Debug)]
struct ClosedList {
    names: NameTable,
    /// The code of each of the names.
    codes: Vec<u16>,
}

impl ClosedList {
    fn new(values: &[String]) -> ClosedList {
        let mut list = ClosedList::default();
        for (value, code) in values.iter().zip(0..) {
            if list.names.add(value) == list.codes.len() {
                list.codes.push(code);
            }
        }
        list
    }
}

impl<'p> Schema<'p> {
    /// The schema of a plan.
    pub fn new(plan: &'p Plan, demand: &Demand) -> Schema<'p> {
        let by_name = plan.fields.iter().map(|field| field.name.as_str()).zip((0..).map(FieldId)).collect();
        let list = |field: &Field| match &field.kind {
            FieldType::Choice { values, .. } => Some(ClosedList::new(values)),
            _ => None,
        };
        let lists = plan.fields.iter().map(list).collect();
        let wanted = (0..plan.fields.len()).map(|i| demand.fields.get(i).copied().unwrap_or(true)).collect();
        Schema { plan, by_name, wanted, lists, tags: demand.tags, text: demand.text }
    }

    /// The field of a name.
    pub fn field(&self, name: &str) -> Option<FieldId> {
        self.by_name.get(name).copied()
    }

    /// The type of a field.
    pub fn kind(&self, field: FieldId) -> &'p FieldType {
        &self.plan.field(field).kind
    }

    /// Whether a field's values are to be delivered.
    pub fn wants(&self, field: FieldId) -> bool {
        if field == standard::TAGS { self.tags } else { self.wanted[field.index()] }
    }

    /// The code of a value of a closed list.
    pub fn code(&self, field: FieldId, value: &str) -> Option<u16> {
        let list = self.lists[field.index()].as_ref()?;
        list.names.find(value).map(|index| list.codes[index])
    }

    /// The names of all fields.
    pub fn names(&self) -> impl Iterator<Item = &'p str> {
        self.plan.fields.iter().map(|field| field.name.as_str())
    }

    /// What is wrong with a name that is no field.
    pub fn unknown(&self, name: &str) -> Box<Problem> {
        let near = did_you_mean(name, self.plan.fields.iter().map(|f| f.name.as_str()));
        Problem::new(codes::UNKNOWN_FIELD, "the policy has no such field")
            .key(name)
            .help("declare it in the policy's `ticket` block")
            .suggest(near)
    }
}
