//! `getAccountInfo`: article 107327. Everything stands at the top level; the balance is negated; no password is told.

use app::account::AccountLookup;
use app::account::find::{FoundAccount, find};
use app::{App, Context, Timestamp};
use party::account::Account;
use party::contact::Contact;
use party::ids::AccountId;
use party::names::UserName;
use party::text::Line;
use xmlrpc::{Fault, Struct, Value};

use super::account_parameters::CREATED;
use super::shared_settings::describe_contact;
use super::{OWNER, account_settings, acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, optional};
use crate::dates;
use crate::fault::account::of_find_account;
use crate::fault::{BAD_PARAMETER, fault};
use crate::parameters::Parameters;
use crate::wire;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "getAccountInfo",
    summary: "Tells everything about one account of the caller, or of i_customer, but its passwords. One that spends \
              its customer's funds has neither money nor most of the settings: those are nil.",
    source: "107327",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS],
    returns: "every parameter of createAccount but the passwords, balance negated, and i_account, i_customer, user_id \
              (the id in the messaging dialect), base_currency, expired (Boolean), created_on (String, in the older \
              format), registration_status (nil)",
};

const PARAMETERS: &[Parameter] = &[
    OWNER,
    optional("i_account", Kind::Integer, "the account's number; either this or username"),
    optional("username", Kind::String, "the account's name; either this or i_account"),
];

/// What is never told.
const SECRETS: [&str; 3] = ["web_password", "voip_password", "vm_password"];

/// Finds the account among those of the one acted for.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let (lookup, named) = lookup(context, parameters)?;
    let found = find(app, context, lookup).await;
    let found = found.map_err(|error| of_find_account(&error, named, &context.request_id))?;
    Ok(describe(&found, context.now))
}

fn lookup(context: &Context, parameters: &Parameters<'_>) -> Result<(AccountLookup, &'static str), Fault> {
    let owner = acting_for(context, parameters, "i_customer")?;
    let id = parameters.int("i_account")?.map(AccountId);
    let username = parameters.parsed("username", str::parse::<UserName>)?;
    match (id, username) {
        (Some(id), _) => Ok((AccountLookup::Number { owner, id }, "i_account")),
        (None, Some(username)) => Ok((AccountLookup::Name { owner, username }, "username")),
        (None, None) => Err(fault(BAD_PARAMETER, "Parameter i_account or username is required")),
    }
}

fn describe(found: &FoundAccount, now: Timestamp) -> Struct {
    let account = &found.account;
    let (balance, credit_limit) = account_settings::funds(found);
    let mut out = ok();
    out.insert("i_account", account.id.0);
    out.insert("i_customer", account.customer.id.0);
    // Ours: what the messaging dialect calls this account, which nothing else in this one tells.
    out.insert("user_id", account.object_id.to_string());
    out.insert("username", account.profile.username.as_str());
    out.insert("blocked", wire::int_flag(account.blocked));
    out.insert("expired", is_expired(account, now));
    out.insert("base_currency", found.currency.as_str());
    out.insert("balance", wire::debt(balance));
    out.insert("credit_limit", wire::credit_limit(credit_limit));
    out.insert("registration_status", Value::Nil);
    let Some(endpoint) = account.endpoint() else {
        describe_contact(&contact_of_profile(account), &mut out);
        out.insert("created_on", Value::Nil);
        describe_as_absent(&mut out);
        return out;
    };
    out.insert("created_on", dates::format_older(Timestamp(endpoint.created_at_micros)));
    describe_contact(&endpoint.contact, &mut out);
    account_settings::describe(endpoint, &mut out);
    describe_as_absent(&mut out);
    out
}

/// Whether the account serves no more; one that spends its customer's funds always does.
pub(super) fn is_expired(account: &Account, now: Timestamp) -> bool {
    account.endpoint().is_some_and(|endpoint| endpoint.is_expired(now.0))
}

/// Contact data of an account that has only what messaging asks for.
fn contact_of_profile(account: &Account) -> Contact {
    let profile = &account.profile;
    let line = |text: Option<&str>| text.and_then(|text| Line::parse(text).ok()).unwrap_or_default();
    Contact {
        contact: profile.contact_name.clone(),
        email: profile.email.as_ref().and_then(|email| Line::parse(email.as_str()).ok()).unwrap_or_default(),
        phone: line(profile.phone.as_ref().map(|phone| phone.as_str())),
        ..Contact::default()
    }
}

/// Every parameter of `createAccount` has its place here: nil for what the account has not.
fn describe_as_absent(out: &mut Struct) {
    for parameter in CREATED.iter().copied().flatten() {
        if out.get(parameter.name).is_none() && !SECRETS.contains(&parameter.name) {
            out.insert(parameter.name, Value::Nil);
        }
    }
}
