//! The list of one noun: what is the customer's own, searched, sorted, page by page; below it what he was given from above.

use app::owned::{Found, Look, Place};
use askama::Template;

use super::{Noun, number, path_of, t};
use crate::page::Frame;
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{Cell, Column, EmptyState, Field, Kind, Pager, Row, SearchBar, Sort, Table};
use crate::visit::{Fields, Visit};

/// Rows of a page.
const ROWS: usize = 50;

/// What a list was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) search: String,
    by_number: bool,
    descending: bool,
    place: Place,
}

impl Asked {
    /// What the query says; what it does not say, or says wrongly, is as usual.
    pub(super) fn read(query: &Fields) -> Self {
        let number = |name: &str| query.text(name).parse().ok();
        let name = query.text("name").to_owned();
        Self {
            search: query.text("search").trim().chars().take(128).collect(),
            by_number: query.text("order") == "number",
            descending: query.text("direction") == "descending",
            place: match (number("after"), number("before")) {
                (Some(id), _) => Place::After(name, id),
                (None, Some(id)) => Place::Before(name, id),
                (None, None) => Place::Start,
            },
        }
    }

    fn look(&self) -> Look {
        let Self { search, by_number, descending, place } = self.clone();
        Look { search, by_number, descending, place, limit: ROWS }
    }

    /// The first page of `list` in this order.
    fn sorted(&self, list: Route, by_number: bool, descending: bool) -> Path {
        list.path()
            .with("search", &self.search)
            .with("order", if by_number { "number" } else { "" })
            .with("direction", if descending { "descending" } else { "" })
    }

    /// The page next to a row; `side` is `after` or `before`.
    fn next_to(&self, list: Route, side: &str, (name, id): (&str, i64)) -> Path {
        let path = self.sorted(list, self.by_number, self.descending).with(side, &id.to_string());
        path.with("name", if self.by_number { "" } else { name })
    }
}

#[derive(Template)]
#[template(path = "pages/owned_list.html")]
pub(super) struct ListPage {
    frame: Frame,
    title: String,
    new: Option<(Path, String)>,
    search: Option<SearchBar>,
    table: Table,
    given: Option<Table>,
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
        Self {
            search: (!is_everything).then(|| search_bar::<N>(&frame, asked)),
            table: table::<N>(&frame, asked, found, around, may_add),
            given: (!given.is_empty()).then(|| given_table::<N>(&frame, given, around)),
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
    let (asked, context) = (Asked::read(&visit.query), visit.context()?);
    let app = visit.app();
    let found = N::look(app, &context, asked.look()).await?;
    let given = N::given(app, &context).await?;
    let around = N::around(app, &context).await?;
    let may_add = N::WORDS.add.admits(&visit);
    Reply::page(&ListPage::new::<N>(visit.frame(), &asked, &found, &given, &around, may_add))
}

fn search_bar<N: Noun>(frame: &Frame, asked: &Asked) -> SearchBar {
    let mut hidden = Vec::new();
    if asked.by_number {
        hidden.push(("order", "number".to_owned()));
    }
    if asked.descending {
        hidden.push(("direction", "descending".to_owned()));
    }
    let field = Field::new("search", frame.t("owned-search"), Kind::Text);
    SearchBar {
        action: N::WORDS.list.0.path(),
        fields: vec![Field { value: asked.search.clone(), ..field }],
        hidden,
        submit: frame.t("search"),
    }
}

fn table<N: Noun>(
    frame: &Frame,
    asked: &Asked,
    found: &Found<N::Thing>,
    around: &N::Around,
    may_add: bool,
) -> Table {
    let list = N::WORDS.list.0;
    let mut columns = vec![
        Column::text(frame.t("owned-name")).sorted(Some(sort(frame, list, asked, false))),
        Column::number(frame.t("owned-number")).sorted(Some(sort(frame, list, asked, true))),
    ];
    columns.extend(N::columns(frame));
    let cells = |thing: &N::Thing| {
        let (name, id) = N::named(thing);
        let mut cells = vec![Cell::Link(path_of::<N>(id), name.to_owned()), number(id)];
        cells.extend(N::cells(frame, around, thing));
        cells
    };
    let (first, last) = (found.rows.first().map(N::named), found.rows.last().map(N::named));
    Table {
        caption: t::<N>(frame, "list"),
        is_caption_shown: false,
        columns,
        rows: found.rows.iter().map(|thing| Row { cells: cells(thing) }).collect(),
        empty: empty::<N>(frame, asked, may_add),
        pager: Some(Pager {
            label: frame.t("pages"),
            previous: first.filter(|_| found.has_previous).map(|row| asked.next_to(list, "before", row)),
            previous_label: frame.t("previous-page"),
            next: last.filter(|_| found.has_next).map(|row| asked.next_to(list, "after", row)),
            next_label: frame.t("next-page"),
        }),
    }
}

/// How a heading sorts: the other way round where the list is sorted by it already.
fn sort(frame: &Frame, list: Route, asked: &Asked, by_number: bool) -> Sort {
    let is_sorted = asked.by_number == by_number;
    let (state, key) = match (is_sorted, asked.descending) {
        (false, _) => ("none", ""),
        (true, false) => ("ascending", "sorted-ascending"),
        (true, true) => ("descending", "sorted-descending"),
    };
    Sort {
        path: asked.sorted(list, by_number, is_sorted && !asked.descending),
        state,
        label: if key.is_empty() { String::new() } else { frame.t(key) },
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
    columns.extend(N::columns(frame));
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
