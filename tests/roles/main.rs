//! Who may what: every operation of both dialects, asked for by everybody who stands in some relation to what it is
//! about. The answers are a table, `contracts/role-table.txt`, the same on both engines; `TOLLGATE_BLESS=1` writes it.
//!
//! The rows come from the catalogues, so nothing is forgotten: a row for whose parameters `samples.rs` knows no value
//! fails the test. What must hold of every row whatever the table says is checked as well: see `cell.rs`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod cell;
mod client;
mod grants;
mod rights;
mod roles;
mod samples;
mod table;
mod world;

use std::path::Path;

use support::TestInstallation;

use crate::table::Table;
use crate::world::World;

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../contracts/role-table.txt");

#[test]
fn roles_on_sqlite() {
    check(World::of(TestInstallation::sqlite()), is_blessing());
}

#[test]
fn roles_on_postgres() {
    if let Some(world) = World::of_some(TestInstallation::postgres()) {
        check(world, false);
    }
}

fn is_blessing() -> bool {
    std::env::var("TOLLGATE_BLESS").is_ok_and(|value| value == "1")
}

/// Compares the whole table, so that one run tells everything that differs.
#[track_caller]
fn check(world: World, blesses: bool) {
    let told = Table::of(&world).to_string();
    if blesses {
        std::fs::write(GOLDEN, told).unwrap();
        return;
    }
    let golden = std::fs::read_to_string(Path::new(GOLDEN)).unwrap_or_default();
    let (told, golden): (Vec<_>, Vec<_>) = (told.lines().collect(), golden.lines().collect());
    let new = told.iter().filter(|line| !golden.contains(line)).map(|line| format!("+{line}\n"));
    let gone = golden.iter().filter(|line| !told.contains(line)).map(|line| format!("-{line}\n"));
    let differences: String = gone.chain(new).collect();
    assert!(
        told == golden,
        "{}: the roles differ from {GOLDEN}; TOLLGATE_BLESS=1 writes it:\n{differences}",
        world.engine()
    );
}
