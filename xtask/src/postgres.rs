//! A private PostgreSQL server: empty, on a free port of the loopback address, gone without a trace afterwards.
//!
//! It promises to disappear however this program ends. A small keeper process holds the reading end of a pipe whose
//! writing end only this program has: when the pipe closes (a normal end, a panic, Ctrl-C, even a kill), the keeper stops
//! the server and deletes its folder. The keeper has a process group of its own, so that Ctrl-C does not reach it.
//!
//! The server runs with PostgreSQL's defaults, durable writes included: tests must meet what an operator meets. It answers on
//! a socket in its folder too, and by TLS to whoever asks for it; it tells where both are (`SHOW ssl_cert_file`).

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, anyhow, bail};

use crate::process;

/// Stops the server of the folder `$2` with the `pg_ctl` in `$1`, once standard input closes, and deletes the folder.
const KEEPER: &str = r#"
read -r _
"$1" stop -D "$2/data" -m fast -w -t 20 || kill -KILL "$(head -n 1 "$2/data/postmaster.pid")"
cd / && rm -rf "$2"
"#;

/// Files in the server's folder.
const CERTIFICATE: &str = "server.crt";
const KEY: &str = "server.key";

/// A free port can be taken by somebody else before the server binds it: then the next one is tried.
const PORT_ATTEMPTS: usize = 3;

/// A running server; dropping it stops it and deletes its data.
pub(crate) struct PrivatePostgres {
    url: String,
    keeper: Child,
}

impl PrivatePostgres {
    /// Creates a database cluster in the system's temporary folder, starts it, and waits until it answers.
    ///
    /// Fails when PostgreSQL's server programs are not installed, or refuse; the failure carries the server's log.
    pub(crate) fn start() -> Result<Self> {
        let site = Site::prepare()?;
        let keeper = site.keeper()?;
        let mut server = Self { url: String::new(), keeper };
        site.create_cluster()?;
        site.create_certificate()?;
        let port = site.start_on_free_port()?;
        server.url = format!("postgres://postgres@{}:{port}/postgres", Ipv4Addr::LOCALHOST);
        Ok(server)
    }

    /// Where clients connect, as the superuser and without a password.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("warning: cannot tell whether the private PostgreSQL stopped: {error}");
        }
    }
}

/// The folder with `initdb`, `pg_ctl` and `postgres`, if any: the search path's, else the newest that Debian installed.
pub(crate) fn server_programs() -> Option<PathBuf> {
    if let Some(initdb) = process::find_on_path("initdb") {
        return initdb.parent().map(Path::to_path_buf);
    }
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let newest =
        versions.flatten().max_by_key(|entry| entry.file_name().to_string_lossy().parse::<u32>().ok())?;
    let programs = newest.path().join("bin");
    programs.join("initdb").is_file().then_some(programs)
}

/// Where one server lives, and as whom it runs.
struct Site {
    programs: PathBuf,
    folder: PathBuf,
    owner: Option<Owner>,
}

/// PostgreSQL refuses to run as the superuser; then it runs as the user that its package made.
#[derive(Clone, Copy)]
struct Owner {
    user: u32,
    group: u32,
}

impl Site {
    fn prepare() -> Result<Self> {
        let programs = server_programs()
            .context("PostgreSQL's server is not installed; `cargo xtask setup` installs it")?;
        let owner = if process::is_root() { Some(Owner::of_package()?) } else { None };
        let folder = tempfile::Builder::new().prefix("tollgate-postgres-").tempdir()?;
        if let Some(owner) = owner {
            std::os::unix::fs::chown(folder.path(), Some(owner.user), Some(owner.group))?;
        }
        // From here on the keeper deletes it.
        Ok(Self { programs, folder: folder.keep(), owner })
    }

    fn keeper(&self) -> Result<Child> {
        let mut command = self.command(Path::new("/bin/sh"));
        command.args(["-c", KEEPER, "keeper"]).arg(self.programs.join("pg_ctl")).arg(&self.folder);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        command.spawn().context("cannot start the keeper of the private PostgreSQL")
    }

    fn create_cluster(&self) -> Result<()> {
        let mut command = self.command(&self.programs.join("initdb"));
        // The locale is fixed, because text must be stored as UTF-8 whatever the machine's language is.
        command.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--pgdata"]);
        process::capture(command.arg(self.data())).map(drop)
    }

    fn start_on_free_port(&self) -> Result<u16> {
        let mut failure = anyhow!("no port was tried");
        for _ in 0..PORT_ATTEMPTS {
            let port = free_port()?;
            self.configure(port)?;
            match self.start() {
                Ok(()) => return Ok(port),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// Appends to the configuration: the last mention of a setting wins.
    fn configure(&self, port: u16) -> Result<()> {
        let sockets =
            self.folder.to_str().context("the temporary folder's name is not UTF-8")?.replace('\'', "''");
        let mut file = OpenOptions::new().append(true).open(self.data().join("postgresql.conf"))?;
        writeln!(file, "listen_addresses = '{}'\nport = {port}", Ipv4Addr::LOCALHOST)?;
        writeln!(file, "unix_socket_directories = '{sockets}'")?;
        let path = |name| format!("{sockets}/{name}");
        writeln!(file, "ssl_cert_file = '{}'\nssl_key_file = '{}'", path(CERTIFICATE), path(KEY))?;
        writeln!(file, "ssl = on")?;
        Ok(())
    }

    /// A certificate that is its own authority: whoever trusts its file can ask for TLS.
    fn create_certificate(&self) -> Result<()> {
        let mut command = self.command(Path::new("openssl"));
        command.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]);
        command.args([
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
        ]);
        command.args(["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]);
        process::capture(command.args(["-keyout", KEY, "-out", CERTIFICATE])).map(drop)
    }

    /// Returns when the server accepts connections: `pg_ctl` waits for that.
    fn start(&self) -> Result<()> {
        let log = self.folder.join("log");
        let mut command = self.command(&self.programs.join("pg_ctl"));
        command
            .args(["start", "--wait", "--timeout=60", "--silent", "--pgdata"])
            .arg(self.data())
            .arg("--log")
            .arg(&log);
        // Not captured: the server would hold our pipe open for as long as it lives.
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        if !status.success() {
            let said = fs::read_to_string(&log).unwrap_or_default();
            bail!("the private PostgreSQL did not start; its log says:\n{}", said.trim_end());
        }
        Ok(())
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// A command run as the owner, in a folder the owner may enter.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder).env("HOME", &self.folder);
        if let Some(Owner { user, group }) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }
}

impl Owner {
    fn of_package() -> Result<Self> {
        let number = |option| -> Result<u32> {
            let printed = process::capture(Command::new("id").args([option, "postgres"]));
            Ok(printed
                .context("PostgreSQL cannot run as root, and there is no user `postgres`")?
                .trim()
                .parse()?)
        };
        Ok(Self { user: number("-u")?, group: number("-g")? })
    }
}

/// A port that nobody listened on a moment ago.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn a_dropped_server_listens_no_more() {
        if server_programs().is_none() {
            eprintln!("skipped: PostgreSQL is not installed");
            return;
        }
        let server = PrivatePostgres::start().unwrap();
        let address = server
            .url()
            .strip_prefix("postgres://postgres@")
            .unwrap()
            .strip_suffix("/postgres")
            .unwrap()
            .to_owned();
        assert!(TcpStream::connect(&address).is_ok());
        drop(server);
        assert!(TcpStream::connect(&address).is_err());
    }
}
