//! Calendars for tests, written as a policy would.

use chrono::{NaiveDate, NaiveDateTime, Weekday};

use crate::spec::{
    CalendarSpec, Change, Dates, DueAt, Exception, HolidayFile, Nth, Origin, WeekdaySet, WeeklyHours, Window,
};
use crate::{Calendar, Instant, TimeZones};

/// A spec from lines such as `mon-fri 08:30-12:00, 12:30-17:00`, `closed 2026-12-24`,
/// `closed every 24 dec .. 2 jan`, `closed every last fri of nov 12:00-24:00`, `open 2026-12-19 10:00-14:00`,
/// `closed holidays ICS-TEXT`, `due at opening`. Line n has origin n.
pub(crate) fn spec(zone: &str, lines: &[&str]) -> CalendarSpec {
    let mut spec = CalendarSpec { zone: zone.to_owned(), ..CalendarSpec::default() };
    for (number, line) in (0..).zip(lines) {
        statement(&mut spec, line, Origin(number));
    }
    spec
}

/// The calendar of such a spec.
pub(crate) fn built(zone: &str, lines: &[&str]) -> Calendar {
    Calendar::build(&spec(zone, lines), &TimeZones::bundled()).unwrap().calendar
}

fn statement(spec: &mut CalendarSpec, line: &str, origin: Origin) {
    if line == "due at opening" {
        spec.due_at = DueAt::Opening;
    } else if let Some(ics) = line.strip_prefix("closed holidays ") {
        spec.holidays.push(HolidayFile { name: "test.ics".to_owned(), text: ics.to_owned() });
        let dates = Dates::Holidays(spec.holidays.len() - 1);
        spec.exceptions.push(Exception { dates, change: Change::Closed, label: None, origin });
    } else if let Some(rest) = line.strip_prefix("closed ") {
        let (dates, windows) = dates(rest);
        let change = if windows.is_empty() { Change::Closed } else { Change::ClosedDuring(windows) };
        spec.exceptions.push(Exception { dates, change, label: None, origin });
    } else if let Some(rest) = line.strip_prefix("open ") {
        let (dates, windows) = dates(rest);
        spec.exceptions.push(Exception { dates, change: Change::Open(windows), label: None, origin });
    } else {
        let (days, windows) = line.split_once(' ').unwrap();
        spec.weekly.push(WeeklyHours { days: days_of(days), windows: windows_of(windows), origin });
    }
}

/// `2026-12-24 .. 2026-12-31 10:00-12:00`: dates, and windows if there are any.
fn dates(text: &str) -> (Dates, Vec<Window>) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words.iter().position(|w| w.contains(':')).unwrap_or(words.len());
    let dates = match words[..at] {
        ["every", "last", weekday, "of", month] => nth(Nth::Last, weekday, month),
        ["every", n, weekday, "of", month] => nth(Nth::FromStart(n.parse().unwrap()), weekday, month),
        ["every", d, m, "..", d2, m2] => {
            Dates::YearlyRange { from: (number(m), day(d)), to: (number(m2), day(d2)) }
        }
        ["every", d, m] => Dates::Yearly { month: number(m), day: day(d) },
        [from, "..", to] => Dates::Range(date(from), date(to)),
        [one] => Dates::Date(date(one)),
        _ => panic!("{text}"),
    };
    (dates, windows_of(&words[at..].join(" ")))
}

fn nth(nth: Nth, weekday: &str, month: &str) -> Dates {
    Dates::YearlyNth { nth, weekday: weekday.parse().unwrap(), month: number(month) }
}

fn day(text: &str) -> u8 {
    text.parse().unwrap()
}

fn number(month: &str) -> u8 {
    month.parse::<chrono::Month>().unwrap().number_from_month().try_into().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days_of(text: &str) -> WeekdaySet {
    let mut set = WeekdaySet::default();
    if text == "daily" {
        return WeekdaySet::DAILY;
    }
    for part in text.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (mut day, last): (Weekday, Weekday) = (from.parse().unwrap(), to.parse().unwrap());
        set.insert(day);
        while day != last {
            day = day.succ();
            set.insert(day);
        }
    }
    set
}

fn windows_of(text: &str) -> Vec<Window> {
    text.split(',').map(str::trim).filter(|w| !w.is_empty()).map(window).collect()
}

fn window(text: &str) -> Window {
    let (from, to) = text.split_once('-').unwrap();
    let seconds = |clock: &str| -> u32 {
        let mut parts = clock.split(':').map(|p| p.parse::<u32>().unwrap());
        parts.next().unwrap() * 3600 + parts.next().unwrap() * 60 + parts.next().unwrap_or(0)
    };
    let (start, end) = (seconds(from), seconds(to));
    Window { start, end: if end <= start { end + 86_400 } else { end } }
}

/// An instant in UTC, `2026-03-06T13:40Z`, or in the zone of a calendar, `2026-03-06T14:40`; with seconds or
/// without.
pub(crate) fn at(calendar: &Calendar, text: &str) -> Instant {
    let parse = |text: &str| {
        let formats = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"];
        formats.iter().find_map(|f| NaiveDateTime::parse_from_str(text, f).ok()).unwrap()
    };
    match text.strip_suffix('Z') {
        Some(utc) => Instant(parse(utc).and_utc().timestamp()),
        None => calendar.zone().instant(parse(text)),
    }
}
