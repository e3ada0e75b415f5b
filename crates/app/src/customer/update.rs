//! Changing a customer, and taking from everybody below him what he no longer has.

use charging::{Balance, BookError, PostingId};
use money::{AmountError, Commodity, Currency};
use party::access::{Action, Caller, EditCustomer, Grant, Refusal, View};
use party::customer::{self, Change, Customer, RuleError, TariffChoice};
use party::ids::CustomerId;
use party::names::{HostName, WebLogin};
use party::password::{Password, PasswordError};
use party::rights::{Flag, Right};
use serde_json::{Value, json};
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::{api_credentials, customer_views, customers, endpoints, ledger, tariffs, web_users};
use store::{Lock, StoreError, Tx};

use super::create::{self, CreateCustomerError, Taken};
use super::fields::{CustomerField, Seen};
use super::find::{self, Lookup};
use super::locate::{self, LocateError};
use crate::api_access::credential::{self, Sealing};
use crate::app::{App, Sequence};
use crate::audit;
use crate::context::Context;
use crate::funds::book::overcommit_of;
use crate::funds::settle;
use crate::idempotency::{IdempotencyConflict, write_once};

/// What is to change; what is not given stays.
#[derive(Debug, Clone, Default)]
pub struct UpdateCustomer {
    /// Who must own him; none: he may stand anywhere below the caller.
    pub owner: Option<CustomerId>,
    /// Everything that describes him.
    pub change: Change,
    /// The name to sign in with, or none.
    pub web_login: Option<Option<WebLogin>>,
    /// The password to sign in with.
    pub web_password: Option<Password>,
    /// The password of his programs.
    pub api_password: Option<Password>,
    /// What he has afterwards, in 10^-8 of his base currency.
    pub balance_units: Option<i64>,
    /// How far into debt, in 10^-8 of his base currency, never negative.
    pub credit_limit_units: Option<i64>,
    /// What must still be as it was seen.
    pub seen: Seen,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateCustomerError {
    /// The owner that was named is not in the caller's branch.
    #[error("the owner is not in the caller's branch")]
    WrongOwner,
    /// The customer is absent, not the owner's, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// These settings are not as they were seen.
    #[error("changed meanwhile: {0:?}")]
    ChangedMeanwhile(Vec<CustomerField>),
    /// The tariff is not one of the owner's.
    #[error("the tariff is not one of the owner's")]
    WrongTariff,
    /// The routing group is not one of the owner's.
    #[error("the routing group is not one of the owner's")]
    WrongRoutingGroup,
    /// The commission agent is not another customer of the same owner.
    #[error("the commission agent is not another customer of the same owner")]
    WrongCommissionAgent,
    /// Something unique is taken.
    #[error("taken: {0:?}")]
    Taken(Taken),
    /// The tree's rules.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// Customers stand deeper below him than he would be allowed.
    #[error("customers stand deeper below than max_depth would allow")]
    DepthInUse,
    /// The API password is bound to the name that changes: a new one is needed.
    #[error("a new API password is needed")]
    ApiPasswordNeeded,
    /// The password to sign in with breaks the policy.
    #[error("the web password {0}")]
    WebPassword(PasswordError),
    /// The password of his programs breaks the policy.
    #[error("the API password {0}")]
    ApiPassword(PasswordError),
    /// A sum does not fit.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// The owner's overcommit protection does not let him have so much.
    #[error(transparent)]
    Book(#[from] BookError),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(UpdateCustomerError);

impl From<CreateCustomerError> for UpdateCustomerError {
    fn from(error: CreateCustomerError) -> Self {
        match error {
            CreateCustomerError::Refused(refusal) => Self::Refused(refusal),
            CreateCustomerError::WrongTariff => Self::WrongTariff,
            CreateCustomerError::WrongRoutingGroup => Self::WrongRoutingGroup,
            CreateCustomerError::WrongCommissionAgent => Self::WrongCommissionAgent,
            CreateCustomerError::Taken(taken) => Self::Taken(taken),
            CreateCustomerError::Rule(rule) => Self::Rule(rule),
            CreateCustomerError::WebPassword(error) => Self::WebPassword(error),
            CreateCustomerError::ApiPassword(error) => Self::ApiPassword(error),
            CreateCustomerError::Book(error) => Self::Book(error),
            CreateCustomerError::Amount(error) => Self::Amount(error),
            CreateCustomerError::Conflict(conflict) => Self::Conflict(conflict),
            CreateCustomerError::Store(error) => Self::Store(error),
        }
    }
}

/// Changes the customer.
///
/// # Errors
/// [`UpdateCustomerError`]; then nothing has changed.
pub async fn update(
    app: &App,
    context: &Context,
    customer: impl Into<Lookup>,
    request: UpdateCustomer,
) -> Result<(), UpdateCustomerError> {
    let customer = customer.into();
    let prepared = Prepared {
        password_hash: match &request.web_password {
            Some(password) => Some(app.hasher().hash(password, app.random()).await?),
            None => None,
        },
        sealing: Sealing::new(app),
        posting: PostingId(app.next_id(Sequence::Record).await?),
        audit_id: app.next_id(Sequence::Record).await?,
    };
    let within = context.clone();
    write_once(app, context, "customer.update", move |tx| {
        if !may_act_for(tx, &within.caller, request.owner)? {
            return Err(UpdateCustomerError::WrongOwner);
        }
        let found = find(tx, &within.caller, customer.clone(), request.owner)?;
        apply(tx, &within, &found, &request, &prepared)
    })
    .await
}

/// What an update needs that takes time or is not decided.
#[derive(Debug)]
struct Prepared {
    password_hash: Option<String>,
    sealing: Sealing,
    posting: PostingId,
    audit_id: i64,
}

/// A customer that the caller may change, and his owner.
pub(crate) struct Found<A> {
    pub(crate) grant: Grant<A>,
    pub(crate) customer: Customer,
    pub(crate) owner: Customer,
}

/// Finds `customer`, directly below `owner` where one is named; nobody changes himself or root. The owner is held first:
/// the higher in the tree is always locked before the lower.
pub(crate) fn find<A: Action>(
    tx: &mut Tx<'_>,
    caller: &Caller,
    customer: impl Into<Lookup>,
    owner: Option<CustomerId>,
) -> Result<Found<A>, LocateError> {
    let key = find::key_of(tx, &customer.into())?.ok_or(Refusal::Absent)?;
    let place = customers::load_place(tx, key)?.ok_or(Refusal::Absent)?;
    let owned_by = place.ok_or(Refusal::Absent)?;
    if owner.is_some_and(|owner| owner != owned_by) || caller.customer_id() == Some(key.id) {
        return Err(Refusal::Absent.into());
    }
    // Both may have been removed since the place was read.
    let owner = customers::load(tx, key.above(owned_by), Lock::Share)?;
    let owner = owner.ok_or(Refusal::Absent)?;
    let (grant, customer) = locate::by_key::<A>(tx, caller, key, Lock::Update)?;
    Ok(Found { grant, customer, owner })
}

/// Whether the one acted for is the caller or stands below him; nobody named is the caller.
pub(crate) fn may_act_for(
    tx: &mut Tx<'_>,
    caller: &Caller,
    named: Option<CustomerId>,
) -> Result<bool, StoreError> {
    if named.is_none() || named == caller.customer_id() {
        return Ok(true);
    }
    match locate::owner::<View>(tx, caller, named, Lock::Share) {
        Ok(_) => Ok(true),
        Err(LocateError::Refused(_)) => Ok(false),
        Err(LocateError::Store(error)) => Err(error),
    }
}

fn apply(
    tx: &mut Tx<'_>,
    context: &Context,
    found: &Found<EditCustomer>,
    request: &UpdateCustomer,
    prepared: &Prepared,
) -> Result<(), UpdateCustomerError> {
    let Found { grant, customer, owner } = found;
    let change = &request.change;
    let seen_money = check_seen(tx, customer, &request.seen)?;
    let currency = tariff_currency(tx, owner, change.tariff)?;
    create::check_references(tx, owner, change)?;
    if change.commission_agent.flatten() == Some(customer.key.id) {
        return Err(UpdateCustomerError::WrongCommissionAgent);
    }
    let changed = customer::update(grant, owner, customer, change.clone(), currency)?;
    rename(tx, customer, &changed)?;
    let before = audit::customer(customer);
    let mut after = audit::customer(&changed);
    change_logins(tx, found, &changed, request, prepared, &mut after)?;
    change_money(tx, context, found, request, prepared.posting, seen_money, &mut after)?;
    customers::update(tx, grant, &changed)?;
    let followed = follow(tx, &context.caller, customer, &changed)?;
    if 0 < followed {
        audit::note(&mut after, "customers_below_changed", json!(followed));
    }
    let change = audit::Change {
        customer: customer.key,
        operation: "customer.update",
        object: format!("customer:{}", customer.key.id),
        before: Some(before),
        after: Some(after),
    };
    Ok(audit::record(tx, context, prepared.audit_id, change)?)
}

/// Makes sure that the customer, who is held, is as he was seen. Answers with his money, which is not held yet.
fn check_seen(
    tx: &mut Tx<'_>,
    customer: &Customer,
    seen: &Seen,
) -> Result<Option<Balance>, UpdateCustomerError> {
    if seen.is_empty() {
        return Ok(None);
    }
    let view = customer_views::find(tx, ClaimKind::CustomerId, &customer.key.id.to_string())?;
    let view = view.ok_or_else(|| StoreError::inconsistent("a customer lacks his login or a balance"))?;
    match seen.differences(&view) {
        changed if changed.is_empty() => Ok(seen.has_money().then_some(view.money)),
        changed => Err(UpdateCustomerError::ChangedMeanwhile(changed)),
    }
}

fn tariff_currency(
    tx: &mut Tx<'_>,
    owner: &Customer,
    choice: Option<TariffChoice>,
) -> Result<Option<Currency>, UpdateCustomerError> {
    let Some(TariffChoice::Of(id)) = choice else { return Ok(None) };
    let tariff = tariffs::load(tx, owner.key, id)?.ok_or(UpdateCustomerError::WrongTariff)?;
    Ok(Some(tariff.terms.currency))
}

/// Claims the new name and host name, and gives back the old.
fn rename(tx: &mut Tx<'_>, before: &Customer, after: &Customer) -> Result<(), UpdateCustomerError> {
    fn host(customer: &Customer) -> Option<&str> {
        customer.profile.branding.dns_alias.as_ref().map(HostName::as_str)
    }

    let himself = Claimant::Customer(before.key.id);
    let names = (Some(before.profile.name.as_str()), Some(after.profile.name.as_str()));
    reclaim(tx, before, ClaimKind::CustomerName, names, himself, Taken::CustomerName)?;
    reclaim(tx, before, ClaimKind::HostName, (host(before), host(after)), himself, Taken::HostName)
}

fn reclaim(
    tx: &mut Tx<'_>,
    customer: &Customer,
    kind: ClaimKind,
    values: (Option<&str>, Option<&str>),
    claimant: Claimant,
    taken: Taken,
) -> Result<(), UpdateCustomerError> {
    match claims::exchange(tx, kind, values, customer.key.branch, claimant)? {
        true => Ok(()),
        false => Err(UpdateCustomerError::Taken(taken)),
    }
}

/// Web login, web password, API password. API digests hold the name that they were made for, so a new name asks for a
/// new API password.
fn change_logins(
    tx: &mut Tx<'_>,
    found: &Found<EditCustomer>,
    changed: &Customer,
    request: &UpdateCustomer,
    prepared: &Prepared,
    after: &mut Value,
) -> Result<(), UpdateCustomerError> {
    let key = changed.key;
    let login = change_web_user(tx, found, changed, request, prepared, after)?;
    let digest_user = login.as_deref().unwrap_or(changed.profile.name.as_str());
    let Some(password) = &request.api_password else {
        let stored = api_credentials::load(tx, key)?;
        return match stored {
            Some(stored) if stored.digest_user != digest_user => Err(UpdateCustomerError::ApiPasswordNeeded),
            _ => Ok(()),
        };
    };
    if !found.owner.profile.rights.flags.has(Flag::ApiManagement) {
        return Err(RuleError::BeyondOwner(Right::ApiPassword).into());
    }
    changed.profile.password_policy.check(password).map_err(UpdateCustomerError::ApiPassword)?;
    credential::replace(tx, &found.grant, &prepared.sealing, digest_user, password)?;
    audit::note(after, "api_password", json!("changed"));
    Ok(())
}

/// Changes the login that was made with the customer, and answers with its name.
fn change_web_user(
    tx: &mut Tx<'_>,
    found: &Found<EditCustomer>,
    changed: &Customer,
    request: &UpdateCustomer,
    prepared: &Prepared,
    after: &mut Value,
) -> Result<Option<String>, UpdateCustomerError> {
    if let Some(password) = &request.web_password {
        changed.profile.password_policy.check(password).map_err(UpdateCustomerError::WebPassword)?;
    }
    let web_user = web_users::load_default(tx, changed.key)?;
    let login = match &request.web_login {
        Some(login) => login.as_ref().map(|login| login.as_str().to_owned()),
        None => web_user.login.clone(),
    };
    let names = (web_user.login.as_deref(), login.as_deref());
    let claimant = Claimant::WebUser(web_user.id);
    reclaim(tx, changed, ClaimKind::Login, names, claimant, Taken::Login)?;
    if login != web_user.login {
        web_users::set_default_login(tx, &found.grant, login.as_deref())?;
        audit::note(after, "web_login", json!(login));
    }
    if let Some(hash) = &prepared.password_hash {
        web_users::set_default_password(tx, &found.grant, hash)?;
        audit::note(after, "web_password", json!("changed"));
    }
    Ok(login)
}

/// Credit limit and balance. A balance is never edited: the difference is posted as an adjustment.
fn change_money(
    tx: &mut Tx<'_>,
    context: &Context,
    found: &Found<EditCustomer>,
    request: &UpdateCustomer,
    posting: PostingId,
    seen: Option<Balance>,
    after: &mut Value,
) -> Result<(), UpdateCustomerError> {
    let settings = settle::Settings {
        balance_units: request.balance_units,
        credit_limit_units: request.credit_limit_units,
        posting,
    };
    if settings.is_empty() {
        return Ok(());
    }
    let (grant, customer) = (&found.grant, &found.customer);
    let commodity = Commodity::Currency(customer.profile.base_currency);
    // The owner's balance is held before the customer's, as everywhere.
    let overcommit = overcommit_of(tx, &found.owner)?;
    let missing = || StoreError::inconsistent("a customer lacks a balance");
    let held = ledger::load_balance(tx, customer.key, commodity)?.ok_or_else(missing)?;
    if seen.is_some_and(|seen| seen != held) {
        return Err(UpdateCustomerError::ChangedMeanwhile(vec![CustomerField::Balance]));
    }
    settle::set(tx, context, grant, held, settings, overcommit, after)
}

/// Customers read at a time on the way down.
const PAGE: i64 = 500;

/// Changes everybody below a customer who was `before` and is `after`: a right that is revoked is revoked from his whole
/// branch, and whoever was passed on his routing group, customer or account,
/// follows him to another. Where somebody stays as he is, so does
/// everybody below him. Tells how many changed.
fn follow(
    tx: &mut Tx<'_>,
    caller: &Caller,
    before: &Customer,
    after: &Customer,
) -> Result<u64, UpdateCustomerError> {
    let mut followed = 0;
    let mut changed = vec![(before.clone(), after.clone())];
    while let Some((before, after)) = changed.pop() {
        let (old, new) = (&before.profile, &after.profile);
        if old.rights == new.rights && old.routing_group == new.routing_group {
            continue;
        }
        if let Some(group) = old.routing_group.filter(|group| new.routing_group != Some(*group)) {
            let grant = caller.grant::<EditCustomer>(&after)?;
            endpoints::reroute(tx, &grant, group, new.routing_group)?;
        }
        let mut last = CustomerId(0);
        loop {
            let page = customers::hold_children(tx, after.key.id, last, PAGE)?;
            let Some(child) = page.last() else { break };
            last = child.key.id;
            for child in page {
                let mut following = child.clone();
                following.profile.rights = child.profile.rights.within(&new.rights);
                if following.profile.rights.beyond(&new.rights).is_some() {
                    // Everything else can be taken, but his own level cannot.
                    return Err(UpdateCustomerError::DepthInUse);
                }
                if child.profile.routing_group == old.routing_group && old.routing_group.is_some() {
                    following.profile.routing_group = new.routing_group;
                }
                if following != child {
                    customers::update(tx, &caller.grant(&following)?, &following)?;
                    followed += 1;
                    changed.push((child, following));
                }
            }
        }
    }
    Ok(followed)
}
