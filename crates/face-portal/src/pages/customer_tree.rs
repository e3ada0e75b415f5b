//! The customers below as a tree, opened along one branch.

use app::customer::tree::{CHILDREN_MAX, Level, LookAtTree, TreeNode, look};
use askama::Template;
use party::ids::CustomerId;

use crate::entry::Entry;
use crate::page::{Frame, NavLink};
use crate::pages::{customer, customers};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{Branch, EmptyState, Twig, Views};
use crate::visit::Visit;

const ROUTE: Route = Route::new("/customers/tree");

pub(crate) fn entries() -> Vec<Entry> {
    vec![Entry::new("customer-tree", ROUTE, customers::ACCESS).get(show)]
}

/// The tree, open down to the customers of `open`; none: closed.
pub(crate) fn path(open: Option<CustomerId>) -> Path {
    ROUTE.path().with("open", &open.map(|open| open.to_string()).unwrap_or_default())
}

/// The customers of `owner` as a table or as a tree; `own` is the reader's customer.
pub(crate) fn views(frame: &Frame, owner: Option<CustomerId>, is_tree: bool) -> Views {
    let table = owner.map_or_else(|| customers::ROUTE.path(), customers::path_of);
    let link = |path, key: &str, is_current| NavLink { path, label: frame.t(key), is_current };
    Views {
        label: frame.t("customers-views"),
        links: vec![
            link(table, "customers-as-table", !is_tree),
            link(path(owner), "customers-as-tree", is_tree),
        ],
    }
}

#[derive(Template)]
#[template(path = "pages/customer_tree.html")]
struct TreePage {
    frame: Frame,
    views: Views,
    content: Content,
}

enum Content {
    Nobody(EmptyState),
    Tree(Branch),
}

impl TreePage {
    fn new(frame: Frame, open: Option<CustomerId>, levels: &[Level]) -> Self {
        let views = views(&frame, open, true);
        let is_empty = levels.first().is_none_or(|level| level.nodes.is_empty());
        let content = if is_empty {
            let text = frame.t("customers-none-text");
            Content::Nobody(EmptyState { title: frame.t("customers-none"), text, action: None })
        } else {
            Content::Tree(branch(&frame, levels, true))
        };
        Self { frame, views, content }
    }

    fn title(&self) -> String {
        self.frame.t("customers-title")
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let number = |name: &str| visit.query.text(name).parse().ok().map(CustomerId);
    let context = visit.context()?;
    let open = number("open").filter(|open| context.caller.customer_id() != Some(*open));
    let name = visit.query.text("name").replace('\0', "");
    let after = number("after").map(|id| (name, id));
    let levels = look(visit.app(), &context, LookAtTree { open, after }).await?;
    Reply::page(&TreePage::new(visit.frame(), open, &levels))
}

/// The first of `levels` with the others in it; it is the reader's own where `is_top`.
fn branch(frame: &Frame, levels: &[Level], is_top: bool) -> Branch {
    let Some((level, below)) = levels.split_first() else {
        return Branch { twigs: Vec::new(), first: None, more: None };
    };
    let open = below.first().map(|level| level.owner);
    let own = path((!is_top).then_some(level.owner));
    let twigs = level.nodes.iter().map(|node| {
        let below = (open == Some(node.id)).then(|| branch(frame, below, false));
        twig(frame, node, &own, below)
    });
    let more = level.nodes.last().filter(|_| level.is_more).map(|last| {
        let path = own.clone().with("after", &last.id.to_string()).with("name", &last.name);
        (path, frame.t("customers-more"))
    });
    Branch {
        twigs: twigs.collect(),
        first: (!level.is_from_start).then(|| (own.clone(), frame.t("customers-first"))),
        more,
    }
}

/// `closed`: the page on which its siblings are seen and it is closed.
fn twig(frame: &Frame, node: &TreeNode, closed: &Path, below: Option<Branch>) -> Twig {
    let toggle = if below.is_some() { closed.clone() } else { path(Some(node.id)) };
    let has_children = 0 < node.children;
    Twig {
        id: format!("customer-{}", node.id),
        path: customer::path(node.id),
        name: node.name.clone(),
        note: node.company_name.clone(),
        badge: node.blocked.then(|| customers::status(frame, true)),
        count: if has_children { count(frame, node.children) } else { String::new() },
        toggle: (has_children || below.is_some())
            .then(|| (toggle, frame.reader.t1("customers-title-of", "name", node.name.as_str()))),
        below,
    }
}

fn count(frame: &Frame, children: i64) -> String {
    if CHILDREN_MAX < children {
        return frame.reader.t1("customers-count-more", "count", frame.reader.integer(CHILDREN_MAX));
    }
    frame.reader.t1("customers-count", "count", children)
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    let node = |id, children| TreeNode {
        id: CustomerId(id),
        name: text.to_owned(),
        company_name: if id == 3 { String::new() } else { text.to_owned() },
        blocked: id == 4,
        children,
    };
    let level = |owner, nodes, is_from_start: bool| Level {
        owner: CustomerId(owner),
        nodes,
        is_more: !is_from_start,
        is_from_start,
    };
    let first = level(2, vec![node(3, 1), node(4, CHILDREN_MAX + 1), node(5, 0)], true);
    let second = level(4, vec![node(6, 2), node(7, 21)], false);
    let none = level(2, Vec::new(), true);
    let gone = level(4, Vec::new(), true);
    vec![
        TreePage::new(frame.clone(), None, &[none]).render(),
        TreePage::new(frame.clone(), None, std::slice::from_ref(&first)).render(),
        TreePage::new(frame.clone(), Some(CustomerId(4)), &[first.clone(), second]).render(),
        TreePage::new(frame.clone(), Some(CustomerId(4)), &[first, gone]).render(),
    ]
}
