//! The next thing that happens to a ticket if nobody does anything.

use super::evaluate::{next_closing, next_opening};
use super::happened::Happened;
use super::present::Present;
use duly_calendar::Instant;
use duly_engine::Outcome;
use duly_plan::{CalendarId, ClockId, Plan};

/// Something that lies ahead.
#[derive(Clone, PartialEq, Debug)]
pub struct Next {
    /// The instant to go to at which it has happened.
    pub at: Instant,
    /// What it is.
    pub what: Ahead,
}

/// What can lie ahead.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Ahead {
    /// An event that is known already, of a log or typed before.
    Event,
    /// A calendar on which an open cycle counts opens.
    Opening(CalendarId),
    /// It closes.
    Closing(CalendarId),
    /// A warning, a threshold, or a condition that time turns.
    Timer,
    /// A cycle passes its due.
    Due(ClockId),
}

/// What comes next. A timer or a due has happened one second after its instant, since it comes when time passes it.
#[must_use]
pub(super) fn next(plan: &Plan, present: &Present, events: &[Happened]) -> Option<Next> {
    let now = present.now;
    let mut ahead: Vec<Next> = Vec::new();
    let mut add = |at: Option<Instant>, what: Ahead| ahead.extend(at.map(|at| Next { at, what }));
    add(events.iter().map(|event| event.at).find(|at| *at > now), Ahead::Event);
    add(present.next_timer.map(|at| at.plus(1)), Ahead::Timer);
    let open = present.cycles.iter().filter(|cycle| cycle.closed.is_none());
    for cycle in open {
        let due = cycle.due.filter(|due| *due >= now).map(|due| due.plus(1));
        add(due, Ahead::Due(cycle.clock));
        if cycle.outcome == Outcome::Running
            && let Some(id) = cycle.calendar.filter(|id| *id != CalendarId(0))
        {
            let table = present.calendar(plan, id);
            add(next_opening(table, now), Ahead::Opening(id));
            add(next_closing(table, now), Ahead::Closing(id));
        }
    }
    ahead.into_iter().filter(|next| next.at > now).min_by_key(|next| (next.at, std::cmp::Reverse(next.what)))
}
