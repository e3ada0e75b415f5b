//! The database in trouble: a disk without room, a file that may not be written, a lock that somebody else holds, a
//! server that went away. Requests are told so clearly, what was acknowledged stays, and everything goes on by itself once
//! the trouble is over.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use rusqlite::Connection as Database;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::server::Server;
use crate::site::Site;
use crate::skip;
use crate::wire::{Caller, Connection};

/// How long the service may take to notice that the trouble is over.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn a_file_at_its_limit_refuses_and_recovers() {
    let site = Site::on_sqlite();
    // A process that is told of the limit by a signal would die of it.
    let serve = site.tollgate(&["serve"]);
    let mut deaf = Command::new("sh");
    deaf.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(serve.get_program()).args(serve.get_args());
    for (name, _) in serve.get_envs() {
        deaf.env_remove(name);
    }
    let server = site.start_by(deaf.current_dir(serve.get_current_dir().unwrap()));
    let id = server.id().to_string();
    let limit_files = |bytes: &str| {
        let limited = Command::new("prlimit").args(["--pid", &id, &format!("--fsize={bytes}")]).status();
        limited.is_ok_and(|status| status.success())
    };
    if !limit_files("4096:") {
        return skip("a full disk: there is no prlimit here");
    }
    survives(&site, server, || assert!(limit_files("unlimited:")));
}

#[test]
fn a_full_disk_refuses_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let Some(_disk) = SmallDisk::mount(folder.path()) else {
        return skip("a full disk: file systems cannot be mounted here");
    };
    let site = Site::on_sqlite_in(TempDir::new_in(folder.path()).unwrap(), "");
    let server = site.start();
    let filler = folder.path().join("filler");
    // Down to the last page.
    for size in [1 << 20, 4096] {
        let mut length = fs::metadata(&filler).map_or(0, |filler| filler.len());
        loop {
            let block = vec![1; size];
            let file = fs::OpenOptions::new().create(true).append(true).open(&filler).unwrap();
            if std::io::Write::write_all(&mut &file, &block).is_err() {
                break;
            }
            length += u64::try_from(size).unwrap();
            assert!(length < 1 << 30, "the disk is not small");
        }
    }
    survives(&site, server, || fs::remove_file(&filler).unwrap());
}

#[test]
fn a_locked_file_refuses_and_recovers() {
    let site = Site::on_sqlite();
    let server = site.start();
    let lock = Database::open(site.database_file()).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut client = Client::open(&site, &server);
    assert_eq!(client.read(), Ok(()), "who reads does not wait for who writes");
    survives(&site, server, || lock.execute_batch("ROLLBACK").unwrap());
}

#[test]
fn a_vanished_server_refuses_and_recovers() {
    let Some(site) = Site::on_postgres() else { return };
    let server = site.start();
    let mut client = Client::open(&site, &server);
    assert_eq!(client.read(), Ok(()));
    site.database().vanish();
    until(|| client.read().is_err());
    survives(&site, server, || site.database().reappear());
}

/// Nobody serves what he may not write.
#[test]
fn a_file_that_may_not_be_written_is_not_served() {
    let site = Site::on_sqlite();
    site.start().stop();
    let folder = site.database_file().parent().unwrap().to_owned();
    for file in fs::read_dir(&folder).unwrap() {
        fs::set_permissions(file.unwrap().path(), fs::Permissions::from_mode(0o444)).unwrap();
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    let before = site.contents();
    let mut serve = site.tollgate(&["serve"]);
    // Permissions bind nobody who is root.
    if fs::metadata("/proc/self").is_ok_and(|process| std::os::unix::fs::MetadataExt::uid(&process) == 0) {
        serve.uid(NOBODY);
    }
    match serve.output() {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!output.status.success(), "{said}");
            assert!(said.contains("tollgate.db") || said.contains("key"), "{said}");
            assert!(!said.contains("panicked"), "{said}");
        }
        Err(error) => skip(&format!("a file that may not be written: nobody may run the program: {error}")),
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(site.contents(), before);
}

/// The user who owns nothing.
const NOBODY: u32 = 65_534;

/// While nothing can be written, everybody is told in the words of his dialect; once `mend` has done its work, writes
/// succeed again without a restart. What was acknowledged, before, meanwhile and after, is there, and nothing else.
fn survives(site: &Site, server: Server, mend: impl FnOnce()) {
    let mut client = Client::open(site, &server);
    let mut written = Vec::new();
    let mut attempt = 0;
    let mut write = |client: &mut Client, written: &mut Vec<String>| {
        attempt += 1;
        let name = format!("attempt-{attempt}");
        let outcomes =
            [client.write_by_rest(&format!("{name}-rest")), client.write_by_voice(&format!("{name}-voice"))];
        for (outcome, face) in outcomes.iter().zip(["rest", "voice"]) {
            match outcome {
                Ok(()) => written.push(format!("{name}-{face}")),
                Err(told) => assert_eq!(told, Client::unavailable(face), "{name}"),
            }
        }
        outcomes
    };
    // The first ones may still find room.
    until(|| write(&mut client, &mut written).iter().all(Result::is_err));
    mend();
    until(|| write(&mut client, &mut written).iter().all(Result::is_ok));
    assert_eq!(client.read(), Ok(()));
    let mut listed = client.listed();
    written.sort();
    listed.sort();
    assert_eq!(listed, written);
    assert_eq!(server.stop().code(), Some(0));
    site.check();
    let server = site.start();
    let mut listed = Client::open(site, &server).listed();
    listed.sort();
    assert_eq!(listed, written, "after a restart");
}

/// Repeats until it is so.
#[track_caller]
fn until(mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "it never comes to that");
    }
}

/// One who reads and writes through both dialects. An error is what he was told.
struct Client {
    rest: Connection,
    voice: Caller,
    reseller: [(&'static str, String); 2],
    i_tariff: i64,
}

impl Client {
    fn open(site: &Site, server: &Server) -> Self {
        let (logins, address) = (site.logins(), server.address());
        let (root, reseller) = (&logins.root, &logins.reseller_postpaid);
        Self {
            rest: Connection::open(address).unwrap(),
            voice: Caller::open(address, &root.web_login, &root.api_password).unwrap(),
            reseller: [
                ("resellerName", reseller.name.clone()),
                ("resellerPassword", reseller.api_password.clone()),
            ],
            i_tariff: logins.i_tariff,
        }
    }

    /// What a face says that cannot reach the database or cannot write to it.
    fn unavailable(face: &str) -> &'static str {
        match face {
            "rest" => "HTTP 503, status 9999, Retry-After 1",
            _ => "fault 503",
        }
    }

    fn write_by_rest(&mut self, name: &str) -> Result<(), String> {
        let [reseller, password] = self.reseller.each_ref().map(|(name, value)| (*name, value.as_str()));
        let form = [("name", name), ("integrationId", ""), reseller, password];
        let form = crate::wire::encode_form(&form);
        let answer = self.rest.post("/services/rest/customer/create", "", form).unwrap();
        let told: Value = serde_json::from_str(&answer.body).unwrap();
        if answer.status == 200 && told["status"] == 0 {
            return Ok(());
        }
        let retry_after = answer.retry_after.unwrap_or_default();
        Err(format!("HTTP {}, status {}, Retry-After {retry_after}", answer.status, told["status"]))
    }

    fn write_by_voice(&mut self, name: &str) -> Result<(), String> {
        let members = json!({ "name": name, "web_password": "x", "i_tariff": self.i_tariff });
        let answer = self.voice.call("createCustomer", &members).unwrap();
        answer.map(drop).map_err(|fault| format!("fault {}", fault.code))
    }

    fn read(&mut self) -> Result<(), String> {
        let answer = self.voice.call("listCustomers", &json!({})).unwrap();
        answer.map(drop).map_err(|fault| format!("fault {}", fault.code))
    }

    /// The customers that were made here.
    fn listed(&mut self) -> Vec<String> {
        let above =
            self.voice.call("getCustomerInfo", &json!({ "name": self.reseller[0].1 })).unwrap().unwrap();
        let below = json!({ "i_wholesaler": above["customer"]["i_customer"] });
        let lists =
            [json!({}), below].map(|request| self.voice.call("listCustomers", &request).unwrap().unwrap());
        let customers = lists.iter().flat_map(|list| list["customers"].as_array().unwrap());
        let names = customers.map(|customer| customer["name"].as_str().unwrap().to_owned());
        names.filter(|name| name.starts_with("attempt-")).collect()
    }
}

/// A file system of a few megabytes; unmounted when dropped.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn mount(folder: &'a Path) -> Option<Self> {
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"]).arg(folder).output();
        mounted.is_ok_and(|mounted| mounted.status.success()).then_some(Self(folder))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        // Lazily: a failed test may have left somebody in it.
        let _ = Command::new("umount").arg("--lazy").arg(self.0).output();
    }
}
