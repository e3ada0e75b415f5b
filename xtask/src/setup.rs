//! What a fresh machine lacks for the tests, installed: Debian packages by `apt-get`, client libraries below `target/clients`.
//!
//! It promises to look first: when nothing is missing it touches no network and takes no noticeable time. It installs
//! system packages only as the superuser of a Debian-like system, and otherwise says in one sentence what to install.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{postgres, process};

/// Where the installed clients lie; the acceptance tests are told through the environment.
pub(crate) struct Clients {
    /// The interpreter that finds the pinned Python clients.
    pub(crate) python: PathBuf,
    /// The folder with the pinned Node clients.
    pub(crate) node_modules: PathBuf,
    /// The browser.
    pub(crate) chromium: PathBuf,
}

/// Installs whatever is missing; does nothing when nothing is.
///
/// Fails when something is missing that it may not install, or that the registries do not serve.
pub(crate) fn ensure(root: &Path) -> Result<Clients> {
    ensure_packages(NEEDS)?;
    let locks = root.join("tests/clients");
    let target = root.join("target/clients");
    fs::create_dir_all(&target)?;
    // Two test runs may start at once; the second finds the work of the first.
    let turn = File::create(target.join("lock"))?;
    turn.lock()?;
    let python = ensure_python(&locks, &target.join("python"))?;
    let node_modules = ensure_node(&locks, &target.join("node"))?;
    let chromium = chromium().context("Chromium was installed a moment ago")?;
    Ok(Clients { python, node_modules, chromium })
}

/// One thing that is needed from the system, and the Debian packages that bring it.
pub(crate) struct Need {
    /// Their names.
    pub(crate) packages: &'static [&'static str],
    /// Whether it is there already.
    pub(crate) is_met: fn() -> bool,
}

const NEEDS: &[Need] = &[
    Need { packages: &["postgresql"], is_met: || postgres::server_programs().is_some() },
    Need { packages: &["openssl"], is_met: || process::find_on_path("openssl").is_some() },
    Need { packages: &["curl"], is_met: || process::find_on_path("curl").is_some() },
    Need { packages: &["python3", "python3-venv"], is_met: has_python },
    Need { packages: &["nodejs"], is_met: || process::find_on_path("node").is_some() },
    Need { packages: &["npm"], is_met: || process::find_on_path("npm").is_some() },
    Need { packages: &["php-cli", "php-curl"], is_met: has_php },
    Need { packages: &["chromium"], is_met: || chromium().is_some() },
    // What the pages' text looks like in pictures, whatever else a machine has.
    Need { packages: &["fonts-inter"], is_met: has_fonts },
];

fn has_python() -> bool {
    process::succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"]))
}

fn has_php() -> bool {
    process::succeeds(Command::new("php").args(["-r", "exit(extension_loaded('curl') ? 0 : 1);"]))
}

fn chromium() -> Option<PathBuf> {
    process::find_on_path("chromium")
}

fn has_fonts() -> bool {
    Path::new("/usr/share/fonts/opentype/inter/Inter-Regular.otf").exists()
}

/// Installs the packages of the needs that are not met; does nothing when all are.
///
/// Fails when something is missing that it may not install.
pub(crate) fn ensure_packages(needs: &[Need]) -> Result<()> {
    let missing = missing_packages(needs);
    if missing.is_empty() {
        return Ok(());
    }
    let by_apt = process::find_on_path("apt-get").is_some();
    if !by_apt || !process::is_root() {
        bail!("{}", what_to_install(&missing));
    }
    eprintln!("Installing {}", missing.join(" "));
    process::run(apt_get().args(["update", "-qq"]))?;
    process::run(apt_get().args(["install", "-qq", "-y", "--no-install-recommends"]).args(&missing))?;
    let still_missing = missing_packages(needs);
    if !still_missing.is_empty() {
        bail!("apt-get installed {}, yet their programs are not to be found", still_missing.join(" "));
    }
    Ok(())
}

fn missing_packages(needs: &[Need]) -> Vec<&'static str> {
    needs.iter().filter(|need| !(need.is_met)()).flat_map(|need| need.packages).copied().collect()
}

fn what_to_install(packages: &[&str]) -> String {
    let packages = packages.join(" ");
    format!("these packages (Debian's names) are needed, and only the superuser can install them: {packages}")
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// A virtual environment with exactly `requirements.txt`; returns its interpreter.
fn ensure_python(locks: &Path, home: &Path) -> Result<PathBuf> {
    let requirements = locks.join("requirements.txt");
    let python = home.join("bin/python");
    let stamp = Stamp::of(home, &[&requirements])?;
    if stamp.is_current() && process::succeeds(Command::new(&python).arg("--version")) {
        return Ok(python);
    }
    eprintln!("Installing the Python clients into {}", home.display());
    process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(home))?;
    let mut pip = Command::new(&python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--requirement",
    ]);
    process::run(pip.arg(&requirements))?;
    stamp.leave()?;
    Ok(python)
}

/// A folder with exactly what `package-lock.json` pins; returns its `node_modules`.
fn ensure_node(locks: &Path, home: &Path) -> Result<PathBuf> {
    let files = ["package.json", "package-lock.json"].map(|name| locks.join(name));
    let stamp = Stamp::of(home, &[&files[0], &files[1]])?;
    let modules = home.join("node_modules");
    if stamp.is_current() && modules.is_dir() {
        return Ok(modules);
    }
    eprintln!("Installing the Node clients into {}", home.display());
    fs::create_dir_all(home)?;
    for file in &files {
        fs::copy(file, home.join(file.file_name().context("a lock file has a name")?))?;
    }
    let options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
    process::run(Command::new("npm").args(options).current_dir(home))?;
    stamp.leave()?;
    Ok(modules)
}

/// What a folder was installed from, kept beside it word for word: equal words mean nothing to do.
struct Stamp {
    file: PathBuf,
    words: String,
}

impl Stamp {
    fn of(home: &Path, sources: &[&Path]) -> Result<Self> {
        let mut words = String::new();
        for source in sources {
            words +=
                &fs::read_to_string(source).with_context(|| format!("cannot read {}", source.display()))?;
        }
        Ok(Self { file: home.with_extension("installed"), words })
    }

    fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|left| left == self.words)
    }

    fn leave(&self) -> Result<()> {
        Ok(fs::write(&self.file, &self.words)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unmet_needs_are_installed() {
        let needs = [
            Need { packages: &["present"], is_met: || true },
            Need { packages: &["absent", "absent-data"], is_met: || false },
        ];
        let missing = missing_packages(&needs);
        assert_eq!(missing, ["absent", "absent-data"]);
        assert!(what_to_install(&missing).ends_with("install them: absent absent-data"));
    }

    #[test]
    fn a_changed_lock_file_makes_the_stamp_stale() {
        let folder = tempfile::tempdir().unwrap();
        let lock = folder.path().join("requirements.txt");
        fs::write(&lock, "one==1\n").unwrap();
        let stamp = || Stamp::of(&folder.path().join("python"), &[&lock]).unwrap();
        assert!(!stamp().is_current());
        stamp().leave().unwrap();
        assert!(stamp().is_current());
        fs::write(&lock, "one==2\n").unwrap();
        assert!(!stamp().is_current());
    }
}
