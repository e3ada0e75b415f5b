//! `customer-user/create`: a customer and his first user, both or neither.

use app::customer::create::CreateCustomer;
use app::customer::create_with_user::{CreateWithUser, create};
use messaging::RotationAlgorithm;
use party::account::AccountProfile;
use party::customer::{BillingChoice, Change, Draft, TariffChoice};

use crate::answer::{Failure, Success};
use crate::authenticate::{self, Credentials};
use crate::call::Call;
use crate::catalogue::fields;
use crate::errors::{NewName, of_create_with_user};
use crate::status::Status;
use crate::values;

const NAME: NewName = NewName { field: &fields::NEW_CUSTOMER, taken: Status::CustomerTaken };

pub(super) async fn run(call: &Call) -> Result<Success, Failure> {
    let (credentials, request) = read(call)?;
    let reseller = authenticate::reseller(call, &credentials).await?;
    let created = create(&call.app, &reseller.context, request).await;
    created.map_err(|error| of_create_with_user(error, NAME))?;
    Ok(Success::Done)
}

fn read(call: &Call) -> Result<(Credentials, CreateWithUser), Failure> {
    let reader = call.read()?;
    let contact_name = reader.optional(&fields::CONTACT_NAME, values::line)?.unwrap_or_default();
    let email = reader.optional(&fields::EMAIL, values::email)?;
    let username = reader.required(&fields::USERNAME, values::user_name)?;
    let password = reader.required(&fields::PASSWORD, values::password)?;
    let name = reader.required(&fields::NEW_CUSTOMER, values::new_customer_name)?;
    let credentials = Credentials::read(reader, &fields::RESELLER_NAME, &fields::RESELLER_PASSWORD)?;
    let phone = reader.optional(&fields::PHONE_NUMBER, values::phone_number)?;
    let free_credits = reader.required(&fields::APPLY_FREE_CREDITS, values::flag)?;
    let draft = Draft {
        billing_type: BillingChoice::OfOwner,
        change: Change { rotation: Some(RotationAlgorithm::Conversation), ..Change::default() },
        ..Draft::new(name, TariffChoice::Unset)
    };
    let customer = CreateCustomer {
        owner: None,
        draft,
        web_login: None,
        web_password: None,
        api_password: None,
        free_credits,
    };
    let user = AccountProfile {
        username,
        contact_name,
        email,
        phone,
        final_status_push: None,
        source_address_swappable: false,
        source_address: None,
    };
    Ok((credentials, CreateWithUser { customer, user, password }))
}
