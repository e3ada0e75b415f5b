//! `tollgate demo`: a small made-up business in a folder, served at once.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use app::Entropy;
use clap::Args;

use super::output::{print, tell};
use super::{Outcome, runtime};
use crate::config::Config;
use crate::demo::{self, Directory};
use crate::failure::Failure;
use crate::server::Server;
use crate::{installation, logging, world};

/// See `tollgate demo --help`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The folder to keep the business in, or the one that a demo was kept in; a new temporary folder by default.
    #[arg(long, value_name = "FOLDER", env = "TOLLGATE_DATA")]
    data: Option<PathBuf>,
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Allow an address that other machines reach, where passwords would travel in the clear.
    #[arg(long)]
    allow_plain_http: bool,
    /// Print one line of JSON once ready, instead of words.
    #[arg(long)]
    json: bool,
}

impl Demo {
    pub(crate) fn run(&self) -> Outcome {
        if !self.listen.ip().is_loopback() && !self.allow_plain_http {
            let text = format!("plain HTTP on {} would show passwords to the network", self.listen);
            return Err(Failure::usage(text).hint("say --allow-plain-http if that is what you want"));
        }
        let entropy = world::entropy();
        let folder = self.data.clone().unwrap_or_else(|| temporary_folder(&entropy));
        let config = Config::embedded(&folder, self.listen);
        logging::start(config.log)?;
        runtime()?.block_on(self.serve(&config, &folder, &entropy))
    }

    async fn serve(&self, config: &Config, folder: &Path, entropy: &Entropy) -> Outcome {
        if !demo::exists(folder) {
            tell(&format!("Making a small business in {} …", folder.display()))?;
        }
        let (app, directory) = demo::open(config, folder, entropy).await?;
        let server = match Server::bind(app.clone(), config).await {
            Ok(server) => server,
            Err(failure) => {
                installation::close(app).await;
                return Err(failure.hint("--listen 127.0.0.1:0 takes a free port"));
            }
        };
        let address = server.local_addresses().first().copied().unwrap_or(self.listen);
        print(&self.announcement(config, address, folder, &directory, entropy))?;
        server.run().await
    }

    fn announcement(
        &self,
        config: &Config,
        address: SocketAddr,
        place: &Path,
        directory: &Directory,
        entropy: &Entropy,
    ) -> String {
        let base = base_url(address);
        if self.json {
            return format!("{}\n", demo::line(&base, directory));
        }
        // What the printed calls make has another name at every start, so that they always work.
        let mut suffix = [0; 2];
        entropy(&mut suffix);
        let suffix = format!("{:04x}", u16::from_be_bytes(suffix));
        demo::page(&demo::Page {
            base: &base,
            folder: place,
            realm: &config.realm,
            suffix: &suffix,
            directory,
        })
    }
}

/// Where a browser or a script on this machine reaches the demo.
fn base_url(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        return format!("http://127.0.0.1:{}", address.port());
    }
    format!("http://{address}")
}

fn temporary_folder(entropy: &Entropy) -> PathBuf {
    let mut name = [0; 8];
    entropy(&mut name);
    std::env::temp_dir().join(format!("tollgate-demo-{:016x}", u64::from_be_bytes(name)))
}
