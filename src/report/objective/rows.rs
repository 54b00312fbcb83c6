//! The report of objectives: a row for each objective, period and group.

use super::period::Slice;
use super::tally::{Measured, Standing, Tally, bound};
use super::{LEAD, Objectives, goal, names_of};
use crate::column::{Cell, Column, Kind, NULL, Raw, count, items};
use crate::dimension::Dimension;
use crate::report::Report;
use crate::sheet::Sheet;
use crate::spec::{ReportKind, Spec};
use crate::write::plain;
use duly_calendar::Instant;
use duly_diag::SourceMap;
use duly_plan::{GroupBy, Objective, Plan, Share};
use std::cmp::Ordering;

/// One row, worked out.
pub(super) struct Row<'p> {
    /// Its place in the plan.
    pub number: usize,
    pub objective: &'p Objective,
    pub slice: Slice,
    /// The period: from, and up to.
    pub bounds: (Instant, Instant),
    /// Whether the whole period is judged: it is over at as-of, and no range of the run cuts it.
    pub complete: bool,
    groups: Box<[Raw]>,
    tally: Tally,
    measured: Measured,
    standing: Standing,
    /// What the worst step that is reached pays; none if the objective has no steps.
    pub credit: Option<Share>,
}

/// The columns behind the groups, and how early a narrow table leaves them out.
const COLUMNS: [(&str, u8); 13] = [
    ("goal", 3),
    ("value", 0),
    ("target", 4),
    ("result", 0),
    ("cycles", 1),
    ("kept", 2),
    ("excused", 5),
    ("ignored", 5),
    ("credit", 1),
    ("complete", 4),
    ("from", 8),
    ("to", 8),
    ("line", 7),
];

impl<'p> Objectives<'p> {
    /// All rows in their order: objective, period, groups.
    pub(super) fn rows(&self, spec: &Spec) -> Vec<Row<'p>> {
        let mut rows: Vec<Row<'p>> =
            self.groups.iter().filter_map(|(key, tally)| self.row(key, tally, spec)).collect();
        rows.sort_by(|a, b| self.order(a, b));
        rows
    }

    fn row(&self, key: &[Raw], tally: &Tally, spec: &Spec) -> Option<Row<'p>> {
        let (lead, groups) = key.split_at_checked(LEAD)?;
        let [number, period, offset] = lead else { return None };
        let number = usize::try_from(*number).ok()?;
        let objective = self.aims.get(number)?.objective;
        let slice = Slice { number: *period, offset: *offset };
        let (from, to) = slice.bounds(objective.each, &spec.zone);
        let uncut = spec.from.is_none_or(|f| f <= from) && spec.to.is_none_or(|t| to <= t);
        let mut tally = tally.clone();
        let measured = tally.measured(objective.goal);
        let standing = tally.standing(objective, measured);
        Some(Row {
            number,
            objective,
            slice,
            bounds: (from, to),
            complete: uncut && to <= spec.as_of,
            groups: groups.into(),
            credit: credit(objective, measured, standing),
            measured,
            standing,
            tally,
        })
    }

    fn order(&self, a: &Row<'_>, b: &Row<'_>) -> Ordering {
        let lead = (a.number, a.bounds.0).cmp(&(b.number, b.bounds.0));
        let groups = self.columns.iter().zip(a.groups.iter().zip(&b.groups)).map(|(column, (a, b))| {
            (*a == NULL).cmp(&(*b == NULL)).then_with(|| column.kind.compare(*a, *b, &self.texts))
        });
        groups.fold(lead, Ordering::then)
    }

    /// The report.
    pub(crate) fn finish(&self, plan: &Plan, sources: &SourceMap, spec: &Spec) -> Report {
        let rows = self.rows(spec);
        let (periods, places) = period_column(&rows);
        let mut columns = vec![Column::new("objective", names_of(plan), 0)];
        columns.push(Column::new("period", periods, 0));
        columns.extend(self.columns.iter().cloned());
        columns.extend(COLUMNS.map(|(name, rank)| Column::new(name, kind(name), rank)));
        let mut sheet = Sheet::new(columns);
        sheet.texts = self.texts.clone();
        for (row, place) in rows.iter().zip(places) {
            let text = sheet.texts.intern(&goal::words(row.objective.goal));
            let line = sheet.texts.intern(&sources.line_ref(row.objective.goal_span));
            let head = [Raw::try_from(row.number).unwrap_or(Raw::MAX), place];
            let tail = [
                text,
                row.measured.shown(row.objective.goal),
                bound(row.objective.goal),
                Raw::from(row.standing as u8),
                count(row.tally.cycles),
                count(row.tally.kept),
                count(row.tally.excused),
                count(row.tally.ignored),
                row.credit.map_or(NULL, |credit| Raw::from(credit.0)),
                Raw::from(row.complete),
                row.bounds.0.0,
                row.bounds.1.0,
                line,
            ];
            sheet.push(head.into_iter().chain(row.groups.iter().copied()).chain(tail));
        }
        // The rows are in their order already.
        Report::new(ReportKind::Objectives, sheet, &[], spec.sort.as_ref())
    }
}

/// What is paid: the worst step that is reached.
fn credit(objective: &Objective, measured: Measured, standing: Standing) -> Option<Share> {
    let judged = matches!(standing, Standing::Met | Standing::Missed);
    let reached = objective.credits.iter().rev().find(|step| judged && measured.reaches(step.bound));
    (!objective.credits.is_empty()).then(|| reached.map_or(Share::default(), |step| step.credit))
}

fn kind(name: &str) -> Kind {
    match name {
        "goal" | "line" => Kind::Text,
        "value" | "target" => Kind::Measure,
        "result" => items(Standing::WORDS),
        "credit" => Kind::Share,
        "complete" => Kind::YesNo,
        "from" | "to" => Kind::Instant,
        _ => Kind::Count,
    }
}

/// The names of the rows' periods in the order in which they begin, and each row's place among them.
pub(super) fn period_column(rows: &[Row<'_>]) -> (Kind, Vec<Raw>) {
    let key = |row: &Row<'_>| (row.bounds, row.objective.each);
    let mut known: Vec<_> = rows.iter().map(|row| (key(row), row.slice)).collect();
    known.sort_by_key(|(key, _)| *key);
    known.dedup_by_key(|(key, _)| *key);
    let names: Vec<String> = known.iter().map(|((_, unit), slice)| slice.name(*unit)).collect();
    let place = |row: &Row<'_>| {
        let found = known.binary_search_by_key(&key(row), |(key, _)| *key);
        found.ok().and_then(|at| Raw::try_from(at).ok()).unwrap_or(NULL)
    };
    (items(names.iter().map(String::as_str)), rows.iter().map(place).collect())
}

/// The name of a group's column; a field called like another column is `ticket.NAME`.
pub(super) fn group_name(group: Dimension, plan: &Plan) -> String {
    let name = group.name(plan);
    let taken = ["objective", "period"].contains(&name.as_str()) || COLUMNS.iter().any(|(c, _)| *c == name);
    if taken { format!("ticket.{name}") } else { name }
}

/// The names of its columns.
pub(crate) fn column_names(plan: &Plan) -> Vec<String> {
    let mut groups: Vec<GroupBy> = Vec::new();
    for group in plan.objectives.iter().flat_map(|o| &o.by) {
        if !groups.contains(group) {
            groups.push(*group);
        }
    }
    let groups = groups.into_iter().map(|group| group_name(super::dimension(group), plan));
    let lead = ["objective", "period"].map(str::to_owned);
    lead.into_iter().chain(groups).chain(COLUMNS.map(|(name, _)| name.to_owned())).collect()
}

/// Each row of a report of objectives that is missed, in a sentence: "`80/20` is missed in 2026-03, Support: 71.4%,
/// the goal is 80% within 20s".
#[must_use]
pub fn misses(report: &Report) -> Vec<String> {
    let columns = report.columns();
    let cell = |row: usize, name: &str| {
        let place = columns.iter().position(|c| c.name == name && !c.group);
        place.map_or(Cell::Null, |column| report.cell(row, column))
    };
    let missed = (0..report.rows()).filter(|row| cell(*row, "result") == Cell::Text("missed"));
    let sentence = |row: usize| {
        let groups = (0..columns.len()).filter(|c| columns[*c].group).map(|c| report.cell(row, c));
        let groups = groups.filter(|c| *c != Cell::Every).map(|c| match c {
            Cell::Null => ", (none)".to_owned(),
            some => format!(", {}", plain(some)),
        });
        format!(
            "`{}` is missed in {}{}: {}, the goal is {}",
            plain(cell(row, "objective")),
            plain(cell(row, "period")),
            groups.collect::<String>(),
            crate::write::amount(cell(row, "value")),
            plain(cell(row, "goal")),
        )
    };
    missed.map(sentence).collect()
}
