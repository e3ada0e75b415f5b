//! The demo as a visitor meets it: first of all it prints where the portal is and who is let in there, the calls that it
//! prints work when pasted, and what he made is there the next day.

use std::process::{Command, Stdio};

use serde_json::json;

use crate::clients::has_curl;
use crate::server::Server;
use crate::site::Site;
use crate::wire::{Caller, Connection, encode_form};

#[test]
fn a_second_start_keeps_the_business() {
    let site = Site::demo();
    let (server, mut ready) = site.start_demo();
    let reseller = &site.logins().reseller_prepaid;
    let form = [
        ("customer", "kept"),
        ("username", "kept"),
        ("password", "kept"),
        ("resellerName", reseller.name.as_str()),
        ("resellerPassword", &reseller.api_password),
        ("applyFreeCredits", "false"),
    ];
    let mut rest = Connection::open(server.address()).unwrap();
    assert_eq!(rest.rest("customer-user/create", &form).unwrap(), json!({ "status": 0 }));
    assert_eq!(server.stop().code(), Some(0));

    let (again, ready_again) = site.start_demo();
    ready["http"] = ready_again["http"].clone();
    assert_eq!(ready, ready_again, "the same logins at every start");
    let mut rest = Connection::open(again.address()).unwrap();
    let own = [("username", "kept"), ("password", "kept")];
    assert_eq!(rest.rest("user/creditBalance", &own).unwrap()["status"], "0");
    assert_eq!(rest.rest("customer-user/create", &form).unwrap()["status"], 301);
    let root = &site.logins().root;
    let mut voice = Caller::open(again.address(), &root.web_login, &root.api_password).unwrap();
    let listed = voice.call("listCustomers", &json!({})).unwrap().unwrap();
    assert!(listed["customers"].as_array().is_some_and(|customers| customers.len() > 1), "{listed}");
    again.kill();
    site.check();
}

#[test]
fn the_portal_and_its_logins_are_printed_first() {
    let (site, server, page) = shown();
    let lines: Vec<&str> = page.lines().filter(|line| !line.trim().is_empty()).collect();
    let ["Tollgate is ready.", portal, titles, rest @ ..] = lines.as_slice() else { panic!("{page}") };
    let base = portal.trim_start().strip_prefix("Portal  ").and_then(|url| url.strip_suffix('/')).unwrap();
    let address = base.strip_prefix("http://").unwrap().parse().unwrap();
    let second_column = titles.find("password of the site").unwrap();
    // A row has a login and a password; what stands below them is indented in another way.
    let rows: Vec<(&str, &str)> = rest
        .iter()
        .take_while(|line| !line.contains("http://"))
        .map(|line| (line[..second_column].trim(), line[second_column..].split(' ').next().unwrap()))
        .collect();
    // Root, resellers of both kinds, and an employee of each level.
    assert!(7 < rows.len(), "{page}");
    let mut portal = Connection::open(address).unwrap();
    let mut sign_in = |login: &str, password: &str| {
        let form = encode_form(&[("login", login), ("password", password)]);
        let headers = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n";
        portal.post("/sign-in", headers, form).unwrap().status
    };
    for (login, password) in rows {
        assert_eq!(sign_in(login, password), 303, "{login} with {password}");
    }
    assert_eq!(sign_in("root", "wrong"), 422);
    assert_eq!(server.stop().code(), Some(0));
    site.check();
}

#[test]
fn printed_calls_work_as_printed() {
    if has_curl().is_none() {
        return;
    }
    let (site, server, page) = shown();
    let calls = calls(&page);
    assert!(calls.len() >= 8, "{page}");
    for (title, call) in calls {
        let output = Command::new("bash").args(["-c", call]).stdin(Stdio::null()).output().unwrap();
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap()).concat();
        assert!(output.status.success() && is_success(&said), "{title}\n{call}\n{said}");
    }
    assert_eq!(server.stop().code(), Some(0));
    site.check();
}

/// A demo for a person, and all that it has printed.
fn shown() -> (Site, Server, String) {
    let site = Site::demo();
    let server = Server::start(site.tollgate(&["demo"]).args(["--listen", "127.0.0.1:0"]));
    server.wait_for("the end of the page", |line| line.starts_with("Ctrl-C stops").then_some(()));
    let page = server.printed();
    (site, server, page)
}

/// Title and text of each call: a comment, the lines to paste, an empty line.
fn calls(page: &str) -> Vec<(&str, &str)> {
    let (_, calls) = page.split_once("Calls to paste").expect("the page has calls");
    let paragraphs = calls.split("\n\n").filter_map(|paragraph| paragraph.strip_prefix("# "));
    paragraphs.map(|paragraph| paragraph.split_once('\n').unwrap()).collect()
}

/// Whether an answer of either dialect, or what Python prints of one, tells of a success.
fn is_success(said: &str) -> bool {
    [r#""status":0"#, r#""status":"0""#, "<string>OK</string>", "'result': 'OK'"]
        .iter()
        .any(|part| said.contains(part))
}
