//! The facade: load, check, run, map, ask a calendar. What the command and other programs call.
//!
//! It opens files, and nothing else of the outside: no arguments, no terminal, no clock, no environment.
//! A question that cannot be answered as it was put is a [`Problem`].

mod check;
pub mod folder;
mod loader;
pub mod moment;
pub mod ops;
pub mod paths;
mod problem;
pub mod zones;

pub use check::{CheckedPolicy, check};
pub use loader::FileLoader;
pub use problem::Problem;
