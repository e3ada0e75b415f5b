//! What can be asked, as plain numbers and texts: what the model judges, the world performs and a failure prints.
//!
//! Knows no type of the program, so that the model cannot borrow its rules.

use std::fmt;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Actor {
    /// The operator, or a component of the switch.
    System,
    /// A customer, by his number.
    Customer(i64),
}

/// How a customer is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Named {
    Id(i64),
    Name(String),
    Object(String),
}

/// How an account is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AccountNamed {
    /// As the messaging dialect does: only one that spends its customer's funds.
    Object(String),
    Number {
        owner: Option<i64>,
        id: i64,
    },
    Name {
        owner: Option<i64>,
        username: String,
    },
}

/// What is asked of an account with funds of its own; what is not given stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct OwnAsked {
    pub(crate) username: Option<String>,
    pub(crate) authname: Option<String>,
    pub(crate) with_voip_password: bool,
    pub(crate) plan: Option<i64>,
    pub(crate) group: Option<Option<i64>>,
    pub(crate) agent: Option<Option<i64>>,
    pub(crate) balance: Option<i64>,
    pub(crate) credit_limit: Option<i64>,
    pub(crate) blocked: Option<bool>,
}

/// Prepaid or postpaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Billing {
    Prepaid,
    Postpaid,
}

/// See `party::customer::BillingChoice`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BillingAsked {
    ByCreditLimit,
    Explicit(Billing),
    Default(Billing),
    OfOwner,
}

/// See `party::customer::TariffChoice`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TariffAsked {
    Unset,
    Own,
    Of(i64),
}

/// What is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Booking {
    Payment,
    Credit,
    Debit,
}

/// Declares the changes of a customer, printed without those that are not asked for.
macro_rules! asked {
    ($($(#[$doc:meta])* $name:ident: $type:ty,)+) => {
        /// What is asked of a customer who is made or changed; what is not given stays, or is the default.
        #[derive(Clone, Default)]
        pub(crate) struct Asked {
            $($(#[$doc])* pub(crate) $name: $type,)+
        }

        impl fmt::Debug for Asked {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut fields = f.debug_struct("");
                $(if self.$name != <$type>::default() {
                    fields.field(stringify!($name), &self.$name);
                })+
                fields.finish()
            }
        }
    };
}

asked! {
    name: Option<String>,
    web_login: Option<Option<String>>,
    web_password: Option<&'static str>,
    api_password: Option<&'static str>,
    /// Accounts, customers, tariffs, vouchers: each a set of add (1), edit (2), delete (4).
    masks: [Option<u8>; 4],
    /// Bits of flags.
    granted: u16,
    /// Bits of flags, none of them granted.
    denied: u16,
    depth: Option<i64>,
    balance: Option<i64>,
    credit_limit: Option<i64>,
    tariff: Option<TariffAsked>,
    group: Option<Option<i64>>,
    agent: Option<Option<i64>>,
    overcommit_protection: Option<bool>,
    /// In 10^-10 percent.
    overcommit_slack: Option<i64>,
    /// Whether account names must match a rule.
    rule: Option<bool>,
    policy: Option<u8>,
    host: Option<Option<String>>,
    default_billing: Option<Billing>,
    free_credits: Option<i64>,
}

/// One request.
#[derive(Debug, Clone)]
pub(crate) enum Operation {
    CreateCustomer {
        owner: Option<i64>,
        billing: BillingAsked,
        with_reseller_rights: bool,
        with_free_credits: bool,
        asked: Asked,
        /// The name of the user who is made with him.
        user: Option<String>,
    },
    UpdateCustomer {
        customer: Named,
        owner: Option<i64>,
        asked: Asked,
    },
    DeleteCustomer {
        customer: Named,
        owner: Option<i64>,
    },
    BlockCustomer {
        customer: Named,
        above: Option<i64>,
        blocked: bool,
    },
    ChangeSettings {
        name: String,
        default_billing: Option<Billing>,
        free_credits: Option<i64>,
    },
    CreateAccount {
        customer: String,
        username: String,
    },
    /// Of one with funds of its own.
    CreateOwnAccount {
        owner: Option<i64>,
        asked: OwnAsked,
    },
    UpdateOwnAccount {
        account: AccountNamed,
        asked: OwnAsked,
    },
    BookOnAccount {
        account: AccountNamed,
        booking: Booking,
        units: i64,
        currency: &'static str,
    },
    UpdateAccount {
        account: AccountNamed,
        username: Option<String>,
    },
    ChangePassword {
        account: AccountNamed,
        password: &'static str,
    },
    BlockAccount {
        account: AccountNamed,
        blocked: bool,
    },
    DeleteAccount {
        account: AccountNamed,
    },
    Book {
        customer: i64,
        owner: Option<i64>,
        booking: Booking,
        units: i64,
        currency: &'static str,
    },
    Transfer {
        name: String,
        units: i64,
    },
    SetLowBalance {
        customer: i64,
        owner: Option<i64>,
        threshold: Option<Option<i64>>,
        charge_card: Option<bool>,
        charge: Option<i64>,
    },
    CreateTariff {
        owner: Option<i64>,
        currency: &'static str,
    },
    UpdateTariff {
        owner: Option<i64>,
        tariff: i64,
        name: String,
        currency: Option<&'static str>,
    },
    DeleteTariff {
        owner: Option<i64>,
        tariff: i64,
    },
    CreatePlan {
        owner: Option<i64>,
        tariff: i64,
        currency: Option<&'static str>,
    },
    UpdatePlan {
        owner: Option<i64>,
        plan: i64,
        tariff: Option<i64>,
        name: String,
    },
    DeletePlan {
        owner: Option<i64>,
        plan: i64,
    },
    CreateGroup {
        owner: Option<i64>,
    },
    UpdateGroup {
        owner: Option<i64>,
        group: i64,
        name: String,
    },
    DeleteGroup {
        owner: Option<i64>,
        group: i64,
    },
    CreateWebUser {
        customer: Option<i64>,
        login: String,
        password: &'static str,
    },
    BlockWebUser {
        customer: Option<i64>,
        web_user: i64,
        blocked: bool,
    },
}

impl Operation {
    /// What it is, in one word.
    pub(crate) fn kind(&self) -> String {
        let described = format!("{self:?}");
        described.split_whitespace().next().unwrap_or_default().to_owned()
    }
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The one who asks, or somebody above him, is blocked: he is not let in.
    ShutOut,
    Unknown,
    WrongOwner,
    Absent,
    Forbidden,
    WrongTariff,
    WrongGroup,
    WrongAgent,
    NameTaken,
    LoginTaken,
    HostTaken,
    DepthExhausted,
    OwnTariff,
    BeyondOwner,
    BillingIncompatible,
    CurrencyChange,
    DepthInUse,
    ApiPasswordNeeded,
    WebPassword,
    ApiPassword,
    DoesNotFit,
    /// The same of the user who is made with a customer.
    UserForbidden,
    UserNameTaken,
    NotAdmitted,
    WrongPlan,
    GroupNeeded,
    AuthnameTaken,
    OtherCurrency,
    VoipPasswordNeeded,
    /// The account spends its customer's funds.
    NoFunds,
    HasCustomers,
    HasAccounts,
    NotPositive,
    WrongCurrency,
    TooLarge,
    Overcommitted,
    NotComparable,
    Postpaid,
    NotEnough,
    ChargeNeeded,
    FixedTerm,
    InUse,
    DefaultWebUser,
}

/// What came into being, as the world tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Made {
    /// Number and other id of a customer.
    pub(crate) customer: Option<(i64, String)>,
    /// Number and other id of an account.
    pub(crate) account: Option<(i64, String)>,
    /// The number of a tariff, service plan, routing group, web user or payment; of a customer, his default web user's.
    pub(crate) number: Option<i64>,
    /// What a customer has after a transfer.
    pub(crate) credits: Option<i64>,
}

/// What was answered.
pub(crate) type Answer = Result<Made, Reason>;
