use super::*;
use crate::proof::{at, built};
use crate::{HolidayYears, TimeZones};

fn zone(name: &str) -> Zone {
    TimeZones::bundled().zone(name).unwrap()
}

fn part(name: &str, calendar: &Calendar) -> Part {
    Part { name: name.to_owned(), calendar: calendar.clone() }
}

fn office() -> Calendar {
    built("Europe/Prague", &["mon-fri 08:00-17:00", "closed 2026-12-24"])
}

/// `always except office`
fn nights() -> Calendar {
    let mix = Mix::Except(Box::new(Mix::Part(0)), Box::new(Mix::Part(1)));
    let parts = vec![part("always", &Calendar::always()), part("office", &office())];
    Calendar::made(parts, mix, zone("Europe/Prague"), DueAt::Closing)
}

fn wall(calendar: &Calendar, t: Option<Instant>) -> String {
    calendar.zone().local(t.unwrap()).format("%a %d %H:%M").to_string()
}

#[test]
fn what_is_left_of_always_goes_over_midnight_and_over_the_weekend() {
    let nights = nights();
    let friday = at(&nights, "2026-03-06 16:00");
    assert!(!nights.is_open(friday));
    assert_eq!(wall(&nights, nights.next_open(friday)), "Fri 06 17:00");
    // Seven hours of Friday, two whole days, eight hours of Monday, one of its evening.
    assert_eq!(wall(&nights, nights.add(friday, (7 + 48 + 8 + 1) * 3_600)), "Mon 09 18:00");
}

#[test]
fn a_date_is_open_if_any_of_it_is() {
    let nights = nights();
    let saturday = "2026-03-07".parse().unwrap();
    let day = nights.day(saturday);
    assert_eq!(day.stretches, [(at(&nights, "2026-03-07 00:00"), at(&nights, "2026-03-08 00:00"))]);
    assert!(day.tail.is_empty());
    assert_eq!(nights.day("2026-03-09".parse().unwrap()).stretches.len(), 2);
    // Two open dates on from Friday night is Sunday at the same time.
    let start = at(&nights, "2026-03-06 20:00");
    assert_eq!(wall(&nights, nights.add_days(start, 2, crate::spec::DayEnd::SameTime)), "Sun 08 20:00");
    assert_eq!(wall(&nights, nights.add_days(start, 1, crate::spec::DayEnd::Close)), "Sun 08 00:00");
}

#[test]
fn why_names_the_parts_that_decide() {
    let (emea, apac) = (office(), built("Asia/Tokyo", &["mon-fri 09:00-18:00"]));
    let of = |mix| {
        Calendar::made(vec![part("emea", &emea), part("apac", &apac)], mix, zone("UTC"), DueAt::Closing)
    };
    let both = || vec![Mix::Part(0), Mix::Part(1)];
    let names = |calendar: &Calendar, text: &str| {
        let why = calendar.why(at(calendar, text));
        assert_eq!(why.reason, Reason::Parts);
        (why.open, why.parts.into_iter().map(|(name, _)| name).collect::<Vec<_>>())
    };
    let (any, all) = (of(Mix::Any(both())), of(Mix::All(both())));
    // Prague opens at 07:00 UTC in winter; Tokyo is open from 00:00 to 09:00.
    assert_eq!(names(&any, "2026-03-04 05:00"), (true, vec!["apac".to_owned()]));
    assert_eq!(names(&any, "2026-03-04 08:00"), (true, vec!["emea".to_owned(), "apac".to_owned()]));
    assert_eq!(names(&any, "2026-03-04 20:00"), (false, vec!["emea".to_owned(), "apac".to_owned()]));
    assert_eq!(names(&all, "2026-03-04 05:00"), (false, vec!["emea".to_owned()]));
    assert_eq!(names(&nights(), "2026-03-04 12:00"), (false, vec!["office".to_owned()]));
    assert_eq!(names(&nights(), "2026-03-04 20:00"), (true, vec!["always".to_owned(), "office".to_owned()]));
    let why = any.why(at(&any, "2026-03-04 05:00"));
    assert_eq!(why.since, Some(at(&any, "2026-03-04 00:00")));
    assert_eq!(why.until, Some(at(&any, "2026-03-04 16:00")));
}

#[test]
fn a_day_says_what_is_special_about_its_parts() {
    let day = nights().day("2026-12-24".parse().unwrap());
    assert_eq!(day.reason, DayReason::Parts);
    assert_eq!(day.statements.len(), 1);
    assert!(nights().day("2026-12-23".parse().unwrap()).statements.is_empty());
}

#[test]
fn holidays_are_known_where_all_parts_know_them() {
    let file = |years: &[i32]| {
        let event = |y: &i32| {
            format!(
                "BEGIN:VEVENT\r\nUID:{y}\r\nDTSTAMP:20200101T000000Z\r\nDTSTART;VALUE=DATE:{y}1224\r\nSUMMARY:x\r\nEND:VEVENT\r\n"
            )
        };
        let events: String = years.iter().map(event).collect();
        let ics = format!(
            "closed holidays BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n"
        );
        built("UTC", &["mon-fri 08:00-17:00", &ics])
    };
    let (a, b) = (file(&[2024, 2025, 2026]), file(&[2025, 2026, 2027]));
    let known: Vec<HolidayYears> = a.holiday_files().map(|(_, years)| years).collect();
    assert_eq!((known[0].first, known[0].last), (2024, Some(2026)));
    let parts = vec![part("a", &a), part("b", &b), part("office", &office())];
    let mix = Mix::Any(vec![Mix::Part(0), Mix::Part(1), Mix::Part(2)]);
    let made = Calendar::made(parts, mix, zone("UTC"), DueAt::Closing);
    assert_eq!(made.holiday_years(), Some((2025, 2026)));
    assert_eq!(nights().holiday_years(), None);
    // Of versions each needs its own years only.
    let version = |from: Option<&str>, calendar: &Calendar| crate::Version {
        from: from.map(|from| from.parse().unwrap()),
        calendar: calendar.clone(),
    };
    let versions = vec![version(None, &a), version(Some("2026-01-01"), &b)];
    assert_eq!(Calendar::versions(versions).unwrap().holiday_years(), Some((2024, 2027)));
    let versions = vec![version(None, &office()), version(Some("2026-07-01"), &b)];
    assert_eq!(Calendar::versions(versions).unwrap().holiday_years(), Some((1970, 2027)));
}
