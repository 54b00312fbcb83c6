//! What each event of an iCalendar file says, before anything is repeated.

use super::Unreadable;
use super::lines::{self, ContentLine};
use super::values::{self, Length, When, Zones};
use crate::{TimeZones, Zone};

/// One `VEVENT`.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) uid: String,
    pub(super) summary: String,
    pub(super) start: When,
    pub(super) end: Option<When>,
    pub(super) length: Option<Length>,
    /// `RRULE` and `EXRULE`, each with its line.
    pub(super) rules: Vec<(usize, String)>,
    pub(super) excluded_rules: Vec<(usize, String)>,
    /// `RDATE` and `EXDATE`.
    pub(super) dates: Vec<When>,
    pub(super) excluded_dates: Vec<When>,
    /// Which occurrence of the event of the same `UID` this one stands for.
    pub(super) replaces: Option<When>,
    pub(super) cancelled: bool,
}

/// The events of a text, in order.
pub(super) fn read(text: &str, known: &TimeZones, own: &Zone) -> Result<Vec<Event>, Unreadable> {
    let lines = lines::read(text)?;
    let zones = Zones { known, own };
    if lines.first().is_none_or(|l| (l.name.as_str(), l.value.as_str()) != ("BEGIN", "VCALENDAR")) {
        let reason = "it is no iCalendar file, which begins with `BEGIN:VCALENDAR`".to_owned();
        return Err(Unreadable { line: None, reason });
    }
    let mut open: Vec<&ContentLine> = Vec::new();
    let mut draft: Vec<&ContentLine> = Vec::new();
    let mut events = Vec::new();
    for line in &lines {
        match line.name.as_str() {
            "BEGIN" => open.push(line),
            "END" => {
                let begin = open.pop().filter(|begin| begin.value == line.value).ok_or_else(|| {
                    Unreadable::at(line.number, format!("`END:{}` closes nothing that is open", line.value))
                })?;
                if line.value == "VEVENT" {
                    events.push(Event::read(begin.number, &draft, zones)?);
                    draft.clear();
                }
            }
            // An alarm within an event has properties of the same names.
            _ if open.last().is_some_and(|begin| begin.value == "VEVENT") => draft.push(line),
            _ => {}
        }
    }
    match (open.last(), events.is_empty()) {
        (Some(begin), _) => Err(Unreadable::at(begin.number, format!("`BEGIN:{}` has no end", begin.value))),
        (None, true) => Err(Unreadable { line: None, reason: "there is no event in it".to_owned() }),
        (None, false) => Ok(events),
    }
}

impl Event {
    fn read(line: usize, lines: &[&ContentLine], zones: Zones<'_>) -> Result<Event, Unreadable> {
        let all = |name: &'static str| lines.iter().copied().filter(move |l| l.name == name);
        let text = |name| all(name).next().map(|l| l.value.clone()).unwrap_or_default();
        let when = |name| all(name).next().map(|l| values::when(l, zones)).transpose();
        let rules = |name| all(name).map(|l| (l.number, l.value.clone())).collect::<Vec<_>>();
        let dates = |name| -> Result<Vec<When>, Unreadable> {
            let lists: Result<Vec<_>, _> = all(name).map(|l| values::whens(l, zones)).collect();
            Ok(lists?.concat())
        };
        if let Some(range) = all("RECURRENCE-ID").find(|l| l.parameter("RANGE").is_some()) {
            return Err(Unreadable::at(
                range.number,
                "changes of all later occurrences (`RANGE`) are not supported",
            ));
        }
        Ok(Event {
            uid: text("UID"),
            summary: text("SUMMARY"),
            start: when("DTSTART")?.ok_or_else(|| Unreadable::at(line, "the event has no `DTSTART`"))?,
            end: when("DTEND")?,
            length: all("DURATION").next().map(Length::read).transpose()?,
            rules: rules("RRULE"),
            excluded_rules: rules("EXRULE"),
            dates: dates("RDATE")?,
            excluded_dates: dates("EXDATE")?,
            replaces: when("RECURRENCE-ID")?,
            cancelled: text("STATUS").eq_ignore_ascii_case("CANCELLED"),
        })
    }
}
