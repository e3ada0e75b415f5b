//! Making an account with funds of its own: the voice dialect's account.

use std::ops::ControlFlow;

use charging::{
    Balance, BalanceId, BookError, CreditLimit, Entry, Holder, Overcommit, Posting, PostingId, PostingKind,
    SystemAccount, endow,
};
use money::{Amount, AmountError, Commodity};
use party::access::{AddAccount, Caller, Grant, Refusal};
use party::account::{
    self, Account, AccountProfile, Endpoint, EndpointChange, Feature, Features, Funding, NameNotAdmitted, Pin,
};
use party::customer::Customer;
use party::ids::{AccountId, CustomerId, CustomerKey, ObjectId, ServicePlanId};
use party::names::{UserName, VoipLogin};
use party::password::{Password, PasswordError};
use party::service_plan::ServicePlan;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::endpoints::{self, EndpointSecrets};
use store::tables::{accounts, ledger, service_plans};
use store::{Lock, StoreError, Tx};

use super::endpoint_secrets::Sealer;
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::{locate, references};
use crate::funds::book::overcommit_of;
use crate::idempotency::{IdempotencyConflict, recall_or_rehearse, write_once};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct CreateEndpoint {
    /// Whose it will be; none: the caller's.
    pub owner: Option<CustomerId>,
    /// What its holder signs in with.
    pub username: UserName,
    /// The password to sign in with.
    pub web_password: Password,
    /// What its telephones sign in with.
    pub authname: VoipLogin,
    /// The password of its telephones.
    pub voip_password: Password,
    /// What opens its voice mailbox.
    pub pin: Option<Pin>,
    /// By whose terms it is billed: a plan of the owner.
    pub service_plan: ServicePlanId,
    /// Refused from the beginning.
    pub blocked: bool,
    /// Initial balance in 10^-8 of the plan's currency; positive: it has money.
    pub balance_units: i64,
    /// How far it may go into debt, in the same units; never negative.
    pub credit_limit_units: i64,
    /// Everything else.
    pub change: EndpointChange,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedEndpoint {
    /// Its number.
    pub account_id: i64,
}

/// Something unique that somebody has already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenName {
    /// What its holder signs in with.
    Username,
    /// What its telephones sign in with.
    Authname,
}

/// Why an account was not made. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum CreateEndpointError {
    /// The owner is absent, or the caller may not add accounts.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The service plan is not one of the owner's.
    #[error("the service plan is not one of the owner's")]
    WrongServicePlan,
    /// The routing group is neither the owner's nor the one that he was given.
    #[error("the routing group is not one of the owner's")]
    WrongRoutingGroup,
    /// The commission agent is not a customer of the owner.
    #[error("the commission agent is not a customer of the owner")]
    WrongCommissionAgent,
    /// An account of root's needs a routing group.
    #[error("an account of root's needs a routing group")]
    RoutingGroupNeeded,
    /// A feature is switched on for which the owner lacks what it needs.
    #[error("the owner lacks what {0:?} needs")]
    FeatureBeyondOwner(Feature),
    /// Something unique is taken.
    #[error("taken: {0:?}")]
    Taken(TakenName),
    /// The owner's rule refuses the name.
    #[error(transparent)]
    Name(#[from] NameNotAdmitted),
    /// The password to sign in with breaks the policy.
    #[error("the web password {0}")]
    WebPassword(PasswordError),
    /// The password of its telephones breaks the policy.
    #[error("the VoIP password {0}")]
    VoipPassword(PasswordError),
    /// A sum does not fit.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// The owner's overcommit protection does not let it have so much.
    #[error(transparent)]
    Book(#[from] BookError),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(CreateEndpointError);

/// Makes an account.
///
/// # Errors
/// [`CreateEndpointError`], in the order in which it lists them.
pub async fn create(
    app: &App,
    context: &Context,
    request: CreateEndpoint,
) -> Result<CreatedEndpoint, CreateEndpointError> {
    // Refusals come before the password is hashed: they must not cost what a success costs.
    let (rehearsed, caller, now) = (request.clone(), context.caller.clone(), context.now.0);
    let answered = recall_or_rehearse(app, context, "account.rehearse", move |tx| {
        decide(tx, &caller, now, &rehearsed, NewIds::REHEARSAL).map(|_| ())
    });
    if let ControlFlow::Break(answered) = answered.await? {
        return Ok(answered);
    }
    let prepared = Prepared {
        ids: NewIds {
            account: AccountId(app.next_id(Sequence::Account).await?),
            object_id: Some(app.new_object_id()),
            balance: BalanceId(app.next_id(Sequence::Record).await?),
        },
        password_hash: app.hasher().hash(&request.web_password, app.random()).await?,
        sealer: Sealer::new(app),
        posting: PostingId(app.next_id(Sequence::Record).await?),
        audit_id: app.next_id(Sequence::Record).await?,
    };
    let within = context.clone();
    write_once(app, context, "account.create", move |tx| {
        let decided = decide(tx, &within.caller, within.now.0, &request, prepared.ids)?;
        write(tx, &within, decided, &request, &prepared)
    })
    .await
}

/// What a create needs that takes time or is not decided.
struct Prepared {
    ids: NewIds,
    password_hash: String,
    sealer: Sealer,
    posting: PostingId,
    audit_id: i64,
}

#[derive(Clone, Copy)]
struct NewIds {
    account: AccountId,
    object_id: Option<ObjectId>,
    balance: BalanceId,
}

impl NewIds {
    /// For deciding without writing.
    const REHEARSAL: Self = Self { account: AccountId(0), object_id: None, balance: BalanceId(0) };
}

/// A create that nothing speaks against, not yet written.
struct Decided {
    grant: Grant<AddAccount>,
    account: Account,
    endpoint: Endpoint,
    funds: Balance,
    opening: Option<Entry>,
}

/// Checks everything that can be checked and decides how the new account looks. Writes nothing.
fn decide(
    tx: &mut Tx<'_>,
    caller: &Caller,
    now_micros: i64,
    request: &CreateEndpoint,
    ids: NewIds,
) -> Result<Decided, CreateEndpointError> {
    let (grant, owner) = locate::owner::<AddAccount>(tx, caller, request.owner, Lock::Share)?;
    let plan = service_plan(tx, &owner, request.service_plan)?;
    check_references(tx, &owner, &request.change)?;
    if owner.is_root() && request.change.routing_group.flatten().is_none() {
        return Err(CreateEndpointError::RoutingGroupNeeded);
    }
    let mut endpoint = Endpoint::new(request.authname.clone(), plan.id, plan.currency, now_micros);
    endpoint.apply(request.change.clone());
    check_features(&owner, Features::NONE, &endpoint)?;
    let names = [
        (ClaimKind::Login, request.username.as_str(), TakenName::Username),
        (ClaimKind::VoipLogin, request.authname.as_str(), TakenName::Authname),
    ];
    for (kind, value, taken) in names {
        if claims::find(tx, kind, value)?.is_some() {
            return Err(CreateEndpointError::Taken(taken));
        }
    }
    account::admit(&owner, &request.username)?;
    check_passwords(&endpoint, Some(&request.web_password), Some(&request.voip_password))?;
    let account = Account {
        id: ids.account,
        object_id: ids.object_id.unwrap_or(owner.object_id),
        customer: owner.key,
        profile: AccountProfile::of_endpoint(request.username.clone(), &endpoint),
        funding: Funding::Own(Box::new(endpoint.clone())),
        blocked: request.blocked,
    };
    let (funds, opening) = endow_account(tx, &owner, &account, &plan, request, ids.balance)?;
    Ok(Decided { grant, account, endpoint, funds, opening })
}

/// The plan `id`, if it is one of `owner`'s.
pub(super) fn service_plan(
    tx: &mut Tx<'_>,
    owner: &Customer,
    id: ServicePlanId,
) -> Result<ServicePlan, CreateEndpointError> {
    service_plans::load_owned(tx, owner.key, id)?.ok_or(CreateEndpointError::WrongServicePlan)
}

/// Whether what a change refers to is there for `owner`.
pub(super) fn check_references(
    tx: &mut Tx<'_>,
    owner: &Customer,
    change: &EndpointChange,
) -> Result<(), CreateEndpointError> {
    if let Some(group) = change.routing_group.flatten()
        && !references::may_give_routing_group(tx, owner, group)?
    {
        return Err(CreateEndpointError::WrongRoutingGroup);
    }
    if let Some(agent) = change.commission_agent.flatten()
        && !references::may_earn_from(tx, owner, agent)?
    {
        return Err(CreateEndpointError::WrongCommissionAgent);
    }
    Ok(())
}

/// Whether `owner` has what the features need that `endpoint` had not `before`.
pub(super) fn check_features(
    owner: &Customer,
    before: Features,
    endpoint: &Endpoint,
) -> Result<(), CreateEndpointError> {
    match endpoint.beyond(before, &owner.profile.rights) {
        Some(feature) => Err(CreateEndpointError::FeatureBeyondOwner(feature)),
        None => Ok(()),
    }
}

/// The policy is the account's own.
pub(super) fn check_passwords(
    endpoint: &Endpoint,
    web: Option<&Password>,
    voip: Option<&Password>,
) -> Result<(), CreateEndpointError> {
    let policy = endpoint.password_policy;
    web.map_or(Ok(()), |password| policy.check(password)).map_err(CreateEndpointError::WebPassword)?;
    voip.map_or(Ok(()), |password| policy.check(password)).map_err(CreateEndpointError::VoipPassword)
}

fn endow_account(
    tx: &mut Tx<'_>,
    owner: &Customer,
    account: &Account,
    plan: &ServicePlan,
    request: &CreateEndpoint,
    id: BalanceId,
) -> Result<(Balance, Option<Entry>), CreateEndpointError> {
    let commodity = Commodity::Currency(plan.currency);
    let limit = CreditLimit::Of(Amount::new(request.credit_limit_units, commodity));
    let holder = Holder::of_account(owner.key, account.id);
    let mut funds = Balance::empty(id, holder, commodity, limit);
    let opening = Amount::new(request.balance_units, commodity);
    let opening = endow(&mut funds, SystemAccount::OpeningBalances, opening)?;
    // Every later movement asks what is available: a sum that does not fit is refused here, where it is named.
    funds.available()?;
    if opening.is_some() && funds.amount.is_positive() {
        Overcommit::check(overcommit_of(tx, owner)?, &funds)?;
    }
    Ok((funds, opening))
}

/// Writes what was decided and describes it.
fn write(
    tx: &mut Tx<'_>,
    context: &Context,
    decided: Decided,
    request: &CreateEndpoint,
    prepared: &Prepared,
) -> Result<CreatedEndpoint, CreateEndpointError> {
    let Decided { grant, account, endpoint, funds, opening } = decided;
    claim_everything(tx, &account, &endpoint)?;
    accounts::insert(tx, &grant, &account, &prepared.password_hash)?;
    let (customer, id) = (account.customer, account.id);
    let pin = request.pin.as_ref().map(|pin| prepared.sealer.pin(customer, id, pin)).transpose()?;
    let voip = prepared.sealer.voip(customer, id, &endpoint.authname, &request.voip_password)?;
    endpoints::insert(tx, &grant, id, &endpoint, &EndpointSecrets { voip, pin })?;
    ledger::insert_balance(tx, &grant, &funds)?;
    if let Some(entry) = opening {
        let (branch, kind) = (customer.branch, PostingKind::OpeningBalance);
        let posting = Posting { id: prepared.posting, branch, kind, entries: vec![entry] };
        ledger::insert_posting(tx, &grant, &posting, context.now.0, context.request_id.as_str())?;
    }
    describe(tx, context, &account, &funds, prepared.audit_id)?;
    Ok(CreatedEndpoint { account_id: id.0 })
}

fn claim_everything(
    tx: &mut Tx<'_>,
    account: &Account,
    endpoint: &Endpoint,
) -> Result<(), CreateEndpointError> {
    let CustomerKey { branch, .. } = account.customer;
    let claimant = Claimant::Account(account.id);
    let names = [
        (ClaimKind::Login, account.profile.username.as_str(), TakenName::Username),
        (ClaimKind::VoipLogin, endpoint.authname.as_str(), TakenName::Authname),
    ];
    for (kind, value, taken) in names {
        if !claims::take(tx, kind, value, branch, claimant)? {
            return Err(CreateEndpointError::Taken(taken));
        }
    }
    if !claims::take(tx, ClaimKind::ObjectId, &account.object_id.to_string(), branch, claimant)? {
        return Err(StoreError::inconsistent("a new number is taken").into());
    }
    Ok(())
}

fn describe(
    tx: &mut Tx<'_>,
    context: &Context,
    account: &Account,
    funds: &Balance,
    audit_id: i64,
) -> Result<(), StoreError> {
    let mut after = audit::account(account);
    audit::note(&mut after, "balance", json!(funds.amount.to_decimal()));
    if let CreditLimit::Of(limit) = funds.credit_limit {
        audit::note(&mut after, "credit_limit", json!(limit.to_decimal()));
    }
    let change = Change {
        customer: account.customer,
        operation: "account.create",
        object: format!("account:{}", account.id),
        before: None,
        after: Some(after),
    };
    audit::record(tx, context, audit_id, change)
}
