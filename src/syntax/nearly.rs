//! Lines of a session that are mistyped where they begin: a line can be many things, so that no rule of the grammar
//! knows which was meant.

use crate::build::events::PHRASES;
use crate::words::{COMMANDS, EVENTS};
use duly_diag::did_you_mean;
use std::ops::Range;

/// The events and commands that a line of a session can be by its first word.
fn openings() -> impl Iterator<Item = &'static str> {
    let said = EVENTS.iter().chain(COMMANDS).filter_map(|text| text.split(' ').next());
    said.chain(["expect", "exit", "at"]).filter(|word| !matches!(*word, "no" | "next"))
}

/// The beginning of a line of a session that is nearly an event or a command, in bytes, and what it is nearly.
#[must_use]
pub fn nearly(line: &str) -> Option<(Range<usize>, &'static str)> {
    let start = line.len() - line.trim_start().len();
    let mut words = line[start..].split_whitespace();
    let (first, second) = (words.next()?, words.next().unwrap_or_default());
    let phrase = format!("{first} {second}");
    let end = start + line[start..].find(second).unwrap_or_default() + second.len();
    let bare = |word: &str| word.chars().all(|c| c.is_alphabetic() || c == '_');
    if line.get(start..end) == Some(&phrase)
        && bare(second)
        && let Some(near) = did_you_mean(&phrase, PHRASES)
        && near != phrase
    {
        return Some((start..end, near));
    }
    let near = did_you_mean(first, openings()).filter(|near| *near != first && bare(first))?;
    Some((start..start + first.len(), near))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_beginning_has_a_nearest_one() {
        let near = |line: &str| nearly(line).map(|(range, near)| (line[range].to_owned(), near));
        let found = |written: &str, near| Some((written.to_owned(), near));
        assert_eq!(near("agnt replies"), found("agnt replies", "agent replies"));
        assert_eq!(near("  custmer replies via chat"), found("custmer replies", "customer replies"));
        assert_eq!(near("creatd by customer"), found("creatd", "created"));
        assert_eq!(near("goot 2026-03-09 09:00"), found("goot", "goto"));
        assert_eq!(near("expct resolution met"), found("expct", "expect"));
        assert_eq!(near("agent replies"), None);
        assert_eq!(near("priority is high"), None);
        assert_eq!(near(""), None);
    }
}
