//! What is doubtful about one run of a policy that is well in itself.

use crate::evaluate::Judged;
use chrono::Datelike;
use duly_calendar::Instant;
use duly_diag::{Diagnostic, codes};
use duly_plan::{CalendarBody, CalendarDef, Plan};

/// How many values a warning names before it counts the rest.
const NAMED: usize = 5;

/// Calendars whose holidays are not known for all the years that a run looks at, from its first event to
/// as-of; tickets whose zones do not exist.
pub(crate) fn of_run(plan: &Plan, judged: &Judged, as_of: Instant) -> Vec<Diagnostic> {
    let first = judged.first.unwrap_or(as_of);
    // A calendar made of others knows what they know, and it is theirs that has to be mended.
    let own = |c: &&CalendarDef| c.versions.iter().any(|v| matches!(v.body, CalendarBody::Lines(_)));
    let years = plan.calendars.iter().filter(own).filter_map(|c| unknown_years(c, first, as_of));
    let zones = plan.calendars.iter().enumerate().filter_map(|(at, c)| unknown_zones(plan, c, at, judged));
    years.chain(zones).collect()
}

fn unknown_years(calendar: &CalendarDef, first: Instant, as_of: Instant) -> Option<Diagnostic> {
    let (from, to) = calendar.table.holiday_years()?;
    let year = |t: Instant| calendar.table.zone_at(t).local(t).date().year();
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

/// The values of a zone field that are no zones, for one calendar; the most frequent first.
fn unknown_zones(plan: &Plan, calendar: &CalendarDef, at: usize, judged: &Judged) -> Option<Diagnostic> {
    let local = calendar.local.as_ref()?;
    let mut found: Vec<(&str, u64)> = judged
        .unknown_zones
        .iter()
        .filter(|((id, _), _)| id.index() == at)
        .map(|((_, name), cycles)| (name.as_str(), *cycles))
        .collect();
    found.sort_by_key(|(name, cycles)| (std::cmp::Reverse(*cycles), *name));
    let cycles: u64 = found.iter().map(|(_, cycles)| cycles).sum();
    let count = |cycles: u64| if cycles == 1 { "1 cycle".to_owned() } else { format!("{cycles} cycles") };
    let mut named: Vec<String> =
        found.iter().take(NAMED).map(|(name, cycles)| format!("`{name}` ({})", count(*cycles))).collect();
    match found.len().saturating_sub(NAMED) {
        0 => {}
        1 => named.push("1 other".to_owned()),
        more => named.push(format!("{more} others")),
    }
    let last = named.pop()?;
    let values = if named.is_empty() { last } else { format!("{} and {last}", named.join(", ")) };
    let no_zone = if found.len() == 1 { "is no time zone" } else { "are no time zones" };
    let message = format!("{values} in `{}` {no_zone}", plan.field(local.field).name);
    let label = format!("{} counted in `{}` instead", count(cycles), calendar.table.zone().name());
    Some(
        Diagnostic::warning(codes::NO_SUCH_ZONE, calendar.span?, message, label).help(
            "zones have names like `Europe/Prague`; let the mapping translate what the helpdesk writes",
        ),
    )
}
