//! `customer/update`: a customer, changed.

use app::customer::find::Lookup;
use app::customer::update::{UpdateCustomer, update};
use party::customer::Change;
use party::ids::ObjectId;

use super::told_apart;
use crate::answer::{Failure, Success};
use crate::authenticate::{self, Credentials};
use crate::call::Call;
use crate::catalogue::fields;
use crate::errors::of_update_customer;
use crate::values;

pub(super) async fn run(call: &Call) -> Result<Success, Failure> {
    let (customer, credentials, change) = read(call)?;
    let reseller = authenticate::reseller(call, &credentials).await?;
    let request = UpdateCustomer { change, ..UpdateCustomer::default() };
    let updated = update(&call.app, &reseller.context, Lookup::ObjectId(customer), request).await;
    told_apart(call, &reseller, customer, updated.map_err(of_update_customer)).await
}

fn read(call: &Call) -> Result<(ObjectId, Credentials, Change), Failure> {
    let reader = call.read()?;
    let customer = reader.required(&fields::SUBJECT_CUSTOMER_ID, values::object_id)?;
    let credentials = Credentials::read(reader, &fields::RESELLER_NAME, &fields::RESELLER_PASSWORD)?;
    let name = reader.optional(&fields::CHANGED_NAME, values::new_customer_name)?;
    let integration_id = reader.optional_or_empty(&fields::INTEGRATION_ID, values::line)?;
    let rotation = reader.optional(&fields::ROTATION_ALGORITHM, values::rotation_algorithm)?;
    reader.optional(&fields::FIXED_BILLING_TYPE, values::no_billing_type)?;
    let inbound_charge = reader.optional(&fields::MO_CHARGE, values::integer)?;
    let source_address =
        reader.optional_or_empty(&fields::SOURCE_ADDRESS, values::clearable(values::source_address))?;
    let change =
        Change { name, integration_id, rotation, inbound_charge, source_address, ..Change::default() };
    Ok((customer, credentials, change))
}
