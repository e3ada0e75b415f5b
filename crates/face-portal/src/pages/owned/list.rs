//! The list of one noun: what is the customer's own, searched, sorted, page by page; below it what he was given from above.

use app::owned::Look;
use askama::Template;

use super::file::given_path;
use super::{Noun, number, path_of, t};
use crate::export;
use crate::listing::{Asked, Found};
use crate::page::Frame;
use crate::reply::{Failure, Reply};
use crate::route::Path;
use crate::ui::{Cell, Column, EmptyState, ExportLinks, Row, SearchBar, Table};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "pages/owned_list.html")]
pub(super) struct ListPage {
    frame: Frame,
    title: String,
    new: Option<(Path, String)>,
    search: Option<SearchBar>,
    table: Option<Table>,
    export: Option<ExportLinks>,
    given: Option<(Table, ExportLinks)>,
}

impl ListPage {
    pub(super) fn new<N: Noun>(
        frame: Frame,
        asked: &Asked,
        found: &Found<N::Thing>,
        given: &[N::Thing],
        around: &N::Around,
        may_add: bool,
    ) -> Self {
        let new = may_add.then(|| (N::WORDS.new.0.path(), t::<N>(&frame, "new")));
        let is_everything = found.rows.is_empty() && asked.search.is_empty();
        let title = t::<N>(&frame, "list");
        // Who can only look at what he was given is not told that he has none of his own.
        let is_told = !is_everything || may_add || given.is_empty();
        let file = asked.file_at(N::WORDS.file.0);
        Self {
            search: (!is_everything).then(|| asked.name_search(&frame, frame.t("owned-search"))),
            table: is_told.then(|| table::<N>(&frame, asked, found, around, may_add)),
            export: is_told.then(|| export::links(&frame, &file)),
            given: (!given.is_empty()).then(|| {
                let table = given_table::<N>(&frame, given, around);
                let export = export::links(&frame, &given_path::<N>()).about(&table.caption);
                (table, export)
            }),
            title,
            new,
            frame,
        }
    }

    fn title(&self) -> &str {
        &self.title
    }
}

/// Shows it.
pub(super) async fn show_list<N: Noun>(visit: Visit) -> Result<Reply, Failure> {
    let asked = Asked::read(N::WORDS.list.0, "owner", None, &visit.query);
    let (app, context) = (visit.app(), visit.context()?);
    let found = asked.cut(N::look(app, &context, wanted(&asked)).await?, false);
    let given = N::given(app, &context).await?;
    let around = N::around(app, &context).await?;
    let may_add = N::WORDS.add.admits(&visit);
    Reply::page(&ListPage::new::<N>(visit.frame(), &asked, &found, &given, &around, may_add))
}

/// What the list was asked for, as the use case asks it.
pub(super) fn wanted(asked: &Asked) -> Look {
    Look {
        search: asked.search.clone(),
        by_number: asked.is_by_number(),
        descending: asked.descending,
        place: asked.place.clone(),
        limit: usize::try_from(asked.limit()).unwrap_or(usize::MAX),
    }
}

fn table<N: Noun>(
    frame: &Frame,
    asked: &Asked,
    found: &Found<N::Thing>,
    around: &N::Around,
    may_add: bool,
) -> Table {
    let mut columns = vec![
        Column::text(frame.t("owned-name")).sorted(Some(asked.sort(frame, false))),
        Column::number(frame.t("owned-number")).sorted(Some(asked.sort(frame, true))),
    ];
    columns.extend(N::columns(&frame.reader));
    let cells = |thing: &N::Thing| {
        let (name, id) = N::named(thing);
        let mut cells = vec![Cell::Link(path_of::<N>(id), name.to_owned()), number(id)];
        cells.extend(N::cells(frame, around, thing));
        cells
    };
    Table {
        caption: t::<N>(frame, "list"),
        is_caption_shown: false,
        columns,
        rows: found.rows.iter().map(|thing| Row { cells: cells(thing) }).collect(),
        empty: empty::<N>(frame, asked, may_add),
        pager: Some(asked.pager(frame, found, |thing| {
            let (name, number) = N::named(thing);
            (name, number, None)
        })),
    }
}

fn empty<N: Noun>(frame: &Frame, asked: &Asked, may_add: bool) -> EmptyState {
    if !asked.search.is_empty() {
        let all = (N::WORDS.list.0.path(), frame.t("owned-show-all"));
        let text = frame.t("owned-not-found-text");
        return EmptyState { title: frame.t("owned-not-found"), text, action: Some(all) };
    }
    EmptyState {
        title: t::<N>(frame, "none"),
        text: t::<N>(frame, "none-text"),
        action: may_add.then(|| (N::WORDS.new.0.path(), t::<N>(frame, "new"))),
    }
}

/// What was given from above: to look at, with no page of its own.
fn given_table<N: Noun>(frame: &Frame, given: &[N::Thing], around: &N::Around) -> Table {
    let mut columns = vec![Column::text(frame.t("owned-name")), Column::number(frame.t("owned-number"))];
    columns.extend(N::columns(&frame.reader));
    let cells = |thing: &N::Thing| {
        let (name, id) = N::named(thing);
        let mut cells = vec![Cell::Text(name.to_owned()), number(id)];
        cells.extend(N::cells(frame, around, thing));
        cells
    };
    Table {
        caption: t::<N>(frame, "given"),
        is_caption_shown: true,
        columns,
        rows: given.iter().map(|thing| Row { cells: cells(thing) }).collect(),
        empty: EmptyState { title: frame.t("none"), text: String::new(), action: None },
        pager: None,
    }
}
