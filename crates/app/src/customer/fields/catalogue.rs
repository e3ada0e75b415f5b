//! The list: a row for each setting.

use charging::CreditLimit;
use messaging::SourceAddress;
use money::{Amount, CallRate, Currency, Percent};
use party::billing::{ApiRevision, Commission};
use party::customer::TariffChoice;
use party::dictionary::{ExportType, Language, PaymentMethod, StartPage, TimeZone};
use party::ids::{CustomerId, RoutingGroupId};
use party::matching_rule::MatchingRule;
use party::names::CustomerName;
use party::password::{Password, PasswordPolicy};
use party::rights::{Flag, Right};
use party::text::{Block, Line, parse_truth, truth_word};

use super::choice::{api_revisions, billing_types, currencies, labels, languages, rotations};
use super::reading::{Asked, Reason, count, number, optional, positive, signed};
use super::{Group, Kind};
use crate::customer::find::CustomerView;

/// A row of the list.
struct Row {
    name: &'static str,
    group: Group,
    kind: Kind,
    read: fn(&mut Asked, &str) -> Result<(), Reason>,
    tell: fn(&CustomerView) -> String,
}

/// Declares the settings, each with its name, group, kind, how it is read and how it is told.
macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident = $name:literal, $group:ident, $kind:expr, $read:expr, $tell:expr;)+) => {
        /// A setting of a customer.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CustomerField {
            $($(#[$doc])* $field,)+
        }

        impl CustomerField {
            /// Every setting, group by group.
            pub const ALL: &'static [Self] = &[$(Self::$field,)+];

            fn row(self) -> &'static Row {
                match self {
                    $(Self::$field => {
                        const ROW: Row = Row {
                            name: $name,
                            group: Group::$group,
                            kind: $kind,
                            read: $read,
                            tell: $tell,
                        };
                        &ROW
                    })+
                }
            }
        }
    };
}

/// How a part of the change is read: from `$text`, as `$value`.
macro_rules! given {
    ($($part:ident).+ = |$text:ident| $value:expr) => {
        |asked, $text| {
            asked.update.change.$($part).+ = Some($value);
            Ok(())
        }
    };
}

/// How a line of the contact data is read.
macro_rules! line {
    ($part:ident) => {
        given!(contact.$part = |text| Line::parse(text)?)
    };
}

/// How a line of the contact data is told.
macro_rules! contact {
    ($part:ident) => {
        |view| view.customer.profile.contact.$part.as_str().to_owned()
    };
}

/// How a setting of the profile is told.
macro_rules! profile {
    (|$profile:ident| $text:expr) => {
        |view| {
            let $profile = &view.customer.profile;
            $text
        }
    };
}

/// How a yes/no right is read.
macro_rules! flag {
    ($flag:ident) => {
        |asked, text| {
            let rights = &mut asked.update.change.rights;
            *rights = rights.with(Flag::$flag, parse_truth(text)?);
            Ok(())
        }
    };
}

/// How a yes/no right is told.
macro_rules! has {
    ($flag:ident) => {
        |view| truth_word(view.customer.profile.rights.flags.has(Flag::$flag)).to_owned()
    };
}

fields! {
    /// His name, unique over the installation.
    Name = "name", Identity, Kind::Text(CustomerName::CHARACTERS_MAX),
        given!(name = |text| text.parse()?),
        profile!(|profile| profile.name.as_str().to_owned());
    /// Free text about him.
    Description = "description", Identity, Kind::Area(255),
        given!(description = |text| Block::parse(text)?),
        profile!(|profile| profile.description.as_str().to_owned());

    /// See [`party::contact::Contact::company_name`].
    CompanyName = "company_name", Contact, Kind::Text(64), line!(company_name), contact!(company_name);
    /// See [`party::contact::Contact::salutation`].
    Salutation = "salutation", Contact, Kind::Text(16), line!(salutation), contact!(salutation);
    /// See [`party::contact::Contact::first_name`].
    FirstName = "first_name", Contact, Kind::Text(32), line!(first_name), contact!(first_name);
    /// See [`party::contact::Contact::middle_initial`].
    MiddleInitial = "middle_initial", Contact, Kind::Text(8), line!(middle_initial), contact!(middle_initial);
    /// See [`party::contact::Contact::last_name`].
    LastName = "last_name", Contact, Kind::Text(32), line!(last_name), contact!(last_name);
    /// See [`party::contact::Contact::street_address`].
    StreetAddress = "street_address", Contact, Kind::Text(128), line!(street_address), contact!(street_address);
    /// See [`party::contact::Contact::postal_code`].
    PostalCode = "postal_code", Contact, Kind::Text(16), line!(postal_code), contact!(postal_code);
    /// See [`party::contact::Contact::city`].
    City = "city", Contact, Kind::Text(64), line!(city), contact!(city);
    /// See [`party::contact::Contact::state`].
    State = "state", Contact, Kind::Text(32), line!(state), contact!(state);
    /// See [`party::contact::Contact::country`].
    Country = "country", Contact, Kind::Text(32), line!(country), contact!(country);
    /// See [`party::contact::Contact::contact`].
    ContactPerson = "contact_person", Contact, Kind::Text(64), line!(contact), contact!(contact);
    /// See [`party::contact::Contact::phone`].
    Phone = "phone", Contact, Kind::Text(32), line!(phone), contact!(phone);
    /// See [`party::contact::Contact::fax`].
    Fax = "fax", Contact, Kind::Text(32), line!(fax), contact!(fax);
    /// See [`party::contact::Contact::alternative_contact`].
    AlternativeContact = "alternative_contact", Contact, Kind::Text(64),
        line!(alternative_contact), contact!(alternative_contact);
    /// See [`party::contact::Contact::alternative_phone`].
    AlternativePhone = "alternative_phone", Contact, Kind::Text(32),
        line!(alternative_phone), contact!(alternative_phone);
    /// See [`party::contact::Contact::email`].
    Email = "email", Contact, Kind::Text(254), line!(email), contact!(email);
    /// See [`party::contact::Contact::cc`].
    Cc = "cc", Contact, Kind::Text(254), line!(cc), contact!(cc);
    /// See [`party::contact::Contact::bcc`].
    Bcc = "bcc", Contact, Kind::Text(254), line!(bcc), contact!(bcc);
    /// See [`party::contact::Contact::mail_from`].
    MailFrom = "mail_from", Contact, Kind::Text(254), line!(mail_from), contact!(mail_from);

    /// The name to sign in with; empty: nobody can.
    WebLogin = "web_login", Access, Kind::Text(32),
        |asked, text| {
            asked.update.web_login = Some(optional(text, str::parse)?);
            Ok(())
        },
        |view| view.web_user.login.clone().unwrap_or_default();
    /// The password to sign in with.
    WebPassword = "web_password", Access, Kind::Secret,
        |asked, text| {
            asked.update.web_password = Some(Password::parse(text)?);
            Ok(())
        },
        |_| String::new();
    /// The password of his programs.
    ApiPassword = "api_password", Access, Kind::Secret,
        |asked, text| {
            asked.update.api_password = Some(Password::parse(text)?);
            Ok(())
        },
        |_| String::new();
    /// What his passwords must look like.
    PasswordPolicy = "password_policy", Access, Kind::OneOf(|| labels(PasswordPolicy::TERMS)),
        given!(password_policy = |text| PasswordPolicy::find(text)?),
        profile!(|profile| profile.password_policy.label().to_owned());

    /// Which tariff he is charged by.
    Tariff = "tariff", Money, Kind::Tariff,
        given!(tariff = |text| text.parse()?),
        profile!(|profile| match profile.tariff {
            Some(tariff) => TariffChoice::Of(tariff),
            // Stored alike: one who may have a tariff of his own is on it.
            None if profile.rights.flags.has(Flag::OwnTariff) => TariffChoice::Own,
            None => TariffChoice::Unset,
        }.to_string());
    /// Whether he pays before or after. Given once.
    BillingType = "billing_type", Money, Kind::OneOf(billing_types),
        |asked, text| {
            asked.billing_type = Some(text.parse()?);
            Ok(())
        },
        profile!(|profile| profile.billing_type.as_str().to_owned());
    /// His money.
    Balance = "balance", Money, Kind::Money,
        |asked, text| {
            asked.update.balance_units = Some(signed(text, Amount::SCALE)?);
            Ok(())
        },
        |view| view.money.amount.to_decimal();
    /// How far he may go into debt.
    CreditLimit = "credit_limit", Money, Kind::Money,
        |asked, text| {
            asked.update.credit_limit_units = Some(positive(text, Amount::SCALE)?);
            Ok(())
        },
        |view| match view.money.credit_limit {
            CreditLimit::Of(limit) => limit.to_decimal(),
            CreditLimit::Unlimited => String::new(),
        };
    /// Preferred currency of payments.
    PaymentCurrency = "payment_currency", Money, Kind::OneOf(currencies),
        given!(payment_currency = |text| Currency::parse(text).map_err(|_| Reason::UnknownCurrency)?),
        profile!(|profile| profile.payment.currency.as_str().to_owned());
    /// Preferred method of payments.
    PaymentMethod = "payment_method", Money, Kind::OneOf(|| labels(PaymentMethod::TERMS)),
        given!(payment_method = |text| PaymentMethod::find(text)?),
        profile!(|profile| profile.payment.method.label().to_owned());
    /// Smallest payment taken.
    PaymentMinimum = "payment_minimum", Money, Kind::Money,
        given!(payment_minimum_units = |text| positive(text, Amount::SCALE)?),
        profile!(|profile| profile.payment.minimum.to_decimal());
    /// Who earns a share of his calls; empty: nobody.
    CommissionAgent = "commission_agent", Money, Kind::Sibling,
        given!(commission_agent = |text| optional(text, number)?.map(CustomerId)),
        profile!(|profile| profile.commission.agent.map(|agent| agent.to_string()).unwrap_or_default());
    /// The size of that share.
    CommissionSize = "commission_size", Money, Kind::Percent,
        given!(commission_size = |text| {
            Commission::check_size(Percent::from_units(signed(text, Percent::SCALE)?))?
        }),
        profile!(|profile| profile.commission.size.to_decimal());

    /// Concurrent calls; empty: without limit.
    SessionsMax = "sessions_max", Limits, Kind::Number,
        given!(sessions_max = |text| optional(text, count)?),
        profile!(|profile| profile.limits.sessions_max.map(|most| most.to_string()).unwrap_or_default());
    /// Call set-ups per second; empty: without limit.
    CallsPerSecondMax = "calls_per_second_max", Limits, Kind::Decimal,
        given!(calls_per_second_max = |text| optional(text, call_rate)?),
        profile!(|profile| profile.limits.calls_per_second_max.map(CallRate::to_decimal).unwrap_or_default());
    /// Whether what is given to those below is bounded.
    OvercommitProtection = "overcommit_protection", Limits, Kind::Flag,
        given!(overcommit_protection = |text| parse_truth(text)?),
        profile!(|profile| truth_word(profile.limits.overcommit_protection).to_owned());
    /// Slack over his own funds.
    OvercommitLimit = "overcommit_limit", Limits, Kind::Percent,
        given!(overcommit_limit = |text| Percent::from_units(positive(text, Percent::SCALE)?)),
        profile!(|profile| profile.limits.overcommit_limit.to_decimal());
    /// What account names must match; empty: nothing.
    AccountsMatchingRule = "accounts_matching_rule", Limits, Kind::Text(MatchingRule::CHARACTERS_MAX),
        given!(accounts_matching_rule = |text| optional(text, MatchingRule::parse)?),
        profile!(|profile| {
            profile.accounts_matching_rule.as_ref().map_or("", MatchingRule::source).to_owned()
        });
    /// Where his accounts' calls go; empty: nowhere.
    RoutingGroup = "routing_group", Limits, Kind::RoutingGroup,
        given!(routing_group = |text| optional(text, number)?.map(RoutingGroupId)),
        profile!(|profile| profile.routing_group.map(|group| group.to_string()).unwrap_or_default());

    /// What he may do to his customers.
    ManageCustomers = "manage_customers", Rights, Kind::Manage,
        given!(rights.customers = |text| text.parse()?), profile!(|profile| profile.rights.customers.to_string());
    /// What he may do to his accounts.
    ManageAccounts = "manage_accounts", Rights, Kind::Manage,
        given!(rights.accounts = |text| text.parse()?), profile!(|profile| profile.rights.accounts.to_string());
    /// What he may do to his tariffs.
    ManageTariffs = "manage_tariffs", Rights, Kind::Manage,
        given!(rights.tariffs = |text| text.parse()?), profile!(|profile| profile.rights.tariffs.to_string());
    /// What he may do to his vouchers.
    ManageVouchers = "manage_vouchers", Rights, Kind::Manage,
        given!(rights.vouchers = |text| text.parse()?), profile!(|profile| profile.rights.vouchers.to_string());
    /// Levels of customers that may stand below him.
    DepthMax = "depth_max", Rights, Kind::Number,
        given!(rights.depth_max = |text| count(text)?),
        profile!(|profile| profile.rights.depth_max.to_string());
    /// See [`Flag::SystemManagement`].
    SystemManagement = "system_management", Rights, Kind::Flag, flag!(SystemManagement), has!(SystemManagement);
    /// See [`Flag::ApiAccess`].
    ApiAccess = "api_access", Rights, Kind::Flag, flag!(ApiAccess), has!(ApiAccess);
    /// See [`Flag::ApiManagement`].
    ApiManagement = "api_management", Rights, Kind::Flag, flag!(ApiManagement), has!(ApiManagement);
    /// See [`Flag::OwnTariff`].
    OwnTariff = "own_tariff", Rights, Kind::Flag, flag!(OwnTariff), has!(OwnTariff);

    /// See [`Flag::Callshop`].
    Callshop = "callshop", Features, Kind::Flag, flag!(Callshop), has!(Callshop);
    /// See [`Flag::DidPool`].
    DidPool = "did_pool", Features, Kind::Flag, flag!(DidPool), has!(DidPool);
    /// See [`Flag::IvrApplications`].
    IvrApplications = "ivr_applications", Features, Kind::Flag, flag!(IvrApplications), has!(IvrApplications);
    /// See [`Flag::QualityReports`].
    QualityReports = "quality_reports", Features, Kind::Flag, flag!(QualityReports), has!(QualityReports);
    /// See [`Flag::PaymentCards`].
    PaymentCards = "payment_cards", Features, Kind::Flag, flag!(PaymentCards), has!(PaymentCards);
    /// See [`Flag::Conferencing`].
    Conferencing = "conferencing", Features, Kind::Flag, flag!(Conferencing), has!(Conferencing);
    /// See [`Flag::SharePaymentProcessors`].
    SharePaymentProcessors = "share_payment_processors", Features, Kind::Flag,
        flag!(SharePaymentProcessors), has!(SharePaymentProcessors);
    /// See [`Flag::DoNotCallList`].
    DoNotCallList = "do_not_call_list", Features, Kind::Flag, flag!(DoNotCallList), has!(DoNotCallList);

    /// Language of his pages.
    Language = "language", Look, Kind::OneOf(languages),
        given!(language = |text| Language::new(text)?),
        profile!(|profile| profile.language.code().to_owned());
    /// Zone of his pages and reports.
    TimeZone = "time_zone", Look, Kind::OneOf(|| labels(TimeZone::TERMS)),
        given!(time_zone = |text| TimeZone::find(text)?),
        profile!(|profile| profile.time_zone.label().to_owned());
    /// Format of his downloads.
    ExportType = "export_type", Look, Kind::OneOf(|| labels(ExportType::TERMS)),
        given!(export_type = |text| ExportType::find(text)?),
        profile!(|profile| profile.export_type.label().to_owned());
    /// First page after sign-in.
    StartPage = "start_page", Look, Kind::OneOf(|| labels(StartPage::TERMS)),
        given!(start_page = |text| StartPage::find(text)?),
        profile!(|profile| profile.start_page.label().to_owned());
    /// Host name of his portal; empty: none.
    DnsAlias = "dns_alias", Look, Kind::Text(253),
        given!(dns_alias = |text| optional(text, str::parse)?),
        profile!(|profile| profile.branding.dns_alias.as_ref().map_or("", |host| host.as_str()).to_owned());
    /// Style sheet of his portal.
    Css = "css", Look, Kind::Area(65_536),
        given!(css = |text| Block::parse(text)?),
        profile!(|profile| profile.branding.css.as_str().to_owned());

    /// Identity in somebody else's system.
    IntegrationId = "integration_id", Messaging, Kind::Text(255),
        given!(integration_id = |text| Line::parse(text)?),
        profile!(|profile| profile.messaging.integration_id.as_str().to_owned());
    /// Sender when nothing else names one; empty: none.
    SourceAddress = "source_address", Messaging, Kind::Text(16),
        given!(source_address = |text| optional(text, SourceAddress::parse)?),
        profile!(|profile| {
            profile.messaging.source_address.as_ref().map_or("", SourceAddress::as_str).to_owned()
        });
    /// How a reply number is picked.
    Rotation = "rotation", Messaging, Kind::OneOf(rotations),
        given!(rotation = |text| text.parse()?),
        profile!(|profile| profile.messaging.rotation.as_str().to_owned());
    /// Price of an inbound message, in whole credits.
    InboundCharge = "inbound_charge", Messaging, Kind::Number,
        given!(inbound_charge = |text| number(text)?),
        profile!(|profile| profile.messaging.inbound_charge.to_string());
    /// Whether he begins with the credits that his owner gives for free. Given once.
    BeginsWithFreeCredits = "begins_with_free_credits", Messaging, Kind::Flag,
        |asked, text| {
            asked.begins_with_free_credits = parse_truth(text)?;
            Ok(())
        },
        |_| truth_word(false).to_owned();
    /// For a reseller: billing type of customers made with their first user.
    DefaultBillingType = "default_billing_type", Messaging, Kind::OneOf(billing_types),
        given!(default_billing_type = |text| text.parse()?),
        profile!(|profile| profile.reseller.default_billing_type.as_str().to_owned());
    /// For a reseller: credits given to a new customer on request.
    FreeCredits = "free_credits", Messaging, Kind::Money,
        given!(free_credits_units = |text| positive(text, Amount::SCALE)?),
        profile!(|profile| profile.reseller.free_credits.to_decimal());
    /// For a reseller: revision of the messaging interface that his programs speak.
    ApiRevision = "api_revision", Messaging, Kind::OneOf(api_revisions),
        given!(api_revision = |text| api_revision(text)?),
        profile!(|profile| profile.reseller.api_revision.code().to_string());
}

impl CustomerField {
    /// The setting called `name`.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.name() == name)
    }

    /// Its name: small letters and `_`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What it belongs to.
    #[must_use]
    pub fn group(self) -> Group {
        self.row().group
    }

    /// What its text looks like.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.row().kind
    }

    /// Whether nobody is made without it.
    #[must_use]
    pub fn is_required(self) -> bool {
        self == Self::Name
    }

    /// Whether it is given when a customer is made, and not changed afterwards.
    #[must_use]
    pub fn is_given_once(self) -> bool {
        matches!(self, Self::BillingType | Self::BeginsWithFreeCredits)
    }

    /// What the customer has, as it would be read; of a secret nothing.
    #[must_use]
    pub fn tell(self, view: &CustomerView) -> String {
        (self.row().tell)(view)
    }

    /// The right that it gives, if it is one.
    #[must_use]
    pub fn right(self) -> Option<Right> {
        RIGHTS.iter().find(|(field, _)| *field == self).map(|(_, right)| *right)
    }

    /// The setting that gives `right`.
    #[must_use]
    pub fn of_right(right: Right) -> Option<Self> {
        RIGHTS.iter().find(|(_, given)| *given == right).map(|(field, _)| *field)
    }

    pub(super) fn read_into(self, asked: &mut Asked, text: &str) -> Result<(), Reason> {
        (self.row().read)(asked, text)
    }
}

/// What gives which right.
const RIGHTS: &[(CustomerField, Right)] = &[
    (CustomerField::ManageCustomers, Right::Customers),
    (CustomerField::ManageAccounts, Right::Accounts),
    (CustomerField::ManageTariffs, Right::Tariffs),
    (CustomerField::ManageVouchers, Right::Vouchers),
    (CustomerField::DepthMax, Right::Depth),
    (CustomerField::ApiPassword, Right::ApiPassword),
    (CustomerField::SystemManagement, Right::Flag(Flag::SystemManagement)),
    (CustomerField::ApiAccess, Right::Flag(Flag::ApiAccess)),
    (CustomerField::ApiManagement, Right::Flag(Flag::ApiManagement)),
    (CustomerField::OwnTariff, Right::Flag(Flag::OwnTariff)),
    (CustomerField::Callshop, Right::Flag(Flag::Callshop)),
    (CustomerField::DidPool, Right::Flag(Flag::DidPool)),
    (CustomerField::IvrApplications, Right::Flag(Flag::IvrApplications)),
    (CustomerField::QualityReports, Right::Flag(Flag::QualityReports)),
    (CustomerField::PaymentCards, Right::Flag(Flag::PaymentCards)),
    (CustomerField::Conferencing, Right::Flag(Flag::Conferencing)),
    (CustomerField::SharePaymentProcessors, Right::Flag(Flag::SharePaymentProcessors)),
    (CustomerField::DoNotCallList, Right::Flag(Flag::DoNotCallList)),
];

fn call_rate(text: &str) -> Result<CallRate, Reason> {
    CallRate::from_units(positive(text, CallRate::SCALE)?).map_err(|_| Reason::Negative)
}

fn api_revision(text: &str) -> Result<ApiRevision, Reason> {
    let code = text.parse().ok();
    code.and_then(ApiRevision::from_code).ok_or(Reason::NotOneOf("1 or 2"))
}
