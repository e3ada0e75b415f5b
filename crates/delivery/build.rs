//! Lists what is embedded: every file of `locales/`. So another language needs a file, and nothing in the code.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let folder = root.join("locales");
    let files: io::Result<Vec<PathBuf>> =
        fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut files = files?;
    files.sort();
    let mut text =
        String::from("/// The languages: code and text.\nstatic LANGUAGES: &[(&str, &str)] = &[\n");
    for file in files {
        let code = file.file_stem().unwrap_or_default().to_string_lossy();
        let _ = writeln!(text, "    ({code:?}, include_str!({file:?})),");
    }
    text.push_str("];\n");
    fs::write(out.join("locales.rs"), text)?;
    println!("cargo::rerun-if-changed={}", folder.display());
    Ok(())
}
