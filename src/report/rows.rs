//! The reports with a row a cycle: the log and the backlog.

use crate::column::{Column, Kind, NULL};
use crate::cycle_column::{CycleColumn, Reader};
use crate::names::Names;
use crate::report::Report;
use crate::sheet::{OrderBy, Sheet};
use crate::spec::{ReportKind, Spec};
use duly_engine::{CycleRecord, Outcome};
use duly_plan::{FieldId, Plan, standard};

use CycleColumn as C;

/// Columns, each with how early a narrow table leaves it out.
pub(crate) type Layout = &'static [(CycleColumn, u8)];

/// The columns of the log.
pub(crate) const LOG: Layout = &[
    (C::Ticket, 0),
    (C::Clock, 0),
    (C::Cycle, 4),
    (C::Key, 8),
    (C::Agreement, 9),
    (C::Level, 3),
    (C::Rule, 7),
    (C::Field(standard::REQUESTER), 8),
    (C::Field(standard::DEPARTMENT), 6),
    (C::Agent, 6),
    (C::Field(standard::PRIORITY), 5),
    (C::Field(standard::CHANNEL), 8),
    (C::Started, 4),
    (C::Due, 2),
    (C::Closed, 2),
    (C::Elapsed, 1),
    (C::Paused, 6),
    (C::Wall, 8),
    (C::Target, 3),
    (C::Remaining, 5),
    (C::Outcome, 0),
    (C::Reason, 5),
    (C::BreachedAt, 7),
    (C::Reopens, 8),
    (C::PolicyVersion, 10),
];

/// The columns of the backlog.
pub(crate) const BACKLOG: Layout = &[
    (C::Ticket, 0),
    (C::Clock, 0),
    (C::Cycle, 5),
    (C::Key, 7),
    (C::Agreement, 9),
    (C::Level, 2),
    (C::Due, 0),
    (C::Remaining, 1),
    (C::Elapsed, 5),
    (C::Outcome, 0),
    (C::AtRisk, 2),
    (C::Field(standard::PRIORITY), 3),
    (C::Field(standard::REQUESTER), 6),
    (C::Field(standard::DEPARTMENT), 4),
    (C::Agent, 3),
    (C::Field(standard::CHANNEL), 6),
    (C::Started, 6),
];

/// The column of the log that says why a miss is excused.
const EXCUSED: &str = "excused";

/// Rows of cycles.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    kind: ReportKind,
    readers: Vec<Reader>,
    sheet: Sheet,
    /// Whether a last column says why a miss is excused.
    excused: bool,
    /// What identifies a cycle, in the report's order.
    order: Vec<OrderBy>,
}

impl Rows {
    /// The log; of a policy that excuses misses it has a column more.
    pub(crate) fn log(plan: &Plan, names: &Names, capture: &[FieldId]) -> Rows {
        let order = [C::Ticket, C::Clock, C::Cycle, C::Agreement];
        let mut log = Rows::new(ReportKind::Log, LOG, &order, plan, names, capture);
        log.excused = !plan.excuses.is_empty();
        if log.excused {
            log.sheet.columns.push(Column::new(EXCUSED, Kind::Text, 4));
        }
        log
    }

    pub(crate) fn backlog(plan: &Plan, names: &Names, capture: &[FieldId]) -> Rows {
        let order = [C::Due, C::Ticket, C::Clock, C::Cycle, C::Agreement];
        Rows::new(ReportKind::Backlog, BACKLOG, &order, plan, names, capture)
    }

    fn new(
        kind: ReportKind,
        layout: Layout,
        order: &[CycleColumn],
        plan: &Plan,
        names: &Names,
        capture: &[FieldId],
    ) -> Rows {
        let (mut readers, mut columns) = (Vec::new(), Vec::new());
        for (what, rank) in layout {
            let reader = Reader::new(plan, names, capture, *what);
            columns.push(reader.column(plan, *rank));
            readers.push(reader);
        }
        let place = |what: &CycleColumn| layout.iter().position(|(c, _)| c == what);
        let order = order.iter().filter_map(place).map(OrderBy::up).collect();
        Rows { kind, readers, sheet: Sheet::new(columns), excused: false, order }
    }

    /// Adds a cycle; `excuse` is why its miss is excused.
    pub(crate) fn add(&mut self, cycle: &CycleRecord<'_>, excuse: Option<&str>, names: &Names, spec: &Spec) {
        let readers = &self.readers;
        self.sheet.push_with(|column, texts| match readers.get(column) {
            Some(reader) => reader.value(cycle, names, spec, texts),
            None => excuse.map_or(NULL, |because| texts.intern(because)),
        });
    }

    pub(crate) fn absorb(&mut self, other: &Rows) {
        self.sheet.absorb(&other.sheet);
    }

    pub(crate) fn finish(self, spec: &Spec) -> Report {
        Report::new(self.kind, self.sheet, &self.order, spec.sort.as_ref())
    }
}

/// Whether a cycle is a promise still to be kept, and due within the time asked for.
pub(crate) fn in_backlog(cycle: &CycleRecord<'_>, spec: &Spec) -> bool {
    let open = matches!(cycle.outcome, Outcome::Running | Outcome::Paused | Outcome::Overdue);
    let in_time = |within: i64| cycle.due.is_some_and(|due| due <= spec.as_of.plus(within));
    open && spec.within.is_none_or(in_time)
}

/// The names of a report's columns.
pub(crate) fn column_names(layout: Layout, plan: &Plan) -> Vec<String> {
    layout.iter().map(|(column, _)| column.name(plan).to_owned()).collect()
}

/// The names of the log's columns.
pub(crate) fn log_column_names(plan: &Plan) -> Vec<String> {
    let mut names = column_names(LOG, plan);
    names.extend((!plan.excuses.is_empty()).then(|| EXCUSED.to_owned()));
    names
}
