//! Settings while they are gathered: each place overwrites what the places before it said; then the whole is checked.

use std::collections::HashMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use app::secrets::HashCost;
use delivery::mail::Security;
use ipnet::IpNet;
use store::{Location, PostgresOptions};

use super::catalogue::{Kind, LISTENER_ALLOWED, Setting};
use super::{Config, Limits, Listener, Log, Mail, REALM, TlsFiles};
use crate::failure::Failure;

/// What was said so far.
pub(crate) struct Draft {
    pub(crate) place: Option<Place>,
    pub(crate) writers: Option<usize>,
    pub(crate) readers: Option<usize>,
    pub(crate) root_certificate: Option<PathBuf>,
    pub(crate) key_file: Option<PathBuf>,
    pub(crate) realm: Option<String>,
    pub(crate) listen: Vec<Listener>,
    pub(crate) allow_plain_http: bool,
    pub(crate) trusted_networks: Vec<IpNet>,
    pub(crate) offer_sha256: bool,
    pub(crate) portal: bool,
    pub(crate) mail: MailDraft,
    pub(crate) push_networks: Vec<IpNet>,
    pub(crate) limits: Limits,
    pub(crate) hash_memory_kib: u64,
    pub(crate) hash_passes: u64,
    pub(crate) log: Log,
    /// Where each setting was said last.
    origins: HashMap<&'static str, Origin>,
}

/// What was said of the mail server.
pub(crate) struct MailDraft {
    pub(crate) server: Option<(String, u16)>,
    pub(crate) security: Security,
    pub(crate) from: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) password_file: Option<PathBuf>,
}

/// Where the data is.
pub(crate) enum Place {
    /// In a file.
    Path(PathBuf),
    /// On a server.
    Url(String),
}

/// Where something was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// In a file, on a line counted from 1.
    File(PathBuf, usize),
    /// By an environment variable.
    Variable(String),
    /// By a flag.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(name) => write!(f, "--{name}"),
        }
    }
}

/// A value as it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Given {
    /// Words of a flag or a variable, which mean what the setting takes them for.
    Words(Vec<String>),
    /// A text of the file.
    Text(String),
    /// A whole number of the file.
    Number(i64),
    /// `true` or `false` of the file.
    Truth(bool),
    /// A list of texts of the file.
    Texts(Vec<String>),
    /// Listeners of the file, whose paths are resolved already.
    Listeners(Vec<Listener>),
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            place: None,
            writers: None,
            readers: None,
            root_certificate: None,
            key_file: None,
            realm: None,
            listen: vec![Listener { address: DEFAULT_ADDRESS, tls: None }],
            allow_plain_http: false,
            trusted_networks: Vec::new(),
            offer_sha256: false,
            portal: true,
            mail: MailDraft {
                server: None,
                security: Security::StartTls,
                from: None,
                user: None,
                password_file: None,
            },
            push_networks: Vec::new(),
            limits: Limits::default(),
            hash_memory_kib: 19_456,
            hash_passes: 2,
            log: Log::DEFAULT,
            origins: HashMap::new(),
        }
    }
}

const DEFAULT_ADDRESS: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

impl Draft {
    /// What is said before anything is said about an embedded installation in `folder`.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self {
            place: Some(Place::Path(super::database_in(folder))),
            key_file: Some(super::key_in(folder)),
            ..Self::default()
        }
    }

    /// Takes what `origin` says about `setting`; a path in it is relative to `folder`.
    pub(crate) fn take(
        &mut self,
        setting: &Setting,
        given: Given,
        origin: Origin,
        folder: &Path,
    ) -> Result<(), Failure> {
        let refused =
            |allowed: String| Failure::usage(format!("{origin}: {} must be {allowed}", setting.key));
        self.set(setting, given, folder).map_err(refused)?;
        if setting.key.starts_with("database.") {
            self.refuse_two_places(setting, &origin)?;
        }
        self.origins.insert(setting.key, origin);
        Ok(())
    }

    fn set(&mut self, setting: &Setting, given: Given, folder: &Path) -> Result<(), String> {
        let allowed = || setting.allowed();
        match &setting.kind {
            Kind::Text(set) => set(self, &given.text().ok_or_else(allowed)?),
            Kind::Path(set) => {
                let path = given.text().filter(|path| !path.is_empty()).ok_or_else(allowed)?;
                set(self, folder.join(path));
                Ok(())
            }
            Kind::Number { min, max, set } => {
                let number = given.number().filter(|number| (min..=max).contains(&number));
                set(self, number.ok_or_else(allowed)?);
                Ok(())
            }
            Kind::Truth(set) => {
                set(self, given.truth().ok_or_else(allowed)?);
                Ok(())
            }
            Kind::Texts(set) => set(self, &given.texts().ok_or_else(allowed)?),
            Kind::Listeners => {
                let listeners = given.listeners().filter(|listeners| !listeners.is_empty());
                self.listen = listeners.ok_or_else(allowed)?;
                Ok(())
            }
        }
    }

    /// A file and a server, both said in the same kind of place: one of them is a mistake. Said in different kinds
    /// of places, the later wins like any setting.
    fn refuse_two_places(&self, setting: &Setting, origin: &Origin) -> Result<(), Failure> {
        let other = match setting.key {
            "database.path" => "database.url",
            "database.url" => "database.path",
            _ => return Ok(()),
        };
        let same_kind = |other: &Origin| std::mem::discriminant(other) == std::mem::discriminant(origin);
        if self.origins.get(other).is_some_and(same_kind) {
            return Err(Failure::usage(format!(
                "{origin}: database.path and database.url exclude each other"
            )));
        }
        Ok(())
    }

    /// The whole, checked.
    pub(crate) fn finish(self) -> Result<Config, Failure> {
        self.refuse_plain_http()?;
        let missing = |what: &str, key: &str| {
            Failure::usage(format!("{what} is not known: {key} is not set"))
                .hint("name a folder with --data DIR, or a configuration file with --config FILE")
        };
        let database = match self.place {
            Some(Place::Path(path)) => Location::Sqlite(path),
            Some(Place::Url(url)) => {
                let usual = PostgresOptions::new(url);
                Location::Postgres(PostgresOptions {
                    writers: self.writers.unwrap_or(usual.writers),
                    readers: self.readers.unwrap_or(usual.readers),
                    root_certificate: self.root_certificate,
                    ..usual
                })
            }
            None => return Err(missing("the database", "database.path or database.url")),
        };
        let hash_cost = hash_cost(self.hash_memory_kib, self.hash_passes)?;
        Ok(Config {
            database,
            key_file: self.key_file.ok_or_else(|| missing("the key", "key_file"))?,
            realm: self.realm.unwrap_or_else(|| REALM.to_owned()),
            listen: self.listen,
            trusted_networks: self.trusted_networks,
            offer_sha256: self.offer_sha256,
            portal: self.portal,
            mail: self.mail.finish()?,
            push_networks: self.push_networks,
            limits: self.limits,
            hash_cost,
            log: self.log,
        })
    }

    /// Credentials must not travel in the clear beyond this machine, unless somebody says so aloud.
    fn refuse_plain_http(&self) -> Result<(), Failure> {
        let open = |listener: &&Listener| listener.tls.is_none() && !listener.address.ip().is_loopback();
        let Some(listener) = self.listen.iter().find(open).filter(|_| !self.allow_plain_http) else {
            return Ok(());
        };
        let origin = self.origins.get("listen").map(|origin| format!("{origin}: ")).unwrap_or_default();
        let text = format!("{origin}plain HTTP on {} would show passwords to the network", listener.address);
        Err(Failure::usage(text)
            .hint("give the listener a certificate_file and a key_file, or set allow_plain_http = true"))
    }
}

impl MailDraft {
    fn finish(self) -> Result<Option<Mail>, Failure> {
        let missing = |key: &str, why: &str| Failure::usage(format!("{key} is not set: {why}"));
        let Some((host, port)) = self.server else {
            let said = [("mail.from", self.from.is_some()), ("mail.user", self.user.is_some())];
            return match said.iter().find(|(_, is_said)| *is_said) {
                Some((key, _)) => Err(missing("mail.server", &format!("{key} is"))),
                None => Ok(None),
            };
        };
        let credentials = match (self.user, self.password_file) {
            (None, None) => None,
            (Some(user), Some(password_file)) => Some((user, password_file)),
            (Some(_), None) => return Err(missing("mail.password_file", "mail.user has no password")),
            (None, Some(_)) => {
                return Err(missing("mail.user", "nobody has the password of mail.password_file"));
            }
        };
        let from = self.from.ok_or_else(|| missing("mail.from", "nobody would be the sender of mails"))?;
        Ok(Some(Mail { host, port, security: self.security, credentials, from }))
    }
}

fn hash_cost(memory_kib: u64, passes: u64) -> Result<HashCost, Failure> {
    let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    HashCost::new(number(memory_kib), number(passes)).map_err(|error| Failure::usage(error.to_string()))
}

impl Given {
    fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Words(words) => words.into_iter().next_back(),
            _ => None,
        }
    }

    fn number(self) -> Option<u64> {
        match self {
            Self::Number(number) => u64::try_from(number).ok(),
            Self::Words(words) => words.last()?.parse().ok(),
            _ => None,
        }
    }

    fn truth(self) -> Option<bool> {
        match self {
            Self::Truth(truth) => Some(truth),
            Self::Words(words) => words.last()?.parse().ok(),
            _ => None,
        }
    }

    fn texts(self) -> Option<Vec<String>> {
        match self {
            Self::Texts(texts) => Some(texts),
            Self::Words(words) => Some(split(&words)),
            _ => None,
        }
    }

    fn listeners(self) -> Option<Vec<Listener>> {
        match self {
            Self::Listeners(listeners) => Some(listeners),
            Self::Words(words) => split(&words).iter().map(|word| listener(word)).collect(),
            _ => None,
        }
    }
}

fn split(words: &[String]) -> Vec<String> {
    words.iter().flat_map(|word| word.split_whitespace()).map(str::to_owned).collect()
}

fn listener(word: &str) -> Option<Listener> {
    let parts: Vec<&str> = word.split(',').collect();
    let (address, tls) = match *parts.as_slice() {
        [address] => (address, None),
        [address, certificate, key] if !certificate.is_empty() && !key.is_empty() => {
            (address, Some(TlsFiles { certificate: certificate.into(), key: key.into() }))
        }
        _ => return None,
    };
    Some(Listener { address: address.parse().ok()?, tls })
}

/// The complaint about a listener of the file.
pub(crate) fn bad_listener(origin: &Origin) -> Failure {
    Failure::usage(format!("{origin}: listen must be {LISTENER_ALLOWED}"))
}
