//! `tollgate backup`: one consistent copy of the database in a new SQLite file, whichever engine it is from.

use std::path::PathBuf;

use clap::Args;

use super::output::tell;
use super::{Outcome, runtime};
use crate::config::{Log, Settings};
use crate::{installation, logging};

/// See `tollgate backup --help`.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file to write; one that exists is not overwritten.
    file: PathBuf,
    #[command(flatten)]
    settings: Settings,
}

impl Backup {
    pub(crate) fn run(&self) -> Outcome {
        let config = self.settings.load()?;
        logging::start(Log::QUIET)?;
        runtime()?.block_on(async {
            let store = installation::open_store(&config)?;
            let copied = store.backup(&self.file);
            installation::close_store(store).await;
            Ok::<_, crate::failure::Failure>(copied?)
        })?;
        tell(&format!("{} is written; keep a copy of the key file apart from it", self.file.display()))
    }
}
