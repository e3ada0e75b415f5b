//! What the statements promise that join several tables for one answer.

use charging::{Balance, BalanceId, CreditLimit};
use money::{Amount, Commodity};
use party::access::AddCustomer;
use party::customer::{Customer, RightsChoice};
use party::ids::{AccountId, CustomerKey, WebUserId};
use party::web_user::AccessLevel;
use store::tables::api_credentials::ApiCredential;
use store::tables::authentication::{Above, ApiCaller};
use store::tables::claims::{ClaimKind, Claimant};
use store::tables::customer_views::{CustomerView, Place};
use store::tables::web_users::{OneTimePassword, WebUser};
use store::tables::{api_credentials, authentication, claims, customer_views, customers, ledger, web_users};
use store::{Store, StoreError};

use crate::support::{Fresh, conformance};
use crate::tables::{child, elaborate, grant, insert, root, usd, write};

conformance! { store::MigrationSet::PRODUCT;
    a_caller_is_found_by_name_and_by_login
    a_block_above_is_seen_with_the_caller
    only_the_login_made_with_a_customer_leads_to_him
    a_missing_ancestor_is_inconsistent
    a_customer_is_found_with_what_he_has
    credits_are_found_with_the_place
}

/// Root, his child, and a grandchild with everything at other than its default.
async fn family(store: &Store) -> [Customer; 3] {
    let root = root();
    let top = child(&root, 2, |draft| draft.rights = RightsChoice::Reseller);
    // A profile that only root may give.
    let leaf = Customer { profile: child(&root, 3, elaborate).profile, ..child(&top, 4, |_| ()) };
    for (owner, customer) in [(&root, &root), (&root, &top), (&top, &leaf)] {
        insert(store, owner, customer).await;
    }
    [root, top, leaf]
}

fn web_user(customer: &Customer, id: i64) -> WebUser {
    WebUser {
        id: WebUserId(id),
        customer: customer.key,
        login: Some(format!("login{id}")),
        password_hash: Some("$argon2id$".to_owned()),
        access_level: AccessLevel::Reporter,
        is_default: true,
        blocked: false,
        one_time: Some(OneTimePassword { hash: "$once$".to_owned(), until_micros: 77 }),
    }
}

fn balance(customer: &Customer, id: i64, commodity: Commodity, limit: CreditLimit) -> Balance {
    let empty = Balance::empty(BalanceId(id), customer.key, commodity, limit);
    Balance { amount: Amount::new(-id, commodity), ..empty }
}

async fn claim(store: &Store, customer: CustomerKey, kind: ClaimKind, value: &str, claimant: Claimant) {
    let value = value.to_owned();
    let taken = write(store, move |tx| claims::take(tx, kind, &value, customer.branch, claimant)).await;
    assert!(taken);
}

/// Gives `customer` a name and a login that are claimed, and an API password.
async fn let_in(store: &Store, customer: &Customer) -> ApiCredential {
    let credential =
        ApiCredential { digest_user: "login4".to_owned(), sealed: vec![0, 255, 7], is_off: false };
    let (grant, login, sealed) = (grant::<AddCustomer>(customer), web_user(customer, 4), credential.clone());
    let key = customer.key;
    write(store, move |tx| {
        web_users::insert(tx, &grant, &login)?;
        api_credentials::insert(tx, &grant, key, &sealed)
    })
    .await;
    claim(store, key, ClaimKind::CustomerName, "leaf", Claimant::Customer(key.id)).await;
    claim(store, key, ClaimKind::Login, "login4", Claimant::WebUser(WebUserId(4))).await;
    credential
}

async fn by_name(store: &Store, name: &'static str) -> Option<ApiCaller> {
    store.read("test", move |tx| authentication::find_by_name(tx, name)).await.unwrap()
}

async fn by_login(store: &Store, login: &'static str) -> Option<ApiCaller> {
    store.read("test", move |tx| authentication::find_by_web_login(tx, login)).await.unwrap()
}

async fn a_caller_is_found_by_name_and_by_login(fresh: &Fresh) {
    let [root, top, leaf] = family(&fresh.store).await;
    claim(&fresh.store, leaf.key, ClaimKind::ObjectId, "other", Claimant::Customer(leaf.key.id)).await;
    assert_eq!(by_name(&fresh.store, "leaf").await, None);
    let credential = let_in(&fresh.store, &leaf).await;
    let expected = ApiCaller {
        key: leaf.key,
        rights: leaf.profile.rights,
        api_revision: leaf.profile.reseller.api_revision,
        blocked: false,
        credential: Some(credential),
    };
    assert_eq!(by_name(&fresh.store, "leaf").await, Some(expected.clone()));
    assert_eq!(by_login(&fresh.store, "login4").await, Some(expected));
    for stranger in ["other", "login4", "Leaf", ""] {
        assert_eq!(by_name(&fresh.store, stranger).await, None, "{stranger}");
    }
    assert_eq!(by_login(&fresh.store, "leaf").await, None);
    claim(&fresh.store, root.key, ClaimKind::CustomerName, "root", Claimant::Customer(root.key.id)).await;
    let found = by_name(&fresh.store, "root").await.unwrap();
    assert_eq!((found.key, found.credential, found.blocked), (root.key, None, false));
    let above = fresh.store.read("test", move |tx| authentication::load_above(tx, leaf.key)).await.unwrap();
    assert_eq!(above, Some(Above { lineage: vec![root.key.id, top.key.id], blocked: false }));
}

async fn a_block_above_is_seen_with_the_caller(fresh: &Fresh) {
    let [root, top, leaf] = family(&fresh.store).await;
    let_in(&fresh.store, &leaf).await;
    for one in [leaf, top, root] {
        for blocked in [true, false] {
            let changed = Customer { blocked, ..one.clone() };
            write(&fresh.store, move |tx| customers::update(tx, &grant(&changed), &changed)).await;
            assert_eq!(by_name(&fresh.store, "leaf").await.unwrap().blocked, blocked);
            assert_eq!(by_login(&fresh.store, "login4").await.unwrap().blocked, blocked);
        }
    }
}

async fn only_the_login_made_with_a_customer_leads_to_him(fresh: &Fresh) {
    let [_, _, leaf] = family(&fresh.store).await;
    let_in(&fresh.store, &leaf).await;
    let (grant, other) = (grant::<AddCustomer>(&leaf), WebUser { is_default: false, ..web_user(&leaf, 5) });
    write(&fresh.store, move |tx| web_users::insert(tx, &grant, &other)).await;
    claim(&fresh.store, leaf.key, ClaimKind::Login, "login5", Claimant::WebUser(WebUserId(5))).await;
    // An account may have the number of a web user.
    claim(&fresh.store, leaf.key, ClaimKind::Login, "user4", Claimant::Account(AccountId(4))).await;
    assert!(by_login(&fresh.store, "login4").await.is_some());
    for stranger in ["login5", "user4", "login6"] {
        assert_eq!(by_login(&fresh.store, stranger).await, None, "{stranger}");
    }
}

async fn a_missing_ancestor_is_inconsistent(fresh: &Fresh) {
    let [_, top, leaf] = family(&fresh.store).await;
    let_in(&fresh.store, &leaf).await;
    write(&fresh.store, move |tx| customers::delete(tx, &grant(&top))).await;
    let found = fresh.store.read("test", |tx| authentication::find_by_name(tx, "leaf")).await;
    assert!(matches!(found, Err(StoreError::Inconsistent { .. })));
    let found = fresh.store.read("test", move |tx| authentication::load_above(tx, leaf.key)).await;
    assert!(matches!(found, Err(StoreError::Inconsistent { .. })));
}

async fn a_customer_is_found_with_what_he_has(fresh: &Fresh) {
    let [_, top, leaf] = family(&fresh.store).await;
    let_in(&fresh.store, &leaf).await;
    let find = async || {
        let found = fresh.store.read("test", |tx| customer_views::find(tx, ClaimKind::CustomerName, "leaf"));
        found.await.unwrap()
    };
    let money = balance(&leaf, 11, usd(), CreditLimit::Unlimited);
    let limit = CreditLimit::Of(Amount::new(5, Commodity::MessageCredits));
    let credits = balance(&leaf, 12, Commodity::MessageCredits, limit);
    let (both, grant) = ([money, credits], grant::<AddCustomer>(&top));
    for one in both {
        // With one of them missing, he is not found at all.
        assert_eq!(find().await, None);
        write(&fresh.store, move |tx| ledger::insert_balance(tx, &grant, &one)).await;
    }
    let login = web_user(&leaf, 4);
    let expected =
        CustomerView { customer: leaf.clone(), web_user: login, has_api_password: true, money, credits };
    assert_eq!(find().await, Some(expected.clone()));
    write(&fresh.store, move |tx| {
        api_credentials::remove(tx, &crate::tables::grant::<party::access::EditCustomer>(&leaf))
    })
    .await;
    assert_eq!(find().await, Some(CustomerView { has_api_password: false, ..expected }));
}

async fn credits_are_found_with_the_place(fresh: &Fresh) {
    let [_, top, leaf] = family(&fresh.store).await;
    let_in(&fresh.store, &leaf).await;
    let find = async |name: &'static str| {
        fresh.store.read("test", move |tx| customer_views::find_credits(tx, name)).await.unwrap()
    };
    let place = Place { key: leaf.key, lineage: leaf.lineage.clone() };
    assert_eq!(find("leaf").await, Some((place.clone(), None)));
    let credits = balance(&leaf, 12, Commodity::MessageCredits, CreditLimit::Unlimited);
    let grant = grant::<AddCustomer>(&top);
    write(&fresh.store, move |tx| ledger::insert_balance(tx, &grant, &credits)).await;
    assert_eq!(find("leaf").await, Some((place.clone(), Some(credits))));
    assert_eq!(find("login4").await, None);
    let find_place = async |kind, value: &'static str| {
        fresh.store.read("test", move |tx| customer_views::find_place(tx, kind, value)).await.unwrap()
    };
    assert_eq!(find_place(ClaimKind::CustomerName, "leaf").await, Some(place));
    assert_eq!(find_place(ClaimKind::Login, "login4").await, None);
}
