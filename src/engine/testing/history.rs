//! Histories written down shortly, and everything the engine says about them.

use super::builder::PlanBuilder;
use crate::event::{Event, EventKind, Origin, Set, Value};
use crate::{
    ActionCause, ActionDue, ActionRecord, ChosenBy, CycleRecord, Evaluator, Observer, OutOfOrder, Outcome,
    Program, Query, TicketRecord,
};
use duly_calendar::Instant;
use duly_plan::{FieldId, LevelId, Medium, Phase, Plan, Role};
use std::sync::Arc;

/// An instant of the week of Monday 2026-03-02, UTC: `mon 09:10`, `tue2 09:00` a week later.
pub fn t(text: &str) -> Instant {
    let (day, time) = text.split_once(' ').unwrap();
    let (day, week) = day.split_at(3);
    let day = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().position(|d| *d == day).unwrap();
    let week = if week.is_empty() { 0 } else { week.parse::<i64>().unwrap() - 1 };
    let mut parts = time.split(':').map(|part| part.parse::<i64>().unwrap());
    let (hours, minutes, seconds) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap_or(0));
    let days = i64::try_from(day).unwrap() + 7 * week;
    Instant(1_772_409_600 + days * 86_400 + hours * 3600 + minutes * 60 + seconds)
}

/// The other way round, for messages of failed tests and for short expectations.
pub fn text_of(at: Instant) -> String {
    let seconds = at.0 - 1_772_409_600;
    let (day, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let name = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][usize::try_from(day.rem_euclid(7)).unwrap()];
    let week = if day.div_euclid(7) == 0 { String::new() } else { (day.div_euclid(7) + 1).to_string() };
    let (hours, minutes, seconds) = (rest / 3600, rest / 60 % 60, rest % 60);
    let seconds = if seconds == 0 { String::new() } else { format!(":{seconds:02}") };
    format!("{name}{week} {hours:02}:{minutes:02}{seconds}")
}

/// An event with everything it borrows.
#[derive(Clone, Debug)]
pub struct Happening {
    pub at: Instant,
    pub kind: EventKind<'static>,
    pub by: Role,
    pub actor: Option<&'static str>,
    pub channel: Option<&'static str>,
    pub key: Option<&'static str>,
    pub text: Option<&'static str>,
    pub sets: Vec<Set<'static>>,
    pub added: Vec<&'static str>,
    pub removed: Vec<&'static str>,
}

impl Happening {
    pub fn at(at: Instant, kind: EventKind<'static>, by: Role) -> Happening {
        Happening {
            at,
            kind,
            by,
            actor: None,
            channel: None,
            key: None,
            text: None,
            sets: Vec::new(),
            added: Vec::new(),
            removed: Vec::new(),
        }
    }

    pub fn set(mut self, field: FieldId, value: Value<'static>) -> Happening {
        self.sets.push(Set { field, value });
        self
    }

    pub fn code(self, field: FieldId, code: u16) -> Happening {
        self.set(field, Value::Code(code))
    }

    pub fn actor(mut self, actor: &'static str) -> Happening {
        self.actor = Some(actor);
        self
    }

    pub fn key(mut self, key: &'static str) -> Happening {
        self.key = Some(key);
        self
    }

    pub fn via(mut self, channel: &'static str) -> Happening {
        self.channel = Some(channel);
        self
    }

    pub fn text(mut self, text: &'static str) -> Happening {
        self.text = Some(text);
        self
    }

    pub fn tag(mut self, tag: &'static str) -> Happening {
        self.added.push(tag);
        self
    }

    pub fn untag(mut self, tag: &'static str) -> Happening {
        self.removed.push(tag);
        self
    }

    pub fn event(&self, record: usize) -> Event<'_> {
        Event {
            at: self.at,
            kind: self.kind,
            by: self.by,
            actor: self.actor,
            channel: self.channel,
            key: self.key,
            text: self.text,
            sets: &self.sets,
            tags_added: &self.added,
            tags_removed: &self.removed,
            origin: Origin { input: 0, record: record as u64 + 1 },
        }
    }
}

pub fn created_at(at: &str) -> Happening {
    Happening::at(t(at), EventKind::Created, Role::Customer)
}

pub fn reply(at: &str) -> Happening {
    Happening::at(t(at), EventKind::Message { public: true }, Role::Agent)
}

pub fn question(at: &str) -> Happening {
    Happening::at(t(at), EventKind::Message { public: true }, Role::Customer)
}

pub fn change(at: &str) -> Happening {
    Happening::at(t(at), EventKind::Change, Role::System)
}

pub fn event(at: &str, kind: EventKind<'static>) -> Happening {
    Happening::at(t(at), kind, Role::System)
}

pub fn call(at: &str, phase: Phase, key: &'static str) -> Happening {
    event(at, EventKind::Contact { medium: Medium::Call, phase: Some(phase), result: None }).key(key)
}

/// A cycle record that owns what it says.
#[derive(Clone, PartialEq, Debug)]
pub struct Cycle {
    pub clock: u16,
    pub number: u32,
    pub key: Option<String>,
    pub agreement: u16,
    pub level: Option<LevelId>,
    pub rule: Option<ChosenBy>,
    pub target: Option<u16>,
    pub calendar: Option<u16>,
    pub started: String,
    pub due: Option<String>,
    pub closed: Option<String>,
    pub elapsed: i64,
    pub paused: i64,
    pub wall: i64,
    pub target_seconds: Option<i64>,
    pub outcome: Outcome,
    pub reason: Option<String>,
    pub breached_at: Option<String>,
    pub at_risk: bool,
    pub reopens: u32,
    pub agent: Option<String>,
    pub fields: Vec<String>,
}

impl Cycle {
    fn of(cycle: &CycleRecord<'_>) -> Cycle {
        Cycle {
            clock: cycle.clock.0,
            number: cycle.cycle,
            key: cycle.key.map(str::to_owned),
            agreement: cycle.agreement.0,
            level: cycle.level,
            rule: cycle.rule,
            target: cycle.target.map(|target| target.0),
            calendar: cycle.calendar.map(|calendar| calendar.0),
            started: text_of(cycle.started),
            due: cycle.due.map(text_of),
            closed: cycle.closed.map(text_of),
            elapsed: cycle.elapsed,
            paused: cycle.paused,
            wall: cycle.wall,
            target_seconds: cycle.target_seconds,
            outcome: cycle.outcome,
            reason: cycle.reason.map(|reason| reason.text().into_owned()),
            breached_at: cycle.breached_at.map(text_of),
            at_risk: cycle.at_risk,
            reopens: cycle.reopens,
            agent: cycle.agent.map(str::to_owned),
            fields: cycle.fields.iter().map(|value| format!("{value:?}")).collect(),
        }
    }

    /// `met mon 09:00-mon 09:30 due mon 10:00 elapsed 30m`: what most tests are about.
    pub fn short(&self) -> String {
        let minutes = |seconds: i64| match (seconds / 60, seconds % 60) {
            (minutes, 0) => format!("{minutes}m"),
            (minutes, seconds) => format!("{minutes}m{seconds}s"),
        };
        let mut text = format!("{} {}-", self.outcome.as_str(), self.started);
        text += self.closed.as_deref().unwrap_or("");
        text += &format!(" due {}", self.due.as_deref().unwrap_or("-"));
        text += &format!(" elapsed {}", minutes(self.elapsed));
        if self.paused > 0 {
            text += &format!(" paused {}", minutes(self.paused));
        }
        if let Some(breached) = &self.breached_at {
            text += &format!(" breached {breached}");
        }
        if let Some(reason) = &self.reason {
            text += &format!(" ({reason})");
        }
        text
    }
}

/// Everything said about one ticket.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Said {
    pub cycles: Vec<Cycle>,
    pub actions: Vec<String>,
    pub levels: Vec<(Option<LevelId>, Option<ChosenBy>)>,
    pub events: u64,
    pub fields: Vec<String>,
}

impl Observer for Said {
    fn cycle(&mut self, cycle: &CycleRecord<'_>) {
        self.cycles.push(Cycle::of(cycle));
    }

    fn ticket(&mut self, ticket: &TicketRecord<'_>) {
        self.levels = ticket.levels.to_vec();
        self.events = ticket.events;
        self.fields = ticket.fields.iter().map(|value| format!("{value:?}")).collect();
    }

    fn action(&mut self, action: &ActionRecord<'_>) {
        let cause = match action.cause {
            ActionCause::Rule { rule, occurrence, event, .. } => {
                format!("rule {} #{occurrence}{}", rule.0, if event.is_none() { " by time" } else { "" })
            }
            ActionCause::Trigger { trigger, cycle, occurrence, event, .. } => {
                let cycle = cycle.map(|it| format!(" clock {} cycle {}", it.clock.0, it.number));
                let by = if event.is_none() { " by time" } else { "" };
                format!("trigger {}{} #{occurrence}{by}", trigger.0, cycle.unwrap_or_default())
            }
            ActionCause::Warning { cycle, warning, .. } => {
                format!("clock {} cycle {} warning {warning}", cycle.clock.0, cycle.number)
            }
        };
        let what = match action.action {
            ActionDue::Warn => "warn".to_owned(),
            ActionDue::Emit(emit) => format!("{emit:?}"),
            ActionDue::Computed(emit, given) => format!("{emit:?} {given:?}"),
        };
        self.actions.push(format!("{} {cause}: {what}", text_of(action.at)));
    }
}

impl Said {
    /// The cycles, shortly.
    pub fn short(&self) -> Vec<String> {
        self.cycles.iter().map(Cycle::short).collect()
    }
}

/// Evaluates a history.
pub fn try_run(
    plan: Arc<Plan>,
    query: &Query,
    history: &[Happening],
    as_of: Instant,
) -> Result<Said, OutOfOrder> {
    let program = Program::new(plan, query);
    let events: Vec<Event<'_>> = history.iter().enumerate().map(|(index, it)| it.event(index)).collect();
    let mut said = Said::default();
    Evaluator::new(&program).ticket("T-1", &events, as_of, &mut said)?;
    Ok(said)
}

pub fn run(plan: PlanBuilder, history: &[Happening], as_of: &str) -> Said {
    let query = Query { capture: Vec::new(), actions: true };
    try_run(plan.build(), &query, history, t(as_of)).unwrap()
}
