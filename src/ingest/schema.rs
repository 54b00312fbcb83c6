//! The policy's fields, found by name, and what of them a run wants.

use duly_diag::{codes, did_you_mean};
use duly_engine::Demand;
use duly_plan::{FieldId, FieldType, Plan, standard};
use rustc_hash::FxHashMap;

use crate::bad::Problem;

/// What events may set, and what of it is to be delivered.
#[derive(Debug)]
pub(crate) struct Schema<'p> {
    plan: &'p Plan,
    by_name: FxHashMap<&'p str, FieldId>,
    wanted: Vec<bool>,
    /// Codes of long closed lists, one map a field; short lists are faster searched than hashed.
    long_lists: FxHashMap<FieldId, FxHashMap<&'p str, u16>>,
    /// Whether tags are wanted.
    pub tags: bool,
    /// Whether the text of messages is wanted.
    pub text: bool,
}

/// Closed lists beyond this length get a hash map.
const SHORT_LIST: usize = 12;

impl<'p> Schema<'p> {
    /// The schema of a plan.
    pub fn new(plan: &'p Plan, demand: &Demand) -> Schema<'p> {
        let mut by_name = FxHashMap::default();
        let mut long_lists = FxHashMap::default();
        for (field, id) in plan.fields.iter().zip((0..).map(FieldId)) {
            by_name.insert(field.name.as_str(), id);
            if let FieldType::Choice { values, .. } = &field.kind
                && values.len() > SHORT_LIST
            {
                let codes = values.iter().map(String::as_str).zip(0..).collect();
                long_lists.insert(id, codes);
            }
        }
        let wanted = (0..plan.fields.len()).map(|i| demand.fields.get(i).copied().unwrap_or(true)).collect();
        Schema { plan, by_name, wanted, long_lists, tags: demand.tags, text: demand.text }
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
        match self.long_lists.get(&field) {
            Some(codes) => codes.get(value).copied(),
            None => self.kind(field).code(value),
        }
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
