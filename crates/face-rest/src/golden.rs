//! Files of the repository that must say what the program says. `TOLLGATE_BLESS=1` makes them say it.

use std::path::Path;

/// Compares the whole file with `expected`.
#[track_caller]
pub(crate) fn check(path: &str, expected: &str) {
    settle(path, expected.to_owned());
}

/// Compares what follows `marker` in the file with `expected`; what stands before is written by hand.
#[track_caller]
pub(crate) fn check_after(path: &str, marker: &str, expected: &str) {
    let actual = read(path);
    let (head, _) = actual.split_once(marker).expect("the document has the marker");
    settle(path, format!("{head}{marker}{expected}"));
}

#[track_caller]
fn settle(path: &str, expected: String) {
    if std::env::var("TOLLGATE_BLESS").is_ok_and(|value| value == "1") {
        std::fs::write(absolute(path), expected).expect("the file can be written");
        return;
    }
    let advice =
        "differs from what the program says; run the test with TOLLGATE_BLESS=1 and look at the change";
    assert_eq!(read(path), expected, "{path} {advice}");
}

fn read(path: &str) -> String {
    std::fs::read_to_string(absolute(path)).unwrap_or_default()
}

fn absolute(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}
