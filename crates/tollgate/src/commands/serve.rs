//! `tollgate serve`: runs an installation until it is told to stop.

use clap::Args;

use super::{Outcome, runtime};
use crate::config::{Config, Settings};
use crate::server::Server;
use crate::{installation, logging};

/// See `tollgate serve --help`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    settings: Settings,
}

impl Serve {
    pub(crate) fn run(&self) -> Outcome {
        let config = self.settings.load()?;
        logging::start(config.log)?;
        runtime()?.block_on(serve(&config))
    }
}

async fn serve(config: &Config) -> Outcome {
    let app = installation::open(config).await?;
    let server = match Server::bind(app.clone(), config).await {
        Ok(server) => server,
        Err(failure) => {
            installation::close(app).await;
            return Err(failure);
        }
    };
    for (address, listener) in server.local_addresses().iter().zip(&config.listen) {
        tracing::info!(address = %address, tls = listener.tls.is_some(), "listening");
    }
    server.run().await
}
