//! Values of fields as the engine keeps them: fixed width, texts as symbols.

use crate::event::Value;
use crate::symbols::{Symbol, Symbols};
use chrono::{Datelike, NaiveDate};
use duly_calendar::Instant;
use duly_plan::Const;

/// A value of a field.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(crate) enum Slot {
    /// Not set.
    #[default]
    Unset,
    /// A value of a closed list.
    Code(u16),
    /// A text or a person.
    Text(Symbol),
    /// A number.
    Number(f64),
    /// Yes or no.
    YesNo(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// An instant.
    Instant(Instant),
    /// Seconds.
    Duration(i64),
    /// A list: which of the ticket's lists, or from where in a snapshot's texts.
    List {
        /// The list's number, or the first text.
        from: u32,
        /// How many texts; 0 in a ticket's row, whose lists know their own length.
        len: u32,
    },
}

impl Slot {
    /// The slot of a reader's value; lists are kept elsewhere and are none here.
    pub(crate) fn of(value: &Value<'_>, symbols: &mut Symbols) -> Slot {
        match *value {
            Value::Unset | Value::List(_) => Slot::Unset,
            Value::Code(code) => Slot::Code(code),
            Value::Text(text) => Slot::Text(symbols.intern(text)),
            Value::Number(number) => Slot::Number(number),
            Value::YesNo(yes) => Slot::YesNo(yes),
            Value::Date(days) => Slot::Date(days),
            Value::Instant(at) => Slot::Instant(at),
            Value::Duration(seconds) => Slot::Duration(seconds),
        }
    }

    /// The slot of a constant.
    pub(crate) fn constant(value: &Const, symbols: &mut Symbols) -> Slot {
        match value {
            Const::Code(code) => Slot::Code(*code),
            Const::Text(text) => Slot::Text(symbols.intern(text)),
            Const::Number(number) => Slot::Number(*number),
            Const::YesNo(yes) => Slot::YesNo(*yes),
            Const::Date(date) => Slot::Date(days_of(*date)),
            Const::Instant(at) => Slot::Instant(*at),
            Const::Duration(seconds) => Slot::Duration(*seconds),
        }
    }

    /// A list of captured texts.
    pub(crate) fn list(from: usize, len: usize) -> Slot {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Slot::List { from: number(from), len: number(len) }
    }

    /// Where the captured texts of a list lie.
    pub(crate) fn list_range(self) -> Option<std::ops::Range<usize>> {
        let Slot::List { from, len } = self else { return None };
        let from = usize::try_from(from).ok()?;
        Some(from..from + usize::try_from(len).ok()?)
    }

    /// The value; lists are resolved by those who hold them.
    pub(crate) fn value(self, symbols: &Symbols) -> Value<'_> {
        match self {
            Slot::Unset | Slot::List { .. } => Value::Unset,
            Slot::Code(code) => Value::Code(code),
            Slot::Text(symbol) => Value::Text(symbols.text(symbol)),
            Slot::Number(number) => Value::Number(number),
            Slot::YesNo(yes) => Value::YesNo(yes),
            Slot::Date(days) => Value::Date(days),
            Slot::Instant(at) => Value::Instant(at),
            Slot::Duration(seconds) => Value::Duration(seconds),
        }
    }
}

/// Days since 1970-01-01.
pub(crate) fn days_of(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - UNIX_EPOCH_FROM_CE
}

/// The date of a number of days since 1970-01-01.
pub(crate) fn date_of(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(days.checked_add(UNIX_EPOCH_FROM_CE)?)
}

/// The day number of 1970-01-01 when 0001-01-01 is day 1.
const UNIX_EPOCH_FROM_CE: i32 = 719_163;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_count_from_the_epoch() {
        let date = NaiveDate::from_ymd_opt(1970, 1, 2).unwrap();
        assert_eq!(days_of(date), 1);
        assert_eq!(date_of(1), Some(date));
        assert_eq!(date_of(i32::MAX), None);
    }
}
