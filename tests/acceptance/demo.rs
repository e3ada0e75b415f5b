//! The demo as a visitor meets it: what it prints works when pasted, and what he made is there the next day.

use std::process::{Command, Stdio};

use serde_json::json;

use crate::clients::has_curl;
use crate::server::Server;
use crate::site::Site;
use crate::wire::{Caller, Connection};

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
fn printed_calls_work_as_printed() {
    if has_curl().is_none() {
        return;
    }
    let site = Site::demo();
    let server = Server::start(site.tollgate(&["demo"]).args(["--listen", "127.0.0.1:0"]));
    server.wait_for("the end of the page", |line| line.starts_with("Ctrl-C stops").then_some(()));
    let page = server.printed();
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
