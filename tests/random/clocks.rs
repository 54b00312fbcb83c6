//! Random clocks, beside the standard ones.

use super::Dice;
use super::conditions::{Place, condition};
use super::phrases::when;
use super::policy::block;
use super::vocabulary::Vocabulary;

/// The standard clocks that levels may promise.
const STANDARD: [&str; 22] = [
    "first_response",
    "next_response",
    "response",
    "each_response",
    "periodic_update",
    "pausable_update",
    "keep_in_loop",
    "acknowledgement",
    "first_assignment",
    "reassignment",
    "resolution",
    "total_resolution",
    "resolution_cycle",
    "agent_work",
    "customer_wait",
    "vendor_wait",
    "group_work",
    "group_response",
    "chat_response",
    "chat_next_response",
    "phone_response",
    "callback",
];

/// Clocks of the policy's own; it chooses some standard ones to be promised as well.
pub fn clocks(dice: &mut Dice, words: &mut Vocabulary) -> Vec<String> {
    let count = 1 + dice.below(3);
    words.clocks = dice.some(&STANDARD, count).iter().map(|name| (*name).to_owned()).collect();
    let mut written = Vec::new();
    for name in ["mine", "\"my other\""] {
        if dice.chance(75) {
            written.push(clock(dice, words, name, ""));
            words.clocks.push(name.to_owned());
        }
    }
    written
}

/// A clock, or a version of one.
pub fn clock(dice: &mut Dice, words: &Vocabulary, name: &str, from: &str) -> String {
    let per = if dice.chance(35) {
        format!(" per {}", dice.pick(&["message", "call", "chat", "department", "priority", "seats"]))
    } else {
        String::new()
    };
    let created = dice.pick(&["created", "created by customer", "created", "customer replies"]);
    let mut lines = vec![format!("start when {}", when(dice, words, Some(created)))];
    if dice.chance(30) {
        lines.push(format!("start when {}", when(dice, words, None)));
    }
    for _ in 0..1 + dice.below(2) {
        lines.push(format!("stop when {}", when(dice, words, None)));
    }
    if dice.chance(50) {
        let late = dice.pick(&["", "", "even if late "]);
        lines.push(format!("cancel {late}when {}", when(dice, words, None)));
    }
    if dice.chance(20) {
        let ends = dice.pick(&["met", "cancelled"]);
        lines.push(format!("restart when {} as {ends}", super::phrases::phrase(dice, words)));
    }
    if dice.chance(50) {
        lines.push(format!("reopen when {}", when(dice, words, None)));
    }
    if dice.chance(45) {
        lines.push(format!("pause while {}", condition(dice, words, Place::While)));
    }
    if dice.chance(30) {
        lines.push(format!("pause from {} until {}", when(dice, words, None), when(dice, words, None)));
    }
    if dice.chance(20) {
        lines.push(format!("hide while {}", condition(dice, words, Place::While)));
    }
    if dice.chance(15) {
        lines.push(format!("final when {}", when(dice, words, None)));
    }
    block(&format!("clock {name}{from}{per}"), &dice.shuffled(&lines))
}
