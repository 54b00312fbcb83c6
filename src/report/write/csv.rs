//! Reports as CSV: lines of provenance that begin with `#`, a header, the rows, the totals row last.

use super::display::plain;
use super::rfc3339;
use crate::column::Cell;
use crate::provenance::Provenance;
use crate::report::Report;
use std::borrow::Cow;
use std::io;

/// Writes a report.
pub(super) fn write(report: &Report, provenance: &Provenance, out: &mut dyn io::Write) -> io::Result<()> {
    for (name, value) in comments(report, provenance) {
        writeln!(out, "# {name}: {}", one_line(&value))?;
    }
    // A field that begins with `#` is quoted, so that no row is taken for a comment.
    let mut csv = csv::WriterBuilder::new().comment(Some(b'#')).from_writer(out);
    csv.write_record(report.columns().iter().map(|c| c.name.as_str()))?;
    for row in 0..report.rows() {
        for cell in report.row(row) {
            csv.write_field(plain(cell).as_bytes())?;
        }
        csv.write_record(None::<&[u8]>)?;
    }
    if let Some(totals) = report.totals() {
        for (index, cell) in totals.enumerate() {
            let cell = if index == 0 { Cell::Text("total") } else { cell };
            csv.write_field(plain(cell).as_bytes())?;
        }
        csv.write_record(None::<&[u8]>)?;
    }
    csv.flush()
}

fn comments(report: &Report, p: &Provenance) -> Vec<(Cow<'static, str>, String)> {
    let mut lines: Vec<(Cow<'static, str>, String)> = vec![
        ("report".into(), report.kind().as_str().to_owned()),
        ("format_version".into(), p.format_version.to_string()),
        ("duly_version".into(), p.duly_version.clone()),
        ("policy".into(), p.policy.clone()),
        ("policy_sha256".into(), p.policy_sha256.clone()),
        ("tzdata".into(), p.tzdata.clone()),
    ];
    for calendar in &p.calendars {
        let years = match calendar.holiday_years {
            Some((first, last)) => format!("{first}..{last}"),
            None => "none".to_owned(),
        };
        lines.push(("holiday_years".into(), format!("{} {years}", calendar.name)));
    }
    for input in &p.inputs {
        lines.push(("input".into(), format!("{} sha256:{}", input.name, input.sha256)));
    }
    lines.push(("skipped_events".into(), p.skipped_events.to_string()));
    lines.push(("as_of".into(), rfc3339(p.as_of)));
    lines.push(("zone".into(), p.zone.clone()));
    lines.extend(p.query.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())));
    lines
}

fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}
