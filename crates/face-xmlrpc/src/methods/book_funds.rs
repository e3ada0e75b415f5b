//! `customerAddFunds`, `customerCredit` and `customerDebit`: article 150644; the same for accounts: article 107440. A
//! payment received, and corrections up and down. The page says that the amount touches the calling customer as well, in no direction that it names: it does not
//! (reference section 7.6).

use app::account::AccountLookup;
use app::funds::FundsOf;
use app::funds::book::{BookFunds, book_funds};
use app::{App, Context};
use charging::FundsChange;
use money::{Amount, Commodity};
use party::ids::{AccountId, CustomerId};
use party::text::Line;
use xmlrpc::{Fault, Struct};

use super::account_parameters::ACCOUNT;
use super::{OWNER, acting_for, acting_id, ok};
use crate::catalogue::{Kind, Method, Parameter, optional, required};
use crate::fault::bad;
use crate::fault::funds::{Payer, of_book_funds};
use crate::parameters::Parameters;

/// The row of `customerAddFunds`.
pub(crate) const ADD_FUNDS: Method = Method {
    name: "customerAddFunds",
    summary: "Books a payment received from a customer directly below the caller, or below i_wholesaler.",
    source: "150644",
    acting_for: Some("i_wholesaler"),
    parameters: &[CUSTOMER, FUNDS],
    returns: "nothing more; the payment is in getPaymentsList",
};

/// The row of `customerCredit`.
pub(crate) const CREDIT: Method = Method {
    name: "customerCredit",
    summary: "Corrects upwards, without a payment, what a customer directly below the caller, or below i_wholesaler, has.",
    source: "150644",
    acting_for: Some("i_wholesaler"),
    parameters: &[CUSTOMER, FUNDS],
    returns: "nothing more",
};

/// The row of `customerDebit`.
pub(crate) const DEBIT: Method = Method {
    name: "customerDebit",
    summary: "Corrects downwards, below the credit limit too, what a customer directly below the caller, or below \
              i_wholesaler, has.",
    source: "150644",
    acting_for: Some("i_wholesaler"),
    parameters: &[CUSTOMER, FUNDS],
    returns: "nothing more",
};

/// The row of `accountAddFunds`.
pub(crate) const ACCOUNT_ADD_FUNDS: Method = Method {
    name: "accountAddFunds",
    summary: "Books a payment received from the holder of an account of the caller, or of i_customer.",
    source: "107440",
    acting_for: Some("i_customer"),
    parameters: &[&[OWNER, ACCOUNT], FUNDS],
    returns: "nothing more; the payment is in getPaymentsList",
};

/// The row of `accountCredit`.
pub(crate) const ACCOUNT_CREDIT: Method = Method {
    name: "accountCredit",
    summary: "Corrects upwards, without a payment, what an account of the caller, or of i_customer, has.",
    source: "107440",
    acting_for: Some("i_customer"),
    parameters: &[&[OWNER, ACCOUNT], FUNDS],
    returns: "nothing more",
};

/// The row of `accountDebit`.
pub(crate) const ACCOUNT_DEBIT: Method = Method {
    name: "accountDebit",
    summary: "Corrects downwards, below the credit limit too, what an account of the caller, or of i_customer, has.",
    source: "107440",
    acting_for: Some("i_customer"),
    parameters: &[&[OWNER, ACCOUNT], FUNDS],
    returns: "nothing more",
};

const CUSTOMER: &[Parameter] = &[
    optional(
        "i_wholesaler",
        Kind::Integer,
        "owner of the customer: the caller, or a customer in his branch; required in trusted mode",
    ),
    required("i_customer", Kind::Integer, "the customer's number"),
];

const FUNDS: &[Parameter] = &[
    required("amount", Kind::Double, "above 0, at most 8 decimals"),
    required("currency", Kind::String, "ISO 4217 code: the base currency of the customer or account"),
    optional("payment_notes", Kind::String, "at most 255 characters"),
    optional("payment_time", Kind::String, "when it happened, in either format of a moment; now"),
];

/// Books it for a customer.
pub(crate) async fn of_customer(
    app: &App,
    context: &Context,
    parameters: &Parameters<'_>,
    change: FundsChange,
) -> Result<Struct, Fault> {
    let id = CustomerId(parameters.required_int("i_customer")?);
    let of = |owner| FundsOf::Customer { id, owner: acting_id(context, owner) };
    let request = request(context, parameters, change, "i_wholesaler", of)?;
    let booked = book_funds(app, context, request).await;
    booked.map_err(|error| of_book_funds(&error, Payer::Customer, &context.request_id))?;
    Ok(ok())
}

/// Books it for an account.
pub(crate) async fn of_account(
    app: &App,
    context: &Context,
    parameters: &Parameters<'_>,
    change: FundsChange,
) -> Result<Struct, Fault> {
    let id = AccountId(parameters.required_int("i_account")?);
    let of = |owner| FundsOf::Account(AccountLookup::Number { owner, id });
    let request = request(context, parameters, change, "i_customer", of)?;
    let booked = book_funds(app, context, request).await;
    booked.map_err(|error| of_book_funds(&error, Payer::Account, &context.request_id))?;
    Ok(ok())
}

/// `owner` is the parameter that names whose the customer or the account is.
fn request(
    context: &Context,
    parameters: &Parameters<'_>,
    change: FundsChange,
    owner: &str,
    of: impl FnOnce(Option<CustomerId>) -> FundsOf,
) -> Result<BookFunds, Fault> {
    let units = parameters.decimal("amount", Amount::SCALE)?.ok_or_else(|| parameters.missing("amount"))?;
    if units <= 0 {
        return Err(bad("amount", "must be above 0"));
    }
    let currency = parameters.required_currency("currency")?;
    Ok(BookFunds {
        of: of(acting_for(context, parameters, owner)?),
        change,
        amount: Amount::new(units, Commodity::Currency(currency)),
        notes: parameters.parsed("payment_notes", Line::parse)?.unwrap_or_default(),
        happened_at: parameters.moment("payment_time")?,
    })
}
