//! What the statements about payments and low balances promise, on both engines.

use charging::{BalanceId, Holder, LowBalance, Payment, PaymentId, PostingId};
use money::Amount;
use party::access::{DeleteCustomer, EditCustomer};
use party::ids::{AccountId, CustomerKey};
use party::text::Line;
use store::tables::outbox::{self, Message, MessageKind};
use store::tables::payments::PaymentPage;
use store::tables::{low_balances, payments};

use crate::support::{Fresh, conformance};
use crate::tables::{child, grant, insert, root, usd, write};

conformance! { store::MigrationSet::PRODUCT;
    payments_are_read_back_by_payer_and_owner
    payments_of_accounts_are_their_own
    low_balance_settings_are_replaced
    a_message_is_claimed_by_one_and_falls_due_again
}

/// One that nothing of its own marks but its number.
pub(crate) fn payment(id: i64, payer: impl Into<Holder>) -> Payment {
    Payment {
        id: PaymentId(id),
        payer: payer.into(),
        balance: BalanceId(20),
        posting: PostingId(id + 100),
        amount: Amount::new(id + 200, usd()),
        paid_at_micros: id + 300,
        notes: Line::parse("cash, counted twice").unwrap(),
    }
}

async fn payments_are_read_back_by_payer_and_owner(fresh: &Fresh) {
    let root = root();
    let (first, second) = (child(&root, 2, |_| ()), child(&root, 3, |_| ()));
    for customer in [&root, &first, &second] {
        insert(&fresh.store, &root, customer).await;
    }
    let made = [(5, &first), (6, &second), (7, &first)].map(|(id, payer)| (payment(id, payer.key), payer));
    for (payment, payer) in made.clone() {
        let grant = grant::<EditCustomer>(payer);
        write(&fresh.store, move |tx| payments::insert(tx, &grant, &payment)).await;
    }
    let everything = PaymentPage { from_micros: 0, until_micros: i64::MAX, offset: 0, limit: 10 };
    let of_owner = async |page: PaymentPage| -> Vec<i64> {
        let page = fresh.store.read("test", move |tx| payments::list_of_owner(tx, CustomerKey::ROOT, page));
        page.await.unwrap().into_iter().map(|payment| payment.id.0).collect()
    };
    assert_eq!(of_owner(everything).await, [5, 6, 7]);
    assert_eq!(of_owner(PaymentPage { offset: 1, limit: 1, ..everything }).await, [6]);
    assert_eq!(of_owner(PaymentPage { from_micros: 306, until_micros: 306, ..everything }).await, [6]);
    let of_payer = async |payer: CustomerKey, page: PaymentPage| {
        fresh.store.read("test", move |tx| payments::list_of_payer(tx, payer, page)).await.unwrap()
    };
    let (earlier, later) = (made[0].0.clone(), made[2].0.clone());
    assert_eq!(of_payer(first.key, everything).await, [earlier.clone(), later.clone()]);
    assert_eq!(of_payer(first.key, PaymentPage { offset: 1, ..everything }).await, vec![later.clone()]);
    assert_eq!(of_payer(first.key, PaymentPage { limit: 1, ..everything }).await, vec![earlier.clone()]);
    assert_eq!(of_payer(first.key, PaymentPage { from_micros: 307, ..everything }).await, [later]);
    assert_eq!(
        of_payer(first.key, PaymentPage { until_micros: 306, ..everything }).await,
        vec![earlier.clone()]
    );
    assert_eq!(of_payer(root.key, everything).await, []);
    let load = async |payer: CustomerKey, id: i64| {
        fresh.store.read("test", move |tx| payments::load(tx, payer, PaymentId(id))).await.unwrap()
    };
    assert_eq!(load(first.key, 5).await, Some(earlier));
    assert_eq!(load(second.key, 5).await, None);
    assert_eq!(load(first.key, 8).await, None);
    let again = fresh.store.write("test", move |tx| {
        let twice = Payment { id: PaymentId(8), posting: PostingId(105), ..payment(8, first.key) };
        payments::insert(tx, &grant::<EditCustomer>(&first), &twice)
    });
    assert!(again.await.is_err(), "a posting has one payment");
    for sql in ["UPDATE payment SET units = 1", "DELETE FROM payment"] {
        let changed = fresh.store.write("test", move |tx| tx.execute(sql, &[])).await;
        assert!(changed.is_err(), "{sql}: {changed:?}");
    }
}

async fn payments_of_accounts_are_their_own(fresh: &Fresh) {
    let root = root();
    let (owner, below) = (child(&root, 2, |_| ()), child(&root, 3, |_| ()));
    for customer in [&root, &owner, &below] {
        insert(&fresh.store, &root, customer).await;
    }
    let account = Holder::of_account(owner.key, AccountId(9));
    let foreign = Holder::of_account(below.key, AccountId(8));
    let made = [(1, Holder::from(owner.key)), (2, account), (3, foreign)];
    for (id, payer) in made {
        let grant = grant::<EditCustomer>(if payer.customer == owner.key { &owner } else { &below });
        write(&fresh.store, move |tx| payments::insert(tx, &grant, &payment(id, payer))).await;
    }
    let page = PaymentPage { from_micros: 0, until_micros: i64::MAX, offset: 0, limit: 10 };
    let ids = |payments: Vec<Payment>| payments.iter().map(|payment| payment.id.0).collect::<Vec<_>>();
    for (id, payer) in made {
        let listed = fresh.store.read("test", move |tx| payments::list_of_payer(tx, payer, page)).await;
        assert_eq!(ids(listed.unwrap()), [id]);
        let loaded = fresh.store.read("test", move |tx| payments::load(tx, payer, PaymentId(id))).await;
        assert_eq!(loaded.unwrap(), Some(payment(id, payer)));
    }
    let of_root =
        fresh.store.read("test", move |tx| payments::list_of_owner(tx, CustomerKey::ROOT, page)).await;
    assert_eq!(ids(of_root.unwrap()), [1], "what a customer below paid, not what his accounts did");
    let key = owner.key;
    let of_owner = fresh.store.read("test", move |tx| payments::list_of_owner(tx, key, page)).await;
    assert_eq!(ids(of_owner.unwrap()), [2], "what his accounts paid");
}

async fn low_balance_settings_are_replaced(fresh: &Fresh) {
    let customer = child(&root(), 2, |_| ());
    let key = customer.key;
    let load = async || fresh.store.read("test", move |tx| low_balances::load(tx, key)).await.unwrap();
    assert_eq!(load().await, None);
    let off = LowBalance::off(usd());
    let full = LowBalance {
        threshold: Some(Amount::new(-1, usd())),
        notify_by_email: true,
        charge_card: true,
        charge_amount: Amount::new(2, usd()),
        retry_count: 3,
        retry_interval: 4,
        billing_run_charge_card: true,
        billing_run_charge_amount: Amount::new(5, usd()),
    };
    for settings in [off, full, LowBalance { notify_by_email: false, ..full }, off] {
        let edit = grant::<EditCustomer>(&customer);
        write(&fresh.store, move |tx| low_balances::put(tx, &edit, key, &settings)).await;
        assert_eq!(load().await, Some(settings));
    }
    for _ in 0..2 {
        let delete = grant::<DeleteCustomer>(&customer);
        write(&fresh.store, move |tx| low_balances::delete_of(tx, &delete, key)).await;
        assert_eq!(load().await, None);
    }
}

async fn a_message_is_claimed_by_one_and_falls_due_again(fresh: &Fresh) {
    let customer = child(&root(), 2, |_| ());
    let holder: Holder = customer.key.into();
    let of_account = Holder::of_account(customer.key, AccountId(5));
    let (first, second) = (Message::low_balance(holder, 10, 2), Message::low_balance(of_account, 20, 0));
    for message in [second.clone(), first.clone()] {
        let edit = grant::<EditCustomer>(&customer);
        write(&fresh.store, move |tx| outbox::put(tx, &edit, &message)).await;
    }
    let due = async |now, limit| {
        fresh.store.read("test", move |tx| outbox::list_due(tx, now, limit)).await.unwrap()
    };
    assert_eq!(due(9, 9).await, []);
    assert_eq!(due(10, 9).await, std::slice::from_ref(&first));
    assert_eq!(due(20, 9).await, [first.clone(), second.clone()]);
    assert_eq!(due(20, 1).await, std::slice::from_ref(&first));

    let claim = async |seen: &Message, until| {
        let seen = seen.clone();
        fresh.store.write("test", move |tx| outbox::claim(tx, &seen, until)).await.unwrap()
    };
    assert!(claim(&first, 30).await, "the first one gets it");
    assert!(!claim(&first, 31).await, "the second one does not");
    assert_eq!(due(29, 9).await, std::slice::from_ref(&second));
    let claimed = Message { due_at_micros: Some(30), attempts: 1, ..first.clone() };
    assert_eq!(due(30, 9).await, [second.clone(), claimed.clone()], "who claimed it is not heard of");

    let load = async || {
        let kind = MessageKind::LowBalance;
        fresh.store.read("test", move |tx| outbox::load(tx, holder, kind)).await.unwrap()
    };
    let given_up = Message { due_at_micros: None, last_error: "no such mailbox".to_owned(), ..claimed };
    for (claimed_until, expected) in [(31, Some(30)), (30, None)] {
        let after = given_up.clone();
        write(&fresh.store, move |tx| outbox::settle(tx, claimed_until, &after)).await;
        assert_eq!(load().await.unwrap().due_at_micros, expected, "only the claim of {claimed_until}");
    }
    assert_eq!(load().await, Some(given_up));
    assert_eq!(due(i64::MAX, 9).await, std::slice::from_ref(&second));

    let again = Message::low_balance(holder, 40, 1);
    let (edit, message) = (grant::<EditCustomer>(&customer), again.clone());
    write(&fresh.store, move |tx| outbox::put(tx, &edit, &message)).await;
    assert_eq!(load().await, Some(again.clone()), "it begins anew");
    for (claimed_until, is_there) in [(39, true), (40, false)] {
        let message = again.clone();
        write(&fresh.store, move |tx| outbox::remove(tx, claimed_until, &message)).await;
        assert_eq!(load().await.is_some(), is_there);
    }
    let delete = grant::<DeleteCustomer>(&customer);
    write(&fresh.store, move |tx| outbox::delete_of(tx, &delete, of_account)).await;
    assert_eq!(due(i64::MAX, 9).await, []);
}
