//! The portal as people use it: journeys of `tests/portal`, walked in Debian's Chromium, each at an installation of its
//! own. A journey fails at the first step that is not as it should be, and when a page does what no page may: run a
//! script that is not ours, ask another site for something, violate its own policy.
//!
//! The environment names the browser (`TOLLGATE_TEST_CHROMIUM`) beside the folder of the Node clients.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::server::Server;
use crate::site::Site;
use crate::{offered, on_both_engines, skip};

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The host names of two brands; in Chromium they are this machine.
const BRAND_HOSTS: [&str; 2] = ["meridian.test", "harbor.test"];

on_both_engines! { on_sqlite; a_customer_from_creation_to_block customers_from_a_file_and_into_one }

fn a_customer_from_creation_to_block(site: &Site) {
    walk(site, "customer", &json!({ "scripts": true }));
}

fn customers_from_a_file_and_into_one(site: &Site) {
    let Some(python) = offered("TOLLGATE_TEST_PYTHON", "Python clients") else { return };
    walk(site, "bulk", &json!({ "python": python, "scripts": true }));
}

/// Nobody needs a script: neither for one customer nor for many.
#[test]
fn without_script() {
    let Some(python) = offered("TOLLGATE_TEST_PYTHON", "Python clients") else { return };
    walk(&Site::on_sqlite(), "customer", &json!({ "scripts": false }));
    walk(&Site::on_sqlite(), "bulk", &json!({ "python": python, "scripts": false }));
}

#[test]
fn a_customer_in_russian() {
    walk(&Site::on_sqlite(), "russian", &json!({ "catalogues": catalogues() }));
}

#[test]
fn a_brand_by_its_host_name() {
    let Some(chromium) = Chromium::offered() else { return };
    let site = Site::on_sqlite_with_tls(&BRAND_HOSTS);
    let server = site.start();
    let port = Site::tls_address(&server).port();
    let bases = BRAND_HOSTS.map(|host| format!("https://{host}:{port}"));
    chromium.walk("brand", &told(&site, &server, &json!({ "brands": bases })));
}

#[test]
fn every_page_is_accessible() {
    let Some(chromium) = Chromium::offered() else { return };
    let site = Site::demo();
    let (server, ready) = site.start_demo();
    let of = |login: &Value| json!({ "login": login["web_login"], "password": login["web_password"] });
    let list = |name: &str| ready[name].as_array().unwrap().clone();
    let mut roles = vec![of(&ready["root"])];
    roles.extend(list("others").iter().filter(|one| one["name"] == "meridian").map(of));
    // Of each access level one.
    roles.extend(list("web_users").iter().map(of));
    roles.push(of(&ready["reseller_prepaid"]));
    roles.push(json!({ "login": ready["user"]["username"], "password": ready["user"]["password"] }));
    chromium.walk("accessible", &told(&site, &server, &json!({ "roles": roles, "pages": swept_pages() })));
}

#[test]
fn the_keyboard_is_enough() {
    walk(&Site::on_sqlite(), "keyboard", &json!({}));
}

#[test]
fn the_pictures_of_the_manual_are_whole() {
    let Some(chromium) = Chromium::offered() else { return };
    let site = Site::demo();
    let (server, ready) = site.start_demo();
    let mut told = told(&site, &server, &ready);
    if std::env::var_os("TOLLGATE_BLESS").is_some() {
        told["album"] = json!(Path::new(REPOSITORY).join("docs/portal"));
    }
    chromium.walk("pictures", &told);
}

/// The routes at which somebody who is signed in gets a page, from the table of the sweep: roles against routes.
pub(crate) fn swept_pages() -> Vec<String> {
    const SWEEP: &str = "crates/face-portal/src/tests/sweep.rs";
    let source = std::fs::read_to_string(Path::new(REPOSITORY).join(SWEEP)).unwrap();
    let rows = source.lines().filter(|line| line.starts_with('/') && !line.starts_with("//"));
    let is_page = |row: &&str| row.split_whitespace().skip(2).any(|got| got == "200");
    let pages: Vec<_> =
        rows.filter(is_page).filter_map(|row| row.split_whitespace().next()).map(str::to_owned).collect();
    assert!(pages.len() > 5, "{SWEEP} has no table");
    pages
}

/// The folders of the texts, by language.
fn catalogues() -> Value {
    let folder = |language: &str| Path::new(REPOSITORY).join("crates/face-portal/locales").join(language);
    json!({ "en": folder("en"), "ru": folder("ru") })
}

/// Walks a journey that needs nothing but a served site.
fn walk(site: &Site, journey: &str, more: &Value) {
    let Some(chromium) = Chromium::offered() else { return };
    let server = site.start();
    chromium.walk(journey, &told(site, &server, more));
}

/// What a journey is told: the address, the logins, and what this one needs besides.
pub(crate) fn told(site: &Site, server: &Server, more: &Value) -> Value {
    let mut told = serde_json::to_value(site.logins()).unwrap();
    told["http"] = json!(format!("http://{}", server.address()));
    for (name, value) in more.as_object().unwrap() {
        told[name] = value.clone();
    }
    told
}

/// The browser, and where the library lies that drives it.
pub(crate) struct Chromium {
    program: String,
    node_modules: String,
}

impl Chromium {
    /// As the environment offers them; `None` where it offers none.
    pub(crate) fn offered() -> Option<Self> {
        let program = offered("TOLLGATE_TEST_CHROMIUM", "Chromium")?;
        let node_modules = offered("TOLLGATE_TEST_NODE_MODULES", "Node clients")?;
        if !Path::new(&node_modules).join("playwright-core").is_dir() {
            skip("playwright-core is not among the Node clients");
            return None;
        }
        Some(Self { program, node_modules })
    }

    /// Walks the journey to its end.
    pub(crate) fn walk(&self, journey: &str, told: &Value) {
        let mut told = told.clone();
        told["chromium"] = json!(self.program);
        told["pictures"] = json!(pictures());
        let mut command = Command::new("node");
        command.arg(Path::new(REPOSITORY).join("tests/portal/journeys").join(format!("{journey}.js")));
        command.env("NODE_PATH", &self.node_modules).stdin(Stdio::piped());
        let mut process = command.spawn().unwrap();
        process.stdin.take().unwrap().write_all(told.to_string().as_bytes()).unwrap();
        let status = process.wait().unwrap();
        assert!(status.success(), "the journey {journey} ended early: {status}");
    }
}

/// Where pictures are left: of pages where a journey failed, and those that the manual would show.
fn pictures() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("portal")
}
