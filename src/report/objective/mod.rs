//! Objectives: what each period's cycles come to against what was promised, and what is paid where they fall
//! short.

mod credits;
mod goal;
mod period;
mod rows;
mod tally;

pub(crate) use credits::column_names as credit_column_names;
pub(crate) use rows::column_names;
pub use rows::misses;

use crate::column::{Column, EVERY, Kind, Raw};
use crate::cycle_column::Reader;
use crate::dimension::{Dimension, Source};
use crate::excuse::Excuses;
use crate::filter::{CycleFacts, decided, fields};
use crate::names::Names;
use crate::sheet::Renumbering;
use crate::spec::Spec;
use crate::texts::Texts;
use duly_engine::{CycleRecord, Test};
use duly_plan::{FieldId, GroupBy, Objective, Plan};
use period::Slice;
use rustc_hash::FxHashMap;
use tally::Tally;

/// The objectives of a plan, and what their cycles add up to.
#[derive(Clone, Debug)]
pub(crate) struct Objectives<'p> {
    aims: Vec<Aim<'p>>,
    capture: Vec<FieldId>,
    /// The columns of the groups: those of all objectives, each once.
    columns: Vec<Column>,
    texts: Texts,
    index: FxHashMap<Box<[Raw]>, usize>,
    /// Objective, number and offset of the period, and the groups' values.
    groups: Vec<(Box<[Raw]>, Tally)>,
    /// The key of the cycle at hand, kept for its memory.
    key: Vec<Raw>,
}

/// How many parts of a key stand before its groups.
const LEAD: usize = 3;

/// An objective as cycles are held to it.
#[derive(Clone, Debug)]
struct Aim<'p> {
    objective: &'p Objective,
    test: Option<Test>,
    /// Where each of its groups is read, and its place among the columns.
    groups: Vec<(Reader, usize)>,
}

impl<'p> Objectives<'p> {
    pub(crate) fn new(plan: &'p Plan, names: &Names, capture: &[FieldId]) -> Objectives<'p> {
        let mut columns: Vec<Column> = Vec::new();
        let mut places: Vec<GroupBy> = Vec::new();
        let mut aims = Vec::new();
        for objective in &plan.objectives {
            let mut groups = Vec::new();
            for group in &objective.by {
                let dimension = dimension(*group);
                let Source::Cycle(what) = dimension.source() else { continue };
                let reader = Reader::new(plan, names, capture, what);
                let place = places.iter().position(|known| known == group).unwrap_or_else(|| {
                    let column = Column::new(rows::group_name(dimension, plan), reader.kind.clone(), 0);
                    columns.push(Column { group: true, ..column });
                    places.push(*group);
                    places.len() - 1
                });
                groups.push((reader, place));
            }
            let test = objective.condition.as_ref().map(|condition| Test::new(plan, condition));
            aims.push(Aim { objective, test, groups });
        }
        Objectives {
            aims,
            capture: capture.to_vec(),
            columns,
            texts: Texts::default(),
            index: FxHashMap::default(),
            groups: Vec::new(),
            key: Vec::new(),
        }
    }

    /// Holds a cycle to every objective about its clock.
    pub(crate) fn add(&mut self, c: &CycleRecord<'_>, excuses: &Excuses<'_>, names: &Names, spec: &Spec) {
        let at = decided(c, spec.as_of);
        if !spec.covers(Some(at)) {
            return;
        }
        for (number, aim) in self.aims.iter().enumerate() {
            let objective = aim.objective;
            let about = objective.clock == c.clock && objective.agreement == c.agreement;
            let facts = CycleFacts { cycle: c, capture: &self.capture };
            if !about || aim.test.as_ref().is_some_and(|test| !test.holds(&facts)) {
                continue;
            }
            let slice = Slice::at(objective.each, at, &spec.zone);
            self.key.clear();
            self.key.extend([Raw::try_from(number).unwrap_or(Raw::MAX), slice.number, slice.offset]);
            self.key.resize(LEAD + self.columns.len(), EVERY);
            for (reader, place) in &aim.groups {
                self.key[LEAD + place] = reader.value(c, names, spec, &mut self.texts);
            }
            let group = match self.index.get(self.key.as_slice()) {
                Some(group) => *group,
                None => new_group(&mut self.index, &mut self.groups, self.key.as_slice().into()),
            };
            self.groups[group].1.add(objective, c, || excuses.holds(c).is_some());
        }
    }

    pub(crate) fn absorb(&mut self, other: &Objectives<'_>) {
        let mut numbers = Renumbering::default();
        for (key, tally) in &other.groups {
            let mut translated = key.clone();
            for (column, raw) in self.columns.iter().zip(&mut translated[LEAD..]) {
                *raw = numbers.translate(&column.kind, *raw, &other.texts, &mut self.texts);
            }
            let group = match self.index.get(&translated) {
                Some(group) => *group,
                None => new_group(&mut self.index, &mut self.groups, translated),
            };
            self.groups[group].1.absorb(tally);
        }
    }
}

fn new_group(
    index: &mut FxHashMap<Box<[Raw]>, usize>,
    groups: &mut Vec<(Box<[Raw]>, Tally)>,
    key: Box<[Raw]>,
) -> usize {
    let group = groups.len();
    index.insert(key.clone(), group);
    groups.push((key, Tally::default()));
    group
}

/// The fields that the objectives read.
pub(crate) fn captured(plan: &Plan) -> Vec<FieldId> {
    let of = |objective: &Objective| {
        let groups = objective.by.iter().filter_map(|group| dimension(*group).field());
        let condition = objective.condition.iter().flat_map(|condition| fields(plan, condition));
        groups.chain(condition).collect::<Vec<FieldId>>()
    };
    plan.objectives.iter().flat_map(of).collect()
}

fn dimension(group: GroupBy) -> Dimension {
    match group {
        GroupBy::Agent => Dimension::Agent,
        GroupBy::Level => Dimension::Level,
        GroupBy::Rule => Dimension::Rule,
        GroupBy::Calendar => Dimension::Calendar,
        GroupBy::Field(field) => Dimension::Field(field),
    }
}

/// The kind of a column that names the objectives.
fn names_of(plan: &Plan) -> Kind {
    crate::column::items(plan.objectives.iter().map(|o| o.name.as_str()))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
