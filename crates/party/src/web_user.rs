//! Web users: what a login of a customer to the self-care site may see and do there.

use std::fmt;
use std::str::FromStr;

use crate::rights::{Flag, Manage, Rights};

/// What a web user may see and do. The interfaces that a customer's programs call know no web users but the default one,
/// so a level bounds the self-care site alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccessLevel {
    /// Everything that the customer may.
    Administrator,
    /// See everything, change nothing.
    Reporter,
    /// See and change what is about money.
    Billing,
    /// See what is about calls and messages: the network operations centre.
    Noc,
    /// Serve the people in a call shop: see accounts and their calls, take their payments.
    CallShopOperator,
}

/// What a part of the self-care site is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Area {
    /// Who is signed in: his password, his sessions, and the first page, which shows of each other area what he may see.
    Own,
    /// Customers below.
    Customers,
    /// Accounts.
    Accounts,
    /// Balances, payments, what was booked.
    Money,
    /// Tariffs and service plans.
    Tariffs,
    /// Calls and messages.
    Traffic,
    /// How the customer's own portal looks, and what he lays down for others.
    Settings,
    /// Who else may sign in for the customer.
    WebUsers,
    /// How the customer's programs sign in to the interfaces.
    Api,
    /// What was done by whom.
    Log,
}

impl Area {
    /// Every area.
    pub const ALL: [Self; 10] = [
        Self::Own,
        Self::Customers,
        Self::Accounts,
        Self::Money,
        Self::Tariffs,
        Self::Traffic,
        Self::Settings,
        Self::WebUsers,
        Self::Api,
        Self::Log,
    ];
}

/// How far somebody gets in an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// For him it is not there.
    Nothing,
    /// He may look.
    See,
    /// He may look and change, as far as his customer may.
    Change,
}

/// The text names no access level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be administrator, reporter, billing, noc or call_shop_operator")]
pub struct UnknownAccessLevel;

impl AccessLevel {
    /// Every level.
    pub const ALL: [Self; 5] =
        [Self::Administrator, Self::Reporter, Self::Billing, Self::Noc, Self::CallShopOperator];

    /// What a customer must have to give this level to his web users.
    #[must_use]
    pub fn needs(self) -> Option<Flag> {
        (self == Self::CallShopOperator).then_some(Flag::Callshop)
    }

    /// Whether a web user of a customer who has `rights` may be given it.
    #[must_use]
    pub fn is_within(self, rights: &Rights) -> bool {
        self.needs().is_none_or(|flag| rights.flags.has(flag))
    }

    /// How far one of this level gets in `area`. Everybody changes what is his own.
    #[must_use]
    pub fn reach(self, area: Area) -> Reach {
        match (self, area) {
            (_, Area::Own) | (Self::Administrator, _) | (Self::Billing, Area::Money) => Reach::Change,
            (Self::Reporter, _)
            | (Self::Billing, Area::Customers | Area::Accounts | Area::Tariffs | Area::Log)
            | (Self::Noc, Area::Customers | Area::Accounts | Area::Traffic)
            | (Self::CallShopOperator, Area::Accounts | Area::Money | Area::Traffic) => Reach::See,
            (Self::Billing | Self::Noc | Self::CallShopOperator, _) => Reach::Nothing,
        }
    }

    /// What is left to one of this level of the rights that his customer has: what changes something is the
    /// administrator's alone, apart from what [`Self::reach`] says about money.
    #[must_use]
    pub fn rights(self, customer: &Rights) -> Rights {
        if self == Self::Administrator {
            return *customer;
        }
        let flags = [Flag::SystemManagement, Flag::ApiManagement, Flag::ApiAccess];
        Rights {
            accounts: Manage::NONE,
            customers: Manage::NONE,
            tariffs: Manage::NONE,
            vouchers: Manage::NONE,
            flags: flags.into_iter().fold(customer.flags, |flags, flag| flags.set(flag, false)),
            depth_max: customer.depth_max,
        }
    }

    /// What is left to one of this level, where it is about money, of the rights that his customer has: who may change
    /// what is about money books on whom his customer may change.
    #[must_use]
    pub fn rights_about_money(self, customer: &Rights) -> Rights {
        if self.reach(Area::Money) < Reach::Change {
            return self.rights(customer);
        }
        let edit = |manage: Manage| if manage.contains(Manage::EDIT) { Manage::EDIT } else { Manage::NONE };
        let (accounts, customers) = (edit(customer.accounts), edit(customer.customers));
        Rights { accounts, customers, ..Self::Billing.rights(customer) }
    }

    /// The word, in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Reporter => "reporter",
            Self::Billing => "billing",
            Self::Noc => "noc",
            Self::CallShopOperator => "call_shop_operator",
        }
    }

    /// The number under which it is stored.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Self::Administrator => 1,
            Self::Reporter => 2,
            Self::Billing => 3,
            Self::Noc => 4,
            Self::CallShopOperator => 5,
        }
    }

    /// The level stored under `code`.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }
}

impl fmt::Display for AccessLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AccessLevel {
    type Err = UnknownAccessLevel;

    /// Reads the word, in either case.
    fn from_str(text: &str) -> Result<Self, UnknownAccessLevel> {
        let found = Self::ALL.into_iter().find(|level| level.as_str().eq_ignore_ascii_case(text));
        found.ok_or(UnknownAccessLevel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_gets_how_far() {
        let table: String = AccessLevel::ALL
            .map(|level| {
                let reach = Area::ALL.map(|area| match level.reach(area) {
                    Reach::Nothing => '-',
                    Reach::See => 's',
                    Reach::Change => 'c',
                });
                format!("{:13} {}\n", level.as_str(), reach.iter().collect::<String>())
            })
            .concat();
        let expected = "\
            administrator cccccccccc\n\
            reporter      csssssssss\n\
            billing       csscs----s\n\
            noc           css--s----\n\
            call_shop_operator c-ss-s----\n";
        assert_eq!(table, expected);
    }

    #[test]
    fn only_the_administrator_keeps_what_changes_something() {
        let root = Rights::root();
        assert_eq!(AccessLevel::Administrator.rights(&root), root);
        for level in AccessLevel::ALL.into_iter().skip(1) {
            let left = level.rights(&root);
            assert_eq!(
                (left.accounts, left.customers, left.tariffs),
                (Manage::NONE, Manage::NONE, Manage::NONE)
            );
            assert!(!left.flags.has(Flag::SystemManagement) && left.flags.has(Flag::QualityReports));
            assert!(!left.flags.has(Flag::ApiAccess), "{level}");
            assert_eq!(level.rights(&Rights::NONE), Rights::NONE);
        }
    }

    #[test]
    fn who_keeps_the_money_books_on_whom_his_customer_may_change() {
        let add_only = Rights { customers: Manage::ADD, ..Rights::root() };
        for level in AccessLevel::ALL {
            let keeps = level.reach(Area::Money) == Reach::Change;
            let edit = if keeps { Manage::EDIT } else { Manage::NONE };
            let left = level.rights_about_money(&Rights::root());
            assert_eq!((left.customers, left.accounts, left.tariffs), (edit, edit, Manage::NONE), "{level}");
            assert!(!left.flags.has(Flag::SystemManagement), "{level}");
            assert_eq!(level.rights_about_money(&add_only).customers, Manage::NONE, "{level}");
            assert_eq!(level.rights_about_money(&Rights::NONE), Rights::NONE, "{level}");
        }
    }

    #[test]
    fn words_and_numbers_lead_back() {
        for level in AccessLevel::ALL {
            assert_eq!(AccessLevel::from_code(level.code()), Some(level));
            assert_eq!(level.as_str().to_uppercase().parse(), Ok(level));
        }
        for code in [0, 6, -1] {
            assert_eq!(AccessLevel::from_code(code), None, "{code}");
        }
        for text in ["", "admin", "noc "] {
            assert_eq!(text.parse::<AccessLevel>(), Err(UnknownAccessLevel), "{text}");
        }
    }
}
