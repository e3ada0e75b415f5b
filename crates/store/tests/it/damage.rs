//! What the ledger and the rest of the books promise, and that every kind of damage to them is found.

use charging::{
    Balance, BalanceId, CreditLimit, Entry, LedgerAccount, LowBalance, Payment, Posting, PostingId,
    PostingKind, SystemAccount,
};
use money::{Amount, Commodity};
use party::access::{EditCustomer, Grant};
use party::account::Account;
use party::customer::Customer;
use party::ids::{CustomerId, CustomerKey, WebUserId};
use party::tariff::Tariff;
use party::web_user::AccessLevel;
use store::tables::api_credentials::ApiCredential;
use store::tables::audit::AuditRecord;
use store::tables::claims::{ClaimKind, Claimant};
use store::tables::outbox::Message;
use store::tables::verify::verify;
use store::tables::web_sessions::Person;
use store::tables::web_users::WebUser;
use store::tables::{
    accounts, api_credentials, audit, brand_files, claims, customers, idempotency, installation, ledger,
    low_balances, outbox, payments, pending_sign_ins, postings, second_factors, service_plans, tariffs,
    web_sessions, web_users,
};
use store::{Store, StoreError, Tx};

use crate::brand_files::logo;
use crate::endpoints::insert_endpoint;
use crate::owned::{account, tariff};
use crate::payments::payment;
use crate::portal::session;
use crate::second_factors::{pending, second_factor};
use crate::service_plans::plan;
use crate::support::{Fresh, conformance};
use crate::tables::{child, grant, root, usd, write};

conformance! { store::MigrationSet::PRODUCT;
    a_balance_is_written_back_only_as_it_was_read
    a_key_is_reserved_once_and_keeps_its_answer
    installation_facts_are_written_once
    what_is_written_down_cannot_be_changed
    sound_data_has_no_violation
    every_kind_of_damage_is_found
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

pub(crate) fn audit_record(id: i64) -> AuditRecord {
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

/// A small installation that breaks nothing: root, one customer with 5 of money, of which he paid 2, one account, one
/// service plan on his tariff, and one account with funds of its own that the plan bills.
async fn insert_sound(store: &Store) {
    let root = Customer { had_customers: true, ..root() };
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
        insert_reversed(tx, &customer)?;
        insert_plan(tx, &customer)?;
        insert_endpoint(tx, &customer)?;
        let person = Person::WebUser(WebUserId(2));
        web_sessions::insert(tx, &session(key, person, [1; 32], 7))?;
        brand_files::put_logo(tx, &grant(&customer), Some(&logo()))?;
        second_factors::put(tx, key, person, &second_factor(true))?;
        second_factors::put_recovery_codes(tx, key, person, &[[1; 32]])?;
        pending_sign_ins::insert(tx, &pending(key, person, [1; 32], 9))?;
        low_balances::put(tx, &grant::<EditCustomer>(&customer), key, &LowBalance::off(usd()))?;
        outbox::put(tx, &grant::<EditCustomer>(&customer), &Message::low_balance(key.into(), 1, 0))?;
        audit::append(tx, &AuditRecord { customer: key, ..audit_record(1) })
    })
    .await;
}

fn insert_plan(tx: &mut Tx<'_>, owner: &Customer) -> Result<(), StoreError> {
    let grant = grant(owner);
    tariffs::insert(tx, &grant, &Tariff { owner: owner.key, ..tariff(8) })?;
    service_plans::insert(tx, &grant, &plan(1, owner.key))
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
    let grant = grant::<EditCustomer>(payer);
    ledger::insert_posting(tx, &grant, &posting, 7, "request")?;
    payments::insert(tx, &grant, &paid)
}

/// A correction, and the posting that undoes it.
fn insert_reversed(tx: &mut Tx<'_>, customer: &Customer) -> Result<(), StoreError> {
    let entry = Entry {
        debit: LedgerAccount::System(SystemAccount::Adjustments),
        credit: LedgerAccount::Balance(BalanceId(20)),
        amount: Amount::new(4, usd()),
    };
    let back = Entry { debit: entry.credit, credit: entry.debit, ..entry };
    let (branch, grant) = (customer.key.branch, grant::<EditCustomer>(customer));
    for (id, kind, entry) in [(3, PostingKind::Adjustment, entry), (4, PostingKind::Reversal, back)] {
        let posting = Posting { id: PostingId(id), branch, kind, entries: vec![entry] };
        ledger::insert_posting(tx, &grant, &posting, 7, "request")?;
    }
    assert!(postings::insert_reversal(tx, &grant, PostingId(3), PostingId(4))?);
    assert!(!postings::insert_reversal(tx, &grant, PostingId(3), PostingId(5))?);
    Ok(())
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
    (Damage::By("UPDATE customer SET had_customers = 0 WHERE customer_id = 1"), "has customers is known"),
    (Damage::By("UPDATE customer SET is_low = 1 WHERE customer_id = 2"), "little left is known"),
    (Damage::By("DELETE FROM customer WHERE customer_id = 1"), "owner exists"),
    (Damage::By("DELETE FROM customer WHERE customer_id = 2"), "an account belongs to a customer"),
    (Damage::By("DELETE FROM customer WHERE customer_id = 2"), "a web user belongs to a customer"),
    (Damage::By("DELETE FROM customer WHERE customer_id = 2"), "what a customer claims"),
    (Damage::By("DELETE FROM claim WHERE kind = 'customer_id' AND id = 2"), "number is claimed"),
    (
        Damage::By("DELETE FROM claim WHERE kind = 'login' AND noun = 'web_user' AND id = 2"),
        "login of a web user is claimed",
    ),
    (
        Damage::By("DELETE FROM claim WHERE kind = 'login' AND noun = 'account' AND id = 1"),
        "account's name is claimed",
    ),
    (
        Damage::By("DELETE FROM claim WHERE kind = 'object_id' AND noun = 'account' AND id = 1"),
        "account's object id is claimed",
    ),
    (Damage::By("DELETE FROM account WHERE account_id = 1"), "what an account claims"),
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
            "INSERT INTO entry (branch_id, posting_id, line, debit, credit, commodity, units, at_micros, kind) \
         VALUES (2, 1, 2, -1, -3, 'USD', 1, 8, 1)",
        ),
        "an entry was made when its posting was",
    ),
    (
        Damage::By(
            "INSERT INTO entry (branch_id, posting_id, line, debit, credit, commodity, units, at_micros, kind) \
         VALUES (2, 1, 2, -1, -3, 'USD', 1, 7, 2)",
        ),
        "and is of its kind",
    ),
    (Damage::By("UPDATE account SET lineage = '1' WHERE account_id = 77"), "an account's lineage"),
    (Damage::By("UPDATE account SET lineage = NULL WHERE account_id = 77"), "an account's lineage"),
    (
        Damage::By(
            "INSERT INTO posting (branch_id, posting_id, kind, at_micros, request_id) VALUES (2, 8, 7, 1, 'request')",
        ),
        "says which",
    ),
    (Damage::By("INSERT INTO reversal (branch_id, reversed_id, posting_id) VALUES (2, 1, 2)"), "says which"),
    (
        Damage::By("INSERT INTO reversal (branch_id, reversed_id, posting_id) VALUES (2, 1, 9)"),
        "moves back what it undoes",
    ),
    (
        Damage::By("INSERT INTO reversal (branch_id, reversed_id, posting_id) VALUES (2, 9, 2)"),
        "moves back what it undoes",
    ),
    (
        Damage::By(
            "INSERT INTO entry (branch_id, posting_id, line, debit, credit, commodity, units, at_micros) \
         VALUES (2, 4, 2, 20, -5, 'USD', 1, 7)",
        ),
        "moves back what it undoes",
    ),
    (
        Damage::By("INSERT INTO reversal (branch_id, reversed_id, posting_id) VALUES (2, 4, 9)"),
        "neither a reversal nor a closing",
    ),
    (Damage::By("UPDATE web_session SET id = 9"), "a session belongs to a web user or to an account"),
    (
        Damage::By("UPDATE web_session SET acting_as_id = 1"),
        "who acts as a customer is a web user of somebody above him",
    ),
    (
        Damage::By("UPDATE web_session SET noun = 'account'"),
        "a session belongs to a web user or to an account",
    ),
    (Damage::By("UPDATE brand_file SET customer_id = 9"), "a file of a brand belongs to a customer"),
    (Damage::By("UPDATE brand_file SET digest = 'other'"), "a logo is the one that he has"),
    (Damage::By("UPDATE brand_file SET kind = 'draft'"), "a customer's logo is there"),
    (Damage::By("UPDATE second_factor SET id = 9"), "a second factor belongs to a web user or to an account"),
    (
        Damage::By("UPDATE second_factor SET is_on = 0"),
        "a recovery code belongs to a second factor that is on",
    ),
    (Damage::By("UPDATE second_factor SET is_on = 0"), "a sign-in that waits for a code"),
    (Damage::By("UPDATE pending_sign_in SET noun = 'account'"), "a sign-in that waits for a code"),
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
    (Damage::By("UPDATE service_plan SET owner_id = 9"), "a service plan belongs to a customer"),
    (Damage::By("UPDATE service_plan SET tariff_id = 9"), "a service plan's tariff is one of its owner's"),
    (Damage::By("UPDATE service_plan SET currency = 'USD'"), "a service plan's tariff is one of its owner's"),
    (Damage::By("UPDATE tariff SET owner_id = 1"), "a service plan's tariff is one of its owner's"),
    (Damage::By("UPDATE low_balance SET commodity = 'EUR' WHERE account_id = 0"), "in his base currency"),
    (Damage::By("UPDATE low_balance SET charge_card = 1 WHERE account_id = 0"), "charged with something"),
    (
        Damage::By("UPDATE low_balance SET commodity = 'USD' WHERE account_id <> 0"),
        "in the commodity of its balance",
    ),
    (
        Damage::By("UPDATE low_balance SET billing_run_charge_card = 1 WHERE account_id <> 0"),
        "charged with something",
    ),
    (Damage::By("UPDATE outbox SET attempts = -1"), "a message waits for whom"),
    (Damage::By("UPDATE outbox SET account_id = 9"), "a message waits for whom"),
    (Damage::By("DELETE FROM endpoint"), "one balance and one endpoint"),
    (Damage::By("DELETE FROM balance WHERE balance_id = 77"), "one balance and one endpoint"),
    (Damage::By("UPDATE account SET funding = 2 WHERE account_id = 1"), "one balance and one endpoint"),
    (Damage::By("UPDATE account SET funding = 1 WHERE account_id = 77"), "one balance and one endpoint"),
    (Damage::By("DELETE FROM account WHERE account_id = 77"), "belong to an account"),
    (Damage::By("UPDATE endpoint SET authname = 'other'"), "telephones sign in with is claimed"),
    (Damage::By("UPDATE endpoint SET service_plan_id = 9"), "service plan is one of its customer's"),
    (
        Damage::By("UPDATE balance SET commodity = 'USD' WHERE balance_id = 77"),
        "service plan is one of its customer's",
    ),
    (Damage::By("UPDATE endpoint SET routing_group_id = 9"), "an account's routing group"),
    (Damage::By("UPDATE endpoint SET commission_agent_id = 1"), "an account's commission agent"),
    (Damage::By("UPDATE account SET one_time_hash = '' WHERE account_id = 77"), "an account has an end"),
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
    let credential = ApiCredential { digest_user: String::new(), sealed: Vec::new(), is_off: false };
    api_credentials::insert(tx, &grant::<party::access::AddCustomer>(&root()), nowhere, &credential)
}

fn damage_key(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    idempotency::reserve(tx, CustomerKey::ROOT, "key", &[], 1).map(|reserved| assert!(reserved))
}
