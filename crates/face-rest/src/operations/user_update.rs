//! `user/update`: a user, changed.

use app::account::update::{UpdateAccount, update};
use party::ids::ObjectId;

use crate::answer::{Failure, Success};
use crate::authenticate::{self, Credentials};
use crate::call::Call;
use crate::catalogue::fields;
use crate::errors::of_update_account;
use crate::values;

pub(super) async fn run(call: &Call) -> Result<Success, Failure> {
    let (user, credentials, request) = read(call)?;
    let reseller = authenticate::reseller(call, &credentials).await?;
    update(&call.app, &reseller.context, user, request).await.map_err(of_update_account)?;
    Ok(Success::Done)
}

fn read(call: &Call) -> Result<(ObjectId, Credentials, UpdateAccount), Failure> {
    let reader = call.read()?;
    let user = reader.required(&fields::USER_ID, values::object_id)?;
    let credentials = Credentials::read(reader, &fields::RESELLER_NAME, &fields::RESELLER_PASSWORD)?;
    let request = UpdateAccount {
        contact_name: reader.optional_or_empty(&fields::CONTACT_NAME, values::line)?,
        email: reader.optional(&fields::EMAIL, values::email)?.map(Some),
        phone: reader.optional(&fields::PHONE_NUMBER, values::phone_number)?.map(Some),
        final_status_push: reader
            .optional_or_empty(&fields::FINAL_STATUS_PUSH, values::clearable(values::final_status_push))?,
        source_address_swappable: reader.optional(&fields::SWAPPING_SOURCE_ADDRESS_ALLOWED, values::flag)?,
        source_address: reader
            .optional_or_empty(&fields::SOURCE_ADDRESS, values::clearable(values::source_address))?,
        username: reader.optional(&fields::CHANGED_USERNAME, values::user_name)?,
    };
    Ok((user, credentials, request))
}
