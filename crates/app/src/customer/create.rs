//! Making a customer: his row, his login, his credentials, his balances with what he begins with, in one transaction.

use std::ops::ControlFlow;

use charging::{
    Balance, BalanceId, BookError, CreditLimit, Entry, Overcommit, Posting, PostingId, PostingKind,
    SystemAccount, endow,
};
use money::{Amount, AmountError, Commodity, Currency};
use party::access::{AddCustomer, Caller, Grant, Refusal};
use party::billing::BillingType;
use party::customer::{self, Change as CustomerChange, Customer, Draft, RuleError, TariffChoice};
use party::ids::{CustomerId, ObjectId, WebUserId};
use party::names::{HostName, WebLogin};
use party::password::{Password, PasswordError};
use party::rights::{Flag, Right};
use party::web_user::AccessLevel;
use serde::{Deserialize, Serialize};
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::web_users::WebUser;
use store::tables::{customers, ledger, tariffs, web_users};
use store::{Lock, StoreError, Tx};

use super::{locate, references};
use crate::api_access::credential::{self, Sealing};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::funds::book::overcommit_of;
use crate::idempotency::{IdempotencyConflict, recall_or_rehearse, write_once};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct CreateCustomer {
    /// Who will own him; none: the caller.
    pub owner: Option<CustomerId>,
    /// Everything that describes him.
    pub draft: Draft,
    /// The name to sign in with; without one nobody can.
    pub web_login: Option<WebLogin>,
    /// The password to sign in with.
    pub web_password: Option<Password>,
    /// The password of his programs.
    pub api_password: Option<Password>,
    /// Whether he begins with the credits that his owner gives for free.
    pub free_credits: bool,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedCustomer {
    /// His number.
    pub customer_id: i64,
    /// His other id.
    #[serde(with = "object_id_text")]
    pub object_id: ObjectId,
}

/// What is unique and taken already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The customer's name.
    CustomerName,
    /// A login or user name.
    Login,
    /// The host name of a portal.
    HostName,
}

/// Why a customer was not made. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum CreateCustomerError {
    /// The owner is absent, or the caller may not add customers.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The tariff is not one of the owner's.
    #[error("the tariff is not one of the owner's")]
    WrongTariff,
    /// The routing group is not one of the owner's.
    #[error("the routing group is not one of the owner's")]
    WrongRoutingGroup,
    /// The commission agent is not a customer of the same owner.
    #[error("the commission agent is not a customer of the same owner")]
    WrongCommissionAgent,
    /// Something unique is taken.
    #[error("taken: {0:?}")]
    Taken(Taken),
    /// The tree's rules.
    #[error(transparent)]
    Rule(#[from] RuleError),
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

locate::error_into!(CreateCustomerError);

/// Makes a customer.
///
/// # Errors
/// [`CreateCustomerError`], in the order in which it lists them.
pub async fn create(
    app: &App,
    context: &Context,
    request: CreateCustomer,
) -> Result<CreatedCustomer, CreateCustomerError> {
    // Refusals come before the password is hashed: they must not cost what a success costs.
    let (rehearsed, caller) = (request.clone(), context.caller.clone());
    let answered = recall_or_rehearse(app, context, "customer.rehearse", move |tx| {
        let decided = decide(tx, &caller, &rehearsed, NewCustomerIds::REHEARSAL, Lock::Share)?;
        Ok::<_, CreateCustomerError>(decided.owner_lock())
    });
    let owner_lock = match answered.await? {
        ControlFlow::Break(answered) => return Ok(answered),
        ControlFlow::Continue(owner_lock) => owner_lock,
    };
    let prepared = prepare(app, &request).await?;
    let within = context.clone();
    write_once(app, context, "customer.create", move |tx| {
        let decided = decide(tx, &within.caller, &request, prepared.ids, owner_lock)?;
        write(tx, &within, decided, &prepared)
    })
    .await
}

/// What a create needs that takes time or is not decided: numbers, hashes, seals.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub(crate) ids: NewCustomerIds,
    web_login: Option<WebLogin>,
    password_hash: Option<String>,
    credential: Option<PreparedCredential>,
    posting_ids: [i64; 2],
    audit_id: i64,
}

/// An API password that is to be sealed for whomever it will belong to.
#[derive(Debug, Clone)]
struct PreparedCredential {
    digest_user: String,
    password: Password,
    sealing: Sealing,
}

/// The numbers of a new customer and of what is made with him.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewCustomerIds {
    customer: CustomerId,
    object_id: Option<ObjectId>,
    web_user: WebUserId,
    money: BalanceId,
    credits: BalanceId,
}

impl NewCustomerIds {
    /// For deciding without writing.
    pub(crate) const REHEARSAL: Self = Self {
        customer: CustomerId(0),
        object_id: None,
        web_user: WebUserId(0),
        money: BalanceId(0),
        credits: BalanceId(0),
    };
}

/// Takes numbers, hashes and seals: everything slow, before the transaction.
pub(crate) async fn prepare(app: &App, request: &CreateCustomer) -> Result<Prepared, StoreError> {
    // Before the hash, which takes as long as it takes: of several at once the numbers go as they were asked for.
    let ids = NewCustomerIds {
        customer: CustomerId(app.next_id(Sequence::Customer).await?),
        object_id: Some(app.new_object_id()),
        web_user: WebUserId(app.next_id(Sequence::WebUser).await?),
        money: BalanceId(app.next_id(Sequence::Record).await?),
        credits: BalanceId(app.next_id(Sequence::Record).await?),
    };
    let password_hash = match &request.web_password {
        Some(password) => Some(app.hasher().hash(password, app.random()).await?),
        None => None,
    };
    let credential = request.api_password.as_ref().map(|password| PreparedCredential {
        digest_user: request
            .web_login
            .as_ref()
            .map_or(request.draft.name.as_str(), WebLogin::as_str)
            .to_owned(),
        password: password.clone(),
        sealing: Sealing::new(app),
    });
    Ok(Prepared {
        ids,
        web_login: request.web_login.clone(),
        password_hash,
        credential,
        posting_ids: [app.next_id(Sequence::Record).await?, app.next_id(Sequence::Record).await?],
        audit_id: app.next_id(Sequence::Record).await?,
    })
}

/// A create that nothing speaks against, not yet written.
pub(crate) struct Decided {
    grant: Grant<AddCustomer>,
    /// His owner had none before.
    is_first: bool,
    pub(crate) customer: Customer,
    money: Balance,
    credits: Balance,
    endowments: Vec<(PostingKind, Entry)>,
}

impl Decided {
    /// How the owner is to be held when this is written: his first customer changes him, and two who held him together
    /// would wait for each other.
    pub(crate) fn owner_lock(&self) -> Lock {
        if self.is_first { Lock::Update } else { Lock::Share }
    }
}

/// Checks everything that can be checked and decides how the new customer looks. Writes nothing.
pub(crate) fn decide(
    tx: &mut Tx<'_>,
    caller: &Caller,
    request: &CreateCustomer,
    ids: NewCustomerIds,
    owner_lock: Lock,
) -> Result<Decided, CreateCustomerError> {
    let (grant, owner) = locate::owner::<AddCustomer>(tx, caller, request.owner, owner_lock)?;
    let currency = base_currency(tx, &owner, request.draft.tariff)?;
    check_references(tx, &owner, &request.draft.change)?;
    check_untaken(tx, request)?;
    let object_id = ids.object_id.unwrap_or(owner.object_id);
    let customer =
        customer::create(&grant, &owner, request.draft.clone(), currency, ids.customer, object_id)?;
    check_passwords(&owner, &customer, request)?;
    let (money, credits) = balances(&customer, &request.draft, ids);
    let decided = decide_endowments(grant, &owner, customer, money, credits, request)?;
    if decided.money.amount.is_positive() {
        Overcommit::check(overcommit_of(tx, &owner)?, &decided.money)?;
    }
    Ok(decided)
}

/// Writes what was decided and describes it.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    context: &Context,
    decided: Decided,
    prepared: &Prepared,
) -> Result<CreatedCustomer, CreateCustomerError> {
    let Decided { grant, is_first, customer, money, credits, endowments } = decided;
    let key = customer.key;
    claim_everything(tx, &customer, prepared)?;
    customers::insert(tx, &grant, &customer)?;
    if is_first {
        customers::set_had_customers(tx, &grant)?;
    }
    let web_user = WebUser {
        id: prepared.ids.web_user,
        customer: key,
        login: prepared.web_login.as_ref().map(|login| login.as_str().to_owned()),
        password_hash: prepared.password_hash.clone(),
        access_level: AccessLevel::Administrator,
        is_default: true,
        blocked: false,
        one_time: None,
    };
    web_users::insert(tx, &grant, &web_user)?;
    if let Some(PreparedCredential { digest_user, password, sealing }) = &prepared.credential {
        credential::insert(tx, &grant, key, sealing, digest_user, password)?;
    }
    ledger::insert_balance(tx, &grant, &money)?;
    ledger::insert_balance(tx, &grant, &credits)?;
    for ((kind, entry), id) in endowments.into_iter().zip(prepared.posting_ids) {
        let posting = Posting { id: PostingId(id), branch: key.branch, kind, entries: vec![entry] };
        ledger::insert_posting(tx, &grant, &posting, context.now.0, context.request_id.as_str())?;
    }
    let change = Change {
        customer: key,
        operation: "customer.create",
        object: format!("customer:{}", key.id),
        before: None,
        after: Some(audit::customer(&customer)),
    };
    audit::record(tx, context, prepared.audit_id, change)?;
    Ok(CreatedCustomer { customer_id: key.id.0, object_id: customer.object_id })
}

/// The policy is the new customer's own; an API password is given only by one who manages API access.
fn check_passwords(
    owner: &Customer,
    customer: &Customer,
    request: &CreateCustomer,
) -> Result<(), CreateCustomerError> {
    if request.api_password.is_some() && !owner.profile.rights.flags.has(Flag::ApiManagement) {
        return Err(RuleError::BeyondOwner(Right::ApiPassword).into());
    }
    let policy = customer.profile.password_policy;
    if let Some(password) = &request.web_password {
        policy.check(password).map_err(CreateCustomerError::WebPassword)?;
    }
    let Some(password) = &request.api_password else { return Ok(()) };
    policy.check(password).map_err(CreateCustomerError::ApiPassword)
}

/// The tariff's currency; without a tariff the owner's.
fn base_currency(
    tx: &mut Tx<'_>,
    owner: &Customer,
    choice: TariffChoice,
) -> Result<Currency, CreateCustomerError> {
    let TariffChoice::Of(id) = choice else { return Ok(owner.profile.base_currency) };
    let tariff = tariffs::load(tx, owner.key, id)?.ok_or(CreateCustomerError::WrongTariff)?;
    Ok(tariff.terms.currency)
}

pub(crate) fn check_references(
    tx: &mut Tx<'_>,
    owner: &Customer,
    change: &CustomerChange,
) -> Result<(), CreateCustomerError> {
    if let Some(group) = change.routing_group.flatten()
        && !references::may_give_routing_group(tx, owner, group)?
    {
        return Err(CreateCustomerError::WrongRoutingGroup);
    }
    if let Some(agent) = change.commission_agent.flatten()
        && !references::may_earn_from(tx, owner, agent)?
    {
        return Err(CreateCustomerError::WrongCommissionAgent);
    }
    Ok(())
}

/// What of the new customer must be unique, in the order in which a clash is told.
fn unique_names<'a>(
    draft_name: &'a str,
    web_login: Option<&'a WebLogin>,
    host: Option<&'a str>,
) -> impl Iterator<Item = (ClaimKind, &'a str, Taken)> {
    let name = Some((ClaimKind::CustomerName, draft_name, Taken::CustomerName));
    let login = web_login.map(|login| (ClaimKind::Login, login.as_str(), Taken::Login));
    let host = host.map(|host| (ClaimKind::HostName, host, Taken::HostName));
    [name, login, host].into_iter().flatten()
}

fn check_untaken(tx: &mut Tx<'_>, request: &CreateCustomer) -> Result<(), CreateCustomerError> {
    let host = request.draft.change.dns_alias.iter().flatten().map(HostName::as_str).next();
    let names = unique_names(request.draft.name.as_str(), request.web_login.as_ref(), host);
    let mut clash = Ok(());
    // The first to be told is looked up last: who claims all of them meanwhile is then told by the first all the same.
    for (kind, value, taken) in names.collect::<Vec<_>>().into_iter().rev() {
        if claims::find(tx, kind, value)?.is_some() {
            clash = Err(CreateCustomerError::Taken(taken));
        }
    }
    clash
}

fn claim_everything(
    tx: &mut Tx<'_>,
    customer: &Customer,
    prepared: &Prepared,
) -> Result<(), CreateCustomerError> {
    let branch = customer.key.branch;
    let himself = Claimant::Customer(customer.key.id);
    let host = customer.profile.branding.dns_alias.as_ref().map(|host| host.as_str());
    let names = unique_names(customer.profile.name.as_str(), prepared.web_login.as_ref(), host);
    for (kind, value, taken) in names {
        let claimant = match kind {
            ClaimKind::Login => Claimant::WebUser(prepared.ids.web_user),
            _ => himself,
        };
        if !claims::take(tx, kind, value, branch, claimant)? {
            return Err(CreateCustomerError::Taken(taken));
        }
    }
    let (id, object_id) = (customer.key.id.to_string(), customer.object_id.to_string());
    for (kind, value) in [(ClaimKind::CustomerId, id), (ClaimKind::ObjectId, object_id)] {
        if !claims::take(tx, kind, &value, branch, himself)? {
            return Err(StoreError::inconsistent("a new number is taken").into());
        }
    }
    Ok(())
}

/// The two balances that every customer has. Who pays afterwards has no limit in message credits: the interface that
/// sets the type names none.
fn balances(customer: &Customer, draft: &Draft, ids: NewCustomerIds) -> (Balance, Balance) {
    let money = Commodity::Currency(customer.profile.base_currency);
    let credits = Commodity::MessageCredits;
    let money_limit = CreditLimit::Of(Amount::new(draft.credit_limit_units, money));
    let credits_limit = match customer.profile.billing_type {
        BillingType::Prepaid => CreditLimit::Of(Amount::zero(credits)),
        BillingType::Postpaid => CreditLimit::Unlimited,
    };
    (
        Balance::empty(ids.money, customer.key, money, money_limit),
        Balance::empty(ids.credits, customer.key, credits, credits_limit),
    )
}

fn decide_endowments(
    grant: Grant<AddCustomer>,
    owner: &Customer,
    customer: Customer,
    mut money: Balance,
    mut credits: Balance,
    request: &CreateCustomer,
) -> Result<Decided, CreateCustomerError> {
    let opening = Amount::new(request.draft.balance_units, money.commodity());
    let free = match request.free_credits {
        true => owner.profile.reseller.free_credits,
        false => Amount::zero(Commodity::MessageCredits),
    };
    let opened = endow(&mut money, SystemAccount::OpeningBalances, opening)?;
    let given = endow(&mut credits, SystemAccount::FreeCredits, free)?;
    // Every later movement asks what is available: a sum that does not fit is refused here, where it is named.
    money.available()?;
    let endowments = [(PostingKind::OpeningBalance, opened), (PostingKind::FreeCredits, given)];
    let endowments = endowments.into_iter().filter_map(|(kind, entry)| Some((kind, entry?))).collect();
    Ok(Decided { grant, is_first: !owner.had_customers, customer, money, credits, endowments })
}

/// An object id as the text that a keyed answer is remembered with.
pub(crate) mod object_id_text {
    use party::ids::ObjectId;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(crate) fn serialize<S: Serializer>(id: &ObjectId, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ObjectId, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
