//! Removing a tariff on which nobody is.

use party::access::{DeleteTariff, Grant};
use party::ids::{CustomerId, TariffId};
use store::Tx;
use store::tables::{references, tariffs};

use crate::app::App;
use crate::audit;
use crate::context::Context;
use crate::owned::{self, Deed, DeleteOwnedError, Effect};

/// Removes the tariff `id` of `owner`, or of the caller where none is named. It is in use while a customer is on it, or
/// a service plan has it.
///
/// # Errors
/// [`DeleteOwnedError`], in the order in which it lists them; that the right is missing, after what is not there.
pub async fn delete(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    id: TariffId,
) -> Result<(), DeleteOwnedError> {
    let deed = Deed { owner, operation: "tariff.delete", object: format!("tariff:{id}") };
    let load = move |tx: &mut Tx<'_>, owner| tariffs::load_for_update(tx, owner, id);
    let unknown = || DeleteOwnedError::Unknown;
    owned::change(app, context, deed, load, unknown, move |tx, grant: &Grant<DeleteTariff>, tariff| {
        if !references::to_tariff(tx, tariff.owner.branch, id, 1)?.is_empty() {
            return Err(DeleteOwnedError::InUse);
        }
        tariffs::delete(tx, grant, id)?;
        Ok(Effect { before: Some(audit::tariff(&tariff)), after: None })
    })
    .await
}
