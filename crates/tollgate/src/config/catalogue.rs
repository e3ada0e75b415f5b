//! Every setting, once: its key, what it is for, what it takes and where it goes. The file, the variables, the flags
//! and their help all follow from this table.

use std::path::PathBuf;
use std::time::Duration;

use delivery::mail::Security;
use ipnet::IpNet;

use super::draft::{Draft, Place};
use super::{LogFormat, REALM};

/// One setting.
pub(crate) struct Setting {
    /// Its key in the file, with the table before the dot.
    pub(crate) key: &'static str,
    /// What its value is called in the help text.
    pub(crate) value_name: &'static str,
    /// What it is for, and its default, in a line.
    pub(crate) help: &'static str,
    /// What it takes and where that goes.
    pub(crate) kind: Kind,
}

/// What a setting takes and where it goes. The error of a setter completes "… must be".
pub(crate) enum Kind {
    /// Words that are checked by the setter.
    Text(fn(&mut Draft, &str) -> Result<(), String>),
    /// The path of a file; in the configuration file, relative to its folder.
    Path(fn(&mut Draft, PathBuf)),
    /// A whole number within bounds.
    Number {
        /// The least.
        min: u64,
        /// The greatest.
        max: u64,
        /// Where it goes.
        set: fn(&mut Draft, u64),
    },
    /// Yes or no.
    Truth(fn(&mut Draft, bool)),
    /// A list of words; in one text they stand apart by blanks.
    Texts(fn(&mut Draft, &[String]) -> Result<(), String>),
    /// Addresses to listen on: tables in the file, `ADDRESS[,CERTIFICATE_FILE,KEY_FILE]` elsewhere.
    Listeners,
}

impl Setting {
    /// The flag, without its dashes.
    pub(crate) fn flag(&self) -> String {
        self.key.replace(['.', '_'], "-")
    }

    /// The environment variable.
    pub(crate) fn variable(&self) -> String {
        format!("TOLLGATE_{}", self.key.replace('.', "_").to_uppercase())
    }

    /// What it takes, completing "… must be".
    pub(crate) fn allowed(&self) -> String {
        match self.kind {
            Kind::Text(_) => "a text".to_owned(),
            Kind::Path(_) => "the path of a file".to_owned(),
            Kind::Number { min, max, .. } => format!("a whole number from {min} to {max}"),
            Kind::Truth(_) => "true or false".to_owned(),
            Kind::Texts(_) => "a list of texts".to_owned(),
            Kind::Listeners => LISTENER_ALLOWED.to_owned(),
        }
    }
}

/// What an entry of the list of listeners may say.
pub(crate) const LISTENER_ALLOWED: &str =
    "an address and port such as 127.0.0.1:8080, with certificate_file and key_file or neither";

const TIMEOUT_MS_MAX: u64 = 3_600_000;

/// The table.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting {
        key: "database.path",
        value_name: "FILE",
        help: "The embedded database's file. Not on a network disk",
        kind: Kind::Path(|draft, path| draft.place = Some(Place::Path(path))),
    },
    Setting {
        key: "database.url",
        value_name: "URL",
        help: "A PostgreSQL server instead: postgres://user:password@host:port/name. Other users of the machine can read a flag, \
               not a variable",
        kind: Kind::Text(set_url),
    },
    Setting {
        key: "database.writers",
        value_name: "NUMBER",
        help: "Connections to PostgreSQL for writing [default: 4]",
        kind: Kind::Number { min: 1, max: 64, set: |draft, value| draft.writers = Some(count(value)) },
    },
    Setting {
        key: "database.readers",
        value_name: "NUMBER",
        help: "Connections to PostgreSQL for reading [default: 4]",
        kind: Kind::Number { min: 1, max: 64, set: |draft, value| draft.readers = Some(count(value)) },
    },
    Setting {
        key: "database.root_certificate",
        value_name: "FILE",
        help: "Authorities to trust about PostgreSQL's certificate (PEM); naming them demands TLS",
        kind: Kind::Path(|draft, path| draft.root_certificate = Some(path)),
    },
    Setting {
        key: "key_file",
        value_name: "FILE",
        help: "The file of the installation's key",
        kind: Kind::Path(|draft, path| draft.key_file = Some(path)),
    },
    Setting {
        key: "realm",
        value_name: "TEXT",
        help: "The digest realm; fixed once the installation is initialised [default: Tollgate]",
        kind: Kind::Text(set_realm),
    },
    Setting {
        key: "listen",
        value_name: "ADDRESS[,CERTIFICATE_FILE,KEY_FILE]",
        help: "Where to listen, and the files of TLS [default: 127.0.0.1:8080]",
        kind: Kind::Listeners,
    },
    Setting {
        key: "allow_plain_http",
        value_name: "BOOL",
        help: "Allow HTTP without TLS on addresses that other machines reach [default: false]",
        kind: Kind::Truth(|draft, value| draft.allow_plain_http = value),
    },
    Setting {
        key: "trusted_networks",
        value_name: "CIDR",
        help: "Networks whose hosts may call the voice interface without credentials [default: none]",
        kind: Kind::Texts(set_trusted_networks),
    },
    Setting {
        key: "offer_sha256",
        value_name: "BOOL",
        help: "Offer SHA-256 beside MD5 when asking for credentials; old clients know MD5 only [default: false]",
        kind: Kind::Truth(|draft, value| draft.offer_sha256 = value),
    },
    Setting {
        key: "portal",
        value_name: "BOOL",
        help: "Serve the self-care portal [default: true]",
        kind: Kind::Truth(|draft, value| draft.portal = value),
    },
    Setting {
        key: "mail.server",
        value_name: "HOST:PORT",
        help: "The SMTP server that takes e-mail [default: none, and none is sent]",
        kind: Kind::Text(set_mail_server),
    },
    Setting {
        key: "mail.security",
        value_name: "starttls|tls|plain",
        help: "How the connection to it is secured [default: starttls]",
        kind: Kind::Text(set_mail_security),
    },
    Setting {
        key: "mail.from",
        value_name: "ADDRESS",
        help: "The sender where a customer's owner names none, and of every envelope: Tollgate <noreply@example.com>",
        kind: Kind::Text(|draft, from| {
            draft.mail.from = Some(from.to_owned());
            Ok(())
        }),
    },
    Setting {
        key: "mail.user",
        value_name: "NAME",
        help: "Who signs in to the server [default: nobody]",
        kind: Kind::Text(|draft, user| {
            draft.mail.user = Some(user.to_owned());
            Ok(())
        }),
    },
    Setting {
        key: "mail.password_file",
        value_name: "FILE",
        help: "The file of that user's password",
        kind: Kind::Path(|draft, path| draft.mail.password_file = Some(path)),
    },
    Setting {
        key: "push.allow_networks",
        value_name: "CIDR",
        help: "Private networks that delivery pushes may be sent to, beside the public internet [default: none]",
        kind: Kind::Texts(set_push_networks),
    },
    Setting {
        key: "limits.connections_max",
        value_name: "NUMBER",
        help: "Connections served at once; further ones wait [default: 16384]",
        kind: Kind::Number {
            min: 1,
            max: 1_000_000,
            set: |draft, value| draft.limits.connections_max = count(value),
        },
    },
    timeout(
        "limits.header_timeout_ms",
        "For the head of a request, and for a TLS handshake [default: 10000]",
        |draft, value| draft.limits.header_timeout = Duration::from_millis(value),
    ),
    timeout(
        "limits.body_timeout_ms",
        "Longest pause inside a request's or an answer's body [default: 20000]",
        |draft, value| draft.limits.body_timeout = Duration::from_millis(value),
    ),
    timeout(
        "limits.request_timeout_ms",
        "From the end of a request's head to the start of its answer [default: 60000]",
        |draft, value| draft.limits.request_timeout = Duration::from_millis(value),
    ),
    timeout(
        "limits.idle_timeout_ms",
        "For the next request on a kept connection [default: 75000]",
        |draft, value| draft.limits.idle_timeout = Duration::from_millis(value),
    ),
    timeout(
        "limits.drain_timeout_ms",
        "For running requests once the program was told to stop [default: 30000]",
        |draft, value| draft.limits.drain_timeout = Duration::from_millis(value),
    ),
    Setting {
        key: "password_hash.memory_kib",
        value_name: "NUMBER",
        help: "Memory of one password hash, in KiB [default: 19456]",
        kind: Kind::Number { min: 8, max: 1_048_576, set: |draft, value| draft.hash_memory_kib = value },
    },
    Setting {
        key: "password_hash.passes",
        value_name: "NUMBER",
        help: "Passes of one password hash [default: 2]",
        kind: Kind::Number { min: 1, max: 100, set: |draft, value| draft.hash_passes = value },
    },
    Setting {
        key: "log.format",
        value_name: "text|json",
        help: "The form of log lines [default: text]",
        kind: Kind::Text(set_log_format),
    },
    Setting {
        key: "log.level",
        value_name: "LEVEL",
        help: "The least grave level that is logged: error, warn, info, debug, trace; RUST_LOG says it in more \
               detail [default: info]",
        kind: Kind::Text(set_log_level),
    },
];

const fn timeout(key: &'static str, help: &'static str, set: fn(&mut Draft, u64)) -> Setting {
    Setting { key, value_name: "MILLISECONDS", help, kind: Kind::Number { min: 1, max: TIMEOUT_MS_MAX, set } }
}

/// Every number that goes here is bounded far below.
fn count(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

fn set_url(draft: &mut Draft, url: &str) -> Result<(), String> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err("a URL such as postgres://user:password@host:5432/tollgate".to_owned());
    }
    draft.place = Some(Place::Url(url.to_owned()));
    Ok(())
}

/// A quoted string of the challenge, so nothing that would have to be escaped there.
fn set_realm(draft: &mut Draft, realm: &str) -> Result<(), String> {
    let fits = |c: char| (' '..='~').contains(&c) && c != '"' && c != '\\' && c != ':';
    if !(1..=64).contains(&realm.len()) || realm.trim() != realm || !realm.chars().all(fits) {
        return Err(format!(
            "1 to 64 printable ASCII characters such as {REALM}, without quotes, backslashes, colons"
        ));
    }
    draft.realm = Some(realm.to_owned());
    Ok(())
}

fn set_mail_server(draft: &mut Draft, server: &str) -> Result<(), String> {
    let parts = server.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse().ok()?)));
    let (host, port) = parts
        .filter(|(host, port)| !host.is_empty() && *port != 0)
        .ok_or("a name and a port such as smtp.example.com:587")?;
    // An IPv6 address stands in brackets before a port, and without them elsewhere.
    let host = host.trim_start_matches('[').trim_end_matches(']');
    draft.mail.server = Some((host.to_owned(), port));
    Ok(())
}

fn set_mail_security(draft: &mut Draft, security: &str) -> Result<(), String> {
    draft.mail.security = match security {
        "starttls" => Security::StartTls,
        "tls" => Security::Tls,
        "plain" => Security::Plain,
        _ => return Err("starttls, tls or plain".to_owned()),
    };
    Ok(())
}

fn set_trusted_networks(draft: &mut Draft, networks: &[String]) -> Result<(), String> {
    draft.trusted_networks = parse_networks(networks)?;
    Ok(())
}

fn set_push_networks(draft: &mut Draft, networks: &[String]) -> Result<(), String> {
    draft.push_networks = parse_networks(networks)?;
    Ok(())
}

fn parse_networks(networks: &[String]) -> Result<Vec<IpNet>, String> {
    let parsed = networks.iter().map(|network| network.parse().ok());
    let allowed = || "a list of networks such as 192.0.2.0/24 or 2001:db8::/32".to_owned();
    parsed.collect::<Option<_>>().ok_or_else(allowed)
}

fn set_log_format(draft: &mut Draft, format: &str) -> Result<(), String> {
    draft.log.format = match format {
        "text" => LogFormat::Text,
        "json" => LogFormat::Json,
        _ => return Err("text or json".to_owned()),
    };
    Ok(())
}

fn set_log_level(draft: &mut Draft, level: &str) -> Result<(), String> {
    let levels = ["error", "warn", "info", "debug", "trace"];
    let known = levels.into_iter().find(|known| *known == level);
    draft.log.level = known.ok_or_else(|| levels.join(", "))?;
    Ok(())
}
