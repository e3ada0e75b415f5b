//! What the statements promise: everything written is read back as it was, on both engines.

use charging::{
    Balance, BalanceId, CreditLimit, Entry, LedgerAccount, LowBalance, Payment, Posting, PostingId,
    PostingKind, SystemAccount,
};
use messaging::{EmailTemplate, FinalStatusPush, MailAddress, RotationAlgorithm, SourceAddress, UrlTemplate};
use money::{Amount, CallRate, Commodity, Currency, Percent, UnitPrice};
use party::access::{Caller, Grant};
use party::account::{Account, AccountProfile, Funding};
use party::billing::{ApiRevision, BillingType};
use party::contact::{ContactChange, PhoneNumber};
use party::customer::{self, Change, Customer, Draft, RightsChoice, TariffChoice};
use party::dictionary::{
    ExportType, Language, PaymentMethod, RoutingPolicy, StartPage, TariffType, TimeZone,
};
use party::ids::{AccountId, CustomerId, CustomerKey, ObjectId, RoutingGroupId, TariffId, WebUserId};
use party::matching_rule::MatchingRule;
use party::password::PasswordPolicy;
use party::rights::{Flag, Manage, RightsChange};
use party::routing_group::{RoutingGroup, RoutingGroupTerms};
use party::tariff::{Tariff, TariffTerms};
use party::text::{Block, Line, Title};
use party::web_user::AccessLevel;
use store::tables::api_credentials::ApiCredential;
use store::tables::audit::{AuditEntry, AuditFilter, AuditRecord};
use store::tables::claims::{ClaimKind, Claimant};
use store::tables::verify::verify;
use store::tables::web_users::{OneTimePassword, WebUser};
use store::tables::{
    accounts, api_credentials, audit, claims, customer_lines, customers, idempotency, installation, ledger,
    low_balances, payments, routing_groups, tariffs, web_users,
};
use store::{Lock, Store, StoreError, Tx};

use crate::payments::payment;
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
    accounts_are_read_back_with_every_kind_of_push
    an_account_is_changed_and_removed
    pages_follow_the_object_ids
    a_tariff_is_found_by_its_owner_alone
    a_tariff_is_changed_and_removed
    a_routing_group_is_found_by_its_owner_alone
    a_routing_group_is_changed_and_removed
    the_audit_log_is_read_by_branch_time_and_use_case
    a_balance_is_written_back_only_as_it_was_read
    a_key_is_reserved_once_and_keeps_its_answer
    installation_facts_are_written_once
    what_is_written_down_cannot_be_changed
    sound_data_has_no_violation
    every_kind_of_damage_is_found
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
fn elaborate(draft: &mut Draft) {
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

async fn load(store: &Store, key: CustomerKey) -> Option<Customer> {
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
async fn insert_listed(store: &Store, owner: &Customer, customer: &Customer) {
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
        let customer = customer.clone();
        fresh.store.read("test", move |tx| customers::is_branch_blocked(tx, &customer)).await.unwrap()
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
    let credential = ApiCredential { digest_user: "root".to_owned(), sealed: vec![0, 255, 7] };
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
        web_users::consume_one_time(tx, CustomerKey::ROOT, WebUserId(4))
    })
    .await;
    users[1].blocked = true;
    users[2].one_time = Some(one_time);
    let list = async |after: i64, limit: i64| {
        let list = move |tx: &mut Tx<'_>| web_users::list(tx, CustomerKey::ROOT, WebUserId(after), limit);
        fresh.store.read("test", list).await.unwrap()
    };
    assert_eq!(list(0, 10).await, users);
    assert_eq!(list(1, 2).await, users[1..3]);
    let foreign = grant(&elsewhere);
    let missing =
        fresh.store.write("test", move |tx| web_users::set_blocked(tx, &foreign, WebUserId(2), false)).await;
    assert!(matches!(missing, Err(StoreError::Inconsistent { .. })), "{missing:?}");
}

fn account(id: i64, push: Option<FinalStatusPush>) -> Account {
    Account {
        id: AccountId(id),
        object_id: ObjectId::compose(3, [1; 5], u32::try_from(id).unwrap()),
        customer: CustomerKey::ROOT,
        funding: Funding::Customer,
        blocked: id % 2 == 0,
        profile: AccountProfile {
            username: format!("user{id}").parse().unwrap(),
            contact_name: Line::parse("John Doe").unwrap(),
            email: Some(MailAddress::parse("john@doe.com").unwrap()),
            phone: Some(PhoneNumber::parse("+48 601").unwrap()),
            final_status_push: push,
            source_address_swappable: id % 2 == 1,
            source_address: Some(SourceAddress::parse("48123456789").unwrap()),
        },
    }
}

async fn accounts_are_read_back_with_every_kind_of_push(fresh: &Fresh) {
    let url = UrlTemplate::parse("http://push.example.com/?s={{statusCode}}").unwrap();
    let email = EmailTemplate::parse("user@example.com", "Status {{status}}", "Body {{id}}").unwrap();
    let pushes = [
        None,
        Some(FinalStatusPush::Smpp),
        Some(FinalStatusPush::Url(url)),
        Some(FinalStatusPush::Email(email)),
    ];
    let accounts: Vec<Account> = (1..).zip(pushes).map(|(id, push)| account(id, push)).collect();
    for account in accounts.clone() {
        let grant = grant(&root());
        write(&fresh.store, move |tx| accounts::insert(tx, &grant, &account, "hash")).await;
    }
    let listed = fresh.store.read("test", |tx| accounts::list(tx, CustomerKey::ROOT, AccountId(0), 10)).await;
    assert_eq!(listed, Ok(accounts.clone()));
    let second = fresh.store.read("test", |tx| accounts::list(tx, CustomerKey::ROOT, AccountId(1), 1)).await;
    assert_eq!(second, Ok(vec![accounts[1].clone()]));
    let found =
        fresh.store.read("test", |tx| accounts::load(tx, CustomerKey::ROOT.branch, AccountId(3))).await;
    assert_eq!(
        found.unwrap().map(|stored| (stored.account, stored.password_hash)),
        Some((accounts[2].clone(), "hash".into()))
    );
}

async fn an_account_is_changed_and_removed(fresh: &Fresh) {
    let before = account(1, Some(FinalStatusPush::Smpp));
    let after = Account {
        blocked: true,
        profile: AccountProfile {
            username: "renamed".parse().unwrap(),
            contact_name: Line::default(),
            email: None,
            phone: None,
            final_status_push: Some(FinalStatusPush::Url(
                UrlTemplate::parse("http://a.example.com").unwrap(),
            )),
            source_address_swappable: false,
            source_address: None,
        },
        ..before.clone()
    };
    let (add, edit, id) = (grant(&root()), grant(&root()), before.id);
    let changed = after.clone();
    write(&fresh.store, move |tx| {
        accounts::insert(tx, &add, &before, "first")?;
        accounts::update(tx, &edit, &changed)?;
        accounts::set_password(tx, &edit, id, "second")?;
        accounts::set_own_password(tx, CustomerKey::ROOT, id, "third")
    })
    .await;
    let load = async || {
        let branch = CustomerKey::ROOT.branch;
        let read = fresh.store.read("test", move |tx| accounts::load(tx, branch, id)).await.unwrap();
        assert_eq!(read, write(&fresh.store, move |tx| accounts::load(tx, branch, id)).await);
        let place = fresh.store.read("test", move |tx| accounts::load_place(tx, branch, id)).await;
        assert_eq!(place, Ok(read.as_ref().map(|stored| stored.account.customer)));
        read.map(|stored| (stored.account, stored.password_hash))
    };
    assert_eq!(load().await, Some((after, "third".to_owned())));
    let elsewhere = child(&root(), 2, |_| ());
    let foreign = grant(&elsewhere);
    let missing = fresh.store.write("test", move |tx| accounts::set_password(tx, &foreign, id, "x")).await;
    assert!(matches!(missing, Err(StoreError::Inconsistent { .. })), "{missing:?}");
    let remove = grant(&root());
    write(&fresh.store, move |tx| accounts::delete(tx, &remove, id)).await;
    assert_eq!(load().await, None);
    let again = fresh.store.write("test", move |tx| accounts::delete(tx, &remove, id)).await;
    assert!(matches!(again, Err(StoreError::Inconsistent { .. })), "{again:?}");
}

async fn pages_follow_the_object_ids(fresh: &Fresh) {
    let root = root();
    let customers: Vec<Customer> = (2..6).map(|id| child(&root, id, elaborate)).collect();
    let (add, stored) = (grant::<party::access::AddCustomer>(&root), customers.clone());
    write(&fresh.store, move |tx| {
        // The numbers descend while the object ids ascend.
        for (customer, number) in stored.iter().zip([50, 40, 30, 20]) {
            let key = CustomerKey::under(CustomerKey::ROOT, CustomerId(number));
            customers::insert(tx, &add, &Customer { key, ..customer.clone() })?;
            let credits =
                Balance::empty(BalanceId(number), key, Commodity::MessageCredits, CreditLimit::Unlimited);
            ledger::insert_balance(tx, &add, &credits)?;
        }
        let add = grant(&root);
        (1..4).try_for_each(|id| {
            let id = AccountId(10 - id);
            let account = Account { id, ..account(10 - id.0, None) };
            accounts::insert(tx, &add, &account, "hash")
        })
    })
    .await;
    let ids: Vec<ObjectId> = customers.iter().map(|customer| customer.object_id).collect();
    let page = async |after: Option<ObjectId>, limit: i64| {
        let list = move |tx: &mut Tx<'_>| customer_lines::list(tx, CustomerId(1), after, limit);
        let lines = fresh.store.read("test", list).await.unwrap();
        lines.into_iter().map(|line| line.object_id).collect::<Vec<_>>()
    };
    assert_eq!(page(None, 10).await, ids);
    assert_eq!(page(Some(ids[0]), 2).await, ids[1..3]);
    let line = fresh.store.read("test", |tx| customer_lines::list(tx, CustomerId(1), None, 1)).await.unwrap();
    let messaging = &customers[0].profile.messaging;
    assert_eq!(line[0].name, customers[0].profile.name.as_str());
    assert_eq!(line[0].integration_id, messaging.integration_id.as_str());
    assert_eq!(
        (line[0].inbound_charge, &line[0].source_address),
        (messaging.inbound_charge, &messaging.source_address)
    );
    let accounts = async |after: Option<ObjectId>, limit: i64| {
        let list = move |tx: &mut Tx<'_>| accounts::list_by_object_id(tx, CustomerKey::ROOT, after, limit);
        fresh.store.read("test", list).await.unwrap()
    };
    let all = accounts(None, 10).await;
    assert_eq!(all.len(), 3);
    assert!(all.is_sorted_by_key(|account| account.object_id));
    assert_eq!(accounts(Some(all[0].object_id), 1).await, all[1..2]);
}

fn tariff(id: i64) -> Tariff {
    let currency = Currency::parse("EUR").unwrap();
    let price = |units| UnitPrice::new(units, Commodity::Currency(currency));
    let terms = TariffTerms {
        tariff_type: TariffType::new(2).unwrap(),
        connect_fee: price(1),
        free_seconds: 2,
        post_call_surcharge: Percent::from_units(3),
        grace_period_seconds: 4,
        loss_protection: true,
        loss_max: Some(price(5)),
        cost_round_up: true,
        decimal_precision: 6,
        average_duration_seconds: 7,
        local_calling: true,
        local_calling_rule: Line::parse("rule").unwrap(),
        ..TariffTerms::new(Title::parse("Retail").unwrap(), currency)
    };
    Tariff { id: TariffId(id), owner: CustomerKey::ROOT, terms }
}

async fn a_tariff_is_found_by_its_owner_alone(fresh: &Fresh) {
    let (elaborate, plain) = (tariff(1), tariff(2));
    let plain = Tariff { terms: TariffTerms::new(plain.terms.name.clone(), plain.terms.currency), ..plain };
    for tariff in [elaborate.clone(), plain.clone()] {
        let grant = grant(&root());
        write(&fresh.store, move |tx| tariffs::insert(tx, &grant, &tariff)).await;
    }
    let load = async |owner: CustomerKey, id: i64| {
        let read = fresh.store.read("test", move |tx| tariffs::load(tx, owner, TariffId(id))).await.unwrap();
        assert_eq!(read, write(&fresh.store, move |tx| tariffs::load(tx, owner, TariffId(id))).await);
        read
    };
    assert_eq!(load(CustomerKey::ROOT, 1).await, Some(elaborate.clone()));
    assert_eq!(load(CustomerKey { id: CustomerId(2), ..CustomerKey::ROOT }, 1).await, None);
    assert_eq!(load(CustomerKey::ROOT, 3).await, None);
    assert_eq!(
        fresh.store.read("test", |tx| tariffs::list(tx, CustomerKey::ROOT)).await,
        Ok(vec![elaborate, plain])
    );
}

async fn a_tariff_is_changed_and_removed(fresh: &Fresh) {
    let (before, root) = (tariff(1), root());
    let name = Title::parse("Renamed").unwrap();
    let after = Tariff {
        terms: TariffTerms {
            tariff_type: before.terms.tariff_type,
            ..TariffTerms::new(name, before.terms.currency)
        },
        ..before.clone()
    };
    let (add, edit, stored, changed) = (grant(&root), grant(&root), before.clone(), after.clone());
    let held = write(&fresh.store, move |tx| {
        tariffs::insert(tx, &add, &stored)?;
        let held = tariffs::load_for_update(tx, CustomerKey::ROOT, TariffId(1))?;
        tariffs::update(tx, &edit, &changed)?;
        Ok(held)
    })
    .await;
    assert_eq!(held, Some(before));
    let load = async || write(&fresh.store, |tx| tariffs::load(tx, CustomerKey::ROOT, TariffId(1))).await;
    assert_eq!(load().await, Some(after));
    let on_it = child(&root, 2, |draft| draft.tariff = TariffChoice::Of(TariffId(1)));
    let is_used = async || write(&fresh.store, |tx| tariffs::is_used(tx, TariffId(1))).await;
    assert!(!is_used().await);
    insert(&fresh.store, &root, &on_it).await;
    assert!(is_used().await);
    let delete = grant(&root);
    write(&fresh.store, move |tx| tariffs::delete(tx, &delete, TariffId(1))).await;
    assert_eq!(load().await, None);
    let again = fresh.store.write("test", move |tx| tariffs::delete(tx, &delete, TariffId(1))).await;
    assert!(matches!(again, Err(StoreError::Inconsistent { .. })), "{again:?}");
}

async fn a_routing_group_is_found_by_its_owner_alone(fresh: &Fresh) {
    let terms = RoutingGroupTerms {
        name: Title::parse("Default").unwrap(),
        policy: RoutingPolicy::new(3).unwrap(),
        description: Line::parse("text").unwrap(),
    };
    let group = RoutingGroup { id: RoutingGroupId(5), owner: CustomerKey::ROOT, terms };
    let (grant, stored) = (grant(&root()), group.clone());
    write(&fresh.store, move |tx| routing_groups::insert(tx, &grant, &stored)).await;
    let load = async |owner: CustomerKey| {
        write(&fresh.store, move |tx| routing_groups::load(tx, owner, RoutingGroupId(5))).await
    };
    assert_eq!(load(CustomerKey::ROOT).await, Some(group.clone()));
    assert_eq!(load(CustomerKey { id: CustomerId(2), ..CustomerKey::ROOT }).await, None);
    let page = fresh.store.read("test", |tx| routing_groups::list(tx, CustomerKey::ROOT, 10, 0)).await;
    assert_eq!(page, Ok(vec![group]));
    assert_eq!(
        fresh.store.read("test", |tx| routing_groups::list(tx, CustomerKey::ROOT, 10, 1)).await,
        Ok(vec![])
    );
}

async fn a_routing_group_is_changed_and_removed(fresh: &Fresh) {
    let root = root();
    let group = |name: &str, policy: i64, description: &str| RoutingGroup {
        id: RoutingGroupId(4),
        owner: CustomerKey::ROOT,
        terms: RoutingGroupTerms {
            name: Title::parse(name).unwrap(),
            policy: RoutingPolicy::new(policy).unwrap(),
            description: Line::parse(description).unwrap(),
        },
    };
    let (before, after) = (group("Default", 1, ""), group("Renamed", 3, "text"));
    let (add, edit, stored, changed) = (grant(&root), grant(&root), before.clone(), after.clone());
    let held = write(&fresh.store, move |tx| {
        routing_groups::insert(tx, &add, &stored)?;
        let held = routing_groups::load_for_update(tx, CustomerKey::ROOT, RoutingGroupId(4))?;
        routing_groups::update(tx, &edit, &changed)?;
        Ok(held)
    })
    .await;
    assert_eq!(held, Some(before));
    let load = async || {
        write(&fresh.store, |tx| routing_groups::load(tx, CustomerKey::ROOT, RoutingGroupId(4))).await
    };
    assert_eq!(load().await, Some(after));
    let is_used = async || write(&fresh.store, |tx| routing_groups::is_used(tx, RoutingGroupId(4))).await;
    assert!(!is_used().await);
    insert(&fresh.store, &root, &child(&root, 2, elaborate)).await;
    assert!(is_used().await);
    let delete = grant(&root);
    write(&fresh.store, move |tx| routing_groups::delete(tx, &delete, RoutingGroupId(4))).await;
    assert_eq!(load().await, None);
    let again =
        fresh.store.write("test", move |tx| routing_groups::delete(tx, &delete, RoutingGroupId(4))).await;
    assert!(matches!(again, Err(StoreError::Inconsistent { .. })), "{again:?}");
}

async fn the_audit_log_is_read_by_branch_time_and_use_case(fresh: &Fresh) {
    let root = root();
    let reseller = |draft: &mut Draft| draft.rights = RightsChoice::Reseller;
    let top = child(&root, 2, reseller);
    let (middle, beside) = (child(&top, 3, reseller), child(&top, 33, reseller));
    let leaf = child(&middle, 4, |_| ());
    for (owner, customer) in
        [(&root, &root), (&root, &top), (&top, &middle), (&top, &beside), (&middle, &leaf)]
    {
        insert(&fresh.store, owner, customer).await;
    }
    let keys = [root.key, top.key, middle.key, beside.key, leaf.key];
    write(&fresh.store, move |tx| {
        (1..).zip(keys).try_for_each(|(id, customer)| {
            let object = format!("customer:{}", customer.id);
            let operation = if id % 2 == 0 { "test.even" } else { "test.odd" };
            let record = AuditRecord { customer, object, operation, at_micros: 10 * id, ..audit_record(id) };
            audit::append(tx, &record)
        })
    })
    .await;
    let everything = AuditFilter {
        below: CustomerKey::ROOT,
        from_micros: 0,
        until_micros: 100,
        object: None,
        operations: None,
        after: None,
        limit: 100,
        offset: 0,
    };
    let check = async |filter: &AuditFilter, expected: &[i64]| {
        let (wanted, filter) = (filter.clone(), filter.clone());
        let lines = fresh.store.read("test", move |tx| audit::list(tx, &filter)).await.unwrap();
        let times: Vec<i64> = lines.iter().map(|line| line.at_micros / 10).collect();
        assert_eq!(times, expected, "{wanted:?}");
    };
    let below = |key: CustomerKey| AuditFilter { below: key, ..everything.clone() };
    check(&everything, &[5, 4, 3, 2, 1]).await;
    check(&below(top.key), &[5, 4, 3, 2]).await;
    check(&below(middle.key), &[5, 3]).await;
    check(&below(beside.key), &[4]).await;
    check(&below(leaf.key), &[5]).await;
    check(&AuditFilter { from_micros: 20, until_micros: 40, ..everything.clone() }, &[4, 3, 2]).await;
    check(&AuditFilter { limit: 2, offset: 1, ..everything.clone() }, &[4, 3]).await;
    check(&AuditFilter { object: Some("customer:3".to_owned()), ..everything.clone() }, &[3]).await;
    check(&AuditFilter { operations: Some(vec!["test.even", "other"]), ..everything.clone() }, &[4, 2]).await;
    check(&AuditFilter { operations: Some(vec![]), ..everything.clone() }, &[]).await;
    check(&AuditFilter { after: Some("%}%".to_owned()), ..below(middle.key) }, &[5, 3]).await;
    check(&AuditFilter { after: Some("%x%".to_owned()), ..everything.clone() }, &[]).await;
    let of_leaf = below(leaf.key);
    let lines = fresh.store.read("test", move |tx| audit::list(tx, &of_leaf)).await.unwrap();
    let expected = AuditEntry {
        at_micros: 50,
        actor: "operator".to_owned(),
        face: "test".to_owned(),
        operation: "test.odd".to_owned(),
        object: "customer:4".to_owned(),
        before: None,
        after: Some("{}".to_owned()),
        request_id: "request".to_owned(),
        customer: Some(CustomerId(4)),
        lineage: [1, 2, 3].map(CustomerId).to_vec(),
    };
    assert_eq!(lines, [expected]);
}

async fn a_balance_is_written_back_only_as_it_was_read(fresh: &Fresh) {
    let root = root();
    let limited = Balance::empty(BalanceId(1), root.key, usd(), CreditLimit::Of(Amount::new(9, usd())));
    let unlimited = Balance::empty(BalanceId(2), root.key, Commodity::MessageCredits, CreditLimit::Unlimited);
    let grant = grant::<party::access::MoveFunds>(&root);
    write(&fresh.store, move |tx| {
        ledger::insert_balance(tx, &grant, &limited)?;
        ledger::insert_balance(tx, &grant, &unlimited)
    })
    .await;
    let load = async |commodity: Commodity| {
        write(&fresh.store, move |tx| ledger::load_balance(tx, CustomerKey::ROOT, commodity)).await
    };
    assert_eq!(load(usd()).await, Some(limited));
    assert_eq!(load(Commodity::MessageCredits).await, Some(unlimited));
    let after = Amount::new(i64::MIN, usd());
    write(&fresh.store, move |tx| ledger::update_balance(tx, &grant, &limited, after)).await;
    assert_eq!(load(usd()).await.map(|balance| balance.amount), Some(after));
    let stale =
        fresh.store.write("test", move |tx| ledger::update_balance(tx, &grant, &limited, after)).await;
    assert!(matches!(stale, Err(StoreError::Inconsistent { .. })), "{stale:?}");
}

async fn a_key_is_reserved_once_and_keeps_its_answer(fresh: &Fresh) {
    let reserve = async |print: &'static [u8]| {
        write(&fresh.store, move |tx| idempotency::reserve(tx, CustomerKey::ROOT, "key", print, 1)).await
    };
    assert!(reserve(b"first").await);
    assert!(!reserve(b"second").await);
    write(&fresh.store, |tx| idempotency::complete(tx, CustomerKey::ROOT, "key", "answer")).await;
    let found = fresh
        .store
        .read("test", |tx| idempotency::find(tx, CustomerKey::ROOT, "key"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.fingerprint.as_slice(), found.answer.as_str()), (b"first".as_slice(), "answer"));
    let unreserved =
        fresh.store.write("test", |tx| idempotency::complete(tx, CustomerKey::ROOT, "other", "")).await;
    assert!(matches!(unreserved, Err(StoreError::Inconsistent { .. })), "{unreserved:?}");
}

async fn installation_facts_are_written_once(fresh: &Fresh) {
    write(&fresh.store, |tx| installation::insert(tx, "realm", "Tollgate")).await;
    let again = fresh.store.write("test", |tx| installation::insert(tx, "realm", "other")).await;
    assert!(again.is_err());
    let found = fresh.store.read("test", |tx| installation::find(tx, "realm")).await;
    assert_eq!(found, Ok(Some("Tollgate".to_owned())));
}

fn audit_record(id: i64) -> AuditRecord {
    AuditRecord {
        customer: CustomerKey::ROOT,
        id,
        at_micros: 7,
        actor: "operator".to_owned(),
        face: "test",
        operation: "test",
        object: "customer:1".to_owned(),
        before: None,
        after: Some("{}".to_owned()),
        request_id: "request".to_owned(),
    }
}

async fn what_is_written_down_cannot_be_changed(fresh: &Fresh) {
    write(&fresh.store, |tx| audit::append(tx, &audit_record(1))).await;
    for sql in ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit"] {
        let changed = fresh.store.write("test", move |tx| tx.execute(sql, &[])).await;
        assert!(changed.is_err(), "{sql}: {changed:?}");
    }
    let actors =
        fresh.store.read("test", |tx| tx.query("SELECT actor FROM audit", &[], |row| row.text(0))).await;
    assert_eq!(actors, Ok(vec!["operator".to_owned()]));
}

/// A small installation that breaks nothing: root, one customer with 5 of money, of which he paid 2, one account.
async fn insert_sound(store: &Store) {
    let root = root();
    let customer = child(&root, 2, |_| ());
    for (customer, login) in [(&root, "root"), (&customer, "customer")] {
        let (grant, customer) = (grant(&root), customer.clone());
        write(store, move |tx| insert_whole(tx, &grant, &customer, login)).await;
    }
    write(store, move |tx| {
        let key = customer.key;
        let add = grant(&customer);
        let account = Account { customer: key, ..account(1, None) };
        let claimant = Claimant::Account(account.id);
        assert!(claims::take(tx, ClaimKind::Login, account.profile.username.as_str(), key.branch, claimant)?);
        assert!(claims::take(tx, ClaimKind::ObjectId, &account.object_id.to_string(), key.branch, claimant)?);
        accounts::insert(tx, &add, &account, "hash")?;
        let entry = Entry {
            debit: LedgerAccount::System(SystemAccount::OpeningBalances),
            credit: LedgerAccount::Balance(BalanceId(20)),
            amount: Amount::new(3, usd()),
        };
        let posting = Posting {
            id: PostingId(1),
            branch: key.branch,
            kind: PostingKind::OpeningBalance,
            entries: vec![entry],
        };
        ledger::insert_posting(tx, &add, &posting, 7, "request")?;
        insert_payment(tx, &customer)?;
        low_balances::put(tx, &grant(&customer), &LowBalance::off(usd()))?;
        audit::append(tx, &AuditRecord { customer: key, ..audit_record(1) })
    })
    .await;
}

fn insert_payment(tx: &mut Tx<'_>, payer: &Customer) -> Result<(), StoreError> {
    let paid = Payment { posting: PostingId(2), amount: Amount::new(2, usd()), ..payment(1, payer.key) };
    let entry = Entry {
        debit: LedgerAccount::System(SystemAccount::Payments),
        credit: LedgerAccount::Balance(paid.balance),
        amount: paid.amount,
    };
    let (branch, kind) = (payer.key.branch, PostingKind::Payment);
    let posting = Posting { id: paid.posting, branch, kind, entries: vec![entry] };
    let grant = grant(payer);
    ledger::insert_posting(tx, &grant, &posting, 7, "request")?;
    payments::insert(tx, &grant, &paid)
}

fn insert_whole(
    tx: &mut Tx<'_>,
    grant: &Grant<party::access::AddCustomer>,
    customer: &Customer,
    login: &str,
) -> Result<(), StoreError> {
    let (key, id) = (customer.key, customer.key.id.0);
    customers::insert(tx, grant, customer)?;
    let web_user = WebUser {
        id: WebUserId(id),
        customer: key,
        login: Some(login.to_owned()),
        password_hash: None,
        access_level: AccessLevel::Administrator,
        is_default: true,
        blocked: false,
        one_time: None,
    };
    web_users::insert(tx, grant, &web_user)?;
    let himself = Claimant::Customer(key.id);
    for (kind, value, claimant) in [
        (ClaimKind::CustomerName, customer.profile.name.as_str(), himself),
        (ClaimKind::Login, login, Claimant::WebUser(web_user.id)),
        (ClaimKind::CustomerId, &id.to_string(), himself),
        (ClaimKind::ObjectId, &customer.object_id.to_string(), himself),
    ] {
        assert!(claims::take(tx, kind, value, key.branch, claimant)?);
    }
    let five = Amount::new(if id == 2 { 5 } else { 0 }, usd());
    let money = Balance::empty(BalanceId(10 * id), key, usd(), CreditLimit::Unlimited);
    ledger::insert_balance(tx, grant, &Balance { amount: five, ..money })?;
    let credits =
        Balance::empty(BalanceId(10 * id + 1), key, Commodity::MessageCredits, CreditLimit::Unlimited);
    ledger::insert_balance(tx, grant, &credits)
}

async fn violations(store: &Store) -> Vec<String> {
    let found = store.read("test", |tx| {
        let mut found = Vec::new();
        verify(tx, &mut |violation| found.push(violation.invariant))?;
        Ok::<_, StoreError>(found)
    });
    found.await.unwrap()
}

async fn sound_data_has_no_violation(fresh: &Fresh) {
    insert_sound(&fresh.store).await;
    assert_eq!(violations(&fresh.store).await, [""; 0]);
}

/// A way to break an invariant.
#[derive(Debug, Clone, Copy)]
enum Damage {
    /// By a statement.
    By(&'static str),
    /// A credential of nobody; the two engines write a literal of bytes differently.
    Credential,
    /// A key without an answer.
    Key,
}

/// Damage, and a part of the sentence that must name it. Each is done to sound data and undone.
const DAMAGE: &[(Damage, &str)] = &[
    (Damage::By("UPDATE balance SET units = 6 WHERE balance_id = 20"), "sum of its entries"),
    (
        Damage::By("DELETE FROM balance WHERE balance_id = 21"),
        "a balance of money and one of message credits",
    ),
    (Damage::By("DELETE FROM balance WHERE balance_id = 20"), "an entry's balance exists"),
    (
        Damage::By("UPDATE balance SET customer_id = 99 WHERE balance_id = 20"),
        "a balance belongs to a customer",
    ),
    (Damage::By("UPDATE customer SET depth_max = 32 WHERE customer_id = 2"), "no right that his owner lacks"),
    (Damage::By("UPDATE customer SET name = 'other' WHERE customer_id = 2"), "name is claimed"),
    (
        Damage::By("UPDATE customer SET object_id = '5a4e96a030046095c7ef280f' WHERE customer_id = 2"),
        "object id is claimed",
    ),
    (
        Damage::By("UPDATE customer SET dns_alias = 'a.example.com' WHERE customer_id = 2"),
        "host name is claimed",
    ),
    (Damage::By("UPDATE customer SET tariff_id = 9 WHERE customer_id = 2"), "tariff is one of his owner's"),
    (Damage::By("UPDATE customer SET routing_group_id = 9 WHERE customer_id = 2"), "routing group is one of"),
    (
        Damage::By("UPDATE customer SET commission_agent_id = 2 WHERE customer_id = 2"),
        "commission agent is a sibling",
    ),
    (Damage::By("DELETE FROM customer WHERE customer_id = 1"), "owner exists"),
    (Damage::By("DELETE FROM customer WHERE customer_id = 2"), "an account belongs to a customer"),
    (Damage::By("DELETE FROM customer WHERE customer_id = 2"), "a web user belongs to a customer"),
    (Damage::By("DELETE FROM customer WHERE customer_id = 2"), "what a customer claims"),
    (Damage::By("DELETE FROM claim WHERE kind = 'customer_id' AND id = 2"), "number is claimed"),
    (
        Damage::By("DELETE FROM claim WHERE kind = 'login' AND noun = 'web_user' AND id = 2"),
        "login of a web user is claimed",
    ),
    (Damage::By("DELETE FROM claim WHERE kind = 'login' AND noun = 'account'"), "account's name is claimed"),
    (
        Damage::By("DELETE FROM claim WHERE kind = 'object_id' AND noun = 'account'"),
        "account's object id is claimed",
    ),
    (Damage::By("DELETE FROM account"), "what an account claims"),
    (Damage::By("DELETE FROM web_user WHERE customer_id = 2"), "one default web user"),
    (Damage::By("UPDATE web_user SET blocked = 1 WHERE customer_id = 2"), "default web user is not blocked"),
    (
        Damage::By("UPDATE web_user SET one_time_hash = '' WHERE customer_id = 2"),
        "one-time password has an end",
    ),
    (Damage::By("DELETE FROM web_user WHERE customer_id = 2"), "what a web user claims"),
    (Damage::Credential, "API credential belongs"),
    (
        Damage::By(
            "INSERT INTO posting (branch_id, posting_id, kind, at_micros, request_id) VALUES (2, 8, 1, 1, 'request')",
        ),
        "a posting has entries",
    ),
    (
        Damage::By(
            "INSERT INTO posting (branch_id, posting_id, kind, at_micros, request_id) VALUES (2, 8, 1, 1, 'unknown')",
        ),
        "described in the audit log",
    ),
    (
        Damage::By(
            "INSERT INTO entry (branch_id, posting_id, line, debit, credit, commodity, units) \
         VALUES (2, 9, 1, -1, -3, 'USD', 1)",
        ),
        "an entry belongs to a posting",
    ),
    (
        Damage::By(
            "INSERT INTO entry (branch_id, posting_id, line, debit, credit, commodity, units) \
         VALUES (2, 1, 2, 20, 20, 'USD', 1)",
        ),
        "a positive amount between two sides",
    ),
    (
        Damage::By(
            "INSERT INTO entry (branch_id, posting_id, line, debit, credit, commodity, units) \
         VALUES (2, 1, 2, -99, -1, 'USD', 1)",
        ),
        "side is a known account",
    ),
    (
        Damage::By(
            "INSERT INTO payment (branch_id, payment_id, customer_id, balance_id, posting_id, commodity, units, \
         paid_at_micros, notes) VALUES (2, 9, 2, 20, 1, 'USD', 3, 1, '')",
        ),
        "a payment is what its posting brought",
    ),
    (
        Damage::By("UPDATE balance SET balance_id = 99 WHERE balance_id = 20"),
        "a payment is what its posting brought",
    ),
    (
        Damage::By(
            "INSERT INTO posting (branch_id, posting_id, kind, at_micros, request_id) VALUES (2, 8, 4, 1, 'request')",
        ),
        "a posting of a payment has its payment",
    ),
    (Damage::By("UPDATE low_balance SET commodity = 'EUR'"), "in his base currency"),
    (Damage::By("UPDATE low_balance SET charge_card = 1"), "charged with something"),
    (Damage::Key, "a keyed write has its answer"),
];

async fn every_kind_of_damage_is_found(fresh: &Fresh) {
    insert_sound(&fresh.store).await;
    for (damage, expected) in DAMAGE {
        // What is found is carried out by an error, which undoes the damage.
        let carried = fresh.store.write("test", move |tx| {
            match damage {
                Damage::By(sql) => tx.execute_one(sql, &[])?,
                Damage::Credential => damage_credential(tx)?,
                Damage::Key => damage_key(tx)?,
            }
            let mut found = Vec::new();
            verify(tx, &mut |violation| found.push(violation.invariant))?;
            Err::<(), _>(StoreError::Backup(found.join("; ")))
        });
        let Err(StoreError::Backup(found)) = carried.await else { panic!("{damage:?} could not be checked") };
        assert!(found.contains(expected), "{damage:?} was reported as: {found}");
    }
    assert_eq!(violations(&fresh.store).await, [""; 0]);
}

fn damage_credential(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let nowhere = CustomerKey { branch: party::ids::BranchId(9), id: CustomerId(9) };
    let credential = ApiCredential { digest_user: String::new(), sealed: Vec::new() };
    api_credentials::insert(tx, &grant::<party::access::AddCustomer>(&root()), nowhere, &credential)
}

fn damage_key(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    idempotency::reserve(tx, CustomerKey::ROOT, "key", &[], 1).map(|reserved| assert!(reserved))
}
