//! `tollgate init`: makes an installation: key file, database, root and, if asked for, a certificate to try TLS with.
//!
//! Promises to overwrite nothing, and to remove what it made when it fails.

use std::fs;
use std::path::{Path, PathBuf};

use app::init as first_rows;
use app::secrets::InstallationKey;
use clap::Args;
use money::Currency;
use party::names::{CustomerName, WebLogin};
use serde_json::{Value, json};
use store::{Location, Store};

use super::output::{Format, Record, tell};
use super::passwords::CustomerPasswords;
use super::{Outcome, runtime};
use crate::config::{Config, Log, Settings};
use crate::edge::tls;
use crate::failure::Failure;
use crate::installation::{self, create_private_folder, folder_of, write_private};
use crate::{logging, world};

/// See `tollgate init --help`.
#[derive(Debug, Args)]
pub(crate) struct Init {
    #[command(flatten)]
    settings: Settings,
    /// Root's name, under which he uses the messaging interface.
    #[arg(long, value_name = "NAME", default_value = "root")]
    root_name: CustomerName,
    /// The name that root signs in with, also to the voice interface.
    #[arg(long, value_name = "LOGIN", default_value = "root")]
    root_login: WebLogin,
    #[command(flatten)]
    passwords: CustomerPasswords,
    /// Currency of an installation whose tariffs say nothing else.
    #[arg(long, value_name = "CODE", default_value = "USD", value_parser = Currency::parse)]
    currency: Currency,
    /// Make a certificate signed by itself for this host name or address, next to the key file; may be repeated.
    #[arg(long, value_name = "NAME")]
    tls_name: Vec<String>,
    #[command(flatten)]
    format: Format,
}

impl Init {
    pub(crate) fn run(&self) -> Outcome {
        let config = self.settings.load()?;
        logging::start(Log::QUIET)?;
        let entropy = world::entropy();
        let files = Files::beside(&config, !self.tls_name.is_empty());
        files.refuse_existing()?;
        let (Some(web), Some(api)) = self.passwords.choose(true, true, &entropy)? else {
            return Err(Failure::usage("root needs both passwords"));
        };
        let root = first_rows::Init {
            name: self.root_name.clone(),
            web_login: self.root_login.clone(),
            web_password: web.password.clone(),
            api_password: api.password.clone(),
            currency: self.currency,
        };
        let mut made = Made::default();
        let mut key = [0; 32];
        entropy(&mut key);
        let key = InstallationKey::new(key);
        self.write_files(&files, &key, &mut made)?;
        made.also(&files.database);
        runtime()?.block_on(make(&config, key, root))?;
        made.keep();
        if let Some(certificate) = &files.certificate {
            tell(&format!("made {} and its key; clients trust it only when told to", certificate.display()))?;
        }
        self.format.one(self.record(&config, web.to_show(), api.to_show()))
    }

    fn write_files(&self, files: &Files, key: &InstallationKey, made: &mut Made) -> Outcome {
        for path in files.all() {
            create_private_folder(&folder_of(path))?;
        }
        write_private(&files.key, &key.to_file_text())?;
        made.also(std::slice::from_ref(&files.key));
        let (Some(certificate), Some(certificate_key)) = (&files.certificate, &files.certificate_key) else {
            return Ok(());
        };
        let (certificate_text, key_text) = tls::self_signed(&self.tls_name)?;
        for (path, text) in [(certificate, certificate_text), (certificate_key, key_text)] {
            write_private(path, &text)?;
            made.also(std::slice::from_ref(path));
        }
        Ok(())
    }

    fn record(&self, config: &Config, web_password: Option<&str>, api_password: Option<&str>) -> Record {
        let database = match &config.database {
            Location::Sqlite(path) => path.display().to_string(),
            Location::Postgres(_) => "PostgreSQL".to_owned(),
        };
        let shown = |password: Option<&str>| password.map_or(Value::from("as given"), Value::from);
        vec![
            ("database", json!(database)),
            ("key_file", json!(config.key_file.display().to_string())),
            ("root", json!(self.root_name.as_str())),
            ("web_login", json!(self.root_login.as_str())),
            ("web_password", shown(web_password)),
            ("api_password", shown(api_password)),
        ]
    }
}

/// The files that an installation begins with.
struct Files {
    key: PathBuf,
    /// The database's file and SQLite's side files; none on a server.
    database: Vec<PathBuf>,
    certificate: Option<PathBuf>,
    certificate_key: Option<PathBuf>,
}

impl Files {
    fn beside(config: &Config, with_tls: bool) -> Self {
        let beside = |name: &str| with_tls.then(|| config.key_file.with_file_name(name));
        let database = match &config.database {
            Location::Sqlite(path) => ["", "-wal", "-shm"].iter().map(|end| with_ending(path, end)).collect(),
            Location::Postgres(_) => Vec::new(),
        };
        Self {
            key: config.key_file.clone(),
            database,
            certificate: beside("certificate.pem"),
            certificate_key: beside("certificate-key.pem"),
        }
    }

    fn all(&self) -> impl Iterator<Item = &PathBuf> {
        self.database.iter().chain([&self.key]).chain(&self.certificate).chain(&self.certificate_key)
    }

    fn refuse_existing(&self) -> Outcome {
        match self.all().find(|path| path.symlink_metadata().is_ok()) {
            Some(path) => Err(Failure::new(format!("{} exists and is not overwritten", path.display()))),
            None => Ok(()),
        }
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut whole = path.as_os_str().to_owned();
    whole.push(ending);
    PathBuf::from(whole)
}

/// What was made so far; removed again unless it is kept.
#[derive(Default)]
struct Made {
    paths: Vec<PathBuf>,
}

impl Made {
    fn also(&mut self, paths: &[PathBuf]) {
        self.paths.extend_from_slice(paths);
    }

    fn keep(mut self) {
        self.paths.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        // What is not there need not be removed.
        self.paths.iter().for_each(|path| drop(fs::remove_file(path)));
    }
}

async fn make(config: &Config, key: InstallationKey, root: first_rows::Init) -> Outcome {
    let store = Store::open(&config.database)?;
    let made = make_in(config, store.clone(), key, root).await;
    installation::close_store(store).await;
    made
}

async fn make_in(config: &Config, store: Store, key: InstallationKey, root: first_rows::Init) -> Outcome {
    store.migrate(world::now().0)?;
    let app = installation::assemble(config, store, key);
    match first_rows::init(&app, &installation::operator(&app), root).await {
        // A server that went away during COMMIT may have done it: then key and database belong together, and the key
        // must stay.
        Err(_) if first_rows::check_installation(&app).await.is_ok() => Ok(()),
        outcome => Ok(outcome?),
    }
}
