//! A question before something that cannot be undone: one page for all of them.

use askama::Template;

use crate::page::Frame;
use crate::ui::Confirmation;

/// The page that asks.
#[derive(Template)]
#[template(path = "pages/confirm.html")]
pub(crate) struct ConfirmPage {
    pub(crate) frame: Frame,
    pub(crate) title: String,
    pub(crate) confirmation: Confirmation,
}

impl ConfirmPage {
    fn title(&self) -> &str {
        &self.title
    }
}
