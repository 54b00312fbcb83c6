//! Levels with parameters: each use with other values is a level of its own.
//!
//! This happens on the tree, before names get their ids: a use `Support(first: 30m)` becomes a level of that name whose
//! lines have the values where the parameters stood. Later stages see levels without parameters only.

use crate::collect::{Decl, Declared};
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
    /// Each with the declaration it comes from.
    levels: Vec<(usize, LevelDecl)>,
    /// The full name of the level that a use stands for; none for a use that is wrong.
    uses: BTreeMap<Use, Option<String>>,
    /// The declarations that no rule leads to.
    unused: Vec<Span>,
}

impl Instances {
    /// The declarations with the instances in place of the levels that have parameters.
    pub fn put_into<'a>(&'a self, mut declared: Declared<'a>) -> Declared<'a> {
        let levels = self.levels.iter().map(|(of, node)| Decl { node, ..declared.levels[*of] }).collect();
        declared.level_names = declared.levels.iter().map(|decl| decl.full(&decl.node.name)).collect();
        declared.levels = levels;
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
        | DeclarationKind::Phrase(_) => Vec::new(),
    }
}

/// The level that an action gives.
fn level_of(action: &Action) -> Option<&LevelRef> {
    if let ActionKind::Level(level) = &action.kind { Some(level) } else { None }
}

struct Stage<'a, 'f> {
    declared: &'a Declared<'a>,
    findings: &'f mut Findings,
    by_name: BTreeMap<String, usize>,
    calendars: BTreeSet<String>,
    /// The instances in the order in which they were found, each with the values it was made of.
    made: Vec<(usize, LevelDecl, Values)>,
    made_by_name: BTreeMap<String, usize>,
    uses: BTreeMap<Use, Option<String>>,
    /// The full name of the level that an instance extends.
    parents: BTreeMap<usize, String>,
    used: BTreeSet<usize>,
}

impl<'a, 'f> Stage<'a, 'f> {
    fn new(declared: &'a Declared<'a>, findings: &'f mut Findings) -> Self {
        let levels = declared.levels.iter().enumerate();
        let calendars = declared.calendars.iter().map(|decl| decl.first().full(&decl.first().node.name));
        Stage {
            by_name: levels.map(|(at, decl)| (decl.full(&decl.node.name), at)).collect(),
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
            let decl = &self.declared.levels[at];
            self.heads(decl);
            let given = |parameter: &Parameter| parameter.default.is_some();
            if decl.node.parameters.iter().all(given)
                && let Some(values) = self.values(at, &[], decl.node.name.span)
            {
                self.make(at, values);
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
        while let Some((of, node, values)) = self.made.get(next) {
            let (prefix, values, parent) =
                (self.declared.levels[*of].unit.prefix.as_str(), values.clone(), node.extends.clone());
            if let Some(parent) = parent
                && let Some(base) = self.find(prefix, &parent.name)
            {
                match self.instance(prefix, &parent, base, &values) {
                    Some(name) => drop(self.parents.insert(next, name)),
                    None => drop(self.uses.insert((prefix.to_owned(), parent.span), None)),
                }
            }
            next += 1;
        }
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
            let parameters = &self.declared.levels[of].node.parameters;
            let Some(parameter) = parameters.iter().find(|p| p.name.text == argument.name.text) else {
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
        let given: Vec<(String, Spanned<Bound>)> =
            given.into_iter().map(|(p, bound)| (p.name.text.clone(), bound)).collect();
        let values = self.values(of, &given, level.span)?;
        Some(self.make(of, values))
    }

    /// Values for all parameters of a level: those given, else their defaults.
    fn values(&mut self, of: usize, given: &[(String, Spanned<Bound>)], used_at: Span) -> Option<Values> {
        let decl = &self.declared.levels[of];
        let mut values = Values::new();
        let mut missing = Vec::new();
        for parameter in &decl.node.parameters {
            let name = &parameter.name.text;
            let own = given.iter().find(|(of, _)| of == name).map(|(_, bound)| bound.clone());
            let default = || {
                let default = parameter.default.as_ref()?;
                self.bound(&decl.unit.prefix, parameter, default, &Values::new())
            };
            match own.or_else(default) {
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

    /// Makes a level of a declaration and values; gives its full name. Values that are the defaults are not in the name.
    fn make(&mut self, of: usize, values: Values) -> String {
        let decl = &self.declared.levels[of];
        let mut said = Vec::new();
        for parameter in &decl.node.parameters {
            let default = parameter
                .default
                .as_ref()
                .and_then(|default| self.bound(&decl.unit.prefix, parameter, default, &Values::new()));
            let name = &parameter.name.text;
            if let Some(value) = values.get(name).filter(|v| default.is_none_or(|d| d.node != v.node)) {
                said.push(format!("{}: {}", written(name), value.node.shown()));
            }
        }
        let own = &decl.node.name.text;
        let text = if said.is_empty() { own.clone() } else { format!("{own}({})", said.join(", ")) };
        let mut node = substitute(decl.node, &values);
        node.name.text = text;
        let full = decl.full(&node.name);
        if !self.made_by_name.contains_key(&full) {
            self.made_by_name.insert(full.clone(), self.made.len());
            self.made.push((of, node, values));
        }
        full
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
        let decl = &self.declared.levels[of];
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
        for (at, decl) in self.declared.levels.iter().enumerate() {
            if !self.used.contains(&at) {
                unused.push(decl.node.name.span);
            }
        }
        let mut levels = Vec::new();
        for (at, (of, mut node, _)) in self.made.into_iter().enumerate() {
            if let (Some(parent), Some(full)) = (&mut node.extends, self.parents.get(&at)) {
                parent.name.text = full.clone();
                parent.arguments.clear();
            }
            levels.push((of, node));
        }
        levels.sort_by_key(|(of, _)| *of);
        Instances { levels, uses: self.uses, unused }
    }

    /// What a used level extends is used too.
    fn close_used(&mut self) {
        let mut open: Vec<usize> = self.used.iter().copied().collect();
        while let Some(at) = open.pop() {
            let decl = &self.declared.levels[at];
            let parent = decl.node.extends.as_ref().and_then(|p| self.find(&decl.unit.prefix, &p.name));
            open.extend(parent.filter(|parent| self.used.insert(*parent)));
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
