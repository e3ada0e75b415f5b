//! Made-up customers and money for the samples of pages.

use app::Timestamp;
use app::account::create::{self, CreateAccount};
use app::account::create_endpoint::{self, CreateEndpoint, CreatedEndpoint};
use app::account::find::FoundAccount;
use app::customer::choices::Choices;
use app::customer::find::{self, CustomerView, Lookup};
use app::funds::book::{BookFunds, book_funds};
use app::funds::holdings::{Holding, Holdings};
use app::funds::postings::{Booked, Doer, EntryKey, EntryView, PaymentView, PostingView, Side, find_payment};
use app::funds::{FundsOf, HolderLookup};
use app::overview::{Figures, Funds, History, Movement, MovementSum};
use charging::{
    Balance, BalanceId, CreditLimit, FundsChange, Holder, LowBalance, Payment, PaymentId, PostingId,
    PostingKind, SystemAccount,
};
use messaging::{EmailTemplate, FinalStatusPush, MailAddress, SourceAddress, UrlTemplate};
use money::{Amount, CallRate, Commodity, Currency, Percent};
use party::account::{Account, AccountProfile, Endpoint, EndpointChange, Features, Funding};
use party::contact::{Contact, ContactChange, PhoneNumber};
use party::customer::{self, Customer};
use party::dictionary::Codec;
use party::ids::{
    AccountId, CustomerId, CustomerKey, ObjectId, RoutingGroupId, ServicePlanId, TariffId, WebUserId,
};
use party::matching_rule::MatchingRule;
use party::password::Password;
use party::rights::{Flags, Rights};
use party::service_plan::{ServicePlan, ServicePlanDraft, ServicePlanTerms};
use party::tariff::TariffTerms;
use party::text::{Block, Line, Title};
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

fn holding(balance: Balance) -> Holding {
    Holding { balance, available: balance.available().unwrap(), held: Amount::zero(balance.commodity()) }
}

/// Money that moved in every way within the last days before `now`, and credits that did not.
pub(crate) fn figures(now: Timestamp) -> Figures {
    let at = |index: i64| now.0 - index * 86_400_000_000;
    let movement = |(index, kind): (i64, PostingKind)| Movement {
        at_micros: at(index),
        posting: PostingId(100 - index),
        kind,
        amount: Amount::new((3 - index) * 100_000_000, usd()),
    };
    let sum = |(index, kind): (i64, PostingKind)| MovementSum {
        from_micros: at(index),
        kind,
        count: 1 + index,
        units: i128::from(3 - index) * 100_000_000,
    };
    let limit = CreditLimit::Of(Amount::new(10_000_000_000, usd()));
    let credits = Commodity::MessageCredits;
    let money = balance(-9_000_000_000, usd(), limit);
    Figures {
        funds: vec![
            Funds {
                holding: holding(money),
                is_low: true,
                last: (0..).zip(PostingKind::ALL).map(movement).collect(),
            },
            Funds {
                holding: holding(balance(25, credits, CreditLimit::Unlimited)),
                is_low: false,
                last: Vec::new(),
            },
        ],
        history: Some(History { balance: money, sums: (0..).zip(PostingKind::ALL).map(sum).collect() }),
    }
}

/// A push by HTTP.
pub(crate) fn url_push() -> FinalStatusPush {
    let url = "https://push.example/report?id={{id}}&code={{statusCode}}&text={{text}}";
    FinalStatusPush::Url(UrlTemplate::parse(url).unwrap())
}

/// A push by e-mail; `text` stands where it can.
pub(crate) fn email_push(text: &str) -> FinalStatusPush {
    FinalStatusPush::Email(EmailTemplate::parse("desk@example.com", text, text).unwrap())
}

/// One who sends at his customer's expense; `text` stands where it can.
pub(crate) fn sender(text: &str, push: Option<FinalStatusPush>) -> FoundAccount {
    let account = Account {
        id: AccountId(12),
        object_id: ObjectId::compose(7, [1; 5], 4),
        customer: CustomerKey::ROOT,
        funding: Funding::Customer,
        blocked: push.is_some(),
        profile: AccountProfile {
            username: "desk@sunrise".parse().unwrap(),
            contact_name: Line::parse(text).unwrap(),
            email: MailAddress::parse("desk@example.com").ok(),
            phone: PhoneNumber::parse("+61 7 5550 0101").ok(),
            source_address: push.as_ref().and_then(|_| SourceAddress::parse("Sunrise").ok()),
            final_status_push: push,
            source_address_swappable: true,
        },
    };
    FoundAccount { account, funds: None, currency: Currency::parse("USD").unwrap() }
}

/// One who calls at his own expense, with everything at its default.
pub(crate) fn caller() -> FoundAccount {
    let currency = Currency::parse("USD").unwrap();
    let endpoint = Endpoint::new("4711".parse().unwrap(), ServicePlanId(3), currency, 1_767_225_600_000_000);
    let found = sender("", None);
    let account = Account {
        profile: AccountProfile::of_endpoint("phone@shop".parse().unwrap(), &endpoint),
        funding: Funding::Own(Box::new(endpoint)),
        ..found.account
    };
    let funds = balance(0, usd(), CreditLimit::Of(Amount::zero(usd())));
    FoundAccount { account, funds: Some(funds), currency }
}

/// A service plan called `text`.
pub(crate) fn service_plan(text: &str, owner: CustomerKey) -> ServicePlan {
    let terms = ServicePlanTerms::new(Title::parse(text).unwrap());
    let currency = Currency::parse("USD").unwrap();
    ServicePlan { id: ServicePlanId(3), owner, tariff: TariffId(2), currency, terms }
}

/// The same with everything that may be empty filled in; `text` stands where it can.
pub(crate) fn elaborate_caller(text: &str) -> FoundAccount {
    let mut found = caller();
    let mut endpoint = found.account.endpoint().unwrap().clone();
    endpoint.contact = contact(text);
    endpoint.apply(EndpointChange {
        payment_minimum_units: Some(500_000_000),
        routing_group: Some(Some(RoutingGroupId(2))),
        sessions_max: Some(Some(3)),
        calls_per_second_max: Some(Some(CallRate::from_units(50_000_000).unwrap())),
        session_seconds_max: Some(Some(7_200)),
        called_number_rule: Some(Line::parse(text).unwrap()),
        caller_number_rule: Some(Line::parse(text).unwrap()),
        asserted_identity_rule: Some(Line::parse(text).unwrap()),
        equipment_number: Some(Line::parse(text).unwrap()),
        preferred_codec: Some(Some(Codec::DEFAULT)),
        lifetime_days: Some(Some(365)),
        voice_mail_after_seconds: Some(Some(20)),
        voice_mail_number: Some(Line::parse(text).unwrap()),
        voice_mail_notify: Some(Line::parse(text).unwrap()),
        voice_mail_forward: Some(Line::parse(text).unwrap()),
        caller_name: Some(Line::parse(text).unwrap()),
        privacy_schemes: Some(Line::parse(text).unwrap()),
        batch_tag: Some(Line::parse(text).unwrap()),
        description: Some(Line::parse(text).unwrap()),
        switched_on: Features::all(),
        ..EndpointChange::default()
    });
    found.account.funding = Funding::Own(Box::new(endpoint));
    found.account.blocked = true;
    found.funds = Some(balance(-123_456_789, usd(), CreditLimit::Unlimited));
    found
}

/// The number of the customer called `name`.
pub(crate) async fn id_of(installation: &TestInstallation, name: &str) -> CustomerId {
    let lookup = Lookup::Name(name.parse().unwrap());
    find::find(&installation.app, &installation.operator(), lookup).await.unwrap().customer.key.id
}

/// Makes an account that spends its customer's funds, with the password of all.
pub(crate) async fn user(installation: &TestInstallation, customer: CustomerId, username: &str) -> ObjectId {
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
    create::create(app, &operator, CreateAccount { customer, profile, password }).await.unwrap().object_id
}

/// Makes an account with funds of its own, with the password of all, by terms that are made for it.
pub(crate) async fn endpoint(
    installation: &TestInstallation,
    customer: CustomerId,
    username: &str,
) -> CreatedEndpoint {
    endpoint_with(installation, customer, username, EndpointChange::default()).await
}

/// The same, with what is set otherwise.
pub(crate) async fn endpoint_with(
    installation: &TestInstallation,
    customer: CustomerId,
    username: &str,
    change: EndpointChange,
) -> CreatedEndpoint {
    let (app, operator, owner) = (&installation.app, installation.operator(), Some(customer));
    let terms = TariffTerms::new(Title::parse("Retail").unwrap(), Currency::parse("USD").unwrap());
    let tariff = app::tariff::create::create(app, &operator, owner, terms).await.unwrap();
    let terms = ServicePlanTerms::new(Title::parse("Monthly").unwrap());
    let draft = ServicePlanDraft { tariff: TariffId(tariff.tariff_id), currency: None, terms };
    let plan = app::service_plan::create::create(app, &operator, owner, draft).await.unwrap();
    let request = CreateEndpoint {
        owner,
        username: username.parse().unwrap(),
        web_password: Password::parse(SECRET).unwrap(),
        authname: format!("sip-{username}").parse().unwrap(),
        voip_password: Password::parse(SECRET).unwrap(),
        pin: None,
        service_plan: ServicePlanId(plan.service_plan_id),
        blocked: false,
        balance_units: 1_250_000_000,
        credit_limit_units: 0,
        change,
    };
    create_endpoint::create(app, &operator, request).await.unwrap()
}

/// What there is to choose below an owner with no rights at all.
pub(crate) fn choices(text: &str) -> Choices {
    let usd = Currency::parse("USD").unwrap();
    Choices {
        owner: view(text).customer,
        tariffs: vec![(TariffId(3), text.to_owned(), usd)],
        routing_groups: Some(vec![(RoutingGroupId(4), Some(text.to_owned())), (RoutingGroupId(5), None)]),
        siblings: Some(vec![(CustomerId(6), text.to_owned())]),
    }
}

/// What a customer called `text` has: little, and somebody is told so.
pub(crate) fn holdings(text: &str) -> Holdings {
    let mut view = view(text);
    elaborate(&mut view, text);
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
    Doer { actor: actor.map(str::to_owned), face: face.to_owned(), ..Doer::default() }
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
