//! What tests share: a [`second`] engine with [`random`] policies and histories for it, and the [`promises`] that hold for
//! any bytes, which the fuzz targets of `tests/fuzz/` call too.

#![expect(clippy::expect_used, clippy::panic, reason = "a test's helpers fail by panicking")]

pub mod promises;
pub mod random;
pub mod second;
