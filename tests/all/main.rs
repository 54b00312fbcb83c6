//! The test binary.

mod suite;
