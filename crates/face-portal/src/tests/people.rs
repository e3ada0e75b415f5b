//! Made-up customers and money for the samples of pages.

use app::Timestamp;
use app::account::create::{self, CreateAccount};
use app::customer::find::{self, CustomerView, Lookup};
use app::overview::{Funds, Movement};
use charging::{Balance, BalanceId, CreditLimit, PostingId, PostingKind};
use money::{Amount, CallRate, Commodity, Currency, Percent};
use party::account::AccountProfile;
use party::contact::{Contact, ContactChange};
use party::customer::{self, Customer};
use party::ids::{CustomerId, CustomerKey, ObjectId, WebUserId};
use party::matching_rule::MatchingRule;
use party::password::Password;
use party::rights::{Flags, Rights};
use party::text::{Block, Line};
use party::web_user::AccessLevel;
use store::tables::web_users::WebUser;
use support::TestInstallation;

use super::world::SECRET;

fn usd() -> Commodity {
    Commodity::Currency(Currency::parse("USD").unwrap())
}

fn balance(units: i64, commodity: Commodity, credit_limit: CreditLimit) -> Balance {
    Balance {
        id: BalanceId(1),
        holder: CustomerKey::ROOT.into(),
        amount: Amount::new(units, commodity),
        credit_limit,
    }
}

/// Root, and so without anything that need not be there; `text` is his name.
pub(crate) fn view(text: &str) -> CustomerView {
    let currency = Currency::parse("USD").unwrap();
    let mut customer: Customer =
        customer::root("root".parse().unwrap(), currency, ObjectId::compose(1, [0; 5], 1));
    customer.profile.rights = Rights::NONE;
    customer.profile.name = text.parse().unwrap_or(customer.profile.name);
    CustomerView {
        customer,
        web_user: web_user(None),
        has_api_password: false,
        money: balance(0, usd(), CreditLimit::Unlimited),
        credits: balance(
            0,
            Commodity::MessageCredits,
            CreditLimit::Of(Amount::zero(Commodity::MessageCredits)),
        ),
    }
}

fn web_user(login: Option<&str>) -> WebUser {
    WebUser {
        id: WebUserId(1),
        customer: CustomerKey::ROOT,
        login: login.map(str::to_owned),
        password_hash: None,
        access_level: AccessLevel::Administrator,
        is_default: true,
        blocked: false,
        one_time: None,
    }
}

/// Fills in everything that may be empty, with `text` wherever it is free.
pub(crate) fn elaborate(view: &mut CustomerView, text: &str) {
    let profile = &mut view.customer.profile;
    profile.description = Block::parse(text).unwrap();
    profile.contact = contact(text);
    profile.messaging.integration_id = Line::parse(text).unwrap();
    profile.rights = Rights { flags: Flags::all(), ..Rights::root() };
    profile.limits.sessions_max = Some(1_234);
    profile.limits.calls_per_second_max = Some(CallRate::from_units(50_000_000).unwrap());
    profile.limits.overcommit_protection = true;
    profile.limits.overcommit_limit = Percent::from_units(1_000_000_000);
    profile.accounts_matching_rule = Some(MatchingRule::parse("1000[1-9]$").unwrap());
    profile.payment.minimum = Amount::new(500_000_000, usd());
    profile.branding.css = Block::parse(text).unwrap();
    profile.branding.dns_alias = Some("portal.example".parse().unwrap());
    view.web_user = web_user(Some(text));
    view.has_api_password = true;
    view.customer.blocked = true;
    view.money = balance(-123_456_789, usd(), CreditLimit::Of(Amount::new(10_000_000_000, usd())));
}

fn contact(text: &str) -> Contact {
    let mut contact = Contact::default();
    contact.apply(ContactChange {
        company_name: Line::parse(text).ok(),
        first_name: Line::parse(text).ok(),
        last_name: Line::parse(text).ok(),
        street_address: Line::parse(text).ok(),
        state: Line::parse(text).ok(),
        city: Line::parse(text).ok(),
        country: Line::parse(text).ok(),
        contact: Line::parse(text).ok(),
        phone: Line::parse(text).ok(),
        fax: Line::parse(text).ok(),
        alternative_phone: Line::parse(text).ok(),
        alternative_contact: Line::parse(text).ok(),
        email: Line::parse(text).ok(),
        cc: Line::parse(text).ok(),
        bcc: Line::parse(text).ok(),
        mail_from: Line::parse(text).ok(),
        ..ContactChange::default()
    });
    contact
}

/// Money that moved in every way within the last days before `now`, and credits that did not.
pub(crate) fn funds(now: Timestamp) -> Vec<Funds> {
    let movement = |(index, kind): (i64, PostingKind)| Movement {
        at_micros: now.0 - index * 86_400_000_000,
        posting: PostingId(100 - index),
        kind,
        amount: Amount::new((3 - index) * 100_000_000, usd()),
    };
    let limit = CreditLimit::Of(Amount::new(10_000_000_000, usd()));
    let credits = Commodity::MessageCredits;
    vec![
        Funds {
            balance: balance(-9_000_000_000, usd(), limit),
            movements: (0..).zip(PostingKind::ALL).map(movement).collect(),
            is_cut: true,
        },
        Funds { balance: balance(25, credits, CreditLimit::Unlimited), movements: Vec::new(), is_cut: false },
    ]
}

/// The number of the customer called `name`.
pub(crate) async fn id_of(installation: &TestInstallation, name: &str) -> CustomerId {
    let lookup = Lookup::Name(name.parse().unwrap());
    find::find(&installation.app, &installation.operator(), lookup).await.unwrap().customer.key.id
}

/// Makes an account that spends its customer's funds, with the password of all.
pub(crate) async fn user(installation: &TestInstallation, customer: CustomerId, username: &str) {
    let (app, operator) = (&installation.app, installation.operator());
    let customer = find::find(app, &operator, Lookup::Id(customer)).await.unwrap().customer.object_id;
    let profile = AccountProfile {
        username: username.parse().unwrap(),
        contact_name: Line::parse("Mia Chen").unwrap(),
        email: None,
        phone: None,
        final_status_push: None,
        source_address_swappable: false,
        source_address: None,
    };
    let password = Password::parse(SECRET).unwrap();
    create::create(app, &operator, CreateAccount { customer, profile, password }).await.unwrap();
}
