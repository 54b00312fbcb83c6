//! Section 7: "Parameters: `level Support(first: duration = 1h) { ... }`". A use with values is a level of its own, named by
//! those of its values that are not the defaults (note 0033).

use super::policy::Policy;
use duly_syntax::ast::{
    Action, ActionKind, Amount, Given, Length, LevelDecl, LevelItemKind as Line, LevelRef, Name, Plus,
    Spanned, Target, TargetKind, ValueKind, WarnAt,
};
use std::collections::BTreeMap;

/// A level's parameters and what they stand for, each where it is given.
type Values = BTreeMap<String, Spanned<Given>>;

impl Policy {
    /// Makes a level of every use that rules, triggers and levels have.
    pub fn make_levels(&mut self) {
        let declared = std::mem::take(&mut self.levels);
        let mut made = BTreeMap::new();
        for (name, level) in &declared {
            if level.parameters.iter().all(|parameter| parameter.default.is_some()) {
                make(&declared, &mut made, name, &Values::new());
            }
        }
        let mut uses: Vec<&mut LevelRef> = Vec::new();
        for rules in &mut self.rules {
            let rule_actions = rules.rules.iter_mut().flat_map(|rule| &mut rule.actions);
            let otherwise = rules.otherwise.iter_mut().flat_map(|otherwise| &mut otherwise.actions);
            uses.extend(rule_actions.chain(otherwise).filter_map(level_of));
        }
        for trigger in &mut self.triggers {
            uses.extend(trigger.actions.iter_mut().filter_map(level_of));
            uses.extend(trigger.moments.iter_mut().filter_map(|moment| moment.level.as_mut()));
        }
        uses.into_iter().for_each(|level| resolve(&declared, &mut made, level, &Values::new()));
        self.levels = made;
    }
}

fn level_of(action: &mut Action) -> Option<&mut LevelRef> {
    if let ActionKind::Level(level) = &mut action.kind { Some(level) } else { None }
}

/// Lets a use speak of the level that it makes; `outer` are the values where it stands.
fn resolve(
    declared: &BTreeMap<String, LevelDecl>,
    made: &mut BTreeMap<String, LevelDecl>,
    level: &mut LevelRef,
    outer: &Values,
) {
    let given = level.arguments.drain(..).map(|argument| {
        let value = match &argument.value.node {
            Given::Value(ValueKind::Word(word)) if outer.contains_key(word) => outer[word].clone(),
            _ => argument.value.clone(),
        };
        (argument.name.text, value)
    });
    level.name.text = make(declared, made, &level.name.text, &given.collect());
}

/// Makes a level with these values, unless it is there; its name.
fn make(
    declared: &BTreeMap<String, LevelDecl>,
    made: &mut BTreeMap<String, LevelDecl>,
    name: &str,
    given: &Values,
) -> String {
    let mut level = declared[name].clone();
    let (mut values, mut said) = (Values::new(), Vec::new());
    for parameter in &level.parameters {
        let own = &parameter.name.text;
        let default = parameter.default.clone();
        let value = given.get(own).cloned().or_else(|| default.clone()).expect("a value");
        if default.as_ref().map(|default| &default.node) != Some(&value.node) {
            said.push(format!("{own}: {}", shown(&value.node)));
        }
        values.insert(own.clone(), value);
    }
    if !said.is_empty() {
        level.name.text = format!("{name}({})", said.join(", "));
    }
    let name = level.name.text.clone();
    if made.contains_key(&name) {
        return name;
    }
    fill(&mut level, &values);
    if let Some(base) = &mut level.extends {
        resolve(declared, made, base, &values);
    }
    made.insert(name.clone(), level);
    name
}

fn shown(value: &Given) -> String {
    match value {
        Given::Percent(percent) => format!("{percent}%"),
        Given::Value(ValueKind::Duration(time)) => {
            let parts = [(time.seconds / 3600, "h"), (time.seconds / 60 % 60, "m"), (time.seconds % 60, "s")];
            parts.iter().filter(|part| part.0 > 0).map(|(number, unit)| format!("{number}{unit}")).collect()
        }
        Given::Value(ValueKind::Word(name)) => name.clone(),
        Given::Value(ValueKind::Text(name)) => format!("\"{name}\""),
        other => panic!("the second engine does not know {other:?}"),
    }
}

/// Puts the values where the parameters stand.
fn fill(level: &mut LevelDecl, values: &Values) {
    level.calendar.iter_mut().for_each(|name| calendar(name, values));
    for item in &mut level.items {
        match &mut item.kind {
            Line::Target { target: to, .. } | Line::Cell { target: to, .. } => target(to, values),
            Line::Table(table) => {
                let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                cells.for_each(|cell| target(cell, values));
            }
            Line::List { entries, .. } => {
                entries.iter_mut().for_each(|entry| target(&mut entry.target, values));
            }
            Line::Warn(warns) => warns.iter_mut().for_each(|line| warn(line, values)),
            Line::Track { calendar: on, .. } => on.iter_mut().for_each(|name| calendar(name, values)),
            Line::CalendarBy { entries, .. } => {
                entries.iter_mut().for_each(|(_, name)| calendar(name, values));
            }
            Line::CountFrom(_) | Line::Switch(_) => {}
        }
    }
}

fn target(target: &mut Target, values: &Values) {
    let TargetKind::Within(within) = &mut target.kind else { return };
    amount(&mut within.length.node, values);
    within.calendar.iter_mut().for_each(|name| calendar(name, values));
    let pluses = |all: &mut Vec<Plus>| all.iter_mut().for_each(|plus| amount(&mut plus.length.node, values));
    pluses(&mut within.plus);
    for stretch in &mut within.then {
        amount(&mut stretch.length.node, values);
        stretch.calendar.iter_mut().for_each(|name| calendar(name, values));
        pluses(&mut stretch.plus);
    }
}

fn amount(length: &mut Amount, values: &Values) {
    // What is no parameter is a script.
    if let Amount::Named(name) = length
        && let Some(value) = values.get(&name.text)
    {
        *length = Amount::Known(match &value.node {
            Given::Value(ValueKind::Duration(time)) => Length::Time(*time),
            Given::Value(ValueKind::Days(days)) => Length::Days(*days),
            other => panic!("a length is {other:?}"),
        });
    }
}

/// "A value is reported where it is given" (note 0033, 6).
fn warn(line: &mut Spanned<WarnAt>, values: &Values) {
    match &mut line.node {
        WarnAt::Percent(_) => {}
        WarnAt::Before(length) => amount(length, values),
        WarnAt::Named(name) => {
            let value = &values[&name.text];
            let Given::Percent(percent) = value.node else { panic!("{} is no share", name.text) };
            *line = Spanned::new(WarnAt::Percent(percent), value.span);
        }
    }
}

/// A calendar is named as one word or as a text.
fn calendar(name: &mut Name, values: &Values) {
    if let Some(Given::Value(ValueKind::Word(value) | ValueKind::Text(value))) =
        values.get(&name.text).map(|value| &value.node)
    {
        name.text.clone_from(value);
    }
}
