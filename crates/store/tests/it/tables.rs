//! What the statements about customers and their logins promise: what is written is read back as it was, on both engines.

use charging::{Balance, BalanceId, CreditLimit};
use messaging::{RotationAlgorithm, SourceAddress};
use money::{Amount, CallRate, Commodity, Currency, Percent};
use party::access::{Caller, Grant};
use party::billing::{ApiRevision, BillingType};
use party::contact::ContactChange;
use party::customer::{self, Change, Customer, Draft, RightsChoice, TariffChoice};
use party::dictionary::{ExportType, Language, PaymentMethod, StartPage, TimeZone};
use party::ids::{CustomerId, CustomerKey, ObjectId, RoutingGroupId, WebUserId};
use party::matching_rule::MatchingRule;
use party::password::PasswordPolicy;
use party::rights::{Flag, Manage, RightsChange};
use party::text::{Block, Line};
use party::web_user::AccessLevel;
use store::tables::api_credentials::ApiCredential;
use store::tables::claims::{ClaimKind, Claimant};
use store::tables::web_users::{OneTimePassword, WebUser};
use store::tables::{
    api_credentials, authentication, claims, customers, idempotency, ledger, routing_groups, tariffs,
    web_users,
};
use store::{Lock, Store, StoreError, Tx};

use crate::support::{Fresh, conformance};

conformance! { store::MigrationSet::PRODUCT;
    a_customer_is_read_back_whole
    a_customer_is_not_found_in_another_branch
    customers_are_listed_in_pages_by_owner
    a_block_reaches_everybody_below
    every_setting_of_a_customer_can_be_changed
    a_customer_is_removed_with_what_was_his
    a_balance_is_removed_only_when_it_holds_nothing
    a_claim_is_taken_once
    web_users_and_credentials_are_read_back
    a_web_user_is_blocked_and_given_a_password_for_once
}

pub(crate) fn usd() -> Commodity {
    Commodity::Currency(Currency::parse("USD").unwrap())
}

pub(crate) fn root() -> Customer {
    customer::root("root".parse().unwrap(), Currency::parse("USD").unwrap(), ObjectId::compose(1, [0; 5], 1))
}

pub(crate) fn grant<A: party::access::Action>(customer: &Customer) -> Grant<A> {
    Caller::System.grant(customer).unwrap()
}

pub(crate) fn child(owner: &Customer, id: i64, change: impl FnOnce(&mut Draft)) -> Customer {
    let mut draft = Draft::new(format!("customer {id}").parse().unwrap(), TariffChoice::Unset);
    change(&mut draft);
    let object_id = ObjectId::compose(2, [0; 5], u32::try_from(id).unwrap());
    let currency = owner.profile.base_currency;
    customer::create(&grant(owner), owner, draft, currency, CustomerId(id), object_id).unwrap()
}

/// Nothing at its default, so that no column can be mistaken for another.
pub(crate) fn elaborate(draft: &mut Draft) {
    let masks = RightsChange {
        accounts: Some(Manage::ADD),
        customers: Some(Manage::EDIT),
        tariffs: Some(Manage::DELETE),
        vouchers: Some(Manage::ALL),
        depth_max: Some(9),
        ..RightsChange::default()
    };
    draft.credit_limit_units = 7;
    draft.change = Change {
        name: None,
        tariff: None,
        description: Block::parse("two\nlines").ok(),
        contact: elaborate_contact(),
        routing_group: Some(Some(RoutingGroupId(4))),
        payment_currency: Currency::parse("EUR").ok(),
        payment_method: PaymentMethod::new(2).ok(),
        payment_minimum_units: Some(220_000_000),
        commission_agent: Some(Some(CustomerId(3))),
        commission_size: Some(Percent::from_units(-5)),
        rights: Flag::ALL.iter().fold(masks, |rights, flag| rights.with(*flag, true)),
        sessions_max: Some(Some(11)),
        calls_per_second_max: Some(CallRate::from_units(50_000_000).ok()),
        overcommit_protection: Some(true),
        overcommit_limit: Some(Percent::from_units(10)),
        accounts_matching_rule: Some(MatchingRule::parse("1000[1-9]$").ok()),
        password_policy: PasswordPolicy::new(3).ok(),
        time_zone: TimeZone::new(1).ok(),
        language: Language::new("ru").ok(),
        export_type: ExportType::new(2).ok(),
        start_page: StartPage::new(3).ok(),
        css: Block::parse("body { color: red }").ok(),
        dns_alias: Some("portal.example.com".parse().ok()),
        integration_id: Line::parse("integration").ok(),
        rotation: Some(RotationAlgorithm::Conversation),
        inbound_charge: Some(-42),
        source_address: Some(SourceAddress::parse("Tollgate").ok()),
        default_billing_type: Some(BillingType::Prepaid),
        free_credits_units: Some(12),
        api_revision: Some(ApiRevision::Older),
    };
}

fn elaborate_contact() -> ContactChange {
    ContactChange {
        company_name: Line::parse("company").ok(),
        salutation: Line::parse("Ms.").ok(),
        first_name: Line::parse("first").ok(),
        last_name: Line::parse("last").ok(),
        middle_initial: Line::parse("M").ok(),
        street_address: Line::parse("street").ok(),
        state: Line::parse("state").ok(),
        postal_code: Line::parse("postal").ok(),
        city: Line::parse("Łódź").ok(),
        country: Line::parse("country").ok(),
        contact: Line::parse("contact").ok(),
        phone: Line::parse("phone").ok(),
        fax: Line::parse("fax").ok(),
        alternative_phone: Line::parse("second phone").ok(),
        alternative_contact: Line::parse("second contact").ok(),
        email: Line::parse("a@b.c").ok(),
        cc: Line::parse("cc").ok(),
        bcc: Line::parse("bcc").ok(),
        mail_from: Line::parse("from").ok(),
    }
}

pub(crate) async fn write<T: Send + 'static>(
    store: &Store,
    mut work: impl FnMut(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
) -> T {
    store.write("test", move |tx| work(tx)).await.unwrap()
}

pub(crate) async fn insert(store: &Store, owner: &Customer, customer: &Customer) {
    let (grant, customer) = (grant(owner), customer.clone());
    write(store, move |tx| customers::insert(tx, &grant, &customer)).await;
}

pub(crate) async fn load(store: &Store, key: CustomerKey) -> Option<Customer> {
    let read = store.read("test", move |tx| customers::load(tx, key, Lock::Share)).await.unwrap();
    let held = write(store, move |tx| customers::load(tx, key, Lock::Update)).await;
    assert_eq!(read, held, "held or not, the row is the same");
    read
}

async fn a_customer_is_read_back_whole(fresh: &Fresh) {
    let (root, customer) = (root(), child(&root(), 2, elaborate));
    insert(&fresh.store, &root, &root).await;
    insert(&fresh.store, &root, &customer).await;
    assert_eq!(load(&fresh.store, root.key).await, Some(root));
    assert_eq!(load(&fresh.store, customer.key).await, Some(customer));
}

async fn a_customer_is_not_found_in_another_branch(fresh: &Fresh) {
    let (root, customer) = (root(), child(&root(), 2, |_| ()));
    insert(&fresh.store, &root, &customer).await;
    let elsewhere = CustomerKey { id: customer.key.id, ..CustomerKey::ROOT };
    assert_eq!(load(&fresh.store, elsewhere).await, None);
}

/// A customer with what a line of a list needs.
pub(crate) async fn insert_listed(store: &Store, owner: &Customer, customer: &Customer) {
    insert(store, owner, customer).await;
    let (grant, key) = (grant::<party::access::AddCustomer>(owner), customer.key);
    write(store, move |tx| {
        let web_user = WebUser {
            id: WebUserId(key.id.0),
            customer: key,
            login: Some(format!("login{}", key.id)),
            password_hash: None,
            access_level: AccessLevel::Administrator,
            is_default: true,
            blocked: false,
            one_time: None,
        };
        web_users::insert(tx, &grant, &web_user)?;
        let limit = CreditLimit::Of(Amount::new(5, usd()));
        let balance = Balance::empty(BalanceId(key.id.0), key, usd(), limit);
        ledger::insert_balance(tx, &grant, &Balance { amount: Amount::new(key.id.0, usd()), ..balance })
    })
    .await;
}

async fn customers_are_listed_in_pages_by_owner(fresh: &Fresh) {
    let root = root();
    let tops: Vec<Customer> =
        (2..7).map(|id| child(&root, id, |draft| draft.rights = RightsChoice::Reseller)).collect();
    for top in &tops {
        insert_listed(&fresh.store, &root, top).await;
    }
    insert_listed(&fresh.store, &tops[0], &child(&tops[0], 8, |_| ())).await;
    let ids = async |owner: i64, after: i64, limit: i64, offset: i64| -> Vec<i64> {
        let page = fresh
            .store
            .read("test", move |tx| customers::list(tx, CustomerId(owner), CustomerId(after), limit, offset));
        page.await.unwrap().into_iter().map(|line| line.id.0).collect()
    };
    assert_eq!(ids(1, 0, 100, 0).await, [2, 3, 4, 5, 6]);
    assert_eq!(ids(1, 3, 2, 0).await, [4, 5]);
    assert_eq!(ids(1, 0, 2, 3).await, [5, 6]);
    assert_eq!(ids(2, 0, 100, 0).await, [8]);
    assert_eq!(ids(3, 0, 100, 0).await, [0; 0]);
    let page =
        fresh.store.read("test", |tx| customers::list(tx, CustomerId(2), CustomerId(0), 1, 0)).await.unwrap();
    assert_eq!((page[0].web_login.as_deref(), page[0].balance), (Some("login8"), Amount::new(8, usd())));
    assert_eq!(page[0].credit_limit, Some(Amount::new(5, usd())));
}

async fn a_block_reaches_everybody_below(fresh: &Fresh) {
    let root = root();
    let top = child(&root, 2, |draft| draft.rights = RightsChoice::Reseller);
    let middle = child(&top, 3, |draft| draft.rights = RightsChoice::Reseller);
    let leaf = child(&middle, 4, |_| ());
    for (owner, customer) in [(&root, &root), (&root, &top), (&top, &middle), (&middle, &leaf)] {
        insert(&fresh.store, owner, customer).await;
    }
    let is_blocked = async |customer: &Customer| {
        let key = customer.key;
        fresh
            .store
            .read("test", move |tx| authentication::load_above(tx, key))
            .await
            .unwrap()
            .unwrap()
            .blocked
    };
    assert!(!is_blocked(&leaf).await);
    let blocked = Customer { blocked: true, ..top.clone() };
    write(&fresh.store, move |tx| customers::update(tx, &grant(&blocked), &blocked)).await;
    assert!(is_blocked(&leaf).await);
    assert!(!is_blocked(&root).await);
    assert!(load(&fresh.store, top.key).await.unwrap().blocked);
}

async fn every_setting_of_a_customer_can_be_changed(fresh: &Fresh) {
    let (root, plain) = (root(), child(&root(), 2, |_| ()));
    insert(&fresh.store, &root, &plain).await;
    let elaborate = child(&root, 2, elaborate);
    let changed = Customer { blocked: true, object_id: plain.object_id, ..elaborate };
    let (edit, stored) = (grant(&plain), changed.clone());
    write(&fresh.store, move |tx| customers::update(tx, &edit, &stored)).await;
    assert_eq!(load(&fresh.store, plain.key).await, Some(changed));
    let nobody = child(&root, 9, |_| ());
    let missing = fresh.store.write("test", move |tx| customers::update(tx, &grant(&nobody), &nobody)).await;
    assert!(matches!(missing, Err(StoreError::Inconsistent { .. })), "{missing:?}");
}

async fn a_customer_is_removed_with_what_was_his(fresh: &Fresh) {
    let (root, gone) = (root(), child(&root(), 2, |draft| draft.rights = RightsChoice::Reseller));
    insert_listed(&fresh.store, &root, &gone).await;
    let key = gone.key;
    let below = child(&gone, 3, |draft| draft.change.commission_agent = Some(Some(key.id)));
    insert(&fresh.store, &gone, &below).await;
    assert!(fresh.store.read("test", move |tx| customers::is_referred_to(tx, key.id)).await.unwrap());
    assert!(!fresh.store.read("test", |tx| customers::is_referred_to(tx, CustomerId(3))).await.unwrap());
    let held = write(&fresh.store, move |tx| customers::hold_children(tx, key.id, CustomerId(0), 10)).await;
    assert_eq!(held, [below]);
    let place = fresh.store.read("test", move |tx| customers::load_place(tx, key)).await;
    assert_eq!(place, Ok(Some(Some(root.key.id))));
    write(&fresh.store, move |tx| {
        assert_eq!(web_users::logins_of(tx, key)?, ["login2"]);
        assert!(claims::take(tx, ClaimKind::Login, "login2", key.branch, Claimant::WebUser(WebUserId(2)))?);
        claims::release(tx, ClaimKind::Login, "login2")?;
        let remove = grant(&gone);
        assert_eq!(web_users::delete_all_of(tx, &remove)?, 1);
        assert_eq!(tariffs::delete_all_of(tx, &remove)?, 0);
        assert_eq!(routing_groups::delete_all_of(tx, &remove)?, 0);
        assert!(idempotency::reserve(tx, key, "key", &[], 1)?);
        assert_eq!(idempotency::delete_all_of(tx, &remove)?, 1);
        api_credentials::remove(tx, &remove)?;
        customers::delete(tx, &remove)
    })
    .await;
    assert_eq!(load(&fresh.store, key).await, None);
    assert_eq!(fresh.store.read("test", |tx| claims::find(tx, ClaimKind::Login, "login2")).await, Ok(None));
}

async fn a_balance_is_removed_only_when_it_holds_nothing(fresh: &Fresh) {
    let root = root();
    let full = Balance::empty(BalanceId(1), root.key, usd(), CreditLimit::Unlimited);
    let full = Balance { amount: Amount::new(1, usd()), ..full };
    let grant = grant::<party::access::DeleteCustomer>(&root);
    write(&fresh.store, move |tx| ledger::insert_balance(tx, &grant, &full)).await;
    let refused = fresh.store.write("test", move |tx| ledger::delete_balance(tx, &grant, &full)).await;
    assert!(matches!(refused, Err(StoreError::Inconsistent { .. })), "{refused:?}");
    let limited = Balance { credit_limit: CreditLimit::Of(Amount::new(7, usd())), ..full };
    write(&fresh.store, move |tx| {
        ledger::set_credit_limit(tx, &grant, &limited)?;
        ledger::update_balance(tx, &grant, &full, Amount::zero(usd()))?;
        let empty = ledger::load_balance(tx, CustomerKey::ROOT, usd())?;
        assert_eq!(empty.map(|balance| balance.credit_limit), Some(limited.credit_limit));
        ledger::delete_balance(tx, &grant, &full)
    })
    .await;
}

async fn a_claim_is_taken_once(fresh: &Fresh) {
    let key = CustomerKey { branch: party::ids::BranchId(2), id: CustomerId(5) };
    let take = async |kind: ClaimKind, value: &'static str, claimant: Claimant| {
        write(&fresh.store, move |tx| claims::take(tx, kind, value, key.branch, claimant)).await
    };
    assert!(take(ClaimKind::CustomerName, "acme", Claimant::Customer(key.id)).await);
    assert!(!take(ClaimKind::CustomerName, "acme", Claimant::Customer(CustomerId(6))).await);
    assert!(
        take(ClaimKind::CustomerName, "Acme", Claimant::Customer(CustomerId(6))).await,
        "case tells names apart"
    );
    assert!(
        take(ClaimKind::Login, "acme", Claimant::WebUser(WebUserId(1))).await,
        "each kind is a space of its own"
    );
    let found =
        fresh.store.read("test", |tx| claims::find(tx, ClaimKind::CustomerName, "acme")).await.unwrap();
    assert_eq!(found.and_then(|claim| claim.customer()), Some(key));
    let login = fresh.store.read("test", |tx| claims::find(tx, ClaimKind::Login, "acme")).await.unwrap();
    assert_eq!(login.map(|claim| claim.claimant), Some(Claimant::WebUser(WebUserId(1))));
    assert_eq!(fresh.store.read("test", |tx| claims::find(tx, ClaimKind::HostName, "acme")).await, Ok(None));
}

async fn web_users_and_credentials_are_read_back(fresh: &Fresh) {
    let root = root();
    let web_user = WebUser {
        id: WebUserId(3),
        customer: root.key,
        login: Some("root".to_owned()),
        password_hash: Some("hash".to_owned()),
        access_level: AccessLevel::Administrator,
        is_default: true,
        blocked: false,
        one_time: None,
    };
    let credential = ApiCredential { digest_user: "root".to_owned(), sealed: vec![0, 255, 7], is_off: false };
    let (grant, stored, sealed) =
        (grant::<party::access::AddCustomer>(&root), web_user.clone(), credential.clone());
    write(&fresh.store, move |tx| {
        web_users::insert(tx, &grant, &stored)?;
        api_credentials::insert(tx, &grant, CustomerKey::ROOT, &sealed)
    })
    .await;
    let found = fresh.store.read("test", |tx| {
        let by_id = web_users::load(tx, CustomerKey::ROOT.branch, WebUserId(3))?;
        Ok::<_, StoreError>((by_id, web_users::load_default(tx, CustomerKey::ROOT)?))
    });
    assert_eq!(found.await, Ok((Some(web_user.clone()), web_user)));
    let found = fresh.store.read("test", |tx| api_credentials::load(tx, CustomerKey::ROOT)).await;
    assert_eq!(found, Ok(Some(credential)));
    for is_off in [true, false] {
        write(&fresh.store, move |tx| api_credentials::set_off(tx, &grant, is_off)).await;
        let found = fresh.store.read("test", |tx| api_credentials::load(tx, CustomerKey::ROOT)).await;
        assert_eq!(found.unwrap().map(|credential| credential.is_off), Some(is_off));
    }
}

async fn a_web_user_is_blocked_and_given_a_password_for_once(fresh: &Fresh) {
    let root = root();
    let web_user = |id: i64, access_level, is_default| WebUser {
        id: WebUserId(id),
        customer: CustomerKey::ROOT,
        login: Some(format!("login {id}")),
        password_hash: Some("hash".to_owned()),
        access_level,
        is_default,
        blocked: false,
        one_time: None,
    };
    let mut users: Vec<WebUser> =
        (1..).zip(AccessLevel::ALL).map(|(id, level)| web_user(id, level, id == 1)).collect();
    let one_time = OneTimePassword { hash: "once".to_owned(), until_micros: 7 };
    let elsewhere = child(&root, 2, |_| ());
    let (stored, password, manage) = (users.clone(), one_time.clone(), grant(&root));
    write(&fresh.store, move |tx| {
        stored.iter().try_for_each(|user| web_users::insert(tx, &manage, user))?;
        web_users::set_blocked(tx, &manage, WebUserId(2), true)?;
        web_users::set_one_time(tx, &manage, WebUserId(3), Some(&password))?;
        web_users::set_one_time(tx, &manage, WebUserId(4), Some(&password))?;
        web_users::consume_one_time(tx, CustomerKey::ROOT, WebUserId(4))?;
        web_users::set_access_level(tx, &manage, WebUserId(4), AccessLevel::Reporter)?;
        web_users::delete(tx, &manage, WebUserId(5))
    })
    .await;
    users[1].blocked = true;
    users[2].one_time = Some(one_time);
    users[3].access_level = AccessLevel::Reporter;
    users.truncate(4);
    let list = async |after: i64, limit: i64| {
        let list = move |tx: &mut Tx<'_>| web_users::list(tx, CustomerKey::ROOT, WebUserId(after), limit);
        fresh.store.read("test", list).await.unwrap()
    };
    assert_eq!(list(0, 10).await, users);
    assert_eq!(list(1, 2).await, users[1..3]);
    change_the_default_login(fresh, users[0].clone()).await;
    let foreign = grant(&elsewhere);
    let missing =
        fresh.store.write("test", move |tx| web_users::set_blocked(tx, &foreign, WebUserId(2), false)).await;
    assert!(matches!(missing, Err(StoreError::Inconsistent { .. })), "{missing:?}");
    let missing = fresh.store.write("test", move |tx| web_users::delete(tx, &foreign, WebUserId(2))).await;
    assert!(matches!(missing, Err(StoreError::Inconsistent { .. })), "{missing:?}");
}

/// The one-time password goes with the password, not with the name.
async fn change_the_default_login(fresh: &Fresh, before: WebUser) {
    let one_time = OneTimePassword { hash: "once".to_owned(), until_micros: 7 };
    let (manage, edit, password) = (grant(&root()), grant(&root()), one_time.clone());
    let renamed = write(&fresh.store, move |tx| {
        web_users::set_one_time(tx, &manage, before.id, Some(&password))?;
        web_users::set_default_login(tx, &edit, Some("renamed"))?;
        web_users::load_default(tx, CustomerKey::ROOT)
    })
    .await;
    let expected = WebUser { login: Some("renamed".to_owned()), one_time: Some(one_time), ..before.clone() };
    assert_eq!(renamed, expected);
    let edit = grant(&root());
    let changed = write(&fresh.store, move |tx| {
        web_users::set_default_password(tx, &edit, "another")?;
        web_users::load_default(tx, CustomerKey::ROOT)
    })
    .await;
    assert_eq!(changed, WebUser { password_hash: Some("another".to_owned()), one_time: None, ..expected });
}
