//! `duly repl`: a session on a terminal, or a script of one.

mod history;
mod prompt;

use super::calendar;
use crate::args::Common;
use crate::terminal::{self, Terminal};
use crate::{Exit, Failure};
use duly_calendar::Instant;
use duly_driver::session::{Answer, NoSession, Reply, Session, paint, shape};
use duly_driver::{moment, paths};
use std::io::{self, IsTerminal, Read, Write};
use std::time::{SystemTime, UNIX_EPOCH};

/// The columns of an answer where there is no terminal to ask, and the most where there is.
const COLUMNS: usize = 80;

/// Try a policy: build or load a ticket, move it through time, ask why
///
/// `help` in a session lists what can be typed. Without a policy it begins with an empty one, to be declared on the fly.
/// What is piped in runs as a script: an entry that is wrong, or an expectation that fails, makes the status 1.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  duly repl rules/liveagent\n  \
    duly repl rules/liveagent --events events.ndjson\n  \
    echo '3h30m on office from 2026-03-06 14:40' | duly repl rules/liveagent")]
pub struct Args {
    /// The policy: a file, or a folder with a `policy.sla`
    policy: Option<String>,
    /// Events to load tickets from: files, globs, folders
    #[arg(long, value_name = "EVENTS", num_args = 1..)]
    events: Vec<String>,
    /// How the events are read: a shipped mapping, or a file
    #[arg(long, value_name = "NAME|FILE", requires = "events")]
    map: Option<String>,
    /// The instant at which the session begins; on a terminal the present one without
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
    /// Show each entry before its answer, as a terminal would
    #[arg(long)]
    echo: bool,
    /// Neither read nor keep the entries of other sessions
    #[arg(long)]
    no_history: bool,
}

impl Args {
    /// Runs the session.
    pub fn run(&self, common: &Common) -> Result<Exit, Failure> {
        let (terminal, watched) = (common.terminal(), io::stdin().is_terminal());
        let now = if watched && self.at.is_none() { Some(present_minute()) } else { None };
        let mut session = match Session::new(self.policy.as_deref(), now, common.zones()?) {
            Ok(session) => session,
            Err(NoSession::Problem(problem)) => return Err(problem.into()),
            Err(NoSession::Mistakes(diagnostics, sources)) => {
                terminal.draw(&diagnostics, &sources);
                terminal::say("the policy has errors: mend them first, `duly check` shows all of them");
                return Ok(Exit::No);
            }
        };
        if !self.events.is_empty() {
            session.use_events(&self.events, self.map.as_deref())?;
        }
        if let Some(at) = &self.at {
            // The option is read as `--from` and `--as-of` are.
            moment::instant(at, &session.plan().meta.zone)
                .map_err(|problem| duly_driver::Problem::new(format!("--at: {problem}")))?;
            session.enter(&format!("goto {}", at.replace('T', " ")));
        }
        let mut talk = Talk { session, terminal, watched, well: true };
        if watched { talk.converse(!self.no_history) } else { talk.script(self.echo) }
    }
}

/// The present minute.
#[expect(clippy::disallowed_methods, reason = "a session on a terminal begins now; a script's never does")]
fn present_minute() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant(i64::try_from(since.as_secs()).unwrap_or_default() / 60 * 60)
}

/// A session and how its answers are shown.
struct Talk {
    session: Session,
    terminal: Terminal,
    /// Whether somebody is typing.
    watched: bool,
    /// Whether every entry was well so far.
    well: bool,
}

impl Talk {
    /// Takes what is piped in, entry by entry.
    fn script(&mut self, echo: bool) -> Result<Exit, Failure> {
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text).map_err(|e| paths::unreadable("-", &e))?;
        for entry in entries(&text) {
            if echo {
                terminal::answer(&echoed(&entry))?;
            }
            if !self.take(&entry)? {
                break;
            }
        }
        Ok(if self.well { Exit::Well } else { Exit::No })
    }

    /// Takes an entry and shows the answer; whether the session goes on.
    fn take(&mut self, entry: &str) -> Result<bool, Failure> {
        let reply = self.session.enter(entry);
        self.well &= !reply.is_wrong();
        self.show(&reply)?;
        Ok(!matches!(reply.answer, Answer::Quit))
    }

    fn show(&self, reply: &Reply) -> Result<(), Failure> {
        let color = self.terminal.colors_stdout();
        let width = terminal::stdout_width().unwrap_or(COLUMNS).min(COLUMNS);
        let mut text = paint(&self.session.render(reply, width), color);
        match &reply.answer {
            Answer::Mistakes { diagnostics, sources } => self.terminal.draw(diagnostics, sources),
            // A script's answers are for others to read, and this is none.
            Answer::Problem(_) if !self.watched => {
                terminal::say(text.trim_end());
                text.clear();
            }
            Answer::Declared { warnings, sources, .. } => self.terminal.draw(warnings, sources),
            Answer::Show(id, period) => {
                text.push_str(&calendar::picture(
                    self.session.plan(),
                    self.session.sources(),
                    *id,
                    *period,
                    color,
                ));
            }
            _ => {}
        }
        let mut out = terminal::stdout();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        Ok(())
    }
}

/// An entry behind its prompt.
fn echoed(entry: &str) -> String {
    let mut lines = entry.trim_end().lines();
    let first = lines.next().unwrap_or_default();
    let rest: String = lines.map(|line| format!("{}{line}\n", prompt::MORE)).collect();
    format!("{}{first}\n{rest}", prompt::FIRST)
}

/// A script's entries: lines, joined where the grammar wants more. A blank line ends an entry that never comes to its end.
fn entries(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut open = String::new();
    for line in text.lines() {
        if open.is_empty() && line.trim().is_empty() {
            continue;
        }
        open.push_str(line);
        open.push('\n');
        if !shape(&open).1 || line.trim().is_empty() {
            all.push(std::mem::take(&mut open));
        }
    }
    if !open.is_empty() {
        all.push(open);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_cut_into_entries_by_the_grammar() {
        let text = "goto 2026-03-06\n\ncalendar office {\n  mon-fri 08:00-16:00\n}\nnow\nlevel a on office {\n\ndue\n";
        assert_eq!(
            entries(text),
            [
                "goto 2026-03-06\n",
                "calendar office {\n  mon-fri 08:00-16:00\n}\n",
                "now\n",
                "level a on office {\n\n",
                "due\n"
            ]
        );
    }

    #[test]
    fn an_entry_is_shown_behind_its_prompt() {
        assert_eq!(echoed("now\n"), "duly> now\n");
        assert_eq!(echoed("calendar a {\n}\n"), "duly> calendar a {\n....> }\n");
    }
}
