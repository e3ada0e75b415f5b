//! The demo: an embedded installation in one folder, filled with a small made-up business when it is first opened.
//!
//! `demo.json` in the folder keeps the logins, so that every later start shows the same ones; it is written last, so a
//! folder that has it is whole.

mod history;
mod page;
mod people;
mod seed;

use std::fs;
use std::path::{Path, PathBuf};

use app::secrets::InstallationKey;
use app::{App, AppOptions, Entropy};
use serde::{Deserialize, Serialize};
use store::Store;

use self::history::Calendar;
pub(crate) use self::page::{Page, line, page};
use crate::config::{Config, database_in, key_in};
use crate::failure::Failure;
use crate::installation::{self, create_private_folder, write_private};
use crate::world;

/// What a visitor needs to look around.
#[derive(Serialize, Deserialize)]
pub(crate) struct Directory {
    /// The owner of everything.
    pub(crate) root: Login,
    /// A reseller of texts who pays afterwards.
    pub(crate) reseller_postpaid: Login,
    /// A reseller of texts who pays before.
    pub(crate) reseller_prepaid: Login,
    /// Everybody else who can sign in.
    pub(crate) others: Vec<Login>,
    /// Further web users of a reseller.
    #[serde(default)]
    pub(crate) web_users: Vec<WebUserLogin>,
    /// A tariff of root's.
    pub(crate) tariff_id: i64,
    /// A routing group of root's.
    pub(crate) routing_group_id: i64,
    /// A prepaid customer of the prepaid reseller.
    pub(crate) customer: Named,
    /// A user of that customer.
    pub(crate) user: UserLogin,
}

/// A customer who can sign in.
#[derive(Serialize, Deserialize)]
pub(crate) struct Login {
    /// His name, under which he uses the messaging interface.
    pub(crate) name: String,
    /// The name to sign in with, also to the voice interface.
    pub(crate) web_login: String,
    /// The password of the self-care site.
    pub(crate) web_password: String,
    /// The password of both interfaces.
    pub(crate) api_password: String,
}

/// A further web user of a customer.
#[derive(Serialize, Deserialize)]
pub(crate) struct WebUserLogin {
    /// The name to sign in with.
    pub(crate) login: String,
    /// His password.
    pub(crate) password: String,
    /// His access level and whose web user he is, in words.
    pub(crate) note: String,
}

/// A customer in the messaging interface.
#[derive(Serialize, Deserialize)]
pub(crate) struct Named {
    /// Name.
    pub(crate) name: String,
    /// Object id.
    pub(crate) object_id: String,
}

/// A user and his password.
#[derive(Serialize, Deserialize)]
pub(crate) struct UserLogin {
    /// What he signs in and sends with.
    pub(crate) username: String,
    /// His password.
    pub(crate) password: String,
}

/// Whether a demo is kept in `folder`.
pub(crate) fn exists(folder: &Path) -> bool {
    logins_in(folder).exists()
}

/// Opens the demo in `folder`, making it first where there is none.
pub(crate) async fn open(
    config: &Config,
    folder: &Path,
    entropy: &Entropy,
) -> Result<(App, Directory), Failure> {
    if exists(folder) {
        return reopen(config, folder).await;
    }
    refuse_foreign(folder)?;
    create_private_folder(folder)?;
    let mut key = [0; 32];
    entropy(&mut key);
    let key = InstallationKey::new(key);
    write_private(&key_in(folder), &key.to_file_text())?;
    let store = Store::open(&config.database)?;
    match make(config, store.clone(), key, folder, entropy).await {
        Ok(made) => Ok(made),
        Err(failure) => {
            installation::close_store(store).await;
            Err(failure)
        }
    }
}

async fn reopen(config: &Config, folder: &Path) -> Result<(App, Directory), Failure> {
    let path = logins_in(folder);
    let unreadable = |error: &dyn std::fmt::Display| Failure::new(format!("{}: {error}", path.display()));
    let text = fs::read_to_string(&path).map_err(|error| unreadable(&error))?;
    let directory = serde_json::from_str(&text).map_err(|error| unreadable(&error))?;
    // Nobody keeps backups of a demo, so a newer program brings it up to date without asking.
    let store = installation::open_store(config)?;
    let migrated = store.migrate(world::now().0);
    installation::close_store(store).await;
    migrated?;
    Ok((installation::open(config).await?, directory))
}

async fn make(
    config: &Config,
    store: Store,
    key: InstallationKey,
    folder: &Path,
    entropy: &Entropy,
) -> Result<(App, Directory), Failure> {
    store.migrate(world::now().0)?;
    let calendar = Calendar::ending(world::now());
    let options = AppOptions { realm: config.realm.clone(), hash_cost: config.hash_cost };
    let past = App::new(store.clone(), key.clone(), options, calendar.clock(), world::entropy());
    let directory = seed::seed(&past, &calendar, entropy).await?;
    let app = installation::assemble(config, store, key);
    let text = serde_json::to_string_pretty(&directory).map_err(|error| Failure::new(error.to_string()))?;
    write_private(&logins_in(folder), &format!("{text}\n"))?;
    Ok((app, directory))
}

fn refuse_foreign(folder: &Path) -> Result<(), Failure> {
    let there =
        [database_in(folder), key_in(folder)].into_iter().find(|path| path.symlink_metadata().is_ok());
    let Some(path) = there else { return Ok(()) };
    Err(Failure::new(format!("{} is no demo's, or of a demo that was not finished", path.display()))
        .hint("name another folder with --data, or remove this one if nothing in it is needed"))
}

fn logins_in(folder: &Path) -> PathBuf {
    folder.join("demo.json")
}
