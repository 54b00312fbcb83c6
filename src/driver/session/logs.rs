//! Tickets of a log: `events`, `load`.

use super::timeline::{Timeline, Unusable, bad_events};
use super::{Answer, Refusal, Reply, Session};
use crate::inputs::{Inputs, Progress};
use crate::{Problem, mapping};
use duly_diag::did_you_mean;
use duly_ingest::{Mapping, canonical_lines};
use std::collections::BTreeSet;

/// Where tickets are loaded from.
#[derive(Clone, Debug)]
pub(super) struct Log {
    words: Vec<String>,
    mapping: Option<String>,
}

impl Log {
    /// What is said of it.
    fn name(&self) -> String {
        let files = self.words.join(", ");
        self.mapping.as_ref().map_or_else(|| files.clone(), |mapping| format!("{files} as {mapping}"))
    }
}

impl Session {
    /// Names the events that tickets are loaded from: files, folders, patterns.
    ///
    /// # Errors
    /// A file or mapping that is not there.
    pub fn use_events(&mut self, words: &[String], mapping: Option<&str>) -> Result<(), Problem> {
        Inputs::find(words)?;
        mapping::load(mapping, &self.zones)?;
        self.log = Some(Log { words: words.to_vec(), mapping: mapping.map(str::to_owned) });
        Ok(())
    }

    pub(super) fn events(&mut self, file: &str, mapping: Option<&str>) -> Result<Reply, Refusal> {
        self.use_events(&[file.to_owned()], mapping)?;
        let name = self.log.as_ref().map(Log::name).unwrap_or_default();
        Ok(Reply::plain(Answer::Events(name)))
    }

    /// Loads a ticket and goes to its last event.
    pub(super) fn load(&mut self, text: &str, ticket: &str, from: Option<String>) -> Result<Reply, Refusal> {
        if let Some(file) = from {
            let mapping = self.log.as_ref().and_then(|log| log.mapping.clone());
            self.use_events(&[file], mapping.as_deref())?;
        }
        let Some(log) = &self.log else {
            let problem = Problem::new("no events are at hand to load a ticket from");
            return Err(problem
                .help("name a file: `events \"events.ndjson\"`, or begin with `--events FILE`")
                .into());
        };
        let lines = self.lines_of(log, ticket)?;
        let timeline = Timeline::of_log(ticket, &lines);
        let state = super::State { now: None, ..self.state.clone() };
        let state = state.with(state.texts.clone(), state.policy.clone(), timeline, &self.zones).map_err(
            |unusable| match unusable {
                Unusable::Problem(problem) => Refusal::Problem(problem),
                Unusable::Findings(findings) => self.mistakes(text, findings),
            },
        )?;
        let Some(last) = state.events.last().map(|event| event.at) else {
            return Err(Problem::new(format!("the ticket `{ticket}` has no events")).into());
        };
        let state = state.at(last)?;
        let changes = self.go_on(text, state);
        let zone = &self.plan().meta.zone;
        let understood = Some(format!("{ticket} at {} {}", super::words::instant(last, zone), zone.name()));
        Ok(Reply { understood, answer: Answer::Moved { now: last, changes } })
    }

    /// The canonical lines of one ticket.
    fn lines_of(&self, log: &Log, ticket: &str) -> Result<String, Problem> {
        let mapping: Mapping = mapping::load(log.mapping.as_deref(), &self.zones)?;
        let inputs = Inputs::find(&log.words)?.open(None, &Progress::default())?;
        let mut lines = String::new();
        let mut others: BTreeSet<String> = BTreeSet::new();
        let mut bad = Vec::new();
        for line in canonical_lines(inputs, &mapping) {
            match line {
                Ok(line) => {
                    let line = line.to_string();
                    match ticket_of(&line) {
                        Some(own) if own == ticket => {
                            lines.push_str(&line);
                            lines.push('\n');
                        }
                        Some(own) => {
                            others.insert(own);
                        }
                        None => {}
                    }
                }
                Err(event) => bad.push(event),
            }
        }
        if !lines.is_empty() {
            return Ok(lines);
        }
        if !bad.is_empty() {
            return Err(bad_events(ticket, &bad[..bad.len().min(5)]));
        }
        let near = did_you_mean(ticket, others.iter().map(String::as_str));
        let some = || others.iter().take(3).map(|t| format!("`{t}`")).collect::<Vec<_>>().join(", ");
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {} tickets in {}, such as {}", others.len(), log.name(), some()),
        };
        Err(Problem::new(format!("there is no ticket `{ticket}`")).help(help))
    }
}

/// The ticket of a canonical line.
fn ticket_of(line: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    value.get("ticket")?.as_str().map(str::to_owned)
}
