//! One customer below: everything about him, in groups.

use app::customer::find::{self, CustomerView, Lookup};
use askama::Template;
use charging::{Balance, CreditLimit};
use party::contact::Contact;
use party::ids::CustomerId;
use party::rights::{Flag, Manage};
use party::web_user::{Area, Reach};

use crate::page::Frame;
use crate::pages::{customers, money, users};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::router::Entry;
use crate::ui::{Badge, Cell, Facts, Section};
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

#[derive(Template)]
#[template(path = "pages/customer.html")]
struct CustomerPage {
    frame: Frame,
    name: String,
    status: Badge,
    customers: Option<Path>,
    users: Option<Path>,
    money: Option<Path>,
    sections: Vec<Section>,
}

impl CustomerPage {
    fn new(frame: Frame, view: &CustomerView, shows_money: bool, links_users: bool) -> Self {
        let profile = &view.customer.profile;
        let mut sections = vec![identity(&frame, view), access(&frame, view)];
        if shows_money {
            sections.push(money_facts(&frame, view));
        }
        sections.extend([contact(&frame, &profile.contact), limits(&frame, view)]);
        sections.extend([rights(&frame, view), features(&frame, view), look(&frame, view)]);
        sections.retain(|section| !section.facts.is_empty());
        let has_customers = customers::may_have_customers(&profile.rights);
        Self {
            name: profile.name.as_str().to_owned(),
            status: customers::status(&frame, view.customer.blocked),
            customers: has_customers.then(|| customers::path_of(view.customer.key.id)),
            users: links_users.then(|| users::path_of(view.customer.key.id)),
            money: shows_money.then(|| money::path(money::Whose::Customer(view.customer.key.id))),
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
    let shows_money = Reach::See <= visit.reach(Area::Money);
    let links_users = users::SEE.admits(&visit);
    Reply::page(&CustomerPage::new(visit.frame(), &view, shows_money, links_users))
}

fn identity(frame: &Frame, view: &CustomerView) -> Section {
    let customer = &view.customer;
    Facts::of(frame)
        .cell("customer-number", Cell::Number(customer.key.id.to_string(), String::new()))
        .text("customer-name", customer.profile.name.as_str())
        .text("customer-object-id", &customer.object_id.to_string())
        .text("customer-integration-id", customer.profile.messaging.integration_id.as_str())
        .text("customer-description", customer.profile.description.as_str())
        .section("identity", "customer-identity")
}

fn access(frame: &Frame, view: &CustomerView) -> Section {
    let profile = &view.customer.profile;
    let facts = Facts::of(frame);
    let facts = match &view.web_user.login {
        Some(login) => facts.text("customer-web-login", login),
        None => facts.term("customer-web-login", "not-set"),
    };
    facts
        .term("customer-api-password", if view.has_api_password { "customer-set" } else { "not-set" })
        .term("customer-password-policy", &format!("password-rule-{}", profile.password_policy.id()))
        .section("access", "customer-access")
}

fn money_facts(frame: &Frame, view: &CustomerView) -> Section {
    let profile = &view.customer.profile;
    let billing = match profile.billing_type {
        party::billing::BillingType::Prepaid => "customer-prepaid",
        party::billing::BillingType::Postpaid => "customer-postpaid",
    };
    let facts = Facts::of(frame)
        .cell("customer-balance", number(frame, &view.money))
        .cell("customer-credit-limit", limit(frame, &view.money))
        .cell("customer-available", available(frame, &view.money))
        .cell("customer-credits", number(frame, &view.credits))
        .term("customer-billing-type", billing)
        .text("customer-currency", profile.base_currency.as_str());
    let facts = match profile.tariff {
        Some(tariff) => facts.text("customer-tariff", &tariff.to_string()),
        None => facts.term("customer-tariff", "customer-own-tariff"),
    };
    let minimum = profile.payment.minimum;
    let facts =
        facts.term("customer-payment-method", &format!("payment-method-{}", profile.payment.method.id()));
    if minimum.is_zero() {
        return facts.section("money", "customer-money");
    }
    facts.text("customer-payment-minimum", &frame.reader.amount(minimum)).section("money", "customer-money")
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

fn limits(frame: &Frame, view: &CustomerView) -> Section {
    let (profile, limits) = (&view.customer.profile, &view.customer.profile.limits);
    let facts = Facts::of(frame);
    let facts = match limits.sessions_max {
        Some(most) => facts.text("limit-sessions", &frame.reader.integer(most)),
        None => facts.term("limit-sessions", "unlimited"),
    };
    let facts = match limits.calls_per_second_max {
        Some(most) => facts.text("limit-calls-per-second", &most.to_decimal()),
        None => facts.term("limit-calls-per-second", "unlimited"),
    };
    let facts = facts.truth("limit-overcommit", limits.overcommit_protection);
    let facts = if limits.overcommit_protection {
        facts.text("limit-overcommit-slack", &format!("{} %", limits.overcommit_limit.to_decimal()))
    } else {
        facts
    };
    let rule = profile.accounts_matching_rule.as_ref().map_or("", |rule| rule.source());
    facts.text("limit-accounts-rule", rule).section("limits", "customer-limits")
}

fn rights(frame: &Frame, view: &CustomerView) -> Section {
    let rights = &view.customer.profile.rights;
    let manage = |mask: Manage| {
        let words =
            [(Manage::ADD, "right-add"), (Manage::EDIT, "right-edit"), (Manage::DELETE, "right-delete")];
        let words = words.iter().filter(|(bit, _)| mask.contains(*bit)).map(|(_, key)| frame.t(key));
        let words: Vec<String> = words.collect();
        if words.is_empty() { Cell::Muted(frame.t("none")) } else { Cell::Text(words.join(", ")) }
    };
    Facts::of(frame)
        .cell("right-customers", manage(rights.customers))
        .cell("right-accounts", manage(rights.accounts))
        .cell("right-tariffs", manage(rights.tariffs))
        .cell("right-vouchers", manage(rights.vouchers))
        .text("right-depth", &rights.depth_max.to_string())
        .section("rights", "customer-rights")
}

fn features(frame: &Frame, view: &CustomerView) -> Section {
    let flags = view.customer.profile.rights.flags;
    Flag::ALL
        .iter()
        .fold(Facts::of(frame), |facts, flag| facts.truth(flag_key(*flag), flags.has(*flag)))
        .section("features", "customer-features")
}

fn flag_key(flag: Flag) -> &'static str {
    match flag {
        Flag::SystemManagement => "flag-system-management",
        Flag::ApiAccess => "flag-api-access",
        Flag::ApiManagement => "flag-api-management",
        Flag::OwnTariff => "flag-own-tariff",
        Flag::Callshop => "flag-callshop",
        Flag::DidPool => "flag-did-pool",
        Flag::IvrApplications => "flag-ivr-applications",
        Flag::QualityReports => "flag-quality-reports",
        Flag::PaymentCards => "flag-payment-cards",
        Flag::Conferencing => "flag-conferencing",
        Flag::SharePaymentProcessors => "flag-share-payment-processors",
        Flag::DoNotCallList => "flag-do-not-call-list",
    }
}

fn look(frame: &Frame, view: &CustomerView) -> Section {
    let profile = &view.customer.profile;
    let (branding, language) = (&profile.branding, profile.language.code());
    let languages = party::dictionary::Language::TERMS;
    let language = languages.iter().find(|(code, _)| *code == language).map_or(language, |(_, name)| name);
    let host = branding.dns_alias.as_ref().map_or("", |host| host.as_str());
    Facts::of(frame)
        .text("look-language", language)
        .text("look-time-zone", profile.time_zone.label())
        .text("look-export", profile.export_type.label())
        .text("look-host", host)
        .truth("look-css", !branding.css.as_str().is_empty())
        .section("look", "customer-look")
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
    vec![
        CustomerPage::new(frame.clone(), &plain, false, false).render(),
        CustomerPage::new(frame.clone(), &plain, true, true).render(),
        CustomerPage::new(frame.clone(), &elaborate, true, true).render(),
    ]
}
