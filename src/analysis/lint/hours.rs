//! Hours that a change of the clocks skips, and dates beyond the holiday data.

use crate::findings::Findings;
use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};
use duly_calendar::Zone;
use duly_calendar::spec::{Change, Dates, Origin, Window};
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::{CalendarDef, Plan};

/// The years in which weekly hours are tried against the changes of the clocks.
const YEARS: std::ops::Range<i32> = 2024..2034;
/// No change of the clocks skips more.
const LONGEST_GAP: u32 = 3 * 3600;

/// Looks at every calendar.
pub(super) fn lint(plan: &Plan, findings: &mut Findings) {
    for calendar in plan.calendars.iter().filter(|calendar| calendar.span.is_some()) {
        weekly(calendar, findings);
        dated(calendar, findings);
        holidays(calendar, findings);
    }
}

fn place(calendar: &CalendarDef, origin: Origin) -> Option<Span> {
    calendar.origins.get(usize::try_from(origin.0).ok()?).copied()
}

/// The first date of the years on which weekly hours are skipped.
fn weekly(calendar: &CalendarDef, findings: &mut Findings) {
    let zone = calendar.table.zone();
    for hours in &calendar.spec.weekly {
        for window in hours.windows.iter().filter(|window| window.end - window.start <= LONGEST_GAP) {
            let first = NaiveDate::from_ymd_opt(YEARS.start, 1, 1).unwrap_or_default();
            let mut days = first.iter_days().take_while(|date| date.year() < YEARS.end);
            let skipped =
                days.find(|date| hours.days.contains(date.weekday()) && skips(zone, *date, *window));
            if let (Some(date), Some(span)) = (skipped, place(calendar, hours.origin)) {
                findings.add(skipped_hours(zone, date, *window, span));
            }
        }
    }
}

/// Hours of their own that are skipped on their only date.
fn dated(calendar: &CalendarDef, findings: &mut Findings) {
    let zone = calendar.table.zone();
    for exception in &calendar.spec.exceptions {
        let (Dates::Date(date), Change::Open(windows)) = (&exception.dates, &exception.change) else {
            continue;
        };
        for window in windows.iter().filter(|window| skips(zone, *date, **window)) {
            if let Some(span) = place(calendar, exception.origin) {
                findings.add(skipped_hours(zone, *date, *window, span));
            }
        }
    }
}

/// Whether no second of a window is on the clocks of a date.
fn skips(zone: &Zone, date: NaiveDate, window: Window) -> bool {
    let at = |second: u32| date.and_time(NaiveTime::MIN) + TimeDelta::seconds(i64::from(second));
    zone.instants(at(window.start)).is_empty() && zone.instants(at(window.end - 1)).is_empty()
}

fn skipped_hours(zone: &Zone, date: NaiveDate, window: Window, span: Span) -> Diagnostic {
    let time = |second: u32| format!("{:02}:{:02}", second / 3600 % 24, second / 60 % 60);
    let (from, to) = (time(window.start), time(window.end));
    let message = format!(
        "`{from}-{to}` is not there on {date}, when the clocks of `{}` go forward over it",
        zone.name()
    );
    Diagnostic::warning(codes::SKIPPED_HOURS, span, message, "").help(
        "hours in that gap move to its end, and are lost where nothing is left of them; take other hours",
    )
}

/// Dates of a calendar that lie beyond the years of its holiday files.
fn holidays(calendar: &CalendarDef, findings: &mut Findings) {
    let Some((_, last)) = calendar.table.holiday_years() else { return };
    let beyond = calendar.spec.exceptions.iter().find_map(|exception| {
        let date = match exception.dates {
            Dates::Date(date) | Dates::Range(_, date) => date,
            _ => return None,
        };
        (date.year() > last).then(|| place(calendar, exception.origin).map(|span| (date, span))).flatten()
    });
    if let Some((date, span)) = beyond {
        let message =
            format!("the holidays of `{}` end with {last}, and this is in {}", calendar.name, date.year());
        findings.add(
            Diagnostic::warning(codes::PAST_HOLIDAYS, span, message, "no holiday is known then")
                .help(format!("take a holiday file that covers {}", date.year())),
        );
    }
}
