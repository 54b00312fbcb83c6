//! `phrase "agent replies" means message by agent if public`: what the event phrases of a policy stand for.

use crate::collect::Decl;
use crate::conditions::Place;
use crate::findings::Findings;
use crate::names::{Found, Vocabulary};
use crate::order::Order;
use crate::scope::{Scope, suggest};
use crate::show;
use duly_calendar::TimeZones;
use duly_diag::{Diagnostic, Span, codes, did_you_mean, list_of};
use duly_plan::{EventKind, EventPattern, Phrase, When};
use duly_syntax::ast::{self, Condition, ConditionKind, EventPhrase, PhraseDecl};

/// The phrases that can be given another meaning. The others either name what they speak of (`tagged "x"`) or are
/// what all the rest is made of (`created`, `message`).
const REDEFINABLE: [&str; 12] = [
    "customer replies",
    "agent replies",
    "agent notes",
    "assigned",
    "reassigned",
    "unassigned",
    "callback requested",
    "marked answered",
    "merged",
    "split",
    "deleted",
    "restored",
];

/// Lowers the phrases, each after those it is made of, and lets the policy speak of them.
pub(crate) fn lower(
    declared: &[Decl<'_, PhraseDecl>],
    names: &mut Vocabulary,
    zones: &TimeZones,
    findings: &mut Findings,
) -> Vec<Phrase> {
    let place = |name: &str| declared.iter().position(|decl| decl.node.name.text == name);
    let reads = |decl: &Decl<'_, PhraseDecl>| -> Vec<usize> {
        decl.node.means.events.iter().filter_map(|event| place(&show::event(&event.kind))).collect()
    };
    let Order { order, circles } = Order::of(&declared.iter().map(reads).collect::<Vec<_>>());
    circles.iter().for_each(|circle| findings.add(circular(declared, circle)));
    let mut phrases = Vec::new();
    for at in order {
        let decl = &declared[at];
        let name = &decl.node.name;
        let circular = circles.iter().any(|circle| circle.contains(&at));
        let mut scope = Scope { names, prefix: &decl.unit.prefix, standard: false, zones, findings };
        let means = if scope.redefinable(name) && !circular { scope.when(&decl.node.means) } else { None };
        let patterns = means.map(|When { mut events, guard, .. }| {
            for event in &mut events {
                event.guard = both(event.guard.take(), guard.clone());
            }
            events
        });
        if let Some(patterns) = &patterns {
            let (name, doc) = (name.text.clone(), decl.doc.map(str::to_owned));
            let (means_span, span) = (decl.node.means.span, decl.node.name.span);
            phrases.push(Phrase { name, doc, means: patterns.clone(), means_span, span });
        }
        names.phrases.insert(name.text.clone(), patterns);
    }
    phrases.sort_by_key(|phrase| phrase.span);
    phrases
}

fn circular(declared: &[Decl<'_, PhraseDecl>], circle: &[usize]) -> Diagnostic {
    let names: Vec<String> = circle.iter().map(|at| format!("`{}`", declared[*at].node.name.text)).collect();
    let message = match names.as_slice() {
        [own, _] => format!("the phrase {own} is explained by itself"),
        _ => format!("these phrases are explained by each other: {}", names.join(" by ")),
    };
    let span = declared[circle[0]].node.name.span;
    Diagnostic::error(codes::PHRASE_CYCLE, span, message, "")
        .help("say what it is made of: `message by agent if public`")
}

/// Both conditions, where there are two.
fn both(
    one: Option<duly_plan::Condition>,
    other: Option<duly_plan::Condition>,
) -> Option<duly_plan::Condition> {
    match (one, other) {
        (Some(one), Some(other)) => {
            let span = one.span;
            let kind = duly_plan::ConditionKind::All(vec![one, other]);
            Some(duly_plan::Condition { kind, span })
        }
        (one, other) => one.or(other),
    }
}

impl Scope<'_, '_> {
    fn redefinable(&mut self, name: &ast::Name) -> bool {
        if REDEFINABLE.contains(&name.text.as_str()) {
            return true;
        }
        let message = format!("`{}` is no phrase that can be given another meaning", name.text);
        let finding = Diagnostic::error(codes::NO_SUCH_PHRASE, name.span, message, "");
        let finding = match did_you_mean(&name.text, REDEFINABLE) {
            Some(near) => suggest(finding, name.span, near, true),
            None => finding.help(format!("these can: {}", list_of(REDEFINABLE, "and"))),
        };
        self.findings.add(finding);
        false
    }

    /// `E, E if CONDITION`
    pub fn when(&mut self, when: &ast::When) -> Option<When> {
        let events: Vec<_> = when.events.iter().map(|phrase| self.phrase(phrase)).collect();
        let (public, guard) = self.without_public(when.guard.as_ref());
        let guard = match guard {
            Some(condition) => Some(self.condition(&condition, Place::Guard)?),
            None => None,
        };
        let mut events: Vec<EventPattern> = events.into_iter().collect::<Option<Vec<_>>>()?.concat();
        if let Some(span) = public {
            self.only_public(&mut events, span)?;
        }
        Some(When { events, guard, span: when.span })
    }

    /// A phrase: what the policy lets it stand for, else what it is.
    pub fn phrase(&mut self, phrase: &EventPhrase) -> Option<Vec<EventPattern>> {
        let own = self.event(phrase);
        let names = self.names;
        let Some(means) = names.phrases.get(&show::event(&phrase.kind)) else {
            return own.map(|own| vec![own]);
        };
        let (own, means) = (own?, means.as_ref()?);
        let mut patterns = Vec::new();
        for pattern in means {
            for (word, twice) in [
                ("by", own.by.is_some() && says_role(pattern)),
                ("via", own.via.is_some() && pattern.via.is_some()),
            ] {
                if twice {
                    let finding = said_twice(self.standard, word, pattern.span, phrase);
                    return self.fail(finding);
                }
            }
            patterns.push(EventPattern {
                by: own.by.or(pattern.by),
                via: own.via.clone().or_else(|| pattern.via.clone()),
                phrase: own.phrase.clone(),
                span: own.span,
                ..pattern.clone()
            });
        }
        Some(patterns)
    }

    /// Takes `public`, which asks about the message itself, out of a guard.
    pub fn without_public(&mut self, guard: Option<&Condition>) -> (Option<Span>, Option<Condition>) {
        let is_public = |condition: &Condition| match &condition.kind {
            ConditionKind::Name(name) => {
                !name.quoted
                    && name.text == "public"
                    && matches!(self.names.shared(self.prefix, "public"), Found::Unknown)
            }
            _ => false,
        };
        match guard {
            None => (None, None),
            Some(all) if is_public(all) => (Some(all.span), None),
            Some(Condition { kind: ConditionKind::All(parts), span }) => {
                let public = parts.iter().find(|part| is_public(part)).map(|part| part.span);
                let rest: Vec<Condition> = parts.iter().filter(|part| !is_public(part)).cloned().collect();
                let kind = ConditionKind::All(rest);
                (public, Some(Condition { kind, span: *span }))
            }
            Some(other) => (None, Some(other.clone())),
        }
    }

    /// Lets the events of a line be public messages only.
    pub fn only_public(&mut self, events: &mut [EventPattern], span: Span) -> Option<()> {
        for event in events {
            match &mut event.kind {
                EventKind::Message { public, .. } => *public = true,
                _ => {
                    let what = format!("`{}`", event.phrase);
                    return self.fail(public_place(event.span, &what, span));
                }
            }
        }
        Some(())
    }
}

/// A phrase with a `by` or `via` that its meaning has already. The line to change is the policy's own.
fn said_twice(standard: bool, word: &str, meaning: Span, phrase: &EventPhrase) -> Diagnostic {
    let name = show::event(&phrase.kind);
    if standard {
        let message =
            format!("a standard clock asks for `{}`, and this says `{word}` already", show::phrase(phrase));
        return Diagnostic::error(codes::PHRASE_TWICE, meaning, message, "said here")
            .label(phrase.span, "said again")
            .help(format!("leave `{word}` out of the meaning of `{name}`"));
    }
    let message = format!("`{name}` says `{word}` already");
    Diagnostic::error(codes::PHRASE_TWICE, phrase.span, message, "said again")
        .label(meaning, "said here first")
        .help(format!("leave `{word}` out here"))
}

/// A question about a message, where `what` is none.
pub(crate) fn public_place(place: Span, what: &str, asked: Span) -> Diagnostic {
    let message = format!("{what} is neither public nor not, only messages are");
    Diagnostic::error(codes::PUBLIC_PLACE, place, message, "")
        .label(asked, "this asks about the message")
        .help("`public` asks about messages alone: give them a line of their own")
}

/// Whether a pattern asks who did it.
fn says_role(pattern: &EventPattern) -> bool {
    pattern.by.is_some() || matches!(pattern.kind, EventKind::Message { by: Some(_), .. } | EventKind::Note)
}
