//! What the statements about service plans promise.

use money::Currency;
use party::dictionary::BillingCycle;
use party::ids::{CustomerId, CustomerKey, ServicePlanId, TariffId};
use party::service_plan::{ServicePlan, ServicePlanTerms};
use party::text::{Line, Title};
use store::tables::references::{self, Referent};
use store::tables::service_plans;
use store::{StoreError, Tx};

use crate::support::{Fresh, conformance};
use crate::tables::{grant, root, write};

conformance! { store::MigrationSet::PRODUCT;
    a_plan_is_found_by_its_owner_alone
    a_plan_is_changed_and_removed
    the_plans_of_one_who_goes_go_with_him
}

/// Nothing at its default, so that no column can be mistaken for another.
pub(crate) fn plan(id: i64, owner: CustomerKey) -> ServicePlan {
    let terms = ServicePlanTerms {
        name: Title::parse("Family").unwrap(),
        description: Line::parse("text").unwrap(),
        billing_cycle: BillingCycle::new(2).unwrap(),
        prepaid: false,
        suspend_all_calls: true,
    };
    let currency = Currency::parse("EUR").unwrap();
    ServicePlan { id: ServicePlanId(id), owner, tariff: TariffId(8), currency, terms }
}

fn plain(id: i64) -> ServicePlan {
    let terms = ServicePlanTerms::new(Title::parse("Basic").unwrap());
    ServicePlan { tariff: TariffId(9), terms, ..plan(id, CustomerKey::ROOT) }
}

async fn insert(fresh: &Fresh, plan: &ServicePlan) {
    let (grant, plan) = (grant(&root()), plan.clone());
    write(&fresh.store, move |tx| service_plans::insert(tx, &grant, &plan)).await;
}

/// As a reader, a writer, and one who is about to change it see it.
async fn load(fresh: &Fresh, owner: CustomerKey, id: i64) -> Option<ServicePlan> {
    let load = move |tx: &mut Tx<'_>| service_plans::load_owned(tx, owner, ServicePlanId(id));
    let read = fresh.store.read("test", load).await.unwrap();
    assert_eq!(read, write(&fresh.store, load).await);
    let held = move |tx: &mut Tx<'_>| service_plans::load_for_update(tx, owner, ServicePlanId(id));
    assert_eq!(read, write(&fresh.store, held).await);
    read
}

async fn a_plan_is_found_by_its_owner_alone(fresh: &Fresh) {
    let elaborate = plan(1, CustomerKey::ROOT);
    for plan in [&elaborate, &plain(2)] {
        insert(fresh, plan).await;
    }
    assert_eq!(load(fresh, CustomerKey::ROOT, 1).await, Some(elaborate.clone()));
    assert_eq!(load(fresh, CustomerKey { id: CustomerId(2), ..CustomerKey::ROOT }, 1).await, None);
    assert_eq!(load(fresh, CustomerKey::ROOT, 3).await, None);
    let listed = fresh.store.read("test", |tx| service_plans::list(tx, CustomerKey::ROOT)).await;
    assert_eq!(listed, Ok(vec![elaborate, plain(2)]));
}

async fn a_plan_is_changed_and_removed(fresh: &Fresh) {
    insert(fresh, &plan(1, CustomerKey::ROOT)).await;
    let (edit, after) = (grant(&root()), plain(1));
    let changed = after.clone();
    write(&fresh.store, move |tx| service_plans::update(tx, &edit, &changed)).await;
    assert_eq!(load(fresh, CustomerKey::ROOT, 1).await, Some(after));
    let on = async |tariff: i64| {
        let branch = CustomerKey::ROOT.branch;
        write(&fresh.store, move |tx| references::to_tariff(tx, branch, TariffId(tariff), 1)).await
    };
    let renamed = Referent::ServicePlan(ServicePlanId(1), plain(1).terms.name.as_str().to_owned());
    assert_eq!((on(8).await, on(9).await), (vec![], vec![renamed]));
    let remove = grant(&root());
    write(&fresh.store, move |tx| service_plans::delete(tx, &remove, ServicePlanId(1))).await;
    assert_eq!((load(fresh, CustomerKey::ROOT, 1).await, on(9).await), (None, vec![]));
    let delete = move |tx: &mut Tx<'_>| service_plans::delete(tx, &remove, ServicePlanId(1));
    let again = fresh.store.write("test", delete).await;
    assert!(matches!(again, Err(StoreError::Inconsistent { .. })), "{again:?}");
    let (edit, gone) = (grant(&root()), plain(1));
    let update = move |tx: &mut Tx<'_>| service_plans::update(tx, &edit, &gone);
    let again = fresh.store.write("test", update).await;
    assert!(matches!(again, Err(StoreError::Inconsistent { .. })), "{again:?}");
}

async fn the_plans_of_one_who_goes_go_with_him(fresh: &Fresh) {
    let his = [plan(1, CustomerKey::ROOT), plain(2)];
    for plan in &his {
        insert(fresh, plan).await;
    }
    let leave = grant(&root());
    assert_eq!(write(&fresh.store, move |tx| service_plans::delete_all_of(tx, &leave)).await, 2);
    let left = fresh.store.read("test", |tx| service_plans::list(tx, CustomerKey::ROOT)).await;
    assert_eq!(left, Ok(vec![]));
}
