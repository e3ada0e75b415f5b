//! The credits that a user can spend: his customer's.

use charging::Balance;
use money::Commodity;
use store::StoreError;
use store::tables::ledger;

use crate::app::App;
use crate::authenticate::user::User;

/// The balance that `user` spends.
///
/// # Errors
/// The store's.
pub async fn own_balance(app: &App, user: &User) -> Result<Balance, StoreError> {
    let customer = user.customer;
    app.store()
        .read("credits.own_balance", move |tx| {
            let balance = ledger::load_balance(tx, customer, Commodity::MessageCredits)?;
            balance.ok_or_else(|| StoreError::inconsistent("a customer lacks a balance"))
        })
        .await
}
