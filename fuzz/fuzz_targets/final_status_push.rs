//! Hands what libFuzzer invents to [`fuzz_replay::final_status_push`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_replay::final_status_push(data));
