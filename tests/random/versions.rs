//! Later versions of what a random policy declares.

use super::Dice;
use super::vocabulary::Vocabulary;
use super::{clocks, levels, rules};

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
                let name = dice.pick(&words.levels);
                let base = words.levels.iter().position(|known| *known == name).unwrap_or_default();
                // What stands before it in the list may be extended, so that there is no circle.
                let base = (base > 0 && dice.chance(40)).then(|| dice.pick(&words.levels[..base]));
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
