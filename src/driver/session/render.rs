//! Answers as lines for people.

mod explain;
mod life;
mod things;

use super::reply::{Answer, More, Reply, Suggestion};
use super::value::{Value, content_text, yes_no};
use super::words::{duration, instant};
use super::{Session, help};
use crate::lines::{Line, Tone};
use crate::plan_view::name;
use duly_calendar::Instant;
use duly_plan::Plan;

impl Session {
    /// A reply as lines; stories are wrapped to so many columns. Findings and pictures of calendars are for others to
    /// draw: they leave none.
    #[must_use]
    pub fn render(&self, reply: &Reply, width: usize) -> Vec<Line> {
        let echo = reply.understood.as_ref().map(|words| Line::of(Tone::Dim, format!("  {words}")));
        echo.into_iter().chain(self.answer(&reply.answer, width)).collect()
    }

    fn answer(&self, answer: &Answer, width: usize) -> Vec<Line> {
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
            Answer::Why(story) => story.standing(width),
            Answer::WhyAll(story) => story.lines(width),
            Answer::WhyNot(rule) => self.why_not_lines(rule),
            Answer::WouldMake { rule, changes } => self.would_lines(rule, changes.as_deref()),
            Answer::List(groups) => things::list_lines(groups, width),
            Answer::Info(infos) => self.info_lines(infos),
            Answer::Fits(groups) => things::fits_lines(groups),
            Answer::Help(topic) => things::help_lines(topic.as_deref().and_then(help::find)),
            Answer::Expected(failure) => self.expected_lines(failure.as_ref()),
            Answer::Test(text) => text.lines().map(Line::plain).collect(),
            Answer::Saved { path, text, new } => saved_lines(path, text, *new),
            Answer::Events(name) => vec![Line::plain(format!("  tickets are loaded from {name}"))],
            Answer::Restored { entry, changes } => {
                let first = entry.lines().next().unwrap_or_default();
                let more = if entry.lines().count() > 1 { " .." } else { "" };
                let head = Line::of(Tone::Dim, format!("  {first}{more}"));
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
                let style = if *open { Tone::Good } else { Tone::Warn };
                let until = until.map_or(String::new(), |at| {
                    format!(" until {} ({})", self.instant(at), duration(at.0 - self.now().unwrap_or(at).0))
                });
                vec![Line::plain("  = ").and(style, word).and(Tone::Plain, until)]
            }
            (_, Some(More::Cycles(cycles))) if cycles.is_empty() => {
                vec![Line::plain("  = no cycle that is promised or tracked")]
            }
            (_, Some(More::Cycles(cycles))) => cycles.iter().map(|cycle| self.cycle_line(cycle)).collect(),
            _ => {
                let (text, kind) = (value.text(plan), value.kind(plan));
                vec![Line::plain("  = ").and(Tone::Strong, text).and(Tone::Dim, format!("   {kind}"))]
            }
        };
        if let Some(More::InZone(text)) = more {
            lines.push(Line::plain(format!("  = {text}")));
        }
        lines
    }

    fn would_lines(&self, rule: &str, changes: Option<&[Suggestion]>) -> Vec<Line> {
        match changes {
            None => vec![Line::of(Tone::Warn, "  no change of up to three fields was found that would")],
            Some([]) => {
                vec![Line::of(Tone::Good, format!("  \"{rule}\" matches, and no rule before it does"))]
            }
            Some(changes) => {
                let words = changes.iter().map(|change| self.suggestion(change)).collect::<Vec<_>>();
                words.into_iter().map(|words| Line::plain("  ").and(Tone::Strong, words)).collect()
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

/// A test in its file, as far as one looks at it: what is expected of the ticket.
fn saved_lines(path: &str, text: &str, new: bool) -> Vec<Line> {
    let expected = text.lines().filter(|line| line.trim_start().starts_with("expect "));
    let word = if new { "written to the new file" } else { "added to" };
    let head = Line::plain(format!("  the test is {word} {path}; it expects"));
    std::iter::once(head).chain(expected.map(|line| Line::of(Tone::Dim, format!("  {line}")))).collect()
}

fn problem_lines(message: &str, help: Option<&str>) -> Vec<Line> {
    let first = Line::of(Tone::Bad, "  error: ").and(Tone::Plain, message);
    let help = help.map(|help| Line::of(Tone::Dim, format!("  help: {help}")));
    std::iter::once(first).chain(help).collect()
}

/// `yes` in green, `no` in red.
fn verdict(holds: bool) -> (Tone, &'static str) {
    (if holds { Tone::Good } else { Tone::Bad }, yes_no(holds))
}
