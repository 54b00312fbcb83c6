//! What a run is asked to report.

use crate::cycle_column::CycleColumn;
use crate::dimension::Dimension;
use crate::error::OptionError;
use crate::{actions, compliance, filter, objective, rows, tickets};
use duly_calendar::{Instant, Zone};
use duly_engine::Query;
use duly_plan::{Condition, FieldId, Plan, standard};
use std::str::FromStr;

/// The reports.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ReportKind {
    /// How many promises were kept, by group.
    Compliance,
    /// Every cycle.
    Log,
    /// Every ticket.
    Tickets,
    /// Open promises, soonest due first.
    Backlog,
    /// Warnings and the actions of rules.
    Actions,
    /// What each period came to against the policy's objectives.
    Objectives,
    /// What the objectives of a period pay together.
    Credits,
}

/// Which instant says what period a cycle belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Basis {
    /// When it was decided: closed in time, or breached; without a verdict its end, or as-of.
    #[default]
    Decided,
    /// Its start.
    Started,
    /// Its due.
    Due,
    /// Its end.
    Closed,
    /// The creation of its ticket.
    Created,
}

/// A column to put the rows in order by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sort {
    /// The column's name; `_s` at its end may be left out.
    pub column: String,
    /// From the highest value down. Rows without a value come last either way.
    pub descending: bool,
}

/// A condition on cycles.
#[derive(Clone, PartialEq, Debug)]
pub struct Filter {
    /// The condition, over the plan's fields and [`duly_plan::RecordField`]s.
    pub condition: Condition,
    /// As it was written, for the provenance.
    pub text: String,
}

/// What a run is asked to report.
#[derive(Clone, Debug)]
pub struct Spec {
    /// The reports, each once.
    pub kinds: Vec<ReportKind>,
    /// What the compliance report is grouped by; by level and clock if empty.
    pub by: Vec<Dimension>,
    /// Which instant counts for `from`, `to` and groups of periods.
    pub basis: Basis,
    /// Only cycles whose instant is not before this one.
    pub from: Option<Instant>,
    /// Only cycles whose instant is before this one.
    pub to: Option<Instant>,
    /// The zone of periods.
    pub zone: Zone,
    /// Only cycles of which this holds.
    pub filter: Option<Filter>,
    /// The order of rows, where a report has the column.
    pub sort: Option<Sort>,
    /// Only the part of the backlog that is due within this many seconds after as-of.
    pub within: Option<i64>,
    /// The instant up to which the events are judged.
    pub as_of: Instant,
    /// What the log says under `policy_version`, by the period in which a ticket was created
    /// ([`duly_plan::Versions`]).
    pub policy_versions: Vec<String>,
}

impl ReportKind {
    /// Every report with its name.
    pub const ALL: [(ReportKind, &'static str); 7] = [
        (ReportKind::Compliance, "compliance"),
        (ReportKind::Log, "log"),
        (ReportKind::Tickets, "tickets"),
        (ReportKind::Backlog, "backlog"),
        (ReportKind::Actions, "actions"),
        (ReportKind::Objectives, "objectives"),
        (ReportKind::Credits, "credits"),
    ];

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

impl FromStr for ReportKind {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<ReportKind, OptionError> {
        choose("report", text, &Self::ALL)
    }
}

impl Basis {
    /// Every basis with its name.
    pub const ALL: [(Basis, &'static str); 5] = [
        (Basis::Decided, "decided"),
        (Basis::Started, "started"),
        (Basis::Due, "due"),
        (Basis::Closed, "closed"),
        (Basis::Created, "created"),
    ];

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

impl FromStr for Basis {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Basis, OptionError> {
        choose("basis", text, &Self::ALL)
    }
}

impl FromStr for Sort {
    type Err = OptionError;

    /// Reads `COLUMN`, `COLUMN:asc` or `COLUMN:desc`; [`Spec::check`] says whether there is such a column.
    fn from_str(text: &str) -> Result<Sort, OptionError> {
        let (column, descending) = match text.rsplit_once(':') {
            None => (text, false),
            Some((column, "asc")) => (column, false),
            Some((column, "desc")) => (column, true),
            Some((_, other)) => return Err(OptionError::unknown("direction", other, &["asc", "desc"])),
        };
        Ok(Sort { column: column.to_owned(), descending })
    }
}

impl Spec {
    /// The compliance report by level and clock, of everything up to `as_of`.
    #[must_use]
    pub fn new(zone: Zone, as_of: Instant) -> Spec {
        Spec {
            kinds: vec![ReportKind::Compliance],
            by: Vec::new(),
            basis: Basis::default(),
            from: None,
            to: None,
            zone,
            filter: None,
            sort: None,
            within: None,
            as_of,
            policy_versions: Vec::new(),
        }
    }

    /// What the engine must report of every cycle and ticket. `as_of` has no part in it.
    #[must_use]
    pub fn query(&self, plan: &Plan) -> Query {
        let mut capture: Vec<FieldId> = Vec::new();
        if self.wants(ReportKind::Compliance) {
            capture.extend(self.dimensions().iter().filter_map(|d| d.field()));
        }
        if self.wants(ReportKind::Log) || self.wants(ReportKind::Backlog) {
            let columns = rows::LOG.iter().chain(rows::BACKLOG);
            capture.extend(columns.filter_map(|(column, _)| match column {
                CycleColumn::Field(field) => Some(*field),
                _ => None,
            }));
        }
        if self.wants(ReportKind::Tickets) {
            capture.extend(tickets::FIELDS);
        }
        if self.measures_objectives() {
            capture.extend(objective::captured(plan));
        }
        let excuses = [ReportKind::Compliance, ReportKind::Log].iter().any(|kind| self.wants(*kind));
        if excuses || self.measures_objectives() {
            capture.extend(plan.excuses.iter().flat_map(|e| filter::fields(plan, &e.condition)));
        }
        if self.basis == Basis::Created {
            capture.push(standard::CREATED);
        }
        if let Some(filter) = &self.filter {
            capture.extend(filter::fields(plan, &filter.condition));
        }
        capture.sort_unstable();
        capture.dedup();
        Query { capture, actions: self.wants(ReportKind::Actions) }
    }

    /// Whether the reports asked for can follow the options.
    ///
    /// # Errors
    /// None of them has the column to sort by; the help names the nearest or all of them.
    pub fn check(&self, plan: &Plan) -> Result<(), OptionError> {
        let Some(sort) = &self.sort else { return Ok(()) };
        let columns: Vec<String> =
            self.kinds.iter().flat_map(|kind| self.column_names(*kind, plan)).collect();
        if columns.iter().any(|name| sort.is(name)) {
            return Ok(());
        }
        let mut choices: Vec<&str> = columns.iter().map(|name| without_unit(name)).collect();
        choices.dedup();
        Err(OptionError::unknown("column", without_unit(&sort.column), &choices))
    }

    /// The options that shape the reports, as the provenance names them, in a fixed order.
    #[must_use]
    pub fn options(&self, plan: &Plan) -> Vec<(&'static str, String)> {
        let instant = |at: Instant| crate::write::rfc3339(at);
        let mut options = Vec::new();
        if self.wants(ReportKind::Compliance) {
            let names: Vec<String> = self.dimensions().iter().map(|d| d.name(plan)).collect();
            options.push(("by", names.join(",")));
        }
        options.push(("basis", self.basis.as_str().to_owned()));
        options.extend(self.from.map(|at| ("from", instant(at))));
        options.extend(self.to.map(|at| ("to", instant(at))));
        options.extend(self.filter.as_ref().map(|f| ("where", f.text.clone())));
        options.extend(self.sort.as_ref().map(|s| ("sort", s.to_string())));
        options.extend(self.within.map(|seconds| ("within", format!("{seconds}s"))));
        options
    }

    /// What compliance is grouped by, each once.
    pub(crate) fn dimensions(&self) -> Vec<Dimension> {
        let mut dimensions: Vec<Dimension> = Vec::new();
        for dimension in &self.by {
            if dimensions.iter().all(|d| d.source() != dimension.source()) {
                dimensions.push(*dimension);
            }
        }
        if dimensions.is_empty() {
            dimensions.extend([Dimension::Level, Dimension::Clock]);
        }
        dimensions
    }

    pub(crate) fn wants(&self, kind: ReportKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// Whether cycles are held to the objectives.
    pub(crate) fn measures_objectives(&self) -> bool {
        self.wants(ReportKind::Objectives) || self.wants(ReportKind::Credits)
    }

    /// Whether only a part of the cycles counts.
    pub(crate) fn narrows(&self) -> bool {
        self.from.is_some() || self.to.is_some() || self.filter.is_some()
    }

    /// Whether an instant is within `from` and `to`; no instant is, if either is given.
    pub(crate) fn covers(&self, at: Option<Instant>) -> bool {
        match at {
            Some(at) => self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to),
            None => self.from.is_none() && self.to.is_none(),
        }
    }

    fn column_names(&self, kind: ReportKind, plan: &Plan) -> Vec<String> {
        match kind {
            ReportKind::Compliance => compliance::column_names(self, plan),
            ReportKind::Log => rows::log_column_names(plan),
            ReportKind::Backlog => rows::column_names(rows::BACKLOG, plan),
            ReportKind::Tickets => tickets::column_names(),
            ReportKind::Actions => actions::column_names(),
            ReportKind::Objectives => objective::column_names(plan),
            ReportKind::Credits => objective::credit_column_names(),
        }
    }
}

impl Sort {
    /// Whether a column is the one it names.
    pub(crate) fn is(&self, column: &str) -> bool {
        column == self.column || without_unit(column) == self.column
    }
}

impl std::fmt::Display for Sort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.column)?;
        f.write_str(if self.descending { ":desc" } else { "" })
    }
}

/// A column's name without the unit at its end, as tables show it.
pub(crate) fn without_unit(column: &str) -> &str {
    column.strip_suffix("_s").unwrap_or(column)
}

fn choose<T: Copy>(what: &str, written: &str, all: &[(T, &'static str)]) -> Result<T, OptionError> {
    let found = all.iter().find(|(_, name)| *name == written);
    found.map(|(value, _)| *value).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|(_, name)| *name).collect();
        OptionError::unknown(what, written, &names)
    })
}
