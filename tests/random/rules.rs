//! Random rules.

use super::Dice;
use super::conditions::{Place, condition};
use super::policy::block;
use super::vocabulary::{PEOPLE, TAGS, Vocabulary};

/// `rules { .. }`, and `rules for ola { .. }` where there is that agreement.
pub fn rules(dice: &mut Dice, words: &Vocabulary) -> Vec<String> {
    let mut all = vec![of_agreement(dice, words, &words.levels, "")];
    if !words.ola.is_empty() {
        all.push(of_agreement(dice, words, &words.ola, " for ola"));
    }
    all
}

/// The rules of an agreement, or of a version of it.
pub fn of_agreement(dice: &mut Dice, words: &Vocabulary, levels: &[String], agreement: &str) -> String {
    let at_creation = dice.chance(12);
    let every_match = dice.chance(30);
    let place = if at_creation { Place::AtCreation } else { Place::Rule };
    let mut head = format!("rules{agreement}");
    if at_creation {
        head += " at creation";
    }
    if every_match {
        head += " every match";
    }
    let mut lines = Vec::new();
    for number in 0..1 + dice.below(4) {
        let inactive = if dice.chance(8) { "inactive " } else { "" };
        let mut actions = Vec::new();
        if dice.chance(92) {
            actions.push(level(dice, levels));
        }
        for _ in 0..dice.below(3) {
            let one = action(dice, words);
            if !actions.contains(&one) {
                actions.push(one);
            }
        }
        if every_match && dice.chance(20) {
            actions.push("stop".to_owned());
        }
        if actions.is_empty() {
            actions.push("tag \"x\"".to_owned());
        }
        let because = if dice.chance(20) { " because \"annex 2\"" } else { "" };
        let test = if words.shaky && dice.chance(40) {
            format!("shaky {} {}", dice.pick(&["<", ">="]), dice.pick(&["0", "1", "20"]))
        } else {
            condition(dice, words, place)
        };
        lines.push(format!("{inactive}\"r{number}\" if {test} then {}{because}", actions.join(", ")));
    }
    if dice.chance(92) {
        let mut actions = vec![level(dice, levels)];
        if dice.chance(20) {
            actions.push(action(dice, words));
        }
        lines.push(format!("otherwise {}", actions.join(", ")));
    }
    block(&head, &lines)
}

fn level(dice: &mut Dice, levels: &[String]) -> String {
    if dice.chance(8) { "no level".to_owned() } else { format!("level {}", dice.pick(levels)) }
}

pub fn action(dice: &mut Dice, words: &Vocabulary) -> String {
    if words.scripts.contains(&"owner_of") && dice.chance(15) {
        return dice
            .pick(&[
                "notify owner_of",
                "escalate to owner_of",
                "assign to owner_of",
                "tag owner_of",
                "run owner_of",
            ])
            .to_owned();
    }
    if words.scripts.contains(&"rank_of") && dice.chance(8) {
        return "set priority to rank_of".to_owned();
    }
    match dice.below(7) {
        0 => "notify \"team-leads\"".to_owned(),
        1 => "escalate to \"head\"".to_owned(),
        2 => format!("tag \"{}\"", dice.pick(&TAGS)),
        3 => format!("untag \"{}\"", dice.pick(&TAGS)),
        4 => {
            let list = dice.pick(&words.lists);
            format!("set {} to {}", list.name, dice.pick(&list.values))
        }
        5 => format!("assign to \"{}\"", dice.pick(&PEOPLE)),
        _ => "webhook \"pager\"".to_owned(),
    }
}
