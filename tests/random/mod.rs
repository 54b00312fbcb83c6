//! Random policies as text, and random histories for them. Everything comes from a seed: the same seed is the
//! same case on every machine.
//!
//! The policies are valid by construction and use the whole language; the histories are dense where something
//! is about to happen, which the [second engine](crate::second) tells while they grow.

mod calendars;
mod clocks;
mod conditions;
mod dice;
mod history;
mod levels;
mod objectives;
mod phrases;
mod policy;
mod rules;
mod triggers;
mod versions;
mod vocabulary;

pub use calendars::Files;
pub use dice::Dice;
pub use history::{Story, stories};
pub use policy::{Written, policy};
