//! `admin/balance`: a customer's credits, for a reseller above him.

use app::customer::find::find_credits;

use crate::answer::{Failure, Success};
use crate::authenticate::{self, Credentials};
use crate::call::Call;
use crate::catalogue::fields;
use crate::errors::of_find;
use crate::values;

pub(super) async fn run(call: &Call) -> Result<Success, Failure> {
    let reader = call.read()?;
    let credentials = Credentials::read(reader, &fields::RESELLER, &fields::OWN_PASSWORD)?;
    let customer = reader.required(&fields::CUSTOMER, values::customer_name)?;
    let reseller = authenticate::reseller(call, &credentials).await?;
    let credits = find_credits(&call.app, &reseller.context, customer)
        .await
        .map_err(|error| of_find(error, &fields::CUSTOMER))?;
    Ok(Success::Credits(credits.amount))
}
