//! The wire below the documents: two framings in one request, chunks that are none, clients that take their time, and
//! ten thousand that only hold on.

use std::fs;
use std::net::SocketAddr;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use super::Unchanged;
use crate::site::Site;
use crate::skip;
use crate::wire::{Caller, Connection, VOICE_PATH, answer_of, call_document};

/// Short enough for tests, long enough for a busy machine to send a request in one piece.
const LIMITS: &str = "[limits]\nheader_timeout_ms = 500\nbody_timeout_ms = 500\nidle_timeout_ms = 500\n";

/// How much longer than a limit a machine with more to do may take to act on it.
const PATIENCE: Duration = Duration::from_secs(20);

const HIDDEN: &str = "GET /healthz HTTP/1.1\r\nHost: hidden\r\n\r\n";

#[test]
fn one_request_is_never_two() {
    let site = Site::on_sqlite_in(tempfile::tempdir().unwrap(), LIMITS);
    let unchanged = Unchanged::from_now(&site, site.start());
    let address = unchanged.server.address();
    for path in [VOICE_PATH, "/services/rest/customer/create"] {
        for (framing, statuses) in [
            ("Content-Length: 4\r\nTransfer-Encoding: chunked", [200, 401].as_slice()),
            ("Transfer-Encoding: chunked\r\nContent-Length: 4", &[200, 401]),
            ("Content-Length: 0\r\nContent-Length: 44", &[400]),
            ("Content-Length: 0, 44", &[400]),
            ("Content-Length: -1", &[400]),
            ("Content-Length: 4e0", &[400]),
            ("Content-Length : 4", &[400]),
            ("Transfer-Encoding : chunked", &[400]),
            ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", &[400, 501]),
            ("Transfer-Encoding: identity, chunked", &[501]),
            ("Transfer-Encoding: chunked, identity", &[400]),
            ("Transfer-Encoding: \u{b}chunked", &[400]),
            ("X: y\r\n Transfer-Encoding: chunked", &[400]),
            ("X: y\r\n\tContent-Length: 4", &[400]),
            ("X: y\rTransfer-Encoding: chunked", &[400]),
            ("X: y\0", &[400]),
            ("Host: other", &[400]),
        ] {
            let request = format!("POST {path} HTTP/1.1\r\nHost: t\r\n{framing}\r\n\r\n0\r\n\r\n{HIDDEN}");
            check_one_answer(address, &request, statuses);
        }
    }
    for broken in
        ["x\r\n", "-1\r\n", "0x1\r\nx\r\n", "FFFFFFFFFFFFFFFFF\r\n", "1\nx\n0\n\n", "5\r\nab\r\n0\r\n\r\n"]
    {
        let head = "POST /services/rest/customer/create HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked";
        check_one_answer(address, &format!("{head}\r\n\r\n{broken}"), &[200, 400, 408]);
    }
    unchanged.verify();
}

/// Exactly one answer, with one of these statuses, and then the end of the connection: nothing hidden was answered.
#[track_caller]
fn check_one_answer(address: SocketAddr, request: &str, statuses: &[u16]) {
    let mut connection = Connection::open(address).unwrap();
    connection.send(request.as_bytes()).unwrap();
    let answer = connection.read_answer().unwrap();
    assert!(statuses.contains(&answer.status), "{request:?}: {answer:?}");
    let rest = connection.read_to_close(PATIENCE).unwrap();
    assert_eq!(String::from_utf8_lossy(&rest), "", "{request:?}");
}

/// Lines that end in LF alone, which a recipient may take: the same request for whoever reads it.
#[test]
fn bare_line_feeds_end_lines_like_others() {
    let site = Site::on_sqlite_in(tempfile::tempdir().unwrap(), LIMITS);
    let unchanged = Unchanged::from_now(&site, site.start());
    let request =
        format!("POST /services/rest/admin/balance HTTP/1.1\nHost: t\nContent-Length: {}\n\n", HIDDEN.len());
    let mut connection = Connection::open(unchanged.server.address()).unwrap();
    connection.send(format!("{request}{HIDDEN}").as_bytes()).unwrap();
    assert_eq!(connection.read_answer().unwrap().status, 200, "its body is no form, not a request");
    assert_eq!(connection.read_to_close(PATIENCE).unwrap(), b"");
    unchanged.verify();
}

#[test]
fn chunked_bodies_are_bounded_and_read() {
    let site = Site::on_sqlite();
    let unchanged = Unchanged::from_now(&site, site.start());
    let root = &site.logins().root;
    let mut voice = Caller::open(unchanged.server.address(), &root.web_login, &root.api_password).unwrap();
    let document = call_document("getDictionary", &[json!({ "name": "currencies" })]);
    let each: String = document.chars().map(|letter| format!("01;x=\"y\"\r\n{letter}\r\n")).collect();
    for (chunks, is_fine) in [
        (format!("{each}0\r\n\r\n"), true),
        (format!("{:x}\r\n{document}\r\n0\r\nX-Trailer: y\r\n\r\n", document.len()), true),
        (format!("100001\r\n{}\r\n0\r\n\r\n", " ".repeat(0x10_0001)), false),
    ] {
        let head = format!(
            "POST {VOICE_PATH} HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nAuthorization: {}\r\n\r\n",
            voice.authorization()
        );
        let mut connection = Connection::open(unchanged.server.address()).unwrap();
        connection.send(format!("{head}{chunks}").as_bytes()).unwrap();
        let answer = connection.read_answer().unwrap();
        assert_eq!((answer.status, answer_of(&answer.body).is_ok()), (200, is_fine), "{}", answer.body);
    }
    unchanged.verify();
}

#[test]
fn nobody_holds_a_connection_by_being_slow() {
    let site = Site::on_sqlite_in(tempfile::tempdir().unwrap(), LIMITS);
    let unchanged = Unchanged::from_now(&site, site.start());
    let address = unchanged.server.address();
    for (sent, status) in [
        (String::new(), None),
        ("P".to_owned(), None),
        (format!("POST {VOICE_PATH} HTTP/1.1\r\nHost: t\r\nX: "), None),
        (format!("POST {VOICE_PATH} HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nab"), Some(401)),
        (
            "POST /services/rest/customer/create HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\na=b".to_owned(),
            Some(408),
        ),
        (
            "POST /services/rest/user/create HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n64\r\na".to_owned(),
            Some(408),
        ),
        ("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n".to_owned(), Some(200)),
    ] {
        let begun = Instant::now();
        let mut connection = Connection::open(address).unwrap();
        connection.send(sent.as_bytes()).unwrap();
        if let Some(status) = status {
            assert_eq!(connection.read_answer().unwrap().status, status, "{sent:?}");
        }
        assert_eq!(connection.read_to_close(PATIENCE).unwrap(), b"", "{sent:?}");
        assert!(Duration::from_millis(400) <= begun.elapsed(), "{sent:?} was given no time at all");
    }
    a_trickling_head_is_cut(address);
    unchanged.verify();
}

/// Every byte in time, the whole not.
fn a_trickling_head_is_cut(address: SocketAddr) {
    let mut connection = Connection::open(address).unwrap();
    let begun = Instant::now();
    // The server's clock runs for the head as a whole; each read below waits for the next moment to send.
    while connection.send(b"X").is_ok() {
        let _ = connection.read_to_close(Duration::from_millis(50));
        assert!(begun.elapsed() < PATIENCE, "the head may take for ever");
    }
}

#[test]
fn ten_thousand_idle_connections_leave_room_for_one_more() {
    let patient = "[limits]\nheader_timeout_ms = 600000\nidle_timeout_ms = 600000\n";
    let site = Site::on_sqlite_in(tempfile::tempdir().unwrap(), patient);
    let unchanged = Unchanged::from_now(&site, site.start());
    let address = unchanged.server.address();
    let wanted = 10_000;
    let possible =
        descriptors(unchanged.server.id()).min(descriptors(std::process::id())).saturating_sub(500);
    if possible < wanted {
        skip(&format!("of {wanted} idle connections the limit of open files allows {possible} only"));
    }
    let mut held = Vec::new();
    for number in 0..wanted.min(possible) {
        let mut connection = Connection::open(address).unwrap();
        // Every other one stops in the middle of a head.
        if number % 2 == 0 {
            connection.send(b"POST /xmlapi/xmlapi HTTP/1.1\r\nHost: t\r\n").unwrap();
        }
        held.push(connection);
    }
    let root = &site.logins().root;
    let mut voice = Caller::open(address, &root.web_login, &root.api_password).unwrap();
    let begun = Instant::now();
    assert!(voice.call("listCustomers", &json!({})).unwrap().is_ok());
    assert!(begun.elapsed() < PATIENCE, "a new client waited {:?}", begun.elapsed());
    drop(held);
    unchanged.verify();
}

/// How many files a process may have open, once as many as the system allows are asked for.
fn descriptors(process: u32) -> usize {
    // Where there is no such program, what the process was given must do.
    let asked = Command::new("prlimit").args(["--pid", &process.to_string(), "--nofile=20000:"]).output();
    drop(asked);
    let limits = fs::read_to_string(format!("/proc/{process}/limits")).unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let soft = line.and_then(|line| line.split_whitespace().next()).and_then(|soft| soft.parse().ok());
    soft.unwrap_or(1_024)
}
