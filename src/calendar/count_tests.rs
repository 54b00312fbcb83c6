//! Day counts worked out by hand.

use crate::proof::{at, built};
use crate::spec::DayEnd;
use crate::{Calendar, Instant};

fn office() -> Calendar {
    built("Europe/Bratislava", &["mon-thu 08:30-17:00", "fri 08:30-15:00", "closed 2026-03-11"])
}

fn nights() -> Calendar {
    built("Europe/Bratislava", &["mon-fri 22:00-06:00"])
}

fn shown(calendar: &Calendar, t: Option<Instant>) -> String {
    calendar.zone().local(t.unwrap()).format("%a %d %H:%M").to_string()
}

fn days(calendar: &Calendar, from: &str, count: i64, end: DayEnd) -> String {
    shown(calendar, calendar.add_days(at(calendar, from), count, end))
}

const SAME: DayEnd = DayEnd::SameTime;
const CLOSE: DayEnd = DayEnd::Close;

#[test]
fn business_days_are_counted_from_the_day_of_the_next_opening() {
    let office = office();
    // 2026-03-06 is a Friday, the 11th, a Wednesday, is closed.
    assert_eq!(days(&office, "2026-03-06 10:00", 0, SAME), "Fri 06 10:00");
    assert_eq!(days(&office, "2026-03-06 10:00", 1, SAME), "Mon 09 10:00");
    assert_eq!(days(&office, "2026-03-06 10:00", 3, SAME), "Thu 12 10:00");
    // What arrives in closed time arrives at the next opening.
    assert_eq!(days(&office, "2026-03-06 18:00", 0, SAME), "Mon 09 08:30");
    assert_eq!(days(&office, "2026-03-06 18:00", 1, SAME), "Tue 10 08:30");
    assert_eq!(days(&office, "2026-03-07 12:00", 1, SAME), "Tue 10 08:30");
    // 16:00 is closed on Fridays: the first open instant after it. So is 15:00, the closing.
    assert_eq!(days(&office, "2026-03-12 16:00", 1, SAME), "Mon 16 08:30");
    assert_eq!(days(&office, "2026-03-12 15:00", 1, SAME), "Mon 16 08:30");
    assert_eq!(days(&office, "2026-03-12 14:59", 1, SAME), "Fri 13 14:59");
}

#[test]
fn the_end_of_the_last_day_can_be_fixed() {
    let office = office();
    let by = |hour: u32| DayEnd::At(hour * 3_600);
    assert_eq!(days(&office, "2026-03-05 10:00", 0, CLOSE), "Thu 05 17:00");
    assert_eq!(days(&office, "2026-03-05 10:00", 1, CLOSE), "Fri 06 15:00");
    assert_eq!(days(&office, "2026-03-05 19:00", 0, CLOSE), "Fri 06 15:00");
    assert_eq!(days(&office, "2026-03-05 10:00", 1, by(12)), "Fri 06 12:00");
    assert_eq!(days(&office, "2026-03-05 10:00", 1, by(7)), "Fri 06 08:30");
    // A closing at just that time is in time; after it the next opening.
    assert_eq!(days(&office, "2026-03-05 10:00", 1, by(15)), "Fri 06 15:00");
    assert_eq!(days(&office, "2026-03-05 10:00", 1, by(16)), "Mon 09 08:30");
    // `due at opening` is about time that is spent, not about these.
    let opening = built("Europe/Bratislava", &["mon-fri 08:30-17:00", "due at opening"]);
    assert_eq!(days(&opening, "2026-03-05 10:00", 1, CLOSE), "Fri 06 17:00");
}

#[test]
fn a_night_is_on_the_day_it_begins() {
    let nights = nights();
    // Tuesday 02:00 belongs to Monday's night: a day later it is Wednesday 02:00, in Tuesday's.
    assert_eq!(days(&nights, "2026-03-10 02:00", 1, SAME), "Wed 11 02:00");
    assert_eq!(days(&nights, "2026-03-10 02:00", 0, CLOSE), "Tue 10 06:00");
    assert_eq!(days(&nights, "2026-03-10 02:00", 1, CLOSE), "Wed 11 06:00");
    // Saturday 02:00 belongs to Friday's; the next is Monday's, which ends on Tuesday.
    assert_eq!(days(&nights, "2026-03-07 02:00", 1, SAME), "Tue 10 02:00");
    assert!(nights.open_date("2026-03-06".parse().unwrap()));
    assert!(!nights.open_date("2026-03-07".parse().unwrap()));
    // Where a night and the morning after it overlap, the date on the wall counts.
    let both = built("UTC", &["daily 22:00-06:00, 05:00-12:00"]);
    assert_eq!(days(&both, "2026-03-10 04:00", 0, CLOSE), "Tue 10 06:00");
    assert_eq!(days(&both, "2026-03-10 05:30", 0, CLOSE), "Wed 11 06:00");
}

#[test]
fn counting_back_mirrors() {
    let office = office();
    assert_eq!(days(&office, "2026-03-12 10:00", -1, SAME), "Tue 10 10:00");
    assert_eq!(days(&office, "2026-03-12 10:00", -2, SAME), "Mon 09 10:00");
    // From closed time, the closing before it.
    assert_eq!(days(&office, "2026-03-08 12:00", -1, SAME), "Thu 05 15:00");
    assert_eq!(days(&office, "2026-03-11 12:00", -1, SAME), "Mon 09 17:00");
    // 17:00 is closed on Fridays: the last closing before it.
    assert_eq!(days(&office, "2026-03-09 17:00", -1, SAME), "Fri 06 15:00");
    assert_eq!(days(&office, "2026-03-09 12:00", -1, CLOSE), "Fri 06 15:00");
    assert_eq!(days(&office, "2026-03-09 12:00", -1, DayEnd::At(57_600)), "Fri 06 15:00");
    let nights = nights();
    assert_eq!(days(&nights, "2026-03-10 02:00", -1, SAME), "Sat 07 02:00");
    assert_eq!(days(&nights, "2026-03-10 12:00", -1, SAME), "Sat 07 06:00");
}

#[test]
fn calendar_days_are_civil_days_from_the_start_itself() {
    let office = office();
    let days = |from: &str, count: i64, end: DayEnd| {
        shown(&office, office.add_calendar_days(at(&office, from), count, end))
    };
    assert_eq!(days("2026-03-09 10:00", 1, SAME), "Tue 10 10:00");
    assert_eq!(days("2026-03-09 10:00", 2, SAME), "Thu 12 08:30");
    assert_eq!(days("2026-03-06 18:00", 3, SAME), "Tue 10 08:30");
    assert_eq!(days("2026-03-07 12:00", 0, SAME), "Mon 09 08:30");
    assert_eq!(days("2026-03-06 10:00", 1, CLOSE), "Mon 09 17:00");
    assert_eq!(days("2026-03-06 10:00", 4, CLOSE), "Tue 10 17:00");
    assert_eq!(days("2026-03-06 10:00", 3, DayEnd::At(43_200)), "Mon 09 12:00");
    assert_eq!(days("2026-03-09 10:00", -3, SAME), "Fri 06 10:00");
    assert_eq!(days("2026-03-09 10:00", -2, SAME), "Fri 06 15:00");
    assert_eq!(days("2026-03-09 10:00", -1, CLOSE), "Fri 06 15:00");
}

#[test]
fn calendar_days_keep_the_wall_time_over_a_change_of_clocks() {
    let whole = built("Europe/Bratislava", &["daily 00:00-24:00"]);
    let start = at(&whole, "2026-03-28 12:00");
    let end = whole.add_calendar_days(start, 1, SAME).unwrap();
    assert_eq!(end.0 - start.0, 23 * 3_600);
    // 02:30 is skipped: half past three.
    let start = at(&whole, "2026-03-28 02:30");
    assert_eq!(shown(&whole, whole.add_calendar_days(start, 1, SAME)), "Sun 29 03:30");
    // The second 02:30 of a night on which clocks go back stays what it is for no days.
    let second = at(&whole, "2026-10-25T01:30Z");
    assert_eq!(whole.add_calendar_days(second, 0, SAME), Some(second));
    assert_eq!(whole.add_days(second, 0, SAME), Some(second));
}

#[test]
fn calendar_months_end_with_the_month() {
    let whole = built("Europe/Bratislava", &["daily 00:00-24:00"]);
    let months = |from: &str, count: i64| {
        let end = whole.add_calendar_months(at(&whole, from), count, SAME);
        whole.zone().local(end.unwrap()).format("%Y-%m-%d %H:%M").to_string()
    };
    assert_eq!(months("2026-01-31 10:00", 1), "2026-02-28 10:00");
    assert_eq!(months("2028-01-31 10:00", 1), "2028-02-29 10:00");
    assert_eq!(months("2026-01-31 10:00", 2), "2026-03-31 10:00");
    assert_eq!(months("2026-03-31 10:00", -1), "2026-02-28 10:00");
    assert_eq!(months("2026-12-15 10:00", 1), "2027-01-15 10:00");
}

#[test]
fn there_may_be_no_such_day() {
    let once = built("UTC", &["open 2026-12-19 10:00-14:00"]);
    let start = at(&once, "2026-12-19 11:00");
    assert_eq!(once.add_days(start, 1, SAME), None);
    assert_eq!(once.add_days(start, -1, SAME), None);
    assert_eq!(once.add_calendar_days(start, 1, SAME), None);
    assert_eq!(once.add_days(start.plus(86_400), 0, SAME), None);
}
