//! Service plans.

use money::Currency;
use party::access::{AddTariff, DeleteCustomer, DeleteTariff, EditTariff, Grant};
use party::dictionary::BillingCycle;
use party::ids::{BranchId, CustomerId, CustomerKey, ServicePlanId, TariffId};
use party::service_plan::{ServicePlan, ServicePlanTerms};
use party::text::Title;

use super::columns::Columns;
use crate::error::StoreError;
use crate::tx::{Lock, Param, Row, Tx};

/// The columns of a service plan, in the order in which they are read.
macro_rules! columns {
    () => {
        "branch_id, service_plan_id, owner_id, currency, tariff_id, name, description, billing_cycle, prepaid, \
         suspend_all_calls"
    };
}

/// One plan of an owner, with every column.
const SELECT_OWNED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM service_plan WHERE branch_id = $1 AND owner_id = $2 AND service_plan_id = $3"
);

/// Writes a new service plan.
///
/// # Errors
/// The engine's.
pub fn insert(tx: &mut Tx<'_>, grant: &Grant<AddTariff>, plan: &ServicePlan) -> Result<(), StoreError> {
    assert_eq!(grant.subject(), plan.owner, "the grant is about the owner");
    let sql = concat!(
        "INSERT INTO service_plan (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let mut params: Vec<Param<'_>> = vec![
        plan.owner.branch.0.into(),
        plan.id.0.into(),
        plan.owner.id.0.into(),
        plan.currency.as_str().into(),
    ];
    params.extend(changeable_params(plan));
    tx.execute_one(sql, &params)
}

/// The service plan `id`, if `owner` owns it; held against change where the transaction writes.
///
/// # Errors
/// The engine's.
pub fn load_owned(
    tx: &mut Tx<'_>,
    owner: CustomerKey,
    id: ServicePlanId,
) -> Result<Option<ServicePlan>, StoreError> {
    let params = [owner.branch.0.into(), owner.id.0.into(), id.0.into()];
    if tx.is_write() {
        return tx.query_locked_opt(SELECT_OWNED, &params, Lock::Share, read);
    }
    tx.query_opt(SELECT_OWNED, &params, read)
}

/// The service plan `id`, if `owner` owns it; nobody else may refer to it until the transaction ends.
///
/// # Errors
/// The engine's.
pub fn load_for_update(
    tx: &mut Tx<'_>,
    owner: CustomerKey,
    id: ServicePlanId,
) -> Result<Option<ServicePlan>, StoreError> {
    let params = [owner.branch.0.into(), owner.id.0.into(), id.0.into()];
    tx.query_locked_opt(SELECT_OWNED, &params, Lock::Update, read)
}

/// Writes everything about a service plan that can change.
///
/// # Errors
/// The engine's; the plan is gone.
pub fn update(tx: &mut Tx<'_>, grant: &Grant<EditTariff>, plan: &ServicePlan) -> Result<(), StoreError> {
    assert_eq!(grant.subject(), plan.owner, "the grant is about the owner");
    let sql = "UPDATE service_plan SET tariff_id = $1, name = $2, description = $3, billing_cycle = $4, \
               prepaid = $5, suspend_all_calls = $6 WHERE branch_id = $7 AND owner_id = $8 AND service_plan_id = $9";
    let mut params = changeable_params(plan).to_vec();
    params.extend([plan.owner.branch.0, plan.owner.id.0, plan.id.0].map(Param::from));
    tx.execute_one(sql, &params)
}

/// Removes the service plan `id`, which no account has.
///
/// # Errors
/// The engine's; the owner has no such plan.
pub fn delete(tx: &mut Tx<'_>, grant: &Grant<DeleteTariff>, id: ServicePlanId) -> Result<(), StoreError> {
    let owner = grant.subject();
    let sql = "DELETE FROM service_plan WHERE branch_id = $1 AND owner_id = $2 AND service_plan_id = $3";
    tx.execute_one(sql, &[owner.branch.0.into(), owner.id.0.into(), id.0.into()])
}

/// Every service plan of `owner`, ascending by number.
///
/// # Errors
/// The engine's.
pub fn list(tx: &mut Tx<'_>, owner: CustomerKey) -> Result<Vec<ServicePlan>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM service_plan WHERE branch_id = $1 AND owner_id = $2 ORDER BY service_plan_id"
    );
    tx.query(sql, &[owner.branch.0.into(), owner.id.0.into()], read)
}

/// Removes every service plan of a customer who goes; no account has them, because he has none.
///
/// # Errors
/// The engine's.
pub fn delete_all_of(tx: &mut Tx<'_>, grant: &Grant<DeleteCustomer>) -> Result<u64, StoreError> {
    let owner = grant.subject();
    let sql = "DELETE FROM service_plan WHERE branch_id = $1 AND owner_id = $2";
    tx.execute(sql, &[owner.branch.0.into(), owner.id.0.into()])
}

/// Everything after what never changes.
fn changeable_params(plan: &ServicePlan) -> [Param<'_>; 6] {
    [
        plan.tariff.0.into(),
        plan.terms.name.as_str().into(),
        plan.terms.description.as_str().into(),
        plan.terms.billing_cycle.id().into(),
        plan.terms.prepaid.into(),
        plan.terms.suspend_all_calls.into(),
    ]
}

fn read(row: &dyn Row) -> Result<ServicePlan, StoreError> {
    let mut columns = Columns::of("service_plan", row);
    let branch = BranchId(columns.int()?);
    let id = ServicePlanId(columns.int()?);
    let owner = CustomerKey { branch, id: CustomerId(columns.int()?) };
    let currency = columns.parse(Currency::parse)?;
    let tariff = TariffId(columns.int()?);
    let terms = ServicePlanTerms {
        name: columns.parse(Title::parse)?,
        description: columns.line()?,
        billing_cycle: columns.decode(BillingCycle::new)?,
        prepaid: columns.bool()?,
        suspend_all_calls: columns.bool()?,
    };
    Ok(ServicePlan { id, owner, tariff, currency, terms })
}
