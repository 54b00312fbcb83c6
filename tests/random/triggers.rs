//! Random triggers.

use super::Dice;
use super::conditions::{Place, condition};
use super::phrases::phrase;
use super::rules::action;
use super::vocabulary::Vocabulary;

/// Up to four triggers.
pub fn triggers(dice: &mut Dice, words: &Vocabulary) -> Vec<String> {
    let count = dice.below(5);
    (0..count).map(|number| trigger(dice, words, number)).collect()
}

fn trigger(dice: &mut Dice, words: &Vocabulary, number: usize) -> String {
    let mut moments: Vec<String> = Vec::new();
    for _ in 0..1 + dice.below(3) {
        let one = moment(dice, words);
        if !moments.contains(&one) && !one.contains(" one of ") {
            moments.push(one);
        }
    }
    if moments.is_empty() {
        moments.push("created".to_owned());
    }
    let test =
        if dice.chance(35) { format!(" if {}", condition(dice, words, Place::Guard)) } else { String::new() };
    let mut actions = Vec::new();
    if dice.chance(45) {
        actions.push(level(dice, words));
    }
    for _ in 0..dice.below(3) {
        let one = action(dice, words);
        if !actions.contains(&one) {
            actions.push(one);
        }
    }
    if actions.is_empty() {
        actions.push("notify \"team-leads\"".to_owned());
    }
    let because = if dice.chance(20) { " because \"annex 2\"" } else { "" };
    format!("when \"t{number}\": {}{test}\n  then {}{because}\n", moments.join(", "), actions.join(", "))
}

fn moment(dice: &mut Dice, words: &Vocabulary) -> String {
    let clock = dice.pick(&words.clocks);
    let length = dice.pick(&["15m", "1h", "4h", "36h", "1 business day", "1 calendar day"]);
    let moment = match dice.below(14) {
        0..3 => phrase(dice, words),
        3 => format!("{clock} {}", dice.pick(&["starts", "stops", "is paused", "is cancelled"])),
        4..7 => format!("{clock} reaches {}%", dice.pick(&["50", "80", "33.33", "100", "120", "250"])),
        7 | 8 => format!("{clock} is {length} before due"),
        9 | 10 => format!("{clock} becomes overdue"),
        11 | 12 => format!("{clock} is {length} overdue"),
        _ => format!("every {length} while {clock} is overdue"),
    };
    if dice.chance(20) {
        let level = if words.ola.is_empty() || dice.chance(70) {
            dice.pick(&words.levels)
        } else {
            dice.pick(&words.ola)
        };
        return format!("{moment} for level {level}");
    }
    moment
}

fn level(dice: &mut Dice, words: &Vocabulary) -> String {
    match dice.below(8) {
        0 => "no level".to_owned(),
        1 | 2 => "level by rules".to_owned(),
        3 if !words.ola.is_empty() => format!("level {}", dice.pick(&words.ola)),
        _ => format!("level {}", dice.pick(&words.levels)),
    }
}
