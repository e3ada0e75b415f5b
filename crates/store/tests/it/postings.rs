//! What the statements that read postings back promise, on both engines.

use charging::{
    Balance, BalanceId, CreditLimit, Entry, LedgerAccount, PaymentId, Posting, PostingId, PostingKind,
    SystemAccount,
};
use money::Amount;
use party::access::{EditCustomer, MoveFunds};
use party::ids::{BranchId, CustomerKey};
use store::tables::audit::AuditRecord;
use store::tables::latest::Page;
use store::tables::postings::{EntryKey, Recorded};
use store::tables::{audit, ledger, payments, postings};
use store::{StoreError, Tx};

use crate::damage::audit_record;
use crate::payments::payment;
use crate::support::{Fresh, conformance};
use crate::tables::{child, grant, insert, root, usd, write};

conformance! { store::MigrationSet::PRODUCT;
    postings_of_a_balance_are_read_page_by_page
    a_posting_is_read_back_whole
    a_posting_is_undone_once
    payments_are_read_from_the_latest_back
    a_balance_is_found_by_its_number
}

const SYSTEM: LedgerAccount = LedgerAccount::System(SystemAccount::Adjustments);

fn balance(id: i64) -> Balance {
    Balance::empty(BalanceId(id), CustomerKey::ROOT, usd(), CreditLimit::Unlimited)
}

fn side(id: i64) -> LedgerAccount {
    LedgerAccount::Balance(BalanceId(id))
}

/// A posting of root's branch, made at `at` by the request `request`.
fn insert_posting(
    tx: &mut Tx<'_>,
    id: i64,
    at: i64,
    request: &str,
    entries: Vec<Entry>,
) -> Result<(), StoreError> {
    let posting = Posting { id: PostingId(id), branch: BranchId(1), kind: PostingKind::Adjustment, entries };
    ledger::insert_posting(tx, &grant::<MoveFunds>(&root()), &posting, at, request)
}

fn entry(debit: LedgerAccount, credit: LedgerAccount, units: i64) -> Entry {
    Entry { debit, credit, amount: Amount::new(units, usd()) }
}

async fn postings_of_a_balance_are_read_page_by_page(fresh: &Fresh) {
    write(&fresh.store, |tx| {
        audit::append(tx, &audit_record(1))?;
        // Numbers do not follow time, and moments are met by several.
        for (id, at, debit, credit) in [
            (9, 10, SYSTEM, side(1)),
            (1, 20, side(1), SYSTEM),
            (5, 20, SYSTEM, side(1)),
            (2, 30, side(1), side(2)),
        ] {
            insert_posting(tx, id, at, "request", vec![entry(debit, credit, at)])?;
        }
        // What comes and goes in one posting stays together.
        insert_posting(tx, 7, 5, "other", vec![entry(SYSTEM, side(1), 3), entry(side(1), side(2), 2)])
    })
    .await;
    let read = async |page, limit| {
        let balance = balance(1);
        let found = fresh.store.read("test", move |tx| postings::list_of_balance(tx, &balance, page, limit));
        found.await.unwrap()
    };
    let all = read(Page::Latest, 99).await;
    let shown: Vec<(i64, i64)> = all.iter().map(|line| (line.key.posting.0, line.amount.units())).collect();
    assert_eq!(shown, [(2, -30), (5, 20), (1, -20), (9, 10), (7, -2), (7, 3)]);
    let by: Vec<bool> = all.iter().map(|line| line.recorded.is_some()).collect();
    assert_eq!(by, [true, true, true, true, false, false]);
    for size in 1..=6 {
        let (mut pages, mut page) = (Vec::new(), Page::Latest);
        loop {
            let lines = read(page, size).await;
            let Some(last) = lines.last() else { break };
            page = Page::OlderThan(last.key);
            pages.push(lines);
        }
        assert_eq!(pages.concat(), all, "forwards by {size}");
        for pair in pages.windows(2) {
            let back = read(Page::NewerThan(pair[1][0].key), size).await;
            assert_eq!(back, pair[0], "back by {size}");
        }
    }
    let before_all = EntryKey { at_micros: 0, posting: PostingId(0), line: 0 };
    assert_eq!(read(Page::OlderThan(before_all), 9).await, []);
    let balance = Balance { holder: child(&root(), 2, |_| ()).key.into(), ..balance(1) };
    let foreign =
        fresh.store.read("test", move |tx| postings::list_of_balance(tx, &balance, Page::Latest, 9)).await;
    assert_eq!(foreign, Ok(vec![]), "another branch");
}

async fn a_posting_is_read_back_whole(fresh: &Fresh) {
    let entries = vec![entry(SYSTEM, side(1), 3), entry(side(1), side(2), 2)];
    let written = entries.clone();
    let customer = child(&root(), 2, |_| ());
    insert(&fresh.store, &root(), &customer).await;
    write(&fresh.store, move |tx| {
        audit::append(tx, &AuditRecord { actor: "customer:1".to_owned(), ..audit_record(8) })?;
        audit::append(tx, &audit_record(9))?;
        insert_posting(tx, 7, 5, "request", written.clone())
    })
    .await;
    let load = async |branch, id| {
        fresh.store.read("test", move |tx| postings::load(tx, BranchId(branch), PostingId(id))).await.unwrap()
    };
    let stored = load(1, 7).await.unwrap();
    assert_eq!((stored.posting.entries, stored.posting.kind), (entries, PostingKind::Adjustment));
    assert_eq!((stored.at_micros, stored.request_id.as_str()), (5, "request"));
    assert_eq!((stored.reverses, stored.reversed_by), (None, None));
    let Recorded { actor, face, .. } = stored.recorded.unwrap();
    assert_eq!((actor.as_str(), face.as_str()), ("customer:1", "test"));
    assert_eq!(load(2, 7).await, None);
    assert_eq!(load(1, 8).await, None);
}

async fn a_posting_is_undone_once(fresh: &Fresh) {
    let reverse = async |reversed, posting| {
        let grant = grant::<MoveFunds>(&root());
        write(&fresh.store, move |tx| {
            postings::insert_reversal(tx, &grant, PostingId(reversed), PostingId(posting))
        })
        .await
    };
    write(&fresh.store, |tx| {
        insert_posting(tx, 7, 5, "request", vec![entry(SYSTEM, side(1), 3)])?;
        insert_posting(tx, 8, 6, "request", vec![entry(side(1), SYSTEM, 3)])
    })
    .await;
    assert!(reverse(7, 8).await);
    assert!(!reverse(7, 9).await, "only once");
    let both = fresh.store.read("test", |tx| {
        let undone = postings::load(tx, BranchId(1), PostingId(7))?.unwrap();
        let undoing = postings::load(tx, BranchId(1), PostingId(8))?.unwrap();
        Ok::<_, StoreError>((undone.reversed_by, undone.reverses, undoing.reverses, undoing.reversed_by))
    });
    assert_eq!(both.await, Ok((Some(PostingId(8)), None, Some(PostingId(7)), None)));
    let balance = balance(1);
    let listed = fresh
        .store
        .read("test", move |tx| postings::list_of_balance(tx, &balance, Page::Latest, 9))
        .await
        .unwrap();
    let marks: Vec<_> = listed.iter().map(|line| line.reversed_by).collect();
    assert_eq!(marks, [None, Some(PostingId(8))]);
    for sql in ["UPDATE reversal SET posting_id = 1", "DELETE FROM reversal"] {
        let changed = fresh.store.write("test", move |tx| tx.execute(sql, &[])).await;
        assert!(changed.is_err(), "{sql}: {changed:?}");
    }
}

async fn payments_are_read_from_the_latest_back(fresh: &Fresh) {
    let customer = child(&root(), 2, |_| ());
    let key = customer.key;
    write(&fresh.store, move |tx| {
        let grant = grant::<EditCustomer>(&customer);
        for id in [5, 6, 7, 8] {
            payments::insert(tx, &grant, &payment(id, key))?;
        }
        postings::insert_reversal(tx, &grant, PostingId(106), PostingId(1))
    })
    .await;
    let read = async |page, limit| {
        let lines = fresh.store.read("test", move |tx| payments::list_latest_of_payer(tx, key, page, limit));
        let lines = lines.await.unwrap().into_iter();
        lines.map(|line| (line.payment.id.0, line.reversed_by.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(read(Page::Latest, 9).await, [(8, false), (7, false), (6, true), (5, false)]);
    assert_eq!(read(Page::Latest, 1).await, [(8, false)]);
    assert_eq!(read(Page::OlderThan(PaymentId(7)), 1).await, [(6, true)]);
    assert_eq!(read(Page::NewerThan(PaymentId(5)), 2).await, [(7, false), (6, true)]);
    assert_eq!(read(Page::NewerThan(PaymentId(8)), 2).await, []);
    let of_posting = async |branch, id| {
        let found = move |tx: &mut Tx<'_>| payments::find_of_posting(tx, BranchId(branch), PostingId(id));
        fresh.store.read("test", found).await.unwrap()
    };
    assert_eq!(of_posting(2, 106).await, Some(PaymentId(6)));
    assert_eq!(of_posting(2, 1).await, None);
    assert_eq!(of_posting(1, 106).await, None);
}

async fn a_balance_is_found_by_its_number(fresh: &Fresh) {
    write(&fresh.store, |tx| ledger::insert_balance(tx, &grant::<MoveFunds>(&root()), &balance(7))).await;
    let find = async |branch, id| {
        let found = move |tx: &mut Tx<'_>| ledger::find_balance(tx, BranchId(branch), BalanceId(id));
        fresh.store.read("test", found).await.unwrap()
    };
    assert_eq!(find(1, 7).await, Some(balance(7)));
    assert_eq!(find(1, 8).await, None);
    assert_eq!(find(2, 7).await, None);
}
