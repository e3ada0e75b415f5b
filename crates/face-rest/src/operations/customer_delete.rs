//! `customer/delete`: a customer, removed.

use app::customer::delete::delete;
use app::customer::find::Lookup;

use super::told_apart;
use crate::answer::{Failure, Success};
use crate::authenticate::{self, Credentials};
use crate::call::Call;
use crate::catalogue::fields;
use crate::errors::of_delete_customer;
use crate::values;

pub(super) async fn run(call: &Call) -> Result<Success, Failure> {
    let reader = call.read()?;
    let customer = reader.required(&fields::SUBJECT_CUSTOMER_ID, values::object_id)?;
    let credentials = Credentials::read(reader, &fields::RESELLER_NAME, &fields::RESELLER_PASSWORD)?;
    let reseller = authenticate::reseller(call, &credentials).await?;
    let deleted = delete(&call.app, &reseller.context, Lookup::ObjectId(customer), None).await;
    told_apart(call, &reseller, customer, deleted.map_err(of_delete_customer)).await
}
