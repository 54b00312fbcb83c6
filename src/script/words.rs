//! What rhai says, in an admin's words.

use crate::sandbox::{CALLS, FORBIDDEN, LIST, MAP, STEPS, TEXT, VARIABLES};
use duly_diag::{Diagnostic, Span, codes, did_you_mean};
use rhai::{EvalAltResult, LexError, ParseErrorType};

/// The types of rhai and of the functions here; the longer name first where one begins with another.
const TYPES: [(&str, &str); 17] = [
    ("&str | ImmutableString | String", "a text"),
    ("ImmutableString", "a text"),
    ("&str", "a text"),
    ("string", "a text"),
    ("char", "a character"),
    ("i64", "a whole number"),
    ("f64", "a number with a point"),
    ("bool", "yes or no"),
    ("array", "a list"),
    ("Array", "a list"),
    ("map", "a map"),
    ("Map", "a map"),
    ("Fn", "a function"),
    ("range", "a range"),
    ("range=", "a range"),
    ("date", "a date"),
    ("()", "nothing"),
];

/// A type in an admin's words.
pub(crate) fn kind(name: &str) -> &str {
    let name = name.trim();
    TYPES.iter().find(|(theirs, _)| *theirs == name).map_or("something else", |(_, ours)| ours)
}

/// A script's text that cannot be read; `word` stands where rhai gave up.
pub(crate) fn unreadable(error: &ParseErrorType, span: Span, word: &str, variables: &[String]) -> Diagnostic {
    if FORBIDDEN.contains(&word) {
        return forbidden(word, span);
    }
    let text = |message: String| Diagnostic::error(codes::SCRIPT_TEXT, span, message, "");
    let beyond = |message: String| Diagnostic::error(codes::SCRIPT_BEYOND, span, message, "");
    match error {
        ParseErrorType::VariableUndefined(name) | ParseErrorType::ForbiddenVariable(name) => {
            let finding = text(format!("the script knows nothing called `{name}`"));
            match did_you_mean(name, variables.iter().map(String::as_str)) {
                Some(near) => finding.help(format!("did you mean `{near}`?")).fix(span, near),
                None => finding.help("a script sees its parameters and what it declares with `let`"),
            }
        }
        ParseErrorType::Reserved(name) => {
            text(format!("`{name}` is a word that rhai keeps for itself")).help("take another name")
        }
        ParseErrorType::ExprTooDeep => beyond("the script nests its expressions too deeply".to_owned())
            .help("take a part out with `let`"),
        ParseErrorType::TooManyFunctions => beyond("the script defines too many functions".to_owned()),
        ParseErrorType::LiteralTooLarge(what, most) => {
            beyond(format!("{} is larger than a script may write it, at most {most}", large(what)))
        }
        ParseErrorType::BadInput(LexError::StringTooLong(most)) => {
            beyond(format!("a text is longer than the {most} bytes that it may have"))
        }
        ParseErrorType::UnexpectedEOF => {
            text("the script ends in the middle of something".to_owned()).help("a bracket may be missing")
        }
        ParseErrorType::MissingToken(token, why) => text(format!("`{token}` is missing here {}", plain(why))),
        other => text(format!("this is no rhai: {}", plain(&other.to_string()))),
    }
}

/// Something that scripts cannot use.
pub(crate) fn forbidden(name: &str, span: Span) -> Diagnostic {
    let message = format!("a script cannot use `{name}`");
    Diagnostic::error(codes::SCRIPT_BEYOND, span, message, "").help(
        "a script works out one result from its parameters: it has no clock, no files, no output and no chance",
    )
}

/// A call that failed, as the end of "the script failed: ..".
pub(crate) fn failed(error: &EvalAltResult) -> String {
    match error {
        EvalAltResult::ErrorTooManyOperations(_) => {
            format!("it does not come to an end within {STEPS} steps")
        }
        EvalAltResult::ErrorStackOverflow(_) => {
            format!("its functions call each other more than {CALLS} deep")
        }
        EvalAltResult::ErrorTooManyVariables(_) => format!("it has more than {VARIABLES} variables"),
        EvalAltResult::ErrorDataTooLarge(what, _) => format!("it makes {} too large", large(what)),
        EvalAltResult::ErrorArithmetic(why, _) => arithmetic(why),
        EvalAltResult::ErrorMismatchDataType(a, b, _) => {
            format!("{} does not go with {}", kind(a), kind(b))
        }
        EvalAltResult::ErrorFunctionNotFound(signature, _) => no_function(signature),
        EvalAltResult::ErrorVariableNotFound(name, _) | EvalAltResult::ErrorForbiddenVariable(name, _) => {
            format!("it knows nothing called `{name}`")
        }
        EvalAltResult::ErrorPropertyNotFound(name, _) => format!("there is no `{name}` in it"),
        EvalAltResult::ErrorIndexNotFound(key, _) => format!("there is no entry `{key}`"),
        EvalAltResult::ErrorArrayBounds(length, at, _) => {
            format!("there is no place {at} in a list of {length}")
        }
        EvalAltResult::ErrorStringBounds(length, at, _) => {
            format!("there is no place {at} in a text of {length}")
        }
        EvalAltResult::ErrorIndexingType(_, _) => "this has no places to look up".to_owned(),
        EvalAltResult::ErrorFor(_) => "`for` goes through lists, maps, texts and ranges".to_owned(),
        EvalAltResult::ErrorRuntime(value, _) if value.is_unit() => "it gave up".to_owned(),
        EvalAltResult::ErrorRuntime(value, _) => {
            format!("it gave up: {}", plain(&shortened(&value.to_string())))
        }
        _ => "it does what a script cannot do".to_owned(),
    }
}

/// What grew too large, and how large it may be.
fn large(what: &str) -> String {
    let what = what.to_lowercase();
    if what.contains("string") {
        format!("a text of more than {TEXT} bytes")
    } else if what.contains("map") {
        format!("a map of more than {MAP} entries")
    } else if what.contains("array") {
        format!("a list of more than {LIST} values")
    } else {
        "a value".to_owned()
    }
}

fn arithmetic(why: &str) -> String {
    let lower = why.to_lowercase();
    if lower.contains("division by zero") || lower.contains("divide by zero") || lower.contains("modulo") {
        "a division by zero".to_owned()
    } else if lower.contains("overflow") || lower.contains("underflow") {
        "a whole number grows beyond 64 bits".to_owned()
    } else {
        plain(why)
    }
}

/// `foo (i64, f64)`: a function that is not there, or not for these.
fn no_function(signature: &str) -> String {
    let (name, rest) = signature.split_once(" (").unwrap_or((signature, ""));
    let inner = rest.strip_suffix(')').unwrap_or(rest);
    let kinds: Vec<String> =
        inner.split(", ").filter(|part| !part.is_empty()).map(|part| kind(part).to_owned()).collect();
    if kinds.is_empty() {
        return format!("there is no function `{name}`");
    }
    let sign = !name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let given = kinds.iter().map(String::as_str).collect::<Vec<_>>().join(" and ");
    if sign {
        format!("`{name}` cannot be worked out for {given}")
    } else {
        format!("there is no `{name}` for {given}")
    }
}

/// A sentence of rhai as the end of one of ours: no capital, no full stop, no quotes of its kind.
fn plain(sentence: &str) -> String {
    let sentence = sentence.trim().trim_end_matches('.').replace(['\'', '"'], "`").replace('\n', " ");
    let mut chars = sentence.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// A value as it fits into a sentence.
fn shortened(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}..", &text[..at]),
        None => text.to_owned(),
    }
}
