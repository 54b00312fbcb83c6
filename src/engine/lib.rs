//! A plan and a ticket's events in, cycles and actions out; no I/O, no clock, no threads of its own.
//!
//! A [`Program`] is a plan specialised for a [`Query`]. A [`TicketState`] takes one ticket's events and hands
//! what is decided to an [`Observer`]; an [`Evaluator`] does that for whole tickets, one after another. Each
//! step goes through the modules in this order: `facts` (sets, states), `lines` (clocks), `rules` (levels),
//! `promise` and `judgement` (targets, dues, breaches), `trigger` (what follows), and at the end `finish` (records).
//! [`trace`] tells all that to an observer who asks why.

mod choice;
mod clock;
mod condition;
mod counting;
mod cycle;
mod evaluator;
pub mod event;
mod facts;
mod finish;
mod judgement;
mod lines;
mod local;
mod mask;
mod needs;
mod news;
mod pattern;
mod program;
mod promise;
mod query;
mod record;
mod rules;
mod script;
mod slot;
mod symbols;
mod target;
#[cfg(test)]
mod testing;
mod ticket;
mod timers;
pub mod trace;
mod trigger;

pub use condition::{Constant, Facts, Test};
pub use evaluator::Evaluator;
pub use event::{Event, EventKind, Origin, Set, Value};
pub use program::Program;
pub use query::{Demand, Query};
pub use record::{
    ActionCause, ActionDue, ActionRecord, ChosenBy, CycleRecord, CycleRef, Observer, Outcome, Reason,
    TicketRecord,
};
pub use script::{ScriptFault, ScriptHost, ScriptValue};
pub use ticket::{OutOfOrder, TicketState};
