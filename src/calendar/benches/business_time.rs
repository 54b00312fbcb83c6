//! What a question to a calendar costs: `cargo bench -p duly-calendar`.
//!
//! Berlin office hours with a lunch break and thirty holidays, as in the table of `docs` on performance.
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a benchmark reads the clock and prints")]

use std::hint::black_box;
use std::time::Instant as Clock;

use duly_calendar::spec::{CalendarSpec, Change, Dates, Exception, Origin, WeekdaySet, WeeklyHours, Window};
use duly_calendar::{Calendar, Instant, NaiveDate, TimeZones};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const QUESTIONS: usize = 1 << 16;

fn office() -> CalendarSpec {
    let window = |start: u32, end: u32| Window { start: start * 60, end: end * 60 };
    let hours = vec![window(510, 720), window(750, 1020)];
    let week = WeeklyHours { days: WeekdaySet(0x1f), windows: hours, origin: Origin(0) };
    let holiday = |n: i32| Exception {
        dates: Dates::Date(NaiveDate::from_ymd_opt(2024 + n / 10, 1 + n.unsigned_abs() % 10, 6).unwrap_or_default()),
        change: Change::Closed,
        label: None,
        origin: Origin(1),
    };
    CalendarSpec {
        zone: "Europe/Berlin".to_owned(),
        weekly: vec![week],
        exceptions: (0..30).map(holiday).collect(),
        ..CalendarSpec::default()
    }
}

/// Numbers that look random and are the same every time.
fn scattered(below: i64) -> impl Iterator<Item = i64> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(state >> 33).unwrap_or(0) % below
    })
}

/// Nanoseconds of one of `count` rounds, best of nine.
fn best(count: usize, mut round: impl FnMut()) -> f64 {
    let timed = |_| {
        let start = Clock::now();
        round();
        start.elapsed().as_secs_f64()
    };
    (0..9).map(timed).fold(f64::INFINITY, f64::min) * 1e9 / count as f64
}

/// The walk that the table replaces: minute by minute.
fn walked(calendar: &Calendar, from: Instant, to: Instant) -> i64 {
    (from.0..to.0).step_by(60).filter(|t| calendar.is_open(Instant(*t))).count() as i64 * 60
}

fn main() {
    let (spec, zones) = (office(), TimeZones::bundled());
    let build = best(1, || drop(black_box(Calendar::build(black_box(&spec), &zones))));
    println!("build, all years     {:9.3} ms", build / 1e6);
    let Ok(built) = Calendar::build(&spec, &zones) else { return };
    let calendar = built.calendar;
    let first = 1_704_067_200;
    let pairs = |reach: i64| -> Vec<(Instant, i64)> {
        scattered(3 * 365 * DAY).zip(scattered(reach)).take(QUESTIONS).map(|(t, n)| (Instant(first + t), n)).collect()
    };
    for (name, questions) in [("14 days", pairs(14 * DAY)), ("any", pairs(3 * 365 * DAY))] {
        let add = || questions.iter().map(|(t, n)| calendar.add(*t, n / 4).map_or(0, |t| t.0)).fold(0, i64::wrapping_add);
        let between = || questions.iter().map(|(t, n)| calendar.between(*t, t.plus(*n))).fold(0, i64::wrapping_add);
        println!("add, {name:8}        {:9.2} ns", best(QUESTIONS, || drop(black_box(add()))));
        println!("between, {name:8}    {:9.2} ns", best(QUESTIONS, || drop(black_box(between()))));
    }
    let chain = || (0..QUESTIONS).fold(Instant(first), |t, n| calendar.add(t, 60 + (n as i64 & 63)).unwrap_or(Instant(first)));
    println!("add, dependent       {:9.2} ns", best(QUESTIONS, || drop(black_box(chain()))));
    let walk = best(100, || {
        for (t, n) in pairs(14 * DAY).iter().take(100) {
            black_box(walked(&calendar, *t, t.plus(*n)));
        }
    });
    println!("walk, 14 days        {walk:9.2} ns");
}
