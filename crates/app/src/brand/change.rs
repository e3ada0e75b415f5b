//! Changing one's own name, host name and style sheet.

use party::access::{ManageBrand, Refusal, View};
use party::customer::Customer;
use party::ids::{CustomerId, CustomerKey};
use party::names::HostName;
use party::text::{Block, Line};
use serde_json::{Value, json};
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::{brand_files, customers};
use store::{Lock, StoreError, Tx};

use super::{LogoPlace, logo_of};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::find::FindCustomerError;
use crate::customer::locate;
use crate::idempotency::{IdempotencyConflict, write_once};

/// A customer's brand as he edits it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnBrand {
    /// His number.
    pub customer: CustomerId,
    /// What his site is called while there is no company.
    pub customer_name: String,
    /// What his site is called; perhaps empty.
    pub company_name: String,
    /// Where it answers.
    pub host_name: Option<HostName>,
    /// The style sheet as he wrote it.
    pub css: String,
    /// His own logo.
    pub logo: Option<LogoPlace>,
    /// Whether he may choose a host name, see [`ChangeBrandError::HostNamesClosed`].
    pub may_choose_host_name: bool,
}

/// What the brand is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeBrand {
    /// What his site is called; empty: as the customer himself.
    pub company_name: Line<64>,
    /// Where it answers; none: nowhere but at everybody's site.
    pub host_name: Option<HostName>,
    /// The style sheet, as it was written.
    pub css: Block<65_536>,
}

/// Why the brand is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ChangeBrandError {
    /// There is nobody to change.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Root has no host name yet. Until the installation's own is claimed, whoever could choose one could choose that, and
    /// shut everybody else out: those above give host names, and nobody himself one.
    #[error("host names are chosen when the installation has its own")]
    HostNamesClosed,
    /// The host name is somebody's.
    #[error("the host name is taken")]
    Taken,
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(ChangeBrandError);

/// The caller's own brand.
///
/// # Errors
/// The store's; there is no such customer any more.
pub async fn own(app: &App, context: &Context) -> Result<OwnBrand, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("brand.own", move |tx| {
            let (_, customer) = locate::owner::<View>(tx, &caller, None, Lock::Share)?;
            let may_choose_host_name = customer.key == CustomerKey::ROOT || is_root_at_home(tx)?;
            let profile = &customer.profile;
            Ok(OwnBrand {
                customer: customer.key.id,
                customer_name: profile.name.as_str().to_owned(),
                company_name: profile.contact.company_name.as_str().to_owned(),
                host_name: profile.branding.dns_alias.clone(),
                css: profile.branding.css.as_str().to_owned(),
                logo: logo_of(&customer),
                may_choose_host_name,
            })
        })
        .await
}

/// Changes the caller's own brand. What he looked at before he saved it is forgotten.
///
/// # Errors
/// [`ChangeBrandError`]; then nothing has changed.
pub async fn change(app: &App, context: &Context, request: ChangeBrand) -> Result<(), ChangeBrandError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "brand.change", move |tx| {
        // Root is held before those below him, as everywhere.
        let is_root = within.caller.customer_id() == Some(CustomerKey::ROOT.id);
        let may_choose_host_name = is_root || (request.host_name.is_some() && is_root_at_home(tx)?);
        let (grant, before) = locate::owner::<ManageBrand>(tx, &within.caller, None, Lock::Update)?;
        let mut after = before.clone();
        after.profile.contact.company_name = request.company_name.clone();
        after.profile.branding.dns_alias = request.host_name.clone();
        after.profile.branding.css = request.css.clone();
        claim_host_name(tx, &before, &after, may_choose_host_name)?;
        customers::set_brand(tx, &grant, &after)?;
        brand_files::delete_draft(tx, &grant)?;
        if described(&before) == described(&after) {
            return Ok(());
        }
        let change = Change {
            customer: before.key,
            operation: "brand.change",
            object: format!("customer:{}", before.key.id),
            before: Some(described(&before)),
            after: Some(described(&after)),
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}

/// Takes the new host name, and gives the one before back. Whether he `may_choose` one matters where he has it not yet.
fn claim_host_name(
    tx: &mut Tx<'_>,
    before: &Customer,
    after: &Customer,
    may_choose: bool,
) -> Result<(), ChangeBrandError> {
    let [old, new] = [before, after].map(|customer| customer.profile.branding.dns_alias.as_ref());
    if new.is_some() && old != new && !may_choose {
        return Err(ChangeBrandError::HostNamesClosed);
    }
    let names = (old.map(HostName::as_str), new.map(HostName::as_str));
    let himself = Claimant::Customer(before.key.id);
    match claims::exchange(tx, ClaimKind::HostName, names, before.key.branch, himself)? {
        true => Ok(()),
        false => Err(ChangeBrandError::Taken),
    }
}

/// Whether root has a host name: nobody can take it from him.
fn is_root_at_home(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let root = customers::load(tx, CustomerKey::ROOT, Lock::Share)?;
    Ok(root.is_some_and(|root| root.profile.branding.dns_alias.is_some()))
}

fn described(customer: &Customer) -> Value {
    let (profile, branding) = (&customer.profile, &customer.profile.branding);
    json!({
        "company_name": profile.contact.company_name.as_str(),
        "host_name": branding.dns_alias.as_ref().map(HostName::as_str),
        "css": branding.css.as_str(),
    })
}
