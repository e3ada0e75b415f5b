//! `user/list`: a customer's users, page by page.

use app::account::list_for_messaging::list;

use super::{LINES, one_more};
use crate::answer::{Failure, Success};
use crate::authenticate::{self, Credentials};
use crate::call::Call;
use crate::catalogue::fields;
use crate::errors::of_find;
use crate::lines::Page;
use crate::values;

pub(super) async fn run(call: &Call) -> Result<Success, Failure> {
    let reader = call.read()?;
    let customer = reader.required(&fields::USERS_CUSTOMER_ID, values::object_id)?;
    let credentials = Credentials::read(reader, &fields::RESELLER_NAME, &fields::RESELLER_PASSWORD)?;
    let after = reader.optional(&fields::AFTER_USER, values::object_id)?;
    let limit = reader.optional(&fields::LIMIT, values::page_limit)?.unwrap_or(LINES);
    let reseller = authenticate::reseller(call, &credentials).await?;
    let lines = list(&call.app, &reseller.context, customer, after, one_more(limit)).await;
    let lines = lines.map_err(|error| of_find(error, &fields::USERS_CUSTOMER_ID))?;
    Ok(Success::Users(Page::of(lines, limit)))
}
