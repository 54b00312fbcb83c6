//! The functions that scripts have beside those for texts, lists and maps: numbers, lengths of time, and a
//! `replace` that looks at how much it would make before it makes it.

use crate::operators::{Answer, no_answer};
use crate::sandbox::TEXT;
use rhai::{Engine, EvalAltResult, ImmutableString, Position};

/// Everything here is exact: it comes out the same on every machine.
pub(crate) fn register(engine: &mut Engine) {
    engine.register_fn("floor", f64::floor);
    engine.register_fn("ceiling", f64::ceil);
    engine.register_fn("round", f64::round);
    engine.register_fn("sqrt", |value: f64| {
        if value < 0.0 { no_answer("there is no root of a negative number") } else { Ok(value.sqrt()) }
    });
    engine.register_fn("to_int", whole);
    engine.register_fn("to_int", |value: i64| value);
    engine.register_fn("to_float", fraction);
    engine.register_fn("to_float", |value: f64| value);
    engine.register_fn("min", |a: i64, b: i64| a.min(b));
    engine.register_fn("max", |a: i64, b: i64| a.max(b));
    engine.register_fn("min", f64::min);
    engine.register_fn("max", f64::max);
    engine.register_fn("min", |a: i64, b: f64| fraction(a).min(b));
    engine.register_fn("max", |a: i64, b: f64| fraction(a).max(b));
    engine.register_fn("min", |a: f64, b: i64| a.min(fraction(b)));
    engine.register_fn("max", |a: f64, b: i64| a.max(fraction(b)));
    engine.register_fn("parse_int", |text: &str| match text.trim().parse::<i64>() {
        Ok(number) => Ok(number),
        Err(_) => no_answer(format!("`{text}` is no whole number")),
    });
    engine.register_fn("parse_float", |text: &str| match text.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => no_answer(format!("`{text}` is no number")),
    });
    engine.register_fn("minutes", |count: i64| seconds(count, 60));
    engine.register_fn("minutes", |count: f64| whole(count * 60.0));
    engine.register_fn("hours", |count: i64| seconds(count, 3_600));
    engine.register_fn("hours", |count: f64| whole(count * 3_600.0));
    engine.register_fn("replace", |text: &mut ImmutableString, old: &str, new: &str| {
        *text = replaced(text, old, new)?.into();
        Ok::<(), Box<EvalAltResult>>(())
    });
    engine.register_fn("replace", |text: &mut ImmutableString, old: char, new: &str| {
        *text = replaced(text, old.encode_utf8(&mut [0; 4]), new)?.into();
        Ok::<(), Box<EvalAltResult>>(())
    });
}

fn seconds(count: i64, each: i64) -> Answer<i64> {
    match count.checked_mul(each) {
        Some(seconds) => Ok(seconds),
        None => no_answer(format!("`{count}` is more than can be counted in seconds")),
    }
}

/// A number without what stands behind its point.
#[expect(clippy::cast_possible_truncation, reason = "it lies within the range of whole numbers")]
fn whole(value: f64) -> Answer<i64> {
    if value.abs() < 9e18 {
        Ok(value.trunc() as i64)
    } else {
        no_answer(format!("`{value}` is too large for a whole number"))
    }
}

#[expect(clippy::cast_precision_loss, reason = "asked for")]
fn fraction(value: i64) -> f64 {
    value as f64
}

/// A text with every `old` replaced, unless that would be larger than a text may be.
fn replaced(text: &str, old: &str, new: &str) -> Answer<String> {
    let grown = new.len().saturating_sub(old.len()).saturating_mul(text.matches(old).count());
    if text.len().saturating_add(grown) > TEXT {
        return Err(Box::new(EvalAltResult::ErrorDataTooLarge(
            "Length of string".to_owned(),
            Position::NONE,
        )));
    }
    Ok(text.replace(old, new))
}
