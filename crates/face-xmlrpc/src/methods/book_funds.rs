//! `customerAddFunds`, `customerCredit` and `customerDebit`: article 150644. A payment received, and corrections up and
//! down. The page says that the amount touches the calling customer as well, in no direction that it names: it does not
//! (reference section 7.6).

use app::funds::book::{BookFunds, book_funds};
use app::{App, Context};
use charging::FundsChange;
use money::{Amount, Commodity};
use party::ids::CustomerId;
use party::text::Line;
use xmlrpc::{Fault, Struct};

use super::{acting_for, acting_id, ok};
use crate::catalogue::{Kind, Method, Parameter, optional, required};
use crate::fault::{bad, of_book_funds};
use crate::parameters::Parameters;

/// The row of `customerAddFunds`.
pub(crate) const ADD_FUNDS: Method = Method {
    name: "customerAddFunds",
    summary: "Books a payment received from a customer directly below the caller, or below i_wholesaler.",
    source: "150644",
    acting_for: Some("i_wholesaler"),
    parameters: &[PARAMETERS],
    returns: "nothing more; the payment is in getPaymentsList",
};

/// The row of `customerCredit`.
pub(crate) const CREDIT: Method = Method {
    name: "customerCredit",
    summary: "Corrects upwards, without a payment, what a customer directly below the caller, or below i_wholesaler, has.",
    source: "150644",
    acting_for: Some("i_wholesaler"),
    parameters: &[PARAMETERS],
    returns: "nothing more",
};

/// The row of `customerDebit`.
pub(crate) const DEBIT: Method = Method {
    name: "customerDebit",
    summary: "Corrects downwards, below the credit limit too, what a customer directly below the caller, or below \
              i_wholesaler, has.",
    source: "150644",
    acting_for: Some("i_wholesaler"),
    parameters: &[PARAMETERS],
    returns: "nothing more",
};

const PARAMETERS: &[Parameter] = &[
    optional(
        "i_wholesaler",
        Kind::Integer,
        "owner of the customer: the caller, or a customer in his branch; required in trusted mode",
    ),
    required("i_customer", Kind::Integer, "the customer's number"),
    required("amount", Kind::Double, "above 0, at most 8 decimals"),
    required("currency", Kind::String, "ISO 4217 code: the customer's base currency"),
    optional("payment_notes", Kind::String, "at most 255 characters"),
    optional("payment_time", Kind::String, "when it happened, in either format of a moment; now"),
];

/// Books it.
pub(crate) async fn call(
    app: &App,
    context: &Context,
    parameters: &Parameters<'_>,
    change: FundsChange,
) -> Result<Struct, Fault> {
    let customer = CustomerId(parameters.required_int("i_customer")?);
    let units = parameters.decimal("amount", Amount::SCALE)?.ok_or_else(|| parameters.missing("amount"))?;
    if units <= 0 {
        return Err(bad("amount", "must be above 0"));
    }
    let currency = parameters.required_currency("currency")?;
    let owner = acting_for(context, parameters, "i_wholesaler")?;
    let request = BookFunds {
        customer,
        owner: acting_id(context, owner),
        change,
        amount: Amount::new(units, Commodity::Currency(currency)),
        notes: parameters.parsed("payment_notes", Line::parse)?.unwrap_or_default(),
        happened_at: parameters.moment("payment_time")?,
    };
    let booked = book_funds(app, context, request).await;
    booked.map_err(|error| of_book_funds(&error, &context.request_id))?;
    Ok(ok())
}
