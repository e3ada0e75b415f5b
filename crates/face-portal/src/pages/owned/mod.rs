//! What a customer owns and gives to those below him: tariffs, routing groups, service plans. Listed, made, changed and
//! removed the same way; what is particular to each is a [`Noun`].
//!
//! A list shows two things: what is the person's own customer's, and, below, what he was given from above, which he only
//! looks at.

mod file;
mod list;
mod page;
pub(crate) mod routing_groups;
pub(crate) mod service_plans;
pub(crate) mod tariffs;

use app::customer::find::FindCustomerError;
use app::owned::{DeleteOwnedError, Look, References};
use app::{App, Context};
use party::access::Refusal;

use self::file::download;
use self::list::show_list;
use self::page::{DeletePage, FormPage, May, OnePage};
use crate::entered::{Entered, Shown, Wrong};
use crate::entry::{Access, Entry};
use crate::i18n::Reader;
use crate::page::{Frame, Menu};
use crate::pages::audit;
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::form::FieldGroup;
use crate::ui::{Cell, Column, Fact, Field};
use crate::visit::{Fields, Visit};

/// What is particular to one of the things that somebody owns.
pub(crate) trait Noun: Send + Sync + 'static {
    /// The thing.
    type Thing: Send + Sync + 'static;
    /// What has to be known besides, to show and to choose.
    type Around: Send + Sync + 'static;

    /// Where its pages are, whom they are there for, and what they are called.
    const WORDS: Words;

    /// Its name and its number.
    fn named(thing: &Self::Thing) -> (&str, i64);

    /// What a list says of it after name and number.
    fn columns(reader: &Reader) -> Vec<Column>;

    /// The cells of these columns.
    fn cells(frame: &Frame, around: &Self::Around, thing: &Self::Thing) -> Vec<Cell>;

    /// Everything about it.
    fn facts(frame: &Frame, around: &Self::Around, thing: &Self::Thing) -> Vec<Fact>;

    /// The cells of these columns in a file.
    fn file_cells(reader: &Reader, around: &Self::Around, thing: &Self::Thing) -> Vec<sheets::Cell>;

    /// What a form for a new one begins with.
    fn beginning(visit: &Visit) -> Result<Fields, Failure>;

    /// What a form for this one begins with.
    fn values(frame: &Frame, thing: &Self::Thing) -> Fields;

    /// The fields of a form, of a new one or of one that is there.
    fn fields(shown: &Shown<'_>, around: &Self::Around, is_new: bool) -> (Vec<Field>, Vec<FieldGroup>);

    /// What has to be known besides.
    fn around(app: &App, context: &Context) -> impl Future<Output = Result<Self::Around, Failure>> + Send;

    /// The customer's own.
    fn look(
        app: &App,
        context: &Context,
        look: Look,
    ) -> impl Future<Output = Result<Vec<Self::Thing>, FindCustomerError>> + Send;

    /// Those that he was given from above.
    fn given(
        app: &App,
        context: &Context,
    ) -> impl Future<Output = Result<Vec<Self::Thing>, FindCustomerError>> + Send;

    /// One of his own.
    fn find(
        app: &App,
        context: &Context,
        id: i64,
    ) -> impl Future<Output = Result<Option<Self::Thing>, FindCustomerError>> + Send;

    /// What refers to one of his own.
    fn references(
        app: &App,
        context: &Context,
        id: i64,
    ) -> impl Future<Output = Result<Option<References>, FindCustomerError>> + Send;

    /// Makes one of what was entered, or changes the one called `id`, and tells its number; none where what was entered
    /// is wrong, which `entered` then says.
    fn save(
        visit: &Visit,
        id: Option<i64>,
        entered: &mut Entered<'_>,
    ) -> impl Future<Output = Result<Option<i64>, Failure>> + Send;

    /// Removes one.
    fn delete(
        app: &App,
        context: &Context,
        id: i64,
    ) -> impl Future<Output = Result<(), DeleteOwnedError>> + Send;
}

/// Where the pages of a noun are, whom they are there for, and what they are called.
pub(crate) struct Words {
    /// The beginning of its texts.
    pub(crate) key: &'static str,
    /// The list: its route, its name in the log, the text of its link.
    pub(crate) list: (Route, &'static str, &'static str),
    /// The list in a file.
    pub(crate) file: (Route, &'static str),
    /// The form for a new one.
    pub(crate) new: (Route, &'static str),
    /// The page of one.
    pub(crate) one: (Route, &'static str),
    /// What the variable part of its route is called.
    pub(crate) part: &'static str,
    /// The form that changes it.
    pub(crate) edit: (Route, &'static str),
    /// The question before it is removed.
    pub(crate) delete: (Route, &'static str),
    /// Whom list and page are there for.
    pub(crate) see: Access,
    /// Whom each of the others is there for.
    pub(crate) add: Access,
    pub(crate) change: Access,
    pub(crate) remove: Access,
    /// What is said afterwards.
    pub(crate) notices: Notices,
}

/// What is said after something was done.
pub(crate) struct Notices {
    pub(crate) made: &'static str,
    pub(crate) changed: &'static str,
    pub(crate) removed: &'static str,
}

/// The pages of one noun.
fn entries<N: Noun>() -> Vec<Entry> {
    let Words { list, file, new, one, edit, delete, see, add, change, remove, .. } = N::WORDS;
    vec![
        Entry::new(list.1, list.0, see).get(show_list::<N>).linked(Menu::Main, list.2),
        Entry::new(file.1, file.0, see).get(download::<N>).file(),
        Entry::new(new.1, new.0, add).get(show_new::<N>).post(make::<N>),
        Entry::new(one.1, one.0, see).get(show_one::<N>),
        Entry::new(edit.1, edit.0, change).get(show_edit::<N>).post(change_one::<N>),
        Entry::new(delete.1, delete.0, remove).get(ask::<N>).post(remove_one::<N>),
    ]
}

/// The page of one.
fn path_of<N: Noun>(id: i64) -> Path {
    N::WORDS.one.0.path_with(&[&id])
}

/// The text `of` the noun.
fn t<N: Noun>(frame: &Frame, of: &str) -> String {
    frame.t(&format!("{}-{of}", N::WORDS.key))
}

async fn show_one<N: Noun>(visit: Visit) -> Result<Reply, Failure> {
    let thing = find::<N>(&visit).await?;
    let around = N::around(visit.app(), &visit.context()?).await?;
    let may = May {
        change: N::WORDS.change.admits(&visit),
        remove: N::WORDS.remove.admits(&visit),
        read_the_log: audit::ACCESS.admits(&visit),
    };
    Reply::page(&OnePage::new::<N>(visit.frame(), &thing, &around, may))
}

async fn show_new<N: Noun>(visit: Visit) -> Result<Reply, Failure> {
    let around = N::around(visit.app(), &visit.context()?).await?;
    let values = N::beginning(&visit)?;
    Reply::page(&FormPage::new::<N>(visit.frame(), None, &values, &Wrong::default(), &around))
}

async fn show_edit<N: Noun>(visit: Visit) -> Result<Reply, Failure> {
    let (thing, frame) = (find::<N>(&visit).await?, visit.frame());
    let around = N::around(visit.app(), &visit.context()?).await?;
    let values = N::values(&frame, &thing);
    let old = Some(N::named(&thing));
    Reply::page(&FormPage::new::<N>(frame, old, &values, &Wrong::default(), &around))
}

async fn make<N: Noun>(visit: Visit) -> Result<Reply, Failure> {
    let mut entered = Entered::new(&visit.reader, &visit.form);
    if let Some(id) = N::save(&visit, None, &mut entered).await? {
        return Ok(Reply::see_with(path_of::<N>(id), N::WORDS.notices.made));
    }
    let wrong = entered.wrong();
    let around = N::around(visit.app(), &visit.context()?).await?;
    Reply::again(&FormPage::new::<N>(visit.frame(), None, &visit.form, &wrong, &around))
}

async fn change_one<N: Noun>(visit: Visit) -> Result<Reply, Failure> {
    let thing = find::<N>(&visit).await?;
    let (_, id) = N::named(&thing);
    let mut entered = Entered::new(&visit.reader, &visit.form);
    if N::save(&visit, Some(id), &mut entered).await?.is_some() {
        return Ok(Reply::see_with(path_of::<N>(id), N::WORDS.notices.changed));
    }
    let wrong = entered.wrong();
    let around = N::around(visit.app(), &visit.context()?).await?;
    let old = Some(N::named(&thing));
    Reply::again(&FormPage::new::<N>(visit.frame(), old, &visit.form, &wrong, &around))
}

async fn ask<N: Noun>(visit: Visit) -> Result<Reply, Failure> {
    let thing = find::<N>(&visit).await?;
    Reply::page(&delete_page::<N>(&visit, &thing).await?)
}

async fn remove_one<N: Noun>(visit: Visit) -> Result<Reply, Failure> {
    let thing = find::<N>(&visit).await?;
    let (_, id) = N::named(&thing);
    match N::delete(visit.app(), &visit.context()?, id).await {
        Ok(()) => Ok(Reply::see_with(N::WORDS.list.0.path(), N::WORDS.notices.removed)),
        Err(DeleteOwnedError::InUse) => Reply::again(&delete_page::<N>(&visit, &thing).await?),
        Err(DeleteOwnedError::Refused(_) | DeleteOwnedError::Unknown) => Err(Failure::NotFound),
        Err(DeleteOwnedError::Conflict(_)) => Err(Failure::Forbidden),
        Err(DeleteOwnedError::Store(error)) => Err(error.into()),
    }
}

async fn delete_page<N: Noun>(visit: &Visit, thing: &N::Thing) -> Result<DeletePage, Failure> {
    let (_, id) = N::named(thing);
    let references = N::references(visit.app(), &visit.context()?, id).await?;
    Ok(DeletePage::new::<N>(visit.frame(), thing, &references.ok_or(Failure::NotFound)?))
}

async fn find<N: Noun>(visit: &Visit) -> Result<N::Thing, Failure> {
    let found = N::find(visit.app(), &visit.context()?, visit.number(N::WORDS.part)?).await?;
    found.ok_or(Failure::NotFound)
}

/// What a refusal is on a page: the right was there when the page was asked for.
fn refused(_: Refusal) -> Failure {
    Failure::NotFound
}

fn number(id: i64) -> Cell {
    Cell::Number(id.to_string(), String::new())
}

/// A text, or nothing where it is empty.
fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

/// Yes or no.
fn truth(frame: &Frame, is_so: bool) -> Cell {
    Cell::Text(frame.t(if is_so { "yes" } else { "no" }))
}

/// What a box says.
fn ticked(is_so: bool) -> String {
    if is_so { "1".to_owned() } else { String::new() }
}

/// Fields with these values.
fn fields_of(values: impl IntoIterator<Item = (&'static str, String)>) -> Fields {
    Fields::of(values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The pages of one noun: lists without and with rows, one, forms new, old and wrong, and both questions.
#[cfg(test)]
fn samples_of<N: Noun>(
    frame: &Frame,
    text: &str,
    thing: &N::Thing,
    given: &[N::Thing],
    around: &N::Around,
    wrong: &[&'static str],
) -> Vec<Result<String, askama::Error>>
where
    N::Thing: Clone,
{
    use app::owned::Referent;
    use askama::Template as _;

    use self::list::ListPage;
    use crate::listing::{Asked, Found};

    let asked = |query: &str| Asked::read(N::WORDS.list.0, "owner", None, &Fields::parse(query.as_bytes()));
    let none = Found::sample(Vec::new(), false);
    let some = Found::sample(vec![thing.clone(), thing.clone()], true);
    let mut searched = asked("direction=descending&order=number");
    text.clone_into(&mut searched.search);
    let values = N::values(frame, thing);
    let mut entered = Entered::new(&frame.reader, &values);
    wrong.iter().for_each(|name| entered.refuse(name, text.to_owned()));
    let wrong = entered.wrong();
    let free = References { some: Vec::new(), is_more: false };
    let used = References {
        some: vec![
            Referent::Customer(party::ids::CustomerId(7), text.to_owned()),
            Referent::ServicePlan(party::ids::ServicePlanId(7), text.to_owned()),
            Referent::Account(party::ids::AccountId(7), text.to_owned()),
        ],
        is_more: true,
    };
    let old = Some(N::named(thing));
    let may = |may| May { change: may, remove: may, read_the_log: may };
    vec![
        ListPage::new::<N>(frame.clone(), &asked(""), &none, &[], around, true).render(),
        ListPage::new::<N>(frame.clone(), &asked(""), &none, given, around, false).render(),
        ListPage::new::<N>(frame.clone(), &searched, &none, given, around, true).render(),
        ListPage::new::<N>(frame.clone(), &searched, &some, given, around, true).render(),
        OnePage::new::<N>(frame.clone(), thing, around, may(true)).render(),
        OnePage::new::<N>(frame.clone(), thing, around, may(false)).render(),
        FormPage::new::<N>(frame.clone(), None, &values, &Wrong::default(), around).render(),
        FormPage::new::<N>(frame.clone(), None, &values, &wrong, around).render(),
        FormPage::new::<N>(frame.clone(), old, &values, &wrong, around).render(),
        DeletePage::new::<N>(frame.clone(), thing, &free).render(),
        DeletePage::new::<N>(frame.clone(), thing, &used).render(),
    ]
}
