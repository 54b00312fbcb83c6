//! Random event phrases.

use super::Dice;
use super::conditions::{Place, condition};
use super::vocabulary::{CHANNELS, RESULTS, SIGNALS, TAGS, Vocabulary};

/// What phrases stand for, here and there something else than in the language.
pub fn meanings(dice: &mut Dice, words: &mut Vocabulary) -> Vec<String> {
    let all = [
        ("agent replies", "message by agent"),
        ("agent replies", "message by agent if public"),
        ("agent replies", "message by agent, agent notes"),
        ("customer replies", "message by customer, signal \"ping\""),
        ("agent notes", "message by agent if public and vip"),
        ("marked answered", "call ends as \"voicemail\", status becomes resolved"),
        ("callback requested", "tagged \"vip\" if tags has no \"spam\""),
        ("assigned", "reassigned, unassigned"),
        ("merged", "no longer hot, done"),
    ];
    let mut written = Vec::new();
    for (phrase, means) in dice.some(&all, 3) {
        if !words.phrases.contains(&phrase) && (means != "no longer hot, done" || words.states.len() > 2) {
            words.phrases.push(phrase);
            written.push(format!("phrase \"{phrase}\" means {means}\n"));
        }
    }
    written
}

/// One phrase.
pub fn phrase(dice: &mut Dice, words: &Vocabulary) -> String {
    let plain = [
        "customer replies",
        "agent replies",
        "agent replies",
        "agent notes",
        "message",
        "assigned",
        "reassigned",
        "unassigned",
        "callback requested",
        "merged",
        "deleted",
        "restored",
        "marked answered",
        "split",
    ];
    let mut phrase = match dice.below(16) {
        0..4 => dice.pick(&plain).to_owned(),
        4..6 => {
            let list = dice.pick(&words.lists);
            let verb = dice.pick(&["becomes", "becomes", "leaves"]);
            if dice.chance(30) {
                format!("{} {verb} one of {}", list.name, dice.some(&list.values, 2).join(", "))
            } else {
                format!("{} {verb} {}", list.name, dice.pick(&list.values))
            }
        }
        6 => format!(
            "{} changes",
            dice.pick(&["priority", "status", "department", "seats", "tags", "assignee", "promised"])
        ),
        7 => format!("{} \"{}\"", dice.pick(&["tagged", "untagged"]), dice.pick(&TAGS)),
        8 => format!("signal \"{}\"", dice.pick(&SIGNALS)),
        9..11 => {
            let medium = dice.pick(&["call", "chat"]);
            match dice.below(5) {
                0 => format!("{medium} ends as \"{}\"", dice.pick(&RESULTS)),
                1 => format!("{medium} ends"),
                _ => format!("{medium} {}", dice.pick(&["starts", "answered", "rings", "transferred"])),
            }
        }
        _ => match words.states.as_slice() {
            [] => dice.pick(&plain).to_owned(),
            states => format!("{}{}", dice.pick(&["", "no longer "]), dice.pick(states)),
        },
    };
    // A meaning may say who did it already.
    if words.phrases.contains(&phrase.as_str()) {
        return phrase;
    }
    if dice.chance(8) && !phrase.starts_with("customer") && !phrase.starts_with("agent") {
        phrase = format!("{phrase} by {}", dice.pick(&["customer", "agent", "system", "vendor"]));
    }
    if dice.chance(6) {
        phrase = format!("{phrase} via {}", dice.pick(&CHANNELS));
    }
    phrase
}

/// A list of phrases with a condition here and there. `one of` takes the rest of its line, so it comes last.
pub fn when(dice: &mut Dice, words: &Vocabulary, first: Option<&str>) -> String {
    let mut phrases: Vec<String> = first.map(str::to_owned).into_iter().collect();
    let more = if phrases.is_empty() { 1 + dice.below(2) } else { dice.below(2) };
    for _ in 0..more {
        let one = phrase(dice, words);
        if !phrases.contains(&one) {
            phrases.push(one);
        }
    }
    phrases.sort_by_key(|phrase| phrase.contains(" one of "));
    let lists = phrases.iter().filter(|phrase| phrase.contains(" one of ")).count();
    phrases.truncate(phrases.len() - lists.saturating_sub(1));
    let guard =
        if dice.chance(15) { format!(" if {}", condition(dice, words, Place::Guard)) } else { String::new() };
    format!("{}{guard}", phrases.join(", "))
}
