//! Removing a customer of whom nobody depends: what he holds is closed, what he owned goes with him.

use charging::PostingId;
use money::{AmountError, Commodity};
use party::access::{DeleteCustomer, Grant, Refusal};
use party::customer::Customer;
use party::ids::CustomerId;
use store::tables::claims::{self, ClaimKind};
use store::tables::{
    accounts, api_credentials, brand_files, customers, idempotency, ledger, low_balances, outbox,
    routing_groups, second_factors, service_plans, tariffs, web_sessions, web_users,
};
use store::{StoreError, Tx};

use super::find::Lookup;
use super::locate;
use super::update::{self, Found};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::funds::settle;
use crate::idempotency::{IdempotencyConflict, write_once};

/// Why a customer was not removed.
#[derive(Debug, thiserror::Error)]
pub enum DeleteCustomerError {
    /// The one acted for is not in the caller's branch.
    #[error("the one acted for is not in the caller's branch")]
    WrongOwner,
    /// The customer is absent, not the owner's, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// He owns customers, or earns a commission.
    #[error("other customers refer to this one")]
    HasCustomers,
    /// He has accounts.
    #[error("the customer has accounts")]
    HasAccounts,
    /// What he holds does not fit.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(DeleteCustomerError);

/// Removes the customer, directly below `owner` where one is named.
///
/// # Errors
/// [`DeleteCustomerError`]; then nothing has changed.
pub async fn delete(
    app: &App,
    context: &Context,
    customer: impl Into<Lookup>,
    owner: Option<CustomerId>,
) -> Result<(), DeleteCustomerError> {
    let customer = customer.into();
    let postings = [app.next_id(Sequence::Record).await?, app.next_id(Sequence::Record).await?];
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "customer.delete", move |tx| {
        if !update::may_act_for(tx, &within.caller, owner)? {
            return Err(DeleteCustomerError::WrongOwner);
        }
        let found: Found<DeleteCustomer> = update::find(tx, &within.caller, customer.clone(), owner)?;
        let Found { grant, customer, .. } = &found;
        if customers::is_referred_to(tx, customer.key.id)? {
            return Err(DeleteCustomerError::HasCustomers);
        }
        if accounts::has_any(tx, customer.key)? {
            return Err(DeleteCustomerError::HasAccounts);
        }
        close_balances(tx, &within, grant, customer, postings)?;
        let change = Change {
            customer: customer.key,
            operation: "customer.delete",
            object: format!("customer:{}", customer.key.id),
            before: Some(audit::customer(customer)),
            after: None,
        };
        // Before his row goes: the record tells where he stood.
        audit::record(tx, &within, audit_id, change)?;
        Ok(remove(tx, grant, customer)?)
    })
    .await
}

/// Posts what he holds to the closed, so that his entries sum to nothing, and removes the balances.
fn close_balances(
    tx: &mut Tx<'_>,
    context: &Context,
    grant: &Grant<DeleteCustomer>,
    customer: &Customer,
    postings: [i64; 2],
) -> Result<(), DeleteCustomerError> {
    let commodities = [Commodity::Currency(customer.profile.base_currency), Commodity::MessageCredits];
    for (commodity, posting) in commodities.into_iter().zip(postings) {
        let missing = || StoreError::inconsistent("a customer lacks a balance");
        let held = ledger::load_balance(tx, customer.key, commodity)?.ok_or_else(missing)?;
        settle::close::<_, DeleteCustomerError>(tx, context, grant, held, PostingId(posting))?;
    }
    Ok(())
}

/// Gives back his names and removes his rows; his postings and audit records stay.
fn remove(tx: &mut Tx<'_>, grant: &Grant<DeleteCustomer>, customer: &Customer) -> Result<(), StoreError> {
    for login in web_users::logins_of(tx, customer.key)? {
        claims::release(tx, ClaimKind::Login, &login)?;
    }
    if let Some(host) = &customer.profile.branding.dns_alias {
        claims::release(tx, ClaimKind::HostName, host.as_str())?;
    }
    claims::release(tx, ClaimKind::CustomerName, customer.profile.name.as_str())?;
    claims::release(tx, ClaimKind::CustomerId, &customer.key.id.to_string())?;
    claims::release(tx, ClaimKind::ObjectId, &customer.object_id.to_string())?;
    web_sessions::delete_all_of(tx, grant)?;
    second_factors::delete_all_of(tx, grant)?;
    brand_files::delete_all_of(tx, grant)?;
    web_users::delete_all_of(tx, grant)?;
    api_credentials::remove(tx, grant)?;
    low_balances::delete_of(tx, grant, customer.key)?;
    outbox::delete_of(tx, grant, customer.key)?;
    service_plans::delete_all_of(tx, grant)?;
    tariffs::delete_all_of(tx, grant)?;
    routing_groups::delete_all_of(tx, grant)?;
    idempotency::delete_all_of(tx, grant)?;
    customers::delete(tx, grant)
}
