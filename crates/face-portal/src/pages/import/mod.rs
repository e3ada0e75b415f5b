//! Many customers or users from a file: the file is sent, its columns are named, every row is looked at, and then all of them
//! are made or none.

mod columns;
mod rows;
mod run;
mod start;
mod words;

use std::sync::Arc;

use party::ids::CustomerId;
use party::rights::{Manage, Rights};
use party::web_user::{Area, Reach};

use crate::entry::{Access, Entry};
use crate::imports::{Job, Subject};
use crate::page::Menu;
use crate::pages::{customer_form, users};
use crate::reply::Failure;
use crate::route::{Path, Route};
use crate::visit::Visit;

const ROUTE: Route = Route::new("/import");
const EXAMPLE: Route = Route::new("/import/example");
const JOB: Route = Route::new("/import/{job}");
const COLUMNS: Route = Route::new("/import/{job}/columns");
const START: Route = Route::new("/import/{job}/start");
const FILE: Route = Route::new("/import/{job}/file");

/// What the query and the form call what rows become.
const SUBJECT_FIELD: &str = "of";

/// Who may import anything at all. What exactly, [`may`] says.
const ACCESS: Access = Access::Staff { area: Area::Accounts, reach: Reach::Change, has: may_add };

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("import", ROUTE, ACCESS)
            .get(start::show)
            .post(start::upload)
            .taking_files(start::FORM_BYTES_MAX)
            .linked(Menu::Main, "nav-import"),
        Entry::new("import-example", EXAMPLE, ACCESS).get(start::example).file(),
        Entry::new("import-job", JOB, ACCESS).get(rows::show),
        Entry::new("import-columns", COLUMNS, ACCESS).get(columns::show).post(columns::save),
        Entry::new("import-start", START, ACCESS).post(run::start),
        Entry::new("import-file", FILE, ACCESS).get(run::file).file(),
    ]
}

/// Where customers are imported directly below `owner`; none: below the person's own customer.
pub(crate) fn customers_path(owner: Option<CustomerId>) -> Path {
    start::path(Subject::Customers, owner)
}

/// Where users of `owner` are imported; none: of the person's own customer.
pub(crate) fn users_path(owner: Option<CustomerId>) -> Path {
    start::path(Subject::Users, owner)
}

/// Calls a function for what rows become.
macro_rules! for_subject {
    ($subject:expr, $function:ident($($argument:expr),*)) => {
        match $subject {
            Subject::Customers => $function::<app::import::Customers>($($argument),*),
            Subject::Users => $function::<app::import::Users>($($argument),*),
        }
    };
}
use for_subject;

fn may_add(rights: &Rights) -> bool {
    customer_form::may_add_customers(rights) || rights.accounts.contains(Manage::ADD)
}

fn may(visit: &Visit, subject: Subject) -> bool {
    match subject {
        Subject::Customers => customer_form::ADD.admits(visit),
        Subject::Users => users::ADD.admits(visit),
    }
}

/// The file that the path names, if it is this session's and the person may still import what is in it.
fn find(visit: &Visit) -> Result<Arc<Job>, Failure> {
    let session = visit.session()?.token_hash;
    let found = visit.site.imports.find(visit.parts.text("job"), session, visit.app().now());
    found.filter(|job| may(visit, job.subject)).ok_or(Failure::NotFound)
}

fn path_of(route: Route, job: &Job) -> Path {
    route.path_with(&[&job.id])
}

#[cfg(test)]
pub(crate) fn samples(frame: &crate::page::Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    [
        start::samples(frame, text),
        columns::samples(frame, text),
        rows::samples(frame, text),
        run::samples(frame, text),
    ]
    .into_iter()
    .flatten()
    .collect()
}
