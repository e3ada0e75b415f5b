//! `getLowBalance` and `setLowBalance`: article 107444.

use app::funds::low_balance::{find, set};
use app::{App, Context};
use charging::LowBalanceChange;
use money::Amount;
use xmlrpc::{Fault, Struct, Value};

use super::ok;
use super::payer::{self, PAYER};
use crate::catalogue::{Kind, Method, Parameter, nullable, optional};
use crate::fault::funds::{Payer, of_low_balance};
use crate::fault::{bad, wrong};
use crate::parameters::Parameters;
use crate::wire;

/// The row of `getLowBalance`.
pub(crate) const GET: Method = Method {
    name: "getLowBalance",
    summary: "Tells what happens when a customer directly below the caller, or below i_wholesaler, or an account of his, \
              has little left.",
    source: "107444",
    acting_for: Some("i_wholesaler"),
    parameters: &[PAYER],
    returns: "threshold (Double, nil when off), notify_by_email, charge_card, charge_amount, i_debit_credit_card (nil), \
              notification_retry_count, notification_retry_interval; of an account br_charge_card, br_charge_amount, \
              br_i_debit_credit_card (nil)",
};

/// The row of `setLowBalance`.
pub(crate) const SET: Method = Method {
    name: "setLowBalance",
    summary: "Changes what happens when a customer directly below the caller, or below i_wholesaler, or an account of \
              his, has little left; what is not given stays.",
    source: "107444",
    acting_for: Some("i_wholesaler"),
    parameters: &[PAYER, SETTINGS],
    returns: "nothing more",
};

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
    optional(
        "br_charge_card",
        Kind::Boolean,
        "of an account: whether its payment card is charged when its service plan falls due; needs br_charge_amount",
    ),
    optional("br_charge_amount", Kind::Double, "with how much then, from 0 up, at most 8 decimals"),
    nullable(
        "br_i_debit_credit_card",
        Kind::Integer,
        "which card then; nil, the only choice, for the primary one",
    ),
];

/// What holds for accounts alone: service plans bill nobody else.
const OF_ACCOUNTS: [&str; 3] = ["br_charge_card", "br_charge_amount", "br_i_debit_credit_card"];

/// Answers `getLowBalance`.
pub(crate) async fn get(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let (payer, of) = payer::required(context, parameters)?;
    let found = find(app, context, of).await;
    let found = found.map_err(|error| of_low_balance(&error, payer, &context.request_id))?;
    let out = ok()
        .with("threshold", found.threshold.map_or(Value::Nil, wire::double))
        .with("notify_by_email", found.notify_by_email)
        .with("charge_card", found.charge_card)
        .with("charge_amount", wire::double(found.charge_amount))
        .with("i_debit_credit_card", Value::Nil)
        .with("notification_retry_count", found.retry_count)
        .with("notification_retry_interval", found.retry_interval);
    Ok(match payer {
        Payer::Customer => out,
        Payer::Account => out
            .with("br_charge_card", found.billing_run_charge_card)
            .with("br_charge_amount", wire::double(found.billing_run_charge_amount))
            .with("br_i_debit_credit_card", Value::Nil),
    })
}

/// Answers `setLowBalance`. No card is kept here, so a card's number refers to nothing.
pub(crate) async fn put(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let (payer, of) = payer::required(context, parameters)?;
    let change = LowBalanceChange {
        // Unlike other amounts it may be negative: one who pays afterwards is in debt all the time.
        threshold_units: parameters.nullable_decimal("threshold", Amount::SCALE)?.changed(),
        notify_by_email: parameters.bool("notify_by_email")?,
        charge_card: parameters.bool("charge_card")?,
        charge_units: parameters.quantity("charge_amount", Amount::SCALE)?,
        retry_count: parameters.count("notification_retry_count")?,
        retry_interval: parameters.count("notification_retry_interval")?,
        billing_run_charge_card: parameters.bool("br_charge_card")?,
        billing_run_charge_units: parameters.quantity("br_charge_amount", Amount::SCALE)?,
    };
    for card in ["i_debit_credit_card", "br_i_debit_credit_card"] {
        if parameters.int(card)?.is_some() {
            return Err(wrong(card));
        }
    }
    let given = |name: &&str| !matches!(parameters.member(name), None | Some(Value::Nil));
    if let (Payer::Customer, Some(name)) = (payer, OF_ACCOUNTS.iter().copied().find(given)) {
        return Err(bad(name, "is for accounts alone"));
    }
    let set = set(app, context, of, change).await;
    set.map_err(|error| of_low_balance(&error, payer, &context.request_id))?;
    Ok(ok())
}
