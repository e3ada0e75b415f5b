//! `reseller/create`: a reseller below the one who asks.

use app::customer::create::{CreateCustomer, create};
use party::billing::BillingType;
use party::customer::{BillingChoice, Change, Draft, RightsChoice, TariffChoice};

use crate::answer::{Failure, Success};
use crate::authenticate::{self, Credentials};
use crate::call::Call;
use crate::catalogue::fields;
use crate::errors::{NewName, of_create_customer};
use crate::status::Status;
use crate::values;

const NAME: NewName = NewName { field: &fields::NEW_RESELLER, taken: Status::ResellerTaken };

pub(super) async fn run(call: &Call) -> Result<Success, Failure> {
    let (credentials, request) = read(call)?;
    let parent = authenticate::reseller(call, &credentials).await?;
    let created = create(&call.app, &parent.context, request).await;
    let created = created.map_err(|error| of_create_customer(error, NAME))?;
    Ok(Success::Made("resellerId", created.object_id))
}

fn read(call: &Call) -> Result<(Credentials, CreateCustomer), Failure> {
    let reader = call.read()?;
    let (name, login) = reader.required(&fields::NEW_RESELLER, values::new_reseller_name)?;
    let password = reader.required(&fields::PASSWORD, values::password)?;
    let credentials = Credentials::read(reader, &fields::RESELLER_NAME, &fields::RESELLER_PASSWORD)?;
    let billing_type = reader.optional(&fields::BILLING_TYPE, values::billing_type)?;
    let default_billing_type =
        reader.optional(&fields::DEFAULT_CUSTOMER_BILLING_TYPE, values::billing_type)?;
    let free_credits = reader.optional(&fields::FREE_CREDITS, values::credits_not_negative)?;
    let api_revision = reader.optional(&fields::API_REVISION, values::api_revision)?;
    let draft = Draft {
        billing_type: billing_type
            .map_or(BillingChoice::Default(BillingType::Postpaid), BillingChoice::Explicit),
        rights: RightsChoice::Reseller,
        change: Change {
            default_billing_type,
            free_credits_units: free_credits,
            api_revision,
            ..Change::default()
        },
        ..Draft::new(name, TariffChoice::Unset)
    };
    let request = CreateCustomer {
        owner: None,
        draft,
        web_login: Some(login),
        web_password: Some(password.clone()),
        api_password: Some(password),
        free_credits: false,
    };
    Ok((credentials, request))
}
