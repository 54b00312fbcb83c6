//! Wall clocks: the offsets come from `chrono-tz`, all else is said here.

use chrono::{DateTime, Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

/// What the wall clock of a zone shows at an instant.
pub fn wall(zone: Tz, at: i64) -> NaiveDateTime {
    let utc = DateTime::<Utc>::from_timestamp(at, 0).expect("an instant of our times");
    utc.with_timezone(&zone).naive_local()
}

/// Section 5, DST: "A bound in a gap moves forward by the gap, a bound in a fold is its first occurrence."
pub fn instant(zone: Tz, wall: NaiveDateTime) -> i64 {
    match zone.from_local_datetime(&wall) {
        LocalResult::Single(at) => at.timestamp(),
        LocalResult::Ambiguous(one, other) => one.timestamp().min(other.timestamp()),
        // With the offset before the gap, the wall time lies as far behind it as it lay inside.
        LocalResult::None => {
            let before = zone.offset_from_utc_datetime(&(wall - Duration::hours(36)));
            wall.and_utc().timestamp() - i64::from(before.fix().local_minus_utc())
        }
    }
}

/// The instant so many seconds of wall time after 00:00 of a date.
pub fn bound(zone: Tz, date: NaiveDate, seconds: i64) -> i64 {
    instant(zone, date.and_time(NaiveTime::MIN) + Duration::seconds(seconds))
}

/// Section 5, DST: "a civil date that does not exist has no hours". Its midnights are one instant then.
pub fn exists(zone: Tz, date: NaiveDate) -> bool {
    bound(zone, date, 0) < bound(zone, date, 86_400)
}
