//! Making a customer, and changing one: one form with everything that can be set of him.

use std::collections::BTreeMap;

use app::customer::choices::{self, Choices, ChoicesError};
use app::customer::create::{CreateCustomer, CreateCustomerError, create};
use app::customer::fields::{
    CustomerField, Kind as TextKind, Seen, Wrong, read_change, read_new, refused_change, refused_new,
};
use app::customer::find::CustomerView;
use app::customer::update::{UpdateCustomer, UpdateCustomerError, update};
use askama::Template;
use party::ids::CustomerId;
use party::rights::{Manage, Rights};
use party::web_user::{Area, Reach};

use crate::customer_words as words;
use crate::entry::{Access, Entry};
use crate::i18n::Reader;
use crate::page::Frame;
use crate::pages::customer_fields::{Purpose, Shown, fields_of, posted};
use crate::pages::{customer, customers};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::Form;
use crate::visit::Visit;

const NEW: Route = Route::new("/customers/new");
const EDIT: Route = Route::new("/customers/{customer}/edit");

/// Who makes customers.
pub(crate) const ADD: Access =
    Access::Staff { area: Area::Customers, reach: Reach::Change, has: may_add_customers };
/// Who changes them.
pub(crate) const CHANGE: Access =
    Access::Staff { area: Area::Customers, reach: Reach::Change, has: may_edit_customers };

/// The field that names the owner of a new customer.
const OWNER: &str = "owner";
/// The field that says what the form showed.
const SEEN: &str = "seen";

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("customer-new", NEW, ADD).get(show_new).post(make),
        Entry::new("customer-edit", EDIT, CHANGE).get(show_edit).post(change),
    ]
}

/// Where a customer of `owner` is made; nobody named: one of the person's own.
pub(crate) fn new_path(owner: Option<CustomerId>) -> Path {
    NEW.path().with(OWNER, &owner.map(|owner| owner.to_string()).unwrap_or_default())
}

/// Where a customer is changed.
pub(crate) fn edit_path(id: CustomerId) -> Path {
    EDIT.path_with(&[&id])
}

/// Whether one with these rights may make customers below him.
pub(crate) fn may_add_customers(rights: &Rights) -> bool {
    customers::may_have_customers(rights) && rights.customers.contains(Manage::ADD)
}

fn may_edit_customers(rights: &Rights) -> bool {
    customers::may_have_customers(rights) && rights.customers.contains(Manage::EDIT)
}

#[derive(Template)]
#[template(path = "pages/customer_form.html")]
struct CustomerFormPage {
    frame: Frame,
    title: String,
    trail: Vec<(Path, String)>,
    lead: String,
    form: Form,
}

/// What somebody typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    texts: BTreeMap<CustomerField, String>,
    wrong: BTreeMap<CustomerField, String>,
    /// What is wrong with none of the fields.
    form: String,
}

impl CustomerFormPage {
    /// `owner` is as the person named him.
    fn new_customer(
        frame: Frame,
        owner: Option<CustomerId>,
        (choices, view): &(Choices, CustomerView),
        typed: &Typed,
    ) -> Self {
        let mut form = Form::new(&frame, NEW.path(), frame.t("customer-make"));
        form.hidden = vec![(OWNER, owner.map(|owner| owner.to_string()).unwrap_or_default())];
        form.cancel =
            Some((owner.map_or_else(|| customers::ROUTE.path(), customers::path_of), frame.t("cancel")));
        let name = choices.owner.profile.name.as_str();
        let mut trail = vec![(customers::ROUTE.path(), frame.t("customers-title"))];
        trail.extend(owner.map(|owner| (customer::path(owner), name.to_owned())));
        let lead = frame.reader.t1("customer-new-lead", "owner", name);
        let title = frame.t("customer-new");
        Self { form, title, trail, lead, frame }.filled(Purpose::New, choices, view, typed)
    }

    fn edit(frame: Frame, (choices, view): &(Choices, CustomerView), seen: &Seen, typed: &Typed) -> Self {
        let id = view.customer.key.id;
        let mut form = Form::new(&frame, edit_path(id), frame.t("customer-save"));
        form.hidden = vec![(SEEN, seen.to_string())];
        form.cancel = Some((customer::path(id), frame.t("cancel")));
        let name = view.customer.profile.name.as_str().to_owned();
        let trail = vec![(customers::ROUTE.path(), frame.t("customers-title")), (customer::path(id), name)];
        let owner = choices.owner.profile.name.as_str();
        let lead = frame.reader.t1("customer-edit-lead", "owner", owner);
        let title = frame.t("customer-edit");
        Self { form, title, trail, lead, frame }.filled(Purpose::Change, choices, view, typed)
    }

    fn filled(mut self, purpose: Purpose, choices: &Choices, view: &CustomerView, typed: &Typed) -> Self {
        let shown = Shown { purpose, choices, view, typed: &typed.texts, wrong: &typed.wrong };
        self.form.groups = shown.groups(&self.frame);
        let count = i64::try_from(typed.wrong.len()).unwrap_or(i64::MAX);
        self.form.error = match (typed.form.as_str(), count) {
            ("", 0) => String::new(),
            ("", count) => self.frame.reader.t1("form-wrong", "count", count),
            (error, _) => error.to_owned(),
        };
        self
    }

    fn title(&self) -> &str {
        &self.title
    }
}

impl Typed {
    fn refuse(&mut self, reader: &Reader, wrong: &[Wrong]) {
        for wrong in wrong {
            self.wrong.insert(wrong.field, words::reason(reader, wrong.reason));
        }
    }

    /// Says `why` at each of `fields`; at the form where there is none.
    fn refuse_all(&mut self, fields: &[CustomerField], why: &str) {
        self.wrong.extend(fields.iter().map(|field| (*field, why.to_owned())));
        if fields.is_empty() {
            why.clone_into(&mut self.form);
        }
    }

    /// Passwords are not sent back: who typed one is told to do so again.
    fn forget_secrets(mut self, reader: &Reader) -> Self {
        let is_secret = |field: &CustomerField| matches!(field.kind(), TextKind::Secret);
        let secrets: Vec<_> = self.texts.extract_if(.., |field, _| is_secret(field)).collect();
        for (field, _) in secrets.into_iter().filter(|(_, text)| !text.is_empty()) {
            self.wrong.entry(field).or_insert_with(|| reader.t("wrong-type-again"));
        }
        self
    }
}

async fn show_new(visit: Visit) -> Result<Reply, Failure> {
    let owner = owner(visit.query.text(OWNER))?;
    let choices = choices::of_new(visit.app(), &visit.context()?, owner).await?;
    Reply::page(&CustomerFormPage::new_customer(visit.frame(), owner, &choices, &Typed::default()))
}

async fn make(visit: Visit) -> Result<Reply, Failure> {
    let (owner, context) = (owner(visit.form.text(OWNER))?, visit.context()?);
    let choices = choices::of_new(visit.app(), &context, owner).await?;
    let texts = fields_of(Purpose::New).map(|field| (field, posted(Purpose::New, &visit.form, field)));
    let mut typed = Typed { texts: texts.collect(), ..Typed::default() };
    let read = read_new(owner, typed.texts.iter().map(|(field, text)| (*field, text.as_str())));
    let made = match read {
        Ok(request) => try_make(&visit, request, &mut typed).await?,
        Err(wrong) => {
            typed.refuse(&visit.reader, &wrong);
            None
        }
    };
    if let Some(made) = made {
        return Ok(Reply::see_with(customer::path(made), "customer-made"));
    }
    let typed = typed.forget_secrets(&visit.reader);
    Reply::again(&CustomerFormPage::new_customer(visit.frame(), owner, &choices, &typed))
}

/// The number of the new customer; none, if something is wrong with what was typed.
async fn try_make(
    visit: &Visit,
    request: CreateCustomer,
    typed: &mut Typed,
) -> Result<Option<CustomerId>, Failure> {
    match create(visit.app(), &visit.context()?, request.clone()).await {
        Ok(made) => Ok(Some(CustomerId(made.customer_id))),
        Err(CreateCustomerError::Refused(_)) => Err(Failure::NotFound),
        Err(CreateCustomerError::Store(error)) => Err(error.into()),
        Err(error) => {
            let fields: Vec<_> = refused_new(&error, &request).into_iter().collect();
            typed.refuse_all(&fields, &words::refused_new(&visit.reader, &error));
            Ok(None)
        }
    }
}

async fn show_edit(visit: Visit) -> Result<Reply, Failure> {
    let found = find(&visit).await?;
    let seen = Seen::of(&found.1, fields_of(Purpose::Change));
    Reply::page(&CustomerFormPage::edit(visit.frame(), &found, &seen, &Typed::default()))
}

async fn change(visit: Visit) -> Result<Reply, Failure> {
    let found = find(&visit).await?;
    let (id, seen) = (found.1.customer.key.id, Seen::parse(visit.form.text(SEEN)));
    let mut typed = Typed { texts: changed(&visit, &seen), ..Typed::default() };
    if typed.texts.is_empty() {
        return Ok(Reply::see_with(customer::path(id), "customer-as-it-was"));
    }
    let Some(conflicts) = try_change(&visit, id, &seen, &mut typed).await? else {
        return Ok(Reply::see_with(customer::path(id), "customer-saved"));
    };
    let found = if conflicts.is_empty() { found } else { find(&visit).await? };
    for field in &conflicts {
        typed.wrong.insert(*field, words::changed_meanwhile(&visit.reader, *field, &found.1));
    }
    // What somebody else changed is seen now. Of what was typed here, and is in nobody's way, stays in mind what was seen
    // when it was typed.
    let mine: Vec<_> = typed.texts.keys().copied().filter(|field| !conflicts.contains(field)).collect();
    let seen = Seen::of(&found.1, fields_of(Purpose::Change)).with(seen.only(&mine));
    let typed = typed.forget_secrets(&visit.reader);
    Reply::again(&CustomerFormPage::edit(visit.frame(), &found, &seen, &typed))
}

/// The settings that somebody else changed meanwhile, where something is wrong with what was typed; none: it is done.
async fn try_change(
    visit: &Visit,
    id: CustomerId,
    seen: &Seen,
    typed: &mut Typed,
) -> Result<Option<Vec<CustomerField>>, Failure> {
    let request = match read_change(typed.texts.iter().map(|(field, text)| (*field, text.as_str()))) {
        Ok(request) => request,
        Err(wrong) => {
            typed.refuse(&visit.reader, &wrong);
            return Ok(Some(Vec::new()));
        }
    };
    let fields: Vec<CustomerField> = typed.texts.keys().copied().collect();
    let request = UpdateCustomer { seen: seen.clone().only(&fields), ..request };
    match update(visit.app(), &visit.context()?, id, request).await {
        Ok(()) => Ok(None),
        Err(UpdateCustomerError::Refused(_) | UpdateCustomerError::WrongOwner) => Err(Failure::NotFound),
        Err(UpdateCustomerError::Store(error)) => Err(error.into()),
        Err(UpdateCustomerError::ChangedMeanwhile(fields)) => Ok(Some(fields)),
        Err(error) => {
            typed.refuse_all(&refused_change(&error), &words::refused_change(&visit.reader, &error));
            Ok(Some(Vec::new()))
        }
    }
}

/// What was posted that is not as it was seen; what the form did not show, or did not send, is not looked at.
fn changed(visit: &Visit, seen: &Seen) -> BTreeMap<CustomerField, String> {
    let is_sent = |field: &CustomerField| {
        matches!(field.kind(), TextKind::Flag | TextKind::Manage) || visit.form.has(field.name())
    };
    let texts = fields_of(Purpose::Change).filter(is_sent);
    let texts = texts.map(|field| (field, posted(Purpose::Change, &visit.form, field)));
    texts.filter(|(field, text)| seen.is_same(*field, text) == Some(false)).collect()
}

async fn find(visit: &Visit) -> Result<(Choices, CustomerView), Failure> {
    let id = CustomerId(visit.number("customer")?);
    Ok(choices::of_change(visit.app(), &visit.context()?, id).await?)
}

fn owner(text: &str) -> Result<Option<CustomerId>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    let number: i64 = text.parse().map_err(|_| Failure::NotFound)?;
    Ok(Some(CustomerId(number)))
}

impl From<ChoicesError> for Failure {
    fn from(error: ChoicesError) -> Self {
        match error {
            ChoicesError::Refused(_) | ChoicesError::Rule(_) => Self::NotFound,
            ChoicesError::Store(error) => Self::Store(error),
        }
    }
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    let mut view = crate::tests::people::view(text);
    let poor = (crate::tests::people::choices(text), view.clone());
    crate::tests::people::elaborate(&mut view, text);
    let mut choices = crate::tests::people::choices(text);
    choices.owner.profile.rights = Rights::root();
    (choices.routing_groups, choices.siblings) = (None, None);
    let rich = (choices, view);
    let seen = Seen::of(&rich.1, fields_of(Purpose::Change));
    let all = |purpose| fields_of(purpose).map(|field| (field, text.to_owned())).collect();
    let wrong = Typed { texts: all(Purpose::New), wrong: all(Purpose::New), form: String::new() };
    let refused = Typed { form: text.to_owned(), ..Typed::default() };
    let one = Typed { wrong: [(CustomerField::ManageTariffs, text.to_owned())].into(), ..Typed::default() };
    let owner = Some(CustomerId(7));
    vec![
        CustomerFormPage::new_customer(frame.clone(), None, &poor, &Typed::default()).render(),
        CustomerFormPage::new_customer(frame.clone(), owner, &rich, &wrong).render(),
        CustomerFormPage::edit(frame.clone(), &poor, &seen, &one).render(),
        CustomerFormPage::edit(frame.clone(), &rich, &seen, &refused).render(),
    ]
}
