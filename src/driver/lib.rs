//! The facade: load, check, run, map, ask a calendar. What the command and other programs call.
//!
//! It opens files, and nothing else of the outside: no arguments, no terminal, no clock, no environment.
//! A question that cannot be answered as it was put is a [`Problem`].

pub mod against;
mod check;
mod evaluate;
pub mod folder;
mod inputs;
pub mod layout;
mod lines;
mod loader;
mod map;
pub mod mapping;
pub mod moment;
pub mod ops;
mod options;
pub mod paths;
mod plan_view;
mod problem;
pub mod run;
pub mod scripts;
pub mod session;
pub mod testing;
mod warnings;
pub mod why;
pub mod zones;

pub use check::{CheckedPolicy, check};
pub use duly_ingest::{BadEvent, OnBad};
pub use inputs::{Inputs, Progress};
pub use loader::FileLoader;
pub use map::{MapError, map};
pub use options::{BadOption, Options};
pub use plan_view::PlanView;
pub use problem::Problem;
