//! Answers as lines for people.

mod explain;
mod life;
mod things;

use super::reply::{Answer, More, Reply, Suggestion};
use super::value::{Value, content_text, yes_no};
use super::words::{duration, instant};
use super::{Session, help};
use crate::plan_view::name;
use duly_calendar::Instant;
use duly_plan::Plan;

/// How a piece of a line looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// As text is.
    Plain,
    /// What stands out.
    Strong,
    /// What stands back.
    Dim,
    /// What is well.
    Good,
    /// What is doubtful.
    Warn,
    /// What is not well.
    Bad,
}

/// A line, piece by piece.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line(pub Vec<(Style, String)>);

impl Line {
    /// A line of one piece.
    pub(super) fn of(style: Style, text: impl Into<String>) -> Line {
        Line(vec![(style, text.into())])
    }

    /// A line of plain text.
    pub(super) fn plain(text: impl Into<String>) -> Line {
        Line::of(Style::Plain, text)
    }

    /// With another piece.
    pub(super) fn and(mut self, style: Style, text: impl Into<String>) -> Line {
        self.0.push((style, text.into()));
        self
    }

    /// Without its looks.
    #[must_use]
    pub fn text(&self) -> String {
        let text: String = self.0.iter().map(|(_, text)| text.as_str()).collect();
        text.trim_end().to_owned()
    }
}

/// Lines as a terminal shows them, with or without colours, each with its end.
#[must_use]
pub fn paint(lines: &[Line], color: bool) -> String {
    let mut out = String::new();
    for line in lines {
        if color {
            line.0.iter().for_each(|(style, text)| out.push_str(&painted(*style, text)));
        } else {
            out.push_str(&line.text());
        }
        out.push('\n');
    }
    out
}

fn painted(style: Style, text: &str) -> String {
    let code = match style {
        Style::Plain => return text.to_owned(),
        Style::Strong => "1",
        Style::Dim => "2",
        Style::Good => "32",
        Style::Warn => "33",
        Style::Bad => "31",
    };
    format!("\x1b[{code}m{text}\x1b[0m")
}

impl Session {
    /// A reply as lines. Findings and pictures of calendars are for others to draw: they leave none.
    #[must_use]
    pub fn render(&self, reply: &Reply) -> Vec<Line> {
        let echo = reply.understood.as_ref().map(|words| Line::of(Style::Dim, format!("  {words}")));
        echo.into_iter().chain(self.answer(&reply.answer)).collect()
    }

    fn answer(&self, answer: &Answer) -> Vec<Line> {
        match answer {
            Answer::Nothing | Answer::Quit | Answer::Mistakes { .. } | Answer::Show(..) => Vec::new(),
            Answer::Problem(problem) => problem_lines(&problem.message, problem.help.as_deref()),
            Answer::Value { value, more } => self.value_lines(value, more.as_ref()),
            Answer::Holds(clause) => self.holds_lines(clause),
            Answer::Moved { changes, .. } => self.change_lines(changes),
            Answer::Stepped(None) => vec![Line::plain("  nothing more happens by itself")],
            Answer::Stepped(Some((_, what, changes))) => self.stepped_lines(*what, changes),
            Answer::Declared { names, changes, .. } => self.declared_lines(names, changes),
            Answer::Ticket(present) => self.ticket_lines(present),
            Answer::Due(cycles) => self.due_lines(cycles),
            Answer::WhatIf { is, would, changes } => self.what_if_lines(is, would, changes),
            Answer::Why(sets) => self.why_lines(sets),
            Answer::WhyNot(rule) => self.why_not_lines(rule),
            Answer::WouldMake { rule, changes } => self.would_lines(rule, changes.as_deref()),
            Answer::List(groups) => things::list_lines(groups),
            Answer::Info(infos) => self.info_lines(infos),
            Answer::Fits(groups) => things::fits_lines(groups),
            Answer::Help(topic) => things::help_lines(topic.as_deref().and_then(help::find)),
            Answer::Expected(failure) => self.expected_lines(failure.as_ref()),
            Answer::Test(text) => text.lines().map(Line::plain).collect(),
            Answer::Events(name) => vec![Line::plain(format!("  tickets are loaded from {name}"))],
            Answer::Restored { entry, changes } => {
                let first = entry.lines().next().unwrap_or_default();
                let more = if entry.lines().count() > 1 { " .." } else { "" };
                let head = Line::of(Style::Dim, format!("  {first}{more}"));
                let now = self.now().map(|now| Line::plain(format!("  at {}", self.instant(now))));
                std::iter::once(head).chain(now).chain(self.change_lines(changes)).collect()
            }
            Answer::Forgotten => vec![Line::plain("  the ticket is forgotten")],
        }
    }

    fn value_lines(&self, value: &Value, more: Option<&More>) -> Vec<Line> {
        let plan: &Plan = self.plan();
        let mut lines = match (value, more) {
            (_, Some(More::Open(open, until))) => {
                let word = if *open { "open" } else { "closed" };
                let style = if *open { Style::Good } else { Style::Warn };
                let until = until.map_or(String::new(), |at| {
                    format!(" until {} ({})", self.instant(at), duration(at.0 - self.now().unwrap_or(at).0))
                });
                vec![Line::plain("  = ").and(style, word).and(Style::Plain, until)]
            }
            (_, Some(More::Cycles(cycles))) if cycles.is_empty() => {
                vec![Line::plain("  = no cycle that is promised or tracked")]
            }
            (_, Some(More::Cycles(cycles))) => cycles.iter().map(|cycle| self.cycle_line(cycle)).collect(),
            _ => {
                let (text, kind) = (value.text(plan), value.kind(plan));
                vec![Line::plain("  = ").and(Style::Strong, text).and(Style::Dim, format!("   {kind}"))]
            }
        };
        if let Some(More::InZone(text)) = more {
            lines.push(Line::plain(format!("  = {text}")));
        }
        lines
    }

    fn would_lines(&self, rule: &str, changes: Option<&[Suggestion]>) -> Vec<Line> {
        match changes {
            None => vec![Line::of(Style::Warn, "  no change of up to three fields was found that would")],
            Some([]) => {
                vec![Line::of(Style::Good, format!("  \"{rule}\" matches, and no rule before it does"))]
            }
            Some(changes) => {
                let words = changes.iter().map(|change| self.suggestion(change)).collect::<Vec<_>>();
                words.into_iter().map(|words| Line::plain("  ").and(Style::Strong, words)).collect()
            }
        }
    }

    /// A change as it would be typed.
    fn suggestion(&self, change: &Suggestion) -> String {
        match change {
            Suggestion::Set(field, value) => {
                let written = name(&self.plan().field(*field).name);
                let empty = matches!(value, duly_plan::TestValue::List(texts) if texts.is_empty());
                match value {
                    duly_plan::TestValue::Unset => format!("set {written} unset"),
                    _ if empty => format!("set {written} unset"),
                    value => format!("set {written} {}", content_text(self.plan(), *field, value)),
                }
            }
            Suggestion::Wait(at) => format!("goto {}", self.typed_instant(*at)),
        }
    }

    /// An instant in the policy's zone.
    fn instant(&self, at: Instant) -> String {
        instant(at, &self.plan().meta.zone)
    }

    /// An instant as it is typed.
    fn typed_instant(&self, at: Instant) -> String {
        let shown = self.instant(at);
        shown.split_once(' ').map_or(shown.clone(), |(_, rest)| rest.to_owned())
    }
}

fn problem_lines(message: &str, help: Option<&str>) -> Vec<Line> {
    let first = Line::of(Style::Bad, "  error: ").and(Style::Plain, message);
    let help = help.map(|help| Line::of(Style::Dim, format!("  help: {help}")));
    std::iter::once(first).chain(help).collect()
}

/// `yes` in green, `no` in red.
fn verdict(holds: bool) -> (Style, &'static str) {
    (if holds { Style::Good } else { Style::Bad }, yes_no(holds))
}
