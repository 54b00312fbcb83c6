//! A policy with tickets, and what duly and the second engine say of it.

use super::product::Product;
use chrono::{Days, NaiveDate};
use duly_tests::random::{self, Dice, Files, Story};
use duly_tests::second::{Book, Life, objectives};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Days that the second engine's calendars reach beyond the day of the tickets. A calendar that is open at Easter alone counts
/// its days over years.
const BEFORE: u64 = 420;
const AFTER: u64 = 900;

/// A policy and its tickets.
#[derive(Clone, Debug)]
pub struct Case {
    /// The policy.
    pub text: String,
    /// Its holiday files.
    pub files: Files,
    /// The day around which everything happens.
    pub day: NaiveDate,
    /// The tickets.
    pub stories: Vec<Story>,
    /// The instant to judge them at.
    pub as_of: i64,
}

/// What is said of one ticket.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Said {
    /// Its rows of the log.
    pub log: Vec<Json>,
    /// Its rows of the report of actions.
    pub actions: Vec<Json>,
}

impl Case {
    /// The case of a seed.
    pub fn of_seed(seed: u64, tickets: usize) -> Case {
        let mut dice = Dice::new(seed);
        let written = random::policy(&mut dice);
        let mut case = Case {
            text: written.text(),
            files: written.files.clone(),
            day: written.words.day,
            stories: Vec::new(),
            as_of: 0,
        };
        (case.stories, case.as_of) = random::stories(&mut dice, &written, &case.policy(), tickets);
        case
    }

    /// The policy as the second engine reads it.
    fn policy(&self) -> Book {
        let (from, to) = (self.day - Days::new(BEFORE), self.day + Days::new(AFTER));
        Book::read(&self.text, &self.files.holidays, from, to)
    }

    /// What the second engine says of each ticket.
    pub fn told(&self) -> (BTreeMap<String, Said>, [Vec<Json>; 2]) {
        let policy = self.policy();
        let (mut told, mut all) = (BTreeMap::new(), Vec::new());
        for story in &self.stories {
            // "Events after `--as-of` are ignored."
            let events: Vec<_> = story.events.iter().filter(|event| event.at <= self.as_of).collect();
            if events.is_empty() {
                continue;
            }
            let mut life = Life::new(policy.policy(story.events[0].at));
            events.into_iter().for_each(|event| life.happen(event));
            let judged = life.finish(&story.ticket, self.as_of);
            let log = judged.iter().map(|cycle| cycle.row.clone()).collect();
            all.extend(judged);
            let actions = life.actions.iter().map(|action| action.row(&story.ticket)).collect();
            told.insert(story.ticket.clone(), Said { log, actions });
        }
        told.retain(|_, said| *said != Said::default());
        (told, objectives::reports(policy.first(), &all, self.as_of))
    }

    /// The events as lines.
    pub fn lines(&self) -> Vec<String> {
        let lines = |story: &Story| {
            let ticket = story.ticket.clone();
            story.events.iter().map(move |event| event.json(&ticket).to_string()).collect::<Vec<_>>()
        };
        self.stories.iter().flat_map(lines).collect()
    }

    /// The tickets of which the two say different things, in words, and what the second engine tells.
    ///
    /// # Errors
    /// duly refuses the policy, and why.
    pub fn compare(&self) -> Result<Compared, Vec<String>> {
        let product = Product::new(self)?;
        let ((said, periods_said), (told, periods_told)) = (product.says(self), self.told());
        let tickets = said.keys().chain(told.keys().filter(|ticket| !said.contains_key(*ticket)));
        let empty = Said::default();
        let of = |all: &BTreeMap<String, Said>, ticket| all.get(ticket).unwrap_or(&empty).clone();
        let found = tickets.filter_map(|ticket| difference(&of(&said, ticket), &of(&told, ticket)));
        let mut found: Vec<String> = found.collect();
        for (said, told) in periods_said.iter().zip(&periods_told) {
            found.extend(periods_differ(said, told));
        }
        Ok((found, told, periods_told))
    }

    /// The whole of it, for a person to read and to try with `duly run`.
    pub fn shown(&self) -> String {
        let mut text = format!("{}\n", self.text);
        for (name, file) in &self.files.texts {
            _ = writeln!(text, "--- {name}\n{file}");
        }
        _ = writeln!(text, "--- events, as of {}", duly_tests::second::value::stamp(self.as_of));
        self.lines().iter().for_each(|line| _ = writeln!(text, "{line}"));
        text
    }
}

/// What comes of a comparison: the differences in words, and what the second engine tells of each ticket, of objectives and of
/// credits.
pub type Compared = (Vec<String>, BTreeMap<String, Said>, [Vec<Json>; 2]);

/// The first rows that differ, column by column.
fn difference(said: &Said, told: &Said) -> Option<String> {
    let of_kind = |kind: &str, said: &[Json], told: &[Json]| {
        let place = (0..said.len().max(told.len())).find(|place| said.get(*place) != told.get(*place))?;
        let (Some(one), Some(other)) = (said.get(place), told.get(place)) else {
            return Some(format!(
                "{kind} row {place}:\n  duly {:?}\n  told {:?}",
                said.get(place),
                told.get(place)
            ));
        };
        let columns = one.as_object()?.iter().filter(|(name, value)| other.get(name) != Some(value));
        let columns =
            columns.map(|(name, value)| format!("  {name}: duly {value}, told {}", other[name.as_str()]));
        let columns: Vec<String> = columns.collect();
        Some(format!("{kind} {} {} {}:\n{}", one["ticket"], one["clock"], one["cycle"], columns.join("\n")))
    };
    of_kind("log", &said.log, &told.log).or_else(|| of_kind("action", &said.actions, &told.actions))
}

/// Rows of objectives or credits that only one of the two has. Their order is the report's; values are rounded there.
fn periods_differ(said: &[Json], told: &[Json]) -> Option<String> {
    let said_only: Vec<&Json> =
        said.iter().filter(|said| !told.iter().any(|told| same_period(said, told))).collect();
    let told_only: Vec<&Json> =
        told.iter().filter(|told| !said.iter().any(|said| same_period(said, told))).collect();
    let same = said_only.is_empty() && told_only.is_empty() && said.len() == told.len();
    (!same).then(|| format!("periods:\n  duly {said_only:?}\n  told {told_only:?}"))
}

fn same_period(said: &Json, told: &Json) -> bool {
    let columns = told.as_object().unwrap();
    columns.iter().all(|(name, value)| match (said.get(name), value.as_f64()) {
        (Some(said), Some(value)) => said.as_f64().is_some_and(|said| (said - value).abs() < 0.001),
        (said, _) => said == Some(value),
    })
}
