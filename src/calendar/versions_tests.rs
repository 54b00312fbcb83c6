use super::*;
use crate::proof::{at, built};
use crate::spec::{DayEnd, DueAt};
use crate::{DayReason, Reason};

fn versions(all: &[(Option<&str>, &Calendar)]) -> Calendar {
    let version = |(from, calendar): &(Option<&str>, &Calendar)| Version {
        from: from.map(|from| from.parse().unwrap()),
        calendar: (*calendar).clone(),
    };
    Calendar::versions(all.iter().map(version).collect()).unwrap()
}

fn wall(calendar: &Calendar, t: Option<Instant>) -> String {
    let t = t.unwrap();
    calendar.zone_at(t).local(t).format("%a %m-%d %H:%M").to_string()
}

fn moved() -> Calendar {
    let old = built("Europe/Prague", &["mon-fri 08:00-16:00"]);
    let new = built("Europe/Prague", &["mon-fri 10:00-18:00", "due at opening"]);
    versions(&[(None, &old), (Some("2026-07-01"), &new)])
}

#[test]
fn time_is_counted_by_the_version_in_force_at_each_instant() {
    let office = moved();
    // Tuesday 30 June by the old hours, Wednesday by the new ones.
    let tuesday = at(&office, "2026-06-30 15:00");
    assert_eq!(wall(&office, office.add(tuesday, 2 * 3_600)), "Wed 07-01 11:00");
    assert_eq!(office.between(tuesday, at(&office, "2026-07-01 12:00")), 3 * 3_600);
    assert_eq!(wall(&office, office.sub(at(&office, "2026-07-01 11:00"), 2 * 3_600)), "Tue 06-30 15:00");
}

#[test]
fn days_are_counted_across_the_boundary() {
    let office = moved();
    // 08:30 is closed under the new hours: the first open instant after it.
    let monday = at(&office, "2026-06-29 08:30");
    assert_eq!(wall(&office, office.add_days(monday, 2, DayEnd::SameTime)), "Wed 07-01 10:00");
    assert_eq!(wall(&office, office.add_days(monday, 2, DayEnd::Close)), "Wed 07-01 18:00");
    let wednesday = at(&office, "2026-07-01 17:00");
    assert_eq!(wall(&office, office.add_days(wednesday, -1, DayEnd::SameTime)), "Tue 06-30 16:00");
}

#[test]
fn the_last_version_says_where_a_due_falls() {
    assert_eq!(moved().due_at(), DueAt::Opening);
}

#[test]
fn a_night_over_the_boundary_is_one_night() {
    let nights = built("Europe/Prague", &["daily 22:00-06:00"]);
    let late = built("Europe/Prague", &["daily 23:00-07:00"]);
    let both = versions(&[(None, &nights), (Some("2026-07-01"), &late)]);
    let day = both.day("2026-06-30".parse().unwrap());
    assert_eq!(day.stretches, [(at(&both, "2026-06-30 22:00"), at(&both, "2026-07-01 07:00"))]);
}

#[test]
fn a_version_that_closes_the_night_cuts_it_at_midnight() {
    let nights = built("Europe/Prague", &["daily 22:00-06:00"]);
    let days = built("Europe/Prague", &["daily 08:00-16:00"]);
    let both = versions(&[(None, &nights), (Some("2026-07-01"), &days)]);
    let why = both.why(at(&both, "2026-07-01 03:00"));
    assert_eq!((why.open, why.reason), (false, Reason::OutsideHours));
    assert_eq!(why.since, Some(at(&both, "2026-07-01 00:00")));
}

#[test]
fn an_office_that_moves_goes_by_the_clock_of_each_place() {
    let prague = built("Europe/Prague", &["daily 09:00-17:00"]);
    let lisbon = built("Europe/Lisbon", &["daily 09:00-17:00"]);
    let moved = versions(&[(None, &prague), (Some("2026-07-01"), &lisbon)]);
    let start = at(&prague, "2026-06-30 10:00");
    // The same time of day on the next open date, by the clock of Lisbon.
    assert_eq!(moved.add_days(start, 1, DayEnd::SameTime), Some(at(&lisbon, "2026-07-01 10:00")));
    assert_eq!(moved.add_days(start, 0, DayEnd::Close), Some(at(&prague, "2026-06-30 17:00")));
    assert_eq!(moved.zone_at(start).name(), "Europe/Prague");
    assert_eq!(moved.zone_on("2026-07-01".parse().unwrap()).name(), "Europe/Lisbon");
}

#[test]
fn before_its_first_version_a_calendar_is_closed() {
    let summer = built("Europe/Prague", &["daily 08:00-16:00"]);
    let summer = versions(&[(Some("2026-06-01"), &summer)]);
    let why = summer.why(at(&summer, "2026-05-31 12:00"));
    assert_eq!((why.open, why.reason), (false, Reason::BeforeVersions));
    assert_eq!(why.until, Some(at(&summer, "2026-06-01 08:00")));
    let day = summer.day("2026-05-31".parse().unwrap());
    assert_eq!((day.reason, day.stretches.len()), (DayReason::BeforeVersions, 0));
    assert!(summer.add_days(at(&summer, "2026-01-05 10:00"), 0, DayEnd::SameTime).is_some());
}

#[test]
fn no_versions_are_no_calendar() {
    assert!(Calendar::versions(Vec::new()).is_none());
}
