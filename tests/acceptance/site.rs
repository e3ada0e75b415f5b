//! One installation that nobody else uses, on either engine, and the processes that serve it one after the other.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::database::Database;
use crate::server::{Server, tollgate};
use crate::wire::{Caller, Connection};

/// An installation; its data goes with it.
pub(crate) struct Site {
    folder: TempDir,
    way: Way,
    logins: OnceCell<Logins>,
}

/// How the installation is made and served.
enum Way {
    /// By `tollgate demo`, in a folder.
    Demo,
    /// By `tollgate init` and `tollgate serve`, with a configuration file.
    Configured { root: Root, database: Option<Database> },
}

/// Who may use the installation: what `tollgate demo --json` prints.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(crate) struct Logins {
    pub(crate) root: Root,
    pub(crate) reseller_postpaid: Reseller,
    pub(crate) reseller_prepaid: Reseller,
    /// A tariff of root's.
    pub(crate) i_tariff: i64,
    /// A routing group of root's.
    pub(crate) i_routing_group: i64,
    pub(crate) user: User,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(crate) struct Root {
    pub(crate) web_login: String,
    pub(crate) web_password: String,
    pub(crate) api_password: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(crate) struct Reseller {
    pub(crate) name: String,
    pub(crate) web_login: String,
    pub(crate) web_password: String,
    pub(crate) api_password: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub(crate) struct User {
    pub(crate) username: String,
    pub(crate) password: String,
}

/// What the messaging dialect calls root.
pub(crate) const ROOT_NAME: &str = "root";

/// The credits that the resellers of a configured site give for free.
pub(crate) const FREE_CREDITS: i64 = 10;

impl Site {
    /// The demo.
    pub(crate) fn demo() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), way: Way::Demo, logins: OnceCell::new() }
    }

    /// A configured installation on SQLite, whose password hashes cost next to nothing.
    pub(crate) fn on_sqlite() -> Self {
        Self::on_sqlite_in(tempfile::tempdir().unwrap(), "")
    }

    /// The same in a given folder, with more tables of configuration.
    pub(crate) fn on_sqlite_in(folder: TempDir, settings: &str) -> Self {
        Self::configured(folder, &path_of_database(), settings, &[], None)
    }

    /// The same with a second address, which speaks TLS for these hosts; [`Site::tls_address`] tells it.
    pub(crate) fn on_sqlite_with_tls(hosts: &[&str]) -> Self {
        Self::configured(tempfile::tempdir().unwrap(), &path_of_database(), "", hosts, None)
    }

    /// The same on PostgreSQL; `None` where no server is offered.
    pub(crate) fn on_postgres() -> Option<Self> {
        let database = Database::create()?;
        let place = format!("url = {:?}", database.url());
        Some(Self::configured(tempfile::tempdir().unwrap(), &place, "", &[], Some(database)))
    }

    /// Starts serving and waits until it does. The first start tells, or makes, the logins.
    pub(crate) fn start(&self) -> Server {
        match &self.way {
            Way::Demo => self.start_demo().0,
            Way::Configured { .. } => self.start_by(&mut self.tollgate(&["serve"])),
        }
    }

    /// Starts a configured site by a command that ends in serving it.
    pub(crate) fn start_by(&self, command: &mut Command) -> Server {
        let Way::Configured { root, .. } = &self.way else { panic!("the demo starts in one way") };
        let server = Server::start(command);
        let address = listening(&server, false);
        self.logins.get_or_init(|| populate(address, root));
        server.serving_at(address)
    }

    /// Where the server of a site with TLS speaks it.
    pub(crate) fn tls_address(server: &Server) -> SocketAddr {
        listening(server, true)
    }

    /// The database of a site on PostgreSQL.
    pub(crate) fn database(&self) -> &Database {
        let Way::Configured { database: Some(database), .. } = &self.way else { panic!("not on PostgreSQL") };
        database
    }

    /// Changes what a configured site has stored behind its back, as time would.
    pub(crate) fn execute(&self, statement: &str) {
        match &self.way {
            Way::Configured { database: Some(database), .. } => database.execute(statement),
            _ => {
                let connection = rusqlite::Connection::open(self.database_file()).unwrap();
                connection.execute_batch(statement).unwrap();
            }
        }
    }

    /// The key file of a configured site.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.folder.path().join(KEY_FILE)
    }

    /// The database file of a configured site on SQLite.
    pub(crate) fn database_file(&self) -> PathBuf {
        self.folder.path().join(DATABASE_FILE)
    }

    /// Every stored row of a configured site, in no order, except how far blocks of numbers are given out: a refused
    /// request may take one.
    pub(crate) fn contents(&self) -> BTreeSet<String> {
        let mut rows = match &self.way {
            Way::Configured { database: Some(database), .. } => database.rows(),
            _ => rows_of(&self.database_file()),
        };
        rows.retain(|row| !row.starts_with("counter:"));
        rows
    }

    /// Starts the demo; returns also what it printed when it was ready.
    pub(crate) fn start_demo(&self) -> (Server, Value) {
        let server = Server::start(self.tollgate(&["demo"]).args(["--listen", "127.0.0.1:0", "--json"]));
        let ready = server.wait_for("the line of logins", |line| {
            serde_json::from_str::<Value>(line).ok().filter(|ready| ready["http"].is_string())
        });
        let address = ready["http"].as_str().unwrap().trim_start_matches("http://").parse().unwrap();
        self.logins.get_or_init(|| serde_json::from_value(ready.clone()).unwrap());
        (server.serving_at(address), ready)
    }

    /// Who may use it; known from the first start on.
    pub(crate) fn logins(&self) -> &Logins {
        self.logins.get().expect("it was started")
    }

    /// Waits until nothing of a killed server is at work, and checks every stored invariant.
    pub(crate) fn check(&self) {
        if let Way::Configured { database: Some(database), .. } = &self.way {
            database.wait_until_unused();
        }
        let output = self.tollgate(&["check"]).output().unwrap();
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap()).concat();
        assert!(output.status.success(), "tollgate check: {}\n{said}", output.status);
    }

    /// A customer as the operator's command line tells him, which works beside a server.
    pub(crate) fn show_customer(&self, name: &str) -> Value {
        let output = self
            .tollgate(&["customer", "show", name])
            .arg("--json")
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        assert!(output.status.success(), "tollgate customer show: {}", output.status);
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// A command of the program that acts on this installation.
    pub(crate) fn tollgate(&self, command: &[&str]) -> Command {
        let folder = self.folder.path();
        match self.way {
            Way::Demo => on_folder(folder, command),
            Way::Configured { .. } => on_configuration(folder, command),
        }
    }

    fn configured(
        folder: TempDir,
        place: &str,
        settings: &str,
        tls_hosts: &[&str],
        database: Option<Database>,
    ) -> Self {
        let tls_listener = if tls_hosts.is_empty() { "" } else { TLS_LISTENER };
        let text = format!(
            "key_file = \"{KEY_FILE}\"\nlisten = [{{ address = \"127.0.0.1:0\" }}{tls_listener}]\n\
             [database]\n{place}\n\
             [password_hash]\nmemory_kib = 8\npasses = 1\n\
             [log]\nformat = \"json\"\n{settings}"
        );
        fs::write(folder.path().join(CONFIGURATION), text).unwrap();
        let made = on_configuration(folder.path(), &["init"])
            .arg("--json")
            .args(tls_hosts.iter().flat_map(|host| ["--tls-name", host]))
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        assert!(made.status.success(), "tollgate init: {}", made.status);
        let root = serde_json::from_slice(&made.stdout).unwrap();
        Self { folder, way: Way::Configured { root, database }, logins: OnceCell::new() }
    }
}

const CONFIGURATION: &str = "tollgate.toml";
const DATABASE_FILE: &str = "tollgate.db";
const KEY_FILE: &str = "key";

/// A second address, with the certificate that `tollgate init` makes.
const TLS_LISTENER: &str = ", { address = \"127.0.0.1:0\", certificate_file = \"certificate.pem\", \
                            key_file = \"certificate-key.pem\" }";

fn path_of_database() -> String {
    format!("path = \"{DATABASE_FILE}\"")
}

/// Where the server listens, with TLS or without.
fn listening(server: &Server, tls: bool) -> SocketAddr {
    server.wait_for("the address", |line| {
        let event: Value = serde_json::from_str(line).ok()?;
        (event["message"] == "listening" && event["tls"] == tls).then_some(())?;
        event["address"].as_str()?.parse().ok()
    })
}

fn rows_of(file: &Path) -> BTreeSet<String> {
    let connection = rusqlite::Connection::open(file).unwrap();
    let mut tables = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut rows = BTreeSet::new();
    for table in tables {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let values: Vec<_> = (0..columns).map(|column| row.get_ref(column).unwrap()).collect();
            rows.insert(format!("{table}: {values:?}"));
        }
    }
    rows
}

fn on_folder(folder: &Path, command: &[&str]) -> Command {
    let mut process = tollgate(folder);
    process.args(command).arg("--data").arg(folder.join("data"));
    process
}

fn on_configuration(folder: &Path, command: &[&str]) -> Command {
    let mut process = tollgate(folder);
    process.args(command).arg("--config").arg(folder.join(CONFIGURATION));
    process
}

/// What the resellers of a configured site are made with.
const RESELLER_PASSWORD: &str = "Reseller-password-1";

/// Makes the same cast as the demo has.
fn populate(address: SocketAddr, root: &Root) -> Logins {
    let mut rest = Connection::open(address).unwrap();
    let password = root.api_password.as_str();
    let mut reseller = |name: &str, billing_type: &str| {
        let form = [
            ("name", name),
            ("password", RESELLER_PASSWORD),
            ("billingType", billing_type),
            ("freeCredits", &FREE_CREDITS.to_string()),
            ("resellerName", ROOT_NAME),
            ("resellerPassword", password),
        ];
        let made = rest.rest("reseller/create", &form).unwrap();
        assert_eq!(made["status"], 0, "{made}");
        Reseller {
            name: name.into(),
            web_login: name.into(),
            web_password: RESELLER_PASSWORD.into(),
            api_password: RESELLER_PASSWORD.into(),
        }
    };
    let (reseller_postpaid, reseller_prepaid) =
        (reseller("later", "POST_PAID"), reseller("ahead", "PRE_PAID"));
    let user = User { username: "somebody@later".into(), password: "User-password-1".into() };
    let form = [
        ("username", user.username.as_str()),
        ("password", &user.password),
        ("customer", "somebody@later"),
        ("resellerName", &reseller_postpaid.name),
        ("resellerPassword", &reseller_postpaid.api_password),
        ("applyFreeCredits", "true"),
    ];
    assert_eq!(rest.rest("customer-user/create", &form).unwrap(), json!({ "status": 0 }));
    let mut voice = Caller::open(address, &root.web_login, password).unwrap();
    let mut number = |method: &str, members: Value, number: &str| {
        voice.call(method, &members).unwrap().unwrap()[number].as_i64().unwrap()
    };
    Logins {
        root: root.clone(),
        reseller_postpaid,
        reseller_prepaid,
        i_tariff: number("createTariff", json!({ "name": "Standard", "currency": "USD" }), "i_tariff"),
        i_routing_group: number("addRoutingGroup", json!({ "name": "Standard" }), "i_routing_group"),
        user,
    }
}
