//! The sample events of `rules/liveagent/`: a made-up helpdesk's first quarter of 2026, the same on every machine.

mod edges;
mod event;
mod rng;
mod stories;
mod story;

use event::Event;
use rng::Rng;
use std::path::Path;
use story::Story;

/// Where the sample lies, from the workspace's root.
pub const PATH: &str = "rules/liveagent/events.ndjson";

const TICKETS: usize = 350;
/// 2026-01-01, in days from 1970-01-01.
const FIRST_DAY: i64 = 20_454;
const DAYS: i64 = 90;
/// 2026-03-31T16:00:00Z: what would happen later is not known yet.
const END: i64 = 1_774_972_800;

const NAMES: [&str; 10] = ["ada", "ben", "cleo", "dora", "emil", "finn", "greta", "hugo", "ines", "jan"];
const COMPANIES: [&str; 7] = ["lumen", "harbor", "nordic", "brick", "meadow", "atlas", "quill"];

/// Writes the sample.
///
/// # Errors
/// In words, if it cannot be written.
pub fn write(root: &Path) -> Result<(), String> {
    let path = root.join(PATH);
    std::fs::write(&path, text()?).map_err(|e| format!("{}: {e}", path.display()))
}

/// The sample: one event a line, by instant, ticket and order within the ticket.
///
/// # Errors
/// In words, if an event cannot be written as JSON.
fn text() -> Result<String, String> {
    let mut rng = Rng::new(2026);
    let mut stories = told(&mut rng);
    stories.sort_by_key(|story| story.events.first().map(|event| event.at));
    let mut events: Vec<(i64, usize, Event)> = Vec::new();
    for (index, story) in stories.into_iter().enumerate() {
        let number = 1_001 + index;
        events.extend(story.events.into_iter().map(|event| (event.at, number, named(event, number))));
    }
    events.retain(|(at, _, _)| *at <= END);
    events.sort_by_key(|(at, number, event)| (*at, *number, event.seq));
    let mut text = String::new();
    for (_, _, event) in &events {
        text.push_str(&serde_json::to_string(event).map_err(|e| e.to_string())?);
        text.push('\n');
    }
    Ok(text)
}

fn told(rng: &mut Rng) -> Vec<Story> {
    let mut stories = edges::stories(rng);
    while stories.len() < TICKETS {
        let customer = format!("{}@{}.example", rng.pick(&NAMES), rng.pick(&COMPANIES));
        let mut story = Story::new(story::arrival(FIRST_DAY, DAYS, rng), customer, rng);
        rng.pick(&stories::KINDS)(&mut story, rng);
        stories.push(story);
    }
    stories
}

/// The event with its ticket's id; a merged ticket goes into the one before it.
fn named(mut event: Event, number: usize) -> Event {
    event.ticket = format!("A-{number}");
    if event.into.is_some() {
        event.into = Some(format!("A-{}", number - 1));
    }
    event
}

#[cfg(test)]
mod tests {
    /// `cargo xtask sample` was run after the last change of the generator.
    #[test]
    fn the_sample_is_what_the_generator_makes() {
        let root = crate::root();
        let file = std::fs::read_to_string(root.join(super::PATH)).unwrap();
        assert!(file == super::text().unwrap(), "{} differs: run `cargo xtask sample`", super::PATH);
    }

    #[test]
    fn no_event_lies_before_its_ticket_or_after_the_quarter() {
        let mut created = std::collections::BTreeSet::new();
        for line in super::text().unwrap().lines() {
            let event: serde_json::Value = serde_json::from_str(line).unwrap();
            let ticket = event["ticket"].as_str().unwrap().to_owned();
            if event["event"] == "created" {
                assert!(created.insert(ticket), "created twice: {line}");
            } else {
                assert!(created.contains(&ticket), "before its creation: {line}");
            }
            assert!(event["at"].as_str().unwrap() <= "2026-03-31T16:00:00Z", "{line}");
        }
        assert_eq!(created.len(), super::TICKETS);
    }
}
