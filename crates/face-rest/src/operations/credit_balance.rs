//! `user/creditBalance`: the credits that a user can spend.

use app::authenticate::user::authenticate;
use app::credits::own_balance::own_balance;

use crate::answer::{Failure, Success};
use crate::call::Call;
use crate::catalogue::fields;
use crate::errors::of_user;
use crate::values;

pub(super) async fn run(call: &Call) -> Result<Success, Failure> {
    let reader = call.read()?;
    let username = reader.required(&fields::USERNAME, values::user_name)?;
    let password = reader.required(&fields::PASSWORD, values::password)?;
    let user = authenticate(&call.app, &username, &password).await.map_err(of_user)?;
    call.caller.get_or_init(|| format!("account:{}", user.account.id));
    let balance = own_balance(&call.app, &user).await?;
    Ok(Success::CreditBalance(balance.amount))
}
