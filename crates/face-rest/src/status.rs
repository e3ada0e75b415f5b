//! The numbers that answers carry, as the platform's page "User and Reseller REST API" lists them.
//!
//! 100 to 102 are ours, from the range that the page reserves for general business rules. Its 220 (not activated) is never
//! answered: there is no activation. Its 200 (unknown user) is told to resellers alone: a failed sign-in does not tell
//! whether the user exists.

/// How a request came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Done.
    Done,
    /// A required parameter is missing or empty.
    Missing,
    /// A parameter's value, or the request around it, is not valid.
    Malformed,
    /// The password is wrong, or API access is switched off.
    AuthenticationFailed,
    /// The account, or one above it, is blocked.
    Blocked,
    /// An idempotency key was used for another request.
    KeyConflict,
    /// The reseller lacks a right that this needs.
    NotPermitted,
    /// What was to be removed or renamed is in use.
    InUse,
    /// There is no such user.
    UserUnknown,
    /// The user name is taken.
    UserTaken,
    /// There is no such customer.
    CustomerUnknown,
    /// The customer name is taken.
    CustomerTaken,
    /// The losing side has fewer credits than that.
    NotEnoughCredits,
    /// A postpaid customer under a prepaid reseller.
    BillingTypeIncompatible,
    /// There is no such reseller.
    ResellerUnknown,
    /// The reseller name is taken.
    ResellerTaken,
    /// The customer, or the user's, is not below the reseller.
    NotOfReseller,
    /// A postpaid customer is not given credits.
    PostpaidCustomer,
    /// Ours, not the caller's.
    Internal,
}

impl Status {
    /// Every status, ascending.
    pub(crate) const ALL: [Self; 19] = [
        Self::Done,
        Self::Missing,
        Self::Malformed,
        Self::AuthenticationFailed,
        Self::Blocked,
        Self::KeyConflict,
        Self::NotPermitted,
        Self::InUse,
        Self::UserUnknown,
        Self::UserTaken,
        Self::CustomerUnknown,
        Self::CustomerTaken,
        Self::NotEnoughCredits,
        Self::BillingTypeIncompatible,
        Self::ResellerUnknown,
        Self::ResellerTaken,
        Self::NotOfReseller,
        Self::PostpaidCustomer,
        Self::Internal,
    ];

    /// The number on the wire.
    pub(crate) fn code(self) -> u16 {
        match self {
            Self::Done => 0,
            Self::Missing => 1,
            Self::Malformed => 2,
            Self::AuthenticationFailed => 3,
            Self::Blocked => 4,
            Self::KeyConflict => 100,
            Self::NotPermitted => 101,
            Self::InUse => 102,
            Self::UserUnknown => 200,
            Self::UserTaken => 201,
            Self::CustomerUnknown => 300,
            Self::CustomerTaken => 301,
            Self::NotEnoughCredits => 320,
            Self::BillingTypeIncompatible => 321,
            Self::ResellerUnknown => 400,
            Self::ResellerTaken => 401,
            Self::NotOfReseller => 420,
            Self::PostpaidCustomer => 421,
            Self::Internal => 9999,
        }
    }

    /// What it tells the caller.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Missing => "a required parameter is missing or empty",
            Self::Malformed => "a parameter's value, or the request around it, is not valid",
            Self::AuthenticationFailed => "authentication failed",
            Self::Blocked => "the account is blocked",
            Self::KeyConflict => "the idempotency key was used for a different request",
            Self::NotPermitted => "the reseller lacks a right that this needs",
            Self::InUse => "something else depends on it",
            Self::UserUnknown => "there is no such user",
            Self::UserTaken => "the user name is taken",
            Self::CustomerUnknown => "there is no such customer",
            Self::CustomerTaken => "the customer name is taken",
            Self::NotEnoughCredits => "not enough credits",
            Self::BillingTypeIncompatible => "a postpaid customer cannot stand under a prepaid reseller",
            Self::ResellerUnknown => "there is no such reseller",
            Self::ResellerTaken => "the reseller name is taken",
            Self::NotOfReseller => "the customer or user does not belong to the reseller",
            Self::PostpaidCustomer => "a postpaid customer cannot be given credits",
            Self::Internal => "internal error",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_ascends() {
        let codes = Status::ALL.map(Status::code);
        assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
    }
}
