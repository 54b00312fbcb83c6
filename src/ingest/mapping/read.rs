//! YAML text to a mapping's data.

use duly_calendar::TimeZones;
use serde_yaml::Value;

use super::MappingError;
use super::rule::{read_rule, read_stamps, read_table};
use super::spec::{Creation, ObjectField, ObjectRule, ObjectShape, Part, Rows, Rule, Spec};
use super::yaml::{Findings, describe, join, members, text, texts, word, yes_no};
use crate::Format;
use crate::keys::split;

const OWN_KEYS: &[&str] = &[
    "about",
    "rows",
    "format",
    "delimiter",
    "missing",
    "separator",
    "stamps",
    "created",
    "set",
    "fields",
    "changes",
    "tags",
];

/// Reads a mapping; `name` is for messages.
pub(super) fn read(name: &str, yaml: &str, zones: &TimeZones) -> Result<Spec, Vec<MappingError>> {
    let mut findings = Findings { name, errors: Vec::new() };
    let root: Value = match serde_yaml::from_str(yaml) {
        Ok(root) => root,
        Err(error) => {
            let place = error.location().map(|l| format!("line {}", l.line())).unwrap_or_default();
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default();
            findings.add(&place, format!("the text is not YAML: {reason}"), None);
            return Err(findings.errors);
        }
    };
    let mut reader = Reader { spec: Spec::empty(name), zones, findings };
    for (key, value) in members(&root, "", &mut reader.findings) {
        reader.member(&key, &value.clone());
    }
    reader.check();
    if reader.findings.errors.is_empty() { Ok(reader.spec) } else { Err(reader.findings.errors) }
}

impl Spec {
    /// A mapping that says nothing yet.
    pub(super) fn empty(name: &str) -> Spec {
        Spec {
            name: name.to_owned(),
            format: None,
            delimiter: b',',
            missing: Vec::new(),
            separator: ";".to_owned(),
            stamps: super::spec::StampRule::default(),
            rows: Rows::Events,
            strict: false,
            parts: [const { None }; Part::COUNT],
            sets: Vec::new(),
            objects: Vec::new(),
            tags_added: None,
            tags_removed: None,
            created: None,
        }
    }
}

struct Reader<'z, 'm> {
    spec: Spec,
    zones: &'z TimeZones,
    findings: Findings<'m>,
}

impl Reader<'_, '_> {
    fn member(&mut self, key: &str, value: &Value) {
        if let Some((part, _)) = Part::ALL.iter().find(|(_, name)| *name == key) {
            self.spec.parts[*part as usize] = self.rule(value, key);
            return;
        }
        match key {
            "about" => drop(text(value, key, &mut self.findings)),
            "rows" => {
                let words = [("events", Rows::Events), ("snapshots", Rows::Snapshots)];
                self.spec.rows = word(value, key, &words, &mut self.findings).unwrap_or(Rows::Events);
            }
            "format" => {
                let words = [("ndjson", Format::Ndjson), ("csv", Format::Csv)];
                self.spec.format = word(value, key, &words, &mut self.findings);
            }
            "delimiter" => self.delimiter(value),
            "missing" => self.spec.missing = texts(value, key, &mut self.findings),
            "separator" => self.separator(value),
            "stamps" => self.stamps(value),
            "created" => self.created(value),
            "set" => self.spec.sets = self.sets(value, key),
            "fields" => self.object(value, key, ObjectShape::Values),
            "changes" => self.object(value, key, ObjectShape::Changes),
            "tags" => self.tags(value),
            _ => {
                let known: Vec<&str> =
                    OWN_KEYS.iter().copied().chain(Part::ALL.map(|(_, name)| name)).collect();
                self.findings.unknown_key(key, key, &known);
            }
        }
    }

    fn rule(&mut self, value: &Value, path: &str) -> Option<Rule> {
        read_rule(value, path, self.zones, &mut self.findings)
    }

    fn sets(&mut self, value: &Value, path: &str) -> Vec<(String, Rule)> {
        let members = members(value, path, &mut self.findings);
        members
            .into_iter()
            .filter_map(|(field, value)| self.rule(value, &join(path, &field)).map(|rule| (field, rule)))
            .collect()
    }

    fn delimiter(&mut self, value: &Value) {
        let Some(text) = text(value, "delimiter", &mut self.findings) else { return };
        match text.as_bytes() {
            [one] if *one != b'"' && *one != b'\n' && *one != b'\r' => self.spec.delimiter = *one,
            _ => {
                let message = format!("`{text}` cannot stand between columns");
                self.findings.add(
                    "delimiter",
                    message,
                    Some("it is one character, such as `;` or `\\t`".to_owned()),
                );
            }
        }
    }

    fn separator(&mut self, value: &Value) {
        let Some(text) = text(value, "separator", &mut self.findings) else { return };
        if text.is_empty() {
            self.findings.add("separator", "an empty text cannot stand between items", None);
        }
        self.spec.separator = text;
    }

    fn stamps(&mut self, value: &Value) {
        let members = members(value, "stamps", &mut self.findings);
        for (key, _) in &members {
            if !matches!(key.as_str(), "format" | "zone") {
                self.findings.unknown_key("stamps", key, &["format", "zone"]);
            }
        }
        if let Some(rule) = read_stamps(&members, "stamps", self.zones, &mut self.findings) {
            self.spec.stamps = rule;
        }
    }

    fn tags(&mut self, value: &Value) {
        if !matches!(value, Value::Mapping(_)) {
            let message = format!("`add` and `remove` are wanted here, this is {}", describe(value));
            let help = "write `tags: {add: KEY}`; a key that holds all tags is written `set: {tags: KEY}`";
            self.findings.add("tags", message, Some(help.to_owned()));
            return;
        }
        for (key, value) in members(value, "tags", &mut self.findings) {
            let path = join("tags", &key);
            match key.as_str() {
                "add" => self.spec.tags_added = self.rule(value, &path),
                "remove" => self.spec.tags_removed = self.rule(value, &path),
                _ => self.findings.unknown_key("tags", &key, &["add", "remove"]),
            }
        }
    }

    fn created(&mut self, value: &Value) {
        let mut creation = Creation { at: None, by: None, actor: None, sets: Vec::new() };
        for (key, value) in members(value, "created", &mut self.findings) {
            let path = join("created", &key);
            match key.as_str() {
                "at" => creation.at = self.rule(value, &path),
                "by" => creation.by = self.rule(value, &path),
                "actor" => creation.actor = self.rule(value, &path),
                "set" => creation.sets = self.sets(value, &path),
                _ => self.findings.unknown_key("created", &key, &["at", "by", "actor", "set"]),
            }
        }
        self.spec.created = Some(creation);
    }

    fn object(&mut self, value: &Value, path: &str, shape: ObjectShape) {
        let mut rule = ObjectRule { key: String::new(), shape, fields: Vec::new(), drop_others: false };
        match value {
            Value::String(key) => rule.key.clone_from(key),
            Value::Mapping(_) => {
                for (key, value) in members(value, path, &mut self.findings) {
                    let here = join(path, &key);
                    match key.as_str() {
                        "key" => rule.key = text(value, &here, &mut self.findings).unwrap_or_default(),
                        "fields" => rule.fields = self.object_fields(value, &here),
                        "drop_others" => rule.drop_others = yes_no(value, &here, &mut self.findings),
                        _ => self.findings.unknown_key(path, &key, &["key", "fields", "drop_others"]),
                    }
                }
            }
            other => {
                let message =
                    format!("a key or `{{key: .., fields: ..}}` is wanted here, this is {}", describe(other));
                self.findings.add(path, message, None);
                return;
            }
        }
        if rule.key.is_empty() {
            self.findings.add(path, "needs `key`, the name of the object in the data", None);
        }
        self.spec.objects.push(rule);
    }

    fn object_fields(&mut self, value: &Value, path: &str) -> Vec<(String, ObjectField)> {
        let mut out = Vec::new();
        for (name, value) in members(value, path, &mut self.findings) {
            let here = join(path, &name);
            let field = match value {
                Value::Null => ObjectField { field: None, table: None },
                Value::String(field) => ObjectField { field: Some(field.clone()), table: None },
                other => self.object_field(&name, other, &here),
            };
            out.push((name, field));
        }
        out
    }

    /// `{to: FIELD, values: {..}}`; without `to` the field has the member's name.
    fn object_field(&mut self, name: &str, value: &Value, path: &str) -> ObjectField {
        let members = members(value, path, &mut self.findings);
        let mut field = ObjectField { field: Some(name.to_owned()), table: None };
        for (key, value) in &members {
            match key.as_str() {
                "to" => field.field = text(value, &join(path, key), &mut self.findings),
                "values" | "default" | "keep_others" => {}
                _ => self.findings.unknown_key(path, key, &["to", "values", "default", "keep_others"]),
            }
        }
        field.table = read_table(&members, path, &mut self.findings);
        field
    }

    /// What only the whole can show.
    fn check(&mut self) {
        for part in [Part::Ticket, Part::At] {
            if self.spec.parts[part as usize].is_none() && !self.has_error_below(part.name()) {
                let message = format!("the mapping does not say where `{}` comes from", part.name());
                self.findings.add("", message, Some(format!("add `{}: KEY`", part.name())));
            }
        }
        self.check_keys_below_objects();
        let snapshots = self.spec.rows == Rows::Snapshots;
        if self.spec.created.is_some() && !snapshots {
            let help =
                "it says how the first snapshot creates its ticket: add `rows: snapshots`, or leave it out";
            self.findings.add("created", "only rows that are snapshots have this", Some(help.to_owned()));
        }
        if snapshots && (self.spec.tags_added.is_some() || self.spec.tags_removed.is_some()) {
            let help = "write `set: {tags: KEY}`";
            self.findings.add(
                "tags",
                "a snapshot holds all the tags, it does not add any",
                Some(help.to_owned()),
            );
        }
        if snapshots && !self.spec.objects.is_empty() {
            let help = "write `set: {FIELD: KEY}` for each field";
            let message = "a snapshot names every field, it does not carry an object of changes";
            self.findings.add("rows", message, Some(help.to_owned()));
        }
        if !snapshots && self.spec.parts[Part::Event as usize].is_none() && !self.has_error_below("event") {
            let help = "add `event: KEY`, a table of values, or `{value: change}`";
            self.findings.add(
                "",
                "the mapping does not say what kind of event a row is",
                Some(help.to_owned()),
            );
        }
    }

    /// The members of an object of fields are read as values of fields, so that nothing below them has a key.
    fn check_keys_below_objects(&mut self) {
        for rule in self.spec.rules() {
            for key in rule.clauses.iter().flat_map(|clause| clause.keys()) {
                let parts = split(key);
                let below = |object: &&ObjectRule| {
                    let object = split(&object.key);
                    parts.len() > object.len() + 1 && parts.starts_with(&object)
                };
                if let Some(object) = self.spec.objects.iter().find(below) {
                    let message =
                        format!("`{key}` lies inside a field of `{}`, which is read as a whole", object.key);
                    let help = format!(
                        "`{}` is what the field becomes",
                        parts[..=split(&object.key).len()].join(".")
                    );
                    self.findings.add(&rule.path, message, Some(help));
                }
            }
        }
    }

    fn has_error_below(&self, path: &str) -> bool {
        self.findings.errors.iter().any(|e| e.path.starts_with(path))
    }
}
