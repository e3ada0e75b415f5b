//! What is told is read back to the same, what is wrong is told with its reason, and no setting is forgotten.

use charging::{Balance, BalanceId, CreditLimit};
use money::{Amount, Commodity, Currency};
use party::access::Caller;
use party::customer::{self, BillingChoice, Customer, TariffChoice, root};
use party::ids::{CustomerId, ObjectId, WebUserId};
use party::password::PasswordError;
use party::text::TextError;
use party::web_user::AccessLevel;
use store::tables::web_users::WebUser;

use super::*;
use crate::customer::create::CreateCustomer;
use crate::customer::find::CustomerView;
use crate::customer::update::UpdateCustomer;

/// A text of each setting that is not its default, as it is told.
const TEXTS: &[(CustomerField, &str)] = &[
    (CustomerField::Name, "Blue Phone Ltd."),
    (CustomerField::Description, "first\nsecond"),
    (CustomerField::CompanyName, "Blue Phone"),
    (CustomerField::Salutation, "Ms."),
    (CustomerField::FirstName, "Анна"),
    (CustomerField::MiddleInitial, "M"),
    (CustomerField::LastName, "Chen"),
    (CustomerField::StreetAddress, "1 Main Street"),
    (CustomerField::PostalCode, "00-001"),
    (CustomerField::City, "Warsaw"),
    (CustomerField::State, "Mazovia"),
    (CustomerField::Country, "Poland"),
    (CustomerField::ContactPerson, "Jan"),
    (CustomerField::Phone, "+48 601 000 000"),
    (CustomerField::Fax, "+48 601 000 001"),
    (CustomerField::AlternativeContact, "Ewa"),
    (CustomerField::AlternativePhone, "+48 601 000 002"),
    (CustomerField::Email, "a@example.com"),
    (CustomerField::Cc, "b@example.com"),
    (CustomerField::Bcc, "c@example.com"),
    (CustomerField::MailFrom, "d@example.com"),
    (CustomerField::WebLogin, "blue"),
    (CustomerField::WebPassword, "Secret-password-1"),
    (CustomerField::ApiPassword, "Secret-password-2"),
    (CustomerField::PasswordPolicy, "Strong"),
    (CustomerField::Tariff, "12"),
    (CustomerField::BillingType, "postpaid"),
    (CustomerField::Balance, "-12.5"),
    (CustomerField::CreditLimit, "100"),
    (CustomerField::PaymentCurrency, "EUR"),
    (CustomerField::PaymentMethod, "Bank transfer"),
    (CustomerField::PaymentMinimum, "2.2"),
    (CustomerField::CommissionAgent, "7"),
    (CustomerField::CommissionSize, "-15"),
    (CustomerField::SessionsMax, "0"),
    (CustomerField::CallsPerSecondMax, "0.5"),
    (CustomerField::OvercommitProtection, "yes"),
    (CustomerField::OvercommitLimit, "0.000000001"),
    (CustomerField::AccountsMatchingRule, "1000[1-9]$"),
    (CustomerField::RoutingGroup, "3"),
    (CustomerField::ManageCustomers, "add, edit, delete"),
    (CustomerField::ManageAccounts, "add, delete"),
    (CustomerField::ManageTariffs, "edit"),
    (CustomerField::ManageVouchers, "delete"),
    (CustomerField::DepthMax, "9"),
    (CustomerField::SystemManagement, "yes"),
    (CustomerField::ApiAccess, "yes"),
    (CustomerField::ApiManagement, "yes"),
    (CustomerField::OwnTariff, "yes"),
    (CustomerField::Callshop, "yes"),
    (CustomerField::DidPool, "yes"),
    (CustomerField::IvrApplications, "yes"),
    (CustomerField::QualityReports, "yes"),
    (CustomerField::PaymentCards, "yes"),
    (CustomerField::Conferencing, "yes"),
    (CustomerField::SharePaymentProcessors, "yes"),
    (CustomerField::DoNotCallList, "yes"),
    (CustomerField::Language, "ru"),
    (CustomerField::TimeZone, "Europe/Warsaw"),
    (CustomerField::ExportType, "XLSX"),
    (CustomerField::StartPage, "Customers"),
    (CustomerField::DnsAlias, "portal.example.com"),
    (CustomerField::Css, "body { color: red }"),
    (CustomerField::IntegrationId, "blue-1"),
    (CustomerField::SourceAddress, "Blue"),
    (CustomerField::Rotation, "conversation"),
    (CustomerField::InboundCharge, "2"),
    (CustomerField::BeginsWithFreeCredits, "yes"),
    (CustomerField::DefaultBillingType, "postpaid"),
    (CustomerField::FreeCredits, "25"),
    (CustomerField::ApiRevision, "1"),
];

fn top() -> Customer {
    root("root".parse().unwrap(), Currency::parse("USD").unwrap(), ObjectId::compose(1, [0; 5], 1))
}

/// What would be stored of a customer below root who is asked for so.
fn made(request: CreateCustomer) -> CustomerView {
    let owner = top();
    let grant = Caller::System.grant(&owner).unwrap();
    let (limit, balance) = (request.draft.credit_limit_units, request.draft.balance_units);
    let (id, object_id) = (CustomerId(2), ObjectId::compose(1, [0; 5], 2));
    let currency = owner.profile.base_currency;
    let customer = customer::create(&grant, &owner, request.draft, currency, id, object_id).unwrap();
    let web_user = WebUser {
        id: WebUserId(2),
        customer: customer.key,
        login: request.web_login.map(|login| login.as_str().to_owned()),
        password_hash: None,
        access_level: AccessLevel::Administrator,
        is_default: true,
        blocked: false,
        one_time: None,
    };
    let funds = |units, limit, commodity| Balance {
        id: BalanceId(1),
        holder: customer.key.into(),
        amount: Amount::new(units, commodity),
        credit_limit: CreditLimit::Of(Amount::new(limit, commodity)),
    };
    let money = funds(balance, limit, Commodity::Currency(currency));
    let credits = funds(0, 0, Commodity::MessageCredits);
    CustomerView { web_user, has_api_password: request.api_password.is_some(), money, credits, customer }
}

/// The same customer, changed.
fn changed(view: &CustomerView, request: UpdateCustomer) -> CustomerView {
    let (owner, mut view) = (top(), view.clone());
    let grant = Caller::System.grant(&view.customer).unwrap();
    view.customer = customer::update(&grant, &owner, &view.customer, request.change, None).unwrap();
    if let Some(login) = request.web_login {
        view.web_user.login = login.map(|login| login.as_str().to_owned());
    }
    let amount = |units| Amount::new(units, view.money.commodity());
    let limit =
        request.credit_limit_units.map_or(view.money.credit_limit, |units| CreditLimit::Of(amount(units)));
    let balance = request.balance_units.map_or(view.money.amount, amount);
    view.money = Balance { amount: balance, credit_limit: limit, ..view.money };
    view
}

fn plain() -> CustomerView {
    made(read_new(None, [(CustomerField::Name, "plain")]).unwrap())
}

fn is_told(field: CustomerField) -> bool {
    !matches!(field.kind(), Kind::Secret) && field != CustomerField::BeginsWithFreeCredits
}

#[test]
fn every_setting_is_once_in_one_group() {
    let grouped: Vec<_> = Group::ALL.into_iter().flat_map(Group::fields).collect();
    assert_eq!(grouped, CustomerField::ALL);
    for field in CustomerField::ALL {
        assert_eq!(CustomerField::find(field.name()), Some(*field));
        assert!(field.name().bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase()), "{field:?}");
    }
    let sampled: Vec<_> = TEXTS.iter().map(|(field, _)| *field).collect();
    assert_eq!(sampled, CustomerField::ALL, "a sample of each");
}

#[test]
fn a_customer_made_with_everything_tells_everything() {
    let request = read_new(None, TEXTS.iter().copied()).unwrap();
    assert_eq!(request.web_password.as_ref().unwrap().reveal(), "Secret-password-1");
    assert_eq!(request.api_password.as_ref().unwrap().reveal(), "Secret-password-2");
    assert!(request.free_credits);
    let view = made(request);
    for (field, text) in TEXTS.iter().filter(|(field, _)| is_told(*field)) {
        assert_eq!(field.tell(&view), *text, "{field:?}");
        assert_ne!(field.tell(&plain()), *text, "{field:?}: the sample is not the default");
    }
}

#[test]
fn what_is_told_is_read_back_to_the_same() {
    let full = made(read_new(None, TEXTS.iter().copied()).unwrap());
    // One who pays after, of whom either may be laid down for others.
    let other = [
        (CustomerField::Name, "other"),
        (CustomerField::BillingType, "postpaid"),
        (CustomerField::DefaultBillingType, "prepaid"),
    ];
    let other = made(read_new(None, other).unwrap());
    for (from, to) in [(&full, &other), (&other, &full)] {
        for field in CustomerField::ALL.iter().filter(|field| is_told(**field) && !field.is_given_once()) {
            let text = field.tell(from);
            let request = read_change([(*field, text.as_str())]).unwrap();
            let after = changed(to, request);
            let expected = match field {
                // The two are stored alike: which it is, the right to one of his own says.
                CustomerField::Tariff if text == "none" || text == "own" => {
                    assert_eq!(after.customer.profile.tariff, None);
                    continue;
                }
                _ => text,
            };
            assert_eq!(field.tell(&after), expected, "{field:?}");
            for kept in CustomerField::ALL.iter().filter(|kept| *kept != field) {
                if (*field, *kept) != (CustomerField::OwnTariff, CustomerField::Tariff) {
                    assert_eq!(kept.tell(&after), kept.tell(to), "{kept:?} stays when {field:?} changes");
                }
            }
        }
    }
}

#[test]
fn every_choice_is_read_and_told() {
    for field in CustomerField::ALL {
        let Kind::OneOf(choices) = field.kind() else { continue };
        for choice in choices() {
            let view = made(
                read_new(
                    None,
                    [
                        (CustomerField::Name, "name"),
                        (CustomerField::BillingType, "postpaid"),
                        (*field, choice.text),
                    ],
                )
                .unwrap(),
            );
            assert_eq!(field.tell(&view), choice.text, "{field:?}");
        }
    }
}

#[track_caller]
fn check(field: CustomerField, text: &str, reason: Reason) {
    let wrong = vec![Wrong { field, reason }];
    assert_eq!(read_change([(field, text)]).unwrap_err(), wrong, "{text:?}");
    if !text.is_empty() {
        let mut texts = vec![(CustomerField::Description, "kept"), (field, text)];
        if field != CustomerField::Name {
            texts.push((CustomerField::Name, "name"));
        }
        assert_eq!(read_new(None, texts).unwrap_err(), wrong, "{text:?}");
    }
    assert!(!wrong[0].to_string().ends_with('.') && wrong[0].to_string().starts_with(field.name()));
}

#[test]
fn what_cannot_be_read_is_told_with_its_reason() {
    use CustomerField::*;
    let long = "x".repeat(65_537);
    for (field, text, reason) in [
        (Name, "", TextError::Empty.into()),
        (Name, " x", TextError::Deceptive.into()),
        (Description, &long[..256], TextError::TooLong { max: 255 }.into()),
        (Email, "a\nb", TextError::ControlCharacter.into()),
        (WebLogin, "a b", TextError::WhiteSpace.into()),
        (WebPassword, &long[..129], PasswordError::TooLong(128).into()),
        (ApiPassword, "a\0", PasswordError::ControlCharacter.into()),
        (PasswordPolicy, "Weak", Reason::NotOneOf("1 (Default), 2 (Medium), 3 (Strong)")),
        (PasswordPolicy, "", Reason::NotOneOf("1 (Default), 2 (Medium), 3 (Strong)")),
        (Tariff, "gold", Reason::NotATariff),
        (Tariff, "", Reason::NotATariff),
        (Balance, "", Reason::NotANumber),
        (Balance, "1,5", Reason::NotANumber),
        (Balance, "0.000000001", Reason::TooPrecise(8)),
        (Balance, "1e30", Reason::TooLarge),
        (CreditLimit, "-1", Reason::Negative),
        (PaymentCurrency, "XYZ", Reason::UnknownCurrency),
        (PaymentMinimum, "-0.1", Reason::Negative),
        (CommissionAgent, "Ann", Reason::NotWhole),
        (CommissionSize, "100.1", Reason::NotAShare),
        (SessionsMax, "1.5", Reason::NotWhole),
        (SessionsMax, "-1", Reason::Negative),
        (SessionsMax, "2147483648", Reason::TooLarge),
        (CallsPerSecondMax, "-0.5", Reason::Negative),
        (OvercommitProtection, "maybe", Reason::NeitherYesNorNo),
        (OvercommitLimit, "-1", Reason::Negative),
        (AccountsMatchingRule, "1000[", Reason::NotAnExpression),
        (RoutingGroup, "least cost", Reason::NotWhole),
        (ManageCustomers, "view", Reason::NotASetOfRights),
        (DepthMax, "-1", Reason::Negative),
        (DepthMax, "", Reason::NotWhole),
        (Callshop, "", Reason::NeitherYesNorNo),
        (TimeZone, "Mars/Base", Reason::NotOneOf("the ids of the time zone dictionary (370 is UTC)")),
        (DnsAlias, "http://a.com", TextError::NotAHostName.into()),
        (Css, &long, TextError::TooLong { max: 65_536 }.into()),
        (SourceAddress, "12", messaging::SourceAddressError::DigitCount.into()),
        (Rotation, "random", Reason::NotOneOf("conversation, max_rotation")),
        (InboundCharge, "0.5", Reason::NotWhole),
        (DefaultBillingType, "later", Reason::NotOneOf("prepaid, postpaid")),
        (FreeCredits, "-1", Reason::Negative),
        (ApiRevision, "3", Reason::NotOneOf("1 or 2")),
    ] {
        check(field, text, reason);
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once_in_order() {
    let texts = [(CustomerField::Css, "\0"), (CustomerField::Balance, "x"), (CustomerField::City, "good")];
    let told: Vec<_> = read_new(None, texts).unwrap_err().iter().map(|wrong| wrong.field).collect();
    assert_eq!(told, [CustomerField::Name, CustomerField::Balance, CustomerField::Css]);
    let told: Vec<_> = read_change(texts).unwrap_err().iter().map(|wrong| wrong.field).collect();
    assert_eq!(told, [CustomerField::Balance, CustomerField::Css]);
}

#[test]
fn an_empty_text_asks_for_nothing_or_takes_away() {
    let empty = CustomerField::ALL.iter().map(|field| (*field, ""));
    let request = read_new(None, empty.chain([(CustomerField::Name, "name")])).unwrap();
    assert_eq!(
        (request.draft.tariff, request.draft.billing_type),
        (TariffChoice::Unset, BillingChoice::ByCreditLimit)
    );
    assert_eq!(
        made(request).customer.profile,
        made(read_new(None, [(CustomerField::Name, "name")]).unwrap()).customer.profile
    );
    let full = made(read_new(None, TEXTS.iter().copied()).unwrap());
    let cleared = [
        CustomerField::Email,
        CustomerField::WebLogin,
        CustomerField::WebPassword,
        CustomerField::SessionsMax,
        CustomerField::RoutingGroup,
        CustomerField::CommissionAgent,
        CustomerField::DnsAlias,
        CustomerField::SourceAddress,
    ];
    let request = read_change(cleared.map(|field| (field, ""))).unwrap();
    assert!(request.web_password.is_none());
    let after = changed(&full, request);
    assert!(cleared.iter().all(|field| field.tell(&after).is_empty()));
    assert_eq!(CustomerField::City.tell(&after), "Warsaw");
}

#[test]
fn what_is_given_once_is_not_changed() {
    for field in CustomerField::ALL.iter().filter(|field| field.is_given_once()) {
        for text in ["prepaid", "nonsense"] {
            let wrong = read_change([(*field, text)]).unwrap_err();
            assert_eq!(wrong, [Wrong { field: *field, reason: Reason::GivenOnce }]);
        }
    }
}

#[test]
fn what_was_seen_is_known_again() {
    let (plain, full) = (plain(), made(read_new(None, TEXTS.iter().copied()).unwrap()));
    let seen = Seen::of(&plain, CustomerField::ALL.iter().copied());
    assert_eq!(Seen::parse(&seen.to_string()), seen);
    assert_eq!(seen.differences(&plain), []);
    let changed: Vec<_> = CustomerField::ALL.iter().copied().filter(|field| is_told(*field)).collect();
    assert_eq!(seen.differences(&full), changed);
    let only = seen.clone().only(&[CustomerField::City, CustomerField::CreditLimit]);
    assert_eq!(only.differences(&full), [CustomerField::City, CustomerField::CreditLimit]);
    assert!(only.has_money() && !only.clone().only(&[CustomerField::City]).has_money());
    let mixed = Seen::of(&full, CustomerField::ALL.iter().copied()).with(only);
    assert_eq!(mixed.differences(&full), [CustomerField::City, CustomerField::CreditLimit]);
    let described = Seen::of(&full, [CustomerField::Description]);
    assert_eq!(described.is_same(CustomerField::Description, "first\r\nsecond"), Some(true));
    assert_eq!(described.is_same(CustomerField::Description, "first second"), Some(false));
    assert_eq!(described.is_same(CustomerField::City, ""), None);
    assert!(Seen::parse("nonsense name x:y =").is_empty());
}
