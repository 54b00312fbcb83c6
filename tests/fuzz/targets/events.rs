//! See `duly_tests::promises::events`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| duly_tests::promises::events(bytes));
