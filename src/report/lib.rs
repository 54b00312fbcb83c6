//! Cycles to reports: compliance, SLA log, tickets, backlog, objectives, credits and actions, as tables, CSV, JSON and NDJSON.
//!
//! A [`Collector`] observes the engine and keeps what a [`Spec`] asks for; collectors of any split of the
//! tickets merge in any order. What they add up to is a [`Report`]: rows of typed cells, in a fixed order,
//! which [`write()`] prints. Every rule of every column is in `docs/reports.md`.

mod actions;
mod capture;
mod collector;
mod column;
mod compliance;
mod cycle_column;
mod dimension;
mod distribution;
mod error;
mod excuse;
mod faults;
mod filter;
mod names;
mod objective;
mod period;
mod provenance;
mod report;
mod rows;
mod sheet;
mod spec;
mod tally;
mod texts;
mod tickets;
mod width;
mod write;

pub use collector::Collector;
pub use column::{Cell, Column};
pub use dimension::Dimension;
pub use error::OptionError;
pub use faults::{Faults, OnTickets};
pub use objective::misses;
pub use period::Period;
pub use provenance::{CalendarYears, FORMAT_VERSION, InputDigest, Provenance};
pub use report::Report;
pub use spec::{Basis, Filter, ReportKind, Sort, Spec};
pub use width::columns;
pub use write::{Format, TableStyle, write};

#[cfg(test)]
mod support;
