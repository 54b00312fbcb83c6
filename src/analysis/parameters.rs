//! Levels with parameters: each use with other values is a level of its own.
//!
//! This happens on the tree, before names get their ids: a use `Support(first: 30m)` becomes a level of that name whose
//! lines have the values where the parameters stood. Later stages see levels without parameters only.

use crate::collect::{Decl, Declared, Version, Versioned};
use crate::findings::Findings;
use crate::load::Unit;
use crate::names::readings;
use crate::scope::written;
use crate::show;
use crate::substitute::substitute;
use duly_diag::{Diagnostic, Span, Spanned, codes, did_you_mean, list_of};
use duly_syntax::ast::{
    Action, ActionKind, DeclarationKind, Given, Length, LevelDecl, LevelRef, Name, Parameter, ParameterType,
    ValueKind,
};
use std::collections::{BTreeMap, BTreeSet};

/// A parameter's value.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Bound {
    Length(Length),
    Percent(f64),
    /// A calendar by its full name, as far as it is declared.
    Calendar(String),
    Text(String),
}

impl Bound {
    /// As the language writes it.
    fn shown(&self) -> String {
        match self {
            Bound::Length(length) => show::length(*length),
            Bound::Percent(percent) => format!("{percent}%"),
            Bound::Calendar(name) => written(name),
            Bound::Text(text) => format!("\"{}\"", text.replace('"', "\\\"")),
        }
    }
}

/// The values of a level's parameters, and where each is written.
pub(crate) type Values = BTreeMap<String, Spanned<Bound>>;

/// A use of a level: the prefix of the file it stands in, and its place there.
pub(crate) type Use = (String, Span);

/// The levels of a policy without parameters.
#[derive(Debug, Default)]
pub(crate) struct Instances {
    /// Each with the declaration it comes from, version by version.
    levels: Vec<(usize, Vec<LevelDecl>)>,
    /// The full name of the level that a use stands for; none for a use that is wrong.
    uses: BTreeMap<Use, Option<String>>,
    /// The declarations that no rule leads to.
    unused: Vec<Span>,
}

impl Instances {
    /// The declarations with the instances in place of the levels that have parameters.
    pub fn put_into<'a>(&'a self, mut declared: Declared<'a>) -> Declared<'a> {
        let full = |level: &Versioned<'_, LevelDecl>| level.first().full(&level.first().node.name);
        declared.level_names = declared.levels.iter().map(full).collect();
        let instance = |(of, nodes): &'a (usize, Vec<LevelDecl>)| {
            let versions = declared.levels[*of].versions.iter().zip(nodes);
            let version = |(version, node): (&Version<'a, LevelDecl>, &'a LevelDecl)| Version {
                decl: Decl { node, ..version.decl },
                ..*version
            };
            Versioned { versions: versions.map(version).collect() }
        };
        declared.levels = self.levels.iter().map(instance).collect();
        declared.level_uses = self.uses.clone();
        declared.unused_levels.clone_from(&self.unused);
        declared
    }
}

/// Finds every use of a level and makes a level of each use with values of its own.
pub(crate) fn instances(units: &[Unit], declared: &Declared<'_>, findings: &mut Findings) -> Instances {
    let mut stage = Stage::new(declared, findings);
    stage.defaults();
    for unit in units {
        for declaration in &unit.tree.declarations {
            for used in rule_uses(&declaration.kind) {
                stage.used(&unit.prefix, used);
            }
        }
    }
    stage.parents();
    stage.finish()
}

/// The levels that a declaration gives to tickets, or asks for.
fn rule_uses(kind: &DeclarationKind) -> Vec<&LevelRef> {
    match kind {
        DeclarationKind::Rules(rules) => {
            let otherwise = rules.otherwise.iter().flat_map(|line| &line.actions);
            rules.rules.iter().flat_map(|rule| &rule.actions).chain(otherwise).filter_map(level_of).collect()
        }
        DeclarationKind::Trigger(trigger) => {
            let asked = trigger.moments.iter().filter_map(|moment| moment.level.as_ref());
            trigger.actions.iter().filter_map(level_of).chain(asked).collect()
        }
        DeclarationKind::Policy(_)
        | DeclarationKind::Import(_)
        | DeclarationKind::Ticket(_)
        | DeclarationKind::Calendar(_)
        | DeclarationKind::Clock(_)
        | DeclarationKind::Level(_)
        | DeclarationKind::Agreement(_)
        | DeclarationKind::Objective(_)
        | DeclarationKind::Excuse(_)
        | DeclarationKind::Phrase(_)
        | DeclarationKind::Script(_)
        | DeclarationKind::Test(_) => Vec::new(),
    }
}

/// The level that an action gives.
fn level_of(action: &Action) -> Option<&LevelRef> {
    if let ActionKind::Level(level) = &action.kind { Some(level) } else { None }
}

/// A level for values that a use gives.
struct Made {
    /// The declaration it comes from.
    of: usize,
    /// For each of its versions the level, and the values it was made of: those given, else the version's own.
    versions: Vec<(LevelDecl, Values)>,
}

struct Stage<'a, 'f> {
    declared: &'a Declared<'a>,
    findings: &'f mut Findings,
    by_name: BTreeMap<String, usize>,
    calendars: BTreeSet<String>,
    /// The instances in the order in which they were found.
    made: Vec<Made>,
    made_by_name: BTreeMap<String, usize>,
    uses: BTreeMap<Use, Option<String>>,
    /// The full name of the level that a version of an instance extends.
    parents: BTreeMap<(usize, usize), String>,
    used: BTreeSet<usize>,
}

impl<'a, 'f> Stage<'a, 'f> {
    fn new(declared: &'a Declared<'a>, findings: &'f mut Findings) -> Self {
        let levels = declared.levels.iter().enumerate();
        let calendars = declared.calendars.iter().map(|decl| decl.first().full(&decl.first().node.name));
        Stage {
            by_name: levels.map(|(at, level)| (level.first().full(&level.first().node.name), at)).collect(),
            calendars: calendars.collect(),
            declared,
            findings,
            made: Vec::new(),
            made_by_name: BTreeMap::new(),
            uses: BTreeMap::new(),
            parents: BTreeMap::new(),
            used: BTreeSet::new(),
        }
    }

    /// Every level as it is with no value given, where that is possible.
    fn defaults(&mut self) {
        for at in 0..self.declared.levels.len() {
            let level = &self.declared.levels[at];
            level.versions.iter().for_each(|version| self.heads(&version.decl));
            self.same_heads(level);
            let mut parameters = level.versions.iter().flat_map(|version| &version.decl.node.parameters);
            if parameters.all(|parameter| parameter.default.is_some()) {
                self.make(at, &Values::new(), level.first().node.name.span);
            }
        }
    }

    /// What is wrong with the parameters of a level by themselves.
    fn heads(&mut self, decl: &Decl<'_, LevelDecl>) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for parameter in &decl.node.parameters {
            let name = &parameter.name;
            if let Some(first) = seen.get(name.text.as_str()) {
                self.twice(name, *first);
            }
            seen.entry(&name.text).or_insert(name.span);
            if let Some(default) = &parameter.default
                && self.bound(&decl.unit.prefix, parameter, default, &Values::new()).is_none()
            {
                self.wrong_type(parameter, default);
            }
        }
    }

    /// A use of a level gives its values to all versions, so all of them have the same parameters.
    fn same_heads(&mut self, level: &Versioned<'_, LevelDecl>) {
        let first = level.first().node;
        for version in level.versions.iter().skip(1).map(|version| version.decl.node) {
            let differs = |one: &LevelDecl, other: &LevelDecl| {
                let same =
                    |a: &Parameter, b: &Parameter| a.name.text == b.name.text && a.kind.node == b.kind.node;
                let alone = |p: &&Parameter| !other.parameters.iter().any(|q| same(p, q));
                one.parameters.iter().find(alone).map(|parameter| parameter.name.clone())
            };
            let Some(name) = differs(version, first).or_else(|| differs(first, version)) else { continue };
            let message =
                format!("the versions of `{}` differ in the parameter `{}`", first.name.text, name.text);
            let (here, there) = if name.span.start >= version.name.span.start {
                (name.span, first.name.span)
            } else {
                (version.name.span, name.span)
            };
            self.findings.add(
                Diagnostic::error(codes::PARAMETER_OF_VERSION, here, message, "not the same in both")
                    .label(there, "the other version")
                    .help(
                        "give all versions of a level the same parameters; what stands behind `=` may differ",
                    ),
            );
        }
    }

    /// A level that a rule gives.
    fn used(&mut self, prefix: &str, level: &LevelRef) {
        let Some(of) = self.find(prefix, &level.name) else { return };
        self.used.insert(of);
        let name = self.instance(prefix, level, of, &Values::new());
        self.uses.insert((prefix.to_owned(), level.span), name);
    }

    /// The levels that others extend; each instance names its own parent.
    fn parents(&mut self) {
        let mut next = 0;
        while let Some(made) = self.made.get(next) {
            let of = made.of;
            for version in 0..made.versions.len() {
                let (node, values) = &self.made[next].versions[version];
                let (values, parent) = (values.clone(), node.extends.clone());
                let prefix = self.declared.levels[of].versions[version].decl.unit.prefix.as_str();
                if let Some(parent) = parent
                    && let Some(base) = self.find(prefix, &parent.name)
                {
                    match self.instance(prefix, &parent, base, &values) {
                        Some(name) => drop(self.parents.insert((next, version), name)),
                        None => drop(self.uses.insert((prefix.to_owned(), parent.span), None)),
                    }
                }
            }
            next += 1;
        }
    }

    /// The parameters of a level.
    fn parameters_of(&self, of: usize) -> &'a [Parameter] {
        &self.declared.levels[of].first().node.parameters
    }

    fn find(&self, prefix: &str, name: &Name) -> Option<usize> {
        readings(prefix, &name.text).find_map(|full| self.by_name.get(&full).copied())
    }

    /// The full name of the level that a use stands for; it is made if it is new.
    fn instance(&mut self, prefix: &str, level: &LevelRef, of: usize, outer: &Values) -> Option<String> {
        self.known_arguments(of, level);
        let mut given: Vec<(&Parameter, Spanned<Bound>)> = Vec::new();
        let mut sound = true;
        for argument in &level.arguments {
            let Some(parameter) = self.parameters_of(of).iter().find(|p| p.name.text == argument.name.text)
            else {
                sound = false;
                continue;
            };
            if let Some((_, first)) = given.iter().find(|(p, _)| p.name.text == parameter.name.text) {
                let first = first.span;
                self.twice(&argument.name, first);
                sound = false;
                continue;
            }
            match self.bound(prefix, parameter, &argument.value, outer) {
                Some(bound) => given.push((parameter, bound)),
                None => {
                    self.wrong_type(parameter, &argument.value);
                    sound = false;
                }
            }
        }
        if !sound {
            return None;
        }
        let given: Values = given.into_iter().map(|(p, bound)| (p.name.text.clone(), bound)).collect();
        self.make(of, &given, level.span)
    }

    /// Values for all parameters of a version: those given, else their defaults.
    fn values(&mut self, decl: &Decl<'_, LevelDecl>, given: &Values, used_at: Span) -> Option<Values> {
        let mut values = Values::new();
        let mut missing = Vec::new();
        for parameter in &decl.node.parameters {
            let name = &parameter.name.text;
            match given.get(name).cloned().or_else(|| self.default(decl, parameter)) {
                Some(bound) => drop(values.insert(name.clone(), bound)),
                None if parameter.default.is_none() => missing.push(parameter),
                // A default of the wrong type has been reported.
                None => return None,
            }
        }
        if let Some(first) = missing.first() {
            let names: Vec<&str> = missing.iter().map(|p| p.name.text.as_str()).collect();
            let message = format!(
                "this use of `{}` gives no value for {}",
                decl.node.name.text,
                list_of(names.iter().copied(), "and")
            );
            let help = format!(
                "write `{}({}: {})`",
                written(&decl.node.name.text),
                names[0],
                example(first.kind.node)
            );
            self.findings.add(
                Diagnostic::error(codes::MISSING_PARAMETER, used_at, message, "")
                    .label(first.span, "has no value of its own")
                    .help(help),
            );
            return None;
        }
        Some(values)
    }

    fn default(&self, decl: &Decl<'_, LevelDecl>, parameter: &Parameter) -> Option<Spanned<Bound>> {
        self.bound(&decl.unit.prefix, parameter, parameter.default.as_ref()?, &Values::new())
    }

    /// Makes a level of a declaration and the values given; gives its full name. Values that are the defaults of all
    /// versions are not in the name. `None` if a value is missing, which has been reported.
    fn make(&mut self, of: usize, given: &Values, used_at: Span) -> Option<String> {
        let level = &self.declared.levels[of];
        let mut versions = Vec::new();
        for version in &level.versions {
            versions.push((version.decl.node, self.values(&version.decl, given, used_at)?));
        }
        let mut said = Vec::new();
        for parameter in self.parameters_of(of) {
            let name = &parameter.name.text;
            let is_default = |value: &Bound| {
                level.versions.iter().all(|version| {
                    let own = version.decl.node.parameters.iter().find(|p| p.name.text == *name);
                    own.and_then(|p| self.default(&version.decl, p)).is_some_and(|d| d.node == *value)
                })
            };
            if let Some(value) = given.get(name).filter(|value| !is_default(&value.node)) {
                said.push(format!("{}: {}", written(name), value.node.shown()));
            }
        }
        let mut name = level.first().node.name.clone();
        if !said.is_empty() {
            name.text = format!("{}({})", name.text, said.join(", "));
        }
        let full = level.first().full(&name);
        if !self.made_by_name.contains_key(&full) {
            self.made_by_name.insert(full.clone(), self.made.len());
            let instance = |(node, values): (&LevelDecl, Values)| {
                let mut node = substitute(node, &values);
                node.name.text.clone_from(&name.text);
                (node, values)
            };
            self.made.push(Made { of, versions: versions.into_iter().map(instance).collect() });
        }
        Some(full)
    }

    /// A value for a parameter, if it is of its type.
    fn bound(
        &self,
        prefix: &str,
        parameter: &Parameter,
        given: &Spanned<Given>,
        outer: &Values,
    ) -> Option<Spanned<Bound>> {
        let kind = parameter.kind.node;
        if let Given::Value(ValueKind::Word(word)) = &given.node
            && let Some(value) = outer.get(word)
        {
            return fits(kind, &value.node).then(|| value.clone());
        }
        let bound = match (kind, &given.node) {
            (ParameterType::Percent, Given::Percent(percent)) => Bound::Percent(*percent),
            (ParameterType::Duration, Given::Value(ValueKind::Duration(time))) => {
                Bound::Length(Length::Time(*time))
            }
            (ParameterType::Days, Given::Value(ValueKind::Days(days))) => Bound::Length(Length::Days(*days)),
            (ParameterType::Text, Given::Value(ValueKind::Text(text))) => Bound::Text(text.clone()),
            (ParameterType::Calendar, Given::Value(ValueKind::Word(name) | ValueKind::Text(name))) => {
                let full = readings(prefix, name).find(|full| self.calendars.contains(full));
                Bound::Calendar(full.unwrap_or_else(|| name.clone()))
            }
            _ => return None,
        };
        Some(Spanned::new(bound, given.span))
    }

    /// Reports values for parameters that the level does not have.
    fn known_arguments(&mut self, of: usize, level: &LevelRef) {
        let decl = self.declared.levels[of].first();
        for argument in &level.arguments {
            let names = || decl.node.parameters.iter().map(|p| p.name.text.as_str());
            if names().any(|name| name == argument.name.text) {
                continue;
            }
            let message = format!("`{}` has no parameter `{}`", decl.node.name.text, argument.name.text);
            let help = match (did_you_mean(&argument.name.text, names()), names().next()) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, None) => format!("write `level {}` alone", written(&decl.node.name.text)),
                (None, Some(_)) => format!("it has {}", list_of(names(), "and")),
            };
            self.findings.add(
                Diagnostic::error(codes::UNKNOWN_PARAMETER, argument.name.span, message, "not known")
                    .label(decl.node.name.span, "declared here")
                    .help(help),
            );
        }
    }

    fn wrong_type(&mut self, parameter: &Parameter, given: &Spanned<Given>) {
        let kind = parameter.kind.node;
        let message = format!("`{}` is {}, and this is not", parameter.name.text, article(kind));
        let finding = Diagnostic::error(codes::PARAMETER_TYPE, given.span, message, "").help(format!(
            "give it a value like `{}: {}`",
            written(&parameter.name.text),
            example(kind)
        ));
        self.findings.add(if given.span == parameter.kind.span {
            finding
        } else {
            finding.label(parameter.kind.span, "declared here")
        });
    }

    fn twice(&mut self, name: &Name, first: Span) {
        let message = format!("`{}` is said twice", name.text);
        self.findings.add(
            Diagnostic::error(codes::PARAMETER_TWICE, name.span, message, "said again")
                .label(first, "said here first")
                .help("keep one of the two"),
        );
    }

    /// The instances in the order of their declarations, the one with the defaults first.
    fn finish(mut self) -> Instances {
        self.close_used();
        let mut unused = Vec::new();
        for (at, level) in self.declared.levels.iter().enumerate() {
            if !self.used.contains(&at) {
                unused.push(level.first().node.name.span);
            }
        }
        let mut levels = Vec::new();
        for (at, made) in self.made.into_iter().enumerate() {
            let mut versions = Vec::new();
            for (version, (mut node, _)) in made.versions.into_iter().enumerate() {
                if let (Some(parent), Some(full)) = (&mut node.extends, self.parents.get(&(at, version))) {
                    parent.name.text = full.clone();
                    parent.arguments.clear();
                }
                versions.push(node);
            }
            levels.push((made.of, versions));
        }
        levels.sort_by_key(|(of, _)| *of);
        Instances { levels, uses: self.uses, unused }
    }

    /// What a used level extends is used too.
    fn close_used(&mut self) {
        let mut open: Vec<usize> = self.used.iter().copied().collect();
        while let Some(at) = open.pop() {
            for version in &self.declared.levels[at].versions {
                let Decl { node, unit, .. } = &version.decl;
                let parent = node.extends.as_ref().and_then(|p| self.find(&unit.prefix, &p.name));
                open.extend(parent.filter(|parent| self.used.insert(*parent)));
            }
        }
    }
}

/// Whether a parameter can have the value of another.
fn fits(kind: ParameterType, value: &Bound) -> bool {
    matches!(
        (kind, value),
        (ParameterType::Duration, Bound::Length(Length::Time(_)))
            | (ParameterType::Days, Bound::Length(Length::Days(_)))
            | (ParameterType::Percent, Bound::Percent(_))
            | (ParameterType::Calendar, Bound::Calendar(_))
            | (ParameterType::Text, Bound::Text(_))
    )
}

/// A parameter's type in a sentence.
fn article(kind: ParameterType) -> &'static str {
    match kind {
        ParameterType::Duration => "a duration (time on a calendar)",
        ParameterType::Days => "a count of days",
        ParameterType::Percent => "a share in percent",
        ParameterType::Calendar => "a calendar",
        ParameterType::Text => "a text",
    }
}

/// A value of a type.
fn example(kind: ParameterType) -> &'static str {
    match kind {
        ParameterType::Duration => "1h30m",
        ParameterType::Days => "2 business days",
        ParameterType::Percent => "75%",
        ParameterType::Calendar => "always",
        ParameterType::Text => "\"Billing\"",
    }
}
