//! `getCustomerInfo`: article 107426. Everything hangs under `customer`; the balance is negated; no password is told.

use app::customer::find::{CustomerView, Lookup, find_owned};
use app::{App, Context};
use party::ids::CustomerId;
use party::names::CustomerName;
use party::rights::Flag;
use xmlrpc::{Fault, Struct, Value};

use super::shared_settings::{describe_contact, describe_locale, describe_payment};
use super::{acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, optional};
use crate::fault::{BAD_PARAMETER, fault, flag_name, of_find_owned};
use crate::parameters::Parameters;
use crate::wire;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "getCustomerInfo",
    summary: "Tells everything about one customer of the caller, or of i_wholesaler, but his passwords.",
    source: "107426",
    acting_for: Some("i_wholesaler"),
    parameters: &[PARAMETERS],
    returns: "customer (Struct): every parameter of createCustomer but the passwords, and i_customer, i_web_user, \
              i_access_level, default_user, blocked, base_currency, i_wholesaler, customer_id (the id in the messaging \
              dialect); balance is negated",
};

const PARAMETERS: &[Parameter] = &[
    optional(
        "i_wholesaler",
        Kind::Integer,
        "owner of the customer: the caller, or a customer in his branch; required in trusted mode",
    ),
    optional("i_customer", Kind::Integer, "the customer's number; either this or name"),
    optional("name", Kind::String, "the customer's name; either this or i_customer"),
];

/// Finds the customer among the direct customers of the one acted for.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let owner = acting_for(context, parameters, "i_wholesaler")?;
    let (lookup, named) = lookup(parameters)?;
    let view = find_owned(app, context, owner, lookup).await;
    let view = view.map_err(|error| of_find_owned(&error, named, "i_wholesaler", &context.request_id))?;
    Ok(ok().with("customer", describe(&view)))
}

fn lookup(parameters: &Parameters<'_>) -> Result<(Lookup, &'static str), Fault> {
    if let Some(id) = parameters.int("i_customer")? {
        return Ok((Lookup::Id(CustomerId(id)), "i_customer"));
    }
    let name = parameters.parsed("name", str::parse::<CustomerName>)?;
    let name = name.ok_or_else(|| fault(BAD_PARAMETER, "Parameter i_customer or name is required"))?;
    Ok((Lookup::Name(name), "name"))
}

fn describe(view: &CustomerView) -> Struct {
    let customer = &view.customer;
    let mut out = Struct::new();
    out.insert("i_customer", customer.key.id.0);
    // Ours: what the messaging dialect calls this customer, which nothing else in this one tells.
    out.insert("customer_id", customer.object_id.to_string());
    out.insert("i_wholesaler", customer.owner().map(|owner| owner.0));
    out.insert("name", customer.profile.name.as_str());
    out.insert("web_login", view.web_user.login.as_deref());
    out.insert("i_web_user", view.web_user.id.0);
    out.insert("i_access_level", wire::access_level(view.web_user.access_level));
    out.insert("default_user", view.web_user.is_default);
    out.insert("blocked", customer.blocked);
    out.insert("description", customer.profile.description.as_str());
    describe_money(view, &mut out);
    describe_contact(&customer.profile.contact, &mut out);
    out.insert("mail_from", customer.profile.contact.mail_from.as_str());
    describe_rights(view, &mut out);
    describe_settings(view, &mut out);
    out
}

fn describe_money(view: &CustomerView, out: &mut Struct) {
    let profile = &view.customer.profile;
    out.insert("i_tariff", profile.tariff.map(|tariff| tariff.0));
    out.insert("i_routing_group", profile.routing_group.map(|group| group.0));
    out.insert("base_currency", profile.base_currency.as_str());
    out.insert("balance", wire::debt(view.money.amount));
    out.insert("credit_limit", wire::credit_limit(view.money.credit_limit));
    describe_payment(&profile.payment, profile.commission, out);
}

fn describe_rights(view: &CustomerView, out: &mut Struct) {
    let rights = &view.customer.profile.rights;
    out.insert("accounts_mgmt", rights.accounts.bits());
    out.insert("customers_mgmt", rights.customers.bits());
    out.insert("tariffs_mgmt", rights.tariffs.bits());
    out.insert("vouchers_mgmt", rights.vouchers.bits());
    out.insert("max_depth", rights.depth_max);
    for flag in Flag::ALL {
        let on = rights.flags.has(*flag);
        let value = if is_integer_flag(*flag) { wire::int_flag(on) } else { Value::Bool(on) };
        out.insert(flag_name(*flag), value);
    }
}

/// The older flags are integers on this wire, the newer ones booleans (reference section 7.9).
fn is_integer_flag(flag: Flag) -> bool {
    matches!(flag, Flag::SystemManagement | Flag::ApiAccess | Flag::ApiManagement | Flag::OwnTariff)
}

fn describe_settings(view: &CustomerView, out: &mut Struct) {
    let profile = &view.customer.profile;
    out.insert(
        "accounts_matching_rule",
        profile.accounts_matching_rule.as_ref().map_or("", |rule| rule.source()),
    );
    out.insert("i_password_policy", profile.password_policy.id());
    out.insert("overcommit_protection", profile.limits.overcommit_protection);
    out.insert("overcommit_limit", wire::percent(profile.limits.overcommit_limit));
    out.insert("max_sessions", profile.limits.sessions_max);
    out.insert("max_calls_per_second", wire::call_rate(profile.limits.calls_per_second_max));
    describe_locale(profile.time_zone, profile.language, profile.export_type, out);
    out.insert("start_page", profile.start_page.id());
    out.insert("css", profile.branding.css.as_str());
    out.insert("dns_alias", profile.branding.dns_alias.as_ref().map_or("", |host| host.as_str()));
}
