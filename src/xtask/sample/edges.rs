//! Tickets whose every second is chosen: the places where a verdict turns.

use super::event::Event;
use super::rng::Rng;
use super::story::Story;

/// An event's kind, who did it, and the field that it sets.
type Step = (&'static str, &'static str, &'static str, Option<(&'static str, &'static str)>);

/// When the ticket is created (RFC 3339), its priority, and what happens then.
const EDGES: [(&str, &str, &[Step]); 10] = [
    // An urgent ticket, two hours allowed, answered in the last second, and one a second later.
    ("2026-01-14T09:00:00Z", "urgent", &[("2026-01-14T11:30:00Z", "message", "agent", None)]),
    ("2026-01-14T09:00:00Z", "urgent", &[("2026-01-14T11:30:01Z", "message", "agent", None)]),
    // Created in the last minute of a Friday, answered on Monday.
    (
        "2026-01-16T13:59:30Z",
        "urgent",
        &[
            ("2026-01-19T09:29:30Z", "message", "agent", Some(("status", "answered"))),
            ("2026-01-19T09:29:31Z", "change", "agent", Some(("status", "resolved"))),
        ],
    ),
    // Created on a holiday.
    (
        "2026-01-06T10:00:00Z",
        "high",
        &[("2026-01-07T12:00:00Z", "message", "agent", Some(("status", "answered")))],
    ),
    // Arrives solved.
    ("2026-02-03T08:15:00Z", "high", &[]),
    // Created in the night in which summer time begins, answered on Monday.
    (
        "2026-03-28T22:30:00Z",
        "urgent",
        &[
            ("2026-03-30T08:29:59Z", "message", "agent", Some(("status", "answered"))),
            ("2026-03-30T09:30:00Z", "message", "customer", Some(("status", "open"))),
            ("2026-03-30T10:31:00Z", "message", "agent", Some(("status", "resolved"))),
        ],
    ),
    // Friday before summer time to Monday after it.
    (
        "2026-03-27T12:00:00Z",
        "high",
        &[("2026-03-30T08:30:00Z", "message", "agent", Some(("status", "answered")))],
    ),
    // Into the all-hands meeting, and over it.
    (
        "2026-02-12T11:45:00Z",
        "urgent",
        &[("2026-02-12T15:15:00Z", "message", "agent", Some(("status", "answered")))],
    ),
    // The open Saturday.
    (
        "2026-03-21T08:00:00Z",
        "urgent",
        &[("2026-03-21T10:30:00Z", "message", "agent", Some(("status", "resolved")))],
    ),
    // Raised to urgent when the urgent promise is over already, answered afterwards.
    (
        "2026-03-10T08:00:00Z",
        "normal",
        &[
            ("2026-03-10T12:00:00Z", "change", "agent", Some(("priority", "urgent"))),
            ("2026-03-10T12:10:00Z", "change", "agent", Some(("priority", "low"))),
            ("2026-03-10T13:00:00Z", "message", "agent", Some(("status", "answered"))),
        ],
    ),
];

/// The edges as stories.
pub fn stories(rng: &mut Rng) -> Vec<Story> {
    EDGES.iter().map(|(created, priority, steps)| story(created, priority, steps, rng)).collect()
}

fn story(created: &str, priority: &str, steps: &[Step], rng: &mut Rng) -> Story {
    let mut story = Story::new(instant(created), "edge@acme.example".to_owned(), rng);
    let status = if steps.is_empty() { "resolved" } else { "new" };
    let event = story.customer("created").via("email").set("source", "email").set("status", status);
    story.tell(event.set("priority", priority).set("department", "Support").set("subject", "To the second"));
    for (at, event, by, set) in steps {
        story.now = instant(at);
        let event = if *by == "agent" { story.agent(event) } else { story.customer(event) };
        let event: Event = set.iter().fold(event, |event, (field, value)| event.set(field, *value));
        story.tell(event);
    }
    story
}

fn instant(text: &str) -> i64 {
    chrono::DateTime::parse_from_rfc3339(text).map_or(0, |at| at.timestamp())
}
