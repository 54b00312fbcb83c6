//! What the table says against what the walk says, and the laws of business time.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use chrono::{DateTime, Days, NaiveDate};
use proptest::prelude::*;

use super::notation::{built, spec};
use super::reference::{Slow, SlowZone, Walk};
use super::shapes::{SHAPES, ZONES};
use crate::spec::{CalendarSpec, Change, Dates, DayEnd, DueAt, Exception, Nth, Origin};
use crate::spec::{WeekdaySet, WeeklyHours, Window};
use crate::{Calendar, Instant, TimeZones, Weekday};

const DAY: i64 = 86_400;
/// 1970-02-01 and 2100-12-01: a walk around them stays within the years that are promised.
const FIRST: i64 = 31 * DAY;
const LAST: i64 = 4_131_302_400;

/// A slow zone, made once.
pub(super) fn slow_zone(name: &str) -> &'static SlowZone {
    static SEEN: LazyLock<Mutex<BTreeMap<String, &'static SlowZone>>> = LazyLock::new(Mutex::default);
    let mut seen = SEEN.lock().unwrap();
    seen.entry(name.to_owned()).or_insert_with(|| Box::leak(Box::new(SlowZone::new(name))))
}

fn calendar_of(spec: &CalendarSpec) -> Calendar {
    Calendar::build(spec, &TimeZones::bundled()).unwrap().calendar
}

/// Numbers that look random and are the same every time.
pub(super) struct Scatter(pub(super) u64);

impl Scatter {
    pub(super) fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// A calendar beside a walk of some days of it.
pub(super) struct Pair {
    pub(super) calendar: Calendar,
    pub(super) zone: &'static SlowZone,
    pub(super) walk: Walk,
    /// Instants with room for answers on both sides.
    pub(super) first: i64,
    pub(super) last: i64,
}

impl Pair {
    /// Nine days on either side of a date.
    fn around(spec: &CalendarSpec, date: NaiveDate) -> Pair {
        let zone = slow_zone(&spec.zone);
        // Of a zone with odd seconds every half minute.
        let slow = Slow { spec, zone };
        let walk =
            slow.walk(date - Days::new(9), date + Days::new(9), if zone.has_odd_seconds() { 30 } else { 60 });
        let (first, last) = (walk.start + 3 * DAY, walk.end() - 3 * DAY);
        Pair { calendar: calendar_of(spec), zone, walk, first, last }
    }

    /// Asks everything at so many instants, half of them within hours of a change of the zone's offset.
    pub(super) fn compare(&self, questions: usize, random: &mut Scatter) {
        let changes = self.zone.changes.iter().map(|c| c.0).filter(|c| self.first < *c && *c < self.last);
        let focus: Vec<i64> = changes.chain([i64::midpoint(self.first, self.last)]).collect();
        for index in 0..questions {
            let near = focus[index % focus.len()] - 6 * 3600 + random.below(48) * 900 + random.below(3) - 1;
            let anywhere = self.first + random.below(self.last - self.first);
            let t = if index % 2 == 0 { near } else { anywhere };
            let other = self.first + random.below(self.last - self.first);
            let seconds = if index % 3 == 0 { 900 * random.below(200) } else { random.below(200_000) };
            self.compare_at(t, other);
            self.compare_steps(t, seconds.max(1));
            self.compare_days(t, index);
        }
    }

    fn place(&self, t: i64) -> String {
        format!("{} at {t}, {}", self.calendar.zone().name(), self.zone.wall(t))
    }

    pub(super) fn compare_at(&self, t: i64, other: i64) {
        let (calendar, walk, at, place) = (&self.calendar, &self.walk, Instant(t), self.place(t));
        assert_eq!(calendar.is_open(at), walk.is_open(t), "is_open {place}");
        if let Some(expected) = walk.next_open(t) {
            assert_eq!(calendar.next_open(at), Some(Instant(expected)), "next_open {place}");
        }
        if let Some(expected) = walk.prev_open(t) {
            assert_eq!(calendar.prev_open(at), Some(Instant(expected)), "prev_open {place}");
        }
        assert_eq!(calendar.between(at, Instant(other)), walk.between(t, other), "between {place} {other}");
        let periods = calendar.periods(at, Instant(other));
        assert!(periods.windows(2).all(|p| p[0].1 < p[1].0), "joined {place}");
        assert!(periods.iter().all(|p| walk.is_open(p.0.0) && walk.is_open(p.1.0 - 1)), "open {place}");
        let sum: i64 = periods.iter().map(|(from, to)| to.0 - from.0).sum();
        assert_eq!(sum, walk.between(t, other).max(0), "periods {place} {other}");
    }

    pub(super) fn compare_steps(&self, t: i64, seconds: i64) {
        let (calendar, walk, at, place) = (&self.calendar, &self.walk, Instant(t), self.place(t));
        if let Some(closing) = walk.add(t, seconds) {
            let opening = calendar.due_at() == DueAt::Opening;
            let expected = if opening { walk.next_open(closing) } else { Some(closing) };
            if let Some(expected) = expected {
                assert_eq!(calendar.add(at, seconds), Some(Instant(expected)), "add {seconds} {place}");
            }
        }
        if let Some(expected) = walk.sub(t, seconds) {
            assert_eq!(calendar.sub(at, seconds), Some(Instant(expected)), "sub {seconds} {place}");
            assert_eq!(calendar.add(at, -seconds), Some(Instant(expected)), "add -{seconds} {place}");
        }
    }

    /// Business days by the language's own words.
    fn compare_days(&self, t: i64, index: usize) {
        let (calendar, walk, place) = (&self.calendar, &self.walk, self.place(t));
        let dates = walk.open_dates();
        let count = index % 4;
        if let Some(start) = walk.next_open(t) {
            let here = dates.binary_search(&walk.owner(start).unwrap()).unwrap();
            if let Some(day) = dates.get(here + count).filter(|d| walk.ends_before(**d, self.last)) {
                let same = self.zone.instant(self.zone.wall(start) + (*day - dates[here]));
                let expected = if count == 0 { Some(start) } else { walk.next_open(same) };
                let n = i64::try_from(count).unwrap();
                if expected.is_some() {
                    let found = calendar.add_days(Instant(t), n, DayEnd::SameTime).map(|t| t.0);
                    assert_eq!(found, expected, "{n} days {place}");
                }
                let close = calendar.add_days(Instant(t), n, DayEnd::Close);
                assert_eq!(close, Some(Instant(walk.close(*day))), "{n} days by close {place}");
            }
        }
        if let Some(start) = walk.prev_open(t) {
            let owner = if walk.is_open(start) { walk.owner(start) } else { walk.owner(start - 1) };
            let here = dates.binary_search(&owner.unwrap()).unwrap();
            if let Some(day) = here
                .checked_sub(count + 1)
                .and_then(|i| dates.get(i))
                .filter(|d| walk.begins_after(**d, self.first))
            {
                let same = self.zone.instant(self.zone.wall(start) + (*day - dates[here]));
                if let Some(expected) = walk.prev_open(same) {
                    let n = -1 - i64::try_from(count).unwrap();
                    let found = calendar.add_days(Instant(t), n, DayEnd::SameTime);
                    assert_eq!(found, Some(Instant(expected)), "{n} days {place}");
                }
            }
        }
    }
}

fn date_of(t: i64) -> NaiveDate {
    DateTime::from_timestamp(t.clamp(FIRST, LAST), 0).unwrap().date_naive()
}

/// Every shape in every zone, 392 calendars, each around one of the changes of its zone.
#[test]
fn every_shape_in_every_zone_agrees_with_the_walk() {
    let pairs = ZONES.iter().flat_map(|zone| SHAPES.iter().map(move |lines| (*zone, *lines)));
    for (index, (zone, lines)) in pairs.enumerate() {
        let mut spec = spec(zone, lines);
        if index % 2 == 1 {
            spec.due_at = DueAt::Opening;
        }
        let changes: Vec<i64> =
            slow_zone(zone).changes.iter().map(|c| c.0).filter(|c| (FIRST..LAST).contains(c)).collect();
        let near = if changes.is_empty() { FIRST + 10_000_000 } else { changes[index * 7 % changes.len()] };
        Pair::around(&spec, date_of(near)).compare(16, &mut Scatter(index as u64));
    }
}

/// The days that some zones skipped, in every shape.
#[test]
fn a_skipped_date_agrees_with_the_walk() {
    for (zone, date) in [
        ("Pacific/Apia", "2011-12-30"),
        ("Pacific/Kwajalein", "1993-08-21"),
        ("Pacific/Kiritimati", "1994-12-31"),
    ] {
        for lines in SHAPES {
            Pair::around(&spec(zone, lines), date.parse().unwrap()).compare(24, &mut Scatter(7));
        }
    }
}

/// All years, stretch by stretch.
#[test]
fn the_stretches_of_all_years_agree() {
    let picked = [
        "Europe/Bratislava",
        "America/St_Johns",
        "Pacific/Apia",
        "Africa/Monrovia",
        "Asia/Gaza",
        "Australia/Lord_Howe",
    ];
    for (index, zone) in picked.iter().enumerate() {
        for lines in [SHAPES[9 + index % 5], SHAPES[1 + index]] {
            let spec = spec(zone, lines);
            let date = |y| NaiveDate::from_ymd_opt(y, 1, 1).unwrap();
            let slow = Slow { spec: &spec, zone: slow_zone(zone) };
            let expected = slow.stretches(date(1969), date(2101));
            let (from, to) = (0, 4_133_894_400);
            let clipped = expected.iter().map(|(a, b)| (Instant(*a.max(&from)), Instant(*b.min(&to))));
            let expected: Vec<_> = clipped.filter(|(a, b)| a < b).collect();
            let found = calendar_of(&spec).periods(Instant(from), Instant(to));
            let differs = found.iter().zip(&expected).find(|(a, b)| a != b);
            assert_eq!(differs, None, "{zone} {lines:?}");
            assert_eq!(found.len(), expected.len(), "{zone} {lines:?}");
        }
    }
}

fn windows() -> impl Strategy<Value = Vec<Window>> {
    let quarter = |quarters: std::ops::Range<u32>| quarters.prop_map(|q| q * 900);
    let window =
        (quarter(0..96), quarter(1..97)).prop_map(|(start, length)| Window { start, end: start + length });
    prop::collection::vec(window, 1..4)
}

/// Dates within a fortnight of one, and yearly ones that may fall there.
fn dates_near(date: NaiveDate) -> impl Strategy<Value = Dates> {
    let near = move |offset: i64| date + chrono::TimeDelta::days(offset);
    let month_day = move |offset: i64| {
        let date = near(offset);
        (
            u8::try_from(chrono::Datelike::month(&date)).unwrap(),
            u8::try_from(chrono::Datelike::day(&date)).unwrap(),
        )
    };
    prop_oneof![
        (-9..9i64).prop_map(move |o| Dates::Date(near(o))),
        (-9..5i64, 0..5i64).prop_map(move |(o, n)| Dates::Range(near(o), near(o + n))),
        (-9..9i64).prop_map(move |o| Dates::Yearly { month: month_day(o).0, day: month_day(o).1 }),
        (-9..5i64, 0..5i64)
            .prop_map(move |(o, n)| Dates::YearlyRange { from: month_day(o), to: month_day(o + n) }),
        (prop_oneof![(1..6u8).prop_map(Nth::FromStart), Just(Nth::Last)], 0..7u8, -9..9i64).prop_map(
            move |(nth, weekday, o)| Dates::YearlyNth {
                nth,
                weekday: Weekday::try_from(weekday).unwrap(),
                month: month_day(o).0
            }
        ),
    ]
}

fn exception(date: NaiveDate) -> impl Strategy<Value = Exception> {
    let change = prop_oneof![
        windows().prop_map(Change::Open),
        Just(Change::Closed),
        windows().prop_map(Change::ClosedDuring)
    ];
    (dates_near(date), change).prop_map(|(dates, change)| Exception {
        dates,
        change,
        label: None,
        origin: Origin(1),
    })
}

/// A zone, and a date near one of its changes or anywhere.
fn place() -> impl Strategy<Value = (&'static str, NaiveDate)> {
    (prop::sample::select(&ZONES[..]), any::<prop::sample::Index>(), FIRST..LAST, 0..4u8).prop_map(
        |(zone, index, anywhere, kind)| {
            let changes = &slow_zone(zone).changes[1..];
            let near = if changes.is_empty() || kind == 0 {
                anywhere
            } else {
                changes[index.index(changes.len())].0
            };
            (zone, date_of(near))
        },
    )
}

fn any_spec() -> impl Strategy<Value = (CalendarSpec, NaiveDate)> {
    place().prop_flat_map(|(zone, date)| {
        let line = (1..128u8, windows()).prop_map(|(days, windows)| WeeklyHours {
            days: WeekdaySet(days),
            windows,
            origin: Origin(0),
        });
        let due_at = prop_oneof![Just(DueAt::Closing), Just(DueAt::Opening)];
        (prop::collection::vec(line, 0..3), prop::collection::vec(exception(date), 0..6), due_at).prop_map(
            move |(weekly, exceptions, due_at)| {
                let zone = zone.to_owned();
                (CalendarSpec { zone, weekly, exceptions, holidays: Vec::new(), due_at }, date)
            },
        )
    })
}

static CALENDARS: LazyLock<Vec<Calendar>> = LazyLock::new(|| {
    let picked = [
        ("Europe/Bratislava", 1),
        ("Pacific/Apia", 2),
        ("Asia/Kathmandu", 10),
        ("America/Sao_Paulo", 13),
        ("UTC", 8),
    ];
    let mut calendars: Vec<Calendar> =
        picked.iter().map(|(zone, shape)| built(zone, SHAPES[*shape])).collect();
    calendars.push(Calendar::always());
    // Many short stretches, and dated hours only.
    calendars.push(built(
        "Asia/Kolkata",
        &["daily 09:00-09:01, 09:02-09:03, 09:04-09:05, 10:00-10:01, 11:00-11:01"],
    ));
    calendars.push(built("Europe/Paris", &["open 1987-06-05 08:00-12:00", "open 2060-02-29 10:00-11:00"]));
    calendars
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_hours_agree_with_the_walk((spec, date) in any_spec(), seed in any::<u64>()) {
        // Exceptions of equal rank that disagree are refused, see the tests of the calendar.
        prop_assume!(Calendar::build(&spec, &TimeZones::bundled()).is_ok());
        Pair::around(&spec, date).compare(16, &mut Scatter(seed));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_laws_of_business_time(
        index in any::<prop::sample::Index>(),
        (a, b, c) in (FIRST..LAST, FIRST..LAST, FIRST..LAST),
        (m, n) in (prop_oneof![1..100_000i64, 1..2_000_000_000i64], 1..10_000_000i64),
    ) {
        let calendar = index.get(&CALENDARS);
        let (a, b, c) = (Instant(a), Instant(b), Instant(c));
        let between = |a, b| calendar.between(a, b);
        // Additive, antisymmetric, monotone, never faster than the clock.
        prop_assert_eq!(between(a, b) + between(b, c), between(a, c));
        prop_assert_eq!(between(a, b), -between(b, a));
        let (early, late) = (a.min(b), a.max(b));
        prop_assert!((0..=late.0 - early.0).contains(&between(early, late)));
        prop_assert_eq!(calendar.add(a, 0), Some(a));
        prop_assert_eq!(calendar.sub(a, 0), Some(a));
        if let Some(end) = calendar.add(a, m) {
            // The first instant by which so much has passed, its last second open.
            prop_assert_eq!(between(a, end), m);
            prop_assert_eq!(between(a, end.plus(-1)), m - 1);
            prop_assert!(calendar.is_open(end.plus(-1)));
            prop_assert_eq!(calendar.sub(end, m), calendar.next_open(a));
            prop_assert_eq!(calendar.add(end, n), calendar.add(a, m + n));
            prop_assert!(calendar.add(a, m - 1).is_some_and(|before| before < end));
        } else {
            prop_assert!(between(a, Instant(LAST + 3 * 366 * DAY)) < m);
        }
        if let Some(start) = calendar.sub(a, m) {
            prop_assert_eq!(between(start, a), m);
            prop_assert!(calendar.is_open(start));
            prop_assert_eq!(calendar.add(start, m), calendar.prev_open(a));
        }
        // Position and its inverse.
        let p = calendar.position(a);
        prop_assert!(calendar.at_position(p).is_some_and(|t| t <= a && calendar.position(t) == p));
        if let Some(open) = calendar.next_open(a) {
            prop_assert!(calendar.is_open(open) && open >= a && between(a, open) == 0);
        }
        if let Some(shut) = calendar.prev_open(a) {
            prop_assert!(shut <= a && between(shut, a) == 0 && calendar.is_open(shut.plus(-1)) || shut == a);
        }
    }
}
