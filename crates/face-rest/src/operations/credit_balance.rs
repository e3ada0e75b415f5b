//! `user/creditBalance`: the credits that a user can spend.

use app::credits::own_balance::own_balance;

use crate::answer::{Failure, Success};
use crate::authenticate;
use crate::call::Call;
use crate::catalogue::fields;
use crate::values;

pub(super) async fn run(call: &Call) -> Result<Success, Failure> {
    let reader = call.read()?;
    let username = reader.required(&fields::USERNAME, values::user_name)?;
    let password = reader.required(&fields::PASSWORD, values::password)?;
    let user = authenticate::user(call, &username, &password).await?;
    let balance = own_balance(&call.app, &user).await?;
    Ok(Success::CreditBalance(balance.amount))
}
