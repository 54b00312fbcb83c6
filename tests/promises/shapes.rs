//! The same JSON, written otherwise.

use serde::de::IgnoredAny;
use std::collections::BTreeSet;

/// A line of JSON with its keys in another order, with space between its parts, and with escapes in the place of plain
/// letters. A line that is no JSON object, or has a key twice, stays as it is.
pub fn reshaped(line: &str) -> String {
    let trimmed = line.trim_matches([' ', '\t', '\r', '\n']);
    let is_object = trimmed.starts_with('{') && serde_json::from_str::<IgnoredAny>(trimmed).is_ok();
    let members = if is_object { members(&trimmed[1..trimmed.len() - 1]) } else { Vec::new() };
    let names: BTreeSet<String> = members.iter().filter_map(|member| name(member)).collect();
    if names.len() != members.len() || members.is_empty() {
        return line.to_owned();
    }
    let members: Vec<String> = members.iter().rev().map(|member| respelt(member)).collect();
    format!("{{\t{} }}", members.join(" , "))
}

/// The members of an object, as they stand between its braces.
fn members(inside: &str) -> Vec<&str> {
    let (mut members, mut from, mut depth) = (Vec::new(), 0, 0_u32);
    for (at, mark) in marks(inside) {
        match mark {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                members.push(&inside[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    if !inside.trim().is_empty() {
        members.push(&inside[from..]);
    }
    members
}

/// The characters outside of strings, each with its place.
fn marks(json: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut in_string, mut escaped) = (false, false);
    json.char_indices().filter(move |(_, mark)| {
        let was_in_string = in_string;
        match mark {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            _ => {}
        }
        !was_in_string && *mark != '"'
    })
}

fn name(member: &str) -> Option<String> {
    let end = marks(member).find(|(_, mark)| *mark == ':')?.0;
    serde_json::from_str(&member[..end]).ok()
}

/// The same member: letters of its strings as escapes, every third one, and space around its marks.
fn respelt(member: &str) -> String {
    let outside: BTreeSet<usize> = marks(member).map(|(at, _)| at).collect();
    let (mut said, mut escaped) = (String::new(), false);
    for (at, mark) in member.char_indices() {
        let is_plain = !outside.contains(&at) && !escaped && mark != '\\' && mark != '"';
        escaped = !outside.contains(&at) && mark == '\\' && !escaped;
        match mark {
            // The four digits behind `\u` are letters too, and must stay.
            _ if is_plain && at % 3 == 0 && mark.is_ascii_alphabetic() && !is_digit_of_escape(member, at) => {
                said += &format!("\\u{:04X}", u32::from(mark));
            }
            ':' | ',' if outside.contains(&at) => said += &format!(" {mark}  "),
            _ => said.push(mark),
        }
    }
    said
}

/// Whether one of the four characters before is the `u` of an escape.
fn is_digit_of_escape(text: &str, at: usize) -> bool {
    let before = &text.as_bytes()[at.saturating_sub(5)..at];
    before.windows(2).any(|pair| pair == b"\\u")
}
