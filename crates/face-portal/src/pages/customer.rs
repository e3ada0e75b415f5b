//! One customer below: everything about him, in groups.

use app::customer::fields::{CustomerField, Group, Kind};
use app::customer::find::{self, CustomerView, Lookup};
use askama::Template;
use charging::{Balance, CreditLimit};
use money::Amount;
use party::contact::Contact;
use party::customer::Customer;
use party::ids::CustomerId;
use party::rights::Manage;
use party::web_user::{Area, Reach};

use crate::customer_words as words;
use crate::entry::Entry;
use crate::page::Frame;
use crate::pages::money::{self as money_pages, Whose};
use crate::pages::{acting, audit, customer_form, customer_state, customers, names, users, web_users};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{Badge, Button, Cell, Fact, Facts, Section, Tool, Toolbar};
use crate::visit::Visit;

const ROUTE: Route = Route::new("/customers/{customer}");

/// The page of this customer.
pub(crate) fn path(id: CustomerId) -> Path {
    ROUTE.path_with(&[&id])
}

pub(crate) fn entries() -> Vec<Entry> {
    vec![Entry::new("customer", ROUTE, customers::ACCESS).get(show)]
}

/// The customer, if he stands below the person's own: what an owner keeps about the person's customer is the owner's.
pub(crate) async fn find_below(visit: &Visit, id: CustomerId) -> Result<CustomerView, Failure> {
    let context = visit.context()?;
    if context.acting_customer().is_some_and(|own| own.id == id) {
        return Err(Failure::NotFound);
    }
    Ok(find::find(visit.app(), &context, Lookup::Id(id)).await?)
}

/// The customer, and what is told of him by name.
struct Found {
    view: CustomerView,
    names: names::OfCustomer,
}

#[derive(Template)]
#[template(path = "pages/customer.html")]
struct CustomerPage {
    frame: Frame,
    name: String,
    status: Badge,
    tools: Toolbar,
    /// What else there is about him.
    related: Vec<(Path, String)>,
    sections: Vec<Section>,
}

impl CustomerPage {
    fn new(
        frame: Frame,
        found: &Found,
        shows_money: bool,
        tools: Toolbar,
        related: Vec<(Path, String)>,
    ) -> Self {
        let groups = Group::ALL.into_iter().filter(|group| shows_money || *group != Group::Money);
        let mut sections: Vec<Section> = groups.map(|group| section(&frame, found, group)).collect();
        sections.retain(|section| !section.facts.is_empty());
        Self {
            name: found.view.customer.profile.name.as_str().to_owned(),
            status: customers::status(&frame, found.view.customer.blocked),
            tools,
            related,
            frame,
            sections,
        }
    }

    fn title(&self) -> &str {
        &self.name
    }

    fn list_path(&self) -> Path {
        customers::ROUTE.path()
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let view = find_below(&visit, CustomerId(visit.number("customer")?)).await?;
    let names = names::OfCustomer::find(&visit, &view.customer).await?;
    let found = Found { view, names };
    let shows_money = Reach::See <= visit.reach(Area::Money);
    let (tools, related) = (tools(&visit, &found.view.customer), related(&visit, &found.view.customer));
    Reply::page(&CustomerPage::new(visit.frame(), &found, shows_money, tools, related))
}

/// What the visitor can do with him.
fn tools(visit: &Visit, customer: &Customer) -> Toolbar {
    let (id, frame) = (customer.key.id, visit.frame());
    let mut tools = Vec::new();
    if customer_form::CHANGE.admits(visit) {
        tools.push(Tool::Page(customer_form::edit_path(id), visit.t("edit")));
    }
    if customer_form::ADD.admits(visit) && customers::may_have_customers(&customer.profile.rights) {
        tools.push(Tool::Page(customer_form::new_path(Some(id)), visit.t("customer-new-below")));
    }
    if let Some(path) = acting::path(visit, id).filter(|_| !customer.blocked) {
        tools.push(Tool::Button(Button::new(&frame, path, visit.t("customer-sign-in-as"))));
    }
    if customer_state::MAY_BLOCK.admits(visit) {
        tools.push(match customer.blocked {
            true => Tool::Page(customer_state::unblock_path(id), visit.t("customer-unblock")),
            false => Tool::Page(customer_state::block_path(id), visit.t("customer-block")),
        });
    }
    if customer_state::MAY_DELETE.admits(visit) {
        tools.push(Tool::Danger(customer_state::delete_path(id), visit.t("customer-delete")));
    }
    Toolbar { tools }
}

/// The pages about what belongs to him that the visitor may see.
fn related(visit: &Visit, customer: &Customer) -> Vec<(Path, String)> {
    let id = customer.key.id;
    let has_customers = customers::may_have_customers(&customer.profile.rights);
    let pages = [
        (has_customers, customers::path_of(id), "customer-customers"),
        (users::SEE.admits(visit), users::path_of(id), "customer-users"),
        (Reach::See <= visit.reach(Area::Money), money_pages::path(Whose::Customer(id)), "money-title"),
        (web_users::SEEN.admits(visit), web_users::path(Some(id)), "nav-web-users"),
        (audit::ACCESS.admits(visit), audit::path_of(&format!("customer:{id}")), "audit-history"),
    ];
    pages.into_iter().filter(|(is_there, ..)| *is_there).map(|(_, path, key)| (path, visit.t(key))).collect()
}

/// A group of settings, with what is known beside them.
fn section(frame: &Frame, found: &Found, group: Group) -> Section {
    let view = &found.view;
    let told = |fields: &[CustomerField], facts: Facts<'_>| {
        let mut section = facts.section(group.as_str(), &format!("customer-{}", group.as_str()));
        for field in group.fields().filter(|field| !fields.contains(field)) {
            if let Some(cell) = cell(frame, found, field) {
                section.facts.push(Fact::new(words::label(&frame.reader, field), cell));
            }
        }
        section
    };
    match group {
        Group::Contact => contact(frame, &view.customer.profile.contact),
        Group::Identity => {
            let facts = Facts::of(frame)
                .text("field-name", view.customer.profile.name.as_str())
                .cell("customer-number", Cell::Number(view.customer.key.id.to_string(), String::new()))
                .text("customer-object-id", &view.customer.object_id.to_string());
            told(&[CustomerField::Name], facts)
        }
        Group::Money => {
            let facts = Facts::of(frame)
                .cell("field-balance", number(frame, &view.money))
                .cell("field-credit-limit", limit(frame, &view.money))
                .cell("customer-available", available(frame, &view.money))
                .cell("customer-credits", number(frame, &view.credits))
                .text("customer-currency", view.customer.profile.base_currency.as_str());
            told(&[CustomerField::Balance, CustomerField::CreditLimit], facts)
        }
        Group::Messaging => told(&[CustomerField::BeginsWithFreeCredits], Facts::of(frame)),
        Group::Access | Group::Limits | Group::Rights | Group::Features | Group::Look => {
            told(&[], Facts::of(frame))
        }
    }
}

/// What the customer has; nothing where there is nothing to tell.
fn cell(frame: &Frame, found: &Found, field: CustomerField) -> Option<Cell> {
    let (view, text) = (&found.view, field.tell(&found.view));
    let profile = &view.customer.profile;
    let truth = |is_so| Cell::Text(frame.t(if is_so { "yes" } else { "no" }));
    let set = |is_set| Cell::Text(frame.t(if is_set { "customer-set" } else { "not-set" }));
    let amount =
        |amount: Amount| Cell::Number(frame.reader.number(amount), frame.reader.unit(amount.commodity()));
    Some(match field {
        CustomerField::WebLogin if text.is_empty() => set(false),
        CustomerField::WebPassword => set(view.web_user.password_hash.is_some()),
        CustomerField::ApiPassword => set(view.has_api_password),
        CustomerField::Css => truth(!text.is_empty()),
        CustomerField::PaymentMinimum => amount(profile.payment.minimum),
        CustomerField::FreeCredits => amount(profile.reseller.free_credits),
        CustomerField::Tariff => match (&found.names.tariff, text.as_str()) {
            (Some(name), _) => Cell::Text(name.clone()),
            (None, "own") => Cell::Text(frame.t("choice-tariff-own")),
            (None, "none") => Cell::Text(frame.t("choice-tariff-none")),
            (None, _) => Cell::Text(text),
        },
        CustomerField::SessionsMax | CustomerField::CallsPerSecondMax if text.is_empty() => {
            Cell::Text(frame.t("unlimited"))
        }
        CustomerField::CommissionAgent => {
            Cell::Link(path(profile.commission.agent?), found.names.agent.clone().unwrap_or(text))
        }
        CustomerField::RoutingGroup if !text.is_empty() => {
            Cell::Text(found.names.routing_group.clone().unwrap_or(text))
        }
        field => match field.kind() {
            Kind::Flag => truth(text == "yes"),
            Kind::Manage => manage(frame, text.parse().unwrap_or(Manage::NONE)),
            Kind::OneOf(_) => Cell::Text(words::chosen(&frame.reader, field, &text)),
            _ if text.is_empty() => return None,
            _ => Cell::Text(text),
        },
    })
}

fn manage(frame: &Frame, rights: Manage) -> Cell {
    let words = words::manage_words(&frame.reader).into_iter();
    let words: Vec<String> =
        words.filter(|(right, _, _)| rights.contains(*right)).map(|(_, _, word)| word).collect();
    if words.is_empty() { Cell::Muted(frame.t("none")) } else { Cell::Text(words.join(", ")) }
}

/// Whom to write to and where.
pub(crate) fn contact(frame: &Frame, contact: &Contact) -> Section {
    let joined = |parts: &[&str], between: &str| {
        parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
    };
    let (first, middle) = (contact.first_name.as_str(), contact.middle_initial.as_str());
    let person = joined(&[contact.salutation.as_str(), first, middle, contact.last_name.as_str()], " ");
    let town = joined(&[contact.postal_code.as_str(), contact.city.as_str()], " ");
    let place = [contact.street_address.as_str(), &town, contact.state.as_str(), contact.country.as_str()];
    Facts::of(frame)
        .text("customer-company", contact.company_name.as_str())
        .text("contact-person", &person)
        .text("contact-contact", contact.contact.as_str())
        .text("contact-address", &joined(&place, "\n"))
        .text("contact-phone", contact.phone.as_str())
        .text("contact-fax", contact.fax.as_str())
        .text("contact-alternative-contact", contact.alternative_contact.as_str())
        .text("contact-alternative-phone", contact.alternative_phone.as_str())
        .text("contact-email", contact.email.as_str())
        .text("contact-cc", contact.cc.as_str())
        .text("contact-bcc", contact.bcc.as_str())
        .text("contact-mail-from", contact.mail_from.as_str())
        .section("contact", "customer-contact")
}

/// What is there.
pub(crate) fn number(frame: &Frame, balance: &Balance) -> Cell {
    let unit = frame.reader.unit(balance.commodity());
    Cell::Number(frame.reader.number(balance.amount), unit)
}

/// How far into debt.
pub(crate) fn limit(frame: &Frame, balance: &Balance) -> Cell {
    match balance.credit_limit {
        CreditLimit::Of(limit) => {
            Cell::Number(frame.reader.number(limit), frame.reader.unit(limit.commodity()))
        }
        CreditLimit::Unlimited => Cell::Text(frame.t("unlimited")),
    }
}

/// What can be spent.
pub(crate) fn available(frame: &Frame, balance: &Balance) -> Cell {
    let limit = match balance.credit_limit {
        CreditLimit::Of(limit) => Some(limit),
        CreditLimit::Unlimited => None,
    };
    customers::available(frame, balance.amount, limit)
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    let plain = crate::tests::people::view(text);
    let mut elaborate = plain.clone();
    crate::tests::people::elaborate(&mut elaborate, text);
    let plain = Found { view: plain, names: names::OfCustomer::default() };
    let name = || Some(text.to_owned());
    let names = names::OfCustomer { tariff: name(), routing_group: name(), agent: name() };
    let elaborate = Found { view: elaborate, names };
    let related = vec![(path(CustomerId(9)), text.to_owned()), (path(CustomerId(10)), text.to_owned())];
    let tools = || Toolbar {
        tools: vec![
            Tool::Page(path(CustomerId(9)), text.to_owned()),
            Tool::Danger(path(CustomerId(9)), text.to_owned()),
            Tool::Button(Button::new(frame, path(CustomerId(9)), text.to_owned())),
        ],
    };
    vec![
        CustomerPage::new(frame.clone(), &plain, false, Toolbar::default(), Vec::new()).render(),
        CustomerPage::new(frame.clone(), &plain, true, tools(), Vec::new()).render(),
        CustomerPage::new(frame.clone(), &elaborate, true, tools(), related).render(),
    ]
}
