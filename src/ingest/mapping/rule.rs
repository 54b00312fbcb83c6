//! Reads the rule for one value: a key, a constant, a table, or clauses with conditions.

use duly_calendar::TimeZones;
use regex::Regex;
use serde_yaml::Value;

use super::spec::{Case, Clause, Kind, Others, Pick, Rule, StampRule, Table, Test};
use super::yaml::{Findings, describe, join, members, scalar, scalar_text, text, texts, word, yes_no};
use crate::stamp_format::StampReader;

const CLAUSE_KEYS: &[&str] = &[
    "key",
    "value",
    "values",
    "default",
    "keep_others",
    "when",
    "case",
    "type",
    "format",
    "zone",
    "optional",
];

/// Reads a rule: `KEY`, `{key: KEY, ..}`, `{value: V}`, or a list of these with `when`.
pub(super) fn read_rule(
    value: &Value,
    path: &str,
    zones: &TimeZones,
    findings: &mut Findings<'_>,
) -> Option<Rule> {
    let clauses: Vec<Clause> = match value {
        Value::Sequence(items) => {
            let read = |(i, item)| read_clause(item, &format!("{path}[{}]", i + 1), zones, findings);
            items.iter().enumerate().filter_map(read).collect()
        }
        one => read_clause(one, path, zones, findings).into_iter().collect(),
    };
    let always = clauses.iter().position(|c| c.when.is_empty());
    if let Some(at) = always.filter(|at| at + 1 < clauses.len()) {
        let help = "put it last".to_owned();
        let message = format!("entry {} has no `when`, so that nothing after it is ever used", at + 1);
        findings.add(path, message, Some(help));
    }
    (!clauses.is_empty()).then(|| Rule { path: path.to_owned(), clauses })
}

fn read_clause(value: &Value, path: &str, zones: &TimeZones, findings: &mut Findings<'_>) -> Option<Clause> {
    let mut clause = Clause {
        when: Vec::new(),
        pick: Pick::Key(String::new()),
        table: None,
        case: Case::Same,
        kind: None,
        stamps: None,
        optional: false,
    };
    if let Value::String(key) = value {
        clause.pick = Pick::Key(key.clone());
        return Some(clause);
    }
    let Value::Mapping(_) = value else {
        let message = format!("a key or `{{key: .., ..}}` is wanted here, this is {}", describe(value));
        findings.add(path, message, Some("a constant is written `{value: ..}`".to_owned()));
        return None;
    };
    let members = members(value, path, findings);
    for (key, value) in &members {
        read_clause_member(&mut clause, key, value, path, findings);
    }
    clause.table = read_table(&members, path, findings);
    clause.stamps = read_stamps(&members, path, zones, findings);
    let (keys, constants) = (count(&members, "key"), count(&members, "value"));
    if keys + constants != 1 {
        findings.add(path, "needs either `key` (where the value stands) or `value` (a constant)", None);
        return None;
    }
    Some(clause)
}

fn count(members: &[(String, &Value)], name: &str) -> usize {
    members.iter().filter(|(key, _)| key == name).count()
}

fn read_clause_member(
    clause: &mut Clause,
    key: &str,
    value: &Value,
    path: &str,
    findings: &mut Findings<'_>,
) {
    let here = join(path, key);
    match key {
        "key" => clause.pick = Pick::Key(text(value, &here, findings).unwrap_or_default()),
        "value" => match scalar(value) {
            Some(constant) => clause.pick = Pick::Constant(constant),
            None => {
                findings.add(&here, format!("a constant is wanted here, this is {}", describe(value)), None);
            }
        },
        "when" => clause.when = read_tests(value, &here, findings),
        "case" => {
            let words = [("lower", Case::Lower), ("upper", Case::Upper)];
            clause.case = word(value, &here, &words, findings).unwrap_or_default();
        }
        "type" => {
            let words = [
                ("text", Kind::Text),
                ("number", Kind::Number),
                ("yes/no", Kind::YesNo),
                ("date", Kind::Date),
                ("instant", Kind::Instant),
                ("list", Kind::List),
            ];
            clause.kind = word(value, &here, &words, findings);
        }
        "optional" => clause.optional = yes_no(value, &here, findings),
        "values" | "default" | "keep_others" | "format" | "zone" => {}
        _ => findings.unknown_key(path, key, CLAUSE_KEYS),
    }
}

/// The value table among some members: `values` with `default` or `keep_others`.
pub(super) fn read_table(
    members: &[(String, &Value)],
    path: &str,
    findings: &mut Findings<'_>,
) -> Option<Table> {
    let find = |name: &str| members.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
    let (default, keep) = (find("default"), find("keep_others"));
    let Some(values) = find("values") else {
        for (name, _) in [("default", default), ("keep_others", keep)].iter().filter(|(_, v)| v.is_some()) {
            let help = "it says what becomes of the values that `values` does not have".to_owned();
            findings.add(&join(path, name), "stands without `values`", Some(help));
        }
        return None;
    };
    let here = join(path, "values");
    let mut table = Table { values: Vec::new(), others: Others::Refuse };
    for (from, to) in self::members(values, &here, findings) {
        match scalar(to) {
            Some(to) => table.values.push((from, to)),
            None => findings.add(
                &join(&here, &from),
                format!("a value is wanted here, this is {}", describe(to)),
                None,
            ),
        }
    }
    let keep = keep.is_some_and(|keep| yes_no(keep, &join(path, "keep_others"), findings));
    match default.map(scalar) {
        Some(_) if keep => {
            findings.add(path, "has both `default` and `keep_others`", Some("leave out one".to_owned()));
        }
        Some(Some(default)) => table.others = Others::Become(default),
        Some(None) => findings.add(&join(path, "default"), "a value is wanted here", None),
        None if keep => table.others = Others::Keep,
        None => {}
    }
    Some(table)
}

/// The format and the zone of stamps among some members.
pub(super) fn read_stamps(
    members: &[(String, &Value)],
    path: &str,
    zones: &TimeZones,
    findings: &mut Findings<'_>,
) -> Option<StampRule> {
    let mut rule = StampRule::default();
    let mut said = false;
    for (key, value) in members {
        let here = join(path, key);
        match key.as_str() {
            "format" => rule.format = text(value, &here, findings),
            "zone" => {
                let Some(name) = text(value, &here, findings) else { continue };
                rule.zone = zones.zone(&name);
                if rule.zone.is_none() {
                    let near = duly_diag::did_you_mean(&name, zones.names());
                    let help = near.map(|near| format!("did you mean `{near}`?"));
                    findings.add(&here, format!("there is no time zone `{name}`"), help);
                }
            }
            _ => continue,
        }
        said = true;
    }
    if said && let Err(reason) = StampReader::new(&rule) {
        findings.add(&join(path, "format"), reason, None);
        return None;
    }
    said.then_some(rule)
}

/// `when`: conditions on keys, all of which must hold.
fn read_tests(value: &Value, path: &str, findings: &mut Findings<'_>) -> Vec<(String, Test)> {
    let mut out = Vec::new();
    for (key, value) in members(value, path, findings) {
        let here = join(path, &key);
        let test = match value {
            Value::Mapping(_) => read_test(value, &here, findings),
            plain => Test { one_of: Some(texts(plain, &here, findings)), ..Test::default() },
        };
        out.push((key, test));
    }
    if out.is_empty() {
        findings.add(path, "names no key", Some("write `when: {KEY: VALUE}`".to_owned()));
    }
    out
}

fn read_test(value: &Value, path: &str, findings: &mut Findings<'_>) -> Test {
    let mut test = Test::default();
    for (key, value) in members(value, path, findings) {
        let here = join(path, &key);
        match key.as_str() {
            "is" | "in" => test.one_of = Some(texts(value, &here, findings)),
            "not" => test.none_of = Some(texts(value, &here, findings)),
            "present" => test.present = Some(yes_no(value, &here, findings)),
            "matches" => test.matches = read_regex(value, &here, findings),
            _ => findings.unknown_key(path, &key, &["is", "in", "not", "present", "matches"]),
        }
    }
    test
}

fn read_regex(value: &Value, path: &str, findings: &mut Findings<'_>) -> Option<Regex> {
    let pattern = scalar_text(value).unwrap_or_default();
    match Regex::new(&pattern) {
        Ok(regex) => Some(regex),
        Err(error) => {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ");
            findings.add(path, format!("`{pattern}` is not a pattern: {reason}"), None);
            None
        }
    }
}
