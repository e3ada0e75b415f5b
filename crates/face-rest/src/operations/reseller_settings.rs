//! `reseller/settings`: what a reseller lays down for the customers that he makes, read and changed.

use app::customer::settings::{SettingsChange, change, read};

use crate::answer::{Failure, Success};
use crate::authenticate::{self, Credentials};
use crate::call::{Call, missing};
use crate::catalogue::fields;
use crate::errors::{of_change_settings, of_read_settings};
use crate::values;

pub(super) async fn run(call: &Call) -> Result<Success, Failure> {
    let reader = call.read()?;
    let credentials = Credentials::read(reader, &fields::RESELLER_NAME, &fields::RESELLER_PASSWORD)?;
    let named = reader.optional(&fields::SUBJECT_RESELLER, values::reseller_name)?;
    let asked = SettingsChange {
        default_billing_type: reader
            .optional(&fields::DEFAULT_CUSTOMER_BILLING_TYPE, values::billing_type)?,
        free_credits_units: reader.optional(&fields::FREE_CREDITS, values::credits_not_negative)?,
        api_revision: reader.optional(&fields::API_REVISION, values::api_revision)?,
    };
    let changes = asked != SettingsChange::default();
    if changes && named.is_none() {
        return Err(missing(&fields::SUBJECT_RESELLER));
    }
    let reseller = authenticate::reseller(call, &credentials).await?;
    let (app, context) = (&call.app, &reseller.context);
    let settings = match named {
        Some(named) if changes => change(app, context, named, asked).await.map_err(of_change_settings)?,
        named => read(app, context, named).await.map_err(of_read_settings)?,
    };
    Ok(Success::Settings(settings))
}
