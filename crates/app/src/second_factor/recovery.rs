//! Recovery codes: for who lost the program that makes his codes.

use serde_json::json;
use store::tables::second_factors::{self, RecoveryCodeHash};

use super::codes::{RecoveryCode, Typed};
use super::{ChangeSecondFactorError, Owner, RECOVERY_CODES, check, spend, try_code};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::session::Session;

/// Codes to be shown, and what is kept of them.
pub(super) struct NewCodes {
    pub(super) codes: Vec<RecoveryCode>,
    pub(super) hashes: Vec<RecoveryCodeHash>,
}

pub(super) fn generate(app: &App, owner: Owner) -> NewCodes {
    let codes: Vec<RecoveryCode> = (0..RECOVERY_CODES).map(|_| RecoveryCode::generate(app)).collect();
    let hashes = codes.iter().map(|code| code.hash(app.key(), owner)).collect();
    NewCodes { codes, hashes }
}

/// Makes new recovery codes in the place of those that the person has, used or not. `code` is one of his, perhaps a
/// recovery code.
///
/// # Errors
/// [`ChangeSecondFactorError`], but that no password is asked for; without a second factor no code is right.
pub async fn renew_recovery_codes(
    app: &App,
    context: &Context,
    session: &Session,
    code: &str,
) -> Result<Vec<RecoveryCode>, ChangeSecondFactorError> {
    let typed = Typed::parse(code);
    try_code(app, context, session, typed.clone()).await?;
    let owner = Owner::of(session)?;
    let NewCodes { codes, hashes } = generate(app, owner);
    let audit_id = app.next_id(Sequence::Record).await?;
    let (within, object, key) = (context.clone(), session.object(), app.key().clone());
    app.store()
        .write("second_factor.renew", move |tx| {
            let proof = check(tx, &key, owner, &typed, within.now)?;
            spend(tx, owner, proof.ok_or(ChangeSecondFactorError::WrongCode)?)?;
            second_factors::put_recovery_codes(tx, owner.customer, owner.person, &hashes)?;
            let change = Change {
                customer: owner.customer,
                operation: "second_factor.renew_recovery_codes",
                object: object.clone(),
                before: None,
                after: Some(json!({ "recovery_codes": hashes.len() })),
            };
            Ok::<_, ChangeSecondFactorError>(audit::record(tx, &within, audit_id, change)?)
        })
        .await?;
    Ok(codes)
}
