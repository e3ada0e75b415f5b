//! Hands what libFuzzer invents to [`fuzz_replay::xmlrpc`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_replay::xmlrpc(data));
