//! Conditions with what the ticket says to them, rules, expectations.

use super::verdict;
use crate::lines::{Line, Tone};
use crate::session::reply::RuleAsked;
use crate::session::{Clause, Session};
use crate::testing::Failure;

impl Session {
    pub(super) fn holds_lines(&self, clause: &Clause) -> Vec<Line> {
        let (style, word) = verdict(clause.holds);
        let mut lines = vec![Line::plain("  = ").and(style, word)];
        if let Some(found) = &clause.found {
            lines[0] = std::mem::take(&mut lines[0]).and(Tone::Dim, format!(" — {found}"));
        }
        clause.parts.iter().for_each(|part| clause_lines(part, 2, &mut lines));
        lines
    }

    pub(super) fn why_not_lines(&self, rule: &RuleAsked) -> Vec<Line> {
        let mut lines = Vec::new();
        if rule.decides {
            lines.push(Line::of(Tone::Good, format!("  \"{}\" decides", rule.name)));
            return lines;
        }
        if rule.inactive {
            lines.push(Line::of(
                Tone::Warn,
                format!("  \"{}\" is switched off: `inactive` stands before it", rule.name),
            ));
            return lines;
        }
        match &rule.condition {
            Some(condition) if !condition.holds => {
                lines.push(Line::plain("  its condition does not hold:"));
                failing_lines(condition, 2, &mut lines);
            }
            _ => match &rule.before {
                Some((before, span)) => {
                    let line = Line::plain(format!("  it matches, but \"{before}\" stands before it and matches too"));
                    lines.push(line.and(Tone::Dim, format!("   {}", self.sources().line_ref(*span))));
                }
                None => lines.push(Line::plain(
                    "  it matches now, but something else decided: a trigger, a later rule, or the instant of creation",
                )),
            },
        }
        lines
    }

    pub(super) fn expected_lines(&self, failure: Option<&Failure>) -> Vec<Line> {
        let Some(failure) = failure else { return vec![Line::of(Tone::Good, "  as expected")] };
        let mut lines = vec![
            Line::of(Tone::Bad, "  not as expected"),
            Line::plain(format!("    expected  {}", failure.expected)),
            Line::plain(format!("    is        {}", failure.actual)),
        ];
        lines.extend(failure.apart.iter().map(|apart| Line::plain(format!("    apart     {apart}"))));
        let decided = failure.decided.map(|span| self.sources().line_ref(span));
        lines.extend(decided.map(|line| Line::of(Tone::Dim, format!("    decided   {line}"))));
        lines
    }
}

/// A part of a condition and its own parts, further in.
fn clause_lines(clause: &Clause, depth: usize, lines: &mut Vec<Line>) {
    lines.push(one_line(clause, depth));
    clause.parts.iter().for_each(|part| clause_lines(part, depth + 1, lines));
}

/// The parts of a condition that keep it from holding.
fn failing_lines(clause: &Clause, depth: usize, lines: &mut Vec<Line>) {
    lines.push(one_line(clause, depth));
    // Of parts that all must hold the failing ones are to blame, of others every one.
    let failing: Vec<&Clause> = clause.parts.iter().filter(|part| !part.holds).collect();
    let shown: Vec<&Clause> = if failing.is_empty() { clause.parts.iter().collect() } else { failing };
    shown.into_iter().for_each(|part| failing_lines(part, depth + 1, lines));
}

fn one_line(clause: &Clause, depth: usize) -> Line {
    let (style, mark) = if clause.holds { (Tone::Good, "✓ ") } else { (Tone::Bad, "✗ ") };
    let line = Line::plain("  ".repeat(depth)).and(style, mark).and(Tone::Plain, clause.words.as_str());
    match &clause.found {
        Some(found) => line.and(Tone::Dim, format!(" — {found}")),
        None => line,
    }
}
