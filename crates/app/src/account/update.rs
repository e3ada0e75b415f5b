//! Changing an account, its name included.

use messaging::{FinalStatusPush, MailAddress, SourceAddress};
use party::access::EditAccount;
use party::account::{self, Account, AccountProfile, NameNotAdmitted};
use party::contact::PhoneNumber;
use party::customer::Customer;
use party::names::UserName;
use party::text::Line;
use store::tables::accounts;
use store::tables::claims::{self, ClaimKind, Claimant};
use store::{StoreError, Tx};

pub use super::hold::ChangeAccountError;
use super::hold::{AccountLookup, Held, hold};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::idempotency::{IdempotencyConflict, write_once};

/// What is to change; what is not given stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UpdateAccount {
    /// What it signs in and sends with.
    pub username: Option<UserName>,
    /// Contact person.
    pub contact_name: Option<Line<64>>,
    /// E-mail address, or none.
    pub email: Option<Option<MailAddress>>,
    /// Telephone, or none.
    pub phone: Option<Option<PhoneNumber>>,
    /// Where the final status of a sent message goes, or nowhere.
    pub final_status_push: Option<Option<FinalStatusPush>>,
    /// Whether the platform may replace the sender of a message.
    pub source_address_swappable: Option<bool>,
    /// Used when a message names no sender, or none.
    pub source_address: Option<Option<SourceAddress>>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateAccountError {
    /// For a reason that can meet every change.
    #[error(transparent)]
    Change(ChangeAccountError),
    /// The new name is taken.
    #[error("the user name is taken")]
    Taken,
    /// The customer's rule refuses the new name.
    #[error(transparent)]
    Name(#[from] NameNotAdmitted),
}

impl From<ChangeAccountError> for UpdateAccountError {
    fn from(error: ChangeAccountError) -> Self {
        Self::Change(error)
    }
}

impl From<IdempotencyConflict> for UpdateAccountError {
    fn from(conflict: IdempotencyConflict) -> Self {
        Self::Change(conflict.into())
    }
}

impl From<StoreError> for UpdateAccountError {
    fn from(error: StoreError) -> Self {
        Self::Change(error.into())
    }
}

/// Changes the account.
///
/// # Errors
/// [`UpdateAccountError`], in the order in which it lists them.
pub async fn update(
    app: &App,
    context: &Context,
    account: impl Into<AccountLookup>,
    request: UpdateAccount,
) -> Result<(), UpdateAccountError> {
    let account = account.into();
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "account.update", move |tx| {
        let Held { grant, customer, stored }: Held<EditAccount> = hold(tx, &within.caller, &account)?;
        let before = stored.account;
        let changed = Account { profile: apply(&before.profile, request.clone()), ..before.clone() };
        rename(tx, &customer, &before, &changed)?;
        accounts::update(tx, &grant, &changed)?;
        let change = Change {
            customer: customer.key,
            operation: "account.update",
            object: format!("account:{}", before.id),
            before: Some(audit::account(&before)),
            after: Some(audit::account(&changed)),
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}

fn apply(before: &AccountProfile, change: UpdateAccount) -> AccountProfile {
    let before = before.clone();
    AccountProfile {
        username: change.username.unwrap_or(before.username),
        contact_name: change.contact_name.unwrap_or(before.contact_name),
        email: change.email.unwrap_or(before.email),
        phone: change.phone.unwrap_or(before.phone),
        final_status_push: change.final_status_push.unwrap_or(before.final_status_push),
        source_address_swappable: change.source_address_swappable.unwrap_or(before.source_address_swappable),
        source_address: change.source_address.unwrap_or(before.source_address),
    }
}

/// Claims the new name and gives back the old. A name that stays need not match a rule that came after it.
pub(super) fn rename(
    tx: &mut Tx<'_>,
    customer: &Customer,
    before: &Account,
    after: &Account,
) -> Result<(), UpdateAccountError> {
    let (old, new) = (&before.profile.username, &after.profile.username);
    if old == new {
        return Ok(());
    }
    let claimant = Claimant::Account(before.id);
    if !claims::take(tx, ClaimKind::Login, new.as_str(), customer.key.branch, claimant)? {
        return Err(UpdateAccountError::Taken);
    }
    account::admit(customer, new)?;
    Ok(claims::release(tx, ClaimKind::Login, old.as_str())?)
}
