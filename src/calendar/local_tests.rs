use super::*;
use crate::Instant;
use crate::proof::{at, built, spec};

fn lines() -> Recipe {
    Recipe::Lines(Arc::new(spec("UTC", &["mon-fri 09:00-17:00"])))
}

fn local(recipe: Recipe) -> LocalCalendar {
    let zones = TimeZones::bundled();
    let fallback = recipe.build(&Zone::utc(), &zones).unwrap().calendar;
    LocalCalendar::new(recipe, &zones, fallback)
}

fn zone(name: &str) -> ZoneId {
    TimeZones::bundled().id(name).unwrap()
}

#[test]
fn each_zone_has_its_own_hours_and_is_built_once() {
    let local = local(lines());
    let tokyo = local.in_zone(zone("Asia/Tokyo"));
    let expected = built("Asia/Tokyo", &["mon-fri 09:00-17:00"]);
    let monday = at(&expected, "2026-03-02 00:00");
    assert_eq!(tokyo.next_open(monday), expected.next_open(monday));
    assert_eq!(tokyo.zone().name(), "Asia/Tokyo");
    assert!(std::ptr::eq(tokyo, local.clone().in_zone(zone("Asia/Tokyo"))));
    assert_eq!(local.in_zone(ZoneId(u16::MAX)).zone().name(), "UTC");
}

#[test]
fn a_mix_with_a_local_part_is_local_in_that_part_alone() {
    let support = built("Europe/Prague", &["daily 08:00-20:00"]);
    let parts = vec![("home".to_owned(), lines()), ("support".to_owned(), Recipe::Fixed(support.clone()))];
    let mix = Mix::All(vec![Mix::Part(0), Mix::Part(1)]);
    let own = Some(Zone::utc());
    let recipe = Recipe::Made { parts, mix, zone: own, due_at: DueAt::Closing };
    assert!(recipe.is_local() && !Recipe::Fixed(support.clone()).is_local());
    let both = local(recipe);
    let york = both.in_zone(zone("America/New_York"));
    // 09:00 in New York is 15:00 in Prague on this day, where support closes at 20:00.
    let day = at(&support, "2026-03-04 12:00");
    assert_eq!(york.next_open(day), Some(at(&support, "2026-03-04 15:00")));
    assert_eq!(york.between(day, at(&support, "2026-03-05 00:00")), 5 * 3_600);
    assert_eq!(york.zone().name(), "UTC");
}

#[test]
fn versions_switch_at_midnight_of_the_tickets_zone() {
    let summer = Recipe::Lines(Arc::new(spec("UTC", &["daily 00:00-24:00"])));
    let from = "2026-07-01".parse().unwrap();
    let both = local(Recipe::Versions(vec![(None, lines()), (Some(from), summer)]));
    let tokyo = both.in_zone(zone("Asia/Tokyo"));
    let midnight = at(&built("Asia/Tokyo", &["daily 00:00-24:00"]), "2026-07-01 00:00");
    assert_eq!(tokyo.next_open(midnight.plus(-1)), Some(midnight));
    // In UTC the old hours end at 17:00, and the new version begins nine hours after that of Tokyo.
    let evening = Instant(midnight.0 + 5 * 3_600);
    assert_eq!(both.fallback().next_open(evening), Some(Instant(midnight.0 + 9 * 3_600)));
}

#[test]
fn no_versions_cannot_be_built() {
    assert!(Recipe::Versions(Vec::new()).build(&Zone::utc(), &TimeZones::bundled()).is_err());
}
