//! What the statements behind the figures of a first page promise: sums of what moved a balance, counts of a whole branch.

use charging::{
    Balance, BalanceId, CreditLimit, Entry, LedgerAccount, Posting, PostingId, PostingKind, SystemAccount,
};
use money::Amount;
use party::access::{AddAccount, AddCustomer, MoveFunds};
use party::account::Account;
use party::customer::Customer;
use party::ids::{AccountId, BranchId, CustomerKey};
use store::tables::{accounts, customer_tree, customers, ledger};
use store::{StoreError, Tx};

use crate::owned::account;
use crate::support::{Fresh, conformance};
use crate::tables::{child, grant, root, usd, write};

conformance! { store::MigrationSet::PRODUCT;
    movements_are_summed_by_quarters_of_an_hour_and_kinds
    everybody_below_is_counted
}

async fn movements_are_summed_by_quarters_of_an_hour_and_kinds(fresh: &Fresh) {
    const QUARTER: i64 = 900_000_000;

    let (mine, other) = (BalanceId(31), BalanceId(32));
    let balance = |id| Balance::empty(id, CustomerKey::ROOT, usd(), CreditLimit::Unlimited);
    let root = root();
    write(&fresh.store, move |tx| {
        let grant = grant::<MoveFunds>(&root);
        let (my, others) = (LedgerAccount::Balance(mine), LedgerAccount::Balance(other));
        let system = LedgerAccount::System(SystemAccount::Payments);
        let (payment, transfer) = (PostingKind::Payment, PostingKind::CreditTransfer);
        let rows = [
            (QUARTER - 1, payment, system, my, 1),
            (QUARTER, payment, system, my, i64::MAX),
            (QUARTER + 1, payment, system, my, i64::MAX),
            (2 * QUARTER - 1, payment, my, system, 7),
            (2 * QUARTER - 1, transfer, my, others, 5),
            (2 * QUARTER, transfer, others, my, 5_000_000_000),
        ];
        for (id, (at, kind, debit, credit, units)) in (300..).zip(rows) {
            let entries = vec![Entry { debit, credit, amount: Amount::new(units, usd()) }];
            let posting = Posting { id: PostingId(id), branch: BranchId(1), kind, entries };
            ledger::insert_posting(tx, &grant, &posting, at, "request")?;
        }
        Ok(())
    })
    .await;
    let summed = async |id, from| {
        let sums = write(&fresh.store, move |tx| ledger::sum_movements(tx, &balance(id), from)).await;
        let told =
            |sum: ledger::MovementSum| (sum.from_micros / QUARTER, sum.kind.code(), sum.count, sum.units);
        sums.into_iter().map(told).collect::<Vec<_>>()
    };
    let much = 2 * i128::from(i64::MAX) - 7;
    assert_eq!(summed(mine, QUARTER).await, [(1, 3, 1, -5), (1, 4, 3, much), (2, 3, 1, 5_000_000_000)]);
    assert_eq!(summed(mine, 0).await[0], (0, 4, 1, 1));
    assert_eq!(summed(other, 0).await, [(1, 3, 1, 5), (2, 3, 1, -5_000_000_000)]);
    assert_eq!(summed(mine, 3 * QUARTER).await, []);
}

async fn everybody_below_is_counted(fresh: &Fresh) {
    // 1 has 200 and 20; 200 has 201, who has 202; 20 has 21. Accounts: two of 201, one of 202, one of 200, one of 20.
    let root = root();
    let top = child(&root, 200, |_| ());
    let middle = child(&top, 201, |_| ());
    let leaf = child(&middle, 202, |_| ());
    let beside = child(&root, 20, |_| ());
    let below_beside = child(&beside, 21, |_| ());
    let everybody = [&top, &middle, &leaf, &beside, &below_beside].map(Clone::clone);
    let owners = [&middle, &middle, &leaf, &top, &beside].map(|customer| customer.key);
    let before = write(&fresh.store, move |tx| count_all(tx, &self::root())).await;
    write(&fresh.store, move |tx| {
        for customer in &everybody {
            customers::insert(tx, &grant::<AddCustomer>(&root), customer)?;
        }
        for (id, customer) in (400..).zip(owners) {
            let account = Account { id: AccountId(id), customer, ..account(id, None) };
            accounts::insert(tx, &grant::<AddAccount>(&root), &account, "hash")?;
        }
        Ok(())
    })
    .await;
    let counted = async |customer: &Customer| {
        let customer = customer.clone();
        write(&fresh.store, move |tx| count_all(tx, &customer)).await
    };
    assert_eq!(counted(&top).await, [2, 4, 1]);
    assert_eq!(counted(&middle).await, [1, 3, 2]);
    assert_eq!(counted(&leaf).await, [0, 1, 1]);
    assert_eq!(counted(&beside).await, [1, 1, 1]);
    assert_eq!(counted(&self::root()).await, [before[0] + 5, before[1] + 5, before[2]]);
    let voice = async |customer: Customer| {
        write(&fresh.store, move |tx| customer_tree::count_accounts_below(tx, &customer, 2, 9)).await
    };
    assert_eq!(voice(top.clone()).await, 0);
    let most = write(&fresh.store, move |tx| {
        Ok([
            customer_tree::count_below(tx, &top, 1)?,
            customer_tree::count_accounts_below(tx, &top, 1, 3)?,
            customer_tree::count_own_accounts(tx, &middle, 1, 1)?,
        ])
    });
    assert_eq!(most.await, [1, 3, 1]);
}

/// Customers below, accounts of the first kind below and own ones.
fn count_all(tx: &mut Tx<'_>, customer: &Customer) -> Result<[i64; 3], StoreError> {
    Ok([
        customer_tree::count_below(tx, customer, 1_000)?,
        customer_tree::count_accounts_below(tx, customer, 1, 1_000)?,
        customer_tree::count_own_accounts(tx, customer, 1, 1_000)?,
    ])
}
