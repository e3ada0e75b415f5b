//! Hands what libFuzzer invents to [`fuzz_replay::parameters`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_replay::parameters(data));
