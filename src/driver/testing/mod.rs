//! Tests of policies: run them, say what failed, write new ones.
//!
//! A [`Bench`] holds one ticket and takes it step by step; [`check`](Bench::check) holds it against what is expected.
//! All of it is pure; nothing here reads or prints.

mod bench;
mod events;
mod failure;
mod seen;
#[cfg(test)]
mod tests;
mod verdict;
mod words;

pub use bench::Bench;
pub use events::{Ready, owned};
pub use failure::Failure;
pub use seen::{Done, Seen, SeenCycle};
