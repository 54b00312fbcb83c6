//! Tests of policies: run them, say what failed, write new ones.
//!
//! A [`Bench`] holds one ticket and takes it step by step; [`check`](Bench::check) holds it against what is expected.
//! `runner` runs the tests of a policy, `coverage` says what they leave untried, `write` makes a test of what has
//! happened, `keep` puts it into a file. Nothing here prints, and only `load` and `keep` touch files.

mod bench;
mod coverage;
mod events;
mod failure;
mod keep;
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
pub(crate) use keep::{Keep, NotKept};
pub use load::load;
pub use runner::{Choice, Tested, run};
pub use seen::{Done, Seen, SeenCycle};
pub use write::write;
pub(crate) use write::{title, unsaid};
