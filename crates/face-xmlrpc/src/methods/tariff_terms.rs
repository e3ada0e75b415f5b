//! The parameters that describe a tariff, shared by the methods that make and change one: article 3000098586.

use money::{Percent, UnitPrice};
use party::tariff::TermsChange;
use party::text::{Line, Title};
use xmlrpc::Fault;

use crate::catalogue::{Kind, Parameter, nullable, optional};
use crate::fault::bad;
use crate::parameters::Parameters;
use crate::wire::FRACTION_SCALE;

/// Their rows in the catalogue; the defaults are those of a new tariff.
pub(crate) const TERMS: &[Parameter] = &[
    optional("connect_fee", Kind::Double, "charged once when a call is answered, at most 10 decimals; 0"),
    optional("free_seconds", Kind::Integer, "seconds at the start that cost nothing; 0"),
    optional(
        "post_call_surcharge",
        Kind::Double,
        "part of the cost added at the end, as a fraction from 0 up; 0",
    ),
    optional("grace_period", Kind::Integer, "a call that ends within so many seconds costs nothing; 0"),
    optional("loss_protection", Kind::Boolean, "whether a call that would lose money is refused; false"),
    nullable("max_loss", Kind::Double, "the loss that is borne all the same, from 0 up; nil for none"),
    optional("cost_round_up", Kind::Boolean, "whether the cost is rounded up; false"),
    optional("decimal_precision", Kind::Integer, "decimals that a cost keeps, 0 to 20; 20"),
    optional("average_duration", Kind::Integer, "expected call duration in seconds; 200"),
    optional(
        "local_calling",
        Kind::Boolean,
        "whether calls between neighbours have prices of their own; false",
    ),
    optional(
        "local_calling_cli_validation_rule",
        Kind::String,
        "which callers count as neighbours, at most 255 characters",
    ),
];

/// What is named of a tariff's terms; `name` has been read.
pub(crate) fn change(parameters: &Parameters<'_>, name: Option<Title>) -> Result<TermsChange, Fault> {
    let decimal_precision = parameters.count("decimal_precision")?;
    if decimal_precision.is_some_and(|decimals| 20 < decimals) {
        return Err(bad("decimal_precision", "must be 0 to 20"));
    }
    let surcharge = parameters.quantity("post_call_surcharge", FRACTION_SCALE)?;
    Ok(TermsChange {
        name,
        connect_fee_units: parameters.quantity("connect_fee", UnitPrice::SCALE)?,
        free_seconds: parameters.count("free_seconds")?,
        post_call_surcharge: surcharge.map(Percent::from_units),
        grace_period_seconds: parameters.count("grace_period")?,
        loss_protection: parameters.bool("loss_protection")?,
        loss_max_units: parameters.nullable_quantity("max_loss", UnitPrice::SCALE)?.changed(),
        cost_round_up: parameters.bool("cost_round_up")?,
        decimal_precision,
        average_duration_seconds: parameters.count("average_duration")?,
        local_calling: parameters.bool("local_calling")?,
        local_calling_rule: parameters.parsed("local_calling_cli_validation_rule", Line::parse)?,
    })
}
