//! Section 4, fields: values and how they compare.

use super::zone;
use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use duly_syntax::ast::{Comparison, InstantLit, ValueKind, ZoneLit};
use serde_json::{Value as Json, json};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// A value of a field. An unset field has none.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// A text, a person, or a value of a list.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    YesNo(bool),
    /// A date.
    Date(NaiveDate),
    /// An instant.
    Instant(i64),
    /// Seconds.
    Duration(i64),
    /// A list of text.
    List(BTreeSet<String>),
}

impl Value {
    /// As it stands in reports and in keys.
    pub fn shown(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Value::Date(date) => date.to_string(),
            Value::Instant(at) => at.to_string(),
            Value::Duration(seconds) => seconds.to_string(),
            Value::List(list) => list.iter().cloned().collect::<Vec<_>>().join("; "),
        }
    }

    /// As an event sets it.
    pub fn json(&self) -> Json {
        match self {
            Value::Text(text) => json!(text),
            Value::Number(number) => json!(number),
            Value::YesNo(yes) => json!(yes),
            Value::Date(date) => json!(date.to_string()),
            Value::Instant(at) => json!(stamp(*at)),
            Value::Duration(seconds) => json!(seconds),
            Value::List(list) => json!(list),
        }
    }
}

/// An instant as reports write it.
pub fn stamp(at: i64) -> String {
    zone::wall(Tz::UTC, at).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Section 3: "instants `2026-03-06 14:40` in the policy's zone, or `... in "Europe/Paris"`, or with `Z` or
/// an offset".
pub fn instant(written: &InstantLit, policy: Tz) -> i64 {
    match &written.zone {
        ZoneLit::Policy => zone::instant(policy, written.local),
        ZoneLit::Named(name) => zone::instant(name.node.parse().expect("a zone"), written.local),
        ZoneLit::Offset(east) => written.local.and_utc().timestamp() - i64::from(*east),
    }
}

/// What a value says by itself; none for a bare word, which may be a field.
pub fn literal(kind: &ValueKind, policy: Tz) -> Option<Value> {
    let seconds = |number: u64| i64::try_from(number).expect("seconds");
    Some(match kind {
        ValueKind::Text(text) => Value::Text(text.clone()),
        ValueKind::Number(number) => Value::Number(*number),
        ValueKind::YesNo(yes) => Value::YesNo(*yes),
        ValueKind::Duration(duration) => Value::Duration(seconds(duration.seconds)),
        ValueKind::Date(date) => Value::Date(*date),
        ValueKind::Instant(written) => Value::Instant(instant(written, policy)),
        ValueKind::Word(_) | ValueKind::Field(_) => return None,
        other => panic!("the second engine does not know {other:?}"),
    })
}

/// Section 4: "Comparing an unset field is false, `is not V` is true." `ranks` orders the values of an
/// ordered list, lowest first.
pub fn compare(
    left: Option<&Value>,
    op: Comparison,
    right: Option<&Value>,
    ranks: &[String],
    policy: Tz,
) -> bool {
    let (Some(left), Some(right)) = (left, right) else { return op == Comparison::IsNot };
    // A date compared with an instant is its 00:00.
    let right = match (left, right) {
        (Value::Instant(_), Value::Date(date)) => {
            &Value::Instant(zone::instant(policy, date.and_time(NaiveTime::MIN)))
        }
        _ => right,
    };
    let rank = |text: &String| ranks.iter().position(|value| value == text);
    let order = match (left, right) {
        (Value::Text(a), Value::Text(b)) if !ranks.is_empty() => rank(a).cmp(&rank(b)),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b).expect("a number"),
        (Value::YesNo(a), Value::YesNo(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Instant(a), Value::Instant(b)) | (Value::Duration(a), Value::Duration(b)) => a.cmp(b),
        _ => panic!("{left:?} and {right:?} do not compare"),
    };
    match op {
        Comparison::Is => order == Ordering::Equal,
        Comparison::IsNot => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
    }
}
