//! The web users of a customer as a file.

use app::web_user::list::{self, WebUserLine};
use party::ids::{CustomerId, WebUserId};
use sheets::Cell;

use super::web_users::{SEEN, customer_of, level_name, name_of, status_key, with_customer};
use crate::entry::Entry;
use crate::export::{self, Exported, Exporting};
use crate::i18n::Reader;
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::visit::Visit;

const ROUTE: Route = Route::new("/web-users/export");

pub(super) fn entry() -> Entry {
    Entry::new("web-users-export", ROUTE, SEEN).get(download).file()
}

/// The web users of this customer in a file; none: of one's own.
pub(super) fn path(customer: Option<CustomerId>) -> Path {
    with_customer(ROUTE.path(), customer)
}

async fn download(visit: Visit) -> Result<Reply, Failure> {
    let customer = customer_of(&visit)?;
    export::download(&visit, WebUsersFile { customer, after: WebUserId(0) }).await
}

/// The whole list.
struct WebUsersFile {
    customer: Option<CustomerId>,
    after: WebUserId,
}

impl Exported for WebUsersFile {
    fn name(&self) -> &'static str {
        "web-users"
    }

    fn headings(&self, reader: &Reader) -> Vec<String> {
        let keys = [
            "web-user-login",
            "web-user-number",
            "web-user-level",
            "web-user-status",
            "web-user-second-factor",
            "web-user-one-time-until",
        ];
        keys.map(|key| reader.t(key)).to_vec()
    }

    async fn next(&mut self, by: &Exporting) -> Result<Vec<Vec<Cell>>, Failure> {
        let lines = list::list(&by.app, &by.context, self.customer, self.after, export::ROWS).await?;
        if let Some(last) = lines.last() {
            self.after = last.id;
        }
        Ok(lines.iter().map(|line| cells(&by.reader, line)).collect())
    }
}

fn cells(reader: &Reader, line: &WebUserLine) -> Vec<Cell> {
    vec![
        Cell::text(name_of(reader, line)),
        Cell::integer(line.id.0),
        Cell::text(level_name(reader, line.access_level)),
        Cell::text(reader.t(status_key(line))),
        Cell::text(reader.t(if line.has_second_factor { "yes" } else { "no" })),
        line.one_time_until.map_or(Cell::Empty, |until| export::moment(reader, until)),
    ]
}
