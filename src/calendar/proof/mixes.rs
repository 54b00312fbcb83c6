//! Calendars made of others and calendars with versions, against walks that ask their parts step by step.

use chrono::{Days, NaiveDate, NaiveTime};

use super::notation::{built, spec};
use super::properties::{Pair, Scatter, slow_zone};
use super::reference::{Slow, Walk};
use super::shapes::SHAPES;
use crate::spec::{CalendarSpec, DueAt};
use crate::{Calendar, Mix, Part, TimeZones, Version, Zone};

const STEP: i64 = 60;
const DAY: i64 = 86_400;

/// Zones whose clocks change at different hours, and one whose clocks do not.
const ZONES: [&str; 5] =
    ["Europe/Bratislava", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo"];

/// A walk of one calendar with a day to spare on either side.
fn walk(spec: &CalendarSpec, date: NaiveDate) -> Walk {
    Slow { spec, zone: slow_zone(&spec.zone) }.walk(date - Days::new(12), date + Days::new(12), STEP)
}

/// A calendar beside the walk that asks for it, nine days on either side of a date.
fn pair(calendar: Calendar, zone: &str, date: NaiveDate, ask: impl Fn(i64) -> Option<NaiveDate>) -> Pair {
    let zone = slow_zone(zone);
    let walk = Walk::asking(zone, (date - Days::new(9), date + Days::new(9)), STEP, ask);
    let (first, last) = (walk.start + 3 * DAY, walk.end() - 3 * DAY);
    Pair { calendar, zone, walk, first, last }
}

fn zone(name: &str) -> Zone {
    TimeZones::bundled().zone(name).unwrap()
}

/// A Sunday on which European clocks change, one on which American ones do, and a plain day.
fn dates() -> [NaiveDate; 3] {
    [(2026, 3, 29), (2026, 11, 1), (2026, 6, 10)].map(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d).unwrap())
}

/// Whether a made calendar is open, by whether each of its three parts is.
type Truth = fn(bool, bool, bool) -> bool;

/// Every way to mix three calendars that the language has.
fn mixes() -> Vec<(Mix, Truth)> {
    let part = Mix::Part;
    let except = |a: Mix, b: Mix| Mix::Except(Box::new(a), Box::new(b));
    vec![
        (Mix::Any(vec![part(0), part(1)]), |a, b, _| a || b),
        (Mix::All(vec![part(0), part(1)]), |a, b, _| a && b),
        (except(part(0), part(1)), |a, b, _| a && !b),
        (Mix::Any(vec![part(0), part(1), part(2)]), |a, b, c| a || b || c),
        (except(except(part(0), part(1)), part(2)), |a, b, c| a && !b && !c),
        (Mix::All(vec![Mix::Any(vec![part(0), part(1)]), part(2)]), |a, b, c| (a || b) && c),
        (except(part(2), Mix::All(vec![part(0), part(1)])), |a, b, c| c && !(a && b)),
    ]
}

#[test]
fn mixes_of_three_zones_agree_with_the_walk() {
    for (index, (mix, says)) in mixes().into_iter().enumerate() {
        for (turn, date) in dates().into_iter().enumerate() {
            let at = |n: usize| ZONES[(index + turn + n) % ZONES.len()];
            let specs: Vec<CalendarSpec> =
                (0..3).map(|n| spec(at(n), SHAPES[(index * 3 + turn + n * 5) % SHAPES.len()])).collect();
            let walks: Vec<Walk> = specs.iter().map(|spec| walk(spec, date)).collect();
            let parts = specs.iter().zip(["a", "b", "c"]).map(|(spec, name)| Part {
                name: name.to_owned(),
                calendar: Calendar::build(spec, &TimeZones::bundled()).unwrap().calendar,
            });
            let own = at(turn);
            let due_at = if index % 2 == 0 { DueAt::Closing } else { DueAt::Opening };
            let calendar = Calendar::made(parts.collect(), mix.clone(), zone(own), due_at);
            let slow = slow_zone(own);
            let open = |t: i64| says(walks[0].is_open(t), walks[1].is_open(t), walks[2].is_open(t));
            let pair = pair(calendar, own, date, |t| open(t).then(|| slow.wall(t).date()));
            pair.compare(60, &mut Scatter(index as u64 * 7 + turn as u64));
        }
    }
}

#[test]
fn two_versions_of_one_zone_agree_with_the_walk() {
    for (index, lines) in SHAPES.iter().enumerate() {
        let own = ZONES[index % ZONES.len()];
        let date = dates()[index % 3];
        let (old, new) = (spec(own, lines), spec(own, SHAPES[(index + 3) % SHAPES.len()]));
        let walks = [walk(&old, date), walk(&new, date)];
        let calendar = |spec| Calendar::build(spec, &TimeZones::bundled()).unwrap().calendar;
        let versions = vec![
            Version { from: None, calendar: calendar(&old) },
            Version { from: Some(date), calendar: calendar(&new) },
        ];
        let boundary = slow_zone(own).instant(date.and_time(NaiveTime::MIN));
        let ask = |t: i64| walks[usize::from(t >= boundary)].owner(t);
        let mut pair = pair(Calendar::versions(versions).unwrap(), own, date, ask);
        let hours = [(&walks[0], i64::MIN..boundary), (&walks[1], boundary..i64::MAX)];
        pair.walk = pair.walk.with_hours_of(hours);
        pair.compare(40, &mut Scatter(index as u64));
    }
}

#[test]
fn a_version_of_another_zone_takes_over_at_its_own_midnight() {
    for (index, (old, new)) in ZONES.iter().zip(ZONES.iter().cycle().skip(1)).enumerate() {
        let date = dates()[index % 3];
        let specs = [spec(old, SHAPES[index + 1]), spec(new, SHAPES[index + 2])];
        let walks = specs.each_ref().map(|spec| walk(spec, date));
        let versions = specs.iter().zip([None, Some(date)]).map(|(spec, from)| Version {
            from,
            calendar: Calendar::build(spec, &TimeZones::bundled()).unwrap().calendar,
        });
        let boundary = slow_zone(new).instant(date.and_time(NaiveTime::MIN));
        let ask = |t: i64| walks[usize::from(t >= boundary)].owner(t);
        let pair = pair(Calendar::versions(versions.collect()).unwrap(), new, date, ask);
        let mut random = Scatter(index as u64);
        for _ in 0..60 {
            let t = pair.first + random.below(pair.last - pair.first);
            pair.compare_at(t, pair.first + random.below(pair.last - pair.first));
            pair.compare_steps(t, 1 + random.below(200_000));
        }
    }
}

#[test]
fn a_version_that_changes_nothing_changes_nothing() {
    for lines in SHAPES {
        let one = built("Europe/Bratislava", lines);
        let dates = dates();
        let version = |from| Version { from, calendar: one.clone() };
        let versions = vec![version(None), version(Some(dates[0])), version(Some(dates[2]))];
        let all = Calendar::versions(versions).unwrap();
        let span = [dates[0] - Days::new(40), dates[2] + Days::new(40)];
        for date in span[0].iter_days().take_while(|d| *d < span[1]) {
            assert_eq!(one.day(date), all.day(date), "{lines:?} {date}");
        }
    }
}
