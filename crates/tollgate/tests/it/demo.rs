//! The demo: one line for programs, calls that work as printed for people, the same business at every start.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{Server, get, post, run_in, tollgate};

fn start(folder: &Path, more: &[&str]) -> Server {
    let arguments = ["demo", "--listen", "127.0.0.1:0"];
    Server::start(tollgate(arguments).arg("--data").arg(folder).args(more))
}

#[test]
fn a_demo_serves_and_stays_the_same() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("demo");
    let mut first = start(&folder, &["--json"]);
    let line: Value = serde_json::from_str(&first.line()).unwrap();
    let base = line["http"].as_str().unwrap();
    assert!(get(base, "/readyz").ends_with("\r\n\r\nready\n"));
    let user = &line["user"];
    let form = format!(
        "username={}&password={}",
        user["username"].as_str().unwrap().replace('@', "%40"),
        user["password"].as_str().unwrap()
    );
    let balance = post(base, "/services/rest/user/creditBalance", &form);
    assert!(balance.ends_with("{\"creditBalance\":\"250\",\"status\":\"0\"}"), "{balance}");
    for reseller in ["reseller_postpaid", "reseller_prepaid"] {
        assert!(line[reseller]["name"].is_string() && line[reseller]["api_password"].is_string());
    }
    assert!(line["i_tariff"].is_i64() && line["i_routing_group"].is_i64());
    first.signal("TERM");
    let ended = first.ended();
    assert_eq!((ended.code, ended.out.as_str()), (0, ""), "one line and no more: {ended:?}");

    let mode = fs::metadata(folder.join("demo.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(run_in(&folder, &["check"]).code, 0);
    let before = run_in(&folder, &["customer", "list", "--json"]).json();
    for (owner, name) in [("meridian", "Meridian monthly"), ("harbor-telecom", "Harbor family")] {
        let plans = run_in(&folder, &["service-plan", "list", "--owner", owner, "--json"]).json();
        assert_eq!(plans[0]["name"], name, "{plans}");
    }

    let mut second = start(&folder, &["--json"]);
    let mut again: Value = serde_json::from_str(&second.line()).unwrap();
    again["http"] = line["http"].clone();
    assert_eq!(again, line);
    second.signal("INT");
    assert_eq!(second.ended().code, 0);
    assert_eq!(run_in(&folder, &["customer", "list", "--json"]).json(), before);
}

#[test]
fn every_printed_call_works_as_it_is() {
    let root = tempfile::tempdir().unwrap();
    let mut demo = start(&root.path().join("demo"), &[]);
    let mut script = String::new();
    let mut calls = 0;
    loop {
        let line = demo.line();
        if line.starts_with("Ctrl-C stops") {
            break;
        }
        if line.starts_with("# ") {
            calls += 1;
        }
        if 0 < calls {
            script.push_str(&line);
        }
    }
    let output = Command::new("bash").args(["-e", "-c", &script]).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
    let done = ["<string>OK</string>", "'result': 'OK'", "\"status\":0", "\"status\":\"0\""];
    let successes: usize = done.iter().map(|word| printed.matches(word).count()).sum();
    assert_eq!((calls, successes), (8, 8), "{printed}");
    demo.signal("TERM");
    assert_eq!(demo.ended().code, 0);
}

#[test]
fn a_demo_takes_no_folder_of_somebody_else() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("tollgate.db"), "mine").unwrap();
    let refused = run_in(folder.path(), &["demo", "--listen", "127.0.0.1:0"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.err.contains("is no demo's"), "{refused:?}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let open = run_in(folder.path(), &["demo", "--listen", "0.0.0.0:0"]);
    assert_eq!(open.code, 2, "{open:?}");
}
