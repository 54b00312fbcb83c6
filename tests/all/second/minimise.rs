//! A case made smaller while the two engines go on saying different things of it.

use super::case::Case;
use duly_tests::second::Event;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Drops tickets, events, what they carry, declarations and lines, until nothing more can go.
pub fn minimise(case: Case) -> Case {
    let mut case = case;
    loop {
        let before = case.shown().len();
        for step in [fewer_stories, fewer_events, fewer_parts, fewer_declarations, fewer_lines] {
            let mut place = 0;
            while let Some(smaller) = step(&case, place) {
                if differs(&smaller) {
                    case = smaller;
                } else {
                    place += 1;
                }
            }
        }
        if case.shown().len() == before {
            return case;
        }
    }
}

fn differs(case: &Case) -> bool {
    let differences = catch_unwind(AssertUnwindSafe(|| case.compare()));
    differences.is_ok_and(|found| found.is_ok_and(|(found, ..)| !found.is_empty()))
}

fn fewer_stories(case: &Case, place: usize) -> Option<Case> {
    let mut smaller = case.clone();
    (place < case.stories.len()).then(|| _ = smaller.stories.remove(place))?;
    Some(smaller)
}

fn fewer_events(case: &Case, place: usize) -> Option<Case> {
    let mut smaller = case.clone();
    let mut place = place;
    for story in &mut smaller.stories {
        // The creation stays.
        if place + 1 < story.events.len() {
            story.events.remove(place + 1);
            return Some(smaller);
        }
        place -= story.events.len() - 1;
    }
    None
}

fn fewer_parts(case: &Case, place: usize) -> Option<Case> {
    let mut smaller = case.clone();
    let mut place = place;
    let mut events = smaller.stories.iter_mut().flat_map(|story| &mut story.events);
    let dropped = events.any(|event| drop_part(event, &mut place));
    dropped.then_some(smaller)
}

/// Drops one part of an event, counting down to it.
fn drop_part(event: &mut Event, place: &mut usize) -> bool {
    for list in [&mut event.add, &mut event.remove] {
        if *place < list.len() {
            list.remove(*place);
            return true;
        }
        *place -= list.len();
    }
    if *place < event.set.len() {
        event.set.remove(*place);
        return true;
    }
    *place -= event.set.len();
    for text in [&mut event.actor, &mut event.channel, &mut event.text, &mut event.id] {
        if text.is_some() && *place == 0 {
            *text = None;
            return true;
        }
        *place -= usize::from(text.is_some());
    }
    false
}

fn fewer_declarations(case: &Case, place: usize) -> Option<Case> {
    let lines: Vec<&str> = case.text.lines().collect();
    let begin = (0..lines.len())
        .filter(|line| lines[*line].ends_with('{') && !lines[*line].starts_with(' '))
        .nth(place)?;
    let end = (begin..lines.len()).find(|line| lines[*line] == "}")?;
    Some(with_lines(case, lines[..begin].iter().chain(&lines[end + 1..])))
}

fn fewer_lines(case: &Case, place: usize) -> Option<Case> {
    let lines: Vec<&str> = case.text.lines().collect();
    (place < lines.len()).then(|| with_lines(case, lines[..place].iter().chain(&lines[place + 1..])))
}

fn with_lines<'a>(case: &Case, lines: impl Iterator<Item = &'a &'a str>) -> Case {
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    Case { text, ..case.clone() }
}
