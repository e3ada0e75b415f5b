//! `getLowBalance` and `setLowBalance`: article 107444, for customers.

use app::funds::low_balance::{find, set};
use app::{App, Context};
use charging::LowBalanceChange;
use money::Amount;
use party::ids::CustomerId;
use xmlrpc::{Fault, Struct, Value};

use super::{acting_for, acting_id, ok};
use crate::catalogue::{Kind, Method, Parameter, nullable, optional, required};
use crate::fault::{of_low_balance, wrong};
use crate::parameters::Parameters;
use crate::wire;

/// The row of `getLowBalance`.
pub(crate) const GET: Method = Method {
    name: "getLowBalance",
    summary: "Tells what happens when a customer directly below the caller, or below i_wholesaler, has little left.",
    source: "107444",
    acting_for: Some("i_wholesaler"),
    parameters: &[WHO],
    returns: "threshold (Double, nil when off), notify_by_email, charge_card, charge_amount, i_debit_credit_card (nil), \
              notification_retry_count, notification_retry_interval",
};

/// The row of `setLowBalance`.
pub(crate) const SET: Method = Method {
    name: "setLowBalance",
    summary: "Changes what happens when a customer directly below the caller, or below i_wholesaler, has little left; \
              what is not given stays.",
    source: "107444",
    acting_for: Some("i_wholesaler"),
    parameters: &[WHO, SETTINGS],
    returns: "nothing more",
};

const WHO: &[Parameter] = &[
    optional(
        "i_wholesaler",
        Kind::Integer,
        "owner of the customer: the caller, or a customer in his branch; required in trusted mode",
    ),
    required("i_customer", Kind::Integer, "the customer's number"),
];

const SETTINGS: &[Parameter] = &[
    nullable(
        "threshold",
        Kind::Double,
        "below so much available something happens, in the base currency, at most 8 decimals; nil for never",
    ),
    optional("notify_by_email", Kind::Boolean, "whether he is written to"),
    optional("charge_card", Kind::Boolean, "whether his payment card is charged; needs charge_amount"),
    optional("charge_amount", Kind::Double, "with how much, from 0 up, at most 8 decimals"),
    nullable("i_debit_credit_card", Kind::Integer, "which card; nil, the only choice, for the primary one"),
    optional("notification_retry_count", Kind::Integer, "how often he is written to again, from 0 up"),
    optional("notification_retry_interval", Kind::Integer, "seconds between, from 0 up"),
];

/// Answers `getLowBalance`.
pub(crate) async fn get(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let (owner, customer) = who(context, parameters)?;
    let found = find(app, context, owner, customer).await;
    let found = found.map_err(|error| of_low_balance(&error, &context.request_id))?;
    Ok(ok()
        .with("threshold", found.threshold.map_or(Value::Nil, wire::double))
        .with("notify_by_email", found.notify_by_email)
        .with("charge_card", found.charge_card)
        .with("charge_amount", wire::double(found.charge_amount))
        .with("i_debit_credit_card", Value::Nil)
        .with("notification_retry_count", found.retry_count)
        .with("notification_retry_interval", found.retry_interval))
}

/// Answers `setLowBalance`. No card is kept here, so a card's number refers to nothing.
pub(crate) async fn put(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let (owner, customer) = who(context, parameters)?;
    let change = LowBalanceChange {
        // Unlike other amounts it may be negative: one who pays afterwards is in debt all the time.
        threshold_units: parameters.nullable_decimal("threshold", Amount::SCALE)?.changed(),
        notify_by_email: parameters.bool("notify_by_email")?,
        charge_card: parameters.bool("charge_card")?,
        charge_units: parameters.quantity("charge_amount", Amount::SCALE)?,
        retry_count: parameters.count("notification_retry_count")?,
        retry_interval: parameters.count("notification_retry_interval")?,
    };
    if parameters.int("i_debit_credit_card")?.is_some() {
        return Err(wrong("i_debit_credit_card"));
    }
    let set = set(app, context, owner, customer, change).await;
    set.map_err(|error| of_low_balance(&error, &context.request_id))?;
    Ok(ok())
}

fn who(context: &Context, parameters: &Parameters<'_>) -> Result<(Option<CustomerId>, CustomerId), Fault> {
    let customer = CustomerId(parameters.required_int("i_customer")?);
    let owner = acting_for(context, parameters, "i_wholesaler")?;
    Ok((acting_id(context, owner), customer))
}
