//! Later versions of what a random policy declares.

use super::Dice;
use super::vocabulary::Vocabulary;
use super::{clocks, levels, rules};

/// All versions of a level have the same parameters; those that have any stay as they are.
fn takes_values(name: &str) -> bool {
    name.starts_with("support(") || name.starts_with("help")
}

/// Versions of one or two clocks, levels and rules, from days around the one on which tickets are created.
pub fn versions(dice: &mut Dice, words: &Vocabulary) -> Vec<String> {
    let mut written = Vec::new();
    let mut said = Vec::new();
    for _ in 0..1 + dice.below(3) {
        let date = words.date(dice);
        let (what, text) = match dice.below(3) {
            0 => {
                let name = dice.pick(&words.clocks);
                (name.clone(), clocks::clock(dice, words, &name, &format!(" from {date}")))
            }
            1 => {
                let plain: Vec<&String> = words.levels.iter().filter(|name| !takes_values(name)).collect();
                let place = dice.below(plain.len());
                let name = plain[place].clone();
                // What stands before it in the list may be extended, so that there is no circle.
                let base = (place > 0 && dice.chance(40)).then(|| dice.pick(&plain[..place]).clone());
                (name.clone(), levels::level(dice, words, &format!("{name} from {date}"), base.as_deref()))
            }
            _ => (
                "rules".to_owned(),
                rules::of_agreement(dice, words, &words.levels, &format!(" from {date}")),
            ),
        };
        // One version of a name on a date.
        if !said.contains(&(what.clone(), date)) {
            said.push((what, date));
            written.push(text);
        }
    }
    written
}
