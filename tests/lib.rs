//! Shared helpers of the test binary.
