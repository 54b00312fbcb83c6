//! Comparisons that compare like with like, and arithmetic that says so when it has no answer.

use crate::date::Date;
use rhai::{Dynamic, Engine, EvalAltResult, Position};
use std::cmp::Ordering;

/// What a function of ours gives a script.
pub(crate) type Answer<T> = Result<T, Box<EvalAltResult>>;

/// A calculation without an answer; the engine adds the place.
pub(crate) fn no_answer<T>(why: impl Into<String>) -> Answer<T> {
    Err(Box::new(EvalAltResult::ErrorArithmetic(why.into(), Position::NONE)))
}

/// Takes the place of the comparisons and of the calculations with fractions.
pub(crate) fn register(engine: &mut Engine) {
    engine.register_fn("==", |a: Dynamic, b: Dynamic| compare(&a, &b, Ordering::is_eq));
    engine.register_fn("!=", |a: Dynamic, b: Dynamic| compare(&a, &b, Ordering::is_eq).map(|is| !is));
    engine.register_fn("<", |a: Dynamic, b: Dynamic| compare(&a, &b, Ordering::is_lt));
    engine.register_fn("<=", |a: Dynamic, b: Dynamic| compare(&a, &b, Ordering::is_le));
    engine.register_fn(">", |a: Dynamic, b: Dynamic| compare(&a, &b, Ordering::is_gt));
    engine.register_fn(">=", |a: Dynamic, b: Dynamic| compare(&a, &b, Ordering::is_ge));
    engine.register_fn("!", |value: bool| !value);
    calculation(engine, "+", |a, b| a + b);
    calculation(engine, "-", |a, b| a - b);
    calculation(engine, "*", |a, b| a * b);
    calculation(engine, "/", |a, b| a / b);
    calculation(engine, "%", |a, b| a % b);
    no_powers(engine);
}

/// Compares two values of one kind. What is not set equals only itself and is neither less nor greater than
/// anything, as in a policy's conditions.
fn compare(a: &Dynamic, b: &Dynamic, holds: fn(Ordering) -> bool) -> Answer<bool> {
    match order(a, b) {
        Some(order) => Ok(order.is_some_and(holds)),
        None => Err(Box::new(EvalAltResult::ErrorMismatchDataType(
            a.type_name().to_owned(),
            b.type_name().to_owned(),
            Position::NONE,
        ))),
    }
}

/// How two values lie; the outer none: they are not of one kind, the inner: neither comes first.
fn order(a: &Dynamic, b: &Dynamic) -> Option<Option<Ordering>> {
    if a.is_unit() || b.is_unit() {
        return Some((a.is_unit() && b.is_unit()).then_some(Ordering::Equal));
    }
    if let (Ok(a), Ok(b)) = (a.as_int(), b.as_int()) {
        return Some(Some(a.cmp(&b)));
    }
    if let (Some(a), Some(b)) = (number(a), number(b)) {
        return Some(a.partial_cmp(&b));
    }
    if let (Some(a), Some(b)) = (text(a), text(b)) {
        return Some(Some(a.cmp(&b)));
    }
    if let (Ok(a), Ok(b)) = (a.as_bool(), b.as_bool()) {
        return Some(Some(a.cmp(&b)));
    }
    match (a.clone().try_cast::<Date>(), b.clone().try_cast::<Date>()) {
        (Some(a), Some(b)) => Some(Some(a.cmp(&b))),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a whole number beside a fraction is compared as one")]
fn number(value: &Dynamic) -> Option<f64> {
    value.as_float().ok().or_else(|| value.as_int().ok().map(|whole| whole as f64))
}

fn text(value: &Dynamic) -> Option<String> {
    match value.as_immutable_string_ref() {
        Ok(text) => Some(text.to_string()),
        Err(_) => value.as_char().ok().map(String::from),
    }
}

/// A calculation of fractions, alone and beside whole numbers; one that leads nowhere is an error.
#[expect(clippy::cast_precision_loss, reason = "a whole number beside a fraction counts as one")]
fn calculation(engine: &mut Engine, sign: &'static str, of: fn(f64, f64) -> f64) {
    let exact = move |a: f64, b: f64| -> Answer<f64> {
        let result = of(a, b);
        if result.is_finite() {
            return Ok(result);
        }
        let zero = matches!(sign, "/" | "%") && b == 0.0;
        no_answer(if zero {
            "a division by zero".to_owned()
        } else {
            format!("`{a} {sign} {b}` is no number")
        })
    };
    engine.register_fn(sign, exact);
    engine.register_fn(sign, move |a: i64, b: f64| exact(a as f64, b));
    engine.register_fn(sign, move |a: f64, b: i64| exact(a, b as f64));
    let assigned = format!("{sign}=");
    engine.register_fn(assigned.as_str(), move |a: &mut f64, b: f64| exact(*a, b).map(|result| *a = result));
    engine.register_fn(assigned.as_str(), move |a: &mut f64, b: i64| {
        exact(*a, b as f64).map(|result| *a = result)
    });
}

/// Powers of fractions come out a little differently from machine to machine.
fn no_powers(engine: &mut Engine) {
    const WHY: &str = "a power of a fraction is not the same on every machine, take whole numbers";
    engine.register_fn("**", |_: f64, _: f64| no_answer::<f64>(WHY));
    engine.register_fn("**", |_: i64, _: f64| no_answer::<f64>(WHY));
    engine.register_fn("**", |_: f64, _: i64| no_answer::<f64>(WHY));
    engine.register_fn("**=", |_: &mut f64, _: f64| no_answer::<()>(WHY));
    engine.register_fn("**=", |_: &mut f64, _: i64| no_answer::<()>(WHY));
    engine.register_fn("**=", |_: &mut i64, _: f64| no_answer::<()>(WHY));
}
