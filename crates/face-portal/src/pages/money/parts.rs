//! What the pages about money have in common: the way back, lists, one thing, forms.

use app::funds::holdings::Holdings;
use app::funds::postings::Page;
use askama::Template;

use super::place::{Whose, path};
use crate::entered::Wrong;
use crate::once;
use crate::page::Frame;
use crate::pages::{customer, user};
use crate::route::Path;
use crate::ui::{Badge, ExportLinks, Form, SearchBar, Section, Table};
use crate::visit::{Fields, Visit};

/// Whose money it is, and the page that leads here; nothing of one's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trail {
    pub(super) links: Vec<(Path, String)>,
}

impl Trail {
    pub(super) fn to_holder(whose: Whose, holdings: &Holdings) -> Self {
        let links = match whose {
            Whose::Own => Vec::new(),
            Whose::Account(id) => vec![(user::path(id), name_of(holdings))],
            Whose::Customer(id) => vec![(customer::path(id), name_of(holdings))],
        };
        Self { links }
    }

    pub(super) fn to_money(frame: &Frame, whose: Whose, holdings: &Holdings) -> Self {
        let mut trail = Self::to_holder(whose, holdings);
        trail.links.push((path(whose), frame.t("money-title")));
        trail
    }

    pub(super) fn and(mut self, path: Path, label: String) -> Self {
        self.links.push((path, label));
        self
    }
}

/// What the holder is called.
pub(super) fn name_of(holdings: &Holdings) -> String {
    match &holdings.account {
        Some(account) => account.profile.username.as_str().to_owned(),
        None => holdings.customer.profile.name.as_str().to_owned(),
    }
}

/// Rows of one kind.
#[derive(Template)]
#[template(path = "pages/money_list.html")]
pub(super) struct ListPage {
    pub(super) frame: Frame,
    pub(super) trail: Trail,
    pub(super) title: String,
    pub(super) search: Option<SearchBar>,
    pub(super) table: Table,
    pub(super) export: ExportLinks,
}

/// One thing that was booked.
#[derive(Template)]
#[template(path = "pages/money_detail.html")]
pub(super) struct DetailPage {
    pub(super) frame: Frame,
    pub(super) trail: Trail,
    pub(super) title: String,
    pub(super) badge: Option<Badge>,
    pub(super) facts: Section,
    /// What moved.
    pub(super) entries: Table,
    pub(super) export: ExportLinks,
    /// What can be done about it.
    pub(super) action: Option<(Path, String)>,
}

/// A form, and beside it what it is about.
#[derive(Template)]
#[template(path = "pages/money_form.html")]
pub(super) struct FormPage {
    pub(super) frame: Frame,
    pub(super) trail: Trail,
    pub(super) title: String,
    pub(super) lead: String,
    pub(super) form: Form,
    pub(super) beside: Vec<Section>,
}

/// What a form is filled with.
pub(super) struct Filled<'a> {
    /// What stands in its fields.
    pub(super) values: &'a Fields,
    /// What is wrong with them.
    pub(super) wrong: Wrong,
    /// What is wrong with the form as a whole; empty where nothing is.
    pub(super) error: String,
    /// The key that makes it do what it says once.
    pub(super) once: String,
}

impl<'a> Filled<'a> {
    /// A form that is shown for the first time.
    pub(super) fn new(visit: &Visit, values: &'a Fields) -> Self {
        Self { values, wrong: Wrong::default(), error: String::new(), once: once::new_key(visit.app()) }
    }

    /// What was sent, with what is wrong with its fields. Nothing was done under its key.
    pub(super) fn again(visit: &'a Visit, wrong: Wrong) -> Self {
        Self { values: &visit.form, wrong, error: String::new(), once: once::same_key(visit) }
    }

    /// What was sent, with what is wrong with the field `name`.
    pub(super) fn refused(visit: &'a Visit, name: &'static str, why: String) -> Self {
        let mut wrong = Wrong::default();
        wrong.refuse(name, why);
        Self::again(visit, wrong)
    }

    /// What was sent, and cannot be done at all for the reason `key`.
    pub(super) fn failed(visit: &'a Visit, key: &str) -> Self {
        Self { error: visit.t(key), ..Self::again(visit, Wrong::default()) }
    }

    /// The same under another key: under the one that it had something else was done, or there was none.
    pub(super) fn anew(self, visit: &Visit) -> Self {
        Self { once: once::new_key(visit.app()), ..self }
    }
}

impl ListPage {
    fn title(&self) -> &str {
        &self.title
    }
}

impl DetailPage {
    fn title(&self) -> &str {
        &self.title
    }
}

impl FormPage {
    fn title(&self) -> &str {
        &self.title
    }
}

/// Whether there are rows before and after those of a page.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Beyond {
    pub(super) previous: bool,
    pub(super) next: bool,
}

impl Beyond {
    /// Of `lines`, one more than a page has where there are so many, leaves a page.
    pub(super) fn cut<T, K>(lines: &mut Vec<T>, page: Page<K>, rows: i64) -> Self {
        let is_more = usize::try_from(rows).is_ok_and(|most| most < lines.len());
        match page {
            Page::NewerThan(_) => {
                if is_more {
                    lines.remove(0);
                }
                Self { previous: is_more, next: true }
            }
            Page::Latest | Page::OlderThan(_) => {
                if is_more {
                    lines.pop();
                }
                Self { previous: !matches!(page, Page::Latest), next: is_more }
            }
        }
    }
}
