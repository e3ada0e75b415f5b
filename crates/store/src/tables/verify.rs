//! Every invariant of the stored data, checked against what is there.
//!
//! The checks that one statement can answer are a table of statements, each of which finds only offenders; sums and
//! the rules of the tree are the core's and are checked row by row.

use std::collections::HashMap;

use charging::LedgerAccount;
use party::customer::Customer;
use party::ids::{BranchId, CustomerId, CustomerKey, ROOT, ROOT_BRANCH};

use super::customers;
use crate::error::StoreError;
use crate::tx::{Lock, Tx};

/// One broken invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The branch of the offender.
    pub branch: BranchId,
    /// Its number.
    pub id: i64,
    /// What is wrong.
    pub invariant: String,
}

/// Rows read at a time, so that a large installation is checked in little memory.
const PAGE_ROWS: i64 = 1_000;

/// Invariant, and a statement that answers with (branch, number) of everything that breaks it.
const OFFENDERS: &[(&str, &str)] = &[
    (
        "a web user belongs to a customer",
        "SELECT w.branch_id, w.web_user_id FROM web_user w LEFT JOIN customer c \
         ON c.branch_id = w.branch_id AND c.customer_id = w.customer_id WHERE c.customer_id IS NULL",
    ),
    (
        "a customer has one default web user",
        "SELECT c.branch_id, c.customer_id FROM customer c LEFT JOIN web_user w \
         ON w.branch_id = c.branch_id AND w.customer_id = c.customer_id AND w.is_default = 1 \
         GROUP BY c.branch_id, c.customer_id HAVING COUNT(w.web_user_id) <> 1",
    ),
    (
        "the default web user is not blocked",
        "SELECT branch_id, web_user_id FROM web_user WHERE is_default = 1 AND blocked <> 0",
    ),
    (
        "a session belongs to a web user or to an account of its customer",
        "SELECT s.branch_id, s.id FROM web_session s \
         LEFT JOIN web_user w ON s.noun = 'web_user' AND w.branch_id = s.branch_id \
         AND w.customer_id = s.customer_id AND w.web_user_id = s.id \
         LEFT JOIN account a ON s.noun = 'account' AND a.branch_id = s.branch_id \
         AND a.customer_id = s.customer_id AND a.account_id = s.id \
         WHERE w.web_user_id IS NULL AND a.account_id IS NULL",
    ),
    (
        "a second factor belongs to a web user or to an account of its customer",
        "SELECT s.branch_id, s.id FROM second_factor s \
         LEFT JOIN web_user w ON s.noun = 'web_user' AND w.branch_id = s.branch_id \
         AND w.customer_id = s.customer_id AND w.web_user_id = s.id \
         LEFT JOIN account a ON s.noun = 'account' AND a.branch_id = s.branch_id \
         AND a.customer_id = s.customer_id AND a.account_id = s.id \
         WHERE w.web_user_id IS NULL AND a.account_id IS NULL",
    ),
    (
        "a recovery code belongs to a second factor that is on",
        "SELECT r.branch_id, r.id FROM recovery_code r LEFT JOIN second_factor s ON s.branch_id = r.branch_id \
         AND s.customer_id = r.customer_id AND s.noun = r.noun AND s.id = r.id AND s.is_on = 1 WHERE s.id IS NULL",
    ),
    (
        "a sign-in that waits for a code is of somebody whose second factor is on",
        "SELECT p.branch_id, p.id FROM pending_sign_in p LEFT JOIN second_factor s ON s.branch_id = p.branch_id \
         AND s.customer_id = p.customer_id AND s.noun = p.noun AND s.id = p.id AND s.is_on = 1 WHERE s.id IS NULL",
    ),
    (
        "who acts as a customer is a web user of somebody above him",
        "SELECT s.branch_id, s.id FROM web_session s LEFT JOIN claim k ON k.kind = 'customer_id' \
         AND k.value = CAST(s.acting_as_id AS TEXT) LEFT JOIN customer c ON c.branch_id = k.branch_id \
         AND c.customer_id = s.acting_as_id WHERE s.acting_as_id IS NOT NULL AND (s.noun <> 'web_user' \
         OR '/' || c.lineage || '/' NOT LIKE '%/' || CAST(s.customer_id AS TEXT) || '/%')",
    ),
    (
        "a file of a brand belongs to a customer, and a logo is the one that he has",
        "SELECT f.branch_id, f.customer_id FROM brand_file f LEFT JOIN customer c ON c.branch_id = f.branch_id \
         AND c.customer_id = f.customer_id AND (f.kind <> 'logo' OR c.logo = f.digest) WHERE c.customer_id IS NULL",
    ),
    (
        "a customer's logo is there",
        "SELECT c.branch_id, c.customer_id FROM customer c LEFT JOIN brand_file f ON f.branch_id = c.branch_id \
         AND f.customer_id = c.customer_id AND f.kind = 'logo' WHERE c.logo IS NOT NULL AND f.customer_id IS NULL",
    ),
    (
        "an entry was made when its posting was, and is of its kind",
        "SELECT e.branch_id, e.posting_id FROM entry e JOIN posting p ON p.branch_id = e.branch_id \
         AND p.posting_id = e.posting_id WHERE e.at_micros <> p.at_micros OR e.kind <> p.kind",
    ),
    (
        "a one-time password has an end",
        "SELECT branch_id, web_user_id FROM web_user \
         WHERE (one_time_hash IS NULL) <> (one_time_until_micros IS NULL)",
    ),
    (
        "a one-time password of an account has an end",
        "SELECT branch_id, account_id FROM account \
         WHERE (one_time_hash IS NULL) <> (one_time_until_micros IS NULL)",
    ),
    (
        "a login of a web user is claimed by it",
        "SELECT w.branch_id, w.web_user_id FROM web_user w LEFT JOIN claim k ON k.kind = 'login' \
         AND k.value = w.login AND k.noun = 'web_user' AND k.id = w.web_user_id AND k.branch_id = w.branch_id \
         WHERE w.login IS NOT NULL AND k.id IS NULL",
    ),
    (
        "a customer's name is claimed by him",
        "SELECT c.branch_id, c.customer_id FROM customer c LEFT JOIN claim k ON k.kind = 'customer_name' \
         AND k.value = c.name AND k.id = c.customer_id AND k.branch_id = c.branch_id WHERE k.id IS NULL",
    ),
    (
        "a customer's object id is claimed by him",
        "SELECT c.branch_id, c.customer_id FROM customer c LEFT JOIN claim k ON k.kind = 'object_id' \
         AND k.value = c.object_id AND k.noun = 'customer' AND k.id = c.customer_id AND k.branch_id = c.branch_id \
         WHERE k.id IS NULL",
    ),
    (
        "a customer's number is claimed by him",
        "SELECT c.branch_id, c.customer_id FROM customer c LEFT JOIN claim k ON k.kind = 'customer_id' \
         AND k.value = CAST(c.customer_id AS TEXT) AND k.id = c.customer_id AND k.branch_id = c.branch_id \
         WHERE k.id IS NULL",
    ),
    (
        "a customer's host name is claimed by him",
        "SELECT c.branch_id, c.customer_id FROM customer c LEFT JOIN claim k ON k.kind = 'host_name' \
         AND k.value = c.dns_alias AND k.id = c.customer_id AND k.branch_id = c.branch_id \
         WHERE c.dns_alias IS NOT NULL AND k.id IS NULL",
    ),
    (
        "what a customer claims belongs to a customer",
        "SELECT k.branch_id, k.id FROM claim k LEFT JOIN customer c ON c.branch_id = k.branch_id \
         AND c.customer_id = k.id WHERE k.noun = 'customer' AND c.customer_id IS NULL",
    ),
    (
        "what a web user claims belongs to a web user",
        "SELECT k.branch_id, k.id FROM claim k LEFT JOIN web_user w ON w.branch_id = k.branch_id \
         AND w.web_user_id = k.id WHERE k.noun = 'web_user' AND w.web_user_id IS NULL",
    ),
    (
        "what an account claims belongs to an account",
        "SELECT k.branch_id, k.id FROM claim k LEFT JOIN account a ON a.branch_id = k.branch_id \
         AND a.account_id = k.id WHERE k.noun = 'account' AND a.account_id IS NULL",
    ),
    (
        "an account belongs to a customer",
        "SELECT a.branch_id, a.account_id FROM account a LEFT JOIN customer c ON c.branch_id = a.branch_id \
         AND c.customer_id = a.customer_id WHERE c.customer_id IS NULL",
    ),
    (
        "an account's lineage is its customer's and its customer",
        "SELECT a.branch_id, a.account_id FROM account a JOIN customer c ON c.branch_id = a.branch_id \
         AND c.customer_id = a.customer_id WHERE a.lineage IS NULL OR a.lineage <> \
         CASE c.lineage WHEN '' THEN '' ELSE c.lineage || '/' END || CAST(c.customer_id AS TEXT)",
    ),
    (
        "an account's name is claimed by it",
        "SELECT a.branch_id, a.account_id FROM account a LEFT JOIN claim k ON k.kind = 'login' \
         AND k.value = a.username AND k.noun = 'account' AND k.id = a.account_id AND k.branch_id = a.branch_id \
         WHERE k.id IS NULL",
    ),
    (
        "an account's object id is claimed by it",
        "SELECT a.branch_id, a.account_id FROM account a LEFT JOIN claim k ON k.kind = 'object_id' \
         AND k.value = a.object_id AND k.noun = 'account' AND k.id = a.account_id AND k.branch_id = a.branch_id \
         WHERE k.id IS NULL",
    ),
    (
        "an API credential belongs to a customer",
        "SELECT p.branch_id, p.customer_id FROM api_credential p LEFT JOIN customer c \
         ON c.branch_id = p.branch_id AND c.customer_id = p.customer_id WHERE c.customer_id IS NULL",
    ),
    (
        "a customer's tariff is one of his owner's",
        "SELECT c.branch_id, c.customer_id FROM customer c LEFT JOIN tariff t ON t.tariff_id = c.tariff_id \
         AND t.owner_id = c.owner_id WHERE c.tariff_id IS NOT NULL AND t.tariff_id IS NULL",
    ),
    (
        "a customer's routing group is one of his owner's, or the one his owner was given",
        "SELECT c.branch_id, c.customer_id FROM customer c LEFT JOIN routing_group g \
         ON g.routing_group_id = c.routing_group_id AND g.owner_id = c.owner_id \
         LEFT JOIN customer o ON o.branch_id = c.branch_id AND o.customer_id = c.owner_id \
         WHERE c.routing_group_id IS NOT NULL AND g.routing_group_id IS NULL \
         AND (o.routing_group_id IS NULL OR o.routing_group_id <> c.routing_group_id)",
    ),
    (
        "a service plan belongs to a customer",
        "SELECT p.branch_id, p.service_plan_id FROM service_plan p LEFT JOIN customer c \
         ON c.branch_id = p.branch_id AND c.customer_id = p.owner_id WHERE c.customer_id IS NULL",
    ),
    (
        "a service plan's tariff is one of its owner's, in its currency",
        "SELECT p.branch_id, p.service_plan_id FROM service_plan p LEFT JOIN tariff t \
         ON t.branch_id = p.branch_id AND t.owner_id = p.owner_id AND t.tariff_id = p.tariff_id \
         AND t.currency = p.currency WHERE t.tariff_id IS NULL",
    ),
    (
        "a commission agent is a sibling",
        "SELECT c.branch_id, c.customer_id FROM customer c LEFT JOIN customer g \
         ON g.customer_id = c.commission_agent_id AND g.owner_id = c.owner_id \
         WHERE c.commission_agent_id IS NOT NULL AND (g.customer_id IS NULL OR g.customer_id = c.customer_id)",
    ),
    (
        "a customer has a balance of money and one of message credits",
        "SELECT c.branch_id, c.customer_id FROM customer c LEFT JOIN balance b \
         ON b.branch_id = c.branch_id AND b.customer_id = c.customer_id AND b.account_id = 0 \
         AND (b.commodity = c.base_currency OR b.commodity = 'credits') \
         GROUP BY c.branch_id, c.customer_id HAVING COUNT(b.balance_id) <> 2",
    ),
    (
        "a balance belongs to a customer",
        "SELECT b.branch_id, b.balance_id FROM balance b LEFT JOIN customer c ON c.branch_id = b.branch_id \
         AND c.customer_id = b.customer_id WHERE c.customer_id IS NULL",
    ),
    (
        "a posting has entries",
        "SELECT p.branch_id, p.posting_id FROM posting p LEFT JOIN entry e ON e.branch_id = p.branch_id \
         AND e.posting_id = p.posting_id WHERE e.posting_id IS NULL",
    ),
    (
        "an entry belongs to a posting",
        "SELECT e.branch_id, e.posting_id FROM entry e LEFT JOIN posting p ON p.branch_id = e.branch_id \
         AND p.posting_id = e.posting_id WHERE p.posting_id IS NULL",
    ),
    (
        "an entry moves a positive amount between two sides",
        "SELECT branch_id, posting_id FROM entry WHERE units <= 0 OR debit = credit",
    ),
    (
        "a payment is what its posting brought to the payer's balance",
        "SELECT p.branch_id, p.payment_id FROM payment p LEFT JOIN posting g ON g.branch_id = p.branch_id \
         AND g.posting_id = p.posting_id AND g.kind = 4 LEFT JOIN entry e ON e.branch_id = g.branch_id \
         AND e.posting_id = g.posting_id AND e.debit = -4 AND e.credit = p.balance_id AND e.commodity = p.commodity \
         AND e.units = p.units LEFT JOIN balance b ON b.branch_id = p.branch_id AND b.customer_id = p.customer_id \
         AND b.account_id = p.account_id AND b.commodity = p.commodity WHERE e.posting_id IS NULL OR b.balance_id <> p.balance_id",
    ),
    (
        "a posting of a payment has its payment",
        "SELECT g.branch_id, g.posting_id FROM posting g LEFT JOIN payment p ON p.branch_id = g.branch_id \
         AND p.posting_id = g.posting_id WHERE g.kind = 4 AND p.payment_id IS NULL",
    ),
    (
        "a posting that undoes another, and no other, says which",
        "SELECT g.branch_id, g.posting_id FROM posting g LEFT JOIN reversal r ON r.branch_id = g.branch_id \
         AND r.posting_id = g.posting_id WHERE (g.kind = 7) <> (r.posting_id IS NOT NULL)",
    ),
    (
        "a reversal moves back what it undoes, entry by entry",
        "SELECT r.branch_id, r.posting_id FROM reversal r JOIN entry e ON e.branch_id = r.branch_id \
         AND e.posting_id = r.reversed_id LEFT JOIN entry b ON b.branch_id = r.branch_id \
         AND b.posting_id = r.posting_id AND b.line = e.line AND b.debit = e.credit AND b.credit = e.debit \
         AND b.commodity = e.commodity AND b.units = e.units WHERE b.posting_id IS NULL \
         UNION ALL SELECT r.branch_id, r.posting_id FROM reversal r LEFT JOIN entry b ON b.branch_id = r.branch_id \
         AND b.posting_id = r.posting_id LEFT JOIN entry e ON e.branch_id = r.branch_id \
         AND e.posting_id = r.reversed_id AND e.line = b.line WHERE e.posting_id IS NULL",
    ),
    (
        "what is undone is neither a reversal nor a closing",
        "SELECT r.branch_id, r.reversed_id FROM reversal r JOIN posting g ON g.branch_id = r.branch_id \
         AND g.posting_id = r.reversed_id WHERE g.kind = 6 OR g.kind = 7",
    ),
    (
        "a low balance is watched of a customer, in his base currency",
        "SELECT l.branch_id, l.customer_id FROM low_balance l LEFT JOIN customer c ON c.branch_id = l.branch_id \
         AND c.customer_id = l.customer_id AND c.base_currency = l.commodity \
         WHERE l.account_id = 0 AND c.customer_id IS NULL",
    ),
    (
        "a low balance is watched of an account with funds, in the commodity of its balance",
        "SELECT l.branch_id, l.account_id FROM low_balance l LEFT JOIN balance b ON b.branch_id = l.branch_id \
         AND b.customer_id = l.customer_id AND b.account_id = l.account_id AND b.commodity = l.commodity \
         WHERE l.account_id <> 0 AND b.balance_id IS NULL",
    ),
    (
        "a message waits for whom a low balance is watched of",
        "SELECT o.branch_id, o.customer_id FROM outbox o LEFT JOIN low_balance l ON l.branch_id = o.branch_id \
         AND l.customer_id = o.customer_id AND l.account_id = o.account_id \
         WHERE o.kind <> 'low_balance' OR l.customer_id IS NULL OR o.attempts < 0 OR o.repeats_left < 0",
    ),
    (
        "an account with funds of its own has one balance and one endpoint, another neither",
        "SELECT a.branch_id, a.account_id FROM account a LEFT JOIN endpoint e ON e.branch_id = a.branch_id \
         AND e.customer_id = a.customer_id AND e.account_id = a.account_id LEFT JOIN balance b \
         ON b.branch_id = a.branch_id AND b.customer_id = a.customer_id AND b.account_id = a.account_id \
         GROUP BY a.branch_id, a.account_id, a.funding HAVING COUNT(e.account_id) <> a.funding - 1 \
         OR COUNT(b.balance_id) <> a.funding - 1",
    ),
    (
        "an endpoint, and a balance of an account, belong to an account",
        "SELECT e.branch_id, e.account_id FROM endpoint e LEFT JOIN account a ON a.branch_id = e.branch_id \
         AND a.customer_id = e.customer_id AND a.account_id = e.account_id WHERE a.account_id IS NULL \
         UNION ALL SELECT b.branch_id, b.account_id FROM balance b LEFT JOIN account a \
         ON a.branch_id = b.branch_id AND a.customer_id = b.customer_id AND a.account_id = b.account_id \
         WHERE b.account_id <> 0 AND a.account_id IS NULL",
    ),
    (
        "what an account's telephones sign in with is claimed by it",
        "SELECT e.branch_id, e.account_id FROM endpoint e LEFT JOIN claim k ON k.kind = 'voip_login' \
         AND k.value = e.authname AND k.noun = 'account' AND k.id = e.account_id AND k.branch_id = e.branch_id \
         WHERE k.id IS NULL",
    ),
    (
        "an account's service plan is one of its customer's, in the commodity of its balance",
        "SELECT e.branch_id, e.account_id FROM endpoint e LEFT JOIN service_plan p ON p.branch_id = e.branch_id \
         AND p.owner_id = e.customer_id AND p.service_plan_id = e.service_plan_id LEFT JOIN balance b \
         ON b.branch_id = e.branch_id AND b.customer_id = e.customer_id AND b.account_id = e.account_id \
         AND b.commodity = p.currency WHERE p.service_plan_id IS NULL OR b.balance_id IS NULL",
    ),
    (
        "an account's routing group is one of its customer's, or the one its customer was given",
        "SELECT e.branch_id, e.account_id FROM endpoint e LEFT JOIN routing_group g \
         ON g.routing_group_id = e.routing_group_id AND g.owner_id = e.customer_id \
         LEFT JOIN customer c ON c.branch_id = e.branch_id AND c.customer_id = e.customer_id \
         WHERE e.routing_group_id IS NOT NULL AND g.routing_group_id IS NULL \
         AND (c.routing_group_id IS NULL OR c.routing_group_id <> e.routing_group_id)",
    ),
    (
        "an account's commission agent is a customer of its customer",
        "SELECT e.branch_id, e.account_id FROM endpoint e LEFT JOIN customer g \
         ON g.customer_id = e.commission_agent_id AND g.owner_id = e.customer_id \
         WHERE e.commission_agent_id IS NOT NULL AND g.customer_id IS NULL",
    ),
    (
        "a card that is charged at a low balance is charged with something",
        "SELECT branch_id, customer_id FROM low_balance \
         WHERE charge_units < 0 OR retry_count < 0 OR retry_interval < 0 \
         OR (charge_card = 1 AND charge_units = 0) OR billing_run_charge_units < 0 \
         OR (billing_run_charge_card = 1 AND billing_run_charge_units = 0)",
    ),
    (
        "one who has customers is known to have some",
        "SELECT c.branch_id, c.customer_id FROM customer c WHERE c.had_customers = 0 \
         AND EXISTS (SELECT 1 FROM customer d WHERE d.owner_id = c.customer_id)",
    ),
    (
        "one who has little left is known to have little, and nobody else",
        "SELECT c.branch_id, c.customer_id FROM customer c LEFT JOIN low_balance l ON l.branch_id = c.branch_id \
         AND l.customer_id = c.customer_id AND l.account_id = 0 LEFT JOIN balance b ON b.branch_id = c.branch_id \
         AND b.customer_id = c.customer_id AND b.account_id = 0 AND b.commodity = c.base_currency \
         WHERE c.is_low <> CASE WHEN b.units + b.credit_limit_units < l.threshold_units THEN 1 ELSE 0 END",
    ),
    ("a keyed write has its answer", "SELECT branch_id, customer_id FROM idempotency WHERE answer = ''"),
    (
        "a posting is described in the audit log",
        "SELECT p.branch_id, p.posting_id FROM posting p LEFT JOIN audit a ON a.branch_id = p.branch_id \
         AND a.request_id = p.request_id WHERE a.audit_id IS NULL",
    ),
];

/// Checks every invariant and tells each violation to `report`. Reads one snapshot.
///
/// # Errors
/// The engine's; a row that the core cannot read at all.
pub fn verify(tx: &mut Tx<'_>, report: &mut dyn FnMut(Violation)) -> Result<(), StoreError> {
    for (invariant, sql) in OFFENDERS {
        let mut tell = |branch: i64, id: i64| {
            report(Violation { branch: BranchId(branch), id, invariant: (*invariant).to_owned() });
        };
        let offenders = tx.query(sql, &[], |row| Ok((row.int(0)?, row.int(1)?)))?;
        offenders.into_iter().for_each(|(branch, id)| tell(branch, id));
    }
    verify_tree(tx, report)?;
    verify_balances(tx, report)
}

/// Every customer stands where his owner says, with no more than his owner has.
fn verify_tree(tx: &mut Tx<'_>, report: &mut dyn FnMut(Violation)) -> Result<(), StoreError> {
    let sql = "SELECT branch_id, customer_id, owner_id FROM customer \
               WHERE (branch_id, customer_id) > ($1, $2) ORDER BY branch_id, customer_id LIMIT $3";
    let mut after = (0, 0);
    loop {
        let params = [after.0.into(), after.1.into(), PAGE_ROWS.into()];
        let page = tx.query(sql, &params, |row| Ok((row.int(0)?, row.int(1)?, row.opt_int(2)?)))?;
        let Some((branch, id, _)) = page.last() else { return Ok(()) };
        after = (*branch, *id);
        for (branch, id, owner) in &page {
            let key = CustomerKey { branch: BranchId(*branch), id: CustomerId(*id) };
            if let Some(invariant) = verify_place(tx, key, owner.map(CustomerId))? {
                report(Violation { branch: key.branch, id: key.id.0, invariant: invariant.to_owned() });
            }
        }
    }
}

fn verify_place(
    tx: &mut Tx<'_>,
    key: CustomerKey,
    owner: Option<CustomerId>,
) -> Result<Option<&'static str>, StoreError> {
    let Some(customer) = customers::load(tx, key, Lock::Share)? else {
        return Ok(Some("a customer can be read"));
    };
    let Some(owner) = owner else {
        return Ok((key != CustomerKey::ROOT).then_some("only root has no owner"));
    };
    let branch = if owner == ROOT { ROOT_BRANCH } else { key.branch };
    let Some(owner) = customers::load(tx, CustomerKey { branch, id: owner }, Lock::Share)? else {
        return Ok(Some("a customer's owner exists"));
    };
    Ok(misplaced(&customer, &owner))
}

fn misplaced(customer: &Customer, owner: &Customer) -> Option<&'static str> {
    let expected = owner.lineage.iter().copied().chain([owner.key.id]);
    if !customer.lineage.iter().copied().eq(expected) {
        return Some("a customer's lineage is his owner's and his owner");
    }
    if customer.key != CustomerKey::under(owner.key, customer.key.id) {
        return Some("a customer stands in his owner's branch");
    }
    customer
        .profile
        .rights
        .beyond(&owner.profile.rights)
        .map(|_| "a customer has no right that his owner lacks")
}

/// Every balance is the sum of its entries, and every entry's sides exist.
fn verify_balances(tx: &mut Tx<'_>, report: &mut dyn FnMut(Violation)) -> Result<(), StoreError> {
    let mut sums = sum_entries(tx, report)?;
    let sql = "SELECT branch_id, customer_id, account_id, commodity, balance_id, units FROM balance \
               WHERE (branch_id, customer_id, account_id, commodity) > ($1, $2, $3, $4) \
               ORDER BY branch_id, customer_id, account_id, commodity LIMIT $5";
    let mut after = (0, 0, 0, String::new());
    loop {
        let params =
            [after.0.into(), after.1.into(), after.2.into(), after.3.as_str().into(), PAGE_ROWS.into()];
        let page = tx.query(sql, &params, |row| {
            let key = (row.int(0)?, row.int(1)?, row.int(2)?, row.text(3)?);
            Ok((key, row.int(4)?, row.int(5)?))
        })?;
        let Some((key, ..)) = page.last() else { break };
        after = key.clone();
        for ((branch, _, _, commodity), id, units) in page {
            let sum = sums.remove(&(branch, id, commodity)).unwrap_or(0);
            if sum != i128::from(units) {
                let invariant = format!("a balance is the sum of its entries ({units} stored, {sum} summed)");
                report(Violation { branch: BranchId(branch), id, invariant });
            }
        }
    }
    // What is left belonged to customers who are gone: nothing went with them.
    for ((branch, id, _), sum) in sums {
        if sum == 0 {
            continue;
        }
        let invariant = "an entry's balance exists in its branch and commodity, or holds nothing".to_owned();
        report(Violation { branch: BranchId(branch), id, invariant });
    }
    Ok(())
}

/// What each balance must hold, by branch, number and commodity.
fn sum_entries(
    tx: &mut Tx<'_>,
    report: &mut dyn FnMut(Violation),
) -> Result<HashMap<(i64, i64, String), i128>, StoreError> {
    let sql = "SELECT branch_id, posting_id, line, debit, credit, commodity, units FROM entry \
               WHERE (branch_id, posting_id, line) > ($1, $2, $3) \
               ORDER BY branch_id, posting_id, line LIMIT $4";
    let mut sums: HashMap<(i64, i64, String), i128> = HashMap::new();
    let mut after = (0, 0, 0);
    loop {
        let params = [after.0.into(), after.1.into(), after.2.into(), PAGE_ROWS.into()];
        let page = tx.query(sql, &params, |row| {
            let key = (row.int(0)?, row.int(1)?, row.int(2)?);
            Ok((key, row.int(3)?, row.int(4)?, row.text(5)?, row.int(6)?))
        })?;
        let Some((key, ..)) = page.last() else { return Ok(sums) };
        after = *key;
        for ((branch, posting, _), debit, credit, commodity, units) in page {
            for (side, signed) in [(debit, -i128::from(units)), (credit, i128::from(units))] {
                match LedgerAccount::from_code(side) {
                    Some(LedgerAccount::Balance(id)) => {
                        *sums.entry((branch, id.0, commodity.clone())).or_insert(0) += signed;
                    }
                    Some(LedgerAccount::System(_)) => {}
                    None => report(Violation {
                        branch: BranchId(branch),
                        id: posting,
                        invariant: "an entry's side is a known account".to_owned(),
                    }),
                }
            }
        }
    }
}
