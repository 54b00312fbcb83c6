//! The test binary.

mod pages;
mod suite;
