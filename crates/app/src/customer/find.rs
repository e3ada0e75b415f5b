//! Reading one customer with his money.

use charging::Balance;
use money::Commodity;
use party::access::{Refusal, View};
use party::customer::Customer;
use party::ids::{CustomerId, CustomerKey, ObjectId};
use party::names::CustomerName;
use store::tables::claims::{self, ClaimKind};
use store::tables::web_users::WebUser;
use store::tables::{api_credentials, customers, ledger, web_users};
use store::{Lock, StoreError, Tx};

use super::locate;
use crate::app::App;
use crate::context::Context;

/// How a customer is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// By number.
    Id(CustomerId),
    /// By name.
    Name(CustomerName),
    /// By his other id.
    ObjectId(ObjectId),
}

impl From<CustomerId> for Lookup {
    fn from(id: CustomerId) -> Self {
        Self::Id(id)
    }
}

/// A customer, his login and what he has.
#[derive(Debug, Clone)]
pub struct CustomerView {
    /// He.
    pub customer: Customer,
    /// The login that was made with him.
    pub web_user: WebUser,
    /// Whether he has an API password.
    pub has_api_password: bool,
    /// His money.
    pub money: Balance,
    /// His message credits.
    pub credits: Balance,
}

/// Why nobody was found.
#[derive(Debug, thiserror::Error)]
pub enum FindCustomerError {
    /// There is no such customer at all.
    #[error("there is no such customer")]
    Unknown,
    /// He stands outside the caller's branch: for the voice dialect, there is no such customer.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(FindCustomerError);

/// The customer that `lookup` names, anywhere in the caller's branch.
///
/// # Errors
/// [`FindCustomerError`].
pub async fn find(app: &App, context: &Context, lookup: Lookup) -> Result<CustomerView, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("customer.find", move |tx| {
            let key = key_of(tx, &lookup)?.ok_or(FindCustomerError::Unknown)?;
            let (_, customer) = locate::by_key::<View>(tx, &caller, key, Lock::Share)?;
            Ok(view(tx, customer)?)
        })
        .await
}

/// The customer that `lookup` names among those directly below `owner`, or below the caller where none is named.
///
/// # Errors
/// [`FindCustomerError::Refused`]: no such owner in the caller's branch; [`FindCustomerError::Unknown`]: the owner has
/// no such customer.
pub async fn find_owned(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    lookup: Lookup,
) -> Result<CustomerView, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("customer.find_owned", move |tx| {
            let (_, owner) = locate::owner::<View>(tx, &caller, owner, Lock::Share)?;
            let key = key_of(tx, &lookup)?.ok_or(FindCustomerError::Unknown)?;
            let found = customers::load(tx, key, Lock::Share)?;
            let owned = found.filter(|customer| customer.owner() == Some(owner.key.id));
            Ok(view(tx, owned.ok_or(FindCustomerError::Unknown)?)?)
        })
        .await
}

pub(crate) fn key_of(tx: &mut Tx<'_>, lookup: &Lookup) -> Result<Option<CustomerKey>, StoreError> {
    let claim = match lookup {
        Lookup::Id(id) => claims::find(tx, ClaimKind::CustomerId, &id.to_string()),
        Lookup::Name(name) => claims::find(tx, ClaimKind::CustomerName, name.as_str()),
        Lookup::ObjectId(id) => claims::find(tx, ClaimKind::ObjectId, &id.to_string()),
    };
    Ok(claim?.and_then(|claim| claim.customer()))
}

fn view(tx: &mut Tx<'_>, customer: Customer) -> Result<CustomerView, StoreError> {
    let missing = || StoreError::inconsistent("a customer lacks a balance");
    let currency = Commodity::Currency(customer.profile.base_currency);
    Ok(CustomerView {
        web_user: web_users::load_default(tx, customer.key)?,
        has_api_password: api_credentials::load(tx, customer.key)?.is_some(),
        money: ledger::load_balance(tx, customer.key, currency)?.ok_or_else(missing)?,
        credits: ledger::load_balance(tx, customer.key, Commodity::MessageCredits)?.ok_or_else(missing)?,
        customer,
    })
}
