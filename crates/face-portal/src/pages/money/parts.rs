//! What the pages about money have in common: the way back, lists, one thing, forms.

use app::funds::holdings::Holdings;
use app::funds::postings::Page;
use askama::Template;

use super::place::{Whose, path};
use crate::page::Frame;
use crate::pages::customer;
use crate::route::Path;
use crate::ui::{Badge, Form, SearchBar, Section, Table};

/// Whose money it is, and the page that leads here; nothing of one's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trail {
    pub(super) links: Vec<(Path, String)>,
}

impl Trail {
    pub(super) fn to_holder(whose: Whose, holdings: &Holdings) -> Self {
        let links = match whose {
            Whose::Own | Whose::Account(_) => Vec::new(),
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
    pub(super) table: Option<Table>,
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
