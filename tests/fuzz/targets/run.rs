//! See `duly_tests::promises::run`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| duly_tests::promises::run(bytes));
