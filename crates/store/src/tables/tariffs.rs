//! Tariffs, without their rates.

use money::{Commodity, Currency, Percent, UnitPrice};
use party::access::{AddTariff, DeleteCustomer, Grant};
use party::dictionary::TariffType;
use party::ids::{BranchId, CustomerId, CustomerKey, TariffId};
use party::tariff::{Tariff, TariffTerms};
use party::text::Title;

use super::columns::Columns;
use crate::error::StoreError;
use crate::tx::{Lock, Row, Tx};

/// The columns of a tariff, in the order in which they are read.
macro_rules! columns {
    () => {
        "branch_id, tariff_id, owner_id, name, currency, tariff_type, connect_fee_units, free_seconds, \
         post_call_surcharge_units, grace_period_seconds, loss_protection, loss_max_units, cost_round_up, \
         decimal_precision, average_duration_seconds, local_calling, local_calling_rule"
    };
}

/// Writes a new tariff.
///
/// # Errors
/// The engine's.
pub fn insert(tx: &mut Tx<'_>, grant: &Grant<AddTariff>, tariff: &Tariff) -> Result<(), StoreError> {
    assert_eq!(grant.subject(), tariff.owner, "the grant is about the owner");
    let sql = concat!(
        "INSERT INTO tariff (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
    );
    let terms = &tariff.terms;
    let params = [
        tariff.owner.branch.0.into(),
        tariff.id.0.into(),
        tariff.owner.id.0.into(),
        terms.name.as_str().into(),
        terms.currency.as_str().into(),
        terms.tariff_type.id().into(),
        terms.connect_fee.units().into(),
        terms.free_seconds.into(),
        terms.post_call_surcharge.units().into(),
        terms.grace_period_seconds.into(),
        terms.loss_protection.into(),
        terms.loss_max.map(UnitPrice::units).into(),
        terms.cost_round_up.into(),
        terms.decimal_precision.into(),
        terms.average_duration_seconds.into(),
        terms.local_calling.into(),
        terms.local_calling_rule.as_str().into(),
    ];
    tx.execute_one(sql, &params)
}

/// The tariff `id`, if `owner` owns it; held against change where the transaction writes.
///
/// # Errors
/// The engine's.
pub fn load(tx: &mut Tx<'_>, owner: CustomerKey, id: TariffId) -> Result<Option<Tariff>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM tariff WHERE branch_id = $1 AND owner_id = $2 AND tariff_id = $3"
    );
    let params = [owner.branch.0.into(), owner.id.0.into(), id.0.into()];
    if tx.is_write() {
        return tx.query_locked_opt(sql, &params, Lock::Share, read);
    }
    tx.query_opt(sql, &params, read)
}

/// Every tariff of `owner`, ascending by number.
///
/// # Errors
/// The engine's.
pub fn list(tx: &mut Tx<'_>, owner: CustomerKey) -> Result<Vec<Tariff>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM tariff WHERE branch_id = $1 AND owner_id = $2 ORDER BY tariff_id"
    );
    tx.query(sql, &[owner.branch.0.into(), owner.id.0.into()], read)
}

/// Removes every tariff of a customer who goes; nobody is on them, because nobody stands below him.
///
/// # Errors
/// The engine's.
pub fn delete_all_of(tx: &mut Tx<'_>, grant: &Grant<DeleteCustomer>) -> Result<u64, StoreError> {
    let owner = grant.subject();
    let sql = "DELETE FROM tariff WHERE branch_id = $1 AND owner_id = $2";
    tx.execute(sql, &[owner.branch.0.into(), owner.id.0.into()])
}

fn read(row: &dyn Row) -> Result<Tariff, StoreError> {
    let mut columns = Columns::of("tariff", row);
    let branch = BranchId(columns.int()?);
    let id = TariffId(columns.int()?);
    let owner = CustomerKey { branch, id: CustomerId(columns.int()?) };
    let name = columns.parse(Title::parse)?;
    let currency = columns.parse(Currency::parse)?;
    let price = |units| UnitPrice::new(units, Commodity::Currency(currency));
    let terms = TariffTerms {
        name,
        currency,
        tariff_type: columns.decode(TariffType::new)?,
        connect_fee: price(columns.int()?),
        free_seconds: columns.int()?,
        post_call_surcharge: Percent::from_units(columns.int()?),
        grace_period_seconds: columns.int()?,
        loss_protection: columns.bool()?,
        loss_max: columns.opt_int()?.map(price),
        cost_round_up: columns.bool()?,
        decimal_precision: columns.int()?,
        average_duration_seconds: columns.int()?,
        local_calling: columns.bool()?,
        local_calling_rule: columns.line()?,
    };
    Ok(Tariff { id, owner, terms })
}
