//! One of a noun, the form that makes or changes it, and the question before it is removed.

use app::owned::{References, Referent};
use askama::Template;

use super::{Noun, number, path_of, service_plans, t};
use crate::entered::{Shown, Wrong};
use crate::page::Frame;
use crate::pages::{audit, customer};
use crate::route::Path;
use crate::ui::{Button, Cell, Column, Confirmation, EmptyState, Fact, Form, Row, Section, Table};
use crate::visit::Fields;

#[derive(Template)]
#[template(path = "pages/owned_one.html")]
pub(super) struct OnePage {
    frame: Frame,
    list: (Path, String),
    name: String,
    actions: Vec<(Path, String)>,
    section: Section,
}

#[derive(Template)]
#[template(path = "pages/owned_form.html")]
pub(super) struct FormPage {
    frame: Frame,
    title: String,
    trail: (Path, String),
    form: Form,
}

#[derive(Template)]
#[template(path = "pages/owned_delete.html")]
pub(super) struct DeletePage {
    frame: Frame,
    title: String,
    trail: (Path, String),
    /// What refers to it, if anything does.
    in_use: Option<Table>,
    lead: String,
    confirmation: Option<Confirmation>,
}

/// What the reader may do about one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct May {
    pub(super) change: bool,
    pub(super) remove: bool,
    pub(super) read_the_log: bool,
}

impl OnePage {
    pub(super) fn new<N: Noun>(frame: Frame, thing: &N::Thing, around: &N::Around, may: May) -> Self {
        let (name, id) = N::named(thing);
        let mut actions = Vec::new();
        if may.read_the_log {
            let object = format!("{}:{id}", N::WORDS.key.replace('-', "_"));
            actions.push((audit::path_of(&object), frame.t("audit-history")));
        }
        if may.change {
            actions.push((N::WORDS.edit.0.path_with(&[&id]), frame.t("edit")));
        }
        if may.remove {
            actions.push((N::WORDS.delete.0.path_with(&[&id]), frame.t("delete")));
        }
        let mut facts = vec![Fact::new(frame.t("owned-number"), number(id))];
        facts.extend(N::facts(&frame, around, thing));
        Self {
            list: (N::WORDS.list.0.path(), t::<N>(&frame, "list")),
            name: name.to_owned(),
            actions,
            section: Section { id: "terms", title: t::<N>(&frame, "one"), facts },
            frame,
        }
    }

    fn title(&self) -> &str {
        &self.name
    }
}

impl FormPage {
    /// For a new one, or for the one with this name and number.
    pub(super) fn new<N: Noun>(
        frame: Frame,
        old: Option<(&str, i64)>,
        values: &Fields,
        wrong: &Wrong,
        around: &N::Around,
    ) -> Self {
        let list = (N::WORDS.list.0.path(), t::<N>(&frame, "list"));
        let (title, action, trail, submit) = match old {
            None => (t::<N>(&frame, "new"), N::WORDS.new.0.path(), list, "create"),
            Some((name, id)) => {
                let trail = (path_of::<N>(id), name.to_owned());
                (t::<N>(&frame, "edit"), N::WORDS.edit.0.path_with(&[&id]), trail, "save")
            }
        };
        let mut form = Form::new(&frame, action, frame.t(submit));
        let shown = Shown { frame: &frame, values, wrong };
        (form.fields, form.groups) = N::fields(&shown, around, old.is_none());
        form.cancel = Some((trail.0.clone(), frame.t("cancel")));
        Self { frame, title, trail, form }
    }

    fn title(&self) -> &str {
        &self.title
    }
}

impl DeletePage {
    pub(super) fn new<N: Noun>(frame: Frame, thing: &N::Thing, references: &References) -> Self {
        let (name, id) = N::named(thing);
        let path = path_of::<N>(id);
        let is_free = references.is_empty();
        let confirmation = is_free.then(|| Confirmation {
            effects: Vec::new(),
            text: frame.reader.t1(&format!("{}-delete-text", N::WORDS.key), "name", name),
            button: Button::new(&frame, N::WORDS.delete.0.path_with(&[&id]), frame.t("delete")).danger(),
            cancel: path.clone(),
            cancel_label: frame.t("cancel"),
        });
        Self {
            title: t::<N>(&frame, "delete"),
            trail: (path, name.to_owned()),
            in_use: (!is_free).then(|| references_table(&frame, references)),
            lead: if is_free { String::new() } else { t::<N>(&frame, "in-use") },
            confirmation,
            frame,
        }
    }

    fn title(&self) -> &str {
        &self.title
    }
}

fn references_table(frame: &Frame, references: &References) -> Table {
    let cells = |referent: &Referent| match referent {
        Referent::Customer(id, name) => {
            vec![Cell::Link(customer::path(*id), name.clone()), Cell::Text(frame.t("owned-customer"))]
        }
        Referent::ServicePlan(id, name) => vec![
            Cell::Link(path_of::<service_plans::ServicePlans>(id.0), name.clone()),
            Cell::Text(frame.t("owned-service-plan")),
        ],
        Referent::Account(_, username) => {
            vec![Cell::Text(username.clone()), Cell::Text(frame.t("owned-account"))]
        }
    };
    let mut rows: Vec<Row> = references.some.iter().map(|referent| Row { cells: cells(referent) }).collect();
    if references.is_more {
        rows.push(Row { cells: vec![Cell::Muted(frame.t("owned-and-more")), Cell::Empty] });
    }
    Table {
        caption: frame.t("owned-references"),
        is_caption_shown: true,
        columns: vec![Column::text(frame.t("owned-name")), Column::text(frame.t("owned-kind"))],
        rows,
        empty: EmptyState { title: frame.t("none"), text: String::new(), action: None },
        pager: None,
    }
}
