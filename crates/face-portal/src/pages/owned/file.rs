//! The lists of one noun as files: what is the customer's own, and what he was given from above.

use app::owned::{Look, Place};

use super::Noun;
use super::list::wanted;
use crate::export::{self, Exported, Exporting, Whole};
use crate::i18n::Reader;
use crate::listing::Asked;
use crate::reply::{Failure, Reply};
use crate::route::Path;
use crate::visit::Visit;

/// Which list is asked for: where the query has nothing of it, that of the customer's own.
const OF: &str = "of";
const GIVEN: &str = "given";

/// The file of what was given from above.
pub(super) fn given_path<N: Noun>() -> Path {
    N::WORDS.file.0.path().with(OF, GIVEN)
}

/// Answers with the whole list, as its page's filters have it.
pub(super) async fn download<N: Noun>(visit: Visit) -> Result<Reply, Failure> {
    if visit.query.text(OF) == GIVEN {
        return download_given::<N>(visit).await;
    }
    let asked = Asked::read(N::WORDS.list.0, "owner", None, &visit.query);
    let limit = usize::try_from(export::ROWS).unwrap_or(usize::MAX);
    let look = Look { place: Place::Start, limit, ..wanted(&asked) };
    let around = N::around(visit.app(), &visit.context()?).await?;
    export::download(&visit, File::<N> { look, around }).await
}

async fn download_given<N: Noun>(visit: Visit) -> Result<Reply, Failure> {
    let (app, context) = (visit.app(), visit.context()?);
    let given = N::given(app, &context).await?;
    let around = N::around(app, &context).await?;
    let rows = given.iter().map(|thing| cells::<N>(&visit.reader, &around, thing)).collect();
    let headings = headings::<N>(&visit.reader);
    export::download(&visit, Whole::new(N::WORDS.list.1, headings, rows)).await
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
        headings::<N>(reader)
    }

    async fn next(&mut self, by: &Exporting) -> Result<Vec<Vec<sheets::Cell>>, Failure> {
        let things = N::look(&by.app, &by.context, self.look.clone()).await?;
        if let Some((name, id)) = things.last().map(N::named) {
            self.look.place = Place::After(name.to_owned(), id);
        }
        Ok(things.iter().map(|thing| cells::<N>(&by.reader, &self.around, thing)).collect())
    }
}

fn headings<N: Noun>(reader: &Reader) -> Vec<String> {
    let columns = N::columns(reader).into_iter().map(|column| column.label);
    ["owned-name", "owned-number"].map(|key| reader.t(key)).into_iter().chain(columns).collect()
}

fn cells<N: Noun>(reader: &Reader, around: &N::Around, thing: &N::Thing) -> Vec<sheets::Cell> {
    let (name, id) = N::named(thing);
    let mut cells = vec![sheets::Cell::text(name), sheets::Cell::integer(id)];
    cells.extend(N::file_cells(reader, around, thing));
    cells
}
