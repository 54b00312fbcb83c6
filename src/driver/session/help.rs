//! What can be typed.

use super::reply::Answer;
use super::{Refusal, Reply, Session};
use crate::Problem;
use duly_diag::did_you_mean;

/// A thing to type, what it does, and an example.
#[derive(Clone, Copy, Debug)]
pub struct Topic {
    /// The first word.
    pub word: &'static str,
    /// How it is written.
    pub form: &'static str,
    /// What it does, in a few words.
    pub does: &'static str,
    /// More of it.
    pub more: &'static str,
}

/// Everything that can be typed, in groups.
pub const TOPICS: [(&str, &[Topic]); 5] = [
    (
        "the ticket",
        &[
            Topic {
                word: "created",
                form: "created by customer { priority urgent }",
                does: "an event happens now",
                more: "Any event phrase of the language can happen: `agent replies`, `message by customer`, \
                       `status becomes solved`, `tagged \"vip\"`. In the braces stand the fields that it sets. \
                       `at 2026-03-06 14:40 created by customer` says when, `+30m agent replies` how much later.",
            },
            Topic {
                word: "set",
                form: "set priority high",
                does: "a field changes now",
                more: "`set department unset` clears a field, `set tags \"a\", \"b\"` sets a list.",
            },
            Topic {
                word: "load",
                form: "load T-1 from \"events.ndjson\"",
                does: "takes a ticket of a log",
                more: "The session goes to its last event; `goto` and `step` move through its life. \
                       `events \"export.csv\" as \"servicenow-audit\"` names a log and its mapping once for all.",
            },
            Topic {
                word: "events",
                form: "events \"events.ndjson\"",
                does: "names the log to load from",
                more: "",
            },
            Topic { word: "ticket", form: "ticket", does: "the ticket as it is", more: "" },
            Topic { word: "new", form: "new", does: "forgets the ticket", more: "" },
        ],
    ),
    (
        "time",
        &[
            Topic {
                word: "goto",
                form: "goto 2026-03-09 09:00",
                does: "goes to an instant, forward or back",
                more: "Any instant will do: `goto next opening of office`, `goto now - 2h`. Events that lie \
                       ahead are still to come.",
            },
            Topic {
                word: "later",
                form: "+2h, +1 business day on office",
                does: "lets time pass",
                more: "Without `on` it is time on the wall clock, and business days are those of the only calendar.",
            },
            Topic {
                word: "step",
                form: "step",
                does: "goes to the next thing that happens",
                more: "The next event, warning, due, opening or closing of a calendar that counts. What time brings \
                       has happened one second after its instant.",
            },
            Topic { word: "undo", form: "undo, redo", does: "one entry back, or forward again", more: "" },
        ],
    ),
    (
        "questions",
        &[
            Topic { word: "due", form: "due", does: "the open promises, soonest first", more: "" },
            Topic {
                word: "why",
                form: "why, why all, why not \"RULE\"",
                does: "why the ticket stands as it does",
                more: "`why` shows the rules as they were judged last, with what the ticket said to each part of their \
                       conditions, and what judges each clock. `why all` tells the whole story, as `duly why` does. \
                       `why not \"Gold contracts\"` shows what keeps that rule from deciding.",
            },
            Topic {
                word: "what",
                form: "what would make \"RULE\" match",
                does: "the fewest changes that do",
                more: "",
            },
            Topic {
                word: "whatif",
                form: "whatif priority urgent",
                does: "how it would be, beside how it is",
                more: "An event can be supposed too: `whatif agent replies`. Nothing is changed.",
            },
            Topic {
                word: "expect",
                form: "expect resolution due 2026-03-09 09:10",
                does: "holds an expectation against the ticket",
                more: "The expectations are those of `test` blocks. In a piped session one that fails makes the \
                       exit status 1.",
            },
            Topic {
                word: "expressions",
                form: "3h30m on office from now",
                does: "the value of anything",
                more: "`now`, `now - created`, `2 business days on office from now`, `between created and now on \
                       office`, `next closing of office`, `2 * 30m`, a field, a clock, a calendar; and any \
                       condition: `priority >= high and not waiting`.",
            },
            Topic {
                word: "hole",
                form: "priority is ?",
                does: "what fits there",
                more: "A `?` stands anywhere in a line: `set ?`, `3h on ?`, `expect resolution ?`.",
            },
        ],
    ),
    (
        "the policy",
        &[
            Topic {
                word: "declarations",
                form: "calendar office { .. }, level .. rules ..",
                does: "declares, or takes the place of what has the name",
                more: "Declarations are typed as they stand in a file, on as many lines as they need. The ticket is \
                       judged by the new text at once; `undo` takes it back.",
            },
            Topic {
                word: "list",
                form: "list, list rules",
                does: "what there is",
                more: "Of agreements, calendars, clocks, events, excuses, fields, levels, objectives, phrases, rules, \
                       scripts, states, tests, triggers.",
            },
            Topic {
                word: "info",
                form: "info office",
                does: "what is known of a name, and where it stands",
                more: "",
            },
            Topic {
                word: "show",
                form: "show office 2026-03",
                does: "a calendar's month, or year",
                more: "",
            },
            Topic {
                word: "save",
                form: "save test \"late on Friday\" to \"tests.sla\"",
                does: "the ticket as a test of a file",
                more: "What happened to the ticket up to now, and what is to be expected of it, as a `test` block that passes \
                       as it stands. The file is made if it is not there; without `to` the test is shown.",
            },
            Topic {
                word: "reload",
                form: "reload",
                does: "reads the policy's files again",
                more: "What was typed stays, and so does the ticket.",
            },
        ],
    ),
    (
        "the session",
        &[
            Topic { word: "help", form: "help, help goto", does: "this, or more of one thing", more: "" },
            Topic { word: "quit", form: "quit", does: "ends the session", more: "" },
        ],
    ),
];

impl Session {
    pub(super) fn help(&self, topic: Option<&str>) -> Result<Reply, Refusal> {
        let Some(wanted) = topic else { return Ok(Reply::plain(Answer::Help(None))) };
        match find(wanted) {
            Some(topic) => Ok(Reply::plain(Answer::Help(Some(topic.word.to_owned())))),
            None => {
                let words = TOPICS.iter().flat_map(|(_, topics)| topics.iter()).map(|topic| topic.word);
                let near = did_you_mean(wanted, words);
                let problem = Problem::new(format!("there is no help on `{wanted}`"));
                let help = near
                    .map_or("`help` lists everything".to_owned(), |near| format!("did you mean `{near}`?"));
                Err(problem.help(help).into())
            }
        }
    }
}

/// The topic of a word.
#[must_use]
pub fn find(word: &str) -> Option<&'static Topic> {
    let all = TOPICS.iter().flat_map(|(_, topics)| topics.iter());
    all.clone().find(|topic| topic.word == word).or_else(|| {
        all.clone().find(|topic| topic.form.split(|c: char| !c.is_alphanumeric()).any(|part| part == word))
    })
}
