//! Which setting a refusal of the use cases is about.

use charging::BookError;
use party::billing::BillingType;
use party::customer::{BillingChoice, RuleError};

use super::CustomerField;
use crate::customer::create::{CreateCustomer, CreateCustomerError, Taken};
use crate::customer::update::UpdateCustomerError;

/// The setting on whose account a customer was not made; none: it is about no setting.
#[must_use]
pub fn refused_new(error: &CreateCustomerError, request: &CreateCustomer) -> Option<CustomerField> {
    match error {
        CreateCustomerError::WrongTariff => Some(CustomerField::Tariff),
        CreateCustomerError::WrongRoutingGroup => Some(CustomerField::RoutingGroup),
        CreateCustomerError::WrongCommissionAgent => Some(CustomerField::CommissionAgent),
        CreateCustomerError::Taken(taken) => Some(of_taken(*taken)),
        CreateCustomerError::Rule(RuleError::BillingTypeIncompatible) => {
            // What is laid down for others is asked first, and of one who pays after nothing is.
            let pays_after = BillingChoice::Explicit(BillingType::Postpaid) == request.draft.billing_type;
            let own = CustomerField::BillingType;
            Some(if pays_after { own } else { CustomerField::DefaultBillingType })
        }
        CreateCustomerError::Rule(rule) => of_rule(*rule),
        CreateCustomerError::WebPassword(_) => Some(CustomerField::WebPassword),
        CreateCustomerError::ApiPassword(_) => Some(CustomerField::ApiPassword),
        CreateCustomerError::Amount(_) => Some(CustomerField::Balance),
        CreateCustomerError::Book(error) => Some(of_booking(*error)),
        CreateCustomerError::Refused(_)
        | CreateCustomerError::Conflict(_)
        | CreateCustomerError::Store(_) => None,
    }
}

/// The settings on whose account a customer was not changed; none: it is about no setting.
#[must_use]
pub fn refused_change(error: &UpdateCustomerError) -> Vec<CustomerField> {
    let field = match error {
        UpdateCustomerError::WrongTariff => Some(CustomerField::Tariff),
        UpdateCustomerError::WrongRoutingGroup => Some(CustomerField::RoutingGroup),
        UpdateCustomerError::WrongCommissionAgent => Some(CustomerField::CommissionAgent),
        UpdateCustomerError::Taken(taken) => Some(of_taken(*taken)),
        UpdateCustomerError::Rule(rule) => of_rule(*rule),
        UpdateCustomerError::DepthInUse => Some(CustomerField::DepthMax),
        UpdateCustomerError::ApiPasswordNeeded | UpdateCustomerError::ApiPassword(_) => {
            Some(CustomerField::ApiPassword)
        }
        UpdateCustomerError::WebPassword(_) => Some(CustomerField::WebPassword),
        UpdateCustomerError::Amount(_) => Some(CustomerField::Balance),
        UpdateCustomerError::Book(error) => Some(of_booking(*error)),
        UpdateCustomerError::ChangedMeanwhile(fields) => return fields.clone(),
        UpdateCustomerError::WrongOwner
        | UpdateCustomerError::Refused(_)
        | UpdateCustomerError::Conflict(_)
        | UpdateCustomerError::Store(_) => None,
    };
    field.into_iter().collect()
}

fn of_taken(taken: Taken) -> CustomerField {
    match taken {
        Taken::CustomerName => CustomerField::Name,
        Taken::Login => CustomerField::WebLogin,
        Taken::HostName => CustomerField::DnsAlias,
    }
}

fn of_rule(rule: RuleError) -> Option<CustomerField> {
    match rule {
        RuleError::DepthExhausted => None,
        RuleError::OwnTariffForbidden | RuleError::CurrencyChange => Some(CustomerField::Tariff),
        RuleError::BeyondOwner(right) => CustomerField::of_right(right),
        RuleError::BillingTypeIncompatible => Some(CustomerField::DefaultBillingType),
    }
}

fn of_booking(error: BookError) -> CustomerField {
    match error {
        BookError::NotPositive
        | BookError::WrongCurrency
        | BookError::TooLarge
        | BookError::Overcommitted
        | BookError::NotComparable => CustomerField::Balance,
    }
}
