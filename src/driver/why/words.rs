//! What a story names, in words: fields and their values, parts of conditions, events.

use super::story::{CycleName, EventStory, PartStory};
use crate::moment::duration;
use crate::plan_view::words::{Words, name};
use duly_calendar::{Instant, Zone};
use duly_diag::{SourceMap, Span};
use duly_engine::trace::{self, Held, Part, PartKind, Reading};
use duly_engine::{ChosenBy, Event, EventKind};
use duly_plan::{AgreementId, FieldId, LevelId, Phase, Plan, Role};

/// Where names and texts come from.
#[derive(Clone, Copy)]
pub(crate) struct Told<'p> {
    pub plan: &'p Plan,
    pub sources: &'p SourceMap,
    pub inputs: &'p [String],
    pub zone: &'p Zone,
}

impl<'p> Told<'p> {
    /// The words of compiled things.
    pub fn words(self) -> Words<'p> {
        Words { plan: self.plan }
    }

    /// What is written at a place, on one line.
    pub fn quote(self, span: Span) -> String {
        self.sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// `policy.sla:17`
    pub fn line(self, span: Span) -> String {
        self.sources.line_ref(span)
    }

    /// An instant as people see it.
    pub fn local(self, at: Instant) -> String {
        local(at, self.zone)
    }

    pub fn agreement(self, id: AgreementId) -> String {
        self.plan.agreement(id).name.clone()
    }

    pub fn level(self, id: LevelId) -> String {
        self.plan.level(id).name.clone()
    }

    pub fn cycle(self, name: &trace::CycleName) -> CycleName {
        CycleName {
            clock: self.plan.clock(name.clock).name.clone(),
            cycle: name.number,
            key: name.key.clone(),
        }
    }

    /// Who chose a level, and where that stands.
    pub fn chooser(self, agreement: AgreementId, by: ChosenBy) -> (String, Option<Span>) {
        match by {
            ChosenBy::Trigger(trigger) => {
                let trigger = self.plan.trigger(trigger);
                (trigger.name.clone(), Some(trigger.span))
            }
            ChosenBy::Rule(rule) => {
                let Some((rules, place)) = self.plan.rule_set(agreement, rule) else {
                    return ("otherwise".to_owned(), None);
                };
                match rules.rules.get(place) {
                    Some(rule) => (rule.name.clone(), Some(rule.span)),
                    None => ("otherwise".to_owned(), rules.otherwise.as_ref().map(|line| line.span)),
                }
            }
        }
    }

    /// The value of a field; none: it is not set.
    pub fn held(self, field: FieldId, held: &Held) -> Option<String> {
        Some(match held {
            Held::Unset => return None,
            Held::Code(code) => self.plan.field(field).kind.value(*code)?.to_owned(),
            Held::Text(text) => text.clone(),
            Held::Number(number) => number.to_string(),
            Held::YesNo(yes) => (if *yes { "yes" } else { "no" }).to_owned(),
            Held::Date(days) => date(*days),
            Held::Instant(at) => self.local(*at),
            Held::Duration(seconds) => duration(*seconds),
            Held::List(texts) if texts.is_empty() => return None,
            Held::List(texts) => texts.join(", "),
        })
    }

    /// What a script gave; its texts in quotes.
    fn given(self, held: &Held) -> String {
        match held {
            Held::Text(text) => format!("\"{text}\""),
            // No field is asked for a text: a script gives no codes.
            held => self.held(FieldId(0), held).unwrap_or_else(|| "nothing".to_owned()),
        }
    }

    /// A part of a condition with what it read.
    pub fn part(self, part: &Part) -> PartStory {
        let says = match part.kind {
            PartKind::All => "all of".to_owned(),
            PartKind::Any => "any of".to_owned(),
            PartKind::None => "none of".to_owned(),
            PartKind::Not | PartKind::State(_) | PartKind::Question => self.quote(part.span),
        };
        let read: Vec<String> = part.read.iter().map(|reading| self.reading(reading)).collect();
        PartStory {
            says,
            holds: part.holds,
            found: (!read.is_empty()).then(|| read.join(", ")),
            parts: part.parts.iter().map(|part| self.part(part)).collect(),
        }
    }

    fn reading(self, reading: &Reading) -> String {
        match reading {
            Reading::Field(field, held) => {
                let name = name(&self.plan.field(*field).name);
                self.held(*field, held)
                    .map_or_else(|| format!("{name} is not set"), |value| format!("{name} is {value}"))
            }
            Reading::Started(at) => format!("started {}", self.local(*at)),
            Reading::Since(base, Some(turns)) => {
                format!("since {}, reached {}", self.local(*base), self.local(*turns))
            }
            Reading::Since(base, None) => format!("since {}, never reached", self.local(*base)),
            Reading::Script(script, given) => {
                let script = name(&self.plan.script(*script).code.name);
                match given {
                    Some(given) => format!("{script} gives {}", self.given(given)),
                    None => format!("{script} failed"),
                }
            }
            Reading::Clock { clock, running, paused } => {
                let does = match (running, paused) {
                    (true, true) => "running, and paused",
                    (true, false) => "running",
                    (false, true) => "paused",
                    (false, false) => "stopped",
                };
                format!("{} is {does}", name(&self.plan.clock(*clock).name))
            }
        }
    }

    /// An event.
    pub fn event(self, event: &Event<'_>) -> EventStory {
        let input = usize::try_from(event.origin.input).ok().and_then(|input| self.inputs.get(input));
        EventStory {
            says: said(event),
            by: event.by.as_str(),
            actor: event.actor.map(str::to_owned),
            channel: event.channel.map(str::to_owned),
            line: input.map(|input| format!("{input}:{}", event.origin.record)),
        }
    }
}

/// An event as the language would say it, with who did it.
fn said(event: &Event<'_>) -> String {
    let by = event.by.as_str();
    let who = |doing: &str| {
        event.actor.map_or_else(|| format!("{by} {doing}"), |actor| format!("{by} {actor} {doing}"))
    };
    let key = event.key.map_or_else(String::new, |key| format!(" {key}"));
    let what = match event.kind {
        EventKind::Created => who("creates the ticket"),
        EventKind::Message { public: true } if event.by == Role::Agent || event.by == Role::Customer => {
            who("replies")
        }
        EventKind::Message { public: true } => who("writes"),
        EventKind::Message { public: false } => who("writes what the customer cannot see"),
        EventKind::Note => who("notes"),
        EventKind::Change => who("changes it"),
        EventKind::Assign => who("assigns it"),
        EventKind::Contact { medium, phase, result } => {
            let medium = if medium == duly_plan::Medium::Call { "call" } else { "chat" };
            let does = match phase {
                Some(Phase::Queued) => "starts",
                Some(Phase::Ringing) => "rings",
                Some(Phase::Answered) => "is answered",
                Some(Phase::Transferred) => "is transferred",
                Some(Phase::Ended) => "ends",
                None => "goes on",
            };
            let result = result.map_or_else(String::new, |result| format!(" as {result}"));
            format!("{medium}{key} {does}{result}")
        }
        EventKind::Callback => who("asks to be called back"),
        EventKind::Merge => who("merges it into another"),
        EventKind::Split => who("splits it"),
        EventKind::Delete => who("deletes it"),
        EventKind::Restore => who("restores it"),
        EventKind::Answered => who("marks it answered"),
        EventKind::Signal { name } => format!("signal {name}"),
    };
    // A row of the whole ticket names the channel of the ticket, through which nothing was changed.
    let through = !matches!(event.kind, EventKind::Change | EventKind::Assign);
    let channel = event.channel.filter(|_| through);
    channel.map_or_else(|| what.clone(), |channel| format!("{what} via {channel}"))
}

/// `Fri 2026-03-06 14:40`, with seconds where they are not zero.
pub(super) fn local(at: Instant, zone: &Zone) -> String {
    let local = zone.local(at);
    let seconds = at.0.rem_euclid(60) != 0;
    local.format(if seconds { "%a %Y-%m-%d %H:%M:%S" } else { "%a %Y-%m-%d %H:%M" }).to_string()
}

fn date(days: i32) -> String {
    let at = Instant(i64::from(days) * 86_400);
    Zone::utc().local(at).format("%Y-%m-%d").to_string()
}
