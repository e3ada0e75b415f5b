//! Long lists as a person goes through them: what the query of a page asks for, and the links that ask for another part or
//! another order of the same list.

use app::account::search::{Found as FoundText, FoundBy, Place, State};
use party::ids::CustomerId;

use crate::page::Frame;
use crate::route::{Path, Route};
use crate::ui::{Cell, Choice, Field, Kind, Pager, SearchBar, Sort};
use crate::visit::Fields;

/// Rows of a page.
const ROWS: usize = 50;

/// What the list was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    route: Route,
    /// What the query calls the customer whose list it is.
    owner_field: &'static str,
    /// Whose list; none: one's own.
    pub(crate) owner: Option<CustomerId>,
    pub(crate) search: String,
    pub(crate) state: State,
    pub(crate) by_number: bool,
    pub(crate) descending: bool,
    pub(crate) place: Place,
    /// What the row was found by that the place is next to.
    pub(crate) found_by: FoundBy,
    /// What else chooses rows: what the query calls it, and what it says.
    filters: Vec<(&'static str, &'static str)>,
}

/// A page of rows, and whether there are others before and after it.
pub(crate) struct Found<R> {
    pub(crate) rows: Vec<R>,
    has_previous: bool,
    has_next: bool,
    /// The search ended before the page was full.
    pub(crate) is_cut: bool,
}

impl Asked {
    /// What the query says about the list of `owner`, whom it calls `owner_field`; what it does not say, or says wrongly, is
    /// as usual.
    pub(crate) fn read(
        route: Route,
        owner_field: &'static str,
        owner: Option<CustomerId>,
        query: &Fields,
    ) -> Self {
        Self {
            route,
            owner_field,
            owner,
            search: query.text("search").trim().replace('\0', "").chars().take(64).collect(),
            state: match query.text("state") {
                "active" => State::Active,
                "blocked" => State::Blocked,
                _ => State::Any,
            },
            by_number: query.text("order") == "number",
            descending: query.text("direction") == "descending",
            place: place(query),
            found_by: FoundBy::ALL
                .into_iter()
                .find(|by| found_word(*by) == query.text("by"))
                .unwrap_or_default(),
            filters: Vec::new(),
        }
    }

    /// The same with what else chooses rows: what the query calls it, and what it says; nothing where all are wanted.
    pub(crate) fn filtered(
        mut self,
        filters: impl IntoIterator<Item = (&'static str, &'static str)>,
    ) -> Self {
        self.filters.extend(filters.into_iter().filter(|(_, word)| !word.is_empty()));
        self
    }

    /// How many rows to ask for: one too many, which tells whether there are more.
    pub(crate) fn limit(&self) -> i64 {
        i64::try_from(ROWS).unwrap_or(i64::MAX).saturating_add(1)
    }

    /// The page, without the row too many; `is_cut` where the search ended before it was full.
    pub(crate) fn cut<R>(&self, mut rows: Vec<R>, is_cut: bool) -> Found<R> {
        let is_more = ROWS < rows.len();
        let is_backwards = matches!(self.place, Place::Before(..));
        if is_more {
            // The row too many is at the far end.
            rows.remove(if is_backwards { 0 } else { rows.len() - 1 });
        }
        Found {
            rows,
            has_previous: if is_backwards { is_more } else { self.place != Place::Start },
            has_next: is_backwards || is_more,
            is_cut,
        }
    }

    /// Whether neither a search nor a filter leaves anything out.
    pub(crate) fn is_whole(&self) -> bool {
        self.search.is_empty() && self.state == State::Any && self.filters.is_empty()
    }

    /// The whole list.
    pub(crate) fn whole(&self) -> Path {
        self.route.path().with(self.owner_field, &self.owner_text())
    }

    /// What finds rows of the list by what the field says, and chooses their state.
    pub(crate) fn search_bar(&self, frame: &Frame, label: String, hint: String) -> SearchBar {
        let mut bar = self.name_search(frame, label);
        bar.fields.iter_mut().for_each(|field| field.hint.clone_from(&hint));
        let choice = |value: &str, key: &str| Choice { value: value.to_owned(), label: frame.t(key) };
        let states = vec![
            choice("", "list-state-any"),
            choice("active", "list-state-active"),
            choice("blocked", "list-state-blocked"),
        ];
        bar.fields.push(Field {
            value: self.state_word().to_owned(),
            ..Field::new("state", frame.t("list-state"), Kind::Select(states))
        });
        bar
    }

    /// What finds rows of the list, labelled `search`.
    pub(crate) fn name_search(&self, frame: &Frame, search: String) -> SearchBar {
        let hidden = [
            (self.owner_field, self.owner_text()),
            ("order", order_word(self.by_number).to_owned()),
            ("direction", direction_word(self.descending).to_owned()),
        ];
        SearchBar {
            action: self.route.path(),
            fields: vec![Field { value: self.search.clone(), ..Field::new("search", search, Kind::Text) }],
            hidden: hidden.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
            submit: frame.t("search"),
        }
    }

    /// How a heading sorts: the other way round where the list is sorted by it already.
    pub(crate) fn sort(&self, frame: &Frame, by_number: bool) -> Sort {
        let is_sorted = self.is_by_number() == by_number;
        let (state, key) = match (is_sorted, self.descending) {
            (false, _) => ("none", ""),
            (true, false) => ("ascending", "sorted-ascending"),
            (true, true) => ("descending", "sorted-descending"),
        };
        Sort {
            path: self.sorted(by_number, is_sorted && !self.descending),
            state,
            label: if key.is_empty() { String::new() } else { frame.t(key) },
        }
    }

    /// The way to the pages before and after; `key` tells the name and the number of a row, and what it was found by.
    pub(crate) fn pager<R>(
        &self,
        frame: &Frame,
        found: &Found<R>,
        key: impl Fn(&R) -> (&str, i64, Option<&FoundText>),
    ) -> Pager {
        let (first, last) = (found.rows.first(), found.rows.last());
        Pager {
            label: frame.t("pages"),
            previous: first.filter(|_| found.has_previous).map(|row| self.next_to("before", key(row))),
            previous_label: frame.t("previous-page"),
            next: last.filter(|_| found.has_next).map(|row| self.next_to("after", key(row))),
            next_label: frame.t("next-page"),
        }
    }

    /// The whole of what was asked for, in its order, at another route: in a file.
    pub(crate) fn file_at(&self, route: Route) -> Path {
        Self { route, ..self.clone() }.sorted(self.by_number, self.descending)
    }

    /// The first page in this order.
    fn sorted(&self, by_number: bool, descending: bool) -> Path {
        let path = self.whole().with("search", &self.search).with("state", self.state_word());
        let filters = self.filters.iter().fold(path, |path, (name, word)| path.with(name, word));
        filters.with("order", order_word(by_number)).with("direction", direction_word(descending))
    }

    /// The page next to a row; `side` is `after` or `before`.
    fn next_to(&self, side: &str, (name, number, found): (&str, i64, Option<&FoundText>)) -> Path {
        let path = self.sorted(self.by_number, self.descending).with(side, &number.to_string());
        match found {
            _ if self.is_by_number() => path,
            Some(found) => path.with("by", found_word(found.by)).with("name", &found.key),
            None => path.with("name", name),
        }
    }

    /// Whether the list goes by number.
    pub(crate) fn is_by_number(&self) -> bool {
        self.by_number && self.has_numbers_in_order()
    }

    /// Whether it can: what is searched or chosen goes by name.
    pub(crate) fn has_numbers_in_order(&self) -> bool {
        self.search.is_empty() && self.filters.is_empty()
    }

    fn owner_text(&self) -> String {
        self.owner.map(|owner| owner.to_string()).unwrap_or_default()
    }

    fn state_word(&self) -> &'static str {
        match self.state {
            State::Any => "",
            State::Active => "active",
            State::Blocked => "blocked",
        }
    }
}

/// What a row was found by, if not by its name.
pub(crate) fn found_cell(frame: &Frame, found: Option<&FoundText>) -> Cell {
    let Some(FoundText { by, text, .. }) = found else { return Cell::Empty };
    let key = match by {
        FoundBy::Name => return Cell::Empty,
        FoundBy::Company => "found-company",
        FoundBy::Contact => "found-contact",
        FoundBy::Email => "found-email",
        FoundBy::Login => "found-login",
        FoundBy::Phone => "found-phone",
        FoundBy::HostName => "found-host-name",
    };
    Cell::Text(frame.reader.t1(key, "text", text.as_str()))
}

/// From where the query wants a list to go on; what it says wrongly is as if it were not said.
fn place(query: &Fields) -> Place {
    let number = |name: &str| query.text(name).parse().ok();
    let name = query.text("name").to_owned();
    match (number("after"), number("before")) {
        (Some(id), _) => Place::After(name, id),
        (None, Some(id)) => Place::Before(name, id),
        (None, None) => Place::Start,
    }
}

/// What the query calls what a row was found by.
fn found_word(by: FoundBy) -> &'static str {
    match by {
        FoundBy::Name => "",
        FoundBy::Company => "company",
        FoundBy::Contact => "contact",
        FoundBy::Email => "email",
        FoundBy::Login => "login",
        FoundBy::Phone => "phone",
        FoundBy::HostName => "host",
    }
}

fn order_word(by_number: bool) -> &'static str {
    if by_number { "number" } else { "" }
}

fn direction_word(descending: bool) -> &'static str {
    if descending { "descending" } else { "" }
}

#[cfg(test)]
impl<R> Found<R> {
    /// These rows, with or without others around them.
    pub(crate) fn sample(rows: Vec<R>, has_more: bool) -> Self {
        Self { rows, has_previous: has_more, has_next: has_more, is_cut: has_more }
    }
}
