//! The report of credits: what all objectives of a period pay together.

use super::Objectives;
use super::rows::{Row, period_column};
use crate::column::{Column, Kind, NULL, Raw, count, items};
use crate::report::Report;
use crate::sheet::Sheet;
use crate::spec::{ReportKind, Spec};
use duly_plan::{PeriodUnit, Plan, Share};

/// The columns, and how early a narrow table leaves them out.
const COLUMNS: [(&str, u8); 9] = [
    ("each", 2),
    ("period", 0),
    ("paying", 3),
    ("credit", 0),
    ("cap", 1),
    ("payable", 0),
    ("complete", 2),
    ("from", 5),
    ("to", 5),
];

/// The words for units, in the order of [`PeriodUnit`].
const UNITS: [PeriodUnit; 7] = [
    PeriodUnit::HalfHour,
    PeriodUnit::Hour,
    PeriodUnit::Day,
    PeriodUnit::Week,
    PeriodUnit::Month,
    PeriodUnit::Quarter,
    PeriodUnit::Year,
];

/// What one objective pays for a period: its groups together, up to its own cap.
fn of_objective(rows: &[&Row<'_>]) -> u64 {
    let sum = rows.iter().filter_map(|row| row.credit).map(|credit| u64::from(credit.0)).sum();
    let cap = rows.first().and_then(|row| row.objective.credit_cap);
    cap.map_or(sum, |cap| sum.min(u64::from(cap.most.0)))
}

impl Objectives<'_> {
    /// The report.
    pub(crate) fn finish_credits(&self, plan: &Plan, spec: &Spec) -> Report {
        let mut rows: Vec<Row<'_>> = self.rows(spec);
        rows.retain(|row| row.credit.is_some());
        // Stable: the rows of one objective stay together.
        rows.sort_by_key(|row| (row.objective.each, row.bounds.0));
        let (periods, places) = period_column(&rows);
        let columns = COLUMNS.map(|(name, rank)| Column::new(name, kind(name, &periods), rank));
        let mut sheet = Sheet::new(columns.to_vec());
        let cap = plan.credit_cap.map(|cap| u64::from(cap.most.0));
        let placed: Vec<(&Row<'_>, Raw)> = rows.iter().zip(places).collect();
        for period in placed.chunk_by(|a, b| a.1 == b.1) {
            let Some((first, place)) = period.first() else { continue };
            let rows: Vec<&Row<'_>> = period.iter().map(|(row, _)| *row).collect();
            let paid: Vec<u64> = rows.chunk_by(|a, b| a.number == b.number).map(of_objective).collect();
            let credit: u64 = paid.iter().sum();
            let most = cap.unwrap_or(u64::from(Share::ALL.0)).min(u64::from(Share::ALL.0));
            sheet.push([
                UNITS.iter().position(|u| *u == first.objective.each).map_or(NULL, |at| count(at as u64)),
                *place,
                count(paid.iter().filter(|paid| **paid > 0).count() as u64),
                count(credit),
                cap.map_or(NULL, count),
                count(credit.min(most)),
                Raw::from(first.complete),
                first.bounds.0.0,
                first.bounds.1.0,
            ]);
        }
        Report::new(ReportKind::Credits, sheet, &[], spec.sort.as_ref())
    }
}

fn kind(name: &str, periods: &Kind) -> Kind {
    match name {
        "each" => items(UNITS.map(PeriodUnit::as_str)),
        "period" => periods.clone(),
        "credit" | "cap" | "payable" => Kind::Share,
        "complete" => Kind::YesNo,
        "from" | "to" => Kind::Instant,
        _ => Kind::Count,
    }
}

/// The names of its columns.
pub(crate) fn column_names() -> Vec<String> {
    COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect()
}
