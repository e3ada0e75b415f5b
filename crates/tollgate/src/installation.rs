//! From settings to a running application: store, key and application put together, and every reason why they do not
//! go together told with what to do.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use app::context::Actor;
use app::init::OpenError;
use app::secrets::InstallationKey;
use app::{App, AppOptions, Context, Face};
use party::access::Caller;
use store::{Location, Store};

use crate::config::Config;
use crate::failure::Failure;
use crate::world;

/// Opens an installation for use: the database is there, migrated and initialised, and the key is its own.
pub(crate) async fn open(config: &Config) -> Result<App, Failure> {
    let store = open_store(config)?;
    let opened = open_with(config, store.clone()).await;
    if opened.is_err() {
        close_store(store).await;
    }
    opened
}

/// The database alone, which must be there.
pub(crate) fn open_store(config: &Config) -> Result<Store, Failure> {
    if let Location::Sqlite(path) = &config.database
        && !path.exists()
    {
        return Err(Failure::new(format!("there is no database at {}", path.display()))
            .hint("`tollgate init` makes one, `tollgate demo` one to play with"));
    }
    Ok(Store::open(&config.database)?)
}

/// The application over a store and a key that nobody has compared.
pub(crate) fn assemble(config: &Config, store: Store, key: InstallationKey) -> App {
    let options = AppOptions { realm: config.realm.clone(), hash_cost: config.hash_cost };
    App::new(store, key, options, world::clock(), world::entropy())
}

/// The circumstances of what the operator does in person, now.
pub(crate) fn operator(app: &App) -> Context {
    Context {
        caller: Caller::operator(),
        actor: Actor::Operator,
        face: Face::CommandLine,
        peer: None,
        now: app.now(),
        request_id: app.new_request_id(),
        idempotency: None,
    }
}

/// Ends the store's threads: what was accepted is done, and the files are closed.
pub(crate) async fn close(app: App) {
    close_store(app.store().clone()).await;
}

/// The same for a store without an application.
pub(crate) async fn close_store(store: Store) {
    if tokio::task::spawn_blocking(move || store.close()).await.is_err() {
        tracing::error!("the store could not be closed");
    }
}

/// Writes a new file that only its owner may read, durably. Never overwrites.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<(), Failure> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| Failure::new(format!("{} cannot be written: {error}", path.display())))
}

/// Makes a folder that only its owner may enter; one that exists stays as it is.
pub(crate) fn create_private_folder(path: &Path) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let made = builder.create(path);
    made.map_err(|error| Failure::new(format!("the folder {} cannot be made: {error}", path.display())))
}

/// The folder of a file.
pub(crate) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

async fn open_with(config: &Config, store: Store) -> Result<App, Failure> {
    refuse_pending(&store)?;
    let key = read_key(&config.key_file)?;
    let app = assemble(config, store, key);
    app::init::check_installation(&app).await.map_err(|error| explain(config, error))?;
    Ok(app)
}

fn refuse_pending(store: &Store) -> Result<(), Failure> {
    let state = store.migration_state()?;
    if state.applied.is_empty() {
        return Err(not_initialised());
    }
    match state.pending.len() {
        0 => Ok(()),
        count => Err(Failure::new(format!("the database lacks {count} schema steps of this program"))
            .hint("make a backup, then run `tollgate migrate`")),
    }
}

fn read_key(path: &Path) -> Result<InstallationKey, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("the key file {} cannot be read: {error}", path.display())))?;
    warn_of_readers(path);
    InstallationKey::parse(&text).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}

/// A key that others may read opens every sealed secret to them.
fn warn_of_readers(path: &Path) {
    #[cfg(unix)]
    if let Ok(metadata) = fs::metadata(path) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
        if mode & 0o077 != 0 {
            tracing::warn!(path = %path.display(), mode = format!("{:o}", mode & 0o777), "others may use the key file");
        }
    }
}

fn explain(config: &Config, error: OpenError) -> Failure {
    match error {
        OpenError::NotInitialised => not_initialised(),
        OpenError::WrongKey => Failure::new(format!("{} is not the key of this database", config.key_file.display()))
            .hint("give key_file the key that was made with the database; without it no API password can be checked"),
        OpenError::WrongRealm { stored } => {
            let text = format!("the realm is {:?} here and {stored:?} in the database", config.realm);
            Failure::new(text).hint("every stored API password is bound to the realm: leave it as it is in the database")
        }
        OpenError::Store(error) => error.into(),
    }
}

fn not_initialised() -> Failure {
    Failure::new("the database is not initialised").hint("run `tollgate init`")
}
