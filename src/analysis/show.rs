//! Pieces of the tree as the language writes them, for messages and reasons.

use duly_calendar::NaiveDate;
use duly_syntax::ast::{
    DayCount, DayUnit, Duration, EventKind, EventPhrase, InstantLit, Length, Medium, Percent, Phase, Role,
    Value, ValueKind, ZoneLit,
};

/// A value.
pub(crate) fn value(value: &Value) -> String {
    match &value.kind {
        ValueKind::Word(word) => word.clone(),
        ValueKind::Field(name) => format!("ticket.{name}"),
        ValueKind::Text(text) => quoted(text),
        ValueKind::Number(number) => number.to_string(),
        ValueKind::YesNo(true) => "yes".to_owned(),
        ValueKind::YesNo(false) => "no".to_owned(),
        ValueKind::Duration(length) => duration(*length),
        ValueKind::Days(days) => day_count(*days),
        ValueKind::Date(day) => date(*day),
        ValueKind::Instant(at) => instant(at),
    }
}

/// `1h30m`
pub(crate) fn duration(duration: Duration) -> String {
    let (hours, minutes, seconds) =
        (duration.seconds / 3600, duration.seconds / 60 % 60, duration.seconds % 60);
    let part = |n: u64, unit: &str| if n == 0 { String::new() } else { format!("{n}{unit}") };
    let text = format!("{}{}{}", part(hours, "h"), part(minutes, "m"), part(seconds, "s"));
    if text.is_empty() { "0s".to_owned() } else { text }
}

/// Seconds as a duration.
pub(crate) fn seconds(seconds: i64) -> String {
    duration(Duration { seconds: u64::try_from(seconds).unwrap_or(0) })
}

/// `2 business days`
pub(crate) fn day_count(days: DayCount) -> String {
    let unit = match days.unit {
        DayUnit::BusinessDays => "business day",
        DayUnit::CalendarDays => "calendar day",
        DayUnit::CalendarMonths => "calendar month",
    };
    format!("{} {unit}{}", days.count, if days.count == 1 { "" } else { "s" })
}

/// Either kind of length.
pub(crate) fn length(length: Length) -> String {
    match length {
        Length::Time(time) => duration(time),
        Length::Days(days) => day_count(days),
    }
}

/// `99.95%`
pub(crate) fn percent(percent: Percent) -> String {
    let (whole, rest) = (percent.0 / 10_000, percent.0 % 10_000);
    let decimals = format!("{rest:04}");
    match decimals.trim_end_matches('0') {
        "" => format!("{whole}%"),
        some => format!("{whole}.{some}%"),
    }
}

/// `2026-03-06`
pub(crate) fn date(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

fn instant(at: &InstantLit) -> String {
    let local = at.local.format("%Y-%m-%d %H:%M");
    match &at.zone {
        ZoneLit::Policy => local.to_string(),
        ZoneLit::Named(zone) => format!("{local} in \"{}\"", zone.node),
        ZoneLit::Offset(0) => format!("{local}Z"),
        ZoneLit::Offset(east) => {
            let (sign, minutes) = (if *east < 0 { '-' } else { '+' }, east.abs() / 60);
            format!("{local}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\\\""))
}

/// An event phrase: `agent replies`, `status becomes closed by agent`.
pub(crate) fn phrase(phrase: &EventPhrase) -> String {
    let mut text = event(&phrase.kind);
    if let Some(by) = &phrase.by {
        text = format!("{text} by {}", role(by.node));
    }
    if let Some(via) = &phrase.via {
        text = format!("{text} via {}", if via.quoted { quoted(&via.text) } else { via.text.clone() });
    }
    text
}

/// The name of a role.
pub(crate) fn role(role: Role) -> &'static str {
    match role {
        Role::Customer => "customer",
        Role::Agent => "agent",
        Role::Bot => "bot",
        Role::System => "system",
        Role::Vendor => "vendor",
    }
}

/// A phrase without `by` and `via`.
pub(crate) fn event(kind: &EventKind) -> String {
    let fixed = match kind {
        EventKind::Becomes(field, values) => return change(&field.text, "becomes", values),
        EventKind::Leaves(field, values) => return change(&field.text, "leaves", values),
        EventKind::Changes(field) => return format!("{} changes", field.text),
        EventKind::Tagged(tag) => return format!("tagged {}", quoted(&tag.node)),
        EventKind::Untagged(tag) => return format!("untagged {}", quoted(&tag.node)),
        EventKind::Signal(name) => return format!("signal {}", quoted(&name.node)),
        EventKind::State(name) => return name.text.clone(),
        EventKind::NoLonger(name) => return format!("no longer {}", name.text),
        EventKind::Contact { medium, phase, result } => {
            let result = result.as_ref().map(|r| format!(" as {}", quoted(&r.node))).unwrap_or_default();
            return format!("{} {}{result}", contact(*medium), verb(*phase));
        }
        EventKind::Created => "created",
        EventKind::CustomerReplies => "customer replies",
        EventKind::AgentReplies => "agent replies",
        EventKind::AgentNotes => "agent notes",
        EventKind::Message => "message",
        EventKind::Assigned => "assigned",
        EventKind::Reassigned => "reassigned",
        EventKind::Unassigned => "unassigned",
        EventKind::CallbackRequested => "callback requested",
        EventKind::Merged => "merged",
        EventKind::Split => "split",
        EventKind::Deleted => "deleted",
        EventKind::Restored => "restored",
        EventKind::MarkedAnswered => "marked answered",
    };
    fixed.to_owned()
}

fn change(field: &str, verb: &str, values: &[Value]) -> String {
    let list: Vec<String> = values.iter().map(value).collect();
    let one_of = if list.len() > 1 { "one of " } else { "" };
    format!("{field} {verb} {one_of}{}", list.join(", "))
}

fn contact(medium: Medium) -> &'static str {
    match medium {
        Medium::Chat => "chat",
        Medium::Call => "call",
    }
}

fn verb(phase: Phase) -> &'static str {
    match phase {
        Phase::Starts => "starts",
        Phase::Rings => "rings",
        Phase::Answered => "answered",
        Phase::Transferred => "transferred",
        Phase::Ends => "ends",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_as_they_are_written() {
        assert_eq!(duration(Duration { seconds: 5400 }), "1h30m");
        assert_eq!(duration(Duration { seconds: 45 }), "45s");
        assert_eq!(duration(Duration { seconds: 0 }), "0s");
        assert_eq!(day_count(DayCount { count: 1, unit: DayUnit::BusinessDays }), "1 business day");
        assert_eq!(day_count(DayCount { count: 3, unit: DayUnit::CalendarMonths }), "3 calendar months");
    }
}
