//! Tickets of a log: `events`, `load`.

use super::timeline::{Timeline, Unusable, bad_events};
use super::{Answer, Refusal, Reply, Session};
use crate::inputs::{Inputs, Progress};
use crate::why::unknown_ticket;
use crate::{Problem, mapping};
use duly_ingest::{Mapping, ticket_lines};

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
        let timeline = self.timeline_of(log, ticket)?;
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

    /// One ticket of a log; the others are not looked at.
    fn timeline_of(&self, log: &Log, ticket: &str) -> Result<Timeline, Problem> {
        let mapping: Mapping = mapping::load(log.mapping.as_deref(), &self.zones)?;
        let inputs = Inputs::find(&log.words)?;
        let readers = inputs.open(None, &Progress::default())?;
        let names = readers.iter().map(|input| input.name.clone()).collect();
        let lines = ticket_lines(readers, &mapping, ticket).map_err(|bad| bad_events(ticket, &bad))?;
        if lines.is_empty() {
            return Err(unknown_ticket(ticket, self.plan(), &mapping, &inputs));
        }
        Ok(Timeline::of_log(ticket, log.mapping.is_some(), names, lines))
    }
}
