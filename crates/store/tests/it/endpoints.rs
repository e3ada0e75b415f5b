//! What the statements about accounts with funds of their own promise, on both engines.

use charging::{Balance, BalanceId, CreditLimit, Holder, LowBalance};
use money::{Amount, CallRate, Commodity, Currency, Percent};
use party::access::{AddAccount, DeleteAccount, EditAccount};
use party::account::{Account, AccountProfile, Endpoint, EndpointChange, Features, Funding};
use party::contact::ContactChange;
use party::customer::Customer;
use party::dictionary::{
    AccountStartPage, CallerNameType, Codec, ExportType, IncomingAnonymousAction, Language, MediaRelayType,
    OnPaymentAction, TimeZone,
};
use party::ids::{AccountId, CustomerId, CustomerKey, ObjectId, RoutingGroupId, ServicePlanId};
use party::password::PasswordPolicy;
use party::text::Line;
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::endpoints::{self, EndpointSecrets};
use store::tables::web_users::OneTimePassword;
use store::tables::{accounts, ledger, low_balances, references};
use store::{StoreError, Tx};

use crate::owned::account;
use crate::support::{Fresh, conformance};
use crate::tables::{child, grant, root, usd, write};

conformance! { store::MigrationSet::PRODUCT;
    an_endpoint_is_read_back_changed_and_removed
    accounts_of_both_kinds_share_a_page
    what_serves_once_goes_with_the_password
    an_address_names_every_account_that_has_it
    accounts_follow_a_routing_group
    balances_of_accounts_are_their_own
}

const SEALED: &[u8] = b"sealed";

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::parse(text).unwrap()
}

fn bare(id: i64, customer: CustomerKey) -> Account {
    let authname = format!("phone{id}").parse().unwrap();
    let endpoint = Endpoint::new(authname, ServicePlanId(1), Currency::parse("USD").unwrap(), 5);
    let username = format!("caller{id}").parse().unwrap();
    Account {
        id: AccountId(id),
        object_id: ObjectId::compose(4, [2; 5], u32::try_from(id).unwrap()),
        customer,
        profile: AccountProfile::of_endpoint(username, &endpoint),
        funding: Funding::Own(Box::new(endpoint)),
        blocked: false,
    }
}

/// Nothing at its default.
fn elaborate(id: i64, customer: CustomerKey) -> Account {
    let mut account = bare(id, customer);
    let mut endpoint = account.endpoint().unwrap().clone();
    let contact = ContactChange {
        company_name: Some(line("Ümlaut GmbH")),
        email: Some(line("a@example.com")),
        mail_from: Some(line("from")),
        ..ContactChange::default()
    };
    endpoint.apply(EndpointChange {
        payment_currency: Some(Currency::parse("EUR").unwrap()),
        payment_minimum_units: Some(7),
        commission_agent: Some(Some(CustomerId(9))),
        commission_size: Some(Percent::parse("-1.5").unwrap()),
        contact,
        switched_on: Features::all(),
        routing_group: Some(Some(RoutingGroupId(3))),
        sessions_max: Some(Some(0)),
        calls_per_second_max: Some(Some(CallRate::parse("0.5").unwrap())),
        session_seconds_max: Some(Some(3_600)),
        called_number_rule: Some(line("s/^00//")),
        caller_number_rule: Some(line("s/^/+/")),
        asserted_identity_rule: Some(line("s/x/y/")),
        equipment_number: Some(line("CPE 1")),
        time_zone: Some(TimeZone::new(1).unwrap()),
        language: Some(Language::new("ru").unwrap()),
        export_type: Some(ExportType::new(2).unwrap()),
        start_page: Some(AccountStartPage::new(4).unwrap()),
        password_policy: Some(PasswordPolicy::Strong),
        lifetime_days: Some(Some(30)),
        preferred_codec: Some(Some(Codec::new(18).unwrap())),
        media_relay_type: Some(MediaRelayType::new(2).unwrap()),
        on_payment_action: Some(Some(OnPaymentAction::new(1).unwrap())),
        voice_mail_after_seconds: Some(Some(20)),
        voice_mail_number: Some(line("*98")),
        voice_mail_notify: Some(line("n@example.com")),
        voice_mail_forward: Some(line("f@example.com")),
        caller_name_type: Some(CallerNameType::new(2).unwrap()),
        caller_name: Some(line("Ann")),
        incoming_anonymous_action: Some(IncomingAnonymousAction::new(2).unwrap()),
        privacy_schemes: Some(line("id")),
        batch_tag: Some(line("batch")),
        description: Some(line("described")),
        ..EndpointChange::default()
    });
    account.profile = AccountProfile::of_endpoint(account.profile.username, &endpoint);
    account.funding = Funding::Own(Box::new(endpoint));
    account
}

fn secrets(pin: Option<&[u8]>) -> EndpointSecrets {
    EndpointSecrets { voip: SEALED.to_vec(), pin: pin.map(<[u8]>::to_vec) }
}

fn insert(tx: &mut Tx<'_>, owner: &Customer, account: &Account) -> Result<(), StoreError> {
    let add = grant::<AddAccount>(owner);
    accounts::insert(tx, &add, account, "hash")?;
    match account.endpoint() {
        Some(endpoint) => endpoints::insert(tx, &add, account.id, endpoint, &secrets(Some(b"pin"))),
        None => Ok(()),
    }
}

/// An account with funds of its own and everything that goes with it.
pub(crate) fn insert_endpoint(tx: &mut Tx<'_>, owner: &Customer) -> Result<(), StoreError> {
    let account = bare(77, owner.key);
    let (branch, claimant) = (owner.key.branch, Claimant::Account(account.id));
    assert!(claims::take(tx, ClaimKind::Login, account.profile.username.as_str(), branch, claimant)?);
    assert!(claims::take(tx, ClaimKind::ObjectId, &account.object_id.to_string(), branch, claimant)?);
    let authname = account.endpoint().unwrap().authname.as_str();
    assert!(claims::take(tx, ClaimKind::VoipLogin, authname, branch, claimant)?);
    insert(tx, owner, &account)?;
    let holder = Holder::of_account(owner.key, account.id);
    let euros = Commodity::Currency(Currency::parse("EUR").unwrap());
    let funds = Balance::empty(BalanceId(77), holder, euros, CreditLimit::Of(Amount::new(1, euros)));
    let grant = grant::<AddAccount>(owner);
    ledger::insert_balance(tx, &grant, &funds)?;
    low_balances::put(tx, &grant, holder, &LowBalance::off(euros))
}

async fn load(fresh: &Fresh, id: i64) -> Option<Account> {
    let branch = CustomerKey::ROOT.branch;
    let read = fresh.store.read("test", move |tx| accounts::load(tx, branch, AccountId(id))).await.unwrap();
    assert_eq!(read, write(&fresh.store, move |tx| accounts::load(tx, branch, AccountId(id))).await);
    read.map(|stored| stored.account)
}

async fn an_endpoint_is_read_back_changed_and_removed(fresh: &Fresh) {
    let (before, full) = (bare(1, CustomerKey::ROOT), elaborate(1, CustomerKey::ROOT));
    let stored = before.clone();
    write(&fresh.store, move |tx| insert(tx, &root(), &stored)).await;
    assert_eq!(load(fresh, 1).await, Some(before.clone()));
    for next in [full, before.clone()] {
        let changed = next.clone();
        write(&fresh.store, move |tx| accounts::update(tx, &grant(&root()), &changed)).await;
        assert_eq!(load(fresh, 1).await, Some(next));
    }
    let secrets_of = async |id: i64| {
        let load = move |tx: &mut Tx<'_>| endpoints::load_secrets(tx, CustomerKey::ROOT, AccountId(id));
        fresh.store.read("test", load).await.unwrap()
    };
    assert_eq!(secrets_of(1).await, Some(secrets(Some(b"pin"))));
    write(&fresh.store, |tx| {
        let edit = grant::<EditAccount>(&root());
        endpoints::set_voip(tx, &edit, AccountId(1), b"other")?;
        endpoints::set_pin(tx, &edit, AccountId(1), None)
    })
    .await;
    assert_eq!(secrets_of(1).await, Some(EndpointSecrets { voip: b"other".to_vec(), pin: None }));
    assert_eq!(secrets_of(2).await, None);
    write(&fresh.store, move |tx| accounts::delete(tx, &grant::<DeleteAccount>(&root()), &before)).await;
    assert_eq!(load(fresh, 1).await, None);
    assert_eq!(secrets_of(1).await, None);
}

async fn accounts_of_both_kinds_share_a_page(fresh: &Fresh) {
    let made =
        [elaborate(1, CustomerKey::ROOT), account(2, None), bare(3, CustomerKey::ROOT), account(4, None)];
    for account in made.clone() {
        write(&fresh.store, move |tx| insert(tx, &root(), &account)).await;
    }
    let page = async |offset: i64, limit: i64| {
        let list = move |tx: &mut Tx<'_>| accounts::list_page(tx, CustomerKey::ROOT, offset, limit);
        fresh.store.read("test", list).await.unwrap()
    };
    assert_eq!(page(0, 10).await, made);
    assert_eq!(page(1, 2).await, made[1..3]);
    assert_eq!(page(4, 2).await, []);
    let listed = fresh.store.read("test", |tx| accounts::list(tx, CustomerKey::ROOT, AccountId(2), 9)).await;
    assert_eq!(listed.unwrap(), made[2..]);
    let users =
        fresh.store.read("test", |tx| accounts::list_by_object_id(tx, CustomerKey::ROOT, None, 9)).await;
    assert_eq!(users.unwrap(), [made[1].clone(), made[3].clone()], "the messaging dialect has no others");
}

async fn what_serves_once_goes_with_the_password(fresh: &Fresh) {
    write(&fresh.store, |tx| insert(tx, &root(), &bare(1, CustomerKey::ROOT))).await;
    let one_time = OneTimePassword { hash: "once".to_owned(), until_micros: 9 };
    let load = async || {
        let load = |tx: &mut Tx<'_>| accounts::load_owned(tx, CustomerKey::ROOT, AccountId(1));
        fresh.store.read("test", load).await.unwrap().unwrap().one_time
    };
    assert_eq!(load().await, None);
    let set = async || {
        let one_time = one_time.clone();
        let set = move |tx: &mut Tx<'_>| accounts::set_one_time(tx, &grant(&root()), AccountId(1), &one_time);
        write(&fresh.store, set).await;
        assert_eq!(load().await.map(|one_time| one_time.until_micros), Some(9));
    };
    set().await;
    write(&fresh.store, |tx| accounts::consume_one_time(tx, CustomerKey::ROOT, AccountId(1))).await;
    assert_eq!(load().await, None);
    set().await;
    write(&fresh.store, |tx| accounts::set_password(tx, &grant(&root()), AccountId(1), "new")).await;
    assert_eq!(load().await, None);
}

async fn an_address_names_every_account_that_has_it(fresh: &Fresh) {
    let elsewhere = child(&root(), 2, |_| ());
    let made = [elaborate(1, CustomerKey::ROOT), bare(2, CustomerKey::ROOT), elaborate(3, elsewhere.key)];
    for account in made {
        let owner = if account.customer == CustomerKey::ROOT { root() } else { elsewhere.clone() };
        write(&fresh.store, move |tx| insert(tx, &owner, &account)).await;
    }
    let named = async |email: &'static str, limit: i64| {
        fresh.store.read("test", move |tx| accounts::list_by_email(tx, email, limit)).await.unwrap()
    };
    let both = [(CustomerKey::ROOT, AccountId(1)), (elsewhere.key, AccountId(3))];
    assert_eq!(named("a@example.com", 9).await, both);
    assert_eq!(named("a@example.com", 1).await, both[..1]);
    assert_eq!(named("b@example.com", 9).await, []);
}

async fn accounts_follow_a_routing_group(fresh: &Fresh) {
    let made = [elaborate(1, CustomerKey::ROOT), bare(2, CustomerKey::ROOT)];
    for account in made {
        write(&fresh.store, move |tx| insert(tx, &root(), &account)).await;
    }
    let groups = async || {
        let list = |tx: &mut Tx<'_>| accounts::list_page(tx, CustomerKey::ROOT, 0, 9);
        let page = fresh.store.read("test", list).await.unwrap();
        let group = |account: &Account| account.endpoint().unwrap().routing_group.map(|group| group.0);
        page.iter().map(group).collect::<Vec<_>>()
    };
    let steps = [(3, Some(4), Some(4)), (3, None, Some(4)), (4, None, None)];
    for (old, new, expected) in steps {
        write(&fresh.store, move |tx| {
            let edit = grant::<EditAccount>(&root());
            endpoints::reroute(tx, &edit, RoutingGroupId(old), new.map(RoutingGroupId))
        })
        .await;
        assert_eq!(groups().await, [expected, None]);
    }
    let branch = CustomerKey::ROOT.branch;
    let referents = async |plan, most| {
        let plan = ServicePlanId(plan);
        fresh.store.read("test", move |tx| references::to_service_plan(tx, branch, plan, most)).await.unwrap()
    };
    assert_eq!(
        (referents(1, 9).await.len(), referents(1, 1).await.len(), referents(7, 9).await.len()),
        (2, 1, 0)
    );
}

async fn balances_of_accounts_are_their_own(fresh: &Fresh) {
    let key = CustomerKey::ROOT;
    let own = Balance::empty(BalanceId(1), key, usd(), CreditLimit::Unlimited);
    let holder = move |id| Holder::of_account(key, AccountId(id));
    let first = Balance::empty(BalanceId(2), holder(5), usd(), CreditLimit::Of(Amount::new(3, usd())));
    let second = Balance::empty(BalanceId(3), holder(6), usd(), CreditLimit::Of(Amount::new(4, usd())));
    let after = Amount::new(8, usd());
    write(&fresh.store, move |tx| {
        let grant = grant::<AddAccount>(&root());
        for balance in [&own, &first, &second] {
            ledger::insert_balance(tx, &grant, balance)?;
        }
        ledger::update_balance(tx, &grant, &first, after)
    })
    .await;
    let changed = Balance { amount: after, ..first };
    let own_read = fresh.store.read("test", move |tx| ledger::load_balance(tx, key, usd())).await;
    assert_eq!(own_read, Ok(Some(own)));
    let read = fresh.store.read("test", move |tx| ledger::load_account_balance(tx, holder(5))).await;
    assert_eq!(read, Ok(changed));
    let missing = fresh.store.read("test", move |tx| ledger::load_account_balance(tx, holder(9))).await;
    assert!(matches!(missing, Err(StoreError::Inconsistent { .. })), "{missing:?}");
    let listed = fresh
        .store
        .read("test", move |tx| ledger::list_of_accounts(tx, key, AccountId(5), AccountId(6)))
        .await;
    assert_eq!(listed, Ok(vec![changed, second]));
}
