//! `customer/list`: the reseller's own customers, page by page.

use app::customer::list_for_messaging::list;

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
    let credentials = Credentials::read(reader, &fields::RESELLER_NAME, &fields::RESELLER_PASSWORD)?;
    let after = reader.optional(&fields::AFTER_CUSTOMER, values::object_id)?;
    let limit = reader.optional(&fields::LIMIT, values::page_limit)?.unwrap_or(LINES);
    let reseller = authenticate::reseller(call, &credentials).await?;
    let lines = list(&call.app, &reseller.context, after, one_more(limit)).await;
    let lines = lines.map_err(|error| of_find(error, &fields::RESELLER_NAME))?;
    Ok(Success::Customers(Page::of(lines, limit)))
}
