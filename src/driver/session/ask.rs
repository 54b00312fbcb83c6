//! Lines of a session: which of its languages a line is in, and the answers to questions and commands.

use super::clause::Clause;
use super::evaluate::{Scene, Understood, next_closing, next_opening};
use super::happened::Happened;
use super::present::Present;
use super::reply::More;
use super::value::Value;
use super::words::instant;
use super::{Answer, Refusal, Reply, Session, changes, next};
use crate::Problem;
use crate::plan_view::Words;
use chrono::{NaiveTime, Timelike};
use duly_analysis::lower_condition;
use duly_calendar::Instant;
use duly_diag::{Diagnostic, FileId, Span, codes};
use duly_plan::TestLine;
use duly_syntax::ast::{self, Command, EventKind, ExpressionKind, SessionLine, Step, ValueKind};
use duly_syntax::{parse_session_line, parse_test_line};
use std::sync::Arc;

/// A line in one of the two languages of lines.
enum Read {
    Session(SessionLine),
    Test(ast::TestLine),
}

impl Session {
    /// Takes a line that declares nothing.
    pub(super) fn line(&mut self, text: &str) -> Result<Reply, Refusal> {
        if let Some(at) = super::place::hole(text) {
            return Ok(Reply::plain(Answer::Fits(self.fits(text, at))));
        }
        match self.read(text).map_err(|findings| self.mistakes(text, findings))? {
            Read::Test(line) => self.test_line(text, &line),
            Read::Session(line) => self.session_line(text, line),
        }
    }

    fn entry_file(&self) -> FileId {
        FileId(u32::try_from(self.sources().files().count()).unwrap_or(u32::MAX))
    }

    /// Reads a line. What is both an event and a question is an event; but a name alone is asked about, and so is what
    /// the ticket has behind it.
    fn read(&self, text: &str) -> Result<Read, Vec<Diagnostic>> {
        let file = self.entry_file();
        match (parse_session_line(file, text), parse_test_line(file, text)) {
            (Ok(session), Ok(test)) if self.is_question(&test) => Ok(Read::Session(session)),
            (_, Ok(test)) => Ok(Read::Test(test)),
            (Ok(session), Err(_)) => Ok(Read::Session(session)),
            (Err(session), Err(test)) => {
                let known = self.mistyped(file, text).or_else(|| self.dateless(file, text));
                Err(known.map_or_else(|| nearer(text, session, test), |one| vec![one]))
            }
        }
    }

    /// A line that begins with nothing that has a name here, but nearly as an event or a command does.
    fn mistyped(&self, file: FileId, text: &str) -> Option<Diagnostic> {
        let (place, near) = duly_syntax::nearly(text)?;
        let written = &text[place.clone()];
        if written.split(' ').next().is_some_and(|word| self.is_name(word)) {
            return None;
        }
        let span = Span::new(file, place.start, place.end);
        let message = format!("`{written}` begins no line of a session");
        let finding = Diagnostic::error(codes::SYNTAX, span, message, "unknown here");
        Some(finding.help(format!("did you mean `{near}`?")).fix(span, near))
    }

    /// `goto 9:00`: the time of some day.
    fn dateless(&self, file: FileId, text: &str) -> Option<Diagnostic> {
        let time = text.trim().strip_prefix("goto ")?.trim();
        let read =
            ["%H:%M", "%H:%M:%S"].iter().find_map(|form| NaiveTime::parse_from_str(time, form).ok())?;
        let start = text.find(time)?;
        let span = Span::new(file, start, start + time.len());
        let message = format!("`{time}` is a time of some day");
        let finding = Diagnostic::error(codes::SYNTAX, span, message, "no date before it");
        let Some(now) = self.state.now else {
            return Some(finding.help("say the day too: `goto 2026-03-09 09:00`"));
        };
        let date = self.plan().meta.zone.local(now).date();
        let whole = format!("{date} {}", read.format(if read.second() == 0 { "%H:%M" } else { "%H:%M:%S" }));
        Some(finding.help(format!("say the day too: `goto {whole}`")).fix(span, whole))
    }

    fn is_question(&self, test: &ast::TestLine) -> bool {
        let ast::TestLine::Step(Step { at: None, event: Some(event), sets: None, .. }) = test else {
            return false;
        };
        let bare = event.by.is_none() && event.via.is_none();
        match &event.kind {
            EventKind::State(_) => bare,
            EventKind::Created => bare && self.state.present.created.is_some(),
            _ => false,
        }
    }

    fn session_line(&mut self, text: &str, line: SessionLine) -> Result<Reply, Refusal> {
        match line {
            SessionLine::Goto(expression) => {
                let at = self.scene().instant(&expression).map_err(|e| self.mistakes(text, vec![*e]))?;
                self.go_to(text, at)
            }
            SessionLine::Value(expression) => self.value(text, &expression),
            SessionLine::Holds(condition) => self.holds(text, &condition),
            SessionLine::Set(line) => {
                let span = line.span;
                let step = Step { at: None, event: None, sets: Some(vec![line]), span };
                self.test_line(text, &ast::TestLine::Step(step))
            }
            SessionLine::WhatIf(step) => self.what_if(text, &step),
            SessionLine::Command(command) => self.command(text, command),
            SessionLine::Help(topic) => self.help(topic.as_ref().map(|topic| topic.node.as_str())),
            SessionLine::List(kind) => Ok(Reply::plain(Answer::List(self.list(kind)))),
            SessionLine::Info(name) => self.info(text, &name),
            SessionLine::Show { calendar, period } => {
                self.show(text, &calendar, period.map(|period| period.node))
            }
            SessionLine::Why => self.why(false),
            SessionLine::WhyAll => self.why(true),
            SessionLine::WhyNot(rule) => self.why_not(text, &rule),
            SessionLine::WhatWould(rule) => self.what_would(text, &rule),
            SessionLine::SaveTest { title, file } => {
                self.save_test(&title.node, file.as_ref().map(|file| file.node.as_str()))
            }
            SessionLine::Load { ticket, from } => self.load(text, &ticket.node, from.map(|from| from.node)),
            SessionLine::Events { file, mapping } => {
                self.events(&file.node, mapping.as_ref().map(|mapping| mapping.node.as_str()))
            }
        }
    }

    fn command(&mut self, text: &str, command: Command) -> Result<Reply, Refusal> {
        match command {
            Command::Step => self.step_on(text),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Due => {
                let present = self.ticket()?;
                let mut open: Vec<_> =
                    present.cycles.iter().filter(|cycle| cycle.closed.is_none()).cloned().collect();
                open.sort_by_key(|cycle| (cycle.due.unwrap_or(Instant(i64::MAX)), cycle.clock, cycle.number));
                Ok(Reply::plain(Answer::Due(open)))
            }
            Command::Ticket => Ok(Reply::plain(Answer::Ticket(Box::new(self.ticket()?.clone())))),
            Command::Reload => self.reload(text),
            Command::New => {
                let empty = super::Timeline::default();
                let state = super::State {
                    timeline: empty,
                    events: Arc::default(),
                    present: Arc::new(Present::empty(self.state.now.unwrap_or_default())),
                    ..self.state.clone()
                };
                self.go_on(text, state);
                Ok(Reply::plain(Answer::Forgotten))
            }
            Command::Quit => Ok(Reply::plain(Answer::Quit)),
        }
    }

    /// The ticket, if there is one by now.
    pub(super) fn ticket(&self) -> Result<&Present, Refusal> {
        if self.state.present.created.is_some() {
            return Ok(&self.state.present);
        }
        let problem = Problem::new("there is no ticket yet");
        let help = match self.state.events.first() {
            Some(first) => {
                format!("it is created at {}: `goto` that instant", instant(first.at, &self.plan().meta.zone))
            }
            None => {
                "create one: `at 2026-03-06 14:40 created by customer`, or load one: `load T-1`".to_owned()
            }
        };
        Err(problem.help(help).into())
    }

    /// What expressions speak of.
    pub(super) fn scene(&self) -> Scene<'_> {
        Scene {
            policy: &self.state.policy,
            present: &self.state.present,
            now: self.state.now,
            zones: &self.zones,
        }
    }

    fn go_to(&mut self, text: &str, at: Instant) -> Result<Reply, Refusal> {
        let state = self.state.at(at)?;
        let changes = self.go_on(text, state);
        let zone = &self.plan().meta.zone;
        let understood = Some(format!("at {} {}", instant(at, zone), zone.name()));
        Ok(Reply { understood, answer: Answer::Moved { now: at, changes } })
    }

    fn step_on(&mut self, text: &str) -> Result<Reply, Refusal> {
        self.ticket()?;
        let state = &self.state;
        let Some(next) = next::next(&state.policy.plan, &state.present, &state.events) else {
            return Ok(Reply::plain(Answer::Stepped(None)));
        };
        let state = self.state.at(next.at)?;
        let changes = self.go_on(text, state);
        let zone = &self.plan().meta.zone;
        let understood = Some(format!("at {} {}", instant(next.at, zone), zone.name()));
        Ok(Reply { understood, answer: Answer::Stepped(Some((next.at, next.what, changes))) })
    }

    fn value(&self, text: &str, expression: &ast::Expression) -> Result<Reply, Refusal> {
        if let ExpressionKind::Value(ast::Value { kind: ValueKind::Word(word), span }) = &expression.kind
            && self.plan().states.iter().any(|state| state.name == *word)
        {
            return self.holds(text, &state_question(word, *span));
        }
        let Understood { value, words } =
            self.scene().evaluate(expression).map_err(|finding| self.mistakes(text, vec![*finding]))?;
        let more = self.more(&value, expression);
        // What says no more than the entry itself is no echo.
        let understood = Some(words).filter(|words| words != text.trim());
        Ok(Reply { understood, answer: Answer::Value { value, more } })
    }

    /// What more is to be said of a value.
    fn more(&self, value: &Value, expression: &ast::Expression) -> Option<More> {
        match value {
            Value::Calendar(id) => {
                let (table, now) = (self.scene().table(*id), self.state.now?);
                let open = table.is_open(now);
                let until = if open { next_closing(table, now) } else { next_opening(table, now) };
                Some(More::Open(open, until))
            }
            Value::Clock(id) => {
                let cycles = self.state.present.cycles.iter().filter(|cycle| cycle.clock == *id);
                Some(More::Cycles(cycles.cloned().collect()))
            }
            Value::Instant(at) => {
                let calendar = named_calendar(expression)?;
                let zone = self.scene().table(self.plan().calendar_id(calendar)?).zone_at(*at);
                let other = zone.name() != self.plan().meta.zone.name();
                other.then(|| More::InZone(format!("{} {}", instant(*at, zone), zone.name())))
            }
            _ => None,
        }
    }

    fn holds(&self, text: &str, condition: &ast::Condition) -> Result<Reply, Refusal> {
        let lowered = lower_condition(self.plan(), condition, &self.zones)
            .map_err(|findings| self.mistakes(text, findings))?;
        let present = self.ticket()?;
        let words = Words { plan: self.plan() }.condition(&lowered);
        let understood = Some(words).filter(|words| words != text.trim());
        Ok(Reply { understood, answer: Answer::Holds(Clause::of(self.plan(), &lowered, present)) })
    }

    fn what_if(&mut self, text: &str, step: &Step) -> Result<Reply, Refusal> {
        let is = self.ticket()?.clone();
        let place = duly_analysis::Typed { now: self.state.now, created: true, zones: is.zones(self.plan()) };
        let line = ast::TestLine::Step(step.clone());
        let lowered = duly_analysis::lower_test_line(self.plan(), &line, &self.zones, place)
            .map_err(|findings| self.mistakes(text, findings))?;
        let TestLine::Step(duly_plan::Step { at, event: Some(event), .. }) = lowered else {
            return Ok(Reply::plain(Answer::Nothing));
        };
        let past = self.state.events.iter().filter(|event| event.at <= at).cloned();
        let understood = Some(format!("if now: {}", super::happen::event_words(self.plan(), &event)));
        let events: Vec<Happened> = past.chain([Happened { at, event, origin: None }]).collect();
        let would = super::present_of(&self.state.policy, &events, at)?;
        let changes = changes::changes(&is, &would);
        Ok(Reply { understood, answer: Answer::WhatIf { is: Box::new(is), would: Box::new(would), changes } })
    }
}

/// A state as a condition.
fn state_question(word: &str, span: Span) -> ast::Condition {
    let name = ast::Name { text: word.to_owned(), span, quoted: false };
    ast::Condition { kind: ast::ConditionKind::Name(name), span }
}

/// The calendar that an expression counts on.
fn named_calendar(expression: &ast::Expression) -> Option<&str> {
    match &expression.kind {
        ExpressionKind::Counted { calendar, .. } => calendar.as_ref().map(|name| name.text.as_str()),
        ExpressionKind::NextTurn { calendar, .. } => Some(&calendar.text),
        _ => None,
    }
}

/// Of two readings of a line that both fail, the one that came further; commands and questions if they are even.
fn nearer(text: &str, session: Vec<Diagnostic>, test: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let reach = |findings: &[Diagnostic]| findings.iter().map(|f| f.span().start).min().unwrap_or(0);
    let stepping = text.trim_start().starts_with(['+', '{']);
    let first = text.split_whitespace().next().unwrap_or_default();
    if duly_syntax::is_command(first) {
        return session;
    }
    if stepping || matches!(first, "at" | "expect") || reach(&test) > reach(&session) {
        test
    } else {
        session
    }
}
