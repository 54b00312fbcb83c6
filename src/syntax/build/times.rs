//! Times of day and windows.

use super::Builder;
use crate::ast::{Spanned, TimeOfDay, Window};
use crate::grammar::{Node, Rule};
use duly_diag::{Diagnostic, codes};

const DAY: u32 = 86_400;

impl Builder<'_, '_> {
    /// A time of day by the rule `time` or `time_near`; a near one is reported and read as meant.
    pub(crate) fn time(&mut self, node: &Node<'_>) -> Option<TimeOfDay> {
        let (text, span) = (node.text(), self.span(node));
        let lower = text.to_lowercase().replace('.', if text.contains(':') { "" } else { ":" });
        let half = lower.find(['a', 'p']);
        let figures = half.map_or(lower.as_str(), |n| &lower[..n]).trim();
        let mut numbers = figures.split(':').map(|n| n.parse::<u32>().ok());
        let hours = numbers.next()??;
        let mut next = || numbers.next().map_or(Some(0), |n| n);
        let (minutes, seconds) = (next()?, next()?);
        let hours = match half.map(|n| lower.as_bytes()[n]) {
            None => Some(hours),
            Some(_) if !(1..=12).contains(&hours) => None,
            Some(b'a') => Some(hours % 12),
            Some(_) => Some(hours % 12 + 12),
        };
        let time = hours
            .filter(|_| minutes < 60 && seconds < 60)
            .map(|h| h * 3600 + minutes * 60 + seconds)
            .filter(|t| *t <= DAY);
        let Some(time) = time else {
            let message = format!("`{text}` is no time of day");
            let finding = Diagnostic::error(codes::NO_SUCH_DATE, span, message, "no such time");
            self.findings.push(finding.help("times of day go from `00:00` to `24:00`"));
            return None;
        };
        if node.rule() == Rule::time_near {
            let right = clock_face(time);
            self.wrong_form(codes::TIME_FORM, span, format!("`{text}` is written `{right}`"), &right);
        }
        Some(Spanned::new(time, span))
    }

    /// The times among a node's parts.
    pub(crate) fn times_in(&mut self, node: &Node<'_>) -> Vec<Option<TimeOfDay>> {
        let parts = node.parts().filter(|n| matches!(n.rule(), Rule::time | Rule::time_near));
        parts.map(|n| self.time(&n)).collect()
    }

    /// The windows of a node's `windows` part; none if there is none.
    pub(crate) fn windows_in(&mut self, node: &Node<'_>) -> Option<Vec<Window>> {
        let Some(windows) = node.part(Rule::windows) else { return Some(Vec::new()) };
        // Every window is looked at, so that every mistake in them shows.
        let all: Vec<Option<Window>> = windows.all(Rule::window).map(|w| self.window(&w)).collect();
        all.into_iter().collect()
    }

    fn window(&mut self, node: &Node<'_>) -> Option<Window> {
        let span = self.span(node);
        for mark in node.parts() {
            self.range_mark(&mark, "-", codes::TIME_FORM);
        }
        let times = self.times_in(node);
        let [Some(start), Some(end)] = times.as_slice() else { return None };
        if start.node == DAY {
            let finding =
                Diagnostic::error(codes::NO_SUCH_DATE, start.span, "`24:00` is only an end", "a start here");
            self.findings.push(finding.help("a window from midnight starts at `00:00`"));
            return None;
        }
        if start.node == end.node {
            let message = "this window begins and ends at the same time";
            let finding = Diagnostic::error(codes::EMPTY_WINDOW, span, message, "never open, or always?");
            self.findings.push(finding.help("leave it out, or write `00:00-24:00` for the whole day"));
            return None;
        }
        Some(Window { start: start.node, end: end.node, span })
    }

    /// The mark between two ends: reported where it is not the right one.
    pub(crate) fn range_mark(&mut self, mark: &Node<'_>, right: &str, code: duly_diag::Code) {
        let written = self.source(mark);
        let mark_like = matches!(mark.rule(), Rule::dash | Rule::dots | Rule::window_near | Rule::range_near);
        if mark_like && written != right {
            let message = format!("the mark between two ends is `{right}`, not `{written}`");
            self.wrong_form(code, self.span(mark), message, right);
        }
    }
}

/// Seconds after midnight as `08:30`, with seconds where there are any.
fn clock_face(time: u32) -> String {
    let (hours, minutes, seconds) = (time / 3600, time / 60 % 60, time % 60);
    if seconds == 0 {
        format!("{hours:02}:{minutes:02}")
    } else {
        format!("{hours:02}:{minutes:02}:{seconds:02}")
    }
}
