//! Scripts in rhai: their texts read when a policy is checked, and run behind the engine's
//! [`duly_engine::ScriptHost`]. The only crate that names rhai.
//!
//! What a script can do is set up in `sandbox`: pure functions of its inputs, in bounded steps and bounded
//! memory, with arithmetic that is the same on every machine (`operators`, `functions`, `date`). What goes in and
//! comes out is checked in `values`; `words` turns what rhai says into an admin's words.

mod check;
mod date;
mod functions;
mod gives;
mod host;
mod operators;
mod program;
mod sandbox;
mod values;
mod words;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;

pub use check::{dates, read};
pub use host::Host;
