//! Hands what libFuzzer invents to [`fuzz_replay::decimal`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_replay::decimal(data));
