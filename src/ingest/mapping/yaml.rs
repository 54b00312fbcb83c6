//! A YAML mapping walked by its path, every finding collected.

use duly_diag::{did_you_mean, list_of};
use serde_yaml::Value;

use super::MappingError;
use super::spec::Scalar;

/// Collects what is wrong with one mapping.
pub(super) struct Findings<'m> {
    pub name: &'m str,
    pub errors: Vec<MappingError>,
}

impl Findings<'_> {
    /// Something is wrong at a path.
    pub fn add(&mut self, path: &str, message: impl Into<String>, help: Option<String>) {
        let (mapping, path) = (self.name.to_owned(), path.to_owned());
        self.errors.push(MappingError { mapping, path, message: message.into(), help });
    }

    /// A key that is not known at a path.
    pub fn unknown_key(&mut self, path: &str, key: &str, known: &[&str]) {
        let help = match did_you_mean(key, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", list_of(known.iter().copied(), "and")),
        };
        self.add(path, format!("`{key}` is not a key that a mapping has here"), Some(help));
    }
}

/// The path of a member.
pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// What a value is, in an admin's words.
pub(super) fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "yes or no",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "keys and values",
        Value::Tagged(_) => "a tagged value",
    }
}

/// A scalar as text, the way that keys of tables and conditions are compared.
pub(super) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("null".to_owned()),
        Value::Bool(b) => Some(b.to_string()),
        Value::Number(n) => Some(n.to_string()),
        Value::String(s) => Some(s.clone()),
        Value::Sequence(_) | Value::Mapping(_) | Value::Tagged(_) => None,
    }
}

/// A scalar as a constant.
pub(super) fn scalar(value: &Value) -> Option<Scalar> {
    match value {
        Value::Null => Some(Scalar::Null),
        Value::Bool(b) => Some(Scalar::Bool(*b)),
        Value::Number(n) => n.as_i64().map(Scalar::Int).or_else(|| n.as_f64().map(Scalar::Float)),
        Value::String(s) => Some(Scalar::Text(s.clone())),
        Value::Sequence(_) | Value::Mapping(_) | Value::Tagged(_) => None,
    }
}

/// A map's members with their keys as text.
pub(super) fn members<'v>(
    value: &'v Value,
    path: &str,
    findings: &mut Findings<'_>,
) -> Vec<(String, &'v Value)> {
    let Value::Mapping(map) = value else {
        findings.add(path, format!("keys and values are wanted here, this is {}", describe(value)), None);
        return Vec::new();
    };
    let mut out = Vec::with_capacity(map.len());
    for (key, value) in map {
        match scalar_text(key) {
            Some(key) => out.push((key, value)),
            None => findings.add(path, "a key must be a text", None),
        }
    }
    out
}

/// A text, or a finding.
pub(super) fn text(value: &Value, path: &str, findings: &mut Findings<'_>) -> Option<String> {
    if let Value::String(text) = value {
        return Some(text.clone());
    }
    findings.add(path, format!("text is wanted here, this is {}", describe(value)), None);
    None
}

/// Yes or no, or a finding.
pub(super) fn yes_no(value: &Value, path: &str, findings: &mut Findings<'_>) -> bool {
    if let Value::Bool(b) = value {
        return *b;
    }
    findings.add(path, format!("`true` or `false` is wanted here, this is {}", describe(value)), None);
    false
}

/// One of a few words, or a finding.
pub(super) fn word<T: Copy>(
    value: &Value,
    path: &str,
    words: &[(&str, T)],
    findings: &mut Findings<'_>,
) -> Option<T> {
    let written = scalar_text(value).unwrap_or_else(|| describe(value).to_owned());
    if let Some((_, meaning)) = words.iter().find(|(w, _)| *w == written) {
        return Some(*meaning);
    }
    let names = || words.iter().map(|(w, _)| *w);
    let help = did_you_mean(&written, names()).map(|near| format!("did you mean `{near}`?"));
    findings.add(path, format!("`{written}` is not one of {}", list_of(names(), "or")), help);
    None
}

/// A scalar or a list of scalars, as texts.
pub(super) fn texts(value: &Value, path: &str, findings: &mut Findings<'_>) -> Vec<String> {
    let items = match value {
        Value::Sequence(items) => items.iter().collect(),
        one => vec![one],
    };
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        match scalar_text(item) {
            Some(text) => out.push(text),
            None => findings.add(path, format!("values are wanted here, this is {}", describe(item)), None),
        }
    }
    out
}
