//! `user/delete`: a user, removed.

use app::account::delete::delete;

use crate::answer::{Failure, Success};
use crate::authenticate::{self, Credentials};
use crate::call::Call;
use crate::catalogue::fields;
use crate::errors::of_delete_account;
use crate::values;

pub(super) async fn run(call: &Call) -> Result<Success, Failure> {
    let reader = call.read()?;
    let user = reader.required(&fields::USER_ID, values::object_id)?;
    let credentials = Credentials::read(reader, &fields::RESELLER_NAME, &fields::RESELLER_PASSWORD)?;
    let reseller = authenticate::reseller(call, &credentials).await?;
    delete(&call.app, &reseller.context, user).await.map_err(of_delete_account)?;
    Ok(Success::Done)
}
