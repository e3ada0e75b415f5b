//! Reading one customer with his money.

use charging::Balance;
use party::access::{Refusal, View};
use party::ids::{CustomerId, CustomerKey, ObjectId};
use party::names::CustomerName;
use store::tables::claims::{self, ClaimKind};
use store::tables::customer_views;
pub use store::tables::customer_views::CustomerView;
use store::{StoreError, Tx};

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
            let view = load(tx, &lookup)?;
            caller.grant::<View>(&view.customer)?;
            Ok(view)
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
            let owner = locate::owner_to_view(tx, &caller, owner)?;
            let view = load(tx, &lookup)?;
            if view.customer.owner() != Some(owner) {
                return Err(FindCustomerError::Unknown);
            }
            Ok(view)
        })
        .await
}

/// The message credits of the customer called `name`, anywhere in the caller's branch.
///
/// # Errors
/// [`FindCustomerError`].
pub async fn find_credits(
    app: &App,
    context: &Context,
    name: CustomerName,
) -> Result<Balance, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("customer.find_credits", move |tx| {
            let found = customer_views::find_credits(tx, name.as_str())?;
            let (place, credits) = found.ok_or(FindCustomerError::Unknown)?;
            caller.grant_at::<View>(place.key, &place.lineage)?;
            Ok(credits.ok_or_else(|| StoreError::inconsistent("a customer lacks a balance"))?)
        })
        .await
}

pub(crate) fn key_of(tx: &mut Tx<'_>, lookup: &Lookup) -> Result<Option<CustomerKey>, StoreError> {
    let (kind, value) = claim_of(lookup);
    Ok(claims::find(tx, kind, &value)?.and_then(|claim| claim.customer()))
}

fn load(tx: &mut Tx<'_>, lookup: &Lookup) -> Result<CustomerView, FindCustomerError> {
    let (kind, value) = claim_of(lookup);
    if let Some(view) = customer_views::find(tx, kind, &value)? {
        return Ok(view);
    }
    match key_of(tx, lookup)? {
        None => Err(FindCustomerError::Unknown),
        Some(_) => Err(StoreError::inconsistent("a customer lacks his login or a balance").into()),
    }
}

fn claim_of(lookup: &Lookup) -> (ClaimKind, String) {
    match lookup {
        Lookup::Id(id) => (ClaimKind::CustomerId, id.to_string()),
        Lookup::Name(name) => (ClaimKind::CustomerName, name.as_str().to_owned()),
        Lookup::ObjectId(id) => (ClaimKind::ObjectId, id.to_string()),
    }
}
