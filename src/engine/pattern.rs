//! Event phrases, compiled, and the lines of clocks that are made of them.

use crate::condition::{Compiler, Test};
use crate::event::{Event, EventKind as Happened};
use crate::facts::TicketFacts;
use crate::mask::Kinds;
use crate::news::News;
use crate::slot::Slot;
use crate::symbols::Symbol;
use duly_plan::{EventKind, EventPattern, FieldId, Medium, Phase, Role, StateId, When, standard};

/// A line of a clock: any of the patterns, if the guard holds.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// The patterns in the order written.
    pub(crate) patterns: Vec<Pattern>,
    guard: Option<Test>,
    /// What any of the patterns waits for.
    pub(crate) kinds: Kinds,
}

/// One event phrase.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    what: What,
    by: Option<Role>,
    via: Option<Box<str>>,
    guard: Option<Test>,
}

/// Which event.
#[derive(Clone, Debug)]
enum What {
    Created,
    Message { by: Option<Role>, public: bool },
    Note,
    Becomes(FieldId, Box<[Slot]>),
    Leaves(FieldId, Box<[Slot]>),
    Changes(FieldId),
    Assigned,
    Reassigned,
    Unassigned,
    Tagged(Symbol),
    Untagged(Symbol),
    Contact { medium: Medium, phase: Phase, result: Option<Box<str>> },
    Callback,
    Merged,
    Split,
    Deleted,
    Restored,
    MarkedAnswered,
    Signal(Box<str>),
    Enters(StateId),
    Exits(StateId),
}

/// The step that patterns are held against.
#[derive(Clone, Copy)]
pub(crate) struct Step<'s> {
    /// The event; none when time alone passed.
    pub(crate) event: Option<&'s Event<'s>>,
    /// The ticket after it.
    pub(crate) facts: &'s TicketFacts,
    /// What it changed.
    pub(crate) news: &'s News,
}

impl Line {
    pub(crate) fn new(when: &When, compiler: &mut Compiler<'_>) -> Line {
        let patterns: Vec<Pattern> = when.events.iter().map(|event| Pattern::new(event, compiler)).collect();
        let mut kinds = Kinds::default();
        patterns.iter().for_each(|pattern| kinds.add(pattern.what.kinds()));
        Line { patterns, guard: when.guard.as_ref().map(|guard| compiler.test(guard)), kinds }
    }

    /// Whether the line matches.
    pub(crate) fn matches(&self, step: Step<'_>) -> bool {
        self.kinds.meet(step.news.kinds)
            && self.patterns.iter().any(|pattern| pattern.matches(step))
            && self.guard_holds(step)
    }

    /// The patterns that match, by their index, if the line does.
    pub(crate) fn matched(&self, step: Step<'_>, found: &mut Vec<u16>) -> bool {
        found.clear();
        if !self.kinds.meet(step.news.kinds) {
            return false;
        }
        let matching = self.patterns.iter().enumerate().filter(|(_, pattern)| pattern.matches(step));
        found.extend(matching.filter_map(|(index, _)| u16::try_from(index).ok()));
        if !found.is_empty() && !self.guard_holds(step) {
            found.clear();
        }
        !found.is_empty()
    }

    /// Whether its event is there, and only its own condition keeps it from matching.
    pub(crate) fn is_held_back(&self, step: Step<'_>) -> bool {
        self.kinds.meet(step.news.kinds)
            && !self.guard_holds(step)
            && self.patterns.iter().any(|pattern| pattern.matches(step))
    }

    fn guard_holds(&self, step: Step<'_>) -> bool {
        self.guard.as_ref().is_none_or(|guard| guard.holds(step.facts))
    }
}

impl Pattern {
    pub(crate) fn new(pattern: &EventPattern, compiler: &mut Compiler<'_>) -> Pattern {
        Pattern {
            what: What::new(&pattern.kind, compiler),
            by: pattern.by,
            via: pattern.via.as_deref().map(Into::into),
            guard: pattern.guard.as_ref().map(|guard| compiler.test(guard)),
        }
    }

    /// The state whose turning true it waits for.
    pub(crate) fn enters(&self) -> Option<StateId> {
        if let What::Enters(state) = self.what { Some(state) } else { None }
    }

    /// The state whose turning false it waits for.
    pub(crate) fn exits(&self) -> Option<StateId> {
        if let What::Exits(state) = self.what { Some(state) } else { None }
    }

    /// Whether it waits for `deleted`.
    pub(crate) fn is_deleted(&self) -> bool {
        matches!(self.what, What::Deleted)
    }

    /// Whether it waits for `restored`.
    pub(crate) fn is_restored(&self) -> bool {
        matches!(self.what, What::Restored)
    }

    /// Whether it waits for a contact to end.
    pub(crate) fn is_contact_end(&self) -> bool {
        matches!(self.what, What::Contact { phase: Phase::Ended, .. })
    }

    /// The news that can make it match.
    pub(crate) fn kinds(&self) -> Kinds {
        self.what.kinds()
    }

    /// Whether the step is what it waits for.
    pub(crate) fn matches(&self, step: Step<'_>) -> bool {
        self.what.matches(step)
            && self.by.is_none_or(|role| step.event.is_some_and(|event| event.by == role))
            && self
                .via
                .as_deref()
                .is_none_or(|via| step.event.is_some_and(|event| event.channel == Some(via)))
            && self.guard.as_ref().is_none_or(|guard| guard.holds(step.facts))
    }
}

impl What {
    fn new(kind: &EventKind, compiler: &mut Compiler<'_>) -> What {
        let mut slots = |values: &[duly_plan::Const]| -> Box<[Slot]> {
            values.iter().map(|value| Slot::constant(value, &mut compiler.symbols)).collect()
        };
        match kind {
            EventKind::Created => What::Created,
            EventKind::Message { by, public } => What::Message { by: *by, public: *public },
            EventKind::Note => What::Note,
            EventKind::Becomes(field, values) => What::Becomes(*field, slots(values)),
            EventKind::Leaves(field, values) => What::Leaves(*field, slots(values)),
            EventKind::Changes(field) => What::Changes(*field),
            EventKind::Assigned => What::Assigned,
            EventKind::Reassigned => What::Reassigned,
            EventKind::Unassigned => What::Unassigned,
            EventKind::Tagged(tag) => What::Tagged(compiler.symbols.intern(tag)),
            EventKind::Untagged(tag) => What::Untagged(compiler.symbols.intern(tag)),
            EventKind::Contact { medium, phase, result } => {
                What::Contact { medium: *medium, phase: *phase, result: result.as_deref().map(Into::into) }
            }
            EventKind::CallbackRequested => What::Callback,
            EventKind::Merged => What::Merged,
            EventKind::Split => What::Split,
            EventKind::Deleted => What::Deleted,
            EventKind::Restored => What::Restored,
            EventKind::MarkedAnswered => What::MarkedAnswered,
            EventKind::Signal(name) => What::Signal(name.as_str().into()),
            EventKind::Enters(state) => What::Enters(*state),
            EventKind::Exits(state) => What::Exits(*state),
        }
    }

    /// The news that can make it match.
    fn kinds(&self) -> Kinds {
        let (mut kinds, at_creation) = match self {
            What::Created => (Kinds::CREATED, false),
            What::Message { .. } => (Kinds::MESSAGE, false),
            What::Note => (Kinds::NOTE, false),
            What::Becomes(field, _) => (Kinds::field(*field), true),
            What::Leaves(field, _) | What::Changes(field) => (Kinds::field(*field), false),
            What::Assigned => (Kinds::field(standard::ASSIGNEE), true),
            What::Reassigned | What::Unassigned => (Kinds::field(standard::ASSIGNEE), false),
            What::Tagged(_) | What::Untagged(_) => (Kinds::field(standard::TAGS), false),
            What::Contact { .. } => (Kinds::CONTACT, false),
            What::Callback => (Kinds::CALLBACK, false),
            What::Merged => (Kinds::MERGE, false),
            What::Split => (Kinds::SPLIT, false),
            What::Deleted => (Kinds::DELETE, false),
            What::Restored => (Kinds::RESTORE, false),
            What::MarkedAnswered => (Kinds::ANSWERED, false),
            What::Signal(_) => (Kinds::SIGNAL, false),
            What::Enters(state) | What::Exits(state) => (Kinds::state(*state), false),
        };
        if matches!(self, What::Note) {
            kinds.add(Kinds::MESSAGE);
        }
        if at_creation {
            kinds.add(Kinds::CREATED);
        }
        kinds
    }

    fn matches(&self, step: Step<'_>) -> bool {
        match self {
            What::Becomes(field, values) => becomes(step, *field, values),
            What::Leaves(field, values) => leaves(step, *field, values),
            What::Changes(field) => !step.news.created && step.news.before(*field).is_some(),
            What::Assigned => assignee(step) == (false, true),
            What::Reassigned => {
                !step.news.created
                    && step.news.before(standard::ASSIGNEE).is_some()
                    && assignee(step) == (true, true)
            }
            What::Unassigned => !step.news.created && assignee(step) == (true, false),
            What::Tagged(tag) => step.facts.tagged(*tag, step.news) == (false, true),
            What::Untagged(tag) => !step.news.created && step.facts.tagged(*tag, step.news) == (true, false),
            What::Enters(state) => step.news.turned(*state, true),
            What::Exits(state) => !step.news.created && step.news.turned(*state, false),
            _ => step.event.is_some_and(|event| self.matches_event(event)),
        }
    }

    /// The phrases that speak of the event itself.
    fn matches_event(&self, event: &Event<'_>) -> bool {
        match (self, event.kind) {
            (What::Created, Happened::Created)
            | (What::Callback, Happened::Callback)
            | (What::Merged, Happened::Merge)
            | (What::Split, Happened::Split)
            | (What::Deleted, Happened::Delete)
            | (What::Restored, Happened::Restore)
            | (What::MarkedAnswered, Happened::Answered) => true,
            (What::Message { by, public }, Happened::Message { public: is_public }) => {
                by.is_none_or(|by| event.by == by) && (is_public || !public)
            }
            (What::Note, Happened::Note | Happened::Message { public: false }) => event.by == Role::Agent,
            (
                What::Contact { medium, phase, result },
                Happened::Contact { medium: with, phase: at, result: end },
            ) => *medium == with && Some(*phase) == at && (result.is_none() || result.as_deref() == end),
            (What::Signal(wanted), Happened::Signal { name }) => wanted.as_ref() == name,
            _ => false,
        }
    }
}

/// The field changed to one of the values, or stands at one when the ticket is created.
fn becomes(step: Step<'_>, field: FieldId, values: &[Slot]) -> bool {
    (step.news.created || step.news.before(field).is_some())
        && values.contains(&step.facts.row[field.index()])
}

/// The field changed from one of the values.
fn leaves(step: Step<'_>, field: FieldId, values: &[Slot]) -> bool {
    !step.news.created && step.news.before(field).is_some_and(|before| values.contains(&before))
}

/// Whether the ticket was assigned before, and is now.
fn assignee(step: Step<'_>) -> (bool, bool) {
    let now = step.facts.row[standard::ASSIGNEE.index()];
    let before =
        if step.news.created { Slot::Unset } else { step.news.before(standard::ASSIGNEE).unwrap_or(now) };
    (before != Slot::Unset, now != Slot::Unset)
}
