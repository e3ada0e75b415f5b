//! Lists what is embedded: every file of `assets/` and, for each folder of `locales/`, its files. So another language
//! needs a folder, and nothing in the code.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let mut text = String::from("static FILES: &[(&str, &[u8])] = &[\n");
    for file in sorted(&root.join("assets"))? {
        let _ = writeln!(text, "    ({:?}, include_bytes!({:?})),", name(&file), file);
    }
    text.push_str("];\n");
    fs::write(out.join("assets.rs"), text)?;

    let mut text = String::from("static CATALOGUES: &[(&str, &[&str])] = &[\n");
    for language in sorted(&root.join("locales"))? {
        let _ = writeln!(text, "    ({:?}, &[", name(&language));
        for file in sorted(&language)? {
            let _ = writeln!(text, "        include_str!({file:?}),");
        }
        text.push_str("    ]),\n");
        println!("cargo::rerun-if-changed={}", language.display());
    }
    text.push_str("];\n");
    fs::write(out.join("locales.rs"), text)?;
    for folder in ["assets", "locales"] {
        println!("cargo::rerun-if-changed={}", root.join(folder).display());
    }
    Ok(())
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries: io::Result<Vec<PathBuf>> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut entries = entries?;
    entries.sort();
    Ok(entries)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
