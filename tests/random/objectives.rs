//! Random objectives and excuses.

use super::Dice;
use super::policy::block;
use super::vocabulary::{TAGS, Vocabulary};

/// Up to three objectives, and an excuse here and there.
pub fn objectives(dice: &mut Dice, words: &Vocabulary) -> Vec<String> {
    let mut written: Vec<String> =
        (0..1 + dice.below(3)).map(|number| objective(dice, words, number)).collect();
    if dice.chance(40) {
        let count = 1 + dice.below(2);
        let clocks = dice.some(&words.clocks, count).join(", ");
        written.push(format!("excuse {clocks} if {} because \"annex 7\"\n", test(dice, words)));
    }
    written
}

fn objective(dice: &mut Dice, words: &Vocabulary, number: usize) -> String {
    let clock = dice.pick(&words.clocks);
    let limit = dice.pick(&["45s", "30m", "2h", "9h", "36h"]);
    let (goal, credits) = match dice.below(8) {
        0..3 => (format!("{} of {clock} met", dice.pick(&["50%", "95%", "99.9%"])), shares(dice)),
        3 | 4 => (format!("{} of {clock} within {limit}", dice.pick(&["50%", "80%", "99.9%"])), shares(dice)),
        5 => (format!("p{} of {clock} within {limit}", dice.pick(&["50", "90", "99"])), lengths(limit)),
        6 => (format!("average of {clock} within {limit}"), lengths(limit)),
        _ => {
            let counted = dice.pick(&["missed", "beyond 2h"]);
            (format!("at most {} of {clock} {counted}", dice.below(3)), "10% above 3, 20% above 5".to_owned())
        }
    };
    let each = dice.pick(&["hour", "half hour", "day", "day", "week", "month", "quarter", "year"]);
    let mut lines = vec![format!("{goal}, each {each}")];
    if dice.chance(50) {
        let count = 1 + dice.below(2);
        let by = dice.some(&["department", "priority", "level", "agent", "channel", "rule"], count);
        lines.push(format!("by {}", by.join(", ")));
    }
    if dice.chance(25) {
        lines.push(format!("at least {} cycles", 1 + dice.below(4)));
    }
    // Words that standard clocks have for what calls them off.
    let reasons = match clock.as_str() {
        "phone_response" | "chat_response" => &["abandoned", "merged", "deleted"][..],
        "first_response" | "next_response" | "response" | "resolution" => &["merged", "deleted"],
        _ => &[],
    };
    if !reasons.is_empty() && dice.chance(60) {
        lines.push(format!("ignoring {}{}", dice.pick(reasons), dice.pick(&["", " under 1h"])));
    }
    let is_count = !goal.starts_with('p') && !goal.starts_with("average");
    if !reasons.is_empty() && is_count && dice.chance(60) {
        lines.push(format!("counting {} as missed", dice.pick(reasons)));
    }
    if dice.chance(35) {
        lines.push(format!("where {}", test(dice, words)));
    }
    if dice.chance(60) {
        lines.push(format!("credit {credits}"));
        if dice.chance(30) {
            lines.push("credit at most 25%".to_owned());
        }
    }
    let agreement = if !words.ola.is_empty() && dice.chance(30) { " for ola" } else { "" };
    block(&format!("objective \"o{number}\"{agreement}"), &lines)
}

fn shares(dice: &mut Dice) -> String {
    dice.pick(&[
        "5% below 50%, 10% below 25%",
        "12.5% below 40%",
        "10% below 50%, 20% below 33.33%, 100% below 1%",
    ])
    .to_owned()
}

/// Steps behind the goal.
fn lengths(limit: &str) -> String {
    let next = match limit {
        "45s" => "1m",
        "30m" => "40m",
        "2h" => "3h",
        "9h" => "10h",
        _ => "48h",
    };
    format!("5% above {next}, 15% above 72h")
}

/// What an objective or an excuse asks of a cycle.
fn test(dice: &mut Dice, words: &Vocabulary) -> String {
    let list = dice.pick(&words.lists);
    match dice.below(5) {
        0 => format!("tags has \"{}\"", dice.pick(&TAGS)),
        1 => format!("seats {} 10", dice.pick(&["<", ">="])),
        2 => format!("level is {}", dice.pick(&words.levels[..2])),
        3 if list.ordered => format!("{} >= {}", list.name, dice.pick(&list.values)),
        _ => format!("{} {} {}", list.name, dice.pick(&["is", "is not"]), dice.pick(&list.values)),
    }
}
