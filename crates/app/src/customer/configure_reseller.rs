//! Changing what a reseller lays down for the customers he makes.

use money::{Amount, Commodity};
use party::access::{EditCustomer, Refusal};
use party::billing::{ApiRevision, BillingType};
use party::ids::CustomerId;
use store::tables::customers;
use store::{Lock, StoreError};

use super::locate::{self, LocateError};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;

/// What is to change; what is not given stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConfigureReseller {
    /// Billing type of customers made together with their first user.
    pub default_billing_type: Option<BillingType>,
    /// Free credits, in 10^-8; never negative.
    pub free_credits_units: Option<i64>,
    /// Revision of the messaging interface.
    pub api_revision: Option<ApiRevision>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ConfigureResellerError {
    /// The reseller is absent, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A prepaid reseller cannot have postpaid customers.
    #[error("a prepaid reseller cannot have postpaid customers")]
    BillingTypeIncompatible,
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<LocateError> for ConfigureResellerError {
    fn from(error: LocateError) -> Self {
        match error {
            LocateError::Refused(refusal) => Self::Refused(refusal),
            LocateError::Store(error) => Self::Store(error),
        }
    }
}

/// Changes the settings of the reseller.
///
/// # Errors
/// [`ConfigureResellerError`].
pub async fn configure(
    app: &App,
    context: &Context,
    reseller: CustomerId,
    request: ConfigureReseller,
) -> Result<(), ConfigureResellerError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    app.store()
        .write("reseller.configure", move |tx| {
            let found = locate::owner::<EditCustomer>(tx, &within.caller, Some(reseller), Lock::Update)?;
            let (grant, mut reseller) = found;
            let before = audit::reseller(&reseller);
            let settings = &mut reseller.profile.reseller;
            if let Some(billing_type) = request.default_billing_type {
                settings.default_billing_type = billing_type;
            }
            if let Some(units) = request.free_credits_units {
                settings.free_credits = Amount::new(units, Commodity::MessageCredits);
            }
            if let Some(revision) = request.api_revision {
                settings.api_revision = revision;
            }
            let prepaid = reseller.profile.billing_type == BillingType::Prepaid;
            if prepaid && reseller.profile.reseller.default_billing_type == BillingType::Postpaid {
                return Err(ConfigureResellerError::BillingTypeIncompatible);
            }
            customers::set_reseller(tx, &grant, reseller.profile.reseller)?;
            let change = Change {
                branch: reseller.key.branch,
                operation: "reseller.configure",
                object: format!("customer:{}", reseller.key.id),
                before: Some(before),
                after: Some(audit::reseller(&reseller)),
            };
            Ok(audit::record(tx, &within, audit_id, change)?)
        })
        .await
}
