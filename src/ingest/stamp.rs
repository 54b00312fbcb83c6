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
    let [y1, y2, y3, y4, _, m1, m2, _] = digits(head, 0, DATE).ok_or(StampFault::Shape)?;
    let [d1, d2, _, h1, h2, _, n1, n2] = digits(head, 8, HOUR).ok_or(StampFault::Shape)?;
    let (s1, s2) = (head[17].wrapping_sub(b'0'), head[18].wrapping_sub(b'0'));
    if !matches!(head[10], b'T' | b't' | b' ') || head[16] != b':' || s1.max(s2) > 9 {
        return Err(StampFault::Shape);
    }
    let two = |tens: u8, ones: u8| u32::from(tens) * 10 + u32::from(ones);
    let (year, month, day) = (two(y1, y2) * 100 + two(y3, y4), two(m1, m2), two(d1, d2));
    let (hour, minute, second) = (two(h1, h2), two(n1, n2), two(s1, s2));
    let (nanos, offset) = if rest == b"Z" {
        (0, 0)
    } else {
        let (nanos, rest) = fraction(rest)?;
        (nanos, offset_of(rest)?)
    };
    if hour > 23 || minute > 59 || second > 60 || !is_date(year, month, day) {
        return Err(StampFault::Range);
    }
    let minutes = days_from_civil(year, month, day) * 1440 + i64::from(hour * 60 + minute) - offset;
    if second < 60 {
        return Ok(Stamp { seconds: minutes * 60 + i64::from(second), nanos });
    }
    if minutes.rem_euclid(1440) != 1439 {
        return Err(StampFault::Range);
    }
    Ok(Stamp { seconds: minutes * 60 + 59, nanos: LEAP + nanos })
}

/// What stands between the digits of eight bytes.
#[derive(Clone, Copy)]
struct Between {
    /// Everything that is no digit.
    all: u64,
    /// What of it is always the same,
    fixed: u64,
    /// and what that is.
    marks: u64,
}

/// `2026-03-`
const DATE: Between =
    Between { all: 0xFF00_00FF_0000_0000, fixed: 0xFF00_00FF_0000_0000, marks: 0x2D00_002D_0000_0000 };
/// `06T13:40`: a `T` may be something else.
const HOUR: Between =
    Between { all: 0x0000_FF00_00FF_0000, fixed: 0x0000_FF00_0000_0000, marks: 0x0000_3A00_0000_0000 };

/// The values of the digits among eight bytes, all looked at together; none if others stand there.
fn digits(head: &[u8; 19], at: usize, between: Between) -> Option<[u8; 8]> {
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    let word = u64::from_le_bytes(*head.get(at..)?.first_chunk()?);
    let values = (word & !between.all | ZEROS & between.all) ^ ZEROS;
    // Adding this sets the top bit of everything above nine.
    let beyond = (values.wrapping_add(0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080;
    (word & between.fixed == between.marks && beyond == 0).then(|| values.to_le_bytes())
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

fn is_date(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}

/// Days since 1970-01-01 of a date of the Gregorian calendar from the year 0 on: years are counted from March, so
/// that the leap day is the last of its year, and from 400 years earlier, so that none is negative.
fn days_from_civil(year: u32, month: u32, day: u32) -> i64 {
    let year = year + 400 - u32::from(month <= 2);
    let days_before_month = (153 * ((month + 9) % 12) + 2) / 5;
    let days = 365 * year + year / 4 - year / 100 + year / 400 + days_before_month + day;
    i64::from(days) - (719_469 + 146_097)
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
