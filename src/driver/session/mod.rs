//! A session over a policy: a ticket that is built event by event, moved through time, and asked about.
//!
//! A [`Session`] takes one entry after another ([`Session::enter`]) and answers with data ([`Reply`]); `render` puts it
//! into words. It knows no terminal, no clock and no file but those it is told of. An entry that is wrong leaves the
//! session as it was.

mod ask;
mod changes;
mod clause;
mod declare;
mod evaluate;
mod happen;
mod happened;
mod help;
mod identity;
mod info;
mod lists;
mod logs;
mod next;
mod place;
mod present;
mod render;
mod reply;
mod rules;
mod save;
mod scripts;
mod suggest;
mod texts;
mod timeline;
mod value;
mod words;

#[cfg(test)]
mod tests;

pub use crate::lines::{Line, Tone, paint};
pub use changes::Change;
pub use clause::Clause;
pub use duly_syntax::{Shape, ast::ShownPeriod, shape};
pub use next::{Ahead, Next};
pub use place::{Completion, Mark, complete, highlight, hint};
pub use present::{Cycle, Done, Present};
pub use reply::{Answer, FitsGroup, Group, Info, More, Reply, RuleAsked, Suggestion};
pub use value::Value;
pub use words::instant as shown_instant;

use crate::{Problem, paths};
use duly_calendar::{Instant, TimeZones};
use duly_diag::{Diagnostic, FileId, SourceMap};
use duly_engine::OutOfOrder;
use duly_plan::Plan;
use happened::Happened;
use logs::Log;
use std::sync::Arc;
use texts::{Mistakes, Policy, Texts};
use timeline::{Timeline, Unusable};

/// The name of an entry in drawings.
const ENTRY: &str = "<entry>";

/// How many entries can be undone.
const MOST_UNDONE: usize = 1_000;

/// A session.
#[derive(Debug)]
pub struct Session {
    zones: TimeZones,
    log: Option<Log>,
    /// Whether it may write files.
    writes: bool,
    state: State,
    /// The states before, each with the entry that ended it; the last is the nearest.
    before: Vec<(String, State)>,
    /// The states that were undone.
    after: Vec<(String, State)>,
}

/// Where a session stands. Cheap to keep: its parts are shared.
#[derive(Clone, Debug)]
struct State {
    texts: Texts,
    policy: Arc<Policy>,
    timeline: Timeline,
    events: Arc<Vec<Happened>>,
    now: Option<Instant>,
    present: Arc<Present>,
}

/// Why a session cannot begin.
#[derive(Debug)]
pub enum NoSession {
    /// There is no such policy.
    Problem(Problem),
    /// The policy has errors.
    Mistakes(Vec<Diagnostic>, Box<SourceMap>),
}

/// Why an entry is not followed.
enum Refusal {
    Mistakes(Vec<Diagnostic>, Box<SourceMap>),
    Problem(Problem),
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Refusal::Problem(problem)
    }
}

impl From<Mistakes> for Refusal {
    fn from(mistakes: Mistakes) -> Self {
        Refusal::Mistakes(mistakes.diagnostics, Box::new(mistakes.sources))
    }
}

impl Session {
    /// A session over the policy of a file or folder, or over an empty one. `now` is the instant at which it begins;
    /// without one there is no `now` until an entry says it.
    ///
    /// # Errors
    /// See [`NoSession`].
    pub fn new(policy: Option<&str>, now: Option<Instant>, zones: TimeZones) -> Result<Session, NoSession> {
        let entry = policy.map(paths::policy).transpose().map_err(NoSession::Problem)?;
        if let Some(path) = &entry {
            std::fs::read_to_string(path).map_err(|e| NoSession::Problem(paths::unreadable(path, &e)))?;
        }
        let texts = Texts::new(entry);
        let policy = texts
            .check(&zones)
            .map_err(|mistakes| NoSession::Mistakes(mistakes.diagnostics, Box::new(mistakes.sources)))?;
        let state = State {
            texts,
            policy: Arc::new(policy),
            timeline: Timeline::default(),
            events: Arc::default(),
            now,
            present: Arc::new(Present::empty(now.unwrap_or_default())),
        };
        Ok(Session { zones, log: None, writes: true, state, before: Vec::new(), after: Vec::new() })
    }

    /// The same, but it writes no file: what would be saved is shown.
    #[must_use]
    pub fn read_only(self) -> Session {
        Session { writes: false, ..self }
    }

    /// The policy as it stands.
    #[must_use]
    pub fn plan(&self) -> &Arc<Plan> {
        &self.state.policy.plan
    }

    /// Its texts.
    #[must_use]
    pub fn sources(&self) -> &SourceMap {
        &self.state.policy.sources
    }

    /// What was doubtful about the policy when it was checked last.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.state.policy.warnings
    }

    /// The instant of the session.
    #[must_use]
    pub fn now(&self) -> Option<Instant> {
        self.state.now
    }

    /// The ticket as it is now.
    #[must_use]
    pub fn present(&self) -> &Present {
        &self.state.present
    }

    /// The time zones that are known.
    #[must_use]
    pub fn zones(&self) -> &TimeZones {
        &self.zones
    }

    /// Takes an entry: a line, or a declaration of several.
    pub fn enter(&mut self, text: &str) -> Reply {
        let answered = match shape(text).0 {
            Shape::Empty => Ok(Reply::plain(Answer::Nothing)),
            Shape::Declaration => self.declare(text),
            Shape::Line => self.line(text),
        };
        answered.unwrap_or_else(|refusal| {
            Reply::plain(match refusal {
                Refusal::Mistakes(diagnostics, sources) => Answer::Mistakes { diagnostics, sources },
                Refusal::Problem(problem) => Answer::Problem(problem),
            })
        })
    }

    /// The texts that the findings of an entry point into, and the entry's place among them.
    fn sources_with(&self, text: &str) -> (FileId, SourceMap) {
        let mut sources = self.sources().clone();
        let file = sources.add(ENTRY, text);
        (file, sources)
    }

    /// What is wrong with an entry.
    fn mistakes(&self, text: &str, diagnostics: Vec<Diagnostic>) -> Refusal {
        Refusal::Mistakes(diagnostics, Box::new(self.sources_with(text).1))
    }

    /// Goes on from another state; the one that stood can be come back to.
    fn go_on(&mut self, entry: &str, state: State) -> Vec<Change> {
        let old = std::mem::replace(&mut self.state, state);
        let changes = changes::changes(&old.present, &self.state.present);
        self.before.push((entry.trim().to_owned(), old));
        if self.before.len() > MOST_UNDONE {
            self.before.remove(0);
        }
        self.after.clear();
        changes
    }

    /// What is different about how things stand; what was done on the way there is known already.
    fn standing_changes(&self, old: &State) -> Vec<Change> {
        let mut changes = changes::changes(&old.present, &self.state.present);
        changes.retain(|change| !matches!(change, Change::Done(_)));
        changes
    }

    fn undo(&mut self) -> Result<Reply, Refusal> {
        let Some((entry, state)) = self.before.pop() else {
            return Err(Problem::new("there is nothing to undo").into());
        };
        let old = std::mem::replace(&mut self.state, state);
        let changes = self.standing_changes(&old);
        self.after.push((entry.clone(), old));
        Ok(Reply::plain(Answer::Restored { entry, changes }))
    }

    fn redo(&mut self) -> Result<Reply, Refusal> {
        let Some((entry, state)) = self.after.pop() else {
            return Err(Problem::new("there is nothing that was undone").into());
        };
        let old = std::mem::replace(&mut self.state, state);
        let changes = self.standing_changes(&old);
        self.before.push((entry.clone(), old));
        Ok(Reply::plain(Answer::Restored { entry, changes }))
    }
}

impl State {
    /// The state at another instant.
    fn at(&self, now: Instant) -> Result<State, Refusal> {
        let present = present_of(&self.policy, &self.events, now)?;
        Ok(State { now: Some(now), present: Arc::new(present), ..self.clone() })
    }

    /// The state with another history, or under another policy.
    fn with(
        &self,
        texts: Texts,
        policy: Arc<Policy>,
        timeline: Timeline,
        zones: &TimeZones,
    ) -> Result<State, Unusable> {
        let events = timeline.events(&policy, zones)?;
        let now = self.now;
        let present = match now {
            Some(now) => {
                Present::of(&policy.program, &events, now).map_err(|e| Unusable::Problem(out_of_order(e)))?
            }
            None => Present::default(),
        };
        Ok(State { texts, policy, timeline, events: Arc::new(events), now, present: Arc::new(present) })
    }
}

fn present_of(policy: &Policy, events: &[Happened], now: Instant) -> Result<Present, Refusal> {
    Ok(Present::of(&policy.program, events, now).map_err(out_of_order)?)
}

/// Events that do not follow each other.
fn out_of_order(error: OutOfOrder) -> Problem {
    let problem = Problem::new(error.to_string());
    match error {
        OutOfOrder::BeforeCreated { .. } => problem.help("begin with the ticket: `created by customer`"),
        OutOfOrder::CreatedTwice { .. } => {
            problem.help("`new` forgets the ticket, so that another can begin")
        }
        OutOfOrder::Late { .. } => problem,
    }
}
