//! The test binary.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test and its helpers fail by panicking, and say what they skip"
)]

mod bench;
mod corpus;
mod docs;
mod layout;
mod pages;
mod real_data;
mod rules;
mod scripts;
mod second;
mod sessions;
mod suite;
mod support;
mod tour;
mod worked;
mod written;
