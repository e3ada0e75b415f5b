//! The parameters that describe a service plan, shared by the methods that make and change one: named after the members
//! of article 107487.

use party::dictionary::BillingCycle;
use party::service_plan::TermsChange;
use party::text::{Line, Title};
use xmlrpc::Fault;

use crate::catalogue::{Kind, Parameter, optional};
use crate::parameters::Parameters;

/// Their rows in the catalogue; the defaults are those of a new plan.
pub(crate) const TERMS: &[Parameter] = &[
    optional("iso_4217", Kind::String, "the currency of the tariff, which is the plan's and never changes"),
    optional("description", Kind::String, "at most 255 characters"),
    optional("billing_cycle", Kind::Integer, "1 weekly, 2 bi-weekly, 3 monthly; 3"),
    optional("prepaid", Kind::Boolean, "whether charges are due when a cycle begins, not when it ends; true"),
    optional("suspend_all_calls", Kind::Boolean, "whether calls stop when all limits are exhausted; false"),
];

/// What is named of a plan's terms; `name` has been read.
pub(crate) fn change(parameters: &Parameters<'_>, name: Option<Title>) -> Result<TermsChange, Fault> {
    Ok(TermsChange {
        name,
        description: parameters.parsed("description", Line::parse)?,
        billing_cycle: parameters.term("billing_cycle", BillingCycle::new)?,
        prepaid: parameters.bool("prepaid")?,
        suspend_all_calls: parameters.bool("suspend_all_calls")?,
    })
}
