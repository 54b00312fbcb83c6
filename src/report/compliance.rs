//! The compliance report: what groups of cycles add up to.

use crate::column::{Column, Kind, NULL, Raw};
use crate::cycle_column::Reader;
use crate::dimension::{Dimension, Source};
use crate::names::Names;
use crate::period::{Period, Unit};
use crate::report::Report;
use crate::sheet::{OrderBy, Renumbering, Sheet};
use crate::spec::{ReportKind, Spec};
use crate::tally::{Tally, measures};
use crate::texts::Texts;
use duly_calendar::Instant;
use duly_engine::CycleRecord;
use duly_plan::{FieldId, Plan};
use rustc_hash::FxHashMap;

/// Groups and what they add up to.
#[derive(Clone, Debug)]
pub(crate) struct Compliance {
    groupers: Vec<Grouper>,
    columns: Vec<Column>,
    texts: Texts,
    index: FxHashMap<Box<[Raw]>, usize>,
    groups: Vec<(Box<[Raw]>, Tally)>,
    /// The key of the cycle at hand, kept for its memory.
    key: Vec<Raw>,
}

/// Reads one group value off a record.
#[derive(Clone, Debug)]
enum Grouper {
    Period(Unit),
    Cycle(Reader),
}

impl Compliance {
    pub(crate) fn new(plan: &Plan, names: &Names, capture: &[FieldId], spec: &Spec) -> Compliance {
        let mut groupers = Vec::new();
        let mut columns = Vec::new();
        for dimension in spec.dimensions() {
            let (grouper, kind) = grouper(dimension, plan, names, capture);
            groupers.push(grouper);
            columns.push(Column { name: dimension.name(plan), group: true, kind, rank: 0 });
        }
        let texts = Texts::default();
        Compliance {
            groupers,
            columns,
            texts,
            index: FxHashMap::default(),
            groups: Vec::new(),
            key: Vec::new(),
        }
    }

    /// Counts a cycle; `at` is the instant of the report's basis.
    pub(crate) fn add(
        &mut self,
        c: &CycleRecord<'_>,
        at: Option<Instant>,
        excused: bool,
        names: &Names,
        spec: &Spec,
    ) {
        self.key.clear();
        for grouper in &self.groupers {
            self.key.push(match grouper {
                Grouper::Period(unit) => at.map_or(NULL, |at| unit.number(at, &spec.zone)),
                Grouper::Cycle(reader) => reader.value(c, names, spec, &mut self.texts),
            });
        }
        let group = match self.index.get(self.key.as_slice()) {
            Some(group) => *group,
            None => self.open(self.key.as_slice().into()),
        };
        self.groups[group].1.add(c, excused);
    }

    pub(crate) fn absorb(&mut self, other: Compliance) {
        let mut numbers = Renumbering::default();
        for (key, tally) in other.groups {
            let translated: Box<[Raw]> = self
                .columns
                .iter()
                .zip(&key)
                .map(|(column, &raw)| numbers.translate(&column.kind, raw, &other.texts, &mut self.texts))
                .collect();
            match self.index.get(&translated) {
                Some(group) => self.groups[*group].1.absorb(&tally),
                None => {
                    let group = self.open(translated);
                    self.groups[group].1 = tally;
                }
            }
        }
    }

    pub(crate) fn finish(mut self, spec: &Spec) -> Report {
        let keys = self.columns.len();
        self.columns.extend(measures());
        let mut sheet = Sheet::new(self.columns);
        sheet.texts = self.texts;
        let total = Tally::sum(self.groups.iter().map(|(_, tally)| tally));
        for (key, tally) in self.groups {
            sheet.push(key.iter().copied().chain(tally.values()));
        }
        let totals = std::iter::repeat_n(NULL, keys).chain(total.values()).collect();
        let order: Vec<OrderBy> = (0..keys).map(OrderBy::up).collect();
        Report::new(ReportKind::Compliance, sheet, &order, spec.sort.as_ref()).with_totals(totals)
    }

    fn open(&mut self, key: Box<[Raw]>) -> usize {
        let group = self.groups.len();
        self.index.insert(key.clone(), group);
        self.groups.push((key, Tally::default()));
        group
    }
}

fn grouper(dimension: Dimension, plan: &Plan, names: &Names, capture: &[FieldId]) -> (Grouper, Kind) {
    match dimension.source() {
        Source::Cycle(what) => {
            let reader = Reader::new(plan, names, capture, what);
            let kind = reader.kind.clone();
            (Grouper::Cycle(reader), kind)
        }
        Source::Period(unit) => {
            let kind = match unit {
                Unit::Hour => names.hours.clone(),
                Unit::Weekday => names.weekdays.clone(),
                Unit::Date => Kind::Period(Period::Date),
                Unit::Week => Kind::Period(Period::Week),
                Unit::Month => Kind::Period(Period::Month),
                Unit::Quarter => Kind::Period(Period::Quarter),
                Unit::Year => Kind::Period(Period::Year),
            };
            (Grouper::Period(unit), kind)
        }
    }
}

/// The names of its columns.
pub(crate) fn column_names(spec: &Spec, plan: &Plan) -> Vec<String> {
    let groups = spec.dimensions().into_iter().map(|d| d.name(plan));
    groups.chain(measures().into_iter().map(|c| c.name)).collect()
}
