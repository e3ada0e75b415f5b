//! What the statements of second factors promise.

use party::access::{DeleteAccount, DeleteCustomer, EditAccount, ManageWebUsers};
use party::ids::{AccountId, BranchId, CustomerId, CustomerKey, WebUserId};
use store::tables::pending_sign_ins::{self, PendingSignIn};
use store::tables::second_factors::{self, SecondFactor};
use store::tables::web_sessions::Person;

use crate::support::{Fresh, conformance};
use crate::tables::{child, grant, root, write};

conformance! { store::MigrationSet::PRODUCT;
    a_second_factor_is_read_back_and_replaced
    a_recovery_code_serves_once
    a_pending_sign_in_is_read_back_in_its_branch_alone
    a_second_factor_goes_with_all_that_is_its
}

const KEY: CustomerKey = CustomerKey { branch: BranchId(2), id: CustomerId(2) };
const CLERK: Person = Person::WebUser(WebUserId(3));
const OTHER: Person = Person::WebUser(WebUserId(4));
const HOLDER: Person = Person::Account(AccountId(3));

pub(crate) fn second_factor(is_on: bool) -> SecondFactor {
    SecondFactor { sealed: vec![0, 255, 7], is_on, since_micros: 5, last_step: 0 }
}

pub(crate) fn pending(
    customer: CustomerKey,
    person: Person,
    token_hash: [u8; 32],
    expires_at_micros: i64,
) -> PendingSignIn {
    let (credential, must_change_password) = ([9; 32], true);
    PendingSignIn { token_hash, customer, person, credential, must_change_password, expires_at_micros }
}

async fn load(fresh: &Fresh, person: Person) -> Option<SecondFactor> {
    write(&fresh.store, move |tx| second_factors::load(tx, KEY, person)).await
}

async fn a_second_factor_is_read_back_and_replaced(fresh: &Fresh) {
    write(&fresh.store, |tx| second_factors::put(tx, KEY, CLERK, &second_factor(false))).await;
    assert_eq!(load(fresh, CLERK).await, Some(second_factor(false)));
    assert_eq!(load(fresh, HOLDER).await, None, "of the same number");
    let list = async || write(&fresh.store, |tx| second_factors::list_web_users(tx, KEY)).await;
    assert_eq!(list().await, []);
    write(&fresh.store, |tx| second_factors::put(tx, KEY, CLERK, &second_factor(true))).await;
    write(&fresh.store, |tx| second_factors::set_last_step(tx, KEY, CLERK, 8)).await;
    assert_eq!(load(fresh, CLERK).await, Some(SecondFactor { last_step: 8, ..second_factor(true) }));
    write(&fresh.store, |tx| second_factors::put(tx, KEY, HOLDER, &second_factor(true))).await;
    assert_eq!(list().await, [WebUserId(3)]);
    let missing = fresh.store.write("test", |tx| second_factors::set_last_step(tx, KEY, OTHER, 8)).await;
    assert!(missing.is_err());
}

async fn a_recovery_code_serves_once(fresh: &Fresh) {
    write(&fresh.store, |tx| second_factors::put_recovery_codes(tx, KEY, CLERK, &[[1; 32], [2; 32]])).await;
    let has = async |person, hash| {
        write(&fresh.store, move |tx| second_factors::has_recovery_code(tx, KEY, person, &hash)).await
    };
    assert!(has(CLERK, [1; 32]).await && !has(CLERK, [3; 32]).await && !has(HOLDER, [1; 32]).await);
    let spend = async || {
        let spent =
            fresh.store.write("test", |tx| second_factors::delete_recovery_code(tx, KEY, CLERK, &[1; 32]));
        spent.await.is_ok()
    };
    assert!(spend().await && !spend().await);
    let count = async || write(&fresh.store, |tx| second_factors::count_recovery_codes(tx, KEY, CLERK)).await;
    assert_eq!(count().await, 1);
    write(&fresh.store, |tx| second_factors::put_recovery_codes(tx, KEY, CLERK, &[[5; 32]])).await;
    assert!(count().await == 1 && has(CLERK, [5; 32]).await && !has(CLERK, [2; 32]).await);
}

async fn a_pending_sign_in_is_read_back_in_its_branch_alone(fresh: &Fresh) {
    for (hash, person) in [([1; 32], CLERK), ([2; 32], HOLDER)] {
        let written = pending(KEY, person, hash, 9);
        let read = written.clone();
        write(&fresh.store, move |tx| pending_sign_ins::insert(tx, &written)).await;
        let load = async |branch| {
            write(&fresh.store, move |tx| pending_sign_ins::load(tx, BranchId(branch), &hash)).await
        };
        assert_eq!(load(2).await, Some(read));
        assert_eq!(load(3).await, None);
    }
    let delete =
        async |hash| write(&fresh.store, move |tx| pending_sign_ins::delete(tx, KEY.branch, &hash)).await;
    assert_eq!((delete([1; 32]).await, delete([1; 32]).await), (1, 0));
    assert_eq!(write(&fresh.store, |tx| pending_sign_ins::delete_ended(tx, KEY.branch, 8)).await, 0);
    assert_eq!(write(&fresh.store, |tx| pending_sign_ins::delete_ended(tx, KEY.branch, 9)).await, 1);
}

async fn a_second_factor_goes_with_all_that_is_its(fresh: &Fresh) {
    let fill = async || {
        write(&fresh.store, |tx| {
            for (person, hash) in [(CLERK, [1; 32]), (HOLDER, [2; 32])] {
                second_factors::put(tx, KEY, person, &second_factor(true))?;
                second_factors::put_recovery_codes(tx, KEY, person, &[hash])?;
                pending_sign_ins::insert(tx, &pending(KEY, person, hash, 9))?;
            }
            Ok(())
        })
        .await;
    };
    let left = async || {
        let tables = [
            "SELECT COUNT(*) FROM second_factor",
            "SELECT COUNT(*) FROM recovery_code",
            "SELECT COUNT(*) FROM pending_sign_in",
        ];
        let mut left = Vec::new();
        for sql in tables {
            left.push(write(&fresh.store, move |tx| tx.query_one(sql, &[], |row| row.int(0))).await);
        }
        left
    };
    let customer = child(&root(), 2, |_| ());
    fill().await;
    let web_users = grant::<ManageWebUsers>(&customer);
    let clerk = WebUserId(3);
    assert_eq!(
        write(&fresh.store, move |tx| second_factors::delete_of_web_user(tx, &web_users, clerk)).await,
        1
    );
    assert_eq!(left().await, [1, 1, 1]);
    let (edit, delete) = (grant::<EditAccount>(&customer), grant::<DeleteAccount>(&customer));
    let holder = AccountId(3);
    assert_eq!(write(&fresh.store, move |tx| second_factors::delete_of_holder(tx, &edit, holder)).await, 1);
    assert_eq!(left().await, [0, 0, 0]);
    fill().await;
    assert_eq!(
        write(&fresh.store, move |tx| second_factors::delete_of_account(tx, &delete, holder)).await,
        1
    );
    let all = grant::<DeleteCustomer>(&customer);
    assert_eq!(write(&fresh.store, move |tx| second_factors::delete_all_of(tx, &all)).await, 1);
    assert_eq!(left().await, [0, 0, 0]);
}
