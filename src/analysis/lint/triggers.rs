//! Triggers that never fire, and moments that come before their target begins.

use super::{clocks, targets};
use crate::findings::Findings;
use crate::show;
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::{
    ActionKind, ClockEnd, ClockId, ConditionKind, Course, EventKind, Length, LevelId, Moment, MomentKind,
    Pause, Plan, TargetId, TargetKind, Threshold,
};

/// Looks at the triggers.
pub(super) fn lint(plan: &Plan, findings: &mut Findings) {
    for trigger in &plan.triggers {
        for moment in &trigger.moments {
            if let Some((reason, help)) = why_never(plan, moment) {
                let message = format!("this moment never comes: {reason}");
                let finding = Diagnostic::warning(codes::NEVER_FIRES, moment.span, message, "waits for ever");
                findings.add(finding.help(help));
            }
            too_long(plan, moment, findings);
        }
    }
    nothing_pinned(plan, findings);
}

/// Why a moment never comes, and what to do about it.
fn why_never(plan: &Plan, moment: &Moment) -> Option<(String, String)> {
    match &moment.kind {
        MomentKind::Event(event) => match event.kind {
            EventKind::Enters(state) | EventKind::Exits(state) if plan.state(state).condition.is_none() => {
                let name = &plan.state(state).name;
                let reason = format!("this policy does not say when a ticket is `{name}`");
                Some((reason, format!("say it in `ticket {{ }}`: `{name} means status is ..`")))
            }
            _ => clocks::why_impossible(event)
                .map(|reason| (reason, "leave it out, or say what is meant".to_owned())),
        },
        MomentKind::Course(clock, course) => never_so(plan, *clock, *course),
        MomentKind::Threshold(clock, _) => never_promised(plan, *clock, moment.level),
    }
}

fn never_so(plan: &Plan, id: ClockId, course: Course) -> Option<(String, String)> {
    let clock = plan.clock(id);
    let versions = || plan.versions.clocks_of(id).map(|version| plan.clock(version));
    let ends = |wanted: [ClockEnd; 3]| {
        versions().flat_map(|clock| &clock.ends).any(|line| wanted.contains(&line.end))
    };
    let pauses = |pause: &Pause| match pause {
        Pause::While(condition) => condition.kind != ConditionKind::Known(false),
        Pause::Between { .. } => true,
    };
    let (there, verb, line) = match course {
        Course::Starts => (versions().any(|clock| !clock.starts.is_empty()), "starts", "start when created"),
        Course::Stops => {
            let stops = [ClockEnd::Stop, ClockEnd::RestartAsMet, ClockEnd::RestartAsMet];
            (ends(stops), "stops", "stop when agent replies")
        }
        Course::Cancelled => {
            let cancels = [ClockEnd::Cancel, ClockEnd::CancelEvenIfLate, ClockEnd::RestartAsCancelled];
            (ends(cancels), "is cancelled", "cancel when merged")
        }
        Course::Pauses => {
            let there = versions().flat_map(|clock| &clock.pauses).any(pauses);
            (there, "is paused", "pause while waiting")
        }
    };
    if there {
        return None;
    }
    Some((
        format!("nothing says when `{}` {verb}", clock.name),
        format!("add a line like `{line}` to the clock, or leave this out"),
    ))
}

/// The promises of a clock, of one level or of all.
fn promises(plan: &Plan, clock: ClockId, level: Option<LevelId>) -> impl Iterator<Item = TargetId> + '_ {
    let asked = move |index: usize| {
        level.is_none_or(|level| plan.versions.levels_of(level).any(|version| version.index() == index))
    };
    let levels = plan.levels.iter().enumerate().filter(move |(index, _)| asked(*index));
    let entries = levels.flat_map(|(_, level)| &level.targets).filter(move |entry| entry.clock == clock);
    entries.flat_map(|entry| targets(&entry.choice))
}

fn never_promised(plan: &Plan, id: ClockId, level: Option<LevelId>) -> Option<(String, String)> {
    let clock = &plan.clock(id).name;
    let mut all = promises(plan, id, level).peekable();
    let nothing = all.peek().is_none();
    if all.any(|target| plan.target(target).kind != TargetKind::Track) {
        return None;
    }
    let reason = match (level, nothing) {
        (_, false) => format!("`{clock}` is only tracked, and only a promise has a due"),
        (Some(level), _) => {
            format!("the level `{}` promises nothing about `{clock}`", plan.level(level).name)
        }
        (None, _) => format!("no level promises anything about `{clock}`"),
    };
    Some((reason, format!("promise something: `{clock} within 4h`, or leave this out")))
}

/// `is 5h before due` where some target is not longer.
fn too_long(plan: &Plan, moment: &Moment, findings: &mut Findings) {
    let MomentKind::Threshold(clock, Threshold::Before(Length::Time(ahead))) = moment.kind else { return };
    let short = |id: &TargetId| match plan.target(*id).kind {
        TargetKind::Time(seconds) => seconds <= ahead,
        _ => false,
    };
    let shorts: Vec<Span> =
        promises(plan, clock, moment.level).filter(short).map(|id| plan.target(id).span).collect();
    let Some(first) = shorts.iter().min() else { return };
    let ahead = show::seconds(ahead);
    let message = match shorts.len() {
        1 => format!("a target is not longer than `{ahead}`, so this comes as its clock starts"),
        count => {
            format!("{count} targets are not longer than `{ahead}`, so this comes as their clock starts")
        }
    };
    findings.add(
        Diagnostic::warning(codes::OFFSET_TOO_LONG, moment.span, message, "waits for this")
            .label(*first, if shorts.len() == 1 { "this target" } else { "the first of them" })
            .help("wait for a share of the promise, which fits all of them: `reaches 75%`"),
    );
}

/// `level by rules` where the level is the rules' all the time.
fn nothing_pinned(plan: &Plan, findings: &mut Findings) {
    let actions = || plan.triggers.iter().flat_map(|trigger| &trigger.actions);
    if actions().any(|action| matches!(action.kind, ActionKind::Level(_) | ActionKind::NoLevel)) {
        return;
    }
    for action in actions().filter(|action| action.kind == ActionKind::LevelByRules) {
        let message = "no trigger sets a level, so there is none to give back to the rules";
        findings.add(
            Diagnostic::warning(codes::NOTHING_PINNED, action.span, message, "does nothing")
                .help("leave it out, or let a trigger set one: `then level gold`"),
        );
    }
}
