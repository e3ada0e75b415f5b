//! Lists what is embedded: every file of `assets/` and, for each folder of `locales/`, its files. So another language
//! needs a folder, and nothing in the code.

#[path = "build/languages.rs"]
mod languages;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs, io};

use languages::{languages, name, sorted};

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
    for (language, files) in languages(&root.join("locales"))? {
        let _ = writeln!(text, "    ({language:?}, &[");
        for file in files {
            let _ = writeln!(text, "        include_str!({file:?}),");
        }
        text.push_str("    ]),\n");
        println!("cargo::rerun-if-changed={}", root.join("locales").join(language).display());
    }
    text.push_str("];\n");
    fs::write(out.join("locales.rs"), text)?;
    for folder in ["assets", "locales", "build"] {
        println!("cargo::rerun-if-changed={}", root.join(folder).display());
    }
    Ok(())
}
