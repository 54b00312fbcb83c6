//! Lists, names, help.

use crate::lines::{Line, Tone};
use crate::session::Session;
use crate::session::help::{TOPICS, Topic};
use crate::session::reply::{FitsGroup, Group, Info};
use crate::why::padded;
use duly_report::columns;

/// The columns of a line that lists words.
const WIDTH: usize = 76;

/// A name longer than this stands on a line of its own.
const NAME_WIDTH: usize = 28;

pub(super) fn list_lines(groups: &[Group], width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for group in groups {
        lines.push(Line::of(Tone::Strong, format!("  {}", group.title)));
        if group.things.is_empty() {
            lines.push(Line::of(Tone::Dim, "    none"));
        }
        let widest = group.things.iter().map(|(name, _)| columns(name)).filter(|n| *n <= NAME_WIDTH);
        let names = widest.max().unwrap_or(0);
        for (name, said) in &group.things {
            let mut said =
                crate::why::wrapped(said, width, 6 + names.max(columns(name)), 6 + names).into_iter();
            let line = Line::plain(format!("    {}  ", padded(name, names)));
            lines.push(line.and(Tone::Dim, said.next().unwrap_or_default()));
            lines.extend(said.map(|more| Line::plain(" ".repeat(6 + names)).and(Tone::Dim, more)));
        }
    }
    lines
}

impl Session {
    pub(super) fn info_lines(&self, infos: &[Info]) -> Vec<Line> {
        let mut lines = Vec::new();
        for info in infos {
            let place = info.span.map_or_else(|| "built in".to_owned(), |span| self.sources().line_ref(span));
            let title = Line::plain("  ").and(Tone::Strong, info.title.as_str());
            lines.push(title.and(Tone::Dim, format!("   {place}")));
            let doc = info.doc.iter().flat_map(|doc| doc.lines());
            lines.extend(doc.map(|line| Line::plain(format!("    {line}"))));
            lines.extend(info.facts.iter().map(|fact| Line::plain(format!("    {fact}"))));
            let text = info.text.iter().flat_map(|text| text.lines());
            lines.extend(text.map(|line| Line::of(Tone::Dim, format!("    | {line}"))));
        }
        lines
    }
}

pub(super) fn fits_lines(groups: &[FitsGroup]) -> Vec<Line> {
    if groups.is_empty() {
        return vec![Line::plain("  nothing fits there but a text in quotes")];
    }
    let mut lines = Vec::new();
    for group in groups {
        lines.push(Line::of(Tone::Strong, format!("  {}", group.title)));
        lines.extend(wrapped(&group.items).into_iter().map(|line| Line::plain(format!("    {line}"))));
    }
    lines
}

/// Words in lines that fit.
fn wrapped(words: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let comma = if at + 1 < words.len() { "," } else { "" };
        match lines.last_mut() {
            Some(line) if columns(line) + columns(word) + 3 <= WIDTH => {
                line.push_str(&format!(" {word}{comma}"));
            }
            _ => lines.push(format!("{word}{comma}")),
        }
    }
    lines
}

pub(super) fn help_lines(topic: Option<&Topic>) -> Vec<Line> {
    let Some(topic) = topic else {
        let mut lines = Vec::new();
        for (title, topics) in TOPICS {
            lines.push(Line::of(Tone::Strong, format!("  {title}")));
            for topic in topics {
                lines.push(Line::plain(format!("    {:<40}  ", topic.form)).and(Tone::Dim, topic.does));
            }
        }
        return lines;
    };
    let mut lines =
        vec![Line::plain("  ").and(Tone::Strong, topic.form), Line::plain(format!("    {}", topic.does))];
    let words: Vec<String> = topic.more.split_whitespace().map(str::to_owned).collect();
    let mut text = String::new();
    for word in words {
        if columns(&text) + columns(&word) + 1 > WIDTH {
            lines.push(Line::plain(format!("    {text}")));
            text.clear();
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&word);
    }
    if !text.is_empty() {
        lines.push(Line::plain(format!("    {text}")));
    }
    lines
}
