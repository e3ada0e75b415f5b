//! Copies of a database into a fresh SQLite file, under the final name only once they are whole and on disk.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::{create_private, open_read};
use crate::error::StoreError;

/// A file under a temporary name, removed again unless it is published.
pub(crate) struct Target {
    temporary: PathBuf,
    published: PathBuf,
}

/// Copies `from`, which may be in use, to `to`, which may not exist.
pub(crate) fn backup(from: &Path, to: &Path) -> Result<(), StoreError> {
    let source = open_read(from)?;
    let (target, mut copy) = create_target(to)?;
    let engine =
        |error: rusqlite::Error| StoreError::Backup(format!("{} cannot be written: {error}", to.display()));
    {
        let backup = Backup::new(&source, &mut copy).map_err(engine)?;
        // All pages in one step: readers do not hold up the writer in WAL mode, while a copy in several steps would
        // start over at every commit in between.
        match backup.step(-1).map_err(engine)? {
            StepResult::Done => (),
            step => return Err(StoreError::Backup(format!("the copy stopped early: {step:?}"))),
        }
    }
    publish(target, copy)
}

/// Creates an empty database next to `to` under a temporary name. Refuses when `to` exists.
pub(crate) fn create_target(to: &Path) -> Result<(Target, Connection), StoreError> {
    refuse_existing(to)?;
    let Some(name) = to.file_name() else {
        return Err(StoreError::Backup(format!("{} is not the name of a file", to.display())));
    };
    let mut temporary = OsString::from(".");
    temporary.push(name);
    temporary.push(format!(".{}.partial", std::process::id()));
    let target = Target { temporary: to.with_file_name(temporary), published: to.to_owned() };
    refuse_existing(&target.temporary)?;
    create_private(&target.temporary);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&target.temporary, flags)
        .map_err(|error| StoreError::Backup(format!("{} cannot be created: {error}", to.display())))?;
    Ok((target, connection))
}

/// Closes the copy, forces it to disk and gives it its name.
pub(crate) fn publish(target: Target, copy: Connection) -> Result<(), StoreError> {
    let refused = |error: String| StoreError::Backup(format!("{}: {error}", target.published.display()));
    copy.close().map_err(|(_, error)| refused(error.to_string()))?;
    File::open(&target.temporary)
        .and_then(|file| file.sync_all())
        .map_err(|error| refused(error.to_string()))?;
    refuse_existing(&target.published)?;
    fs::rename(&target.temporary, &target.published)
        .and_then(|()| sync_folder(&target.published))
        .map_err(|error| refused(error.to_string()))
}

fn refuse_existing(path: &Path) -> Result<(), StoreError> {
    // A name that cannot be looked up is refused by whatever uses it next.
    if path.symlink_metadata().is_ok() {
        return Err(StoreError::Backup(format!("{} exists and is not overwritten", path.display())));
    }
    Ok(())
}

/// The new name is durable once its folder is.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

impl Drop for Target {
    fn drop(&mut self) {
        // After publishing there is no such file, which is as good.
        drop(fs::remove_file(&self.temporary));
    }
}
