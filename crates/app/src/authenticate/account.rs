//! Holders of accounts at the self-care site: by name or e-mail address, and the password or the one that serves once.

use party::access::{Caller, View};
use party::ids::{AccountId, CustomerId, CustomerKey};
use party::password::Password;
use serde_json::json;
use store::tables::accounts::{self, StoredAccount};
use store::tables::authentication;
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::customers;
use store::{Lock, StoreError, Tx};

use super::web_user::{AuthenticateWebUserError, Credential, admit, credential_of, serving};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::locate::{self, LocateError};
use crate::throttle::Secret;

/// Accounts with the same e-mail address that are looked at.
const SAME_EMAIL_MAX: i64 = 64;

/// An account whose password was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedInAccount {
    /// Its number.
    pub id: AccountId,
    /// Whose it is.
    pub customer: CustomerKey,
    /// It was the password that serves once, and it has served.
    pub by_one_time_password: bool,
    /// A digest of what its own password is checked against.
    pub credential: Credential,
}

/// The account called `name`, or the only one with that e-mail address, in the branch of `owner` or else of the caller, if
/// `password` is its. A password that serves once is taken from it.
///
/// # Errors
/// [`AuthenticateWebUserError`]; an account that is blocked or expired is denied as well.
pub async fn authenticate(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    name: &str,
    password: &Password,
) -> Result<SignedInAccount, AuthenticateWebUserError> {
    let attempt = app.login_attempt(context.face, context.peer, Secret::Password, name)?;
    let found = find(app, context, owner, name).await?;
    let usual = found.as_ref().map(|stored| stored.password_hash.as_str());
    let one_time = found.as_ref().and_then(|stored| serving(stored.one_time.as_ref(), context.now));
    let by_one_time = admit(app, attempt, usual, one_time, password).await?;
    let stored = found.ok_or(AuthenticateWebUserError::Denied)?;
    let (id, customer) = (stored.account.id, stored.account.customer);
    let credential = credential_of(Some(&stored.password_hash));
    if by_one_time {
        consume(app, context, stored).await?;
    }
    Ok(SignedInAccount { id, customer, by_one_time_password: by_one_time, credential })
}

/// The account, if it may be let in at all.
async fn find(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    name: &str,
) -> Result<Option<StoredAccount>, StoreError> {
    let (caller, now, name) = (context.caller.clone(), context.now, name.to_owned());
    app.store()
        .read("authenticate.account", move |tx| {
            let within = match (owner, &caller) {
                (None, Caller::System) => None,
                _ => match locate::owner::<View>(tx, &caller, owner, Lock::Share) {
                    Ok((_, owner)) => Some(owner.key),
                    Err(LocateError::Refused(_)) => return Ok(None),
                    Err(LocateError::Store(error)) => return Err(error),
                },
            };
            let mut found = Vec::new();
            for (customer, id) in candidates(tx, &name)? {
                found.extend(admitted(tx, within, customer, id, now.0)?);
            }
            // An address that several accounts have names none of them.
            Ok(found.pop().filter(|_| found.is_empty()))
        })
        .await
}

fn candidates(tx: &mut Tx<'_>, name: &str) -> Result<Vec<(CustomerKey, AccountId)>, StoreError> {
    if let Some(claim) = claims::find(tx, ClaimKind::Login, name)? {
        let Claimant::Account(id) = claim.claimant else { return Ok(Vec::new()) };
        let place = accounts::load_place(tx, claim.branch, id)?;
        return Ok(place.map(|customer| (customer, id)).into_iter().collect());
    }
    accounts::list_by_email(tx, name, SAME_EMAIL_MAX)
}

fn admitted(
    tx: &mut Tx<'_>,
    within: Option<CustomerKey>,
    customer: CustomerKey,
    id: AccountId,
    now_micros: i64,
) -> Result<Option<StoredAccount>, StoreError> {
    let gone = || StoreError::inconsistent("table account: its customer is gone");
    let above = authentication::load_above(tx, customer)?.ok_or_else(gone)?;
    let is_outside = |within: CustomerKey| within != customer && !above.lineage.contains(&within.id);
    if above.blocked || within.is_some_and(is_outside) {
        return Ok(None);
    }
    let stored = accounts::load_owned(tx, customer, id)?;
    let is_expired = |stored: &StoredAccount| {
        stored.account.endpoint().is_some_and(|endpoint| endpoint.is_expired(now_micros))
    };
    Ok(stored.filter(|stored| !stored.account.blocked && !is_expired(stored)))
}

/// Of many who use the same one-time password at the same time, one is let in.
async fn consume(app: &App, context: &Context, used: StoredAccount) -> Result<(), AuthenticateWebUserError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    app.store()
        .write("authenticate.account_one_time", move |tx| {
            let (key, id) = (used.account.customer, used.account.id);
            // The customer first: the higher in the tree is always locked before the lower.
            let customer = customers::load(tx, key, Lock::Share)?;
            let held = accounts::load_owned(tx, key, id)?;
            let is_gone = held.is_none_or(|held| held.one_time != used.one_time || held.account.blocked);
            if customer.is_none() || is_gone {
                return Err(AuthenticateWebUserError::Denied);
            }
            accounts::consume_one_time(tx, key, id)?;
            let change = Change {
                customer: key,
                operation: "account.use_one_time",
                object: format!("account:{id}"),
                before: Some(json!({ "one_time": true })),
                after: None,
            };
            Ok(audit::record(tx, &within, audit_id, change)?)
        })
        .await
}
