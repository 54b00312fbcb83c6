//! Promises that depend on a standard state which the policy does not set.

use super::promises;
use crate::findings::Findings;
use crate::walk;
use duly_diag::{Diagnostic, Span, codes, list_of};
use duly_plan::{Clock, ClockEnd, ClockId, EventKind, Pause, Plan, StateId, When, standard};
use std::collections::BTreeMap;

/// The states to ask for. Without `void` spam counts like any ticket, which is what most policies mean.
const ASKED: [StateId; 3] = [standard::DONE, standard::WAITING, standard::HELD];

/// What a clock lacks without the state, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lack {
    Stop,
    Start,
    Pause,
    Cancel,
}

/// Asks for each state once, at the first promise that depends on it.
pub(super) fn lint(plan: &Plan, findings: &mut Findings) {
    let mut promised: BTreeMap<ClockId, Span> = BTreeMap::new();
    for (clock, target) in plan.levels.iter().flat_map(promises) {
        let span = plan.target(target).span;
        let first = promised.entry(clock).or_insert(span);
        *first = span.min(*first);
    }
    for state in ASKED.into_iter().filter(|s| plan.state(*s).condition.is_none()) {
        let mut lacks: Vec<(Lack, Span, ClockId)> = promised
            .iter()
            .filter_map(|(clock, span)| Some((lack(plan.clock(*clock), state, findings)?, *span, *clock)))
            .collect();
        lacks.sort_unstable();
        if let Some(worst) = lacks.first() {
            let finding = ask(plan, state, *worst, &lacks);
            findings.add(finding);
        }
    }
}

fn ask(
    plan: &Plan,
    state: StateId,
    worst: (Lack, Span, ClockId),
    all: &[(Lack, Span, ClockId)],
) -> Diagnostic {
    let state = &plan.state(state).name;
    let (lack, span, clock) = worst;
    let clock = &plan.clock(clock).name;
    let effect = match lack {
        Lack::Stop => "can never stop",
        Lack::Start => "can never start",
        Lack::Pause => "never pauses",
        Lack::Cancel => "goes on when a ticket is closed without an answer",
    };
    let others: Vec<&str> =
        all.iter().skip(1).map(|(_, _, clock)| plan.clock(*clock).name.as_str()).collect();
    let message = format!("`{clock}` {effect}, because this policy does not say when a ticket is `{state}`");
    let example = match lack {
        Lack::Pause => {
            format!("`{state} means status is ..`, or promise `total_resolution`, which does not pause")
        }
        _ => format!("`{state} means status is one of ..`"),
    };
    let too = match others.as_slice() {
        [] => String::new(),
        [one] => format!("; `{one}` depends on it too"),
        _ => format!("; {} depend on it too", list_of(others, "and")),
    };
    let help = format!("say it in `ticket {{ }}`: {example}{too}");
    Diagnostic::warning(codes::UNSET_STATE, span, message, "").help(help)
}

fn lack(clock: &Clock, state: StateId, findings: &Findings) -> Option<Lack> {
    let turns = |when: &When| {
        when.events.iter().any(|e| e.kind == EventKind::Enters(state) || e.kind == EventKind::Exits(state))
    };
    let only = |when: &When| {
        when.events.iter().all(|e| e.kind == EventKind::Enters(state) || e.kind == EventKind::Exits(state))
    };
    let ends =
        |wanted: fn(ClockEnd) -> bool| clock.ends.iter().filter(move |l| wanted(l.end)).map(|l| &l.when);
    let stops = || ends(|end| matches!(end, ClockEnd::Stop | ClockEnd::RestartAsMet));
    if stops().any(turns) && stops().all(only) {
        return Some(Lack::Stop);
    }
    if clock.starts.iter().any(turns) && clock.starts.iter().all(only) {
        return Some(Lack::Start);
    }
    if clock.pauses.iter().any(|pause| pauses_on(pause, state, &turns, findings)) {
        return Some(Lack::Pause);
    }
    let cancels = ends(|end| matches!(end, ClockEnd::Cancel | ClockEnd::CancelEvenIfLate));
    (cancels.into_iter().any(turns) || stops().any(turns)).then_some(Lack::Cancel)
}

fn pauses_on(pause: &Pause, state: StateId, turns: &dyn Fn(&When) -> bool, findings: &Findings) -> bool {
    match pause {
        Pause::Between { from, .. } => turns(from),
        Pause::While(condition) => {
            let mut found = false;
            walk::parts(condition, &mut |part| found |= findings.unset_state_at(part.span) == Some(state));
            found
        }
    }
}
