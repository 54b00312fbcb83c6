//! What a question to a calendar costs: `cargo bench -p duly-calendar`.
//!
//! Office hours in Berlin with a lunch break and thirty holidays. Machines differ, so that the same
//! questions are also answered by a binary search over the same stretches and by a walk over the minutes.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and prints"
)]

use std::hint::black_box;
use std::time::Instant as Clock;

use duly_calendar::spec::{CalendarSpec, Change, Dates, Exception, Origin, WeekdaySet, WeeklyHours, Window};
use duly_calendar::{Calendar, Instant, NaiveDate, TimeZones};

const DAY: i64 = 86_400;
const YEARS: i64 = 3 * 365 * DAY;
const FIRST: Instant = Instant(1_704_067_200);
const QUESTIONS: usize = 1 << 14;

fn office() -> CalendarSpec {
    let window = |start: u32, end: u32| Window { start: start * 60, end: end * 60 };
    let hours = vec![window(510, 720), window(750, 1020)];
    let week = WeeklyHours { days: WeekdaySet(0x1f), windows: hours, origin: Origin(0) };
    let holiday = |n: i32| Exception {
        dates: Dates::Date(
            NaiveDate::from_ymd_opt(2024 + n / 10, 1 + n.unsigned_abs() % 10, 6).unwrap_or_default(),
        ),
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

/// The stretches with the open seconds before each, searched.
struct Searched(Vec<(i64, i64, i64)>);

impl Searched {
    fn new(calendar: &Calendar) -> Searched {
        let stretch = |(from, to): (Instant, Instant)| (from.0, to.0, calendar.position(from));
        Searched(calendar.periods(Instant(0), Instant(4_133_894_400)).into_iter().map(stretch).collect())
    }

    fn position(&self, t: i64) -> i64 {
        let found = self.0.partition_point(|s| s.1 <= t);
        self.0.get(found).map_or(0, |s| s.2 + (t - s.0).max(0))
    }

    fn add(&self, t: i64, seconds: i64) -> i64 {
        let p = self.position(t) + seconds;
        let found = self.0.partition_point(|s| s.2 + (s.1 - s.0) < p);
        self.0.get(found).map_or(0, |s| s.0 + (p - s.2))
    }
}

/// Minute by minute.
fn walk(calendar: &Calendar, from: Instant, seconds: i64) -> i64 {
    let minutes = (from.0..from.0 + seconds).step_by(60);
    minutes.map(|t| if calendar.is_open(Instant(t)) { 60 } else { 0 }).sum()
}

/// Pairs of an instant within three years and a number of seconds, the same every time.
fn questions(reach: i64) -> Vec<(Instant, i64)> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |limit: i64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(state >> 33).unwrap_or(0) % limit
    };
    (0..QUESTIONS).map(|_| (FIRST.plus(below(YEARS)), 1 + below(reach))).collect()
}

/// Nanoseconds of one question, best of many rounds.
fn cost(name: &str, questions: &[(Instant, i64)], mut answer: impl FnMut(Instant, i64) -> i64) {
    let mut best = f64::INFINITY;
    for _ in 0..25 {
        let start = Clock::now();
        let sum = questions.iter().map(|(t, n)| answer(*t, *n)).fold(0, i64::wrapping_add);
        black_box(sum);
        best = best.min(start.elapsed().as_secs_f64());
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of questions is small")]
    let count = questions.len() as f64;
    println!("{name:38} {:10.2} ns", best * 1e9 / count);
}

fn main() {
    let (spec, zones) = (office(), TimeZones::bundled());
    cost("build, 134 years", &[(FIRST, 0)], |_, _| {
        Calendar::build(&spec, &zones).map_or(0, |b| b.calendar.position(FIRST))
    });
    let Ok(built) = Calendar::build(&spec, &zones) else { return };
    let calendar = built.calendar;
    let searched = Searched::new(&calendar);
    for (name, reach) in [("14 days", 14 * DAY), ("3 years", YEARS)] {
        let questions = questions(reach);
        cost(&format!("add, {name}"), &questions, |t, n| calendar.add(t, n / 4 + 1).map_or(0, |t| t.0));
        cost(&format!("add, {name}, binary search"), &questions, |t, n| searched.add(t.0, n / 4 + 1));
        cost(&format!("between, {name}"), &questions, |t, n| calendar.between(t, t.plus(n)));
        cost(&format!("between, {name}, binary search"), &questions, |t, n| {
            searched.position(t.0 + n) - searched.position(t.0)
        });
    }
    let questions = questions(14 * DAY);
    cost("nothing but the questions", &questions, |t, n| t.0 ^ n);
    let mut last = FIRST;
    cost("add, each to the one before", &questions, |t, n| {
        last = calendar.add(last, n & 63).filter(|end| end.0 < FIRST.0 + YEARS).unwrap_or(t);
        last.0
    });
    cost("between, 14 days, minute by minute", &questions[..50], |t, n| walk(&calendar, t, n));
}
