//! Columns and cells: what a report's values mean, kept as one number each.
//!
//! A kept value is an `i64` whose meaning its column's [`Kind`] gives, [`NULL`] where there is none: a report
//! of millions of cycles stays small, and one comparison, one merge and one decoder serve every report.

use crate::period::Period;
use crate::texts::Texts;
use duly_calendar::Instant;
use duly_plan::Share;
use std::cmp::Ordering;
use std::sync::Arc;

/// A kept value.
pub(crate) type Raw = i64;

/// No value.
pub(crate) const NULL: Raw = Raw::MIN;

/// The group value of a row that is not grouped by the column: it stands for all of them.
pub(crate) const EVERY: Raw = Raw::MIN + 1;

/// A column of a report.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name, the same in every format.
    pub name: String,
    /// Whether the rows are grouped by it.
    pub group: bool,
    pub(crate) kind: Kind,
    /// How early a narrow table leaves it out: 0 never, else the highest first.
    pub(crate) rank: u8,
}

/// What the kept values of a column mean.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A number of a text.
    Text,
    /// A position in a list of names.
    Item(Arc<[String]>),
    /// 0 or 1.
    YesNo,
    /// A count.
    Count,
    /// A number, see [`number_to_raw`].
    Number,
    /// Whole seconds.
    Seconds,
    /// Thousandths of a second.
    Average,
    /// Millionths of one.
    Share,
    /// A value with its unit, see [`measure_to_raw`].
    Measure,
    /// Seconds since 1970-01-01T00:00:00Z.
    Instant,
    /// A period: its number.
    Period(fn(i64) -> Period),
}

/// A value of a report.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Cell<'a> {
    /// No value; never the same as 0.
    Null,
    /// A text.
    Text(&'a str),
    /// Yes or no.
    YesNo(bool),
    /// A count.
    Count(i64),
    /// A number of a ticket's field.
    Number(f64),
    /// Whole seconds.
    Seconds(i64),
    /// An average, in thousandths of a second.
    Average(i64),
    /// A share, in millionths.
    Share(i64),
    /// A share in millionths, which people see in percent with so many decimals.
    Percent(i64, u32),
    /// No value of its own: the row stands for all values of the column.
    Every,
    /// An instant.
    Instant(Instant),
    /// A period.
    Period(Period),
}

impl Column {
    pub(crate) fn new(name: impl Into<String>, kind: Kind, rank: u8) -> Column {
        Column { name: name.into(), group: false, kind, rank }
    }

    /// Whether people read its values as quantities, so that tables set them flush right.
    #[must_use]
    pub fn is_quantity(&self) -> bool {
        match self.kind {
            Kind::Count | Kind::Number | Kind::Seconds | Kind::Average | Kind::Share | Kind::Measure => true,
            Kind::Text | Kind::Item(_) | Kind::YesNo | Kind::Instant | Kind::Period(_) => false,
        }
    }
}

impl Kind {
    /// What a kept value is.
    pub(crate) fn cell<'a>(&'a self, raw: Raw, texts: &'a Texts) -> Cell<'a> {
        match raw {
            NULL => return Cell::Null,
            EVERY => return Cell::Every,
            _ => {}
        }
        match self {
            Kind::Text => Cell::Text(texts.get(raw)),
            Kind::Item(names) => item(names, raw).map_or(Cell::Null, Cell::Text),
            Kind::YesNo => Cell::YesNo(raw != 0),
            Kind::Count => Cell::Count(raw),
            Kind::Number => Cell::Number(raw_to_number(raw)),
            Kind::Seconds => Cell::Seconds(raw),
            Kind::Average => Cell::Average(raw),
            Kind::Share => Cell::Share(raw),
            Kind::Measure => measure(raw),
            Kind::Instant => Cell::Instant(Instant(raw)),
            Kind::Period(period) => Cell::Period(period(raw)),
        }
    }

    /// The order of two values: texts by bytes, all else by number. Absent values are equal to each other;
    /// where they stand is the caller's choice.
    pub(crate) fn compare(&self, a: Raw, b: Raw, texts: &Texts) -> Ordering {
        match self {
            Kind::Text if a != NULL && b != NULL => texts.get(a).cmp(texts.get(b)),
            _ => a.cmp(&b),
        }
    }
}

/// The name at a position.
fn item(names: &[String], raw: Raw) -> Option<&str> {
    names.get(usize::try_from(raw).ok()?).map(String::as_str)
}

/// A list of names as a kind.
pub(crate) fn items<'a>(names: impl IntoIterator<Item = &'a str>) -> Kind {
    Kind::Item(names.into_iter().map(str::to_owned).collect())
}

/// A number as a kept value: the order of the kept values is that of the numbers; what is not a number is
/// no value.
pub(crate) fn number_to_raw(number: f64) -> Raw {
    if number.is_nan() {
        return NULL;
    }
    // Adding zero turns -0 into 0, which it equals.
    let bits = (number + 0.0).to_bits().cast_signed();
    if bits < 0 { bits ^ Raw::MAX } else { bits }
}

fn raw_to_number(raw: Raw) -> f64 {
    let bits = if raw < 0 { raw ^ Raw::MAX } else { raw };
    f64::from_bits(bits.cast_unsigned())
}

/// The units of a column whose rows have one each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MeasureUnit {
    /// Millionths, shown in percent with two decimals.
    Share,
    /// Millionths, shown in percent with four decimals.
    FineShare,
    /// Whole seconds.
    Seconds,
    /// Thousandths of a second.
    Average,
    /// A count.
    Count,
}

impl MeasureUnit {
    /// The unit of shares that are compared with this one: as fine as it has to be to tell them apart.
    pub(crate) fn share(goal: Share) -> MeasureUnit {
        if goal.0.is_multiple_of(100) { MeasureUnit::Share } else { MeasureUnit::FineShare }
    }
}

/// Below the bits that say the unit.
const UNIT_SHIFT: u32 = 58;

/// A value, not negative, with its unit; values of one unit keep their order.
pub(crate) fn measure_to_raw(unit: MeasureUnit, value: i64) -> Raw {
    let value = value.clamp(0, (1 << UNIT_SHIFT) - 1);
    ((unit as i64) << UNIT_SHIFT) | value
}

fn measure(raw: Raw) -> Cell<'static> {
    let value = raw & ((1 << UNIT_SHIFT) - 1);
    match raw >> UNIT_SHIFT {
        0 => Cell::Percent(value, 2),
        1 => Cell::Percent(value, 4),
        2 => Cell::Seconds(value),
        3 => Cell::Average(value),
        _ => Cell::Count(value),
    }
}

/// A count as a kept value.
pub(crate) fn count(n: u64) -> Raw {
    Raw::try_from(n).unwrap_or(Raw::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_that_are_none_are_no_value() {
        assert_eq!(number_to_raw(f64::NAN), NULL);
        assert_eq!(number_to_raw(-f64::NAN), NULL);
        assert_eq!(number_to_raw(-0.0), number_to_raw(0.0));
    }

    proptest! {
        #[test]
        fn kept_numbers_come_back_and_keep_their_order(a in any::<f64>(), b in any::<f64>()) {
            prop_assume!(!a.is_nan() && !b.is_nan());
            let (ra, rb) = (number_to_raw(a), number_to_raw(b));
            prop_assert!(ra != NULL);
            prop_assert_eq!(raw_to_number(ra).to_bits(), (a + 0.0).to_bits());
            prop_assert_eq!(ra.cmp(&rb), a.partial_cmp(&b).unwrap());
        }
    }
}
