//! What a reseller lays down for the customers he makes: read by himself and by those above him, changed by those above.

use money::{Amount, Commodity};
use party::access::{EditCustomer, Refusal, View};
use party::billing::{ApiRevision, BillingType, ResellerSettings};
use party::customer::{self, Change as CustomerChange, RuleError};
use party::ids::CustomerKey;
use party::names::CustomerName;
use serde::{Deserialize, Serialize};
use store::tables::claims::{self, ClaimKind};
use store::tables::customers;
use store::{Lock, StoreError, Tx};

use super::find::{FindCustomerError, Lookup};
use super::locate;
use super::update::{self, Found};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::idempotency::{IdempotencyConflict, write_once};

/// What of the settings is to change; what is not given stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SettingsChange {
    /// Billing type of customers made with their first user.
    pub default_billing_type: Option<BillingType>,
    /// Free credits in 10^-8, never negative.
    pub free_credits_units: Option<i64>,
    /// Revision of the messaging interface.
    pub api_revision: Option<ApiRevision>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeSettingsError {
    /// There is no such customer at all.
    #[error("there is no such customer")]
    Unknown,
    /// The customer does not stand below the caller, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The tree's rules.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(ChangeSettingsError);

/// The settings of the customer called `name`, or of the caller where nobody is named.
///
/// # Errors
/// [`FindCustomerError`].
pub async fn read(
    app: &App,
    context: &Context,
    name: Option<CustomerName>,
) -> Result<ResellerSettings, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("customer.settings", move |tx| {
            let customer = match &name {
                None => locate::owner::<View>(tx, &caller, None, Lock::Share)?.1,
                Some(name) => {
                    let key = key_of(tx, name)?.ok_or(FindCustomerError::Unknown)?;
                    locate::by_key::<View>(tx, &caller, key, Lock::Share)?.1
                }
            };
            Ok(customer.profile.reseller)
        })
        .await
}

/// Changes the settings of the customer called `name`, anywhere below the caller; nobody changes his own. Answers with the
/// settings after that.
///
/// # Errors
/// [`ChangeSettingsError`], in the order in which it lists them.
pub async fn change(
    app: &App,
    context: &Context,
    name: CustomerName,
    change: SettingsChange,
) -> Result<ResellerSettings, ChangeSettingsError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    let remembered: Remembered = write_once(app, context, "customer.change_settings", move |tx| {
        key_of(tx, &name)?.ok_or(ChangeSettingsError::Unknown)?;
        let lookup = Lookup::Name(name.clone());
        let Found { grant, customer, owner }: Found<EditCustomer> =
            update::find(tx, &within.caller, lookup, None)?;
        let changed = customer::update(&grant, &owner, &customer, asked(change), None)?;
        customers::update(tx, &grant, &changed)?;
        let record = Change {
            customer: customer.key,
            operation: "customer.change_settings",
            object: format!("customer:{}", customer.key.id),
            before: Some(audit::reseller(&customer)),
            after: Some(audit::reseller(&changed)),
        };
        audit::record(tx, &within, audit_id, record)?;
        Ok::<_, ChangeSettingsError>(Remembered::of(&changed.profile.reseller))
    })
    .await?;
    let unknown = || StoreError::inconsistent("table idempotency: a remembered setting is unknown");
    Ok(remembered.settings().ok_or_else(unknown)?)
}

/// Settings as the numbers they are stored under: the form in which a keyed answer is remembered.
#[derive(Debug, Serialize, Deserialize)]
struct Remembered {
    default_billing_type: i64,
    free_credits_units: i64,
    api_revision: i64,
}

impl Remembered {
    fn of(settings: &ResellerSettings) -> Self {
        Self {
            default_billing_type: settings.default_billing_type.code(),
            free_credits_units: settings.free_credits.units(),
            api_revision: settings.api_revision.code(),
        }
    }

    fn settings(&self) -> Option<ResellerSettings> {
        Some(ResellerSettings {
            default_billing_type: BillingType::from_code(self.default_billing_type)?,
            free_credits: Amount::new(self.free_credits_units, Commodity::MessageCredits),
            api_revision: ApiRevision::from_code(self.api_revision)?,
        })
    }
}

fn key_of(tx: &mut Tx<'_>, name: &CustomerName) -> Result<Option<CustomerKey>, StoreError> {
    let claim = claims::find(tx, ClaimKind::CustomerName, name.as_str())?;
    Ok(claim.and_then(|claim| claim.customer()))
}

fn asked(change: SettingsChange) -> CustomerChange {
    CustomerChange {
        default_billing_type: change.default_billing_type,
        free_credits_units: change.free_credits_units,
        api_revision: change.api_revision,
        ..CustomerChange::default()
    }
}
