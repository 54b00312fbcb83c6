//! The test binary.

mod bench;
mod pages;
mod real_data;
mod suite;
mod support;
