//! Changing an account in the voice dialect's terms: everything about one with funds of its own; of one that spends its
//! customer's funds, what it has.

use std::ops::ControlFlow;

use charging::{Holder, PostingId};
use messaging::MailAddress;
use party::access::{EditAccount, Grant};
use party::account::{Account, AccountProfile, Endpoint, EndpointChange, Funding, Pin};
use party::contact::PhoneNumber;
use party::customer::Customer;
use party::names::UserName;
use party::password::Password;
use serde_json::{Value, json};
use store::Tx;
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::{accounts, endpoints, ledger};

use super::create_endpoint::{
    CreateEndpointError, TakenName, check_features, check_passwords, check_references, service_plan,
};
use super::endpoint_secrets::Sealer;
use super::hold::{AccountLookup, ChangeAccountError, Held, hold};
use super::update::{UpdateAccountError, rename};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::funds::book::overcommit_of;
use crate::funds::settle;
use crate::idempotency::{recall_or_rehearse, write_once};

/// What is to change; what is not given stays.
#[derive(Debug, Clone, Default)]
pub struct UpdateEndpoint {
    /// What its holder signs in with.
    pub username: Option<UserName>,
    /// The password to sign in with.
    pub web_password: Option<Password>,
    /// The password of its telephones; needed where what they sign in with changes.
    pub voip_password: Option<Password>,
    /// What opens its voice mailbox, or that nothing does.
    pub pin: Option<Option<Pin>>,
    /// Whether it is refused.
    pub blocked: Option<bool>,
    /// The balance that it has afterwards, in 10^-8 of its currency: the difference is posted.
    pub balance_units: Option<i64>,
    /// How far it may go into debt, in the same units; never negative.
    pub credit_limit_units: Option<i64>,
    /// Everything else.
    pub change: EndpointChange,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateEndpointError {
    /// There is no such account, or it is not the owner's.
    #[error("there is no such account")]
    Unknown,
    /// The account spends its customer's funds and has nothing of what is to change.
    #[error("the account spends its customer's funds and has no such setting")]
    NotAnEndpoint,
    /// The named contact datum of such an account has not the shape that messaging asks for.
    #[error("the {0} is not valid")]
    Contact(ContactDatum),
    /// The balance counts another currency than the plan.
    #[error("the service plan has another currency than the account's balance")]
    OtherCurrency,
    /// The password of its telephones is bound to what they sign in with: a new one is needed.
    #[error("a new VoIP password is needed")]
    VoipPasswordNeeded,
    /// For a reason that can meet a new account as well.
    #[error(transparent)]
    Endpoint(CreateEndpointError),
}

/// A contact datum whose shape messaging prescribes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactDatum {
    /// E-mail address.
    Email,
    /// Telephone.
    Phone,
}

impl std::fmt::Display for ContactDatum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Email => "e-mail address",
            Self::Phone => "telephone number",
        })
    }
}

impl<E: Into<CreateEndpointError>> From<E> for UpdateEndpointError {
    fn from(error: E) -> Self {
        Self::Endpoint(error.into())
    }
}

/// What no account was found for, or not changed for.
fn of_hold(error: ChangeAccountError) -> UpdateEndpointError {
    match error {
        ChangeAccountError::Unknown => UpdateEndpointError::Unknown,
        ChangeAccountError::Refused(refusal) => refusal.into(),
        ChangeAccountError::Conflict(conflict) => conflict.into(),
        ChangeAccountError::Store(error) => error.into(),
    }
}

fn of_rename(error: UpdateAccountError) -> UpdateEndpointError {
    match error {
        UpdateAccountError::Change(error) => of_hold(error),
        UpdateAccountError::Taken => CreateEndpointError::Taken(TakenName::Username).into(),
        UpdateAccountError::Name(error) => error.into(),
    }
}

/// Changes the account.
///
/// # Errors
/// [`UpdateEndpointError`]; then nothing has changed.
pub async fn update(
    app: &App,
    context: &Context,
    lookup: AccountLookup,
    request: UpdateEndpoint,
) -> Result<(), UpdateEndpointError> {
    // Refusals come before the password is hashed: they must not cost what a success costs.
    let (caller, rehearsed) = (context.caller.clone(), lookup.clone());
    let answered = recall_or_rehearse(app, context, "account.rehearse_update", move |tx| {
        hold::<EditAccount>(tx, &caller, &rehearsed).map(|_| ()).map_err(of_hold)
    });
    if let ControlFlow::Break(()) = answered.await? {
        return Ok(());
    }
    let prepared = Prepared {
        password_hash: match &request.web_password {
            Some(password) => Some(app.hasher().hash(password, app.random()).await?),
            None => None,
        },
        sealer: Sealer::new(app),
        posting: PostingId(app.next_id(Sequence::Record).await?),
        audit_id: app.next_id(Sequence::Record).await?,
    };
    let within = context.clone();
    write_once(app, context, "account.update_endpoint", move |tx| {
        let held: Held<EditAccount> = hold(tx, &within.caller, &lookup).map_err(of_hold)?;
        apply(tx, &within, &held, &request, &prepared)
    })
    .await
}

/// What an update needs that takes time or is not decided.
struct Prepared {
    password_hash: Option<String>,
    sealer: Sealer,
    posting: PostingId,
    audit_id: i64,
}

fn apply(
    tx: &mut Tx<'_>,
    context: &Context,
    held: &Held<EditAccount>,
    request: &UpdateEndpoint,
    prepared: &Prepared,
) -> Result<(), UpdateEndpointError> {
    let Held { grant, customer, stored } = held;
    let before = &stored.account;
    let changed = match before.endpoint() {
        Some(endpoint) => change_endpoint(tx, customer, before, endpoint, request)?,
        None => change_user(before, request)?,
    };
    rename(tx, customer, before, &changed).map_err(of_rename)?;
    accounts::update(tx, grant, &changed)?;
    let mut after = audit::account(&changed);
    change_secrets(tx, grant, &changed, request, prepared, &mut after)?;
    change_money(tx, context, held, request, prepared.posting, &mut after)?;
    let change = Change {
        customer: customer.key,
        operation: "account.update",
        object: format!("account:{}", changed.id),
        before: Some(audit::account(before)),
        after: Some(after),
    };
    Ok(audit::record(tx, context, prepared.audit_id, change)?)
}

/// How an account with funds of its own looks afterwards. Claims the new name of its telephones and gives back the old.
fn change_endpoint(
    tx: &mut Tx<'_>,
    customer: &Customer,
    before: &Account,
    endpoint: &Endpoint,
    request: &UpdateEndpoint,
) -> Result<Account, UpdateEndpointError> {
    check_references(tx, customer, &request.change)?;
    if let Some(plan) = request.change.service_plan {
        let (old, new) =
            (service_plan(tx, customer, endpoint.service_plan)?, service_plan(tx, customer, plan)?);
        if old.currency != new.currency {
            return Err(UpdateEndpointError::OtherCurrency);
        }
    }
    let mut changed = endpoint.clone();
    changed.apply(request.change.clone());
    if customer.is_root() && changed.routing_group.is_none() {
        return Err(CreateEndpointError::RoutingGroupNeeded.into());
    }
    check_features(customer, endpoint.features, &changed)?;
    if changed.authname != endpoint.authname {
        if request.voip_password.is_none() {
            return Err(UpdateEndpointError::VoipPasswordNeeded);
        }
        let claimant = Claimant::Account(before.id);
        let branch = customer.key.branch;
        if !claims::take(tx, ClaimKind::VoipLogin, changed.authname.as_str(), branch, claimant)? {
            return Err(CreateEndpointError::Taken(TakenName::Authname).into());
        }
        claims::release(tx, ClaimKind::VoipLogin, endpoint.authname.as_str())?;
    }
    check_passwords(&changed, request.web_password.as_ref(), request.voip_password.as_ref())?;
    let username = request.username.clone().unwrap_or_else(|| before.profile.username.clone());
    Ok(Account {
        profile: AccountProfile::of_endpoint(username, &changed),
        funding: Funding::Own(Box::new(changed)),
        blocked: request.blocked.unwrap_or(before.blocked),
        ..before.clone()
    })
}

/// How an account that spends its customer's funds looks afterwards.
fn change_user(before: &Account, request: &UpdateEndpoint) -> Result<Account, UpdateEndpointError> {
    let mut rest = request.change.clone();
    let (name, email, phone) =
        (rest.contact.contact.take(), rest.contact.email.take(), rest.contact.phone.take());
    let has_more = rest != EndpointChange::default()
        || request.voip_password.is_some()
        || request.pin.is_some()
        || request.balance_units.is_some()
        || request.credit_limit_units.is_some();
    if has_more {
        return Err(UpdateEndpointError::NotAnEndpoint);
    }
    let mut changed = before.clone();
    let profile = &mut changed.profile;
    if let Some(email) = email {
        let parsed = filled(email.as_str()).map(MailAddress::parse).transpose();
        profile.email = parsed.map_err(|_| UpdateEndpointError::Contact(ContactDatum::Email))?;
    }
    if let Some(phone) = phone {
        let parsed = filled(phone.as_str()).map(PhoneNumber::parse).transpose();
        profile.phone = parsed.map_err(|_| UpdateEndpointError::Contact(ContactDatum::Phone))?;
    }
    profile.contact_name = name.unwrap_or_else(|| profile.contact_name.clone());
    profile.username = request.username.clone().unwrap_or_else(|| profile.username.clone());
    changed.blocked = request.blocked.unwrap_or(changed.blocked);
    Ok(changed)
}

fn filled(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn change_secrets(
    tx: &mut Tx<'_>,
    grant: &Grant<EditAccount>,
    changed: &Account,
    request: &UpdateEndpoint,
    prepared: &Prepared,
    after: &mut Value,
) -> Result<(), UpdateEndpointError> {
    let (customer, id) = (changed.customer, changed.id);
    if let Some(hash) = &prepared.password_hash {
        accounts::set_password(tx, grant, id, hash)?;
        audit::note(after, "web_password", json!("changed"));
    }
    let Some(endpoint) = changed.endpoint() else { return Ok(()) };
    if let Some(password) = &request.voip_password {
        let sealed = prepared.sealer.voip(customer, id, &endpoint.authname, password)?;
        endpoints::set_voip(tx, grant, id, &sealed)?;
        audit::note(after, "voip_password", json!("changed"));
    }
    if let Some(pin) = &request.pin {
        let sealed = pin.as_ref().map(|pin| prepared.sealer.pin(customer, id, pin)).transpose()?;
        endpoints::set_pin(tx, grant, id, sealed.as_deref())?;
        audit::note(after, "pin", json!("changed"));
    }
    Ok(())
}

/// Credit limit and balance. A balance is never edited: the difference is posted as an adjustment.
fn change_money(
    tx: &mut Tx<'_>,
    context: &Context,
    held: &Held<EditAccount>,
    request: &UpdateEndpoint,
    posting: PostingId,
    after: &mut Value,
) -> Result<(), UpdateEndpointError> {
    let settings = settle::Settings {
        balance_units: request.balance_units,
        credit_limit_units: request.credit_limit_units,
        posting,
    };
    if settings.is_empty() {
        return Ok(());
    }
    let Held { grant, customer, stored } = held;
    // The owner's balance is held before the account's, as everywhere.
    let overcommit = overcommit_of(tx, customer)?;
    let funds = ledger::load_account_balance(tx, Holder::of_account(customer.key, stored.account.id))?;
    settle::set(tx, context, grant, funds, settings, overcommit, after)
}
