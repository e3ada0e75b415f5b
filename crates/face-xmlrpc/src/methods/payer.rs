//! Who has the money that a method is about: `i_customer` or `i_account`, one of the two (articles 107444, 107446).

use app::Context;
use app::account::AccountLookup;
use app::funds::FundsOf;
use party::ids::{AccountId, CustomerId};
use xmlrpc::Fault;

use super::{acting_for, acting_id};
use crate::catalogue::{Kind, Parameter, optional};
use crate::fault::funds::Payer;
use crate::fault::{BAD_PARAMETER, fault};
use crate::parameters::Parameters;

/// The rows of a method that is about either.
pub(crate) const PAYER: &[Parameter] = &[
    optional(
        "i_wholesaler",
        Kind::Integer,
        "owner of the customer or account: the caller, or a customer in his branch; required in trusted mode",
    ),
    optional("i_customer", Kind::Integer, "the customer's number; either this or i_account"),
    optional("i_account", Kind::Integer, "the account's number; either this or i_customer"),
];

/// Whoever is named.
pub(crate) struct Named {
    /// Whose customer or account it is.
    pub(crate) owner: Option<CustomerId>,
    /// Which; none: nobody is named.
    pub(crate) of: Option<(Payer, FundsOf)>,
}

/// Reads whose money is meant, where nobody need be named.
pub(crate) fn named(context: &Context, parameters: &Parameters<'_>) -> Result<Named, Fault> {
    let customer = parameters.int("i_customer")?.map(CustomerId);
    let account = parameters.int("i_account")?.map(AccountId);
    if customer.is_some() && account.is_some() {
        return Err(fault(BAD_PARAMETER, "Parameters i_customer and i_account exclude each other"));
    }
    let owner = acting_for(context, parameters, "i_wholesaler")?;
    let acting = acting_id(context, owner);
    let customer = customer.map(|id| (Payer::Customer, FundsOf::Customer { id, owner: acting }));
    let account = account.map(|id| (Payer::Account, FundsOf::Account(AccountLookup::Number { owner, id })));
    Ok(Named { owner: acting, of: customer.or(account) })
}

/// Reads whose money is meant, where somebody must be named.
pub(crate) fn required(context: &Context, parameters: &Parameters<'_>) -> Result<(Payer, FundsOf), Fault> {
    let missing = || fault(BAD_PARAMETER, "Parameter i_customer or i_account is required");
    if parameters.int("i_customer")?.is_none() && parameters.int("i_account")?.is_none() {
        return Err(missing());
    }
    named(context, parameters)?.of.ok_or_else(missing)
}
