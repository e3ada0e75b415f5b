//! Hands what libFuzzer invents to [`fuzz_replay::digest`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_replay::digest(data));
