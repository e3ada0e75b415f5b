//! The list of one noun as a file: what is the customer's own.

use app::owned::{Look, Place};

use super::Noun;
use super::list::wanted;
use crate::export::{self, Exported, Exporting};
use crate::i18n::Reader;
use crate::listing::Asked;
use crate::reply::{Failure, Reply};
use crate::visit::Visit;

/// Answers with the whole list, as its page's filters have it.
pub(super) async fn download<N: Noun>(visit: Visit) -> Result<Reply, Failure> {
    let asked = Asked::read(N::WORDS.list.0, "owner", None, &visit.query);
    let limit = usize::try_from(export::ROWS).unwrap_or(usize::MAX);
    let look = Look { place: Place::Start, limit, ..wanted(&asked) };
    let around = N::around(visit.app(), &visit.context()?).await?;
    export::download(&visit, File::<N> { look, around }).await
}

struct File<N: Noun> {
    look: Look,
    around: N::Around,
}

impl<N: Noun> Exported for File<N> {
    fn name(&self) -> &'static str {
        N::WORDS.list.1
    }

    fn headings(&self, reader: &Reader) -> Vec<String> {
        let columns = N::columns(reader).into_iter().map(|column| column.label);
        ["owned-name", "owned-number"].map(|key| reader.t(key)).into_iter().chain(columns).collect()
    }

    async fn next(&mut self, by: &Exporting) -> Result<Vec<Vec<sheets::Cell>>, Failure> {
        let things = N::look(&by.app, &by.context, self.look.clone()).await?;
        if let Some((name, id)) = things.last().map(N::named) {
            self.look.place = Place::After(name.to_owned(), id);
        }
        Ok(things.iter().map(|thing| self.cells(&by.reader, thing)).collect())
    }
}

impl<N: Noun> File<N> {
    fn cells(&self, reader: &Reader, thing: &N::Thing) -> Vec<sheets::Cell> {
        let (name, id) = N::named(thing);
        let mut cells = vec![sheets::Cell::text(name), sheets::Cell::integer(id)];
        cells.extend(N::file_cells(reader, &self.around, thing));
        cells
    }
}
