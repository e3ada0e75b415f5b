//! Every kept input through its target, as `cargo test` runs it: no fuzzer needed.

use std::fs;
use std::path::{Path, PathBuf};

/// What a corpus may hold, so that a replay takes no time and a checkout no space.
const FILES_MAX: usize = 400;
const BYTES_MAX: u64 = 1 << 20;

#[track_caller]
fn replay(name: &str, target: fn(&[u8])) {
    let files = corpus(name);
    assert!(!files.is_empty(), "the corpus of {name} is gone");
    assert!(files.len() <= FILES_MAX, "{} files; keep {FILES_MAX} of the corpus of {name}", files.len());
    let bytes: u64 = files.iter().map(|file| fs::metadata(file).unwrap().len()).sum();
    assert!(bytes <= BYTES_MAX, "{bytes} bytes; keep {BYTES_MAX} of the corpus of {name}");
    for file in files {
        // Captured, and shown above the panic's message when the target fails.
        println!("{}", file.display());
        target(&fs::read(&file).unwrap());
    }
}

fn corpus(name: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn xmlrpc() {
    replay("xmlrpc", crate::xmlrpc);
}

#[test]
fn parameters() {
    replay("parameters", crate::parameters);
}

#[test]
fn final_status_push() {
    replay("final_status_push", crate::final_status_push);
}

#[test]
fn digest() {
    replay("digest", crate::digest);
}

#[test]
fn decimal() {
    replay("decimal", crate::decimal);
}
