//! Every page that somebody is led to, and every form that stands there: a page or a form that is added is found without a
//! line about it.

use std::collections::{BTreeMap, BTreeSet};

use super::filled::{Filled, attribute};
use super::world::Browser;

/// A page as somebody sees it.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) path: String,
    pub(crate) html: String,
}

/// How many pages of a kind are looked at: one's own, and one of somebody else.
const MOST: usize = 2;

/// The pages that links lead to from the start and from `starts`, of each kind a few.
pub(crate) async fn pages(browser: &Browser<'_>, starts: &[String]) -> Vec<Seen> {
    let mut waiting: Vec<String> = starts.to_vec();
    waiting.push("/".to_owned());
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut pages = Vec::new();
    let mut next = 0;
    while let Some(path) = waiting.get(next).cloned() {
        next += 1;
        let count = counts.entry(kind(&path)).or_default();
        if MOST <= *count {
            continue;
        }
        *count += 1;
        let answer = browser.get(&path).await;
        if answer.headers.contains_key("content-disposition") || answer.status == 303 {
            continue;
        }
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        for tag in answer.body.split("<a ").skip(1) {
            let link = attribute(&format!(" {}", tag.split('>').next().unwrap()), "href").unwrap();
            let link = link.split('#').next().unwrap().to_owned();
            if link.starts_with('/') && known.insert(link.clone()) {
                waiting.push(link);
            }
        }
        pages.push(Seen { path, html: answer.body });
    }
    pages
}

/// The forms of these pages, each kind once, with the page on which it stands.
pub(crate) fn forms(pages: &[Seen]) -> Vec<(String, Filled)> {
    let mut known = BTreeSet::new();
    let forms =
        pages.iter().flat_map(|page| Filled::all(&page.html).into_iter().map(|form| (&page.path, form)));
    let forms = forms.filter(|(path, form)| {
        let names: Vec<&str> = form.fields.iter().map(|(name, _)| name.as_str()).collect();
        // The forms of the frame are the same on every page.
        let whose = if is_of_frame(&form.path) { String::new() } else { kind(path) };
        known.insert(format!("{whose} {} {names:?}", kind(&form.path)))
    });
    forms.map(|(path, form)| (path.clone(), form)).collect()
}

/// What a path is one of: ids stand for each other, and so do the values of a query.
pub(crate) fn kind(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let is_id = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty()
            || text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let segments: Vec<&str> =
        path.split('/').map(|segment| if is_id(segment) { "{}" } else { segment }).collect();
    let names: BTreeSet<String> =
        form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned()).collect();
    format!("{} {names:?}", segments.join("/"))
}

fn is_of_frame(action: &str) -> bool {
    ["/preferences", "/sign-out", "/return"].contains(&action)
}
