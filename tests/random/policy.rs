//! A whole policy.

use super::calendars::Files;
use super::vocabulary::Vocabulary;
use super::{Dice, calendars, clocks, conditions, levels, objectives, phrases, rules, triggers, versions};
use crate::second::scripts::{DATES, SCRIPTS, SHAKY, Script};

/// A policy as text, and what is needed to use it.
#[derive(Clone, Debug)]
pub struct Written {
    /// Its declarations, in order.
    pub declarations: Vec<String>,
    /// Its holiday files.
    pub files: Files,
    /// What it declares.
    pub words: Vocabulary,
}

impl Written {
    /// Its text.
    pub fn text(&self) -> String {
        format!("duly 1\n\n{}", self.declarations.join("\n"))
    }
}

/// Writes a policy.
pub fn policy(dice: &mut Dice) -> Written {
    let mut words = Vocabulary::new(dice);
    let simulates = if dice.chance(30) { "  simulate actions\n" } else { "" };
    let cap = if dice.chance(30) { "  credit at most 30%\n" } else { "" };
    let head = format!("policy \"Random\" {{\n  zone \"{}\"\n{simulates}{cap}}}\n", words.zone);
    let ticket = ticket(dice, &mut words);
    let mut declarations = vec![head];
    if dice.chance(40) {
        declarations.extend(scripts(dice, &mut words));
    }
    let (written, files) = calendars::calendars(dice, &mut words);
    declarations.push(ticket);
    declarations.extend(written);
    if dice.chance(25) {
        declarations.extend(phrases::meanings(dice, &mut words));
    }
    declarations.extend(clocks::clocks(dice, &mut words));
    declarations.extend(levels::levels(dice, &mut words));
    declarations.extend(rules::rules(dice, &words));
    if dice.chance(35) {
        declarations.extend(versions::versions(dice, &words));
    }
    if dice.chance(50) {
        declarations.extend(objectives::objectives(dice, &words));
    }
    if dice.chance(60) {
        declarations.extend(triggers::triggers(dice, &words));
    }
    Written { declarations, files, words }
}

/// Some of the scripts; `moving` is one for calendars.
fn scripts(dice: &mut Dice, words: &mut Vocabulary) -> Vec<String> {
    let count = 1 + dice.below(SCRIPTS.len());
    let some = dice.some(&SCRIPTS, count).into_iter();
    // A state that the policy does not set is no parameter.
    let some: Vec<Script> = some
        .filter(|script| script.name != "quiet" || words.states.iter().any(|state| state == "waiting"))
        .collect();
    words.scripts = some.iter().map(|script| script.name).collect();
    words.scripts.push("moving");
    words.shaky = dice.chance(25);
    let shaky = words.shaky.then(|| SHAKY.declared());
    some.iter().map(Script::declared).chain([DATES.to_owned()]).chain(shaky).collect()
}

/// `ticket { .. }`
fn ticket(dice: &mut Dice, words: &mut Vocabulary) -> String {
    let mut lines = Vec::new();
    for list in &words.lists {
        let mark = if list.ordered { " < " } else { ", " };
        let default = list.default.map_or(String::new(), |value| format!(", {value} if unset"));
        lines.push(format!("{} {}{default}", list.name, list.values.join(mark)));
    }
    for line in [
        "seats number",
        "vip yes/no",
        "signed date",
        "promised instant",
        "effort duration",
        "partner person",
        "products list of text",
        "note text",
    ] {
        lines.push(line.to_owned());
    }
    let done = dice.pick(&[
        "status is one of resolved, closed",
        "status is closed",
        "status is resolved or tags has \"x\"",
    ]);
    let meanings = [
        ("done", done.to_owned()),
        ("waiting", "status is pending".to_owned()),
        ("held", "status is on_hold".to_owned()),
        ("void", "tags has \"spam\"".to_owned()),
    ];
    for (state, meaning) in meanings {
        if dice.chance(85) {
            lines.push(format!("{state} means {meaning}"));
            words.states.push(state.to_owned());
        }
    }
    for state in ["hot", "odd"] {
        let meaning = conditions::condition(dice, words, conditions::Place::State);
        lines.push(format!("{state} means {meaning}"));
        words.states.push(state.to_owned());
    }
    block("ticket", &lines)
}

/// A declaration with a line a statement.
pub fn block(head: &str, lines: &[String]) -> String {
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("{head} {{\n{lines}}}\n")
}
