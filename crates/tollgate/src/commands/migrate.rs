//! `tollgate migrate`: brings the database up to this program.

use clap::Args;
use serde_json::json;

use super::output::Format;
use super::{Outcome, runtime};
use crate::config::{Config, Log, Settings};
use crate::failure::Failure;
use crate::{installation, logging, world};

/// See `tollgate migrate --help`.
#[derive(Debug, Args)]
pub(crate) struct Migrate {
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    format: Format,
}

impl Migrate {
    pub(crate) fn run(&self) -> Outcome {
        let config = self.settings.load()?;
        logging::start(Log::QUIET)?;
        let applied = runtime()?.block_on(migrate(&config))?;
        if applied.is_empty() {
            return self.format.verdict("the database is up to date");
        }
        let record = |step: store::AppliedMigration| {
            vec![("version", json!(step.version)), ("name", json!(step.name))]
        };
        self.format.list(applied.into_iter().map(record).collect())
    }
}

async fn migrate(config: &Config) -> Result<Vec<store::AppliedMigration>, Failure> {
    let store = installation::open_store(config)?;
    let applied = store.migrate(world::now().0);
    installation::close_store(store).await;
    Ok(applied?)
}
