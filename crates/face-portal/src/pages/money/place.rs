//! Whose money a page is about, where that page is, and who may book there.

use std::fmt::Display;

use app::account::AccountLookup;
use app::funds::holdings::{self, Holdings};
use app::funds::{FindHolderError, FundsOf, HolderLookup};
use charging::FundsChange;
use party::ids::{CustomerId, ObjectId};
use party::rights::{Manage, Rights};
use party::web_user::{Area, Reach};

use crate::pages::{customers, user, users};
use crate::reply::Failure;
use crate::route::{Path, Route};
use crate::visit::Visit;

/// Whose money a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The person's own customer's.
    Own,
    /// A customer's below.
    Customer(CustomerId),
    /// That of an account with funds of its own.
    Account(ObjectId),
}

/// What a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Money,
    Payments,
    PaymentsFile,
    Payment,
    Postings,
    PostingsFile,
    Posting,
    PostingFile,
    Book(FundsChange),
    Transfer,
    LowBalance,
    Reverse,
}

/// The money of `whose`.
pub(crate) fn path(whose: Whose) -> Path {
    Place::Money.path(whose, &[])
}

/// What was booked on the visitor's own customer.
pub(crate) fn own_postings() -> Path {
    Place::Postings.path(Whose::Own, &[])
}

impl Place {
    /// Where it is of one's own customer, of one below, of an account. Nobody books on himself.
    pub(super) fn routes(self) -> [Option<Route>; 3] {
        let routes = match self {
            Self::Money => ["/money", "/customers/{customer}/money", "/users/{user}/money"],
            Self::Payments => {
                ["/money/payments", "/customers/{customer}/money/payments", "/users/{user}/money/payments"]
            }
            Self::PaymentsFile => [
                "/money/payments/export",
                "/customers/{customer}/money/payments/export",
                "/users/{user}/money/payments/export",
            ],
            Self::Payment => [
                "/money/payments/{payment}",
                "/customers/{customer}/money/payments/{payment}",
                "/users/{user}/money/payments/{payment}",
            ],
            Self::Postings => {
                ["/money/postings", "/customers/{customer}/money/postings", "/users/{user}/money/postings"]
            }
            Self::PostingsFile => [
                "/money/postings/export",
                "/customers/{customer}/money/postings/export",
                "/users/{user}/money/postings/export",
            ],
            Self::Posting => [
                "/money/postings/{posting}",
                "/customers/{customer}/money/postings/{posting}",
                "/users/{user}/money/postings/{posting}",
            ],
            Self::PostingFile => [
                "/money/postings/{posting}/export",
                "/customers/{customer}/money/postings/{posting}/export",
                "/users/{user}/money/postings/{posting}/export",
            ],
            Self::Book(FundsChange::Payment) => {
                ["", "/customers/{customer}/money/add-funds", "/users/{user}/money/add-funds"]
            }
            Self::Book(FundsChange::Credit) => {
                ["", "/customers/{customer}/money/credit", "/users/{user}/money/credit"]
            }
            Self::Book(FundsChange::Debit) => {
                ["", "/customers/{customer}/money/debit", "/users/{user}/money/debit"]
            }
            Self::Transfer => ["", "/customers/{customer}/money/transfer", ""],
            Self::LowBalance => {
                ["", "/customers/{customer}/money/low-balance", "/users/{user}/money/low-balance"]
            }
            Self::Reverse => [
                "",
                "/customers/{customer}/money/postings/{posting}/reverse",
                "/users/{user}/money/postings/{posting}/reverse",
            ],
        };
        routes.map(|pattern| (!pattern.is_empty()).then_some(Route::new(pattern)))
    }

    /// Where it is of `whose`; what there is not of one's own is looked for at his money.
    pub(super) fn path(self, whose: Whose, parts: &[&dyn Display]) -> Path {
        let [own, of_customer, of_account] = self.routes();
        let (route, holder): (_, Option<&dyn Display>) = match &whose {
            Whose::Own => (own, None),
            Whose::Customer(id) => (of_customer, Some(id)),
            Whose::Account(id) => (of_account, Some(id)),
        };
        let parts: Vec<_> = holder.into_iter().chain(parts.iter().copied()).collect();
        route.unwrap_or(Route::new("/money")).path_with(&parts)
    }
}

impl Whose {
    /// Whom the path names. Who may not look at customers has no customer here, and who may not look at users no user.
    pub(super) fn read(visit: &Visit) -> Result<Self, Failure> {
        let is_there = |name: &str| !visit.parts.text(name).is_empty();
        if is_there("customer") {
            let sees_customers = customers::ACCESS.admits(visit);
            return match visit.number("customer")? {
                id if sees_customers => Ok(Self::Customer(CustomerId(id))),
                _ => Err(Failure::NotFound),
            };
        }
        if is_there("user") {
            return match user::lookup(visit)? {
                AccountLookup::Any(id) if users::SEE.admits(visit) => Ok(Self::Account(id)),
                _ => Err(Failure::NotFound),
            };
        }
        Ok(Self::Own)
    }

    pub(super) fn lookup(self) -> HolderLookup {
        self.funds().map_or(HolderLookup::Own, HolderLookup::Of)
    }

    /// Whose funds may be booked on; nobody's own.
    pub(super) fn funds(self) -> Option<FundsOf> {
        match self {
            Self::Own => None,
            Self::Customer(id) => Some(FundsOf::Customer { id, owner: None }),
            Self::Account(id) => Some(FundsOf::Account(AccountLookup::Any(id))),
        }
    }

    /// What the customer must have to whose money this is, to book on it.
    fn may_be_booked_on(self, rights: &Rights) -> bool {
        match self {
            Self::Own => false,
            Self::Customer(_) => may_edit_customers(rights),
            Self::Account(_) => may_edit_accounts(rights),
        }
    }
}

pub(super) fn may_edit_customers(rights: &Rights) -> bool {
    rights.customers.contains(Manage::EDIT)
}

pub(super) fn may_edit_accounts(rights: &Rights) -> bool {
    rights.accounts.contains(Manage::EDIT)
}

/// Whether the visitor may book on `whose` money.
pub(super) fn may_change(visit: &Visit, whose: Whose) -> bool {
    visit.session().is_ok_and(|session| whose.may_be_booked_on(&session.customer.profile.rights))
        && visit.reach(Area::Money) == Reach::Change
}

impl From<FindHolderError> for Failure {
    fn from(error: FindHolderError) -> Self {
        match error {
            FindHolderError::Refused(_) | FindHolderError::UnknownAccount | FindHolderError::NoFunds => {
                Self::NotFound
            }
            FindHolderError::Store(error) => Self::Store(error),
        }
    }
}

/// What `whose` has.
pub(super) async fn find(visit: &Visit, whose: Whose) -> Result<Holdings, Failure> {
    Ok(holdings::find(visit.app(), &visit.context_about_money()?, whose.lookup()).await?)
}
