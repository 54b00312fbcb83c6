//! Instants as events write them, in full precision.

/// An instant with its fraction, for the order of events. `nanos` is 1,000,000,000 or more within a leap
/// second: 23:59:60.5 comes after every moment of 23:59:59 and before midnight, and is 23:59:59 to the engine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Stamp {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Nanoseconds of the second; finer digits are not kept.
    pub nanos: u32,
}

/// Why a text is no stamp.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum StampFault {
    /// It has no zone and the format gives none.
    NoZone,
    /// It has another shape.
    Shape,
    /// A part of it is out of range: `2026-02-30`, `25:00`.
    Range,
}

const LEAP: u32 = 1_000_000_000;

/// Reads RFC 3339: `2026-03-06T13:40:00Z`, any offset, a fraction of any length; a blank may stand for the `T`.
pub(crate) fn rfc3339(text: &str) -> Result<Stamp, StampFault> {
    let (head, rest) = text.as_bytes().split_first_chunk::<19>().ok_or(StampFault::Shape)?;
    let two =
        |at: usize| i64::from(head[at].wrapping_sub(b'0')) * 10 + i64::from(head[at + 1].wrapping_sub(b'0'));
    let marked = head[4] == b'-' && head[7] == b'-' && head[13] == b':' && head[16] == b':';
    let digits =
        [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18].map(|at: usize| head[at].wrapping_sub(b'0'));
    let largest = digits.into_iter().fold(0, u8::max);
    if !marked || !matches!(head[10], b'T' | b't' | b' ') || largest > 9 {
        return Err(StampFault::Shape);
    }
    let (year, month, day) = (two(0) * 100 + two(2), two(5), two(8));
    let (hour, minute, second) = (two(11), two(14), two(17));
    let (nanos, offset) = if rest == b"Z" {
        (0, 0)
    } else {
        let (nanos, rest) = fraction(rest)?;
        (nanos, offset_of(rest)?)
    };
    if hour > 23 || minute > 59 || second > 60 || !is_date(year, month, day) {
        return Err(StampFault::Range);
    }
    let minutes = days_from_civil(year, month, day) * 1440 + hour * 60 + minute - offset;
    if second < 60 {
        return Ok(Stamp { seconds: minutes * 60 + second, nanos });
    }
    if minutes.rem_euclid(1440) != 1439 {
        return Err(StampFault::Range);
    }
    Ok(Stamp { seconds: minutes * 60 + 59, nanos: LEAP + nanos })
}

/// The digits after the second, in nanoseconds, and what follows them.
fn fraction(rest: &[u8]) -> Result<(u32, &[u8]), StampFault> {
    let Some((b'.', digits)) = rest.split_first() else { return Ok((0, rest)) };
    let length = digits.iter().take_while(|b| b.is_ascii_digit()).count();
    if length == 0 {
        return Err(StampFault::Shape);
    }
    let nanos = (0..9).fold(0, |sum, i| sum * 10 + if i < length { u32::from(digits[i] - b'0') } else { 0 });
    Ok((nanos, &digits[length..]))
}

/// Minutes east of UTC.
fn offset_of(rest: &[u8]) -> Result<i64, StampFault> {
    match rest {
        [b'Z' | b'z'] => Ok(0),
        [] => Err(StampFault::NoZone),
        [sign @ (b'+' | b'-'), digits @ ..] if digits.len() == 5 && digits[2] == b':' => {
            let (hours, minutes) = (two(digits, 0)?, two(digits, 3)?);
            if hours > 23 || minutes > 59 {
                return Err(StampFault::Range);
            }
            let east = hours * 60 + minutes;
            Ok(if *sign == b'+' { east } else { -east })
        }
        _ => Err(StampFault::Shape),
    }
}

/// Two digits at a place that is known to exist.
fn two(bytes: &[u8], at: usize) -> Result<i64, StampFault> {
    let (tens, ones) = (bytes[at].wrapping_sub(b'0'), bytes[at + 1].wrapping_sub(b'0'));
    if tens > 9 || ones > 9 { Err(StampFault::Shape) } else { Ok(i64::from(tens) * 10 + i64::from(ones)) }
}

fn is_date(year: i64, month: i64, day: i64) -> bool {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}

/// Days since 1970-01-01 of a date of the Gregorian calendar: years are counted from March, so that the leap
/// day is the last of its year.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let days_before_month = (153 * ((month + 9) % 12) + 2) / 5;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + days_before_month + day
        - 719_469
}

/// Writes a stamp as RFC 3339 in UTC, with as many digits of the fraction as it needs.
pub(crate) fn write_utc(stamp: Stamp, out: &mut String) {
    use std::fmt::Write as _;
    let leap = stamp.nanos >= LEAP;
    let Some(moment) = chrono::DateTime::from_timestamp(stamp.seconds, 0) else { return };
    let text = moment.format("%Y-%m-%dT%H:%M:%S").to_string();
    out.push_str(if leap { &text[..text.len() - 2] } else { &text });
    if leap {
        out.push_str("60");
    }
    let nanos = stamp.nanos % LEAP;
    if nanos > 0 {
        let mut digits = String::new();
        // Writing to a `String` cannot fail.
        let _ = write!(digits, "{nanos:09}");
        out.push('.');
        out.push_str(digits.trim_end_matches('0'));
    }
    out.push('Z');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Stamp {
        rfc3339(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
    }

    #[test]
    fn offsets_name_the_same_second() {
        let utc = at("2026-03-06T13:40:00Z");
        assert_eq!(utc.seconds, 1_772_804_400);
        for same in ["2026-03-06T14:40:00+01:00", "2026-03-06t08:10:00-05:30", "2026-03-07 03:25:00+13:45"] {
            assert_eq!(at(same), utc, "{same}");
        }
    }

    #[test]
    fn fractions_order_within_the_second() {
        assert_eq!(at("2026-03-06T13:40:00.5Z"), Stamp { seconds: 1_772_804_400, nanos: 500_000_000 });
        assert!(at("2026-03-06T13:40:00.123456789Z") > at("2026-03-06T13:40:00.123456788Z"));
        assert_eq!(at("2026-03-06T13:40:00.1234567899Z"), at("2026-03-06T13:40:00.123456789Z"));
    }

    #[test]
    fn a_leap_second_lies_between_its_neighbours() {
        let leap = at("2016-12-31T23:59:60.5Z");
        assert!(at("2016-12-31T23:59:59.999Z") < leap && leap < at("2017-01-01T00:00:00Z"));
        assert_eq!(at("2017-01-01T08:59:60+09:00").seconds, at("2016-12-31T23:59:59Z").seconds);
        assert_eq!(rfc3339("2016-12-31T23:58:60Z"), Err(StampFault::Range));
    }

    #[test]
    fn what_is_no_stamp_says_why() {
        assert_eq!(rfc3339("2026-03-06T13:40:00"), Err(StampFault::NoZone));
        assert_eq!(rfc3339("2026-03-06T13:40:00.25"), Err(StampFault::NoZone));
        for shape in [
            "",
            "yesterday",
            "2026-03-06",
            "2026-03-06T13:40Z",
            "2026-03-06T13:40:00+1",
            "2026-03-06T13:40:00.Z",
            "2026-3-06T13:40:00ZZ",
        ] {
            assert_eq!(rfc3339(shape), Err(StampFault::Shape), "{shape}");
        }
        for range in [
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:61Z",
            "2026-01-01T00:00:00+24:00",
        ] {
            assert_eq!(rfc3339(range), Err(StampFault::Range), "{range}");
        }
    }

    #[test]
    fn dates_agree_with_chrono() {
        for year in [0, 1, 1600, 1899, 1900, 1970, 1999, 2000, 2024, 2100, 9999] {
            for (month, day) in [(1, 1), (2, 28), (3, 1), (7, 31), (12, 31)] {
                let text = format!("{year:04}-{month:02}-{day:02}T12:34:56Z");
                let expected = chrono::DateTime::parse_from_rfc3339(&text).unwrap().timestamp();
                assert_eq!(at(&text).seconds, expected, "{text}");
            }
        }
    }

    #[test]
    fn a_stamp_written_reads_back() {
        for text in [
            "2026-03-06T13:40:00Z",
            "2026-03-06T13:40:00.05Z",
            "2016-12-31T23:59:60.5Z",
            "0001-01-01T00:00:00Z",
        ] {
            let mut out = String::new();
            write_utc(at(text), &mut out);
            assert_eq!(out, text);
        }
    }
}
