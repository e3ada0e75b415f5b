//! `getPaymentInfo` and `getPaymentsList`: article 107446. The moment has the older format, as documented.

use app::funds::payments::{PaymentPage, find, list};
use app::{App, Context, Timestamp};
use charging::{Payment, PaymentId};
use party::ids::CustomerId;
use xmlrpc::{Fault, Struct, Value};

use super::{acting_for, acting_id, ok, page};
use crate::catalogue::{Kind, Method, Parameter, optional, required};
use crate::dates;
use crate::fault::{bad, of_find_payment};
use crate::parameters::Parameters;
use crate::wire;

/// The row of `getPaymentInfo`.
pub(crate) const INFO: Method = Method {
    name: "getPaymentInfo",
    summary: "Tells one payment of a customer directly below the caller, or below i_wholesaler.",
    source: "107446",
    acting_for: Some("i_wholesaler"),
    parameters: &[INFO_PARAMETERS],
    returns: "i_payment, i_customer, i_account (nil), payment_time (String, in the older format), amount, currency, tx_id \
              and tx_error (nil), tx_result (1: received), by_credit_debit_card and by_voucher (false), notes",
};

/// The row of `getPaymentsList`.
pub(crate) const LIST: Method = Method {
    name: "getPaymentsList",
    summary: "Lists the payments of the customers directly below the caller, or below i_wholesaler, ascending by number.",
    source: "107446",
    acting_for: Some("i_wholesaler"),
    parameters: &[LIST_PARAMETERS],
    returns: "payments (Array of Struct): what getPaymentInfo tells",
};

const WHOLESALER: Parameter = optional(
    "i_wholesaler",
    Kind::Integer,
    "owner of the customers: the caller, or a customer in his branch; required in trusted mode",
);

const INFO_PARAMETERS: &[Parameter] = &[
    WHOLESALER,
    required("i_customer", Kind::Integer, "who paid"),
    required("i_payment", Kind::Integer, "the payment's number"),
];

const LIST_PARAMETERS: &[Parameter] = &[
    WHOLESALER,
    optional("i_customer", Kind::Integer, "only what he paid; everybody directly below"),
    optional("start_date", Kind::String, "only payments made then or later, in either format of a moment"),
    optional("end_date", Kind::String, "only payments made until then and including it"),
    optional("type", Kind::String, "credit: received, which all of them are; debit: paid back, none; both"),
    optional("offset", Kind::Integer, "skip so many; 0"),
    optional("limit", Kind::Integer, "at most so many, up to 10000; 10000"),
];

/// Answers `getPaymentInfo`.
pub(crate) async fn info(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let customer = CustomerId(parameters.required_int("i_customer")?);
    let payment = PaymentId(parameters.required_int("i_payment")?);
    let owner = acting_id(context, acting_for(context, parameters, "i_wholesaler")?);
    let payment = find(app, context, owner, customer, payment).await;
    let payment = payment.map_err(|error| of_find_payment(&error, &context.request_id))?;
    Ok(describe(ok(), &payment))
}

/// Answers `getPaymentsList`.
pub(crate) async fn listed(
    app: &App,
    context: &Context,
    parameters: &Parameters<'_>,
) -> Result<Struct, Fault> {
    let owner = acting_id(context, acting_for(context, parameters, "i_wholesaler")?);
    let customer = parameters.int("i_customer")?.map(CustomerId);
    let from = parameters.moment("start_date")?.unwrap_or(Timestamp(i64::MIN));
    let until = parameters.moment("end_date")?.unwrap_or(Timestamp(i64::MAX));
    let only_paid_back = match parameters.filled_string("type")?.as_deref() {
        None | Some("credit") => false,
        Some("debit") => true,
        Some(_) => return Err(bad("type", "must be credit or debit")),
    };
    let (offset, limit) = page(parameters)?;
    // Nothing is ever paid back through this interface; who may ask is checked all the same.
    let limit = if only_paid_back { 0 } else { limit };
    let page = PaymentPage { from_micros: from.0, until_micros: until.0, offset, limit };
    let payments = list(app, context, owner, customer, page).await;
    let payments = payments.map_err(|error| of_find_payment(&error, &context.request_id))?;
    let payments: Vec<Value> =
        payments.iter().map(|payment| Value::Struct(describe(Struct::new(), payment))).collect();
    Ok(ok().with("payments", payments))
}

/// `out` with everything about `payment`. What came through no payment processor has no transaction there.
fn describe(out: Struct, payment: &Payment) -> Struct {
    out.with("i_payment", payment.id.0)
        .with("i_customer", payment.payer.id.0)
        .with("i_account", Value::Nil)
        .with("payment_time", dates::format_older(Timestamp(payment.paid_at_micros)))
        .with("amount", wire::double(payment.amount))
        .with("currency", payment.amount.commodity().as_str())
        .with("tx_id", Value::Nil)
        .with("tx_error", Value::Nil)
        .with("tx_result", 1)
        .with("by_credit_debit_card", false)
        .with("by_voucher", false)
        .with("notes", payment.notes.as_str())
}
