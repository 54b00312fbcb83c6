//! Shared helpers of the test binary: a [`second`] engine, and [`random`] policies and histories for it.

#![expect(clippy::expect_used, clippy::panic, reason = "a test's helpers fail by panicking")]

pub mod random;
pub mod second;
