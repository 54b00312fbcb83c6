//! A plan and a ticket's events in, cycles and actions out; no I/O, no clock, no threads of its own.

pub mod event;
mod query;
mod record;

pub use event::{Event, EventKind, Origin, Set, Value};
pub use query::{Demand, Query};
pub use record::{
    ActionCause, ActionDue, ActionRecord, CycleRecord, Observer, Outcome, Reason, TicketRecord,
};
