//! Language and appearance, chosen at the foot of every page and kept by the browser.

use crate::entry::{Access, Entry};
use crate::i18n::Locale;
use crate::page::Theme;
use crate::pages::{overview, sign_in};
use crate::reply::{Failure, Reply};
use crate::route::Route;
use crate::session::cookie::Cookie;
use crate::visit::Visit;

pub(crate) const ROUTE: Route = Route::new("/preferences");

pub(crate) fn entries() -> Vec<Entry> {
    vec![Entry::new("preferences", ROUTE, Access::Anyone).post(choose).open_while_locked()]
}

async fn choose(visit: Visit) -> Result<Reply, Failure> {
    let language = Locale::find(visit.form.text("language"));
    let theme = Theme::find(visit.form.text("theme"));
    let cookies = vec![
        language.and_then(|locale| Cookie::Language.set(&visit.host, locale.code())),
        theme.and_then(|theme| Cookie::Theme.set(&visit.host, theme.as_str())),
    ];
    let home = if visit.person.is_some() { overview::ROUTE } else { sign_in::ROUTE };
    let path = visit.own_path(visit.form.text("return")).unwrap_or_else(|| home.path());
    Ok(Reply::See { path, notice: None, cookies })
}
