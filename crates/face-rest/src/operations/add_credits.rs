//! `admin/addCredits`: credits from the reseller to a customer, or back.

use app::credits::transfer::{TransferCredits, transfer_credits};
use money::{Amount, Commodity};

use crate::answer::{Failure, Success};
use crate::authenticate::{self, Credentials};
use crate::call::Call;
use crate::catalogue::fields;
use crate::errors::of_transfer;
use crate::values;

pub(super) async fn run(call: &Call) -> Result<Success, Failure> {
    let reader = call.read()?;
    let credentials = Credentials::read(reader, &fields::RESELLER, &fields::OWN_PASSWORD)?;
    let customer = reader.required(&fields::CUSTOMER, values::customer_name)?;
    let units = reader.required(&fields::CREDITS_TO_ADD, values::credits)?;
    let reseller = authenticate::reseller(call, &credentials).await?;
    let request = TransferCredits { customer, units };
    let after = transfer_credits(&call.app, &reseller.context, request).await.map_err(of_transfer)?;
    Ok(Success::Credits(Amount::new(after.units, Commodity::MessageCredits)))
}
