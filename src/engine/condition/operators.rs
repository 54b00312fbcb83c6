//! What single tests compare, and how.

use crate::event::Value;
use crate::slot::date_of;
use crate::symbols::Symbol;
use chrono::{Datelike, Timelike, Weekday};
use duly_calendar::Zone;
use duly_calendar::spec::WeekdaySet;
use duly_plan::{Compare, TextTest};
use regex::Regex;
use std::cmp::Ordering;

/// A text that a policy compares with, and its symbol in the program that was compiled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Constant {
    text: Box<str>,
    symbol: Symbol,
}

impl Constant {
    pub(crate) fn new(text: &str, symbol: Symbol) -> Constant {
        Constant { text: text.into(), symbol }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn symbol(&self) -> Symbol {
        self.symbol
    }
}

/// A set of codes of one closed list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct CodeSet {
    /// Codes below 64: nearly every list ends there.
    low: u64,
    /// The words of the others.
    high: Vec<u64>,
}

impl CodeSet {
    pub(super) fn insert(&mut self, code: u16) {
        let bit = 1 << (code % 64);
        let Some(word) = usize::from(code / 64).checked_sub(1) else {
            self.low |= bit;
            return;
        };
        if word >= self.high.len() {
            self.high.resize(word + 1, 0);
        }
        self.high[word] |= bit;
    }

    pub(super) fn contains(&self, code: u16) -> bool {
        let word = match usize::from(code / 64).checked_sub(1) {
            None => self.low,
            Some(word) => self.high.get(word).copied().unwrap_or(0),
        };
        word & (1 << (code % 64)) != 0
    }
}

/// A compiled test of a text.
#[derive(Clone, Debug)]
pub(super) enum TextMatch {
    /// Holds this, in lower case.
    Contains(String),
    /// Begins with this, in lower case.
    StartsWith(String),
    /// Ends with this, in lower case.
    EndsWith(String),
    /// Matches this pattern; none where the pattern cannot be compiled, which a plan excludes.
    Regex(Option<Regex>),
}

impl TextMatch {
    pub(super) fn new(test: TextTest, text: &str) -> TextMatch {
        match test {
            TextTest::Contains => TextMatch::Contains(text.to_lowercase()),
            TextTest::StartsWith => TextMatch::StartsWith(text.to_lowercase()),
            TextTest::EndsWith => TextMatch::EndsWith(text.to_lowercase()),
            TextTest::Matches => TextMatch::Regex(Regex::new(text).ok()),
        }
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        match self {
            TextMatch::Contains(part) => text.to_lowercase().contains(part),
            TextMatch::StartsWith(part) => text.to_lowercase().starts_with(part),
            TextMatch::EndsWith(part) => text.to_lowercase().ends_with(part),
            TextMatch::Regex(regex) => regex.as_ref().is_some_and(|regex| regex.is_match(text)),
        }
    }
}

/// Compares two values of one type; false when either is not set.
pub(super) fn order_holds(left: Value<'_>, op: Compare, right: Value<'_>) -> bool {
    order(left, right).is_some_and(|ordering| match op {
        Compare::Is => ordering.is_eq(),
        Compare::Less => ordering.is_lt(),
        Compare::LessOrEqual => ordering.is_le(),
        Compare::Greater => ordering.is_gt(),
        Compare::GreaterOrEqual => ordering.is_ge(),
    })
}

fn order(left: Value<'_>, right: Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Code(a), Value::Code(b)) => Some(a.cmp(&b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(&b),
        (Value::YesNo(a), Value::YesNo(b)) => Some(a.cmp(&b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(&b)),
        (Value::Instant(a), Value::Instant(b)) => Some(a.cmp(&b)),
        (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(&b)),
        _ => None,
    }
}

/// Whether an instant, in a zone, or a date falls on one of the days.
pub(super) fn on_days(value: Value<'_>, days: WeekdaySet, zone: &Zone) -> bool {
    let weekday: Option<Weekday> = match value {
        Value::Instant(at) => Some(zone.local(at).weekday()),
        Value::Date(date) => date_of(date).map(|date| date.weekday()),
        _ => None,
    };
    weekday.is_some_and(|day| days.contains(day))
}

/// Whether an instant, in a zone, lies within a stretch of the day, over midnight if `from` is after `to`.
pub(super) fn from_to(value: Value<'_>, from: u32, to: u32, zone: &Zone) -> bool {
    let Value::Instant(at) = value else { return false };
    let second = zone.local(at).num_seconds_from_midnight();
    if from <= to { (from..to).contains(&second) } else { second >= from || second < to }
}
