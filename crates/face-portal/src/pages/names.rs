//! What things are called of which a page knows the number. What the reader may not look at has no name here.

use app::customer::find::{self, FindCustomerError, Lookup};
use app::{routing_group, service_plan, tariff};
use party::customer::Customer;
use party::ids::{CustomerId, RoutingGroupId, ServicePlanId};

use crate::reply::Failure;
use crate::visit::Visit;

/// What a customer's settings refer to.
#[derive(Debug, Clone, Default)]
pub(super) struct OfCustomer {
    pub(super) tariff: Option<String>,
    pub(super) routing_group: Option<String>,
    pub(super) agent: Option<String>,
}

/// What the settings of an account with funds of its own refer to.
#[derive(Debug, Clone, Default)]
pub(crate) struct OfEndpoint {
    pub(crate) service_plan: Option<String>,
    pub(crate) routing_group: Option<String>,
}

impl OfCustomer {
    /// What `customer` refers to.
    pub(super) async fn find(visit: &Visit, customer: &Customer) -> Result<Self, Failure> {
        let (app, context, profile) = (visit.app(), visit.context()?, &customer.profile);
        let tariff = match profile.tariff {
            Some(id) => tariff::read::find(app, &context, customer.owner(), id).await?,
            None => None,
        };
        Ok(Self {
            tariff: tariff.map(|tariff| tariff.terms.name.as_str().to_owned()),
            routing_group: match profile.routing_group {
                Some(id) => routing_group_name(visit, customer.key.id, id).await?,
                None => None,
            },
            agent: match profile.commission.agent {
                Some(id) => customer_name(visit, id).await?,
                None => None,
            },
        })
    }
}

impl OfEndpoint {
    /// What an account of `customer` refers to.
    pub(super) async fn find(
        visit: &Visit,
        customer: CustomerId,
        plan: ServicePlanId,
        group: Option<RoutingGroupId>,
    ) -> Result<Self, Failure> {
        let (app, context) = (visit.app(), visit.context()?);
        let plan = service_plan::read::find(app, &context, Some(customer), plan).await?;
        Ok(Self {
            service_plan: plan.map(|plan| plan.terms.name.as_str().to_owned()),
            routing_group: match group {
                Some(id) => routing_group_name(visit, customer, id).await?,
                None => None,
            },
        })
    }
}

/// The name of a routing group to which something of the customer `customer` refers.
async fn routing_group_name(
    visit: &Visit,
    customer: CustomerId,
    id: RoutingGroupId,
) -> Result<Option<String>, Failure> {
    let group = routing_group::read::above(visit.app(), &visit.context()?, customer, id).await?;
    Ok(group.map(|group| group.terms.name.as_str().to_owned()))
}

async fn customer_name(visit: &Visit, id: CustomerId) -> Result<Option<String>, Failure> {
    match find::find(visit.app(), &visit.context()?, Lookup::Id(id)).await {
        Ok(found) => Ok(Some(found.customer.profile.name.as_str().to_owned())),
        Err(FindCustomerError::Unknown | FindCustomerError::Refused(_)) => Ok(None),
        Err(FindCustomerError::Store(error)) => Err(error.into()),
    }
}
