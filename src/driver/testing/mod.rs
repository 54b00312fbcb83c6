//! Tests of policies: run them, say what failed, write new ones.
//!
//! A [`Bench`] holds one ticket and takes it step by step; [`check`](Bench::check) holds it against what is expected.
//! `runner` runs the tests of a policy, `coverage` says what they leave untried, `write` makes a test of what has
//! happened. Nothing here prints, and only `load` opens files.

mod bench;
mod coverage;
mod events;
mod failure;
mod load;
mod phrase;
mod runner;
mod seen;
#[cfg(test)]
mod tests;
mod verdict;
mod words;
mod write;

pub use bench::Bench;
pub use coverage::{Coverage, Item, ItemKind};
pub use events::{Ready, owned};
pub use failure::Failure;
pub use load::load;
pub use runner::{Choice, Tested, run};
pub use seen::{Done, Seen, SeenCycle};
pub(crate) use write::unsaid;
pub use write::write;
