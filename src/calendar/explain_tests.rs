//! What `show` and `why` are told.

use crate::proof::{at, spec};
use crate::spec::Origin;
use crate::{Calendar, Day, DayReason, Instant, Reason, Statement, TimeZones, Why};

const HOLIDAY: &str = "closed holidays BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Labour Day\nDTSTART;VALUE=DATE:20260501\n\
    END:VEVENT\nBEGIN:VEVENT\nSUMMARY:fire drill\nDTSTART:20260310T093000\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR";

const LINES: [&str; 8] = [
    "mon-thu 08:00-12:00",
    "mon-fri 12:30-17:00",
    "fri 22:00-06:00",
    HOLIDAY,
    "closed 2026-12-24 .. 2026-12-31",
    "open 2026-12-28 10:00-12:00",
    "open 2026-12-28 14:00-15:00",
    "closed 2026-03-12 13:00-15:00",
];

fn calendar() -> Calendar {
    let mut spec = spec("Europe/Bratislava", &LINES);
    for exception in &mut spec.exceptions {
        exception.label = (exception.origin == Origin(4)).then(|| "company holidays".to_owned());
    }
    Calendar::build(&spec, &TimeZones::bundled()).unwrap().calendar
}

fn day(date: &str) -> Day {
    calendar().day(date.parse().unwrap())
}

fn why(text: &str) -> Why {
    let calendar = calendar();
    calendar.why(at(&calendar, text))
}

fn plain(origin: u32) -> Statement {
    Statement { origin: Origin(origin), label: None, holiday: None }
}

fn holiday(name: &str) -> Statement {
    Statement { origin: Origin(3), label: None, holiday: Some(name.to_owned()) }
}

fn labelled() -> Statement {
    Statement { origin: Origin(4), label: Some("company holidays".to_owned()), holiday: None }
}

fn walls(stretches: &[(Instant, Instant)]) -> Vec<String> {
    let calendar = calendar();
    let show = |t: Instant| calendar.zone().local(t).format("%d %H:%M").to_string();
    stretches.iter().map(|(a, b)| format!("{}-{}", show(*a), show(*b))).collect()
}

#[test]
fn a_day_shows_its_hours_and_who_said_so() {
    let friday = day("2026-03-06");
    assert_eq!((friday.reason, friday.statements), (DayReason::Week, vec![plain(1), plain(2)]));
    assert_eq!(walls(&friday.stretches), ["06 12:30-06 17:00", "06 22:00-07 06:00"]);
    assert_eq!((friday.tail, friday.cuts), (vec![], vec![]));
    let saturday = day("2026-03-07");
    assert_eq!(
        (saturday.reason, saturday.stretches, saturday.statements),
        (DayReason::NoHours, vec![], vec![])
    );
    assert_eq!(walls(&saturday.tail), ["07 00:00-07 06:00"]);
    assert_eq!(day("2026-03-08").tail, []);
}

#[test]
fn a_day_shows_what_closed_or_opened_it() {
    let labour = day("2026-05-01");
    assert_eq!((labour.reason, labour.stretches), (DayReason::Closed, vec![]));
    assert_eq!(labour.statements, [holiday("Labour Day")]);
    assert_eq!(day("2026-12-30").statements, [labelled()]);
    let opened = day("2026-12-28");
    assert_eq!((opened.reason, opened.statements), (DayReason::Open, vec![plain(5), plain(6)]));
    assert_eq!(walls(&opened.stretches), ["28 10:00-28 12:00", "28 14:00-28 15:00"]);
    assert_eq!(day("1931-01-01").reason, DayReason::OutsideYears);
}

#[test]
fn a_day_shows_what_was_taken_out_of_it() {
    let meeting = day("2026-03-12");
    assert_eq!(walls(&meeting.stretches), ["12 08:00-12 12:00", "12 12:30-12 13:00", "12 15:00-12 17:00"]);
    assert_eq!(meeting.cuts.iter().map(|c| c.statement.clone()).collect::<Vec<_>>(), [plain(7)]);
    assert_eq!(walls(&[(meeting.cuts[0].from, meeting.cuts[0].to)]), ["12 13:00-12 15:00"]);
    assert_eq!(day("2026-03-10").cuts[0].statement, holiday("fire drill"));
    assert_eq!(day("2026-03-11").cuts, []);
}

#[test]
fn an_open_instant_is_explained_by_the_hours_that_cover_it() {
    let morning = why("2026-03-09 09:00");
    assert_eq!((morning.open, morning.reason, morning.statements), (true, Reason::Hours, vec![plain(0)]));
    assert_eq!(walls(&[(morning.since.unwrap(), morning.until.unwrap())]), ["09 08:00-09 12:00"]);
    assert_eq!(why("2026-03-09 12:30").statements, [plain(1)]);
    let night = why("2026-03-07 02:00");
    assert_eq!(
        (night.open, night.date.to_string().as_str(), night.statements),
        (true, "2026-03-06", vec![plain(2)])
    );
    let opened = why("2026-12-28 14:30");
    assert_eq!((opened.reason, opened.statements), (Reason::OpenDate, vec![plain(6)]));
}

#[test]
fn a_closed_instant_is_explained_by_what_closed_it() {
    let lunch = why("2026-03-09 12:00");
    assert_eq!((lunch.open, lunch.reason), (false, Reason::OutsideHours));
    assert_eq!(lunch.statements, [plain(0), plain(1)]);
    assert_eq!(walls(&[(lunch.since.unwrap(), lunch.until.unwrap())]), ["09 12:00-09 12:30"]);
    let sunday = why("2026-03-08 12:00");
    assert_eq!((sunday.reason, sunday.statements), (Reason::NoHours, vec![]));
    assert_eq!(walls(&[(sunday.since.unwrap(), sunday.until.unwrap())]), ["07 06:00-09 08:00"]);
    let holidays = why("2026-12-29 09:00");
    assert_eq!((holidays.reason, holidays.statements), (Reason::ClosedDate, vec![labelled()]));
    let meeting = why("2026-03-12 14:00");
    assert_eq!((meeting.reason, meeting.statements), (Reason::TakenOut, vec![plain(7)]));
    let drill = why("2026-03-10 10:00");
    assert_eq!((drill.reason, drill.statements), (Reason::TakenOut, vec![holiday("fire drill")]));
    // The closed date, not the hours it would have had, nor the night before it.
    assert_eq!(why("2026-05-01 13:00").reason, Reason::ClosedDate);
}
