//! What the engine promises, at its edges, on plans built in code.

pub(crate) mod builder;
mod clocks;
mod conditions;
mod dues;
pub(crate) mod history;
mod phrases;
mod properties;
mod reference;
mod rules;
mod trace;
mod triggers;
