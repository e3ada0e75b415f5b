//! Made-up customers and money for the samples of pages.

use app::Timestamp;
use app::account::create::{self, CreateAccount};
use app::customer::find::{self, CustomerView, Lookup};
use app::funds::book::{BookFunds, book_funds};
use app::funds::holdings::{Holding, Holdings};
use app::funds::postings::{Booked, Doer, EntryKey, EntryView, PaymentView, PostingView, Side, find_payment};
use app::funds::{FundsOf, HolderLookup};
use app::overview::{Funds, Movement};
use charging::{
    Balance, BalanceId, CreditLimit, FundsChange, Holder, LowBalance, Payment, PaymentId, PostingId,
    PostingKind, SystemAccount,
};
use money::{Amount, CallRate, Commodity, Currency, Percent};
use party::account::AccountProfile;
use party::contact::{Contact, ContactChange};
use party::customer::{self, Customer};
use party::ids::{AccountId, CustomerId, CustomerKey, ObjectId, WebUserId};
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

/// What a customer called `text` has: little, and somebody is told so.
pub(crate) fn holdings(text: &str) -> Holdings {
    let mut view = view(text);
    elaborate(&mut view, text);
    let holding = |balance: Balance| Holding {
        balance,
        available: balance.available().unwrap(),
        held: Amount::zero(balance.commodity()),
    };
    let low_balance = LowBalance {
        threshold: Some(Amount::new(500_000_000, usd())),
        notify_by_email: true,
        retry_count: 3,
        retry_interval: 3_600,
        ..LowBalance::off(usd())
    };
    Holdings {
        money: holding(view.money),
        credits: Some(holding(view.credits)),
        customer: view.customer,
        account: None,
        low_balance,
        is_low: true,
    }
}

fn doer(actor: Option<&str>, face: &str) -> Doer {
    Doer { actor: actor.map(str::to_owned), face: face.to_owned() }
}

/// Postings of every kind, by everybody.
pub(crate) fn booked(text: &str) -> Vec<Booked> {
    let line = |(index, kind): (i64, PostingKind)| Booked {
        key: EntryKey { at_micros: 1_767_225_600_000_000, posting: PostingId(index), line: 1 },
        kind,
        amount: Amount::new((3 - index) * 100_000_000, usd()),
        reversed_by: (index == 2).then_some(PostingId(9)),
        by: doer([Some(text), Some("customer:7"), None][usize::try_from(index % 3).unwrap()], "portal"),
    };
    (1..).zip(PostingKind::ALL).map(line).collect()
}

/// A posting with sides of every kind.
pub(crate) fn posting(text: &str) -> PostingView {
    let amount = Amount::new(500_000_000, usd());
    let of = |account: Option<i64>| Side::Of {
        holder: Holder { account: account.map(AccountId), ..CustomerKey::ROOT.into() },
        name: text.to_owned(),
    };
    let system = SystemAccount::ALL.map(|account| (Side::System(account), of(None)));
    let others = [(Side::Above, of(Some(3))), (Side::Gone, of(None))];
    let entry = |(debit, credit)| EntryView { debit, credit, amount };
    PostingView {
        id: PostingId(7),
        kind: PostingKind::Payment,
        at: Timestamp(1_767_225_600_000_000),
        entries: system.into_iter().chain(others).map(entry).collect(),
        totals: vec![amount],
        by: doer(Some("web_user:3 of customer:7"), "command line"),
        request_id: text.to_owned(),
        payment: Some(PaymentId(5)),
        reverses: None,
        reversed_by: None,
        is_reversible: true,
    }
}

/// A payment and how it was booked.
pub(crate) fn payment(text: &str) -> PaymentView {
    let payment = Payment {
        id: PaymentId(5),
        payer: CustomerKey::ROOT.into(),
        balance: BalanceId(1),
        posting: PostingId(7),
        amount: Amount::new(500_000_000, usd()),
        paid_at_micros: 1_767_225_600_000_000,
        notes: Line::parse(text).unwrap(),
    };
    PaymentView { payment, posting: posting(text) }
}

/// Books a payment of 10 on a customer; its number and that of its posting.
pub(crate) async fn pay(installation: &TestInstallation, customer: CustomerId) -> (i64, i64) {
    let (app, operator) = (&installation.app, installation.operator());
    let of = FundsOf::Customer { id: customer, owner: None };
    let request = BookFunds {
        of: of.clone(),
        change: FundsChange::Payment,
        amount: Amount::new(1_000_000_000, usd()),
        notes: Line::parse("cash").unwrap(),
        happened_at: None,
    };
    let payment = book_funds(app, &operator, request).await.unwrap().unwrap();
    let found =
        find_payment(app, &operator, HolderLookup::Of(of), PaymentId(payment)).await.unwrap().unwrap();
    (payment, found.posting.id.0)
}
