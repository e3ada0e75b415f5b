//! `customer/create`: a customer without users, by either published version of the page.

use app::customer::create::{CreateCustomer, create};
use party::billing::{ApiRevision, BillingType};
use party::customer::{BillingChoice, Change, Draft, TariffChoice};

use crate::answer::{Failure, Success};
use crate::authenticate::{self, Credentials};
use crate::call::{Call, Reader, missing};
use crate::catalogue::fields;
use crate::errors::{NewName, of_create_customer};
use crate::status::Status;
use crate::values;

const NAME: NewName = NewName { field: &fields::NEW_NAME, taken: Status::CustomerTaken };

pub(super) async fn run(call: &Call) -> Result<Success, Failure> {
    let reader = call.read()?;
    let name = reader.required(&fields::NEW_NAME, values::new_customer_name)?;
    let credentials = Credentials::read(reader, &fields::RESELLER_NAME, &fields::RESELLER_PASSWORD)?;
    let integration_id = reader.optional_or_empty(&fields::INTEGRATION_ID, values::line)?;
    let rotation = reader.optional(&fields::ROTATION_ALGORITHM, values::rotation_algorithm)?;
    let billing_type = reader.optional(&fields::BILLING_TYPE, values::billing_type)?;
    let inbound_charge = reader.optional(&fields::MO_CHARGE, values::integer)?;
    let reseller = authenticate::reseller(call, &credentials).await?;
    let mut draft = Draft {
        billing_type: billing_type
            .map_or(BillingChoice::Default(BillingType::Postpaid), BillingChoice::Explicit),
        change: Change {
            rotation,
            inbound_charge,
            integration_id: integration_id.clone(),
            ..Change::default()
        },
        ..Draft::new(name, TariffChoice::Unset)
    };
    match reseller.revision {
        ApiRevision::Older => {}
        ApiRevision::Newer if integration_id.is_none() => return Err(missing(&fields::INTEGRATION_ID)),
        ApiRevision::Newer => add_newer(reader, &mut draft)?,
    }
    let request = CreateCustomer {
        owner: None,
        draft,
        web_login: None,
        web_password: None,
        api_password: None,
        free_credits: false,
    };
    let created = create(&call.app, &reseller.context, request).await;
    let created = created.map_err(|error| of_create_customer(error, NAME))?;
    Ok(Success::Made("customerId", created.object_id))
}

/// What the newer revision takes, and the older one does not know.
fn add_newer(reader: Reader<'_>, draft: &mut Draft) -> Result<(), Failure> {
    let source_address = reader.optional(&fields::SOURCE_ADDRESS, values::source_address)?;
    draft.change.source_address = Some(source_address);
    Ok(())
}
