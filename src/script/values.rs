//! What goes into a script and what comes out of it.
//!
//! | in a policy | in a script |
//! |---|---|
//! | text, person, value of a closed list | text |
//! | number | number with a point |
//! | yes/no, state | true or false |
//! | date | date |
//! | instant | whole number: seconds since 1970-01-01 00:00 UTC |
//! | duration | whole number: seconds |
//! | list of text | list of texts, in alphabetical order |
//! | not set | `()` |

use crate::date::Date;
use crate::words::kind;
use chrono::{Datelike, NaiveDate};
use duly_calendar::Instant;
use duly_engine::{ScriptValue, Value};
use duly_plan::ScriptType;
use rhai::{Array, Dynamic};
use std::sync::Arc;

/// The day number of 1970-01-01 when 0001-01-01 is day 1.
const EPOCH_FROM_CE: i32 = 719_163;
/// The last second of the year 9999.
const LAST_SECOND: i64 = 253_402_300_799;
/// As long as a duration may be: the years that calendars know.
const LONGEST: i64 = 131 * 366 * 86_400;

/// A value of a policy in a script.
pub(crate) fn into_script(value: &Value<'_>) -> Dynamic {
    match value {
        Value::Unset | Value::Code(_) => Dynamic::UNIT,
        Value::Text(text) => (*text).into(),
        Value::Number(number) => Dynamic::from_float(*number),
        Value::YesNo(yes) => Dynamic::from_bool(*yes),
        Value::Date(days) => {
            let date = days.checked_add(EPOCH_FROM_CE).and_then(NaiveDate::from_num_days_from_ce_opt);
            date.map_or(Dynamic::UNIT, |date| Dynamic::from(Date(date)))
        }
        Value::Instant(at) => Dynamic::from_int(at.0),
        Value::Duration(seconds) => Dynamic::from_int(*seconds),
        Value::List(texts) => {
            Dynamic::from_array(texts.iter().map(|text| Dynamic::from((*text).to_owned())).collect::<Array>())
        }
    }
}

/// What a script gave, as the type that it declares.
///
/// # Errors
/// Why it is not of that type, as the end of "the script failed: ..".
pub(crate) fn from_script(given: &Dynamic, wanted: ScriptType) -> Result<ScriptValue, String> {
    let other = || Err(format!("it gave {}, and {} is declared", shown(given), wanted.describe()));
    match wanted {
        ScriptType::Number => match number(given) {
            Some(number) => Ok(ScriptValue::Number(number)),
            None => other(),
        },
        ScriptType::Text => match text(given) {
            Some(text) => Ok(ScriptValue::Text(text)),
            None => other(),
        },
        ScriptType::YesNo => given.as_bool().map(ScriptValue::YesNo).or_else(|_| other()),
        ScriptType::Duration => match seconds(given)? {
            Some(seconds) if seconds.abs() <= LONGEST => Ok(ScriptValue::Duration(seconds)),
            Some(seconds) => Err(format!("it gave {seconds} seconds, which is longer than any calendar")),
            None => other(),
        },
        ScriptType::Instant => match seconds(given)? {
            Some(at) if at.abs() <= LAST_SECOND => Ok(ScriptValue::Instant(Instant(at))),
            Some(at) => Err(format!("it gave {at}, which is no instant of the calendar")),
            None => other(),
        },
        ScriptType::Date => match given.clone().try_cast::<Date>() {
            Some(Date(date)) => Ok(ScriptValue::Date(date.num_days_from_ce() - EPOCH_FROM_CE)),
            None => other(),
        },
        ScriptType::ListOfText => {
            let Ok(list) = given.as_array_ref() else { return other() };
            let texts: Option<Vec<Arc<str>>> = list.iter().map(text).collect();
            match texts {
                Some(texts) => Ok(ScriptValue::List(texts.into())),
                None => Err("it gave a list with something else than texts in it".to_owned()),
            }
        }
        ScriptType::ListOfDates => other(),
    }
}

/// The dates that a script gave: one, or a list of them.
///
/// # Errors
/// As with [`from_script`].
pub(crate) fn dates(given: &Dynamic, wanted: ScriptType) -> Result<Vec<NaiveDate>, String> {
    let one = |value: &Dynamic| value.clone().try_cast::<Date>().map(|date| date.0);
    let all: Option<Vec<NaiveDate>> = match (wanted, given.as_array_ref()) {
        (ScriptType::ListOfDates, Ok(list)) => list.iter().map(one).collect(),
        (ScriptType::Date, _) => one(given).map(|date| vec![date]),
        _ => None,
    };
    all.ok_or_else(|| format!("it gave {}, and {} is declared", shown(given), wanted.describe()))
}

/// What something is, for a sentence; what it is made of would be too much.
fn shown(given: &Dynamic) -> &str {
    kind(given.type_name())
}

fn text(given: &Dynamic) -> Option<Arc<str>> {
    match given.as_immutable_string_ref() {
        Ok(text) => Some(text.as_str().into()),
        Err(_) => given.as_char().ok().map(|c| c.to_string().into()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a number of a policy is one with a point")]
fn number(given: &Dynamic) -> Option<f64> {
    let number = given.as_float().ok().or_else(|| given.as_int().ok().map(|whole| whole as f64));
    number.filter(|number| number.is_finite())
}

/// Whole seconds; a number with a point may be one of them.
#[expect(clippy::cast_possible_truncation, reason = "it is whole and lies within the range")]
fn seconds(given: &Dynamic) -> Result<Option<i64>, String> {
    if let Ok(seconds) = given.as_int() {
        return Ok(Some(seconds));
    }
    let Ok(seconds) = given.as_float() else { return Ok(None) };
    if seconds.fract() != 0.0 || seconds.abs() > 9e15 {
        return Err(format!("it gave {seconds} seconds: take whole ones, with `to_int()`"));
    }
    Ok(Some(seconds as i64))
}
