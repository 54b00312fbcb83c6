//! What is doubtful about one run of a policy that is well in itself.

use chrono::Datelike;
use duly_calendar::Instant;
use duly_diag::{Diagnostic, codes};
use duly_plan::{CalendarDef, Plan};

/// Calendars whose holidays are not known for all the years that a run looks at, from its first event to
/// as-of.
pub(crate) fn of_run(plan: &Plan, first: Option<Instant>, as_of: Instant) -> Vec<Diagnostic> {
    plan.calendars.iter().filter_map(|c| unknown_years(c, first.unwrap_or(as_of), as_of)).collect()
}

fn unknown_years(calendar: &CalendarDef, first: Instant, as_of: Instant) -> Option<Diagnostic> {
    let (from, to) = calendar.table.holiday_years()?;
    let year = |t: Instant| calendar.table.zone().local(t).date().year();
    let (first, last) = (year(first.min(as_of)), year(as_of));
    if from <= first && last <= to {
        return None;
    }
    let looked = if first == last { last.to_string() } else { format!("{first} to {last}") };
    let known = if from == to { format!("for {from}") } else { format!("from {from} to {to}") };
    let message =
        format!("the holidays of `{}` are known {known}, but this run looks at {looked}", calendar.name);
    let label = "outside those years every holiday counts as a working day";
    Some(
        Diagnostic::warning(codes::HOLIDAYS_END, calendar.span?, message, label)
            .help("give the calendar a holiday file that covers all the years it is used in"),
    )
}
