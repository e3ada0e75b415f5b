//! The languages of a folder: each folder in it is one, called by its code, and every file in that one is of its texts.
//! Shared by the build and by the tests.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// The codes and the files of each, in their order.
pub(crate) fn languages(folder: &Path) -> io::Result<Vec<(String, Vec<PathBuf>)>> {
    let language = |path: &PathBuf| Ok((name(path), sorted(path)?));
    sorted(folder)?.iter().map(language).collect()
}

/// What is in a folder, in its order.
pub(crate) fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries: io::Result<Vec<PathBuf>> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut entries = entries?;
    entries.sort();
    Ok(entries)
}

/// The last part of `path`.
pub(crate) fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
