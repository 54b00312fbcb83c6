//! Triggers: moments, and what follows from them.

use crate::collect::Decl;
use crate::conditions::Place;
use crate::findings::Findings;
use crate::names::{Entity, Found};
use crate::phrases::public_place;
use crate::rules::Actor;
use crate::scope::Scope;
use crate::targets;
use duly_diag::{Diagnostic, Span, Spanned, codes};
use duly_plan::{Course, Moment, MomentKind, Threshold, Trigger};
use duly_syntax::ast::{self, ClockMoment, EventKind, EventPhrase, Name, TriggerDecl};
use std::collections::BTreeMap;

/// The largest share of a promise that can be asked for, in percent.
const MOST_PERCENT: f64 = 10_000.0;

/// What is said of a moment at no distance from the due, and what to do about it.
const AT_DUE: (&str, &str) = (
    "at no distance from the due a moment is the due itself",
    "write `becomes overdue` for the due itself, or another length",
);
/// The same of what would repeat without any time between.
const WITHOUT_END: (&str, &str) = (
    "without any time between them there would be no end of these",
    "write how often: `every 4h while CLOCK is overdue`",
);

/// The name that a trigger goes by.
fn name_of(decl: &Decl<'_, TriggerDecl>) -> String {
    decl.node.name.as_ref().map_or_else(|| decl.node.title.clone(), |name| decl.full(name))
}

/// Reports triggers that go by one name.
pub(crate) fn names(declared: &[Decl<'_, TriggerDecl>], findings: &mut Findings) {
    let mut seen = BTreeMap::new();
    for decl in declared {
        let span = decl.node.name.as_ref().map_or(decl.node.moments_span, |name| name.span);
        let name = name_of(decl);
        let Some(first) = seen.get(&name) else {
            seen.insert(name, span);
            continue;
        };
        let (message, help) = if decl.node.name.is_some() {
            let message = format!("two triggers are called `{name}`");
            (message, "action records name their trigger, so each needs a name of its own")
        } else {
            let message = "two triggers without a name wait for the same".to_owned();
            (message, "join their actions, or give one a name: `when \"page\": ..`")
        };
        findings.add(
            Diagnostic::error(codes::DUPLICATE_NAME, span, message, "again")
                .label(*first, "first here")
                .help(help),
        );
    }
}

impl Scope<'_, '_> {
    /// A trigger; `None` if any part of it fails.
    pub fn trigger(&mut self, decl: &Decl<'_, TriggerDecl>) -> Option<Trigger> {
        let node = decl.node;
        let moments: Vec<_> = node.moments.iter().map(|moment| self.moments(moment)).collect();
        let (public, condition) = self.without_public(node.condition.as_ref());
        let condition = condition.map(|condition| self.condition(&condition, Place::Guard));
        let actions = self.actions(&node.actions, Actor::Trigger);
        let text = |text: &Option<ast::Text>| text.as_ref().map(|text| text.node.clone());
        let mut moments = moments.into_iter().collect::<Option<Vec<_>>>()?.concat();
        if let Some(span) = public {
            self.only_public_moments(&mut moments, span)?;
        }
        Some(Trigger {
            name: name_of(decl),
            doc: decl.doc.map(str::to_owned),
            moments,
            condition: match condition {
                Some(lowered) => Some(lowered?),
                None => None,
            },
            actions: actions?,
            because: text(&node.because),
            owner: text(&node.owner),
            link: text(&node.link),
            span: decl.span,
        })
    }

    /// What a moment waits for: several events where the policy lets a phrase stand for several.
    fn moments(&mut self, moment: &ast::Moment) -> Option<Vec<Moment>> {
        let kinds = match &moment.kind {
            ast::MomentKind::Event(phrase) => {
                self.phrase(phrase).map(|events| events.into_iter().map(MomentKind::Event).collect())
            }
            ast::MomentKind::Clock(name, what) => {
                self.clock_moment(moment, name, what).map(|kind| vec![kind])
            }
        };
        let level = moment.level.as_ref().map(|name| self.level(name));
        let level = match level {
            Some(found) => Some(found?),
            None => None,
        };
        let kinds: Vec<MomentKind> = kinds?;
        Some(kinds.into_iter().map(|kind| Moment { kind, level, span: moment.span }).collect())
    }

    /// Lets the moments of a trigger be public messages only.
    fn only_public_moments(&mut self, moments: &mut [Moment], span: Span) -> Option<()> {
        for moment in moments {
            match &mut moment.kind {
                MomentKind::Event(event) => self.only_public(std::slice::from_mut(event), span)?,
                MomentKind::Course(..) | MomentKind::Threshold(..) => {
                    return self.fail(public_place(moment.span, "this moment", span));
                }
            }
        }
        Some(())
    }

    fn clock_moment(&mut self, moment: &ast::Moment, name: &Name, what: &ClockMoment) -> Option<MomentKind> {
        if let Found::Known(other @ (Entity::Field(_) | Entity::State(_))) =
            self.names.shared(self.prefix, &name.text)
        {
            return self.no_clock(moment, name, what, other);
        }
        let clock = self.clock(name);
        let threshold = match what {
            ClockMoment::Starts => return Some(MomentKind::Course(clock?, Course::Starts)),
            ClockMoment::Stops => return Some(MomentKind::Course(clock?, Course::Stops)),
            ClockMoment::IsPaused => return Some(MomentKind::Course(clock?, Course::Pauses)),
            ClockMoment::IsCancelled => return Some(MomentKind::Course(clock?, Course::Cancelled)),
            ClockMoment::BecomesOverdue(_) => Some(Threshold::Overdue),
            ClockMoment::Reaches(percent) => self.reached(percent).map(Threshold::Share),
            ClockMoment::BeforeDue(length) => self.offset(length, AT_DUE).map(Threshold::Before),
            ClockMoment::OverdueBy(length) => self.offset(length, AT_DUE).map(Threshold::After),
            ClockMoment::EveryWhileOverdue(length) => self.offset(length, WITHOUT_END).map(Threshold::Every),
        };
        Some(MomentKind::Threshold(clock?, threshold?))
    }

    /// A field's value may be called `overdue`; whatever else is said of a clock is said of no field or state.
    fn no_clock(
        &mut self,
        moment: &ast::Moment,
        name: &Name,
        what: &ClockMoment,
        is: Entity,
    ) -> Option<MomentKind> {
        if let (ClockMoment::BecomesOverdue(word), Entity::Field(_)) = (what, is) {
            let value = ast::Value { kind: ast::ValueKind::Word("overdue".to_owned()), span: *word };
            let kind = EventKind::Becomes(name.clone(), vec![value]);
            let phrase = EventPhrase { kind, by: None, via: None, span: moment.span };
            return self.event(&phrase).map(MomentKind::Event);
        }
        let text = &name.text;
        let message = format!("`{text}` is a {}, and a trigger waits for a moment", is.kind());
        let help = match is {
            Entity::State(_) => format!("say when it turns: `{text}`, or `no longer {text}`"),
            _ => format!("say when it changes: `{text} becomes ..`, `{text} leaves ..` or `{text} changes`"),
        };
        let finding = Diagnostic::error(codes::NOT_A_MOMENT, moment.span, message, "").help(help);
        self.fail(match self.names.span(is) {
            Some(span) => finding.label(span, "declared here"),
            None => finding,
        })
    }

    /// Hundredths of a percent.
    fn reached(&mut self, percent: &Spanned<f64>) -> Option<u32> {
        let (share, hundredths) = (percent.node, percent.node * 100.0);
        let (message, help) = if share <= 0.0 {
            (format!("every cycle is at {share}% as it starts"), "wait for its start: `CLOCK starts`")
        } else if share > MOST_PERCENT {
            (format!("{share}% is more than a hundred times the promise"), "ask for less")
        } else if (hundredths - hundredths.round()).abs() >= 1e-6 {
            (format!("`{share}%` is finer than a threshold can be"), "two decimals are enough: `33.33%`")
        } else {
            return Some(targets::hundredths_of(hundredths));
        };
        self.fail(Diagnostic::error(codes::THRESHOLD_SHARE, percent.span, message, "").help(help))
    }

    /// A length that is some time; `(message, help)` is for one that is none.
    fn offset(
        &mut self,
        length: &Spanned<ast::Length>,
        (message, help): (&str, &str),
    ) -> Option<duly_plan::Length> {
        if !targets::is_nothing(length.node) {
            return Some(targets::length(length.node));
        }
        self.fail(Diagnostic::error(codes::ZERO_OFFSET, length.span, message, "no time at all").help(help))
    }
}
