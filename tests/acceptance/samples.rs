//! The programs that the portal offers to copy: taken from its page as a reader would, and run as they are.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::clients::has_curl;
use crate::site::{ROOT_NAME, Site};
use crate::wire::Connection;
use crate::{offered, skip};

/// A name that is code in every language that forgets to write it as a constant.
const NAME: &str = "o'hara$(id)";
const SECRET: &str = "Sample-password-1";
/// What the messaging samples tell, and the voice samples list.
const CREDITS: &str = "12.5";
const CUSTOMER: &str = "their-shop";

#[test]
fn every_sample_runs_as_it_was_copied() {
    let Some(()) = has_curl() else { return };
    let Some(python) = offered("TOLLGATE_TEST_PYTHON", "Python clients") else { return };
    let site = Site::on_sqlite();
    let server = site.start();
    make_reseller(&site, server.address());
    let portal = Portal::signed_in(server.address());
    let page = portal.get("/api");
    assert!(!shows(&page, "listCustomers"), "nothing was called in the voice dialect yet");
    let mut languages = vec![("curl", "sh"), ("python", python.as_str()), ("node", "node")];
    match Command::new("php").arg("--version").stdout(Stdio::null()).status() {
        Ok(_) => languages.push(("php", "php")),
        Err(_) => skip("php is not installed"),
    }
    for (language, program) in languages {
        for (dialect, told) in [("voice", CUSTOMER), ("messaging", CREDITS)] {
            let sample = copied(&page, &format!("{dialect}-{language}"));
            let right = run(program, &sample, SECRET);
            assert!(right.succeeded && right.printed.contains(told), "{language}: {right:?}\n{sample}");
            // Of the messaging dialect a refusal is an answer as well: curl shows it.
            let wrong = run(program, &sample, "wrong");
            let is_shown = (language, dialect) == ("curl", "messaging");
            assert!(wrong.succeeded == is_shown && !wrong.printed.contains(told), "{language}: {wrong:?}");
        }
    }
    // A call is noted when its answer has left, which a quick reader may outrun.
    let deadline = Instant::now() + Duration::from_secs(30);
    while !["listCustomers", "admin/balance"].iter().all(|call| shows(&portal.get("/api"), call)) {
        assert!(Instant::now() < deadline, "the page does not show the calls: {}", portal.get("/api"));
    }
}

/// Whether a text of the page is `text` and nothing else.
fn shows(page: &str, text: &str) -> bool {
    page.split('>').filter_map(|rest| rest.split('<').next()).any(|shown| shown.trim() == text)
}

/// A reseller who has credits and a customer.
fn make_reseller(site: &Site, address: SocketAddr) {
    let mut rest = Connection::open(address).unwrap();
    let root = &site.logins().root.api_password;
    let mut done = |operation: &str, form: &[(&str, &str)]| {
        let answer = rest.rest(operation, form).unwrap();
        assert_eq!(answer["status"], 0, "{operation}: {answer}");
    };
    done(
        "reseller/create",
        &[
            ("name", NAME),
            ("password", SECRET),
            ("billingType", "PRE_PAID"),
            ("resellerName", ROOT_NAME),
            ("resellerPassword", root),
        ],
    );
    done(
        "admin/addCredits",
        &[("reseller", ROOT_NAME), ("password", root), ("customer", NAME), ("creditsToAdd", CREDITS)],
    );
    done(
        "customer/create",
        &[
            ("name", CUSTOMER),
            ("integrationId", "1"),
            ("billingType", "PRE_PAID"),
            ("resellerName", NAME),
            ("resellerPassword", SECRET),
        ],
    );
}

/// How a program ended.
#[derive(Debug)]
struct Ran {
    succeeded: bool,
    printed: String,
    /// For whoever reads why a test failed.
    #[expect(dead_code, reason = "it is printed with the rest")]
    complained: String,
}

/// Runs the text in a file of its own, as one who saved what he copied.
fn run(program: &str, text: &str, password: &str) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sample");
    std::fs::write(&file, text).unwrap();
    let mut command = Command::new(program);
    command.arg(&file).env("API_PASSWORD", password).stdin(Stdio::null());
    let output = command.output().unwrap();
    Ran {
        succeeded: output.status.success(),
        printed: String::from_utf8(output.stdout).unwrap(),
        complained: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The text of the program `id`, as a browser copies it.
#[track_caller]
fn copied(page: &str, id: &str) -> String {
    let block = page.split(&format!("id=\"{id}\"")).nth(1).unwrap_or_else(|| panic!("no {id} in {page}"));
    let html = block.split("<code>").nth(1).unwrap().split("</code>").next().unwrap();
    let marks = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
    ];
    let text = marks.iter().fold(html.to_owned(), |text, (mark, character)| text.replace(mark, character));
    text.replace("&#38;", "&").replace("&amp;", "&")
}

/// Somebody at the portal, by curl.
struct Portal {
    origin: String,
    folder: tempfile::TempDir,
}

impl Portal {
    fn signed_in(address: SocketAddr) -> Self {
        let portal = Self { origin: format!("http://{address}"), folder: tempfile::tempdir().unwrap() };
        let (login, password) = (format!("login={NAME}"), format!("password={SECRET}"));
        let origin = format!("Origin: {}", portal.origin);
        let form = ["--header", &origin, "--data-urlencode", &login, "--data-urlencode", &password];
        portal.curl("/sign-in", &form);
        portal
    }

    fn get(&self, path: &str) -> String {
        self.curl(path, &["--fail", "--header", "Accept: text/html"])
    }

    fn curl(&self, path: &str, options: &[&str]) -> String {
        let cookies: &Path = &self.folder.path().join("cookies");
        let mut command = Command::new("curl");
        command.args(["--silent", "--show-error", "--cookie"]).arg(cookies).arg("--cookie-jar").arg(cookies);
        let output = command.args(options).arg(format!("{}{path}", self.origin)).output().unwrap();
        assert!(output.status.success(), "{path}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}
