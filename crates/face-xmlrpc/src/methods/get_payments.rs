//! `getPaymentInfo` and `getPaymentsList`: article 107446. The moment has the older format, as documented.

use app::funds::payments::{PaymentPage, find, list};
use app::{App, Context, Timestamp};
use charging::{Payment, PaymentId};
use xmlrpc::{Fault, Struct, Value};

use super::payer::{self, PAYER};
use super::{PAGE, ok, page};
use crate::catalogue::{Kind, Method, Parameter, optional, required};
use crate::dates;
use crate::fault::bad;
use crate::fault::funds::of_find_payment;
use crate::parameters::Parameters;
use crate::wire;

/// The row of `getPaymentInfo`.
pub(crate) const INFO: Method = Method {
    name: "getPaymentInfo",
    summary: "Tells one payment of a customer directly below the caller, or below i_wholesaler, or of an account of his.",
    source: "107446",
    acting_for: Some("i_wholesaler"),
    parameters: &[PAYER, PAYMENT],
    returns: "i_payment, i_customer or i_account (the other is nil), payment_time (String, in the older format), amount, currency, tx_id \
              and tx_error (nil), tx_result (1: received), by_credit_debit_card and by_voucher (false), notes",
};

/// The row of `getPaymentsList`.
pub(crate) const LIST: Method = Method {
    name: "getPaymentsList",
    summary: "Lists the payments of the customers directly below the caller, or below i_wholesaler, and of his accounts, \
              ascending by number.",
    source: "107446",
    acting_for: Some("i_wholesaler"),
    parameters: &[PAYER, FILTERS, PAGE],
    returns: "payments (Array of Struct): what getPaymentInfo tells",
};

const PAYMENT: &[Parameter] = &[required("i_payment", Kind::Integer, "the payment's number")];

/// With a payer only what he paid is listed, and everything without.
const FILTERS: &[Parameter] = &[
    optional("start_date", Kind::String, "only payments made then or later, in either format of a moment"),
    optional("end_date", Kind::String, "only payments made until then and including it"),
    optional("type", Kind::String, "credit: received, which all of them are; debit: paid back, none; both"),
];

/// Answers `getPaymentInfo`.
pub(crate) async fn info(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let (_, of) = payer::required(context, parameters)?;
    let payment = PaymentId(parameters.required_int("i_payment")?);
    let payment = find(app, context, of, payment).await;
    let payment = payment.map_err(|error| of_find_payment(&error, &context.request_id))?;
    Ok(describe(ok(), &payment))
}

/// Answers `getPaymentsList`.
pub(crate) async fn listed(
    app: &App,
    context: &Context,
    parameters: &Parameters<'_>,
) -> Result<Struct, Fault> {
    let payer::Named { owner, of } = payer::named(context, parameters)?;
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
    let payments = list(app, context, owner, of.map(|(_, of)| of), page).await;
    let payments = payments.map_err(|error| of_find_payment(&error, &context.request_id))?;
    let payments: Vec<Value> =
        payments.iter().map(|payment| Value::Struct(describe(Struct::new(), payment))).collect();
    Ok(ok().with("payments", payments))
}

/// `out` with everything about `payment`: of an account its number, and not that of its customer. What came through no payment processor has no transaction there.
fn describe(out: Struct, payment: &Payment) -> Struct {
    let account = payment.payer.account.map(|account| account.0);
    let customer = Some(payment.payer.customer.id.0).filter(|_| account.is_none());
    out.with("i_payment", payment.id.0)
        .with("i_customer", customer)
        .with("i_account", account)
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
