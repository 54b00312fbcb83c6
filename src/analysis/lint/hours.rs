//! Hours that a change of the clocks skips, and dates beyond the holiday data.

use crate::findings::Findings;
use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};
use duly_calendar::Zone;
use duly_calendar::spec::{CalendarSpec, Change, Dates, Origin, Window};
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::{CalendarBody, CalendarDef, CalendarVersion, Plan};

/// The years in which weekly hours are tried against the changes of the clocks.
const YEARS: std::ops::Range<i32> = 2024..2034;
/// No change of the clocks skips more.
const LONGEST_GAP: u32 = 3 * 3600;

/// Looks at every calendar.
pub(super) fn lint(plan: &Plan, findings: &mut Findings) {
    for calendar in plan.calendars.iter().filter(|calendar| calendar.span.is_some()) {
        let ends = calendar.versions.iter().skip(1).map(|next| next.from).chain([None]);
        for (version, until) in calendar.versions.iter().zip(ends) {
            let CalendarVersion { from, body: CalendarBody::Lines(spec), .. } = version else { continue };
            let said = Said { calendar, spec, from: *from, until };
            weekly(&said, findings);
            dated(&said, findings);
            holidays(&said, findings);
        }
    }
}

/// The lines of one version.
struct Said<'a> {
    calendar: &'a CalendarDef,
    spec: &'a CalendarSpec,
    /// Its first date.
    from: Option<NaiveDate>,
    /// The first date of the next version.
    until: Option<NaiveDate>,
}

impl Said<'_> {
    fn is_in_force(&self, date: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date < until)
    }
}

fn place(calendar: &CalendarDef, origin: Origin) -> Option<Span> {
    calendar.origins.get(usize::try_from(origin.0).ok()?).copied()
}

/// The first date of the years on which weekly hours are skipped.
fn weekly(said: &Said<'_>, findings: &mut Findings) {
    for hours in &said.spec.weekly {
        for window in hours.windows.iter().filter(|window| window.end - window.start <= LONGEST_GAP) {
            let first = NaiveDate::from_ymd_opt(YEARS.start, 1, 1).unwrap_or_default();
            let mut days = first.iter_days().take_while(|date| date.year() < YEARS.end);
            let skipped = days.find(|date| {
                hours.days.contains(date.weekday()) && said.is_in_force(*date) && skips(said, *date, *window)
            });
            if let (Some(date), Some(span)) = (skipped, place(said.calendar, hours.origin)) {
                findings.add(skipped_hours(said.calendar.table.zone_on(date), date, *window, span));
            }
        }
    }
}

/// Hours of their own that are skipped on their only date.
fn dated(said: &Said<'_>, findings: &mut Findings) {
    for exception in &said.spec.exceptions {
        let (Dates::Date(date), Change::Open(windows)) = (&exception.dates, &exception.change) else {
            continue;
        };
        if !said.is_in_force(*date) {
            continue;
        }
        for window in windows.iter().filter(|window| skips(said, *date, **window)) {
            if let Some(span) = place(said.calendar, exception.origin) {
                findings.add(skipped_hours(said.calendar.table.zone_on(*date), *date, *window, span));
            }
        }
    }
}

/// Whether no second of a window is on the clocks of a date.
fn skips(said: &Said<'_>, date: NaiveDate, window: Window) -> bool {
    let zone = said.calendar.table.zone_on(date);
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
fn holidays(said: &Said<'_>, findings: &mut Findings) {
    let calendar = said.calendar;
    let Some((_, last)) = calendar.table.holiday_years() else { return };
    let beyond = said.spec.exceptions.iter().find_map(|exception| {
        let date = match exception.dates {
            Dates::Date(date) | Dates::Range(_, date) => date,
            _ => return None,
        };
        (date.year() > last && said.is_in_force(date))
            .then(|| place(calendar, exception.origin).map(|span| (date, span)))
            .flatten()
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
