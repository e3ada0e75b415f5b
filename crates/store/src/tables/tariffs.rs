//! Tariffs, without their rates.

use money::{Commodity, Currency, Percent, UnitPrice};
use party::access::{AddTariff, DeleteCustomer, DeleteTariff, EditTariff, Grant};
use party::dictionary::TariffType;
use party::ids::{BranchId, CustomerId, CustomerKey, TariffId};
use party::tariff::{Tariff, TariffTerms};
use party::text::Title;

use super::columns::Columns;
use crate::error::StoreError;
use crate::tx::{Lock, Param, Row, Tx};

/// The columns of a tariff, in the order in which they are read.
macro_rules! columns {
    () => {
        "branch_id, tariff_id, owner_id, currency, tariff_type, name, connect_fee_units, free_seconds, \
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
    let mut params: Vec<Param<'_>> = vec![
        tariff.owner.branch.0.into(),
        tariff.id.0.into(),
        tariff.owner.id.0.into(),
        terms.currency.as_str().into(),
        terms.tariff_type.id().into(),
    ];
    params.extend(changeable_params(terms));
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

/// The tariff `id`, if `owner` owns it; nobody else may refer to it until the transaction ends.
///
/// # Errors
/// The engine's.
pub fn load_for_update(
    tx: &mut Tx<'_>,
    owner: CustomerKey,
    id: TariffId,
) -> Result<Option<Tariff>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM tariff WHERE branch_id = $1 AND owner_id = $2 AND tariff_id = $3"
    );
    let params = [owner.branch.0.into(), owner.id.0.into(), id.0.into()];
    tx.query_locked_opt(sql, &params, Lock::Update, read)
}

/// Writes everything about a tariff that can change.
///
/// # Errors
/// The engine's; the tariff is gone.
pub fn update(tx: &mut Tx<'_>, grant: &Grant<EditTariff>, tariff: &Tariff) -> Result<(), StoreError> {
    assert_eq!(grant.subject(), tariff.owner, "the grant is about the owner");
    let sql = "UPDATE tariff SET name = $1, connect_fee_units = $2, free_seconds = $3, \
               post_call_surcharge_units = $4, grace_period_seconds = $5, loss_protection = $6, \
               loss_max_units = $7, cost_round_up = $8, decimal_precision = $9, average_duration_seconds = $10, \
               local_calling = $11, local_calling_rule = $12 \
               WHERE branch_id = $13 AND owner_id = $14 AND tariff_id = $15";
    let mut params = changeable_params(&tariff.terms).to_vec();
    params.extend([tariff.owner.branch.0, tariff.owner.id.0, tariff.id.0].map(Param::from));
    tx.execute_one(sql, &params)
}

/// Removes the tariff `id`, on which nobody is.
///
/// # Errors
/// The engine's; the owner has no such tariff.
pub fn delete(tx: &mut Tx<'_>, grant: &Grant<DeleteTariff>, id: TariffId) -> Result<(), StoreError> {
    let owner = grant.subject();
    let sql = "DELETE FROM tariff WHERE branch_id = $1 AND owner_id = $2 AND tariff_id = $3";
    tx.execute_one(sql, &[owner.branch.0.into(), owner.id.0.into(), id.0.into()])
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

/// The tariffs of `owner` that are called `name`, ascending by number.
///
/// # Errors
/// The engine's.
pub fn find_named(tx: &mut Tx<'_>, owner: CustomerKey, name: &str) -> Result<Vec<TariffId>, StoreError> {
    let sql = "SELECT tariff_id FROM tariff \
               WHERE branch_id = $1 AND owner_id = $2 AND name = $3 ORDER BY tariff_id";
    let params = [owner.branch.0.into(), owner.id.0.into(), name.into()];
    tx.query(sql, &params, |row| row.int(0).map(TariffId))
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

/// Everything after what never changes.
fn changeable_params(terms: &TariffTerms) -> [Param<'_>; 12] {
    [
        terms.name.as_str().into(),
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
    ]
}

fn read(row: &dyn Row) -> Result<Tariff, StoreError> {
    let mut columns = Columns::of("tariff", row);
    let branch = BranchId(columns.int()?);
    let id = TariffId(columns.int()?);
    let owner = CustomerKey { branch, id: CustomerId(columns.int()?) };
    let currency = columns.parse(Currency::parse)?;
    let tariff_type = columns.decode(TariffType::new)?;
    let name = columns.parse(Title::parse)?;
    let price = |units| UnitPrice::new(units, Commodity::Currency(currency));
    let terms = TariffTerms {
        name,
        currency,
        tariff_type,
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
