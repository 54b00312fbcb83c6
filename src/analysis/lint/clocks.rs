//! Clocks that can never do something, and events that never happen.

use crate::findings::Findings;
use duly_diag::{Diagnostic, codes};
use duly_plan::{Clock, ClockEnd, EventKind, EventPattern, Pause, Plan, Role, When, standard};

/// Looks at the clocks that the policy declares.
pub(super) fn lint(plan: &Plan, findings: &mut Findings) {
    for clock in plan.clocks.iter().filter(|c| !c.standard) {
        starts(clock, findings);
        stops(clock, findings);
        reopens(plan, clock, findings);
        for when in whens(clock) {
            when.events.iter().for_each(|event| impossible(event, findings));
        }
    }
}

fn starts(clock: &Clock, findings: &mut Findings) {
    let restarts = |end: ClockEnd| matches!(end, ClockEnd::RestartAsMet | ClockEnd::RestartAsCancelled);
    if !clock.starts.is_empty() {
        return;
    }
    let message = format!("the clock `{}` never starts", clock.name);
    let help = if clock.ends.iter().any(|line| restarts(line.end)) {
        "a `restart` needs an open cycle; say what begins the first: `start when created`"
    } else {
        "say what begins a cycle: `start when created`"
    };
    findings.add(Diagnostic::warning(codes::NEVER_STARTS, clock.span, message, "").help(help));
}

fn stops(clock: &Clock, findings: &mut Findings) {
    let closes = |end: ClockEnd| matches!(end, ClockEnd::Stop | ClockEnd::RestartAsMet);
    if clock.starts.is_empty() || clock.ends.iter().any(|line| closes(line.end)) {
        return;
    }
    let message =
        format!("the clock `{}` starts and never stops, so its promises can never be met", clock.name);
    findings.add(
        Diagnostic::warning(codes::NEVER_STOPS, clock.span, message, "")
            .help("say what keeps the promise: `stop when agent replies`"),
    );
}

/// `reopen when no longer S` brings back what S ended, `restored` what `deleted` ended.
fn reopens(plan: &Plan, clock: &Clock, findings: &mut Findings) {
    let ended_by = |wanted: &EventKind| {
        let stops = |end: ClockEnd| !matches!(end, ClockEnd::RestartAsMet | ClockEnd::RestartAsCancelled);
        let lines = clock.ends.iter().filter(|line| stops(line.end));
        lines.flat_map(|line| &line.when.events).any(|event| event.kind == *wanted)
    };
    for event in clock.reopens.iter().flat_map(|when| &when.events) {
        let (what, line) = match &event.kind {
            EventKind::Exits(state) if !ended_by(&EventKind::Enters(*state)) => {
                let name = &plan.state(*state).name;
                (format!("`{name}` ends no cycle"), format!("stop when {name}"))
            }
            EventKind::Restored if !ended_by(&EventKind::Deleted) => {
                ("`deleted` ends no cycle".to_owned(), "cancel when deleted".to_owned())
            }
            _ => continue,
        };
        let message = format!("`{}` brings nothing back, because {what} of `{}`", event.phrase, clock.name);
        findings.add(
            Diagnostic::warning(codes::NEVER_REOPENS, event.span, message, "")
                .help(format!("add `{line}` to the clock, or leave this out")),
        );
    }
}

fn whens(clock: &Clock) -> impl Iterator<Item = &When> {
    let pauses = clock.pauses.iter().flat_map(|pause| match pause {
        Pause::While(_) => Vec::new(),
        Pause::Between { from, until } => vec![from, until],
    });
    let ends = clock.ends.iter().map(|line| &line.when);
    clock.starts.iter().chain(ends).chain(&clock.reopens).chain(&clock.finals).chain(pauses)
}

fn impossible(event: &EventPattern, findings: &mut Findings) {
    if let Some(reason) = why_impossible(event) {
        let message = format!("`{}` never happens: {reason}", event.phrase);
        let help = match (&event.kind, event.by) {
            (EventKind::Message { by: Some(_), .. }, Some(by)) => {
                format!("leave `by {0}` out, or write `message by {0}`", by.as_str())
            }
            _ => "leave it out, or say what is meant".to_owned(),
        };
        findings.add(Diagnostic::warning(codes::IMPOSSIBLE_EVENT, event.span, message, "").help(help));
    }
}

/// Why no event ever fits a phrase.
pub(super) fn why_impossible(event: &EventPattern) -> Option<String> {
    let contradicts = |own: Role| event.by.is_some_and(|by| by != own);
    match &event.kind {
        EventKind::Message { by: Some(own), .. } if contradicts(*own) => {
            Some(format!("it is always the {} who does that", own.as_str()))
        }
        EventKind::Note if contradicts(Role::Agent) => Some("agents' notes are by agents".to_owned()),
        EventKind::Changes(standard::CREATED) | EventKind::Leaves(standard::CREATED, _) => {
            Some("a ticket is created once".to_owned())
        }
        _ => None,
    }
}
