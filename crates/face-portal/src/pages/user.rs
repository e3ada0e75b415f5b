//! One user: who he is, how he sends or calls, and what can be done to him. The holder of an account sees his own.

use app::account::find::{self, FindAccountError, FoundAccount};
use app::account::update::ChangeAccountError;
use app::account::{AccountLookup, block, delete};
use app::session::Identity;
use askama::Template;
use messaging::FinalStatusPush;
use party::account::{Account, Endpoint};
use party::ids::ObjectId;
use party::web_user::{Area, Reach};

use crate::entry::{Access, Entry};
use crate::page::{Frame, Menu};
use crate::pages::confirm::ConfirmPage;
use crate::pages::names::OfEndpoint;
use crate::pages::users::{self, Owner};
use crate::pages::{customer, customers, endpoint_facts, money, user_form, user_password, user_push};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{Badge, Button, Cell, Confirmation, Facts, Section, Tool, Toolbar};
use crate::visit::Visit;

const ROUTE: Route = Route::new("/users/{user}");
const BLOCK: Route = Route::new("/users/{user}/block");
const UNBLOCK: Route = Route::new("/users/{user}/unblock");
const DELETE: Route = Route::new("/users/{user}/delete");
pub(crate) const OWN: Route = Route::new("/account");

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("user", ROUTE, users::SEE).get(show),
        Entry::new("user-block", BLOCK, users::EDIT).get(ask_to_block).post(block),
        Entry::new("user-unblock", UNBLOCK, users::EDIT).post(unblock),
        Entry::new("user-delete", DELETE, users::DELETE).get(ask).post(remove),
        Entry::new("own-account", OWN, Access::Holder).get(show_own).linked(Menu::Main, "nav-account"),
    ]
}

/// The page of the user `id`.
pub(crate) fn path(id: ObjectId) -> Path {
    ROUTE.path_with(&[&id])
}

/// How the path names a user.
pub(crate) fn lookup(visit: &Visit) -> Result<AccountLookup, Failure> {
    let text = visit.parts.text("user");
    let id: ObjectId = text.parse().map_err(|_| Failure::NotFound)?;
    // One way to write an id: each user has one address.
    if id.to_string() == text { Ok(AccountLookup::Any(id)) } else { Err(Failure::NotFound) }
}

/// The user that the path names.
pub(crate) async fn find(visit: &Visit) -> Result<FoundAccount, Failure> {
    Ok(find::find(visit.app(), &visit.context()?, lookup(visit)?).await?)
}

/// The user that the path names, if he sends at his customer's expense.
pub(crate) async fn find_sender(visit: &Visit) -> Result<Account, Failure> {
    let account = find(visit).await?.account;
    if account.endpoint().is_none() { Ok(account) } else { Err(Failure::NotFound) }
}

impl From<FindAccountError> for Failure {
    fn from(error: FindAccountError) -> Self {
        match error {
            FindAccountError::Unknown | FindAccountError::Refused(_) => Self::NotFound,
            FindAccountError::Store(error) => Self::Store(error),
        }
    }
}

impl From<ChangeAccountError> for Failure {
    fn from(error: ChangeAccountError) -> Self {
        match error {
            ChangeAccountError::Unknown | ChangeAccountError::Refused(_) => Self::NotFound,
            ChangeAccountError::Conflict(_) => Self::Forbidden,
            ChangeAccountError::Store(error) => Self::Store(error),
        }
    }
}

#[derive(Template)]
#[template(path = "pages/user.html")]
struct UserPage {
    frame: Frame,
    name: String,
    trail: Option<(Path, String)>,
    kind: Badge,
    status: Badge,
    toolbar: Toolbar,
    sections: Vec<Section>,
}

/// What the person may see and do besides looking at the user.
#[derive(Clone, Copy)]
struct May {
    edit: bool,
    delete: bool,
    see_money: bool,
    /// It has a page of its own for what it has.
    open_money: bool,
}

impl UserPage {
    /// The page of a user of `owner`; that of the person himself where there is none.
    fn new(frame: Frame, found: &FoundAccount, names: &OfEndpoint, owner: Option<&Owner>, may: May) -> Self {
        let account = &found.account;
        Self {
            name: account.profile.username.as_str().to_owned(),
            trail: owner.map(|owner| (owner.users(), owner.users_title(&frame))),
            kind: users::kind(&frame, account.endpoint().is_some()),
            status: customers::status(&frame, account.blocked),
            toolbar: toolbar(&frame, account, may),
            sections: sections(&frame, found, names, may),
            frame,
        }
    }

    fn title(&self) -> &str {
        &self.name
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let found = find(&visit).await?;
    let owner = Owner::find(&visit, found.account.customer.id).await?;
    let may = May {
        edit: users::EDIT.admits(&visit),
        delete: users::DELETE.admits(&visit),
        see_money: Reach::See <= visit.reach(Area::Money),
        open_money: found.funds.is_some() && Reach::See <= visit.reach(Area::Money),
    };
    let names = match found.account.endpoint() {
        Some(endpoint) => {
            let group = endpoint.routing_group;
            OfEndpoint::find(&visit, owner.id, endpoint.service_plan, group).await?
        }
        None => OfEndpoint::default(),
    };
    Reply::page(&UserPage::new(visit.frame(), &found, &names, Some(&owner), may))
}

async fn show_own(visit: Visit) -> Result<Reply, Failure> {
    let Identity::Account(account) = &visit.session()?.identity else { return Err(Failure::NotFound) };
    let lookup = AccountLookup::Any(account.object_id);
    let found = find::find(visit.app(), &visit.context()?, lookup).await?;
    let may = May { edit: false, delete: false, see_money: true, open_money: false };
    // What his terms are called is his customer's affair.
    let names = OfEndpoint::default();
    Reply::page(&UserPage::new(visit.frame(), &found, &names, None, may))
}

async fn ask_to_block(visit: Visit) -> Result<Reply, Failure> {
    let account = find(&visit).await?.account;
    Reply::page(&block_page(visit.frame(), &account))
}

async fn block(visit: Visit) -> Result<Reply, Failure> {
    set_blocked(&visit, true).await
}

async fn unblock(visit: Visit) -> Result<Reply, Failure> {
    set_blocked(&visit, false).await
}

async fn set_blocked(visit: &Visit, blocked: bool) -> Result<Reply, Failure> {
    let account = find(visit).await?.account;
    let lookup = AccountLookup::Any(account.object_id);
    block::set_blocked(visit.app(), &visit.context()?, lookup, blocked).await?;
    let notice = if blocked { "user-blocked" } else { "user-unblocked" };
    Ok(Reply::see_with(path(account.object_id), notice))
}

async fn ask(visit: Visit) -> Result<Reply, Failure> {
    let found = find(&visit).await?;
    Reply::page(&delete_page(visit.frame(), &found))
}

async fn remove(visit: Visit) -> Result<Reply, Failure> {
    let found = find(&visit).await?;
    let owner = Owner::find(&visit, found.account.customer.id).await?;
    let lookup = AccountLookup::Any(found.account.object_id);
    match delete::delete(visit.app(), &visit.context()?, lookup).await {
        Ok(()) => Ok(Reply::see_with(owner.users(), "user-deleted")),
        Err(delete::DeleteAccountError::Change(error)) => Err(error.into()),
        // Closing a balance takes it to nothing, which always fits.
        Err(delete::DeleteAccountError::Amount(_)) => Err(Failure::NotFound),
    }
}

/// What takes something from somebody is asked first; letting him in again is done at once.
fn toolbar(frame: &Frame, account: &Account, may: May) -> Toolbar {
    let id = account.object_id;
    let page = |path: Path, key: &str| Tool::Page(path, frame.t(key));
    let mut tools = Vec::new();
    if may.edit {
        tools.push(page(user_form::edit_path(id), "user-edit"));
        if account.endpoint().is_none() {
            tools.push(page(user_push::path(id), "user-push"));
        }
        tools.push(page(user_password::path(id), "user-set-password"));
        tools.push(match account.blocked {
            true => Tool::Button(Button::new(frame, UNBLOCK.path_with(&[&id]), frame.t("user-unblock"))),
            false => page(BLOCK.path_with(&[&id]), "user-block"),
        });
    }
    if may.open_money {
        tools.push(page(money::path(money::Whose::Account(id)), "money-title"));
    }
    if may.delete {
        tools.push(Tool::Danger(DELETE.path_with(&[&id]), frame.t("user-delete")));
    }
    Toolbar { tools }
}

fn block_page(frame: Frame, account: &Account) -> ConfirmPage {
    let name = account.profile.username.as_str();
    let mut effects = vec![frame.t("user-block-sessions")];
    if account.endpoint().is_some() {
        effects.push(frame.t("user-block-phones"));
    }
    effects.push(frame.t("user-block-kept"));
    let button = Button::new(&frame, BLOCK.path_with(&[&account.object_id]), frame.t("user-block"));
    let confirmation = Confirmation {
        text: frame.t("user-block-text"),
        effects,
        button: button.danger(),
        cancel: path(account.object_id),
        cancel_label: frame.t("cancel"),
    };
    ConfirmPage { title: frame.reader.t1("user-block-title", "name", name), frame, confirmation }
}

fn delete_page(frame: Frame, found: &FoundAccount) -> ConfirmPage {
    let account = &found.account;
    let name = account.profile.username.as_str();
    let mut effects =
        vec![frame.t("user-delete-sessions"), frame.reader.t1("user-delete-name", "name", name)];
    if let Some(endpoint) = account.endpoint() {
        effects.push(frame.reader.t1("user-delete-phones", "name", endpoint.authname.as_str()));
    }
    if account.profile.final_status_push.is_some() {
        effects.push(frame.t("user-delete-push"));
    }
    if let Some(funds) = &found.funds {
        effects.push(frame.reader.t1("user-delete-funds", "amount", frame.reader.amount(funds.amount)));
    }
    effects.push(frame.t("user-delete-kept"));
    let button = Button::new(&frame, DELETE.path_with(&[&account.object_id]), frame.t("user-delete"));
    let confirmation = Confirmation {
        text: frame.t("user-delete-text"),
        effects,
        button: button.danger(),
        cancel: path(account.object_id),
        cancel_label: frame.t("cancel"),
    };
    ConfirmPage { title: frame.reader.t1("user-delete-title", "name", name), frame, confirmation }
}

fn sections(frame: &Frame, found: &FoundAccount, names: &OfEndpoint, may: May) -> Vec<Section> {
    let account = &found.account;
    let mut sections = vec![identity(frame, account)];
    match account.endpoint() {
        Some(endpoint) => {
            if let Some(funds) = found.funds.as_ref().filter(|_| may.see_money) {
                sections.push(money(frame, funds, endpoint, names));
            }
            sections.push(customer::contact(frame, &endpoint.contact));
            sections.extend(endpoint_facts::sections(frame, endpoint, names));
        }
        None => sections.extend([contact(frame, account), sending(frame, account), push(frame, account)]),
    }
    sections.retain(|section| !section.facts.is_empty());
    sections
}

fn identity(frame: &Frame, account: &Account) -> Section {
    let facts = Facts::of(frame)
        .text("user-name", account.profile.username.as_str())
        .cell("user-number", Cell::Number(account.id.to_string(), String::new()))
        .text("user-object-id", &account.object_id.to_string());
    let facts = match account.endpoint() {
        Some(endpoint) => facts
            .text("user-authname", endpoint.authname.as_str())
            .text("user-description", endpoint.description.as_str())
            .text("user-batch-tag", endpoint.batch_tag.as_str()),
        None => facts,
    };
    facts.section("identity", "user-identity")
}

fn contact(frame: &Frame, account: &Account) -> Section {
    let profile = &account.profile;
    Facts::of(frame)
        .text("user-contact", profile.contact_name.as_str())
        .text("contact-email", profile.email.as_ref().map_or("", |email| email.as_str()))
        .text("contact-phone", profile.phone.as_ref().map_or("", |phone| phone.as_str()))
        .section("contact", "customer-contact")
}

fn sending(frame: &Frame, account: &Account) -> Section {
    let profile = &account.profile;
    let facts = Facts::of(frame);
    let facts = match &profile.source_address {
        Some(sender) => facts.text("user-sender", sender.as_str()),
        None => facts.term("user-sender", "user-sender-none"),
    };
    facts.truth("user-swappable-fact", profile.source_address_swappable).section("sending", "user-sending")
}

fn push(frame: &Frame, account: &Account) -> Section {
    let facts = Facts::of(frame);
    let facts = match &account.profile.final_status_push {
        None => facts.term("push-type", "push-type-none"),
        Some(FinalStatusPush::Smpp) => facts.term("push-type", "push-type-smpp"),
        Some(FinalStatusPush::Url(url)) => {
            facts.term("push-type", "push-type-url").text("push-url", url.as_str())
        }
        Some(FinalStatusPush::Email(email)) => facts
            .term("push-type", "push-type-email")
            .text("push-to", email.to().as_str())
            .text("push-subject", email.subject().as_str())
            .text("push-body", email.body().as_str()),
    };
    facts.section("push", "user-push")
}

fn money(frame: &Frame, funds: &charging::Balance, endpoint: &Endpoint, names: &OfEndpoint) -> Section {
    let plan = names.service_plan.clone().unwrap_or_else(|| endpoint.service_plan.to_string());
    let minimum = endpoint.payment.minimum;
    let facts = Facts::of(frame)
        .cell("customer-balance", customer::number(frame, funds))
        .cell("customer-credit-limit", customer::limit(frame, funds))
        .cell("customer-available", customer::available(frame, funds))
        .text("user-service-plan", &plan)
        .text("user-payment-currency", endpoint.payment.currency.as_str())
        .term("customer-payment-method", &format!("payment-method-{}", endpoint.payment.method.id()));
    match minimum.is_zero() {
        true => facts,
        false => facts.text("customer-payment-minimum", &frame.reader.amount(minimum)),
    }
    .section("money", "customer-money")
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    use crate::tests::people;
    use party::ids::CustomerId;
    use party::rights::Rights;

    let id = ObjectId::compose(7, [1; 5], 3);
    let owner = |is_own| Owner {
        id: CustomerId(7),
        object_id: id,
        name: text.to_owned(),
        rights: Rights::NONE,
        is_own,
    };
    let all = May { edit: true, delete: true, see_money: true, open_money: true };
    let little = May { edit: false, delete: false, see_money: false, open_money: false };
    let pushes =
        [None, Some(FinalStatusPush::Smpp), Some(people::url_push()), Some(people::email_push(text))];
    let name = || Some(text.to_owned());
    let names = OfEndpoint { service_plan: name(), routing_group: name() };
    let mut pages = Vec::new();
    for push in pushes {
        let found = people::sender(text, push);
        pages.push(UserPage::new(frame.clone(), &found, &names, Some(&owner(true)), all).render());
        pages.push(UserPage::new(frame.clone(), &found, &names, Some(&owner(false)), little).render());
        pages.push(delete_page(frame.clone(), &found).render());
        pages.push(block_page(frame.clone(), &found.account).render());
    }
    for found in [people::caller(), people::elaborate_caller(text)] {
        pages.push(UserPage::new(frame.clone(), &found, &names, Some(&owner(true)), all).render());
        pages.push(UserPage::new(frame.clone(), &found, &OfEndpoint::default(), None, little).render());
        pages.push(delete_page(frame.clone(), &found).render());
        pages.push(block_page(frame.clone(), &found.account).render());
    }
    pages
}
