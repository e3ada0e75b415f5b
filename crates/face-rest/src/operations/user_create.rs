//! `user/create`: a user of a customer.

use app::account::create::{CreateAccount, create};
use party::account::AccountProfile;
use party::text::Line;

use crate::answer::{Failure, Success};
use crate::authenticate::{self, Credentials};
use crate::call::Call;
use crate::catalogue::fields;
use crate::errors::of_create_account;
use crate::values;

pub(super) async fn run(call: &Call) -> Result<Success, Failure> {
    let (credentials, request) = read(call)?;
    let reseller = authenticate::reseller(call, &credentials).await?;
    let created = create(&call.app, &reseller.context, request).await.map_err(of_create_account)?;
    Ok(Success::Made("userId", created.object_id))
}

fn read(call: &Call) -> Result<(Credentials, CreateAccount), Failure> {
    let reader = call.read()?;
    let username = reader.required(&fields::USERNAME, values::user_name)?;
    let password = reader.required(&fields::PASSWORD, values::password)?;
    let credentials = Credentials::read(reader, &fields::RESELLER_NAME, &fields::RESELLER_PASSWORD)?;
    let customer = reader.required(&fields::CUSTOMER_ID, values::object_id)?;
    let profile = AccountProfile {
        username,
        contact_name: Line::default(),
        email: Some(reader.required(&fields::EMAIL, values::email)?),
        phone: Some(reader.required(&fields::PHONE_NUMBER, values::phone_number)?),
        final_status_push: reader.optional(&fields::FINAL_STATUS_PUSH, values::final_status_push)?,
        source_address_swappable: reader
            .optional(&fields::SWAPPING_SOURCE_ADDRESS_ALLOWED, values::flag)?
            .unwrap_or(false),
        source_address: reader.optional(&fields::SOURCE_ADDRESS, values::source_address)?,
    };
    Ok((credentials, CreateAccount { customer, profile, password }))
}
