//! Triggers whose condition and moments never come together, and triggers that are there twice.

use super::Prover;
use super::formula::Formula;
use super::owner::Owner;
use super::part::{TriggerWork, Work};
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::{EventKind, Moment, MomentKind};
use std::collections::BTreeMap;

/// Looks at the triggers.
pub(super) fn check(prover: &mut Prover<'_>, work: &Work<'_>) {
    for trigger in &work.triggers {
        prover.trigger(trigger);
    }
    prover.twin_triggers(&work.triggers);
}

impl Prover<'_> {
    fn trigger(&mut self, work: &TriggerWork<'_>) {
        let never = work.condition.as_ref().is_some_and(|condition| !self.can_hold([&condition.yes]));
        let mut alive: Vec<&(&Moment, Formula)> = Vec::new();
        for moment in &work.moments {
            if never || self.comes(work, moment) {
                alive.push(moment);
            }
        }
        if let Some(condition) = &work.condition {
            let given = Formula::any(alive.iter().map(|(_, known)| known.clone()));
            let given = if alive.is_empty() || never { Formula::Known(true) } else { given };
            let spans: Vec<Span> = alive.iter().map(|(moment, _)| moment.span).collect();
            let span = spans.first().zip(spans.last()).map(|(first, last)| first.to(*last));
            self.condition_at(condition, Owner::Trigger(&work.trigger.name), given, span);
        }
    }

    /// Whether a moment can come while the condition holds; reports one that cannot.
    fn comes(&mut self, work: &TriggerWork<'_>, (moment, known): &(&Moment, Formula)) -> bool {
        let Some(why) = self.why_never(work, moment, known) else { return true };
        let message = format!("this moment never comes: {}", why.0);
        let finding = Diagnostic::warning(codes::NEVER_FIRES, moment.span, message, "waits for ever");
        let finding = match why.1 {
            Some(condition) => finding.label(condition, "is never true then"),
            None => finding,
        };
        self.findings.add(finding.help("leave it out, or say what is meant"));
        false
    }

    /// Why a moment never comes, and the place of the condition if that is the reason.
    fn why_never(
        &mut self,
        work: &TriggerWork<'_>,
        moment: &Moment,
        known: &Formula,
    ) -> Option<(String, Option<Span>)> {
        if let MomentKind::Event(event) = &moment.kind
            && let EventKind::Enters(state) | EventKind::Exits(state) = event.kind
        {
            // That a state is not set is said by itself.
            self.plan.state(state).condition.as_ref()?;
            if let Some(why) = self.never_turns(&event.kind) {
                return Some((why, None));
            }
        }
        let condition = work.condition.as_ref()?;
        let never = !self.can_hold([&condition.yes, known]);
        never.then(|| ("its condition is never true then".to_owned(), Some(condition.condition.span)))
    }

    /// Triggers that wait for the same, ask the same and do the same.
    fn twin_triggers(&mut self, all: &[TriggerWork<'_>]) {
        let always = Formula::Known(true);
        let mut seen: BTreeMap<&Formula, Vec<&TriggerWork<'_>>> = BTreeMap::new();
        for work in all {
            let condition = work.condition.as_ref().map_or(&always, |condition| &condition.yes);
            let alike = seen.entry(condition).or_default();
            if let Some(other) = alike.iter().find(|other| self.is_same(work, other)) {
                let message = format!(
                    "the triggers `{}` and `{}` differ in nothing",
                    other.trigger.name, work.trigger.name
                );
                let label = "fires at the same moments and does the same";
                self.findings.add(
                    Diagnostic::warning(codes::SAME_RULES, work.trigger.span, message, label)
                        .label(other.trigger.span, "as this one does")
                        .help("keep one of the two"),
                );
            }
            alike.push(work);
        }
    }

    /// Whether two triggers with the same condition do the same at the same moments, for the same reasons.
    fn is_same(&self, one: &TriggerWork<'_>, other: &TriggerWork<'_>) -> bool {
        let reasons = |work: &TriggerWork<'_>| {
            let trigger = work.trigger;
            (trigger.because.clone(), trigger.owner.clone(), trigger.link.clone())
        };
        let within = |one: &TriggerWork<'_>, other: &TriggerWork<'_>| {
            one.moments.iter().all(|moment| other.moments.iter().any(|known| same_moment(moment, known)))
        };
        one.trigger.actions.iter().map(|a| &a.kind).eq(other.trigger.actions.iter().map(|a| &a.kind))
            && within(one, other)
            && within(other, one)
            && reasons(one) == reasons(other)
    }
}

/// Whether two moments are one; what is known at them tells what their phrases ask besides.
fn same_moment((one, known): &(&Moment, Formula), (other, known_too): &(&Moment, Formula)) -> bool {
    let same = match (&one.kind, &other.kind) {
        (MomentKind::Event(one), MomentKind::Event(other)) => {
            (&one.kind, one.by, &one.via, one.guard.is_some())
                == (&other.kind, other.by, &other.via, other.guard.is_some())
        }
        (one, other) => one == other,
    };
    same && one.level == other.level && known == known_too
}
